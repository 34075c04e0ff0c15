/* SPDX-License-Identifier: MIT */
/*
 * The text is walked once a key, knowing of the grammar what names, values and
 * comments look like: `name = value;` with ':' for '=', ',' or nothing for ';'.
 */
#include "confedit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixed.h"

#define BLANKS      " \t\r\n\f"
#define LINE_LEN    512 /* of a key written anew; they are short */
#define DIGITS      "0123456789"
#define NOT_IN_WORD BLANKS ";,:={}[]()\"#"

/* From a character up to another, not included. */
struct stretch {
	const char *from, *to;
};

/* What of a key's path was found. */
struct place {
	struct stretch value; /* .from NULL: no such key */
	struct stretch body;  /* of its group, between the braces; .from NULL: no such group */
	const char *first;    /* the group's first setting; NULL: it is empty */
	const char *last;     /* where the group's last setting ends */
	unsigned n;           /* elements of a list */
	struct stretch element[ALERT_LEVEL_MAX];
};

static const char *skip_string(const char *p)
{
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			p++;
	}
	return *p ? p + 1 : p;
}

static const char *skip_comment(const char *p)
{
	const char *end;

	if (p[0] == '#' || (p[0] == '/' && p[1] == '/'))
		return p + strcspn(p, "\n");
	if (p[0] == '/' && p[1] == '*') {
		end = strstr(p + 2, "*/");
		return end ? end + 2 : p + strlen(p);
	}
	if (p[0] == '@') { /* @include "file" */
		p += strcspn(p, "\"\n");
		return *p == '"' ? skip_string(p) : p;
	}
	return p;
}

static const char *skip_blank(const char *p)
{
	const char *before;

	do {
		before = p;
		p = skip_comment(p + strspn(p, BLANKS));
	} while (p != before);
	return p;
}

/* A number ends where it can go on no more, be it with a letter: the next setting may follow. */
static const char *skip_number(const char *p)
{
	p += strspn(p, "+-") > 0;
	if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
		p += 2 + strspn(p + 2, DIGITS "abcdefABCDEF");
	} else {
		p += strspn(p, DIGITS ".");
		if (*p == 'e' || *p == 'E') {
			const char *digits = p + 1 + (p[1] == '+' || p[1] == '-');
			size_t n = strspn(digits, DIGITS);

			p = n > 0 ? digits + n : p;
		}
	}
	return p + strspn(p, "L");
}

/* A word or number; a comment may follow without a blank.  @p itself when there is none. */
static const char *skip_word(const char *p)
{
	if (*p && strchr(DIGITS "+-.", *p))
		return skip_number(p);
	while (*p && !strchr(NOT_IN_WORD, *p) && !(p[0] == '/' && (p[1] == '/' || p[1] == '*')))
		p++;
	return p;
}

/* Strings side by side are one. */
static const char *skip_strings(const char *p)
{
	const char *end;

	do {
		end = skip_string(p);
		p = skip_blank(end);
	} while (*p == '"');
	return end;
}

/* What the bracket at @p opens, brackets inside it included; NULL when it is never closed. */
static const char *skip_brackets(const char *p)
{
	unsigned depth = 0;

	for (;;) {
		if (strchr("[({", *p))
			depth++;
		else if (strchr("])}", *p))
			depth--;
		if (depth == 0)
			return p + 1;
		p = skip_blank(*p == '"' ? skip_strings(p) : p + 1);
		if (!*p)
			return NULL;
	}
}

static const char *skip_value(const char *p)
{
	const char *end;

	if (*p == '"')
		return skip_strings(p);
	if (*p && strchr("[({", *p))
		return skip_brackets(p);
	end = skip_word(p);
	return end > p ? end : NULL;
}

/* The elements of a list of words; false for anything else, or more than there is room for. */
static bool read_list(struct place *place)
{
	const char *p = place->value.from;

	if (*p != '[' && *p != '(')
		return false;
	for (p = skip_blank(p + 1); p < place->value.to - 1; p = skip_blank(p)) {
		const char *end = skip_word(p);

		if (*p == ',') {
			p++;
			continue;
		}
		if (end == p || place->n == ALERT_LEVEL_MAX)
			return false;
		place->element[place->n++] = (struct stretch){ p, end };
		p = end;
	}
	return true;
}

/* "name = " at *p; then *p is where the value begins. */
static bool read_name(const char **p, struct stretch *ret)
{
	*ret = (struct stretch){ *p, skip_word(*p) };
	*p = skip_blank(ret->to);
	if (ret->from == ret->to || (**p != '=' && **p != ':'))
		return false;
	*p = skip_blank(*p + 1);
	return true;
}

static bool is_name(struct stretch name, const char *word, size_t len)
{
	return (size_t)(name.to - name.from) == len && memcmp(name.from, word, len) == 0;
}

static const char *skip_separators(const char *p)
{
	for (p = skip_blank(p); *p == ';' || *p == ','; p = skip_blank(p + 1))
		;
	return p;
}

/* The settings from @p to the end of their group or of the text.  0 or CONFEDIT_E_SYNTAX */
static int find(const char *p, const char *path, struct place *ret)
{
	size_t len = strcspn(path, ".");

	for (p = skip_separators(p); *p && *p != '}'; p = skip_separators(p)) {
		struct stretch name, value;
		int r = 0;

		if (!read_name(&p, &name))
			return CONFEDIT_E_SYNTAX;
		value = (struct stretch){ p, skip_value(p) };
		if (!value.to)
			return CONFEDIT_E_SYNTAX;
		p = value.to;
		if (!path[len]) {
			ret->first = ret->first ? ret->first : name.from;
			ret->last = value.to;
		}
		if (!is_name(name, path, len))
			continue;
		if (!path[len]) {
			ret->value = value;
		} else if (*value.from == '{') {
			ret->body = (struct stretch){ value.from + 1, value.to - 1 };
			r = find(value.from + 1, path + len + 1, ret);
		}
		if (r != 0)
			return r;
	}
	return 0;
}

/* @text with a stretch of it replaced; NULL without memory */
static char *splice(const char *text, struct stretch out, const char *in)
{
	size_t before = (size_t)(out.from - text), after = strlen(out.to), n = strlen(in);
	char *whole = malloc(before + n + after + 1);

	if (!whole)
		return NULL;
	memcpy(whole, text, before);
	memcpy(whole + before, in, n);
	memcpy(whole + before + n, out.to, after + 1);
	return whole;
}

static int replace_number(const char *text, const struct confedit *edit, struct stretch value,
			  char **ret)
{
	if (skip_word(value.from) != value.to)
		return CONFEDIT_E_SHAPE;
	*ret = edit->same & 1u ? strdup(text) : splice(text, value, edit->value[0]);
	return *ret ? 0 : -ENOMEM;
}

/* From the last to the first, so that what stands before keeps its place. */
static int replace_list(const char *text, const struct confedit *edit, struct place *place,
			char **ret)
{
	char *now = strdup(text);

	if (!read_list(place) || place->n != edit->n) {
		free(now);
		return CONFEDIT_E_SHAPE;
	}
	for (unsigned i = edit->n; now && i-- > 0;) {
		struct stretch out = { now + (place->element[i].from - text),
				       now + (place->element[i].to - text) };
		char *next;

		if (edit->same & 1u << i)
			continue;
		next = splice(now, out, edit->value[i]);
		free(now);
		now = next;
	}
	*ret = now;
	return now ? 0 : -ENOMEM;
}

static const char *line_begin(const char *text, const char *p)
{
	while (p > text && p[-1] != '\n')
		p--;
	return p;
}

static const char *eol_of(const char *text)
{
	const char *end = strchr(text, '\n');

	return end && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

/* As far in as the group's first setting, or a step further than its brace. */
static struct stretch indent_of(const char *text, const struct place *place, bool *ret_further)
{
	const char *at = place->first ? place->first : place->body.to;
	const char *begin = line_begin(text, at);
	bool first_in_line = begin + strspn(begin, " \t") == at;

	*ret_further = !place->first || !first_in_line;
	if (place->first && !first_in_line)
		begin = line_begin(text, place->body.to);
	return (struct stretch){ begin, begin + strspn(begin, " \t") };
}

/* Into its group: on a line of its own where the brace that ends the group has one, too. */
static char *add_key(const char *text, const struct confedit *edit, const struct place *place)
{
	const char *brace = place->body.to, *begin = line_begin(text, brace), *at;
	char line[LINE_LEN], all[2 * LINE_LEN];
	struct stretch indent;
	bool further;

	confedit_line(edit, line, sizeof(line));
	if (begin > place->body.from && begin + strspn(begin, " \t") == brace) {
		indent = indent_of(text, place, &further);
		snprintf(all, sizeof(all), "%.*s%s%s%s",
			 (int)MIN(indent.to - indent.from, LINE_LEN), indent.from,
			 further ? "  " : "", line, eol_of(text));
		return splice(text, (struct stretch){ begin, begin }, all);
	}
	for (at = brace; at > place->body.from && (at[-1] == ' ' || at[-1] == '\t'); at--)
		;
	snprintf(all, sizeof(all), " %s%s", line, at == brace ? " " : "");
	return splice(text, (struct stretch){ at, at }, all);
}

/* At the end of the file, as the shipped one lays groups out. */
static char *add_group(const char *text, const struct confedit *edit)
{
	const char *end = text + strlen(text), *eol = eol_of(text);
	char line[LINE_LEN], all[2 * LINE_LEN];

	snprintf(all, sizeof(all), "%s%s%.*s:%s{%s  %s%s};%s",
		 end > text && end[-1] != '\n' ? eol : "", end > text ? eol : "",
		 (int)strcspn(edit->path, "."), edit->path, eol, eol,
		 confedit_line(edit, line, sizeof(line)), eol, eol);
	return splice(text, (struct stretch){ end, end }, all);
}

static bool is_terminated(const struct place *place)
{
	const char *p = place->last ? skip_blank(place->last) : NULL;

	return !p || *p == ';' || *p == ',';
}

int confedit_apply(const char *text, const struct confedit *edit, char **ret)
{
	struct place place = { 0 };
	char *ended;
	int r = find(text, edit->path, &place);

	if (r != 0)
		return r;
	if (place.value.from)
		return edit->list ? replace_list(text, edit, &place, ret)
				  : replace_number(text, edit, place.value, ret);
	if (!place.body.from) {
		*ret = add_group(text, edit);
		return *ret ? 0 : -ENOMEM;
	}
	if (is_terminated(&place)) {
		*ret = add_key(text, edit, &place);
		return *ret ? 0 : -ENOMEM;
	}
	/* what follows another setting reads better after a ';' */
	ended = splice(text, (struct stretch){ place.last, place.last }, ";");
	if (!ended)
		return -ENOMEM;
	r = confedit_apply(ended, edit, ret);
	free(ended);
	return r;
}

const char *confedit_line(const struct confedit *edit, char *buf, size_t size)
{
	const char *dot = strchr(edit->path, '.');
	size_t len;

	snprintf(buf, size, "%s = %s", dot ? dot + 1 : edit->path, edit->list ? "[ " : "");
	for (unsigned i = 0; i < edit->n; i++) {
		len = strlen(buf);
		snprintf(buf + len, size - len, "%s%s", i ? ", " : "", edit->value[i]);
	}
	len = strlen(buf);
	snprintf(buf + len, size - len, "%s;", edit->list ? " ]" : "");
	return buf;
}
