/* SPDX-License-Identifier: MIT */
#include "poses.h"

#include <string.h>

#include "conffile.h"
#include "poses-format.h"

#define LENGTH_MIN  (DIR_ONE_Q14 - DIR_ONE_Q14 / 100)
#define LENGTH_MAX  (DIR_ONE_Q14 + DIR_ONE_Q14 / 100)

static int read_name(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	const char *name = conffile_string(at);

	if (!name)
		return conffile_fail_type(f, at, "a string");
	if (!pose_name_valid(name))
		return conffile_fail(
			f, at, "\"%.40s\" is no name; 1 to %d of a-z, 0-9 and -, a letter first",
			name, POSE_NAME_MAX - 1);
	strcpy(ret->name, name);
	return 0;
}

static int read_posture(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	const char *word = conffile_string(at);
	enum posture posture;

	if (!word)
		return conffile_fail_type(f, at, "a string");
	if (posture_from_str(word, &posture) != 0 || posture == POSTURE_UNKNOWN)
		return conffile_fail(f, at, "\"%.40s\" is no posture a pose can have", word);
	ret->posture = posture;
	return 0;
}

static int read_good(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	if (config_setting_type(at) != CONFIG_TYPE_BOOL)
		return conffile_fail_type(f, at, "true or false");
	ret->good = config_setting_get_bool(at);
	return 0;
}

static int read_learned(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	double value;
	int r = conffile_whole(f, at, 0, CONFFILE_SEC_MAX, &value);

	if (r == 0)
		ret->learned_sec = (int64_t)value;
	return r;
}

static int read_grade(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	double value;
	int r = conffile_whole(f, at, 0, 100, &value);

	if (r == 0)
		ret->grade = (uint8_t)value;
	return r;
}

static int read_spread(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	double value;
	int r = conffile_whole(f, at, 0, 180 * CDEG_PER_DEG, &value);

	if (r == 0)
		ret->spread_cdeg = (uint16_t)value;
	return r;
}

static int read_direction(const struct conffile *f, const config_setting_t *at, enum sensor sensor,
			  struct pose *ret)
{
	double v[3];
	uint32_t length;

	if (!config_setting_is_array(at) && !config_setting_is_list(at))
		return conffile_fail_type(f, at, "a list of three numbers");
	if (config_setting_length(at) != 3)
		return conffile_fail(f, at, "has %d numbers; a direction has 3",
				     config_setting_length(at));
	for (unsigned i = 0; i < 3; i++) {
		int r = conffile_whole(f, config_setting_get_elem(at, i), INT16_MIN, INT16_MAX, &v[i]);

		if (r != 0)
			return r;
	}
	length = isqrt64((uint64_t)(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]));
	if (length < LENGTH_MIN || length > LENGTH_MAX)
		return conffile_fail(f, at, "is %u long; a direction is %d long", length,
				     DIR_ONE_Q14);
	ret->stance.sensors |= SENSOR_BIT(sensor);
	ret->stance.up[sensor] = (struct dir3){
		.x_q14 = (int16_t)v[0],
		.y_q14 = (int16_t)v[1],
		.z_q14 = (int16_t)v[2],
	};
	return 0;
}

static int read_upper(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	return read_direction(f, at, SENSOR_UPPER, ret);
}

static int read_lower(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	return read_direction(f, at, SENSOR_LOWER, ret);
}

static const struct {
	const char *key;
	int (*read)(const struct conffile *f, const config_setting_t *at, struct pose *ret);
	bool required;
} fields[] = {
	{ "name", read_name, true },    { "posture", read_posture, true },
	{ "good", read_good, true },    { "learned", read_learned, true },
	{ "grade", read_grade, true },  { "spread_cdeg", read_spread, true },
	{ "upper", read_upper, false }, { "lower", read_lower, false },
};

static int read_field(const struct conffile *f, const config_setting_t *at, struct pose *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (strcmp(fields[i].key, config_setting_name(at)) == 0)
			return fields[i].read(f, at, ret);
	}
	return conffile_fail(f, at, "no such key");
}

static int read_pose(const struct conffile *f, const config_setting_t *group, struct pose_set *set)
{
	struct pose pose = { .posture = POSTURE_UNKNOWN };
	int n, r = 0;

	if (!config_setting_is_group(group))
		return conffile_fail_type(f, group, "a group { }");
	n = config_setting_length(group);
	for (int i = 0; r == 0 && i < n; i++)
		r = read_field(f, config_setting_get_elem(group, (unsigned)i), &pose);
	if (r != 0)
		return r;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (fields[i].required && !config_setting_get_member(group, fields[i].key))
			return conffile_fail_missing(f, group, fields[i].key);
	}
	if (!pose.stance.sensors)
		return conffile_fail_missing(f, group, "a direction (upper, lower or both)");
	if (pose_find(set, pose.name) >= 0)
		return conffile_fail(f, config_setting_get_member(group, "name"),
				     "\"%s\" is there already", pose.name);
	set->pose[set->n++] = pose;
	return 0;
}

static int read_list(const struct conffile *f, const config_setting_t *list, struct pose_set *ret)
{
	int n, r = 0;

	if (!config_setting_is_list(list))
		return conffile_fail_type(f, list, "a list ( )");
	n = config_setting_length(list);
	if (n > POSE_MAX)
		return conffile_fail(f, list, "%d poses; %d are possible", n, POSE_MAX);
	for (int i = 0; r == 0 && i < n; i++)
		r = read_pose(f, config_setting_get_elem(list, (unsigned)i), ret);
	return r;
}

/* The version first: another one may have other keys. */
static int read_root(const struct conffile *f, const config_setting_t *root, struct pose_set *ret)
{
	static const char *const keys[] = { CONFFILE_KEY_VERSION, POSES_KEY_LIST, NULL };
	int r = conffile_version(f, root, POSES_VERSION);

	if (r == 0)
		r = conffile_keys(f, root, keys);
	return r == 0 ? read_list(f, config_setting_get_member(root, POSES_KEY_LIST), ret) : r;
}

int poses_read(const char *path, struct pose_set *ret, struct config_error *ret_error)
{
	struct pose_set set = { .n = 0 };
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r == 0) {
		r = read_root(&f, config_root_setting(&f.tree), &set);
		conffile_close(&f);
	}
	if (r == 0)
		*ret = set;
	return r == CONFIG_E_INVALID ? POSES_E_DAMAGED : r;
}
