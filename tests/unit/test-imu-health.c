/* SPDX-License-Identifier: MIT */
/* Unplugged, browned out, frozen, lying: what the engine makes of it. */
#include "imu-rig.h"



static void run(struct rig *rig, unsigned batches)
{
	struct batch b;

	for (unsigned i = 0; i < batches; i++)
		assert_int_equal(rig_read_batch(rig, &b), 0);
}

/* read on until it says something; returns that, and how long it took */
static int until_trouble(struct rig *rig, uint64_t *ret_us)
{
	uint64_t from_us = rig->now_us;
	struct batch b;
	int r = 0;

	for (int i = 0; i < 20 && r == 0; i++)
		r = rig_read_batch(rig, &b);
	*ret_us = rig->now_us - from_us;
	return r;
}

static void a_bus_error_comes_up_untouched_after_one_transfer(void **state)
{
	static const struct {
		unsigned fault;
		int error;
	} rows[] = {
		{ CHIP_FAULT_NACK, -EREMOTEIO },
		{ CHIP_FAULT_STUCK_BUS, -ETIMEDOUT },
		{ CHIP_FAULT_ARBITRATION, -EAGAIN },
	};
	uint64_t due_us;
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_up(&rig, "MPU-6050", SMBUS, 50, feel_still);
		run(&rig, 5);
		rig.chip.faults = rows[i].fault;
		for (unsigned tries = 1; tries <= 3; tries++) {
			rig_forget(&rig);
			memset(&b, 0x5A, sizeof(b));
			assert_int_equal(rig_read_batch(&rig, &b), rows[i].error);
			assert_int_equal(b.n, 0x5A5A5A5A); /* written only on success */
			assert_int_equal(rig.reads + rig.writes, 1);
			assert_int_equal(rig.imu.counters.errors, tries);
		}
		rig_forget(&rig);
		assert_int_equal(imu_start(&rig.imu, rig.now_us, &due_us), rows[i].error);
		assert_int_equal(rig.reads + rig.writes, 1);
	}
}

/* wherever in a read the bus fails, what comes after is whole and in order */
static void a_read_cut_short_costs_samples_but_not_their_order(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (unsigned good = 0; good < 12; good++) {
			int r = 0, last = 0;

			rig_up(&rig, kinds[i], SMBUS, 50, feel_ramp);
			run(&rig, 3);
			rig.fail_after = good;
			for (int tries = 0; tries < 3 && r == 0; tries++)
				r = rig_read_batch(&rig, &b);
			assert_int_equal(r, -EREMOTEIO);
			rig.fail_after = UINT32_MAX;
			for (int read = 0; read < 10; read++) {
				assert_int_equal(rig_wait_read(&rig, MS(200), &b), 0);
				for (unsigned s = 0; s < b.n; s++) {
					int k = ramp_number(&rig, &b, s);

					if (last != 0)
						assert_int_equal(k, last + 1);
					last = k;
				}
			}
			assert_true(last != 0);
		}
	}
}

static void after_a_cut_read_the_next_samples_carry_a_gap(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	run(&rig, 2);
	rig.fail_after = 2; /* the level and one block */
	assert_int_equal(rig_read_batch(&rig, &b), -EREMOTEIO);
	rig.fail_after = UINT32_MAX;
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_int_equal(b.n, 0); /* emptied */
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_true(b.gap);
	assert_in_range(b.n, 15, 17);
	assert_int_equal(rig.imu.counters.overflows, 0);
}

static void a_start_after_a_cut_read_leaves_nothing_to_empty(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	run(&rig, 2);
	rig.fail_after = 2;
	assert_int_equal(rig_read_batch(&rig, &b), -EREMOTEIO);
	rig.fail_after = UINT32_MAX;
	assert_int_equal(rig_start(&rig), 0);
	rig_forget(&rig);
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_true(b.n > 0);
	assert_int_equal(rig.writes, 0);
}

/* plugged in again: it answers, but it is asleep */
static void the_first_read_after_an_error_looks_at_the_registers(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_up(&rig, kinds[i], SMBUS, 50, feel_still);
		run(&rig, 4); /* the look before was just made */
		rig.chip.faults = CHIP_FAULT_NACK;
		assert_int_equal(rig_wait_read(&rig, MS(20), &b), -EREMOTEIO);
		rig.chip.faults = 0;
		chip_power_cycle(&rig.chip, rig.now_us);
		assert_int_equal(rig_wait_read(&rig, MS(20), &b), IMU_E_ASLEEP);
	}
}

static void a_brown_out_is_noticed_and_a_restart_cures_it(void **state)
{
	uint64_t us;
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		for (unsigned turn = 0; turn < 4; turn++) {
			rig_up(&rig, imu_chip_name(imu_chip_at(i)), SMBUS, 50, feel_ramp);
			run(&rig, 4 + turn);
			chip_power_cycle(&rig.chip, rig.now_us);
			assert_int_equal(until_trouble(&rig, &us), IMU_E_ASLEEP);
			assert_true(us <= SEC(2));
			assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), IMU_E_ASLEEP);
			assert_int_equal(rig_start(&rig), 0);
			do
				assert_int_equal(rig_read_batch(&rig, &b), 0);
			while (b.n == 0); /* start-up samples, one a read without FIFO */
			assert_true(b.gap);
			run(&rig, 8);
		}
	}
}

static void a_brown_out_is_noticed_without_fifo_too(void **state)
{
	struct rig rig;
	struct batch b;
	int r = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_init(&rig, kinds[i], SMBUS, 50, feel_ramp);
		rig.imu.use_fifo = false;
		assert_int_equal(rig_start(&rig), 0);
		run(&rig, 100);
		chip_power_cycle(&rig.chip, rig.now_us);
		for (int read = 0; read < 100; read++) {
			r = rig_read_batch(&rig, &b);
			if (r != 0)
				break;
		}
		/* zeros may be seen before the registers are looked at */
		assert_true(r == IMU_E_ASLEEP || r == IMU_E_BAD_DATA);
	}
}

/* a single register gone is enough, whichever it is */
static void each_register_that_forgets_is_noticed(void **state)
{
	static const struct {
		const char *name;
		uint8_t reg, value;
	} rows[] = {
		{ "MPU-6050", 0x19, 9 },    { "MPU-6050", 0x1A, 0x00 }, { "MPU-6050", 0x1B, 0x18 },
		{ "MPU-6050", 0x1C, 0x08 }, { "MPU-6050", 0x23, 0x08 }, { "MPU-6050", 0x6A, 0x00 },
		{ "MPU-6050", 0x6B, 0x40 }, { "MPU-6050", 0x6B, 0x20 }, { "MPU-6050", 0x6C, 0x07 },
		{ "LSM6DS3", 0x08, 0x00 },  { "LSM6DS3", 0x0A, 0x26 },	{ "LSM6DS3", 0x10, 0x40 },
		{ "LSM6DS3", 0x10, 0x38 },  { "LSM6DS3", 0x11, 0x00 },	{ "LSM6DS3", 0x11, 0x3C },
		{ "LSM6DS3", 0x12, 0x04 },  { "LSM6DSO", 0x09, 0x30 },	{ "LSM6DSO", 0x0A, 0x00 },
	};
	uint64_t us;
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_up(&rig, rows[i].name, SMBUS, 50, feel_still);
		run(&rig, 5);
		rig.chip.reg[rows[i].reg] = rows[i].value;
		assert_int_equal(until_trouble(&rig, &us), IMU_E_ASLEEP);
		assert_true(us <= SEC(2));
	}
}

static void a_frozen_chip_is_told_after_a_second(void **state)
{
	uint64_t us;
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_up(&rig, kinds[i], SMBUS, 50, feel_still);
		run(&rig, 20);
		rig.chip.faults = CHIP_FAULT_FROZEN;
		assert_int_equal(until_trouble(&rig, &us), IMU_E_FROZEN);
		assert_in_range(us, SEC(1), SEC(2));
		assert_int_equal(rig.imu.counters.bad_data, 1);
		rig.chip.faults = 0;
		assert_int_equal(rig_start(&rig), 0);
		run(&rig, 20);
	}
}

static void zeros_are_bad_data_and_never_delivered(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_up(&rig, kinds[i], SMBUS, 50, feel_still);
		run(&rig, 5);
		rig.chip.faults = CHIP_FAULT_ZEROS;
		assert_int_equal(rig_read_batch(&rig, &b), IMU_E_BAD_DATA);
		/* a chip that never gave anything else */
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig_read_batch(&rig, &b), IMU_E_BAD_DATA);
		assert_int_equal(rig.imu.counters.bad_data, 2);
	}
}

static void one_dead_sample_is_a_gap(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	run(&rig, 3);
	chip_run(&rig.chip, rig.now_us + MS(100));
	rig.chip.faults = CHIP_FAULT_ZEROS;
	chip_run(&rig.chip, rig.chip.next_us);
	rig.chip.faults = 0;
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_in_range(b.n, 14, 16);
	assert_true(b.gap);
	run(&rig, 5);
}

static void a_chip_that_falls_silent_is_bad_data_after_a_second(void **state)
{
	uint64_t us;
	struct rig rig;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_up(&rig, kinds[i], SMBUS, 50, feel_still);
		run(&rig, 10);
		rig.chip.next_us = UINT64_MAX;
		assert_int_equal(until_trouble(&rig, &us), IMU_E_BAD_DATA);
		assert_in_range(us, SEC(1), SEC(2));
		assert_true(rig.imu.use_fifo); /* it had one */
	}
}

/* behind 0x6C can sit an LSM6DSO32, whose every range is twice as wide */
static void feel_half(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx, (void)t_us, (void)gyro_mdps;
	accel_ug[0] = 500000;
}

static void a_twin_with_other_ranges_is_told_by_gravity(void **state)
{
	uint64_t us;
	struct rig rig;

	(void)state;
	rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_half);
	assert_int_equal(until_trouble(&rig, &us), IMU_E_LEVEL);
	assert_string_equal(imu_chip_other_scale(rig.imu.chip), "LSM6DSO32");
	assert_in_range(us, SEC(1), SEC(2));
}

static void temperature_follows_each_chips_law(void **state)
{
	static const int32_t cdeg[] = { -1000, 0, 2500, 3653, 8000 };
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const char *name = imu_chip_name(imu_chip_at(i));

		if (imu_chip_at(i)->temp.milli_lsb_per_deg == 0)
			continue;
		for (size_t t = 0; t < ARRAY_SIZE(cdeg); t++) {
			rig_init(&rig, name, SMBUS, 50, feel_still);
			rig.chip.temperature_cdeg = cdeg[t];
			assert_int_equal(rig_start(&rig), 0);
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			/* a count of the coarsest, the LSM6DS3, is 6 cdeg */
			assert_in_range(rig.imu.temperature_cdeg + 5000, cdeg[t] + 4996,
					cdeg[t] + 5004);
			rig.chip.temperature_cdeg = cdeg[t] + 500;
			run(&rig, 8);
			assert_in_range(rig.imu.temperature_cdeg + 5000, cdeg[t] + 5496,
					cdeg[t] + 5504);
		}
	}
}

static void two_sensors_on_one_bus_do_not_disturb_each_other(void **state)
{
	struct chip chips[2];
	struct imu imu[2];
	struct chip_bus cb;
	struct imu_bus bus;
	struct batch b;
	uint64_t due_us[2] = { 0 };

	(void)state;
	chip_bus_init(&cb, chips, 2, PLAIN_I2C, &bus);
	for (uint8_t i = 0; i < 2; i++) {
		chip_init(&chips[i], "MPU-6050", (uint8_t)(0x68 + i), 0, feel_still, NULL, i);
		imu_init(&imu[i], &bus, (uint8_t)(0x68 + i), imu_chip_find("MPU-6050"),
			 i == 0 ? SENSOR_UPPER : SENSOR_LOWER, 50);
	}
	for (cb.now_us = 0; cb.now_us < SEC(1); cb.now_us += MS(10)) {
		for (int i = 0; i < 2; i++)
			imu_start(&imu[i], cb.now_us, &due_us[i]);
	}
	chips[1].faults = CHIP_FAULT_NACK;
	for (int read = 0; read < 10; read++, cb.now_us += MS(320)) {
		assert_int_equal(imu_read(&imu[0], cb.now_us, &b), 0);
		assert_int_equal(b.sensor, SENSOR_UPPER);
		assert_int_equal(imu_read(&imu[1], cb.now_us, &b), -EREMOTEIO);
	}
	assert_int_equal(imu[0].counters.errors, 0);
	assert_int_equal(imu[1].counters.errors, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bus_error_comes_up_untouched_after_one_transfer),
		cmocka_unit_test(a_read_cut_short_costs_samples_but_not_their_order),
		cmocka_unit_test(after_a_cut_read_the_next_samples_carry_a_gap),
		cmocka_unit_test(a_start_after_a_cut_read_leaves_nothing_to_empty),
		cmocka_unit_test(the_first_read_after_an_error_looks_at_the_registers),
		cmocka_unit_test(a_brown_out_is_noticed_and_a_restart_cures_it),
		cmocka_unit_test(a_brown_out_is_noticed_without_fifo_too),
		cmocka_unit_test(each_register_that_forgets_is_noticed),
		cmocka_unit_test(a_frozen_chip_is_told_after_a_second),
		cmocka_unit_test(zeros_are_bad_data_and_never_delivered),
		cmocka_unit_test(one_dead_sample_is_a_gap),
		cmocka_unit_test(a_chip_that_falls_silent_is_bad_data_after_a_second),
		cmocka_unit_test(a_twin_with_other_ranges_is_told_by_gravity),
		cmocka_unit_test(temperature_follows_each_chips_law),
		cmocka_unit_test(two_sensors_on_one_bus_do_not_disturb_each_other),
	};

	return cmocka_run_group_tests_name("imu-health", tests, NULL, NULL);
}
