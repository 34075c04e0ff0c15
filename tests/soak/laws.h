/* SPDX-License-Identifier: MIT */
/*
 * laws.h - the law of the soak: a day with faults against the same day without
 *
 * A word is a Slouched of some level, or a Recovered.  What it depends on is
 * its window: from CALM_US before the bad spell it is about began (by the
 * script), so that the alert before it was over in both days, to the word
 * itself.  A fault touches a window that it or its aftermath lies in: until
 * RECOVERY_US + SETTLE_US after its end.
 *
 *   1. Every word of the clean day whose window no fault touches is said in the
 *      day with faults, too: of the same kind and level, at the same time but
 *      for SLACK_US.
 *   2. And the other way round: no word of the day with faults is new, unless a
 *      fault touches its window.  A fault may delay a word, then: but only one
 *      whose bad spell it interrupted, or that it kept from being over.
 *   3. Slouched is only said of a body that sat badly within the last BLIND_US,
 *      whatever the faults.  An alert that was said is over with a
 *      Recovered, and not before: no level falls without one, none comes alone.
 *
 * Heap and files are as large at the end as after the first 24th of the day.
 */
#pragma once

#include "run.h"

/* release_s, settle_s and two ticks. */
#define CALM_US (5 * US_PER_SEC)

/*
 * The ticks of the two days are out of step, those of a second sensor with those
 * of the first as well, and a filter begun anew is a little slower.
 */
#define SLACK_US(sensors) ((sensors)*TICK_US + 200 * US_PER_MS)

struct comparison {
	unsigned compared; /* words of the clean day that no fault touched */
	uint64_t worst_us; /* furthest apart that two of them were */
};

/** laws_compare() - breaches are told, and counted in @run */
void laws_compare(const struct run *clean, const struct run_setup *setup, struct run *run,
		  struct comparison *ret);

/** laws_alone() - those that need no other day to compare with */
void laws_alone(const struct run_setup *setup, struct run *run);
