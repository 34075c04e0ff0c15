/* SPDX-License-Identifier: MIT */
/*
 * The LSM6DS family: one driver, two kinds of FIFO.  Sources:
 *
 *   st_lsm6dsx  Linux 6.1, drivers/iio/imu/st_lsm6dsx/st_lsm6dsx_{core,buffer}.c
 *   DocID28475  ST LSM6DSL data sheet, rev 7;  DS12140: ST LSM6DSO data sheet, rev 2
 *   ST-PID      STMicroelectronics {lsm6ds3,lsm6dsl,lsm6ds3tr-c,lsm6dso,lsm6dsox}-pid, *_reg.h
 *   AF          Adafruit_LSM6DS, Adafruit_LSM6DSO32.{h,cpp}
 */
#include "imu-chips.h"

/* tables are aligned by hand */
/* clang-format off */

/* ST-PID ODR_XL, ODR_G: one code for both sensors and for the FIFO */
static const struct imu_rate lsm_rates[] = {
	{ 12500, 1 }, { 26000, 2 }, { 52000, 3 }, { 104000, 4 }, { 208000, 5 },
};

/*
 * The reset bit clears itself, and is given the 50 ms of
 * st_lsm6dsx_reset_device() first.  There is no sleep bit: a rate starts the
 * sensor, and 100 ms later it has settled.
 * The low-pass stays at its default, half the rate: 26 Hz at 52 Hz.
 */
#define LSM_RESET                                                                  \
	{ .reg = 0x12, .value = 0x01, .wait_ms = 50, .until = { 0x12, 0x01, 0x00 } },        \
	{ .reg = 0x12, .value = 0x44 }	/* both bytes at once, auto-increment */
#define LSM_RUN                                                                    \
	{ .reg = 0x10, .value = 0x00, .rate_mul = 0x10 }, /* +-2 g */              \
	{ .reg = 0x11, .value = 0x00, .rate_mul = 0x10, .wait_ms = 100 } /* 250 dps */

static const struct imu_step lsm_start[] = { LSM_RESET, LSM_RUN };
/* ST-PID i3c_disable_set(): off, and the rest of 0x18 at its default (DS12140 CTRL9_XL) */
static const struct imu_step lsm_tagged_start[] = {
	LSM_RESET,
	{ .reg = 0x18, .value = 0xE2 },
	LSM_RUN,
};

static const struct imu_step lsm_stop[] = {
	{ .reg = 0x11, .value = 0x00 },
	{ .reg = 0x10, .value = 0x00 },
};

/* bypass empties it, then 6 = continuous; gyro and accel both undecimated */
static const struct imu_step lsm_fifo_on[] = {
	{ .reg = 0x0A, .value = 0x00 },
	{ .reg = 0x08, .value = 0x09 },
	{ .reg = 0x0A, .value = 0x06, .rate_mul = 0x08 },
};
static const struct imu_check lsm_fifo_checks[] = {
	{ .reg = 0x08, .mask = 0x3F, .value = 0x09 },
	{ .reg = 0x0A, .mask = 0x7F, .value = 0x06, .rate_mul = 0x08 },
};

static const struct imu_step lsm_tagged_fifo_on[] = {
	{ .reg = 0x0A, .value = 0x00 },
	{ .reg = 0x09, .value = 0x00, .rate_mul = 0x11 }, /* gyro << 4 | accel */
	{ .reg = 0x0A, .value = 0x06 },
};
static const struct imu_check lsm_tagged_fifo_checks[] = {
	{ .reg = 0x09, .mask = 0xFF, .value = 0x00, .rate_mul = 0x11 },
	{ .reg = 0x0A, .mask = 0x07, .value = 0x06 },
};

static const struct imu_check lsm_checks[] = {
	{ .reg = 0x10, .mask = 0xFC, .value = 0x00, .rate_mul = 0x10 },
	{ .reg = 0x11, .mask = 0xFE, .value = 0x00, .rate_mul = 0x10 },
	{ .reg = 0x12, .mask = 0x44, .value = 0x44 },
};

/*
 * 0.061 mg and 8.75 mdps a count (DocID28475 and DS12140, mechanical
 * characteristics).  One window from FIFO_CTRL (0x08) to the thermometer
 * (0x20, 0x21): it fits the 32 bytes of an SMBus block.
 */
#define LSM_FAMILY(accel_scale)                                                    \
	{                                                                          \
		.address = { 0x6A, 0x6B },                                         \
		.id_reg = 0x0F,                                                    \
		.big_endian = false,                                               \
		.rates = lsm_rates,                                                \
		.n_rates = IMU_COUNT(lsm_rates),               \
		.accel_milli_lsb_per_g = (accel_scale),                            \
		.gyro_milli_lsb_per_dps = 114286,                                  \
		.data = { 0x20, 14 },                                              \
		.accel_off = 8,                                                    \
		.gyro_off = 2,                                                     \
		.drop = 4,                                                         \
		.health = { { 0x08, 0x22 - 0x08 } },                               \
		.checks = IMU_LIST(lsm_checks),                                    \
		.temp_reg = 0x20,                                                  \
		.stop = IMU_LIST(lsm_stop),                                        \
	}
static const struct imu_family lsm = LSM_FAMILY(16393443);
/* every range twice as wide at the same setting: 0.122 mg a count (AF) */
static const struct imu_family lsm_wide = LSM_FAMILY(8196721);

/*
 * Untagged sets, gyro then accel, counted in 16-bit words; 0x3C is the index
 * in the pattern of the next word to be read.  DocID28475 5.5.6, ST-PID
 * FIFO_STATUS1..4; the level has 12 bits on the LSM6DS3 and 11 on the others.
 */
#define LSM_FIFO(mask)                                                                             \
	{                                                                                          \
		.kind = IMU_FIFO_PLAIN, .on = IMU_LIST(lsm_fifo_on),                               \
		.checks = IMU_LIST(lsm_fifo_checks),                                               \
		.head = { 0x3A, 4 }, .level_bytes = 2, .level_mask = (mask), .level_unit = 2,      \
		.overrun_reg = 0x3B, .overrun_mask = 0x40, .phase_off = 2, .port = 0x3E,           \
		.sample = 12, .unit = 6, .accel_off = 6, .gyro_off = 0,                            \
	}
static const struct imu_fifo lsm6ds3_fifo = LSM_FIFO(0x0FFF);
static const struct imu_fifo lsm6dsl_fifo = LSM_FIFO(0x07FF);

/* Records of a tag and six bytes; bits 2:1 of the tag count time slots.  ST AN5192, FIFO */
static const struct imu_fifo lsm_tagged_fifo = {
	.kind = IMU_FIFO_TAGGED,
	.on = IMU_LIST(lsm_tagged_fifo_on),
	.checks = IMU_LIST(lsm_tagged_fifo_checks),
	.head = { 0x3A, 2 },
	.level_bytes = 2,
	.level_mask = 0x03FF,
	.level_unit = 7,
	.overrun_reg = 0x3B,
	.overrun_mask = 0x48, /* now, or since the flag was last read */
	.port = 0x78,
	.sample = 14,
	.unit = 7,
	.tag_shift = 3,
	.tag_gyro = 1,
	.tag_accel = 2,
	.slot_mask = 0x06,
};

/* ST-PID *_from_lsb_to_celsius() */
#define TEMP_LSM6DS3 { 16000, 2500, false }
#define TEMP_LSM { 256000, 2500, false }

const struct imu_chip imu_chips_lsm[6] = {
	/* st_lsm6dsx_core.c st_lsm6dsx_sensor_settings: wai, fifo_ops, ts; ST-PID *_ID */
	{ "LSM6DS3", 0x69, &lsm, IMU_LIST(lsm_start), &lsm6ds3_fifo, 8192, TEMP_LSM6DS3 },
	{ "LSM6DSL", 0x6A, &lsm, IMU_LIST(lsm_start), &lsm6dsl_fifo, 4096, TEMP_LSM },
	{ "LSM6DS3TR-C", 0x6A, &lsm, IMU_LIST(lsm_start), &lsm6dsl_fifo, 4096, TEMP_LSM },
	{ "LSM6DSO", 0x6C, &lsm, IMU_LIST(lsm_tagged_start), &lsm_tagged_fifo, 3584, TEMP_LSM },
	{ "LSM6DSOX", 0x6C, &lsm, IMU_LIST(lsm_tagged_start), &lsm_tagged_fifo, 3584, TEMP_LSM },
	/*
	 * The same identity and registers as an LSM6DSO, so it is never found, only
	 * named by the configuration; unnamed, gravity betrays it (IMU_E_LEVEL).
	 */
	{ "LSM6DSO32", 0x6C, &lsm_wide, IMU_LIST(lsm_tagged_start), &lsm_tagged_fifo, 3584,
	  TEMP_LSM },
};
