/* SPDX-License-Identifier: MIT */
/*
 * chips.h - the simulated chips of a day on one bus, with what goes wrong with them
 */
#pragma once

#include "faults.h"
#include "ports.h"
#include "sim/chip.h"
#include "worn.h"

struct chips {
	struct ports ports;
	const struct faults *faults; /* borrowed */
	uint64_t begin_us;           /* of the day, the daemon's time */
	struct worn worn[SENSOR_COUNT];
	struct chip chip[SENSOR_COUNT];
	struct chip_bus bus;
	struct imu_bus wire; /* over the above */
	struct imu_bus io;   /* the same, with timeouts counted */
	unsigned timeouts;
};

/**
 * chips_init() - @sensors chips of one name, worn by the wearer of @day
 * @name: an MPU-6xxx or an LSM6DSx
 *
 * .ports may be given to source_imu_new(); freeing it does nothing, @c is the
 * caller's and must not be moved.  Seeds of noise are the day's.
 *
 * Return: 0, or IMU_E_NO_CHIP for a name the simulator does not know.
 */
int chips_init(struct chips *c, const char *name, unsigned sensors, const struct day *day,
	       const struct faults *faults, uint64_t begin_us);

/**
 * chips_begin_day() - another day, and what is in .faults now is of that one
 *
 * Breath and sway begin anew with it: nobody should be wearing them.
 */
void chips_begin_day(struct chips *c, const struct day *day, uint64_t begin_us);

/** chips_at_edge() - faults begin and end at a time of faults_next_edge(), the day's time */
void chips_at_edge(struct chips *c, uint64_t t_us);

/** chips_wasted_us() - what transfers on a stuck bus took since the last call */
uint64_t chips_wasted_us(struct chips *c);
