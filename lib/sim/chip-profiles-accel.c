/* SPDX-License-Identifier: MIT */
/*
 * Profiles of accelerometers.  Sources: Analog Devices ADXL345 rev E; ST
 * DocID17530 rev 2 and AN3308 (LIS3DH); NXP MMA8452Q rev 10.
 */
#include "../fixed.h"
#include "chip-profiles.h"

/* clang-format off */

static const struct chip_default adxl345_defaults[] = {
	{ 0x2C, 0x0A, 0 }, { 0x30, 0x02, 0 },
};

/* ADXL345, DATA_FORMAT: full resolution keeps the scale, and the range bounds the counts */
static const struct chip_model adxl345 = {
	.big_endian = false,
	.id_reg = 0x00,
	.defaults = adxl345_defaults, .n_defaults = ARRAY_SIZE(adxl345_defaults),
	.awake = { 0x2D, 0x08, false },
	.settle_us = 11100,
	.rate = { 0x2C, 0x0F, 0, { 100, 200, 390, 780, 1560, 3130, 6250, 12500, 25000, 50000,
				   100000, 200000, 400000, 800000, 1600000, 3200000 }, 0 },
	.accel_milli_lsb_per_g = { 0x31, 0x0B, 0, { 256000, 128000, 64000, 32000, 0, 0, 0, 0,
						    256000, 256000, 256000, 256000 }, 0 },
	.accel_limit = { 0x31, 0x0B, 0, { 512, 512, 512, 512, 0, 0, 0, 0,
					  512, 1024, 2048, 4096 }, 0 },
	.accel_reg = 0x32,
	.accel_noise_ug = 4000,
	.fifo = {
		.run_reg = 0x38, .run_mask = 0xC0, .run_value = 0x80,
		.clear_reg = 0x38, .clear_mask = 0xC0, .clear_value = 0x00,
		.part = { { CHIP_PART_ACCEL, { 0 }, 0 } },
		.level_reg = 0x39, .level_is_byte = true, .level_mask = 0x3F, .level_unit = 6,
		.grain = 6,
		.port_kind = CHIP_PORT_POP,
		.port = 0x32, .port_len = 6,
	},
};

static const struct chip_default lis3dh_defaults[] = {
	{ 0x20, 0x07, 0 },
};

/* AN3308: 12 bits with HR, 10 without, always left-justified; the model has the former alone */
static const struct chip_model lis3dh = {
	.big_endian = false,
	.id_reg = 0x0F,
	.increment_bit = 0x80,
	.defaults = lis3dh_defaults, .n_defaults = ARRAY_SIZE(lis3dh_defaults),
	.reset_reg = 0x24, .reset_mask = 0x80, .reset_value = 0x80, .reset_us = 5000,
	.reset_keeps = true,
	.accel_on = { 0x20, 0x07, false },
	.settle_us = 40000,
	.rate = { 0x20, 0xF0, 4, { 0, 1000, 10000, 25000, 50000, 100000, 200000, 400000 }, 0 },
	.accel_milli_lsb_per_g = { 0x23, 0x38, 3, { 0, 16000000, 0, 8000000, 0, 4000000,
						    0, 1333333 }, 0 },
	.accel_grain = 16,
	.accel_reg = 0x28,
	.status_reg = 0x27, .status_ready = 0x0F,
	.accel_noise_ug = 1100,
	.fifo = {
		.run_reg = 0x2E, .run_mask = 0xC0, .run_value = 0x80,
		.run_gate = { 0x24, 0x40, false },
		.clear_reg = 0x2E, .clear_mask = 0xC0, .clear_value = 0x00,
		.part = { { CHIP_PART_ACCEL, { 0 }, 0 } },
		.level_reg = 0x2F, .level_is_byte = true, .level_mask = 0x1F, .level_unit = 6,
		.flags_reg = 0x2F, .flag_overrun = 0x40, .flag_empty = 0x20,
		.grain = 6,
		.port_kind = CHIP_PORT_DATA,
		.port = 0x28, .port_len = 6,
	},
};

/* MMA8452Q, CTRL_REG1: changes anywhere else only in standby */
static const struct chip_model mma8452 = {
	.big_endian = true,
	.id_reg = 0x0D,
	.reset_reg = 0x2B, .reset_mask = 0x40, .reset_value = 0x40, .reset_us = 1000,
	.reset_nacks = true,
	.awake = { 0x2A, 0x01, false },
	.locked = { 0x2A, 0x01, false }, .unlock_reg = 0x2A,
	.settle_us = 25000,
	.rate = { 0x2A, 0x38, 3, { 800000, 400000, 200000, 100000, 50000, 12500, 6250, 1560 }, 0 },
	.accel_milli_lsb_per_g = { 0x0E, 0x03, 0, { 16384000, 8192000, 4096000 }, 0 },
	.accel_grain = 16,
	.accel_reg = 0x01,
	.status_reg = 0x00, .status_ready = 0x0F,
	.accel_noise_ug = 600,
};

const struct chip_profile chip_profiles_accel[3] = {
	{ "ADXL345", 0xE5, &adxl345, 192, 0, 0 },
	{ "LIS3DH", 0x33, &lis3dh, 192, 0, 0 },
	{ "MMA8452Q", 0x2A, &mma8452, 0, 0, 0 },
};
