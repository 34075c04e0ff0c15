/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixed.h"
#include "imu.h"
#include "source.h"
#include "trouble.h"

#define BUS "/dev/i2c-1"

static void every_trouble_has_a_sentence_with_the_next_step(void **state)
{
	static const struct {
		struct trouble t;
		const char *text;
	} rows[] = {
		{ { TROUBLE_NONE, 0, NULL, 0, 0, NULL }, "" },
		{ { TROUBLE_LIST, -ENOENT, NULL, 0, 0, NULL },
		  "no /dev/i2c-* node: enable I2C (raspi-config, Interface Options), then check "
		  "with \"plumbctl doctor\"" },
		{ { TROUBLE_LIST, -EMFILE, NULL, 0, 0, NULL },
		  "cannot look for /dev/i2c-* nodes: Too many open files" },
		{ { TROUBLE_OPEN, -ENOENT, BUS, 0, 0, NULL },
		  "/dev/i2c-1 is not there: enable I2C (raspi-config, Interface Options), then "
		  "check with \"plumbctl doctor\"" },
		{ { TROUBLE_OPEN, -EACCES, BUS, 0, 0, NULL },
		  "permission denied on /dev/i2c-1: add user plumbd to group i2c" },
		{ { TROUBLE_OPEN, -EOPNOTSUPP, BUS, 0, 0, NULL },
		  "/dev/i2c-1 cannot read blocks: name another bus in sensor.bus" },
		{ { TROUBLE_OPEN, -EIO, BUS, 0, 0, NULL },
		  "cannot open /dev/i2c-1: Input/output error" },
		{ { TROUBLE_CLAIM, -EBUSY, BUS, 0x68, 0, NULL },
		  "0x68 on /dev/i2c-1 is owned by a kernel driver: remove its overlay" },
		{ { TROUBLE_CLAIM, -EBUSY, BUS, 0x68, 0, "rtc-ds1307" },
		  "0x68 on /dev/i2c-1 is owned by a kernel driver (rtc-ds1307): remove its "
		  "overlay" },
		{ { TROUBLE_CLAIM_IIO, -EBUSY, BUS, 0x68, 0, "inv-mpu6050-i2c" },
		  "0x68 on /dev/i2c-1 is owned by a kernel driver (inv-mpu6050-i2c): set "
		  "sensor.bus = \"iio\", or remove its overlay" },
		{ { TROUBLE_CLAIM, -EINVAL, BUS, 0x68, 0, NULL },
		  "cannot address 0x68 on /dev/i2c-1: Invalid argument" },
		{ { TROUBLE_TRANSFER, -EREMOTEIO, BUS, 0x68, 0, NULL },
		  "no sensor answers at 0x68 on /dev/i2c-1 (error 121): check wiring, 3.3 V and "
		  "the address pin" },
		{ { TROUBLE_TRANSFER, -EREMOTEIO, NULL, 0, 0, NULL },
		  "no sensor answers on any I2C bus (error 121): check wiring, 3.3 V and the "
		  "address pin" },
		{ { TROUBLE_TRANSFER, -ENODEV, BUS, 0x68, 0, NULL },
		  "the adapter of /dev/i2c-1 is gone (error 19 at 0x68): plug it in again, or load "
		  "its driver" },
		{ { TROUBLE_TRANSFER, -ENODEV, BUS, 0, 0, NULL },
		  "no sensor answers on /dev/i2c-1 (error 19): check wiring, 3.3 V and the address "
		  "pin" },
		{ { TROUBLE_TRANSFER, -ETIMEDOUT, BUS, 0x68, 0, NULL },
		  "/dev/i2c-1 is stuck (error 110 at 0x68): power-cycle the sensor, then check "
		  "SDA and SCL" },
		{ { TROUBLE_TRANSFER, -EOPNOTSUPP, BUS, 0x68, 0, NULL },
		  "/dev/i2c-1 cannot do the transfers a sensor needs (error 95): name another bus in "
		  "sensor.bus" },
		{ { TROUBLE_TRANSFER, -EAGAIN, BUS, 0x68, 0, NULL },
		  "somebody else drives /dev/i2c-1 (arbitration lost, error 11 at 0x68): end the "
		  "other program or controller on it, or shorten the wires" },
		{ { TROUBLE_TRANSFER, -EIO, BUS, 0x68, 0, NULL },
		  "transfer with 0x68 on /dev/i2c-1 failed (Input/output error, error 5): shorten "
		  "the wires or slow the bus down" },
		{ { TROUBLE_TRANSFER, IMU_E_NO_CHIP, BUS, 0x68, 0xd1, NULL },
		  "what answers at 0x68 on /dev/i2c-1 is no sensor plumbd knows (identity 0xd1): "
		  "check the address pin" },
		{ { TROUBLE_TRANSFER, IMU_E_ASLEEP, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 lost its set-up (a brown-out): check its 3.3 V "
		  "supply" },
		{ { TROUBLE_TRANSFER, IMU_E_CLOCK, BUS, 0x68, 0x24, NULL },
		  "a real-time clock answers at 0x68 on /dev/i2c-1, not a sensor: connect the "
		  "sensor's address pin to VCC" },
		{ { TROUBLE_TRANSFER, IMU_E_BAD_DATA, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 delivers nothing but zeros, or nothing: "
		  "power-cycle it, or replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_FROZEN, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 delivers the same sample over and over: "
		  "power-cycle it, or replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_SATURATED, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 has an axis stuck at its end: power-cycle it, "
		  "or replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_LEVEL, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 does not feel 1 g at rest: replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_LEVEL, BUS, 0x6A, 0, "LSM6DSO32" },
		  "the sensor at 0x6a on /dev/i2c-1 does not feel 1 g at rest: it may be an "
		  "LSM6DSO32, name that in sensor.*.chip" },
		{ { TROUBLE_TRANSFER, IMU_E_TEMPERATURE, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 reports a temperature no chip survives: check "
		  "its supply, or replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_RATE, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 samples more than 15 % too fast or too slow: "
		  "replace it" },
		{ { TROUBLE_TRANSFER, IMU_E_NO_BLOB, BUS, 0x68, 0, NULL },
		  "the sensor at 0x68 on /dev/i2c-1 needs Bosch's configuration file (8192 or 328 "
		  "bytes): name it in sensor.bmi270_config" },
		{ { TROUBLE_TRANSFER, IMU_E_NO_BLOB, BUS, 0x68, 0, "/etc/plumbd/bmi270.fw" },
		  "/etc/plumbd/bmi270.fw is not the configuration file (8192 or 328 bytes) that "
		  "the sensor at 0x68 on /dev/i2c-1 needs" },
		{ { TROUBLE_OTHER_CHIP, IMU_E_NO_CHIP, BUS, 0x68, 0, "MPU-6500" },
		  "the sensor at 0x68 on /dev/i2c-1 is a MPU-6500, the configuration names "
		  "another chip: set it to \"auto\"" },
	};
	/* What the sentence is shown in. */
	char text[sizeof((struct sensor_health *)NULL)->trouble];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		trouble_write(&rows[i].t, text, sizeof text);
		assert_string_equal(text, rows[i].text);
	}
}

static void the_weightiest_trouble_of_a_search_is_kept(void **state)
{
	/* Each outweighs all before it. */
	static const struct trouble rising[] = {
		{ .at = TROUBLE_OPEN, .error = -ENOENT, .bus = BUS },
		{ .at = TROUBLE_TRANSFER, .error = -EREMOTEIO, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_TRANSFER, .error = -EIO, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_TRANSFER, .error = IMU_E_NO_CHIP, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_TRANSFER, .error = -ETIMEDOUT, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_OPEN, .error = -EACCES, .bus = BUS },
		{ .at = TROUBLE_OTHER_CHIP, .error = IMU_E_NO_CHIP, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_CLAIM, .error = -EBUSY, .bus = BUS, .address = 0x68 },
		{ .at = TROUBLE_CLAIM_IIO, .error = -EBUSY, .bus = BUS, .address = 0x68 },
	};
	struct trouble worst = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rising); i++) {
		trouble_note(&worst, &rising[i]);
		assert_memory_equal(&worst, &rising[i], sizeof worst);
		trouble_note(&worst, &rising[0]);
		assert_memory_equal(&worst, &rising[i], sizeof worst);
	}
}

static void silence_at_many_places_is_told_as_one(void **state)
{
	struct trouble worst = { 0 };
	struct trouble silent = {
		.at = TROUBLE_TRANSFER,
		.error = -EREMOTEIO,
		.bus = BUS,
		.address = 0x68,
	};

	(void)state;
	trouble_note(&worst, &silent);
	assert_int_equal(worst.address, 0x68);
	silent.address = 0x69;
	trouble_note(&worst, &silent);
	assert_int_equal(worst.address, 0);
	assert_ptr_equal(worst.bus, silent.bus);
	silent.bus = "/dev/i2c-2";
	trouble_note(&worst, &silent);
	assert_null(worst.bus);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_trouble_has_a_sentence_with_the_next_step),
		cmocka_unit_test(the_weightiest_trouble_of_a_search_is_kept),
		cmocka_unit_test(silence_at_many_places_is_told_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
