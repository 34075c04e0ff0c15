/* SPDX-License-Identifier: MIT */
/*
 * A new chip is a row and no code.  Rows of shapes the table does not hold yet
 * run here over plain memory: an accelerometer whose FIFO pops one sample a
 * burst, and a chip whose records have a header, an empty mark, and a status
 * byte before the level.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixed.h"
#include "imu-chips.h"
#include "imu.h"

/* 256 registers, of which one is a port into a queue */
static struct memory {
	uint8_t reg[256];
	uint8_t port;
	uint8_t queue[1024];
	size_t head, bursts, longest;
} mem;

static int mem_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct memory *m = ctx;

	(void)address;
	if (reg != m->port) {
		assert_true(reg + n <= sizeof(m->reg));
		memcpy(buf, &m->reg[reg], n);
		return 0;
	}
	assert_true(m->head + n <= sizeof(m->queue));
	memcpy(buf, &m->queue[m->head], n);
	m->head += n;
	m->bursts++;
	m->longest = MAX(m->longest, n);
	return 0;
}

static int mem_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct memory *m = ctx;

	(void)address;
	m->reg[reg] = value;
	return 0;
}

static const struct imu_bus bus = {
	.read = mem_read, .write = mem_write, .max_read = 32, .ctx = &mem
};

/* as an ADXL345: no reset, no gyro, no thermometer, level in samples */
static const struct imu_rate accel_rates[] = { { 50000, 0x09 }, { 100000, 0x0A } };
static const struct imu_step accel_start[] = {
	{ .reg = 0x2D, .value = 0x00 },
	{ .reg = 0x31, .value = 0x08 },
	{ .reg = 0x2C, .rate_mul = 1 },
	{ .reg = 0x2D, .value = 0x08 },
};
static const struct imu_step accel_stop[] = { { .reg = 0x2D, .value = 0x00 } };
static const struct imu_step accel_fifo_on[] = { { .reg = 0x38, .value = 0x00 },
						 { .reg = 0x38, .value = 0x80 } };
static const struct imu_check accel_checks[] = { { .reg = 0x2C, .mask = 0x0F, .rate_mul = 1 } };
static const struct imu_check accel_fifo_checks[] = { CHECK(0x38, 0xC0, 0x80) };
static const struct imu_family accel_family = {
	.address = { 0x53, 0x1D },
	.id_reg = 0x00,
	.rates = accel_rates,
	.n_rates = ARRAY_SIZE(accel_rates),
	.accel_milli_lsb_per_g = 256000,
	.data = { 0x32, 6 },
	.health = { { 0x2C, 6 }, { 0x38, 1 } },
	.checks = IMU_LIST(accel_checks),
	.stop = IMU_LIST(accel_stop),
};
static const struct imu_fifo accel_fifo = {
	.kind = IMU_FIFO_PLAIN,
	.on = IMU_LIST(accel_fifo_on),
	.checks = IMU_LIST(accel_fifo_checks),
	.head = { 0x39, 1 },
	.level_bytes = 1,
	.level_mask = 0x3F,
	.level_unit = 6,
	.port = 0x32,
	.sample = 6,
	.unit = 6,
	.burst_max = 6,
};
static const struct imu_chip accel_chip = {
	"accelerometer", 0xE5, &accel_family, IMU_LIST(accel_start), &accel_fifo, 192,
	{ 0, 0, false },
};

/* as an ICM-42688-P: status and level in one burst, 16-byte records with a header */
static const struct imu_rate header_rates[] = { { 50000, 0x09 } };
static const struct imu_step header_start[] = {
	{ .reg = 0x4E, .value = 0x0F },
	{ .reg = 0x50, .value = 0x60, .rate_mul = 1 },
};
static const struct imu_step header_stop[] = { { .reg = 0x4E, .value = 0x00 } };
static const struct imu_step header_fifo_on[] = { { .reg = 0x5F, .value = 0x03 } };
static const struct imu_check header_checks[] = {
	{ .reg = 0x50, .mask = 0xFF, .value = 0x60, .rate_mul = 1 },
};
static const struct imu_family header_family = {
	.address = { 0x68, 0x69 },
	.id_reg = 0x75,
	.big_endian = true,
	.rates = header_rates,
	.n_rates = ARRAY_SIZE(header_rates),
	.accel_milli_lsb_per_g = 16384000,
	.gyro_milli_lsb_per_dps = 131000,
	.data = { 0x1F, 12 },
	.gyro_off = 6,
	.health = { { 0x4E, 3 }, { 0x1D, 2 } },
	.checks = IMU_LIST(header_checks),
	.temp_reg = 0x1D,
	.stop = IMU_LIST(header_stop),
};
static const struct imu_fifo header_fifo = {
	.kind = IMU_FIFO_PLAIN,
	.on = IMU_LIST(header_fifo_on),
	.head = { 0x2D, 3 },
	.level_off = 1,
	.level_bytes = 2,
	.level_mask = 0xFFFF,
	.level_unit = 1,
	.overrun_reg = 0x2D,
	.overrun_mask = 0x02,
	.port = 0x30,
	.sample = 16,
	.unit = 16,
	.accel_off = 1,
	.gyro_off = 7,
	.void_mask = 0x80,
};
static const struct imu_chip header_chip = {
	"headers", 0x47, &header_family, IMU_LIST(header_start), &header_fifo, 2048,
	{ 132480, 2500, false },
};

static void up(struct imu *imu, const struct imu_chip *chip)
{
	uint64_t due_us;

	memset(&mem, 0, sizeof(mem));
	mem.reg[chip->family->id_reg] = chip->id;
	mem.port = chip->fifo->port;
	imu_init(imu, &bus, chip->family->address[0], chip, SENSOR_LOWER, 50);
	assert_int_equal(imu_start(imu, 1000, &due_us), 0); /* no pauses in these rows */
}

static void a_fifo_that_pops_one_sample_a_burst_is_read_so(void **state)
{
	struct imu imu;
	struct batch b;

	(void)state;
	up(&imu, &accel_chip);
	assert_int_equal(mem.reg[0x2C], 0x09);
	assert_int_equal(mem.reg[0x38], 0x80);
	mem.reg[0x39] = 0x80 | 5; /* a flag beside the level */
	for (uint8_t i = 0; i < 5; i++) {
		mem.queue[6 * i] = i;
		mem.queue[6 * i + 5] = 1; /* z = 256: 1 g */
	}
	assert_int_equal(imu_read(&imu, 101000, &b), 0);
	assert_int_equal(b.n, 4); /* the first has not changed yet */
	assert_int_equal(b.sensor, SENSOR_LOWER);
	assert_int_equal(mem.bursts, 5);
	assert_int_equal(mem.longest, 6);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(b.accel[i].x, i + 1);
		assert_int_equal(b.accel[i].z, 256);
		assert_int_equal(b.gyro[i].x, 0);
	}
	assert_int_equal(imu.temperature_cdeg, INT32_MAX);
	mem.reg[0x39] = 30; /* of 32: too near the edge */
	assert_int_equal(imu_read(&imu, 201000, &b), IMU_E_OVERFLOW);
}

static void the_second_health_window_is_looked_at_too(void **state)
{
	struct imu imu;
	struct batch b;

	(void)state;
	up(&imu, &accel_chip);
	mem.reg[0x38] = 0x00;
	assert_int_equal(imu_read(&imu, 101000, &b), IMU_E_ASLEEP);
	up(&imu, &header_chip);
	mem.reg[0x1D] = 0x02; /* 0x0200 = 512: 3.86 C over 25 */
	assert_int_equal(imu_read(&imu, 101000, &b), 0);
	assert_int_equal(imu.temperature_cdeg, 2886);
}

static void records_with_a_header_are_read_and_empty_ones_skipped(void **state)
{
	struct imu imu;
	struct batch b;

	(void)state;
	up(&imu, &header_chip);
	assert_int_equal(mem.reg[0x50], 0x69);
	mem.reg[0x2F] = 64;
	for (uint8_t i = 0; i < 4; i++) {
		uint8_t *rec = &mem.queue[16 * i];

		rec[0] = i == 2 ? 0x80 : 0x68;
		rec[1] = 0x40; /* x = 0x4000: 1 g */
		rec[4] = i;    /* y, low byte */
		rec[8] = i;    /* gyro x, low byte */
	}
	assert_int_equal(imu_read(&imu, 101000, &b), 0);
	assert_int_equal(b.n, 2); /* nor the first, which has not changed yet */
	assert_int_equal(b.accel[0].x, 16384);
	assert_int_equal(b.accel[1].y, 3);
	assert_int_equal(b.gyro[1].x, 3);
	assert_int_equal(mem.longest, 32); /* two records a block */
}

static void an_overrun_flag_before_the_level_is_seen(void **state)
{
	struct imu imu;
	struct batch b;

	(void)state;
	up(&imu, &header_chip);
	mem.reg[0x2D] = 0x02;
	assert_int_equal(imu_read(&imu, 101000, &b), IMU_E_OVERFLOW);
	mem.reg[0x2D] = 0x08; /* data ready is no overrun */
	assert_int_equal(imu_read(&imu, 201000, &b), 0);
	assert_int_equal(imu.counters.overflows, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fifo_that_pops_one_sample_a_burst_is_read_so),
		cmocka_unit_test(the_second_health_window_is_looked_at_too),
		cmocka_unit_test(records_with_a_header_are_read_and_empty_ones_skipped),
		cmocka_unit_test(an_overrun_flag_before_the_level_is_seen),
	};

	return cmocka_run_group_tests_name("imu-rows", tests, NULL, NULL);
}
