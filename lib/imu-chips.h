/* SPDX-License-Identifier: MIT */
/*
 * imu-chips.h - what the engine has to know of a chip, as data
 *
 * A chip is a row of imu-chips.c: its name, its identity, and the parts it
 * shares with its near twins.  The engine (imu.c) knows none of them by name;
 * adding a chip is adding a row.  Addresses, registers and bits are as on the
 * wire, so a flag that a chip wants in the register number (an auto-increment
 * bit) is simply part of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One write, what it waits for, and nothing else.  The value written is
 * value + rate_mul x the code of the wished rate, so that a rate which sits in
 * several registers at several shifts is still one code in one table.
 */
struct imu_step {
	uint8_t reg, value;
	uint8_t rate_mul;
	uint8_t until_clear; /* after the pause these bits of .reg must read clear; 0 = none */
	uint16_t wait_ms;    /* pause after the write */
};

struct imu_steps {
	const struct imu_step *at;
	uint8_t n;
};

/* A register that must still read as it was written: (reg & mask) == value + rate_mul x code */
struct imu_check {
	uint8_t reg, mask, value, rate_mul;
};

struct imu_checks {
	const struct imu_check *at;
	uint8_t n;
};

/* Rates rise; the last is the fastest. */
struct imu_rate {
	uint32_t millihz;
	uint8_t code;
};

/* A burst of registers, read in as few transfers as the bus allows; len 0 = none */
struct imu_window {
	uint8_t reg, len;
};

#define IMU_WINDOW_MAX 96
#define IMU_SAMPLE_MAX 16 /* FIFO bytes a sample */

enum imu_fifo_kind {
	IMU_FIFO_PLAIN,  /* records of one layout: accel and gyro at fixed offsets */
	IMU_FIFO_TAGGED, /* a tag byte, then six bytes of accel or of gyro */
};

struct imu_fifo {
	enum imu_fifo_kind kind;
	struct imu_steps on;	/* empties it and lets it run, also after an overflow; no pauses */
	struct imu_checks checks;
	struct imu_window head;	/* level and flags, one burst */
	uint8_t level_off;	/* in .head */
	uint8_t level_bytes;	/* 1 or 2 */
	uint16_t level_mask;
	uint8_t level_unit;	/* bytes of FIFO a count stands for */
	uint8_t overrun_reg;	/* samples were lost when a bit of .overrun_mask is set; */
	uint8_t overrun_mask;	/* the register lies in .head or in a health window */
	uint8_t phase_off;	/* byte of .head that is 0 between two samples; 0 = there is none */
	uint8_t port;
	uint8_t sample;		/* bytes a sample, at most IMU_SAMPLE_MAX */
	uint8_t unit;		/* bytes one transfer must not split */
	uint8_t burst_max;	/* bytes a transfer may fetch; 0 = as many as the bus carries */
	/* IMU_FIFO_PLAIN */
	uint8_t accel_off, gyro_off;
	uint8_t void_mask;	/* a record whose first byte has one of these holds nothing */
	/* IMU_FIFO_TAGGED; records of one instant carry the same slot bits */
	uint8_t tag_shift, tag_accel, tag_gyro, slot_mask;
};

/* What all dies of a family share. */
struct imu_family {
	uint8_t address[2];	/* pin low, pin high */
	uint8_t id_reg;
	bool big_endian;
	const struct imu_rate *rates;
	size_t n_rates;
	uint32_t accel_milli_lsb_per_g;
	uint32_t gyro_milli_lsb_per_dps; /* 0 = no gyro */
	struct imu_window data;	/* one sample, when the FIFO is not used */
	uint8_t accel_off, gyro_off;
	uint8_t drop;		/* samples after a start that still settle */
	struct imu_window health[2]; /* .checks, .temp_reg and overrun flag lie in these */
	struct imu_checks checks;
	uint8_t temp_reg;
	struct imu_steps stop;
};

/* centi-degrees = offset + raw x 100000 / milli_lsb; milli_lsb 0 = no thermometer */
struct imu_temp {
	uint32_t milli_lsb_per_deg;
	int32_t offset_cdeg;
};

struct imu_chip {
	const char *name;
	uint8_t id;
	const struct imu_family *family;
	struct imu_steps start;
	const struct imu_fifo *fifo; /* NULL = none */
	uint16_t fifo_bytes;
	struct imu_temp temp;
};
