/* SPDX-License-Identifier: MIT */
/*
 * prove.h - what the harnesses for CBMC share; nothing here is ever run
 *
 * A harness is a function without arguments.  What nondet_*() returns stands for
 * every value of its type, assume() narrows it, assert() is what is proved for
 * all that is left, next to what CBMC checks at every operation.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#define assume(condition) __CPROVER_assume(condition)

/*
 * What is assumed of a product, written as the code writes it: then the solver knows the one by
 * the other, which it can hardly find out for itself.
 */
#define assume_product(a, b, max)                                     \
	do {                                                          \
		assume(!__CPROVER_overflow_mult((int32_t)(a), b));    \
		assume((a) * (b) >= -(max) && (a) * (b) <= (max));    \
	} while (0)

/* Without a body: CBMC knows the prefix. */
uint8_t nondet_u8(void);
int16_t nondet_i16(void);
uint32_t nondet_u32(void);
int32_t nondet_i32(void);
uint64_t nondet_u64(void);
int64_t nondet_i64(void);

static inline int32_t any_within(int32_t min, int32_t max)
{
	int32_t v = nondet_i32();

	assume(v >= min && v <= max);
	return v;
}

/* A bool that is 0 or 1: nondeterministic bytes need not be. */
static inline bool any_bool(void)
{
	return nondet_u8() & 1;
}
