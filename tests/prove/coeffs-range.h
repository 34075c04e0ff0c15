/* SPDX-License-Identifier: MIT */
/*
 * coeffs-range.h - what gravity_plan() gives at any rate and scale with the filter's own constants
 *
 * The proofs of gravity_push() assume it; test-gravity-plan.c tries it on every rate and scale.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gravity.h"

#define ACCEL_MAX_Q22 67500000	/* 16 g, and what rounding the scale to a whole number adds */
#define GYRO_MAX_Q31  644300000 /* 0.3 rad, and what a count too many adds */
#define BIAS_MAX_Q31  107374182 /* 0.05 rad */
#define TURN_MAX_Q31  (GYRO_MAX_Q31 + BIAS_MAX_Q31)
#define LEAK_MAX_Q32  (INT32_C(1) << 30)

static inline bool is_in(int64_t v, int64_t min, int64_t max)
{
	return v >= min && v <= max;
}

/* Each for itself. */
static inline bool coeffs_in_range(const struct gravity_coeffs *c)
{
	return is_in(c->accel_mul, 128, 65536) && is_in(c->accel_clip, 1024, INT16_MAX) &&
	       is_in(c->gyro_mul_q31, 0, 37480660) && is_in(c->gyro_clip, 17, INT16_MAX) &&
	       is_in(c->k_q32, 1, LEAK_MAX_Q32) && is_in(c->k_plain_q32, 1, LEAK_MAX_Q32) &&
	       is_in(c->bias_mul_q29, 0, 4294968) && is_in(c->bias_max_q31, 0, BIAS_MAX_Q31) &&
	       is_in(c->one_g_square_min, 2621, 687194768) &&
	       is_in(c->one_g_square_max, c->one_g_square_min, 1546188227) &&
	       c->motion_mul_q32 >= 4000 && c->motion_mul_q32 <= 1048576000 &&
	       is_in(c->motion_k_q16, 163, 65536) && is_in(c->one_g_k_q16, 16, 6554) &&
	       is_in(c->motion_on_mg, 1, 8000) && is_in(c->motion_off_mg, 1, 8000) &&
	       is_in(c->reseat_counts, 2, 3441) && is_in(c->rest_accel_counts, 2, 820) &&
	       is_in(c->rest_gyro_counts, 0, 2000) && is_in(c->still_gyro_counts, 0, 16000) &&
	       is_in(c->rest_n, 3, 1200) && is_in(c->hurry, 1, 8) && is_in(c->hurry_n, 10, 4000) &&
	       is_in(c->settle_n, 0, 200);
}

/* Without a clip a count may be INT16_MIN. */
static inline int64_t largest_count(int32_t clip)
{
	return clip == INT16_MAX ? -INT16_MIN : clip;
}

/* Those that are multiplied with each other. */
static inline bool products_in_range(const struct gravity_coeffs *c)
{
	return largest_count(c->accel_clip) * c->accel_mul <= ACCEL_MAX_Q22 &&
	       largest_count(c->gyro_clip) * c->gyro_mul_q31 <= GYRO_MAX_Q31 &&
	       (int64_t)c->still_gyro_counts * c->gyro_mul_q31 <= INT32_MAX &&
	       (int64_t)c->reseat_counts * c->accel_mul <= 500000;
}
