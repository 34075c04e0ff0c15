/* SPDX-License-Identifier: MIT */
/*
 * fixed.h - integer arithmetic with stated scale, rounding and saturation
 *
 * A suffix names the scale: x_q14 is x times 2^14.  Nothing here shifts a
 * negative number (C leaves that to the implementation): floor_shift() works
 * on the complement, which every compiler we build with turns back into one
 * arithmetic shift.
 */
#pragma once

#include <stdint.h>

/* The one that is chosen is evaluated twice: no argument may ask chance or a clock. */
#define MIN(a, b)     ((a) < (b) ? (a) : (b))
#define MAX(a, b)     ((a) > (b) ? (a) : (b))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define US_PER_MS  UINT64_C(1000)
#define US_PER_SEC UINT64_C(1000000)

/** floor_shift() - v / 2^n rounded towards minus infinity.  n: 0..62 */
static inline int64_t floor_shift(int64_t v, unsigned n)
{
	return v >= 0 ? v >> n : ~(~v >> n);
}

/**
 * round_shift() - v / 2^n rounded to nearest, ties away from zero.  n: 1..62
 *
 * |v| must stay below 2^63 - 2^(n-1).
 */
static inline int64_t round_shift(int64_t v, unsigned n)
{
	int64_t half = INT64_C(1) << (n - 1);

	return (v < 0 ? v - half : v + half) / (INT64_C(1) << n);
}

/** div_round() - a / b rounded to nearest, ties away from zero.  b > 0, |a| < 2^62, b < 2^62 */
static inline int64_t div_round(int64_t a, int64_t b)
{
	return (a < 0 ? a - b / 2 : a + b / 2) / b;
}

/** sat16() - the nearest int16 */
static inline int16_t sat16(int64_t v)
{
	return (int16_t)(v > INT16_MAX ? INT16_MAX : v < INT16_MIN ? INT16_MIN : v);
}

/** sat32() - the nearest int32 */
static inline int32_t sat32(int64_t v)
{
	return (int32_t)(v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : v);
}

/**
 * mul_high() - the upper half of a 64-bit product: a * b / 2^32, floor
 *
 * The shift by a whole register is free on 32-bit machines.
 */
static inline int32_t mul_high(int32_t a, int32_t b)
{
	return (int32_t)floor_shift((int64_t)a * b, 32);
}

/**
 * isqrt64() - the integer square root, floor
 *
 * Digit by digit, 32 rounds, no division.  Once a batch at most.
 */
static inline uint32_t isqrt64(uint64_t v)
{
	uint64_t root = 0;
	uint64_t bit = UINT64_C(1) << 62;

	while (bit > v)
		bit >>= 2;
	for (; bit != 0; bit >>= 2) {
		if (v >= root + bit) {
			v -= root + bit;
			root = (root >> 1) + bit;
		} else {
			root >>= 1;
		}
	}
	return (uint32_t)root;
}
