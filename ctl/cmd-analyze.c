/* SPDX-License-Identifier: MIT */
/*
 * The daemon's mind over recordings
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analyze.h"
#include "config.h"
#include "ctl.h"
#include "fixed.h"
#include "poses.h"

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_JSON
};

struct analysis {
	struct config config;
	unsigned sensors; /* bit 1 << SENSOR_x: those the configuration wants */
	struct pose_set poses;
	enum format format;
	struct json json;
	struct summary summary; /* of the recording being played */
	bool no_memory;
};

/* A pose being taught from a recording. */
struct lesson {
	const char *recording;
	struct pose pose; /* name, posture and good are the wish; whole when learned */
	uint32_t seconds;
	bool asked, over, learned;
	enum calibrate_result result;
	enum calibrate_hint hint;
};

/* Learning can begin once the sensor is heard; calibrate.h waits for it to settle. */
static bool lesson_verdict(void *ctx, struct wearer *w, const struct verdict *v)
{
	struct lesson *l = ctx;

	if (!l->asked && w->seen_us[SENSOR_UPPER])
		l->asked = wearer_learn(w, l->pose.name, l->pose.posture, l->pose.good, l->seconds,
					v->t_us) == 0;
	return !l->over;
}

static void lesson_event(void *ctx, const struct wearer_event *e)
{
	struct lesson *l = ctx;

	switch (e->kind) {
	case WEARER_LEARNING:
		l->hint = e->hint;
		break;
	case WEARER_LEARNED:
		l->pose = e->pose;
		l->over = l->learned = true;
		break;
	case WEARER_NOT_LEARNED:
		l->result = e->result;
		l->over = true;
		break;
	case WEARER_SLOUCHED:
	case WEARER_RECOVERED:
		break;
	}
}

static int lesson_failed(const struct lesson *l)
{
	const char *hint = calibrate_hint_to_str(l->hint);

	if (!l->asked)
		complain("%s: %s is not learned: the recording has no upper sensor", l->recording,
			 l->pose.name);
	else if (l->over && l->result == CALIBRATE_NOT_STILL)
		complain("%s: %s is not learned: no %u s without movement: name a stiller "
			 "recording, or fewer --learn-seconds",
			 l->recording, l->pose.name, l->seconds);
	else
		complain("%s: %s is not learned: the recording ends before %u still seconds are "
			 "whole%s%s: name a longer one, or fewer --learn-seconds",
			 l->recording, l->pose.name, l->seconds, hint[0] ? ": " : "", hint);
	return CTL_FAILED;
}

static int learn(struct analysis *a, struct lesson *l)
{
	static const struct play_ops ops = { .verdict = lesson_verdict, .event = lesson_event };
	struct wearer w;
	struct played played;
	int r;

	wearer_init(&w, &a->config.wearer);
	r = play(l->recording, &w, a->sensors, &ops, l, &played);
	if (r)
		return r;
	if (!l->learned)
		return lesson_failed(l);
	if (pose_put(&a->poses, &l->pose)) {
		complain("%s: there is no room for another pose (%d)", l->pose.name, POSE_MAX);
		return CTL_FAILED;
	}
	return CTL_DONE;
}

/* @spec: "POSE=RECORDING" */
static int learn_spec(struct ctl *ctl, struct analysis *a, const char *spec, uint32_t seconds)
{
	const char *equals = strchr(spec, '=');
	struct lesson l = { .seconds = seconds };
	size_t len;

	if (!equals || !equals[1])
		return ctl_usage(ctl, "--learn takes POSE=RECORDING, not \"%s\"", spec);
	len = MIN((size_t)(equals - spec), POSE_NAME_MAX - 1u);
	memcpy(l.pose.name, spec, len);
	if (posture_from_str(l.pose.name, &l.pose.posture) || l.pose.posture == POSTURE_UNKNOWN)
		return ctl_usage(ctl,
				 "--learn %s: \"%s\" is not a posture: upright, slouching, "
				 "leaning-forward, -back, -left or -right",
				 spec, l.pose.name);
	l.pose.good = l.pose.posture == POSTURE_UPRIGHT;
	l.recording = equals + 1;
	return learn(a, &l);
}

/* One recording through one wearer, who begins afresh. */
struct run {
	struct analysis *analysis;
	struct wearer wearer;
};

static bool run_verdict(void *ctx, struct wearer *w, const struct verdict *v)
{
	struct analysis *a = ((struct run *)ctx)->analysis;

	if (!v->decided)
		return true;
	if (a->format == FORMAT_CSV)
		analyze_csv_row(stdout, a->summary.file, w, v);
	else
		summary_verdict(&a->summary, v);
	return !a->no_memory;
}

static void run_event(void *ctx, const struct wearer_event *e)
{
	struct run *run = ctx;

	if (summary_event(&run->analysis->summary, e, run->wearer.why.posture))
		run->analysis->no_memory = true;
}

static void print_summary(struct analysis *a)
{
	if (a->format == FORMAT_TEXT)
		summary_print_text(&a->summary, stdout);
	else if (a->format == FORMAT_JSON)
		summary_print_json(&a->summary, &a->json);
}

static int analyze(struct analysis *a, const char *path)
{
	static const struct play_ops ops = { .verdict = run_verdict, .event = run_event };
	struct run run = { .analysis = a };
	int r;

	if (summary_init(&a->summary, path)) {
		complain("%s: out of memory", path);
		return CTL_FAILED;
	}
	wearer_init(&run.wearer, &a->config.wearer);
	wearer_set_poses(&run.wearer, &a->poses);
	r = play(path, &run.wearer, a->sensors, &ops, &run, &a->summary.played);
	a->summary.tally = run.wearer.tally;
	if (!r && a->no_memory) {
		complain("%s: out of memory", path);
		r = CTL_FAILED;
	}
	if (!r)
		print_summary(a);
	summary_done(&a->summary);
	return r;
}

static int read_config(struct analysis *a, const char *path)
{
	struct config_error error;

	config_defaults(&a->config);
	/* Unlike a daemon on its bus, a recording says itself which sensors there are. */
	a->config.sensor[SENSOR_LOWER].enabled = true;
	if (path && config_load(path, &a->config, &error)) {
		complain("%s", error.text);
		return CTL_BAD_CONFIG;
	}
	a->config.wearer.alert.n_quiet = 0; /* nor does it know the time of day */
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		if (i == SENSOR_UPPER || a->config.sensor[i].enabled)
			a->sensors |= 1u << i;
	return CTL_DONE;
}

static int read_poses(struct analysis *a, const char *path)
{
	struct config_error error = { "" };
	int r;

	if (!path)
		return CTL_DONE;
	r = poses_read(path, &a->poses, &error);
	if (r)
		complain("%s%s%s", error.text[0] ? "" : path, error.text[0] ? "" : ": ",
			 error.text[0] ? error.text : strerror(r < 0 ? -r : EINVAL));
	return r ? CTL_FAILED : CTL_DONE;
}

static bool read_format(const char *word, enum format *ret)
{
	static const char *const words[] = {
		[FORMAT_TEXT] = "text", [FORMAT_CSV] = "csv", [FORMAT_JSON] = "json"
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(words[i], word)) {
			*ret = (enum format)i;
			return true;
		}
	}
	return false;
}

static int analyze_all(struct analysis *a, char **paths, int n)
{
	int r = CTL_DONE;

	json_init(&a->json, stdout);
	if (a->format == FORMAT_CSV)
		analyze_csv_header(stdout);
	if (a->format == FORMAT_JSON)
		json_begin_array(&a->json);
	for (int i = 0; i < n && !r; i++)
		r = analyze(a, paths[i]);
	if (a->format == FORMAT_JSON) {
		json_end_array(&a->json);
		json_end_line(&a->json);
	}
	return r;
}

int cmd_analyze(struct ctl *ctl, int argc, char **argv)
{
	static struct analysis a;
	const char *config = NULL, *poses = NULL, *format = NULL;
	struct arg_list lessons = { 0 };
	uint32_t seconds = 10;
	const struct arg args[] = {
		{ .name = "config", .text = &config },
		{ .name = "poses", .text = &poses },
		{ .name = "learn", .list = &lessons },
		{ .name = "learn-seconds", .number = &seconds, .min = 2, .max = 60 },
		{ .name = "format", .text = &format },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 1, -1, &n, &r))
		return r;
	if (!read_format(format ? format : ctl->json ? "json" : "text", &a.format))
		return ctl_usage(ctl, "--format takes text, csv or json, not \"%s\"", format);
	setvbuf(stdout, NULL, _IOFBF, 1 << 16);
	r = read_config(&a, config);
	if (!r)
		r = read_poses(&a, poses);
	for (unsigned i = 0; i < lessons.n && !r; i++)
		r = learn_spec(ctl, &a, lessons.value[i], seconds);
	return r ? r : analyze_all(&a, argv, n);
}
