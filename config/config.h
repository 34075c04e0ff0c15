/* SPDX-License-Identifier: MIT */
/*
 * config.h - plumbd.conf: one schema table, read strictly
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wearer.h"

#define CONFIG_BUS_MAX   64
#define CONFIG_CHIP_MAX  24
#define CONFIG_PATH_MAX  128
#define CONFIG_ERROR_MAX 512
#define CONFIG_PLACE_MAX 1024

struct config_sensor {
	bool enabled;               /* the upper sensor always is */
	uint32_t address;           /* 7 bits; 0 = look for it */
	char chip[CONFIG_CHIP_MAX]; /* as imu_chip_name() spells it, or "auto" */
};

/* What a profile is called and what it sets; the outcome is in config.profiles. */
struct config_profile {
	char name[POSE_NAME_MAX];
	uint64_t keys; /* its own ones, as schema_bit() has them */
};

struct history_params {
	bool enabled;
	uint32_t keep_days; /* of those on which there is anything */
};

struct config {
	char bus[CONFIG_BUS_MAX]; /* "/dev/i2c-1", "auto", "iio" or "sim" */
	uint32_t rate_hz;
	char bmi270_config[CONFIG_PATH_MAX]; /* a path; "" = none */
	struct config_sensor sensor[SENSOR_COUNT];
	struct wearer_params wearer;
	struct history_params history;
	struct wearer_profiles profiles;
	struct config_profile profile[PROFILE_MAX]; /* profiles.n of them */
};

#define CONFIG_E_INVALID 1 /* read, and refused; ret_error says where and why */

/* "plumbd.conf:12: posture.slouch_deg: 95 is out of range (3 .. 60)" */
struct config_error {
	char text[CONFIG_ERROR_MAX];
};

/** config_defaults() - what an empty file means */
void config_defaults(struct config *ret);

/**
 * config_load() - read a file over what @config holds
 * @path:      the file; errors name it as given
 * @config:    keys the file lacks keep the value found here, profiles are the
 *             file's alone; untouched on error
 * @ret_error: one line without '\n': file, line, key, reason, and the nearest
 *             known key where one was misspelt; "" on success
 *
 * Degrees become centidegrees and seconds microseconds, rounded half away from
 * zero.  The locale does not matter and the caller's is left as it was.  Named
 * load, not read: libconfig owns config_read().
 *
 * Return: 0; CONFIG_E_INVALID; a negative errno when the file cannot be read
 * (then ret_error says so too).
 */
int config_load(const char *path, struct config *config, struct config_error *ret_error);

/**
 * config_load_text() - config_load() of a file whose text is at hand
 * @path: what errors name, and whose folder @include is relative to
 * @text: @size bytes and a NUL
 */
int config_load_text(const char *path, const char *text, size_t size, struct config *config,
		     struct config_error *ret_error);

/** config_fits() - a file that says these numbers would be taken: each in range, none in quarrel */
bool config_fits(const struct config *config);

/* Where a setting stands; line 0 = nowhere. */
struct config_place {
	unsigned line;
	bool included; /* in a file that the one asked about includes */
	char file[CONFIG_PLACE_MAX];
};

/**
 * config_locate() - where a key is set, or else the group it would go into
 * @key: "posture.slouch_deg"
 *
 * Return and errors: as config_load().
 */
int config_locate(const char *path, const char *key, struct config_place *ret,
		  struct config_error *ret_error);
