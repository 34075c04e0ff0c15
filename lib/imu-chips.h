/* SPDX-License-Identifier: MIT */
/*
 * imu-chips.h - what the engine has to know of a chip, as data
 *
 * A chip is a row of imu-chips-*.c: its name, its identity, and the parts it
 * shares with its near twins.  The engine (imu.c) knows none of them by name;
 * adding a chip is adding a row (docs/chips.md).  Addresses, registers and bits
 * are as on the wire, so a flag that a chip wants in the register number (an
 * auto-increment bit) is simply part of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* (reg & mask) == value; mask 0 always holds */
struct imu_bits {
	uint8_t reg, mask, value;
};

#define IMU_STEP_MAY_FAIL 0x01u /* a reset that the chip may cut off before its ACK */
#define IMU_STEP_UPLOAD	  0x02u /* in place of the write, the blob goes in; struct imu_upload */

/*
 * One write, what it waits for, and nothing else.  The value written is
 * value + rate_mul x the code of the wished rate, so that a rate which sits in
 * several registers at several shifts is still one code in one table.
 */
struct imu_step {
	uint8_t reg, value;
	uint8_t rate_mul;
	uint8_t flags;	       /* IMU_STEP_* */
	uint16_t wait_ms;      /* pause after the write */
	struct imu_bits until; /* after the pause this must come true */
};

struct imu_steps {
	const struct imu_step *at;
	uint8_t n;
};

/*
 * A register that must read so: (reg & mask) == value + rate_mul x code.  In a
 * health check it is what was written; before a chip is known, where rates mean
 * nothing yet, .differs turns the sense round.
 */
struct imu_check {
	uint8_t reg, mask, value, rate_mul;
	bool differs;
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
#define IMU_WINDOWS    3
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

/*
 * A chip that is no use before a file of its maker's has been written into it,
 * in pieces of any even length.  The 16-bit word at which a piece begins goes
 * into two registers before it: its low four bits, then the rest.
 */
struct imu_upload {
	uint8_t index_reg, port;
	uint16_t size[2]; /* bytes the file may have */
};

/* What all dies of a family share. */
struct imu_family {
	uint8_t address[2];	/* pin low, pin high */
	uint8_t id_reg;
	struct imu_checks confirm; /* read before the identity is believed */
	/*
	 * For a chip that hides its identity behind a bank: what it reads as when a
	 * start was cut off in another one, and what brings it home from there.
	 */
	struct imu_checks astray;
	struct imu_steps home;
	const struct imu_upload *upload; /* NULL = none is needed */
	bool big_endian;
	const struct imu_rate *rates;
	size_t n_rates;
	uint32_t accel_milli_lsb_per_g;
	uint32_t gyro_milli_lsb_per_dps; /* 0 = no gyro */
	uint16_t accel_rail;	/* counts an axis cannot exceed, up or down; 0 = 32767 */
	struct imu_window data;	/* one sample, when the FIFO is not used */
	uint8_t accel_off, gyro_off;
	uint8_t drop;		/* samples after a start that still settle */
	struct imu_window health[IMU_WINDOWS]; /* .checks, .temp_reg and overrun flag lie here */
	struct imu_checks checks;
	uint8_t temp_reg;
	struct imu_steps stop;
};

/* centi-degrees = offset + raw x 100000 / milli_lsb; milli_lsb 0 = no thermometer */
struct imu_temp {
	uint32_t milli_lsb_per_deg;
	int32_t offset_cdeg;
	bool guess; /* the law is not published: shown, but no ground to call the chip ill */
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

/* The parts of the table, in probe order; the length is checked where each is defined. */
extern const struct imu_chip imu_chips_mpu[11];
extern const struct imu_chip imu_chips_icm[2];
extern const struct imu_chip imu_chips_bosch[2];
extern const struct imu_chip imu_chips_lsm[6];
extern const struct imu_chip imu_chips_accel[3];

#define IMU_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define IMU_LIST(a)  { (a), IMU_COUNT(a) }

/* Lists on the spot, for what no other row shares. */
#define IMU_STEPS(...)                                \
	{ (const struct imu_step[]){ __VA_ARGS__ },   \
	  IMU_COUNT(((struct imu_step[]){ __VA_ARGS__ })) }
#define IMU_CHECKS(...)                               \
	{ (const struct imu_check[]){ __VA_ARGS__ },  \
	  IMU_COUNT(((struct imu_check[]){ __VA_ARGS__ })) }

/* Short for steps and checks that have no more to say. */
#define WRITE(r, v)		{ .reg = (r), .value = (v) }
#define WRITE_RATE(r, v, mul)	{ .reg = (r), .value = (v), .rate_mul = (mul) }
#define CHECK(r, m, v)		{ .reg = (r), .mask = (m), .value = (v) }
#define CHECK_RATE(r, m, v, mul) { .reg = (r), .mask = (m), .value = (v), .rate_mul = (mul) }
