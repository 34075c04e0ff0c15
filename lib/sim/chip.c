/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../fixed.h"
#include "chip-inner.h"
#include "chip-profiles.h"
#include "chip.h"

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

/* what the converter makes of it: so many bits, and the low ones may be missing */
static int16_t convert(struct chip *c, int64_t counts)
{
	const struct chip_model *m = c->profile->model;
	int64_t limit = chip_field_value(c, &m->accel_limit);
	int64_t grain = MAX(m->accel_grain, 1);

	if (limit == 0)
		limit = 32768;
	counts = MAX(MIN(counts, limit - 1), -limit);
	return (int16_t)(counts - ((counts % grain) + grain) % grain);
}

static void feel(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint32_t accel_scale = chip_field_value(c, &m->accel_milli_lsb_per_g);
	uint32_t gyro_scale = chip_field_value(c, &m->gyro_milli_lsb_per_dps);
	int32_t accel_ug[3] = { 0 }, gyro_mdps[3] = { 0 };

	c->sample(c->ctx, c->now_us, accel_ug, gyro_mdps);
	for (int i = 0; i < 3; i++) {
		int64_t a = accel_ug[i] + noise(c, c->accel_noise_ug);
		int64_t g = gyro_mdps[i] + noise(c, c->gyro_noise_mdps);

		c->accel[i] = convert(c, div_round(a * accel_scale, 1000000000));
		c->gyro[i] = sat16(div_round(g * gyro_scale, 1000000) + c->gyro_bias[i]);
	}
}

static void set_all(struct chip *c, int16_t value)
{
	for (int i = 0; i < 3; i++)
		c->accel[i] = c->gyro[i] = value;
}

static void saturate(struct chip *c)
{
	if (c->saturated_axis < 3)
		c->accel[c->saturated_axis] = convert(c, INT32_MAX);
	else
		c->gyro[c->saturated_axis - 3] = INT16_MAX;
}

static void show_sample(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	int64_t temp = (int64_t)(c->temperature_cdeg - c->profile->temp_offset_cdeg) *
		       c->profile->temp_milli_lsb_per_deg;
	bool pops = m->fifo.port_kind == CHIP_PORT_POP && chip_fifo_runs(c);

	if (chip_gate_open(c, m->accel_on) && !pops)
		chip_put_counts(m->big_endian, &c->reg[m->accel_reg], c->accel);
	if (chip_gate_open(c, m->gyro_on) && m->gyro_reg != 0)
		chip_put_counts(m->big_endian, &c->reg[m->gyro_reg], c->gyro);
	if (m->temp_reg != 0)
		chip_put16(m->big_endian, &c->reg[m->temp_reg], sat16(div_round(temp, 100000)));
}

static void take_sample(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint8_t ready = m->status_ready;

	if ((c->faults & CHIP_FAULT_FROZEN) == 0)
		feel(c);
	if (c->faults & CHIP_FAULT_SATURATED)
		saturate(c);
	if (c->now_us < c->on_us + m->settle_us)
		set_all(c, CHIP_SETTLING);
	if (c->faults & CHIP_FAULT_ZEROS)
		set_all(c, 0);
	show_sample(c);
	if (m->status_gate_reg != 0)
		ready &= c->reg[m->status_gate_reg];
	c->reg[m->status_reg] |= ready;
	chip_fifo_sample(c);
}

static uint64_t sample_period_us(struct chip *c)
{
	const struct chip_model *m = c->profile->model;
	uint32_t divider, millihz;

	if (!chip_gate_open(c, m->awake) ||
	    (!chip_gate_open(c, m->accel_on) && !chip_gate_open(c, m->gyro_on)))
		return 0;
	if (m->rate.mask == 0) {
		divider = 1 + (uint32_t)*chip_cell(c, m->rate.bank, m->rate.reg);
		millihz = m->divided_millihz / divider;
		if (!chip_gate_open(c, m->filter))
			millihz *= 8;
	} else {
		millihz = chip_field_value(c, &m->rate);
		if (millihz == 0)
			millihz = chip_field_value(c, &m->rate_gyro);
	}
	return millihz == 0 ? 0 : (uint64_t)div_round(1000000000, millihz);
}

void chip_reclock(struct chip *c)
{
	uint64_t period_us = sample_period_us(c);

	if (period_us == c->period_us)
		return;
	if (c->period_us == 0)
		c->on_us = c->now_us;
	c->period_us = period_us;
	c->next_us = period_us == 0 ? UINT64_MAX : c->now_us + period_us;
}

static void run_until(struct chip *c, uint64_t now_us)
{
	while (c->next_us <= now_us) {
		c->now_us = c->next_us;
		c->next_us += c->period_us * 1000 / (uint64_t)(1000 + c->drift_permille);
		take_sample(c);
	}
	c->now_us = MAX(c->now_us, now_us);
}

static void finish_command(struct chip *c)
{
	const struct chip_command *cmd = c->command;
	const uint16_t *size = c->profile->model->upload.size;
	bool whole = c->uploaded != 0 && (c->uploaded == size[0] || c->uploaded == size[1]);
	uint8_t set = (uint8_t)(cmd->wants_blob && !whole ? 2 * cmd->set : cmd->set);

	c->reg[cmd->to] = (uint8_t)((c->reg[cmd->to] & ~cmd->mask) | set);
	c->command = NULL;
	chip_reclock(c);
}

void chip_run(struct chip *c, uint64_t now_us)
{
	if (c->command && c->command_us <= now_us) {
		run_until(c, c->command_us);
		finish_command(c);
	}
	run_until(c, now_us);
}

/* ---- power ---- */

void chip_reset(struct chip *c)
{
	const struct chip_model *m = c->profile->model;

	memset(c->reg, 0, sizeof(c->reg));
	memset(c->banked, 0, sizeof(c->banked));
	for (size_t i = 0; i < m->n_defaults; i++)
		*chip_cell(c, m->defaults[i].bank, m->defaults[i].reg) = m->defaults[i].value;
	set_all(c, 0);
	chip_fifo_clear(c);
	c->period_us = 0;
	c->next_us = UINT64_MAX;
	c->wake_until_us = c->slow_until_us = 0;
	c->command = NULL;
	c->uploaded = 0;
	chip_reclock(c);
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
	chip_reset(c);
	return 0;
}

void chip_power_cycle(struct chip *c, uint64_t now_us)
{
	chip_run(c, now_us);
	c->busy_until_us = 0;
	chip_reset(c);
}
