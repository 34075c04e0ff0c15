/* SPDX-License-Identifier: MIT */
#include "diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "fixed.h"

#define CONTEXT 3
#define AGREE   2 /* so many equal lines in a row end a change */

/* Lines with their '\n', which the last may lack. */
struct side {
	size_t n;
	struct line {
		const char *p;
		size_t len;
	} * line;
};

/* Lines of either side that have none on the other. */
struct change {
	size_t old_at, old_n, new_at, new_n;
};

static int split(const char *text, struct side *ret)
{
	size_t n = 0;

	for (const char *p = text; *p; n++)
		p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n');
	ret->line = calloc(n + 1, sizeof(*ret->line));
	if (!ret->line)
		return -ENOMEM;
	for (ret->n = 0; *text; ret->n++) {
		size_t len = strcspn(text, "\n");

		len += text[len] == '\n';
		ret->line[ret->n] = (struct line){ text, len };
		text += len;
	}
	return 0;
}

/* From these two on the sides agree for AGREE lines, or to the end of both. */
static bool agree(const struct side *a, size_t i, const struct side *b, size_t j)
{
	for (size_t k = 0; k < AGREE; k++, i++, j++) {
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n;
		if (a->line[i].len != b->line[j].len ||
		    memcmp(a->line[i].p, b->line[j].p, a->line[i].len) != 0)
			return false;
	}
	return true;
}

/* The first change from @c's end on: the fewest lines after which the sides agree again. */
static bool next_change(const struct side *a, const struct side *b, struct change *c)
{
	size_t i = c->old_at + c->old_n, j = c->new_at + c->new_n;

	while (i < a->n && j < b->n && a->line[i].len == b->line[j].len &&
	       memcmp(a->line[i].p, b->line[j].p, a->line[i].len) == 0) {
		i++;
		j++;
	}
	if (i == a->n && j == b->n)
		return false;
	for (size_t sum = 1;; sum++) {
		for (size_t old_n = 0; old_n <= sum; old_n++) {
			if (i + old_n > a->n || j + sum - old_n > b->n ||
			    !agree(a, i + old_n, b, j + sum - old_n))
				continue;
			*c = (struct change){ i, old_n, j, sum - old_n };
			return true;
		}
	}
}

static void put_lines(FILE *out, char mark, const struct side *side, size_t from, size_t to)
{
	for (; from < to; from++) {
		const struct line *line = &side->line[from];

		fputc(mark, out);
		fwrite(line->p, 1, line->len, out);
		if (line->p[line->len - 1] != '\n')
			fputs("\n\\ No newline at end of file\n", out);
	}
}

/* "-12,7": the line before it, where there is none. */
static void put_range(FILE *out, char mark, size_t at, size_t n)
{
	fprintf(out, "%c%zu", mark, n ? at + 1 : at);
	if (n != 1)
		fprintf(out, ",%zu", n);
}

/* Changes whose contexts touch are one hunk: @last is its last, @c the first. */
static void put_hunk(FILE *out, const struct side *a, const struct side *b, struct change c,
		     const struct change *last)
{
	size_t from = c.old_at - MIN(c.old_at, CONTEXT);
	size_t new_from = c.new_at - (c.old_at - from);
	size_t to = MIN(last->old_at + last->old_n + CONTEXT, a->n);
	size_t new_to = last->new_at + last->new_n + (to - last->old_at - last->old_n);
	size_t done = from;

	fputs("@@ ", out);
	put_range(out, '-', from, to - from);
	fputc(' ', out);
	put_range(out, '+', new_from, new_to - new_from);
	fputs(" @@\n", out);
	for (;;) {
		put_lines(out, ' ', a, done, c.old_at);
		put_lines(out, '-', a, c.old_at, c.old_at + c.old_n);
		put_lines(out, '+', b, c.new_at, c.new_at + c.new_n);
		done = c.old_at + c.old_n;
		if (c.old_at == last->old_at && c.new_at == last->new_at)
			break;
		next_change(a, b, &c);
	}
	put_lines(out, ' ', a, done, to);
}

static void put_hunks(FILE *out, const struct side *a, const struct side *b)
{
	struct change first = { 0 }, last, next;
	bool more = next_change(a, b, &first);

	while (more) {
		last = next = first;
		while ((more = next_change(a, b, &next)) &&
		       next.old_at - (last.old_at + last.old_n) <= 2 * CONTEXT)
			last = next;
		put_hunk(out, a, b, first, &last);
		first = next;
	}
}

int diff_print(FILE *out, const char *old_name, const char *new_name, const char *old_text,
	       const char *new_text)
{
	struct side a = { 0 }, b = { 0 };
	int r = split(old_text, &a);

	if (r == 0)
		r = split(new_text, &b);
	if (r == 0 && strcmp(old_text, new_text) != 0) {
		fprintf(out, "--- %s\n+++ %s\n", old_name, new_name);
		put_hunks(out, &a, &b);
	}
	free(a.line);
	free(b.line);
	return r;
}
