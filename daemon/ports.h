/* SPDX-License-Identifier: MIT */
/*
 * ports.h - the buses sensors are looked for on, real or simulated
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imu.h"

/* The buses there are, numbered from 0; how one is opened is the ports' matter. */
struct ports {
	const struct ports_ops *ops;
};

struct ports_ops {
	/* the time of what follows; NULL where nobody needs it */
	void (*tick)(struct ports *p, uint64_t now_us);
	/* look which buses there are: how many, or a negative errno.  A number keeps its meaning */
	int (*list)(struct ports *p);
	/* "/dev/i2c-1"; lives as long as the ports */
	const char *(*name)(const struct ports *p, size_t bus);
	/* open unless open, with @again anew.  *ret stays valid and in place until free() */
	int (*open)(struct ports *p, size_t bus, bool again, const struct imu_bus **ret);
	/*
	 * nothing is in use until the next open(): let go of what is open.  A node that
	 * is held keeps its driver from being unloaded, and its adapter from being
	 * unplugged.  NULL where nothing is held
	 */
	void (*rest)(struct ports *p);
	/* ask for an address before the first transfer there: 0, or -EBUSY when it is taken */
	int (*claim)(struct ports *p, size_t bus, uint8_t address);
	/*
	 * which kernel driver has an address that claim() said -EBUSY for; true
	 * when it offers an IIO device.  NULL where nobody else can have one
	 */
	bool (*owner)(struct ports *p, size_t bus, uint8_t address, char *ret_driver, size_t size);
	void (*free)(struct ports *p);
};
