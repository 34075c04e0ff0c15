/* SPDX-License-Identifier: MIT */
/*
 * source-iio.h - sensors that a kernel driver owns, through Linux IIO
 */
#pragma once

#include "config.h"
#include "iio-device.h"
#include "source.h"

/**
 * source_iio_new() - look for the sensors of @config among the IIO devices
 * @roots: where sysfs and the nodes are, borrowed; NULL = "/sys" and "/dev"
 *
 * Which is which: as source_imu_new() has it, by the address the device's
 * parent sits at; see iio_find().  Opens nothing yet.  Back-off, retries and
 * the one SOURCE_LOST are those of source_imu_new() too.
 *
 * Return: 0; -ENOMEM.
 */
int source_iio_new(const struct config *config, const struct iio_roots *roots, uint64_t now_us,
		   struct source **ret);
