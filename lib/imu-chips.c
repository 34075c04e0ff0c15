/* SPDX-License-Identifier: MIT */
/*
 * The chip table.  Sources, by the short names used below:
 *
 *   RM-6000A    InvenSense RM-MPU-6000A-00 r4.2, register map, by register number
 *   PS-6000A    InvenSense PS-MPU-6000A-00 r3.4, tables 1 and 2
 *   PS-9250A    InvenSense PS-MPU-9250A-01 r1.0
 *   inv_mpu     Linux 6.1, drivers/iio/imu/inv_mpu6050/inv_mpu_{iio.h,core.c,ring.c}
 *   st_lsm6dsx  Linux 6.1, drivers/iio/imu/st_lsm6dsx/st_lsm6dsx_{core,buffer}.c
 *   DocID28475  ST LSM6DSL data sheet, rev 7;  DS12140: ST LSM6DSO data sheet, rev 2
 *   ST-PID      STMicroelectronics {lsm6ds3,lsm6dsl,lsm6ds3tr-c,lsm6dso,lsm6dsox}-pid, *_reg.h
 *   Klipper     klippy/extras/mpu9250.py;  ElectronicCats: mpu6050 issue 21
 */
#include "fixed.h"
#include "imu-chips.h"
#include "imu.h"

/* tables are aligned by hand */
/* clang-format off */

#define LIST(a) { (a), ARRAY_SIZE(a) }

/* ---- MPU-6050 and everything that took over its register map ---- */

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
	{ .reg = 0x6B, .value = 0x80, .wait_ms = 100, .until_clear = 0x80 }, /* reset */  \
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
	.n_rates = ARRAY_SIZE(mpu_rates),
	.accel_milli_lsb_per_g = 16384000, /* PS-6000A table 2, PS-9250A table 2 */
	.gyro_milli_lsb_per_dps = 131000,  /* PS-6000A table 1, PS-9250A table 1 */
	.data = { 0x3B, 14 },
	.accel_off = 0,
	.gyro_off = 8,
	.drop = 2,
	.health = { { 0x19, 0x6D - 0x19 } },
	.checks = LIST(mpu_checks),
	.temp_reg = 0x41,
	.stop = LIST(mpu_stop),
};

/* RM-6000A, registers 35, 114 to 116: records in register order */
static const struct imu_fifo mpu_fifo = {
	.kind = IMU_FIFO_PLAIN,
	.on = LIST(mpu_fifo_on),
	.checks = LIST(mpu_fifo_checks),
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
	.on = LIST(mpu_fifo_on),
	.checks = LIST(mpu_fifo_checks),
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
#define TEMP_6050 { 340000, 3653 }
#define TEMP_6500 { 333870, 2100 }
#define TEMP_ICM { 326800, 2500 }

/* ---- LSM6DS ---- */

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
	{ .reg = 0x12, .value = 0x01, .wait_ms = 50, .until_clear = 0x01 },        \
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
static const struct imu_family lsm = {
	.address = { 0x6A, 0x6B },
	.id_reg = 0x0F,
	.big_endian = false,
	.rates = lsm_rates,
	.n_rates = ARRAY_SIZE(lsm_rates),
	.accel_milli_lsb_per_g = 16393443,
	.gyro_milli_lsb_per_dps = 114286,
	.data = { 0x20, 14 },
	.accel_off = 8,
	.gyro_off = 2,
	.drop = 4,
	.health = { { 0x08, 0x22 - 0x08 } },
	.checks = LIST(lsm_checks),
	.temp_reg = 0x20,
	.stop = LIST(lsm_stop),
};

/*
 * Untagged sets, gyro then accel, counted in 16-bit words; 0x3C is the index
 * in the pattern of the next word to be read.  DocID28475 5.5.6, ST-PID
 * FIFO_STATUS1..4; the level has 12 bits on the LSM6DS3 and 11 on the others.
 */
#define LSM_FIFO(mask)                                                                             \
	{                                                                                          \
		.kind = IMU_FIFO_PLAIN, .on = LIST(lsm_fifo_on), .checks = LIST(lsm_fifo_checks),  \
		.head = { 0x3A, 4 }, .level_bytes = 2, .level_mask = (mask), .level_unit = 2,      \
		.overrun_reg = 0x3B, .overrun_mask = 0x40, .phase_off = 2, .port = 0x3E,           \
		.sample = 12, .unit = 6, .accel_off = 6, .gyro_off = 0,                            \
	}
static const struct imu_fifo lsm6ds3_fifo = LSM_FIFO(0x0FFF);
static const struct imu_fifo lsm6dsl_fifo = LSM_FIFO(0x07FF);

/* Records of a tag and six bytes; bits 2:1 of the tag count time slots.  ST AN5192, FIFO */
static const struct imu_fifo lsm_tagged_fifo = {
	.kind = IMU_FIFO_TAGGED,
	.on = LIST(lsm_tagged_fifo_on),
	.checks = LIST(lsm_tagged_fifo_checks),
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
#define TEMP_LSM6DS3 { 16000, 2500 }
#define TEMP_LSM { 256000, 2500 }

/* ---- the table ---- */

/*
 * Order is probe order: families in the order their identity registers may
 * safely be read, and of two chips that share an identity and a map the first
 * gives the name.
 *
 * 0x70 and 0x98 are often sold as "MPU-6050"; they are named as the dies they
 * are.  A FIFO is taken for no longer than the shortest die known behind an
 * identity has it: too short costs nothing at our pace, too long loses records
 * unnoticed.  MPU-6886 (0x19) is left out: its full-scale defaults differ.
 */
static const struct imu_chip chips[] = {
	/* RM-6000A register 117; PS-6000A 7.17: 1024 bytes */
	{ "MPU-6050", 0x68, &mpu, LIST(mpu_start), &mpu_fifo, 1024, TEMP_6050 },
	/* inv_mpu hw_info: whoami, fifo_size, temp */
	{ "MPU-6500", 0x70, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-9250", 0x71, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-9255", 0x73, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "MPU-6515", 0x74, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6500 },
	{ "ICM-20602", 0x12, &mpu, LIST(mpu_start), &icm20602_fifo, 1008, TEMP_ICM },
	{ "ICM-20608", 0xAF, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_ICM },
	/* 4096 bytes by inv_mpu, but 13 of 20 "MPU-6050" boards say 0x98 too (ElectronicCats) */
	{ "ICM-20689", 0x98, &mpu, LIST(icm20689_start), &mpu_fifo, 1024, TEMP_ICM },
	/* i2cdevlib issue 478; thermometer law not published, the MPU-6050's is taken */
	{ "MPU-6052C", 0x72, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6050 },
	/* Klipper MPU_DEV_IDS: maker unknown, "use with caution"; imu-watch.h is the caution */
	{ "MPU-6050 clone 0x75", 0x75, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6050 },
	{ "MPU-6050 clone 0x69", 0x69, &mpu, LIST(mpu_start), &mpu_fifo, 512, TEMP_6050 },

	/* st_lsm6dsx_core.c st_lsm6dsx_sensor_settings: wai, fifo_ops, ts; ST-PID *_ID */
	{ "LSM6DS3", 0x69, &lsm, LIST(lsm_start), &lsm6ds3_fifo, 8192, TEMP_LSM6DS3 },
	{ "LSM6DSL", 0x6A, &lsm, LIST(lsm_start), &lsm6dsl_fifo, 4096, TEMP_LSM },
	{ "LSM6DS3TR-C", 0x6A, &lsm, LIST(lsm_start), &lsm6dsl_fifo, 4096, TEMP_LSM },
	{ "LSM6DSO", 0x6C, &lsm, LIST(lsm_tagged_start), &lsm_tagged_fifo, 3584, TEMP_LSM },
	{ "LSM6DSOX", 0x6C, &lsm, LIST(lsm_tagged_start), &lsm_tagged_fifo, 3584, TEMP_LSM },
};

/* clang-format on */

static const uint8_t addresses[] = { 0x68, 0x69, 0x6A, 0x6B };

size_t imu_chip_count(void)
{
	return ARRAY_SIZE(chips);
}

const struct imu_chip *imu_chip_at(size_t i)
{
	return i < ARRAY_SIZE(chips) ? &chips[i] : NULL;
}

const char *imu_chip_name(const struct imu_chip *chip)
{
	return chip->name;
}

/* the next letter that counts, lower case; 0 at the end */
static char next_letter(const char **s)
{
	char c = **s;

	while (c == '-')
		c = *++*s;
	if (c == '\0')
		return c;
	++*s;
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool same_name(const char *a, const char *b)
{
	char x, y;

	do {
		x = next_letter(&a);
		y = next_letter(&b);
	} while (x == y && x != '\0');
	return x == y;
}

const struct imu_chip *imu_chip_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(chips); i++) {
		if (same_name(chips[i].name, name))
			return &chips[i];
	}
	return NULL;
}

const uint8_t *imu_addresses(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(addresses);
	return addresses;
}
