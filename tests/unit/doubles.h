/* SPDX-License-Identifier: MIT */
/*
 * doubles.h - vectors, rotations and noise in floating point: the truth the integers are held to
 */
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vec3.h"

#define DEG (M_PI / 180)

struct vec {
	double x, y, z;
};

#define EXPECT_AT_MOST(value, limit)                                                               \
	do {                                                                                       \
		double value_ = (value);                                                           \
                                                                                                   \
		if (!(value_ <= (limit)))                                                          \
			fail_msg("%s is %g, not at most %g", #value, value_, (double)(limit));     \
	} while (0)

/* 0 .. 1, by xorshift64* */
static inline double uniform(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return (double)((*seed * UINT64_C(0x2545f4914f6cdd1d)) >> 11) / 9007199254740992.0;
}

/* Nearly Gaussian, of standard deviation 1. */
static inline double gauss(uint64_t *seed)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(seed);
	return sum;
}

static inline double vec_dot(struct vec a, struct vec b)
{
	return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline struct vec vec_cross(struct vec a, struct vec b)
{
	return (struct vec){ a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x };
}

static inline struct vec vec_sum(struct vec a, double k, struct vec b)
{
	return (struct vec){ a.x + k * b.x, a.y + k * b.y, a.z + k * b.z };
}

static inline struct vec vec_scale(struct vec a, double k)
{
	return (struct vec){ k * a.x, k * a.y, k * a.z };
}

/* @v turned about @axis (of any length) by an angle, right-handed. */
static inline struct vec vec_turn(struct vec v, struct vec axis, double rad)
{
	double len = sqrt(vec_dot(axis, axis));
	struct vec e = vec_scale(axis, len > 0 ? 1 / len : 0);
	struct vec turned = vec_scale(v, cos(rad));

	turned = vec_sum(turned, sin(rad), vec_cross(e, v));
	return vec_sum(turned, vec_dot(e, v) * (1 - cos(rad)), e);
}

static inline double vec_angle_deg(struct vec a, struct vec b)
{
	struct vec c = vec_cross(a, b);

	return atan2(sqrt(vec_dot(c, c)), vec_dot(a, b)) / DEG;
}

static inline struct vec vec_from_dir(struct dir3 d)
{
	return (struct vec){ d.x_q14, d.y_q14, d.z_q14 };
}

static inline struct vec vec_random(uint64_t *seed)
{
	struct vec v = { gauss(seed), gauss(seed), gauss(seed) };

	return vec_scale(v, 1 / sqrt(vec_dot(v, v)));
}

static inline struct vec vec_noise(uint64_t *seed, double sigma)
{
	if (sigma == 0)
		return (struct vec){ 0, 0, 0 };
	return (struct vec){ sigma * gauss(seed), sigma * gauss(seed), sigma * gauss(seed) };
}

static inline struct dir3 dir_of(struct vec v)
{
	double k = DIR_ONE_Q14 / sqrt(vec_dot(v, v));

	return (struct dir3){ sat16(lround(k * v.x)), sat16(lround(k * v.y)),
			      sat16(lround(k * v.z)) };
}
