/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "client.h"
#include "ctl.h"
#include "holds.h"
#include "human.h"
#include "json.h"
#include "profiles.h"
#include "state.h"
#include "term.h"

static const char *const sensor_names[] = { "upper", "lower" };

#define SENSORS (sizeof(sensor_names) / sizeof(sensor_names[0]))

/* What status shows; sensor i counts when bit i of .sensors is set. */
struct picture {
	struct state state;
	struct holds holds;
	struct state_sensor sensor[SENSORS];
	unsigned sensors;
};

/* A plumbd that does not know Holds() yet has none to show. */
static void fetch_holds(struct picture *p, sd_bus *bus)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;

	if (client_try(bus, "Holds", &reply) < 0 || holds_read(&p->holds, reply) < 0)
		p->holds.n = 0;
}

static int fetch(struct picture *p, const char *where)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r;

	r = client_open(where, &bus);
	if (r)
		return r;
	r = state_fetch(&p->state, bus);
	if (r)
		return r;
	fetch_holds(p, bus);
	for (unsigned i = 0; i < SENSORS; i++)
		if (state_fetch_sensor(&p->sensor[i], bus, sensor_names[i]) >= 0)
			p->sensors |= 1u << i;
	return 0;
}

static void json_sensor(const struct state_sensor *s, struct json *j)
{
	json_begin_object(j);
	json_put_string(j, "state", s->state);
	json_put_string(j, "chip", s->chip);
	json_put_string(j, "bus", s->bus);
	json_put_uint(j, "address", s->address);
	json_put_uint(j, "rate_millihz", s->rate_millihz);
	json_put_uint(j, "errors", s->errors);
	json_put_uint(j, "recoveries", s->recoveries);
	json_put_uint(j, "overflows", s->overflows);
	json_put_angle(j, "temperature_cdeg", s->temperature_cdeg);
	json_put_uint(j, "last_sample_usec", s->last_sample_usec);
	json_end_object(j);
}

static void print_json(const struct picture *p)
{
	const struct state *s = &p->state;
	struct json j;

	json_init(&j, stdout);
	json_begin_object(&j);
	json_put_string(&j, "version", s->version);
	json_put_string(&j, "status", s->status);
	json_put_string(&j, "posture", s->posture);
	json_put_string(&j, "pose", s->pose);
	json_put_string(&j, "activity", s->activity);
	json_put_uint(&j, "since_usec", s->since_usec);
	json_put_uint(&j, "alert_level", s->alert_level);
	json_put_uint(&j, "paused_until_usec", s->paused_until_usec);
	json_put_string(&j, "silence", s->silence);
	json_key(&j, "holds");
	holds_json(&p->holds, &j);
	json_put_angle(&j, "flexion_cdeg", s->flexion_cdeg);
	json_put_angle(&j, "lateral_cdeg", s->lateral_cdeg);
	json_put_angle(&j, "curvature_cdeg", s->curvature_cdeg);
	json_put_uint(&j, "slouch_today_usec", s->slouch_today_usec);
	json_put_uint(&j, "upright_today_usec", s->upright_today_usec);
	json_put_uint(&j, "slouches_today", s->slouches_today);
	json_put_uint(&j, "alerts_today", s->alerts_today);
	json_put_string(&j, "profile", s->profile);
	json_put_string(&j, "profile_choice", s->profile_choice);
	json_key(&j, "poses");
	state_json_poses(&s->poses, &j);
	json_key(&j, "sensors");
	json_begin_object(&j);
	for (unsigned i = 0; i < SENSORS; i++) {
		if (!(p->sensors & 1u << i))
			continue;
		json_key(&j, sensor_names[i]);
		json_sensor(&p->sensor[i], &j);
	}
	json_end_object(&j);
	json_end_object(&j);
	json_end_line(&j);
}

static void fact(const char *name)
{
	printf("  %s%-10s%s", term_colour(COLOUR_DIM), name, term_colour(COLOUR_PLAIN));
}

static void print_now(const struct state *s)
{
	char since[HUMAN_MAX], lasts[HUMAN_MAX];
	uint64_t now_us = real_now_us();

	printf("%s%s%s %s%s%s", term_colour(status_colour(s->status)), term_utf8() ? "\u25cf" : "*",
	       term_colour(COLOUR_PLAIN), term_colour(posture_colour(s->posture)), s->posture,
	       term_colour(COLOUR_PLAIN));
	if (s->since_usec)
		printf(" since %s (%s)", human_time(s->since_usec, since),
		       human_duration(now_us > s->since_usec ? now_us - s->since_usec : 0, lasts));
	putchar('\n');
	fact("Status");
	printf("%s%s%s, %s\n", term_colour(status_colour(s->status)), s->status,
	       term_colour(COLOUR_PLAIN), s->activity);
	if (s->pose[0]) {
		fact("Pose");
		puts(s->pose);
	}
}

static void print_angles(const struct state *s)
{
	char angle[HUMAN_MAX];

	fact("Angles");
	if (s->flexion_cdeg == ANGLE_UNKNOWN) {
		puts("not known");
		return;
	}
	printf("%s, ", human_flexion(s->flexion_cdeg, angle));
	fputs(human_lateral(s->lateral_cdeg, angle), stdout);
	if (s->curvature_cdeg != ANGLE_UNKNOWN)
		printf(", %s", human_curvature(s->curvature_cdeg, angle));
	putchar('\n');
}

static void print_alert(const struct state *s)
{
	const char *silence = human_silence(s->silence);
	char until[HUMAN_MAX];

	fact("Alert");
	if (s->alert_level)
		printf("%slevel %u%s", term_colour(COLOUR_BAD), s->alert_level,
		       term_colour(COLOUR_PLAIN));
	else
		fputs("none", stdout);
	if (s->paused_until_usec)
		printf(", %spaused until %s%s", term_colour(COLOUR_WARN),
		       human_time(s->paused_until_usec, until), term_colour(COLOUR_PLAIN));
	else if (silence)
		printf(", %s%s%s", term_colour(COLOUR_WARN), silence, term_colour(COLOUR_PLAIN));
	putchar('\n');
}

/* The line of the alert tells the end of the longest; why, and of the others, stands here. */
static void print_holds(const struct holds *holds)
{
	char until[HUMAN_MAX];

	for (unsigned i = 0; i < holds->n; i++) {
		fact(i ? "" : "Pauses");
		printf("until %s%s%s (%u)\n", human_time(holds->hold[i].until_usec, until),
		       holds->hold[i].reason[0] ? ", " : "", holds->hold[i].reason,
		       holds->hold[i].cookie);
	}
}

static void print_profile(const struct state *s)
{
	if (!s->profiles)
		return;
	fact("Profile");
	printf("%s%s\n", s->profile[0] ? s->profile : "the usual settings",
	       strcmp(s->profile_choice, PROFILES_AUTO) ? ", chosen by hand" : "");
}

static void print_day(const struct state *s)
{
	char upright[HUMAN_MAX], slouching[HUMAN_MAX];

	fact("Today");
	printf("upright %s, slouching %s; slouches %u, alerts %u\n",
	       human_duration(s->upright_today_usec, upright),
	       human_duration(s->slouch_today_usec, slouching), s->slouches_today, s->alerts_today);
	fact("Poses");
	for (unsigned i = 0; i < s->poses.n; i++)
		printf("%s%s (%s)", i ? ", " : "", s->poses.pose[i].name,
		       s->poses.pose[i].good ? "good" : "bad");
	puts(s->poses.n ? "" : "none taught");
}

static void print_sensor(const struct state_sensor *s, const char *name)
{
	char rate[HUMAN_MAX];
	char label[16];

	snprintf(label, sizeof(label), "%c%s", name[0] - 'a' + 'A', name + 1);
	fact(label);
	printf("%s%s%s", term_colour(strcmp(s->state, "running") ? COLOUR_WARN : COLOUR_PLAIN),
	       s->state, term_colour(COLOUR_PLAIN));
	if (s->chip[0])
		printf(", %s", s->chip);
	if (s->bus[0])
		printf(" on %s", s->bus);
	if (s->address)
		printf(" at 0x%02x", s->address);
	if (s->rate_millihz)
		printf(", %s", human_rate(s->rate_millihz, rate));
	if (s->errors || s->recoveries || s->overflows)
		printf("; errors %u, recoveries %u, overflows %u", s->errors, s->recoveries,
		       s->overflows);
	putchar('\n');
}

static void print_next(const struct state *s)
{
	if (!strcmp(s->status, "uncalibrated"))
		puts("\nNext: teach it how you sit: plumbctl learn");
	else if (!strcmp(s->status, "sensor-lost"))
		puts("\nNext: check wiring and supply, then look: plumbctl doctor");
}

static void print_text(const struct picture *p)
{
	print_now(&p->state);
	print_angles(&p->state);
	print_alert(&p->state);
	print_holds(&p->holds);
	print_profile(&p->state);
	print_day(&p->state);
	for (unsigned i = 0; i < SENSORS; i++)
		if (p->sensors & 1u << i && strcmp(p->sensor[i].state, "absent"))
			print_sensor(&p->sensor[i], sensor_names[i]);
	fact("Version");
	puts(p->state.version);
	print_next(&p->state);
}

int cmd_status(struct ctl *ctl, int argc, char **argv)
{
	struct picture p = { 0 };
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	r = fetch(&p, ctl->bus);
	if (r)
		return r;
	if (ctl->json)
		print_json(&p);
	else
		print_text(&p);
	return CTL_DONE;
}
