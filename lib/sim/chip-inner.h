/* SPDX-License-Identifier: MIT */
/*
 * sim/chip-inner.h - between chip.c, chip-fifo.c and chip-wire.c, for no one else
 */
#pragma once

#include "chip-profiles.h"
#include "chip.h"

static inline bool chip_gate_open(const struct chip *c, struct chip_gate g)
{
	return g.mask == 0 || ((c->reg[g.reg] & g.mask) != 0) != g.inverted;
}

static inline void chip_put16(bool big_endian, uint8_t *p, int16_t value)
{
	uint16_t v = (uint16_t)value;

	p[big_endian ? 0 : 1] = (uint8_t)(v >> 8);
	p[big_endian ? 1 : 0] = (uint8_t)(v & 0xFF);
}

static inline void chip_put_counts(bool big_endian, uint8_t *p, const int16_t v[3])
{
	for (int i = 0; i < 3; i++)
		chip_put16(big_endian, p + 2 * i, v[i]);
}

/** chip_cell() - a register where it is kept; the bank register is in every bank */
static inline uint8_t *chip_cell(struct chip *c, uint8_t bank, uint8_t reg)
{
	if (bank == 0 || reg == c->profile->model->bank_reg)
		return &c->reg[reg];
	return &c->banked[(bank - 1) % CHIP_BANKS][reg % sizeof(c->banked[0])];
}

/** chip_bank() - the one in force */
static inline uint8_t chip_bank(const struct chip *c)
{
	const struct chip_model *m = c->profile->model;

	return (uint8_t)(m->bank_reg == 0 ? 0 : c->reg[m->bank_reg] >> m->bank_shift & 7);
}

/** chip_field_value() - what a field's code means */
static inline uint32_t chip_field_value(struct chip *c, const struct chip_field *f)
{
	return f->by_code[((*chip_cell(c, f->bank, f->reg) & f->mask) >> f->shift) & 15];
}

/** chip_reclock() - after any write: the clock runs on, or starts anew at another pace */
void chip_reclock(struct chip *c);

/** chip_reset() - defaults, asleep, nothing in the FIFO */
void chip_reset(struct chip *c);

/** chip_fifo_runs() - is it set up to be filled? */
bool chip_fifo_runs(const struct chip *c);

/** chip_fifo_clear() - empty it, flags too */
void chip_fifo_clear(struct chip *c);

/** chip_fifo_sample() - put in the sample the chip holds, if it is set up to */
void chip_fifo_sample(struct chip *c);

/** chip_fifo_pop() - the next byte at the port; the last one again when there is none */
uint8_t chip_fifo_pop(struct chip *c);

/** chip_fifo_level() - one of the two level registers, with the flags that share it */
uint8_t chip_fifo_level(struct chip *c, uint8_t reg);

/** chip_fifo_phase() - index of the 16-bit word within its record that comes next */
uint8_t chip_fifo_phase(const struct chip *c);
