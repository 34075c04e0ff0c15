/* SPDX-License-Identifier: MIT */
/*
 * iio-buffer.h - samples a kernel driver gathers: /dev/iio:deviceN
 *
 * Buffer 0 of a device: bufferN/ since Linux 5.13, buffer/ and scan_elements/
 * before.  Read without waiting, which also makes the kernel fetch what the
 * chip's own FIFO holds; the watermark keeps that FIFO's interrupts rare.
 */
#pragma once

#include "iio-axes.h"

#define IIO_BUFFER_LENGTH 256 /* samples the kernel may gather */

/* As the chip has it: raw counts. */
struct iio_sample {
	uint64_t t_us; /* CLOCK_BOOTTIME; 0 = the driver does not say */
	int32_t raw[IIO_KINDS][3];
};

/* Where one value lies in a frame. */
struct iio_element {
	struct iio_type type;
	size_t offset;
};

struct iio_buffer {
	int fd;  /* -1 = not started */
	int dir; /* the device's folder; borrowed */
	bool has[IIO_KINDS], has_time;
	struct iio_element axis[IIO_KINDS][3], time;
	size_t frame; /* bytes a sample */
};

/**
 * iio_buffer_start() - claim the node, choose what goes into a frame, switch on
 * @dir:       the device's folder; must outlive the buffer
 * @has:       which kinds the device is to deliver
 * @watermark: samples to gather between two interrupts; a wish
 *
 * Only one reader can have the node: -EBUSY from here is somebody else's
 * buffer, which is left alone.  Timestamps are used when the device can stamp
 * in CLOCK_BOOTTIME.
 *
 * Return: 0; -EBADMSG for a layout that makes no sense; any errno of the
 * kernel, such as -ENOENT without a buffer and -EINVAL without a trigger.
 */
int iio_buffer_start(struct iio_buffer *b, int dir, const char *node, const bool has[IIO_KINDS],
		     unsigned watermark);

/**
 * iio_buffer_read() - what has been gathered, oldest first, at most @max
 *
 * Return: how many, 0 for none yet; a negative errno (-ENODEV: the driver went).
 */
int iio_buffer_read(struct iio_buffer *b, struct iio_sample *ret, size_t max);

/** iio_buffer_stop() - switch off, let the node go; fine when not started */
void iio_buffer_stop(struct iio_buffer *b);
