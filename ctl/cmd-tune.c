/* SPDX-License-Identifier: MIT */
/*
 * What other settings would have said: of recordings, or of what plumbd kept
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "human.h"
#include "offline.h"
#include "spells.h"
#include "state.h"
#include "tune.h"
#include "tune-apply.h"

#define CONFIG_PATH   "/etc/plumbd/plumbd.conf"
#define POSES_PATH    "/var/lib/plumbd/poses.conf"
#define STRICTER      2 /* steps of slouch_deg */
#define MORE_TOLERANT 3
#define EVERY_STEP    4 /* of sensitivity: 1 .. 5 */
#define DAYS_USUAL    28

struct tuning {
	const char *config, *poses;
	struct arg_list lessons;
	uint32_t learn_seconds, days;
	bool history, apply, yes;
	struct offline offline;
	struct tune tune;
};

static bool is_forward(enum posture posture)
{
	return posture == POSTURE_SLOUCHING || posture == POSTURE_LEANING_FORWARD;
}

/* Limits of the file named, else of the installed one, else the defaults. */
static int read_config(struct tuning *g)
{
	if (!g->config && access(CONFIG_PATH, F_OK) == 0)
		return offline_config(&g->offline, CONFIG_PATH);
	return offline_config(&g->offline, g->config);
}

static int read_poses(struct ctl *ctl, struct tuning *g)
{
	int r = CTL_DONE;

	if (!g->poses && !g->lessons.n && access(POSES_PATH, F_OK) < 0 && errno == ENOENT) {
		complain("there is no " POSES_PATH ": name --poses FILE, or --learn "
			 "upright=RECORDING");
		return CTL_FAILED;
	}
	if (g->poses || !g->lessons.n)
		r = offline_poses(&g->offline, g->poses ? g->poses : POSES_PATH);
	for (unsigned i = 0; i < g->lessons.n && !r; i++)
		r = offline_learn(ctl, &g->offline, g->lessons.value[i], g->learn_seconds);
	if (!r && !pose_has_good(&g->offline.poses)) {
		complain("no good pose is taught: name --poses FILE, or --learn "
			 "upright=RECORDING");
		r = CTL_FAILED;
	}
	return r;
}

/* As pose_plan_make() decides it. */
static void lay_out(struct tuning *g)
{
	const struct pose_set *poses = &g->offline.poses;
	const struct pose *bad = NULL;

	for (unsigned i = 0; i < poses->n && !bad; i++)
		if (!poses->pose[i].good && is_forward(poses->pose[i].posture))
			bad = &poses->pose[i];
	if (!bad) {
		tune_grid(&g->tune, &g->offline.config, TUNE_SLOUCH_DEG, STRICTER, MORE_TOLERANT);
		return;
	}
	tune_grid(&g->tune, &g->offline.config, TUNE_SENSITIVITY, EVERY_STEP, EVERY_STEP);
	memcpy(g->tune.pose, bad->name, sizeof(g->tune.pose));
}

static int from_recordings(struct ctl *ctl, struct tuning *g, char **paths, int n)
{
	int r = read_poses(ctl, g);

	if (!r)
		lay_out(g);
	for (int i = 0; i < n && !r; i++)
		r = tune_play(&g->tune, &g->offline, paths[i]);
	return r;
}

/* The history knows nothing of what was not bad at the present setting. */
static void lay_out_history(struct tuning *g, const struct state_poses *poses)
{
	const struct state_pose *bad = NULL;

	for (unsigned i = 0; i < poses->n && !bad; i++) {
		enum posture posture = POSTURE_UNKNOWN;

		posture_from_str(poses->pose[i].posture, &posture);
		if (!poses->pose[i].good && is_forward(posture))
			bad = &poses->pose[i];
	}
	tune_grid(&g->tune, &g->offline.config, bad ? TUNE_SENSITIVITY : TUNE_SLOUCH_DEG, 0,
		  bad ? 0 : MORE_TOLERANT);
	if (bad)
		snprintf(g->tune.pose, sizeof(g->tune.pose), "%.*s", POSE_NAME_MAX - 1, bad->name);
}

/* Local midnight @days - 1 days ago, and its date. */
static int64_t begin_of(uint32_t days, char ret_date[HUMAN_MAX])
{
	time_t now = time(NULL);
	struct tm tm;

	localtime_r(&now, &tm);
	tm.tm_mday -= (int)days - 1;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_isdst = -1;
	now = mktime(&tm);
	strftime(ret_date, HUMAN_MAX, "%F", &tm);
	return now;
}

static int read_history(struct tuning *g, sd_bus *bus, struct spells *ret, uint64_t *ret_sat_us)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *days = NULL, *spells = NULL;
	char from[HUMAN_MAX];
	int64_t from_sec = begin_of(g->days ? g->days : DAYS_USUAL, from);
	unsigned n;
	int r;

	r = client_history(bus, "Days", &days, "");
	if (!r)
		r = client_history(bus, "Spells", &spells, "xx", from_sec,
				   INT64_MAX);
	if (r)
		return r;
	r = spells_days(days, from, ret_sat_us, &n);
	if (r >= 0)
		r = spells_read(spells, ret);
	return r < 0 ? client_explain("reading the history", NULL, r) : 0;
}

static int from_history(struct ctl *ctl, struct tuning *g)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	struct spells spells;
	struct state state;
	uint64_t sat_us;
	int r;

	r = client_open(ctl->bus, &bus);
	if (!r)
		r = state_fetch(&state, bus);
	if (!r)
		r = read_history(g, bus, &spells, &sat_us);
	if (r)
		return r;
	lay_out_history(g, &state.poses);
	spells_join(&spells, g->offline.config.wearer.alert.release_us);
	tune_spells(&g->tune, &spells, sat_us, g->offline.config.wearer.alert.repeat_us);
	spells_free(&spells);
	return CTL_DONE;
}

/* The table, the choice, and what was asked to be done about it. */
static int conclude(const struct ctl *ctl, const struct tuning *g)
{
	const char *path = g->config ? g->config : CONFIG_PATH;
	struct tune_choice choice = tune_choose(&g->tune);
	bool change = g->apply && tune_is_change(&choice);
	int r = CTL_DONE;
	struct json j;

	if (!ctl->json) {
		tune_print(&g->tune, &choice);
		return change ? tune_apply(ctl, path, &g->tune, &choice, g->yes, NULL) : CTL_DONE;
	}
	json_init(&j, stdout);
	json_begin_object(&j);
	tune_json(&g->tune, &choice, &j);
	if (change)
		r = tune_apply(ctl, path, &g->tune, &choice, g->yes, &j);
	json_end_object(&j);
	json_end_line(&j);
	return r;
}

static int check_usage(const struct ctl *ctl, const struct tuning *g, int n)
{
	if (g->history && (n || g->poses || g->lessons.n))
		return ctl_usage(ctl, "tune: --history takes no recordings and no poses");
	if (!g->history && g->days)
		return ctl_usage(ctl, "tune: --days goes with --history");
	if (!g->history && !n)
		return ctl_usage(ctl, "tune: name recordings, or --history");
	if (g->yes && !g->apply)
		return ctl_usage(ctl, "tune: --yes goes with --apply");
	return CTL_DONE;
}

int cmd_tune(struct ctl *ctl, int argc, char **argv)
{
	static struct tuning g = { .learn_seconds = 10 };
	const struct arg args[] = {
		{ .name = "config", .text = &g.config },
		{ .name = "poses", .text = &g.poses },
		{ .name = "learn", .list = &g.lessons },
		{ .name = "learn-seconds", .number = &g.learn_seconds, .min = 2, .max = 60 },
		{ .name = "history", .flag = &g.history },
		{ .name = "days", .number = &g.days, .min = 1, .max = 3660 },
		{ .name = "apply", .flag = &g.apply },
		{ .name = "yes", .flag = &g.yes },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, -1, &n, &r))
		return r;
	r = check_usage(ctl, &g, n);
	if (!r)
		r = read_config(&g);
	if (!r)
		r = g.history ? from_history(ctl, &g) : from_recordings(ctl, &g, argv, n);
	return r ? r : conclude(ctl, &g);
}
