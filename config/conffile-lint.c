/* SPDX-License-Identifier: MIT */
/*
 * What libconfig 1.5 takes without a word, though nobody meant it:
 *
 *   rate_hz = 4294967346     becomes 50: atoi() wraps (1.7: hexadecimal only)
 *   an unclosed comment      swallows the rest of the file, keys and all
 *   @include "folder"        ends the process: flex calls exit() on EISDIR
 *   @include "/a/path"       is looked for below the include folder
 *   a NUL byte               ends the file
 *
 * So the text is walked once, knowing just enough of the grammar to tell
 * comments, strings, words and numbers apart.
 */
#include "conffile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 10 /* libconfig's own limit */
#define DIGITS    "0123456789"
#define LETTERS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

struct lint {
	const struct conffile *f;
	const char *file;
	const char *text;
	const char *p;    /* where we are in it */
	unsigned line;    /* of p */
	unsigned depth;   /* files we are inside of */
	const char *word; /* the last one seen: the key a number belongs to */
	size_t word_len;
};

static int lint_text(struct lint *l, const char *text, size_t size);

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static void advance(struct lint *l, size_t n)
{
	for (; n > 0; n--) {
		if (*l->p++ == '\n')
			l->line++;
	}
}

/* Step over what @open begins and @close ends; a backslash may hide @close. */
static int skip_closed(struct lint *l, const char *what, const char *open, const char *close)
{
	bool escapes = *close == '"';
	unsigned line = l->line;

	advance(l, strlen(open));
	while (*l->p && strncmp(l->p, close, strlen(close)) != 0)
		advance(l, escapes && l->p[0] == '\\' && l->p[1] ? 2 : 1);
	if (!*l->p)
		return conffile_fail_text(l->f, l->file, line, "%s is never closed", what);
	advance(l, strlen(close));
	return 0;
}

static int lint_number(struct lint *l)
{
	bool negative = *l->p == '-';
	const char *digits = l->p + (is_one_of(*l->p, "+-") ? 1 : 0);
	bool hex = digits[0] == '0' && is_one_of(digits[1], "xX");
	char *end;
	unsigned long long value = strtoull(digits, &end, hex ? 16 : 10);
	unsigned long long limit = INT32_MAX;
	int len = (int)(end - l->p);

	if (!hex && is_one_of(*end, ".eE")) {
		advance(l, strspn(l->p, DIGITS ".eE+-"));
		return 0;
	}
	if (*end == 'L')
		limit = INT64_MAX;
	/* strtoull() stops at ULLONG_MAX, above either limit */
	if (value > limit + (negative ? 1 : 0))
		return conffile_fail_text(l->f, l->file, l->line,
					  "%.*s: %.*s is too large a number", (int)l->word_len,
					  l->word, len, l->p);
	advance(l, (size_t)len + strspn(end, "L"));
	return 0;
}

static void lint_word(struct lint *l)
{
	l->word = l->p;
	l->word_len = strspn(l->p, LETTERS DIGITS "-_*");
	advance(l, l->word_len);
}

/* libconfig knows @include only as the first thing in a line */
static bool at_include(const struct lint *l)
{
	const char *before = l->p;

	if (strncmp(l->p, "@include", 8) != 0 || !is_one_of(l->p[8], " \t"))
		return false;
	while (before > l->text && is_one_of(before[-1], " \t"))
		before--;
	return (before == l->text || before[-1] == '\n') &&
	       l->p[8 + strspn(l->p + 8, " \t")] == '"';
}

static int lint_file(const struct lint *outer, const char *name)
{
	char file[2 * PATH_MAX];
	struct lint l = { .f = outer->f, .file = file, .line = 1, .depth = outer->depth + 1 };
	char *text;
	size_t size;
	int r;

	snprintf(file, sizeof(file), "%s/%s", l.f->dir, name);
	r = conffile_slurp(file, &text, &size);
	if (r < 0)
		return conffile_fail_text(l.f, outer->file, outer->line, "@include \"%s\": %s",
					  name, strerror(-r));
	r = lint_text(&l, text, size);
	free(text);
	return r;
}

static int lint_include(struct lint *l)
{
	const char *quote = strchr(l->p, '"');
	size_t n = strcspn(quote + 1, "\"\n");
	char name[PATH_MAX];
	int r;

	if (quote[1 + n] != '"' || n >= sizeof(name))
		return conffile_fail_text(l->f, l->file, l->line, "@include has no closing quote");
	memcpy(name, quote + 1, n);
	name[n] = '\0';
	if (name[0] == '/')
		return conffile_fail_text(l->f, l->file, l->line,
					  "@include \"%s\": write it relative to %s", name,
					  l->f->dir);
	if (l->depth >= DEPTH_MAX)
		return conffile_fail_text(
			l->f, l->file, l->line,
			"@include \"%s\": more than %d files deep; does one include itself?", name,
			DEPTH_MAX);
	r = lint_file(l, name);
	advance(l, (size_t)(quote - l->p) + n + 2);
	return r;
}

static int lint_step(struct lint *l)
{
	const char *p = l->p;

	if (at_include(l))
		return lint_include(l);
	if (p[0] == '"')
		return skip_closed(l, "a string", "\"", "\"");
	if (p[0] == '/' && p[1] == '*')
		return skip_closed(l, "a comment", "/*", "*/");
	if (is_one_of(p[0], DIGITS) || (is_one_of(p[0], "+-") && is_one_of(p[1], DIGITS)))
		return lint_number(l);
	if (is_one_of(p[0], LETTERS "*"))
		lint_word(l);
	else if (p[0] == '#' || (p[0] == '/' && p[1] == '/'))
		advance(l, strcspn(p, "\n"));
	else if (p[0] == '.')
		advance(l, strspn(p, DIGITS ".eE+-"));
	else
		advance(l, 1);
	return 0;
}

static int lint_text(struct lint *l, const char *text, size_t size)
{
	int r = 0;

	if (memchr(text, '\0', size))
		return conffile_fail_text(l->f, l->file, 0, "holds a NUL byte; it must be text");
	l->text = text;
	l->p = text;
	l->word = text;
	while (r == 0 && *l->p)
		r = lint_step(l);
	return r;
}

int conffile_lint(const struct conffile *f, const char *file, const char *text, size_t size)
{
	struct lint l = { .f = f, .file = file, .line = 1 };

	return lint_text(&l, text, size);
}
