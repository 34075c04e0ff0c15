/* SPDX-License-Identifier: MIT */
#include "chips.h"

#include <errno.h>
#include <string.h>

#include "fixed.h"

#define TIMEOUT_US US_PER_SEC /* i2c-bcm2835, and most adapters */
#define MAX_READ   512        /* as plain I2C has it */
#define OTHER_ID   0xB7       /* of no chip there is */

static const unsigned chip_faults[FAULT_KINDS] = {
	[FAULT_NACK] = CHIP_FAULT_NACK,
	[FAULT_STUCK] = CHIP_FAULT_STUCK_BUS,
	[FAULT_ARBITRATION] = CHIP_FAULT_ARBITRATION,
	[FAULT_FROZEN] = CHIP_FAULT_FROZEN,
	[FAULT_ZEROS] = CHIP_FAULT_ZEROS,
	[FAULT_UNPLUGGED] = CHIP_FAULT_NACK,
	[FAULT_OTHER_CHIP] = CHIP_FAULT_WRONG_ID,
};

/* ---- faults ---- */

static bool cuts_power(const struct fault *f, uint64_t t_us)
{
	switch (f->kind) {
	case FAULT_BROWNOUT:
		return f->begin_us == t_us;
	case FAULT_UNPLUGGED:
		return f->end_us == t_us;
	case FAULT_OTHER_CHIP:
		return f->begin_us == t_us || f->end_us == t_us;
	case FAULT_NACK:
	case FAULT_STUCK:
	case FAULT_ARBITRATION:
	case FAULT_FROZEN:
	case FAULT_ZEROS:
	case FAULT_STANDSTILL:
	case FAULT_KINDS:
		break;
	}
	return false;
}

void chips_at_edge(struct chips *c, uint64_t t_us)
{
	for (size_t i = 0; i < c->bus.n; i++) {
		chip_run(&c->chip[i], c->begin_us + t_us);
		c->chip[i].faults = 0;
	}
	for (size_t i = 0; i < c->faults->n && c->faults->fault[i].begin_us <= t_us; i++) {
		const struct fault *f = &c->faults->fault[i];

		if (cuts_power(f, t_us))
			chip_power_cycle(&c->chip[f->sensor], c->begin_us + t_us);
		if (t_us < f->end_us)
			c->chip[f->sensor].faults |= chip_faults[f->kind];
	}
}

/* ---- the wire ---- */

static int count_timeout(struct chips *c, int r)
{
	c->timeouts += r == -ETIMEDOUT;
	return r;
}

static int on_wire_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct chips *c = ctx;

	return count_timeout(c, c->wire.read(c->wire.ctx, address, reg, buf, n));
}

static int on_wire_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct chips *c = ctx;

	return count_timeout(c, c->wire.write(c->wire.ctx, address, reg, value));
}

uint64_t chips_wasted_us(struct chips *c)
{
	uint64_t wasted_us = c->timeouts * TIMEOUT_US;

	c->timeouts = 0;
	return wasted_us;
}

/* ---- ports ---- */

static void on_tick(struct ports *p, uint64_t now_us)
{
	((struct chips *)p)->bus.now_us = now_us;
}

static int on_list(struct ports *p)
{
	(void)p;
	return 1;
}

static const char *on_name(const struct ports *p, size_t bus)
{
	(void)p;
	(void)bus;
	return "/dev/i2c-1";
}

static int on_open(struct ports *p, size_t bus, bool again, const struct imu_bus **ret)
{
	(void)bus;
	(void)again;
	*ret = &((struct chips *)p)->io;
	return 0;
}

static int on_claim(struct ports *p, size_t bus, uint8_t address)
{
	(void)p;
	(void)bus;
	(void)address;
	return 0;
}

static void on_free(struct ports *p)
{
	(void)p;
}

static void on_sample(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	struct body_feel f;

	worn_feel(ctx, t_us, &f);
	for (int i = 0; i < 3; i++) {
		accel_ug[i] = f.accel_ug[i];
		gyro_mdps[i] = f.gyro_mdps[i];
	}
}

/* The upper one has its address pin low, the lower one high. */
static uint8_t address_of(const char *name, enum sensor sensor)
{
	uint8_t low = strncmp(name, "MPU", 3) == 0 ? 0x68 : 0x6A;

	return (uint8_t)(low + sensor);
}

int chips_init(struct chips *c, const char *name, unsigned sensors, const struct day *day,
	       const struct faults *faults, uint64_t begin_us)
{
	static const struct ports_ops ops = {
		.tick = on_tick,
		.list = on_list,
		.name = on_name,
		.open = on_open,
		.claim = on_claim,
		.free = on_free,
	};

	*c = (struct chips){ .ports.ops = &ops, .faults = faults, .begin_us = begin_us };
	for (unsigned i = 0; i < sensors; i++) {
		enum sensor sensor = (enum sensor)i;
		int r;

		worn_init(&c->worn[i], day, sensor, begin_us);
		r = chip_init(&c->chip[i], name, address_of(name, sensor), begin_us, on_sample,
			      &c->worn[i], day->seed + i);
		if (r != 0)
			return r;
		c->chip[i].wrong_id = OTHER_ID;
	}
	chip_bus_init(&c->bus, c->chip, sensors, MAX_READ, &c->wire);
	c->io = (struct imu_bus){
		.read = on_wire_read, .write = on_wire_write, .max_read = MAX_READ, .ctx = c
	};
	return 0;
}

void chips_begin_day(struct chips *c, const struct day *day, uint64_t begin_us)
{
	c->begin_us = begin_us;
	for (size_t i = 0; i < c->bus.n; i++) {
		uint64_t cell_us = c->worn[i].cell_us;

		worn_init(&c->worn[i], day, (enum sensor)i, begin_us);
		c->worn[i].cell_us = cell_us;
	}
	chips_at_edge(c, 0);
}
