/* SPDX-License-Identifier: MIT */
/*
 * What the coach reminded of, what was done, and the knots that were noted
 */
#include <string.h>

#include "dates.h"
#include "fixed.h"
#include "html.h"
#include "human.h"
#include "report-inner.h"

#define ROW_PX    30
#define TABLE_MAX 500 /* a year of reminders would be more than the rest of the page */

enum mark {
	MARK_NONE,
	MARK_DUE,
	MARK_DONE,
	MARK_KNOT
};

/* The rows of the chart; the last is of knots, whatever their kind. */
static const char *const rows[] = {
	"stretch", "heat", "massage", "posture", "professional", "knots"
};

#define KNOTS (ARRAY_SIZE(rows) - 1)

static int32_t day_of(const struct history_care *c)
{
	return dates_today((uint64_t)MAX(c->when_sec, 0) * US_PER_SEC);
}

static bool is_shown(const struct page *p, const struct history_care *c)
{
	int32_t day = day_of(c);

	return day >= p->from && day <= p->to;
}

static bool is_done(const struct history_care *c)
{
	return !strcmp(c->what, "over") &&
	       (!strcmp(c->reason, "done") || !strcmp(c->reason, "moved"));
}

static enum mark mark_of(const struct history_care *c, size_t row)
{
	if (!strcmp(c->what, "knot"))
		return row == KNOTS ? MARK_KNOT : MARK_NONE;
	if (row == KNOTS || strcmp(c->kind, rows[row]))
		return MARK_NONE;
	if (is_done(c))
		return MARK_DONE;
	return !strcmp(c->what, "due") ? MARK_DUE : MARK_NONE;
}

static unsigned count(const struct page *p, size_t row, enum mark mark)
{
	unsigned n = 0;

	for (size_t i = 0; i < p->history->n_care; i++) {
		const struct history_care *c = &p->history->care[i];

		n += is_shown(p, c) && mark_of(c, row) == mark;
	}
	return n;
}

/* A dot a day, however often: the table has the rest. */
static void draw_marks(const struct page *p, unsigned at, enum mark mark, const char *class)
{
	int32_t last = p->from - 1;

	fprintf(p->out, "<path class=\"%s\" d=\"M0 0", class);
	for (size_t i = 0; i < p->history->n_care; i++) {
		const struct history_care *c = &p->history->care[i];

		if (!is_shown(p, c) || mark_of(c, at) != mark || day_of(c) == last)
			continue;
		last = day_of(c);
		fprintf(p->out, "M%d %uh.001", (int)(last - p->from), 2 * at + 1);
	}
	fputs("\"/>\n", p->out);
}

static void draw(const struct page *p)
{
	const struct chart c = { p->out, p->from, p->to };
	unsigned height = ROW_PX * ARRAY_SIZE(rows);

	chart_begin(
		&c, "care-chart", "Care, day by day",
		"A row for each kind of care: a ring where plumbd reminded of it, a dot where it "
		"was done; in the last row a square where a knot was noted. The events "
		"stand in the table below, the newest ones where there are many.",
		height + 28);
	chart_text_begin(&c);
	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++)
		chart_rule(&c, ROW_PX * i + ROW_PX / 2, rows[i]);
	chart_dates(&c, height);
	chart_text_end(&c);
	chart_plot_begin(&c, 0, height, 2 * ARRAY_SIZE(rows));
	fputs("<g transform=\"translate(.5 0)\">\n", p->out);
	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		draw_marks(p, i, MARK_DUE, "ring");
		draw_marks(p, i, MARK_DUE, "hole");
		draw_marks(p, i, MARK_DONE, "done");
		draw_marks(p, i, MARK_KNOT, "knot");
	}
	fputs("</g>\n", p->out);
	chart_plot_end(&c);
	chart_end(&c);
}

static void sum_up(const struct page *p)
{
	fputs("<table class=\"open\"><caption>Care in this time</caption>\n<thead><tr>"
	      "<th scope=\"col\">kind</th><th scope=\"col\">reminded</th>"
	      "<th scope=\"col\">done</th></tr></thead>\n<tbody>\n",
	      p->out);
	for (size_t i = 0; i < KNOTS; i++)
		fprintf(p->out, "<tr><th>%s</th><td>%u</td><td>%u</td></tr>\n", rows[i],
			count(p, i, MARK_DUE), count(p, i, MARK_DONE));
	fputs("</tbody></table>\n", p->out);
}

static unsigned count_shown(const struct page *p)
{
	unsigned n = 0;

	for (size_t i = 0; i < p->history->n_care; i++)
		n += is_shown(p, &p->history->care[i]);
	return n;
}

static void tabulate(const struct page *p)
{
	static const char *const heads[] = { "when", "what", "kind", "why", "which", NULL };
	unsigned left = count_shown(p);
	char caption[80] = "Care, event by event";

	if (left > TABLE_MAX)
		snprintf(caption, sizeof(caption), "Care, event by event: the newest %d of %u",
			 TABLE_MAX, left);
	table_begin(p->out, caption, heads);
	for (size_t i = 0; i < p->history->n_care; i++) {
		const struct history_care *c = &p->history->care[i];
		char when[HUMAN_MAX];

		if (!is_shown(p, c) || left-- > TABLE_MAX)
			continue;
		fprintf(p->out, "<tr><th>%s</th><td>",
			human_date_minute((uint64_t)c->when_sec * US_PER_SEC, when));
		html_text(p->out, c->what);
		fputs("</td><td>", p->out);
		html_text(p->out, c->kind);
		fputs("</td><td>", p->out);
		html_text(p->out, c->reason);
		fputs("</td><td>", p->out);
		html_text(p->out, c->detail);
		fputs("</td></tr>\n", p->out);
	}
	table_end(p->out);
}

void report_care(const struct page *p)
{
	section_begin(p->out, "care", "Care");
	if (count_shown(p) > 0) {
		fputs("<figure class=\"wide\">\n", p->out);
		draw(p);
		fputs("<figcaption><ul class=\"key\"><li><i class=\"round due\"></i>reminded</li>"
		      "<li><i class=\"round done\"></i>done</li>"
		      "<li><i class=\"knot\"></i>a knot noted</li></ul></figcaption></figure>\n",
		      p->out);
		sum_up(p);
		tabulate(p);
	} else {
		fputs("<p>No care is recorded.</p>\n", p->out);
	}
	section_end(p->out);
}
