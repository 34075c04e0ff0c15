/* SPDX-License-Identifier: MIT */
/*
 * scan.h - who answers on the I2C buses
 *
 * Asks for identities and nothing else: no write, no data register, no FIFO.
 * An address that is somebody else's can be left out altogether.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "i2c-bus.h"
#include "imu.h"

#define SCAN_PLACES_MAX 64 /* more are left out */
#define SCAN_SPARED_MAX 4
#define SCAN_NOTE_MAX   96

/* An address at which somebody or something answered, or a bus that would not be asked. */
struct scan_place {
	char bus[I2C_BUS_PATH_MAX];
	uint8_t address;             /* 0 = the bus itself */
	const struct imu_chip *chip; /* NULL = none that is known */
	uint8_t identity;            /* when .error >= 0 */
	int error;                   /* 0, IMU_E_NO_CHIP or a negative errno */
};

struct scan {
	unsigned n, chips;
	unsigned buses;  /* looked at, .denied included */
	unsigned denied; /* this user may not open */
	struct scan_place place[SCAN_PLACES_MAX];
	unsigned n_spared;
	struct scan_place spared[SCAN_SPARED_MAX];
};

/** scan_init() - nothing found yet, nothing spared */
void scan_init(struct scan *s);

/** scan_spare() - make no transfer with this address.  More than SCAN_SPARED_MAX: assert */
void scan_spare(struct scan *s, const char *bus, uint8_t address);

/**
 * scan_address() - ask one address who it is
 * @bus: the name the place gets
 *
 * Silence leaves no place behind.
 *
 * Return: false when the bus as a whole is in no state to go on.
 */
bool scan_address(struct scan *s, const struct imu_bus *io, const char *bus, uint8_t address);

/** scan_node() - every address a sensor may have on one bus; @path as people write it */
void scan_node(struct scan *s, const char *path);

/** scan_all() - every /dev/i2c-*, by number */
void scan_all(struct scan *s);

/**
 * scan_note() - what is to be said of a place
 *
 * Of a chip: what it is sold as; of anything else what is wrong.  "" when
 * there is nothing to say.  Returns buf.
 */
const char *scan_note(const struct scan_place *p, char buf[SCAN_NOTE_MAX]);

/** scan_clone_note() - scan_note() for a chip known by name alone; NULL = nothing.  Static */
const char *scan_clone_note(const char *chip);
