/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "angle.h"
#include "fixed.h"
#include "human.h"

static void durations_are_read(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		uint32_t seconds;
	} rows[] = {
		{ "90", 90 },	   { "1", 1 },	      { "90s", 90 },	     { "30m", 1800 },
		{ "2h", 7200 },	   { "1h30m", 5400 }, { "1h30s", 3630 },     { "1d2h3m4s", 93784 },
		{ "7d", 604800 },  { "604800", 604800 }, { "0h5m", 300 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t seconds = 0;

		assert_int_equal(human_parse_duration(rows[i].text, 604800, &seconds), 0);
		assert_int_equal(seconds, rows[i].seconds);
	}
}

static void bad_durations_are_refused(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		int error;
	} rows[] = {
		{ "", HUMAN_E_FORMAT },	     { "m", HUMAN_E_FORMAT },	 { "5x", HUMAN_E_FORMAT },
		{ "-5", HUMAN_E_FORMAT },    { "1.5h", HUMAN_E_FORMAT }, { "30m1h", HUMAN_E_FORMAT },
		{ "5m5m", HUMAN_E_FORMAT },  { "1h30", HUMAN_E_FORMAT }, { "5 m", HUMAN_E_FORMAT },
		{ "5min", HUMAN_E_FORMAT },  { "0", HUMAN_E_RANGE },	 { "0s", HUMAN_E_RANGE },
		{ "604801", HUMAN_E_RANGE }, { "7d1s", HUMAN_E_RANGE },	 { "8d", HUMAN_E_RANGE },
		{ "99999999999999999999999d", HUMAN_E_RANGE },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint32_t seconds = 7;

		assert_int_equal(human_parse_duration(rows[i].text, 604800, &seconds), rows[i].error);
		assert_int_equal(seconds, 7);
	}
}

static void durations_are_written_in_two_units(void **state)
{
	/* clang-format off */
	static const struct {
		uint64_t us;
		const char *text;
	} rows[] = {
		{ 0, "0 s" },
		{ 59999999, "59 s" },
		{ 60000000, "1 min 0 s" },
		{ UINT64_C(3599999999), "59 min 59 s" },
		{ UINT64_C(3600000000), "1 h 0 min" },
		{ UINT64_C(86399999999), "23 h 59 min" },
		{ UINT64_C(86400000000), "1 d 0 h" },
	};
	/* clang-format on */
	char buf[HUMAN_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(human_duration(rows[i].us, buf), rows[i].text);
}

static void angles_are_rounded_to_tenths_and_named(void **state)
{
	/* clang-format off */
	static const struct {
		int32_t cdeg;
		const char *text;
	} rows[] = {
		{ 1744, "17.4 deg forward" }, { 1745, "17.5 deg forward" },
		{ -1744, "17.4 deg back" },   { -1745, "17.5 deg back" },
		{ 4, "0.0 deg" },	      { -4, "0.0 deg" },
		{ 5, "0.1 deg forward" },     { ANGLE_UNKNOWN, "not known" },
	};
	/* clang-format on */
	char buf[HUMAN_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(human_flexion(rows[i].cdeg, buf), rows[i].text);
	assert_string_equal(human_lateral(-300, buf), "3.0 deg left");
	assert_string_equal(human_lateral(300, buf), "3.0 deg right");
	assert_string_equal(human_curvature(300, buf), "3.0 deg rounder");
	assert_string_equal(human_curvature(-300, buf), "3.0 deg flatter");
	assert_string_equal(human_angle(300, NULL, NULL, buf), "3.0 deg");
}

static void rates_lose_their_fraction_when_it_is_none(void **state)
{
	char buf[HUMAN_MAX];

	(void)state;
	assert_string_equal(human_rate(50000, buf), "50 Hz");
	assert_string_equal(human_rate(12500, buf), "12.5 Hz");
	assert_string_equal(human_rate(49960, buf), "50 Hz");
}

static void a_time_of_another_day_has_its_date(void **state)
{
	const uint64_t day_us = UINT64_C(86400) * US_PER_SEC;
	char buf[HUMAN_MAX];
	uint64_t now_us;

	(void)state;
	assert_string_equal(human_time(UINT64_C(86400000000), buf), "1970-01-02 00:00:00");
	assert_string_equal(human_clock(UINT64_C(3661000000), buf), "01:01:01");
	/* Again, should midnight come between. */
	do {
		now_us = real_now_us();
		human_time(now_us, buf);
	} while (real_now_us() / day_us != now_us / day_us);
	assert_int_equal(strlen(buf), strlen("00:00:00"));
}

static void a_silence_is_told_but_for_a_pause(void **state)
{
	(void)state;
	assert_string_equal(human_silence("quiet-hours"), "silent in quiet hours");
	assert_string_equal(human_silence("acknowledged"), "silent until you sit well again");
	assert_non_null(strstr(human_silence("hour-full"), "alert.max_per_hour"));
	assert_null(human_silence("paused"));
	assert_null(human_silence("none"));
	assert_null(human_silence(""));
	assert_null(human_silence("asleep"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_read),
		cmocka_unit_test(bad_durations_are_refused),
		cmocka_unit_test(durations_are_written_in_two_units),
		cmocka_unit_test(angles_are_rounded_to_tenths_and_named),
		cmocka_unit_test(rates_lose_their_fraction_when_it_is_none),
		cmocka_unit_test(a_time_of_another_day_has_its_date),
		cmocka_unit_test(a_silence_is_told_but_for_a_pause),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
