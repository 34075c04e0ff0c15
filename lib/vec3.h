/* SPDX-License-Identifier: MIT */
/*
 * vec3.h - vectors, one struct per space, so that adding counts to directions
 * does not compile
 *
 *   counts3   what a chip delivers, in the chip's own scale, sensor frame
 *   dir3      a unit direction in Q14: |d| = 16384, sensor frame
 *   lin3      an unnormalised vector of the filter, sensor frame, 1 g = 2^LIN_Q
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fixed.h"

#define DIR_ONE_Q14 16384
#define LIN_Q       22 /* 1 g; int32 holds +-511 g, so sums of the filter never come near */

struct counts3 {
	int16_t x, y, z;
};

struct dir3 {
	int16_t x_q14, y_q14, z_q14;
};

struct lin3 {
	int32_t x_q22, y_q22, z_q22;
};

/** dir_dot_q14() - cosine of the angle between two directions, Q14, to nearest; never overflows */
static inline int32_t dir_dot_q14(struct dir3 a, struct dir3 b)
{
	int64_t dot = (int64_t)a.x_q14 * b.x_q14 + (int64_t)a.y_q14 * b.y_q14 +
		      (int64_t)a.z_q14 * b.z_q14;

	return (int32_t)round_shift(dot, 14);
}

/** dir_is_zero() - true for the "no direction" value */
static inline bool dir_is_zero(struct dir3 d)
{
	return d.x_q14 == 0 && d.y_q14 == 0 && d.z_q14 == 0;
}

/**
 * dir_from() - scale a vector of any length to a direction
 * @x, @y, @z: components in one common scale, each within +-2^31
 *
 * Short vectors are scaled up first, so that the root's floor costs less than
 * 1/8 unit at any length: the result is 16384 +-1 long.  Three divisions and a
 * root's worth of work: once a batch, never per sample.
 *
 * Return: the direction, or all zeros when the vector is shorter than 64 units.
 */
static inline struct dir3 dir_from(int64_t x, int64_t y, int64_t z)
{
	uint64_t square = (uint64_t)(x * x) + (uint64_t)(y * y) + (uint64_t)(z * z);
	int64_t len;

	if (square < 64 * 64)
		return (struct dir3){ 0, 0, 0 };
	if (square < UINT64_C(1) << 34) {
		x *= 1 << 14;
		y *= 1 << 14;
		z *= 1 << 14;
		square <<= 28;
	}
	len = isqrt64(square);
	return (struct dir3){
		.x_q14 = sat16(div_round(x * DIR_ONE_Q14, len)),
		.y_q14 = sat16(div_round(y * DIR_ONE_Q14, len)),
		.z_q14 = sat16(div_round(z * DIR_ONE_Q14, len)),
	};
}

/** dir_cross() - a x b as a direction, zeros when parallel or opposite within a degree */
static inline struct dir3 dir_cross(struct dir3 a, struct dir3 b)
{
	int64_t x = (int64_t)a.y_q14 * b.z_q14 - (int64_t)a.z_q14 * b.y_q14;
	int64_t y = (int64_t)a.z_q14 * b.x_q14 - (int64_t)a.x_q14 * b.z_q14;
	int64_t z = (int64_t)a.x_q14 * b.y_q14 - (int64_t)a.y_q14 * b.x_q14;
	int64_t degree_q28 = 4684975; /* sin(1 deg) x 2^28 */

	if (x * x + y * y + z * z < degree_q28 * degree_q28)
		return (struct dir3){ 0, 0, 0 };
	return dir_from(x, y, z);
}
