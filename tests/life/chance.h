/* SPDX-License-Identifier: MIT */
/*
 * chance.h - random numbers by seed, the same everywhere
 */
#pragma once

#include <stdint.h>

struct chance {
	uint64_t state;
};

/* splitmix64: any seed will do, neighbours too */
static inline uint64_t chance_next(struct chance *c)
{
	uint64_t x = c->state += UINT64_C(0x9E3779B97F4A7C15);

	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return x ^ x >> 31;
}

static inline void chance_init(struct chance *c, uint64_t seed)
{
	c->state = seed;
	(void)chance_next(c);
}

/** chance_below() - 0 .. @n - 1 */
static inline uint32_t chance_below(struct chance *c, uint32_t n)
{
	return (uint32_t)((chance_next(c) >> 32) * n >> 32);
}

/** chance_between() - @from .. @to */
static inline uint32_t chance_between(struct chance *c, uint32_t from, uint32_t to)
{
	return from + chance_below(c, to - from + 1);
}
