/* SPDX-License-Identifier: MIT */
/*
 * clock.h - the daemon's time: CLOCK_BOOTTIME, or a faster one for recordings and the simulator
 *
 * Everything inside runs on clock_now_us().  At speed 1 that is
 * CLOCK_BOOTTIME and wall time is CLOCK_REALTIME, asked each time, so clock
 * steps are followed.  At speed N both run N times as fast from where they
 * stood at the start, and a tick that comes late is handled at the time it was
 * due: fast time loses no samples however busy the machine is.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "wearer.h"

#define CLOCK_SPEED_MAX 10000

struct clock {
	uint32_t speed;
	uint64_t boot0_us, real0_us; /* both clocks at clock_init() */
};

/** clock_init() - @speed 1 .. CLOCK_SPEED_MAX */
void clock_init(struct clock *c, uint32_t speed);

/** clock_now_us() - the daemon's time */
uint64_t clock_now_us(const struct clock *c);

/** clock_boot_us() - the CLOCK_BOOTTIME at which the daemon's time will be t_us */
uint64_t clock_boot_us(const struct clock *c, uint64_t t_us);

/** clock_tick_us() - the time to handle a tick at: now, or in fast time when it was due */
uint64_t clock_tick_us(const struct clock *c, uint64_t due_us);

/** clock_real_us() - CLOCK_REALTIME at the daemon's time t_us, past or future */
uint64_t clock_real_us(const struct clock *c, uint64_t t_us);

/** clock_wall() - the local day and minute at the daemon's time t_us */
void clock_wall(const struct clock *c, uint64_t t_us, struct wall *ret);
