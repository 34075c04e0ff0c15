/* SPDX-License-Identifier: MIT */
/*
 * history-internal.h - what the files of the history share
 *
 *   history.c        the sink: what it sees, when it writes, what goes wrong
 *   history-events.c alerts and care, as they happen
 *   history-rows.c   what is gathered and not written yet
 *   history-store.c  the file
 *   history-write.c  rows into the file, and out of it when their time is over
 *   history-read.c   what it is asked
 */
#pragma once

#include <limits.h>

#include "history-store.h"
#include "history.h"

/* Rows on their way to the file, oldest first. */
struct list {
	void *items;
	unsigned n, room;
};

/* All there is to write; .minute, .spell and .alert are what goes on right now. */
struct rows {
	struct list minutes, spells, alerts, care;
	bool has_minute, has_spell, has_alert;
	struct minute minute;
	struct spell spell;
	struct history_alert alert;
};

struct history {
	struct sink sink; /* first: the sink is cast back to this */
	struct history_params params;
	char path[PATH_MAX];
	history_tell_fn *tell;
	void *ctx;
	struct store store;
	struct minutes minutes;
	struct rows rows; /* its has_* are false: see history_rows_now() */
	/* the alert that stands */
	bool alerted, alert_news;
	uint64_t first_dwell_us;
	struct history_alert alert;
	bool too_long;         /* heat, kept once already */
	uint64_t care_us;      /* .at_us of the last row of care */
	int64_t offset_minute; /* the minute .utc_offset_min was asked for */
	int16_t utc_offset_min;
	uint64_t now_us, real_us; /* of the last view */
	bool begun;               /* a view was seen */
	bool failed;              /* the last opening or writing did, and was told */
	uint64_t tried_us;        /* when that was */
	int32_t pruned_day;       /* 0 = not since the limit is known */
	char trouble[512];        /* of the last failure */
};

/* history-rows.c */

/** rows_add_*() - kept within the bounds of history.h; without memory it is lost */
void rows_add_minute(struct rows *r, const struct minute *minute);
void rows_add_spell(struct rows *r, const struct spell *spell);
void rows_add_alert(struct rows *r, const struct history_alert *alert);
void rows_add_care(struct rows *r, const struct history_care *care);
bool rows_any(const struct rows *r);
/** rows_clear() - all are written; memory that was needed in an outage is given back */
void rows_clear(struct rows *r);

/* history.c */

/** history_rows_now() - what is gathered and what goes on; the lists are borrowed */
struct rows history_rows_now(const struct history *h);

/** history_is_open() - opened, or opened now if it is time to try.  See history_trouble() */
bool history_is_open(struct history *h);

/** history_fail() - after a failed call on the store: set aside or note, and tell */
void history_fail(struct history *h);

/** history_write() - write what is gathered, the minute that is not over too.  0 or -errno */
int history_write(struct history *h);

/** history_local_day() - since 1970-01-01, of CLOCK_REALTIME in microseconds */
int32_t history_local_day(struct history *h, uint64_t real_us);

/** history_real_us() - CLOCK_REALTIME at the daemon's time t_us */
static inline uint64_t history_real_us(const struct view *v, uint64_t t_us)
{
	return v->real_us - (v->now_us - t_us);
}

/* history-events.c */

void history_event(struct history *h, const struct wearer_event *w, const struct view *v);
void history_care_event(struct history *h, const struct care_event *e, const struct view *v);
void history_knot(struct history *h, const struct care_event *e, const struct view *v);
/** history_alert_ended() - harmless when none stands */
void history_alert_ended(struct history *h, bool recovered, uint64_t slouched_us);

/* history-write.c */

/** write_rows() - within a transaction of the caller's.  An SQLite code */
int write_rows(struct store *s, const struct rows *r);

/** write_forget() - drop the local days before @day; likewise */
int write_forget(struct store *s, int32_t day);

/** write_prune() - drop all but the newest days; likewise */
int write_prune(struct store *s, uint32_t keep_days);
