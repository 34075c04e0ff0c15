/* SPDX-License-Identifier: MIT */
#include "history-store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fixed.h"

#define CELL_COLUMN(name) ", " #name " INTEGER NOT NULL"

/*
 * Step n brings a file from version n to n + 1.  A step that was released is never changed
 * again; what is to be otherwise is another step.
 *
 * minutes: the row's number is the minute since 1970, UTC; how far local time was ahead
 * says of which local day and hour it is.  hours and days are sums of it, made in the same
 * transaction, so that a year is read in no time: local hours and days since 1970-01-01.
 * The others are numbered by CLOCK_REALTIME in microseconds; day is a local day.
 */
/* clang-format off */
const char *const store_steps[] = {
	"CREATE TABLE minutes (minute INTEGER PRIMARY KEY, utc_offset_min INTEGER NOT NULL"
	STORE_CELLS(CELL_COLUMN) ");"
	"CREATE TABLE hours (hour INTEGER PRIMARY KEY" STORE_CELLS(CELL_COLUMN) ");"
	"CREATE TABLE days (day INTEGER PRIMARY KEY" STORE_CELLS(CELL_COLUMN)
	", slouches INTEGER NOT NULL, alerts INTEGER NOT NULL"
	", recovered INTEGER NOT NULL DEFAULT 0, correcting_us INTEGER NOT NULL DEFAULT 0);",

	/* flexion, lateral and the other angles: hundredths of a degree, NULL when not known */
	"CREATE TABLE spells (at_us INTEGER PRIMARY KEY, day INTEGER NOT NULL,"
	" bad_us INTEGER NOT NULL, posture TEXT NOT NULL, flexion INTEGER, lateral INTEGER);"
	"CREATE TABLE alerts (at_us INTEGER PRIMARY KEY, day INTEGER NOT NULL,"
	" recovered INTEGER NOT NULL, slouched_us INTEGER NOT NULL,"
	" correcting_us INTEGER NOT NULL, real_sec INTEGER NOT NULL, level INTEGER NOT NULL,"
	" posture TEXT NOT NULL, pose TEXT NOT NULL, reference TEXT NOT NULL,"
	" cone INTEGER NOT NULL, flexion INTEGER, lateral INTEGER, curvature INTEGER,"
	" distance INTEGER, other INTEGER, border INTEGER, dwell_us INTEGER NOT NULL,"
	" delay_us INTEGER NOT NULL, config_key TEXT NOT NULL, config_value INTEGER NOT NULL,"
	" delay_key TEXT NOT NULL, grace_us INTEGER NOT NULL);"
	"CREATE TABLE care (at_us INTEGER PRIMARY KEY, day INTEGER NOT NULL, what TEXT NOT NULL,"
	" kind TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL);",
};
/* clang-format on */

const int store_version = ARRAY_SIZE(store_steps);

/*
 * The page size counts for a new file only.  256 pages of log are a few hours: then they
 * go home, with the only fsync() there is.
 */
static const char settings[] = "PRAGMA page_size = 512;"
			       "PRAGMA locking_mode = EXCLUSIVE;"
			       "PRAGMA journal_mode = WAL;"
			       "PRAGMA synchronous = NORMAL;"
			       "PRAGMA wal_autocheckpoint = 256;"
			       "PRAGMA journal_size_limit = 1048576;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA cache_size = -32;"
			       "PRAGMA mmap_size = 0;"
			       "BEGIN IMMEDIATE; COMMIT;";

/* ------------------------------------------------------------------ trouble */

static bool is_damage(int code)
{
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_SCHEMA ||
	       code == SQLITE_MISMATCH || code == SQLITE_ERROR;
}

static int errno_of(int code, int system)
{
	switch (code) {
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return -EROFS;
	default:
		return system > 0 ? -system : -EIO;
	}
}

int store_trouble(const struct store *s, char *text, size_t size)
{
	int code = s->db ? sqlite3_errcode(s->db) : SQLITE_NOMEM;
	int r = is_damage(code) ? STORE_E_DAMAGED
				: errno_of(code, s->db ? sqlite3_system_errno(s->db) : 0);

	if (r == -EBUSY)
		snprintf(text, size, "%s: another program has it open: close that one", s->path);
	else if (r < 0)
		snprintf(text, size, "%s: %s", s->path, strerror(-r));
	else
		snprintf(text, size, "%s: %s", s->path, sqlite3_errmsg(s->db));
	return r;
}

/* ----------------------------------------------------------------- speaking */

int store_run(struct store *s, const char *sql)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL);
}

sqlite3_stmt *store_prepare(struct store *s, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	return sqlite3_prepare_v2(s->db, sql, -1, &statement, NULL) == SQLITE_OK ? statement : NULL;
}

sqlite3_stmt *store_statement(struct store *s, enum statement which, const char *sql)
{
	if (!s->statement[which])
		s->statement[which] = store_prepare(s, sql);
	if (s->statement[which]) {
		sqlite3_reset(s->statement[which]);
		sqlite3_clear_bindings(s->statement[which]);
	}
	return s->statement[which];
}

/* The one number a statement gives, or what is wrong. */
static int ask_number(struct store *s, const char *sql, int *ret)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, sql);

	if (!statement || sqlite3_step(statement) != SQLITE_ROW)
		return SQLITE_ERROR;
	*ret = sqlite3_column_int(statement, 0);
	return SQLITE_OK;
}

static void drop_statements(struct store *s)
{
	for (unsigned i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(s->statement[i]);
		s->statement[i] = NULL;
	}
}

void store_rest(struct store *s)
{
	drop_statements(s);
	if (s->db)
		sqlite3_db_release_memory(s->db);
}

/* ------------------------------------------------------------------ opening */

/* Its first complaint, where it has one. */
static int check(struct store *s, char *text, size_t size)
{
	cleanup_statement sqlite3_stmt *statement = store_prepare(s, "PRAGMA quick_check(1)");
	const char *answer;

	if (!statement || sqlite3_step(statement) != SQLITE_ROW)
		return store_trouble(s, text, size);
	answer = (const char *)sqlite3_column_text(statement, 0);
	if (answer && strcmp(answer, "ok") == 0)
		return 0;
	snprintf(text, size, "%s: %s", s->path, answer ? answer : "no answer");
	text[strcspn(text, "\n")] = '\0';
	return STORE_E_DAMAGED;
}

static int step_up(struct store *s, int from)
{
	char version[64];

	snprintf(version, sizeof(version), "PRAGMA user_version = %d", from + 1);
	if (store_run(s, "BEGIN IMMEDIATE") == SQLITE_OK &&
	    store_run(s, store_steps[from]) == SQLITE_OK && store_run(s, version) == SQLITE_OK &&
	    store_run(s, "COMMIT") == SQLITE_OK)
		return SQLITE_OK;
	return SQLITE_ERROR;
}

static int bring_up(struct store *s, char *text, size_t size)
{
	int version;

	if (ask_number(s, "PRAGMA user_version", &version) != SQLITE_OK)
		return store_trouble(s, text, size);
	if (version < 0 || version > store_version) {
		snprintf(text, size, "%s: of version %d, this plumbd knows %d", s->path, version,
			 store_version);
		return STORE_E_DAMAGED;
	}
	for (; version < store_version; version++) {
		if (step_up(s, version) != SQLITE_OK)
			return store_trouble(s, text, size);
	}
	return 0;
}

/* Once a process, and before anything else; harmless again.  No threads: no locks. */
static void keep_small(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	(void)sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);
	(void)sqlite3_config(SQLITE_CONFIG_SMALL_MALLOC, 1);
	(void)sqlite3_soft_heap_limit64(256 * 1024);
}

static int open_file(struct store *s, char *text, size_t size)
{
	int r;

	keep_small();
	if (sqlite3_open_v2(s->path, &s->db,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		return store_trouble(s, text, size);
	if (store_run(s, settings) != SQLITE_OK)
		return store_trouble(s, text, size);
	r = check(s, text, size);
	if (r == 0)
		r = bring_up(s, text, size);
	store_rest(s);
	return r;
}

int store_open(struct store *s, char *text, size_t size)
{
	int r = open_file(s, text, size);

	if (r != 0)
		store_close(s);
	return r;
}

void store_close(struct store *s)
{
	drop_statements(s);
	sqlite3_close(s->db);
	s->db = NULL;
}
