/* SPDX-License-Identifier: MIT */
/*
 * worn.h - what a chip on the back of a day's wearer feels
 */
#pragma once

#include "day.h"

#define WORN_CELL_US (100 * US_PER_MS)

/* What one chip is worn by. */
struct worn {
	const struct day *day; /* borrowed */
	enum sensor sensor;
	uint64_t begin_us; /* of the day, the daemon's time */
	/* the step at hand with its neighbours, as a script: a day's own would be walked each time
	 */
	size_t at;
	struct body_step near[3];
	struct body_script script;
	struct body body;
	/* both ends of the moment at hand: between them all goes in straight lines */
	uint64_t cell_us; /* how long one is; may be set after worn_init() */
	uint64_t cell;
	struct body_feel from, to;
};

/** worn_init() - a chip on the wearer's back; @w must not be moved after it */
void worn_init(struct worn *w, const struct day *day, enum sensor sensor, uint64_t begin_us);

/**
 * worn_feel() - what it feels, the daemon's time
 *
 * Within .cell_us acceleration and turn go in straight lines, but for a walk:
 * with tenths of a second that is a fifth of the work, and 4 million samples
 * make a day.  On a table nothing is asked again.
 */
void worn_feel(struct worn *w, uint64_t t_us, struct body_feel *ret);
