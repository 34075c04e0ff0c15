/* SPDX-License-Identifier: MIT */
/*
 * carefile.h - what the coach remembers, on disk: state, not configuration
 *
 * A libconfig file, written as statefile.h has it.  Every member of struct
 * care_memory is a key; lists of numbers go by kind or by posture, in the order
 * of the enums.  Free knots and days are left out.
 *
 *   version = 1;
 *   heat_begin = 0L; ...
 *   dismissed_until = [ 0L, 0L, 0L, 0L, 0L ];
 *   knots = (
 *     { day = 19675; since = 19670; severity = 4; place = "left shoulder"; },
 *     ...
 *   );
 *   days = (
 *     { day = 19675; still_us = 7200000000L; bad_us = [ 0L, 0L, 3600000000L, ... ]; },
 *     ...
 *   );
 */
#pragma once

#include "care.h"
#include "config.h"

#define CAREFILE_E_DAMAGED 1 /* there, but not to be trusted; ret_error says why */

/**
 * carefile_read() - read what was remembered
 * @ret:       written only on success
 * @ret_error: as config_load()'s; "" on success
 *
 * Strict as config_load(): an unknown key, a missing one, a value out of range,
 * a place that is none, too many knots or days, another version:
 * CAREFILE_E_DAMAGED.
 *
 * Return: 0; -ENOENT when nothing was remembered yet; CAREFILE_E_DAMAGED;
 * another negative errno.
 */
int carefile_read(const char *path, struct care_memory *ret, struct config_error *ret_error);

/** carefile_write() - replace the file as a whole; as statefile_write() */
int carefile_write(const char *path, const struct care_memory *memory);
