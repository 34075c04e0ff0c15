/* SPDX-License-Identifier: MIT */
/*
 * The profiles of plumbd.conf: list them, choose one
 */
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "ctl.h"
#include "json.h"
#include "profiles.h"
#include "state.h"
#include "term.h"

struct listing {
	struct state state;
	struct json *json; /* NULL = for people */
};

static bool is_by_hand(const struct state *s)
{
	return strcmp(s->profile_choice, PROFILES_AUTO) != 0;
}

static void print_name(const struct state *s, const char *name, const char *shown)
{
	bool current = !strcmp(s->profile, name);

	printf("%s%s %s%s", term_colour(current ? COLOUR_GOOD : COLOUR_PLAIN), current ? "*" : " ",
	       shown, term_colour(COLOUR_PLAIN));
}

static void list_pose(const struct listing *l, const char *pose, bool first)
{
	bool taught = state_find_pose(&l->state.poses, pose);

	if (l->json)
		json_string(l->json, pose);
	else
		printf("%s\"%s\"%s", first ? ", chosen by the pose " : " or ", pose,
		       taught ? "" : " (not taught)");
}

static void list_setting(const struct listing *l, const char *key, const char *value)
{
	if (l->json)
		json_put_string(l->json, key, value);
	else
		printf("    %s = %s\n", key, value);
}

static int list_poses(const struct listing *l, sd_bus_message *m)
{
	const char *pose;
	bool first = true;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "s");
	if (r < 0)
		return r;
	while ((r = sd_bus_message_read_basic(m, 's', &pose)) > 0) {
		list_pose(l, pose, first);
		first = false;
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int list_settings(const struct listing *l, sd_bus_message *m)
{
	const char *key, *value;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "{ss}");
	if (r < 0)
		return r;
	while ((r = sd_bus_message_read(m, "{ss}", &key, &value)) > 0)
		list_setting(l, key, value);
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int print_profile(const struct listing *l, sd_bus_message *m, const char *name)
{
	int r;

	print_name(&l->state, name, name);
	r = list_poses(l, m);
	putchar('\n');
	return r < 0 ? r : list_settings(l, m);
}

static int json_profile(const struct listing *l, sd_bus_message *m, const char *name)
{
	int r;

	json_begin_object(l->json);
	json_put_string(l->json, "name", name);
	json_key(l->json, "poses");
	json_begin_array(l->json);
	r = list_poses(l, m);
	json_end_array(l->json);
	if (r < 0)
		return r;
	json_key(l->json, "settings");
	json_begin_object(l->json);
	r = list_settings(l, m);
	json_end_object(l->json);
	json_end_object(l->json);
	return r;
}

/* The message stands before a(sasa{ss}). */
static int list_profiles(const struct listing *l, sd_bus_message *m)
{
	const char *name;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "(sasa{ss})");
	while (r >= 0 && (r = sd_bus_message_enter_container(m, 'r', "sasa{ss}")) > 0) {
		r = sd_bus_message_read_basic(m, 's', &name);
		if (r >= 0)
			r = l->json ? json_profile(l, m, name) : print_profile(l, m, name);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	return r;
}

static int print_json(struct listing *l, sd_bus_message *m)
{
	struct json j;
	int r;

	l->json = &j;
	json_init(&j, stdout);
	json_begin_object(&j);
	json_put_string(&j, "profile", l->state.profile);
	json_put_string(&j, "profile_choice", l->state.profile_choice);
	json_key(&j, "profiles");
	json_begin_array(&j);
	r = list_profiles(l, m);
	json_end_array(&j);
	json_end_object(&j);
	json_end_line(&j);
	return r;
}

static int print_text(const struct listing *l, sd_bus_message *m)
{
	const struct state *s = &l->state;
	int r;

	if (s->profiles == 0) {
		puts("none; plumbd.conf(5) says how to write one");
		return 0;
	}
	print_name(s, "", "the usual settings\n");
	r = list_profiles(l, m);
	if (r >= 0)
		puts(is_by_hand(s)
			     ? "\nChosen by hand; to leave it to the poses: plumbctl profile auto"
			     : "\nLeft to the poses; to choose by hand: plumbctl profile NAME");
	return r;
}

static int list(const struct ctl *ctl, sd_bus *bus)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct listing l = { .json = NULL };
	int r;

	r = state_fetch(&l.state, bus);
	if (!r)
		r = client_call(bus, "ProfileSettings", &reply, "");
	if (r)
		return r;
	r = ctl->json ? print_json(&l, reply) : print_text(&l, reply);
	return r < 0 ? client_explain("ProfileSettings", NULL, r) : CTL_DONE;
}

static int choose(const struct ctl *ctl, sd_bus *bus, const char *name)
{
	struct state s;
	int r;

	r = client_call(bus, "SetProfile", NULL, "s", name);
	if (!r)
		r = state_fetch(&s, bus);
	if (r || ctl->json)
		return r;
	if (is_by_hand(&s))
		printf("%s is in force; to leave it to the poses: plumbctl profile auto\n", name);
	else
		printf("left to the poses; in force now: %s\n",
		       s.profile[0] ? s.profile : "the usual settings");
	return CTL_DONE;
}

int cmd_profile(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 1, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
	return n == 0 ? list(ctl, bus) : choose(ctl, bus, argv[0]);
}
