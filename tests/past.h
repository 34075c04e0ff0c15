/* SPDX-License-Identifier: MIT */
/*
 * past.h - a made-up history, the same at every run
 *
 * A person who sits from nine to six on most days, slouches more in the
 * afternoon, and gets better by a known slope.  Sums are whole: the hours of a
 * day add up to the day.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dates.h"
#include "fixed.h"
#include "history.h"
#include "state.h"

struct past {
	int32_t from, today;
	int32_t gap_from, gap_to;    /* nothing recorded from one day to the other; equal: no gap */
	unsigned hour_from, hour_to; /* worn from the one until before the other */
	double share, slope_per_day; /* of bad posture: today's, and its change */
	uint32_t seed;
};

static inline uint32_t past_random(struct past *p)
{
	p->seed = p->seed * 1664525u + 1013904223u;
	return p->seed >> 16;
}

static inline void *past_list(size_t n, size_t size)
{
	void *list = calloc(n, size);

	if (!list)
		abort();
	return list;
}

static inline struct history_hour past_hour(struct past *p, int32_t day, unsigned hour)
{
	double share = p->share + p->slope_per_day * (day - p->today) + ((int)hour - 13) * 0.02 +
		       (past_random(p) % 1000 - 499.5) / 4000;
	uint16_t still_s = (uint16_t)(1800 + past_random(p) % 1600);
	struct history_hour h = { .day = day, .hour = (uint8_t)hour };

	h.bad_s = (uint16_t)(still_s * MAX(MIN(share, 0.98), 0.01));
	h.good_s = (uint16_t)(still_s - h.bad_s);
	h.moving_s = (uint16_t)(3600 - still_s);
	return h;
}

static inline void past_add_hour(struct past *p, struct history *h, struct history_day *d,
				 unsigned hour)
{
	struct history_hour row = past_hour(p, d->day, hour);

	h->hour[h->n_hours++] = row;
	d->good_s += row.good_s;
	d->bad_s += row.bad_s;
	d->moving_s += row.moving_s;
	d->posture_s[POSTURE_UPRIGHT] += row.good_s;
	d->posture_s[POSTURE_SLOUCHING] += row.bad_s * 6u / 10;
	d->posture_s[POSTURE_LEANING_FORWARD] += row.bad_s * 2u / 10;
	d->posture_s[POSTURE_LEANING_RIGHT] +=
		row.bad_s - row.bad_s * 6u / 10 - row.bad_s * 2u / 10;
	d->slouches += row.bad_s / 300;
	d->alerts += row.bad_s / 900;
}

static inline void past_add_care(struct history *h, int32_t day, unsigned hour, const char *what,
				 const char *kind, const char *reason, const char *detail)
{
	struct history_care *c = &h->care[h->n_care++];

	c->when_sec = dates_start_sec(day) + hour * 3600;
	snprintf(c->what, sizeof(c->what), "%s", what);
	snprintf(c->kind, sizeof(c->kind), "%s", kind);
	snprintf(c->reason, sizeof(c->reason), "%s", reason);
	snprintf(c->detail, sizeof(c->detail), "%s", detail);
}

static inline void past_add_day(struct past *p, struct history *h, int32_t day)
{
	bool weekend = dates_weekday(day) > 4;
	struct history_day *d = &h->day[h->n_days++];
	unsigned hour_to = weekend && p->hour_to < 24 ? p->hour_from + 1 : p->hour_to;

	d->day = day;
	for (unsigned hour = p->hour_from; hour < hour_to; hour++)
		past_add_hour(p, h, d, hour);
	d->recovered = d->alerts - d->alerts / 5;
	d->correcting_us = d->recovered * (40 + past_random(p) % 60) * US_PER_SEC;
	if (weekend)
		return;
	past_add_care(h, day, 11, "due", "stretch", "sat", "Chin back");
	past_add_care(h, day, 12, "over", "stretch", day % 3 ? "done" : "stale", "");
	if (day % 4 == 0)
		past_add_care(h, day, 14, "due", "massage", "interval", "");
	if (day % 7 == 1)
		past_add_care(h, day, 16, "start", "heat", "", "");
	if (day % 7 == 1)
		past_add_care(h, day, 17, "over", "heat", "done", "");
	if (day % 9 == 2)
		past_add_care(h, day, 18, "knot", "", "", "left shoulder 4");
}

/* Of the caller, for history_clear(). */
static inline struct history past_make(struct past p)
{
	size_t days = (size_t)(p.today - p.from + 1);
	struct history h = {
		.day = past_list(days, sizeof(*h.day)),
		.hour = past_list(days * HISTORY_HOURS, sizeof(*h.hour)),
		.care = past_list(days * 8, sizeof(*h.care)),
	};

	for (int32_t day = p.from; day <= p.today; day++)
		if (day < p.gap_from || day >= p.gap_to)
			past_add_day(&p, &h, day);
	return h;
}
