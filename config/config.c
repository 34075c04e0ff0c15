/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "conffile.h"
#include "schema.h"

#define PATH_LEN_MAX 128

/*
 * The first must stay below the second, or what the second guards is never
 * reached: a slouch would not end, lying down would count as slouching.
 */
static const struct {
	const char *low, *high;
} orders[] = {
	{ "posture.margin_deg", "posture.release_deg" },
	{ "posture.release_deg", "posture.slouch_deg" },
	{ "posture.release_deg", "posture.recline_deg" },
	{ "posture.release_deg", "posture.lateral_deg" },
	{ "posture.slouch_deg", "posture.lying_deg" },
	{ "posture.recline_deg", "posture.lying_deg" },
	{ "posture.lateral_deg", "posture.lying_deg" },
};

void config_defaults(struct config *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->sensor[SENSOR_UPPER].enabled = true;
	for (size_t i = 0; i < schema_count; i++)
		schema_set_default(&schema_keys[i], ret);
}

static int fail_unknown(const struct conffile *f, const config_setting_t *setting, const char *path)
{
	char known[PATH_LEN_MAX];

	schema_nearest(path, known, sizeof(known));
	if (known[0])
		return conffile_fail(f, setting, "no such key; did you mean \"%s\"?", known);
	return conffile_fail(f, setting, "no such key");
}

/* Every setting of the file, in its order, so that the first fault is the one named. */
static int read_group(const struct conffile *f, const config_setting_t *group, struct config *ret)
{
	int n = config_setting_length(group);
	int r = 0;

	for (int i = 0; r == 0 && i < n; i++) {
		const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
		const struct schema_key *key;
		char path[PATH_LEN_MAX];

		conffile_key(setting, path, sizeof(path));
		key = schema_find(path);
		if (key)
			r = schema_store(key, f, setting, ret);
		else if (!schema_is_group(path))
			r = fail_unknown(f, setting, path);
		else if (!config_setting_is_group(setting))
			r = conffile_fail_type(f, setting, "a group { }");
		else
			r = read_group(f, setting, ret);
	}
	return r;
}

/* The value as the file would write it; all keys in orders[] are SCHEMA_U32. */
static double value_of(const struct config *config, const char *path)
{
	const struct schema_key *key = schema_find(path);

	return *(const uint32_t *)((const char *)config + key->offset) / (double)key->unit;
}

static int check_order(const struct conffile *f, const struct config *config, const char *low,
		       const char *high)
{
	double low_value = value_of(config, low), high_value = value_of(config, high);
	char a[CONFFILE_NUMBER_MAX], b[CONFFILE_NUMBER_MAX];
	const config_setting_t *at = config_lookup(&f->tree, low);

	if (low_value < high_value)
		return 0;
	conffile_number_to_str(low_value, false, a);
	conffile_number_to_str(high_value, false, b);
	if (at)
		return conffile_fail(f, at, "%s must be less than %s, which is %s", a, high, b);
	return conffile_fail(f, config_lookup(&f->tree, high),
			     "%s must be more than %s, which is %s", b, low, a);
}

/* Where to point for two settings that quarrel: at either that is in the file. */
static const config_setting_t *either(const struct conffile *f, const char *a, const char *b)
{
	const config_setting_t *at = config_lookup(&f->tree, a);

	return at ? at : config_lookup(&f->tree, b);
}

static int check_mount(const struct conffile *f, const struct pose_params *pose)
{
	if (dir_dot_q14(pose->mount_up, pose->mount_forward) == 0)
		return 0;
	return conffile_fail(f, either(f, "mount.forward", "mount.up"),
			     "mount.up and mount.forward lie along the same axis");
}

static int check_addresses(const struct conffile *f, const struct config_sensor *sensor)
{
	uint32_t address = sensor[SENSOR_UPPER].address;

	if (!sensor[SENSOR_LOWER].enabled || address == 0 ||
	    address != sensor[SENSOR_LOWER].address)
		return 0;
	return conffile_fail(
		f, either(f, "sensor.lower.address", "sensor.upper.address"),
		"both sensors are at 0x%02x; set the AD0 or SA0 pin of one differently", address);
}

static int check_all(const struct conffile *f, const struct config *config)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(orders); i++)
		r = check_order(f, config, orders[i].low, orders[i].high);
	if (r == 0)
		r = check_mount(f, &config->wearer.pose);
	if (r == 0)
		r = check_addresses(f, config->sensor);
	return r;
}

int config_load(const char *path, struct config *config, struct config_error *ret_error)
{
	struct config next = *config;
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r != 0)
		return r;
	r = read_group(&f, config_root_setting(&f.tree), &next);
	if (r == 0)
		r = check_all(&f, &next);
	if (r == 0)
		*config = next;
	conffile_close(&f);
	return r;
}
