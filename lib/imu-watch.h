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
	unsigned same_accel;	  /* samples on end equal to the one before */
	unsigned same_gyro;
	unsigned dead;		  /* samples on end that no living chip delivers */
	/* the first still second */
	bool level_known, level_bad;
	unsigned n;
	int32_t sum[3];
	int16_t low[3], high[3];
};

/** imu_watch_init() - begin anew; after every start of the chip */
void imu_watch_init(struct imu_watch *w, const struct stream *stream);

/**
 * imu_watch_push() - look at a sample
 *
 * Return: false for one that must not be delivered: acceleration all zeros,
 * all ones or all 0x8000, or a gyro of all 0x8000 ("not valid").
 */
bool imu_watch_push(struct imu_watch *w, struct counts3 accel, struct counts3 gyro);

/**
 * imu_watch_ok() - the verdict so far
 *
 * Return: false after four dead samples on end, after a second without a
 * change in acceleration or in rotation, or when the first still second
 * (no axis moved by 0.1 g) was not 0.7 to 1.3 g long.
 */
bool imu_watch_ok(const struct imu_watch *w);
