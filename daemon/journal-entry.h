/* SPDX-License-Identifier: MIT */
/*
 * journal-entry.h - one entry of the journal: its fields, and where they go
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

#include "message-ids.h"

#define ENTRY_FIELDS_MAX 16

/* The fields of one entry, each cut to what is left of .text. */
struct entry {
	unsigned n;
	struct iovec field[ENTRY_FIELDS_MAX];
	size_t used;
	char text[4096];
};

/** entry_begin() - MESSAGE=, MESSAGE_ID= and PRIORITY=; @text becomes printable ASCII */
void entry_begin(struct entry *e, enum message message, int priority, const char *text);

/** entry_begin_utf8() - the same for a text of our own, whose UTF-8 is to stay */
void entry_begin_utf8(struct entry *e, enum message message, int priority, const char *text);

/** entry_add() - a field "NAME=value", made printable ASCII; dropped when there is no room */
void entry_add(struct entry *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** entry_end() - to journald, or its message to stderr; what journald does not take is not lost */
void entry_end(const struct entry *e, bool to_journald);
