/* SPDX-License-Identifier: MIT */
/*
 * history.h - the sink that remembers: minutes, spells, alerts and care in history.db
 *
 * Rows are gathered in memory and written in one transaction every HISTORY_WRITE_US at
 * most, and at the end: a killed process loses no more than that.  What is asked of it is
 * answered with what is gathered, too.
 *
 * A file that is damaged, or of a newer plumbd, is kept under a dated name, told as
 * NOTICE_HISTORY_DAMAGED, and another is begun.  One that cannot be written is told once
 * as NOTICE_HISTORY_UNSAVED; it is tried again every minute, and the last day is kept in
 * memory meanwhile.
 *
 * The last .keep_days local days on which there is anything are kept.  Days are counted,
 * not dates compared: a clock that is wrong for an hour costs no year of history.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "minutes.h"
#include "sink.h"

#define HISTORY_WRITE_US        (290 * US_PER_SEC)
#define HISTORY_RETRY_US        (60 * US_PER_SEC)
#define HISTORY_DETAIL_MAX      96
#define HISTORY_PENDING_MINUTES 1440  /* kept in memory, the oldest goes */
#define HISTORY_PENDING_EVENTS  256   /* of each kind, likewise */
#define HISTORY_ROWS_MAX        20000 /* of one answer */
#define HISTORY_ALERTS_MAX      500

struct history;

/* Something to be told to everybody: a notice of this kind with this text. */
typedef void history_tell_fn(void *ctx, enum notice_kind kind, const char *text);

/**
 * history_new() - nothing is opened before the first tick
 * @path:  the database; copied
 * @tell:  called during a tick, a notice or a question
 *
 * Return: 0, -ENAMETOOLONG or -ENOMEM.
 */
int history_new(const char *path, const struct history_params *params, history_tell_fn *tell,
		void *ctx, struct history **ret);

/** history_sink() - to be freed as a sink: writes what is gathered */
struct sink *history_sink(struct history *h);

/* ---------------------------------------------------------------- questions */

#define HISTORY_E_NONE     1 /* switched off, or not to be opened: history_trouble() */
#define HISTORY_E_TOO_MANY 2 /* more than HISTORY_ROWS_MAX rows */

/* Local day or hour; the words of struct minute's cells. */
struct history_sums {
	int32_t number; /* of the day, or the hour, since 1970-01-01 00:00 local time */
	uint32_t sec[MINUTE_CELLS];
	uint32_t slouches, alerts, recovered; /* days only */
	uint64_t correcting_us;               /* from alert to good posture, all that recovered */
};

struct history_alert {
	uint64_t at_us; /* CLOCK_REALTIME when it first spoke */
	int32_t day;
	bool recovered;
	uint64_t slouched_us;   /* 0 = never recovered */
	uint64_t correcting_us; /* bad posture after it first spoke */
	struct explanation why; /* of its highest level */
};

struct history_care {
	uint64_t at_us;
	int32_t day;
	const char *what; /* "due", "over", "start", "knot"; all three borrowed */
	const char *kind, *reason;
	char detail[HISTORY_DETAIL_MAX]; /* UTF-8: exercise, place, posture */
};

/** history_good() history_bad() - still seconds in postures judged so */
uint32_t history_good(const uint32_t sec[MINUTE_CELLS]);
uint32_t history_bad(const uint32_t sec[MINUTE_CELLS]);

/*
 * Each calls @each for every row, in order of time, until it returns a negative errno.
 * Days are local and both included; of seconds since 1970 the second is not.
 *
 * Return: 0; HISTORY_E_*; what @each returned; a negative errno of reading.
 */
int history_days(struct history *h, int32_t from_day, int32_t to_day,
		 int (*each)(void *ctx, const struct history_sums *day), void *ctx);
int history_hours(struct history *h, int32_t from_day, int32_t to_day,
		  int (*each)(void *ctx, const struct history_sums *hour), void *ctx);
int history_minutes(struct history *h, int64_t from_sec, int64_t to_sec,
		    int (*each)(void *ctx, int64_t minute, const uint32_t sec[MINUTE_CELLS]),
		    void *ctx);
int history_spells(struct history *h, int64_t from_sec, int64_t to_sec,
		   int (*each)(void *ctx, const struct spell *spell), void *ctx);
/* the newest HISTORY_ALERTS_MAX of them */
int history_alerts(struct history *h, int64_t from_sec, int64_t to_sec,
		   int (*each)(void *ctx, const struct history_alert *alert), void *ctx);
int history_care(struct history *h, int64_t from_sec, int64_t to_sec,
		 int (*each)(void *ctx, const struct history_care *care), void *ctx);

/**
 * history_forget() - drop the local days that were over at @before_sec, for good
 *
 * Return: 0; HISTORY_E_NONE; a negative errno.
 */
int history_forget(struct history *h, int64_t before_sec);

/** history_trouble() - after HISTORY_E_NONE: why there is none, and the next step; one sentence */
void history_trouble(const struct history *h, char *ret, size_t size);
