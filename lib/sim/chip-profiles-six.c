/* SPDX-License-Identifier: MIT */
/*
 * Profiles of chips with a gyroscope and a register map of their own.  Sources:
 * TDK InvenSense DS-000189 r1.3 (ICM-20948) and DS-000347 v1.7 (ICM-42688-P);
 * Bosch BST-BMI160-DS000 and BST-BMI270-DS000-05; noise from their tables, over
 * the bandwidth that 50 Hz leaves.
 */
#include "../fixed.h"
#include "chip-profiles.h"

/* clang-format off */

/* DS-000189, register map: asleep in bank 0, filters on in bank 2 */
static const struct chip_default icm20948_defaults[] = {
	{ 0x06, 0x41, 0 }, { 0x01, 0x01, 2 }, { 0x14, 0x01, 2 },
};

static const struct chip_model icm20948 = {
	.big_endian = true, .id_reg = 0x00, .bank_reg = 0x7F, .bank_shift = 4,
	.defaults = icm20948_defaults, .n_defaults = ARRAY_SIZE(icm20948_defaults),
	.reset_reg = 0x06, .reset_mask = 0x80, .reset_value = 0x80, .reset_us = 50000,
	.awake = { 0x06, 0x40, true }, .power_reg = 0x06, .wake_us = 20000, .settle_us = 35000,
	.accel_on = { 0x07, 0x38, true }, .gyro_on = { 0x07, 0x07, true },
	.rate = { .reg = 0x11, .bank = 2 }, .divided_millihz = 1125000,
	.accel_milli_lsb_per_g = { 0x14, 0x06, 1, { 16384000, 8192000, 4096000, 2048000 }, 2 },
	.gyro_milli_lsb_per_dps = { 0x01, 0x06, 1, { 131000, 65500, 32800, 16400 }, 2 },
	.accel_reg = 0x2D, .gyro_reg = 0x33, .temp_reg = 0x39,
	.accel_noise_ug = 1400, .gyro_noise_mdps = 75,
	.fifo = {
		.run_reg = 0x03, .run_mask = 0x40, .run_value = 0x40,
		.clear_reg = 0x68, .clear_mask = 0x1F, .clear_value = 0x1F,
		.part = { { CHIP_PART_ACCEL, { 0x67, 0x10, false }, 0 },
			  { CHIP_PART_GYRO, { 0x67, 0x0E, false }, 0 },
			  { CHIP_PART_TEMP, { 0x67, 0x01, false }, 0 } },
		.level_reg = 0x70, .level_mask = 0x1FFF, .level_unit = 1, .grain = 1,
		.port = 0x72, .port_len = 1,
	},
};

static const struct chip_default icm42688_defaults[] = {
	{ 0x4F, 0x06, 0 }, { 0x50, 0x06, 0 }, { 0x52, 0x11, 0 },
};

#define ICM42688_RATES                                                                   \
	{ 0, 0, 0, 8000000, 4000000, 2000000, 1000000, 200000, 100000, 50000, 25000, 12500, \
	  0, 0, 0, 500000 }

static const struct chip_model icm42688 = {
	.big_endian = true, .id_reg = 0x75, .bank_reg = 0x76, .bank_shift = 0,
	.defaults = icm42688_defaults, .n_defaults = ARRAY_SIZE(icm42688_defaults),
	.reset_reg = 0x11, .reset_mask = 0x01, .reset_value = 0x01, .reset_us = 1000,
	.self_clearing_reg = 0x4B, .self_clearing_mask = 0x02, .settle_us = 60000,
	.accel_on = { 0x4E, 0x03, false }, .gyro_on = { 0x4E, 0x0C, false },
	.rate = { 0x50, 0x0F, 0, ICM42688_RATES, 0 },
	.rate_gyro = { 0x4F, 0x0F, 0, ICM42688_RATES, 0 },
	.accel_milli_lsb_per_g = { 0x50, 0xE0, 5, { 2048000, 4096000, 8192000, 16384000 }, 0 },
	.gyro_milli_lsb_per_dps = { 0x4F, 0xE0, 5, { 16400, 32800, 65500, 131000, 262000 }, 0 },
	.temp_reg = 0x1D, .accel_reg = 0x1F, .gyro_reg = 0x25,
	.status_reg = 0x2D, .status_ready = 0x08, .status_overflow = 0x02, .status_clears = true,
	.accel_noise_ug = 350, .gyro_noise_mdps = 14,
	.fifo = { /* packet 3 */
		.run_reg = 0x16, .run_mask = 0xC0, .run_value = 0x40,
		.clear_reg = 0x4B, .clear_mask = 0x02, .clear_value = 0x02,
		.part = { { CHIP_PART_BYTE, { 0x5F, 0x03, false }, 0x68 },
			  { CHIP_PART_ACCEL, { 0x5F, 0x01, false }, 0 },
			  { CHIP_PART_GYRO, { 0x5F, 0x02, false }, 0 },
			  { CHIP_PART_TEMP8, { 0x5F, 0x03, false }, 0 },
			  { CHIP_PART_TIME, { 0x5F, 0x03, false }, 0 } },
		.level_reg = 0x2E, .level_mask = 0xFFFF, .level_unit = 1, .grain = 16,
		.empty = 0x80, .port = 0x30, .port_len = 1,
	},
};

#define BOSCH_RATES \
	{ 0, 780, 1560, 3120, 6250, 12500, 25000, 50000, 100000, 200000, 400000, 800000, 1600000 }

#define BOSCH_FIFO(run, level, port_) \
	.fifo = {                                                                        \
		.run_reg = (run), .run_mask = 0xF0, .run_value = 0xC0, /* no headers */  \
		.clear_reg = 0x7E, .clear_mask = 0xFF, .clear_value = 0xB0,              \
		.part = {                                                                \
			{ CHIP_PART_GYRO, { (run), 0x80, false }, 0 },                   \
			{ CHIP_PART_ACCEL, { (run), 0x40, false }, 0 },                  \
		},                                                                       \
		.level_reg = (level), .level_mask = 0x3FFF, .level_unit = 1,             \
		.grain = 12,                                                             \
		.empty = 0x80,                                                           \
		.port = (port_), .port_len = 1,                                          \
	}

static const struct chip_default bmi160_defaults[] = {
	{ 0x20, 0x00, 0 }, { 0x21, 0x80, 0 }, /* no temperature yet */
	{ 0x40, 0x28, 0 }, { 0x41, 0x03, 0 }, { 0x42, 0x28, 0 }, { 0x47, 0x10, 0 },
};

static const struct chip_model bmi160 = {
	.big_endian = false,
	.id_reg = 0x00,
	.defaults = bmi160_defaults, .n_defaults = ARRAY_SIZE(bmi160_defaults),
	.reset_reg = 0x7E, .reset_mask = 0xFF, .reset_value = 0xB6, .reset_us = 1000,
	.command = {
		{ 0x7E, 0x11, 0x03, 0x30, 0x10, 3800, false },
		{ 0x7E, 0x15, 0x03, 0x0C, 0x04, 80000, false },
	},
	.slow = { 0x03, 0x3C, true }, .slow_us = 450,
	.accel_on = { 0x03, 0x30, false }, .gyro_on = { 0x03, 0x0C, false },
	.rate = { 0x40, 0x0F, 0, BOSCH_RATES, 0 },
	.rate_gyro = { 0x42, 0x0F, 0, BOSCH_RATES, 0 },
	.accel_milli_lsb_per_g = { 0x41, 0x0F, 0,
		{ 0, 0, 0, 16384000, 0, 8192000, 0, 0, 4096000, 0, 0, 0, 2048000 }, 0 },
	.gyro_milli_lsb_per_dps = { 0x43, 0x07, 0, { 16400, 32800, 65600, 131200, 262400 }, 0 },
	.gyro_reg = 0x0C, .accel_reg = 0x12, .temp_reg = 0x20,
	.status_reg = 0x1B, .status_ready = 0xC0,
	.accel_noise_ug = 1000, .gyro_noise_mdps = 40,
	BOSCH_FIFO(0x47, 0x22, 0x24),
};

/* as read from one after power-on: the command decoder is ready, power saving on */
static const struct chip_default bmi270_defaults[] = {
	{ 0x01, 0x20, 0 }, { 0x03, 0x10, 0 }, { 0x23, 0x80, 0 }, { 0x40, 0xA8, 0 },
	{ 0x41, 0x02, 0 }, { 0x42, 0xA9, 0 }, { 0x48, 0x02, 0 }, { 0x49, 0x10, 0 },
	{ 0x59, 0x90, 0 }, { 0x7C, 0x03, 0 },
};

static const struct chip_model bmi270 = {
	.big_endian = false,
	.id_reg = 0x00,
	.defaults = bmi270_defaults, .n_defaults = ARRAY_SIZE(bmi270_defaults),
	.reset_reg = 0x7E, .reset_mask = 0xFF, .reset_value = 0xB6, .reset_us = 2000,
	.command = { { 0x59, 0x01, 0x21, 0x0F, 0x01, 140000, true } },
	.upload = { .index_reg = 0x5B, .port = 0x5E, .begin_reg = 0x59, .size = { 8192, 328 } },
	.slow = { 0x7C, 0x01, false }, .slow_us = 450,
	.awake = { 0x21, 0x01, false },
	.accel_on = { 0x7D, 0x04, false }, .gyro_on = { 0x7D, 0x02, false },
	.settle_us = 45000,
	.rate = { 0x40, 0x0F, 0, BOSCH_RATES, 0 },
	.rate_gyro = { 0x42, 0x0F, 0, BOSCH_RATES, 0 },
	.accel_milli_lsb_per_g = { 0x41, 0x03, 0, { 16384000, 8192000, 4096000, 2048000 }, 0 },
	.gyro_milli_lsb_per_dps = { 0x43, 0x07, 0, { 16384, 32768, 65536, 131072, 262144 }, 0 },
	.accel_reg = 0x0C, .gyro_reg = 0x12, .temp_reg = 0x22,
	.status_reg = 0x03, .status_ready = 0xC0,
	.accel_noise_ug = 900, .gyro_noise_mdps = 35,
	BOSCH_FIFO(0x49, 0x24, 0x26),
};

const struct chip_profile chip_profiles_six[4] = {
	{ "ICM-20948", 0xEA, &icm20948, 512, 333870, 2100 },
	{ "ICM-42688-P", 0x47, &icm42688, 2048, 132480, 2500 },
	{ "BMI160", 0xD1, &bmi160, 1024, 512000, 2300 },
	{ "BMI270", 0x24, &bmi270, 2048, 512000, 2300 },
};
