/* SPDX-License-Identifier: MIT */
/*
 * care-rig.h - a coach, the clocks it lives by, and what its wearer does
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "angle.h"
#include "care.h"

#define SEC(s)   ((uint64_t)(s)*US_PER_SEC)
#define MINUTE   60
#define HOUR     3600
#define DAY_SEC  86400
#define YEAR_SEC (365 * DAY_SEC)
#define MONDAY   19674 /* a local day */
#define REAL_SEC (INT64_C(86400) * MONDAY + 9 * HOUR)
#define SAID_MAX 512
#define NOT_DUE  false
#define DUE      true

/* What a wearer does, a posture and an activity each. */
enum doing {
	GOOD,
	SLOUCH,
	LEFT,
	NONE, /* still, no posture known */
	WALK, /* the posture frozen as slouching */
	LYING,
	AWAY,
};

static const struct posture_state doings[] = {
	[GOOD] = { .posture = POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_STILL },
	[SLOUCH] = { .posture = POSTURE_SLOUCHING, .activity = ACTIVITY_STILL },
	[LEFT] = { .posture = POSTURE_LEANING_LEFT, .activity = ACTIVITY_STILL },
	[NONE] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_STILL },
	[WALK] = { .posture = POSTURE_SLOUCHING, .activity = ACTIVITY_MOVING },
	[LYING] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_LYING },
	[AWAY] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_AWAY },
};

static const struct care_params usual = {
	.enabled = { true, true, true, true, true },
	.stretch_slouch_us = SEC(20 * MINUTE),
	.stretch_sit_us = SEC(50 * MINUTE),
	.stretch_gap_us = SEC(30 * MINUTE),
	.stretch_per_day = 8,
	.heat_gap_us = SEC(HOUR),
	.heat_per_day = 3,
	.massage_days = 3,
	.massage_bad_percent = 40,
	.posture_days = 3,
	.posture_day_us = SEC(30 * MINUTE),
	.professional_weeks = 4,
};

struct coach {
	struct care c;
	struct care_params p;
	struct care_moment m;
	unsigned n; /* said since the last clear() */
	struct care_event said[SAID_MAX];
	uint64_t at_us[SAID_MAX];
};

/* A coach who has seen a first step, which counts nothing; only @kind is switched on. */
static inline void begin(struct coach *k, enum care_kind kind)
{
	struct care_events events;

	memset(k, 0, sizeof(*k));
	k->p = usual;
	for (unsigned i = 0; i < CARE_COUNT; i++)
		k->p.enabled[i] = i == kind;
	k->m = (struct care_moment){
		.now_us = SEC(1000),
		.real_sec = REAL_SEC,
		.local_day = MONDAY,
		.may_speak = true,
		.lateral_cdeg = ANGLE_UNKNOWN,
		.curvature_cdeg = ANGLE_UNKNOWN,
	};
	care_init(&k->c, NULL, k->m.now_us, k->m.real_sec);
	care_step(&k->c, &k->p, &doings[NONE], &k->m, &events);
	assert_int_equal(events.n, 0);
}

static inline void note(struct coach *k, const struct care_events *events)
{
	unsigned reminders = 0;

	for (unsigned i = 0; i < events->n; i++) {
		const struct care_event *e = &events->event[i];

		assert_true(k->n < SAID_MAX);
		reminders += e->due && e->kind != CARE_HEAT;
		k->at_us[k->n] = k->m.now_us;
		k->said[k->n++] = *e;
	}
	if (reminders > 1)
		fail_msg("%u reminders in one step", reminders);
}

static inline void clear(struct coach *k)
{
	k->n = 0;
}

static inline void step(struct coach *k, enum doing doing, uint64_t elapsed_us)
{
	struct care_events events = { .n = 99 };

	k->m.now_us += elapsed_us;
	k->m.real_sec = k->m.real_sec + (int64_t)(elapsed_us / US_PER_SEC);
	care_step(&k->c, &k->p, &doings[doing], &k->m, &events);
	note(k, &events);
}

/* The same doing for a while, in steps of a second. */
static inline void play(struct coach *k, enum doing doing, unsigned seconds)
{
	for (unsigned i = 0; i < seconds; i++)
		step(k, doing, US_PER_SEC);
}

/* Nobody looks for so many days; a step at the end finds the new day. */
static inline void pass_days(struct coach *k, int days)
{
	k->m.local_day += days;
	step(k, NONE, SEC(days * DAY_SEC));
}

static inline unsigned count(const struct coach *k, enum care_kind kind, bool due)
{
	unsigned n = 0;

	for (unsigned i = 0; i < k->n; i++)
		n += k->said[i].kind == kind && k->said[i].due == due;
	return n;
}

/* The one thing said since the last clear(), which is forgotten with it. */
static inline struct care_event only(struct coach *k, enum care_kind kind, bool due,
				     enum care_reason reason)
{
	struct care_event e = k->said[0];

	if (k->n != 1)
		fail_msg("%u things said, not one", k->n);
	assert_string_equal(care_kind_to_str(e.kind), care_kind_to_str(kind));
	assert_string_equal(care_reason_to_str(e.reason), care_reason_to_str(reason));
	assert_int_equal(e.due, due);
	clear(k);
	return e;
}

static inline void nothing(struct coach *k)
{
	if (k->n)
		fail_msg("%s %s (%s) was said", care_kind_to_str(k->said[0].kind),
			 k->said[0].due ? "due" : "over", care_reason_to_str(k->said[0].reason));
}

static inline bool is_due(const struct coach *k, enum care_kind kind)
{
	return k->c.due & 1u << kind;
}

static inline int done(struct coach *k, enum care_kind kind)
{
	struct care_events events = { .n = 99 };
	int r = care_done(&k->c, kind, &k->m, &events);

	note(k, &events);
	return r;
}

static inline int dismiss(struct coach *k, enum care_kind kind, uint64_t seconds)
{
	struct care_events events = { .n = 99 };
	int r = care_dismiss(&k->c, kind, seconds, &k->m, &events);

	note(k, &events);
	return r;
}

static inline int start(struct coach *k, int64_t *ret_from_sec)
{
	struct care_events events = { .n = 99 };
	int r = care_start(&k->c, &k->p, CARE_HEAT, &k->m, ret_from_sec, &events);

	note(k, &events);
	return r;
}

/* A session of heat began, and nothing else may be said. */
static inline void begin_session(struct coach *k)
{
	int64_t from_sec;

	begin(k, CARE_HEAT);
	k->m.may_speak = false; /* skin does not know quiet hours */
	assert_int_equal(start(k, &from_sec), 0);
	assert_int_equal(only(k, CARE_HEAT, DUE, CARE_COVER).minutes, 0);
}

static inline int log_knot(struct coach *k, const char *place, unsigned severity)
{
	return care_log_knot(&k->c, place, severity, &k->m);
}

/* The process ends and another begins, with what was written down at the end. */
static inline void restart(struct coach *k, uint64_t away_us)
{
	struct care_memory memory = *care_memory_now(&k->c, k->m.now_us, k->m.real_sec);

	k->m.now_us += away_us;
	k->m.real_sec += (int64_t)(away_us / US_PER_SEC);
	care_init(&k->c, &memory, k->m.now_us, k->m.real_sec);
}
