/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source-iio-rig.h"

static void the_buffer_is_read_sixteen_samples_at_a_time(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(4));
	assert_int_equal(rig.n_log, 1);
	assert_int_equal(rig.log[0].stream.rate_millihz, 50000);
	assert_in_range(rig.samples[SENSOR_UPPER], 184, 200);
	assert_in_range(rig.batches[SENSOR_UPPER], 12, 13);
	assert_int_equal(rig.gaps, 0);
	assert_int_equal(health(SENSOR_UPPER)->overflows, 0);
	assert_int_equal(rig.last[SENSOR_UPPER].accel[0].x, 16384);
	/* the gyro's sample is the accelerometer's, and its time the kernel's */
	for (unsigned i = 0; i < rig.last[SENSOR_UPPER].n; i++)
		assert_int_equal(rig.last[SENSOR_UPPER].gyro[i].z,
				 rig.last[SENSOR_UPPER].accel[i].y);
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, rig.drawn_us);
	rig.source = source_free(rig.source);
	assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
}

static void somebody_who_watches_gets_samples_sooner(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(1));
	source_set_batch(rig.source, 2);
	assert_true(source_due_us(rig.source) <= rig.now_us + MS(40));
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(rig.last[SENSOR_UPPER].n, 2);
}

static void lost_samples_are_counted_and_begin_a_batch(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(2));
	rig.drawn_us += MS(20); /* one is not enough: an interrupt may be late */
	play_until(BEGIN_US + SEC(3));
	assert_int_equal(health(SENSOR_UPPER)->overflows, 0);
	rig.drawn_us += MS(100);
	play_until(BEGIN_US + SEC(4));
	assert_int_equal(health(SENSOR_UPPER)->overflows, 1);
	assert_int_equal(rig.gaps, 1);
	assert_int_equal(rig.n_log, 1);
}

static void a_batch_ends_where_samples_were_lost(void **state)
{
	uint64_t due_us;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(2));
	due_us = source_due_us(rig.source);
	draw_until(rig.drawn_us + MS(100));
	rig.drawn_us += MS(60);
	draw_until(due_us);
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].n, 5);
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, due_us / MS(20) * MS(20) - MS(220));
	assert_int_equal(rig.gaps, 0);
	read_once();
	assert_true(rig.last[SENSOR_UPPER].gap);
	assert_int_equal(health(SENSOR_UPPER)->overflows, 1);
}

static void a_late_reader_gets_all_in_batches_of_thirty_two(void **state)
{
	uint64_t due_us;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(1));
	due_us = source_due_us(rig.source);
	read_at(due_us + SEC(1));
	assert_int_equal(rig.last[SENSOR_UPPER].n, 32);
	assert_true(rig.last[SENSOR_UPPER].t_us < due_us + MS(600));
	while (rig.last[SENSOR_UPPER].n == 32)
		read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, rig.drawn_us);
	assert_int_equal(rig.gaps, 0);
}

static void without_stamps_a_batch_is_dated_back_by_what_stays(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	rig.write_error = -EINVAL;
	rig.write_fails = "/current_timestamp_clock";
	begin(false);
	play_until_news(1);
	draw_until(source_due_us(rig.source));
	for (int i = 0; i < 40; i++)
		draw(0, (unsigned)i);
	rig.drawn_us = UINT64_MAX / 2;
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].n, 32);
	assert_true(rig.last[SENSOR_UPPER].t_us <= rig.now_us - MS(20 * 8));
	assert_true(rig.last[SENSOR_UPPER].t_us >= rig.now_us - MS(20 * 24));
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, rig.now_us);
}

static void a_buffer_that_cannot_be_had_leaves_the_raw_values(void **state)
{
	static const struct {
		int error;
		const char *attribute;
	} rows[] = {
		{ -EBUSY, "/buffer0/enable" },
		{ -EINVAL, "/buffer0/enable" }, /* no trigger */
		{ -EROFS, "/buffer0/enable" },  /* the service's sandbox */
		{ -EACCES, "_en" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put_mpu6050(DEVICE, PARENT);
		rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
		rig.write_error = rows[i].error;
		rig.write_fails = rows[i].attribute;
		begin(false);
		play_until(BEGIN_US + SEC(2));
		assert_int_equal(rig.n_log, 1);
		assert_news(0, SOURCE_STREAM);
		assert_int_equal(rig.log[0].stream.rate_millihz, 25000);
		assert_int_equal(rig.last[SENSOR_UPPER].n, 1);
		assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
		tear_down(state);
		set_up(state);
	}
}

static void a_buffer_that_was_prepared_needs_no_right_to_write(void **state)
{
	static const char *const on[] = {
		"in_accel_x_en",   "in_accel_y_en",   "in_accel_z_en",   "in_anglvel_x_en",
		"in_anglvel_y_en", "in_anglvel_z_en", "in_timestamp_en", "enable",
	};

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	put(DEVICE, "sampling_frequency", "50");
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	for (size_t i = 0; i < ARRAY_SIZE(on); i++) {
		char name[64];

		snprintf(name, sizeof name, "buffer0/%s", on[i]);
		put(DEVICE, name, "1");
	}
	begin(false);
	read_once(); /* found; its values are stirred no more */
	rig.frozen = true;
	rig.write_error = -EROFS;
	rig.write_fails = "";
	/* the pipe is written to with the real call */
	for (unsigned i = 0; i < 8; i++) {
		const uint8_t frame[24] = { 0x40, 0, 0, (uint8_t)i };

		assert_int_equal(__real_write(rig.pen, frame, sizeof frame), sizeof frame);
	}
	rig.drawn_us = UINT64_MAX / 2;
	play_until(BEGIN_US + MS(400));
	assert_int_equal(rig.log[0].stream.rate_millihz, 50000);
	assert_int_equal(rig.samples[SENSOR_UPPER], 7); /* all but the first */
	rig.write_error = 0;
}

static void a_silent_buffer_is_given_up_for_raw_values(void **state)
{
	int silent;

	(void)state;
	put_mpu6050(DEVICE, PARENT);
	silent = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(2));
	close(silent);
	assert_int_equal(rig.n_log, 2);
	assert_int_equal(rig.log[0].stream.rate_millihz, 50000);
	assert_news(1, SOURCE_STREAM);
	assert_int_equal(rig.log[1].stream.rate_millihz, 25000);
	assert_true(rig.log[1].at_us >= BEGIN_US + SEC(1));
	assert_true(rig.batches[SENSOR_UPPER] > 10);
	assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
}

static void a_driver_that_goes_under_the_buffer_is_lost_and_found_again(void **state)
{
	(void)state;
	put_mpu6050(DEVICE, PARENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	begin(false);
	play_until(BEGIN_US + SEC(2));
	rig.read_error = -ENODEV;
	play_until_news(2);
	assert_news(1, SOURCE_LOST);
	assert_int_equal(health(SENSOR_UPPER)->errors, 1);
	rig.read_error = 0;
	play_until_news(3);
	assert_news(2, SOURCE_STREAM);
	assert_int_equal(rig.log[2].stream.rate_millihz, 50000);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_buffer_is_read_sixteen_samples_at_a_time),
		TEST(somebody_who_watches_gets_samples_sooner),
		TEST(lost_samples_are_counted_and_begin_a_batch),
		TEST(a_batch_ends_where_samples_were_lost),
		TEST(a_late_reader_gets_all_in_batches_of_thirty_two),
		TEST(without_stamps_a_batch_is_dated_back_by_what_stays),
		TEST(a_buffer_that_cannot_be_had_leaves_the_raw_values),
		TEST(a_buffer_that_was_prepared_needs_no_right_to_write),
		TEST(a_silent_buffer_is_given_up_for_raw_values),
		TEST(a_driver_that_goes_under_the_buffer_is_lost_and_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
