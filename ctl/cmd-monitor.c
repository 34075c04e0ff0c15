/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "busjson.h"
#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "follow.h"
#include "human.h"
#include "json.h"
#include "props.h"
#include "term.h"

#define SENTENCE_MAX 1024

struct details {
	char sentence[SENTENCE_MAX];
};

struct monitor {
	bool json;
	struct follow follow;
};

/* "14:32:10 posture    " */
static void begin_line(const char *what, enum colour colour)
{
	char now[HUMAN_MAX];

	printf("%s%s%s %s%-10s%s ", term_colour(COLOUR_DIM), human_clock(real_now_us(), now),
	       term_colour(COLOUR_PLAIN), term_colour(colour), what, term_colour(COLOUR_PLAIN));
}

static void begin_json(struct json *j, const char *event)
{
	json_init(j, stdout);
	json_begin_object(j);
	json_put_string(j, "event", event);
	json_put_uint(j, "time_usec", real_now_us());
}

static void end_json(struct json *j)
{
	json_end_object(j);
	json_end_line(j);
}

/* What a change shows: a word before and after, both of struct state. */
static void tell_word(const struct monitor *m, const char *what, const char *before,
		      const char *now, enum colour colour)
{
	struct json j;

	if (!strcmp(before, now))
		return;
	if (m->json) {
		begin_json(&j, what);
		json_put_string(&j, "before", before);
		json_put_string(&j, "now", now);
		end_json(&j);
		return;
	}
	begin_line(what, colour);
	printf("%s -> %s\n", before[0] ? before : "none", now[0] ? now : "none");
}

/* A pause is told with its end. */
static const char *silence_but_pause(const char *silence)
{
	return strcmp(silence, "paused") ? silence : "none";
}

static void tell_pause(const struct monitor *m, uint64_t until_usec)
{
	char until[HUMAN_MAX];
	struct json j;

	if (m->json) {
		begin_json(&j, "pause");
		json_put_uint(&j, "until_usec", until_usec);
		end_json(&j);
		return;
	}
	begin_line("pause", COLOUR_WARN);
	if (until_usec)
		printf("until %s\n", human_time(until_usec, until));
	else
		puts("over");
}

static void tell_poses(const struct monitor *m)
{
	const struct state_poses *poses = &m->follow.state.poses;
	struct json j;

	if (m->json) {
		begin_json(&j, "poses");
		json_key(&j, "poses");
		state_json_poses(poses, &j);
		end_json(&j);
		return;
	}
	begin_line("poses", COLOUR_PLAIN);
	for (unsigned i = 0; i < poses->n; i++)
		printf("%s%s", i ? ", " : "", poses->pose[i].name);
	puts(poses->n ? "" : "none");
}

static int on_changed(void *ctx, const struct state *before, unsigned seen)
{
	const struct monitor *m = ctx;
	const struct state *now = &m->follow.state;

	tell_word(m, "status", before->status, now->status, status_colour(now->status));
	tell_word(m, "activity", before->activity, now->activity, COLOUR_PLAIN);
	tell_word(m, "posture", before->posture, now->posture, posture_colour(now->posture));
	tell_word(m, "pose", before->pose, now->pose, COLOUR_PLAIN);
	tell_word(m, "profile", before->profile, now->profile, COLOUR_PLAIN);
	tell_word(m, "silence", silence_but_pause(before->silence),
		  silence_but_pause(now->silence), COLOUR_PLAIN);
	if (before->paused_until_usec != now->paused_until_usec)
		tell_pause(m, now->paused_until_usec);
	if (seen & STATE_POSES)
		tell_poses(m);
	return 0;
}

static int json_slouched(sd_bus_message *m, struct json *j)
{
	uint64_t when;
	uint32_t level;
	int r = sd_bus_message_read(m, "tu", &when, &level);

	if (r < 0)
		return r;
	json_put_uint(j, "when_usec", when);
	json_put_uint(j, "level", level);
	json_key(j, "details");
	return busjson_value(j, m);
}

static int json_recovered(sd_bus_message *m, struct json *j)
{
	uint64_t when, slouched;
	int r = sd_bus_message_read(m, "tt", &when, &slouched);

	if (r < 0)
		return r;
	json_put_uint(j, "when_usec", when);
	json_put_uint(j, "slouched_usec", slouched);
	json_key(j, "details");
	return busjson_value(j, m);
}

static int json_learning(sd_bus_message *m, struct json *j)
{
	const char *name, *hint;
	uint32_t percent;
	int r = sd_bus_message_read(m, "sus", &name, &percent, &hint);

	if (r < 0)
		return r;
	json_put_string(j, "name", name);
	json_put_uint(j, "percent", percent);
	json_put_string(j, "hint", hint);
	return 0;
}

/* Both alert signals end in details with a sentence for people. */
static int print_sentence(sd_bus_message *m, const char *skip, const char *what, enum colour colour)
{
	static const struct prop props[] = { { PROP(struct details, "sentence", "s", sentence) } };
	struct details d = { "" };
	int r;

	r = sd_bus_message_skip(m, skip);
	if (r >= 0)
		r = props_read(m, props, 1, &d, NULL);
	if (r < 0)
		return r;
	begin_line(what, colour);
	puts(d.sentence);
	return 0;
}

static int print_slouched(sd_bus_message *m)
{
	return print_sentence(m, "tu", "alert", COLOUR_BAD);
}

static int print_recovered(sd_bus_message *m)
{
	return print_sentence(m, "tt", "recovered", COLOUR_GOOD);
}

static int print_learning(sd_bus_message *m)
{
	const char *name, *hint;
	uint32_t percent;
	int r = sd_bus_message_read(m, "sus", &name, &percent, &hint);

	if (r < 0)
		return r;
	begin_line("learning", COLOUR_PLAIN);
	printf("%s %u %%%s%s\n", name, percent, hint[0] ? ", " : "", hint);
	return 0;
}

static int json_care(sd_bus_message *m, struct json *j)
{
	const char *kind, *reason;
	int r = sd_bus_message_read(m, "ss", &kind, &reason);

	if (r < 0)
		return r;
	json_put_string(j, "kind", kind);
	json_put_string(j, "reason", reason);
	return 0;
}

static int json_care_due(sd_bus_message *m, struct json *j)
{
	const char *text;
	int r = json_care(m, j);

	if (r >= 0)
		r = sd_bus_message_read(m, "s", &text);
	if (r >= 0)
		json_put_string(j, "text", text);
	return r;
}

static int print_care_due(sd_bus_message *m)
{
	const char *kind, *reason, *text;
	int r = sd_bus_message_read(m, "sss", &kind, &reason, &text);

	if (r < 0)
		return r;
	begin_line("care", COLOUR_WARN);
	printf("%s: %s\n", kind, text);
	return 0;
}

static int print_care_over(sd_bus_message *m)
{
	const char *kind, *reason;
	int r = sd_bus_message_read(m, "ss", &kind, &reason);

	if (r < 0)
		return r;
	begin_line("care", COLOUR_GOOD);
	printf("%s is over: %s\n", kind, reason);
	return 0;
}

static const struct {
	const char *member, *event;
	int (*json)(sd_bus_message *m, struct json *j);
	int (*text)(sd_bus_message *m);
} signals[] = {
	{ "Slouched", "slouched", json_slouched, print_slouched },
	{ "Recovered", "recovered", json_recovered, print_recovered },
	{ "LearningProgress", "learning", json_learning, print_learning },
	{ "CareDue", "care-due", json_care_due, print_care_due },
	{ "CareOver", "care-over", json_care, print_care_over },
};

static int tell_signal(const struct monitor *monitor, size_t i, sd_bus_message *m)
{
	struct json j;
	int r;

	if (!monitor->json)
		return signals[i].text(m);
	begin_json(&j, signals[i].event);
	r = signals[i].json(m, &j);
	if (r >= 0)
		end_json(&j);
	return r;
}

static int on_signal(void *ctx, const char *member, sd_bus_message *m)
{
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		int r;

		if (strcmp(signals[i].member, member))
			continue;
		r = tell_signal(ctx, i, m);
		return r < 0 ? client_explain(member, NULL, r) : 0;
	}
	return 0;
}

static int on_presence(void *ctx, bool running)
{
	const struct monitor *m = ctx;
	struct json j;

	if (m->json) {
		begin_json(&j, "plumbd");
		json_put_bool(&j, "running", running);
		end_json(&j);
		return 0;
	}
	begin_line("plumbd", running ? COLOUR_GOOD : COLOUR_WARN);
	puts(running ? "is back" : "has left; waiting for its return");
	return 0;
}

static void print_begin(const struct monitor *m)
{
	const struct state *s = &m->follow.state;
	struct json j;

	if (m->json) {
		begin_json(&j, "begin");
		json_put_string(&j, "status", s->status);
		json_put_string(&j, "activity", s->activity);
		json_put_string(&j, "posture", s->posture);
		json_put_string(&j, "pose", s->pose);
		end_json(&j);
		return;
	}
	begin_line("now", status_colour(s->status));
	printf("%s, %s, %s\n", s->status, s->activity, s->posture);
}

int cmd_monitor(struct ctl *ctl, int argc, char **argv)
{
	static const struct follow_ops ops = {
		.changed = on_changed,
		.signal = on_signal,
		.presence = on_presence,
	};
	struct monitor m = { 0 };
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	m.json = ctl->json;
	setvbuf(stdout, NULL, _IOLBF, 0);
	r = follow_open(&m.follow, ctl->bus, &ops, &m);
	if (!r) {
		print_begin(&m);
		r = follow_run(&m.follow);
	}
	follow_close(&m.follow);
	return r;
}
