/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "dates.h"
#include "fixed.h"

static void zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static void every_day_of_five_centuries_comes_back_the_same(void **state)
{
	(void)state;
	for (int32_t day = 0; day < 500 * 366; day++) {
		char iso[DATES_MAX];
		int32_t again = -1;
		time_t noon = (time_t)day * 86400 + 43200;
		struct tm tm;
		char expect[DATES_MAX];

		gmtime_r(&noon, &tm);
		strftime(expect, sizeof(expect), "%Y-%m-%d", &tm);
		assert_string_equal(dates_iso(day, iso), expect);
		assert_int_equal(dates_weekday(day), (tm.tm_wday + 6) % 7);
		assert_int_equal(dates_day_of_month(day), tm.tm_mday);
		assert_true(dates_parse(iso, &again));
		assert_int_equal(again, day);
	}
}

static void what_is_no_day_is_refused(void **state)
{
	static const char *const bad[] = {
		"",           "2026",        "2026-02-29",  "2026-13-01",
		"2026-00-10", "2026-11-00",  "2026-11-31",  "26-11-22",
		"2026-11-2",  "2026-11-22 ", " 2026-11-22", "2026/11/22",
		"-026-11-22", "1969-12-31",  "2026-1--22",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		int32_t day = 7;

		if (dates_parse(bad[i], &day))
			fail_msg("\"%s\" is taken for a day", bad[i]);
		assert_int_equal(day, 7);
	}
}

static void a_day_begins_at_local_midnight_whatever_summer_time_does(void **state)
{
	int32_t spring, autumn;

	(void)state;
	zone("CET-1CEST,M3.5.0,M10.5.0/3");
	assert_true(dates_parse("2026-03-29", &spring));
	assert_true(dates_parse("2026-10-25", &autumn));
	assert_int_equal(dates_start_sec(spring + 1) - dates_start_sec(spring), 23 * 3600);
	assert_int_equal(dates_start_sec(autumn + 1) - dates_start_sec(autumn), 25 * 3600);
	for (int32_t day = spring - 2; day < autumn + 2; day++) {
		uint64_t start_us = (uint64_t)dates_start_sec(day) * US_PER_SEC;

		assert_int_equal(dates_today(start_us), day);
		assert_int_equal(dates_today(start_us - 1), day - 1);
	}
}

static void dates_read_as_people_write_them(void **state)
{
	char buf[DATES_MAX];
	int32_t day;

	(void)state;
	assert_true(dates_parse("2026-11-01", &day));
	assert_string_equal(dates_long(day, buf), "Sunday 1 November 2026");
	assert_string_equal(dates_plain(day, buf), "1 November 2026");
	assert_string_equal(dates_short(day, buf), "1 Nov");
	assert_string_equal(dates_month(day), "Nov");
	assert_string_equal(dates_weekday_short(day), "Sun");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_five_centuries_comes_back_the_same),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(a_day_begins_at_local_midnight_whatever_summer_time_does),
		cmocka_unit_test(dates_read_as_people_write_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
