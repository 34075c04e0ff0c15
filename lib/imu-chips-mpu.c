/* SPDX-License-Identifier: MIT */
/*
 * The MPU-6050 and everything that took over its register map.  Sources, by the
 * short names used below:
 *
 *   RM-6000A    InvenSense RM-MPU-6000A-00 r4.2, register map, by register number
 *   PS-6000A    InvenSense PS-MPU-6000A-00 r3.4, tables 1 and 2
 *   PS-9250A    InvenSense PS-MPU-9250A-01 r1.0
 *   inv_mpu     Linux 6.1, drivers/iio/imu/inv_mpu6050/inv_mpu_{iio.h,core.c,ring.c}
 *   Klipper     klippy/extras/mpu9250.py;  ElectronicCats: mpu6050 issue 21
 */
#include "imu-chips.h"

/* tables are aligned by hand */
/* clang-format off */

/* RM-6000A, register 25: 1 kHz / (1 + code) with the low-pass on */
static const struct imu_rate mpu_rates[] = {
	{ 10000, 99 }, { 12500, 79 }, { 20000, 49 }, { 25000, 39 },  { 40000, 24 },
	{ 50000, 19 }, { 62500, 15 }, { 100000, 9 }, { 125000, 7 }, { 200000, 4 },
};

/*
 * The start.  Reset takes 100 ms (inv_mpu POWER_UP_TIME); whether a die then
 * sleeps depends on its fuses, so it is always woken, and registers take
 * writes 5 to 10 ms later (REG_UP_TIME).  The signal path reset of inv_mpu is
 * for SPI and left out.  The last pause covers the gyro's start-up, 100 ms on
 * the slowest die.
 *
 * 0x1D holds the accelerometer's own low-pass from the MPU-6500 on; on the
 * MPU-6050 it is the free-fall threshold, without effect while that interrupt
 * is off, so one list serves every die (RM-6000A register 29).
 */
#define MPU_START(accel_filter)                                                           \
	{ .reg = 0x6B, .value = 0x80, .wait_ms = 100, .until = { 0x6B, 0x80, 0x00 } },    \
	{ .reg = 0x6B, .value = 0x01, .wait_ms = 10 },	/* wake, clock from the gyro */   \
	{ .reg = 0x6C, .value = 0x00 },			/* all axes on */                 \
	{ .reg = 0x1A, .value = 0x04 },			/* low-pass 20 Hz */              \
	{ .reg = 0x1D, .value = (accel_filter) },                                         \
	{ .reg = 0x1B, .value = 0x00 },			/* +-250 dps */                   \
	{ .reg = 0x1C, .value = 0x00 },			/* +-2 g */                       \
	{ .reg = 0x19, .rate_mul = 1, .wait_ms = 100 }

static const struct imu_step mpu_start[] = { MPU_START(0x04) };
/* inv_mpu: the ICM-20689 wants 0xC0 in 0x1D, or its FIFO is only part as long */
static const struct imu_step icm20689_start[] = { MPU_START(0xC4) };

static const struct imu_step mpu_stop[] = {
	{ .reg = 0x6B, .value = 0x40 },
};

/*
 * inv_mpu_ring.c inv_reset_fifo(): interrupts and sources off, empty, on.
 * Sources come last, so the first byte in is the first of a record.  The
 * overflow interrupt is enabled because its flag in 0x3A is that interrupt's
 * (RM-6000A registers 56, 58); the pin may stay unwired.
 */
static const struct imu_step mpu_fifo_on[] = {
	{ .reg = 0x38, .value = 0x00 },
	{ .reg = 0x23, .value = 0x00 },
	{ .reg = 0x6A, .value = 0x00 },
	{ .reg = 0x6A, .value = 0x04 },
	{ .reg = 0x6A, .value = 0x40 },
	{ .reg = 0x23, .value = 0x78 }, /* gyro x, y, z, accel */
	{ .reg = 0x38, .value = 0x10 },
};

static const struct imu_check mpu_checks[] = {
	{ .reg = 0x19, .mask = 0xFF, .rate_mul = 1 },
	{ .reg = 0x1A, .mask = 0x07, .value = 0x04 },
	{ .reg = 0x1B, .mask = 0x1B, .value = 0x00 },
	{ .reg = 0x1C, .mask = 0x18, .value = 0x00 },
	{ .reg = 0x6B, .mask = 0x60, .value = 0x00 }, /* neither asleep nor cycling */
	{ .reg = 0x6C, .mask = 0x3F, .value = 0x00 },
};
static const struct imu_check mpu_fifo_checks[] = {
	{ .reg = 0x23, .mask = 0x78, .value = 0x78 },
	{ .reg = 0x6A, .mask = 0x40, .value = 0x40 },
};

/*
 * One window from the rate (0x19) to the power registers (0x6C): it holds
 * configuration, overflow flag and temperature in one burst.  Nothing in
 * between minds being read but 0x3A, which is read for its flag.
 */
static const struct imu_family mpu = {
	.address = { 0x68, 0x69 },
	.id_reg = 0x75,
	.big_endian = true,
	.rates = mpu_rates,
	.n_rates = IMU_COUNT(mpu_rates),
	.accel_milli_lsb_per_g = 16384000, /* PS-6000A table 2, PS-9250A table 2 */
	.gyro_milli_lsb_per_dps = 131000,  /* PS-6000A table 1, PS-9250A table 1 */
	.data = { 0x3B, 14 },
	.accel_off = 0,
	.gyro_off = 8,
	.drop = 2,
	.health = { { 0x19, 0x6D - 0x19 } },
	.checks = IMU_LIST(mpu_checks),
	.temp_reg = 0x41,
	.stop = IMU_LIST(mpu_stop),
};

/* RM-6000A, registers 35, 114 to 116: records in register order */
static const struct imu_fifo mpu_fifo = {
	.kind = IMU_FIFO_PLAIN,
	.on = IMU_LIST(mpu_fifo_on),
	.checks = IMU_LIST(mpu_fifo_checks),
	.head = { 0x72, 2 },
	.level_bytes = 2,
	.level_mask = 0x1FFF,
	.level_unit = 1,
	.overrun_reg = 0x3A,
	.overrun_mask = 0x10,
	.port = 0x74,
	.sample = 12,
	.unit = 12,
	.accel_off = 0,
	.gyro_off = 6,
};

/* inv_mpu_core.c inv_icm20602_scan_masks: temperature comes along, asked for or not */
static const struct imu_fifo icm20602_fifo = {
	.kind = IMU_FIFO_PLAIN,
	.on = IMU_LIST(mpu_fifo_on),
	.checks = IMU_LIST(mpu_fifo_checks),
	.head = { 0x72, 2 },
	.level_bytes = 2,
	.level_mask = 0x1FFF,
	.level_unit = 1,
	.overrun_reg = 0x3A,
	.overrun_mask = 0x10,
	.port = 0x74,
	.sample = 14,
	.unit = 14,
	.accel_off = 0,
	.gyro_off = 8,
};

/* inv_mpu_core.c and _iio.h, *_TEMP_OFFSET and *_TEMP_SCALE */
#define TEMP_6050 { 340000, 3653, false }
#define TEMP_GUESS { 340000, 3653, true }
#define TEMP_6500 { 333870, 2100, false }
#define TEMP_ICM { 326800, 2500, false }

/*
 * 0x70 and 0x98 are often sold as "MPU-6050"; they are named as the dies they
 * are.  A FIFO is taken for no longer than the shortest die known behind an
 * identity has it: too short costs nothing at our pace, too long loses records
 * unnoticed.  MPU-6886 (0x19) is left out: its full-scale defaults differ.
 */
const struct imu_chip imu_chips_mpu[11] = {
	/* RM-6000A register 117; PS-6000A 7.17: 1024 bytes */
	{ "MPU-6050", 0x68, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 1024, TEMP_6050 },
	/* inv_mpu hw_info: whoami, fifo_size, temp */
	{ "MPU-6500", 0x70, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-9250", 0x71, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-9255", 0x73, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-6515", 0x74, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "ICM-20602", 0x12, &mpu, IMU_LIST(mpu_start), &icm20602_fifo, 1008, TEMP_ICM },
	{ "ICM-20608", 0xAF, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_ICM },
	/* 4096 bytes by inv_mpu, but 13 of 20 "MPU-6050" boards say 0x98 too (ElectronicCats) */
	{ "ICM-20689", 0x98, &mpu, IMU_LIST(icm20689_start), &mpu_fifo, 1024, TEMP_ICM },
	/* i2cdevlib issue 478; its thermometer's law is not published, the MPU-6050's is taken */
	{ "MPU-6052C", 0x72, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_GUESS },
	/* Klipper MPU_DEV_IDS: maker unknown, "use with caution"; imu-watch.h is the caution */
	{ "MPU-6050 clone 0x75", 0x75, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_GUESS },
	{ "MPU-6050 clone 0x69", 0x69, &mpu, IMU_LIST(mpu_start), &mpu_fifo, 512, TEMP_GUESS },
};
