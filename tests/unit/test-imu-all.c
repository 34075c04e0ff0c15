/* SPDX-License-Identifier: MIT */
/*
 * Every chip of the table, one after the other, through what any chip must
 * do: samples right in scale, sign and time, and each fault by its own name.
 */
#include "imu-rig.h"

#define FOR_EACH_CHIP(name)                                                              \
	for (size_t i_ = 0; i_ < imu_chip_count(); i_++)                                 \
		for (const char *name = imu_chip_name(imu_chip_at(i_)); name; name = NULL)

/* 0.36, -0.48, 0.8 g: 1 g long; 10, -20, 30 dps */
static void feel_tilted(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx, (void)t_us;
	accel_ug[0] = 360000;
	accel_ug[1] = -480000;
	accel_ug[2] = 800000;
	gyro_mdps[0] = 10000;
	gyro_mdps[1] = -20000;
	gyro_mdps[2] = 30000;
}

/* read on until it says something; what, and after how long */
static int until_trouble(struct rig *rig, uint64_t *ret_us)
{
	uint64_t from_us = rig->now_us;
	struct batch b;
	int r = 0;

	while (r == 0 && rig->now_us < from_us + SEC(20))
		r = rig_read_batch(rig, &b);
	*ret_us = rig->now_us - from_us;
	return r;
}

static void run_for(struct rig *rig, uint64_t us)
{
	uint64_t end_us = rig->now_us + us;
	struct batch b;

	while (rig->now_us < end_us)
		assert_int_equal(rig_read_batch(rig, &b), 0);
}

static void assert_near(int64_t sum, unsigned n, int64_t expect, int64_t tolerance)
{
	assert_in_range(div_round(sum, n) - expect + 100000, 100000 - tolerance,
			100000 + tolerance);
}

static void samples_are_right_in_scale_sign_and_number(void **state)
{
	(void)state;
	FOR_EACH_CHIP(name) {
		int64_t a[3] = { 0 }, g[3] = { 0 };
		const struct stream *s;
		unsigned n = 0;
		uint64_t begin_us;
		struct rig rig;
		struct batch b;

		rig_up(&rig, name, SMBUS, 50, feel_tilted);
		s = &rig.imu.stream;
		begin_us = rig.now_us;
		while (rig.now_us < begin_us + SEC(10)) {
			assert_int_equal(rig_read_batch(&rig, &b), 0);
			for (unsigned i = 0; i < b.n; i++, n++) {
				a[0] += b.accel[i].x, a[1] += b.accel[i].y, a[2] += b.accel[i].z;
				g[0] += b.gyro[i].x, g[1] += b.gyro[i].y, g[2] += b.gyro[i].z;
			}
			/* the last sample is at most one period old, by a clock that rises */
			assert_int_equal(b.t_us, rig.now_us);
		}
		assert_in_range(n + rig.imu.chip->family->drop + 17, s->rate_millihz / 100,
				s->rate_millihz / 100 + 34);
		for (int k = 0; k < 3; k++) {
			static const int accel_mg[3] = { 360, -480, 800 }, dps[3] = { 10, -20, 30 };

			/* the coarsest is 4 mg a count, and one left-justified count is 16 */
			assert_near(a[k], n,
				    accel_mg[k] * (int64_t)s->accel_milli_lsb_per_g / 1000000,
				    s->accel_milli_lsb_per_g / 400000 + 1);
			assert_near(g[k], n, dps[k] * (int64_t)s->gyro_milli_lsb_per_dps / 1000, 2);
		}
	}
}

static void nothing_is_written_to_another_than_the_chip(void **state)
{
	static const uint8_t wrong[] = { 0x00, 0xFF, 0x55 };

	(void)state;
	FOR_EACH_CHIP(name) {
		for (size_t i = 0; i < sizeof(wrong); i++) {
			struct rig rig;

			rig_init(&rig, name, SMBUS, 50, feel_tilted);
			rig.chip.faults = CHIP_FAULT_WRONG_ID;
			rig.chip.wrong_id = wrong[i];
			assert_int_equal(rig_start(&rig), IMU_E_NO_CHIP);
			assert_int_equal(imu_stop(&rig.imu), IMU_E_NO_CHIP);
			assert_int_equal(rig.writes + rig.blocks, 0);
		}
	}
}

/* an unplugged chip that comes back at any time of its start begins anew */
static void a_start_that_is_cut_off_begins_anew(void **state)
{
	(void)state;
	FOR_EACH_CHIP(name) {
		bool goes_on = true;

		for (unsigned good = 0; goes_on; good += good < 40 ? 1 : 97) {
			struct rig rig;
			int r;

			rig_init(&rig, name, SMBUS, 50, feel_tilted);
			rig.fail_after = good;
			r = rig_start(&rig);
			goes_on = r == -EREMOTEIO;
			assert_true(goes_on || r == 0);
			rig.fail_after = UINT32_MAX;
			chip_power_cycle(&rig.chip, rig.now_us);
			if (goes_on)
				assert_int_equal(rig_start(&rig), 0);
		}
	}
}

static void an_unplugged_chip_is_an_errno_and_comes_back(void **state)
{
	(void)state;
	FOR_EACH_CHIP(name) {
		struct rig rig;
		struct batch b;

		rig_up(&rig, name, SMBUS, 50, feel_tilted);
		run_for(&rig, SEC(3));
		rig.chip.faults = CHIP_FAULT_NACK;
		assert_int_equal(rig_read_batch(&rig, &b), -EREMOTEIO);
		chip_power_cycle(&rig.chip, rig.now_us + MS(500));
		rig.chip.faults = 0;
		rig.now_us += SEC(1);
		assert_int_equal(rig_read_batch(&rig, &b), IMU_E_ASLEEP);
		assert_int_equal(rig_start(&rig), 0);
		run_for(&rig, SEC(3));
	}
}

static void each_fault_has_its_own_name_within_two_seconds(void **state)
{
	static const struct {
		unsigned fault;
		int error;
	} rows[] = {
		{ CHIP_FAULT_FROZEN, IMU_E_FROZEN },
		{ CHIP_FAULT_SATURATED, IMU_E_SATURATED },
		{ CHIP_FAULT_ZEROS, IMU_E_BAD_DATA },
		{ 0, IMU_E_ASLEEP }, /* a brown-out */
	};

	(void)state;
	FOR_EACH_CHIP(name) {
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
			for (uint64_t at_ms = 0; at_ms < 1000; at_ms += 170) {
				uint64_t us;
				struct rig rig;

				rig_up(&rig, name, SMBUS, 50, feel_tilted);
				run_for(&rig, SEC(3) + MS(at_ms));
				rig.chip.faults = rows[i].fault;
				rig.chip.saturated_axis = 1;
				if (!rows[i].fault)
					chip_power_cycle(&rig.chip, rig.now_us);
				assert_int_equal(until_trouble(&rig, &us), rows[i].error);
				assert_in_range(us, 0, SEC(2));
				rig.chip.faults = 0;
				assert_int_equal(rig_start(&rig), 0);
				run_for(&rig, SEC(2));
			}
		}
	}
}

static void a_gyro_at_its_end_is_saturated_too(void **state)
{
	(void)state;
	FOR_EACH_CHIP(name) {
		uint64_t us;
		struct rig rig;

		rig_up(&rig, name, SMBUS, 50, feel_tilted);
		if (rig.imu.stream.gyro_milli_lsb_per_dps == 0)
			continue;
		run_for(&rig, SEC(3));
		rig.chip.faults = CHIP_FAULT_SATURATED;
		rig.chip.saturated_axis = 5;
		assert_int_equal(until_trouble(&rig, &us), IMU_E_SATURATED);
		assert_in_range(us, SEC(1), SEC(2));
	}
}

static void a_temperature_no_chip_survives_is_told(void **state)
{
	static const struct {
		int32_t cdeg;
		bool ok;
	} rows[] = { { 8480, true }, { 8520, false }, { -3980, true }, { -4020, false } };

	(void)state;
	FOR_EACH_CHIP(name) {
		const struct imu_temp *t = &imu_chip_find(name)->temp;

		for (size_t i = 0; t->milli_lsb_per_deg != 0 && i < ARRAY_SIZE(rows); i++) {
			uint64_t us;
			struct rig rig;

			rig_up(&rig, name, SMBUS, 50, feel_tilted);
			run_for(&rig, SEC(3));
			rig.chip.temperature_cdeg = rows[i].cdeg;
			if (rows[i].ok || t->guess) {
				run_for(&rig, SEC(3));
				continue;
			}
			assert_int_equal(until_trouble(&rig, &us), IMU_E_TEMPERATURE);
			assert_in_range(us, 0, SEC(2));
		}
	}
}

/* no FIFO, no count: what is read at our pace has none of its own */
static void a_rate_far_off_is_told_and_a_near_one_measured(void **state)
{
	static const int32_t permille[] = { -250, -80, 0, 60, 250 };

	(void)state;
	FOR_EACH_CHIP(name) {
		for (size_t i = 0; i < ARRAY_SIZE(permille); i++) {
			uint64_t us;
			uint32_t nominal, is;
			struct rig rig;
			int r;

			rig_up(&rig, name, SMBUS, 50, feel_tilted);
			if (!rig.imu.use_fifo)
				continue;
			nominal = rig.imu.stream.rate_millihz;
			run_for(&rig, SEC(3));
			rig.chip.drift_permille = permille[i];
			is = (uint32_t)((int64_t)nominal * (1000 + permille[i]) / 1000);
			r = until_trouble(&rig, &us);
			if (permille[i] < -150 || permille[i] > 150) {
				assert_int_equal(r, IMU_E_RATE);
				assert_in_range(us, 0, SEC(2));
				continue;
			}
			assert_int_equal(r, permille[i] == 0 ? 0 : IMU_E_RETUNED);
			/* three seconds of the right pace are in it yet */
			assert_in_range(rig.imu.rate_millihz + nominal / 30, MIN(is, nominal),
					MAX(is, nominal) + nominal / 15);
			if (r == IMU_E_RETUNED)
				assert_int_equal(rig.imu.stream.rate_millihz, rig.imu.rate_millihz);
			else
				assert_int_equal(rig.imu.stream.rate_millihz, nominal);
		}
	}
}

static void a_new_rate_costs_no_sample_and_leaves_a_gap(void **state)
{
	struct rig rig;
	struct batch b;
	int last = 0, r = 0;

	(void)state;
	rig_up(&rig, "MPU-6050", SMBUS, 50, feel_ramp);
	rig.chip.drift_permille = 50;
	for (int read = 0; read < 100 && r == 0; read++) {
		r = rig_read_batch(&rig, &b);
		if (r == 0)
			last = follow(&rig, &b, last);
	}
	assert_int_equal(r, IMU_E_RETUNED);
	rig_forget(&rig);
	assert_int_equal(rig_wait_read(&rig, 0, &b), 0);
	assert_true(b.gap);
	assert_in_range(b.n, 15, 18);
	follow(&rig, &b, last);
	/* the reading keeps step: 16 samples a time, not 16.8 */
	for (int read = 0; read < 100; read++) {
		assert_int_equal(rig_read_batch(&rig, &b), 0);
		assert_false(b.gap);
		assert_in_range(b.n, 15, 17);
	}
}

/* 1.5 %: too little for another stream, enough to fall out of step in a minute */
static void a_rate_a_little_off_is_kept_step_with(void **state)
{
	struct rig rig;

	(void)state;
	rig_up(&rig, "LSM6DSO", SMBUS, 50, feel_tilted);
	rig.chip.drift_permille = 15;
	run_for(&rig, SEC(100));
	assert_int_equal(rig.imu.stream.rate_millihz, 52000);
	assert_in_range(rig.imu.rate_millihz, 52700, 52860);
	assert_int_equal(imu_period_us(&rig.imu, 16),
			 UINT64_C(16000000000) / rig.imu.rate_millihz);
}

/* 0x8000 is how chips say that there is no temperature yet */
static void no_temperature_is_not_a_cold_one(void **state)
{
	(void)state;
	FOR_EACH_CHIP(name) {
		struct rig rig;

		rig_up(&rig, name, SMBUS, 50, feel_tilted);
		run_for(&rig, SEC(2));
		rig.chip.temperature_cdeg = -100000000;
		run_for(&rig, SEC(3));
		assert_int_equal(rig.imu.temperature_cdeg, INT32_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_right_in_scale_sign_and_number),
		cmocka_unit_test(nothing_is_written_to_another_than_the_chip),
		cmocka_unit_test(a_start_that_is_cut_off_begins_anew),
		cmocka_unit_test(an_unplugged_chip_is_an_errno_and_comes_back),
		cmocka_unit_test(each_fault_has_its_own_name_within_two_seconds),
		cmocka_unit_test(a_gyro_at_its_end_is_saturated_too),
		cmocka_unit_test(a_temperature_no_chip_survives_is_told),
		cmocka_unit_test(a_rate_far_off_is_told_and_a_near_one_measured),
		cmocka_unit_test(a_new_rate_costs_no_sample_and_leaves_a_gap),
		cmocka_unit_test(a_rate_a_little_off_is_kept_step_with),
		cmocka_unit_test(no_temperature_is_not_a_cold_one),
	};

	return cmocka_run_group_tests_name("imu-all", tests, NULL, NULL);
}
