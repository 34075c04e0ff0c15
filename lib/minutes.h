/* SPDX-License-Identifier: MIT */
/*
 * minutes.h - how each minute went, in whole seconds, and every bad spell
 *
 * What tally.h counts in microseconds for the day, as rows that can be kept: one a
 * minute of the wall clock.  What a row has no whole second for is carried into the
 * next, so that the sums over a day are less than two seconds from the tally's.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "angle.h"
#include "posture.h"

#define MINUTE_SEC 60

/* What a second may be counted as: a posture that is known with its verdict, or no sitting. */
#define MINUTE_POSTURES (POSTURE_COUNT - 1)
#define MINUTE_MOVING   (2 * MINUTE_POSTURES)
#define MINUTE_LYING    (MINUTE_MOVING + 1)
#define MINUTE_AWAY     (MINUTE_MOVING + 2)
#define MINUTE_CELLS    (MINUTE_MOVING + 3)

/** minute_cell() - where still time in @posture, not UNKNOWN, is counted */
static inline unsigned minute_cell(enum posture posture, bool good)
{
	return 2 * ((unsigned)posture - 1) + !good;
}

struct minute {
	int64_t minute;            /* since 1970, UTC */
	int16_t utc_offset_min;    /* local time is so far ahead */
	uint8_t sec[MINUTE_CELLS]; /* 60 in all at most; what is missing nobody saw */
	uint8_t slouches;          /* spells that became one in this minute */
	uint8_t alerts;            /* times an alert rose from level 0 */
};

/** minute_local() - the same minute in local time, since 1970-01-01 00:00 */
static inline int64_t minute_local(const struct minute *m)
{
	return m->minute + m->utc_offset_min;
}

/**
 * minute_add() - two rows of one minute become one
 * @more: cut to what was added: the two together hold 60 seconds at most
 *
 * Two there are when a minute was written before it was over, or when the clock was
 * put back.
 */
void minute_add(struct minute *m, struct minute *more);

/* One moment, as the rest of the mind knows it. */
struct minutes_moment {
	uint64_t now_us;  /* CLOCK_BOOTTIME */
	uint64_t real_us; /* CLOCK_REALTIME */
	int16_t utc_offset_min;
	int32_t flexion_cdeg, lateral_cdeg; /* ANGLE_UNKNOWN when not known */
};

/* Bad postures since the last good one or rest, as tally.h counts a slouch. */
struct spell {
	uint64_t begin_us;    /* CLOCK_REALTIME of its first bad moment */
	int32_t day;          /* local, since 1970-01-01: on which it became a slouch */
	uint64_t bad_us;      /* of bad posture in it */
	enum posture posture; /* of most of that */
	int32_t flexion_cdeg, lateral_cdeg; /* means over it; ANGLE_UNKNOWN when never known */
};

struct minutes {
	uint64_t now_us;   /* of the last step; 0 before the first */
	bool begun;        /* .row holds a minute */
	struct minute row; /* the one being lived: its seconds that were given out already */
	unsigned slouches, alerts; /* not given out yet */
	int64_t us[MINUTE_CELLS];  /* likewise; below 0: a part of a second too much was */
	/* the spell */
	uint64_t spell_begin_us;
	int32_t spell_day;
	uint64_t spell_us; /* 0 = none */
	uint64_t spell_posture_us[POSTURE_COUNT];
	int64_t flexion_sum, lateral_sum; /* centidegrees x ms */
	uint64_t flexion_ms, lateral_ms;
};

/* What a step brought to an end. */
struct minutes_news {
	bool has_minute, has_spell;
	struct minute minute;
	struct spell spell;
};

/** minutes_init() - nothing counted */
void minutes_init(struct minutes *m);

/**
 * minutes_step() - count the time since the last step for what @s says
 *
 * Steps more than POSTURE_GAP_US apart count nothing.  A row ends when the minute of the
 * wall clock, or its distance from UTC, is another: also when the clock was set.  One in
 * which nothing was counted is not told.
 *
 * Each row holds 60 seconds at most.  What has no room, because the clock was set or runs
 * slow, waits for the next, four seconds of a kind at most.
 */
void minutes_step(struct minutes *m, const struct posture_state *s, const struct minutes_moment *at,
		  struct minutes_news *ret);

/** minutes_alert() - one more alert */
void minutes_alert(struct minutes *m);

/**
 * minutes_give() - what is known of the minute being lived, before it is over
 *
 * The rest of it comes as another row of the same minute.
 *
 * Return: false when there is nothing to tell yet.
 */
bool minutes_give(struct minutes *m, struct minute *ret);

/** minutes_spell() - the spell that goes on, so far.  False when there is none of 5 s yet */
bool minutes_spell(const struct minutes *m, struct spell *ret);

/** minutes_forget_spell() - what goes on began now, as far as anybody will know */
void minutes_forget_spell(struct minutes *m);
