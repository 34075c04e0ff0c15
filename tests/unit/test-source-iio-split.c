/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "source-iio-rig.h"

static void draw_half(int pen, uint64_t t_us, int z)
{
	uint8_t frame[16] = { [0] = 0, [1] = 0x40 };

	frame[4] = (uint8_t)z;
	frame[5] = (uint8_t)(z >> 8);
	put_stamp(frame + 8, t_us);
	assert_int_equal(write(pen, frame, sizeof frame), sizeof frame);
}

static void put_split(void)
{
	static const char *const kinds[] = { "accel", "anglvel" };
	static const char *const scales[] = { "0.000598205", "0.000152716" };

	for (int i = 0; i < 2; i++) {
		const char *device = i ? "iio:device1" : DEVICE;

		put_device(device, "i2c-1/1-006a", i ? "lsm6dsox_gyro" : "lsm6dsox_accel");
		put_axes(device, kinds[i], scales[i], 0, 0, 0);
		put(device, "sampling_frequency", "52.000000");
		*(i ? &rig.gyro_pen : &rig.pen) = put_buffer(device, "buffer0", "buffer0");
		put_axis_elements(device, "buffer0", kinds[i], 0, "le:s16/16>>0");
		put_element(device, "buffer0", "in_timestamp", 3, "le:s64/64>>0");
	}
	rig.drawn_us = UINT64_MAX / 2; /* frames are drawn by hand */
	rig.frozen = true;
}

static void the_halves_of_a_split_chip_are_paired_by_their_stamps(void **state)
{
	(void)state;
	put_split();
	begin(false);
	play_until_news(1);
	assert_int_equal(rig.log[0].stream.rate_millihz, 52000);
	/* the gyro runs half as fast, begins later and is ahead at the end */
	for (int i = 0; i < 8; i++)
		draw_half(rig.pen, BEGIN_US + MS(20 * i + 5), 100 + i);
	for (int i = 1; i < 6; i++)
		draw_half(rig.gyro_pen, BEGIN_US + MS(40 * i), 200 + i);
	read_once();
	/* the first one is from before the start, maybe */
	assert_int_equal(rig.last[SENSOR_UPPER].n, 7);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(rig.last[SENSOR_UPPER].accel[i].z, 101 + i);
		assert_int_equal(rig.last[SENSOR_UPPER].gyro[i].z, 200 + MAX((i + 1) / 2, 1));
	}
	/* those that were ahead are kept */
	draw_half(rig.pen, BEGIN_US + MS(205), 108);
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].z, 205);
}

static void without_stamps_the_halves_are_paired_by_their_ends(void **state)
{
	(void)state;
	put_split();
	rig.write_error = -EINVAL;
	rig.write_fails = "/current_timestamp_clock";
	begin(false);
	play_until_news(1);
	for (int i = 0; i < 4; i++)
		draw_half(rig.pen, 0, 100 + i);
	for (int i = 0; i < 6; i++)
		draw_half(rig.gyro_pen, 0, 200 + i);
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].n, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(rig.last[SENSOR_UPPER].gyro[i].z, 203 + i);
	assert_int_equal(rig.last[SENSOR_UPPER].t_us, rig.now_us);
	/* none came: the last one stands in */
	draw_half(rig.pen, 0, 104);
	read_once();
	assert_int_equal(rig.last[SENSOR_UPPER].gyro[0].z, 205);
}

static void a_split_chip_is_buffered_whole_or_not_at_all(void **state)
{
	(void)state;
	put_split();
	put("iio:device0", "in_accel_x_raw", "16384");
	cut("iio:device1", "buffer0/in_anglvel_y_type");
	begin(false);
	play_until_news(1);
	assert_int_equal(rig.log[0].stream.rate_millihz, 25000);
	assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_halves_of_a_split_chip_are_paired_by_their_stamps),
		TEST(without_stamps_the_halves_are_paired_by_their_ends),
		TEST(a_split_chip_is_buffered_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
