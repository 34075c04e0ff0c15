/* SPDX-License-Identifier: MIT */
/*
 * iio-text.h - the texts of the kernel's IIO attributes, read without floating point
 *
 * Source of the formats: Linux, Documentation/ABI/testing/sysfs-bus-iio and
 * drivers/iio/industrialio-{core,buffer}.c.  All functions are pure, write
 * their result only on success and return 0 or -EBADMSG.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IIO_NANO      INT64_C(1000000000)
#define IIO_RATE_MAX  24 /* a rate as text */
#define IIO_ONE_Q30   (INT32_C(1) << 30)

/* What a scan element looks like: "le:s12/16>>4". */
struct iio_type {
	bool big_endian, is_signed;
	uint8_t bits;    /* that carry the value, 1 .. 64 */
	uint8_t storage; /* bits of the container: 8, 16, 32 or 64 */
	uint8_t shift;   /* to the right, before the bits count */
};

/**
 * iio_text_nano() - a decimal number times 10^9: "0.000598" -> 598000
 *
 * Digits past the ninth are cut off.  |value| < 2^32; an exponent, "nan" or
 * anything behind the number is refused.
 */
int iio_text_nano(const char *text, int64_t *ret_nano);

/**
 * iio_text_rate() - the rate nearest to a wish, not below it; else the highest
 * @text:       "10 20 50 100" or a range "[min step max]", in Hz
 * @ret_number: as the kernel writes it, to be written back
 */
int iio_text_rate(const char *text, uint32_t wish_millihz, char ret_number[IIO_RATE_MAX],
		  uint32_t *ret_millihz);

/**
 * iio_text_matrix() - a mount matrix: "0, 1, 0; -1, 0, 0; 0, 0, 1", row by row
 *
 * Q30, to nearest.  Only a rotation passes, each element true to 0.01: a
 * mirrored, scaled or sheared frame would tear accelerometer and gyro apart.
 */
int iio_text_matrix(const char *text, int32_t ret_q30[9]);

/** iio_text_type() - a scan element's type; repeated elements ("X2") are refused */
int iio_text_type(const char *text, struct iio_type *ret);
