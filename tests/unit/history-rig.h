/* SPDX-License-Identifier: MIT */
/*
 * history-rig.h - the history on a file of its own, a wearer who lives for it, and its answers
 */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "history-store.h"
#include "history.h"

#define SEC(n)   ((uint64_t)(n)*US_PER_SEC)
#define NOON_SEC INT64_C(1736942400) /* 2025-01-15 12:00 UTC */
#define NOON_DAY 20103
#define ROWS_MAX 4096

struct rig {
	char folder[64], path[96];
	struct history_params params;
	struct history *history;
	struct sink *sink;
	struct explanation why;
	struct view view;
	unsigned damaged, unsaved; /* notices */
	char told[1024];           /* text of the last */
	/* the last answer */
	unsigned n;
	struct history_sums sums[ROWS_MAX];
	struct spell spell[ROWS_MAX];
	struct history_alert alert[ROWS_MAX];
	struct history_care care[64];
	char words[64][96]; /* of .care: what, kind and reason */
	int64_t minute[ROWS_MAX];
	uint32_t sec[ROWS_MAX][MINUTE_CELLS];
};

static struct rig rig;

static inline void on_tell(void *ctx, enum notice_kind kind, const char *text)
{
	(void)ctx;
	rig.damaged += kind == NOTICE_HISTORY_DAMAGED;
	rig.unsaved += kind == NOTICE_HISTORY_UNSAVED;
	snprintf(rig.told, sizeof(rig.told), "%s", text);
}

/* ------------------------------------------------------------------- a life */

static inline void begin(void)
{
	assert_return_code(history_new(rig.path, &rig.params, on_tell, &rig, &rig.history), 0);
	rig.sink = history_sink(rig.history);
}

static inline void end(void)
{
	rig.sink = sink_free(rig.sink);
}

static inline void tick(void)
{
	rig.sink->ops->tick(rig.sink, &rig.view);
}

static inline void notice(struct notice n)
{
	rig.sink->ops->notice(rig.sink, &n, &rig.view);
}

static inline void event(struct wearer_event e)
{
	e.t_us = rig.view.now_us;
	notice((struct notice){ .kind = NOTICE_WEARER, .wearer = &e });
}

static inline void step(uint64_t us)
{
	rig.view.now_us += us;
	rig.view.real_us += us;
	rig.view.step_us = rig.view.now_us;
	tick();
}

/* Sits like that, a step a second. */
static inline void sit(enum posture posture, bool good, uint64_t seconds)
{
	rig.view.posture = posture;
	rig.view.good = good;
	rig.view.activity = ACTIVITY_STILL;
	for (uint64_t i = 0; i < seconds; i++)
		step(US_PER_SEC);
}

static inline void upright(uint64_t seconds)
{
	sit(POSTURE_UPRIGHT, true, seconds);
}

static inline void slouch(uint64_t seconds)
{
	sit(POSTURE_SLOUCHING, false, seconds);
}

/* Time passes, and nobody sees how. */
static inline void lose(uint64_t seconds)
{
	step(SEC(seconds));
}

/* The wall clock is put to another time; the first step after it is of no length. */
static inline void set_clock(int64_t real_sec)
{
	rig.view.real_us = SEC(real_sec);
	lose(10);
	rig.view.real_us = SEC(real_sec);
}

static inline void set_zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

/* As a killed process leaves it: nothing is written any more.  The copy is the file from now on. */
static inline void kill_it(void)
{
	char command[512];

	snprintf(command, sizeof(command), "mkdir %1$s/left && cp %1$s/history.db* %1$s/left/",
		 rig.folder);
	assert_int_equal(system(command), 0);
	end();
	snprintf(command, sizeof(command),
		 "rm %1$s/history.db* && mv %1$s/left/* %1$s/ && rmdir %1$s/left", rig.folder);
	assert_int_equal(system(command), 0);
	begin();
}

/* ----------------------------------------------------------------- answers */

static inline int keep_sums(void *ctx, const struct history_sums *sums)
{
	(void)ctx;
	assert_true(rig.n < ROWS_MAX);
	rig.sums[rig.n++] = *sums;
	return 0;
}

static inline int keep_spell(void *ctx, const struct spell *spell)
{
	(void)ctx;
	rig.spell[rig.n++] = *spell;
	return 0;
}

static inline int keep_alert(void *ctx, const struct history_alert *alert)
{
	(void)ctx;
	rig.alert[rig.n++] = *alert;
	return 0;
}

static inline int keep_care(void *ctx, const struct history_care *care)
{
	(void)ctx;
	rig.care[rig.n] = *care;
	snprintf(rig.words[rig.n++], sizeof(rig.words[0]), "%s %s %s", care->what, care->kind,
		 care->reason);
	return 0;
}

static inline int keep_minute(void *ctx, int64_t minute, const uint32_t sec[MINUTE_CELLS])
{
	(void)ctx;
	assert_true(rig.n < ROWS_MAX);
	rig.minute[rig.n] = minute;
	memcpy(rig.sec[rig.n++], sec, sizeof(rig.sec[0]));
	return 0;
}

static inline unsigned days(void)
{
	rig.n = 0;
	assert_int_equal(history_days(rig.history, INT32_MIN, INT32_MAX, keep_sums, NULL), 0);
	return rig.n;
}

static inline unsigned hours(int32_t day)
{
	rig.n = 0;
	assert_int_equal(history_hours(rig.history, day, day, keep_sums, NULL), 0);
	return rig.n;
}

static inline unsigned minutes(int64_t from_sec, int64_t to_sec)
{
	rig.n = 0;
	assert_int_equal(history_minutes(rig.history, from_sec, to_sec, keep_minute, NULL), 0);
	return rig.n;
}

static inline unsigned spells(void)
{
	rig.n = 0;
	assert_int_equal(history_spells(rig.history, 0, INT64_MAX, keep_spell, NULL), 0);
	return rig.n;
}

static inline unsigned alerts(void)
{
	rig.n = 0;
	assert_int_equal(history_alerts(rig.history, 0, INT64_MAX, keep_alert, NULL), 0);
	return rig.n;
}

static inline unsigned care(void)
{
	rig.n = 0;
	assert_int_equal(history_care(rig.history, 0, INT64_MAX, keep_care, NULL), 0);
	return rig.n;
}

/* All days' seconds of good and bad postures together */
static inline uint64_t sat(void)
{
	uint64_t sum = 0;

	days();
	for (unsigned i = 0; i < rig.n; i++)
		sum += history_good(rig.sums[i].sec) + history_bad(rig.sums[i].sec);
	return sum;
}

/* The one number a statement gives of the file, which nobody else may hold. */
static inline int64_t in_file(const char *sql)
{
	sqlite3_stmt *statement;
	int64_t number;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(rig.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return number;
}

static inline int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof(rig));
	set_zone("UTC0");
	strcpy(rig.folder, "/tmp/plumb-history-XXXXXX");
	if (!mkdtemp(rig.folder))
		return -1;
	snprintf(rig.path, sizeof(rig.path), "%s/history.db", rig.folder);
	rig.params = (struct history_params){ .enabled = true, .keep_days = 400 };
	rig.view = (struct view){ .now_us = SEC(1000),
				  .real_us = SEC(NOON_SEC),
				  .flexion_cdeg = ANGLE_UNKNOWN,
				  .lateral_cdeg = ANGLE_UNKNOWN,
				  .why = &rig.why };
	begin();
	rig.view.step_us = rig.view.now_us;
	tick();
	return 0;
}

static inline int tear_down(void **state)
{
	char command[128];

	(void)state;
	end();
	snprintf(command, sizeof(command), "rm -r %s", rig.folder);
	return system(command);
}

#define RIGGED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
