/* SPDX-License-Identifier: MIT */
/*
 * i2c-bus.h - struct imu_bus over one /dev/i2c-N
 *
 * Polite: an address is asked for with I2C_SLAVE before the first transfer
 * there, which the kernel refuses when a driver of its own is bound to it.
 * I2C_RDWR would not ask, and I2C_SLAVE_FORCE is never used.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "imu.h"

#define I2C_BUS_PATH_MAX 64

struct i2c_bus {
	char path[I2C_BUS_PATH_MAX];
	int fd;                   /* -1 = closed */
	bool plain;               /* the adapter does I2C_RDWR, not only SMBus */
	int selected;             /* the address I2C_SLAVE last chose, -1 = none */
	uint8_t claimed[128 / 8]; /* addresses the kernel let us have */
	struct imu_bus io;        /* .ctx is this struct: it must not be moved */
};

/** i2c_bus_init() - closed; no system call */
void i2c_bus_init(struct i2c_bus *bus, const char *path);

/**
 * i2c_bus_open() - open the node and ask what the adapter can do; fine when open already
 *
 * Return: 0; -EOPNOTSUPP when it cannot read blocks; the errno of open() or ioctl().
 */
int i2c_bus_open(struct i2c_bus *bus);

/** i2c_bus_close() - forgets the claims too; fine when closed already */
void i2c_bus_close(struct i2c_bus *bus);

/** i2c_bus_claim() - ask the kernel (again) for an address: 0; -EBUSY when a driver owns it */
int i2c_bus_claim(struct i2c_bus *bus, uint8_t address);
