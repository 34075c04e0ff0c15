/* SPDX-License-Identifier: MIT */
/*
 * history-read.c - what it is asked
 *
 * A question is answered inside a transaction that first takes in what is not written
 * yet, and is then rolled back: nobody who asks wears the card.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "history-internal.h"

#define SEC_MAX (INT64_C(1) << 40) /* some thirty thousand years; in microseconds it fits */

/* One question under way. */
struct asked {
	sqlite3_stmt *row;
	void *each, *ctx; /* the caller's; each of the type the reader of rows knows */
};

typedef int row_fn(const struct asked *a);

uint32_t history_good(const uint32_t sec[MINUTE_CELLS])
{
	uint32_t sum = 0;

	for (enum posture p = POSTURE_UPRIGHT; p < POSTURE_COUNT; p++)
		sum += sec[minute_cell(p, true)];
	return sum;
}

uint32_t history_bad(const uint32_t sec[MINUTE_CELLS])
{
	uint32_t sum = 0;

	for (enum posture p = POSTURE_UPRIGHT; p < POSTURE_COUNT; p++)
		sum += sec[minute_cell(p, false)];
	return sum;
}

/* ------------------------------------------------------------------- asking */

/* With what is gathered, or, should the file not take it, without. */
static bool begin(struct history *h)
{
	struct rows rows = history_rows_now(h);

	if (store_run(&h->store, "BEGIN") == SQLITE_OK && write_rows(&h->store, &rows) == SQLITE_OK)
		return true;
	if (!sqlite3_get_autocommit(h->store.db))
		store_run(&h->store, "ROLLBACK");
	return store_run(&h->store, "BEGIN") == SQLITE_OK;
}

/* The rows of a statement with two numbers in it.  An SQLite code, or what a row's reader said. */
static int walk(struct history *h, const char *sql, int64_t from, int64_t to, row_fn *row,
		struct asked *a, int *ret_said)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(&h->store, sql);
	int code;

	if (!statement)
		return sqlite3_errcode(h->store.db);
	sqlite3_bind_int64(statement, 1, from);
	sqlite3_bind_int64(statement, 2, to);
	a->row = statement;
	for (unsigned n = 0; (code = sqlite3_step(statement)) == SQLITE_ROW; n++) {
		*ret_said = n < HISTORY_ROWS_MAX ? row(a) : HISTORY_E_TOO_MANY;
		if (*ret_said != 0)
			return SQLITE_DONE;
	}
	return code;
}

static int ask(struct history *h, const char *sql, int64_t from, int64_t to, row_fn *row,
	       struct asked *a)
{
	int code = SQLITE_ERROR, said = 0;

	if (!h->params.enabled || !history_is_open(h))
		return HISTORY_E_NONE;
	if (begin(h))
		code = walk(h, sql, from, to, row, a, &said);
	if (code != SQLITE_DONE) {
		history_fail(h);
		said = -EIO;
	}
	if (h->store.db && !sqlite3_get_autocommit(h->store.db))
		store_run(&h->store, "ROLLBACK");
	store_rest(&h->store);
	return said;
}

static int64_t clamp_us(int64_t sec)
{
	return MAX(0, MIN(sec, SEC_MAX)) * (int64_t)US_PER_SEC;
}

/* ------------------------------------------------------------------ columns */

static int32_t angle(sqlite3_stmt *row, int i)
{
	return sqlite3_column_type(row, i) == SQLITE_NULL ? ANGLE_UNKNOWN
							  : sqlite3_column_int(row, i);
}

static const char *text(sqlite3_stmt *row, int i)
{
	const char *s = (const char *)sqlite3_column_text(row, i);

	return s ? s : "";
}

static enum posture posture(sqlite3_stmt *row, int i)
{
	enum posture p = POSTURE_UNKNOWN;

	/* A word this plumbd does not know stays UNKNOWN. */
	(void)posture_from_str(text(row, i), &p);
	return p;
}

static void cells(sqlite3_stmt *row, int first, uint32_t ret[MINUTE_CELLS])
{
	for (int i = 0; i < MINUTE_CELLS; i++)
		ret[i] = (uint32_t)sqlite3_column_int(row, first + i);
}

/* --------------------------------------------------------------------- rows */

static int sums_row(const struct asked *a)
{
	int (*const *each)(void *, const struct history_sums *) = a->each;
	struct history_sums sums = { .number = sqlite3_column_int(a->row, 0) };
	int i = 1 + MINUTE_CELLS;

	cells(a->row, 1, sums.sec);
	sums.slouches = (uint32_t)sqlite3_column_int(a->row, i++);
	sums.alerts = (uint32_t)sqlite3_column_int(a->row, i++);
	sums.recovered = (uint32_t)sqlite3_column_int(a->row, i++);
	sums.correcting_us = (uint64_t)sqlite3_column_int64(a->row, i);
	return (*each)(a->ctx, &sums);
}

int history_days(struct history *h, int32_t from_day, int32_t to_day,
		 int (*each)(void *ctx, const struct history_sums *day), void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };

	return ask(h,
		   "SELECT day" STORE_CELL_LIST ", slouches, alerts, recovered, correcting_us"
		   " FROM days WHERE day BETWEEN ? AND ? ORDER BY day",
		   from_day, to_day, sums_row, &a);
}

int history_hours(struct history *h, int32_t from_day, int32_t to_day,
		  int (*each)(void *ctx, const struct history_sums *hour), void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };

	return ask(h,
		   "SELECT hour" STORE_CELL_LIST ", 0, 0, 0, 0"
		   " FROM hours WHERE hour BETWEEN ? AND ? ORDER BY hour",
		   (int64_t)from_day * 24, (int64_t)to_day * 24 + 23, sums_row, &a);
}

static int minute_row(const struct asked *a)
{
	int (*const *each)(void *, int64_t, const uint32_t *) = a->each;
	uint32_t sec[MINUTE_CELLS];

	cells(a->row, 1, sec);
	return (*each)(a->ctx, sqlite3_column_int64(a->row, 0), sec);
}

int history_minutes(struct history *h, int64_t from_sec, int64_t to_sec,
		    int (*each)(void *ctx, int64_t minute, const uint32_t sec[MINUTE_CELLS]),
		    void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };
	int64_t from = MAX(0, MIN(from_sec, SEC_MAX)), to = MAX(0, MIN(to_sec, SEC_MAX));

	return ask(h,
		   "SELECT minute" STORE_CELL_LIST
		   " FROM minutes WHERE minute >= ? AND minute < ? ORDER BY minute",
		   (from + 59) / 60, (to + 59) / 60, minute_row, &a);
}

static int spell_row(const struct asked *a)
{
	int (*const *each)(void *, const struct spell *) = a->each;
	const struct spell spell = {
		.begin_us = (uint64_t)sqlite3_column_int64(a->row, 0),
		.day = sqlite3_column_int(a->row, 1),
		.bad_us = (uint64_t)sqlite3_column_int64(a->row, 2),
		.posture = posture(a->row, 3),
		.flexion_cdeg = angle(a->row, 4),
		.lateral_cdeg = angle(a->row, 5),
	};

	return (*each)(a->ctx, &spell);
}

int history_spells(struct history *h, int64_t from_sec, int64_t to_sec,
		   int (*each)(void *ctx, const struct spell *spell), void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };

	return ask(h, "SELECT * FROM spells WHERE at_us >= ? AND at_us < ? ORDER BY at_us",
		   clamp_us(from_sec), clamp_us(to_sec), spell_row, &a);
}

static struct explanation explanation(sqlite3_stmt *row)
{
	struct explanation why = {
		.known = true,
		.real_sec = sqlite3_column_int64(row, 5),
		.level = (unsigned)sqlite3_column_int(row, 6),
		.posture = posture(row, 7),
		.cone = sqlite3_column_int(row, 10),
		.flexion_cdeg = angle(row, 11),
		.lateral_cdeg = angle(row, 12),
		.curvature_cdeg = angle(row, 13),
		.distance_cdeg = angle(row, 14),
		.other_cdeg = angle(row, 15),
		.border_cdeg = angle(row, 16),
		.dwell_us = (uint64_t)sqlite3_column_int64(row, 17),
		.delay_us = (uint64_t)sqlite3_column_int64(row, 18),
		.key_value = sqlite3_column_int(row, 20),
		.grace_us = (uint64_t)sqlite3_column_int64(row, 22),
		.profile = PROFILE_NONE, /* a number of that day's plumbd.conf; the keys name it */
	};

	snprintf(why.pose, sizeof(why.pose), "%s", text(row, 8));
	snprintf(why.reference, sizeof(why.reference), "%s", text(row, 9));
	snprintf(why.key, sizeof(why.key), "%s", text(row, 19));
	snprintf(why.delay_key, sizeof(why.delay_key), "%s", text(row, 21));
	return why;
}

static int alert_row(const struct asked *a)
{
	int (*const *each)(void *, const struct history_alert *) = a->each;
	const struct history_alert alert = {
		.at_us = (uint64_t)sqlite3_column_int64(a->row, 0),
		.day = sqlite3_column_int(a->row, 1),
		.recovered = sqlite3_column_int(a->row, 2),
		.slouched_us = (uint64_t)sqlite3_column_int64(a->row, 3),
		.correcting_us = (uint64_t)sqlite3_column_int64(a->row, 4),
		.why = explanation(a->row),
	};

	return (*each)(a->ctx, &alert);
}

int history_alerts(struct history *h, int64_t from_sec, int64_t to_sec,
		   int (*each)(void *ctx, const struct history_alert *alert), void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };
	char sql[256];

	snprintf(sql, sizeof(sql),
		 "SELECT * FROM (SELECT * FROM alerts WHERE at_us >= ? AND at_us < ?"
		 " ORDER BY at_us DESC LIMIT %d) ORDER BY at_us",
		 HISTORY_ALERTS_MAX);
	return ask(h, sql, clamp_us(from_sec), clamp_us(to_sec), alert_row, &a);
}

static int care_row(const struct asked *a)
{
	int (*const *each)(void *, const struct history_care *) = a->each;
	struct history_care care = {
		.at_us = (uint64_t)sqlite3_column_int64(a->row, 0),
		.day = sqlite3_column_int(a->row, 1),
		.what = text(a->row, 2),
		.kind = text(a->row, 3),
		.reason = text(a->row, 4),
	};

	snprintf(care.detail, sizeof(care.detail), "%s", text(a->row, 5));
	return (*each)(a->ctx, &care);
}

int history_care(struct history *h, int64_t from_sec, int64_t to_sec,
		 int (*each)(void *ctx, const struct history_care *care), void *ctx)
{
	struct asked a = { .each = &each, .ctx = ctx };

	return ask(h, "SELECT * FROM care WHERE at_us >= ? AND at_us < ? ORDER BY at_us",
		   clamp_us(from_sec), clamp_us(to_sec), care_row, &a);
}

/* --------------------------------------------------------------- forgetting */

static int32_t local_day_of(int64_t sec)
{
	time_t when = (time_t)MAX(0, MIN(sec, SEC_MAX));
	struct tm tm;

	return localtime_r(&when, &tm) ? (int32_t)(((int64_t)when + tm.tm_gmtoff) / 86400) : 0;
}

/* What is deleted is overwritten, in the file and in the log. */
static bool forget(struct store *s, int32_t day)
{
	return store_run(s, "PRAGMA secure_delete = ON; BEGIN IMMEDIATE") == SQLITE_OK &&
	       write_forget(s, day) == SQLITE_OK &&
	       store_run(s, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)") == SQLITE_OK;
}

/* Or it would come back with its next row. */
static void forget_what_goes_on(struct history *h, int32_t day)
{
	if (history_local_day(h, h->minutes.spell_begin_us) < day)
		minutes_forget_spell(&h->minutes);
	if (h->alert.day < day)
		h->alerted = h->alert_news = false;
}

int history_forget(struct history *h, int64_t before_sec)
{
	int32_t day = local_day_of(before_sec);
	int r;

	if (!h->params.enabled || !history_is_open(h))
		return HISTORY_E_NONE;
	r = history_write(h);
	if (r < 0)
		return r;
	if (!forget(&h->store, day)) {
		history_fail(h);
		if (h->store.db && !sqlite3_get_autocommit(h->store.db))
			store_run(&h->store, "ROLLBACK");
		return -EIO;
	}
	store_run(&h->store, "PRAGMA secure_delete = OFF");
	forget_what_goes_on(h, day);
	return 0;
}
