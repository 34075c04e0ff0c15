/* SPDX-License-Identifier: MIT */
/*
 * iio-device.h - one IIO device: its scales, its rate, its samples
 */
#pragma once

#include "iio-buffer.h"
#include "iio-find.h"

#define IIO_WHAT_MAX 48

/* The roots of the two file systems; others than these in tests. */
struct iio_roots {
	const char *sysfs; /* "/sys" */
	const char *dev;   /* "/dev" */
};

struct iio_device {
	int dir; /* -1 = closed */
	char node[IIO_NAME_MAX];
	bool has[IIO_KINDS];
	struct iio_axes axes[IIO_KINDS];
	uint32_t rate_millihz; /* 0 = the driver does not say */
	int raw_fd[IIO_KINDS][3];
	struct iio_buffer buffer;
	char what[IIO_WHAT_MAX]; /* the attribute that was touched last: names a failure */
};

/** iio_device_init() - closed */
void iio_device_init(struct iio_device *d);

/**
 * iio_device_open() - read scale, offset and mount matrix, set the rate
 * @node: "iio:device0"
 * @has:  which kinds are wanted of it
 * @wish_millihz: the nearest rate not below it is set; where it cannot be
 *        (/sys is read-only under the service's sandbox) the present one stays
 *
 * Return: 0; -EBADMSG for an attribute that makes no sense, or any errno of
 * the kernel: .what names the attribute.  Closed after an error.
 */
int iio_device_open(struct iio_device *d, const struct iio_roots *roots, const char *node,
		    const bool has[IIO_KINDS], uint32_t wish_millihz);

/** iio_device_start_buffer() - as iio_buffer_start() */
int iio_device_start_buffer(struct iio_device *d, const struct iio_roots *roots,
			    unsigned watermark);

/** iio_device_start_raw() - open the raw attributes, which stay open */
int iio_device_start_raw(struct iio_device *d);

/**
 * iio_device_read_raw() - one sample, a transfer an axis
 *
 * Return: 0; -EBADMSG; the driver's errno: -ENODEV when it went.
 */
int iio_device_read_raw(struct iio_device *d, struct iio_sample *ret);

/** iio_device_read_temperature() - centidegrees; INT32_MAX when it does not say */
int32_t iio_device_read_temperature(struct iio_device *d);

/** iio_device_close() - stop what runs; fine when closed */
void iio_device_close(struct iio_device *d);
