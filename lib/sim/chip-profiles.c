/* SPDX-License-Identifier: MIT */
/*
 * Profiles of the MPU-6050 and LSM6DS families, and the way to all.  Sources:
 * InvenSense RM-MPU-6000A-00 r4.2 and PS-MPU-6000A-00 r3.4; ST DocID28475 rev 7
 * (LSM6DSL), DS12140 rev 2 and AN5192 (LSM6DSO); noise figures from the tables of
 * those data sheets, over the bandwidth of a 20 Hz low-pass.
 */
#include "../fixed.h"
#include "chip-profiles.h"

/* RM-MPU-6000A-00, registers 107 and 117: asleep, 8 MHz, everything else zero */
static const struct chip_default mpu_defaults[] = {
	{ 0x6B, 0x40, 0 },
};

/* PS-MPU-9250A-01 r1.0, register map: the newer dies wake by themselves */
static const struct chip_default mpu6500_defaults[] = {
	{ 0x6B, 0x01, 0 },
};

/* clang-format off */
#define MPU_MODEL(default_list, temp_gate)                                       \
	.big_endian = true,                                                              \
	.id_reg = 0x75,                                                                  \
	.defaults = (default_list),                                                      \
	.n_defaults = ARRAY_SIZE(default_list),                                          \
	.reset_reg = 0x6B, .reset_mask = 0x80, .reset_value = 0x80, .reset_us = 90000,   \
	.self_clearing_reg = 0x6A, .self_clearing_mask = 0x07,                           \
	.awake = { 0x6B, 0x40, true },                                                   \
	.power_reg = 0x6B,                                                               \
	.wake_us = 5000,                                                                 \
	.accel_on = { 0x6C, 0x38, true },                                                \
	.gyro_on = { 0x6C, 0x07, true },                                                 \
	.settle_us = 60000,                                                              \
	.rate = { .reg = 0x19 },                                                         \
	.divided_millihz = 1000000,                                                      \
	.filter = { 0x1A, 0x07, false },                                                 \
	.accel_milli_lsb_per_g = { 0x1C, 0x18, 3, { 16384000, 8192000, 4096000, 2048000 }, 0 }, \
	.gyro_milli_lsb_per_dps = { 0x1B, 0x18, 3, { 131000, 65500, 32800, 16400 }, 0 }, \
	.accel_reg = 0x3B, .temp_reg = 0x41, .gyro_reg = 0x43,                           \
	.status_reg = 0x3A, .status_ready = 0x01, .status_overflow = 0x10,               \
	.status_clears = true,                                                           \
	.status_gate_reg = 0x38,                                                         \
	.accel_noise_ug = 2300, .gyro_noise_mdps = 29,                                   \
	.fifo = {                                                                        \
		.run_reg = 0x6A, .run_mask = 0x40, .run_value = 0x40,                    \
		.clear_reg = 0x6A, .clear_mask = 0x04, .clear_value = 0x04,              \
		.part = {                                                                \
			{ CHIP_PART_ACCEL, { 0x23, 0x08, false }, 0 },                   \
			{ CHIP_PART_TEMP, { 0x23, (temp_gate), false }, 0 },             \
			{ CHIP_PART_GYRO, { 0x23, 0x70, false }, 0 },                    \
		},                                                                       \
		.level_reg = 0x72, .level_mask = 0x1FFF, .level_unit = 1,                \
		.grain = 1, /* when full, bytes go one by one, and the phase with them */ \
		.port = 0x74, .port_len = 1,                                             \
	}

static const struct chip_model mpu6050 = { MPU_MODEL(mpu_defaults, 0x80) };
static const struct chip_model mpu6500 = { MPU_MODEL(mpu6500_defaults, 0x80) };
/* Linux 6.1 inv_mpu_core.c inv_icm20602_scan_masks: temperature comes with either sensor */
static const struct chip_model icm20602 = { MPU_MODEL(mpu_defaults, 0x18) };

/* DocID28475 and DS12140, register mapping: reset values */
static const struct chip_default lsm_defaults[] = {
	{ 0x12, 0x04, 0 },
};
static const struct chip_default lsm_tagged_defaults[] = {
	{ 0x12, 0x04, 0 },
	{ 0x18, 0xE0, 0 },
};

#define LSM_RATES                                                                        \
	{ 0, 12500, 26000, 52000, 104000, 208000, 416000, 833000, 1660000 }

/* @wide: every range twice as wide at the same setting */
#define LSM_MODEL(default_list, wide)                                                    \
	.big_endian = false,                                                             \
	.id_reg = 0x0F,                                                                  \
	.defaults = (default_list),                                                      \
	.n_defaults = ARRAY_SIZE(default_list),                                          \
	.reset_reg = 0x12, .reset_mask = 0x01, .reset_value = 0x01, .reset_us = 20000,   \
	.increment = { 0x12, 0x04, false },                                              \
	.accel_on = { 0x10, 0xF0, false },                                               \
	.gyro_on = { 0x11, 0xF0, false },                                                \
	.settle_us = 80000,                                                              \
	.rate = { 0x10, 0xF0, 4, LSM_RATES, 0 },                                            \
	.rate_gyro = { 0x11, 0xF0, 4, LSM_RATES, 0 },                                       \
	.accel_milli_lsb_per_g = { 0x10, 0x0C, 2,                                           \
		{ 16393443 / (wide), 2049180 / (wide), 8196721 / (wide), 4098361 / (wide) }, 0 }, \
	.gyro_milli_lsb_per_dps = { 0x11, 0x0E, 1,                                       \
		{ 114286, 228571, 57143, 228571, 28571, 228571, 14286, 228571 }, 0 },    \
	.temp_reg = 0x20, .gyro_reg = 0x22, .accel_reg = 0x28,                           \
	.status_reg = 0x1E, .status_ready = 0x07,                                        \
	.accel_noise_ug = 510, .gyro_noise_mdps = 30

/* untagged: gyro and accel words, 4096 or 2048 of them - no multiple of six */
#define LSM_FIFO(mask)                                                                   \
	.fifo = {                                                                        \
		.run_reg = 0x0A, .run_mask = 0x07, .run_value = 0x06,                    \
		.run_gate = { 0x0A, 0x78, false },                                       \
		.clear_reg = 0x0A, .clear_mask = 0x07, .clear_value = 0x00,              \
		.part = {                                                                \
			{ CHIP_PART_GYRO, { 0x08, 0x38, false }, 0 },                    \
			{ CHIP_PART_ACCEL, { 0x08, 0x07, false }, 0 },                   \
		},                                                                       \
		.level_reg = 0x3A, .level_mask = (mask), .level_unit = 2,                \
		.flags_reg = 0x3B, .flag_overrun = 0x40, .flag_empty = 0x10,             \
		.phase_reg = 0x3C,                                                       \
		.grain = 2,                                                              \
		.port = 0x3E, .port_len = 2,                                             \
	}

static const struct chip_model lsm6ds3 = { LSM_MODEL(lsm_defaults, 1), LSM_FIFO(0x0FFF) };
static const struct chip_model lsm6dsl = { LSM_MODEL(lsm_defaults, 1), LSM_FIFO(0x07FF) };

/* tagged: one record of seven bytes each */
#define LSM_TAGGED_FIFO                                                                  \
	.fifo = {                                                                        \
		.run_reg = 0x0A, .run_mask = 0x07, .run_value = 0x06,                    \
		.clear_reg = 0x0A, .clear_mask = 0x07, .clear_value = 0x00,              \
		.part = {                                                                \
			{ CHIP_PART_GYRO, { 0x09, 0xF0, false }, 1 },                    \
			{ CHIP_PART_ACCEL, { 0x09, 0x0F, false }, 2 },                   \
		},                                                                       \
		.tag_shift = 3,                                                          \
		.slot_shift = 1,                                                         \
		.level_reg = 0x3A, .level_mask = 0x03FF, .level_unit = 7,                \
		.flags_reg = 0x3B, .flag_overrun = 0x40, .flag_latched = 0x08,           \
		.grain = 7,                                                              \
		.port = 0x78, .port_len = 7,                                             \
	}

static const struct chip_model lsm6dso = { LSM_MODEL(lsm_tagged_defaults, 1), LSM_TAGGED_FIFO };
static const struct chip_model lsm6dso32 = { LSM_MODEL(lsm_tagged_defaults, 2), LSM_TAGGED_FIFO };

static const struct chip_profile profiles[] = {
	{ "MPU-6050", 0x68, &mpu6050, 1024, 340000, 3653 },
	{ "MPU-6500", 0x70, &mpu6500, 512, 333870, 2100 },
	{ "MPU-9250", 0x71, &mpu6500, 512, 333870, 2100 },
	{ "MPU-9255", 0x73, &mpu6500, 512, 333870, 2100 },
	{ "MPU-6515", 0x74, &mpu6500, 512, 333870, 2100 },
	{ "ICM-20602", 0x12, &icm20602, 1008, 326800, 2500 },
	{ "ICM-20608", 0xAF, &mpu6050, 512, 326800, 2500 },
	{ "ICM-20689", 0x98, &mpu6050, 4096, 326800, 2500 },
	{ "MPU-6052C", 0x72, &mpu6050, 1024, 340000, 3653 },
	{ "MPU-6050 clone 0x75", 0x75, &mpu6500, 512, 340000, 3653 },
	{ "MPU-6050 clone 0x69", 0x69, &mpu6050, 1024, 340000, 3653 },
	{ "LSM6DS3", 0x69, &lsm6ds3, 8192, 16000, 2500 },
	{ "LSM6DSL", 0x6A, &lsm6dsl, 4096, 256000, 2500 },
	{ "LSM6DS3TR-C", 0x6A, &lsm6dsl, 4096, 256000, 2500 },
	{ "LSM6DSO", 0x6C, &lsm6dso, 3584, 256000, 2500 },
	{ "LSM6DSOX", 0x6C, &lsm6dso, 3584, 256000, 2500 },
	{ "LSM6DSO32", 0x6C, &lsm6dso32, 3584, 256000, 2500 },
};

static const struct {
	const struct chip_profile *at;
	size_t n;
} parts[] = {
	{ profiles, ARRAY_SIZE(profiles) },
	{ chip_profiles_six, ARRAY_SIZE(chip_profiles_six) },
	{ chip_profiles_accel, ARRAY_SIZE(chip_profiles_accel) },
};
/* clang-format on */

static bool same_name(const char *a, const char *b)
{
	while (*a == *b && *a != '\0') {
		a++;
		b++;
	}
	return *a == *b;
}

const struct chip_profile *chip_profile_find(const char *name)
{
	for (size_t part = 0; part < ARRAY_SIZE(parts); part++) {
		for (size_t i = 0; i < parts[part].n; i++) {
			if (same_name(parts[part].at[i].name, name))
				return &parts[part].at[i];
		}
	}
	return NULL;
}
