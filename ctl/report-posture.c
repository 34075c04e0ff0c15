/* SPDX-License-Identifier: MIT */
/*
 * Each day's postures, and for how long one sat
 */
#include "dates.h"
#include "fixed.h"
#include "report-inner.h"

#define SHARE_PX  180
#define HOURS_TOP (SHARE_PX + 34)
#define HOURS_PX  48
#define PERMILLE  1000

/* From the bottom up: what to look at stands on the common line. */
static const struct band {
	const char *name, *class;
	enum posture posture[2];
} bands[] = {
	{ "slouching", "slouch", { POSTURE_SLOUCHING } },
	{ "leaning forward or back", "lean", { POSTURE_LEANING_FORWARD, POSTURE_LEANING_BACK } },
	{ "leaning to a side", "aside", { POSTURE_LEANING_LEFT, POSTURE_LEANING_RIGHT } },
	{ "upright", "upright", { POSTURE_UPRIGHT } },
};

static uint64_t still_s(const struct stats_sum *s)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		sum += s->posture_s[i];
	return sum;
}

/* POSTURE_UNKNOWN, where a band has but one posture, is always 0. */
static uint64_t band_s(const struct stats_sum *s, const struct band *b)
{
	return s->posture_s[b->posture[0]] + s->posture_s[b->posture[1]];
}

/* Where a band of a day's bar ends, in permille from below. */
static unsigned band_top(const struct stats_sum *s, size_t band)
{
	uint64_t sum = 0;

	for (size_t i = 0; i <= band; i++)
		sum += band_s(s, &bands[i]);
	return (unsigned)(sum * PERMILLE / still_s(s));
}

static void draw_band(const struct page *p, size_t band, bool little)
{
	bool open = false;

	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];
		struct stats_sum s = stats_sum_day(d);
		unsigned top, bottom;

		if (d->day < p->from || d->day > p->to || !still_s(&s) ||
		    (still_s(&s) < STATS_LITTLE_S) != little)
			continue;
		top = band_top(&s, band);
		bottom = band ? band_top(&s, band - 1) : 0;
		if (top == bottom)
			continue;
		if (!open)
			fprintf(p->out, "<path class=\"bar %s%s\" d=\"", bands[band].class,
				little ? " little" : "");
		open = true;
		fprintf(p->out, "M%d %uv-%u", (int)(d->day - p->from), PERMILLE - bottom,
			top - bottom);
	}
	if (open)
		fputs("\"/>\n", p->out);
}

static void draw_shares(const struct page *p, const struct chart *c)
{
	chart_plot_begin(c, 0, SHARE_PX, PERMILLE);
	fputs("<g transform=\"translate(.5 0)\">\n", p->out);
	for (size_t i = 0; i < ARRAY_SIZE(bands); i++) {
		draw_band(p, i, false);
		draw_band(p, i, true);
	}
	fputs("</g>\n", p->out);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];
		struct stats_sum s = stats_sum_day(d);
		char text[DATES_MAX + 64], date[DATES_MAX], share[16], sat[48];

		if (d->day < p->from || d->day > p->to)
			continue;
		snprintf(text, sizeof(text), "%s: %s in bad posture of %s",
			 dates_long(d->day, date), percent_words(stats_percent(&s), share),
			 span_words(s.good_s + s.bad_s, sat));
		chart_hint(c, d->day, PERMILLE, text);
	}
	chart_plot_end(c);
}

static unsigned most_hours(const struct page *p)
{
	uint64_t most_s = 0;

	for (size_t i = 0; i < p->history->n_days; i++) {
		struct stats_sum s = stats_sum_day(&p->history->day[i]);

		if (p->history->day[i].day >= p->from && p->history->day[i].day <= p->to)
			most_s = MAX(most_s, still_s(&s));
	}
	return (unsigned)((most_s + 3599) / 3600);
}

static void draw_hours(const struct page *p, const struct chart *c, unsigned hours)
{
	chart_plot_begin(c, HOURS_TOP, HOURS_PX, hours * 60);
	fputs("<path class=\"bar sat\" transform=\"translate(.5 0)\" d=\"", p->out);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];
		struct stats_sum s = stats_sum_day(d);

		if (d->day >= p->from && d->day <= p->to && still_s(&s) >= 60)
			fprintf(p->out, "M%d %uv-%u", (int)(d->day - p->from), hours * 60,
				(unsigned)(still_s(&s) / 60));
	}
	fputs("\"/>\n", p->out);
	chart_plot_end(c);
}

static void draw(const struct page *p)
{
	const struct chart c = { p->out, p->from, p->to };
	unsigned hours = most_hours(p);
	char most[16];

	chart_begin(
		&c, "postures", "Postures day by day",
		"A bar for each day: the parts of the time sitting still that were slouching, "
		"leaning and upright. Below, how many hours that was. The same figures stand in "
		"the table below.",
		HOURS_TOP + HOURS_PX + 28);
	draw_shares(p, &c);
	draw_hours(p, &c, hours);
	chart_text_begin(&c);
	chart_rule(&c, 0, "");
	chart_rule(&c, SHARE_PX / 2, "50" NBSP "%");
	chart_rule(&c, SHARE_PX, "0");
	snprintf(most, sizeof(most), "%u" NBSP "h", hours);
	chart_rule(&c, HOURS_TOP, most);
	chart_rule(&c, HOURS_TOP + HOURS_PX, "0");
	fprintf(p->out, "<text class=\"name\" x=\"0\" y=\"%u\">hours sat still</text>\n",
		HOURS_TOP - 8);
	chart_dates(&c, HOURS_TOP + HOURS_PX);
	chart_text_end(&c);
	chart_end(&c);
}

static void key(const struct page *p)
{
	const struct stats_sum *s = &p->stats.window;
	char share[16];

	fputs("<figcaption>Of all that time:<ul class=\"key\">", p->out);
	for (size_t i = 0; i < ARRAY_SIZE(bands); i++)
		fprintf(p->out, "<li><i class=\"%s\"></i>%s %s</li>", bands[i].class, bands[i].name,
			percent_words(
				(int)((band_s(s, &bands[i]) * 100 + still_s(s) / 2) / still_s(s)),
				share));
	fprintf(p->out, "<li>pale: less than %d" NBSP "min that day</li></ul></figcaption>\n",
		STATS_LITTLE_S / 60);
}

static void tabulate(const struct page *p)
{
	static const char *const heads[] = { "day",          "bad posture",     "upright",
					     "slouching",    "leaning forward", "leaning back",
					     "leaning left", "leaning right",   "moving",
					     "lying",        "not worn",        NULL };

	table_begin(p->out, "Minutes in each posture, day by day", heads);
	for (size_t i = 0; i < p->history->n_days; i++) {
		const struct history_day *d = &p->history->day[i];
		struct stats_sum s = stats_sum_day(d);
		char share[16];

		if (d->day < p->from || d->day > p->to)
			continue;
		table_day(p->out, d->day);
		fprintf(p->out, "<td>%s</td>", percent_words(stats_percent(&s), share));
		for (enum posture posture = POSTURE_UNKNOWN + 1; posture < POSTURE_COUNT; posture++)
			fprintf(p->out, "<td>%u</td>", d->posture_s[posture] / 60);
		fprintf(p->out, "<td>%u</td><td>%u</td><td>%u</td></tr>\n", d->moving_s / 60,
			d->lying_s / 60, d->away_s / 60);
	}
	table_end(p->out);
}

void report_postures(const struct page *p)
{
	section_begin(p->out, "days", "Day by day");
	if (still_s(&p->stats.window)) {
		fputs("<figure>\n", p->out);
		draw(p);
		key(p);
		fputs("</figure>\n", p->out);
		tabulate(p);
	} else {
		fputs("<p>No posture is recorded.</p>\n", p->out);
	}
	section_end(p->out);
}
