/* SPDX-License-Identifier: MIT */
/*
 * desk.h - a day of sitting, slouching, walking, lying and taking it off, by seed
 *
 * Every turn of the back takes 1 to 3 s, every posture lies well off the
 * borders, and no bad one ends where an alert is just due, so that what is said,
 * and when, does not hang on a breath.
 */
#pragma once

#include "day.h"

/* The alert's levels and repetitions that a day is made for, seconds. */
#define DAY_LEVELS    "10, 25, 60"
#define DAY_REPEAT    "40"
#define DAY_DUE                                                                                    \
	{                                                                                          \
		10, 25, 60, 100, 140                                                               \
	}

#define DAY_LEARN_US (20 * US_PER_SEC) /* upright from the begin for longer than this */

/** desk_make() - @length_us: at most a day */
void desk_make(struct day *d, uint64_t seed, uint64_t length_us);

/** desk_is_bad() - a posture to be alerted on, by the script */
bool desk_is_bad(const struct day *d, uint64_t t_us);

/** desk_bad_since() - when the last bad spell up to this time began; 0 = none did */
uint64_t desk_bad_since(const struct day *d, uint64_t t_us);
