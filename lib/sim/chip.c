/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>

#include "../fixed.h"
#include "chip-inner.h"
#include "chip-profiles.h"
#include "chip.h"

static uint32_t field_value(const struct chip *c, const struct chip_field *f)
{
	return f->by_code[((c->reg[f->reg] & f->mask) >> f->shift) & 15];
}

static uint8_t default_of(const struct chip_model *m, uint8_t reg)
{
	for (size_t i = 0; i < m->n_defaults; i++) {
		if (m->defaults[i].reg == reg)
			return m->defaults[i].value;
	}
	return 0;
}

/* ---- samples ---- */

/* xorshift64*; four uniform numbers added make a good enough bell */
static int64_t noise(struct chip *c, uint32_t rms)
{
	uint64_t x = c->noise;
	int64_t sum = -2 * 65535;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	c->noise = x;
	x *= UINT64_C(2685821657736338717);
	for (int i = 0; i < 4; i++)
		sum += (int64_t)(x >> (16 * i) & 0xFFFF);
	return div_round(sum * rms, 37837); /* 65536 / sqrt(3): four of 1/12 */
}

static void feel(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint32_t accel_scale = field_value(c, &m->accel_milli_lsb_per_g);
	uint32_t gyro_scale = field_value(c, &m->gyro_milli_lsb_per_dps);
	int32_t accel_ug[3] = { 0 }, gyro_mdps[3] = { 0 };

	c->sample(c->ctx, c->now_us, accel_ug, gyro_mdps);
	for (int i = 0; i < 3; i++) {
		int64_t a = accel_ug[i] + noise(c, c->accel_noise_ug);
		int64_t g = gyro_mdps[i] + noise(c, c->gyro_noise_mdps);

		c->accel[i] = sat16(div_round(a * accel_scale, 1000000000));
		c->gyro[i] = sat16(div_round(g * gyro_scale, 1000000) + c->gyro_bias[i]);
	}
}

static void set_all(struct chip *c, int16_t value)
{
	for (int i = 0; i < 3; i++)
		c->accel[i] = c->gyro[i] = value;
}

static void take_sample(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	int64_t temp = (int64_t)(c->temperature_cdeg - c->profile->temp_offset_cdeg) *
		       c->profile->temp_milli_lsb_per_deg;
	uint8_t ready = m->status_ready;

	if ((c->faults & CHIP_FAULT_FROZEN) == 0)
		feel(c);
	if (c->now_us < c->on_us + m->settle_us)
		set_all(c, CHIP_SETTLING);
	if (c->faults & CHIP_FAULT_ZEROS)
		set_all(c, 0);
	if (chip_gate_open(c, m->accel_on))
		chip_put_counts(m->big_endian, &c->reg[m->accel_reg], c->accel);
	if (chip_gate_open(c, m->gyro_on))
		chip_put_counts(m->big_endian, &c->reg[m->gyro_reg], c->gyro);
	chip_put16(m->big_endian, &c->reg[m->temp_reg], sat16(div_round(temp, 100000)));
	if (m->status_gate_reg != 0)
		ready &= c->reg[m->status_gate_reg];
	c->reg[m->status_reg] |= ready;
	chip_fifo_sample(c);
}

static uint64_t sample_period_us(const struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint32_t millihz;

	if (!chip_gate_open(c, m->awake) ||
	    (!chip_gate_open(c, m->accel_on) && !chip_gate_open(c, m->gyro_on)))
		return 0;
	if (m->rate.mask == 0) {
		millihz = m->divided_millihz / (1 + (uint32_t)c->reg[m->rate.reg]);
		if (!chip_gate_open(c, m->filter))
			millihz *= 8;
	} else {
		millihz = field_value(c, &m->rate);
		if (millihz == 0)
			millihz = field_value(c, &m->rate_gyro);
	}
	return millihz == 0 ? 0 : (uint64_t)div_round(1000000000, millihz);
}

/* after any write: the clock runs on, or starts anew at another pace */
static void reclock(struct chip *c)
{
	uint64_t period_us = sample_period_us(c);

	if (period_us == c->period_us)
		return;
	if (c->period_us == 0)
		c->on_us = c->now_us;
	c->period_us = period_us;
	c->next_us = period_us == 0 ? UINT64_MAX : c->now_us + period_us;
}

void chip_run(struct chip *c, uint64_t now_us)
{
	while (c->next_us <= now_us) {
		c->now_us = c->next_us;
		c->next_us += c->period_us;
		take_sample(c);
	}
	c->now_us = MAX(c->now_us, now_us);
}

/* ---- power ---- */

static void reset(struct chip *c)
{
	const struct chip_model *m = c->profile->model;

	memset(c->reg, 0, sizeof(c->reg));
	for (size_t i = 0; i < m->n_defaults; i++)
		c->reg[m->defaults[i].reg] = m->defaults[i].value;
	set_all(c, 0);
	chip_fifo_clear(c);
	c->period_us = 0;
	c->next_us = UINT64_MAX;
	c->wake_until_us = 0;
	reclock(c);
}

int chip_init(struct chip *c, const char *name, uint8_t address, uint64_t now_us,
	      chip_sample_fn *sample, void *ctx, uint64_t seed)
{
	const struct chip_profile *profile = chip_profile_find(name);

	if (!profile)
		return IMU_E_NO_CHIP;
	memset(c, 0, sizeof(*c));
	c->profile = profile;
	c->address = address;
	c->identity = profile->identity;
	c->now_us = now_us;
	c->sample = sample;
	c->ctx = ctx;
	c->noise = seed * UINT64_C(0x9E3779B97F4A7C15) | 1; /* the generator must not stand at 0 */
	c->accel_noise_ug = profile->model->accel_noise_ug;
	c->gyro_noise_mdps = profile->model->gyro_noise_mdps;
	c->temperature_cdeg = 3000;
	reset(c);
	return 0;
}

void chip_power_cycle(struct chip *c, uint64_t now_us)
{
	chip_run(c, now_us);
	c->busy_until_us = 0;
	reset(c);
}

/* ---- the wire ---- */

static int wire_fault(struct chip *c)
{
	c->transfers++;
	if (c->faults & CHIP_FAULT_STUCK_BUS)
		return -ETIMEDOUT;
	if (c->faults & CHIP_FAULT_NACK)
		return -EREMOTEIO;
	if (c->faults & CHIP_FAULT_ARBITRATION)
		return -EAGAIN;
	return 0;
}

static uint8_t read_register(struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;
	uint8_t value = c->reg[reg];

	if (reg == m->id_reg)
		return c->faults & CHIP_FAULT_WRONG_ID ? c->wrong_id : c->identity;
	if (c->now_us < c->busy_until_us)
		return default_of(m, reg) | (reg == m->reset_reg ? m->reset_mask : 0);
	if (reg >= f->port && reg < f->port + f->port_len) {
		c->fifo_overflow = false;
		return chip_fifo_pop(c);
	}
	if (reg == f->level_reg || reg == f->level_reg + 1)
		return chip_fifo_level(c, reg);
	if (f->phase_reg != 0 && reg == f->phase_reg)
		return chip_fifo_phase(c);
	if (reg == m->status_reg && m->status_clears)
		c->reg[reg] = 0;
	return value;
}

static uint8_t next_register(const struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;

	if (reg == f->port + f->port_len - 1)
		return f->port;
	return (uint8_t)(chip_gate_open(c, m->increment) ? reg + 1 : reg);
}

int chip_read(struct chip *c, uint8_t reg, uint8_t *buf, size_t n)
{
	int r = wire_fault(c);

	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		buf[i] = read_register(c, reg);
		reg = next_register(c, reg);
	}
	return 0;
}

static bool takes_writes(const struct chip *c, uint8_t reg)
{
	const struct chip_model *m = c->profile->model;

	if (c->now_us < c->busy_until_us)
		return false;
	if (m->power_reg == 0 || reg == m->power_reg)
		return true;
	return chip_gate_open(c, m->awake) && c->now_us >= c->wake_until_us;
}

int chip_write(struct chip *c, uint8_t reg, uint8_t value)
{
	const struct chip_model *m = c->profile->model;
	const struct chip_fifo_model *f = &m->fifo;
	bool was_awake = chip_gate_open(c, m->awake);
	int r = wire_fault(c);

	if (r < 0)
		return r;
	if (!takes_writes(c, reg)) {
		c->lost_writes++;
		return 0;
	}
	if (reg == m->reset_reg && (value & m->reset_mask) != 0) {
		reset(c);
		c->busy_until_us = c->now_us + m->reset_us;
		return 0;
	}
	c->reg[reg] = value;
	if (reg == f->clear_reg && (value & f->clear_mask) == f->clear_value)
		chip_fifo_clear(c);
	if (m->self_clearing_mask != 0 && reg == m->self_clearing_reg)
		c->reg[reg] &= (uint8_t)~m->self_clearing_mask;
	if (!was_awake && chip_gate_open(c, m->awake))
		c->wake_until_us = c->now_us + m->wake_us;
	reclock(c);
	return 0;
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

void chip_bus_init(struct chip_bus *cb, struct chip *chips, size_t n, size_t max_read,
		   struct imu_bus *ret)
{
	*cb = (struct chip_bus){ .chips = chips, .n = n, .max_read = max_read };
	*ret = (struct imu_bus){
		.read = bus_read,
		.write = bus_write,
		.max_read = max_read,
		.ctx = cb,
	};
}
