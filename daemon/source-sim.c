/* SPDX-License-Identifier: MIT */
#include "source-sim.h"

#include <errno.h>
#include <stdlib.h>

#include "sim/body.h"
#include "sim/chip.h"
#include "source-imu.h"

#define SIM_CHIP     "MPU-6050"
#define SIM_SEED     1
#define SIM_MAX_READ 512 /* as plain I2C has it */

/* What one chip is worn by. */
struct worn {
	const struct body *body;
	enum sensor sensor;
	uint64_t begin_us;
};

struct sim_ports {
	struct ports ports;
	struct body body;
	struct worn worn[SENSOR_COUNT];
	struct chip_bus bus;
	struct imu_bus io;
	bool unplugged;
	struct chip chip[]; /* one a sensor that is worn; the largest thing in here */
};

static struct sim_ports *sim_ports(struct ports *p)
{
	return (struct sim_ports *)p;
}

static void feel(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	const struct worn *worn = ctx;
	struct body_feel f;

	body_feel(worn->body, worn->sensor, t_us - MIN(worn->begin_us, t_us), &f);
	for (size_t i = 0; i < 3; i++) {
		accel_ug[i] = f.accel_ug[i];
		gyro_mdps[i] = f.gyro_mdps[i];
	}
}

static void set_unplugged(struct sim_ports *sp, bool unplugged, uint64_t now_us)
{
	if (unplugged == sp->unplugged)
		return;
	sp->unplugged = unplugged;
	for (size_t i = 0; i < sp->bus.n; i++) {
		if (!unplugged)
			chip_power_cycle(&sp->chip[i], now_us);
		sp->chip[i].faults = unplugged ? CHIP_FAULT_NACK : 0;
	}
}

static void on_tick(struct ports *p, uint64_t now_us)
{
	struct sim_ports *sp = sim_ports(p);
	const struct body_step *step;

	step = body_step_at(&sp->body, now_us - sp->worn[SENSOR_UPPER].begin_us);
	set_unplugged(sp, step->act == BODY_UNPLUG, now_us);
	sp->bus.now_us = now_us;
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
	return "sim";
}

static int on_open(struct ports *p, size_t bus, bool again, const struct imu_bus **ret)
{
	(void)bus;
	(void)again;
	*ret = &sim_ports(p)->io;
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
	free(sim_ports(p));
}

static int add_chip(struct sim_ports *sp, enum sensor sensor, uint8_t address, uint64_t now_us)
{
	struct worn *worn = &sp->worn[sensor];

	*worn = (struct worn){ .body = &sp->body, .sensor = sensor, .begin_us = now_us };
	return chip_init(&sp->chip[sensor], SIM_CHIP, address, now_us, feel, worn,
			 SIM_SEED + (uint64_t)sensor);
}

static int init_ports(struct sim_ports *sp, const struct body_script *script, size_t n,
		      uint64_t now_us)
{
	static const struct ports_ops ops = {
		.tick = on_tick,
		.list = on_list,
		.name = on_name,
		.open = on_open,
		.claim = on_claim,
		.free = on_free,
	};
	sp->ports.ops = &ops;
	body_init(&sp->body, script, SIM_SEED);
	if (add_chip(sp, SENSOR_UPPER, 0x68, now_us) ||
	    (n == 2 && add_chip(sp, SENSOR_LOWER, 0x69, now_us)))
		return -EINVAL;
	chip_bus_init(&sp->bus, sp->chip, n, SIM_MAX_READ, &sp->io);
	return 0;
}

int source_sim_new(const char *script, const struct config *config, uint64_t now_us,
		   struct source **ret)
{
	const struct body_script *found = body_script_find(script);
	size_t n = config->sensor[SENSOR_LOWER].enabled ? 2 : 1;
	struct sim_ports *sp;
	int r;

	if (!found)
		return -ENOENT;
	sp = calloc(1, sizeof *sp + n * sizeof sp->chip[0]);
	if (!sp)
		return -ENOMEM;
	r = init_ports(sp, found, n, now_us);
	if (r < 0) {
		free(sp);
		return r;
	}
	return source_imu_new(&sp->ports, config, now_us, ret);
}
