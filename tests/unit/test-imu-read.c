/* SPDX-License-Identifier: MIT */
/* Every sample once, in order, in few transfers. */
#include "imu-rig.h"

static const size_t buses[] = { PLAIN_I2C, SMBUS };

static void every_sample_comes_once_and_in_order(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++) {
		for (size_t j = 0; imu_chip_at(i)->fifo && j < ARRAY_SIZE(buses); j++) {
			unsigned n = 0, taken;
			int last = 0;

			rig_up(&rig, imu_chip_name(imu_chip_at(i)), buses[j], 50, feel_ramp);
			taken = rig.k;
			for (int read = 0; read < 200; read++) {
				assert_int_equal(rig_read_batch(&rig, &b), 0);
				assert_int_equal(b.gap, read == 0);
				assert_int_equal(b.sensor, SENSOR_UPPER);
				last = follow(&rig, &b, last);
				n += b.n;
			}
			/* all that were taken, but those dropped at the start */
			assert_in_range(rig.k - taken - n, imu_chip_at(i)->family->drop,
					imu_chip_at(i)->family->drop + 1u);
			assert_true(n > 3000);
			assert_true(rig.longest <= buses[j]);
			assert_int_equal(rig.imu.counters.overflows, 0);
			assert_int_equal(rig.imu.counters.errors, 0);
		}
	}
}

static void samples_of_the_start_up_are_dropped(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		rig_up(&rig, kinds[i], SMBUS, 50, feel_still);
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_int_equal(b.n, 16 - rig.imu.chip->family->drop);
		for (unsigned s = 0; s < b.n; s++)
			assert_int_not_equal(b.accel[s].x, CHIP_SETTLING);
	}
}

/* the level and the data, where a FIFO gives out more than one sample at a time */
static void a_wakeup_costs_two_transfers_over_plain_i2c(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		unsigned looks = 0, windows = 0;

		rig_up(&rig, kinds[i], PLAIN_I2C, 50, feel_still);
		for (int w = 0; w < IMU_WINDOWS; w++)
			windows += rig.imu.chip->family->health[w].len != 0;
		rig_read_batch(&rig, &b);
		for (int read = 0; read < 30; read++) {
			unsigned data;

			rig_forget(&rig);
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			assert_in_range(b.n, 15, 17);
			data = rig.imu.chip->fifo->burst_max != 0 ? b.n : 1;
			assert_true(rig.reads == 1 + data || rig.reads == 1 + data + windows);
			assert_int_equal(rig.writes, 0);
			looks += rig.reads != 1 + data;
		}
		/* 30 reads of 0.3 s: the look at registers and temperature, once a second */
		assert_in_range(looks, 7, 9);
	}
}

static void over_smbus_blocks_hold_whole_records(void **state)
{
	static const struct {
		const char *name;
		unsigned block, reads; /* of 16 samples */
	} rows[] = {
		{ "MPU-6050", 24, 1 + 8 },  { "ICM-20602", 28, 1 + 8 },
		{ "LSM6DS3", 30, 1 + 7 },   { "LSM6DSO", 28, 1 + 8 },
		{ "BMI160", 24, 1 + 8 },    { "BMI270", 24, 1 + 8 },
		{ "ICM-20948", 24, 1 + 8 }, { "ICM-42688-P", 32, 1 + 8 },
		{ "ADXL345", 6, 1 + 16 },   { "LIS3DH", 30, 1 + 4 },
	};
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_up(&rig, rows[i].name, SMBUS, 50, feel_still);
		rig_read_batch(&rig, &b);
		rig_forget(&rig);
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_int_equal(b.n, 16);
		assert_int_equal(rig.longest, rows[i].block);
		assert_int_equal(rig.reads, rows[i].reads);
	}
}

static void of_too_many_the_oldest_come_first_and_are_dated_back(void **state)
{
	struct rig rig;
	struct batch b;
	int last;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint64_t period_us;

		rig_up(&rig, kinds[i], SMBUS, 50, feel_ramp);
		if (rig.imu.chip->fifo_bytes < (38 + 3) * rig.imu.chip->fifo->sample)
			continue; /* never holds that many */
		period_us = imu_period_us(&rig.imu, 1);
		rig_read_batch(&rig, &b);
		last = follow(&rig, &b, 0);
		assert_int_equal(rig_wait_read(&rig, imu_period_us(&rig.imu, 38), &b), 0);
		assert_int_equal(b.n, BATCH_MAX);
		last = follow(&rig, &b, last);
		assert_in_range(rig.now_us - b.t_us, 5 * period_us, 6 * (period_us + 1));
		assert_int_equal(rig_wait_read(&rig, 0, &b), 0);
		assert_in_range(b.n, 5, 6);
		assert_int_equal(b.t_us, rig.now_us);
		assert_false(b.gap);
		follow(&rig, &b, last);
	}
}

static void nothing_new_is_an_empty_batch(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		uint64_t t_us;

		rig_up(&rig, kinds[i], SMBUS, 50, feel_ramp);
		rig_read_batch(&rig, &b);
		t_us = b.t_us;
		rig_forget(&rig);
		assert_int_equal(rig_wait_read(&rig, 0, &b), 0);
		assert_int_equal(b.n, 0);
		assert_int_equal(rig.reads, 1);
		assert_true(b.t_us > t_us); /* even then */
	}
}

static void time_always_rises(void **state)
{
	struct rig rig;
	struct batch b;
	uint64_t last_us = 0;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	for (int read = 0; read < 50; read++) {
		/* now and then too late, so that batches are dated back */
		assert_int_equal(rig_wait_read(&rig, MS(read % 7 * 150), &b), 0);
		assert_true(b.t_us > last_us);
		assert_true(b.t_us <= rig.now_us + 50);
		last_us = b.t_us;
	}
}

static void without_fifo_a_read_is_one_burst_and_one_sample(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		int last = 0;

		rig_init(&rig, kinds[i], SMBUS, 50, feel_ramp);
		rig.imu.use_fifo = false;
		assert_int_equal(rig_start(&rig), 0);
		assert_int_equal(rig.writes + (rig.blocks != 0), rig.imu.chip->start.n);
		assert_int_equal(imu_period_us(&rig.imu, 16), imu_period_us(&rig.imu, 1));
		chip_run(&rig.chip, rig.now_us += MS(5)); /* read between two samples */
		for (int read = 0; read < 200; read++) {
			rig_forget(&rig);
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			if (read < rig.imu.chip->family->drop) {
				assert_int_equal(b.n, 0);
				continue;
			}
			assert_int_equal(b.n, 1);
			assert_int_equal(b.t_us, rig.now_us);
			assert_in_range(rig.reads, 1, 4);
			last = follow(&rig, &b, last);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sample_comes_once_and_in_order),
		cmocka_unit_test(samples_of_the_start_up_are_dropped),
		cmocka_unit_test(a_wakeup_costs_two_transfers_over_plain_i2c),
		cmocka_unit_test(over_smbus_blocks_hold_whole_records),
		cmocka_unit_test(of_too_many_the_oldest_come_first_and_are_dated_back),
		cmocka_unit_test(nothing_new_is_an_empty_batch),
		cmocka_unit_test(time_always_rises),
		cmocka_unit_test(without_fifo_a_read_is_one_burst_and_one_sample),
	};

	return cmocka_run_group_tests_name("imu-read", tests, NULL, NULL);
}
