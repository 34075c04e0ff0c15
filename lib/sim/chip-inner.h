/* SPDX-License-Identifier: MIT */
/*
 * sim/chip-inner.h - between chip.c and chip-fifo.c, for no one else
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
