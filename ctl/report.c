/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>

#include "dates.h"
#include "fixed.h"
#include "html.h"
#include "human.h"
#include "report-css.h"
#include "report-inner.h"

#define POSE_OLD_DAYS 180

static void head(const struct page *p)
{
	char first[DATES_MAX], last[DATES_MAX];

	dates_plain(p->from, first);
	dates_plain(p->to, last);
	fprintf(p->out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
		"<title>How I sat, %s to %s</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n"
		"<header>\n<h1>How I sat</h1>\n<p class=\"when\">%s to %s</p>\n",
		first, last, report_css, first, last);
}

static void figure(FILE *out, const char *name, const char *value, const char *note)
{
	fprintf(out, "<div><dt>%s</dt><dd><b>%s</b> <span>%s</span></dd></div>\n", name, value,
		note);
}

static void figure_share(const struct page *p)
{
	char share[16], week[16], last[16], note[96] = "of all time judged";
	const struct stats *s = &p->stats;

	if (stats_percent(&s->week) != STATS_NO_SHARE &&
	    stats_percent(&s->last_week) != STATS_NO_SHARE)
		snprintf(note, sizeof(note), "this week %s, last week %s",
			 percent_words(stats_percent(&s->week), week),
			 percent_words(stats_percent(&s->last_week), last));
	figure(p->out, "in bad posture", percent_words(stats_percent(&s->window), share), note);
}

static void figures(const struct page *p)
{
	const struct stats_sum *s = &p->stats.window;
	unsigned days = MAX(s->days, 1u);
	char value[48], note[96];

	fputs("<dl class=\"figures\">\n", p->out);
	figure_share(p);
	snprintf(note, sizeof(note), "a day on average, on %u day%s", s->days,
		 s->days == 1 ? "" : "s");
	figure(p->out, "sitting, judged", span_words((s->good_s + s->bad_s) / days, value), note);
	snprintf(value, sizeof(value), "%" PRIu64, (s->slouches + days / 2) / days);
	snprintf(note, sizeof(note), "a day on average, %" PRIu64 " alert%s in all", s->alerts,
		 s->alerts == 1 ? "" : "s");
	figure(p->out, "slouches", value, note);
	if (s->recovered) {
		snprintf(note, sizeof(note), "from alert to good posture, on average");
		figure(p->out, "to correct", span_words((uint64_t)stats_correcting_s(s), value),
		       note);
	}
	fputs("</dl>\n", p->out);
}

static void age(const struct state_pose *pose, int32_t today, char words[DATES_MAX])
{
	int32_t days = today - dates_today(pose->learned_usec);

	if (days <= 0)
		snprintf(words, DATES_MAX, "today");
	else if (days == 1)
		snprintf(words, DATES_MAX, "yesterday");
	else
		snprintf(words, DATES_MAX, "%d days ago", (int)days);
}

static bool put_pose(const struct page *p, const struct state_pose *pose)
{
	int32_t day = dates_today(pose->learned_usec);
	char date[DATES_MAX], ago[DATES_MAX];

	age(pose, p->to, ago);
	fputs("<tr><th>", p->out);
	html_text(p->out, pose->name);
	fputs("</th><td>", p->out);
	html_text(p->out, pose->posture);
	fprintf(p->out, "</td><td>%s</td><td>%u</td><td>%s, %s</td></tr>\n",
		pose->good ? "good" : "bad", pose->grade, dates_iso(day, date), ago);
	return p->to - day > POSE_OLD_DAYS;
}

void report_poses(const struct page *p)
{
	const struct state_poses *poses = p->report->poses;
	bool old = false;

	section_begin(p->out, "poses", "Taught poses");
	if (!poses->n)
		fputs("<p>None is taught: <code>plumbctl learn</code> guides through it.</p>\n",
		      p->out);
	else
		fputs("<div class=\"scroll\" role=\"region\" aria-label=\"Taught poses\" "
		      "tabindex=\"0\">\n"
		      "<table class=\"open\"><caption>What plumbd compares with</caption>\n"
		      "<thead><tr><th scope=\"col\">pose</th><th scope=\"col\">posture</th>"
		      "<th scope=\"col\">judged</th><th scope=\"col\">grade of 100</th>"
		      "<th scope=\"col\">taught</th></tr></thead>\n<tbody>\n",
		      p->out);
	for (unsigned i = 0; i < poses->n; i++)
		old |= put_pose(p, &poses->pose[i]);
	if (poses->n)
		fputs("</tbody></table></div>\n", p->out);
	if (old)
		fprintf(p->out,
			"<p>A pose of more than %d days may be worth teaching anew: "
			"<code>plumbctl learn</code>.</p>\n",
			POSE_OLD_DAYS);
	section_end(p->out);
}

static void footer(FILE *out)
{
	fputs("<footer>\n<h2>How to read this</h2>\n<dl>\n"
	      "<dt>Bad posture</dt><dd>is time sitting or standing still in a posture that the "
	      "taught poses judge bad, as a share of all still time that was judged. Moving, "
	      "lying, and time the sensor was not worn are not in it, nor are gaps: suspended, "
	      "switched off, without a sensor.</dd>\n"
	      "<dt>Trend</dt><dd>is the median of the slopes between any two days, with the "
	      "interval its ranks give at 95" NBSP "%, wider where neighbouring days resemble each "
	      "other (Theil" TO "Sen). Where the interval holds no change, none is claimed.</dd>\n"
	      "<dt>What this is not</dt><dd>plumbd counts and reminds. It does not diagnose, and "
	      "no figure here says what is healthy. Pain that lasts, numbness or weakness belong "
	      "in front of a health professional.</dd>\n</dl>\n"
	      "<p>Made by plumbd " PLUMBD_VERSION
	      ". The page is whole in itself: it loads nothing and sends nothing.</p>\n"
	      "</footer>\n</main>\n</body>\n</html>\n",
	      out);
}

/* A history younger than the window would leave most of every chart empty. */
static int32_t first_day(const struct report *r)
{
	int32_t first = r->today;

	for (size_t i = 0; i < r->history->n_days; i++)
		if (r->history->day[i].day >= r->from)
			first = MIN(first, r->history->day[i].day);
	return MAX(r->from, MIN(first, r->today - REPORT_DAYS_MIN + 1));
}

void report_write(const struct report *r, FILE *out)
{
	struct page p = {
		.out = out,
		.report = r,
		.history = r->history,
		.from = first_day(r),
		.to = r->today,
	};

	p.stats = stats_of(r->history, p.from, p.to);
	head(&p);
	if (p.stats.window.days) {
		figures(&p);
		fputs("</header>\n", out);
		report_heat(&p);
		report_postures(&p);
		report_slouches(&p);
		report_trend(&p);
		report_care(&p);
	} else {
		fputs("<p>Nothing is recorded in this time. Wear the sensor; "
		      "<code>plumbctl status</code> says whether plumbd is watching.</p>\n"
		      "</header>\n",
		      out);
	}
	report_poses(&p);
	footer(out);
}
