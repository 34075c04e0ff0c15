/* SPDX-License-Identifier: MIT */
/* Both sides of every limit of the watch over samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imu-watch.h"

static const struct stream stream = { 50000, 16384000, 131000 };
static const struct stream accel_only = { 50000, 16384000, 0 };

#define ONE_G 16384

/* @n living samples of that length on z: noise in x and in the gyro */
static void push_still(struct imu_watch *w, unsigned n, int16_t z)
{
	for (unsigned i = 0; i < n; i++) {
		int16_t noise = (int16_t)(i % 5);

		assert_true(imu_watch_push(w, (struct counts3){ noise, 0, z },
					   (struct counts3){ noise, 1, 2 }));
	}
}

static void no_living_chip_delivers_these(void **state)
{
	static const struct counts3 zeros = { 0, 0, 0 }, ones = { -1, -1, -1 },
				    invalid = { INT16_MIN, INT16_MIN, INT16_MIN },
				    good = { 1, 2, ONE_G }, one_axis = { 0, 0, 1 };
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream);
	assert_false(imu_watch_push(&w, zeros, good));
	assert_false(imu_watch_push(&w, ones, good));
	assert_false(imu_watch_push(&w, invalid, good));
	assert_false(imu_watch_push(&w, good, invalid));
	assert_true(imu_watch_push(&w, good, zeros)); /* a gyro may well stand at zero */
	assert_true(imu_watch_push(&w, one_axis, ones));
	imu_watch_init(&w, &accel_only);
	assert_true(imu_watch_push(&w, good, invalid)); /* there is no gyro to be invalid */
}

static void four_dead_samples_on_end_are_bad_three_are_not(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream);
	for (int i = 0; i < 3; i++)
		imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_true(imu_watch_ok(&w));
	push_still(&w, 1, ONE_G);
	for (int i = 0; i < 3; i++)
		imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_true(imu_watch_ok(&w));
	imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_false(imu_watch_ok(&w));
}

static void a_second_without_change_is_frozen(void **state)
{
	/* the half that stands still: both, accel alone, gyro alone */
	static const bool moves[3][2] = { { false, false }, { false, true }, { true, false } };
	struct imu_watch w;

	(void)state;
	for (int k = 0; k < 3; k++) {
		imu_watch_init(&w, &stream);
		for (int16_t i = 0; i <= 50; i++) {
			assert_true(imu_watch_ok(&w)); /* the first and 49 like it */
			imu_watch_push(&w, (struct counts3){ moves[k][0] ? i : 7, 0, ONE_G },
				       (struct counts3){ moves[k][1] ? i : 7, 0, 0 });
		}
		assert_false(imu_watch_ok(&w));
	}
}

static void a_change_in_time_is_alive(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream);
	for (int16_t i = 0; i < 1000; i++) {
		int16_t v = (int16_t)(i / 50);

		imu_watch_push(&w, (struct counts3){ v, 0, ONE_G }, (struct counts3){ v, 0, 0 });
		assert_true(imu_watch_ok(&w));
	}
}

static void a_missing_gyro_is_not_a_frozen_one(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &accel_only);
	for (int16_t i = 0; i < 200; i++)
		imu_watch_push(&w, (struct counts3){ i, 0, ONE_G }, (struct counts3){ 0 });
	assert_true(imu_watch_ok(&w));
}

static void the_first_still_second_must_be_about_one_g_long(void **state)
{
	static const struct {
		int16_t z;
		bool ok;
	} rows[] = {
		{ ONE_G, true },	    { -ONE_G, true },
		{ ONE_G * 71 / 100, true }, { ONE_G * 69 / 100, false },
		{ ONE_G / 2, false },	    { ONE_G * 129 / 100, true },
		{ ONE_G * 131 / 100, false },
	};
	struct imu_watch w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		imu_watch_init(&w, &stream);
		push_still(&w, 49, rows[i].z);
		assert_true(imu_watch_ok(&w)); /* not before the second is full */
		push_still(&w, 1, rows[i].z);
		assert_int_equal(imu_watch_ok(&w), rows[i].ok);
	}
}

static void a_moving_second_is_not_judged_but_the_next_still_one_is(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream);
	for (int second = 0; second < 5; second++) {
		push_still(&w, 49, ONE_G / 2);
		push_still(&w, 1, ONE_G / 2 + ONE_G / 10 + 2);
		assert_true(imu_watch_ok(&w));
	}
	push_still(&w, 49, ONE_G / 2);
	push_still(&w, 1, ONE_G / 2 + ONE_G / 10 - 2);
	assert_false(imu_watch_ok(&w));
}

static void once_judged_good_a_later_fall_is_no_fault(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream);
	push_still(&w, 50, ONE_G);
	push_still(&w, 200, ONE_G / 4);
	assert_true(imu_watch_ok(&w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_living_chip_delivers_these),
		cmocka_unit_test(four_dead_samples_on_end_are_bad_three_are_not),
		cmocka_unit_test(a_second_without_change_is_frozen),
		cmocka_unit_test(a_change_in_time_is_alive),
		cmocka_unit_test(a_missing_gyro_is_not_a_frozen_one),
		cmocka_unit_test(the_first_still_second_must_be_about_one_g_long),
		cmocka_unit_test(a_moving_second_is_not_judged_but_the_next_still_one_is),
		cmocka_unit_test(once_judged_good_a_later_fall_is_no_fault),
	};

	return cmocka_run_group_tests_name("imu-watch", tests, NULL, NULL);
}
