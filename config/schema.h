/* SPDX-License-Identifier: MIT */
/*
 * schema.h - the keys of plumbd.conf: the one table, and how each kind is stored
 *
 * For config.c and the tests; everybody else reads struct config.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conffile.h"
#include "config.h"

enum schema_kind {
	SCHEMA_U32,     /* uint32_t */
	SCHEMA_U64,     /* uint64_t */
	SCHEMA_ADDRESS, /* uint32_t, shown in hexadecimal */
	SCHEMA_BOOL,
	SCHEMA_BUS,    /* char[CONFIG_BUS_MAX] */
	SCHEMA_CHIP,   /* char[CONFIG_CHIP_MAX] */
	SCHEMA_PATH,   /* char[CONFIG_PATH_MAX] */
	SCHEMA_AXIS,   /* struct dir3: "+x", "-z" ...; "auto" is all zeros */
	SCHEMA_LEVELS, /* .n_levels and .levels_us of struct alert_params */
	SCHEMA_QUIET,  /* .n_quiet and .quiet of struct alert_params */
};

struct schema_key {
	const char *path; /* "posture.slouch_deg" */
	enum schema_kind kind;
	size_t offset; /* in struct config */
	uint32_t unit; /* one of the file's is so many of the struct's; 1 = whole numbers only */
	uint64_t min, max; /* in the struct's unit, both allowed */
	bool none_ok;      /* so is 0, or "auto" for an axis */
	union {
		uint64_t number; /* in the struct's unit */
		const char *word;
		const uint64_t *levels_us; /* ends with 0 */
	} def;
};

extern const struct schema_key schema_keys[];
extern const size_t schema_count;

#define CONFIG_KEY_PROFILES "profiles" /* the group that is no part of the table */

/** schema_bit() - a bit of its own for each row */
uint64_t schema_bit(const struct schema_key *key);

/** schema_find() - the row of a key; NULL when unknown */
const struct schema_key *schema_find(const char *path);

/** schema_is_group() - true for "posture", "sensor.upper" ... */
bool schema_is_group(const char *path);

/**
 * schema_nearest() - what someone who wrote @path may have meant
 * @ret: the key or group; "" when nothing is near
 *
 * Near by edit distance, of the whole path or of the last name only; a key
 * that only lacks its unit ("slouch" for "slouch_deg") is nearest.
 */
void schema_nearest(const char *path, char *ret, size_t size);

/** schema_value_to_str() - the value as the file would write it: "12.5", "[ 30, 120 ]" */
void schema_value_to_str(const struct schema_key *key, const struct config *config, char *ret,
			 size_t size);

/** schema_set_default() - store the key's default */
void schema_set_default(const struct schema_key *key, struct config *ret);

/**
 * schema_store() - check one setting of the file and store it
 * @f: for the error text
 *
 * Return: 0; CONFIG_E_INVALID with the reason in @f's error and *ret as it was.
 */
int schema_store(const struct schema_key *key, const struct conffile *f,
		 const config_setting_t *setting, struct config *ret);
