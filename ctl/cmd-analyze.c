/* SPDX-License-Identifier: MIT */
/*
 * The daemon's mind over recordings
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "analyze.h"
#include "ctl.h"
#include "fixed.h"
#include "offline.h"

enum format {
	FORMAT_TEXT,
	FORMAT_CSV,
	FORMAT_JSON
};

struct analysis {
	struct offline offline;
	enum format format;
	struct json json;
	struct summary summary; /* of the recording being played */
	bool no_memory;
};

static bool run_verdict(void *ctx, struct wearer *w, const struct verdict *v)
{
	struct analysis *a = ctx;

	if (!v->decided)
		return true;
	if (a->format == FORMAT_CSV)
		analyze_csv_row(stdout, a->summary.file, w, v);
	else
		summary_verdict(&a->summary, v);
	return !a->no_memory;
}

static void run_event(void *ctx, struct wearer *w, const struct wearer_event *e)
{
	struct analysis *a = ctx;

	if (summary_event(&a->summary, e, w->why.posture))
		a->no_memory = true;
}

static void print_summary(struct analysis *a)
{
	if (a->format == FORMAT_TEXT)
		summary_print_text(&a->summary, stdout);
	else if (a->format == FORMAT_JSON)
		summary_print_json(&a->summary, &a->json);
}

/* One recording through one wearer, who begins afresh. */
static int analyze(struct analysis *a, const char *path)
{
	static const struct play_ops ops = { .verdict = run_verdict, .event = run_event };
	struct wearer w;
	int r;

	if (summary_init(&a->summary, path)) {
		complain("%s: out of memory", path);
		return CTL_FAILED;
	}
	wearer_init(&w, &a->offline.config.wearer);
	wearer_set_profiles(&w, &a->offline.config.profiles, PROFILE_NONE);
	wearer_set_poses(&w, &a->offline.poses);
	r = play(path, &w, 1, a->offline.sensors, &ops, a, &a->summary.played);
	a->summary.tally = w.tally;
	if (!r && a->no_memory) {
		complain("%s: out of memory", path);
		r = CTL_FAILED;
	}
	if (!r)
		print_summary(a);
	summary_done(&a->summary);
	return r;
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
	r = offline_config(&a.offline, config);
	if (!r && poses)
		r = offline_poses(&a.offline, poses);
	for (unsigned i = 0; i < lessons.n && !r; i++)
		r = offline_learn(ctl, &a.offline, lessons.value[i], seconds);
	return r ? r : analyze_all(&a, argv, n);
}
