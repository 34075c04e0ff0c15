/* SPDX-License-Identifier: MIT */
/*
 * Accelerometers without a gyroscope.  Sources, by the short names used below:
 *
 *   ADXL345     Analog Devices ADXL345 data sheet rev E, register map, FIFO
 *   adxl345     Linux 6.1, drivers/iio/accel/adxl345_core.c;  Klipper: klippy/extras/adxl345.py
 *   LIS3DH      ST LIS3DH data sheet, DocID17530 rev 2;  AN3308: its application note
 *   ST-PID      STMicroelectronics lis3dh-pid, lis3dh_reg.h
 *   MMA8452Q    NXP MMA8452Q data sheet rev 10;  mma8452: Linux 6.1, drivers/iio/accel/mma8452.c
 */
#include "imu-chips.h"

/* tables are aligned by hand */
/* clang-format off */

/* No thermometer: the ADXL345 and the MMA8452Q have none, the LIS3DH's is relative. */
#define TEMP_NONE { 0, 0, false }

/* ---- ADXL345 ---- */

static const struct imu_rate adxl345_rates[] = {
	{ 12500, 7 }, { 25000, 8 }, { 50000, 9 }, { 100000, 10 }, { 200000, 11 },
};

/*
 * No reset: standby, no interrupts, every register that matters, then measure.
 * In full resolution the scale is the same in every range, so it takes the
 * widest, +-16 g.
 */
static const struct imu_step adxl345_start[] = {
	WRITE(0x2D, 0x00), WRITE(0x2E, 0x00), WRITE(0x31, 0x0B), WRITE_RATE(0x2C, 0x00, 1),
	{ .reg = 0x2D, .value = 0x08, .wait_ms = 100 },
};

/* at 0x1D an MMA8452Q may sit, whose 0x00 is a status that can read as anything */
static const struct imu_family adxl345 = {
	.address = { 0x53, 0x1D }, .id_reg = 0x00,
	.confirm = IMU_CHECKS({ .reg = 0x0D, .mask = 0xFF, .value = 0x2A, .differs = true }),
	.rates = adxl345_rates, .n_rates = IMU_COUNT(adxl345_rates),
	.accel_milli_lsb_per_g = 256000, .accel_rail = 4095,
	.data = { 0x32, 6 }, .drop = 2, .health = { { 0x2C, 6 }, { 0x38, 1 } },
	.checks = IMU_CHECKS(CHECK_RATE(0x2C, 0x1F, 0x00, 1), CHECK(0x2D, 0x0F, 0x08),
			     CHECK(0x31, 0xEF, 0x0B)),
	.stop = IMU_STEPS(WRITE(0x2D, 0x00)),
};

/* A burst over the six data registers takes one sample out; a longer one takes no second. */
static const struct imu_fifo adxl345_fifo = {
	.on = IMU_STEPS(WRITE(0x38, 0x00), WRITE(0x38, 0x80)),
	.checks = IMU_CHECKS(CHECK(0x38, 0xC0, 0x80)),
	.head = { 0x39, 1 }, .level_bytes = 1, .level_mask = 0x3F, .level_unit = 6,
	.port = 0x32, .sample = 6, .unit = 6, .burst_max = 6,
};

/* ---- LIS3DH: 0x80 in a register's number makes a burst count up ---- */

static const struct imu_rate lis3dh_rates[] = {
	{ 10000, 2 }, { 25000, 3 }, { 50000, 4 }, { 100000, 5 }, { 200000, 6 },
};

/*
 * No reset either: BOOT reloads the trim in 5 ms, then no high-pass, no pins,
 * both bytes at once with +-2 g and 12 bits, a FIFO, and go.
 */
static const struct imu_step lis3dh_start[] = {
	{ .reg = 0x24, .value = 0x80, .wait_ms = 10, .until = { 0x24, 0x80, 0x00 } },
	WRITE(0x21, 0x00), WRITE(0x22, 0x00), WRITE(0x23, 0x88), WRITE(0x24, 0x40),
	{ .reg = 0x20, .value = 0x07, .rate_mul = 0x10, .wait_ms = 100 },
};

/* 1 mg in 12 bits, left-justified: 16000 a g (LIS3DH table 4) */
static const struct imu_family lis3dh = {
	.address = { 0x18, 0x19 }, .id_reg = 0x0F,
	.rates = lis3dh_rates, .n_rates = IMU_COUNT(lis3dh_rates),
	.accel_milli_lsb_per_g = 16000000, .accel_rail = 0x7FF0,
	.data = { 0xA8, 6 }, .drop = 2, .health = { { 0xA0, 5 }, { 0x2E, 1 } },
	.checks = IMU_CHECKS(CHECK_RATE(0xA0, 0xFF, 0x07, 0x10), CHECK(0xA3, 0xF8, 0x88),
			     CHECK(0xA4, 0x40, 0x40)),
	.stop = IMU_STEPS(WRITE(0x20, 0x00)),
};

/*
 * Bypass empties it, then stream (AN3308 9.2).  While it streams, a burst goes
 * from the last data register back to the first.
 */
static const struct imu_fifo lis3dh_fifo = {
	.on = IMU_STEPS(WRITE(0x2E, 0x00), WRITE(0x2E, 0x80)),
	.checks = IMU_CHECKS(CHECK(0x2E, 0xC0, 0x80)),
	.head = { 0x2F, 1 }, .level_bytes = 1, .level_mask = 0x1F, .level_unit = 6,
	.overrun_reg = 0x2F, .overrun_mask = 0x40,
	.port = 0xA8, .sample = 6, .unit = 6,
};

/* ---- MMA8452Q: no FIFO, and no set-up but in standby ---- */

static const struct imu_rate mma8452_rates[] = {
	{ 12500, 5 }, { 50000, 4 }, { 100000, 3 }, { 200000, 2 },
};

/* mma8452_reset(): the chip may be gone before it has said yes; then +-2 g, and go */
static const struct imu_step mma8452_start[] = {
	{ .reg = 0x2B, .value = 0x40, .flags = IMU_STEP_MAY_FAIL, .wait_ms = 5,
	  .until = { 0x2B, 0x40, 0x00 } },
	WRITE(0x2A, 0x00), WRITE(0x0E, 0x00),
	{ .reg = 0x2A, .value = 0x01, .rate_mul = 0x08, .wait_ms = 100 },
};

/* 12 bits, left-justified; an ADXL345 says 0xE5 at 0x00 */
static const struct imu_family mma8452 = {
	.address = { 0x1C, 0x1D }, .id_reg = 0x0D,
	.confirm = IMU_CHECKS({ .reg = 0x00, .mask = 0xFF, .value = 0xE5, .differs = true }),
	.big_endian = true, .rates = mma8452_rates, .n_rates = IMU_COUNT(mma8452_rates),
	.accel_milli_lsb_per_g = 16384000, .accel_rail = 0x7FF0,
	.data = { 0x01, 6 }, .drop = 2, .health = { { 0x0E, 1 }, { 0x2A, 1 } },
	.checks = IMU_CHECKS(CHECK(0x0E, 0x03, 0x00), CHECK_RATE(0x2A, 0x3F, 0x01, 0x08)),
	.stop = IMU_STEPS(WRITE(0x2A, 0x00)),
};

const struct imu_chip imu_chips_accel[3] = {
	{ "MMA8452Q", 0x2A, &mma8452, IMU_LIST(mma8452_start), NULL, 0, TEMP_NONE },
	{ "ADXL345", 0xE5, &adxl345, IMU_LIST(adxl345_start), &adxl345_fifo, 192, TEMP_NONE },
	{ "LIS3DH", 0x33, &lis3dh, IMU_LIST(lis3dh_start), &lis3dh_fifo, 192, TEMP_NONE },
};
