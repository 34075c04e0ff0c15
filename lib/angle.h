/* SPDX-License-Identifier: MIT */
/*
 * angle.h - angles for people, in centidegrees; once a batch or when asked, never per sample
 */
#pragma once

#include <stdint.h>

#include "vec3.h"

#define ANGLE_UNKNOWN INT32_MAX /* "not known", as D-Bus shows it */
#define CDEG_PER_DEG  100

/**
 * angle_atan2_cdeg() - the angle of (x, y) from the x axis
 * @y, @x: one common scale, each within +-2^31
 *
 * Scaling: the smaller over the larger in Q30 (one division), a polynomial in
 * cdeg x 2^16.  Its error is 0.06 cdeg, rounding to nearest another 0.5: worst
 * error 0.57 cdeg at every length.
 * Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions",
 * 1964, 4.4.49.
 *
 * Return: -18000 .. 18000 cdeg; 0 when both are 0.
 */
int32_t angle_atan2_cdeg(int64_t y, int64_t x);

/**
 * angle_between_cdeg() - the angle between two directions
 *
 * By atan2(|a x b|, a . b), good to 0.02 deg at every angle (acos is not).
 *
 * Return: 0 .. 18000 cdeg; ANGLE_UNKNOWN when either is the zero direction.
 */
int32_t angle_between_cdeg(struct dir3 a, struct dir3 b);

/**
 * angle_sin_q14() / angle_cos_q14() - Q14, any angle; worst error 0.54 units
 *
 * Exact at the quarter turns.  20 rounds of CORDIC: for thresholds at
 * configuration time and for the simulator.
 * Source: J. Volder, "The CORDIC Trigonometric Computing Technique", 1959.
 */
int32_t angle_sin_q14(int32_t cdeg);
int32_t angle_cos_q14(int32_t cdeg);
