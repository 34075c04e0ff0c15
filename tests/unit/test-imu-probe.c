/* SPDX-License-Identifier: MIT */
/*
 * Who is it?  Every chip by its own name at each of its addresses, nobody by
 * another's, and nothing written to whoever has not been identified: not to a
 * clock, not to a chip that shows another bank.
 */
#include "imu-rig.h"

/* 256 registers, or fewer that repeat; knows of every write */
static struct device {
	uint8_t reg[256];
	unsigned n_regs; /* a register's number counts modulo this; 0 = beyond are zeros */
	unsigned reads, writes;
} device;

static uint8_t device_reg(const struct device *d, unsigned reg)
{
	if (d->n_regs != 0)
		return d->reg[reg % d->n_regs];
	return reg < 0x13 ? d->reg[reg] : 0;
}

static int device_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct device *d = ctx;

	(void)address;
	d->reads++;
	for (size_t i = 0; i < n; i++)
		buf[i] = device_reg(d, (unsigned)(reg + i));
	return 0;
}

static int device_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	(void)address, (void)reg, (void)value;
	((struct device *)ctx)->writes++;
	return 0;
}

static const struct imu_bus device_bus = {
	.read = device_read, .write = device_write, .max_read = SMBUS, .ctx = &device
};

static int probe(uint8_t address, const struct imu_chip **ret)
{
	uint8_t id;

	*ret = NULL;
	return imu_probe(&device_bus, address, ret, &id);
}

static void every_chip_is_named_at_each_of_its_addresses_and_nowhere_else(void **state)
{
	size_t n;
	const uint8_t *addresses = imu_addresses(&n);
	const struct imu_chip *chip;
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_family *f = imu_chip_at(i)->family;

		for (size_t a = 0; a < n; a++) {
			bool sits = addresses[a] == f->address[0] || addresses[a] == f->address[1];
			int r;

			chip = NULL;
			rig_init(&rig, imu_chip_name(imu_chip_at(i)), SMBUS, 50, feel_still);
			rig.chip.address = addresses[a];
			r = imu_probe(&rig.bus, addresses[a], &chip, NULL);
			assert_int_equal(rig.writes + rig.blocks, 0);
			assert_int_equal(r == 0, sits);
			if (sits)
				assert_true(imu_chip_is_twin(chip, imu_chip_at(i)));
		}
	}
}

static void the_pin_of_an_address_is_known(void **state)
{
	static const uint8_t low[] = { 0x68, 0x6A, 0x18, 0x1C, 0x53 };
	static const uint8_t high[] = { 0x69, 0x6B, 0x19, 0x1D };

	(void)state;
	for (size_t i = 0; i < sizeof(low); i++)
		assert_false(imu_address_pin_is_high(low[i]));
	for (size_t i = 0; i < sizeof(high); i++)
		assert_true(imu_address_pin_is_high(high[i]));
}

static void a_twin_shares_its_registers_and_may_have_another_scale(void **state)
{
	const struct imu_chip *so = imu_chip_find("LSM6DSO"), *wide = imu_chip_find("LSM6DSO32");

	(void)state;
	assert_true(imu_chip_is_twin(so, imu_chip_find("LSM6DSOX")));
	assert_true(imu_chip_is_twin(so, wide));
	assert_false(imu_chip_is_twin(so, imu_chip_find("LSM6DSL")));
	/* 0x69 both, in other registers */
	assert_false(imu_chip_is_twin(imu_chip_find("LSM6DS3"),
				      imu_chip_find("MPU-6050 clone 0x69")));
	assert_string_equal(imu_chip_other_scale(so), "LSM6DSO32");
	assert_string_equal(imu_chip_other_scale(wide), "LSM6DSO");
	assert_null(imu_chip_other_scale(imu_chip_find("LSM6DSL")));
	assert_null(imu_chip_other_scale(imu_chip_find("MPU-6050")));
}

static uint8_t bcd(unsigned n)
{
	return (uint8_t)(n / 10 << 4 | n % 10);
}

/* what a clock shows; @of_twelve, as some set it up */
static void show_time(unsigned s, bool stopped, unsigned minute, unsigned hour, bool of_twelve)
{
	unsigned twelve = hour % 12 == 0 ? 12 : hour % 12;

	device.reg[0] = (uint8_t)(bcd(s) | (stopped ? 0x80 : 0));
	device.reg[1] = bcd(minute);
	device.reg[2] = of_twelve ? (uint8_t)(0x40 | (hour >= 12 ? 0x20 : 0) | bcd(twelve)) :
				    bcd(hour);
	device.reg[3] = (uint8_t)(1 + hour % 7);
	device.reg[4] = bcd(1 + minute % 31);
	device.reg[5] = (uint8_t)(bcd(1 + s % 12) | (minute & 1 ? 0x80 : 0));
	device.reg[6] = bcd(s + minute % 40);
}

/*
 * Whatever its seconds, minutes and hours, stopped or not, and whatever its
 * memory holds where an identity would be: DS1307, 64 registers that repeat;
 * DS3231, 19 and zeros; and one whose 19 repeat.
 */
static void a_clock_is_no_sensor_whatever_it_shows(void **state)
{
	static const unsigned sizes[] = { 64, 0, 19 };
	const struct imu_chip *chip;

	(void)state;
	for (size_t size = 0; size < ARRAY_SIZE(sizes); size++) {
		for (unsigned i = 0; i < 60 * 60 * 2 * 2; i++) {
			unsigned s = i % 60, minute = i / 60 % 60;

			device = (struct device){ .n_regs = sizes[size] };
			memset(device.reg + 7, (int)(i % 256), sizeof(device.reg) - 7);
			show_time(s, i / 3600 & 1, minute, (s + minute) % 24, i / 7200 & 1);
			assert_int_equal(probe(0x68, &chip), IMU_E_CLOCK);
			assert_null(chip);
			assert_int_equal(device.writes, 0);
		}
	}
}

static void every_identity_in_a_clocks_memory_is_a_clocks(void **state)
{
	const struct imu_chip *chip;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		device = (struct device){ .n_regs = 64 };
		show_time(24, false, 0x12, 20, false);
		device.reg[0x75 % 64] = imu_chip_at(i)->id;
		assert_int_equal(probe(0x68, &chip), IMU_E_CLOCK);
	}
}

/* a clock never set, or broken: no time, but still no BMI270 at 24 seconds */
static void seconds_alone_are_no_identity(void **state)
{
	const struct imu_chip *chip;

	(void)state;
	for (unsigned weekday = 0; weekday <= 7; weekday++) {
		device = (struct device){ .n_regs = 64 };
		device.reg[0] = 0x24;
		device.reg[3] = (uint8_t)weekday;
		device.reg[4] = 0x00; /* no day of any month */
		assert_int_equal(probe(0x68, &chip), IMU_E_NO_CHIP);
		assert_null(chip);
	}
}

/* one thing wrong with the time, and it is none */
static void what_is_no_time_is_no_clock(void **state)
{
	static const struct {
		uint8_t reg, value;
	} rows[] = {
		{ 0, 0x60 }, { 0, 0x0A }, { 1, 0x60 }, { 1, 0x80 }, { 2, 0x24 }, { 2, 0x80 },
		{ 2, 0x53 }, { 2, 0x40 }, { 3, 0x08 }, { 4, 0x00 }, { 4, 0x32 }, { 5, 0x00 },
		{ 5, 0x13 }, { 5, 0x21 }, { 6, 0xA0 }, { 6, 0x0F },
	};
	const struct imu_chip *chip;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		device = (struct device){ .n_regs = 64 };
		show_time(10, false, 20, 12, false);
		assert_int_equal(probe(0x68, &chip), IMU_E_CLOCK);
		device.reg[rows[i].reg] = rows[i].value;
		assert_int_equal(probe(0x68, &chip), IMU_E_NO_CHIP);
	}
}

/* clocks sit at 0x68 alone; elsewhere what reads like one costs no transfer to find out */
static void a_clock_is_looked_for_where_clocks_sit(void **state)
{
	const struct imu_chip *chip;

	(void)state;
	device = (struct device){ .n_regs = 64 };
	show_time(10, false, 20, 12, false);
	device.reg[0x75 % 64] = 0x68;
	assert_int_equal(probe(0x69, &chip), 0);
	assert_int_equal(device.reads, 1);
}

static void at_0x1d_both_chips_are_looked_for(void **state)
{
	static const struct {
		uint8_t at_00, at_0d;
		const char *name; /* NULL: neither */
	} rows[] = {
		{ 0xE5, 0x00, "ADXL345" }, { 0x0F, 0x2A, "MMA8452Q" }, { 0xE5, 0x2A, NULL },
		{ 0xE4, 0x2B, NULL },
	};
	const struct imu_chip *chip;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		device = (struct device){ .n_regs = 256 };
		device.reg[0x00] = rows[i].at_00;
		device.reg[0x0D] = rows[i].at_0d;
		assert_int_equal(probe(0x1D, &chip), rows[i].name ? 0 : IMU_E_NO_CHIP);
		if (rows[i].name)
			assert_string_equal(imu_chip_name(chip), rows[i].name);
		assert_int_equal(device.writes, 0);
	}
}

/* its identity shows, but so does another bank: nothing of what is meant would be written */
static void an_identity_without_its_confirmation_is_none(void **state)
{
	const struct imu_chip *chip;

	(void)state;
	device = (struct device){ .n_regs = 256 };
	device.reg[0x75] = 0x47;
	assert_int_equal(probe(0x68, &chip), 0);
	device.reg[0x76] = 0x01;
	assert_int_equal(probe(0x68, &chip), IMU_E_NO_CHIP);
	device = (struct device){ .n_regs = 256 };
	device.reg[0x00] = 0xEA;
	assert_int_equal(probe(0x68, &chip), 0);
	device.reg[0x7F] = 0x10;
	assert_int_equal(probe(0x68, &chip), IMU_E_NO_CHIP);
	assert_int_equal(device.writes, 0);
}

/* a start cut off anywhere, also in bank 2, where the identity does not show */
static void a_chip_left_in_another_bank_by_a_start_is_found_and_led_home(void **state)
{
	const struct imu_chip *chip;
	struct rig rig;
	unsigned all, astray = 0;

	(void)state;
	rig_up(&rig, "ICM-20948", SMBUS, 50, feel_still);
	all = rig.reads + rig.writes;
	for (unsigned good = 0; good < all; good++) {
		rig_init(&rig, "ICM-20948", SMBUS, 50, feel_still);
		rig.fail_after = good;
		assert_int_equal(rig_start(&rig), -EREMOTEIO);
		rig.fail_after = UINT32_MAX;
		astray += rig.chip.reg[0x7F] != 0;
		rig_forget(&rig);
		chip = NULL;
		assert_int_equal(imu_probe(&rig.bus, 0x68, &chip, NULL), 0);
		assert_string_equal(imu_chip_name(chip), "ICM-20948");
		assert_int_equal(rig.writes, 0);
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig.chip.reg[0x7F], 0);
	}
	assert_int_equal(astray, 7); /* bank 2 was reached, and not yet left */
}

/* bank 2 by its number, but not as a start leaves it: hands off */
static void a_bank_that_someone_else_chose_is_left_alone(void **state)
{
	const struct imu_chip *chip = NULL;
	struct rig rig;

	(void)state;
	rig_up(&rig, "ICM-20948", SMBUS, 50, feel_still);
	rig.chip.reg[0x7F] = 0x20;
	rig.chip.banked[1][0x02] = 0x38; /* self-test on */
	rig_forget(&rig);
	assert_int_equal(imu_probe(&rig.bus, 0x68, &chip, NULL), IMU_E_NO_CHIP);
	imu_stop(&rig.imu);
	assert_int_equal(rig_start(&rig), IMU_E_NO_CHIP);
	assert_int_equal(rig.writes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chip_is_named_at_each_of_its_addresses_and_nowhere_else),
		cmocka_unit_test(the_pin_of_an_address_is_known),
		cmocka_unit_test(a_twin_shares_its_registers_and_may_have_another_scale),
		cmocka_unit_test(a_clock_is_no_sensor_whatever_it_shows),
		cmocka_unit_test(every_identity_in_a_clocks_memory_is_a_clocks),
		cmocka_unit_test(seconds_alone_are_no_identity),
		cmocka_unit_test(what_is_no_time_is_no_clock),
		cmocka_unit_test(a_clock_is_looked_for_where_clocks_sit),
		cmocka_unit_test(at_0x1d_both_chips_are_looked_for),
		cmocka_unit_test(an_identity_without_its_confirmation_is_none),
		cmocka_unit_test(a_chip_left_in_another_bank_by_a_start_is_found_and_led_home),
		cmocka_unit_test(a_bank_that_someone_else_chose_is_left_alone),
	};

	return cmocka_run_group_tests_name("imu-probe", tests, NULL, NULL);
}
