/* SPDX-License-Identifier: MIT */
/*
 * The share of bad posture in each hour of each day
 */
#include <inttypes.h>
#include <string.h>

#include "dates.h"
#include "fixed.h"
#include "report-inner.h"

#define HOUR_PX      13
#define LITTLE_S     300  /* less judged in an hour says nothing of it */
#define TELLING_S    3600 /* judged in an hour of the day before it is called best or worst */
#define SHADES       5
#define SHADE_LITTLE SHADES
#define NO_SHADE     (SHADES + 1)

/* From how many percent on each shade is used. */
static const unsigned shade_from[SHADES] = { 0, 10, 25, 40, 60 };

struct span {
	unsigned first, last; /* hours of the day with anything in them */
};

static unsigned judged_s(const struct history_hour *h)
{
	return (unsigned)h->good_s + h->bad_s;
}

static unsigned percent(const struct history_hour *h)
{
	return (h->bad_s * 100u + judged_s(h) / 2) / judged_s(h);
}

static unsigned shade(const struct history_hour *h)
{
	unsigned i = SHADES - 1;

	if (judged_s(h) == 0)
		return NO_SHADE;
	if (judged_s(h) < LITTLE_S)
		return SHADE_LITTLE;
	while (percent(h) < shade_from[i])
		i--;
	return i;
}

static bool is_shown(const struct page *p, const struct history_hour *h)
{
	return h->day >= p->from && h->day <= p->to && judged_s(h) > 0;
}

static bool is_long(const struct page *p)
{
	return p->to - p->from >= NARROW_DAYS;
}

/* False: there is nothing to show. */
static bool find_span(const struct page *p, struct span *ret)
{
	*ret = (struct span){ HISTORY_HOURS, 0 };
	for (size_t i = 0; i < p->history->n_hours; i++) {
		const struct history_hour *h = &p->history->hour[i];

		if (!is_shown(p, h))
			continue;
		ret->first = MIN(ret->first, h->hour);
		ret->last = MAX(ret->last, h->hour);
	}
	return ret->first <= ret->last;
}

/* Hours from @i on that one stroke can show: alone where a gap between them can be seen. */
static unsigned run(const struct page *p, size_t i)
{
	const struct history_hour *h = &p->history->hour[i];
	unsigned n = 1;

	while (is_long(p) && i + n < p->history->n_hours && h[n].day == h->day &&
	       h[n].hour == h->hour + n && shade(&h[n]) == shade(h))
		n++;
	return n;
}

/* A path of strokes for each shade: a year of hours takes ten bytes an hour at most. */
static void draw_shade(const struct page *p, const struct span *span, unsigned of)
{
	bool open = false;
	unsigned n;

	for (size_t i = 0; i < p->history->n_hours; i += n) {
		const struct history_hour *h = &p->history->hour[i];

		n = run(p, i);
		if (!is_shown(p, h) || shade(h) != of)
			continue;
		if (!open)
			fprintf(p->out, "<path class=\"heat s%u\" d=\"", of);
		open = true;
		fprintf(p->out, "M%d %uv%.0u.9", (int)(h->day - p->from), h->hour - span->first,
			n - 1);
	}
	if (open)
		fputs("\"/>\n", p->out);
}

static void draw(const struct page *p, const struct span *span)
{
	const struct chart c = { p->out, p->from, p->to };
	unsigned hours = span->last - span->first + 1;
	unsigned height = hours * HOUR_PX;

	chart_begin(
		&c, "heat", "Bad posture by day and hour",
		"A column for each day, a field for each hour; the darker, the larger the share "
		"of bad posture. The same figures stand in the table below.",
		height + 28);
	chart_plot_begin(&c, 0, height, hours);
	fputs("<g transform=\"translate(.5 .05)\">\n", p->out);
	for (unsigned i = 0; i <= SHADE_LITTLE; i++)
		draw_shade(p, span, i);
	fputs("</g>\n", p->out);
	chart_plot_end(&c);
	chart_text_begin(&c);
	for (unsigned hour = span->first; hour <= span->last; hour++)
		if (hour % 3 == 0)
			fprintf(p->out, "<text class=\"left\" x=\"-8\" y=\"%u\">%02u:00</text>\n",
				(hour - span->first) * HOUR_PX + 11, hour);
	chart_dates(&c, height);
	chart_text_end(&c);
	chart_end(&c);
}

static void key(FILE *out)
{
	fputs("<ul class=\"key\">", out);
	for (unsigned i = 0; i < SHADES; i++) {
		fprintf(out, "<li><i class=\"s%u\"></i>", i);
		if (i + 1 < SHADES)
			fprintf(out, "%u" TO "%u" NBSP "%%</li>", shade_from[i], shade_from[i + 1]);
		else
			fprintf(out, "%u" NBSP "%% and more</li>", shade_from[i]);
	}
	fprintf(out, "<li><i class=\"s%u\"></i>judged for less than %d" NBSP "min</li></ul>\n",
		SHADE_LITTLE, LITTLE_S / 60);
}

/* Seconds in each hour of the day, over some days. */
static void add_hours(const struct page *p, int32_t from, int32_t to, uint64_t bad_s[HISTORY_HOURS],
		      uint64_t all_s[HISTORY_HOURS])
{
	for (size_t i = 0; i < p->history->n_hours; i++) {
		const struct history_hour *h = &p->history->hour[i];

		if (h->day < from || h->day > to)
			continue;
		bad_s[h->hour] += h->bad_s;
		all_s[h->hour] += judged_s(h);
	}
}

static void finding(const struct page *p)
{
	uint64_t bad_s[HISTORY_HOURS] = { 0 }, all_s[HISTORY_HOURS] = { 0 };
	unsigned best = HISTORY_HOURS, worst = HISTORY_HOURS, share[HISTORY_HOURS] = { 0 };

	add_hours(p, p->from, p->to, bad_s, all_s);
	for (unsigned hour = 0; hour < HISTORY_HOURS; hour++) {
		if (all_s[hour] < TELLING_S)
			continue;
		share[hour] = (unsigned)(bad_s[hour] * 100 / all_s[hour]);
		if (best == HISTORY_HOURS || share[hour] < share[best])
			best = hour;
		if (worst == HISTORY_HOURS || share[hour] > share[worst])
			worst = hour;
	}
	if (best == worst || share[best] == share[worst])
		return;
	fprintf(p->out,
		"<p>The hour from %02u:00 was the hardest, with %u" NBSP
		"%% in bad posture; the one from %02u:00 the best, with %u" NBSP "%%.</p>\n",
		worst, share[worst], best, share[best]);
}

/* A row of the table: a day, or a week where days would be too many to read. */
static void tabulate_row(const struct page *p, const struct span *span, int32_t from, int32_t to)
{
	uint64_t bad_s[HISTORY_HOURS] = { 0 }, all_s[HISTORY_HOURS] = { 0 };

	add_hours(p, from, to, bad_s, all_s);
	table_day(p->out, from);
	for (unsigned hour = span->first; hour <= span->last; hour++)
		if (all_s[hour])
			fprintf(p->out, "<td>%u</td>",
				(unsigned)((bad_s[hour] * 100 + all_s[hour] / 2) / all_s[hour]));
		else
			fputs("<td></td>", p->out);
	fputs("</tr>\n", p->out);
}

static void tabulate(const struct page *p, const struct span *span)
{
	bool weeks = is_long(p);
	char names[HISTORY_HOURS][8];
	const char *heads[HISTORY_HOURS + 2] = { weeks ? "week from" : "day" };

	for (unsigned hour = span->first; hour <= span->last; hour++) {
		snprintf(names[hour], sizeof(names[hour]), "%02u:00", hour);
		heads[hour - span->first + 1] = names[hour];
	}
	table_begin(p->out,
		    weeks ? "Percent of bad posture in each hour of the day, week by week"
			  : "Percent of bad posture in each hour, day by day",
		    heads);
	for (int32_t from = p->from, to; from <= p->to; from = to + 1) {
		to = weeks ? MIN(from + 6 - (int32_t)dates_weekday(from), p->to) : from;
		if (stats_sum(p->history, from, to).days)
			tabulate_row(p, span, from, to);
	}
	table_end(p->out);
}

void report_heat(const struct page *p)
{
	struct span span;

	section_begin(p->out, "hours", "Hour by hour");
	if (find_span(p, &span)) {
		finding(p);
		fputs("<figure>\n", p->out);
		draw(p, &span);
		fputs("<figcaption>Share of bad posture:", p->out);
		key(p->out);
		fputs("</figcaption></figure>\n", p->out);
		tabulate(p, &span);
	} else {
		fputs("<p>No hour is recorded.</p>\n", p->out);
	}
	section_end(p->out);
}
