/* SPDX-License-Identifier: MIT */
/*
 * chip-rig.h - one simulated chip on the bench, and hands to turn its registers
 */
#pragma once

#include "imu-rig.h"

#define START SEC(10)

static struct chip chip;

/* x, y, z = 1, -0.5, 0.25 g; 10, -20, 30 dps */
static inline void feel_fixed(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx, (void)t_us;
	accel_ug[0] = 1000000;
	accel_ug[1] = -500000;
	accel_ug[2] = 250000;
	gyro_mdps[0] = 10000;
	gyro_mdps[1] = -20000;
	gyro_mdps[2] = 30000;
}

static inline void power_on(const char *name, chip_sample_fn *feel, void *ctx)
{
	assert_int_equal(chip_init(&chip, name, 0x68, START, feel, ctx, 7), 0);
	chip.accel_noise_ug = chip.gyro_noise_mdps = 0;
}

static inline void put(uint8_t reg, uint8_t value)
{
	assert_int_equal(chip_write(&chip, reg, value), 0);
}

static inline uint8_t get(uint8_t reg)
{
	uint8_t value = 0;

	assert_int_equal(chip_read(&chip, reg, &value, 1), 0);
	return value;
}

static inline void let_pass(uint64_t us)
{
	chip_run(&chip, chip.now_us + us);
}

/* awake at 50 Hz, settled, FIFO off */
static inline void mpu_up(const char *name, chip_sample_fn *feel, void *ctx)
{
	power_on(name, feel, ctx);
	put(0x6B, 0x01);
	let_pass(MS(10));
	put(0x1A, 0x04);
	put(0x19, 19);
	let_pass(MS(200));
}

static inline void mpu_fifo(void)
{
	put(0x6A, 0x04);
	put(0x6A, 0x40);
	put(0x23, 0x78);
}

static inline void lsm_up(const char *name, chip_sample_fn *feel, void *ctx)
{
	power_on(name, feel, ctx);
	put(0x10, 0x30);
	put(0x11, 0x30);
	let_pass(MS(200));
}

static inline int16_t be16(const uint8_t *p)
{
	return (int16_t)(p[0] << 8 | p[1]);
}

static inline int16_t le16(const uint8_t *p)
{
	return (int16_t)(p[1] << 8 | p[0]);
}
