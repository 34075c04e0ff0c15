/* SPDX-License-Identifier: MIT */
/*
 * report-inner.h - what the sections of a page share
 *
 * A section is a heading, a sentence with what is to be seen, a chart, and the
 * chart's figures as a table.  Charts are as wide as the page: marks stand in
 * plots stretched over it, a column a day; texts beside them keep their size.
 */
#pragma once

#include <stdio.h>

#include "report.h"
#include "stats.h"

#define NBSP        "\u00a0"
#define NARROW_DAYS 92       /* with more, a day is a few pixels wide at most */
#define TO          "\u2013" /* from one value to another */

struct page {
	FILE *out; /* borrowed */
	const struct report *report;
	const struct history *history; /* of .report */
	int32_t from, to;              /* the days shown */
	struct stats stats;
};

/** report_heat() and the others - a section each */
void report_heat(const struct page *p);
void report_postures(const struct page *p);
void report_slouches(const struct page *p);
void report_trend(const struct page *p);
void report_care(const struct page *p);
void report_poses(const struct page *p);

/* A chart of some days, a column each. */
struct chart {
	FILE *out;
	int32_t from, to;
};

/** section_begin() - @id: of the heading; @heading: ours */
void section_begin(FILE *out, const char *id, const char *heading);
void section_end(FILE *out);

/**
 * chart_begin() - a figure; @title and @desc are what a screen reader says
 * @id:     unique in the page
 * @height: in pixels
 */
void chart_begin(const struct chart *c, const char *id, const char *title, const char *desc,
		 unsigned height);
void chart_end(const struct chart *c);

/** chart_plot_begin() - marks: x in days from 0, y in @rows from the top; pixels @y, @height */
void chart_plot_begin(const struct chart *c, unsigned y, unsigned height, unsigned rows);
void chart_plot_end(const struct chart *c);

/** chart_text_begin() - beside the marks: x in percent of the plot, y in pixels of the chart */
void chart_text_begin(const struct chart *c);
void chart_text_end(const struct chart *c);

/** chart_rule() - a line across at @y pixels, its value to the left; in a text layer */
void chart_rule(const struct chart *c, unsigned y, const char *value);

/** chart_dates() - names days below a plot that ends at @y pixels; in a text layer */
void chart_dates(const struct chart *c, unsigned y);

/** chart_columns() - how many days */
unsigned chart_columns(const struct chart *c);

/** chart_percent() - where in a text layer the middle of a day is */
double chart_percent(const struct chart *c, int32_t day);

/**
 * chart_hint() - what a pointer over a column is told; @rows as in chart_plot_begin()
 *
 * In a plot; nothing in charts of many days, where columns are too narrow to
 * point at and the page would grow.  @text: ours.
 */
void chart_hint(const struct chart *c, int32_t day, unsigned rows, const char *text);

/** table_begin() - a chart's figures, folded; @heads: NULL ends them */
void table_begin(FILE *out, const char *caption, const char *const *heads);
void table_end(FILE *out);

/** table_day() - begins a row with its date */
void table_day(FILE *out, int32_t day);

/** percent_words() - "31 %", or a dash for STATS_NO_SHARE.  Returns buf */
const char *percent_words(int percent, char buf[16]);

/** span_words() - "45 s", "12 min", "3 h 5 min": as short as a label wants it.  Returns buf */
const char *span_words(uint64_t seconds, char buf[48]);
