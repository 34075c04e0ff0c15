/* SPDX-License-Identifier: MIT */
/*
 * report.h - weeks of sitting as one page to keep, print and show
 *
 * The page is whole in itself: HTML that is XML too, style and charts inside,
 * no script and nothing to load.  Pure: a function of what is handed in.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "history.h"
#include "state.h"

#define REPORT_DAYS_MIN 7 /* a younger history is shown on a week all the same */

struct report {
	const struct history *history;   /* borrowed, all three lists of it */
	const struct state_poses *poses; /* borrowed */
	int32_t from, today;             /* days, both included; from <= today */
};

/** report_write() - the page; errors are the stream's */
void report_write(const struct report *r, FILE *out);
