/* SPDX-License-Identifier: MIT */
/* Simulated accelerometers against their data sheets. */
#include "chip-rig.h"

static void read_block(uint8_t reg, uint8_t *buf, size_t n)
{
	assert_int_equal(chip_read(&chip, reg, buf, n), 0);
}

static void adxl345_pops_one_sample_a_burst(void **state)
{
	uint8_t buf[8];

	(void)state;
	power_on("ADXL345", feel_fixed, NULL);
	put(0x31, 0x08);
	put(0x2C, 0x09);
	put(0x2D, 0x08);
	let_pass(MS(100));
	put(0x38, 0x80);
	let_pass(MS(60));
	assert_int_equal(get(0x39), 3);
	read_block(0x32, buf, sizeof(buf)); /* runs on into 0x38 and 0x39 */
	assert_int_equal(le16(buf), 256);
	assert_int_equal(le16(buf + 2), -128);
	assert_int_equal(buf[6], 0x80);
	assert_int_equal(buf[7], 2);
	read_block(0x32, buf, 1); /* the rest of this one is lost */
	assert_int_equal(get(0x39), 1);
	let_pass(SEC(1));
	assert_int_equal(get(0x39), 32);
	put(0x38, 0x00);
	assert_int_equal(get(0x39), 0);
}

static void adxl345_ends_where_its_range_does(void **state)
{
	static const struct {
		uint8_t format;
		int16_t one_g, end;
	} rows[] = { { 0x08, 256, 511 }, { 0x0B, 256, 4095 }, { 0x01, 128, 511 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		power_on("ADXL345", feel_fixed, NULL);
		put(0x31, rows[i].format);
		put(0x2D, 0x08);
		let_pass(MS(100));
		assert_int_equal(chip.accel[0], rows[i].one_g);
		chip.faults = CHIP_FAULT_SATURATED;
		let_pass(MS(20));
		assert_int_equal(chip.accel[0], rows[i].end);
	}
}

static void lis3dh_counts_up_by_a_bit_and_justifies_left(void **state)
{
	uint8_t buf[12];

	(void)state;
	power_on("LIS3DH", feel_fixed, NULL);
	put(0x23, 0x88);
	put(0x20, 0x47);
	let_pass(MS(100));
	read_block(0xA8, buf, 6);
	assert_int_equal(le16(buf), 16000);
	assert_int_equal(le16(buf + 2), -8000);
	assert_int_equal(buf[0] & 0x0F, 0);
	read_block(0x28, buf, 2); /* without the bit the same byte again */
	assert_int_equal(buf[1], buf[0]);
	chip.faults = CHIP_FAULT_SATURATED;
	let_pass(MS(20));
	assert_int_equal(chip.accel[0], 0x7FF0);
}

static void lis3dh_wraps_in_its_fifo_and_flags_when_it_is_full(void **state)
{
	uint8_t buf[12];

	(void)state;
	power_on("LIS3DH", feel_fixed, NULL);
	put(0x23, 0x88);
	put(0x24, 0x40);
	put(0x20, 0x47);
	let_pass(MS(100));
	assert_int_equal(get(0x2F), 0x20); /* off is empty */
	put(0x2E, 0x80);
	let_pass(MS(60));
	assert_int_equal(get(0x2F), 3);
	read_block(0xA8, buf, 12);
	assert_int_equal(le16(buf + 6), 16000);
	assert_int_equal(get(0x2F), 1);
	let_pass(SEC(1));
	assert_int_equal(get(0x2F) & 0x40, 0x40);
	put(0x2E, 0x00);
	assert_int_equal(get(0x2F), 0x20);
}

static void lis3dh_boots_without_forgetting(void **state)
{
	(void)state;
	power_on("LIS3DH", feel_fixed, NULL);
	put(0x23, 0x88);
	put(0x24, 0x80);
	put(0x20, 0x47); /* too early */
	assert_int_equal(chip.lost_writes, 1);
	let_pass(MS(5));
	assert_int_equal(get(0x24) & 0x80, 0);
	assert_int_equal(get(0x23), 0x88);
}

static void mma8452_is_gone_during_its_reset(void **state)
{
	uint8_t value;

	(void)state;
	power_on("MMA8452Q", feel_fixed, NULL);
	put(0x0E, 0x01);
	assert_int_equal(chip_write(&chip, 0x2B, 0x40), -EREMOTEIO);
	assert_int_equal(chip_read(&chip, 0x0D, &value, 1), -EREMOTEIO);
	let_pass(MS(1));
	assert_int_equal(get(0x0D), 0x2A);
	assert_int_equal(get(0x0E), 0x00);
}

static void mma8452_is_set_up_in_standby_alone(void **state)
{
	uint8_t buf[6];

	(void)state;
	power_on("MMA8452Q", feel_fixed, NULL);
	put(0x2A, 0x21);
	put(0x0E, 0x01);
	assert_int_equal(chip.lost_writes, 1);
	let_pass(MS(100));
	read_block(0x01, buf, 6);
	assert_int_equal(be16(buf), 16384);
	assert_int_equal(be16(buf + 4), 4096);
	put(0x2A, 0x20);
	put(0x0E, 0x01);
	put(0x2A, 0x21);
	let_pass(MS(100));
	read_block(0x01, buf, 6);
	assert_int_equal(be16(buf), 8192);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adxl345_pops_one_sample_a_burst),
		cmocka_unit_test(adxl345_ends_where_its_range_does),
		cmocka_unit_test(lis3dh_counts_up_by_a_bit_and_justifies_left),
		cmocka_unit_test(lis3dh_wraps_in_its_fifo_and_flags_when_it_is_full),
		cmocka_unit_test(lis3dh_boots_without_forgetting),
		cmocka_unit_test(mma8452_is_gone_during_its_reset),
		cmocka_unit_test(mma8452_is_set_up_in_standby_alone),
	};

	return cmocka_run_group_tests_name("chip-accel", tests, NULL, NULL);
}
