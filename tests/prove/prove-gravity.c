/* SPDX-License-Identifier: MIT */
/*
 * The steps of gravity_push() but for the first rest and for what comes of going astray, which are
 * in prove-rest.c: each from every state that the steps before may leave, over a batch of 1 to
 * BATCH_MAX samples.  The loop over them is in prove-track.c.
 */
#include "gravity-state.h"

void a_clipped_count_is_inside_the_clip(void)
{
	int32_t limit = any_within(0, INT16_MAX);
	int16_t v = clip(nondet_i16(), limit);

	assert(v >= -limit && v <= limit);
}

int16_t any_clip(int16_t v, int32_t limit)
{
	(void)v;
	assert(limit >= 0 && limit <= INT16_MAX);
	return (int16_t)any_within(-limit, limit);
}

/* Each clip is a call of clip(); the first sample and the last are looked at. */
void clipped_samples_are_inside_the_clip(void)
{
	struct gravity_coeffs c;
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];
	struct counts3 clipped_accel[BATCH_MAX], clipped_gyro[BATCH_MAX];
	unsigned n = any_n();

	c.accel_clip = any_within(0, INT16_MAX);
	c.gyro_clip = any_within(0, INT16_MAX);
	clip_batch(&c, accel, NULL, n, clipped_accel, NULL);
	assert(is_sample_within(&clipped_accel[0], c.accel_clip));
	clip_batch(&c, accel, gyro, n, clipped_accel, clipped_gyro);
	if (n == BATCH_MAX)
		assert(is_sample_within(&clipped_gyro[BATCH_MAX - 1], c.gyro_clip));
}

void the_leak_of_a_young_filter_is_at_most_a_quarter(void)
{
	struct gravity g = nondet_gravity();
	int32_t k_q32;

	assume(g.age < AGE_MAX + BATCH_MAX);
	k_q32 = young_k_q32(&g, any_within(0, LEAK_MAX_Q32), any_n());
	assert(k_q32 >= 0 && k_q32 <= LEAK_MAX_Q32);
	assert(g.age >= 1 && g.age < AGE_MAX + BATCH_MAX);
}

/* power_add() is proved with the loop that calls it. */
void any_power_added(struct power *p, const struct counts3 *a, int64_t one_g_square)
{
	assert(one_g_square == 0 && __CPROVER_r_ok(a, sizeof *a));
	p->sum = nondet_u64();
	assume(p->sum <= BATCH_MAX * (uint64_t)UINT32_MAX);
}

void the_first_1_g_is_inside_its_limits(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g;
	struct counts3 accel[BATCH_MAX];

	first_one_g(&g, &c, accel, any_n());
	assert(is_in(g.one_g_square, c.one_g_square_min, c.one_g_square_max));
}

/* By its own proof; a division by 2^n, which is what the code says, costs a solver minutes. */
int64_t nearest_shift(int64_t v, unsigned n)
{
	int64_t r = nondet_i64();
	int64_t half = INT64_C(1) << (n - 1);

	assert(n == 16 && is_in(v, -(INT64_C(1) << 60), INT64_C(1) << 60));
	assume(is_in(r, -(INT64_C(1) << 44), INT64_C(1) << 44));
	assume(is_in(v - r * (INT64_C(1) << 16), -half, half));
	return r;
}

void motion_and_1_g_stay_in_range(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_state(&c);
	unsigned n = any_n();
	struct power p = any_power(n);

	follow_motion(&g, &c, &p, n);
	assert(g.motion_mg_q8 >= 0 && g.motion_mg_q8 <= MOTION_MAX_Q8);
	assert(is_in(g.one_g_square, c.one_g_square_min, c.one_g_square_max));
}

void a_sane_vector_is_inside_4_g(void)
{
	struct lin3 v = { any_within(-STATE_MAX_Q22, STATE_MAX_Q22),
			  any_within(-STATE_MAX_Q22, STATE_MAX_Q22),
			  any_within(-STATE_MAX_Q22, STATE_MAX_Q22) };

	if (is_sane(&v))
		assert(is_lin_within(&v, LIN_MAX_Q22));
}

/* The floor is known by its own proof; a range is all that matters of it, here. */
int64_t any_floor(int64_t v, unsigned n)
{
	int64_t max = INT64_C(1) << (n == LIN_Q ? 49 : 58);
	int64_t r = nondet_i64();

	assert(is_in(v, -max, max));
	assume(is_in(r, -(max >> n), max >> n));
	return r;
}

void the_bias_stays_inside_its_limit(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_sane_state(&c);

	assume(g.bias_known);
	follow_bias(&g, &c, any_n());
	assert(is_sound(&g, &c));
}

void a_mean_overflows_nothing(void)
{
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];

	(void)batch_mean(accel, gyro, any_n());
}

#define MEAN_SAMPLES 4 /* that a mean of more lies between them as well is left to the reader */

/* One axis of six alike. */
void a_mean_is_inside_the_clip(void)
{
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];
	int32_t clip = any_within(17, INT16_MAX);
	struct mean6 m;

	for (unsigned i = 0; i < MEAN_SAMPLES; i++)
		assume(is_in(accel[i].x, -largest_count(clip), largest_count(clip)));
	m = batch_mean(accel, gyro, (unsigned)any_within(1, MEAN_SAMPLES));
	assert(is_in(m.accel[0], -largest_count(clip), largest_count(clip)));
}

/* Seated where a clipped mean says. */
void a_seat_is_a_sound_start(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = nondet_gravity();
	struct mean6 m = any_mean();

	assume_product(m.accel[0], c.accel_mul, ACCEL_MAX_Q22);
	assume_product(m.accel[1], c.accel_mul, ACCEL_MAX_Q22);
	assume_product(m.accel[2], c.accel_mul, ACCEL_MAX_Q22);
	seat(&g, &c, &m, any_n());
	assert(is_in(g.age, 1, 200) && g.astray == 0 && are_vectors_sound(&g));
}
