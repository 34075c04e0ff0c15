/* SPDX-License-Identifier: MIT */
/*
 * posture.h - what the body does, debounced: posture and activity
 *
 * One machine, one decision a batch.  A posture must hold for settle_us
 * before it counts; while the body moves the posture is frozen; lying, away
 * and lost time are no posture at all.  docs/states.md draws it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fixed.h"

enum posture {
	POSTURE_UNKNOWN,
	POSTURE_UPRIGHT,
	POSTURE_SLOUCHING,
	POSTURE_LEANING_FORWARD,
	POSTURE_LEANING_BACK,
	POSTURE_LEANING_LEFT,
	POSTURE_LEANING_RIGHT,
	POSTURE_COUNT,
};

enum activity {
	ACTIVITY_STILL,
	ACTIVITY_MOVING, /* walking, stairs, running */
	ACTIVITY_LYING,
	ACTIVITY_AWAY, /* not worn */
	ACTIVITY_COUNT,
};

/*
 * Steps further apart than this are a gap: what happened in between nobody
 * saw, and it counts for no posture.
 */
#define POSTURE_GAP_US (2 * US_PER_SEC)

/** posture_elapsed_us() - the time a step counts for; 0 at the first, backwards, or over a gap */
static inline uint64_t posture_elapsed_us(uint64_t last_us, uint64_t now_us)
{
	if (last_us == 0 || now_us < last_us || now_us - last_us > POSTURE_GAP_US)
		return 0;
	return now_us - last_us;
}

/** posture_to_str() - "unknown", "upright", "leaning-forward" ...; static */
const char *posture_to_str(enum posture posture);

/** posture_from_str() - 0 and the word's value, or POSTURE_E_WORD with *ret untouched */
int posture_from_str(const char *word, enum posture *ret);

/** activity_to_str() - "still", "moving", "lying", "away"; static */
const char *activity_to_str(enum activity activity);

#define POSTURE_E_WORD 1

struct posture_params {
	uint32_t settle_us; /* a new posture counts after this long, 0 .. 60 s */
};

/* What was seen in one batch. */
struct posture_input {
	bool valid;           /* false: no sensor, a gap, or not yet settled; motion is valid */
	enum posture posture; /* nearest pose's word; UNKNOWN is as good as not valid */
	int pose;             /* its index, -1 = a cone without a pose of its own */
	bool good;
	enum activity activity;
};

struct posture_state {
	enum posture posture; /* what counts */
	int pose;             /* -1 while unknown */
	bool good;            /* false while unknown */
	enum activity activity;
	uint64_t since_us; /* when .posture and .good were first seen, settle time included */
	uint64_t now_us;   /* of the last step; 0 before the first */
	/* the candidate: seen, but not for long enough */
	enum posture next; /* UNKNOWN = none */
	int next_pose;
	bool next_good;
	uint64_t next_since_us; /* its first sight, put off by the time spent moving since */
};

/** posture_init() - unknown, still, at no time */
void posture_init(struct posture_state *s);

/**
 * posture_step() - fold one batch's verdict into the state
 * @s:      from posture_init(); owned by the caller
 * @p:      limits
 * @in:     what was seen
 * @now_us: time of the batch, not 0; must not go backwards (if it does the step is taken
 *          as @s->now_us)
 *
 * Invalid, lying or away: unknown at once, the candidate is dropped.
 *
 * Moving: frozen.  The candidate is neither dropped nor does the time count
 * for it; its first sight is put off instead, so that nothing is ever dated
 * back over a walk.
 *
 * Still: what is seen becomes the candidate, and counts once it was seen for
 * settle_us without a break, dated back to its first sight.  A break is a
 * glimpse of the posture that counts, or of another candidate.  The verdict is
 * part of a posture: a good leaning-forward and a bad one are two.  The pose is
 * not: a new posture settles although its poses alternate, and the pose of the
 * posture that counts may change, after settle_us too, without touching
 * since_us.
 *
 * Activity is handed on at once.  Gaps must come as invalid: the machine
 * trusts the time between two valid steps, however long.
 *
 * Return: true when .posture, .pose, .good or .activity changed.
 */
bool posture_step(struct posture_state *s, const struct posture_params *p,
		  const struct posture_input *in, uint64_t now_us);
