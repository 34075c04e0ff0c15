/* SPDX-License-Identifier: MIT */
/*
 * calibrate.h - learn a pose from a still window, with a grade
 *
 * Nothing is learned unasked, and nothing from a moving wearer: motion throws
 * the window away and starts it again, until the patience is used up.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "pose.h"

#define CALIBRATE_LOST_US  (5 * US_PER_SEC) /* without a valid batch: NO_SENSOR */
#define CALIBRATE_PATIENCE 3                /* windows, and 5 s to get into the pose: NOT_STILL */

#define CALIBRATE_MIN_US (2 * US_PER_SEC)
#define CALIBRATE_MAX_US (60 * US_PER_SEC)

/* Why the window began anew; forgotten once the new one has lasted a second. */
enum calibrate_hint {
	CALIBRATE_HINT_NONE,
	CALIBRATE_HINT_HOLD_STILL, /* moved: the window began again */
	CALIBRATE_HINT_SETTLING,   /* drifting into the pose: wait */
	CALIBRATE_HINT_NO_SAMPLES, /* the sensor delivers nothing */
};

/** calibrate_hint_to_str() - a short sentence for the wearer, no final stop, "" for NONE; static */
const char *calibrate_hint_to_str(enum calibrate_hint hint);

enum calibrate_result {
	CALIBRATE_RUNNING,
	CALIBRATE_DONE,
	CALIBRATE_NOT_STILL, /* patience (three windows and 5 s) is used up */
	CALIBRATE_NO_SENSOR, /* nothing valid came for five seconds */
};

struct calibrate {
	struct pose pose;        /* name, posture and verdict from the start; complete at DONE */
	uint64_t window_us;      /* how long to hold still */
	uint64_t begin_us;       /* of the first step; 0 before */
	uint64_t still_since_us; /* begin of the present window, if .batches */
	uint64_t valid_us;       /* the last usable batch */
	struct {
		int64_t x_q14, y_q14, z_q14; /* sums of directions */
		uint64_t square_q28;         /* sum of squared chords to the window's first */
		struct dir3 first;
	} sum[SENSOR_COUNT];
	unsigned sensors;         /* seen in this window */
	unsigned n[SENSOR_COUNT]; /* batches that saw this sensor */
	unsigned batches;         /* of this window; 0 = none is open */
	unsigned restarts;        /* windows thrown away */
	enum calibrate_hint hint;
};

/**
 * calibrate_init() - begin learning
 * @name, @posture, @good: of the pose to be; @name must be valid and @posture known (assert)
 * @window_us: CALIBRATE_MIN_US .. CALIBRATE_MAX_US, clamped
 */
void calibrate_init(struct calibrate *c, const char *name, enum posture posture, bool good,
		    uint64_t window_us);

/**
 * calibrate_step() - fold one batch's directions in
 * @valid: false for lost or unsettled sensors, and for a gap
 * @still: false while the body moves
 * @now_us: CLOCK_BOOTTIME, not before the last step
 * @now_sec: CLOCK_REALTIME for the pose's date
 *
 * The window begins anew after motion, after an invalid batch, and when a
 * sensor comes to lie more than 4 deg from the window's first direction.  A
 * sensor takes part when at least 80 % of the window's batches saw it.
 *
 * Scaling: directions are summed in Q14; a window holds at most 60 s of 400
 * batches a second, 2^15, so the sums stay below 2^30.  The spread is the root
 * of the mean squared chord from the mean, of the worse sensor; it cannot
 * exceed 4 deg, since the mean is the point the squares are least around.
 *
 * Return: RUNNING until the window is whole, then DONE with @c->pose complete;
 * or the reason it never will be.  After that only calibrate_init() may follow.
 * The grade is 100 for a spread of at most 0.3 deg, falls to 0 at 4 deg, and
 * loses 10 for each window thrown away.
 */
enum calibrate_result calibrate_step(struct calibrate *c, const struct stance *stance, bool valid,
				     bool still, uint64_t now_us, int64_t now_sec);

/** calibrate_percent() - 0 .. 100 of the window held so far; falls back when it begins anew */
unsigned calibrate_percent(const struct calibrate *c, uint64_t now_us);
