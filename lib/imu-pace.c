/* SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "fixed.h"
#include "imu-pace.h"

#define LOOK_US        US_PER_SEC
#define MARK_US        (150 * US_PER_MS) /* between two marks: the ring must hold LOOK_US */
#define MEASURE_US     (10 * (int64_t)US_PER_SEC)
#define MEASURE_MAX_US (60 * (int64_t)US_PER_SEC)
#define BAD_PERCENT    15
#define MAX_PERCENT    10 /* no more than this is believed of an oscillator */
#define MOVED_PERMILLE 5
#define SLACK          2  /* samples */
#define LOOKS_BAD      2
#define MICRO_MILLI    INT64_C(1000000000)

void imu_pace_init(struct imu_pace *p, uint32_t nominal_millihz)
{
	*p = (struct imu_pace){ .nominal_millihz = nominal_millihz };
}

void imu_pace_begin(struct imu_pace *p)
{
	p->taken = 0;
	p->n_marks = 0;
	p->out = 0;
}

static const struct imu_pace_mark *newest(const struct imu_pace *p)
{
	return &p->mark[(p->n_marks - 1) % IMU_PACE_MARKS];
}

/* the newest mark that is old enough; NULL when none is yet */
static const struct imu_pace_mark *mark_before(const struct imu_pace *p, uint64_t now_us)
{
	for (unsigned i = 1; i <= MIN(p->n_marks, IMU_PACE_MARKS); i++) {
		const struct imu_pace_mark *m = &p->mark[(p->n_marks - i) % IMU_PACE_MARKS];

		if (now_us - m->t_us >= LOOK_US)
			return m;
	}
	return NULL;
}

static void look(struct imu_pace *p, const struct imu_pace_mark *now)
{
	const struct imu_pace_mark *from = mark_before(p, now->t_us);
	int64_t due, off, most;

	if (!from)
		return;
	due = (int64_t)(now->t_us - from->t_us) * p->nominal_millihz / MICRO_MILLI;
	off = (int64_t)(now->samples - from->samples) - due;
	most = due * BAD_PERCENT / 100 + SLACK;
	if (off > most)
		p->out = MAX(p->out, 0) + 1;
	else if (off < -most)
		p->out = MIN(p->out, 0) - 1;
	else
		p->out = 0;
}

static bool apart(const struct imu_pace *p, int64_t a, int64_t b)
{
	int64_t d = a > b ? a - b : b - a;

	return d * 1000 > MOVED_PERMILLE * (int64_t)p->nominal_millihz;
}

/* What is told moves by steps that mean something, and from the nominal rate at first. */
static void tell(struct imu_pace *p, int64_t millihz, bool is_fine)
{
	if (p->millihz == 0)
		p->millihz = p->nominal_millihz;
	if (apart(p, millihz, p->millihz) ||
	    (is_fine && !p->is_fine && p->millihz != p->nominal_millihz))
		p->millihz = (uint32_t)millihz;
	p->is_fine |= is_fine;
}

/*
 * Two looks must agree: one may have come late, or found what a chip gave in
 * its last moment.
 */
static void measure(struct imu_pace *p, const struct imu_pace_mark *now)
{
	int64_t us = (int64_t)(now->t_us - p->since.t_us);
	int64_t most = p->nominal_millihz / 100 * MAX_PERCENT;
	int64_t bad = p->nominal_millihz / 100 * BAD_PERCENT;
	int64_t off, before = p->off_millihz;

	if (us < MEASURE_US)
		return;
	off = (int64_t)(now->samples - p->since.samples) * MICRO_MILLI / us - p->nominal_millihz;
	p->off_millihz = off;
	if (apart(p, off, before))
		return;
	if (off > bad || off < -bad)
		p->out = off > 0 ? LOOKS_BAD : -LOOKS_BAD;
	tell(p, p->nominal_millihz + MAX(MIN(off, most), -most), us >= MEASURE_MAX_US);
	if (us >= MEASURE_MAX_US)
		p->since = *now;
}

/* nothing new for longer than any chip takes for a sample? */
static bool is_silent(struct imu_pace *p, const struct imu_pace_mark *now)
{
	if (p->n_marks == 0 || now->samples != p->fresh.samples)
		p->fresh = *now;
	return now->t_us - p->fresh.t_us >= MARK_US;
}

bool imu_pace_push(struct imu_pace *p, uint64_t now_us, unsigned level, unsigned taken)
{
	struct imu_pace_mark now = { now_us, p->taken + level };

	p->taken += taken;
	if (is_silent(p, &now))
		p->n_marks = 0; /* silence is not a pace */
	if (p->n_marks == 0) {
		p->since = now;
		p->out = 0;
		p->off_millihz = INT64_MIN / 2000;
	}
	look(p, &now);
	measure(p, &now);
	/* a look that seems out may have come late itself: nothing is measured from it */
	if (p->n_marks == 0 || (p->out == 0 && now_us - newest(p)->t_us >= MARK_US))
		p->mark[p->n_marks++ % IMU_PACE_MARKS] = now;
	return p->out < LOOKS_BAD && p->out > -LOOKS_BAD;
}
