/* SPDX-License-Identifier: MIT */
/*
 * Figures for a terminal: three paragraphs, and a bar for each day or week
 */
#include <inttypes.h>
#include <stdarg.h>

#include "dates.h"
#include "fixed.h"
#include "human.h"
#include "stats.h"
#include "term.h"

#define ROWS_OF_DAYS_MAX 42 /* a longer window is shown by weeks */
#define WIDE             68 /* columns from which on the figures stand beside the bars */
#define COLUMNS_MAX      100
#define LABEL_COLUMNS    21 /* "  Mon 22 Nov  100 %  " */
#define FIGURE_COLUMNS   31 /* "  12 h 34 min  slouches  alerts" */
#define LITTLE           "*"

/* A row of the list. */
struct row {
	int32_t from, to;
	struct stats_sum sum;
};

static const char *paint(const struct stats_screen *screen, enum colour colour)
{
	return screen->colour ? term_colour(colour) : "";
}

static void heading(const struct stats_screen *screen, FILE *out, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void heading(const struct stats_screen *screen, FILE *out, const char *format, ...)
{
	va_list list;

	fputs(paint(screen, COLOUR_BOLD), out);
	va_start(list, format);
	vfprintf(out, format, list);
	va_end(list);
	fprintf(out, "%s\n", paint(screen, COLOUR_PLAIN));
}

/* "37 h 05 min": hours are added up by people, days of them are not. */
static const char *sitting(uint64_t seconds, char buf[HUMAN_MAX])
{
	uint64_t minutes = seconds / 60;

	if (minutes < 60)
		snprintf(buf, HUMAN_MAX, "%u %s", (unsigned)(minutes ? minutes : seconds),
			 minutes ? "min" : "s");
	else
		snprintf(buf, HUMAN_MAX, "%" PRIu64 " h %02u min", minutes / 60,
			 (unsigned)(minutes % 60));
	return buf;
}

/* @percent of @columns, padded; to an eighth of a cell where the terminal has such. */
static void bar(const struct stats_screen *screen, FILE *out, int percent, unsigned columns,
		bool pale)
{
	static const char *const eighths[] = { "",       "\u258f", "\u258e", "\u258d",
					       "\u258c", "\u258b", "\u258a", "\u2589" };
	unsigned cells8 = (unsigned)div_round((int64_t)MAX(percent, 0) * columns * 8, 100);
	unsigned whole = screen->utf8 ? cells8 / 8 : (cells8 + 4) / 8;
	unsigned part = screen->utf8 ? cells8 % 8 : 0;

	fputs(paint(screen, pale ? COLOUR_DIM : COLOUR_WARN), out);
	for (unsigned i = 0; i < whole; i++)
		fputs(screen->utf8 ? "\u2588" : "#", out);
	fputs(eighths[part], out);
	fprintf(out, "%s%*s", paint(screen, COLOUR_PLAIN), (int)(columns - whole - (part > 0)), "");
}

static void print_sum(const struct stats_screen *screen, FILE *out, const struct stats_sum *s)
{
	char bad[HUMAN_MAX], judged[HUMAN_MAX], correcting[HUMAN_MAX];
	int64_t correcting_s = stats_correcting_s(s);
	int percent = stats_percent(s);

	if (percent == STATS_NO_SHARE) {
		fputs("  nothing judged\n", out);
		return;
	}
	fprintf(out, "  bad posture %3d %%%s  ", percent, stats_is_little(s) ? LITTLE : " ");
	bar(screen, out, percent, 20, stats_is_little(s));
	fprintf(out, "  %s of %s\n", sitting(s->bad_s, bad), sitting(s->good_s + s->bad_s, judged));
	fprintf(out, "  slouches %" PRIu64 ", alerts %" PRIu64, s->slouches, s->alerts);
	if (correcting_s >= 0)
		fprintf(out, ", corrected within %s on average",
			human_duration((uint64_t)correcting_s * US_PER_SEC, correcting));
	fputc('\n', out);
}

static void print_week(const struct stats *s, const struct stats_screen *screen, FILE *out)
{
	char day[DATES_MAX];
	int before = stats_percent(&s->last_week);

	heading(screen, out, "\nThis week, since Monday %s", dates_plain(s->monday, day));
	print_sum(screen, out, &s->week);
	if (before != STATS_NO_SHARE)
		fprintf(out, "  last week %d %%%s\n", before,
			stats_is_little(&s->last_week) ? LITTLE : "");
}

static void print_label(const struct row *row, FILE *out)
{
	char day[DATES_MAX];
	const char *before = row->from == row->to ? dates_weekday_short(row->from) : "wk ";

	fprintf(out, "  %s %6s", before, dates_short(row->from, day));
}

static void print_row(const struct stats_screen *screen, FILE *out, const struct row *row)
{
	unsigned columns = MIN(screen->columns, COLUMNS_MAX);
	bool wide = columns >= WIDE;
	unsigned bar_columns = columns - LABEL_COLUMNS - (wide ? FIGURE_COLUMNS : 1);
	bool little = stats_is_little(&row->sum);
	char judged[HUMAN_MAX];
	int percent = stats_percent(&row->sum);

	print_label(row, out);
	if (percent == STATS_NO_SHARE) {
		fputs("    -    nothing judged\n", out);
		return;
	}
	fprintf(out, "  %3d %%%s ", percent, little ? LITTLE : " ");
	bar(screen, out, percent, bar_columns, little);
	if (wide)
		fprintf(out, "  %11s %9" PRIu64 " %7" PRIu64,
			sitting(row->sum.good_s + row->sum.bad_s, judged), row->sum.slouches,
			row->sum.alerts);
	fputc('\n', out);
}

static void print_gap(const struct stats_screen *screen, FILE *out, int32_t from, int32_t to)
{
	char first[DATES_MAX], last[DATES_MAX];

	fprintf(out, "  %s", paint(screen, COLOUR_DIM));
	if (from == to)
		fprintf(out, "%s %6s", dates_weekday_short(from), dates_short(from, first));
	else
		fprintf(out, "%s to %s", dates_short(from, first), dates_short(to, last));
	fprintf(out, "  nothing recorded%s\n", paint(screen, COLOUR_PLAIN));
}

/* Rows without anything are told together. */
static void print_rows(const struct stats *s, const struct history *h,
		       const struct stats_screen *screen, FILE *out)
{
	bool weeks = s->today - s->from >= ROWS_OF_DAYS_MAX;
	int32_t from = s->from, to, gap = 0;

	for (; from <= s->today; from = to + 1) {
		struct row row;

		to = weeks ? MIN(from + 6 - (int32_t)dates_weekday(from), s->today) : from;
		row = (struct row){ from, to, stats_sum(h, from, to) };
		if (!row.sum.days) {
			gap += to - from + 1;
			continue;
		}
		if (gap)
			print_gap(screen, out, from - gap, from - 1);
		gap = 0;
		print_row(screen, out, &row);
	}
	if (gap)
		print_gap(screen, out, from - gap, s->today);
}

static void print_list(const struct stats *s, const struct history *h,
		       const struct stats_screen *screen, FILE *out)
{
	unsigned columns = MIN(screen->columns, COLUMNS_MAX);

	heading(screen, out, "\nThe last %d days", (int)(s->today - s->from + 1));
	fprintf(out, "  %s%-*s", paint(screen, COLOUR_DIM), LABEL_COLUMNS - 2, "");
	if (columns >= WIDE)
		fprintf(out, "%-*s  %11s %9s %7s", (int)(columns - LABEL_COLUMNS - FIGURE_COLUMNS),
			"bad posture", "of", "slouches", "alerts");
	else
		fputs("bad posture", out);
	fprintf(out, "%s\n", paint(screen, COLOUR_PLAIN));
	print_rows(s, h, screen, out);
}

static bool any_little(const struct stats *s, const struct history *h)
{
	for (size_t i = 0; i < h->n_days; i++) {
		struct stats_sum day = stats_sum_day(&h->day[i]);

		if (h->day[i].day >= s->from && h->day[i].day <= s->today && stats_is_little(&day))
			return true;
	}
	return false;
}

static void print_trend(const struct stats *s, const struct stats_screen *screen, FILE *out)
{
	char words[TREND_WORDS];

	heading(screen, out, "\nTrend of %d weeks", TREND_DAYS / 7);
	fprintf(out, "  %s\n", trend_words(&s->trend, words));
}

void stats_print(const struct stats *s, const struct history *h, const struct stats_screen *screen,
		 FILE *out)
{
	char day[DATES_MAX];

	if (!h->n_days) {
		fprintf(out,
			"nothing is recorded in the last %d days; wear the sensor: plumbctl status "
			"says whether it is watching\n",
			(int)MAX(s->today - s->from + 1, TREND_DAYS));
		return;
	}
	heading(screen, out, "Today, %s", dates_long(s->today, day));
	print_sum(screen, out, &s->day);
	print_week(s, screen, out);
	print_list(s, h, screen, out);
	if (any_little(s, h))
		fputs("  " LITTLE " sat less than 30 min: the share says little\n", out);
	print_trend(s, screen, out);
}
