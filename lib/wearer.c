/* SPDX-License-Identifier: MIT */
#include "wearer-inner.h"

#include <assert.h>
#include <string.h>

#include "text.h"

#define GAP_US US_PER_SEC	   /* a longer hole in a sensor's samples: its filter begins anew */
#define FRESH_US (2 * US_PER_SEC)  /* a sensor silent for longer says nothing about now */
#define PERCENT_STEP 10		   /* learning is told about in steps of this */

static struct wearer_event *add_event(struct wearer_events *ret, enum wearer_event_kind kind,
				      uint64_t t_us)
{
	struct wearer_event *e;

	assert(ret->n < WEARER_EVENT_MAX);
	e = &ret->event[ret->n++];
	memset(e, 0, sizeof *e);
	e->kind = kind;
	e->t_us = t_us;
	return e;
}

void wearer_plan(struct wearer *w)
{
	pose_plan_make(&w->plan, &w->poses, &w->params.pose);
	w->match = w->counted = (struct pose_match){ .pose = -1 };
}

void wearer_init(struct wearer *w, const struct wearer_params *params)
{
	memset(w, 0, sizeof *w);
	posture_init(&w->posture);
	alert_init(&w->alert);
	tally_init(&w->tally);
	care_init(&w->care, NULL, 0, 0);
	rest_init(&w->rest);
	profile_init(&w->profile, PROFILE_NONE);
	wearer_configure(w, params);
}

/*
 * Poses are known by their index: after one went, what was recognised means
 * nothing, and an alert has lost what it was measured from.
 */
static void begin_anew(struct wearer *w)
{
	posture_init(&w->posture);
	alert_clear(&w->alert);
	wearer_plan(w);
}

void wearer_set_poses(struct wearer *w, const struct pose_set *poses)
{
	w->poses = *poses;
	begin_anew(w);
}

void wearer_set_stream(struct wearer *w, enum sensor sensor, const struct stream *stream)
{
	int r = gravity_plan(&gravity_params_default, stream, &w->coeffs[sensor]);

	assert(r == 0);
	(void)r;
	gravity_init(&w->gravity[sensor]);
	w->stance.sensors &= ~SENSOR_BIT(sensor);
	w->seen_us[sensor] = 0;
}

/* --------------------------------------------------------------- one sensor */

/* True when more than GAP_US of samples are missing before this batch. */
static bool has_hole(const struct wearer *w, const struct batch *b, uint64_t period_us)
{
	uint64_t last_us = w->seen_us[b->sensor];

	return b->gap || (last_us != 0 && b->t_us > last_us + b->n * period_us + GAP_US);
}

static void feel(struct wearer *w, const struct batch *b)
{
	struct gravity *g = &w->gravity[b->sensor];
	const struct gravity_coeffs *c = &w->coeffs[b->sensor];
	bool hole = has_hole(w, b, (uint64_t)c->motion_k_q16 * US_PER_SEC >> 16);

	assert(c->accel_mul != 0);
	if (hole)
		gravity_restart(g);
	gravity_push(g, c, b->accel, b->gyro, b->n);
	w->seen_us[b->sensor] = b->t_us;
	w->stance.up[b->sensor] = gravity_up(g);
	/* at low rates one batch is half a second: the gap must be seen as one all the same */
	if (!hole && gravity_settled(g, c))
		w->stance.sensors |= SENSOR_BIT(b->sensor);
	else
		w->stance.sensors &= ~SENSOR_BIT(b->sensor);
}

/* A sensor that fell silent no longer takes part. */
static void forget_stale(struct wearer *w, uint64_t now_us)
{
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (w->seen_us[s] + FRESH_US < now_us)
			w->stance.sensors &= ~SENSOR_BIT(s);
	}
}

/* ----------------------------------------------------------------- decision */

static enum activity activity_of(struct wearer *w, bool settled, uint64_t now_us)
{
	bool moving = w->gravity[SENSOR_UPPER].moving;
	bool buzzing = alert_is_buzzing(&w->alert, &w->params.alert, now_us);
	bool away;

	if (!settled)
		return ACTIVITY_STILL;
	away = rest_step(&w->rest, &rest_params_default, w->stance.up[SENSOR_UPPER], moving,
			 now_us);
	if (away)
		return ACTIVITY_AWAY;
	if (w->plan.n > 0 && pose_tilt_cos_q14(&w->plan, &w->stance) < w->lying_cos_q14)
		return ACTIVITY_LYING;
	return moving && !buzzing ? ACTIVITY_MOVING : ACTIVITY_STILL;
}

static int32_t curvature_cdeg(const int32_t angle_cdeg[POSE_AXES])
{
	if (angle_cdeg[0] == ANGLE_UNKNOWN || angle_cdeg[2] == ANGLE_UNKNOWN)
		return ANGLE_UNKNOWN;
	return angle_cdeg[0] - angle_cdeg[2];
}

/* Relative to the nearest good pose, or to the mount while none is taught. */
static void report_angles(const struct wearer *w, struct verdict *v)
{
	const int32_t *angle_cdeg = w->match.angle_cdeg;
	int32_t mount_cdeg[POSE_AXES];

	v->flexion_cdeg = v->lateral_cdeg = v->curvature_cdeg = ANGLE_UNKNOWN;
	if (!w->match.valid) {
		if (w->plan.n > 0 || !pose_mount_angles(&w->plan, &w->stance, mount_cdeg))
			return;
		angle_cdeg = mount_cdeg;
	}
	v->flexion_cdeg = angle_cdeg[0];
	v->lateral_cdeg = angle_cdeg[1];
	v->curvature_cdeg = curvature_cdeg(angle_cdeg);
}

static struct verdict decide(struct wearer *w, uint64_t now_us)
{
	struct verdict v = { .t_us = now_us, .decided = true, .pose = -1 };
	bool settled = w->stance.sensors & SENSOR_BIT(SENSOR_UPPER);

	v.activity = activity_of(w, settled, now_us);
	if (settled)
		pose_nearest(&w->plan, &w->params.pose, &w->stance, &w->match);
	else
		w->match.valid = false;
	v.valid = w->match.valid;
	if (v.valid) {
		v.posture = w->match.posture;
		v.pose = w->match.pose;
		v.good = w->match.good;
	}
	report_angles(w, &v);
	v.stance = w->stance;
	return v;
}

/* ---------------------------------------------------------------- learning */

static void tell_progress(struct wearer *w, uint64_t now_us, struct wearer_events *ret)
{
	unsigned percent = calibrate_percent(&w->calibrate, now_us) / PERCENT_STEP * PERCENT_STEP;
	struct wearer_event *e;

	if (percent == w->told_percent && w->calibrate.hint == w->told_hint)
		return;
	w->told_percent = percent;
	w->told_hint = w->calibrate.hint;
	e = add_event(ret, WEARER_LEARNING, now_us);
	e->percent = percent;
	e->hint = w->calibrate.hint;
	e->pose = w->calibrate.pose;
}

static void finish_learning(struct wearer *w, enum calibrate_result result, uint64_t now_us,
			    struct wearer_events *ret)
{
	struct wearer_event *e;
	bool learned = result == CALIBRATE_DONE &&
		       pose_put(&w->poses, &w->calibrate.pose) == 0;

	w->learning = false;
	if (learned)
		wearer_plan(w);
	e = add_event(ret, learned ? WEARER_LEARNED : WEARER_NOT_LEARNED, now_us);
	e->result = result;
	e->hint = w->calibrate.hint;
	e->pose = w->calibrate.pose;
	e->percent = learned ? 100 : 0;
}

static void learn(struct wearer *w, bool still, uint64_t now_us, int64_t now_sec,
		  struct wearer_events *ret)
{
	bool valid = w->stance.sensors & SENSOR_BIT(SENSOR_UPPER);
	enum calibrate_result result =
		calibrate_step(&w->calibrate, &w->stance, valid, still, now_us, now_sec);

	if (result == CALIBRATE_RUNNING)
		tell_progress(w, now_us, ret);
	else
		finish_learning(w, result, now_us, ret);
}

/* ------------------------------------------------------------------ alerts */

/* What the alert is about: the posture that counts, not one that is only settling. */
static void explain(struct wearer *w, const struct wall *wall)
{
	const struct pose_match *m = w->counted.valid ? &w->counted : &w->match;
	struct pose_reason reason = pose_reason(&w->plan, &w->params.pose, m);
	const char *reference = w->poses.pose[w->plan.reference[m->reference].pose].name;
	static const char delay_key[] = "alert.levels_s";
	struct explanation *why = &w->why;

	*why = (struct explanation){
		.known = true,
		.cone = m->by_cone,
		.real_sec = wall->real_sec,
		.level = w->alert.level,
		.posture = m->posture,
		.flexion_cdeg = m->angle_cdeg[0],
		.lateral_cdeg = m->angle_cdeg[1],
		.curvature_cdeg = curvature_cdeg(m->angle_cdeg),
		.distance_cdeg = reason.distance_cdeg,
		.other_cdeg = reason.other_cdeg,
		.border_cdeg = reason.border_cdeg,
		.dwell_us = w->alert.dwell_us,
		.delay_us = w->alert.delay_us,
		.grace_us = w->alert.grace_us,
		.profile = w->profile.current,
		.key_value = reason.key_value,
	};
	text_copy(why->reference, sizeof why->reference, reference,
		  text_len(reference, POSE_NAME_MAX));
	text_copy(why->key, sizeof why->key, reason.key, text_len(reason.key, sizeof why->key));
	text_copy(why->delay_key, sizeof why->delay_key, delay_key, sizeof delay_key - 1);
	if (m->pose >= 0) {
		const char *name = w->poses.pose[m->pose].name;

		text_copy(why->pose, sizeof why->pose, name, text_len(name, POSE_NAME_MAX));
	}
}

static void alert(struct wearer *w, const struct verdict *v, const struct wall *wall,
		  struct wearer_events *ret)
{
	unsigned level = w->alert.level;
	uint64_t dwell_us = w->alert.dwell_us;
	struct wearer_event *e;

	w->alert.hush = w->learning;
	switch (alert_step(&w->alert, &w->params.alert, &w->posture, v->t_us,
			   wall_week_min(wall))) {
	case ALERT_NOTHING:
		return;
	case ALERT_SPEAK:
		if (level == 0)
			tally_alert(&w->tally);
		explain(w, wall);
		e = add_event(ret, WEARER_SLOUCHED, v->t_us);
		e->level = w->alert.level;
		return;
	case ALERT_RECOVERED:
		e = add_event(ret, WEARER_RECOVERED, v->t_us);
		e->slouched_us = dwell_us;
		return;
	}
}

struct care_moment wearer_care_moment(struct wearer *w, uint64_t now_us, const struct wall *wall)
{
	const int32_t *angle_cdeg = w->match.angle_cdeg;
	bool known = w->match.valid;

	return (struct care_moment){
		.now_us = now_us,
		.real_sec = wall->real_sec,
		.local_day = wall->local_day,
		.may_speak = alert_may_speak(&w->alert, &w->params.alert, now_us,
					     wall_week_min(wall)),
		.lateral_cdeg = known ? angle_cdeg[1] : ANGLE_UNKNOWN,
		.curvature_cdeg = known ? curvature_cdeg(angle_cdeg) : ANGLE_UNKNOWN,
	};
}

/* Reminders share holds, quiet hours and budget with the alert; heat, once begun, does not ask. */
static void care(struct wearer *w, uint64_t now_us, const struct wall *wall,
		 struct wearer_events *ret)
{
	struct care_moment moment = wearer_care_moment(w, now_us, wall);
	struct care_events events;

	care_step(&w->care, &w->params.care, &w->posture, &moment, &events);
	for (unsigned i = 0; i < events.n; i++) {
		const struct care_event *e = &events.event[i];

		add_event(ret, WEARER_CARE, now_us)->care = *e;
		if (e->due && e->kind != CARE_HEAT)
			alert_told(&w->alert, now_us);
	}
}

/* Everything that time and a verdict move on. */
static void proceed(struct wearer *w, struct verdict *v, const struct wall *wall,
		    struct wearer_events *ret)
{
	struct posture_input in = {
		.valid = v->valid,
		.posture = v->posture,
		.pose = v->pose,
		.good = v->good,
		.activity = v->activity,
	};

	posture_step(&w->posture, &w->params.posture, &in, v->t_us);
	if (v->valid && v->posture == w->posture.posture && v->good == w->posture.good)
		w->counted = w->match;
	wearer_follow_pose(w, v->t_us);
	tally_step(&w->tally, &w->posture, v->t_us, wall->local_day);
	alert(w, v, wall, ret);
	v->alert_level = w->alert.level;
	care(w, v->t_us, wall, ret);
	if (w->learning)
		learn(w, v->activity != ACTIVITY_MOVING, v->t_us, wall->real_sec, ret);
}

struct verdict wearer_push(struct wearer *w, const struct batch *b, const struct wall *wall,
			   struct wearer_events *ret)
{
	struct verdict v = { .t_us = b->t_us, .pose = -1, .flexion_cdeg = ANGLE_UNKNOWN,
			     .lateral_cdeg = ANGLE_UNKNOWN, .curvature_cdeg = ANGLE_UNKNOWN };

	ret->n = 0;
	if (b->n == 0)
		return v;
	feel(w, b);
	if (b->sensor != SENSOR_UPPER)
		return v;
	forget_stale(w, b->t_us);
	v = decide(w, b->t_us);
	proceed(w, &v, wall, ret);
	return v;
}

void wearer_idle(struct wearer *w, uint64_t now_us, const struct wall *wall,
		 struct wearer_events *ret)
{
	struct verdict v = { .t_us = now_us, .decided = true, .pose = -1 };

	ret->n = 0;
	forget_stale(w, now_us);
	w->match.valid = false;
	rest_init(&w->rest);
	report_angles(w, &v);
	proceed(w, &v, wall, ret);
}

/* ------------------------------------------------------------------- asked */

int wearer_learn(struct wearer *w, const char *name, enum posture posture, bool good,
		 unsigned seconds, uint64_t now_us)
{
	uint64_t seen_us = w->seen_us[SENSOR_UPPER];

	if (!pose_name_valid(name))
		return WEARER_E_NAME;
	if (posture == POSTURE_UNKNOWN || posture >= POSTURE_COUNT ||
	    seconds * US_PER_SEC < CALIBRATE_MIN_US || seconds * US_PER_SEC > CALIBRATE_MAX_US)
		return WEARER_E_INVALID;
	if (w->learning)
		return WEARER_E_BUSY;
	if (seen_us == 0 || seen_us + FRESH_US < now_us)
		return WEARER_E_NO_SENSOR;
	if (w->poses.n == POSE_MAX && pose_find(&w->poses, name) < 0)
		return WEARER_E_FULL;
	calibrate_init(&w->calibrate, name, posture, good, seconds * US_PER_SEC);
	w->learning = true;
	w->told_percent = 0;
	w->told_hint = CALIBRATE_HINT_NONE;
	return 0;
}

int wearer_learn_cancel(struct wearer *w)
{
	if (!w->learning)
		return WEARER_E_NO_SUCH;
	w->learning = false;
	return 0;
}

int wearer_forget(struct wearer *w, const char *name)
{
	if (pose_drop(&w->poses, name) != 0)
		return WEARER_E_NO_SUCH;
	begin_anew(w);
	return 0;
}
