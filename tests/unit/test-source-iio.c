/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source-iio-rig.h"

static void without_a_buffer_raw_values_are_polled_25_times_a_second(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(false);
	play_until(BEGIN_US + SEC(4));
	assert_int_equal(rig.n_log, 1);
	assert_news(0, SOURCE_STREAM);
	assert_int_equal(rig.log[0].stream.rate_millihz, 25000);
	assert_int_equal(rig.log[0].stream.accel_milli_lsb_per_g, 16399080);
	assert_int_equal(rig.log[0].stream.gyro_milli_lsb_per_dps, 16392);
	assert_in_range(rig.batches[SENSOR_UPPER], 99, 101);
	assert_int_equal(rig.last[SENSOR_UPPER].n, 1);
	assert_accel(SENSOR_UPPER, 16384, 0, 0);
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].y, -2);
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, BEGIN_US + SEC(4));
	assert_string_equal(get(DEVICE, "sampling_frequency"), "50");
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	assert_string_equal(health(SENSOR_UPPER)->chip, "mpu6050");
	assert_string_equal(health(SENSOR_UPPER)->bus, DEVICE);
	assert_int_equal(health(SENSOR_UPPER)->address, 0x68);
	assert_int_equal(health(SENSOR_UPPER)->rate_millihz, 25000);
	assert_int_equal(health(SENSOR_UPPER)->temperature_cdeg, 2353);
	assert_int_equal(health(SENSOR_UPPER)->last_sample_us, BEGIN_US + SEC(4));
	assert_int_equal(health(SENSOR_UPPER)->errors, 0);
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_ABSENT);
}

static void a_rate_that_cannot_be_set_stays(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.write_error = -EROFS;
	rig.write_fails = "/sampling_frequency";
	begin(false);
	play_until(BEGIN_US + SEC(2));
	assert_news(0, SOURCE_STREAM);
	assert_int_equal(rig.log[0].stream.rate_millihz, 10000);
	assert_in_range(rig.batches[SENSOR_UPPER], 19, 21);
}

static void a_chip_too_slow_to_be_watched_is_refused(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	put(DEVICE, "sampling_frequency", "4.9");
	put(DEVICE, "sampling_frequency_available", "1 4.9");
	begin(false);
	play_until(BEGIN_US);
	assert_news(0, SOURCE_LOST);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -ERANGE);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "sampling_frequency of iio:device0 (mpu6050) makes no sense: correct "
			    "its driver or overlay");
}

static void a_driver_that_does_not_say_its_rate_is_polled(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	cut(DEVICE, "sampling_frequency");
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(1));
	assert_int_equal(rig.log[0].stream.rate_millihz, 25000);
	assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
}

static void two_devices_of_a_chip_are_read_as_one(void **state)
{
	(void)state;
	put_device("iio:device1", "i2c-1/1-006a", "lsm6dsox_gyro");
	put_axes("iio:device1", "anglvel", "0.000152716", 7, 8, 9);
	put_device(DEVICE, "i2c-1/1-006a", "lsm6dsox_accel");
	put_axes(DEVICE, "accel", "0.000598205", 16384, 5, 6);
	begin(false);
	play_until(BEGIN_US + MS(400));
	assert_news(0, SOURCE_STREAM);
	assert_int_equal(rig.log[0].stream.gyro_milli_lsb_per_dps, 114286);
	assert_accel(SENSOR_UPPER, 16384, 5, 6);
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].x, 7);
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].z, 9);
	assert_string_equal(health(SENSOR_UPPER)->chip, "lsm6dsox");
}

static void an_accelerometer_alone_will_do(void **state)
{
	(void)state;
	put_device(DEVICE, "i2c-1/1-0018", "lis3dh");
	put_axes(DEVICE, "accel", "0.009806", 1000, -3, 20);
	begin(false);
	play_until(BEGIN_US + MS(120));
	assert_news(0, SOURCE_STREAM);
	assert_int_equal(rig.log[0].stream.gyro_milli_lsb_per_dps, 0);
	assert_int_equal(rig.log[0].stream.accel_milli_lsb_per_g, 1000066);
	assert_int_equal(health(SENSOR_UPPER)->temperature_cdeg, INT32_MAX);
	assert_int_equal(rig.last[SENSOR_UPPER].accel[0].z, 20);
}

static void the_mount_matrix_and_offsets_are_honoured(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	put(DEVICE, "in_accel_mount_matrix", "0, 1, 0; -1, 0, 0; 0, 0, 1");
	cut(DEVICE, "in_anglvel_mount_matrix");
	put(DEVICE, "in_mount_matrix", "1, 0, 0; 0, 0, -1; 0, 1, 0");
	put(DEVICE, "in_accel_y_offset", "20");
	put(DEVICE, "in_anglvel_offset", "100");
	begin(false);
	play_until(BEGIN_US + MS(120));
	assert_int_equal(rig.last[SENSOR_UPPER].accel[0].x, 20);
	assert_in_range(-rig.last[SENSOR_UPPER].accel[0].y, 16384, 16388);
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].x, 103);
	assert_in_range(-rig.last[SENSOR_UPPER].gyro[0].y, 100, 106);
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].z, 98);
}

static void attributes_that_make_no_sense_are_named(void **state)
{
	static const struct {
		const char *attribute, *text;
		int error;
	} rows[] = {
		{ "in_accel_scale", "", -EBADMSG },
		{ "in_accel_scale", "nan", -EBADMSG },
		{ "in_accel_scale", "-0.000598", -EBADMSG },
		{ "in_accel_scale", "99999999999999999999", -EBADMSG },
		{ "in_anglvel_scale", "0.0", -EBADMSG },
		{ "in_accel_mount_matrix", "1, 0, 0; 0, 1, 0", -EBADMSG },
		{ "in_anglvel_mount_matrix", "1, 0, 0; 0, 1, 0; 0, 0, -1", -EBADMSG },
		{ "in_accel_offset", "?", -EBADMSG },
		{ "in_accel_y_raw", "", -EBADMSG },
		{ "in_anglvel_z_raw", "99999999999", -EBADMSG },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char want[160];

		put_mpu6050(DEVICE, PARENT);
		put(DEVICE, rows[i].attribute, rows[i].text);
		rig.frozen = true;
		begin(false);
		play_until(BEGIN_US);
		assert_news(0, SOURCE_LOST);
		assert_int_equal(health(SENSOR_UPPER)->last_error, rows[i].error);
		snprintf(want, sizeof want,
			 "%s of iio:device0 (mpu6050) makes no sense: correct its driver or "
			 "overlay",
			 rows[i].attribute);
		assert_string_equal(health(SENSOR_UPPER)->trouble, want);
		tear_down(state);
		set_up(state);
	}
}

static void a_chip_whose_every_value_takes_long_is_refused(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pread_us = 1667; /* six of them: just over 10 ms */
	begin(false);
	play_until(BEGIN_US);
	assert_news(0, SOURCE_LOST);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "iio:device0 (mpu6050) takes too long a sample: connect its interrupt "
			    "line, or remove its overlay and set sensor.bus = \"auto\"");
	rig.pread_us = 1666;
	play_until_news(2);
	assert_news(1, SOURCE_STREAM);
}

static void two_sensors_share_their_ticks(void **state)
{
	unsigned ticks = 0, before;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(true);
	play_until(BEGIN_US + MS(300));
	/* looked for again half a second after the first time, which is no multiple of a tick */
	put_mpu6050("iio:device1", "i2c-1/1-0069");
	play_until(BEGIN_US + MS(900));
	assert_int_equal(rig.n_log, 3);
	assert_int_equal(health(SENSOR_UPPER)->address, 0x68);
	assert_int_equal(health(SENSOR_LOWER)->address, 0x69);
	before = rig.batches[SENSOR_LOWER];
	for (uint64_t end_us = rig.now_us + MS(400); source_due_us(rig.source) <= end_us;) {
		ticks += source_due_us(rig.source) != rig.now_us;
		read_once();
	}
	assert_int_equal(ticks, 10);
	assert_int_equal(rig.batches[SENSOR_LOWER], before + 10);
}

static void the_loss_of_one_leaves_the_other(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	begin(true);
	play_until(BEGIN_US + SEC(1));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_SEARCHING);
	assert_string_equal(health(SENSOR_LOWER)->trouble,
			    "no IIO accelerometer fits the lower sensor: compare "
			    "sensor.lower.address and .chip with /sys/bus/iio/devices");
	assert_in_range(rig.batches[SENSOR_UPPER], 24, 26);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(without_a_buffer_raw_values_are_polled_25_times_a_second),
		TEST(a_rate_that_cannot_be_set_stays),
		TEST(a_chip_too_slow_to_be_watched_is_refused),
		TEST(a_driver_that_does_not_say_its_rate_is_polled),
		TEST(two_devices_of_a_chip_are_read_as_one),
		TEST(an_accelerometer_alone_will_do),
		TEST(the_mount_matrix_and_offsets_are_honoured),
		TEST(attributes_that_make_no_sense_are_named),
		TEST(a_chip_whose_every_value_takes_long_is_refused),
		TEST(two_sensors_share_their_ticks),
		TEST(the_loss_of_one_leaves_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
