/* SPDX-License-Identifier: MIT */
/*
 * tally.h - how the day went: time per posture and activity, slouches, alerts
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "posture.h"

#define TALLY_SLOUCH_US (5 * US_PER_SEC)

struct tally {
	int32_t day;                        /* local day number; the caller's count, any origin */
	uint64_t posture_us[POSTURE_COUNT]; /* while still; the sum is activity_us[STILL] */
	uint64_t activity_us[ACTIVITY_COUNT];
	uint64_t bad_us;   /* still, in a posture judged bad */
	uint32_t slouches; /* bad spells of TALLY_SLOUCH_US at least */
	uint32_t alerts;   /* times an alert rose from level 0 */
	uint64_t now_us;   /* of the last step; 0 before the first */
	uint64_t spell_us; /* bad since the last good posture or rest */
};

/** tally_init() - nothing counted; the first step's day is taken as it comes */
void tally_init(struct tally *t);

/**
 * tally_step() - count the time since the last step for what @s says
 *
 * Steps more than POSTURE_GAP_US apart are a gap and count nothing.  A new @day
 * empties the counts first; a bad posture that lasts over midnight is not a
 * new slouch.
 *
 * A posture is frozen while the body moves, not seen: only still time counts
 * for it.  A slouch is counted when bad postures have added up to
 * TALLY_SLOUCH_US since the last good one, rest (lying, away) or the beginning:
 * bending down or getting up is none.  Lost time and moving do not end it.
 */
void tally_step(struct tally *t, const struct posture_state *s, uint64_t now_us, int32_t day);

/** tally_alert() - one more alert */
void tally_alert(struct tally *t);

/** tally_bad_us() - time in bad postures, as the poses' own verdicts have it */
uint64_t tally_bad_us(const struct tally *t);
