/* SPDX-License-Identifier: MIT */
/* Who is it, and does it start by the book? */
#include "imu-rig.h"

static void every_row_of_the_table_is_complete(void **state)
{
	size_t n_addresses;
	const uint8_t *addresses = imu_addresses(&n_addresses);

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *c = imu_chip_at(i);
		const struct imu_family *f = c->family;

		for (int a = 0; a < 2; a++)
			assert_non_null(memchr(addresses, f->address[a], n_addresses));
		assert_ptr_equal(imu_chip_find(imu_chip_name(c)), c);
		assert_in_range(f->data.len, 6, IMU_SAMPLE_MAX);
		for (size_t w = 0; w < IMU_WINDOWS; w++)
			assert_in_range(f->health[w].len, 0, IMU_WINDOW_MAX);
		for (uint8_t k = 0; k < f->confirm.n; k++)
			assert_int_equal(f->confirm.at[k].rate_mul, 0);
		for (size_t r = 1; r < f->n_rates; r++)
			assert_true(f->rates[r].millihz > f->rates[r - 1].millihz);
		if (!c->fifo)
			continue;
		assert_in_range(c->fifo->sample, 6, IMU_SAMPLE_MAX);
		assert_int_equal(c->fifo->sample % c->fifo->unit, 0);
		assert_in_range(c->fifo->unit, 1, SMBUS);
		assert_in_range(c->fifo->head.len, 1, SMBUS);
		/* the batch the daemon asks for, and room to come late */
		assert_true(c->fifo_bytes >= (16 + 3 + 10) * c->fifo->sample);
		for (uint8_t s = 0; s < c->fifo->on.n; s++) {
			assert_int_equal(c->fifo->on.at[s].wait_ms, 0);
			assert_int_equal(c->fifo->on.at[s].until.mask, 0);
			assert_int_equal(c->fifo->on.at[s].flags, 0);
		}
	}
	assert_null(imu_chip_at(imu_chip_count()));
}

static bool is_looked_at(const struct imu_family *f, uint8_t reg)
{
	for (int w = 0; w < IMU_WINDOWS; w++) {
		if (reg >= f->health[w].reg && reg < f->health[w].reg + f->health[w].len)
			return true;
	}
	return false;
}

/* a check that lies in no window would never be made */
static void every_check_lies_in_a_health_window(void **state)
{
	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *c = imu_chip_at(i);

		for (uint8_t k = 0; k < c->family->checks.n; k++)
			assert_true(is_looked_at(c->family, c->family->checks.at[k].reg));
		for (uint8_t k = 0; c->fifo && k < c->fifo->checks.n; k++)
			assert_true(is_looked_at(c->family, c->fifo->checks.at[k].reg));
		if (c->temp.milli_lsb_per_deg != 0) {
			assert_true(is_looked_at(c->family, c->family->temp_reg));
			assert_true(is_looked_at(c->family, (uint8_t)(c->family->temp_reg + 1)));
		}
	}
}

static void a_name_is_found_whatever_its_case_and_dashes(void **state)
{
	(void)state;
	assert_string_equal(imu_chip_name(imu_chip_find("mpu6050")), "MPU-6050");
	assert_string_equal(imu_chip_name(imu_chip_find("MPU-6050")), "MPU-6050");
	assert_string_equal(imu_chip_name(imu_chip_find("lsm6ds3trc")), "LSM6DS3TR-C");
	assert_string_equal(imu_chip_name(imu_chip_find("LSM6DSOX")), "LSM6DSOX");
	assert_string_equal(imu_chip_name(imu_chip_find("lsm6dso")), "LSM6DSO");
	assert_string_equal(imu_chip_name(imu_chip_find("icm42688p")), "ICM-42688-P");
	assert_null(imu_chip_find("lsm6ds"));
	assert_null(imu_chip_find("MPU-60500"));
	assert_null(imu_chip_find(""));
}

static void a_chip_is_named_as_the_die_it_is(void **state)
{
	static const struct {
		const char *base;
		uint8_t id;
		const char *name; /* NULL: refused */
	} rows[] = {
		{ "MPU-6050", 0x68, "MPU-6050" },
		{ "MPU-6050", 0x70, "MPU-6500" },
		{ "MPU-6050", 0x71, "MPU-9250" },
		{ "MPU-6050", 0x73, "MPU-9255" },
		{ "MPU-6050", 0x74, "MPU-6515" },
		{ "MPU-6050", 0x12, "ICM-20602" },
		{ "MPU-6050", 0xAF, "ICM-20608" },
		{ "MPU-6050", 0x98, "ICM-20689" },
		{ "MPU-6050", 0x72, "MPU-6052C" },
		{ "MPU-6050", 0x75, "MPU-6050 clone 0x75" },
		{ "MPU-6050", 0x69, "MPU-6050 clone 0x69" },
		{ "MPU-6050", 0x19, NULL }, /* MPU-6886 */
		{ "MPU-6050", 0x6A, NULL }, /* right byte, wrong family */
		{ "MPU-6050", 0x00, NULL },
		{ "MPU-6050", 0xFF, NULL },
		{ "LSM6DS3", 0x69, "LSM6DS3" },
		{ "LSM6DS3", 0x6A, "LSM6DSL" },
		{ "LSM6DS3", 0x6C, "LSM6DSO" },
		{ "LSM6DS3", 0x6B, NULL }, /* LSM6DSR */
		{ "LSM6DS3", 0x68, NULL },
		{ "ICM-42688-P", 0x47, "ICM-42688-P" },
		{ "ICM-42688-P", 0x44, NULL }, /* ICM-42686: other ranges */
		{ "ICM-20948", 0xEA, "ICM-20948" },
		{ "ICM-20948", 0xE1, NULL }, /* ICM-20649 */
		{ "BMI160", 0xD1, "BMI160" },
		{ "BMI160", 0xD8, NULL },
		{ "BMI270", 0x24, "BMI270" },
		{ "BMI270", 0x27, NULL }, /* BMI260 */
		{ "ADXL345", 0xE5, "ADXL345" },
		{ "ADXL345", 0xF3, NULL }, /* ADXL375 */
		{ "LIS3DH", 0x33, "LIS3DH" },
		{ "MMA8452Q", 0x2A, "MMA8452Q" },
		{ "MMA8452Q", 0x1A, NULL }, /* MMA8451Q */
	};
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (int pin = 0; pin < 2; pin++) {
			const struct imu_chip *chip = NULL;
			uint8_t id = 0xEE, address;
			int r;

			rig_init(&rig, rows[i].base, SMBUS, 50, feel_still);
			address = rig.imu.chip->family->address[pin];
			rig.chip.address = address;
			rig.chip.faults = CHIP_FAULT_WRONG_ID;
			rig.chip.wrong_id = rows[i].id;
			r = imu_probe(&rig.bus, address, &chip, &id);
			assert_int_equal(id, rows[i].id == 0xFF ? 0 : rows[i].id);
			assert_int_equal(rig.writes + rig.blocks, 0);
			assert_in_range(rig.reads, 1, 5);
			if (!rows[i].name) {
				assert_int_equal(r, IMU_E_NO_CHIP);
				assert_null(chip);
				continue;
			}
			assert_int_equal(r, 0);
			assert_string_equal(imu_chip_name(chip), rows[i].name);
		}
	}
}

static void nobody_there_is_the_bus_error_and_one_transfer(void **state)
{
	const struct imu_chip *chip = NULL;
	struct rig rig;

	(void)state;
	rig_init(&rig, "MPU-6050", SMBUS, 50, feel_still);
	assert_int_equal(imu_probe(&rig.bus, 0x69, &chip, NULL), -EREMOTEIO);
	assert_int_equal(rig.reads, 1);
	rig.chip.faults = CHIP_FAULT_STUCK_BUS;
	assert_int_equal(imu_probe(&rig.bus, 0x68, &chip, NULL), -ETIMEDOUT);
	assert_null(chip);
}

static void an_address_of_no_known_chip_is_left_alone(void **state)
{
	const struct imu_chip *chip = NULL;
	uint8_t id = 0xEE;
	struct rig rig;

	(void)state;
	rig_init(&rig, "MPU-6050", SMBUS, 50, feel_still);
	assert_int_equal(imu_probe(&rig.bus, 0x50, &chip, &id), IMU_E_NO_CHIP);
	assert_int_equal(id, 0);
	assert_int_equal(rig.reads + rig.writes, 0);
}

static void every_chip_starts_within_half_a_second(void **state)
{
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		rig_up(&rig, imu_chip_name(imu_chip_at(i)), SMBUS, 50, feel_still);
		assert_in_range(rig.now_us - SEC(100), MS(100), MS(500));
	}
}

static void a_call_before_its_time_makes_no_transfer(void **state)
{
	struct rig rig;
	uint64_t due_us = 0, again_us = 0;

	(void)state;
	rig_init(&rig, "MPU-6050", SMBUS, 50, feel_still);
	assert_int_equal(imu_start(&rig.imu, rig.now_us, &due_us), IMU_E_WAIT);
	assert_int_equal(due_us, rig.now_us + MS(100));
	assert_int_equal(rig.reads, 2); /* identity, and no clock */
	assert_int_equal(rig.writes, 1);
	assert_int_equal(imu_start(&rig.imu, due_us - 1, &again_us), IMU_E_WAIT);
	assert_int_equal(again_us, due_us);
	assert_int_equal(rig.reads + rig.writes, 3);
	rig.now_us = due_us;
	assert_int_equal(imu_start(&rig.imu, due_us, &again_us), IMU_E_WAIT);
	assert_true(rig.writes > 1);
}

static void a_running_chip_is_not_started_again(void **state)
{
	struct rig rig;
	uint64_t due_us;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_still);
	rig_forget(&rig);
	assert_int_equal(imu_start(&rig.imu, rig.now_us, &due_us), 0);
	assert_int_equal(rig.reads + rig.writes, 0);
}

static void a_reset_that_takes_longer_is_waited_for(void **state)
{
	struct rig rig;

	(void)state;
	rig_init(&rig, "LSM6DSO", SMBUS, 50, feel_still);
	rig.stuck_reg = 0x12;
	rig.stuck_value = 0x05;
	for (int i = 0; i < 5; i++) {
		uint64_t due_us = 0;

		assert_int_equal(imu_start(&rig.imu, rig.now_us, &due_us), IMU_E_WAIT);
		rig.now_us = due_us;
		assert_int_equal(rig.writes, 1);
	}
	rig.stuck_reg = -1;
	assert_int_equal(rig_start(&rig), 0);
}

static void a_reset_that_never_ends_is_bad_data(void **state)
{
	struct rig rig;

	(void)state;
	rig_init(&rig, "LSM6DSO", SMBUS, 50, feel_still);
	rig.stuck_reg = 0x12;
	rig.stuck_value = 0xFF;
	assert_int_equal(rig_start(&rig), IMU_E_BAD_DATA);
	assert_int_equal(rig.writes, 1);
}

static void another_chip_at_the_address_is_never_written_to(void **state)
{
	struct rig rig;

	(void)state;
	rig_init(&rig, "MPU-6050", SMBUS, 50, feel_still);
	rig.chip.faults = CHIP_FAULT_WRONG_ID;
	rig.chip.wrong_id = 0x70;
	assert_int_equal(rig_start(&rig), IMU_E_NO_CHIP);
	assert_int_equal(rig.writes, 0);
	assert_int_equal(rig.reads, 2);
}

static void a_chip_changed_in_a_pause_of_the_start_is_not_run(void **state)
{
	struct rig rig;
	uint64_t due_us;

	(void)state;
	rig_init(&rig, "MPU-6050", SMBUS, 50, feel_still);
	assert_int_equal(imu_start(&rig.imu, rig.now_us, &due_us), IMU_E_WAIT);
	rig.chip.faults = CHIP_FAULT_WRONG_ID;
	rig.chip.wrong_id = 0x70;
	rig.now_us = due_us;
	assert_int_equal(rig_start(&rig), IMU_E_NO_CHIP);
	assert_int_equal(rig.imu.phase, IMU_IDLE);
}

static void a_start_stops_at_the_first_failing_transfer_and_begins_anew(void **state)
{
	struct rig rig;
	unsigned all;

	(void)state;
	rig_up(&rig, "LSM6DSL", SMBUS, 50, feel_still);
	all = rig.reads + rig.writes;
	for (unsigned good = 0; good < all; good++) {
		rig_init(&rig, "LSM6DSL", SMBUS, 50, feel_still);
		rig.fail_after = good;
		assert_int_equal(rig_start(&rig), -EREMOTEIO);
		assert_int_equal(rig.reads + rig.writes, good + 1);
		assert_int_equal(rig.imu.counters.errors, 1);
		rig.fail_after = UINT32_MAX;
		rig_forget(&rig);
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig.reads + rig.writes, all);
	}
}

static void the_rate_is_the_nearest_not_below_the_wish(void **state)
{
	static const struct {
		const char *name;
		unsigned wish_hz;
		uint32_t millihz;
	} rows[] = {
		{ "MPU-6050", 10, 10000 },  { "MPU-6050", 11, 12500 },	  { "MPU-6050", 50, 50000 },
		{ "MPU-6050", 51, 62500 },  { "MPU-6050", 100, 100000 },  { "MPU-6050", 101, 125000 },
		{ "MPU-6050", 200, 200000 }, { "LSM6DSO", 10, 12500 },	  { "LSM6DSO", 50, 52000 },
		{ "LSM6DSO", 52, 52000 },   { "LSM6DSO", 53, 104000 },	  { "LSM6DS3", 200, 208000 },
		{ "LSM6DS3", 209, 208000 }, /* no faster one */
		{ "ICM-20948", 50, 51136 }, { "ICM-20948", 100, 102273 },
		{ "ICM-42688-P", 50, 50000 }, { "ICM-42688-P", 101, 200000 },
		{ "BMI160", 10, 25000 }, { "BMI160", 50, 50000 },
		{ "BMI270", 100, 100000 },  { "ADXL345", 50, 50000 },	  { "ADXL345", 13, 25000 },
		{ "LIS3DH", 50, 50000 },    { "LIS3DH", 10, 10000 },	  { "LIS3DH", 200, 200000 },
	};
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned before;

		rig_up(&rig, rows[i].name, SMBUS, rows[i].wish_hz, feel_ramp);
		assert_int_equal(rig.imu.stream.rate_millihz, rows[i].millihz);
		assert_int_equal(imu_period_us(&rig.imu, 16),
				 UINT64_C(16000000000) / rows[i].millihz);
		/* and the chip really runs at it */
		before = rig.k;
		chip_run(&rig.chip, rig.now_us + SEC(10));
		assert_in_range(rig.k - before, rows[i].millihz / 100 - 1,
				rows[i].millihz / 100 + 1);
	}
}

static void the_stream_states_the_scale(void **state)
{
	struct rig rig;

	(void)state;
	rig_init(&rig, "MPU-6500", SMBUS, 50, feel_still);
	assert_int_equal(rig.imu.stream.accel_milli_lsb_per_g, 16384000);
	assert_int_equal(rig.imu.stream.gyro_milli_lsb_per_dps, 131000);
	assert_int_equal(rig.imu.temperature_cdeg, INT32_MAX);
	rig_init(&rig, "LSM6DSOX", SMBUS, 50, feel_still);
	assert_int_equal(rig.imu.stream.accel_milli_lsb_per_g, 16393443);
	assert_int_equal(rig.imu.stream.gyro_milli_lsb_per_dps, 114286);
	assert_int_equal(rig.reads + rig.writes, 0);
}

static void a_stopped_chip_sleeps_and_can_be_started(void **state)
{
	struct batch b;
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		rig_up(&rig, imu_chip_name(imu_chip_at(i)), SMBUS, 50, feel_ramp);
		assert_int_equal(imu_stop(&rig.imu), 0);
		rig.k = 0;
		chip_run(&rig.chip, rig.now_us += SEC(5));
		assert_int_equal(rig.k, 0);
		assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), IMU_E_ASLEEP);
		assert_int_equal(rig_start(&rig), 0);
		do
			assert_int_equal(rig_read_batch(&rig, &b), 0);
		while (b.n == 0);
		rig.fail_after = 0;
		assert_int_equal(imu_stop(&rig.imu), -EREMOTEIO);
	}
}

static void another_chip_at_the_address_is_not_put_to_sleep(void **state)
{
	struct rig rig;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_still);
	rig.chip.faults = CHIP_FAULT_WRONG_ID;
	rig_forget(&rig);
	assert_int_equal(imu_stop(&rig.imu), IMU_E_NO_CHIP);
	assert_int_equal(rig.writes, 0);
	assert_int_equal(rig.reads, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_of_the_table_is_complete),
		cmocka_unit_test(every_check_lies_in_a_health_window),
		cmocka_unit_test(a_name_is_found_whatever_its_case_and_dashes),
		cmocka_unit_test(a_chip_is_named_as_the_die_it_is),
		cmocka_unit_test(nobody_there_is_the_bus_error_and_one_transfer),
		cmocka_unit_test(an_address_of_no_known_chip_is_left_alone),
		cmocka_unit_test(every_chip_starts_within_half_a_second),
		cmocka_unit_test(a_call_before_its_time_makes_no_transfer),
		cmocka_unit_test(a_running_chip_is_not_started_again),
		cmocka_unit_test(a_reset_that_takes_longer_is_waited_for),
		cmocka_unit_test(a_reset_that_never_ends_is_bad_data),
		cmocka_unit_test(another_chip_at_the_address_is_never_written_to),
		cmocka_unit_test(a_chip_changed_in_a_pause_of_the_start_is_not_run),
		cmocka_unit_test(a_start_stops_at_the_first_failing_transfer_and_begins_anew),
		cmocka_unit_test(the_rate_is_the_nearest_not_below_the_wish),
		cmocka_unit_test(the_stream_states_the_scale),
		cmocka_unit_test(a_stopped_chip_sleeps_and_can_be_started),
		cmocka_unit_test(another_chip_at_the_address_is_not_put_to_sleep),
	};

	return cmocka_run_group_tests_name("imu-start", tests, NULL, NULL);
}
