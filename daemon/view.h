/* SPDX-License-Identifier: MIT */
/*
 * view.h - what the outside is shown: one snapshot a tick, copied, never the wearer itself
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "source.h"
#include "wearer.h"

enum status {
	STATUS_STARTING,
	STATUS_UNCALIBRATED, /* no good pose is taught */
	STATUS_CALIBRATING,
	STATUS_WATCHING,
	STATUS_PAUSED,
	STATUS_SENSOR_LOST,
};

/** status_to_str() - "starting", "uncalibrated" ... "sensor-lost"; static */
const char *status_to_str(enum status status);

/*
 * The stamps in wall time are made from two clocks; they are kept as they are
 * until the clock was set, so that a change of one is news.
 */
struct view {
	enum status status;
	enum posture posture;		/* debounced */
	enum activity activity;
	bool good;			/* the posture is judged so; false while unknown */
	uint64_t step_us;		/* the daemon's time of which the three above are; 0 = none yet */
	char pose[POSE_NAME_MAX];	/* "" = none */
	uint64_t since_real_us;		/* when .posture was entered, CLOCK_REALTIME */
	uint64_t since_us;		/* the same, the daemon's time */
	uint64_t now_us;		/* of this snapshot */
	uint64_t real_us;
	uint32_t alert_level;
	uint64_t paused_until_real_us;	/* 0 = not paused */
	enum alert_silence silence;	/* why no alert speaks */
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg;
	uint64_t slouch_today_us, upright_today_us;
	uint32_t slouches_today, alerts_today;
	unsigned care_due;		/* a bit 1 << CARE_* each */
	uint64_t heat_left_us;		/* of the session that runs, to its hard end */
	unsigned poses_serial;		/* rises when the poses change */
	char profile[POSE_NAME_MAX];	/* in force; "" = the usual settings */
	char profile_choice[POSE_NAME_MAX]; /* the one chosen by hand, or "auto" */
	unsigned profiles_serial;	/* rises when the names of the profiles change */
	/* borrowed from the manager, valid during the call, never NULL */
	const struct pose_set *poses;
	const struct explanation *why;
	struct sensor_health sensor[SENSOR_COUNT];
	char config_error[512];		/* of the last refused reload, "" after a good one */
};
