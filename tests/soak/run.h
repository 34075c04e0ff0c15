/* SPDX-License-Identifier: MIT */
/*
 * run.h - one simulated day of the daemon: the manager over source-imu.c over simulated chips
 *
 * Time is simulated, see life.h.  After every step what must hold at any time is
 * checked; what was said is kept for laws.h.
 */
#pragma once

#include "desk.h"
#include "life.h"

#define TICK_US (320 * US_PER_MS) /* 16 samples at 50 Hz; no chip here is slower */

/*
 * After a fault ends the sensor runs again within the longest back-off, and
 * what it takes to see that it must be set up, to do it, and to find it dead
 * once more because of what the fault left in it.
 */
#define RECOVERY_US ((30 + 4) * US_PER_SEC)

/* Then the filter settles, the posture counts, the gyroscope's bias is found. */
#define SETTLE_US (8 * US_PER_SEC)

/* Data that do not come, or do not live, are known as such after this long. */
#define BLIND_US (3 * US_PER_SEC)

struct run_setup {
	const struct day *day;
	const struct faults *faults;
	unsigned sensors;
	const char *chip;
	const char *name; /* of the run, for messages */
};

/* Slouched or Recovered, when it was said. */
struct word {
	uint64_t t_us; /* of the day */
	enum wearer_event_kind kind;
	unsigned level;
	uint64_t slouched_us;
};

#define WORDS_MAX 16384

struct run {
	size_t n;
	struct word word[WORDS_MAX];
	unsigned broken; /* laws, all told on standard output */
	/* figures */
	unsigned long steps;
	unsigned losses;
	uint64_t down_us, worst_recovery_us;
	size_t heap[2]; /* as resources_heap() has it, after the first 24th and at the end */
	unsigned files[2];
	struct tally tally;
};

/** run_day() - @ret is filled in; false when the day could not begin, which is told */
bool run_day(const struct run_setup *setup, struct run *ret);

/** run_broken() - tell that a law was broken, at a time of the day */
void run_broken(struct run *run, const struct run_setup *setup, uint64_t t_us, const char *format,
		...) __attribute__((format(printf, 4, 5)));
