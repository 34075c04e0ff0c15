/* SPDX-License-Identifier: MIT */
/*
 * recording-names.h - the words of a recording, for its reader and its writer
 */
#pragma once

#include <assert.h>

#include "batch.h"

#define AXES               6 /* of one sensor: three of the accelerometer, three of the gyro */
#define AXIS(sensor, axis) ((sensor)*AXES + (axis))
#define ACCEL_MASK(sensor) (07u << AXIS(sensor, 0))
#define GYRO_MASK(sensor)  (07u << AXIS(sensor, 3))

/* What a column is: AXIS() of a sensor, or one of these. */
enum {
	COLUMN_SKIP = -1,
	COLUMN_AXES = AXIS(SENSOR_COUNT, 0),
	COLUMN_TIME = COLUMN_AXES,
	COLUMN_LABEL,
	COLUMN_KINDS,
};

/* clang-format off */
static const char *const column_names[COLUMN_KINDS] = {
	"upper.ax", "upper.ay", "upper.az", "upper.gx", "upper.gy", "upper.gz",
	"lower.ax", "lower.ay", "lower.az", "lower.gx", "lower.gy", "lower.gz",
	[COLUMN_TIME] = "t_us",
	[COLUMN_LABEL] = "label",
};
/* clang-format on */

static_assert(SENSOR_UPPER == 0 && SENSOR_LOWER == 1 && SENSOR_COUNT == 2,
	      "column_names follows enum sensor");

static const char version_line[] = "# plumb-recording 1";
static const char key_rate[] = "rate_millihz";
static const char key_accel[] = "accel_lsb_per_g";
static const char key_gyro[] = "gyro_lsb_per_dps";
static const char key_label[] = "label";
