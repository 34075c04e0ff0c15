/* SPDX-License-Identifier: MIT */
/*
 * Simulated chips with a register map of their own, against their data sheets:
 * banks, commands, records with a header, samples that pop.
 */
#include "chip-rig.h"

static void read_block(uint8_t reg, uint8_t *buf, size_t n)
{
	assert_int_equal(chip_read(&chip, reg, buf, n), 0);
}

/* ---- banks ---- */

static void another_bank_hides_everything_but_its_register(void **state)
{
	(void)state;
	power_on("ICM-20948", feel_fixed, NULL);
	assert_int_equal(get(0x00), 0xEA);
	assert_int_equal(get(0x06), 0x41);
	put(0x06, 0x01);
	let_pass(MS(30));
	put(0x7F, 0x20);
	assert_int_equal(get(0x7F), 0x20);
	assert_int_equal(get(0x00), 0x00);
	assert_int_equal(get(0x01), 0x01); /* the filter is on from the start */
	put(0x06, 0x80);		   /* no reset: that is in bank 0 */
	assert_int_equal(get(0x06), 0x80);
	put(0x7F, 0x00);
	assert_int_equal(get(0x00), 0xEA);
	assert_int_equal(get(0x06), 0x01);

	power_on("ICM-42688-P", feel_fixed, NULL);
	put(0x76, 0x01);
	assert_int_equal(get(0x75), 0x00);
	put(0x76, 0x00);
	assert_int_equal(get(0x75), 0x47);
}

static void a_reset_comes_back_in_bank_0(void **state)
{
	(void)state;
	power_on("ICM-20948", feel_fixed, NULL);
	put(0x06, 0x01);
	let_pass(MS(30));
	put(0x7F, 0x20);
	put(0x14, 0x27);
	chip_power_cycle(&chip, chip.now_us);
	assert_int_equal(get(0x00), 0xEA);
	assert_int_equal(chip.banked[1][0x14], 0x01);
}

/* asleep, then 50 Hz, +-2 g, +-250 dps */
static void icm20948_up(void)
{
	power_on("ICM-20948", feel_fixed, NULL);
	put(0x06, 0x01);
	let_pass(MS(30));
	put(0x7F, 0x20);
	put(0x00, 21);
	put(0x11, 21);
	put(0x01, 0x21);
	put(0x14, 0x21);
	put(0x7F, 0x00);
	let_pass(MS(200));
}

static void icm20948_has_accel_before_gyro_before_temperature(void **state)
{
	uint8_t buf[14];

	(void)state;
	icm20948_up();
	read_block(0x2D, buf, sizeof(buf));
	assert_int_equal(be16(buf), 16384);
	assert_int_equal(be16(buf + 6), 1310);
	assert_int_equal(be16(buf + 12), 3005); /* 9 C over 21 x 333.87 */
	put(0x7F, 0x20);
	put(0x14, 0x23);
	put(0x7F, 0x00);
	let_pass(MS(40));
	read_block(0x2D, buf, 2);
	assert_int_equal(be16(buf), 8192);
}

static void icm20948_fills_its_fifo_with_both(void **state)
{
	uint8_t buf[24];

	(void)state;
	icm20948_up();
	put(0x03, 0x40);
	put(0x67, 0x1E);
	let_pass(MS(40));
	assert_int_equal(get(0x71), 24);
	read_block(0x72, buf, sizeof(buf));
	assert_int_equal(be16(buf), 16384);
	assert_int_equal(be16(buf + 6), 1310);
	assert_int_equal(be16(buf + 12), 16384);
	let_pass(SEC(2));
	assert_int_equal(get(0x70) << 8 | get(0x71), 512); /* full it stays */
	put(0x68, 0x1F);
	assert_int_equal(get(0x70) << 8 | get(0x71), 0);
}

/* ---- records with a header ---- */

static void icm42688_packets_are_16_bytes_and_an_empty_fifo_says_so(void **state)
{
	uint8_t buf[32];

	(void)state;
	power_on("ICM-42688-P", feel_fixed, NULL);
	put(0x4F, 0x69);
	put(0x50, 0x69);
	put(0x4E, 0x0F);
	let_pass(MS(200));
	put(0x5F, 0x03);
	put(0x16, 0x40);
	let_pass(MS(40));
	assert_int_equal(get(0x2F), 32);
	read_block(0x30, buf, sizeof(buf));
	for (int i = 0; i < 32; i += 16) {
		assert_int_equal(buf[i], 0x68);
		assert_int_equal(be16(buf + i + 1), 16384);
		assert_int_equal(be16(buf + i + 7), 1310);
		assert_int_equal(buf[i + 13], 10); /* 5 C over 25 x 2.07 */
	}
	assert_int_equal(get(0x30), 0x80);
	assert_int_equal(get(0x2D) & 0x02, 0x00);
	let_pass(SEC(4));
	assert_int_equal(get(0x2D) & 0x02, 0x02); /* full */
	assert_int_equal(get(0x2D) & 0x02, 0x00); /* and told once */
	read_block(0x30, buf, 1);
	assert_int_equal(buf[0], 0x68); /* whole packets made room */
	put(0x4B, 0x02);
	assert_int_equal(get(0x2E) << 8 | get(0x2F), 0);
}

static void icm42688_data_registers_begin_with_the_temperature(void **state)
{
	uint8_t buf[14];

	(void)state;
	power_on("ICM-42688-P", feel_fixed, NULL);
	put(0x4F, 0x69);
	put(0x50, 0x69);
	put(0x4E, 0x0F);
	let_pass(MS(200));
	read_block(0x1D, buf, sizeof(buf));
	assert_int_equal(be16(buf), 662); /* 5 C over 25 x 132.48 */
	assert_int_equal(be16(buf + 2), 16384);
	assert_int_equal(be16(buf + 8), 1310);
}

/* ---- commands ---- */

static void bmi160_wakes_by_command_each_in_its_time(void **state)
{
	(void)state;
	power_on("BMI160", feel_fixed, NULL);
	assert_int_equal(get(0x03), 0x00);
	put(0x7E, 0x11);
	let_pass(3799);
	assert_int_equal(get(0x03), 0x00);
	let_pass(1);
	assert_int_equal(get(0x03), 0x10);
	put(0x7E, 0x15);
	let_pass(MS(1));
	put(0x7E, 0x11); /* the gyro's is not done: lost */
	assert_int_equal(chip.lost_writes, 1);
	let_pass(MS(79));
	assert_int_equal(get(0x03), 0x14);
	put(0x7E, 0xB6);
	let_pass(MS(1));
	assert_int_equal(get(0x03), 0x00);
}

static void bmi160_suspended_wants_a_pause_after_each_write(void **state)
{
	(void)state;
	power_on("BMI160", feel_fixed, NULL);
	put(0x41, 0x05);
	let_pass(449);
	put(0x43, 0x00);
	assert_int_equal(chip.lost_writes, 1);
	let_pass(1);
	put(0x43, 0x01);
	assert_int_equal(get(0x43), 0x01);
	assert_int_equal(chip.lost_writes, 1);
	let_pass(450);
	put(0x7E, 0x11);
	let_pass(MS(4));
	put(0x40, 0x27); /* awake they may follow at once */
	put(0x42, 0x27);
	assert_int_equal(chip.lost_writes, 1);
}

static void bmi160_gives_gyro_first_and_0x80_beyond_the_end(void **state)
{
	uint8_t buf[12];

	(void)state;
	power_on("BMI160", feel_fixed, NULL);
	put(0x7E, 0x11);
	let_pass(MS(5));
	put(0x7E, 0x15);
	let_pass(MS(90));
	put(0x40, 0x27);
	put(0x42, 0x27);
	put(0x43, 0x03);
	let_pass(MS(40));
	read_block(0x0C, buf, sizeof(buf));
	assert_int_equal(le16(buf), 1312);
	assert_int_equal(le16(buf + 6), 16384);
	assert_int_equal(get(0x21) << 8 | get(0x20), 3584); /* 7 C over 23 x 512 */
	put(0x47, 0xC0);
	let_pass(MS(20));
	assert_int_equal(get(0x22), 12);
	read_block(0x24, buf, sizeof(buf));
	assert_int_equal(le16(buf), 1312);
	assert_int_equal(le16(buf + 6), 16384);
	assert_int_equal(get(0x24), 0x80);
}

static void piece(size_t word, const uint8_t *buf, size_t n)
{
	const uint8_t index[2] = { word & 15, (uint8_t)(word >> 4) };

	assert_int_equal(chip_write_block(&chip, 0x5B, index, 2), 0);
	assert_int_equal(chip_write_block(&chip, 0x5E, buf, n), 0);
}

static void bmi270_is_deaf_until_its_whole_file_is_in(void **state)
{
	static const size_t sizes[] = { 0, 64, 328, 8128, 8192 };
	const uint8_t *blob = rig_blob();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		bool whole = sizes[i] == 328 || sizes[i] == 8192;

		power_on("BMI270", feel_fixed, NULL);
		put(0x7C, 0x00);
		let_pass(450);
		put(0x59, 0x00);
		for (size_t at = 0; at < sizes[i]; at += 32)
			piece(at / 2, blob + at, MIN(32, sizes[i] - at));
		put(0x59, 0x01);
		let_pass(MS(139));
		assert_int_equal(get(0x21) & 0x0F, 0);
		let_pass(MS(2));
		assert_int_equal(get(0x21) & 0x0F, whole ? 1 : 2);
		put(0x7D, 0x0E);
		let_pass(MS(200));
		assert_int_equal(chip.accel[0] != 0, whole);
	}
}

static void bmi270_takes_pieces_in_order_and_awake_only(void **state)
{
	const uint8_t *blob = rig_blob();

	(void)state;
	power_on("BMI270", feel_fixed, NULL);
	put(0x7C, 0x00);
	piece(0, blob, 32); /* too early, by 450 us */
	assert_int_equal(chip.uploaded, 0);
	assert_true(chip.lost_writes > 0);
	let_pass(450);
	put(0x59, 0x00);
	piece(0, blob, 32);
	assert_int_equal(chip.uploaded, 32);
	piece(17, blob + 34, 32); /* a word too far */
	assert_int_equal(chip.uploaded, SIZE_MAX);
	put(0x59, 0x00);
	assert_int_equal(chip.uploaded, 0);
}

/* ---- all ---- */

static void an_oscillator_that_drifts_takes_samples_faster(void **state)
{
	struct rig rig;
	unsigned before;

	(void)state;
	for (int permille = -100; permille <= 100; permille += 50) {
		rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
		rig.chip.drift_permille = permille;
		before = rig.k;
		chip_run(&rig.chip, rig.now_us + SEC(10));
		assert_in_range(rig.k - before, 520 * (1000 + permille) / 1000 - 2,
				520 * (1000 + permille) / 1000 + 2);
	}
}

static void a_block_is_so_many_writes_in_one_transfer(void **state)
{
	const uint8_t values[] = { 0x27, 0x05, 0x28 };

	(void)state;
	power_on("BMI270", feel_fixed, NULL);
	put(0x7C, 0x00);
	let_pass(450);
	chip.transfers = 0;
	assert_int_equal(chip_write_block(&chip, 0x40, values, sizeof(values)), 0);
	assert_int_equal(chip.transfers, 1);
	assert_int_equal(get(0x40), 0x27);
	assert_int_equal(get(0x42), 0x28);
	chip.faults = CHIP_FAULT_NACK;
	assert_int_equal(chip_write_block(&chip, 0x40, values, sizeof(values)), -EREMOTEIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_bank_hides_everything_but_its_register),
		cmocka_unit_test(a_reset_comes_back_in_bank_0),
		cmocka_unit_test(icm20948_has_accel_before_gyro_before_temperature),
		cmocka_unit_test(icm20948_fills_its_fifo_with_both),
		cmocka_unit_test(icm42688_packets_are_16_bytes_and_an_empty_fifo_says_so),
		cmocka_unit_test(icm42688_data_registers_begin_with_the_temperature),
		cmocka_unit_test(bmi160_wakes_by_command_each_in_its_time),
		cmocka_unit_test(bmi160_suspended_wants_a_pause_after_each_write),
		cmocka_unit_test(bmi160_gives_gyro_first_and_0x80_beyond_the_end),
		cmocka_unit_test(bmi270_is_deaf_until_its_whole_file_is_in),
		cmocka_unit_test(bmi270_takes_pieces_in_order_and_awake_only),
		cmocka_unit_test(an_oscillator_that_drifts_takes_samples_faster),
		cmocka_unit_test(a_block_is_so_many_writes_in_one_transfer),
	};

	return cmocka_run_group_tests_name("chip-maps", tests, NULL, NULL);
}
