/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <inttypes.h>

#include "angle.h"
#include "fixed.h"

#define NEAR_CDEG   500
#define LOOK_US     (40 * US_PER_MS)
/* A sensor that comes back amidst a walk takes 1 g from it: 20 s until that is put right. */
#define SEATED_US   (25 * US_PER_SEC)
#define PERCENT_BAD 101 /* what the tally may hold of the script's bad time: a tick a spell */

void watch_init(struct watch *w, const struct run_setup *setup, struct run *run, uint64_t begin_us)
{
	*w = (struct watch){ .setup = setup, .run = run, .begin_us = begin_us };
	for (unsigned i = 0; i < setup->sensors; i++)
		worn_init(&w->truth[i], setup->day, (enum sensor)i, begin_us);
}

/* ---- faults ---- */

/* A brown-out is over at once, and a daemon that stands still has good data waiting for it. */
static bool kills_data(const struct fault *f, enum sensor sensor)
{
	return f->kind == FAULT_STUCK || (f->kind != FAULT_STANDSTILL && f->sensor == sensor);
}

void watch_edge(struct watch *w, uint64_t t_us)
{
	const struct faults *faults = w->setup->faults;
	bool dead[SENSOR_COUNT] = { false };

	for (size_t i = 0; i < faults->n && faults->fault[i].begin_us <= t_us; i++) {
		const struct fault *f = &faults->fault[i];

		w->calm_us = MAX(w->calm_us, f->end_us);
		if (f->kind == FAULT_STANDSTILL)
			w->stood_us = MAX(w->stood_us, f->end_us);
		for (unsigned s = 0; s < w->setup->sensors; s++)
			dead[s] |= t_us < f->end_us && kills_data(f, (enum sensor)s);
	}
	for (unsigned s = 0; s < w->setup->sensors; s++) {
		if (!dead[s])
			w->dead_us[s] = 0;
		else if (w->dead_us[s] == 0)
			w->dead_us[s] = t_us;
		/* time spent standing still is no time to notice anything in */
		if (dead[s])
			w->doubt_us[s] = MAX(w->dead_us[s], w->stood_us) + BLIND_US;
	}
}

/* ---- what is shown ---- */

static bool is_blind(const struct watch *w, enum sensor sensor, uint64_t t_us)
{
	return w->dead_us[sensor] != 0 && t_us >= w->doubt_us[sensor];
}

static void watch_blind(struct watch *w, const struct view *v, uint64_t t_us)
{
	if (is_blind(w, SENSOR_UPPER, t_us) &&
	    (v->posture != POSTURE_UNKNOWN || v->flexion_cdeg != ANGLE_UNKNOWN))
		run_broken(w->run, w->setup, t_us, "%s is shown %.1f s into bad data",
			   posture_to_str(v->posture),
			   (double)(t_us - w->dead_us[SENSOR_UPPER]) / 1e6);
	if (w->setup->sensors == 2 && is_blind(w, SENSOR_LOWER, t_us) &&
	    v->curvature_cdeg != ANGLE_UNKNOWN)
		run_broken(w->run, w->setup, t_us, "curvature is shown %.1f s into bad data",
			   (double)(t_us - w->dead_us[SENSOR_LOWER]) / 1e6);
}

static bool all_run(const struct watch *w, const struct view *v)
{
	for (unsigned s = 0; s < w->setup->sensors; s++) {
		if (v->sensor[s].state != SENSOR_RUNNING)
			return false;
	}
	return true;
}

static void watch_running(struct watch *w, const struct view *v, uint64_t t_us)
{
	struct run *run = w->run;

	if (all_run(w, v)) {
		if (w->down_us != 0) {
			run->down_us += t_us - w->down_us;
			if (t_us > w->calm_us)
				run->worst_recovery_us =
					MAX(run->worst_recovery_us, t_us - w->calm_us);
		}
		w->down_us = 0;
		return;
	}
	if (w->down_us == 0)
		w->down_us = t_us;
	if (t_us > w->calm_us + RECOVERY_US)
		run_broken(run, w->setup, t_us, "a sensor is %s, %.1f s after the last fault: %s",
			   sensor_state_to_str(v->sensor[SENSOR_UPPER].state),
			   (double)(t_us - w->calm_us) / 1e6, v->sensor[SENSOR_UPPER].trouble);
}

static void watch_posture(struct watch *w, const struct view *v, uint64_t t_us)
{
	const struct day *day = w->setup->day;
	size_t at = day_step_at(day, t_us);
	const struct body_step *step = &day->step[at];

	if (t_us < w->calm_us + RECOVERY_US + SETTLE_US ||
	    t_us < MAX(day->begin_us[at], DAY_LEARN_US) + SEATED_US || step->act != BODY_SIT)
		return;
	if (v->posture != step->posture)
		run_broken(w->run, w->setup, t_us, "%s is shown, the body is %s",
			   posture_to_str(v->posture), posture_to_str(step->posture));
	if (step->posture == POSTURE_UPRIGHT && v->alert_level > 0)
		run_broken(w->run, w->setup, t_us, "an alert of level %" PRIu32 " is stuck",
			   v->alert_level);
}

void watch_view(struct watch *w, const struct view *v)
{
	uint64_t t_us = v->now_us - w->begin_us;

	watch_blind(w, v, t_us);
	watch_running(w, v, t_us);
	watch_posture(w, v, t_us);
}

/* ---- what is recognised ---- */

static bool is_near(struct watch *w, enum sensor sensor, struct dir3 up, uint64_t t_us)
{
	struct body_feel f;

	worn_feel(&w->truth[sensor], t_us, &f);
	return angle_between_cdeg(up, dir_from(f.accel_ug[0], f.accel_ug[1], f.accel_ug[2])) <=
	       NEAR_CDEG;
}

/* At any time from .. to, the daemon's. */
static bool was_near(struct watch *w, enum sensor sensor, struct dir3 up, uint64_t from_us,
		     uint64_t to_us)
{
	for (uint64_t t_us = to_us; t_us >= from_us; t_us -= LOOK_US) {
		if (is_near(w, sensor, up, t_us))
			return true;
	}
	return false;
}

static bool walked(const struct watch *w, uint64_t t_us)
{
	const struct day *day = w->setup->day;
	size_t from = day_step_at(day, t_us - MIN(2 * BLIND_US, t_us));

	for (size_t i = from; i <= day_step_at(day, t_us); i++) {
		if (day->step[i].act == BODY_WALK)
			return true;
	}
	return false;
}

/* A verdict of samples that waited is of their time; the other sensor may be ahead of it. */
void watch_verdict(struct watch *w, const struct verdict *v, uint64_t now_us)
{
	uint64_t t_us = v->t_us - w->begin_us;

	if (v->t_us == w->verdict_us || !v->valid)
		return;
	w->verdict_us = v->t_us;
	if (walked(w, t_us))
		return;
	for (unsigned s = 0; s < w->setup->sensors; s++) {
		if ((v->stance.sensors & SENSOR_BIT(s)) && t_us >= w->doubt_us[s] &&
		    !was_near(w, (enum sensor)s, v->stance.up[s], v->t_us - BLIND_US, now_us))
			run_broken(w->run, w->setup, t_us, "the %s sensor has up where it was not",
				   sensor_to_str((enum sensor)s));
	}
}

/* ---- what is counted ---- */

static uint64_t script_bad_us(const struct day *d)
{
	uint64_t sum_us = 0;

	for (size_t i = 0; i < d->n; i++) {
		if (desk_is_bad(d, d->begin_us[i]))
			sum_us += d->step[i].for_ms * US_PER_MS;
	}
	return sum_us;
}

void watch_end(struct watch *w, const struct tally *t, uint64_t passed_us)
{
	uint64_t postures_us = 0, activities_us = 0;

	for (int i = 0; i < POSTURE_COUNT; i++)
		postures_us += t->posture_us[i];
	for (int i = 0; i < ACTIVITY_COUNT; i++)
		activities_us += t->activity_us[i];
	if (postures_us != t->activity_us[ACTIVITY_STILL])
		run_broken(w->run, w->setup, passed_us, "the postures' time is not the time still");
	if (activities_us > passed_us)
		run_broken(w->run, w->setup, passed_us, "more time is counted than has passed");
	if (t->bad_us * 100 > script_bad_us(w->setup->day) * PERCENT_BAD)
		run_broken(w->run, w->setup, passed_us, "more bad time is counted than there was");
}
