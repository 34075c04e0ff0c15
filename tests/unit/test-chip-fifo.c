/* SPDX-License-Identifier: MIT */
/* The simulated FIFOs: record layout, port, level, overflow and what it does to the phase. */
#include "chip-rig.h"

static void a_burst_counts_up_but_stays_at_the_fifo_port(void **state)
{
	uint8_t buf[26], one[12], two[12];

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	mpu_fifo();
	let_pass(MS(40));
	assert_int_equal(get(0x73), 24);
	chip_read(&chip, 0x72, buf, 26); /* count, then the port again and again */
	assert_int_equal(be16(buf), 24);
	memcpy(one, buf + 2, 12);
	memcpy(two, buf + 14, 12);
	assert_memory_equal(one, two, 12);
	assert_int_equal(be16(one), 16384);
	assert_int_equal(be16(one + 6), 1310);
	assert_int_equal(get(0x73), 0);

	lsm_up("LSM6DSO", feel_fixed, NULL);
	put(0x12, 0x40); /* increment off */
	chip_read(&chip, 0x0F, buf, 3);
	assert_int_equal(buf[2], 0x6C);
}

static void mpu_repeats_the_last_byte_of_an_empty_fifo(void **state)
{
	uint8_t buf[12];

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	mpu_fifo();
	let_pass(MS(20));
	chip_read(&chip, 0x74, buf, 12);
	assert_int_equal(get(0x74), buf[11]);
	assert_int_equal(get(0x74), buf[11]);
}

static void icm20602_puts_temperature_into_every_record(void **state)
{
	uint8_t buf[14];

	(void)state;
	mpu_up("ICM-20602", feel_fixed, NULL);
	mpu_fifo();
	let_pass(MS(20));
	assert_int_equal(get(0x73), 14);
	chip_read(&chip, 0x74, buf, 14);
	assert_int_equal(be16(buf), 16384);
	assert_int_equal(be16(buf + 6), 1634); /* 5 C over 25 x 326.8 */
	assert_int_equal(be16(buf + 8), 1310);
}

static void an_overflowing_mpu_fifo_loses_its_phase(void **state)
{
	uint8_t buf[12];

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	put(0x38, 0x10);
	mpu_fifo();
	let_pass(MS(20 * 85)); /* 1020 of 1024 bytes */
	assert_int_equal(get(0x72) << 8 | get(0x73), 1020);
	assert_int_equal(get(0x3A), 0x00);
	let_pass(MS(20));
	assert_int_equal(get(0x72) << 8 | get(0x73), 1024);
	assert_int_equal(get(0x3A) & 0x10, 0x10);
	chip_read(&chip, 0x74, buf, 12);
	assert_int_not_equal(be16(buf), 16384); /* eight bytes are gone */
	assert_int_equal(be16(buf + 4), 16384);
	put(0x6A, 0x44);
	assert_int_equal(get(0x6A), 0x40); /* the reset bit cleared itself */
	assert_int_equal(get(0x72) << 8 | get(0x73), 0);
}

static void an_untagged_fifo_tells_its_phase(void **state)
{
	uint8_t head[4], buf[12];

	(void)state;
	lsm_up("LSM6DSL", feel_fixed, NULL);
	put(0x08, 0x09);
	put(0x0A, 0x1E);
	chip_read(&chip, 0x3A, head, 4);
	assert_int_equal(head[1], 0x10); /* empty */
	let_pass(MS(20));
	chip_read(&chip, 0x3A, head, 4);
	assert_int_equal(le16(head), 6);
	assert_int_equal(head[2], 0);
	chip_read(&chip, 0x3E, buf, 2);
	assert_int_equal(le16(buf), 1143); /* gyro first */
	chip_read(&chip, 0x3A, head, 4);
	assert_int_equal(le16(head), 5);
	assert_int_equal(head[2], 1);
	chip_read(&chip, 0x3E, buf, 10);
	assert_int_equal(le16(buf + 4), 16393);
	/* 2048 words are no multiple of six: overrun moves the phase */
	let_pass(SEC(7));
	chip_read(&chip, 0x3A, head, 4);
	assert_int_equal(head[1] & 0x40, 0x40);
	assert_int_not_equal(head[2], 0);
	put(0x0A, 0x00);
	chip_read(&chip, 0x3A, head, 4);
	assert_int_equal(head[1], 0x10);
}

static void a_tagged_fifo_loses_whole_records_and_latches_it(void **state)
{
	uint8_t head[2], buf[14];

	(void)state;
	lsm_up("LSM6DSO", feel_fixed, NULL);
	put(0x09, 0x33);
	put(0x0A, 0x06);
	let_pass(MS(20));
	chip_read(&chip, 0x3A, head, 2);
	assert_int_equal(le16(head), 2);
	chip_read(&chip, 0x78, buf, 14);
	assert_int_equal(buf[0] >> 3, 1);
	assert_int_equal(le16(buf + 1), 1143);
	assert_int_equal(buf[7] >> 3, 2);
	assert_int_equal(le16(buf + 8), 16393);
	assert_int_equal(buf[0] & 0x06, buf[7] & 0x06); /* one time slot */
	let_pass(SEC(6));
	chip_read(&chip, 0x78, buf, 14);
	assert_int_equal(buf[0] >> 3, 1);
	assert_int_equal(buf[7] >> 3, 2);
	chip_read(&chip, 0x3A, head, 2);
	assert_int_equal(head[1] & 0x48, 0x08); /* it has room again, but it overran */
	chip_read(&chip, 0x3A, head, 2);
	assert_int_equal(head[1] & 0x48, 0x00);
}

static void a_fifo_without_its_rate_or_its_sources_stays_empty(void **state)
{
	(void)state;
	lsm_up("LSM6DS3", feel_fixed, NULL);
	put(0x08, 0x09);
	put(0x0A, 0x06); /* continuous, but no rate */
	let_pass(SEC(1));
	assert_int_equal(get(0x3A), 0);
	mpu_up("MPU-6050", feel_fixed, NULL);
	put(0x6A, 0x40);
	let_pass(SEC(1));
	assert_int_equal(get(0x73), 0);
	put(0x6A, 0x00);
	put(0x23, 0x78);
	let_pass(SEC(1));
	assert_int_equal(get(0x73), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_counts_up_but_stays_at_the_fifo_port),
		cmocka_unit_test(mpu_repeats_the_last_byte_of_an_empty_fifo),
		cmocka_unit_test(icm20602_puts_temperature_into_every_record),
		cmocka_unit_test(an_overflowing_mpu_fifo_loses_its_phase),
		cmocka_unit_test(an_untagged_fifo_tells_its_phase),
		cmocka_unit_test(a_tagged_fifo_loses_whole_records_and_latches_it),
		cmocka_unit_test(a_fifo_without_its_rate_or_its_sources_stays_empty),
	};

	return cmocka_run_group_tests_name("chip-fifo", tests, NULL, NULL);
}
