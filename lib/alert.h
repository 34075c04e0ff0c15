/* SPDX-License-Identifier: MIT */
/*
 * alert.h - when to speak
 *
 * A bad posture builds up dwell; at each of levels_us the alert rises one
 * level, at the last it repeats.  A good posture (or walking, or lying down)
 * held for release_us ends it; one held for less does not, the dwell goes on
 * where it stood, so a flutter between two postures cannot hide a long slouch.
 *
 * Holds and quiet hours keep it silent and its dwell at zero: a pause that
 * ends does not open with a shout.  An alert that stands when they begin stays
 * as it is, level and dwell frozen, until its recovery is reported.
 * docs/states.md draws the machine.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fixed.h"
#include "posture.h"

#define ALERT_LEVEL_MAX     8
#define ALERT_HOLD_MAX      16
#define ALERT_QUIET_MAX     16
#define ALERT_REASON_MAX    64
#define ALERT_PER_HOUR_MAX  60
#define ALERT_DAY_MIN       (24 * 60)
#define ALERT_WEEK_MIN      (7 * ALERT_DAY_MIN)
#define ALERT_HOLD_LIMIT_US (7 * 24 * 3600 * US_PER_SEC)

/*
 * A stretch of the day nothing is said in, in minutes since local midnight,
 * 0 .. 1439.  from > to crosses midnight; equal lasts for 24 hours.
 */
struct quiet_span {
	uint16_t from_min, to_min;
	uint8_t days; /* it begins on: bit 0 is Monday; 0 = on every day */
};

struct alert_params {
	unsigned n_levels;                   /* 1 .. ALERT_LEVEL_MAX */
	uint64_t levels_us[ALERT_LEVEL_MAX]; /* rising dwell for level 1, 2, ... */
	uint64_t repeat_us;                  /* at the last level; 0 = never */
	uint64_t release_us;
	uint32_t max_per_hour;    /* words in any 3600 s, up to ALERT_PER_HOUR_MAX; 0 = no limit */
	uint64_t gentle_after_us; /* good posture that earns a grace; 0 = none is given */
	uint64_t buzz_us;         /* how long what an alert sets going may shake the sensor */
	unsigned n_quiet;
	struct quiet_span quiet[ALERT_QUIET_MAX];
};

struct alert_hold {
	uint32_t cookie; /* 0 = free slot */
	uint64_t until_us;
	char reason[ALERT_REASON_MAX];
};

enum alert_event {
	ALERT_NOTHING,
	ALERT_SPEAK,     /* the level rose, or the last level repeats */
	ALERT_RECOVERED, /* once after an alert */
};

/* Why nothing is said, whatever the wearer does; of several the first here. */
enum alert_silence {
	ALERT_SILENT_NOT,
	ALERT_SILENT_HELD,
	ALERT_SILENT_QUIET_HOURS,
	ALERT_SILENT_ACKNOWLEDGED, /* the alert that stands; reminders are still given */
	ALERT_SILENT_HOUR_FULL,    /* the hour's budget is used up */
	ALERT_SILENCES,
};

struct alert {
	unsigned level;    /* 0 = none stands */
	bool acknowledged; /* silenced until it recovers */
	uint64_t dwell_us; /* bad posture so far; moving, unknown and short good spells left out */
	uint64_t release_us;  /* good, moving or resting since the last bad posture */
	uint64_t spoke_us;    /* dwell at the last word */
	uint64_t delay_us;    /* dwell the last word had to wait for */
	uint64_t grace_us;    /* added to every level while this bad spell lasts */
	uint64_t good_us;     /* still, in a good posture, since the last word */
	uint64_t now_us;      /* of the last step; 0 before the first */
	uint64_t since_us;    /* of the posture last seen; 0 = unknown */
	bool good;            /* its verdict */
	uint64_t hushed_us;   /* when a hold or quiet hours were last in force */
	bool hush;            /* the caller's: as a hold, while a pose is being taught */
	uint32_t next_cookie; /* to be tried next */
	struct alert_hold hold[ALERT_HOLD_MAX];
	unsigned n_told;      /* words said, modulo ALERT_PER_HOUR_MAX */
	/* when the last ones were; 0 = free slot.  Modulo 2^64: it may have been before the boot */
	uint64_t told_us[ALERT_PER_HOUR_MAX];
};

/* What outlives the process, by the wall clock: CLOCK_REALTIME, seconds since 1970. */
struct alert_memory {
	int64_t saved_sec;
	uint32_t next_cookie;
	unsigned n_hold;
	struct {
		uint32_t cookie;
		int64_t until_sec;
		char reason[ALERT_REASON_MAX];
	} hold[ALERT_HOLD_MAX];
	unsigned n_told;
	int64_t told_sec[ALERT_PER_HOUR_MAX]; /* the words of the last hour, oldest first */
};

#define ALERT_E_FULL    1 /* ALERT_HOLD_MAX holds stand */
#define ALERT_E_NO_SUCH 2 /* no hold of that cookie */

/** alert_init() - no alert, no hold */
void alert_init(struct alert *a);

/**
 * alert_step() - fold one decision in
 * @s:         the debounced posture
 * @now_us:    CLOCK_BOOTTIME, not before the last step
 * @week_min:  local minute of the week from Monday 00:00 on, for the quiet hours
 *
 * Time since the last step counts towards what @s says:
 *
 *   still, bad posture               dwell grows, release begins anew
 *   still, good posture; lying; away release grows
 *   moving                           release grows, dwell is frozen
 *   still, posture unknown, or       neither
 *   settling to another verdict
 *
 * A posture counts from @s->since_us, its first sight: the settle time is made
 * up for in the step that brings it.
 *
 * A step more than POSTURE_GAP_US after the last counts nothing.  Several
 * levels reached in one step speak once, with the highest.  After
 * alert_acknowledge() the level stays and nothing speaks until the recovery.
 *
 * A word the hour has no room for waits until it has, if there is still cause.
 * A bad spell that begins after .gentle_after_us of good posture without a word
 * is given levels_us[0] more before each level.
 */
enum alert_event alert_step(struct alert *a, const struct alert_params *p,
			    const struct posture_state *s, uint64_t now_us, unsigned week_min);

/**
 * alert_may_speak() - is this a moment to say anything at all?
 *
 * For other reminders, which keep to the same holds, quiet hours and budget.
 */
bool alert_may_speak(struct alert *a, const struct alert_params *p, uint64_t now_us,
		     unsigned week_min);

/**
 * alert_silence() - what keeps an alert from speaking now, if there were cause
 *
 * While a pose is being taught nothing speaks either; that is no silence of this kind.
 */
enum alert_silence alert_silence(struct alert *a, const struct alert_params *p, uint64_t now_us,
				 unsigned week_min);

/** alert_silence_to_str() - "none", "paused", "quiet-hours", "acknowledged", "hour-full"; static */
const char *alert_silence_to_str(enum alert_silence silence);

/** alert_told() - count a word against the hour's budget; alert_step() does so for its own */
void alert_told(struct alert *a, uint64_t now_us);

/** alert_is_buzzing() - what the last word set going may still be shaking the sensor */
bool alert_is_buzzing(const struct alert *a, const struct alert_params *p, uint64_t now_us);

/**
 * alert_pause() - hold all alerts for a while
 * @seconds: 1 .. 7 days, clamped
 * @reason:  UTF-8, may be empty; cut to ALERT_REASON_MAX - 1 bytes at a character's end
 *
 * Several holds may stand; the longest counts.  Each ends by itself.
 *
 * Return: 0 with *ret_cookie (never 0, unlike that of any hold that stands),
 * or ALERT_E_FULL.
 */
int alert_pause(struct alert *a, uint64_t now_us, uint64_t seconds, const char *reason,
		uint32_t *ret_cookie);

/** alert_resume() - end one hold, or all when cookie is 0 (never an error).  0, ALERT_E_NO_SUCH */
int alert_resume(struct alert *a, uint32_t cookie);

/** alert_acknowledge() - silence the alert that stands.  True if one stood */
bool alert_acknowledge(struct alert *a);

/** alert_clear() - no alert stands and no dwell; holds stay.  Says nothing: there is no recovery */
void alert_clear(struct alert *a);

/** alert_held_until() - the end of the longest hold standing at now_us, or 0.  Frees ended ones */
uint64_t alert_held_until(struct alert *a, uint64_t now_us);

/** alert_is_quiet() - true inside one of the quiet spans; @week_min as for alert_step() */
bool alert_is_quiet(const struct alert_params *p, unsigned week_min);

/** alert_holds() - how many holds stand at now_us.  Frees ended ones */
unsigned alert_holds(struct alert *a, uint64_t now_us);

/**
 * alert_remember() - what has to be kept for the next process
 * @real_us: CLOCK_REALTIME at @now_us
 * @ret:     holds that stand and words of the last hour; times are rounded up to a second
 */
void alert_remember(const struct alert *a, uint64_t now_us, uint64_t real_us,
		    struct alert_memory *ret);

/**
 * alert_recall() - go on with what was remembered
 * @a:       as alert_init() left it
 * @m:       no more of each than there is room for (assert)
 * @real_us: CLOCK_REALTIME at @now_us
 *
 * Holds that are over, and words of more than an hour ago, are left out; cookies go on where they
 * were.  Where the clock is behind the one that saved, no time has passed since: a hold is as long
 * as it was then, by a second at most.  Neither ends, nor leaves the hour, too soon.
 */
void alert_recall(struct alert *a, const struct alert_memory *m, uint64_t now_us,
		  uint64_t real_us);
