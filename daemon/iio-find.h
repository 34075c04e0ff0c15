/* SPDX-License-Identifier: MIT */
/*
 * iio-find.h - which IIO devices make up a sensor
 */
#pragma once

#include <stdint.h>

#include "batch.h"
#include "config.h"

#define IIO_NAME_MAX  32
#define IIO_DEVICES   "bus/iio/devices" /* below /sys */

#define IIO_E_NONE  1 /* no accelerometer among the IIO devices */
#define IIO_E_OTHER 2 /* accelerometers there are, but none that is meant */

/* Where a sensor's two halves are; most drivers have both in one device. */
struct iio_place {
	char accel[IIO_NAME_MAX]; /* "iio:device0" */
	char gyro[IIO_NAME_MAX];  /* the same, another, or "" for none */
	char name[IIO_NAME_MAX];  /* the driver's name of the chip: "mpu6050" */
	uint8_t address;          /* on its I2C bus; 0 = not on one, or not known */
};

struct iio_wish {
	const struct config_sensor *sensors; /* all of them, for who may sit where */
	enum sensor sensor;
	const char *taken; /* the accelerometer of the other sensor; NULL = none */
};

/**
 * iio_find() - look through @sysfs (an open /sys) for a sensor
 *
 * Two devices with the same parent, one an accelerometer and one a gyro
 * (st_lsm6dsx, icm42600), are one chip.  Which sensor a chip is follows from
 * the address of its parent ("1-0068" is 0x68) as source_imu_new() has it; a
 * chip whose address is not known is any sensor's that asks for no address.
 * Those with a gyro come first, then those with the lower number.
 *
 * A chip of the configuration other than "auto" must begin like the driver's
 * name or the other way round, case and '-' ignored: "ICM-42688-P" is
 * "icm42688".
 *
 * Return: 0; IIO_E_NONE, also where the kernel has no IIO; IIO_E_OTHER; the
 * errno of opening the folder.
 */
int iio_find(int sysfs, const struct iio_wish *wish, struct iio_place *ret);
