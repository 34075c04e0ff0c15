/* SPDX-License-Identifier: MIT */
/*
 * history-write.c - rows into the file, and out of it when their time is over
 */
#include <stdio.h>

#include "history-internal.h"

#define MIN_PER_DAY  1440
#define WEST_MAX_MIN 840 /* no local day begins later than this after UTC's */

#define CELL_VALUE(name) ", ?"
#define CELL_ADD(name)   ", " #name " = " #name " + excluded." #name

/* clang-format off */
static const char minute_get[] = "SELECT 0" STORE_CELL_LIST " FROM minutes WHERE minute = ?";
static const char minute_put[] =
	"INSERT OR REPLACE INTO minutes VALUES (?, ?" STORE_CELLS(CELL_VALUE) ")";
static const char hour_add[] =
	"INSERT INTO hours VALUES (?" STORE_CELLS(CELL_VALUE) ")"
	" ON CONFLICT DO UPDATE SET hour = hour" STORE_CELLS(CELL_ADD);
static const char day_add[] =
	"INSERT INTO days (slouches, alerts, day" STORE_CELL_LIST ")"
	" VALUES (?, ?, ?" STORE_CELLS(CELL_VALUE) ")"
	" ON CONFLICT DO UPDATE SET slouches = slouches + excluded.slouches,"
	" alerts = alerts + excluded.alerts" STORE_CELLS(CELL_ADD);

static const char spell_put[] = "INSERT OR REPLACE INTO spells VALUES (?, ?, ?, ?, ?, ?)";
static const char alert_put[] = "INSERT OR REPLACE INTO alerts VALUES"
				" (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char alerts_sum[] =
	"UPDATE days SET (recovered, correcting_us) ="
	" (SELECT count(*), total(correcting_us) FROM alerts WHERE alerts.day = ?1 AND recovered"
	" AND at_us BETWEEN (?1 - 1) * 86400000000 AND (?1 + 2) * 86400000000) WHERE day = ?1";
static const char care_put[] = "INSERT OR REPLACE INTO care VALUES (?, ?, ?, ?, ?, ?)";
/* clang-format on */

/* Runs a statement that gives no rows; NULL, for one that was not to be prepared, is an error. */
static int finish(struct store *s, sqlite3_stmt *statement)
{
	int code = statement ? sqlite3_step(statement) : sqlite3_errcode(s->db);

	return code == SQLITE_DONE ? SQLITE_OK : code;
}

static void bind_text(sqlite3_stmt *statement, int i, const char *text)
{
	sqlite3_bind_text(statement, i, text, -1, SQLITE_STATIC);
}

/* An angle that is not known is NULL. */
static void bind_angle(sqlite3_stmt *statement, int i, int32_t cdeg)
{
	if (cdeg != ANGLE_UNKNOWN)
		sqlite3_bind_int(statement, i, cdeg);
}

static void bind_cells(sqlite3_stmt *statement, int first, const struct minute *m)
{
	for (int i = 0; i < MINUTE_CELLS; i++)
		sqlite3_bind_int(statement, first + i, m->sec[i]);
}

/* ------------------------------------------------------------------ minutes */

/* What the file has of this minute already: it was written before it was over. */
static int get_minute(struct store *s, struct minute *ret)
{
	sqlite3_stmt *statement = store_statement(s, STATEMENT_MINUTE_GET, minute_get);
	int code;

	if (!statement)
		return sqlite3_errcode(s->db);
	sqlite3_bind_int64(statement, 1, ret->minute);
	code = sqlite3_step(statement);
	for (int i = 0; code == SQLITE_ROW && i < MINUTE_CELLS; i++)
		ret->sec[i] = (uint8_t)MIN(sqlite3_column_int(statement, 1 + i), MINUTE_SEC);
	sqlite3_reset(statement);
	return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

static int put_minute(struct store *s, const struct minute *m)
{
	sqlite3_stmt *statement = store_statement(s, STATEMENT_MINUTE_PUT, minute_put);

	sqlite3_bind_int64(statement, 1, m->minute);
	sqlite3_bind_int(statement, 2, m->utc_offset_min);
	bind_cells(statement, 3, m);
	return finish(s, statement);
}

static int add_to_hour(struct store *s, const struct minute *m)
{
	sqlite3_stmt *statement = store_statement(s, STATEMENT_HOUR_ADD, hour_add);

	sqlite3_bind_int64(statement, 1, minute_local(m) / 60);
	bind_cells(statement, 2, m);
	return finish(s, statement);
}

static int add_to_day(struct store *s, const struct minute *m)
{
	sqlite3_stmt *statement = store_statement(s, STATEMENT_DAY_ADD, day_add);

	sqlite3_bind_int(statement, 1, m->slouches);
	sqlite3_bind_int(statement, 2, m->alerts);
	sqlite3_bind_int64(statement, 3, minute_local(m) / MIN_PER_DAY);
	bind_cells(statement, 4, m);
	return finish(s, statement);
}

static int write_minute(struct store *s, const struct minute *given)
{
	struct minute more = *given;
	struct minute whole = { .minute = given->minute, .utc_offset_min = given->utc_offset_min };
	int code = get_minute(s, &whole);

	minute_add(&whole, &more);
	if (code == SQLITE_OK)
		code = put_minute(s, &whole);
	if (code == SQLITE_OK)
		code = add_to_hour(s, &more);
	if (code == SQLITE_OK)
		code = add_to_day(s, &more);
	return code;
}

/* ------------------------------------------------------------------- events */

static int write_spell(struct store *s, const struct spell *spell)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, spell_put);

	sqlite3_bind_int64(statement, 1, (int64_t)spell->begin_us);
	sqlite3_bind_int(statement, 2, spell->day);
	sqlite3_bind_int64(statement, 3, (int64_t)spell->bad_us);
	bind_text(statement, 4, posture_to_str(spell->posture));
	bind_angle(statement, 5, spell->flexion_cdeg);
	bind_angle(statement, 6, spell->lateral_cdeg);
	return finish(s, statement);
}

static void bind_why(sqlite3_stmt *statement, const struct explanation *why)
{
	sqlite3_bind_int64(statement, 6, why->real_sec);
	sqlite3_bind_int64(statement, 7, why->level);
	bind_text(statement, 8, posture_to_str(why->posture));
	bind_text(statement, 9, why->pose);
	bind_text(statement, 10, why->reference);
	sqlite3_bind_int(statement, 11, why->cone);
	bind_angle(statement, 12, why->flexion_cdeg);
	bind_angle(statement, 13, why->lateral_cdeg);
	bind_angle(statement, 14, why->curvature_cdeg);
	bind_angle(statement, 15, why->distance_cdeg);
	bind_angle(statement, 16, why->other_cdeg);
	bind_angle(statement, 17, why->border_cdeg);
	sqlite3_bind_int64(statement, 18, (int64_t)why->dwell_us);
	sqlite3_bind_int64(statement, 19, (int64_t)why->delay_us);
	bind_text(statement, 20, why->key);
	sqlite3_bind_int(statement, 21, why->key_value);
	bind_text(statement, 22, why->delay_key);
	sqlite3_bind_int64(statement, 23, (int64_t)why->grace_us);
}

static int sum_alerts(struct store *s, int32_t day)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, alerts_sum);

	sqlite3_bind_int(statement, 1, day);
	return finish(s, statement);
}

static int write_alert(struct store *s, const struct history_alert *alert)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, alert_put);
	int code;

	sqlite3_bind_int64(statement, 1, (int64_t)alert->at_us);
	sqlite3_bind_int(statement, 2, alert->day);
	sqlite3_bind_int(statement, 3, alert->recovered);
	sqlite3_bind_int64(statement, 4, (int64_t)alert->slouched_us);
	sqlite3_bind_int64(statement, 5, (int64_t)alert->correcting_us);
	bind_why(statement, &alert->why);
	code = finish(s, statement);
	return code == SQLITE_OK && alert->recovered ? sum_alerts(s, alert->day) : code;
}

static int write_care(struct store *s, const struct history_care *care)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, care_put);

	sqlite3_bind_int64(statement, 1, (int64_t)care->at_us);
	sqlite3_bind_int(statement, 2, care->day);
	bind_text(statement, 3, care->what);
	bind_text(statement, 4, care->kind);
	bind_text(statement, 5, care->reason);
	bind_text(statement, 6, care->detail);
	return finish(s, statement);
}

int write_rows(struct store *s, const struct rows *r)
{
	const struct history_alert *alerts = r->alerts.items;
	const struct minute *minutes = r->minutes.items;
	const struct history_care *care = r->care.items;
	const struct spell *spells = r->spells.items;
	int code = SQLITE_OK;

	for (unsigned i = 0; code == SQLITE_OK && i < r->minutes.n; i++)
		code = write_minute(s, &minutes[i]);
	if (code == SQLITE_OK && r->has_minute)
		code = write_minute(s, &r->minute);
	for (unsigned i = 0; code == SQLITE_OK && i < r->spells.n; i++)
		code = write_spell(s, &spells[i]);
	if (code == SQLITE_OK && r->has_spell)
		code = write_spell(s, &r->spell);
	for (unsigned i = 0; code == SQLITE_OK && i < r->alerts.n; i++)
		code = write_alert(s, &alerts[i]);
	if (code == SQLITE_OK && r->has_alert)
		code = write_alert(s, &r->alert);
	for (unsigned i = 0; code == SQLITE_OK && i < r->care.n; i++)
		code = write_care(s, &care[i]);
	return code;
}

/* ------------------------------------------------------------------ its end */

/* The first bound is for the row's number, which is an index; the second is exact. */
int write_forget(struct store *s, int32_t day)
{
	static const char sql[] =
		"DELETE FROM minutes WHERE minute < %1$lld AND minute + utc_offset_min < %2$lld;"
		"DELETE FROM hours WHERE hour < %3$lld;"
		"DELETE FROM days WHERE day < %4$d;"
		"DELETE FROM spells WHERE at_us < %5$lld AND day < %4$d;"
		"DELETE FROM alerts WHERE at_us < %5$lld AND day < %4$d;"
		"DELETE FROM care WHERE at_us < %5$lld AND day < %4$d;";
	long long minute = (long long)day * MIN_PER_DAY, bound = minute + WEST_MAX_MIN;
	char text[1024];

	snprintf(text, sizeof(text), sql, bound, minute, (long long)day * 24, day,
		 bound * 60 * (long long)US_PER_SEC);
	return store_run(s, text);
}

int write_prune(struct store *s, uint32_t keep_days)
{
	cleanup_statement sqlite3_stmt *statement =
		store_prepare(s, "SELECT day FROM days ORDER BY day DESC LIMIT 1 OFFSET ?");
	int32_t day;
	int code;

	sqlite3_bind_int64(statement, 1, keep_days);
	code = statement ? sqlite3_step(statement) : sqlite3_errcode(s->db);
	if (code != SQLITE_ROW)
		return code == SQLITE_DONE ? SQLITE_OK : code;
	day = sqlite3_column_int(statement, 0);
	sqlite3_reset(statement);
	return write_forget(s, day + 1);
}
