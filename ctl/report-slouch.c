/* SPDX-License-Identifier: MIT */
/*
 * How often one slouched, and how soon one sat up after an alert
 */
#include <inttypes.h>

#include "fixed.h"
#include "report-inner.h"

#define NAME_PX  22 /* for the name above a plot */
#define PLOT_PX  110
#define LOWER_PX (NAME_PX + PLOT_PX + 40)

static const uint64_t counts[] = { 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 200, 300, 500 };
static const uint64_t seconds[] = { 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200 };

/* The end of a scale that is easy to read, and not below @value. */
static uint64_t round_up(const uint64_t *steps, size_t n, uint64_t value)
{
	for (size_t i = 0; i < n; i++)
		if (value <= steps[i])
			return steps[i];
	return (value + steps[n - 1] - 1) / steps[n - 1] * steps[n - 1];
}

static bool is_shown(const struct page *p, const struct history_day *d)
{
	return d->day >= p->from && d->day <= p->to;
}

static int64_t correcting_s(const struct history_day *d)
{
	struct stats_sum s = stats_sum_day(d);

	return stats_correcting_s(&s);
}

static void draw_slouches(const struct page *p, const struct chart *c, uint64_t most)
{
	chart_plot_begin(c, NAME_PX, PLOT_PX, (unsigned)most);
	fputs("<path class=\"bar slouch\" transform=\"translate(.5 0)\" d=\"M0 0", p->out);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];

		if (is_shown(p, d) && d->slouches)
			fprintf(p->out, "M%d %" PRIu64 "v-%u", (int)(d->day - p->from), most,
				d->slouches);
	}
	fputs("\"/>\n", p->out);
	chart_plot_end(c);
}

static void draw_correcting(const struct page *p, const struct chart *c, uint64_t most_s)
{
	chart_plot_begin(c, NAME_PX + LOWER_PX, PLOT_PX, (unsigned)most_s);
	fputs("<path class=\"dot\" transform=\"translate(.5 0)\" d=\"M0 0", p->out);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];

		if (is_shown(p, d) && correcting_s(d) >= 0)
			fprintf(p->out, "M%d %" PRId64 "h.001", (int)(d->day - p->from),
				(int64_t)most_s - correcting_s(d));
	}
	fputs("\"/>\n", p->out);
	chart_plot_end(c);
}

static void name_plot(const struct chart *c, unsigned y, const char *name, const char *most)
{
	fprintf(c->out, "<text class=\"name\" y=\"%u\">%s</text>\n", y + 14, name);
	chart_rule(c, y + NAME_PX, most);
	chart_rule(c, y + NAME_PX + PLOT_PX, "0");
}

static void draw(const struct page *p)
{
	const struct chart c = { p->out, p->from, p->to };
	uint64_t most = 0, most_s = 0;
	char words[48];

	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];

		if (!is_shown(p, d))
			continue;
		most = MAX(most, d->slouches);
		most_s = MAX(most_s, (uint64_t)MAX(correcting_s(d), 0));
	}
	most = round_up(counts, ARRAY_SIZE(counts), most);
	most_s = round_up(seconds, ARRAY_SIZE(seconds), most_s);
	chart_begin(&c, "slouches", "Slouches and the time to correct them",
		    "Above, a bar for each day: how many slouches. Below, a dot for each day with "
		    "alerts: how long it took on average until a good posture. The same figures "
		    "stand in the table below.",
		    LOWER_PX + NAME_PX + PLOT_PX + 28);
	draw_slouches(p, &c, most);
	draw_correcting(p, &c, most_s);
	chart_text_begin(&c);
	snprintf(words, sizeof(words), "%" PRIu64, most);
	name_plot(&c, 0, "slouches", words);
	name_plot(&c, LOWER_PX, "mean time from alert to good posture", span_words(most_s, words));
	chart_dates(&c, LOWER_PX + NAME_PX + PLOT_PX);
	chart_text_end(&c);
	chart_end(&c);
}

static void tabulate(const struct page *p)
{
	static const char *const heads[] = {
		"day", "slouches", "alerts", "corrected", "mean time to correct", NULL
	};

	table_begin(p->out, "Slouches, alerts and corrections, day by day", heads);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];
		char words[48];

		if (!is_shown(p, d))
			continue;
		table_day(p->out, d->day);
		fprintf(p->out, "<td>%u</td><td>%u</td><td>%u</td><td>%s</td></tr>\n", d->slouches,
			d->alerts, d->recovered,
			d->recovered ? span_words((uint64_t)correcting_s(d), words) : TO);
	}
	table_end(p->out);
}

static void finding(const struct page *p)
{
	const struct stats_sum *s = &p->stats.window;
	char words[48];

	fprintf(p->out, "<p>%" PRIu64 " slouch%s and %" PRIu64 " alert%s", s->slouches,
		s->slouches == 1 ? "" : "es", s->alerts, s->alerts == 1 ? "" : "s");
	if (s->recovered)
		fprintf(p->out,
			"; %" PRIu64 " of them ended in a good posture, after %s on average",
			s->recovered, span_words((uint64_t)stats_correcting_s(s), words));
	fputs(".</p>\n", p->out);
}

void report_slouches(const struct page *p)
{
	section_begin(p->out, "corrections", "Slouches and corrections");
	if (p->stats.window.slouches || p->stats.window.alerts) {
		finding(p);
		fputs("<figure>\n", p->out);
		draw(p);
		fputs("</figure>\n", p->out);
		tabulate(p);
	} else {
		fputs("<p>No slouch is recorded.</p>\n", p->out);
	}
	section_end(p->out);
}
