/* SPDX-License-Identifier: MIT */
/*
 * poses.h - the taught poses on disk: state, not configuration
 *
 * A libconfig file, written as statefile.h has it: after a crash or a power cut
 * the old poses or the new ones are there, whole.
 *
 *   version = 1;
 *   poses = (
 *     {
 *       name = "upright"; posture = "upright"; good = true;
 *       learned = 1700000000L;         seconds since 1970
 *       grade = 93; spread_cdeg = 21;
 *       upper = [ 120, -16380, 310 ];  up in the sensor's axes, Q14
 *       lower = [ ... ];               one of the two may be missing
 *     },
 *     ...
 *   );
 */
#pragma once

#include "config.h"
#include "pose.h"

#define POSES_E_DAMAGED 1 /* there, but not to be trusted; ret_error says why */

/**
 * poses_read() - read all poses
 * @ret:       written only on success
 * @ret_error: as config_load()'s; "" on success
 *
 * Strict as config_load(): an unknown key, a missing one, a value out of
 * range, a direction whose length is off by more than 1 %, a name twice, more
 * than POSE_MAX poses, another version: POSES_E_DAMAGED.
 *
 * Return: 0; -ENOENT when nothing was taught yet; POSES_E_DAMAGED; another
 * negative errno.
 */
int poses_read(const char *path, struct pose_set *ret, struct config_error *ret_error);

/**
 * poses_write() - replace the file as a whole
 * @poses: as poses_read() accepts them (assert: .n)
 *
 * Return: as statefile_write().
 */
int poses_write(const char *path, const struct pose_set *poses);
