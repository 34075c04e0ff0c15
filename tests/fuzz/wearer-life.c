/* SPDX-License-Identifier: MIT */
#include "wearer-life.h"

#include <string.h>

#include "fuzz.h"

static const struct stream usual_stream = { 50000, 16384000, 131000 };

/* ---- the copy ---- */

static bool same_pose(const struct pose *a, const struct pose *b)
{
	return strcmp(a->name, b->name) == 0 && a->posture == b->posture && a->good == b->good &&
	       memcmp(&a->stance, &b->stance, sizeof(a->stance)) == 0 &&
	       a->spread_cdeg == b->spread_cdeg && a->grade == b->grade &&
	       a->learned_sec == b->learned_sec;
}

static bool same_events(const struct wearer_events *a, const struct wearer_events *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		const struct wearer_event *x = &a->event[i], *y = &b->event[i];

		if (x->kind != y->kind || x->t_us != y->t_us || x->level != y->level ||
		    x->slouched_us != y->slouched_us || x->percent != y->percent ||
		    x->hint != y->hint || x->result != y->result || !same_pose(&x->pose, &y->pose))
			return false;
	}
	return true;
}

static bool same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a->t_us == b->t_us && a->decided == b->decided && a->valid == b->valid &&
	       a->posture == b->posture && a->pose == b->pose && a->good == b->good &&
	       a->activity == b->activity && a->flexion_cdeg == b->flexion_cdeg &&
	       a->lateral_cdeg == b->lateral_cdeg && a->curvature_cdeg == b->curvature_cdeg &&
	       memcmp(&a->stance, &b->stance, sizeof(a->stance)) == 0 &&
	       a->alert_level == b->alert_level;
}

/* Ask the copy, if there is one, and compare. */
#define SAME_OF_TWIN(life, result, call)                                                           \
	LAW(!(life)->has_twin || (result) == (call), "a copy answers the same")

/* ---- samples ---- */

static int32_t noise(struct life *life, int32_t span)
{
	life->noise = life->noise * UINT32_C(1664525) + UINT32_C(1013904223);
	return (int32_t)(life->noise >> 16) % (2 * span + 1) - span;
}

static void one_sample(struct life *life, const struct stream *s, const int16_t up[3], unsigned how,
		       int16_t accel[3], int16_t gyro[3])
{
	static const int32_t shake_permille[] = { 4, 0, 300, 8000 };
	static const int32_t turn_dps[] = { 1, 3, 200, 4000 };
	int32_t lsb_per_g = (int32_t)(s->accel_milli_lsb_per_g / 1000);
	int32_t lsb_per_dps = (int32_t)(s->gyro_milli_lsb_per_dps / 1000);
	int32_t shake = shake_permille[how % 4];
	int32_t turn = turn_dps[how / 4 % 4];

	for (int i = 0; i < 3; i++) {
		int64_t permille = up[i] * 10 + (shake ? noise(life, shake) : 0);
		int64_t dps = how / 4 % 4 == 1 ? turn : noise(life, turn);

		accel[i] = sat16(permille * lsb_per_g / 1000);
		gyro[i] = sat16(dps * lsb_per_dps);
	}
}

void life_push(struct life *life, struct batch *b)
{
	struct wearer_events events, twin_events;
	struct verdict v, twin_v;

	b->gap = life->gap;
	life->gap = false;
	v = wearer_push(&life->w, b, &life->wall, &events);
	if (life->has_twin) {
		twin_v = wearer_push(&life->twin, b, &life->wall, &twin_events);
		LAW(same_verdict(&v, &twin_v) && same_events(&events, &twin_events),
		    "a copy decides the same");
	}
	if (b->sensor == SENSOR_UPPER && b->n > 0)
		laws_decided(&life->laws, &life->w, &v,
			     b->n * 1000 * US_PER_SEC / life->stream[b->sensor].rate_millihz,
			     &life->wall, &events);
	else
		laws_undecided(&life->laws, &life->w, &v, &events);
	life->pushes++;
}

void life_feel(struct life *life, enum sensor sensor, const int16_t up[3], unsigned how, unsigned n)
{
	struct batch b = { .sensor = sensor, .n = n, .t_us = life->now_us };

	for (unsigned i = 0; i < n; i++) {
		int16_t a[3], g[3];

		one_sample(life, &life->stream[sensor], up, how, a, g);
		b.accel[i] = (struct counts3){ a[0], a[1], a[2] };
		b.gyro[i] = (struct counts3){ g[0], g[1], g[2] };
	}
	life_push(life, &b);
}

void life_idle(struct life *life)
{
	struct verdict v = { .t_us = life->now_us,
			     .decided = true,
			     .pose = -1,
			     .flexion_cdeg = ANGLE_UNKNOWN,
			     .lateral_cdeg = ANGLE_UNKNOWN,
			     .curvature_cdeg = ANGLE_UNKNOWN };
	struct wearer_events events, twin_events;

	wearer_idle(&life->w, life->now_us, &life->wall, &events);
	if (life->has_twin) {
		wearer_idle(&life->twin, life->now_us, &life->wall, &twin_events);
		LAW(same_events(&events, &twin_events), "a copy decides the same");
	}
	v.stance = life->w.stance;
	v.alert_level = life->w.alert.level;
	laws_decided(&life->laws, &life->w, &v, 0, &life->wall, &events);
	life->pushes++;
}

/* ---- asked ---- */

void life_set_stream(struct life *life, enum sensor sensor, const struct stream *stream)
{
	life->stream[sensor] = *stream;
	wearer_set_stream(&life->w, sensor, stream);
	if (life->has_twin)
		wearer_set_stream(&life->twin, sensor, stream);
}

void life_configure(struct life *life, const struct wearer_params *params)
{
	wearer_configure(&life->w, params);
	if (life->has_twin)
		wearer_configure(&life->twin, params);
	laws_configured(&life->laws, params);
}

void life_set_poses(struct life *life, const struct pose_set *set)
{
	wearer_set_poses(&life->w, set);
	if (life->has_twin)
		wearer_set_poses(&life->twin, set);
	laws_poses_changed(&life->laws, &life->w.params);
}

void life_learn(struct life *life, const char *name, enum posture posture, bool good,
		unsigned seconds)
{
	int r = wearer_learn(&life->w, name, posture, good, seconds, life->now_us);

	SAME_OF_TWIN(life, r,
		     wearer_learn(&life->twin, name, posture, good, seconds, life->now_us));
	LAW((r == WEARER_E_NAME) == !pose_name_valid(name), "a name is legal or refused");
	LAW(r != WEARER_E_BUSY || life->laws.learning, "busy is who learns");
	if (r == 0)
		laws_learn(&life->laws, name, posture, good, seconds);
}

void life_cancel(struct life *life)
{
	int r = wearer_learn_cancel(&life->w);

	SAME_OF_TWIN(life, r, wearer_learn_cancel(&life->twin));
	LAW((r == 0) == life->laws.learning, "what is being learned can be cancelled");
	if (r == 0)
		laws_learn_cancelled(&life->laws);
}

void life_forget(struct life *life, const char *name)
{
	bool taught = pose_find(&life->w.poses, name) >= 0;
	int r = wearer_forget(&life->w, name);

	SAME_OF_TWIN(life, r, wearer_forget(&life->twin, name));
	LAW((r == 0) == taught, "what was taught can be forgotten");
	LAW(pose_find(&life->w.poses, name) < 0, "what was forgotten is gone");
	if (r == 0)
		laws_poses_changed(&life->laws, &life->w.params);
}

void life_pause(struct life *life, uint64_t seconds)
{
	uint32_t cookie = 0, twin_cookie = 0;
	int r = alert_pause(&life->w.alert, life->now_us, seconds, "lunch", &cookie);

	SAME_OF_TWIN(life, r,
		     alert_pause(&life->twin.alert, life->now_us, seconds, "lunch", &twin_cookie));
	SAME_OF_TWIN(life, cookie, twin_cookie);
	if (r != 0)
		return;
	life->cookie = cookie;
	laws_paused(&life->laws, life->now_us, seconds, cookie);
	LAW(alert_held_until(&life->w.alert, life->now_us) > life->now_us, "a pause holds");
}

void life_resume(struct life *life, uint32_t cookie)
{
	int r = alert_resume(&life->w.alert, cookie);

	SAME_OF_TWIN(life, r, alert_resume(&life->twin.alert, cookie));
	if (r == 0)
		laws_resumed(&life->laws, cookie);
}

void life_acknowledge(struct life *life)
{
	bool stood = alert_acknowledge(&life->w.alert);

	SAME_OF_TWIN(life, stood, alert_acknowledge(&life->twin.alert));
	laws_acknowledged(&life->laws, stood);
}

/* ---- from begin to end ---- */

void life_init(struct life *life, const struct wearer_params *params, uint64_t now_us)
{
	memset(life, 0, sizeof(*life));
	life->now_us = now_us;
	life->noise = 1;
	life->wall = (struct wall){ .real_sec = 1700000000, .local_day = 19675, .local_min = 600 };
	laws_init(&life->laws, params);
	wearer_init(&life->w, params);
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++)
		life_set_stream(life, s, &usual_stream);
}

void life_copy(struct life *life)
{
	life->twin = life->w;
	life->has_twin = true;
}

void life_end(struct life *life)
{
	static const int16_t up[3] = { 0, 100, 0 };
	uint64_t end_us = life->now_us + life->w.params.alert.release_us + 5 * US_PER_SEC;

	if (life->w.alert.level == 0)
		return;
	life_set_stream(life, SENSOR_UPPER, &usual_stream);
	while (life->now_us < end_us) {
		life->now_us += 320 * US_PER_MS;
		life_feel(life, SENSOR_UPPER, up, 2, 16);
	}
	LAW(life->w.alert.level == 0, "every alert recovers");
}
