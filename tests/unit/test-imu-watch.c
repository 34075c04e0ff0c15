/* SPDX-License-Identifier: MIT */
/* Both sides of every limit of the watch over samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "imu-watch.h"
#include "imu.h"

static const struct stream stream = { 50000, 16384000, 131000 };
static const struct stream accel_only = { 50000, 16384000, 0 };

#define ONE_G 16384

/* Started, and settled: it has changed. */
static void begin(struct imu_watch *w, const struct stream *s)
{
	imu_watch_init(w, s, 0);
	imu_watch_pass(w, (struct counts3){ 5, 5, 5 });
	imu_watch_pass(w, (struct counts3){ 6, 6, 6 });
}

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
	begin(&w, &stream);
	assert_false(imu_watch_push(&w, zeros, good));
	assert_false(imu_watch_push(&w, ones, good));
	assert_false(imu_watch_push(&w, invalid, good));
	assert_false(imu_watch_push(&w, good, invalid));
	assert_true(imu_watch_push(&w, good, zeros)); /* a gyro may well stand at zero */
	assert_true(imu_watch_push(&w, one_axis, ones));
	begin(&w, &accel_only);
	assert_true(imu_watch_push(&w, good, invalid)); /* there is no gyro to be invalid */
}

static void four_dead_samples_on_end_are_bad_three_are_not(void **state)
{
	struct imu_watch w;

	(void)state;
	begin(&w, &stream);
	for (int i = 0; i < 3; i++)
		imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_int_equal(imu_watch_fault(&w), 0);
	push_still(&w, 1, ONE_G);
	for (int i = 0; i < 3; i++)
		imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_int_equal(imu_watch_fault(&w), 0);
	imu_watch_push(&w, (struct counts3){ 0 }, (struct counts3){ 0 });
	assert_int_equal(imu_watch_fault(&w), IMU_E_BAD_DATA);
}

static void a_second_without_change_is_frozen(void **state)
{
	/* the half that stands still: both, accel alone, gyro alone */
	static const bool moves[3][2] = { { false, false }, { false, true }, { true, false } };
	struct imu_watch w;

	(void)state;
	for (int k = 0; k < 3; k++) {
		begin(&w, &stream);
		for (int16_t i = 0; i <= 50; i++) {
			assert_int_equal(imu_watch_fault(&w), 0); /* the first and 49 like it */
			imu_watch_push(&w, (struct counts3){ moves[k][0] ? i : 7, 0, ONE_G },
				       (struct counts3){ moves[k][1] ? i : 7, 0, 0 });
		}
		assert_int_equal(imu_watch_fault(&w), IMU_E_FROZEN);
	}
}

static void a_chip_frozen_from_the_start_is_not_believed(void **state)
{
	static const struct counts3 stuck = { 0x7FFE, 0x7FFE, 0x7FFE }, other = { 0x7FFE, 1, 2 };
	struct imu_watch w;

	(void)state;
	for (int passed = 0; passed < 3; passed++) {
		imu_watch_init(&w, &stream, 0);
		for (int i = 0; i < passed; i++)
			imu_watch_pass(&w, stuck);
		for (int16_t i = 0; i < 49; i++)
			assert_false(imu_watch_push(&w, stuck, (struct counts3){ i, 0, 0 }));
		for (int i = 0; i < 49; i++)
			assert_true(imu_watch_push(&w, other, stuck)); /* it has lived once */
	}
}

static void a_sample_let_by_shows_life_and_is_not_judged(void **state)
{
	static const struct counts3 zeros = { 0, 0, 0 }, good = { 1, 2, ONE_G };
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream, 0);
	for (int i = 0; i < 100; i++)
		imu_watch_pass(&w, zeros);
	assert_int_equal(imu_watch_fault(&w), 0);
	assert_true(imu_watch_push(&w, good, zeros));
}

static void a_change_in_time_is_alive(void **state)
{
	struct imu_watch w;

	(void)state;
	begin(&w, &stream);
	for (int16_t i = 0; i < 1000; i++) {
		int16_t v = (int16_t)(i / 50);

		imu_watch_push(&w, (struct counts3){ v, 0, ONE_G }, (struct counts3){ v, 0, 0 });
		assert_int_equal(imu_watch_fault(&w), 0);
	}
}

static void a_missing_gyro_is_not_a_frozen_one(void **state)
{
	struct imu_watch w;

	(void)state;
	begin(&w, &accel_only);
	for (int16_t i = 0; i < 200; i++)
		imu_watch_push(&w, (struct counts3){ i, 0, ONE_G }, (struct counts3){ 0 });
	assert_int_equal(imu_watch_fault(&w), 0);
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
		begin(&w, &stream);
		push_still(&w, 49, rows[i].z);
		assert_int_equal(imu_watch_fault(&w), 0); /* not before the second is full */
		push_still(&w, 1, rows[i].z);
		assert_int_equal(imu_watch_fault(&w), rows[i].ok ? 0 : IMU_E_LEVEL);
	}
}

static void a_moving_second_is_not_judged_but_the_next_still_one_is(void **state)
{
	struct imu_watch w;

	(void)state;
	begin(&w, &stream);
	for (int second = 0; second < 5; second++) {
		push_still(&w, 49, ONE_G / 2);
		push_still(&w, 1, ONE_G / 2 + ONE_G / 10 + 2);
		assert_int_equal(imu_watch_fault(&w), 0);
	}
	push_still(&w, 49, ONE_G / 2);
	push_still(&w, 1, ONE_G / 2 + ONE_G / 10 - 2);
	assert_int_equal(imu_watch_fault(&w), IMU_E_LEVEL);
}

static void an_axis_at_its_end_for_a_second_is_saturated(void **state)
{
	static const struct {
		uint16_t rail; /* 0 = all 16 bits */
		int axis;      /* accel x, y, z, gyro x, y, z */
		int16_t value;
		bool ok;
	} rows[] = {
		{ 0, 0, INT16_MAX, false },	{ 0, 1, -INT16_MAX, false },
		{ 0, 2, INT16_MIN, false },	{ 0, 0, INT16_MAX - 1, true },
		{ 0, 3, INT16_MAX, false },	{ 0, 5, INT16_MIN, false },
		{ 0, 4, INT16_MAX - 1, true },	{ 0x7FF0, 1, 0x7FF0, false },
		{ 0x7FF0, 1, 0x7FEF, true },	{ 4095, 2, -4095, false },
		{ 4095, 2, -4094, true },	{ 4095, 3, 4095, true }, /* not the gyro's end */
	};
	struct imu_watch w;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		imu_watch_init(&w, &stream, rows[i].rail);
		w.level_known = true; /* not what this is about */
		for (int16_t n = 1; n <= 50; n++) {
			int16_t v[6] = { n, n, n, n, n, n };

			assert_int_equal(imu_watch_fault(&w), 0);
			v[rows[i].axis] = rows[i].value;
			imu_watch_push(&w, (struct counts3){ v[0], v[1], v[2] },
				       (struct counts3){ v[3], v[4], v[5] });
		}
		assert_int_equal(imu_watch_fault(&w), rows[i].ok ? 0 : IMU_E_SATURATED);
	}
}

static void a_knock_against_the_end_is_no_fault(void **state)
{
	struct imu_watch w;

	(void)state;
	imu_watch_init(&w, &stream, 0);
	w.level_known = true;
	for (int16_t n = 0; n < 500; n++) {
		int16_t x = n % 50 == 0 ? 0 : INT16_MAX;

		imu_watch_push(&w, (struct counts3){ x, n, 0 }, (struct counts3){ n, 0, 0 });
		assert_int_equal(imu_watch_fault(&w), 0);
	}
}

static void once_judged_good_a_later_fall_is_no_fault(void **state)
{
	struct imu_watch w;

	(void)state;
	begin(&w, &stream);
	push_still(&w, 50, ONE_G);
	push_still(&w, 200, ONE_G / 4);
	assert_int_equal(imu_watch_fault(&w), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_living_chip_delivers_these),
		cmocka_unit_test(four_dead_samples_on_end_are_bad_three_are_not),
		cmocka_unit_test(a_second_without_change_is_frozen),
		cmocka_unit_test(a_chip_frozen_from_the_start_is_not_believed),
		cmocka_unit_test(a_sample_let_by_shows_life_and_is_not_judged),
		cmocka_unit_test(a_change_in_time_is_alive),
		cmocka_unit_test(a_missing_gyro_is_not_a_frozen_one),
		cmocka_unit_test(the_first_still_second_must_be_about_one_g_long),
		cmocka_unit_test(a_moving_second_is_not_judged_but_the_next_still_one_is),
		cmocka_unit_test(an_axis_at_its_end_for_a_second_is_saturated),
		cmocka_unit_test(a_knock_against_the_end_is_no_fault),
		cmocka_unit_test(once_judged_good_a_later_fall_is_no_fault),
	};

	return cmocka_run_group_tests_name("imu-watch", tests, NULL, NULL);
}
