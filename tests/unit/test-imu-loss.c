/* SPDX-License-Identifier: MIT */
/* Overflow, lost phase, missing halves: what is lost is known, what comes after is in order. */
#include "imu-rig.h"


static void an_overflow_costs_samples_but_not_their_order(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (unsigned turn = 0; turn < 3; turn++) {
			int last = 0;

			rig_up(&rig, kinds[i], SMBUS, 50, feel_ramp);
			for (unsigned read = 0; read <= turn; read++)
				rig_read_batch(&rig, &b);
			/* long enough for 8 kB, and no multiple of anything */
			assert_int_equal(rig_wait_read(&rig, SEC(17) + MS(70 * turn), &b),
					 IMU_E_OVERFLOW);
			assert_int_equal(rig.imu.counters.overflows, 1);
			for (int read = 0; read < 20; read++) {
				assert_int_equal(rig_read_batch(&rig, &b), 0);
				assert_int_equal(b.gap, read == 0);
				assert_in_range(b.n, 15, 17);
				last = follow(&rig, &b, last);
			}
			assert_int_equal(rig.imu.counters.overflows, 1);
		}
	}
}

/* 1024 bytes less three records: 82 samples are read, 83 are too near the edge */
static void an_overflow_is_called_before_it_can_happen_under_the_read(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	assert_int_equal(rig_wait_read(&rig, imu_period_us(&rig.imu, 82), &b), 0);
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	assert_int_equal(rig_wait_read(&rig, imu_period_us(&rig.imu, 83), &b), IMU_E_OVERFLOW);
}

static void an_overflow_known_by_its_flag_alone_is_found_within_a_second(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	for (unsigned turn = 1; turn <= 3; turn++) {
		int r = 0;

		for (int read = 0; read < 8; read++) {
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			assert_int_equal(b.gap, read == 0);
		}
		rig.chip.reg[0x3A] |= 0x10;
		for (int read = 0; read < 4 && r == 0; read++)
			r = rig_read_batch(&rig, &b);
		assert_int_equal(r, IMU_E_OVERFLOW);
		assert_int_equal(rig.imu.counters.overflows, turn);
	}
}

/* someone else made room after it, but the flag is latched */
static void a_latched_overrun_is_an_overflow(void **state)
{
	static const struct {
		const char *name;
		uint8_t port;
		size_t bytes;
	} rows[] = { { "LSM6DSO", 0x78, 7 * 60 }, { "ICM-42688-P", 0x30, 16 * 30 } };
	uint8_t buf[16 * 30];
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_up(&rig, rows[i].name, SMBUS, 50, feel_ramp);
		rig_read_batch(&rig, &b);
		chip_run(&rig.chip, rig.now_us += SEC(6));
		chip_read(&rig.chip, rows[i].port, buf, rows[i].bytes);
		assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), IMU_E_OVERFLOW);
	}
}

/* the level says more than there is: what a packet calls empty is no sample */
static void an_empty_packet_is_no_sample(void **state)
{
	struct rig rig;
	struct batch b;
	int last;

	(void)state;
	rig_up(&rig, "ICM-42688-P", SMBUS, 50, feel_ramp);
	rig_read_batch(&rig, &b);
	last = follow(&rig, &b, 0);
	rig.stuck_reg = 0x2F;
	rig.stuck_value = 7 * 16;
	assert_int_equal(rig_wait_read(&rig, MS(100), &b), 0);
	assert_int_equal(b.n, 5);
	follow(&rig, &b, last);
}

/* at 200 Hz it is full in 0.4 s: found by the level, and its flag is still set a second later */
static void one_overflow_is_counted_once(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	rig_up(&rig, "MPU-6050", PLAIN_I2C, 200, feel_ramp);
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_int_equal(rig_wait_read(&rig, MS(500), &b), IMU_E_OVERFLOW);
	for (int read = 0; read < 30; read++)
		assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_int_equal(rig.imu.counters.overflows, 1);
}

/* bytes that someone else took from the FIFO */
static void lost_phase_is_noticed_and_mended(void **state)
{
	static const struct {
		const char *name;
		uint8_t port;
		size_t bytes;
		int reads; /* until it is known: a chip that tells its phase is known at once */
	} rows[] = {
		{ "MPU-6050", 0x74, 5, 2 }, { "MPU-6050", 0x74, 11, 2 }, { "ICM-20602", 0x74, 1, 2 },
		{ "LSM6DS3", 0x3E, 2, 1 },  { "LSM6DSL", 0x3E, 10, 1 },
	};
	uint8_t buf[16];
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int last = 0;

		rig_up(&rig, rows[i].name, SMBUS, 50, feel_ramp);
		for (int read = 0; read < 5; read++) {
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			last = follow(&rig, &b, last);
		}
		chip_run(&rig.chip, rig.now_us + MS(100));
		chip_read(&rig.chip, rows[i].port, buf, rows[i].bytes);
		for (int read = 1; read < rows[i].reads; read++) {
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			assert_int_equal(b.n, 0); /* nothing from a doubtful FIFO */
		}
		assert_int_equal(rig_read_batch(&rig, &b), IMU_E_OVERFLOW);
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_true(b.gap);
		assert_in_range(b.n, 15, 17);
		follow(&rig, &b, 0);
	}
}

static void a_level_caught_in_the_middle_of_a_record_costs_nothing(void **state)
{
	struct rig rig;
	struct batch b;
	int last = 0;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	last = follow(&rig, &b, last);
	rig.stuck_reg = 0x73; /* low byte of the level: one record and a half */
	rig.stuck_value = 18;
	assert_int_equal(rig_read_batch(&rig, &b), 0);
	assert_int_equal(b.n, 0);
	rig.stuck_reg = -1;
	assert_int_equal(rig_wait_read(&rig, MS(20), &b), 0);
	assert_in_range(b.n, 16, 18);
	assert_false(b.gap);
	follow(&rig, &b, last);
	assert_int_equal(rig.imu.counters.overflows, 0);
}

static void a_missing_partner_costs_one_sample(void **state)
{
	static const uint8_t without[] = { 0x30, 0x03 }; /* gyro alone, accel alone */
	struct rig rig;
	struct batch b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(without); i++) {
		unsigned seen = 0, holes = 0;
		int last = 0;

		rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
		rig_read_batch(&rig, &b);
		last = follow(&rig, &b, last);
		chip_run(&rig.chip, rig.now_us + MS(60));
		rig.chip.reg[0x09] = without[i];
		chip_run(&rig.chip, rig.chip.next_us);
		rig.chip.reg[0x09] = 0x33;
		for (int read = 0; read < 3; read++) {
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			for (unsigned s = 0; s < b.n; s++, seen++) {
				int k = ramp_number(&rig, &b, s);

				assert_in_range(k - last, 1, 2);
				holes += k - last == 2;
				last = k;
			}
		}
		assert_int_equal(holes, 1);
		assert_in_range(seen, 46, 48);
	}
}

/* the accel record of the newest sample is not there yet: its half waits for the next call */
static void a_sample_may_come_in_two_halves(void **state)
{
	struct rig rig;
	struct batch b;
	int last = 0;

	(void)state;
	rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
	for (int read = 0; read < 10; read++) {
		rig.now_us += imu_period_us(&rig.imu, 10);
		chip_run(&rig.chip, rig.now_us);
		rig.stuck_reg = 0x3A; /* one record fewer */
		rig.stuck_value = (uint8_t)(rig.chip.fifo_len / 7 - 1);
		assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), 0);
		assert_in_range(b.n, read == 0 ? 5 : 9, 11);
		last = follow(&rig, &b, last);
	}
}

/* the half that waits when the FIFO is emptied, or the chip started, must not meet a new one */
static void a_half_from_before_a_loss_is_forgotten(void **state)
{
	struct rig rig;
	struct batch b;

	(void)state;
	for (unsigned turn = 0; turn < 8; turn++) {
		rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
		rig_read_batch(&rig, &b);
		chip_run(&rig.chip, rig.now_us);
		rig.chip.reg[0x09] = 0x03; /* the newest sample is accel alone */
		rig.now_us = rig.chip.next_us;
		assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), 0);
		rig.chip.reg[0x09] = 0x33;
		if (turn < 4) { /* one of four waits ends in the same time slot */
			chip_run(&rig.chip, rig.now_us += SEC(6) + imu_period_us(&rig.imu, turn));
			assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), IMU_E_OVERFLOW);
		} else {
			rig.chip.fifo_slot = (uint8_t)turn;
			imu_stop(&rig.imu);
			assert_int_equal(rig_start(&rig), 0);
			rig.imu.drop = 0;
		}
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_true(b.n >= 15);
		follow(&rig, &b, 0);
	}
}

static void a_record_that_comes_twice_makes_no_second_sample(void **state)
{
	struct rig rig;
	struct batch b;
	int last;

	(void)state;
	rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
	rig_read_batch(&rig, &b);
	last = follow(&rig, &b, 0);
	rig.now_us += imu_period_us(&rig.imu, 4);
	chip_run(&rig.chip, rig.now_us);
	/* gyro, accel, and in place of the next gyro that accel again */
	memcpy(&rig.chip.fifo[rig.chip.fifo_head + 14], &rig.chip.fifo[rig.chip.fifo_head + 7], 7);
	assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), 0);
	assert_in_range(b.n, 2, 4);
	assert_int_equal(ramp_number(&rig, &b, 0), last + 1);
	assert_int_equal(ramp_number(&rig, &b, 1), last + 3);
}

static void records_of_other_sensors_are_passed_over(void **state)
{
	struct rig rig;
	struct batch b;
	int last = 0;

	(void)state;
	rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_ramp);
	rig_read_batch(&rig, &b);
	last = follow(&rig, &b, last);
	rig.now_us += imu_period_us(&rig.imu, 4);
	chip_run(&rig.chip, rig.now_us);
	/* the first gyro record turns into a time stamp */
	rig.chip.fifo[rig.chip.fifo_head] = 4 << 3;
	assert_int_equal(imu_read(&rig.imu, rig.now_us, &b), 0);
	assert_in_range(b.n, 2, 4);
	assert_int_equal(ramp_number(&rig, &b, 0), last + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_overflow_costs_samples_but_not_their_order),
		cmocka_unit_test(an_overflow_is_called_before_it_can_happen_under_the_read),
		cmocka_unit_test(an_overflow_known_by_its_flag_alone_is_found_within_a_second),
		cmocka_unit_test(a_latched_overrun_is_an_overflow),
		cmocka_unit_test(an_empty_packet_is_no_sample),
		cmocka_unit_test(one_overflow_is_counted_once),
		cmocka_unit_test(lost_phase_is_noticed_and_mended),
		cmocka_unit_test(a_level_caught_in_the_middle_of_a_record_costs_nothing),
		cmocka_unit_test(a_missing_partner_costs_one_sample),
		cmocka_unit_test(a_sample_may_come_in_two_halves),
		cmocka_unit_test(a_half_from_before_a_loss_is_forgotten),
		cmocka_unit_test(a_record_that_comes_twice_makes_no_second_sample),
		cmocka_unit_test(records_of_other_sensors_are_passed_over),
	};

	return cmocka_run_group_tests_name("imu-loss", tests, NULL, NULL);
}
