/* SPDX-License-Identifier: MIT */
/*
 * iio-trouble.h - why a sensor of the IIO source is not there, as trouble.h has it
 */
#pragma once

#include <stddef.h>

#include "iio-find.h"

/** iio_trouble_find() - @error is iio_find()'s; @wish names the sensor.  Cut to @size */
void iio_trouble_find(int error, const struct iio_wish *wish, char *buf, size_t size);

/**
 * iio_trouble_run() - what iio_sensor_start() or iio_sensor_read() said
 * @what: the attribute or node it is about
 */
void iio_trouble_run(int error, const struct iio_place *place, const char *what, char *buf,
		     size_t size);
