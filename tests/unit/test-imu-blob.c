/* SPDX-License-Identifier: MIT */
/* A chip that is deaf until its maker's file is in it. */
#include "imu-rig.h"

#define CHIP "BMI270"

static uint32_t hash(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static void either_file_goes_in_whole_and_in_order_over_either_bus(void **state)
{
	static const struct {
		size_t bytes, max_read;
		unsigned blocks;
	} rows[] = {
		{ 8192, SMBUS, 512 }, { 8192, PLAIN_I2C, 32 }, { 328, SMBUS, 22 },
		{ 328, PLAIN_I2C, 2 },
	};
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_init(&rig, CHIP, rows[i].max_read, 50, feel_still);
		rig.imu.blob_n = rows[i].bytes;
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig.chip.lost_writes, 0);
		assert_int_equal(rig.chip.uploaded, rows[i].bytes);
		assert_int_equal(rig.chip.upload_hash, hash(rig_blob(), rows[i].bytes));
		assert_int_equal(rig.blocks, rows[i].blocks);
		assert_true(rig.longest_block <= rows[i].max_read);
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_true(b.n > 10);
	}
}

static void no_call_of_the_start_takes_long(void **state)
{
	uint64_t due_us;
	struct rig rig;
	int r;

	(void)state;
	rig_init(&rig, CHIP, SMBUS, 50, feel_still);
	do {
		rig_forget(&rig);
		r = imu_start(&rig.imu, rig.now_us, &due_us);
		assert_in_range(rig.blocks, 0, 8);
		assert_in_range(rig.reads + rig.writes, 0, 16);
		rig.now_us = due_us;
	} while (r == IMU_E_WAIT);
	assert_int_equal(r, 0);
	/* the pauses are far from the three seconds that a start may take */
	assert_in_range(rig.now_us - SEC(100), MS(200), MS(400));
}

static void without_its_file_nothing_is_written(void **state)
{
	static const size_t sizes[] = { 0, 327, 329, 8191 };
	struct rig rig;

	(void)state;
	for (size_t i = 0; i <= ARRAY_SIZE(sizes); i++) {
		rig_init(&rig, CHIP, SMBUS, 50, feel_still);
		if (i < ARRAY_SIZE(sizes))
			rig.imu.blob_n = sizes[i];
		else
			rig.imu.blob = NULL;
		assert_int_equal(rig_start(&rig), IMU_E_NO_BLOB);
		assert_int_equal(rig.writes + rig.blocks, 0);
	}
	assert_true(imu_chip_wants_blob(imu_chip_find(CHIP)));
	assert_false(imu_chip_wants_blob(imu_chip_find("BMI160")));
}

static void a_file_the_chip_refuses_is_none(void **state)
{
	struct rig rig;

	(void)state;
	rig_init(&rig, CHIP, SMBUS, 50, feel_still);
	rig.stuck_reg = 0x21;
	rig.stuck_value = 0x02; /* "initialisation error" */
	assert_int_equal(rig_start(&rig), IMU_E_NO_BLOB);
	rig.stuck_reg = -1;
	assert_int_equal(rig_start(&rig), 0);
}

static void an_upload_cut_off_begins_anew(void **state)
{
	struct rig rig;

	(void)state;
	for (unsigned good = 5; good < 530; good += 21) {
		rig_init(&rig, CHIP, SMBUS, 50, feel_still);
		rig.fail_after = good;
		assert_int_equal(rig_start(&rig), -EREMOTEIO);
		assert_int_equal(rig.imu.counters.errors, 1);
		rig.fail_after = UINT32_MAX;
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig.chip.upload_hash, hash(rig_blob(), 8192));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(either_file_goes_in_whole_and_in_order_over_either_bus),
		cmocka_unit_test(no_call_of_the_start_takes_long),
		cmocka_unit_test(without_its_file_nothing_is_written),
		cmocka_unit_test(a_file_the_chip_refuses_is_none),
		cmocka_unit_test(an_upload_cut_off_begins_anew),
	};

	return cmocka_run_group_tests_name("imu-blob", tests, NULL, NULL);
}
