/* SPDX-License-Identifier: MIT */
/*
 * alert-rig.h - an alert, the clock it lives by, and tables of what a wearer does
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alert.h"

#define SEC(s) ((s)*US_PER_SEC)
#define NOON   720u /* of a Monday */

/* What a wearer does: one posture and activity each. */
enum doing {
	BAD,  /* still, slouching */
	GOOD, /* still, upright */
	NONE, /* still, no posture known */
	WALK, /* moving, the posture frozen as slouching */
	RISE, /* moving, no posture known */
	LYING,
	AWAY,
};

static const struct posture_state doings[] = {
	[BAD] = { .posture = POSTURE_SLOUCHING, .good = false, .activity = ACTIVITY_STILL },
	[GOOD] = { .posture = POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_STILL },
	[NONE] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_STILL },
	[WALK] = { .posture = POSTURE_SLOUCHING, .good = false, .activity = ACTIVITY_MOVING },
	[RISE] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_MOVING },
	[LYING] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_LYING },
	[AWAY] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_AWAY },
};

static const struct alert_params usual = {
	.n_levels = 3,
	.levels_us = { SEC(30), SEC(120), SEC(300) },
	.repeat_us = SEC(300),
	.release_us = SEC(3),
};

/* An alert and the clock it lives by; begins with a first step, which counts nothing. */
struct scene {
	struct alert a;
	struct alert_params p;
	uint64_t now_us;
	unsigned week_min;
	unsigned spoken, recovered; /* in the last play() */
};

static inline void begin(struct scene *sc)
{
	sc->p = usual;
	sc->now_us = SEC(1000);
	sc->week_min = NOON;
	alert_init(&sc->a);
	alert_step(&sc->a, &sc->p, &doings[NONE], sc->now_us, sc->week_min);
}

static inline enum alert_event step(struct scene *sc, enum doing doing, uint64_t elapsed_us)
{
	sc->now_us += elapsed_us;
	return alert_step(&sc->a, &sc->p, &doings[doing], sc->now_us, sc->week_min);
}

/* The same doing for a while, in steps of a second; the last step's event. */
static inline enum alert_event play(struct scene *sc, enum doing doing, unsigned seconds)
{
	enum alert_event event = ALERT_NOTHING;

	sc->spoken = 0;
	sc->recovered = 0;
	for (unsigned i = 0; i < seconds; i++) {
		event = step(sc, doing, US_PER_SEC);
		sc->spoken += event == ALERT_SPEAK;
		sc->recovered += event == ALERT_RECOVERED;
	}
	return event;
}

/* A posture that settled late: first seen @since_us. */
static inline struct posture_state seen_at(enum doing doing, uint64_t since_us)
{
	struct posture_state s = doings[doing];

	s.since_us = since_us;
	return s;
}

struct row {
	unsigned seconds;
	enum doing doing;
	unsigned spoken, recovered;
	unsigned level;
	unsigned dwell_s;
};

static inline void walk(struct scene *sc, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		play(sc, row->doing, row->seconds);
		if (sc->spoken != row->spoken || sc->recovered != row->recovered ||
		    sc->a.level != row->level || sc->a.dwell_us != SEC(row->dwell_s))
			fail_msg("row %zu: spoken %u, recovered %u, level %u, dwell %llu ms", i,
				 sc->spoken, sc->recovered, sc->a.level,
				 (unsigned long long)(sc->a.dwell_us / US_PER_MS));
	}
}

#define PLAY(sc, ...)                                                                              \
	do {                                                                                       \
		static const struct row rows_[] = { __VA_ARGS__ };                                 \
		walk((sc), rows_, ARRAY_SIZE(rows_));                                              \
	} while (0)
