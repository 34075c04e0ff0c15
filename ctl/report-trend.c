/* SPDX-License-Identifier: MIT */
/*
 * The line through the last weeks, and how sure it is
 */
#include <math.h>

#include "fixed.h"
#include "report-inner.h"

#define PLOT_PX  220
#define PERMILLE 1000

/* A share in permille from the top of a plot that ends at @most percent. */
static int height(double share, unsigned most)
{
	return (int)lround(PERMILLE - share * PERMILLE * 100 / most);
}

static unsigned most_percent(const struct page *p, const struct chart *c)
{
	int most = 0;

	for (int32_t day = c->from; day <= c->to; day++) {
		const struct history_day *d = stats_find_day(p->history, day);
		struct stats_sum s = { 0 };

		if (d)
			s = stats_sum_day(d);
		most = MAX(most, stats_percent(&s));
	}
	return MAX(20u, MIN(100u, ((unsigned)most + 19) / 20 * 20));
}

static void draw_dots(const struct page *p, const struct chart *c, unsigned most, bool little)
{
	fprintf(p->out, "<path class=\"dot%s\" d=\"M0 0", little ? " little" : "");
	for (int32_t day = c->from; day <= c->to; day++) {
		const struct history_day *d = stats_find_day(p->history, day);
		struct stats_sum s = { 0 };

		if (d)
			s = stats_sum_day(d);
		if (stats_percent(&s) == STATS_NO_SHARE || stats_is_little(&s) != little)
			continue;
		fprintf(p->out, "M%d %dh.001", (int)(day - c->from),
			height(stats_permille(&s) / 1000.0, most));
	}
	fputs("\"/>\n", p->out);
}

static void draw_line(const struct page *p, const struct chart *c, unsigned most)
{
	const struct trend *t = &p->stats.trend;
	double low, high;

	fputs("<path class=\"sure\" d=\"", p->out);
	for (int32_t day = t->first; day <= t->last; day++) {
		trend_at(t, day, &low, &high);
		fprintf(p->out, "%c%d %d", day == t->first ? 'M' : 'L', (int)(day - c->from),
			height(high, most));
	}
	for (int32_t day = t->last; day >= t->first; day--) {
		trend_at(t, day, &low, &high);
		fprintf(p->out, "L%d %d", (int)(day - c->from), height(low, most));
	}
	fprintf(p->out, "z\"/>\n<path class=\"line\" d=\"M%d %dL%d %d\"/>\n",
		(int)(t->first - c->from), height(trend_at(t, t->first, &low, &high), most),
		(int)(t->last - c->from), height(trend_at(t, t->last, &low, &high), most));
}

static void draw_texts(const struct page *p, const struct chart *c, unsigned most)
{
	const struct trend *t = &p->stats.trend;
	double low, high, share;
	char words[16];

	chart_text_begin(c);
	for (unsigned percent = 0; percent <= most; percent += most / 2)
		chart_rule(c, PLOT_PX - PLOT_PX * percent / most,
			   percent_words((int)percent, words));
	if (t->verdict != TREND_TOO_FEW) {
		share = trend_at(t, t->last, &low, &high);
		fprintf(p->out, "<text class=\"end\" x=\"%.2f%%\" dx=\"10\" y=\"%d\">%s</text>\n",
			chart_percent(c, t->last), height(share, most) * PLOT_PX / PERMILLE + 5,
			percent_words((int)lround(share * 100), words));
	}
	chart_dates(c, PLOT_PX);
	chart_text_end(c);
}

static void draw(const struct page *p, const struct chart *c)
{
	unsigned most = most_percent(p, c);
	bool sure = p->stats.trend.verdict != TREND_TOO_FEW;

	chart_begin(
		c, "trend", "Trend of the share of bad posture",
		"A dot for each day of the last eight weeks: the share of bad posture. The line "
		"through them lies within the band in 95 of 100 cases. The same figures stand "
		"in the table below.",
		PLOT_PX + 28);
	chart_plot_begin(c, 0, PLOT_PX, PERMILLE);
	fputs("<g transform=\"translate(.5 0)\">\n", p->out);
	if (sure)
		draw_line(p, c, most);
	draw_dots(p, c, most, true);
	draw_dots(p, c, most, false);
	fputs("</g>\n", p->out);
	chart_plot_end(c);
	draw_texts(p, c, most);
	chart_end(c);
}

static void tabulate(const struct page *p, const struct chart *c)
{
	static const char *const heads[] = { "day",   "bad posture",        "of",
					     "trend", "95" NBSP "% within", NULL };
	const struct trend *t = &p->stats.trend;

	table_begin(p->out, "Share of bad posture and its trend, day by day", heads);
	for (int32_t day = c->from; day <= c->to; day++) {
		const struct history_day *d = stats_find_day(p->history, day);
		struct stats_sum s = { 0 };
		double low, high, share;
		char words[16], sat[48];

		if (d)
			s = stats_sum_day(d);
		if (stats_percent(&s) == STATS_NO_SHARE)
			continue;
		table_day(p->out, day);
		fprintf(p->out, "<td>%s</td><td>%s</td>", percent_words(stats_percent(&s), words),
			span_words(s.good_s + s.bad_s, sat));
		share = t->verdict == TREND_TOO_FEW ? 0 : trend_at(t, day, &low, &high);
		if (t->verdict == TREND_TOO_FEW)
			fputs("<td>" TO "</td><td>" TO "</td></tr>\n", p->out);
		else
			fprintf(p->out, "<td>%.1f</td><td>%.1f" TO "%.1f</td></tr>\n", share * 100,
				low * 100, high * 100);
	}
	table_end(p->out);
}

void report_trend(const struct page *p)
{
	struct chart c = { p->out, p->stats.today - TREND_DAYS + 1, p->stats.today };
	struct stats_sum weeks = stats_sum(p->history, c.from, c.to);
	char words[TREND_WORDS];

	section_begin(p->out, "weeks", "Trend of the last eight weeks");
	fprintf(p->out, "<p class=\"verdict\">%s.</p>\n", trend_words(&p->stats.trend, words));
	if (stats_percent(&weeks) != STATS_NO_SHARE) {
		fputs("<figure>\n", p->out);
		draw(p, &c);
		fputs("<figcaption>A dot is a day, a pale one with less than half an hour of "
		      "sitting.",
		      p->out);
		if (p->stats.trend.verdict != TREND_TOO_FEW)
			fputs(" The band holds the line with 95" NBSP "% certainty: the wider, the "
			      "less is known. A point is one percent of the time judged.",
			      p->out);
		fputs("</figcaption>\n</figure>\n", p->out);
		tabulate(p, &c);
	}
	section_end(p->out);
}
