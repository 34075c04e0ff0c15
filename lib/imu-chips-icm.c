/* SPDX-License-Identifier: MIT */
/*
 * InvenSense's later maps, both in banks.  Sources, by the short names used
 * below:
 *
 *   DS-000189   TDK InvenSense ICM-20948 data sheet, DS-000189 r1.3, register map
 *   AF          Adafruit_ICM20X;  SF: SparkFun ICM-20948_ArduinoLibrary, src/util
 *   Klipper     klippy/extras/icm20948.py
 *   DS-42688    TDK InvenSense ICM-42688-P data sheet, DS-000347 v1.7
 *   inv_icm426  Linux 6.1, drivers/iio/imu/inv_icm42600/inv_icm42600{.h,_core,_buffer}.c
 *   FI          finani/ICM42688, src/ICM42688.cpp
 */
#include "imu-chips.h"

/* tables are aligned by hand */
/* clang-format off */

/* ---- ICM-20948: bank n is n << 4 in 0x7F; bank 2 is for set-up alone ---- */

/* 1125 Hz / (1 + code) for both sensors (AF; DS-000189 table 3 has 1100 Hz for the gyro) */
static const struct imu_rate icm20948_rates[] = {
	{ 10045, 111 }, { 25000, 44 }, { 51136, 21 }, { 102273, 10 }, { 225000, 4 },
};

/*
 * AF reset(), begin_I2C(): reset, 20 ms, its bit clear, 50 ms more; then it
 * sleeps.  In bank 2: 0x09 begins both rates at one instant, so that every FIFO
 * record holds both sensors; +-250 dps and +-2 g, low-pass 24 Hz.
 */
static const struct imu_step icm20948_start[] = {
	{ .reg = 0x06, .value = 0x80, .wait_ms = 70, .until = { 0x06, 0x80, 0x00 } },
	{ .reg = 0x06, .value = 0x01, .wait_ms = 30 }, WRITE(0x07, 0x00),
	WRITE(0x7F, 0x20), WRITE(0x09, 0x01), WRITE_RATE(0x00, 0x00, 1), WRITE(0x01, 0x21),
	WRITE(0x10, 0x00), WRITE_RATE(0x11, 0x00, 1), WRITE(0x14, 0x21),
	{ .reg = 0x7F, .value = 0x00, .wait_ms = 100 },
};

/*
 * Confirmed by bank 0 being in force.  Astray it is in bank 2, filters on or not
 * yet (DS-000189, reset values of user bank 2).  The checks keep to bank 0:
 * whoever loses power wakes asleep, so bank 2 need not be read.
 */
static const struct imu_family icm20948 = {
	.address = { 0x68, 0x69 }, .id_reg = 0x00, .confirm = IMU_CHECKS(CHECK(0x7F, 0xFF, 0x00)),
	.astray = IMU_CHECKS(CHECK(0x7F, 0xFF, 0x20), CHECK(0x01, 0xDF, 0x01),
			     CHECK(0x02, 0xFF, 0x00), CHECK(0x09, 0xFE, 0x00),
			     CHECK(0x10, 0xFF, 0x00), CHECK(0x14, 0xDF, 0x01)),
	.home = IMU_STEPS(WRITE(0x7F, 0x00)), .stop = IMU_STEPS(WRITE(0x06, 0x41)),
	.big_endian = true, .rates = icm20948_rates, .n_rates = IMU_COUNT(icm20948_rates),
	.accel_milli_lsb_per_g = 16384000, .gyro_milli_lsb_per_dps = 131000,
	.data = { 0x2D, 12 }, .accel_off = 0, .gyro_off = 6, .drop = 2, .temp_reg = 0x39,
	.health = { { 0x03, 5 }, { 0x39, 2 }, { 0x67, 1 } },
	.checks = IMU_CHECKS(CHECK(0x06, 0x60, 0x00), CHECK(0x07, 0x3F, 0x00)),
};

/*
 * Klipper FIFO_EN_2, SF resetFIFO(); DS-000189, registers 0x70 to 0x72.  512
 * bytes, as Klipper has it; full, it stays so.
 */
static const struct imu_fifo icm20948_fifo = {
	.on = IMU_STEPS(WRITE(0x67, 0x00), WRITE(0x03, 0x00), WRITE(0x68, 0x1F),
			WRITE(0x68, 0x00), WRITE(0x03, 0x40), WRITE(0x67, 0x1E)),
	.checks = IMU_CHECKS(CHECK(0x03, 0x40, 0x40), CHECK(0x67, 0x1F, 0x1E)),
	.head = { 0x70, 2 }, .level_bytes = 2, .level_mask = 0x1FFF, .level_unit = 1,
	.port = 0x72, .sample = 12, .unit = 12, .accel_off = 0, .gyro_off = 6,
};

/* ---- ICM-42688-P: bank 0 is all it takes ---- */

/* inv_icm42600.h INV_ICM42600_ODR_*: one code for both sensors */
static const struct imu_rate icm42688_rates[] = {
	{ 12500, 11 }, { 25000, 10 }, { 50000, 9 }, { 100000, 8 }, { 200000, 7 },
};

/*
 * inv_icm42600_setup(): 1 ms after the reset it answers; the gyro wants 60 ms
 * and the accelerometer 20 ms from off.  +-250 dps, +-2 g, and the filter of
 * either at half its rate.  Linux also tunes the bus pins (bank 1) for faster
 * buses; that is left out.
 */
static const struct imu_step icm42688_start[] = {
	{ .reg = 0x11, .value = 0x01, .wait_ms = 10, .until = { 0x11, 0x01, 0x00 } },
	WRITE_RATE(0x4F, 0x60, 1), WRITE_RATE(0x50, 0x60, 1), WRITE(0x52, 0x00),
	{ .reg = 0x4E, .value = 0x0F, .wait_ms = 100 },
};

/* confirmed by bank 0 being in force */
static const struct imu_family icm42688 = {
	.address = { 0x68, 0x69 }, .id_reg = 0x75, .confirm = IMU_CHECKS(CHECK(0x76, 0xFF, 0x00)),
	.big_endian = true, .rates = icm42688_rates, .n_rates = IMU_COUNT(icm42688_rates),
	.accel_milli_lsb_per_g = 16384000, .gyro_milli_lsb_per_dps = 131000,
	.data = { 0x1D, 14 }, .accel_off = 2, .gyro_off = 8, .drop = 2, .temp_reg = 0x1D,
	.health = { { 0x16, 9 }, { 0x4E, 18 } }, .stop = IMU_STEPS(WRITE(0x4E, 0x00)),
	.checks = IMU_CHECKS(CHECK(0x4E, 0x0F, 0x0F), CHECK(0x52, 0xFF, 0x00),
			     CHECK_RATE(0x4F, 0xEF, 0x60, 1), CHECK_RATE(0x50, 0xEF, 0x60, 1)),
};

/*
 * Bypass and flush empty it; 0x40 = the oldest make room.  DS-42688, FIFO packet
 * 3: header, accel, gyro, temperature, time.  The flags are in the byte before.
 */
static const struct imu_fifo icm42688_fifo = {
	.on = IMU_STEPS(WRITE(0x16, 0x00), WRITE(0x4B, 0x02), WRITE(0x5F, 0x03), WRITE(0x16, 0x40)),
	.checks = IMU_CHECKS(CHECK(0x16, 0xC0, 0x40), CHECK(0x5F, 0x07, 0x03)),
	.head = { 0x2D, 3 }, .level_off = 1, .level_bytes = 2, .level_mask = 0xFFFF,
	.level_unit = 1, .overrun_reg = 0x2D, .overrun_mask = 0x02, .void_mask = 0x80,
	.port = 0x30, .sample = 16, .unit = 16, .accel_off = 1, .gyro_off = 7,
};

const struct imu_chip imu_chips_icm[2] = {
	{ "ICM-42688-P", 0x47, &icm42688, IMU_LIST(icm42688_start), &icm42688_fifo, 2048,
	  { 132480, 2500, false } },
	{ "ICM-20948", 0xEA, &icm20948, IMU_LIST(icm20948_start), &icm20948_fifo, 512,
	  { 333870, 2100, false } },
};
