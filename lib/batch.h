/* SPDX-License-Identifier: MIT */
/*
 * batch.h - what a source delivers: a few samples of one sensor and their scale
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "vec3.h"

#define BATCH_MAX 32

/* Where on the back a sensor sits: T4, between the shoulder blades, and L5. */
enum sensor {
	SENSOR_UPPER,
	SENSOR_LOWER,
	SENSOR_COUNT,
};

/** sensor_to_str() - "upper" or "lower", static */
const char *sensor_to_str(enum sensor sensor);

/*
 * The scale of a stream of samples.  Fixed from one (re)start of a source to
 * the next.
 */
struct stream {
	uint32_t rate_millihz;		  /* samples a second, 1000 .. 400000 */
	uint32_t accel_milli_lsb_per_g;	  /* counts per g x 1000, 64000 .. 32768000 */
	uint32_t gyro_milli_lsb_per_dps;  /* per deg/s x 1000, 1000 .. 2000000; 0 = no gyro */
};

/*
 * Up to BATCH_MAX consecutive samples of one sensor, oldest first, in the
 * sensor's own axes.  A plain value: copied, never shared.
 */
struct batch {
	enum sensor sensor;
	unsigned n;		/* samples held; 0 is legal and says nothing */
	bool gap;		/* samples were lost before these (overflow, re-init) */
	struct counts3 accel[BATCH_MAX];
	struct counts3 gyro[BATCH_MAX]; /* not read when the stream has no gyro */
	uint64_t t_us;		/* CLOCK_BOOTTIME of the last sample; rises from batch to batch */
};
