/* SPDX-License-Identifier: MIT */
#include "iio-trouble.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "imu.h"

void iio_trouble_find(int error, const struct iio_wish *wish, char *buf, size_t size)
{
	const char *sensor = sensor_to_str(wish->sensor);

	switch (error) {
	case IIO_E_NONE:
		snprintf(buf, size,
			 "no kernel driver offers an accelerometer: load its overlay "
			 "(dtoverlay=i2c-sensor,mpu6050), or set sensor.bus = \"auto\"");
		break;
	case IIO_E_OTHER:
		snprintf(buf, size,
			 "no IIO accelerometer fits the %s sensor: compare sensor.%s.address and "
			 ".chip with /sys/" IIO_DEVICES,
			 sensor, sensor);
		break;
	default:
		snprintf(buf, size, "cannot look into /sys/" IIO_DEVICES ": %s", strerror(-error));
	}
}

static void write_errno(int error, const struct iio_place *p, const char *what, char *buf,
			size_t size)
{
	switch (error) {
	case -ENODEV:
	case -ENOENT:
		snprintf(buf, size,
			 "%s (%s) is gone: bind its kernel driver again, or look at its cable",
			 p->accel, p->name);
		break;
	case -EBUSY:
		snprintf(buf, size,
			 "%s (%s) is in use by another program: stop it (iio-sensor-proxy?)",
			 p->accel, p->name);
		break;
	case -EBADMSG:
	case -ERANGE:
		snprintf(buf, size, "%s of %s (%s) makes no sense: correct its driver or overlay",
			 what, p->accel, p->name);
		break;
	case -ETIME:
		snprintf(buf, size,
			 "%s (%s) takes too long a sample: connect its interrupt line, or remove "
			 "its overlay and set sensor.bus = \"auto\"",
			 p->accel, p->name);
		break;
	default:
		snprintf(buf, size, "reading %s of %s (%s) failed (%s, error %d): check its wiring",
			 what, p->accel, p->name, strerror(-error), -error);
	}
}

void iio_trouble_run(int error, const struct iio_place *place, const char *what, char *buf,
		     size_t size)
{
	switch (error) {
	case IMU_E_BAD_DATA:
	case IMU_E_FROZEN:
	case IMU_E_SATURATED:
		snprintf(buf, size,
			 "%s (%s) delivers frozen or impossible data: bind its kernel driver "
			 "again, or power-cycle it",
			 place->accel, place->name);
		break;
	case IMU_E_LEVEL:
		snprintf(buf, size,
			 "%s (%s) does not feel 1 g at rest: its overlay may name another chip",
			 place->accel, place->name);
		break;
	case IMU_E_ASLEEP:
		snprintf(
			buf, size,
			"%s (%s) delivers nothing: bind its kernel driver again, or power-cycle it",
			place->accel, place->name);
		break;
	default:
		write_errno(error, place, what, buf, size);
	}
}
