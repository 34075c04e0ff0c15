/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../fixed.h"
#include "chip-inner.h"

void chip_fifo_clear(struct chip *c)
{
	c->fifo_head = c->fifo_len = c->fifo_gone = 0;
	c->fifo_overflow = c->fifo_latched = false;
}

uint8_t chip_fifo_pop(struct chip *c)
{
	if (c->fifo_len == 0)
		return c->profile->model->fifo.empty != 0 ? c->profile->model->fifo.empty :
							    c->fifo_last;
	c->fifo_last = c->fifo[c->fifo_head];
	c->fifo_head = (c->fifo_head + 1) % sizeof(c->fifo);
	c->fifo_len--;
	c->fifo_gone++;
	return c->fifo_last;
}

static void fifo_overflowed(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint8_t flag = m->status_overflow;

	c->fifo_overflow = c->fifo_latched = true;
	if (m->status_gate_reg != 0)
		flag &= c->reg[m->status_gate_reg];
	c->reg[m->status_reg] |= flag;
}

/* When full the oldest make room, in grains: a grain smaller than a record costs the phase. */
static void fifo_push(struct chip *c, const uint8_t *p, size_t n)
{
	while (c->fifo_len + n > c->profile->fifo_bytes) {
		for (uint8_t i = 0; i < c->profile->model->fifo.grain; i++)
			chip_fifo_pop(c);
		fifo_overflowed(c);
	}
	for (size_t i = 0; i < n; i++)
		c->fifo[(c->fifo_head + c->fifo_len++) % sizeof(c->fifo)] = p[i];
}

static bool part_runs(const struct chip *c, const struct chip_part *part)
{
	const struct chip_model *m = c->profile->model;

	switch (part->kind) {
	case CHIP_PART_NONE:
		return false;
	case CHIP_PART_ACCEL:
		return chip_gate_open(c, part->gate) && chip_gate_open(c, m->accel_on);
	case CHIP_PART_GYRO:
		return chip_gate_open(c, part->gate) && chip_gate_open(c, m->gyro_on);
	case CHIP_PART_TEMP:
	case CHIP_PART_TEMP8:
	case CHIP_PART_BYTE:
	case CHIP_PART_TIME:
		return chip_gate_open(c, part->gate);
	}
	return false;
}

static size_t part_bytes(const struct chip_fifo_model *f, const struct chip_part *part)
{
	static const uint8_t bytes[] = {
		[CHIP_PART_ACCEL] = 6, [CHIP_PART_GYRO] = 6, [CHIP_PART_TEMP] = 2,
		[CHIP_PART_TEMP8] = 1, [CHIP_PART_BYTE] = 1, [CHIP_PART_TIME] = 2,
	};

	return bytes[part->kind] + (f->tag_shift != 0 ? 1u : 0u);
}

static void part_put(const struct chip *c, const struct chip_part *part, uint8_t *p)
{
	const struct chip_model *m = c->profile->model;

	switch (part->kind) {
	case CHIP_PART_NONE:
		break;
	case CHIP_PART_ACCEL:
		chip_put_counts(m->big_endian, p, c->accel);
		break;
	case CHIP_PART_GYRO:
		chip_put_counts(m->big_endian, p, c->gyro);
		break;
	case CHIP_PART_TEMP:
		memcpy(p, &c->reg[m->temp_reg], 2);
		break;
	case CHIP_PART_TEMP8:
		*p = (uint8_t)((c->temperature_cdeg - c->profile->temp_offset_cdeg) / 48);
		break;
	case CHIP_PART_BYTE:
		*p = part->tag;
		break;
	case CHIP_PART_TIME:
		chip_put16(m->big_endian, p, (int16_t)(c->fifo_slot * 256));
		break;
	}
}

static void part_push(struct chip *c, const struct chip_part *part)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;
	uint8_t buf[7];
	uint8_t *p = buf;

	if (f->tag_shift != 0)
		*p++ = (uint8_t)(part->tag << f->tag_shift | (c->fifo_slot & 3) << f->slot_shift);
	part_put(c, part, p);
	fifo_push(c, buf, part_bytes(f, part));
}

bool chip_fifo_runs(const struct chip *c)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	return (c->reg[f->run_reg] & f->run_mask) == f->run_value && chip_gate_open(c, f->run_gate);
}

void chip_fifo_sample(struct chip *c)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	if (!chip_fifo_runs(c))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(f->part); i++) {
		if (part_runs(c, &f->part[i]))
			part_push(c, &f->part[i]);
	}
	c->fifo_slot++;
}

uint8_t chip_fifo_phase(const struct chip *c)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;
	size_t record = 0;

	for (size_t i = 0; i < ARRAY_SIZE(f->part); i++)
		record += part_runs(c, &f->part[i]) ? part_bytes(f, &f->part[i]) : 0;
	return record == 0 ? 0 : (uint8_t)(c->fifo_gone % record / 2);
}

uint8_t chip_fifo_level(struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;
	size_t count = c->fifo_len / f->level_unit & f->level_mask;
	uint8_t level[2], value;

	chip_put16(m->big_endian, level, (int16_t)count);
	value = f->level_is_byte ? (uint8_t)count : level[reg - f->level_reg];
	if (f->flags_reg == 0 || reg != f->flags_reg)
		return value;
	value |= c->fifo_overflow ? f->flag_overrun : 0;
	value |= c->fifo_len == 0 ? f->flag_empty : 0;
	value |= c->fifo_latched ? f->flag_latched : 0;
	c->fifo_latched = false;
	return value;
}
