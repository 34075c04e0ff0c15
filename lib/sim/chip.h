/* SPDX-License-Identifier: MIT */
/*
 * sim/chip.h - a chip at register level, behind struct imu_bus
 *
 * Identity, sleep, ranges, rates, data registers, FIFO with the real record
 * layout and overflow, status bits that clear on read, self-clearing reset:
 * what the engine can tell from a real chip is modelled, the rest is memory.
 * Where data sheets leave it open the model is the unkind one: writes to a
 * sleeping chip are lost, status flags need their interrupt enabled, bytes that
 * overflow go one by one.  Faults are switched on and off from outside.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../imu.h"

/* Faults; any mixture. */
#define CHIP_FAULT_NACK 0x01u	    /* every transfer: -EREMOTEIO */
#define CHIP_FAULT_STUCK_BUS 0x02u  /* every transfer of its whole bus: -ETIMEDOUT */
#define CHIP_FAULT_WRONG_ID 0x04u   /* identity reads as .wrong_id */
#define CHIP_FAULT_FROZEN 0x08u	    /* data registers and FIFO repeat one sample */
#define CHIP_FAULT_ZEROS 0x10u	    /* answers, but all data are zero */
#define CHIP_FAULT_ARBITRATION 0x20u /* every transfer: -EAGAIN */
#define CHIP_FAULT_SATURATED 0x40u  /* .saturated_axis stands at its end */

#define CHIP_BANKS 4 /* beside bank 0 */

/* What every axis of a sample reads while the sensor is still settling. */
#define CHIP_SETTLING 0x7FFE

struct chip_profile; /* chip-profiles*.c: one const row per die */
struct chip_command;

/** chip_sample_fn - what the sensor feels at a time; accel in micro-g, gyro in milli-dps */
typedef void chip_sample_fn(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3]);

struct chip {
	const struct chip_profile *profile;
	uint8_t address;
	uint8_t identity;
	uint8_t reg[256];	/* bank 0 */
	uint8_t banked[CHIP_BANKS][128];
	uint8_t fifo[8192];
	size_t fifo_head, fifo_len;
	size_t fifo_gone;	/* bytes read or lost since it was last emptied */
	uint8_t fifo_last;	/* what the port repeats when there is nothing */
	uint8_t fifo_slot;
	bool fifo_overflow;	/* full, and samples lost; until something is read */
	bool fifo_latched;	/* the same; until the flag is read */
	uint64_t now_us;	/* model time: samples are made up to here */
	uint64_t next_us;	/* time of the next sample; UINT64_MAX while none are taken */
	uint64_t period_us;	/* 0 while none are taken */
	uint64_t on_us;		/* when the sensors were switched on */
	uint64_t busy_until_us;	/* after a reset: register reads give defaults, writes are lost */
	uint64_t wake_until_us;	/* after a sleep: writes are lost but those to the power register */
	uint64_t slow_until_us;	/* writes are lost: the last one came to a chip that is slow */
	const struct chip_command *command; /* under way; NULL = none */
	uint64_t command_us;	/* when it is done */
	size_t uploaded;	/* bytes of the maker's file, in order; SIZE_MAX = out of order */
	uint32_t upload_hash;	/* FNV-1a over them */
	unsigned faults;
	uint8_t wrong_id;
	uint8_t saturated_axis;	/* accel x, y, z, gyro x, y, z */
	int32_t drift_permille;	/* its oscillator runs so much too fast */
	chip_sample_fn *sample;
	void *ctx;		/* borrowed, for .sample */
	uint64_t noise;		/* state of the noise generator */
	int16_t accel[3], gyro[3]; /* the last sample, counts */
	int16_t gyro_bias[3];	/* counts */
	uint32_t accel_noise_ug; /* RMS per sample */
	uint32_t gyro_noise_mdps;
	int32_t temperature_cdeg;
	unsigned transfers;	/* answered or not */
	unsigned lost_writes;	/* writes that fell into a reset or a sleeping chip's void */
};

/**
 * chip_init() - power on
 * @name:   the chip table's name, exactly: "MPU-6050", "LSM6DSOX" ...
 * @sample: called for every sample the chip takes, with the chip's own time
 * @seed:   of the noise; any value.  Noise starts at the data sheet's figures,
 *          gyro bias at 0, the die at 30 C: set the members for others
 *
 * Return: 0, or IMU_E_NO_CHIP when no profile has that name.
 */
int chip_init(struct chip *c, const char *name, uint8_t address, uint64_t now_us,
	      chip_sample_fn *sample, void *ctx, uint64_t seed);

/** chip_power_cycle() - what a brown-out leaves: defaults, asleep, FIFO empty */
void chip_power_cycle(struct chip *c, uint64_t now_us);

/** chip_run() - let time pass: samples are taken, the FIFO fills.  Time never goes back */
void chip_run(struct chip *c, uint64_t now_us);

/** chip_read(), chip_write(), chip_write_block() - the wire.  0 or a negative errno */
int chip_read(struct chip *c, uint8_t reg, uint8_t *buf, size_t n);
int chip_write(struct chip *c, uint8_t reg, uint8_t value);
int chip_write_block(struct chip *c, uint8_t reg, const uint8_t *buf, size_t n);

/*
 * Several chips on one bus: .ctx of a struct imu_bus.  An address without a
 * chip is a NACK (-EREMOTEIO).  Time is the bus's .now_us, set by the owner
 * before each use.
 */
struct chip_bus {
	struct chip *chips; /* borrowed */
	size_t n;
	size_t max_read; /* a longer read, or write of a block, is -EINVAL */
	uint64_t now_us;
};

/** chip_bus_init() - make @ret a bus over @chips; @max_read 32 = SMBus, more = plain I2C */
void chip_bus_init(struct chip_bus *cb, struct chip *chips, size_t n, size_t max_read,
		   struct imu_bus *ret);
