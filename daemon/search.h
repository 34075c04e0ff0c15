/* SPDX-License-Identifier: MIT */
/*
 * search.h - look for one sensor, one address a call
 *
 * A round begins where the sensor was last, then goes over every bus and every
 * address it may have.  A bus that is stuck is left at once: each transfer on
 * it costs the adapter's timeout, a whole second.
 */
#pragma once

#include "config.h"
#include "ports.h"
#include "trouble.h"

#define SEARCH_ADDRESSES_MAX 32
#define SEARCH_NO_BUS        SIZE_MAX

#define SEARCH_E_MORE    1 /* not yet; step again */
#define SEARCH_E_NOTHING 2 /* the round is over; .worst says what stood in the way */

struct place {
	size_t bus;
	uint8_t address;
};

struct search {
	struct ports *ports;         /* borrowed */
	const struct imu_chip *chip; /* the only one wanted; NULL = any */
	uint8_t address[SEARCH_ADDRESSES_MAX];
	size_t n_addresses;
	struct place home; /* where it was last; .bus SEARCH_NO_BUS = never found */
	/* the present round */
	bool walking, visited_home;
	size_t n_buses, at_bus, at_address;
	struct trouble worst;
	char driver[32]; /* what .worst.chip may point to */
};

struct found {
	const struct imu_bus *io;
	struct place place;
	const struct imu_chip *chip;
};

/** search_may_sit_at() - the rule of source_imu_new(): may @sensor be the one at @address? */
bool search_may_sit_at(const struct config_sensor *sensors, enum sensor sensor, uint8_t address);

/** search_init() - @sensors: all of them, for who may sit where (see source_imu_new()) */
void search_init(struct search *s, struct ports *ports, const struct config_sensor *sensors,
		 enum sensor sensor);

/**
 * search_step() - look at one place
 * @in_use: a bus another sensor runs on, which is not to be opened anew
 *
 * Return: 0 with *ret; SEARCH_E_MORE; SEARCH_E_NOTHING.
 */
int search_step(struct search *s, size_t in_use, struct found *ret);
