/* SPDX-License-Identifier: MIT */
/*
 * sim/chip-profiles.h - what the simulator has to know of a chip, as data
 *
 * Written from the data sheets, not from the engine's table: what one gets
 * wrong, the other shows.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Open when one of the bits is set - or, inverted, when none is.  mask 0: always open. */
struct chip_gate {
	uint8_t reg, mask;
	bool inverted;
};

/* A register's field and what its codes mean; 0 = off or not allowed. */
struct chip_field {
	uint8_t reg, mask, shift;
	uint32_t by_code[16];
	uint8_t bank;
};

struct chip_default {
	uint8_t reg, value, bank;
};

/* Writing .value to .reg has this outcome, a while later: .mask of register .to becomes .set. */
struct chip_command {
	uint8_t reg, value;
	uint8_t to, mask, set;
	uint32_t after_us; /* another command before that is lost */
	bool wants_blob;   /* without the whole upload .set is twice as much: an error */
};

/*
 * A port for the maker's file.  Every piece says before it where it belongs:
 * low four bits of the word index in .index_reg, the rest in the next.
 */
struct chip_upload_model {
	uint8_t index_reg, port;
	uint8_t begin_reg; /* 0 written here begins anew */
	uint16_t size[2];
};

enum chip_part_kind {
	CHIP_PART_NONE,
	CHIP_PART_ACCEL,
	CHIP_PART_GYRO,
	CHIP_PART_TEMP,
	CHIP_PART_TEMP8, /* one byte of it */
	CHIP_PART_BYTE,	 /* .tag */
	CHIP_PART_TIME,	 /* two bytes that count */
};

enum chip_port_kind {
	CHIP_PORT_BYTES, /* a register that gives byte after byte */
	CHIP_PORT_DATA,	 /* the data registers do so while the FIFO runs */
	CHIP_PORT_POP,	 /* a burst over the data registers takes one sample out, however long */
};

/* One piece of a FIFO record, in order; .tag is written before it when the FIFO has tags. */
struct chip_part {
	enum chip_part_kind kind;
	struct chip_gate gate;
	uint8_t tag;
};

struct chip_fifo_model {
	uint8_t run_reg, run_mask, run_value; /* filling while (reg & mask) == value */
	struct chip_gate run_gate;	      /* and this is open */
	uint8_t clear_reg, clear_mask, clear_value; /* emptied by writing this */
	struct chip_part part[5];
	uint8_t tag_shift;	/* 0 = untagged */
	uint8_t slot_shift;	/* two bits of the tag that count time slots */
	uint8_t level_reg;
	bool level_is_byte;	/* else two */
	uint16_t level_mask;
	uint8_t level_unit;	/* bytes a count */
	uint8_t flags_reg;	/* 0 = none */
	uint8_t flag_overrun, flag_empty, flag_latched;
	uint8_t phase_reg;	/* index of the next 16-bit word in its record; 0 = none */
	uint8_t grain;		/* bytes that make room together when it is full */
	enum chip_port_kind port_kind;
	uint8_t empty;		/* what an empty port reads; 0 = its last byte again */
	uint8_t port, port_len; /* reading on from the last port register goes back to the first */
};

/* What the dies of a family share. */
struct chip_model {
	bool big_endian;
	uint8_t id_reg;
	uint8_t bank_reg, bank_shift; /* all of the above is in bank 0; 0 = there is but one */
	uint8_t increment_bit;	/* in a register's number: a burst counts up; 0 = it always does */
	const struct chip_default *defaults;
	size_t n_defaults;
	uint8_t reset_reg, reset_mask, reset_value; /* mask 0 = there is none */
	uint32_t reset_us;
	bool reset_nacks;	/* the write itself gets no ACK, nor does any until it is over */
	bool reset_keeps;	/* registers stay as they are */
	struct chip_command command[3];
	struct chip_upload_model upload;
	uint8_t self_clearing_reg, self_clearing_mask;
	struct chip_gate increment; /* a burst counts up */
	struct chip_gate awake;
	uint8_t power_reg;	/* takes writes while asleep; 0 = every register does */
	uint32_t wake_us;	/* after waking, until the others do */
	struct chip_gate locked; /* while open only .unlock_reg takes writes; mask 0 = never */
	uint8_t unlock_reg;
	struct chip_gate slow;	/* while open a write wants .slow_us after it; mask 0 = never */
	uint32_t slow_us;
	struct chip_gate accel_on, gyro_on;
	uint32_t settle_us;	/* samples this soon after switching on carry CHIP_SETTLING */
	struct chip_field rate;	/* milli-Hz by code; .mask 0: divided_millihz / (1 + reg) */
	struct chip_field rate_gyro; /* used while .rate is off */
	uint32_t divided_millihz;
	struct chip_gate filter; /* closed: the undivided rate is eight times as high */
	struct chip_field accel_milli_lsb_per_g, gyro_milli_lsb_per_dps;
	struct chip_field accel_limit; /* counts; 0 = 32768 */
	uint8_t accel_grain;	/* counts come in multiples of this: left-justified; 0 = 1 */
	uint8_t accel_reg, gyro_reg, temp_reg; /* the latter two 0 = there is none */
	uint8_t status_reg;	/* flags of the last sample */
	uint8_t status_ready, status_overflow;
	bool status_clears;	/* by being read */
	uint8_t status_gate_reg; /* a flag is only raised when its bit is set here; 0 = always */
	struct chip_fifo_model fifo;
	uint32_t accel_noise_ug, gyro_noise_mdps;
};

/* One die. */
struct chip_profile {
	const char *name;
	uint8_t identity;
	const struct chip_model *model;
	size_t fifo_bytes;
	uint32_t temp_milli_lsb_per_deg;
	int32_t temp_offset_cdeg;
};

extern const struct chip_profile chip_profiles_six[4];
extern const struct chip_profile chip_profiles_accel[3];

/** chip_profile_find() - by the chip table's name, exactly; NULL when there is none */
const struct chip_profile *chip_profile_find(const char *name);
