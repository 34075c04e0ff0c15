/* SPDX-License-Identifier: MIT */
#include "report-inner.h"

#include "dates.h"

#define EACH_DAY_MAX   10 /* days that are all named */
#define EACH_WEEK_MAX  70 /* days of which each Monday is named; months beyond */
#define LABEL_BELOW_PX 18

void section_begin(FILE *out, const char *id, const char *heading)
{
	fprintf(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id, heading);
}

void section_end(FILE *out)
{
	fputs("</section>\n", out);
}

void chart_begin(const struct chart *c, const char *id, const char *title, const char *desc,
		 unsigned height)
{
	fprintf(c->out,
		"<svg class=\"chart%s\" role=\"img\" aria-labelledby=\"%s-t %s-d\" "
		"height=\"%u\">\n<title id=\"%s-t\">%s</title>\n<desc id=\"%s-d\">%s</desc>\n",
		chart_columns(c) > NARROW_DAYS ? " many" : "", id, id, height, id, title, id, desc);
}

void chart_end(const struct chart *c)
{
	fputs("</svg>\n", c->out);
}

unsigned chart_columns(const struct chart *c)
{
	return (unsigned)(c->to - c->from + 1);
}

double chart_percent(const struct chart *c, int32_t day)
{
	return (day - c->from + 0.5) * 100 / chart_columns(c);
}

void chart_plot_begin(const struct chart *c, unsigned y, unsigned height, unsigned rows)
{
	fprintf(c->out,
		"<svg width=\"100%%\" y=\"%u\" height=\"%u\" "
		"viewBox=\"0 0 %u %u\" preserveAspectRatio=\"none\">\n",
		y, height, chart_columns(c), rows);
}

void chart_plot_end(const struct chart *c)
{
	fputs("</svg>\n", c->out);
}

void chart_text_begin(const struct chart *c)
{
	fputs("<svg width=\"100%\" height=\"100%\" overflow=\"visible\">\n", c->out);
}

void chart_text_end(const struct chart *c)
{
	fputs("</svg>\n", c->out);
}

void chart_rule(const struct chart *c, unsigned y, const char *value)
{
	fprintf(c->out,
		"<line class=\"rule\" x2=\"100%%\" y1=\"%u\" y2=\"%u\"/>"
		"<text class=\"left\" x=\"-8\" y=\"%u\">%s</text>\n",
		y, y, y + 4, value);
}

static bool is_named(const struct chart *c, int32_t day)
{
	if (chart_columns(c) <= EACH_DAY_MAX)
		return true;
	if (chart_columns(c) <= EACH_WEEK_MAX)
		return dates_weekday(day) == 0;
	return dates_day_of_month(day) == 1;
}

void chart_dates(const struct chart *c, unsigned y)
{
	bool months = chart_columns(c) > EACH_WEEK_MAX;
	unsigned named = 0;
	char name[DATES_MAX];

	for (int32_t day = c->from; day <= c->to; day++) {
		if (!is_named(c, day))
			continue;
		/* where there is little room, every other one */
		fprintf(c->out, "<text class=\"date%s\" x=\"%.2f%%\" y=\"%u\">%s</text>\n",
			named++ % 2 ? " other" : "", chart_percent(c, day), y + LABEL_BELOW_PX,
			months ? dates_month(day) : dates_short(day, name));
	}
}

void chart_hint(const struct chart *c, int32_t day, unsigned rows, const char *text)
{
	if (chart_columns(c) > NARROW_DAYS)
		return;
	fprintf(c->out,
		"<rect class=\"hint\" x=\"%d\" width=\"1\" height=\"%u\"><title>%s</title>"
		"</rect>\n",
		(int)(day - c->from), rows, text);
}

void table_begin(FILE *out, const char *caption, const char *const *heads)
{
	fprintf(out,
		"<details><summary>The figures as a table</summary>\n"
		"<div class=\"scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">\n"
		"<table><caption>%s</caption>\n<thead><tr>",
		caption, caption);
	for (; *heads; heads++)
		fprintf(out, "<th scope=\"col\">%s</th>", *heads);
	fputs("</tr></thead>\n<tbody>\n", out);
}

void table_end(FILE *out)
{
	fputs("</tbody></table></div></details>\n", out);
}

void table_day(FILE *out, int32_t day)
{
	char date[DATES_MAX];

	fprintf(out, "<tr><th>%s</th>", dates_iso(day, date));
}

const char *percent_words(int percent, char buf[16])
{
	if (percent == STATS_NO_SHARE)
		snprintf(buf, 16, TO);
	else
		snprintf(buf, 16, "%d" NBSP "%%", percent);
	return buf;
}

const char *span_words(uint64_t seconds, char buf[48])
{
	unsigned minutes = (unsigned)((seconds + 30) / 60);

	if (seconds < 100)
		snprintf(buf, 48, "%u" NBSP "s", (unsigned)seconds);
	else if (minutes < 100)
		snprintf(buf, 48, "%u" NBSP "min", minutes);
	else if (minutes % 60 && minutes < 6000)
		snprintf(buf, 48, "%u" NBSP "h" NBSP "%u" NBSP "min", minutes / 60, minutes % 60);
	else
		snprintf(buf, 48, "%u" NBSP "h", minutes / 60);
	return buf;
}
