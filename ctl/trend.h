/* SPDX-License-Identifier: MIT */
/*
 * trend.h - whether the share of bad posture falls or rises, and how sure that is
 *
 * The slope is the median of the slopes between any two days (Theil 1950; Sen,
 * JASA 63:1379, 1968): a few odd days do not move it.  Its interval comes from
 * the ranks of those slopes, by the variance of Kendall's S.  A bad day is
 * often followed by another, which makes days worth less than independent ones:
 * the variance grows by (1 + r) / (1 - r), r being the correlation of what is
 * left of neighbouring days (as Yue and Wang, Water Resour. Manage. 18:201, 2004).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define TREND_DAYS     56 /* the last 8 weeks */
#define TREND_DAYS_MIN 10 /* with fewer the ranks hold no interval worth its name */
#define TREND_WORDS    160

struct trend_point {
	int32_t day;  /* ascending, no day twice */
	double share; /* 0 .. 1 */
};

enum trend_verdict {
	TREND_TOO_FEW,
	TREND_UNCLEAR, /* the interval holds 0 */
	TREND_BETTER,  /* the share falls */
	TREND_WORSE,
};

/* Slopes are shares a day; intervals are of 95 %. */
struct trend {
	enum trend_verdict verdict;
	unsigned n; /* days it rests on; with TREND_TOO_FEW nothing below counts */
	int32_t first, last;
	double slope, slope_low, slope_high;
	double middle; /* the day the line turns about when the slope is in doubt */
	double level, level_low, level_high; /* the share there */
};

/** trend_fit() - @n: TREND_DAYS at most.  The points are borrowed for the call */
struct trend trend_fit(const struct trend_point *points, size_t n);

/** trend_at() - the share on the line, and the interval's ends; all within 0 .. 1 */
double trend_at(const struct trend *t, int32_t day, double *ret_low, double *ret_high);

/** trend_words() - a sentence about it, without final stop.  Returns buf */
const char *trend_words(const struct trend *t, char buf[TREND_WORDS]);

/** trend_verdict_to_str() - "too-few" "unclear" "better" "worse" */
const char *trend_verdict_to_str(enum trend_verdict verdict);
