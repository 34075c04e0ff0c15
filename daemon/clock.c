/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <assert.h>
#include <time.h>

#define SEC_PER_DAY 86400

static uint64_t read_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

void clock_init(struct clock *c, uint32_t speed)
{
	assert(speed >= 1 && speed <= CLOCK_SPEED_MAX);
	c->speed = speed;
	c->boot0_us = read_us(CLOCK_BOOTTIME);
	c->real0_us = read_us(CLOCK_REALTIME);
}

uint64_t clock_now_us(const struct clock *c)
{
	uint64_t now_us = read_us(CLOCK_BOOTTIME);

	return c->boot0_us + (now_us - c->boot0_us) * c->speed;
}

uint64_t clock_boot_us(const struct clock *c, uint64_t t_us)
{
	uint64_t ahead_us;

	if (t_us <= c->boot0_us || t_us == UINT64_MAX)
		return t_us;
	ahead_us = t_us - c->boot0_us;
	/* Rounded up: woken a moment early, the caller would find nothing due. */
	return c->boot0_us + ahead_us / c->speed + (ahead_us % c->speed != 0);
}

uint64_t clock_tick_us(const struct clock *c, uint64_t due_us)
{
	uint64_t now_us = clock_now_us(c);

	return c->speed == 1 ? now_us : MIN(due_us, now_us);
}

uint64_t clock_real_us(const struct clock *c, uint64_t t_us)
{
	/* Modular arithmetic: t_us may lie before the moment it is measured from. */
	if (c->speed == 1)
		return read_us(CLOCK_REALTIME) + (t_us - read_us(CLOCK_BOOTTIME));
	return c->real0_us + (t_us - c->boot0_us);
}

void clock_wall(const struct clock *c, uint64_t t_us, struct wall *ret)
{
	time_t real_sec = (time_t)(clock_real_us(c, t_us) / US_PER_SEC);
	struct tm local;

	localtime_r(&real_sec, &local);
	ret->real_sec = real_sec;
	ret->local_day = (int32_t)((real_sec + local.tm_gmtoff) / SEC_PER_DAY);
	ret->local_min = (uint16_t)(local.tm_hour * 60 + local.tm_min);
}
