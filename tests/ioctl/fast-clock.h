/* SPDX-License-Identifier: MIT */
/*
 * fast-clock.h - a time that runs faster than the world's, and can jump
 *
 * Shared by the test, whose chips live in it, and by an unmodified plumbd,
 * into which fast-clock.c is preloaded.  A jump is what CLOCK_BOOTTIME makes
 * over a suspend.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#define FAST_CLOCK_ENV "PLUMB_FAST_CLOCK" /* the path of the file that holds it */

struct fast_clock {
	int64_t base_ns; /* CLOCK_BOOTTIME at which the two parted */
	int64_t speed;
	_Atomic int64_t jumped_ns;
};

static inline int64_t fast_clock_ns(const struct timespec *t)
{
	return (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;
}

/** fast_clock_ahead_ns() - how much later it is, by any clock, when CLOCK_BOOTTIME is @boot_ns */
static inline int64_t fast_clock_ahead_ns(const struct fast_clock *c, int64_t boot_ns)
{
	return (boot_ns - c->base_ns) * (c->speed - 1) + atomic_load(&c->jumped_ns);
}

/** fast_clock_world_us() - CLOCK_MONOTONIC of the world */
static inline uint64_t fast_clock_world_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)fast_clock_ns(&t) / 1000;
}
