/* SPDX-License-Identifier: MIT */
/*
 * Every helper of fixed.h against what its comment says, over all it is allowed to be given.
 */
#include "fixed.h"
#include "prove.h"

/* What a solver multiplies back and divides within a minute; test-fixed.c goes on from there. */
#ifndef DIVIDEND_BITS
#define DIVIDEND_BITS 8
#endif
#ifndef ROOT_BITS
#define ROOT_BITS     16
#endif

/* Each distance on its own: shifts by a constant are free, 63 of them by any number are not. */
void floor_shift_is_the_floor(void)
{
	for (unsigned n = 0; n <= 62; n++) {
		int64_t v = nondet_i64();
		int64_t rest = v - floor_shift(v, n) * (INT64_C(1) << n);

		assert(rest >= 0 && rest < INT64_C(1) << n);
	}
}

void round_shift_is_the_nearest(void)
{
	for (unsigned n = 1; n <= 62; n++) {
		int64_t v = nondet_i64();
		int64_t half = INT64_C(1) << (n - 1);
		int64_t rest;

		assume(v > INT64_MIN + half && v <= INT64_MAX - half);
		rest = v - round_shift(v, n) * (INT64_C(1) << n);
		/* a tie leaves a rest that points back at zero */
		if (v >= 0)
			assert(-half <= rest && rest < half);
		else
			assert(-half < rest && rest <= half);
	}
}

void div_round_stays_in_range(void)
{
	int64_t a = nondet_i64();
	int64_t b = nondet_i64();

	assume(b > 0 && b < INT64_C(1) << 62 && a > -(INT64_C(1) << 62) && a < INT64_C(1) << 62);
	(void)div_round(a, b);
}

void div_round_is_the_nearest(void)
{
	int64_t limit = INT64_C(1) << DIVIDEND_BITS;
	int64_t a = nondet_i64();
	int64_t b = nondet_i64();
	int64_t rest;

	assume(b > 0 && b < limit && a > -limit && a < limit);
	rest = a - div_round(a, b) * b;
	if (a >= 0)
		assert(-b <= 2 * rest && 2 * rest < b);
	else
		assert(-b < 2 * rest && 2 * rest <= b);
}

void sat16_is_the_nearest(void)
{
	int64_t v = nondet_i64();
	int16_t r = sat16(v);

	assert(r == v || (v > INT16_MAX && r == INT16_MAX) || (v < INT16_MIN && r == INT16_MIN));
}

void sat32_is_the_nearest(void)
{
	int64_t v = nondet_i64();
	int32_t r = sat32(v);

	assert(r == v || (v > INT32_MAX && r == INT32_MAX) || (v < INT32_MIN && r == INT32_MIN));
}

/* floor_shift() has its own proof; what is left is that the product and its half fit. */
void mul_high_loses_nothing(void)
{
	int32_t half = mul_high(nondet_i32(), nondet_i32());

	assert(half >= -(INT32_C(1) << 30) && half <= INT32_C(1) << 30);
}

void isqrt64_loses_nothing(void)
{
	(void)isqrt64(nondet_u64());
}

void isqrt64_is_the_floor(void)
{
	uint64_t v = nondet_u64();
	uint64_t r;

	assume(v >> ROOT_BITS == 0);
	r = isqrt64(v);
	assert(r * r <= v && v < (r + 1) * (r + 1));
}
