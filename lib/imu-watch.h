/* SPDX-License-Identifier: MIT */
/*
 * imu-watch.h - are these samples a living chip's?
 *
 * An identity byte proves little: there are boards that answer it and deliver
 * zeros, chips that freeze, and a near twin with doubled ranges behind the
 * same identity.  What no dead chip can fake is noise and 1 g.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"

struct imu_watch {
	unsigned window;	  /* samples in a second */
	int32_t one_g;		  /* counts */
	bool has_gyro;
	struct counts3 accel, gyro; /* the sample before */
	unsigned changes;	  /* of acceleration; the first sample is one, 2 = it lives */
	unsigned same_accel;	  /* samples on end equal to the one before */
	unsigned same_gyro;
	unsigned dead;		  /* samples on end that no living chip delivers */
	int16_t rail[2];	  /* counts an axis cannot exceed: accel, gyro */
	unsigned railed[6];	  /* samples on end each axis was there; accel, gyro */
	/* the first still second */
	bool level_known, level_bad;
	unsigned n;
	int32_t sum[3];
	int16_t low[3], high[3];
};

/**
 * imu_watch_init() - begin anew; after every start of the chip
 * @accel_rail: counts an accelerometer's axis cannot exceed; 0 = 32767, as the gyro's
 */
void imu_watch_init(struct imu_watch *w, const struct stream *stream, uint16_t accel_rail);

/**
 * imu_watch_pass() - let one by that is not delivered, because the chip still settles
 *
 * It is not judged, but a change of acceleration is one.
 */
void imu_watch_pass(struct imu_watch *w, struct counts3 accel);

/**
 * imu_watch_push() - look at a sample
 *
 * Return: false for one that must not be delivered: acceleration all zeros,
 * all ones or all 0x8000, or a gyro of all 0x8000 ("not valid"); and any before
 * acceleration has changed since the start.
 */
bool imu_watch_push(struct imu_watch *w, struct counts3 accel, struct counts3 gyro);

/**
 * imu_watch_fault() - the verdict so far
 *
 * Return: 0; IMU_E_BAD_DATA after four dead samples on end; IMU_E_FROZEN after a
 * second without a change in acceleration or in rotation; IMU_E_SATURATED after
 * a second in which an axis stood at its end; IMU_E_LEVEL when the first still
 * second (no axis moved by 0.1 g) was not 0.7 to 1.3 g long.
 */
int imu_watch_fault(const struct imu_watch *w);
