/* SPDX-License-Identifier: MIT */
/*
 * The grid as people and as programs read it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fixed.h"
#include "human.h"
#include "term.h"
#include "tune.h"

#define HOUR_US (3600 * US_PER_SEC)

/* "9.1": so many an hour of sitting. */
static const char *per_hour(uint32_t n, uint64_t sat_us, char buf[HUMAN_MAX])
{
	uint64_t tenths = sat_us ? (10 * n * HOUR_US + sat_us / 2) / sat_us : 0;

	snprintf(buf, HUMAN_MAX, "%" PRIu64 ".%u", tenths / 10, (unsigned)(tenths % 10));
	return buf;
}

static const char *axis_name(const struct tune *t)
{
	return t->axis == TUNE_SLOUCH_DEG ? "slouch_deg" : "sensitivity";
}

static bool is_labelled(const struct tune *t)
{
	return t->bad_spells || t->good_label_us;
}

static const char *angle_value(const struct tune *t, const struct tune_setting *s,
			       char buf[CONFEDIT_VALUE_MAX])
{
	if (t->axis == TUNE_SLOUCH_DEG)
		return tune_decimal(s->slouch_cdeg, CDEG_PER_DEG, 1, buf);
	return tune_decimal(s->sensitivity, 1, 0, buf);
}

/* Why this axis and not the other. */
static void axis_reason(const struct tune *t, char buf[TUNE_REASON_MAX])
{
	const char *known = t->history ? ": the history cannot know what another one would have "
					 "found"
				       : "";

	if (t->axis == TUNE_SENSITIVITY)
		snprintf(buf, TUNE_REASON_MAX,
			 "the pose \"%s\" is taught, so sensitivity decides and slouch_deg does "
			 "not%s",
			 t->pose, known);
	else
		snprintf(buf, TUNE_REASON_MAX,
			 "no bad pose that goes forward is taught, so slouch_deg decides and "
			 "sensitivity does not%s",
			 t->history ? ": a smaller one the history cannot know" : "");
}

static void print_head(const struct tune *t)
{
	const struct tune_row *now = &t->row[t->now];
	char a[HUMAN_MAX], reason[TUNE_REASON_MAX];

	printf("%s of sitting", human_duration(now->sat_us, a));
	if (is_labelled(t)) {
		uint64_t least_us = now->setting.levels_us[0] + TUNE_EDGE_US;

		printf(", labelled: %u bad spells of %s or more", t->bad_spells,
		       human_duration(least_us, a));
		printf(", %s good", human_duration(t->good_label_us, a));
	}
	axis_reason(t, reason);
	printf("\n%s\n\n", reason);
	printf("  %11s  %9s  %8s  %9s  %12s  %12s%s\n", axis_name(t), "delay", "alerts/h",
	       "repeats/h", "slouch", "told", is_labelled(t) ? "  missed  false" : "");
}

static void print_row(const struct tune *t, const struct tune_row *row, const char *mark)
{
	char angle[CONFEDIT_VALUE_MAX], delay[CONFEDIT_VALUE_MAX], alerts[HUMAN_MAX],
		repeats[HUMAN_MAX];
	char bad[HUMAN_MAX], told[HUMAN_MAX], rate[HUMAN_MAX + 1];

	snprintf(rate, sizeof(rate), "%s%s", row->estimate ? "~" : "",
		 per_hour(row->alerts, row->sat_us, alerts));
	printf("  %11s  %7s s  %8s  %9s  %12s  %12s", angle_value(t, &row->setting, angle),
	       tune_decimal(row->setting.levels_us[0], US_PER_SEC, 0, delay), rate,
	       per_hour(row->repeats, row->sat_us, repeats), human_duration(row->bad_us, bad),
	       human_duration(row->told_us, told));
	if (is_labelled(t))
		printf("  %6u  %5u", row->missed, row->false_alarms);
	printf("%s\n", mark);
}

/* "posture: { slouch_deg = 14.0; };": a line a group */
static void print_lines(const struct tune *t, unsigned row, FILE *out)
{
	struct confedit edits[TUNE_EDITS_MAX];
	unsigned n = tune_edits(t, row, edits);
	char line[256];

	for (unsigned i = 0; i < n; i++) {
		size_t len = strcspn(edits[i].path, ".");
		bool follows = i > 0 && !strncmp(edits[i].path, edits[i - 1].path, len + 1);
		bool goes_on = i + 1 < n && !strncmp(edits[i].path, edits[i + 1].path, len + 1);

		if (!follows)
			fprintf(out, "%.*s: {", (int)len, edits[i].path);
		fprintf(out, " %s", confedit_line(&edits[i], line, sizeof(line)));
		if (!goes_on)
			fputs(" };\n", out);
	}
}

static void print_table(const struct tune *t, const struct tune_choice *c)
{
	bool estimates = false;

	print_head(t);
	for (unsigned i = 0; i < t->n; i++) {
		const char *mark = i == t->now ? "  now" : i == c->row ? "  suggested" : "";
		const char *colour = i == c->row ? term_colour(COLOUR_BOLD) : "";

		estimates = estimates || t->row[i].estimate;
		fputs(colour, stdout);
		print_row(t, &t->row[i], mark);
		fputs(colour[0] ? term_colour(COLOUR_PLAIN) : "", stdout);
	}
	if (estimates)
		puts("\n~ is an estimate, by the mean flexion of each spell");
	putchar('\n');
}

void tune_print(const struct tune *t, const struct tune_choice *c)
{
	char reason[TUNE_REASON_MAX];

	if (t->row[t->now].sat_us)
		print_table(t, c);
	tune_reason(t, c, reason);
	if (!tune_is_change(c)) {
		printf("nothing suggested: %s\n", reason);
		return;
	}
	printf("suggested: %s\n\n", reason);
	print_lines(t, c->row, stdout);
}

static void mistakes_reason(const struct tune_row *now, const struct tune_row *row,
			    const struct tune *t, char buf[TUNE_REASON_MAX])
{
	snprintf(buf, TUNE_REASON_MAX,
		 "%u of %u labelled bad spells are missed (now %u), and %u alerts are false "
		 "(now %u)",
		 row->missed, t->bad_spells, now->missed, row->false_alarms, now->false_alarms);
}

static void alerts_reason(const struct tune_row *now, const struct tune_row *row,
			  char buf[TUNE_REASON_MAX])
{
	char was[HUMAN_MAX], is[HUMAN_MAX], told[HUMAN_MAX], told_now[HUMAN_MAX];

	snprintf(buf, TUNE_REASON_MAX,
		 "%s%s alerts an hour instead of %s, by the smallest change that keeps within %u, "
		 "and %s of slouch are still told, of %s now",
		 row->estimate ? "about " : "", per_hour(row->alerts, row->sat_us, is),
		 per_hour(now->alerts, now->sat_us, was), TUNE_ACCEPTED,
		 human_duration(row->told_us, told), human_duration(now->told_us, told_now));
}

static void short_reason(const struct tune *t, const struct tune_row *now,
			 char buf[TUNE_REASON_MAX])
{
	char sat[HUMAN_MAX];

	snprintf(buf, TUNE_REASON_MAX, "%u %s in %s of sitting %s too little to go by: %s",
		 now->alerts, now->alerts == 1 ? "alert" : "alerts",
		 human_duration(now->sat_us, sat), now->alerts == 1 ? "is" : "are",
		 t->history ? "come back when you have sat for longer, or name more --days"
			    : "record an hour or more");
}

static void labels_reason(const struct tune *t, const struct tune_row *now,
			  char buf[TUNE_REASON_MAX])
{
	char spell[HUMAN_MAX], good[HUMAN_MAX], least[HUMAN_MAX];

	snprintf(buf, TUNE_REASON_MAX,
		 "the labels hold %u bad %s of %s or more and %s of good posture; %u such spells "
		 "and %s are the least to judge by: label more",
		 t->bad_spells, t->bad_spells == 1 ? "spell" : "spells",
		 human_duration(now->setting.levels_us[0] + TUNE_EDGE_US, spell),
		 human_duration(t->good_label_us, good), TUNE_BAD_SPELLS,
		 human_duration(TUNE_GOOD_US, least));
}

const char *tune_reason(const struct tune *t, const struct tune_choice *c,
			char buf[TUNE_REASON_MAX])
{
	const struct tune_row *now = &t->row[t->now], *row = &t->row[c->row];
	char rate[HUMAN_MAX];

	per_hour(now->alerts, now->sat_us, rate);
	switch (c->outcome) {
	case TUNE_FEWER_MISTAKES:
		mistakes_reason(now, row, t, buf);
		break;
	case TUNE_FEWER_ALERTS:
		alerts_reason(now, row, buf);
		break;
	case TUNE_TOO_SHORT:
		short_reason(t, now, buf);
		break;
	case TUNE_FEW_LABELS:
		labels_reason(t, now, buf);
		break;
	case TUNE_ALL_SAME:
		snprintf(buf, TUNE_REASON_MAX, "all these settings give the same alerts");
		break;
	case TUNE_BEST_ALREADY:
		snprintf(
			buf, TUNE_REASON_MAX,
			"no setting here errs less than the present one, which misses %u and gives "
			"%u false",
			now->missed, now->false_alarms);
		break;
	case TUNE_FINE_ALREADY:
		snprintf(buf, TUNE_REASON_MAX,
			 "%s alerts an hour is bearable; whether a slouch goes untold only labels "
			 "can say",
			 rate);
		break;
	case TUNE_NONE_HELPS:
		snprintf(buf, TUNE_REASON_MAX,
			 "%s alerts an hour, and no setting here brings that to %u and still tells "
			 "half of the slouch: if you did not sit so, teach your poses anew with "
			 "\"plumbctl learn\"",
			 rate, TUNE_ACCEPTED);
		break;
	}
	return buf;
}

static void json_row(const struct tune *t, const struct tune_row *row, struct json *j)
{
	const struct tune_setting *s = &row->setting;

	json_begin_object(j);
	json_put_uint(j, "slouch_cdeg", s->slouch_cdeg);
	json_put_uint(j, "release_cdeg", s->release_cdeg);
	json_put_uint(j, "sensitivity", s->sensitivity);
	json_key(j, "levels_us");
	json_begin_array(j);
	for (unsigned i = 0; i < s->n_levels; i++)
		json_uint(j, s->levels_us[i]);
	json_end_array(j);
	json_put_bool(j, "now", row == &t->row[t->now]);
	json_put_bool(j, "estimate", row->estimate);
	json_put_uint(j, "sat_us", row->sat_us);
	json_put_uint(j, "slouched_us", row->bad_us);
	json_put_uint(j, "told_us", row->told_us);
	json_put_uint(j, "alerts", row->alerts);
	json_put_uint(j, "repeats", row->repeats);
	if (is_labelled(t)) {
		json_put_uint(j, "missed", row->missed);
		json_put_uint(j, "false", row->false_alarms);
	}
	json_end_object(j);
}

/* As they stand in the file, without the ';'. */
static void json_changes(const struct tune *t, unsigned row, struct json *j)
{
	struct confedit edits[TUNE_EDITS_MAX];
	unsigned n = tune_edits(t, row, edits);
	char line[256];

	json_begin_object(j);
	for (unsigned i = 0; i < n; i++) {
		confedit_line(&edits[i], line, sizeof(line));
		line[strlen(line) - 1] = '\0';
		json_put_string(j, edits[i].path, strchr(line, '=') + 2);
	}
	json_end_object(j);
}

void tune_json(const struct tune *t, const struct tune_choice *c, struct json *j)
{
	char reason[TUNE_REASON_MAX];

	json_put_string(j, "axis", axis_name(t));
	axis_reason(t, reason);
	json_put_string(j, "axis_reason", reason);
	if (is_labelled(t)) {
		json_put_uint(j, "labelled_bad_spells", t->bad_spells);
		json_put_uint(j, "labelled_good_us", t->good_label_us);
	}
	json_key(j, "settings");
	json_begin_array(j);
	for (unsigned i = 0; i < t->n; i++)
		json_row(t, &t->row[i], j);
	json_end_array(j);
	json_key(j, "suggested");
	if (tune_is_change(c))
		json_uint(j, c->row);
	else
		json_null(j);
	json_put_string(j, "reason", tune_reason(t, c, reason));
	json_key(j, "changes");
	json_changes(t, c->row, j);
}
