/* SPDX-License-Identifier: MIT */
/*
 * Bosch BMI160 and BMI270.  Sources, by the short names used below:
 *
 *   BO          boschsensortec/BMI160_SensorAPI, bmi160.c, bmi160_defs.h
 *   HZ          hanyazou/BMI160-Arduino, BMI160.h;  bmi160: Linux 6.1, drivers/iio/imu/bmi160
 *   B2          boschsensortec/BMI270_SensorAPI, bmi2.c, bmi2_defs.h, bmi270.c
 *   bmi270      Linux 6.13, drivers/iio/imu/bmi270/bmi270_core.c
 *   DS000       Bosch BST-BMI270-DS000-05, register map
 */
#include "imu-chips.h"

/* tables are aligned by hand */
/* clang-format off */

/* BO BMI160_*_ODR_*, B2 BMI2_*_ODR_*: one code for both sensors */
static const struct imu_rate bosch_rates[] = {
	{ 25000, 6 }, { 50000, 7 }, { 100000, 8 }, { 200000, 9 },
};

/* 23 C at 0, 512 a degree; 0x8000 while there is none (HZ, bmi270) */
#define TEMP_BOSCH { 512000, 2300, false }

/* ---- BMI160 ---- */

/*
 * Reset leaves both sensors suspended, where writes want 0.45 ms between them:
 * they are woken first, accel in 5 ms, gyro in 80 ms (BO), and 0x03 tells that
 * they are.
 */
static const struct imu_step bmi160_start[] = {
	{ .reg = 0x7E, .value = 0xB6, .wait_ms = 10 }, { .reg = 0x7E, .value = 0x11, .wait_ms = 5 },
	{ .reg = 0x7E, .value = 0x15, .wait_ms = 90, .until = { 0x03, 0x3C, 0x14 } },
	WRITE_RATE(0x40, 0x20, 1), WRITE(0x41, 0x03), /* +-2 g */
	WRITE_RATE(0x42, 0x20, 1), WRITE(0x43, 0x03), /* +-250 dps */
};

/* 131.2 counts a deg/s: BST-BMI160-DS000, table 3 */
static const struct imu_family bmi160 = {
	.address = { 0x68, 0x69 }, .id_reg = 0x00,
	.rates = bosch_rates, .n_rates = IMU_COUNT(bosch_rates),
	.accel_milli_lsb_per_g = 16384000, .gyro_milli_lsb_per_dps = 131200,
	.data = { 0x0C, 12 }, .accel_off = 6, .gyro_off = 0, .drop = 2, .temp_reg = 0x20,
	.health = { { 0x03, 1 }, { 0x20, 2 }, { 0x40, 8 } },
	.checks = IMU_CHECKS(CHECK(0x03, 0x3C, 0x14), CHECK_RATE(0x40, 0xFF, 0x20, 1),
			     CHECK(0x41, 0x0F, 0x03), CHECK_RATE(0x42, 0x3F, 0x20, 1),
			     CHECK(0x43, 0x07, 0x03)),
	.stop = IMU_STEPS(WRITE(0x7E, 0xB6)),
};

/*
 * BO bmi160_set_fifo_flush(), _set_fifo_config(): gyro and accel, no headers.
 * HZ getFIFOCount(): 11 bits.  Full, it stays so, and whole records make room.
 */
static const struct imu_fifo bmi160_fifo = {
	.on = IMU_STEPS(WRITE(0x47, 0x00), WRITE(0x7E, 0xB0), WRITE(0x47, 0xC0)),
	.checks = IMU_CHECKS(CHECK(0x47, 0xF2, 0xC0)),
	.head = { 0x22, 2 }, .level_bytes = 2, .level_mask = 0x07FF, .level_unit = 1,
	.port = 0x24, .sample = 12, .unit = 12, .accel_off = 6, .gyro_off = 0,
};

/* ---- BMI270 ---- */

/* B2 bmi2_write_config_file(): the whole file, or the short one for a longer FIFO */
static const struct imu_upload bmi270_upload = { 0x5B, 0x5E, { 8192, 328 } };

/*
 * bmi270_configure_imu(): power saving off, 0.45 ms, the file in, and 140 ms
 * later 0x21 says 1 or the file was none.  Only then do the sensors run; the
 * gyro settles within 45 ms (DS000).
 */
static const struct imu_step bmi270_start[] = {
	{ .reg = 0x7E, .value = 0xB6, .wait_ms = 5 }, { .reg = 0x7C, .value = 0x00, .wait_ms = 1 },
	WRITE(0x59, 0x00), { .flags = IMU_STEP_UPLOAD },
	{ .reg = 0x59, .value = 0x01, .wait_ms = 150, .until = { 0x21, 0x0F, 0x01 } },
	WRITE_RATE(0x40, 0xA0, 1), WRITE(0x41, 0x00), /* +-2 g */
	WRITE_RATE(0x42, 0xA0, 1), WRITE(0x43, 0x03), /* +-250 dps */
	{ .reg = 0x7D, .value = 0x0E, .wait_ms = 60 },
};

/*
 * 0x24 is also what the seconds of a clock read at 24.  The command decoder is
 * ready unless it was just given something (DS000, STATUS); a clock's weekday
 * has no such bit.
 */
static const struct imu_family bmi270 = {
	.address = { 0x68, 0x69 }, .id_reg = 0x00, .confirm = IMU_CHECKS(CHECK(0x03, 0x10, 0x10)),
	.upload = &bmi270_upload, .rates = bosch_rates, .n_rates = IMU_COUNT(bosch_rates),
	.accel_milli_lsb_per_g = 16384000, .gyro_milli_lsb_per_dps = 131072,
	.data = { 0x0C, 12 }, .accel_off = 0, .gyro_off = 6, .drop = 2, .temp_reg = 0x22,
	.health = { { 0x21, 3 }, { 0x40, 10 }, { 0x7C, 2 } },
	.checks = IMU_CHECKS(CHECK(0x21, 0x0F, 0x01), CHECK_RATE(0x40, 0xFF, 0xA0, 1),
			     CHECK(0x41, 0x03, 0x00), CHECK_RATE(0x42, 0xFF, 0xA0, 1),
			     CHECK(0x43, 0x07, 0x03), CHECK(0x7C, 0x01, 0x00),
			     CHECK(0x7D, 0x0E, 0x0E)),
	.stop = IMU_STEPS(WRITE(0x7D, 0x00)),
};

/*
 * B2 bmi2_set_fifo_config(): no time stamps, no headers, gyro and accel;
 * bmi2_get_fifo_length(): 14 bits.  2 kB, more with the short file, which is not
 * needed.
 */
static const struct imu_fifo bmi270_fifo = {
	.on = IMU_STEPS(WRITE(0x49, 0x00), WRITE(0x7E, 0xB0), WRITE(0x48, 0x00), WRITE(0x49, 0xC0)),
	.checks = IMU_CHECKS(CHECK(0x49, 0xF0, 0xC0)),
	.head = { 0x24, 2 }, .level_bytes = 2, .level_mask = 0x3FFF, .level_unit = 1,
	.port = 0x26, .sample = 12, .unit = 12, .accel_off = 6, .gyro_off = 0,
};

const struct imu_chip imu_chips_bosch[2] = {
	{ "BMI160", 0xD1, &bmi160, IMU_LIST(bmi160_start), &bmi160_fifo, 1024, TEMP_BOSCH },
	{ "BMI270", 0x24, &bmi270, IMU_LIST(bmi270_start), &bmi270_fifo, 2048, TEMP_BOSCH },
};
