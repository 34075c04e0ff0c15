/* SPDX-License-Identifier: MIT */
/*
 * The simulator against the data sheets, register by register: a model that
 * is kinder than the chip would prove nothing about the engine.
 */
#include "chip-rig.h"

/* counts its samples and remembers when the last was taken */
struct clock {
	unsigned n;
	uint64_t last_us;
};

static void feel_clock(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	struct clock *k = ctx;

	(void)gyro_mdps;
	accel_ug[2] = 1000000;
	k->n++;
	k->last_us = t_us;
}

static void an_unknown_name_has_no_profile(void **state)
{
	(void)state;
	assert_int_equal(chip_init(&chip, "MPU-9999", 0x68, START, feel_fixed, NULL, 1),
			 IMU_E_NO_CHIP);
	assert_int_equal(chip_init(&chip, "mpu6050", 0x68, START, feel_fixed, NULL, 1),
			 IMU_E_NO_CHIP);
}

static void every_chip_of_the_table_can_be_simulated(void **state)
{
	(void)state;
	for (size_t i = 0; i < imu_chip_count(); i++)
		power_on(imu_chip_name(imu_chip_at(i)), feel_fixed, NULL);
}

static void mpu_sleeps_after_power_on_and_its_data_are_zero(void **state)
{
	struct clock k = { 0 };
	uint8_t buf[14], zero[14] = { 0 };

	(void)state;
	power_on("MPU-6050", feel_clock, &k);
	assert_int_equal(get(0x75), 0x68);
	assert_int_equal(get(0x6B), 0x40);
	let_pass(SEC(2));
	assert_int_equal(k.n, 0);
	chip_read(&chip, 0x3B, buf, sizeof(buf));
	assert_memory_equal(buf, zero, sizeof(buf));
}

static void mpu_asleep_loses_writes_until_5_ms_after_waking(void **state)
{
	(void)state;
	power_on("MPU-6050", feel_fixed, NULL);
	put(0x1C, 0x18);
	assert_int_equal(get(0x1C), 0x00);
	put(0x6B, 0x01);
	let_pass(MS(5) - 1);
	put(0x1C, 0x18);
	assert_int_equal(get(0x1C), 0x00);
	assert_int_equal(chip.lost_writes, 2);
	let_pass(1);
	put(0x1C, 0x18);
	assert_int_equal(get(0x1C), 0x18);
	assert_int_equal(chip.lost_writes, 2);
}

static void a_reset_takes_its_time_and_clears_its_own_bit(void **state)
{
	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	put(0x6B, 0x80);
	assert_int_equal(get(0x6B), 0xC0);
	assert_int_equal(get(0x19), 0x00);
	put(0x6B, 0x01); /* too early */
	assert_int_equal(chip.lost_writes, 1);
	let_pass(MS(90));
	assert_int_equal(get(0x6B), 0x40);

	lsm_up("LSM6DSO", feel_fixed, NULL);
	put(0x12, 0x01);
	assert_int_equal(get(0x12) & 0x01, 0x01);
	let_pass(MS(20));
	assert_int_equal(get(0x12), 0x04);
	assert_int_equal(get(0x10), 0x00);
	assert_int_equal(get(0x18), 0xE0);
}

static void data_registers_hold_the_sample_in_the_chips_byte_order(void **state)
{
	uint8_t buf[14];

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	chip_read(&chip, 0x3B, buf, sizeof(buf));
	assert_int_equal(be16(buf), 16384);
	assert_int_equal(be16(buf + 2), -8192);
	assert_int_equal(be16(buf + 4), 4096);
	assert_int_equal(be16(buf + 6), -2220); /* 30 C: (30 - 36.53) x 340 */
	assert_int_equal(be16(buf + 8), 1310);
	assert_int_equal(be16(buf + 10), -2620);
	assert_int_equal(be16(buf + 12), 3930);

	lsm_up("LSM6DSL", feel_fixed, NULL);
	chip_read(&chip, 0x20, buf, sizeof(buf));
	assert_int_equal(le16(buf), 5 * 256);
	assert_int_equal(le16(buf + 2), 1143);
	assert_int_equal(le16(buf + 4), -2286);
	assert_int_equal(le16(buf + 8), 16393);
	assert_int_equal(le16(buf + 12), 4098);
}

static void ranges_follow_their_registers(void **state)
{
	static const struct {
		const char *name;
		uint8_t reg, value, data;
		int16_t counts; /* 1 g or 10 dps */
	} rows[] = {
		{ "MPU-6050", 0x1C, 0x00, 0x3B, 16384 }, { "MPU-6050", 0x1C, 0x08, 0x3B, 8192 },
		{ "MPU-6050", 0x1C, 0x18, 0x3B, 2048 },	 { "MPU-6050", 0x1B, 0x18, 0x43, 164 },
		{ "LSM6DS3", 0x10, 0x34, 0x28, 2049 },	 { "LSM6DS3", 0x10, 0x38, 0x28, 8197 },
		{ "LSM6DS3", 0x11, 0x34, 0x22, 571 },	 { "LSM6DS3", 0x11, 0x32, 0x22, 2286 },
	};
	uint8_t buf[2];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool mpu = rows[i].name[0] == 'M';

		if (mpu)
			mpu_up(rows[i].name, feel_fixed, NULL);
		else
			lsm_up(rows[i].name, feel_fixed, NULL);
		put(rows[i].reg, rows[i].value);
		let_pass(MS(100));
		chip_read(&chip, rows[i].data, buf, 2);
		assert_int_equal(mpu ? be16(buf) : le16(buf), rows[i].counts);
	}
}

static void the_sample_clock_is_what_was_programmed(void **state)
{
	static const struct {
		uint8_t filter, divider;
		unsigned hz;
	} mpu[] = { { 4, 19, 50 }, { 4, 9, 100 }, { 1, 4, 200 }, { 0, 79, 100 } };
	struct clock k;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mpu); i++) {
		mpu_up("MPU-6050", feel_clock, &k);
		put(0x1A, mpu[i].filter);
		put(0x19, mpu[i].divider);
		k.n = 0;
		let_pass(SEC(10));
		assert_in_range(k.n, 10 * mpu[i].hz - 1, 10 * mpu[i].hz + 1);
		assert_true(chip.now_us - k.last_us < US_PER_SEC / mpu[i].hz + 1);
	}
	for (uint8_t code = 0; code <= 5; code++) {
		static const unsigned tenths[] = { 0, 125, 260, 520, 1040, 2080 };

		lsm_up("LSM6DSO", feel_clock, &k);
		put(0x11, 0);
		put(0x10, (uint8_t)(code << 4));
		k.n = 0;
		let_pass(SEC(10));
		assert_in_range(k.n + 1, tenths[code], tenths[code] + 2);
	}
}

static void both_axes_in_standby_take_no_samples(void **state)
{
	struct clock k = { 0 };

	(void)state;
	mpu_up("MPU-6050", feel_clock, &k);
	put(0x6C, 0x3F);
	k.n = 0;
	let_pass(SEC(1));
	assert_int_equal(k.n, 0);
	put(0x6C, 0x07); /* accel alone */
	let_pass(SEC(1));
	assert_in_range(k.n, 49, 50);
}

static void the_first_samples_are_still_settling(void **state)
{
	uint8_t buf[2];

	(void)state;
	lsm_up("LSM6DS3", feel_fixed, NULL);
	put(0x10, 0x00);
	put(0x11, 0x00);
	put(0x10, 0x30);
	let_pass(MS(79));
	chip_read(&chip, 0x28, buf, 2);
	assert_int_equal(le16(buf), CHIP_SETTLING);
	let_pass(MS(30));
	chip_read(&chip, 0x28, buf, 2);
	assert_int_equal(le16(buf), 16393);
}

static void status_clears_when_read_and_needs_its_interrupt(void **state)
{
	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	assert_int_equal(get(0x3A), 0x00);
	put(0x38, 0x11);
	let_pass(MS(20));
	assert_int_equal(get(0x3A), 0x01);
	assert_int_equal(get(0x3A), 0x00);
	mpu_fifo();
	let_pass(SEC(3));
	assert_int_equal(get(0x3A), 0x11);
	assert_int_equal(get(0x3A), 0x00);
}

static void a_power_cycle_leaves_defaults_and_an_empty_fifo(void **state)
{
	struct clock k = { 0 };

	(void)state;
	mpu_up("MPU-6050", feel_clock, &k);
	mpu_fifo();
	let_pass(SEC(1));
	chip_power_cycle(&chip, chip.now_us + MS(100));
	assert_int_equal(get(0x6B), 0x40);
	assert_int_equal(get(0x19), 0x00);
	assert_int_equal(get(0x73), 0);
	assert_int_equal(get(0x3F), 0);
	k.n = 0;
	let_pass(SEC(1));
	assert_int_equal(k.n, 0);
	/* a die that wakes by itself is not still waking from before */
	power_on("MPU-6500", feel_clock, &k);
	put(0x6B, 0x40);
	put(0x6B, 0x01);
	chip_power_cycle(&chip, chip.now_us);
	put(0x1C, 0x08);
	assert_int_equal(get(0x1C), 0x08);
}

static void noise_has_the_stated_width_and_repeats_with_its_seed(void **state)
{
	int16_t first[100];
	int64_t square = 0;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		mpu_up("MPU-6050", feel_fixed, NULL);
		chip.accel_noise_ug = 10000; /* 164 counts */
		for (int i = 0; i < 2000; i++) {
			int64_t d;

			let_pass(MS(20));
			if (i < 100 && turn == 0)
				first[i] = chip.accel[0];
			else if (i < 100)
				assert_int_equal(chip.accel[0], first[i]);
			d = chip.accel[1] + 8192;
			square += d * d;
		}
	}
	assert_in_range(isqrt64((uint64_t)square / 4000), 155, 172);
	assert_int_equal(chip_init(&chip, "MPU-6050", 0x68, START, feel_fixed, NULL, 8), 0);
	put(0x6B, 0x01);
	let_pass(MS(100));
	assert_int_not_equal(chip.accel[0], first[0]);
}

static void bias_is_added_and_counts_saturate(void **state)
{
	uint8_t buf[6];

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	chip.gyro_bias[0] = -310;
	chip.gyro_bias[2] = INT16_MAX;
	let_pass(MS(20));
	chip_read(&chip, 0x43, buf, 6);
	assert_int_equal(be16(buf), 1000);
	assert_int_equal(be16(buf + 4), INT16_MAX);
}

static void data_faults_show_in_the_data_alone(void **state)
{
	uint8_t before[6], buf[6], zero[6] = { 0 };

	(void)state;
	mpu_up("MPU-6050", feel_fixed, NULL);
	chip.accel_noise_ug = 2000;
	let_pass(MS(20));
	chip_read(&chip, 0x3B, before, 6);
	chip.faults = CHIP_FAULT_FROZEN;
	let_pass(SEC(1));
	chip_read(&chip, 0x3B, buf, 6);
	assert_memory_equal(buf, before, 6);
	chip.faults = CHIP_FAULT_ZEROS;
	let_pass(MS(20));
	chip_read(&chip, 0x3B, buf, 6);
	assert_memory_equal(buf, zero, 6);
	assert_int_equal(get(0x75), 0x68);
	chip.faults = CHIP_FAULT_WRONG_ID;
	chip.wrong_id = 0x19;
	assert_int_equal(get(0x75), 0x19);
	chip.faults = 0;
	let_pass(MS(20));
	chip_read(&chip, 0x3B, buf, 6);
	assert_memory_not_equal(buf, zero, 6);
}

static void every_transfer_of_a_faulty_wire_fails_and_is_counted(void **state)
{
	static const struct {
		unsigned fault;
		int error;
	} rows[] = {
		{ CHIP_FAULT_NACK, -EREMOTEIO },
		{ CHIP_FAULT_STUCK_BUS, -ETIMEDOUT },
		{ CHIP_FAULT_ARBITRATION, -EAGAIN },
	};
	uint8_t value;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		power_on("LSM6DSO", feel_fixed, NULL);
		chip.faults = rows[i].fault;
		assert_int_equal(chip_read(&chip, 0x0F, &value, 1), rows[i].error);
		assert_int_equal(chip_write(&chip, 0x10, 0x30), rows[i].error);
		assert_int_equal(chip.transfers, 2);
		chip.faults = 0;
		assert_int_equal(get(0x10), 0x00);
	}
}

static void a_bus_finds_chips_by_address_and_one_can_hold_it(void **state)
{
	struct chip two[2];
	struct chip_bus cb;
	struct imu_bus bus;
	uint8_t buf[64];

	(void)state;
	chip_init(&two[0], "MPU-6050", 0x68, START, feel_fixed, NULL, 1);
	chip_init(&two[1], "LSM6DSO", 0x6B, START, feel_fixed, NULL, 2);
	chip_bus_init(&cb, two, 2, SMBUS, &bus);
	cb.now_us = START + SEC(1);
	assert_int_equal(bus.max_read, SMBUS);
	assert_int_equal(bus.read(bus.ctx, 0x68, 0x75, buf, 1), 0);
	assert_int_equal(buf[0], 0x68);
	assert_int_equal(two[0].now_us, cb.now_us); /* time came along */
	assert_int_equal(bus.read(bus.ctx, 0x6B, 0x0F, buf, 1), 0);
	assert_int_equal(buf[0], 0x6C);
	assert_int_equal(bus.read(bus.ctx, 0x69, 0x75, buf, 1), -EREMOTEIO);
	assert_int_equal(bus.write(bus.ctx, 0x69, 0x6B, 0), -EREMOTEIO);
	assert_int_equal(bus.read(bus.ctx, 0x68, 0x3B, buf, 32), 0);
	assert_int_equal(bus.read(bus.ctx, 0x68, 0x3B, buf, 33), -EINVAL);
	assert_int_equal(bus.write(bus.ctx, 0x6B, 0x10, 0x30), 0);
	assert_int_equal(two[1].reg[0x10], 0x30);
	two[1].faults = CHIP_FAULT_STUCK_BUS;
	assert_int_equal(bus.read(bus.ctx, 0x68, 0x75, buf, 1), -ETIMEDOUT);
	two[1].faults = CHIP_FAULT_NACK;
	assert_int_equal(bus.read(bus.ctx, 0x68, 0x75, buf, 1), 0);
	assert_int_equal(bus.read(bus.ctx, 0x6B, 0x0F, buf, 1), -EREMOTEIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unknown_name_has_no_profile),
		cmocka_unit_test(every_chip_of_the_table_can_be_simulated),
		cmocka_unit_test(mpu_sleeps_after_power_on_and_its_data_are_zero),
		cmocka_unit_test(mpu_asleep_loses_writes_until_5_ms_after_waking),
		cmocka_unit_test(a_reset_takes_its_time_and_clears_its_own_bit),
		cmocka_unit_test(data_registers_hold_the_sample_in_the_chips_byte_order),
		cmocka_unit_test(ranges_follow_their_registers),
		cmocka_unit_test(the_sample_clock_is_what_was_programmed),
		cmocka_unit_test(both_axes_in_standby_take_no_samples),
		cmocka_unit_test(the_first_samples_are_still_settling),
		cmocka_unit_test(status_clears_when_read_and_needs_its_interrupt),
		cmocka_unit_test(a_power_cycle_leaves_defaults_and_an_empty_fifo),
		cmocka_unit_test(noise_has_the_stated_width_and_repeats_with_its_seed),
		cmocka_unit_test(bias_is_added_and_counts_saturate),
		cmocka_unit_test(data_faults_show_in_the_data_alone),
		cmocka_unit_test(every_transfer_of_a_faulty_wire_fails_and_is_counted),
		cmocka_unit_test(a_bus_finds_chips_by_address_and_one_can_hold_it),
	};

	return cmocka_run_group_tests_name("chip", tests, NULL, NULL);
}
