/* SPDX-License-Identifier: MIT */
#include "trend.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "fixed.h"

#define PAIRS_MAX       (TREND_DAYS * (TREND_DAYS - 1) / 2)
#define Z_95            1.96
#define NEIGHBOURS_MIN  8   /* with fewer pairs of days their correlation is noise */
#define CORRELATION_MAX 0.8 /* more cannot be told from a trend in eight weeks */
#define DAYS_A_WEEK     7

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(const double *sorted, size_t n)
{
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static size_t sorted_slopes(const struct trend_point *p, size_t n, double slopes[PAIRS_MAX])
{
	size_t pairs = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			slopes[pairs++] = (p[j].share - p[i].share) / (p[j].day - p[i].day);
	qsort(slopes, pairs, sizeof(*slopes), by_size);
	return pairs;
}

/* How many independent days a day is worth less, as a factor on variances.  @rest: off the line */
static double dependence(const struct trend_point *p, size_t n, const double rest[TREND_DAYS])
{
	double together = 0, alone = 0, r;
	unsigned neighbours = 0;

	for (size_t i = 0; i < n; i++) {
		alone += rest[i] * rest[i] / (double)n;
		if (i == 0 || p[i].day != p[i - 1].day + 1)
			continue;
		together += rest[i] * rest[i - 1];
		neighbours++;
	}
	if (neighbours < NEIGHBOURS_MIN || alone <= 0)
		return 1;
	r = fmin(together / neighbours / alone, CORRELATION_MAX);
	return r > 0 ? (1 + r) / (1 - r) : 1;
}

/* The values at @half ranks either side of the middle, rounded outwards. */
static void rank_interval(const double *sorted, size_t n, double half, double *low, double *high)
{
	double below = floor((double)n / 2 - half) - 1, above = ceil((double)n / 2 + half);

	*low = sorted[(size_t)fmax(below, 0)];
	*high = sorted[(size_t)fmin(above, (double)n - 1)];
}

static void fit(struct trend *t, const struct trend_point *p, size_t n)
{
	double slopes[PAIRS_MAX], rest[TREND_DAYS], sorted[TREND_DAYS];
	double factor, days = (double)n;
	size_t pairs = sorted_slopes(p, n, slopes);

	t->slope = median(slopes, pairs);
	t->middle = (p[0].day + p[n - 1].day) / 2.0;
	for (size_t i = 0; i < n; i++)
		sorted[i] = rest[i] = p[i].share - t->slope * (p[i].day - t->middle);
	qsort(sorted, n, sizeof(*sorted), by_size);
	t->level = median(sorted, n);
	for (size_t i = 0; i < n; i++)
		rest[i] -= t->level;
	factor = dependence(p, n, rest);
	rank_interval(slopes, pairs,
		      Z_95 / 2 * sqrt(factor * days * (days - 1) * (2 * days + 5) / 18),
		      &t->slope_low, &t->slope_high);
	rank_interval(sorted, n, Z_95 / 2 * sqrt(factor * days), &t->level_low, &t->level_high);
}

struct trend trend_fit(const struct trend_point *points, size_t n)
{
	struct trend t = { .verdict = TREND_TOO_FEW, .n = (unsigned)n };

	assert(n <= TREND_DAYS);
	if (n < TREND_DAYS_MIN)
		return t;
	t.first = points[0].day;
	t.last = points[n - 1].day;
	fit(&t, points, n);
	if (t.slope_high < 0)
		t.verdict = TREND_BETTER;
	else if (t.slope_low > 0)
		t.verdict = TREND_WORSE;
	else
		t.verdict = TREND_UNCLEAR;
	return t;
}

static double share(double x)
{
	return fmax(fmin(x, 1), 0);
}

/* Slope and level err apart from each other: their distances add as squares. */
double trend_at(const struct trend *t, int32_t day, double *ret_low, double *ret_high)
{
	double x = day - t->middle;
	double up = (x > 0 ? t->slope_high : t->slope_low) - t->slope;
	double down = (x > 0 ? t->slope_low : t->slope_high) - t->slope;
	double line = t->level + t->slope * x;

	*ret_low = share(line - hypot(down * x, t->level - t->level_low));
	*ret_high = share(line + hypot(up * x, t->level_high - t->level));
	return share(line);
}

static double points_a_week(double slope)
{
	return fabs(slope) * 100 * DAYS_A_WEEK;
}

const char *trend_words(const struct trend *t, char buf[TREND_WORDS])
{
	bool falls = t->verdict == TREND_BETTER;

	switch (t->verdict) {
	case TREND_TOO_FEW:
		snprintf(buf, TREND_WORDS, "too few days to tell: %u of the %u it takes", t->n,
			 TREND_DAYS_MIN);
		break;
	case TREND_UNCLEAR:
		snprintf(buf, TREND_WORDS,
			 "no clear change: between %.1f points a week less and %.1f more",
			 points_a_week(t->slope_low), points_a_week(t->slope_high));
		break;
	case TREND_BETTER:
	case TREND_WORSE:
		snprintf(buf, TREND_WORDS,
			 "bad posture %s by %.1f points a week (95 %% sure: by %.1f to %.1f)",
			 falls ? "falls" : "rises", points_a_week(t->slope),
			 points_a_week(falls ? t->slope_high : t->slope_low),
			 points_a_week(falls ? t->slope_low : t->slope_high));
		break;
	}
	return buf;
}

const char *trend_verdict_to_str(enum trend_verdict verdict)
{
	switch (verdict) {
	case TREND_TOO_FEW:
		return "too-few";
	case TREND_UNCLEAR:
		return "unclear";
	case TREND_BETTER:
		return "better";
	case TREND_WORSE:
		return "worse";
	}
	return "unclear";
}
