/* SPDX-License-Identifier: MIT */
#include "journal-entry.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* An entry is known by its MESSAGE_ID; where in the source it was made tells nobody anything. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "words.h"

#define MESSAGE_PREFIX "MESSAGE="

static const char *const message_ids[] = { MESSAGE_IDS(MESSAGE_ID_ROW) };

static void vadd(struct entry *e, bool clean, const char *format, va_list args)
{
	char *field = e->text + e->used;
	size_t left = sizeof(e->text) - e->used;

	if (e->n == ENTRY_FIELDS_MAX || left < 2)
		return;
	vsnprintf(field, left, format, args);
	if (clean)
		words_clean(field);
	e->field[e->n++] = (struct iovec){ .iov_base = field, .iov_len = strlen(field) };
	e->used += strlen(field) + 1;
}

void entry_add(struct entry *e, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vadd(e, true, format, args);
	va_end(args);
}

__attribute__((format(printf, 2, 3))) static void add_as_is(struct entry *e, const char *format,
							    ...)
{
	va_list args;

	va_start(args, format);
	vadd(e, false, format, args);
	va_end(args);
}

static void add_id(struct entry *e, enum message message, int priority)
{
	entry_add(e, "MESSAGE_ID=%s", message_ids[message]);
	entry_add(e, "PRIORITY=%d", priority);
}

void entry_begin(struct entry *e, enum message message, int priority, const char *text)
{
	e->n = 0;
	e->used = 0;
	entry_add(e, MESSAGE_PREFIX "%s", text);
	add_id(e, message, priority);
}

void entry_begin_utf8(struct entry *e, enum message message, int priority, const char *text)
{
	e->n = 0;
	e->used = 0;
	add_as_is(e, MESSAGE_PREFIX "%s", text);
	add_id(e, message, priority);
}

/* stderr has always been a place for it. */
void entry_end(const struct entry *e, bool to_journald)
{
	if (!to_journald || sd_journal_sendv(e->field, (int)e->n) < 0)
		fprintf(stderr, "%s\n", e->text + strlen(MESSAGE_PREFIX));
}
