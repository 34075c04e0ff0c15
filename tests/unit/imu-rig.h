/* SPDX-License-Identifier: MIT */
/*
 * imu-rig.h - the engine, a simulated chip, and between them a bus that counts
 */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixed.h"
#include "imu-chips.h"
#include "imu.h"
#include "sim/chip.h"

#define MS(n) ((uint64_t)(n) * US_PER_MS)
#define SEC(n) ((uint64_t)(n) * US_PER_SEC)
#define PLAIN_I2C 512
#define SMBUS 32

/* a chip of each kind of FIFO */
static const char *const kinds[] = { "MPU-6050",    "MPU-6500",	 "ICM-20602", "LSM6DS3",
				     "LSM6DSL",	    "LSM6DSO",	 "ICM-20948", "ICM-42688-P",
				     "BMI160",	    "BMI270",	 "ADXL345",   "LIS3DH" };

struct rig {
	struct chip chip;
	struct chip_bus cb;
	struct imu_bus wire; /* to the chip */
	struct imu_bus bus;  /* what the engine sees: counts, then .wire */
	struct imu imu;
	uint64_t now_us;
	unsigned reads, writes, blocks;
	size_t longest, longest_block;
	struct rig_written {
		uint8_t reg, value;
	} written[64]; /* the first of .writes */
	unsigned fail_after; /* transfers that still succeed; UINT32_MAX = all */
	int stuck_reg;	     /* this register always reads .stuck_value; -1 = none */
	uint8_t stuck_value;
	unsigned k; /* samples the chip has taken */
};

static inline int rig_transfer(struct rig *rig)
{
	if (rig->fail_after == 0)
		return -EREMOTEIO;
	if (rig->fail_after != UINT32_MAX)
		rig->fail_after--;
	return 0;
}

static inline int rig_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct rig *rig = ctx;
	int r;

	rig->reads++;
	rig->longest = MAX(rig->longest, n);
	rig->cb.now_us = rig->now_us;
	r = rig->wire.read(rig->wire.ctx, address, reg, buf, n);
	/* a burst that breaks off has moved the FIFO all the same */
	if (rig_transfer(rig) < 0)
		return -EREMOTEIO;
	if (r == 0 && rig->stuck_reg >= reg && (size_t)rig->stuck_reg < reg + n)
		buf[rig->stuck_reg - reg] = rig->stuck_value;
	return r;
}

static inline int rig_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct rig *rig = ctx;

	if (rig->writes < ARRAY_SIZE(rig->written))
		rig->written[rig->writes] = (struct rig_written){ reg, value };
	rig->writes++;
	rig->cb.now_us = rig->now_us;
	if (rig_transfer(rig) < 0)
		return -EREMOTEIO;
	return rig->wire.write(rig->wire.ctx, address, reg, value);
}

static inline int rig_write_block(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf,
				  size_t n)
{
	struct rig *rig = ctx;

	rig->blocks++;
	rig->longest_block = MAX(rig->longest_block, n);
	rig->cb.now_us = rig->now_us;
	if (rig_transfer(rig) < 0)
		return -EREMOTEIO;
	return rig->wire.write_block(rig->wire.ctx, address, reg, buf, n);
}

static inline void rig_forget(struct rig *rig)
{
	rig->reads = rig->writes = rig->blocks = 0;
	rig->longest = 0;
}

/* lying still, z up */
static inline void feel_still(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx, (void)t_us, (void)gyro_mdps;
	accel_ug[2] = 1000000;
}

#define RAMP_LEN 600
#define RAMP_UG 3000	    /* a second of it is not still */
#define RAMP_COARSE_UG 12000 /* for chips of few counts a g, and a wide range */

static inline int32_t ramp_ug(const struct rig *rig)
{
	return rig->imu.stream.accel_milli_lsb_per_g < 1000000 ? RAMP_COARSE_UG : RAMP_UG;
}

/* each sample carries its number: accel x up, gyro x down, from 1 to RAMP_LEN */
static inline void feel_ramp(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	struct rig *rig = ctx;
	int32_t k = (int32_t)(rig->k++ % RAMP_LEN) + 1;

	(void)t_us;
	accel_ug[0] = k * ramp_ug(rig);
	accel_ug[2] = 1000000;
	gyro_mdps[0] = -k * 100;
}

/* the number a sample carries; both halves must carry the same, where there are two */
static inline int ramp_number(const struct rig *rig, const struct batch *b, unsigned i)
{
	const struct stream *s = &rig->imu.stream;
	int64_t a = div_round((int64_t)b->accel[i].x * 1000000000 / ramp_ug(rig),
			      s->accel_milli_lsb_per_g);

	if (s->gyro_milli_lsb_per_dps != 0)
		assert_int_equal(a, div_round((int64_t)b->gyro[i].x * -1000000 / 100,
					      s->gyro_milli_lsb_per_dps));
	return (int)a;
}

/* a maker's file, as far as the simulator cares */
static inline const uint8_t *rig_blob(void)
{
	static uint8_t blob[8192];

	for (size_t i = 0; i < sizeof(blob); i++)
		blob[i] = (uint8_t)(i * 7 + i / 256);
	return blob;
}

/* Power on and bind; nothing is started. */
static inline void rig_init(struct rig *rig, const char *name, size_t max_read, unsigned rate_hz,
			    chip_sample_fn *feel)
{
	const struct imu_chip *chip = imu_chip_find(name);
	uint8_t address;

	assert_non_null(chip);
	address = chip->family->address[0];
	memset(rig, 0, sizeof(*rig));
	rig->now_us = SEC(100);
	rig->fail_after = UINT32_MAX;
	rig->stuck_reg = -1;
	assert_int_equal(chip_init(&rig->chip, name, address, rig->now_us, feel, rig, 1), 0);
	if (feel == feel_ramp)
		rig->chip.accel_noise_ug = rig->chip.gyro_noise_mdps = 0;
	chip_bus_init(&rig->cb, &rig->chip, 1, max_read, &rig->wire);
	rig->bus = (struct imu_bus){
		.read = rig_read,
		.write = rig_write,
		.max_read = max_read,
		.ctx = rig,
		.write_block = rig_write_block,
		.max_write = max_read,
	};
	imu_init(&rig->imu, &rig->bus, address, chip, SENSOR_UPPER, rate_hz);
	if (chip->family->upload) {
		rig->imu.blob = rig_blob();
		rig->imu.blob_n = 8192;
	}
}

/* imu_start() as often as it asks to be called; 0 or what it said */
static inline int rig_start(struct rig *rig)
{
	for (int i = 0; i < 200; i++) {
		uint64_t due_us = 0;
		int r = imu_start(&rig->imu, rig->now_us, &due_us);

		if (r != IMU_E_WAIT)
			return r;
		assert_true(due_us > rig->now_us);
		rig->now_us = due_us;
	}
	fail_msg("imu_start() never ends");
	return -1;
}

static inline void rig_up(struct rig *rig, const char *name, size_t max_read, unsigned rate_hz,
			  chip_sample_fn *feel)
{
	rig_init(rig, name, max_read, rate_hz, feel);
	assert_int_equal(rig_start(rig), 0);
	assert_int_equal(rig->chip.lost_writes, 0);
}

/* let time pass, then read */
static inline int rig_wait_read(struct rig *rig, uint64_t us, struct batch *b)
{
	rig->now_us += us;
	return imu_read(&rig->imu, rig->now_us, b);
}

/* one period of 16 samples */
static inline int rig_read_batch(struct rig *rig, struct batch *b)
{
	return rig_wait_read(rig, imu_period_us(&rig->imu, 16), b);
}

/* the samples of @b follow on @last without a hole; the new last */
static inline int follow(const struct rig *rig, const struct batch *b, int last)
{
	for (unsigned i = 0; i < b->n; i++) {
		int k = ramp_number(rig, b, i);

		if (last != 0)
			assert_int_equal(k, last % RAMP_LEN + 1);
		last = k;
	}
	return last;
}
