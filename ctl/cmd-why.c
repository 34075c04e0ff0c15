/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "busjson.h"
#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "human.h"
#include "props.h"
#include "term.h"

#define WORD_MAX     64
#define SENTENCE_MAX 1024

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
	if (!w->pose[0] && !strcmp(w->config_key, "posture.sensitivity"))
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

static int print_json(sd_bus_message *m)
{
	struct json j;
	int r;

	json_init(&j, stdout);
	r = busjson_value(&j, m);
	json_end_line(&j);
	return r;
}

int cmd_why(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct why w = { 0 };
	int n, r;

	w.flexion_cdeg = w.lateral_cdeg = w.curvature_cdeg = ANGLE_UNKNOWN;
	w.distance_cdeg = w.other_cdeg = w.border_cdeg = ANGLE_UNKNOWN;
	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
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
