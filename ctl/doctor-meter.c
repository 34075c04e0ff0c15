/* SPDX-License-Identifier: MIT */
#include "doctor-meter.h"

#include "fixed.h"

void doctor_meter_init(struct doctor_meter *m, uint32_t milli_lsb_per_g)
{
	*m = (struct doctor_meter){ .milli_lsb_per_g = milli_lsb_per_g };
}

#define LIMIT_UG      INT64_C(32000000)
#define LIMIT_STEP_US (60 * US_PER_SEC)

static int64_t to_ug(const struct doctor_meter *m, int16_t counts)
{
	int64_t ug = div_round((int64_t)counts * 1000000000, m->milli_lsb_per_g);

	return MAX(-LIMIT_UG, MIN(LIMIT_UG, ug));
}

static void push_step(struct doctor_meter *m, uint64_t t_us, const int64_t ug[3])
{
	uint64_t step_us = MIN(t_us - m->last_us, LIMIT_STEP_US);

	m->step_squares += step_us * step_us;
	for (int i = 0; i < 3; i++) {
		int64_t change_ug = ug[i] - m->last_ug[i];

		m->squares[i] += (uint64_t)(change_ug * change_ug);
	}
}

void doctor_meter_push(struct doctor_meter *m, uint64_t t_us, struct counts3 accel)
{
	const int64_t ug[3] = { to_ug(m, accel.x), to_ug(m, accel.y), to_ug(m, accel.z) };

	if (m->n == 0)
		m->first_us = t_us;
	else
		push_step(m, t_us, ug);
	m->level_sum += isqrt64((uint64_t)(ug[0] * ug[0] + ug[1] * ug[1] + ug[2] * ug[2]));
	for (int i = 0; i < 3; i++)
		m->last_ug[i] = ug[i];
	m->last_us = t_us;
	m->n++;
}

/* The mean of the squares less the square of the mean. */
static uint32_t jitter_us(const struct doctor_meter *m, uint64_t steps)
{
	uint64_t span_us = m->last_us - m->first_us;
	uint64_t mean_square = m->step_squares / steps;
	uint64_t square_mean = span_us / steps * (span_us / steps) +
			       2 * (span_us / steps) * (span_us % steps) / steps;

	return mean_square > square_mean ? isqrt64(mean_square - square_mean) : 0;
}

struct doctor_figures doctor_meter_read(const struct doctor_meter *m)
{
	struct doctor_figures f = { .n = m->n, .span_us = m->last_us - m->first_us };
	uint64_t steps = m->n - 1;

	if (m->n == 0)
		return f;
	f.level_mg = (uint32_t)(m->level_sum / m->n / 1000);
	if (steps == 0 || f.span_us == 0)
		return f;
	f.rate_millihz = (uint32_t)(steps * 1000 * US_PER_SEC / f.span_us);
	f.jitter_us = jitter_us(m, steps);
	/* The difference of two samples has twice the variance of one. */
	for (int i = 0; i < 3; i++)
		f.noise_ug[i] = isqrt64(m->squares[i] / (2 * steps));
	return f;
}
