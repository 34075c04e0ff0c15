/* SPDX-License-Identifier: MIT */
/*
 * history-store.h - the database file: opened, brought up to date, spoken to
 *
 * SQLite, kept small: one connection that holds the file for itself, so that its
 * write-ahead log needs no shared memory, pages of half a kilobyte, and a cache of a few
 * of them.  A commit appends to the log and waits for no disk; a power cut may take the
 * last minutes, never the file.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

/* The columns of minutes, hours and days, in the order of struct minute's cells. */
/* clang-format off */
#define STORE_CELLS(C)                                                  \
	C(good_upright)         C(bad_upright)                          \
	C(good_slouching)       C(bad_slouching)                        \
	C(good_leaning_forward) C(bad_leaning_forward)                  \
	C(good_leaning_back)    C(bad_leaning_back)                     \
	C(good_leaning_left)    C(bad_leaning_left)                     \
	C(good_leaning_right)   C(bad_leaning_right)                    \
	C(moving) C(lying) C(away)
#define STORE_CELL(name) ", " #name
#define STORE_CELL_LIST STORE_CELLS(STORE_CELL)
/* clang-format on */

/* What the file's PRAGMA user_version says: how many of the steps it has been through. */
extern const char *const store_steps[];
extern const int store_version;

/* Every statement that is kept; the texts are in history-write.c. */
enum statement {
	STATEMENT_MINUTE_GET,
	STATEMENT_MINUTE_PUT,
	STATEMENT_HOUR_ADD,
	STATEMENT_DAY_ADD,
	STATEMENT_COUNT,
};

struct store {
	const char *path; /* borrowed */
	sqlite3 *db;      /* NULL = not open */
	sqlite3_stmt *statement[STATEMENT_COUNT];
};

#define STORE_E_DAMAGED 1 /* no database, not a whole one, or of a newer plumbd */

/**
 * store_open() - open the file, making or completing it where it is not there or old
 * @text: on error, what is wrong
 *
 * Reads the whole of it once, to know that it is whole.
 *
 * Return: 0; STORE_E_DAMAGED; a negative errno when it cannot be opened or written now.
 * Nothing is open unless 0.
 */
int store_open(struct store *s, char *text, size_t size);

/** store_rest() - give back what only the next transaction needs: there are minutes between two */
void store_rest(struct store *s);

/** store_close() - brings the log home; harmless when nothing is open */
void store_close(struct store *s);

/**
 * store_trouble() - what the last failed call means
 * @text: one sentence
 *
 * Return: STORE_E_DAMAGED or a negative errno.
 */
int store_trouble(const struct store *s, char *text, size_t size);

/** store_run() - statements without rows.  An SQLite code */
int store_run(struct store *s, const char *sql);

/** store_statement() - prepared once until store_rest(); reset, without values.  NULL on error */
sqlite3_stmt *store_statement(struct store *s, enum statement which, const char *sql);

/** store_prepare() - prepared for one use, sqlite3_finalize()d by the caller.  NULL on error */
sqlite3_stmt *store_prepare(struct store *s, const char *sql);

static inline void finalizep(sqlite3_stmt **p)
{
	sqlite3_finalize(*p);
}

#define cleanup_statement __attribute__((cleanup(finalizep)))
