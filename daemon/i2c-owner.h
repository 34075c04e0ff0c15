/* SPDX-License-Identifier: MIT */
/*
 * i2c-owner.h - which kernel driver has an address that I2C_SLAVE refuses
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * i2c_owner() - ask sysfs
 * @sysfs:      "/sys"; another in tests
 * @bus:        "/dev/i2c-1"
 * @ret_driver: "inv-mpu6050-i2c"; "" when sysfs does not say.  Cut to @size
 *
 * Return: true when the driver offers the chip as an IIO device, which
 * sensor.bus = "iio" can use.
 */
bool i2c_owner(const char *sysfs, const char *bus, uint8_t address, char *ret_driver, size_t size);
