/* SPDX-License-Identifier: MIT */
/*
 * words.h - what plumbd says, in words
 *
 * One place for the wording, so that a signal, `systemctl status` and the
 * journal never say the same thing differently.  Pure: no clock, no I/O, no
 * locale.  Every function fills @ret, cut to @size bytes and terminated, with
 * printable ASCII on one line.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

#define WORDS_MAX 1024 /* holds every sentence made here, config errors included */

/** words_clean() - replace what is not printable ASCII: controls by ' ', all else by '?' */
void words_clean(char *text);

/** words_duration() - "42 s", "2 min 10 s", "3 h 5 min", "2 d 4 h"; rounded down */
void words_duration(char *ret, size_t size, uint64_t us);

/**
 * words_lean() - "17.4 deg forward", "3.0 deg back", "15.2 deg to the left"
 * @posture: leaning to a side is told by @lateral_cdeg, all else by @flexion_cdeg
 *
 * Rounded to tenths, ties away from zero.
 *
 * Return: false, with "" in @ret, when that angle is ANGLE_UNKNOWN.
 */
bool words_lean(char *ret, size_t size, enum posture posture, int32_t flexion_cdeg,
		int32_t lateral_cdeg);

/** words_alert() - "slouching for 30 s, 17.4 deg forward (alert level 1)" */
void words_alert(char *ret, size_t size, const struct explanation *why);

/** words_recovered() - "recovered after 2 min 10 s of slouching"; @bad: what the alert was for */
void words_recovered(char *ret, size_t size, enum posture bad, uint64_t slouched_us);

/** words_learned() - "learned, grade 93" */
void words_learned(char *ret, size_t size, const struct pose *pose);

/** words_not_learned() - "failed: ..." with @trouble, or NULL: what @result means and what to do */
void words_not_learned(char *ret, size_t size, enum calibrate_result result, const char *trouble);

/** words_sensor_lost() - "upper sensor lost: ...", what is wrong and what to do */
void words_sensor_lost(char *ret, size_t size, enum sensor sensor, const struct sensor_health *h);

/** words_config_value() - why->key_value as plumbd.conf writes it: "12.0"; sensitivity: "3" */
void words_config_value(char *ret, size_t size, const struct explanation *why);

/**
 * words_why() - the paragraph Explain() gives
 * @why:       known
 * @local_min: local minute of the day the alert spoke in, 0 .. 1439
 */
void words_why(char *ret, size_t size, const struct explanation *why, unsigned local_min);

/**
 * words_status() - the sentence `systemctl status` shows
 *
 * "slouching for 2 min 10 s, 17.4 deg forward; 3 slouches today"; without
 * poses or sensor what to do about it; heat that runs, and a refused
 * configuration, at the end.
 */
void words_status(char *ret, size_t size, const struct view *v);
