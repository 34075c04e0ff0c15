/* SPDX-License-Identifier: MIT */
#include "profiles-read.h"

#include <stdio.h>
#include <string.h>

#include "orders.h"
#include "profiles.h"
#include "schema.h"

#define PATH_LEN_MAX 128
#define KEY_POSES    "poses"
#define WHAT_IT_HAS  "a profile has posture, alert and " KEY_POSES

/* One profile on its way in. */
struct reading {
	const struct conffile *f;
	int profile;
	const char *name;
	size_t prefix;        /* length of "profiles.NAME." before each of its keys */
	struct config config; /* the usual settings, and the profile's over them */
	uint64_t keys;        /* a bit for each of the latter */
};

static bool may_hold(const char *path)
{
	return strcmp(path, "posture") == 0 || strncmp(path, "posture.", 8) == 0 ||
	       strcmp(path, "alert") == 0 || strncmp(path, "alert.", 6) == 0;
}

static int fail_unknown(const struct reading *in, const config_setting_t *at, const char *path)
{
	char near[PATH_LEN_MAX];

	if (schema_find(path) || schema_is_group(path))
		return conffile_fail(in->f, at, "must stand outside: " WHAT_IT_HAS);
	schema_nearest(path, near, sizeof(near));
	if (!may_hold(near))
		return conffile_fail(in->f, at, "no such key; " WHAT_IT_HAS);
	return conffile_fail(in->f, at,
			     "no such key; did you mean \"" CONFIG_KEY_PROFILES ".%s.%s\"?",
			     in->name, near);
}

static int add_pose(const struct reading *in, const config_setting_t *at, struct config *ret)
{
	struct wearer_profiles *profiles = &ret->profiles;
	const char *pose = conffile_string(at);

	if (!pose)
		return conffile_fail_type(in->f, at, "a string such as \"standing\"");
	if (!pose_name_valid(pose))
		return conffile_fail(
			in->f, at,
			"\"%.40s\" is no pose's name; 1 to %d of a-z, 0-9 and -, a letter first",
			pose, POSE_NAME_MAX - 1);
	for (unsigned i = 0; i < profiles->n_poses; i++) {
		if (strcmp(profiles->pose[i].name, pose) == 0)
			return conffile_fail(
				in->f, at, "\"%s\" chooses \"%s\" already; a pose has one profile",
				pose, ret->profile[profiles->pose[i].profile].name);
	}
	if (profiles->n_poses == POSE_MAX)
		return conffile_fail(in->f, at, "one pose too many; all profiles may name %d",
				     POSE_MAX);
	strcpy(profiles->pose[profiles->n_poses].name, pose);
	profiles->pose[profiles->n_poses++].profile = in->profile;
	return 0;
}

static int read_poses(const struct reading *in, const config_setting_t *list, struct config *ret)
{
	int r = 0;

	if (!config_setting_is_array(list) && !config_setting_is_list(list))
		return conffile_fail_type(in->f, list, "a list such as [ \"standing\" ]");
	for (int i = 0; r == 0 && i < config_setting_length(list); i++)
		r = add_pose(in, config_setting_get_elem(list, (unsigned)i), ret);
	return r;
}

static int read_group(struct reading *in, const config_setting_t *group, struct config *ret)
{
	int r = 0;

	for (int i = 0; r == 0 && i < config_setting_length(group); i++) {
		const config_setting_t *at = config_setting_get_elem(group, (unsigned)i);
		const struct schema_key *key;
		char whole[PATH_LEN_MAX];
		const char *path = whole + in->prefix;

		conffile_key(at, whole, sizeof(whole));
		key = may_hold(path) ? schema_find(path) : NULL;
		if (key) {
			r = schema_store(key, in->f, at, &in->config);
			in->keys |= schema_bit(key);
		} else if (strcmp(path, KEY_POSES) == 0) {
			r = read_poses(in, at, ret);
		} else if (!may_hold(path) || !schema_is_group(path)) {
			r = fail_unknown(in, at, path);
		} else if (!config_setting_is_group(at)) {
			r = conffile_fail_type(in->f, at, "a group { }");
		} else {
			r = read_group(in, at, ret);
		}
	}
	return r;
}

static int check_name(const struct conffile *f, const config_setting_t *group)
{
	const char *name = config_setting_name(group);

	if (!pose_name_valid(name))
		return conffile_fail(
			f, group,
			"no name for a profile; 1 to %d of a-z, 0-9 and -, a letter first",
			POSE_NAME_MAX - 1);
	if (strcmp(name, PROFILES_AUTO) == 0)
		return conffile_fail(f, group,
				     "no name for a profile: it stands for the choice by pose");
	return 0;
}

static int read_profile(const struct conffile *f, config_setting_t *group, struct config *ret)
{
	struct reading in = {
		.f = f,
		.profile = (int)ret->profiles.n,
		.name = config_setting_name(group),
		.config = *ret,
	};
	int r = check_name(f, group);

	if (r != 0)
		return r;
	if (!config_setting_is_group(group))
		return conffile_fail_type(f, group, "a group { }");
	in.prefix = strlen(CONFIG_KEY_PROFILES ".") + strlen(in.name) + 1;
	strcpy(ret->profile[in.profile].name, in.name);
	r = read_group(&in, group, ret);
	if (r == 0)
		r = orders_check(f, group, &in.config);
	ret->profile[in.profile].keys = in.keys;
	ret->profiles.params[in.profile] = in.config.wearer;
	ret->profiles.n++;
	return r;
}

int profiles_read(const struct conffile *f, struct config *config)
{
	const config_setting_t *profiles = config_lookup(&f->tree, CONFIG_KEY_PROFILES);
	int n, r = 0;

	memset(&config->profiles, 0, sizeof(config->profiles));
	memset(config->profile, 0, sizeof(config->profile));
	if (!profiles)
		return 0;
	if (!config_setting_is_group(profiles))
		return conffile_fail_type(f, profiles, "a group { }");
	n = config_setting_length(profiles);
	if (n > PROFILE_MAX)
		return conffile_fail(f, profiles, "%d profiles; %d are possible", n, PROFILE_MAX);
	for (int i = 0; r == 0 && i < n; i++)
		r = read_profile(f, config_setting_get_elem(profiles, (unsigned)i), config);
	return r;
}
