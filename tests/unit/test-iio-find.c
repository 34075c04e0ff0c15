/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "iio-find.h"
#include "iio-rig.h"

static struct config_sensor sensors[SENSOR_COUNT];

static int set_up(void **state)
{
	(void)state;
	tree_make();
	for (int i = 0; i < SENSOR_COUNT; i++)
		sensors[i] = (struct config_sensor){ i == SENSOR_UPPER, 0, "auto" };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tree_drop();
	return 0;
}

static int find(enum sensor sensor, const char *taken, struct iio_place *ret)
{
	struct iio_wish wish = { sensors, sensor, taken };
	int r, sysfs = open(tree.sysfs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	assert_true(sysfs >= 0);
	r = iio_find(sysfs, &wish, ret);
	close(sysfs);
	return r;
}

static void put_half(const char *device, const char *parent, const char *name, const char *kind)
{
	put_device(device, parent, name);
	put_axes(device, kind, "0.001", 0, 0, 0);
}

static void assert_found(enum sensor sensor, const char *taken, const char *accel, const char *gyro)
{
	struct iio_place p;

	assert_int_equal(find(sensor, taken, &p), 0);
	assert_string_equal(p.accel, accel);
	assert_string_equal(p.gyro, gyro);
}

static void one_device_may_hold_both_halves(void **state)
{
	struct iio_place p;

	(void)state;
	put_mpu6050("iio:device0", "soc/i2c-1/1-0068");
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), 0);
	assert_string_equal(p.accel, "iio:device0");
	assert_string_equal(p.gyro, "iio:device0");
	assert_string_equal(p.name, "mpu6050");
	assert_int_equal(p.address, 0x68);
}

static void two_devices_of_one_parent_are_one_chip(void **state)
{
	static const char *const names[][2] = {
		{ "lsm6dsox_accel", "lsm6dsox_gyro" },
		{ "icm42605-accel", "icm42605-gyro" },
	};
	struct iio_place p;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		put_half("iio:device3", "i2c-1/1-006a", names[i][1], "anglvel");
		put_half("iio:device4", "i2c-1/1-006a", names[i][0], "accel");
		assert_int_equal(find(SENSOR_UPPER, NULL, &p), 0);
		assert_string_equal(p.accel, "iio:device4");
		assert_string_equal(p.gyro, "iio:device3");
		assert_int_equal(strlen(p.name), 8); /* without its half */
		assert_int_equal(p.address, 0x6A);
		tear_down(state);
		set_up(state);
	}
}

static void devices_of_two_parents_are_two_chips(void **state)
{
	(void)state;
	put_half("iio:device0", "i2c-1/1-0018", "bmc150_accel", "accel");
	put_half("iio:device1", "i2c-1/1-0068", "bmg160", "anglvel");
	assert_found(SENSOR_UPPER, NULL, "iio:device0", "");
}

static void a_chip_with_a_gyro_comes_before_one_without(void **state)
{
	(void)state;
	put_half("iio:device0", "i2c-1/1-0018", "lis3dh", "accel");
	put_mpu6050("iio:device10", "i2c-1/1-0068");
	assert_found(SENSOR_UPPER, NULL, "iio:device10", "iio:device10");
	put_mpu6050("iio:device9", "i2c-3/3-0068");
	assert_found(SENSOR_UPPER, NULL, "iio:device9", "iio:device9");
}

static void with_two_sensors_the_address_pin_tells_which_is_which(void **state)
{
	struct iio_place p;

	(void)state;
	sensors[SENSOR_LOWER].enabled = true;
	put_mpu6050("iio:device0", "i2c-1/1-0069");
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_OTHER);
	put_mpu6050("iio:device1", "i2c-1/1-0068");
	assert_found(SENSOR_UPPER, NULL, "iio:device1", "iio:device1");
	assert_found(SENSOR_LOWER, NULL, "iio:device0", "iio:device0");
}

static void an_address_of_the_configuration_decides(void **state)
{
	struct iio_place p;

	(void)state;
	sensors[SENSOR_LOWER].enabled = true;
	sensors[SENSOR_LOWER].address = 0x68;
	put_mpu6050("iio:device0", "i2c-1/1-0068");
	put_mpu6050("iio:device1", "i2c-1/1-0069");
	assert_found(SENSOR_LOWER, NULL, "iio:device0", "iio:device0");
	assert_found(SENSOR_UPPER, NULL, "iio:device1", "iio:device1");
	sensors[SENSOR_UPPER].address = 0x6A;
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_OTHER);
}

static void a_chip_of_unknown_address_is_any_sensors_but_not_two(void **state)
{
	struct iio_place p;

	(void)state;
	sensors[SENSOR_LOWER].enabled = true;
	put_mpu6050("iio:device0", "spi0/spi0.0");
	put_mpu6050("iio:device1", "i2c-1/i2c-BOSC0200:00");
	assert_found(SENSOR_UPPER, NULL, "iio:device0", "iio:device0");
	assert_found(SENSOR_LOWER, "iio:device0", "iio:device1", "iio:device1");
	sensors[SENSOR_UPPER].address = 0x68;
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_OTHER);
}

static void the_chip_of_the_configuration_may_be_longer_or_shorter(void **state)
{
	static const struct {
		const char *wish, *name;
		bool fits;
	} rows[] = {
		{ "MPU-6050", "mpu6050", true },       { "ICM-42688-P", "icm42688-accel", true },
		{ "MMA8452Q", "mma8452", true },       { "LIS3DH", "lis3dh_accel", true },
		{ "MPU-6500", "mpu6050", false },      { "LSM6DSOX", "icm42688-accel", false },
		{ "LSM6DSO", "lsm6dsox_accel", true },
	};
	struct iio_place p;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		put_half("iio:device0", "i2c-1/1-0068", rows[i].name, "accel");
		snprintf(sensors[0].chip, sizeof sensors[0].chip, "%s", rows[i].wish);
		assert_int_equal(find(SENSOR_UPPER, NULL, &p), rows[i].fits ? 0 : IIO_E_OTHER);
		tear_down(state);
		set_up(state);
	}
}

static void what_is_no_accelerometer_is_passed_over(void **state)
{
	struct iio_place p;

	(void)state;
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_NONE);
	put_half("iio:device0", "i2c-1/1-0068", "bmg160", "anglvel");
	put_device("iio:device1", "i2c-1/1-0076", "bme280");
	put_device("trigger0", "i2c-1/1-0068", "mpu6050-dev0");
	put_half("iio:device2x", "i2c-1/1-0019", "lis3dh", "accel");
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_NONE);
	tree_run("rm -r %s/bus/iio%s", tree.sysfs, "");
	assert_int_equal(find(SENSOR_UPPER, NULL, &p), IIO_E_NONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(one_device_may_hold_both_halves),
		TEST(two_devices_of_one_parent_are_one_chip),
		TEST(devices_of_two_parents_are_two_chips),
		TEST(a_chip_with_a_gyro_comes_before_one_without),
		TEST(with_two_sensors_the_address_pin_tells_which_is_which),
		TEST(an_address_of_the_configuration_decides),
		TEST(a_chip_of_unknown_address_is_any_sensors_but_not_two),
		TEST(the_chip_of_the_configuration_may_be_longer_or_shorter),
		TEST(what_is_no_accelerometer_is_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
