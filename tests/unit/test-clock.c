/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "clock.h"

#define SEC(n) ((uint64_t)(n)*US_PER_SEC)

static uint64_t system_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

/* A fast clock whose two origins are known. */
static struct clock fast(uint32_t speed, uint64_t boot0_us, uint64_t real0_us)
{
	return (struct clock){ .speed = speed, .boot0_us = boot0_us, .real0_us = real0_us };
}

static void at_speed_one_the_daemons_time_is_boottime(void **state)
{
	uint64_t before, now, after;
	struct clock c;

	(void)state;
	clock_init(&c, 1);
	before = system_us(CLOCK_BOOTTIME);
	now = clock_now_us(&c);
	after = system_us(CLOCK_BOOTTIME);
	assert_in_range(now, before, after);
	assert_int_equal(clock_boot_us(&c, now + SEC(5)), now + SEC(5));
}

static void fast_time_runs_n_times_as_fast_from_the_start(void **state)
{
	uint64_t boot0 = system_us(CLOCK_BOOTTIME) - SEC(1);
	struct clock c = fast(20, boot0, 0);
	uint64_t before, now, after;

	(void)state;
	before = system_us(CLOCK_BOOTTIME);
	now = clock_now_us(&c);
	after = system_us(CLOCK_BOOTTIME);
	assert_in_range(now, boot0 + (before - boot0) * 20, boot0 + (after - boot0) * 20);
}

static void a_timer_set_for_fast_time_never_fires_early(void **state)
{
	struct clock c = fast(7, SEC(100), 0);

	(void)state;
	assert_int_equal(clock_boot_us(&c, SEC(100) + 70), SEC(100) + 10);
	assert_int_equal(clock_boot_us(&c, SEC(100) + 71), SEC(100) + 11);
	assert_int_equal(clock_boot_us(&c, SEC(100) + 76), SEC(100) + 11);
	assert_int_equal(clock_boot_us(&c, SEC(100) + 77), SEC(100) + 11);
}

static void what_is_overdue_or_never_due_is_so_at_any_speed(void **state)
{
	struct clock c = fast(7, SEC(100), 0);

	(void)state;
	assert_int_equal(clock_boot_us(&c, 0), 0);
	assert_int_equal(clock_boot_us(&c, SEC(100)), SEC(100));
	assert_true(clock_boot_us(&c, UINT64_MAX) == UINT64_MAX);
}

static void a_late_tick_is_handled_now_at_speed_one(void **state)
{
	struct clock c;
	uint64_t before;

	(void)state;
	clock_init(&c, 1);
	before = system_us(CLOCK_BOOTTIME);
	assert_true(clock_tick_us(&c, 5) >= before);
}

static void a_late_tick_is_handled_when_it_was_due_in_fast_time(void **state)
{
	uint64_t boot0 = system_us(CLOCK_BOOTTIME) - SEC(1);
	struct clock c = fast(10, boot0, 0);

	(void)state;
	assert_int_equal(clock_tick_us(&c, boot0 + SEC(3)), boot0 + SEC(3));
	/* Not before its time either. */
	assert_true(clock_tick_us(&c, boot0 + SEC(1000000)) < boot0 + SEC(1000000));
}

static void wall_time_follows_the_systems_at_speed_one(void **state)
{
	uint64_t boot, real, after, slack;
	struct clock c;

	(void)state;
	clock_init(&c, 1);
	boot = system_us(CLOCK_BOOTTIME);
	real = clock_real_us(&c, boot - SEC(3));
	after = system_us(CLOCK_REALTIME);
	/* The readings lie apart by what passed between them. */
	slack = system_us(CLOCK_BOOTTIME) - boot;
	assert_in_range(real, after - SEC(3) - 2 * slack - 2, after - SEC(3) + slack + 2);
}

static void wall_time_goes_with_fast_time(void **state)
{
	struct clock c = fast(50, SEC(1000), SEC(1700000000));

	(void)state;
	assert_int_equal(clock_real_us(&c, SEC(1000)), SEC(1700000000));
	assert_int_equal(clock_real_us(&c, SEC(1060)), SEC(1700000060));
	assert_int_equal(clock_real_us(&c, SEC(990)), SEC(1699999990));
}

static void set_zone(const char *tz)
{
	setenv("TZ", tz, 1);
	tzset();
}

static void the_local_day_and_minute_follow_the_zone(void **state)
{
	static const struct {
		const char *tz;
		int64_t real_sec;
		int32_t day;
		uint16_t min;
	} rows[] = {
		{ "UTC0", 0, 0, 0 },
		{ "UTC0", 86399, 0, 1439 },
		{ "UTC0", 86400, 1, 0 },
		{ "EAST-5:30", 18 * 3600 + 1799, 0, 1439 },
		{ "EAST-5:30", 18 * 3600 + 1800, 1, 0 },
		{ "WEST8", 86400 + 8 * 3600 - 1, 0, 1439 },
		{ "WEST8", 86400 + 8 * 3600, 1, 0 },
		{ "WEST8", 1700000000, 19675, 14 * 60 + 13 },
	};
	struct clock c = fast(2, SEC(10), 0);
	struct wall wall;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		set_zone(rows[i].tz);
		clock_wall(&c, SEC(10) + SEC(rows[i].real_sec), &wall);
		if (wall.real_sec != rows[i].real_sec || wall.local_day != rows[i].day ||
		    wall.local_min != rows[i].min)
			fail_msg("row %zu: day %d minute %u", i, wall.local_day, wall.local_min);
	}
	set_zone("UTC0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_speed_one_the_daemons_time_is_boottime),
		cmocka_unit_test(fast_time_runs_n_times_as_fast_from_the_start),
		cmocka_unit_test(a_timer_set_for_fast_time_never_fires_early),
		cmocka_unit_test(what_is_overdue_or_never_due_is_so_at_any_speed),
		cmocka_unit_test(a_late_tick_is_handled_now_at_speed_one),
		cmocka_unit_test(a_late_tick_is_handled_when_it_was_due_in_fast_time),
		cmocka_unit_test(wall_time_follows_the_systems_at_speed_one),
		cmocka_unit_test(wall_time_goes_with_fast_time),
		cmocka_unit_test(the_local_day_and_minute_follow_the_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
