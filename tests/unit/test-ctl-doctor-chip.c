/* SPDX-License-Identifier: MIT */
/*
 * Looking for sensors, and driving one, on a simulated bus whose transfers take time
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doctor-look.h"
#include "fixed.h"
#include "sim/chip.h"

#define START_US US_PER_SEC
#define BUS      "/dev/i2c-1"

#define FIFO_LEVEL_REG 0x72 /* of the MPU-6050 */

static struct rig {
	struct chip chip;
	struct chip_bus bus;
	struct imu_bus sim, io; /* io: sim, and its time passes */
	uint32_t khz;
	uint64_t fail_from_us, fail_to_us;
	unsigned reads, writes;
	bool no_fifo;
} rig;

static void pass(size_t bytes)
{
	/* two addresses, the register, and a system call */
	rig.bus.now_us += rig.khz ? (bytes + 3) * 9 * 1000 / rig.khz + 50 : 0;
}

static int on_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	int r;

	(void)ctx;
	rig.reads++;
	pass(n);
	if (rig.bus.now_us >= rig.fail_from_us && rig.bus.now_us < rig.fail_to_us)
		return -EREMOTEIO;
	r = rig.sim.read(rig.sim.ctx, address, reg, buf, n);
	if (rig.no_fifo && reg == FIFO_LEVEL_REG)
		memset(buf, 0, n);
	return r;
}

static int on_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	(void)ctx;
	rig.writes++;
	pass(1);
	return rig.sim.write(rig.sim.ctx, address, reg, value);
}

static void feel(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx;
	(void)t_us;
	accel_ug[0] = 1000000;
	accel_ug[1] = accel_ug[2] = 0;
	memset(gyro_mdps, 0, 3 * sizeof(gyro_mdps[0]));
}

static uint64_t now_us(void *ctx)
{
	(void)ctx;
	return rig.bus.now_us;
}

static void sleep_until(void *ctx, uint64_t t_us)
{
	(void)ctx;
	rig.bus.now_us = MAX(rig.bus.now_us, t_us);
}

static const struct doctor_time passing = { .now_us = now_us, .sleep_until = sleep_until };

static void begin(const char *chip, uint8_t address, uint32_t khz)
{
	memset(&rig, 0, sizeof(rig));
	assert_int_equal(chip_init(&rig.chip, chip, address, START_US, feel, NULL, 1), 0);
	chip_bus_init(&rig.bus, &rig.chip, 1, 32, &rig.sim);
	rig.bus.now_us = START_US;
	rig.khz = khz;
	rig.io = rig.sim;
	rig.io.read = on_read;
	rig.io.write = on_write;
}

static struct doctor_samples take(const char *chip, uint8_t address)
{
	struct doctor_samples s = { 0 };

	doctor_look_chip(&rig.io, address, imu_chip_find(chip), 50, &passing, &s);
	return s;
}

static void a_still_chip_gives_ten_seconds_of_quiet_samples(void **state)
{
	struct doctor_samples s;

	(void)state;
	begin("MPU-6050", 0x68, 100);
	s = take("MPU-6050", 0x68);
	assert_int_equal(s.error, 0);
	assert_int_equal(s.take, DOCTOR_TAKE_DONE);
	assert_in_range(s.figures.n, 490, 520);
	assert_in_range(s.figures.rate_millihz, 49500, 50500);
	assert_int_equal(s.rate_millihz, 50000);
	assert_in_range(s.figures.level_mg, 998, 1002);
	for (int i = 0; i < 3; i++)
		assert_in_range(s.figures.noise_ug[i], rig.chip.accel_noise_ug * 8 / 10,
				rig.chip.accel_noise_ug * 12 / 10);
	assert_in_range(s.temperature_cdeg, 2950, 3050);
	assert_int_equal(s.overflows, 0);
}

static void a_chip_whose_fifo_stays_empty_is_no_fault(void **state)
{
	struct doctor_samples s;

	(void)state;
	begin("MPU-6050", 0x68, 400);
	rig.no_fifo = true;
	s = take("MPU-6050", 0x68);
	assert_int_equal(s.error, 0);
	assert_in_range(s.figures.n, 490, 520);
	assert_in_range(s.figures.rate_millihz, 49500, 50500);
}

static void the_bus_speed_is_told_from_what_transfers_take(void **state)
{
	static const char *const chips[] = { "MPU-6050", "LSM6DSOX" };
	static const uint32_t khz[] = { 10, 50, 100, 400 };

	(void)state;
	for (size_t c = 0; c < ARRAY_SIZE(chips); c++) {
		for (size_t i = 0; i < ARRAY_SIZE(khz); i++) {
			struct doctor_samples s;
			uint8_t address = c ? 0x6a : 0x68;

			begin(chips[c], address, khz[i]);
			s = take(chips[c], address);
			assert_in_range(s.bus_khz, khz[i] * 9 / 10, khz[i] * 11 / 10);
		}
	}
	begin("MPU-6050", 0x68, 0);
	assert_int_equal(take("MPU-6050", 0x68).bus_khz, 0);
}

static void the_chip_sleeps_again_afterwards(void **state)
{
	(void)state;
	begin("MPU-6050", 0x68, 400);
	take("MPU-6050", 0x68);
	assert_int_equal(rig.chip.reg[0x6b] & 0x40, 0x40);
}

static void a_chip_that_goes_away_is_told_by_its_error(void **state)
{
	struct doctor_samples s;

	(void)state;
	begin("MPU-6050", 0x68, 400);
	rig.fail_from_us = START_US + 4 * US_PER_SEC;
	rig.fail_to_us = UINT64_MAX;
	s = take("MPU-6050", 0x68);
	assert_int_equal(s.take, DOCTOR_TAKE_FAILED);
	assert_int_equal(s.error, -EREMOTEIO);
	assert_true(rig.bus.now_us < START_US + 8 * US_PER_SEC);

	begin("MPU-6050", 0x68, 400);
	rig.chip.faults = CHIP_FAULT_NACK;
	s = take("MPU-6050", 0x68);
	assert_int_equal(s.take, DOCTOR_TAKE_FAILED);
	assert_int_equal(s.error, -EREMOTEIO);
	assert_int_equal(rig.writes, 0);
}

static void a_transfer_or_three_may_fail(void **state)
{
	(void)state;
	begin("MPU-6050", 0x68, 400);
	rig.fail_from_us = START_US + 4 * US_PER_SEC;
	rig.fail_to_us = rig.fail_from_us + 3 * 320 * US_PER_MS;
	assert_int_equal(take("MPU-6050", 0x68).take, DOCTOR_TAKE_DONE);
}

static void a_dead_chip_is_told(void **state)
{
	struct doctor_samples s;

	(void)state;
	begin("MPU-6050", 0x68, 400);
	rig.chip.faults = CHIP_FAULT_ZEROS;
	s = take("MPU-6050", 0x68);
	assert_int_equal(s.take, DOCTOR_TAKE_FAILED);
	assert_int_equal(s.error, IMU_E_BAD_DATA);
}

static void scan_all_addresses(struct scan *s)
{
	const uint8_t *addresses;
	size_t n;

	addresses = imu_addresses(&n);
	for (size_t i = 0; i < n && scan_address(s, &rig.io, BUS, addresses[i]); i++)
		;
}

static void a_scan_names_the_chip_and_writes_nothing(void **state)
{
	char note[SCAN_NOTE_MAX];
	struct scan s;

	(void)state;
	begin("MPU-6500", 0x69, 400);
	scan_init(&s);
	scan_all_addresses(&s);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.chips, 1);
	assert_int_equal(s.place[0].address, 0x69);
	assert_int_equal(s.place[0].identity, 0x70);
	assert_string_equal(s.place[0].bus, BUS);
	assert_string_equal(imu_chip_name(s.place[0].chip), "MPU-6500");
	assert_string_equal(scan_note(&s.place[0], note), "often sold as MPU-6050; serves as well");
	assert_int_equal(rig.writes, 0);
}

static void a_spared_address_sees_no_transfer(void **state)
{
	struct scan s;

	(void)state;
	begin("MPU-6050", 0x68, 400);
	scan_init(&s);
	scan_spare(&s, BUS, 0x68);
	assert_true(scan_address(&s, &rig.io, BUS, 0x68));
	assert_int_equal(rig.reads, 0);
	assert_int_equal(s.n, 0);
	assert_true(scan_address(&s, &rig.io, "/dev/i2c-2", 0x68));
	assert_int_equal(s.n, 1);
}

static void strangers_and_stuck_buses_are_places_too(void **state)
{
	char note[SCAN_NOTE_MAX];
	struct scan s;

	(void)state;
	begin("MPU-6050", 0x68, 400);
	rig.chip.faults = CHIP_FAULT_WRONG_ID;
	rig.chip.wrong_id = 0x05;
	scan_init(&s);
	assert_true(scan_address(&s, &rig.io, BUS, 0x68));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.chips, 0);
	assert_int_equal(s.place[0].error, IMU_E_NO_CHIP);
	assert_int_equal(s.place[0].identity, 0x05);
	assert_string_equal(scan_note(&s.place[0], note), "not a chip plumbd knows");

	rig.chip.faults = CHIP_FAULT_STUCK_BUS;
	scan_init(&s);
	assert_false(scan_address(&s, &rig.io, BUS, 0x68));
	assert_int_equal(s.place[0].error, -ETIMEDOUT);
	assert_non_null(strstr(scan_note(&s.place[0], note), "power-cycle"));
}

static void every_trouble_of_a_place_has_its_note(void **state)
{
	struct scan_place p = { .address = 0x6a };
	char note[SCAN_NOTE_MAX];

	(void)state;
	p.error = IMU_E_NO_CHIP;
	assert_string_equal(scan_note(&p, note), "not a chip plumbd knows");
	p.error = -EBUSY;
	assert_non_null(strstr(scan_note(&p, note), "\"iio\""));
	p.error = -EOPNOTSUPP;
	assert_string_equal(scan_note(&p, note), "this bus cannot read blocks");
	p.error = -EACCES;
	assert_string_equal(scan_note(&p, note), "Permission denied");
	p = (struct scan_place){ .chip = imu_chip_find("LSM6DSOX") };
	assert_string_equal(scan_note(&p, note), "");
}

/* The table of clones goes by names: they must be the chip table's. */
static void clones_are_chips_plumbd_knows(void **state)
{
	static const char *const names[] = { "MPU-6500", "ICM-20689", "MPU-6052C",
					     "MPU-6050 clone 0x75", "MPU-6050 clone 0x69" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		assert_non_null(imu_chip_find(names[i]));
		assert_non_null(scan_clone_note(names[i]));
	}
	assert_null(scan_clone_note("MPU-6050"));
}

static void a_bus_that_is_not_there_is_a_place(void **state)
{
	struct scan s;

	(void)state;
	scan_init(&s);
	scan_node(&s, "/tmp/no-such-bus");
	assert_int_equal(s.buses, 1);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.place[0].address, 0);
	assert_int_equal(s.place[0].error, -ENOENT);
	for (unsigned i = 0; i < 2 * SCAN_PLACES_MAX; i++)
		scan_node(&s, "/tmp/no-such-bus");
	assert_int_equal(s.n, SCAN_PLACES_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_still_chip_gives_ten_seconds_of_quiet_samples),
		cmocka_unit_test(a_chip_whose_fifo_stays_empty_is_no_fault),
		cmocka_unit_test(the_bus_speed_is_told_from_what_transfers_take),
		cmocka_unit_test(the_chip_sleeps_again_afterwards),
		cmocka_unit_test(a_chip_that_goes_away_is_told_by_its_error),
		cmocka_unit_test(a_transfer_or_three_may_fail),
		cmocka_unit_test(a_dead_chip_is_told),
		cmocka_unit_test(a_scan_names_the_chip_and_writes_nothing),
		cmocka_unit_test(a_spared_address_sees_no_transfer),
		cmocka_unit_test(strangers_and_stuck_buses_are_places_too),
		cmocka_unit_test(every_trouble_of_a_place_has_its_note),
		cmocka_unit_test(clones_are_chips_plumbd_knows),
		cmocka_unit_test(a_bus_that_is_not_there_is_a_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
