/* SPDX-License-Identifier: MIT */
/*
 * iio-sensor.h - one chip behind a kernel driver: one IIO device, or two
 */
#pragma once

#include "iio-device.h"
#include "imu-watch.h"
#include "imu.h"

#define IIO_QUEUE 256

/* Samples read and not yet delivered, oldest first. */
struct iio_queue {
	struct iio_sample at[IIO_QUEUE];
	size_t n;
};

struct iio_sensor {
	struct iio_device accel, gyro; /* .gyro only where it is a device of its own */
	struct stream stream;
	int32_t temperature_cdeg; /* INT32_MAX = not known */
	uint32_t overflows;       /* gaps in the driver's timestamps */
	bool split;               /* two devices */
	bool buffered;            /* else raw attributes, polled */
	const char *what;         /* the attribute a failure is about; borrowed from a device */
	/* its own */
	enum sensor sensor;
	bool settled; /* the first sample, which may be from before the start, has come */
	bool gap;
	uint64_t last_us;  /* time of the last batch */
	uint64_t data_us;  /* when a sample last came */
	uint64_t stamp_us; /* the last sample's, 0 = none */
	uint64_t temp_us;  /* when to read it again */
	struct imu_watch watch;
	struct iio_queue queue[IIO_KINDS]; /* by device: the accelerometer's, the gyro's own */
};

/** iio_sensor_init() - closed */
void iio_sensor_init(struct iio_sensor *s, enum sensor sensor);

/**
 * iio_sensor_start() - open what iio_find() found, and let it run
 * @rate_hz:    wished for; see iio_device_open()
 * @may_buffer: try the buffer first.  Where it cannot be had - no interrupt
 *              line, no trigger, no right to write, somebody else's - the raw
 *              attributes are polled, at most 25 times a second
 *
 * Takes as long as the driver needs to wake the chip, commonly 100 ms.
 *
 * Return: 0; -ETIME when a raw sample takes so long that polling would hold
 * the daemon up; the errors of iio_device_open() and iio_device_read_raw().
 * Closed after an error.
 */
int iio_sensor_start(struct iio_sensor *s, const struct iio_roots *roots,
		     const struct iio_place *place, unsigned rate_hz, bool may_buffer,
		     uint64_t now_us);

/**
 * iio_sensor_read() - what has come in since, as imu_read() does
 *
 * Return: 0, n may be 0; IMU_E_BAD_DATA; IMU_E_ASLEEP when a buffer stayed
 * empty for a second (an interrupt line that is not connected); a negative
 * errno, after which it may be tried again.
 */
int iio_sensor_read(struct iio_sensor *s, uint64_t now_us, struct batch *ret);

/** iio_sensor_period_us() - between two reads: @samples by buffer, else one */
uint64_t iio_sensor_period_us(const struct iio_sensor *s, unsigned samples);

/** iio_sensor_stop() - fine when closed */
void iio_sensor_stop(struct iio_sensor *s);
