/* SPDX-License-Identifier: MIT */
#include "history-internal.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "statefile.h"

#define MIN_PER_DAY 1440

/* -------------------------------------------------------------- going wrong */

/* Closing it has brought home what of its log could be read. */
static void tell_damaged(struct history *h, const char *what)
{
	char kept[PATH_MAX], text[sizeof(h->trouble) + sizeof(kept) + 64];
	int r;

	r = statefile_set_aside(h->path, (int64_t)(h->real_us / US_PER_SEC), kept, sizeof(kept));
	if (r == 0)
		snprintf(text, sizeof(text), "%s; the file was kept as %s", what, kept);
	else
		snprintf(text, sizeof(text), "%s; the file could not be set aside (%s)", what,
			 strerror(-r));
	h->tell(h->ctx, NOTICE_HISTORY_DAMAGED, text);
}

static void tell_unsaved(struct history *h)
{
	bool told = h->failed;

	h->failed = true;
	if (!told)
		h->tell(h->ctx, NOTICE_HISTORY_UNSAVED, h->trouble);
}

/* A damaged file makes way for a new one, once: should that be damaged too, it is the disk. */
static int open_store(struct history *h)
{
	int r;

	r = store_open(&h->store, h->trouble, sizeof(h->trouble));
	if (r == STORE_E_DAMAGED) {
		tell_damaged(h, h->trouble);
		r = store_open(&h->store, h->trouble, sizeof(h->trouble));
	}
	if (r != 0)
		tell_unsaved(h);
	return r;
}

bool history_is_open(struct history *h)
{
	if (h->store.db || (h->failed && h->now_us - h->tried_us < HISTORY_RETRY_US))
		return h->store.db;
	h->tried_us = h->now_us;
	return open_store(h) == 0;
}

void history_fail(struct history *h)
{
	int r = store_trouble(&h->store, h->trouble, sizeof(h->trouble));

	if (r != STORE_E_DAMAGED) {
		tell_unsaved(h);
		return;
	}
	store_close(&h->store);
	h->pruned_day = 0;
	tell_damaged(h, h->trouble);
	open_store(h);
}

void history_trouble(const struct history *h, char *ret, size_t size)
{
	if (h->params.enabled)
		snprintf(ret, size,
			 "the history cannot be opened: %s; it is tried again every minute",
			 h->trouble);
	else
		snprintf(ret, size,
			 "history is switched off: set history.enabled in plumbd.conf, then run "
			 "\"systemctl reload plumbd\"");
}

/* ------------------------------------------------------------------ writing */

struct rows history_rows_now(const struct history *h)
{
	struct minutes minutes = h->minutes; /* giving is for the file: here it is only looked at */
	struct rows rows = h->rows;

	rows.has_minute = minutes_give(&minutes, &rows.minute);
	rows.has_spell = minutes_spell(&h->minutes, &rows.spell);
	rows.has_alert = h->alerted && h->alert_news;
	if (rows.has_alert)
		rows.alert = h->alert;
	return rows;
}

/* Once a day, when there is something of another day. */
static int prune(struct history *h, const struct rows *rows)
{
	const struct minute *minutes = rows->minutes.items;
	int32_t day;
	int code;

	if (rows->minutes.n == 0)
		return SQLITE_OK;
	day = (int32_t)(minute_local(&minutes[rows->minutes.n - 1]) / MIN_PER_DAY);
	if (day == h->pruned_day)
		return SQLITE_OK;
	code = write_prune(&h->store, h->params.keep_days);
	if (code == SQLITE_OK)
		h->pruned_day = day;
	return code;
}

static bool commit(struct history *h, const struct rows *rows)
{
	struct store *s = &h->store;

	return store_run(s, "BEGIN IMMEDIATE") == SQLITE_OK && write_rows(s, rows) == SQLITE_OK &&
	       prune(h, rows) == SQLITE_OK && store_run(s, "COMMIT") == SQLITE_OK;
}

/* The error is read before the rollback makes another of it. */
static int give_up(struct history *h)
{
	sqlite3 *db = h->store.db;

	h->pruned_day = 0;
	history_fail(h);
	if (h->store.db == db && !sqlite3_get_autocommit(db))
		store_run(&h->store, "ROLLBACK");
	return -EIO;
}

int history_write(struct history *h)
{
	struct minute minute;
	struct rows rows;

	if (minutes_give(&h->minutes, &minute))
		rows_add_minute(&h->rows, &minute);
	rows = history_rows_now(h);
	h->tried_us = h->now_us;
	if (!rows_any(&rows))
		return 0;
	if (!h->store.db && open_store(h) != 0)
		return -EIO;
	if (!commit(h, &rows))
		return give_up(h);
	store_rest(&h->store);
	rows_clear(&h->rows);
	malloc_trim(0); /* also of what a year's answer took since the last time */
	h->alert_news = false;
	h->failed = false;
	h->trouble[0] = '\0';
	return 0;
}

/* ------------------------------------------------------------------- seeing */

/* Asked for once a minute: no zone changes within one. */
static int16_t utc_offset_min(struct history *h, uint64_t real_us)
{
	time_t real_sec = (time_t)(real_us / US_PER_SEC);
	int64_t minute = (int64_t)real_sec / 60;
	struct tm local;

	if (minute != h->offset_minute && localtime_r(&real_sec, &local)) {
		h->offset_minute = minute;
		h->utc_offset_min = (int16_t)(local.tm_gmtoff / 60);
	}
	return h->utc_offset_min;
}

int32_t history_local_day(struct history *h, uint64_t real_us)
{
	int64_t minute = (int64_t)(real_us / (60 * US_PER_SEC)) + utc_offset_min(h, real_us);

	return (int32_t)(minute / MIN_PER_DAY);
}

static void see(struct history *h, const struct view *v)
{
	const struct posture_state s = { .posture = v->posture,
					 .good = v->good,
					 .activity = v->activity };
	struct minutes_moment at = {
		.now_us = v->step_us,
		.real_us = history_real_us(v, v->step_us),
		.flexion_cdeg = v->flexion_cdeg,
		.lateral_cdeg = v->lateral_cdeg,
	};
	struct minutes_news news;

	if (!h->begun)
		h->tried_us = v->now_us;
	h->begun = true;
	h->now_us = v->now_us;
	h->real_us = v->real_us;
	if (v->step_us <= h->minutes.now_us)
		return;
	at.utc_offset_min = utc_offset_min(h, at.real_us);
	minutes_step(&h->minutes, &s, &at, &news);
	if (news.has_minute)
		rows_add_minute(&h->rows, &news.minute);
	if (news.has_spell)
		rows_add_spell(&h->rows, &news.spell);
}

/* --------------------------------------------------------------- the sink */

/* Switched off: what was seen until now is kept, and no more. */
static void configure(struct history *h, const struct history_params *params)
{
	if (h->params.enabled && !params->enabled) {
		history_write(h);
		store_close(&h->store);
		rows_clear(&h->rows);
		minutes_init(&h->minutes);
		h->alerted = h->alert_news = h->failed = false;
		h->trouble[0] = '\0';
	}
	if (params->keep_days != h->params.keep_days)
		h->pruned_day = 0;
	h->params = *params;
}

static void history_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct history *h = (struct history *)s;

	if (n->kind == NOTICE_RELOADED)
		configure(h, &n->config->history);
	if (!h->params.enabled)
		return;
	switch (n->kind) {
	case NOTICE_WEARER:
		see(h, v);
		history_event(h, n->wearer, v);
		break;
	case NOTICE_KNOT:
		history_knot(h, n->care, v);
		break;
	case NOTICE_CARE_DONE:
		history_care_event(h, n->care, v);
		break;
	case NOTICE_STOPPING:
		history_write(h);
		break;
	case NOTICE_STARTED:
	case NOTICE_SENSOR_LOST:
	case NOTICE_SENSOR_FOUND:
	case NOTICE_RELOADING:
	case NOTICE_RELOADED:
	case NOTICE_RELOAD_FAILED:
	case NOTICE_POSES_DAMAGED:
	case NOTICE_POSES_UNSAVED:
	case NOTICE_CARE_DAMAGED:
	case NOTICE_CARE_UNSAVED:
	case NOTICE_PROFILE_CHOSEN:
	case NOTICE_PROFILE_GONE:
	case NOTICE_PROFILE_DAMAGED:
	case NOTICE_PAUSES_DAMAGED:
	case NOTICE_PAUSES_UNSAVED:
	case NOTICE_HISTORY_DAMAGED:
	case NOTICE_HISTORY_UNSAVED:
	case NOTICE_ENDED:
		break;
	}
}

static void history_tick(struct sink *s, const struct view *v)
{
	struct history *h = (struct history *)s;

	if (!h->params.enabled)
		return;
	see(h, v);
	/* Poses that changed take the alert with them, and nobody recovered. */
	if (v->alert_level == 0)
		history_alert_ended(h, false, 0);
	if (history_is_open(h) &&
	    h->now_us - h->tried_us >= (h->failed ? HISTORY_RETRY_US : HISTORY_WRITE_US))
		history_write(h);
}

static void history_free(struct sink *s)
{
	struct history *h = (struct history *)s;

	if (h->params.enabled && h->begun)
		history_write(h);
	store_close(&h->store);
	rows_clear(&h->rows);
	free(h);
}

static const struct sink_ops history_ops = {
	.notice = history_notice,
	.tick = history_tick,
	.free = history_free,
};

int history_new(const char *path, const struct history_params *params, history_tell_fn *tell,
		void *ctx, struct history **ret)
{
	struct history *h;

	if (strlen(path) >= sizeof(h->path))
		return -ENAMETOOLONG;
	h = calloc(1, sizeof(*h));
	if (!h)
		return -ENOMEM;
	h->sink.ops = &history_ops;
	strcpy(h->path, path);
	h->store.path = h->path;
	h->params = *params;
	h->tell = tell;
	h->ctx = ctx;
	minutes_init(&h->minutes);
	*ret = h;
	return 0;
}

struct sink *history_sink(struct history *h)
{
	return &h->sink;
}
