/* SPDX-License-Identifier: MIT */
/*
 * Why it alerted: the last time, or each time of the last days
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "busjson.h"
#include "client.h"
#include "ctl.h"
#include "dates.h"
#include "fixed.h"
#include "history.h"
#include "human.h"
#include "props.h"
#include "term.h"

#define WORD_MAX     64
#define SENTENCE_MAX 1024
#define DAYS_USUAL   7
#define DAYS_MAX     3660

/* What Explain() gives. */
struct why {
	uint64_t when_usec;
	uint32_t level;
	char posture[WORD_MAX], pose[WORD_MAX], reference[WORD_MAX];
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg;
	int32_t distance_cdeg, other_cdeg, border_cdeg;
	uint64_t dwell_usec, delay_usec;
	char config_key[WORD_MAX], config_value[WORD_MAX];
	char sentence[SENTENCE_MAX];
};

/* clang-format off */
#define P(signature, member) { PROP(struct why, #member, signature, member) }

static const struct prop props[] = {
	P("t", when_usec),	P("u", level),
	P("s", posture),	P("s", pose),		P("s", reference),
	P("i", flexion_cdeg),	P("i", lateral_cdeg),	P("i", curvature_cdeg),
	P("i", distance_cdeg),	P("i", other_cdeg),	P("i", border_cdeg),
	P("t", dwell_usec),	P("t", delay_usec),
	P("s", config_key),	P("s", config_value),	P("s", sentence),
};

#undef P
/* clang-format on */

static void fact(const char *name, const char *value)
{
	printf("  %s%-10s%s%s\n", term_colour(COLOUR_DIM), name, term_colour(COLOUR_PLAIN), value);
}

static void angle_fact(const char *name, const char *shown, int32_t cdeg)
{
	if (cdeg != ANGLE_UNKNOWN)
		fact(name, shown);
}

/* The border between poses, not a cone's; the key may stand in a profile. */
static bool is_of_poses(const char *key)
{
	const char *name = strrchr(key, '.');

	return name && !strcmp(name, ".sensitivity");
}

static void print_text(const struct why *w)
{
	char line[3 * HUMAN_MAX], a[HUMAN_MAX], b[HUMAN_MAX];

	printf("%s\n\n", w->sentence);
	snprintf(line, sizeof(line), "%s, level %u", human_time(w->when_usec, a), w->level);
	fact("When", line);
	fact("Posture", w->posture);
	angle_fact("Flexion", human_flexion(w->flexion_cdeg, a), w->flexion_cdeg);
	angle_fact("Lateral", human_lateral(w->lateral_cdeg, a), w->lateral_cdeg);
	angle_fact("Curvature", human_curvature(w->curvature_cdeg, a), w->curvature_cdeg);
	human_angle(w->distance_cdeg, NULL, NULL, a);
	if (!w->pose[0] && is_of_poses(w->config_key))
		snprintf(line, sizeof(line), "%s from where %s is expected", a, w->posture);
	else
		snprintf(line, sizeof(line), "%s from \"%s\"", a,
			 w->pose[0] ? w->pose : w->reference);
	angle_fact("Distance", line, w->distance_cdeg);
	snprintf(line, sizeof(line), "%s, set by %s = %s",
		 human_angle(w->border_cdeg, NULL, NULL, a), w->config_key, w->config_value);
	angle_fact("Border", line, w->border_cdeg);
	snprintf(line, sizeof(line), "%s, alerted after %s", human_duration(w->dwell_usec, a),
		 human_duration(w->delay_usec, b));
	fact("Lasted", line);
}

/* In as many lines as the terminal needs; elsewhere a paragraph is a line. */
static void print_wrapped(const char *text)
{
	unsigned columns = UINT_MAX, rows, used = 0;

	if (term_is_terminal())
		term_size(&columns, &rows);
	while (*text) {
		size_t len = strcspn(text, " ");

		if (used && used + 1 + len > columns)
			used = 0, putchar('\n');
		else if (used)
			used++, putchar(' ');
		printf("%.*s", (int)len, text);
		used += (unsigned)len;
		text += len + strspn(text + len, " ");
	}
	putchar('\n');
}

static void print_alert(const struct history_alert *a)
{
	char text[SENTENCE_MAX + 2 * HUMAN_MAX], when[HUMAN_MAX], lasted[HUMAN_MAX];

	printf("%s%s, %s, level %u%s\n", term_colour(COLOUR_BOLD),
	       human_date_minute((uint64_t)a->when_sec * US_PER_SEC, when), a->posture, a->level,
	       term_colour(COLOUR_PLAIN));
	if (a->slouched_us)
		snprintf(text, sizeof(text), "%s In all it lasted %s.", a->sentence,
			 human_duration(a->slouched_us, lasted));
	else
		snprintf(text, sizeof(text), "%s Its end was not seen.",
			 a->sentence);
	print_wrapped(text);
}

static int list_text(sd_bus_message *m, uint32_t days)
{
	cleanup(history_clear) struct history history = { 0 };
	int r;

	r = history_read_alerts(&history, m);
	if (r < 0)
		return r;
	if (!history.n_alerts)
		printf("no alert in the last %u days\n", days);
	for (size_t i = 0; i < history.n_alerts; i++) {
		if (i > 0)
			putchar('\n');
		print_alert(&history.alert[i]);
	}
	return 0;
}

/* An alert, entered. */
static int alert_json(struct json *j, sd_bus_message *m)
{
	static const char *const keys[] = { "when_sec", "level", "posture", "slouched_usec",
					    "explanation" };
	int r = 0;

	json_begin_object(j);
	for (size_t i = 0; r >= 0 && i < ARRAY_SIZE(keys); i++) {
		json_key(j, keys[i]);
		r = busjson_value(j, m);
	}
	json_end_object(j);
	return r;
}

static int list_json(sd_bus_message *m)
{
	struct json j;
	int r;

	json_init(&j, stdout);
	r = sd_bus_message_enter_container(m, 'a', "(xusta{sv})");
	if (r < 0)
		return r;
	json_begin_array(&j);
	while ((r = sd_bus_message_enter_container(m, 'r', "xusta{sv}")) > 0) {
		r = alert_json(&j, m);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
		if (r < 0)
			return r;
	}
	json_end_array(&j);
	json_end_line(&j);
	return r;
}

static int list(const struct ctl *ctl, sd_bus *bus, uint32_t days)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int32_t today = dates_today(real_now_us());
	int r;

	r = client_history(bus, "Alerts", &reply, "xx", dates_start_sec(today - (int32_t)days + 1),
			   dates_start_sec(today + 1));
	if (r)
		return r;
	r = ctl->json ? list_json(reply) : list_text(reply, days);
	return r < 0 ? client_explain("Alerts", NULL, r) : CTL_DONE;
}

static int print_json(sd_bus_message *m)
{
	struct json j;
	int r;

	json_init(&j, stdout);
	r = busjson_value(&j, m);
	json_end_line(&j);
	return r;
}

static int explain_last(const struct ctl *ctl, sd_bus *bus)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct why w = { 0 };
	int r;

	w.flexion_cdeg = w.lateral_cdeg = w.curvature_cdeg = ANGLE_UNKNOWN;
	w.distance_cdeg = w.other_cdeg = w.border_cdeg = ANGLE_UNKNOWN;
	r = client_call(bus, "Explain", &reply, "");
	if (r)
		return r;
	r = ctl->json ? print_json(reply) : props_read(reply, props, ARRAY_SIZE(props), &w, NULL);
	if (r < 0)
		return client_explain("Explain", NULL, r);
	if (!ctl->json)
		print_text(&w);
	return CTL_DONE;
}

int cmd_why(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	bool listed = false;
	uint32_t days = 0;
	const struct arg args[] = {
		{ .name = "list", .flag = &listed },
		{ .name = "days", .number = &days, .min = 1, .max = DAYS_MAX },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	if (days && !listed)
		return ctl_usage(ctl, "why: --days goes with --list");
	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
	return listed ? list(ctl, bus, days ? days : DAYS_USUAL) : explain_last(ctl, bus);
}
