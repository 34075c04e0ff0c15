/* SPDX-License-Identifier: MIT */
/*
 * offline.h - what a recording is judged by, without a daemon: limits and poses
 */
#pragma once

#include "config.h"
#include "ctl.h"
#include "pose.h"

struct offline {
	struct config config;
	unsigned sensors; /* bit 1 << SENSOR_x: those the configuration wants */
	struct pose_set poses;
};

/**
 * offline_config() - limits from a file, before all else
 * @path: NULL = the defaults
 *
 * Quiet hours are left out: a recording knows no time of day.  Both sensors
 * are wanted unless the file says otherwise.
 *
 * Return: 0 or an exit code, after saying why.
 */
int offline_config(struct offline *o, const char *path);

/** offline_poses() - poses as plumbd keeps them.  0 or an exit code, after saying why */
int offline_poses(struct offline *o, const char *path);

/**
 * offline_learn() - teach one more pose
 * @spec:    "POSE=RECORDING"; the pose is named by its posture
 * @seconds: how much of the recording's beginning, 2 .. 60
 *
 * Return: 0 or an exit code, after saying why.
 */
int offline_learn(const struct ctl *ctl, struct offline *o, const char *spec, uint32_t seconds);
