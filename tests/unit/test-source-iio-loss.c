/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source-iio-rig.h"

static void nothing_there_is_told_once_and_looked_for_with_back_off(void **state)
{
	static const uint64_t at_ms[] = { 0, 500, 1500, 3500, 7500, 15500, 31500, 61500, 91500 };

	(void)state;
	begin(false);
	for (size_t i = 0; i < ARRAY_SIZE(at_ms); i++) {
		assert_int_equal(source_due_us(rig.source), BEGIN_US + MS(at_ms[i]));
		read_once();
	}
	assert_int_equal(rig.n_log, 1);
	assert_news(0, SOURCE_LOST);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "no kernel driver offers an accelerometer: load its overlay "
			    "(dtoverlay=i2c-sensor,mpu6050), or set sensor.bus = \"auto\"");
	put_mpu6050(DEVICE, PARENT);
	play_until_news(2);
	assert_news(1, SOURCE_STREAM);
	assert_string_equal(health(SENSOR_UPPER)->trouble, "");
}

static void a_driver_that_is_unbound_is_lost_at_once_and_found_again(void **state)
{
	uint64_t lost_us;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(false);
	play_until(BEGIN_US + SEC(2));
	rig.pread_error = -ENODEV;
	rig.frozen = true;
	play_until_news(2);
	lost_us = rig.log[1].at_us;
	assert_news(1, SOURCE_LOST);
	assert_in_range(lost_us - BEGIN_US, SEC(2), SEC(2) + MS(40));
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "iio:device0 (mpu6050) is gone: bind its kernel driver again, or look "
			    "at its cable");
	assert_int_equal(health(SENSOR_UPPER)->last_error, -ENODEV);
	cut_device(DEVICE, PARENT);
	play_until(BEGIN_US + SEC(100));
	assert_int_equal(rig.n_log, 2);
	assert_true(source_due_us(rig.source) - rig.now_us <= SEC(30));
	/* under another number, as the kernel may well choose */
	put_mpu6050("iio:device1", PARENT);
	rig.pread_error = 0;
	rig.frozen = false;
	play_until_news(3);
	assert_news(2, SOURCE_STREAM);
	assert_string_equal(health(SENSOR_UPPER)->bus, "iio:device1");
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 1);
	assert_int_equal(health(SENSOR_UPPER)->last_error, 0);
}

static void a_failed_read_is_borne_three_times(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(false);
	play_until(BEGIN_US + SEC(1));
	rig.pread_error = -EINVAL;
	for (int i = 0; i < 3; i++)
		read_once();
	assert_int_equal(rig.n_log, 1);
	rig.pread_error = 0;
	read_once();
	assert_int_equal(health(SENSOR_UPPER)->errors, 3);
	assert_int_equal(health(SENSOR_UPPER)->last_error, 0);
	rig.pread_error = -EINVAL;
	for (int i = 0; i < 4; i++)
		read_once();
	assert_int_equal(rig.n_log, 2);
	assert_news(1, SOURCE_LOST);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "reading in_accel_x_raw of iio:device0 (mpu6050) failed (Invalid "
			    "argument, error 22): check its wiring");
}

static void a_hung_bus_is_not_waited_for_again(void **state)
{
	unsigned before;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(false);
	play_until(BEGIN_US + SEC(1));
	rig.pread_error = -ETIMEDOUT;
	before = rig.preads;
	read_once();
	assert_int_equal(rig.preads - before, 1);
	assert_news(1, SOURCE_LOST);
}

static void frozen_values_are_seen_within_two_seconds(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(false);
	play_until(BEGIN_US + SEC(2));
	rig.frozen = true;
	play_until_news(2);
	assert_news(1, SOURCE_STREAM); /* started again */
	assert_true(rig.log[1].at_us <= BEGIN_US + SEC(4));
	play_until_news(5);
	assert_news(4, SOURCE_LOST); /* three times is enough */
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_FROZEN);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "iio:device0 (mpu6050) delivers frozen or impossible data: bind its "
			    "kernel driver again, or power-cycle it");
	rig.frozen = false;
	play_until_news(6);
	assert_news(5, SOURCE_STREAM);
}

static void zeros_are_never_delivered(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	put(DEVICE, "in_accel_x_raw", "0");
	rig.frozen = true;
	begin(false);
	play_until(BEGIN_US + SEC(5));
	assert_int_equal(rig.batches[SENSOR_UPPER], 0);
	assert_news(rig.n_log - 1, SOURCE_LOST);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(nothing_there_is_told_once_and_looked_for_with_back_off),
		TEST(a_driver_that_is_unbound_is_lost_at_once_and_found_again),
		TEST(a_failed_read_is_borne_three_times),
		TEST(a_hung_bus_is_not_waited_for_again),
		TEST(frozen_values_are_seen_within_two_seconds),
		TEST(zeros_are_never_delivered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
