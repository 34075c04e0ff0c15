/* SPDX-License-Identifier: MIT */
/* The chip's pace against the caller's clock: both sides of every limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixed.h"
#include "imu-pace.h"

#define SEC(n)	((uint64_t)(n) * US_PER_SEC)
#define TICK_US 320000u /* 16 samples at 50 Hz */

/* a chip of some rate, and whoever reads all it has */
static struct life {
	struct imu_pace pace;
	uint64_t now_us, phase; /* samples x 1e9 */
	uint32_t millihz;
} life;

static void begin(uint32_t nominal_millihz, uint32_t millihz)
{
	life = (struct life){ .now_us = SEC(1000), .millihz = millihz };
	imu_pace_init(&life.pace, nominal_millihz);
}

static bool tick(uint64_t us)
{
	unsigned level;

	life.now_us += us;
	life.phase += us * life.millihz;
	level = (unsigned)(life.phase / 1000000000);
	life.phase %= 1000000000;
	return imu_pace_push(&life.pace, life.now_us, level, level);
}

/* how long until it is called out of pace; 0 = not within @limit_us */
static uint64_t until_out(uint64_t limit_us)
{
	uint64_t from_us = life.now_us;

	while (life.now_us < from_us + limit_us) {
		if (!tick(TICK_US))
			return life.now_us - from_us;
	}
	return 0;
}

static void a_rate_is_out_of_pace_beyond_fifteen_per_cent(void **state)
{
	static const struct {
		int percent;
		bool out;
	} rows[] = {
		{ 0, false }, { 10, false }, { 14, false }, { -14, false },
		{ 21, true }, { -21, true }, { 50, true }, { -50, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(50000, 50000);
		assert_int_equal(until_out(SEC(20)), 0);
		life.millihz = (uint32_t)(50000 + 500 * rows[i].percent);
		if (rows[i].out)
			assert_in_range(until_out(SEC(20)), 1, SEC(2));
		else
			assert_int_equal(until_out(SEC(100)), 0);
	}
}

/* two samples in a second are 3 %, in a minute nothing */
static void a_rate_little_out_of_bounds_is_found_by_the_measurement(void **state)
{
	static const uint32_t millihz[] = { 58000, 42000 };

	(void)state;
	for (unsigned before_s = 0; before_s < 120; before_s += 7) {
		for (size_t i = 0; i < ARRAY_SIZE(millihz); i++) {
			begin(50000, 50000);
			assert_int_equal(until_out(SEC(before_s)), 0);
			life.millihz = millihz[i];
			assert_in_range(until_out(SEC(100)), SEC(2), SEC(75));
		}
	}
}

static void a_rate_is_out_from_the_first_second_too(void **state)
{
	(void)state;
	begin(50000, 100000); /* 0x19 as written, but the low-pass is off */
	assert_in_range(until_out(SEC(20)), 1, SEC(3));
}

static void one_late_look_is_no_fault(void **state)
{
	(void)state;
	for (unsigned late_ms = 0; late_ms <= 1000; late_ms += 50) {
		begin(50000, 50000);
		assert_int_equal(until_out(SEC(5)), 0);
		/* the time was taken, and the level read so much later */
		assert_true(imu_pace_push(&life.pace, life.now_us += TICK_US,
					  16 + late_ms / 20, 16 + late_ms / 20));
		for (int i = 0; i < 20; i++) {
			unsigned ms = i == 0 ? MAX(320, late_ms) : 320;
			unsigned n = (ms - (i == 0 ? late_ms : 0)) / 20;

			life.now_us += ms * US_PER_MS;
			assert_true(imu_pace_push(&life.pace, life.now_us, n, n));
		}
	}
}

static void silence_is_not_a_pace(void **state)
{
	(void)state;
	begin(50000, 50000);
	assert_int_equal(until_out(SEC(5)), 0);
	life.millihz = 0;
	assert_int_equal(until_out(SEC(5)), 0);
}

/* a chip that loses its power has given part of a batch before: that is no rate */
static void what_a_chip_gave_in_its_last_moment_is_no_rate(void **state)
{
	(void)state;
	for (unsigned part = 0; part < 16; part++) {
		for (unsigned looks = 0; looks < 5; looks++) {
			begin(50000, 50000);
			assert_int_equal(until_out(SEC(10) + looks * TICK_US), 0);
			assert_true(imu_pace_push(&life.pace, life.now_us += TICK_US, part, part));
			for (int i = 0; i < 4; i++)
				assert_true(imu_pace_push(&life.pace, life.now_us += TICK_US, 0,
							  0));
			assert_true(life.pace.millihz == 0 || life.pace.millihz == 50000);
		}
	}
}

static void the_rate_is_known_after_ten_seconds_and_fine_after_a_minute(void **state)
{
	static const int permille[] = { -90, -50, -20, -3, 0, 7, 35, 80 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(permille); i++) {
		bool near = permille[i] > -5 && permille[i] < 5;
		uint32_t is = (uint32_t)(50000 + 50 * permille[i]);

		begin(50000, is);
		until_out(SEC(10) - 2 * TICK_US);
		assert_int_equal(life.pace.millihz, 0);
		until_out(SEC(2));
		assert_in_range(life.pace.millihz, is - 250, is + 250);
		until_out(SEC(60));
		if (near)
			assert_int_equal(life.pace.millihz, 50000);
		else
			assert_in_range(life.pace.millihz, is - 30, is + 30);
	}
}

static void it_is_told_anew_only_when_it_moved(void **state)
{
	unsigned told = 0;
	uint32_t last = 0;

	(void)state;
	begin(50000, 51000);
	for (int i = 0; i < 3000; i++) { /* 16 minutes */
		tick(TICK_US + (unsigned)(i * 7919 % 4000));
		told += life.pace.millihz != last;
		last = life.pace.millihz;
	}
	assert_in_range(told, 1, 2);
	life.millihz = 51500; /* it warms up */
	until_out(SEC(200));
	assert_in_range(life.pace.millihz, 51300, 51550);
}

static void no_more_than_ten_per_cent_is_believed(void **state)
{
	(void)state;
	begin(50000, 57000); /* 14 %: not out yet */
	assert_int_equal(until_out(SEC(30)), 0);
	assert_int_equal(life.pace.millihz, 55000);
	begin(50000, 43000);
	assert_int_equal(until_out(SEC(30)), 0);
	assert_int_equal(life.pace.millihz, 45000);
}

static void what_is_known_outlives_a_new_beginning(void **state)
{
	(void)state;
	begin(50000, 51000);
	until_out(SEC(20));
	assert_int_not_equal(life.pace.millihz, 0);
	imu_pace_begin(&life.pace);
	assert_int_not_equal(life.pace.millihz, 0);
	/* what was in the FIFO before does not count as this second's */
	life.now_us += SEC(30);
	assert_int_equal(until_out(SEC(20)), 0);
}

/* a batch that stays behind is counted when it was made, not when it is fetched */
static void what_waits_in_the_fifo_is_counted_once(void **state)
{
	unsigned level = 0;

	(void)state;
	begin(50000, 50000);
	for (int i = 0; i < 60; i++) {
		unsigned taken;

		level += 16;
		taken = i % 3 == 2 ? level : MIN(level, 8);
		assert_true(imu_pace_push(&life.pace, life.now_us += TICK_US, level, taken));
		level -= taken;
	}
	assert_in_range(life.pace.millihz, 49900, 50100);
}

static void a_level_that_lies_breaks_nothing(void **state)
{
	(void)state;
	begin(225000, 225000);
	for (unsigned i = 0; i < 1000; i++)
		imu_pace_push(&life.pace, life.now_us += TICK_US, i * 7919 % 65536 / 6, i % 33);
	assert_true(life.pace.millihz == 0 ||
		    (life.pace.millihz >= 202500 && life.pace.millihz <= 247500));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_is_out_of_pace_beyond_fifteen_per_cent),
		cmocka_unit_test(a_rate_little_out_of_bounds_is_found_by_the_measurement),
		cmocka_unit_test(a_rate_is_out_from_the_first_second_too),
		cmocka_unit_test(one_late_look_is_no_fault),
		cmocka_unit_test(silence_is_not_a_pace),
		cmocka_unit_test(what_a_chip_gave_in_its_last_moment_is_no_rate),
		cmocka_unit_test(the_rate_is_known_after_ten_seconds_and_fine_after_a_minute),
		cmocka_unit_test(it_is_told_anew_only_when_it_moved),
		cmocka_unit_test(no_more_than_ten_per_cent_is_believed),
		cmocka_unit_test(what_is_known_outlives_a_new_beginning),
		cmocka_unit_test(what_waits_in_the_fifo_is_counted_once),
		cmocka_unit_test(a_level_that_lies_breaks_nothing),
	};

	return cmocka_run_group_tests_name("imu-pace", tests, NULL, NULL);
}
