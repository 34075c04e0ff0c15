/* SPDX-License-Identifier: MIT */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "conffile.h"
#include "orders.h"
#include "profiles-read.h"
#include "schema.h"

#define PATH_LEN_MAX 128

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
		else if (strcmp(path, CONFIG_KEY_PROFILES) == 0)
			r = 0; /* read last, over all else */
		else if (!schema_is_group(path))
			r = fail_unknown(f, setting, path);
		else if (!config_setting_is_group(setting))
			r = conffile_fail_type(f, setting, "a group { }");
		else
			r = read_group(f, setting, ret);
	}
	return r;
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
	int r = orders_check(f, config_root_setting(&f->tree), config);

	if (r == 0)
		r = check_mount(f, &config->wearer.pose);
	if (r == 0)
		r = check_addresses(f, config->sensor);
	return r;
}

static int load(const struct conffile *f, struct config *config)
{
	struct config next = *config;
	int r = read_group(f, config_root_setting(&f->tree), &next);

	if (r == 0)
		r = check_all(f, &next);
	if (r == 0)
		r = profiles_read(f, &next);
	if (r == 0)
		*config = next;
	return r;
}

int config_load(const char *path, struct config *config, struct config_error *ret_error)
{
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r != 0)
		return r;
	r = load(&f, config);
	conffile_close(&f);
	return r;
}

int config_load_text(const char *path, const char *text, size_t size, struct config *config,
		     struct config_error *ret_error)
{
	struct conffile f;
	int r = conffile_parse(&f, path, text, size, ret_error);

	if (r != 0)
		return r;
	r = load(&f, config);
	conffile_close(&f);
	return r;
}

/* A number of the struct against the limits of its row. */
static bool in_range(const struct schema_key *key, uint64_t value)
{
	return (value == 0 && key->none_ok) || (value >= key->min && value <= key->max);
}

static bool levels_fit(const struct schema_key *key, const struct alert_params *alert)
{
	for (unsigned i = 0; i < alert->n_levels; i++) {
		if (!in_range(key, alert->levels_us[i]) ||
		    (i > 0 && alert->levels_us[i] <= alert->levels_us[i - 1]))
			return false;
	}
	return alert->n_levels > 0;
}

static bool key_fits(const struct schema_key *key, const struct config *config)
{
	const void *at = (const char *)config + key->offset;

	if (key->kind == SCHEMA_U32)
		return in_range(key, *(const uint32_t *)at);
	if (key->kind == SCHEMA_U64)
		return in_range(key, *(const uint64_t *)at);
	return key->kind != SCHEMA_LEVELS || levels_fit(key, at);
}

bool config_fits(const struct config *config)
{
	for (size_t i = 0; i < schema_count; i++) {
		if (!key_fits(&schema_keys[i], config))
			return false;
	}
	return orders_hold(config);
}

static const config_setting_t *lookup_or_group(const struct conffile *f, const char *key)
{
	const config_setting_t *at = config_lookup(&f->tree, key);
	size_t len = strcspn(key, ".");
	char group[PATH_LEN_MAX];

	if (at || len >= sizeof(group))
		return at;
	memcpy(group, key, len);
	group[len] = '\0';
	return config_lookup(&f->tree, group);
}

int config_locate(const char *path, const char *key, struct config_place *ret,
		  struct config_error *ret_error)
{
	char file[CONFFILE_SOURCE_MAX];
	const config_setting_t *at;
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r != 0)
		return r;
	*ret = (struct config_place){ 0 };
	at = lookup_or_group(&f, key);
	if (at) {
		const char *source = conffile_source(&f, at, file);

		ret->line = config_setting_source_line(at);
		ret->included = strcmp(source, path) != 0;
		snprintf(ret->file, sizeof(ret->file), "%s", source);
	}
	conffile_close(&f);
	return 0;
}
