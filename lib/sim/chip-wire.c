/* SPDX-License-Identifier: MIT */
/*
 * The simulated chip as it is seen from the bus.
 */
#include <errno.h>

#include "../fixed.h"
#include "chip-inner.h"

/* ---- one chip ---- */

static uint8_t default_of(const struct chip_model *m, uint8_t reg)
{
	for (size_t i = 0; i < m->n_defaults; i++) {
		if (m->defaults[i].reg == reg && m->defaults[i].bank == 0)
			return m->defaults[i].value;
	}
	return 0;
}

static int wire_fault(struct chip *c)
{
	c->transfers++;
	if (c->faults & CHIP_FAULT_STUCK_BUS)
		return -ETIMEDOUT;
	if (c->faults & CHIP_FAULT_NACK)
		return -EREMOTEIO;
	if (c->faults & CHIP_FAULT_ARBITRATION)
		return -EAGAIN;
	if (c->profile->model->reset_nacks && c->now_us < c->busy_until_us)
		return -EREMOTEIO;
	return 0;
}

/* do these registers give out the FIFO now? */
static bool is_port(const struct chip *c, uint8_t reg)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	if (reg < f->port || reg >= f->port + f->port_len)
		return false;
	return f->port_kind == CHIP_PORT_BYTES ||
	       (f->port_kind == CHIP_PORT_DATA && chip_fifo_runs(c));
}

static bool is_level(const struct chip *c, uint8_t reg)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	return f->level_unit != 0 &&
	       (reg == f->level_reg || (!f->level_is_byte && reg == f->level_reg + 1));
}

static uint8_t read_register(struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;
	uint8_t bank = chip_bank(c);
	uint8_t value = *chip_cell(c, bank, reg);

	if (bank != 0)
		return value;
	if (reg == m->id_reg)
		return c->faults & CHIP_FAULT_WRONG_ID ? c->wrong_id : c->identity;
	if (c->now_us < c->busy_until_us)
		return default_of(m, reg) | (reg == m->reset_reg ? m->reset_mask : 0);
	if (is_port(c, reg)) {
		c->fifo_overflow = false;
		return chip_fifo_pop(c);
	}
	if (is_level(c, reg))
		return chip_fifo_level(c, reg);
	if (f->phase_reg != 0 && reg == f->phase_reg)
		return chip_fifo_phase(c);
	if (reg == m->status_reg && m->status_clears)
		c->reg[reg] = 0;
	return value;
}

static uint8_t next_register(const struct chip *c, uint8_t reg, bool increment)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	if (chip_bank(c) == 0 && is_port(c, reg) && reg == f->port + f->port_len - 1)
		return f->port;
	return (uint8_t)(increment ? reg + 1 : reg);
}

/* a register's number as on the wire; does the burst count up? */
static bool take_increment(const struct chip *c, uint8_t *reg)
{
	const struct chip_model *m = c->profile->model;
	bool increment = m->increment_bit == 0 || (*reg & m->increment_bit) != 0;

	*reg &= (uint8_t)~m->increment_bit;
	return increment && chip_gate_open(c, m->increment);
}

/* one sample out of the FIFO into the data registers, where that is how it is read */
static void pop_sample(struct chip *c, uint8_t reg)
{
	const struct chip_fifo_model *f = &c->profile->model->fifo;

	if (f->port_kind != CHIP_PORT_POP || reg < f->port || reg >= f->port + f->port_len ||
	    !chip_fifo_runs(c) || c->fifo_len == 0)
		return;
	for (uint8_t i = 0; i < f->port_len; i++)
		c->reg[f->port + i] = chip_fifo_pop(c);
}

int chip_read(struct chip *c, uint8_t reg, uint8_t *buf, size_t n)
{
	bool increment = take_increment(c, &reg);
	int r = wire_fault(c);

	if (r < 0)
		return r;
	pop_sample(c, reg);
	for (size_t i = 0; i < n; i++) {
		buf[i] = read_register(c, reg);
		reg = next_register(c, reg, increment);
	}
	return 0;
}

static bool takes_writes(const struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;

	if (c->now_us < c->busy_until_us || c->now_us < c->slow_until_us)
		return false;
	if (m->locked.mask != 0 && chip_gate_open(c, m->locked) && reg != m->unlock_reg &&
	    reg != m->reset_reg)
		return false;
	if (m->power_reg == 0 || reg == m->power_reg)
		return true;
	return chip_gate_open(c, m->awake) && c->now_us >= c->wake_until_us;
}

static void begin_reset(struct chip *c)
{
	const struct chip_model *m = c->profile->model;

	if (!m->reset_keeps)
		chip_reset(c);
	c->busy_until_us = c->now_us + m->reset_us;
}

/* false when it is lost: the one before is not done yet */
static bool begin_command(struct chip *c, uint8_t reg, uint8_t value)
{
	const struct chip_model *m = c->profile->model;

	for (size_t i = 0; i < ARRAY_SIZE(m->command); i++) {
		const struct chip_command *cmd = &m->command[i];

		if (cmd->after_us == 0 || cmd->reg != reg || cmd->value != value)
			continue;
		if (c->command)
			return false;
		c->command = cmd;
		c->command_us = c->now_us + cmd->after_us;
	}
	return true;
}

static void store(struct chip *c, uint8_t reg, uint8_t value)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;

	c->reg[reg] = value;
	if (reg == f->clear_reg && (value & f->clear_mask) == f->clear_value)
		chip_fifo_clear(c);
	if (m->self_clearing_mask != 0 && reg == m->self_clearing_reg)
		c->reg[reg] &= (uint8_t)~m->self_clearing_mask;
	if (m->upload.port != 0 && reg == m->upload.begin_reg && value == 0)
		c->uploaded = c->upload_hash = 0;
}

static int write_register(struct chip *c, uint8_t reg, uint8_t value)
{
	const struct chip_model *m = c->profile->model;
	bool was_awake = chip_gate_open(c, m->awake);
	bool was_slow = m->slow.mask != 0 && chip_gate_open(c, m->slow);

	if (!takes_writes(c, reg)) {
		c->lost_writes++;
		return 0;
	}
	if (was_slow)
		c->slow_until_us = c->now_us + m->slow_us;
	if (chip_bank(c) != 0) {
		*chip_cell(c, chip_bank(c), reg) = value;
	} else if (m->reset_mask != 0 && reg == m->reset_reg &&
		   (value & m->reset_mask) == m->reset_value) {
		begin_reset(c);
		return m->reset_nacks ? -EREMOTEIO : 0;
	} else if (begin_command(c, reg, value)) {
		store(c, reg, value);
	} else {
		c->lost_writes++;
	}
	if (!was_awake && chip_gate_open(c, m->awake))
		c->wake_until_us = c->now_us + m->wake_us;
	chip_reclock(c);
	return 0;
}

int chip_write(struct chip *c, uint8_t reg, uint8_t value)
{
	int r = wire_fault(c);

	take_increment(c, &reg);
	return r < 0 ? r : write_register(c, reg, value);
}

/* a piece of the maker's file; it belongs where the index registers say, and nowhere else */
static void take_piece(struct chip *c, const uint8_t *buf, size_t n)
{
	const uint8_t *index = &c->reg[c->profile->model->upload.index_reg];
	size_t at = 2 * (size_t)((index[0] & 15) | index[1] << 4);

	if (!takes_writes(c, c->profile->model->upload.port)) {
		c->lost_writes++;
		return;
	}
	if (at != c->uploaded) {
		c->uploaded = SIZE_MAX;
		return;
	}
	if (at == 0)
		c->upload_hash = 2166136261u;
	for (size_t i = 0; i < n; i++)
		c->upload_hash = (c->upload_hash ^ buf[i]) * 16777619u;
	c->uploaded += n;
}

int chip_write_block(struct chip *c, uint8_t reg, const uint8_t *buf, size_t n)
{
	const struct chip_upload_model *u = &c->profile->model->upload;
	bool increment = take_increment(c, &reg);
	int r = wire_fault(c);

	if (r == 0 && u->port != 0 && reg == u->port) {
		take_piece(c, buf, n);
		return 0;
	}
	for (size_t i = 0; r == 0 && i < n; i++)
		r = write_register(c, (uint8_t)(increment ? reg + i : reg), buf[i]);
	return r;
}

/* ---- several on one bus ---- */

/* who answers to an address?  0 with *ret, or what the wire says */
static int bus_select(struct chip_bus *cb, uint8_t address, struct chip **ret)
{
	struct chip *found = NULL;

	for (size_t i = 0; i < cb->n; i++) {
		if (cb->chips[i].address == address)
			found = &cb->chips[i];
	}
	for (size_t i = 0; i < cb->n; i++) {
		/* whoever holds the lines holds them for all */
		if (cb->chips[i].faults & CHIP_FAULT_STUCK_BUS) {
			cb->chips[i].transfers++;
			return -ETIMEDOUT;
		}
	}
	if (!found)
		return -EREMOTEIO;
	chip_run(found, cb->now_us);
	*ret = found;
	return 0;
}

static int bus_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct chip_bus *cb = ctx;
	struct chip *c;
	int r;

	if (n > cb->max_read)
		return -EINVAL;
	r = bus_select(cb, address, &c);
	return r < 0 ? r : chip_read(c, reg, buf, n);
}

static int bus_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct chip *c;
	int r = bus_select(ctx, address, &c);

	return r < 0 ? r : chip_write(c, reg, value);
}

static int bus_write_block(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf, size_t n)
{
	struct chip_bus *cb = ctx;
	struct chip *c;
	int r;

	if (n > cb->max_read)
		return -EINVAL;
	r = bus_select(cb, address, &c);
	return r < 0 ? r : chip_write_block(c, reg, buf, n);
}

void chip_bus_init(struct chip_bus *cb, struct chip *chips, size_t n, size_t max_read,
		   struct imu_bus *ret)
{
	*cb = (struct chip_bus){ .chips = chips, .n = n, .max_read = max_read };
	*ret = (struct imu_bus){
		.read = bus_read,
		.write = bus_write,
		.max_read = max_read,
		.ctx = cb,
		.write_block = bus_write_block,
		.max_write = max_read,
	};
}
