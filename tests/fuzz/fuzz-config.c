/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as plumbd.conf: taken whole, within every limit, or not at all.
 */
#define _GNU_SOURCE /* memmem() */
#include <inttypes.h>
#include <locale.h>

#include "amend.h"
#include "fuzz.h"
#include "imu.h"
#include "profiles.h"
#include "schema.h"
#include "scratch.h"

static bool in_range(const struct schema_key *key, uint64_t value)
{
	return (value >= key->min && value <= key->max) || (key->none_ok && value == 0);
}

static void check_levels(const struct schema_key *key, const struct alert_params *alert)
{
	LAW(alert->n_levels >= 1 && alert->n_levels <= ALERT_LEVEL_MAX, "there are 1 to 8 levels");
	for (unsigned i = 0; i < alert->n_levels; i++) {
		LAW(in_range(key, alert->levels_us[i]), "a level is within its limits");
		LAW(i == 0 || alert->levels_us[i] > alert->levels_us[i - 1], "levels rise");
	}
}

static void check_quiet(const struct alert_params *alert)
{
	LAW(alert->n_quiet <= ALERT_QUIET_MAX, "there are at most 16 quiet spans");
	for (unsigned i = 0; i < alert->n_quiet; i++)
		LAW(alert->quiet[i].from_min < 24 * 60 && alert->quiet[i].to_min < 24 * 60,
		    "a quiet span lies in the day");
}

static void check_axis(const struct schema_key *key, const struct dir3 *axis)
{
	int one = (axis->x_q14 != 0) + (axis->y_q14 != 0) + (axis->z_q14 != 0);

	LAW(one == 1 || (one == 0 && key->none_ok), "an axis is one of six");
	LAW(one == 0 || dir_dot_q14(*axis, *axis) == DIR_ONE_Q14, "an axis is of unit length");
}

static void check_key(const struct schema_key *key, const struct config *config)
{
	const void *at = (const char *)config + key->offset;

	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_ADDRESS:
		LAW(in_range(key, *(const uint32_t *)at), "a number is within its limits");
		break;
	case SCHEMA_U64:
		LAW(in_range(key, *(const uint64_t *)at), "a number is within its limits");
		break;
	case SCHEMA_BOOL:
		break;
	case SCHEMA_BUS:
		LAW(strnlen(at, CONFIG_BUS_MAX) < CONFIG_BUS_MAX, "a bus name ends in NUL");
		break;
	case SCHEMA_CHIP:
		LAW(strnlen(at, CONFIG_CHIP_MAX) < CONFIG_CHIP_MAX, "a chip name ends in NUL");
		LAW(strcmp(at, "auto") == 0 || imu_chip_find(at), "a chip is one that is known");
		break;
	case SCHEMA_PATH:
		LAW(strnlen(at, CONFIG_PATH_MAX) < CONFIG_PATH_MAX, "a path ends in NUL");
		LAW(*(const char *)at == '\0' || *(const char *)at == '/',
		    "a path is from the root");
		break;
	case SCHEMA_AXIS:
		check_axis(key, at);
		break;
	case SCHEMA_LEVELS:
		check_levels(key, at);
		break;
	case SCHEMA_QUIET:
		check_quiet(at);
		break;
	}
}

static void check_config(const struct config *config);

/* A profile is a configuration as good as the usual one. */
static void check_profiles(const struct config *config)
{
	const struct wearer_profiles *p = &config->profiles;

	LAW(p->n <= PROFILE_MAX && p->n_poses <= POSE_MAX, "there is room for the profiles");
	for (unsigned i = 0; i < p->n; i++) {
		struct config other = *config;
		char text[PROFILES_TEXT_MAX];
		size_t key = 0;

		LAW(pose_name_valid(config->profile[i].name), "a profile has a name");
		LAW(profiles_find(config, config->profile[i].name) == (int)i, "and is found by it");
		other.wearer = p->params[i];
		other.profiles.n = other.profiles.n_poses = 0;
		check_config(&other);
		while (profiles_setting(config, (int)i, &key, text))
			LAW(text[0] != '\0', "what a profile sets can be told");
	}
	for (unsigned i = 0; i < p->n_poses; i++)
		LAW(pose_name_valid(p->pose[i].name) && p->pose[i].profile >= 0 &&
			    p->pose[i].profile < (int)p->n,
		    "a pose asks for a profile that is there");
}

static void check_config(const struct config *config)
{
	const struct wearer_params *w = &config->wearer;
	const struct pose_params *p = &w->pose;
	const struct config_sensor *upper = &config->sensor[SENSOR_UPPER];
	const struct config_sensor *lower = &config->sensor[SENSOR_LOWER];

	for (size_t i = 0; i < schema_count; i++)
		check_key(&schema_keys[i], config);
	LAW(p->margin_cdeg < p->release_cdeg, "the margin is less than the release");
	LAW(p->release_cdeg < MIN(p->slouch_cdeg, MIN(p->recline_cdeg, p->lateral_cdeg)),
	    "a cone is left inside of where it is entered");
	LAW(w->lying_cdeg > MAX(p->slouch_cdeg, MAX(p->recline_cdeg, p->lateral_cdeg)),
	    "lying is further than every cone");
	LAW(dir_dot_q14(p->mount_up, p->mount_forward) == 0, "up and forward are two axes");
	LAW(!lower->enabled || lower->address == 0 || lower->address != upper->address,
	    "two sensors have two addresses");
	check_profiles(config);
}

static bool same_quiet(const struct alert_params *a, const struct alert_params *b)
{
	for (unsigned i = 0; a->n_quiet == b->n_quiet && i < a->n_quiet; i++) {
		if (a->quiet[i].from_min != b->quiet[i].from_min ||
		    a->quiet[i].to_min != b->quiet[i].to_min ||
		    a->quiet[i].days != b->quiet[i].days)
			return false;
	}
	return a->n_quiet == b->n_quiet;
}

static bool same_levels(const struct alert_params *a, const struct alert_params *b)
{
	return a->n_levels == b->n_levels &&
	       memcmp(a->levels_us, b->levels_us, a->n_levels * sizeof(a->levels_us[0])) == 0;
}

/* Key by key: what lies between them in memory means nothing. */
static bool same_key(const struct schema_key *key, const struct config *one,
		     const struct config *other)
{
	const void *a = (const char *)one + key->offset, *b = (const char *)other + key->offset;

	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_ADDRESS:
		return *(const uint32_t *)a == *(const uint32_t *)b;
	case SCHEMA_U64:
		return *(const uint64_t *)a == *(const uint64_t *)b;
	case SCHEMA_BOOL:
		return *(const bool *)a == *(const bool *)b;
	case SCHEMA_BUS:
	case SCHEMA_CHIP:
	case SCHEMA_PATH:
		return strcmp(a, b) == 0;
	case SCHEMA_AXIS:
		return memcmp(a, b, sizeof(struct dir3)) == 0;
	case SCHEMA_LEVELS:
		return same_levels(a, b);
	case SCHEMA_QUIET:
		return same_quiet(a, b);
	}
	return false;
}

static void write_decimal(char *to, uint64_t value, uint64_t unit)
{
	snprintf(to, CONFEDIT_VALUE_MAX, "%" PRIu64 ".%06" PRIu64, value / unit,
		 value % unit * (1000000 / unit));
}

/* What the file says, written into it anew: the text may differ, its meaning not. */
static void check_edits(const struct scratch *s, const struct config *config, bool includes)
{
	const struct alert_params *alert = &config->wearer.alert;
	struct confedit edits[] = {
		{ .path = "posture.slouch_deg", .n = 1 },
		{ .path = "alert.levels_s", .list = true, .n = alert->n_levels },
	};
	struct config_error error;
	struct amend a;
	int r;

	write_decimal(edits[0].value[0], config->wearer.pose.slouch_cdeg, 100);
	for (unsigned i = 0; i < alert->n_levels; i++)
		write_decimal(edits[1].value[i], alert->levels_us[i], US_PER_SEC);
	r = amend_make(s->file, edits, ARRAY_SIZE(edits), &a, &error);
	LAW(r == 0 || includes, "a file that is taken can be changed");
	if (r != 0)
		return;
	for (size_t i = 0; i < schema_count; i++)
		LAW(same_key(&schema_keys[i], &a.config, config),
		    "a file that is told what it says says the same");
	amend_free(&a);
}

/* A locale of the thread's own: libconfig is known to put the process's in its place. */
static locale_t own_locale(void)
{
	static locale_t own;

	if (!own)
		own = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	uselocale(own);
	return own;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	locale_t locale = own_locale();
	struct config defaults, config, again;
	struct config_error error;
	struct scratch s;
	int r;

	scratch_open(&s, data, size);
	config_defaults(&defaults);
	memcpy(&config, &defaults, sizeof(config));
	r = config_load(s.file, &config, &error);
	LAW(r == 0 || r == CONFIG_E_INVALID, "a file that can be read is taken or refused");
	LAW(uselocale((locale_t)0) == locale, "the caller's locale is left as it was");
	if (r != 0) {
		scratch_check_error(&s, error.text);
		LAW(memcmp(&config, &defaults, sizeof(config)) == 0,
		    "a config is untouched by a file that is refused");
	} else {
		LAW(error.text[0] == '\0', "no error, no error text");
		check_config(&config);
		memcpy(&again, &config, sizeof(again));
		LAW(config_load(s.file, &again, &error) == 0 &&
			    memcmp(&again, &config, sizeof(again)) == 0,
		    "a file read twice says the same twice");
		check_edits(&s, &config, memmem(data, size, "@include", 8) != NULL);
	}
	scratch_close(&s);
	return 0;
}
