/* SPDX-License-Identifier: MIT */
/*
 * confedit.h - other values into the text of a config file, everything else as it was
 *
 * Text in, text out.  Comments, order and layout stay, whatever they look
 * like; libconfig itself could only write the tree anew, without any of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "alert.h"

#define CONFEDIT_VALUE_MAX 32

/* One key and what it is to be. */
struct confedit {
	const char *path; /* "posture.slouch_deg": a group, a key */
	bool list;
	unsigned n;    /* values: 1 unless .list */
	unsigned same; /* bit i: value[i] is what the text says already, in its own words */
	char value[ALERT_LEVEL_MAX][CONFEDIT_VALUE_MAX]; /* as they are to be written */
};

#define CONFEDIT_E_SYNTAX 1 /* the text is no config file */
#define CONFEDIT_E_SHAPE  2 /* the key is there, but is no such number, or no list of .n numbers */

/**
 * confedit_apply() - set one key
 * @text: a config file that libconfig takes; ends with NUL
 * @ret:  the new text; the caller frees it
 *
 * A number that is there is replaced, token for token, in a list too.  A key
 * that is not goes to the end of its group, laid out as what stands there; a
 * group that is not to the end of the file.  What @include brings in is not
 * seen: ask config_locate() first.
 *
 * Return: 0; CONFEDIT_E_SYNTAX; CONFEDIT_E_SHAPE; -ENOMEM.
 */
int confedit_apply(const char *text, const struct confedit *edit, char **ret);

/** confedit_line() - "slouch_deg = 12.0;", "levels_s = [ 60, 120, 300 ];": cut to fit; returns buf
 */
const char *confedit_line(const struct confedit *edit, char *buf, size_t size);
