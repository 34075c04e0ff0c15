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
#define CONFIG_ERROR_MAX 512

struct config_sensor {
	bool enabled;               /* the upper sensor always is */
	uint32_t address;           /* 7 bits; 0 = look for it */
	char chip[CONFIG_CHIP_MAX]; /* as imu_chip_name() spells it, or "auto" */
};

struct config {
	char bus[CONFIG_BUS_MAX]; /* "/dev/i2c-1", "auto" or "sim" */
	uint32_t rate_hz;
	struct config_sensor sensor[SENSOR_COUNT];
	struct wearer_params wearer;
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
 * @config:    keys the file lacks keep the value found here; untouched on error
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
