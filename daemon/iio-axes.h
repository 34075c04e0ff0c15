/* SPDX-License-Identifier: MIT */
/*
 * iio-axes.h - from a kernel driver's raw values to counts of a stream
 *
 * The kernel says: physical = (raw + offset) x scale, in m/s^2 and rad/s, then
 * turned by the mount matrix.  A stream says: 16-bit counts, so many to the g
 * or to the degree per second.  Raw values keep their scale where they fit and
 * are divided or multiplied by a power of two where they do not, so that
 * nothing but the mount matrix ever rounds twice.
 */
#pragma once

#include "iio-text.h"
#include "vec3.h"

enum iio_kind {
	IIO_ACCEL,
	IIO_GYRO,
	IIO_KINDS,
};

/** iio_kind_to_str() - as attributes spell it: "accel", "anglvel"; static */
const char *iio_kind_to_str(enum iio_kind kind);

struct iio_axes {
	int32_t offset[3];      /* raw counts, added first */
	int32_t matrix_q30[9];  /* row by row; the device's axes from the chip's */
	bool straight;          /* the matrix is the identity, as almost always */
	int shift;              /* counts = raw / 2^shift; negative multiplies */
	uint32_t milli_lsb;     /* counts per g or per deg/s x 1000: the stream's */
};

/**
 * iio_axes_init() - no offset, straight
 * @scale_nano: the kernel's scale x 10^9: m/s^2 or rad/s per raw count
 *
 * Counts become 8250 .. 16500 per g, 67 .. 135 per deg/s, or as fine as the
 * chip is when that is coarser, but not below what a stream may have: a range
 * of at least 2 g and 243 deg/s is left, more saturates.
 *
 * Return: 0; -EBADMSG for a scale that no sensor has.
 */
int iio_axes_init(struct iio_axes *a, enum iio_kind kind, int64_t scale_nano);

/** iio_axes_set_matrix() - as iio_text_matrix() delivers it */
void iio_axes_set_matrix(struct iio_axes *a, const int32_t matrix_q30[9]);

/**
 * iio_axes_counts() - a raw sample as counts, to nearest, saturating
 *
 * Scaling: |element| <= 1.01 in Q30 times int32, three of them: below 2^62.7.
 */
struct counts3 iio_axes_counts(const struct iio_axes *a, const int32_t raw[3]);
