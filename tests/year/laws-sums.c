/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "fixed.h"
#include "laws.h"

#define HOUR_OFF_US (MINUTE_CELLS * US_PER_SEC + 2 * YEAR_STEP_US)

struct sums {
	unsigned rows;
	struct history_sums day;
	uint64_t sec[MINUTE_CELLS]; /* of hours, or minutes */
	uint64_t longest_sec;       /* of one hour */
	uint64_t hour_sec[24];      /* of local hours: a repeated one has both */
};

static uint64_t apart(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* ---- seconds ---- */

static int take_day(void *ctx, const struct history_sums *day)
{
	struct sums *s = ctx;

	s->rows++;
	s->day = *day;
	return 0;
}

static int take_hour(void *ctx, const struct history_sums *hour)
{
	struct sums *s = ctx;
	uint64_t sum_sec = 0;

	for (unsigned i = 0; i < MINUTE_CELLS; i++) {
		s->sec[i] += hour->sec[i];
		sum_sec += hour->sec[i];
	}
	s->longest_sec = MAX(s->longest_sec, sum_sec);
	s->hour_sec[hour->number % 24] += sum_sec;
	return 0;
}

static int take_minute(void *ctx, int64_t minute, const uint32_t sec[MINUTE_CELLS])
{
	struct sums *s = ctx;

	(void)minute;
	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		s->sec[i] += sec[i];
	return 0;
}

static void compare_parts(struct year *y, int32_t day, const struct sums *whole,
			  const struct sums *parts, const char *what)
{
	for (unsigned i = 0; i < MINUTE_CELLS; i++) {
		if (parts->sec[i] != whole->day.sec[i])
			year_broken(y, "%s: cell %u has %" PRIu64 " s in its %s, %u in the day",
				    calendar_text(day), i, parts->sec[i], what, whole->day.sec[i]);
	}
}

/*
 * A row has whole seconds, what is left of one goes into the next: less than a
 * second a cell at the day's end, and again at each restart.  The step that
 * midnight falls into belongs to one of the two days.
 */
static uint64_t allowed_us(const struct account *a)
{
	return US_PER_SEC * (1 + a->restarts) + YEAR_STEP_US * (a->midnight[0] + a->midnight[1]);
}

/* Sitting, which is what it is all about: the rest begins when nobody sees it begin. */
static void compare_script(struct year *y, int32_t day, const struct account *a)
{
	uint64_t off_us = 0;

	if (y->taught_us == 0 || day <= year_local_day(y, y->taught_us))
		return;
	for (unsigned i = 0; i < MINUTE_MOVING; i++)
		off_us = MAX(off_us, apart(a->us[i], a->script_us[i]));
	y->figures.worst_script_us = MAX(y->figures.worst_script_us, off_us);
	if (off_us > (1 + a->turns) * YEAR_TURN_US)
		year_broken(y, "%s: a posture is off by %" PRIu64 " s in %u turns of the body",
			    calendar_text(day), off_us / US_PER_SEC, a->turns);
}

static void compare_cells(struct year *y, int32_t day, const struct history_sums *h)
{
	const struct account *a = year_account(y, day);

	for (unsigned i = 0; i < MINUTE_CELLS; i++) {
		uint64_t off_us = apart(h->sec[i] * US_PER_SEC, a->us[i]);

		y->figures.worst_sum_us = MAX(y->figures.worst_sum_us, off_us);
		y->sum_us[i] += (int64_t)(h->sec[i] * US_PER_SEC) - (int64_t)a->us[i];
		if (off_us >= allowed_us(a))
			year_broken(y, "%s: cell %u has %u s in history, %.3f were seen",
				    calendar_text(day), i, h->sec[i], (double)a->us[i] / 1e6);
	}
	compare_script(y, day, a);
	if (h->slouches != a->slouches || h->alerts != a->alerts || h->recovered != a->recovered ||
	    h->correcting_us != a->correcting_us)
		year_broken(y,
			    "%s: history has %u slouches, %u alerts, %u recovered in %" PRIu64
			    " us; told were %u, %u, %u in %" PRIu64,
			    calendar_text(day), h->slouches, h->alerts, h->recovered,
			    h->correcting_us, a->slouches, a->alerts, a->recovered,
			    a->correcting_us);
}

/* What is left of whole seconds, and a step, may be in the next hour. */
static void compare_hours(struct year *y, int32_t day, const uint64_t hour_sec[24])
{
	const struct account *a = year_account(y, day);

	for (unsigned i = 0; i < 24; i++) {
		if (apart(hour_sec[i] * US_PER_SEC, a->hour_us[i]) >= HOUR_OFF_US)
			year_broken(y, "%s: the hour from %u:00 has %" PRIu64 " s, %.3f were seen",
				    calendar_text(day), i, hour_sec[i],
				    (double)a->hour_us[i] / 1e6);
	}
}

static void compare_seconds(struct year *y, int32_t day)
{
	struct history *h = y->life.history;
	struct sums whole = { 0 }, hours = { 0 }, minutes = { 0 };
	uint64_t hour_sec = calendar_is_shift(day) ? 7200 : 3600;

	if (history_days(h, day, day, take_day, &whole) != 0 ||
	    history_hours(h, day, day, take_hour, &hours) != 0 ||
	    history_minutes(h, calendar_begin_sec(day, 0), calendar_begin_sec(day + 1, 0),
			    take_minute, &minutes) != 0)
		year_broken(y, "%s: history cannot be read", calendar_text(day));
	compare_cells(y, day, &whole.day);
	compare_parts(y, day, &whole, &hours, "hours");
	compare_hours(y, day, hours.hour_sec);
	compare_parts(y, day, &whole, &minutes, "minutes");
	if (hours.longest_sec > hour_sec)
		year_broken(y, "%s: an hour of %" PRIu64 " s", calendar_text(day),
			    hours.longest_sec);
	y->figures.longest_hour_sec = MAX(y->figures.longest_hour_sec, hours.longest_sec);
}

/* ---- rows ---- */

struct matching {
	struct year *y;
	const struct rows_kept *kept;
	size_t at;
	const char *what;
};

static const void *next_kept(struct matching *m, size_t size)
{
	if (m->at < m->kept->n)
		return (const char *)m->kept->items + m->at++ * size;
	year_broken(m->y, "history has one more %s than there were", m->what);
	return NULL;
}

static int match_care(void *ctx, const struct history_care *care)
{
	struct matching *m = ctx;
	const struct care_row *row = next_kept(m, sizeof *row);

	if (row &&
	    (apart(row->at_us, care->at_us) > US_PER_MS || strcmp(row->what, care->what) != 0 ||
	     strcmp(row->kind, care->kind) != 0 || strcmp(row->reason, care->reason) != 0 ||
	     strcmp(row->detail, care->detail) != 0))
		year_broken(m->y, "history has %s %s %s \"%s\", told was %s %s %s \"%s\"",
			    care->what, care->kind, care->reason, care->detail, row->what,
			    row->kind, row->reason, row->detail);
	return row ? 0 : -1;
}

static int match_alert(void *ctx, const struct history_alert *alert)
{
	struct matching *m = ctx;
	const struct spell_row *row = next_kept(m, sizeof *row);

	if (row && (row->at_us != alert->at_us || row->us != alert->slouched_us ||
		    row->level != alert->why.level))
		year_broken(m->y,
			    "history has an alert of level %u for %" PRIu64
			    " us, told was level %u for %" PRIu64,
			    alert->why.level, alert->slouched_us, row->level, row->us);
	return row ? 0 : -1;
}

static int match_spell(void *ctx, const struct spell *spell)
{
	struct matching *m = ctx;
	const struct spell_row *row = next_kept(m, sizeof *row);

	if (row && (apart(row->at_us, spell->begin_us) > US_PER_MS || row->us != spell->bad_us))
		year_broken(m->y, "history has a spell of %" PRIu64 " us, seen was %" PRIu64,
			    spell->bad_us, row->us);
	return row ? 0 : -1;
}

/* What belongs to the days after stays for their turn. */
static void end_matching(struct matching *m, struct rows_kept *kept, size_t size, uint64_t end_us)
{
	while (m->at < kept->n) {
		const uint64_t *at_us = (const void *)((char *)kept->items + m->at * size);

		if (*at_us >= end_us)
			break;
		year_broken(m->y, "history has one %s less than there were", m->what);
		m->at++;
	}
	memmove(kept->items, (char *)kept->items + m->at * size, (kept->n - m->at) * size);
	kept->n -= m->at;
}

static void compare_rows(struct year *y, int32_t day)
{
	struct history *h = y->life.history;
	struct witness *w = &y->witness;
	int64_t from_sec = calendar_begin_sec(day, 0), to_sec = calendar_begin_sec(day + 1, 0);
	uint64_t end_us = (uint64_t)to_sec * US_PER_SEC;
	struct matching care = { y, &w->care, 0, "care" }, alerts = { y, &w->alerts, 0, "alert" },
			spells = { y, &w->spells, 0, "spell" };

	witness_look(w, end_us);
	(void)history_care(h, from_sec, to_sec, match_care, &care);
	end_matching(&care, &w->care, sizeof(struct care_row), end_us);
	(void)history_alerts(h, from_sec, to_sec, match_alert, &alerts);
	end_matching(&alerts, &w->alerts, sizeof(struct spell_row), end_us);
	(void)history_spells(h, from_sec, to_sec, match_spell, &spells);
	end_matching(&spells, &w->spells, sizeof(struct spell_row), end_us);
}

void laws_sums(struct year *y, int32_t day)
{
	compare_seconds(y, day);
	compare_rows(y, day);
}
