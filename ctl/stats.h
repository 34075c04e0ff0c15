/* SPDX-License-Identifier: MIT */
/*
 * stats.h - figures of a history: sums over days, and the trend
 *
 * Pure: a function of the history and of which day is today.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "history.h"
#include "json.h"
#include "trend.h"

#define STATS_LITTLE_S 1800 /* with less judged in a day its share says little: it is marked */
#define STATS_NO_SHARE (-1) /* nothing was judged */

/* Some days together. */
struct stats_sum {
	unsigned days; /* with anything recorded */
	uint64_t posture_s[POSTURE_COUNT];
	uint64_t good_s, bad_s, moving_s, lying_s, away_s;
	uint64_t slouches, alerts, recovered, correcting_us;
};

struct stats {
	int32_t today;
	int32_t from;   /* the first day of the window; it ends today */
	int32_t monday; /* the first day of this week */
	struct stats_sum window, day, week, last_week;
	struct trend trend; /* of the last TREND_DAYS, whatever the window */
};

/** stats_of() - @from: at most @today */
struct stats stats_of(const struct history *h, int32_t from, int32_t today);

/** stats_sum() - over the days @from to @to, both included */
struct stats_sum stats_sum(const struct history *h, int32_t from, int32_t to);

/** stats_sum_day() - of one */
struct stats_sum stats_sum_day(const struct history_day *d);

/** stats_permille() - of what was judged, how much was bad: 0 .. 1000, or STATS_NO_SHARE */
int stats_permille(const struct stats_sum *s);

/** stats_percent() - the same rounded to 0 .. 100, or STATS_NO_SHARE */
int stats_percent(const struct stats_sum *s);

/** stats_correcting_s() - mean seconds from alert to good posture; -1: no alert was followed */
int64_t stats_correcting_s(const struct stats_sum *s);

/** stats_is_little() - some was judged, but less than STATS_LITTLE_S */
bool stats_is_little(const struct stats_sum *s);

/** stats_find_day() - the row of a day; NULL when nothing was recorded */
const struct history_day *stats_find_day(const struct history *h, int32_t day);

/* What stdout can show. */
struct stats_screen {
	unsigned columns;
	bool utf8;
	bool colour;
};

/** stats_print() - for people; @h: what @s was made of */
void stats_print(const struct stats *s, const struct history *h, const struct stats_screen *screen,
		 FILE *out);

/** stats_json() - the value: an object */
void stats_json(const struct stats *s, const struct history *h, struct json *j);
