/* SPDX-License-Identifier: MIT */
#include "trouble.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "imu.h"

static bool is_silence(const struct trouble *t)
{
	return t->at == TROUBLE_TRANSFER &&
	       (t->error == -EREMOTEIO || t->error == -ENXIO || t->error == -ENODEV);
}

static unsigned transfer_weight(const struct trouble *t)
{
	if (is_silence(t))
		return 2;
	switch (t->error) {
	case IMU_E_NO_BLOB:
		return 7;
	case -ETIMEDOUT:
	case -EBUSY:
	case IMU_E_ASLEEP:
	case IMU_E_BAD_DATA:
	case IMU_E_FROZEN:
	case IMU_E_SATURATED:
	case IMU_E_LEVEL:
	case IMU_E_TEMPERATURE:
	case IMU_E_RATE:
		return 5;
	case IMU_E_NO_CHIP:
	case IMU_E_CLOCK:
		return 4;
	default:
		return 3;
	}
}

unsigned trouble_weight(const struct trouble *t)
{
	switch (t->at) {
	case TROUBLE_NONE:
		return 0;
	case TROUBLE_LIST:
		return 1;
	case TROUBLE_OPEN:
		/* A bus that went, or one of a screen's: the others matter more. */
		return t->error == -ENOENT || t->error == -EOPNOTSUPP ? 1 : 6;
	case TROUBLE_CLAIM:
		return 8;
	case TROUBLE_CLAIM_IIO:
		return 9;
	case TROUBLE_OTHER_CHIP:
		return 7;
	case TROUBLE_TRANSFER:
		break;
	}
	return transfer_weight(t);
}

void trouble_note(struct trouble *worst, const struct trouble *t)
{
	if (trouble_weight(t) > trouble_weight(worst)) {
		*worst = *t;
	} else if (is_silence(t) && is_silence(worst)) {
		if (worst->bus != t->bus)
			worst->bus = NULL;
		if (worst->address != t->address)
			worst->address = 0;
	}
}

#define NEXT_ENABLE                                                                                \
	"enable I2C (raspi-config, Interface Options), then check with \"plumbctl doctor\""

static void write_open(const struct trouble *t, char *buf, size_t size)
{
	switch (t->error) {
	case -ENOENT:
		snprintf(buf, size, "%s is not there: " NEXT_ENABLE, t->bus);
		break;
	case -EACCES:
	case -EPERM:
		snprintf(buf, size, "permission denied on %s: add user plumbd to group i2c",
			 t->bus);
		break;
	case -EOPNOTSUPP:
		snprintf(buf, size, "%s cannot read blocks: name another bus in sensor.bus",
			 t->bus);
		break;
	default:
		snprintf(buf, size, "cannot open %s: %s", t->bus, strerror(-t->error));
	}
}

static void write_claim(const struct trouble *t, char *buf, size_t size)
{
	char driver[40] = "";

	if (t->name)
		snprintf(driver, sizeof driver, " (%s)", t->name);
	if (t->at == TROUBLE_CLAIM_IIO)
		snprintf(buf, size,
			 "0x%02x on %s is owned by a kernel driver%s: set sensor.bus = \"iio\", "
			 "or remove its overlay",
			 t->address, t->bus, driver);
	else if (t->error == -EBUSY)
		snprintf(buf, size,
			 "0x%02x on %s is owned by a kernel driver%s: remove its overlay",
			 t->address, t->bus, driver);
	else
		snprintf(buf, size, "cannot address 0x%02x on %s: %s", t->address, t->bus,
			 strerror(-t->error));
}

static void write_silence(const struct trouble *t, char *buf, size_t size)
{
	const char *bus = t->bus ? t->bus : "any I2C bus";
	char at[16] = "";

	if (t->error == -ENODEV && t->bus && t->address) {
		snprintf(buf, size,
			 "the adapter of %s is gone (error %d at 0x%02x): plug it in again, or "
			 "load its driver",
			 bus, -t->error, t->address);
		return;
	}
	if (t->address)
		snprintf(at, sizeof at, " at 0x%02x", t->address);
	snprintf(buf, size,
		 "no sensor answers%s on %s (error %d): check wiring, 3.3 V and the address pin",
		 at, bus, -t->error);
}

static void write_transfer_errno(const struct trouble *t, char *buf, size_t size)
{
	switch (t->error) {
	case -EOPNOTSUPP:
		snprintf(buf, size,
			 "%s cannot do the transfers a sensor needs (error %d): name another bus "
			 "in sensor.bus",
			 t->bus, -t->error);
		break;
	case -EAGAIN:
		snprintf(buf, size,
			 "somebody else drives %s (arbitration lost, error %d at 0x%02x): end the "
			 "other program or controller on it, or shorten the wires",
			 t->bus, -t->error, t->address);
		break;
	case -ETIMEDOUT:
	case -EBUSY:
		snprintf(buf, size,
			 "%s is stuck (error %d at 0x%02x): power-cycle the sensor, then check "
			 "SDA and SCL",
			 t->bus, -t->error, t->address);
		break;
	default:
		snprintf(buf, size,
			 "transfer with 0x%02x on %s failed (%s, error %d): shorten the wires or "
			 "slow the bus down",
			 t->address, t->bus, strerror(-t->error), -t->error);
	}
}

/* What is wrong with a sensor that answers, and what to do; NULL when it is none of these. */
static const char *ailment(int error)
{
	switch (error) {
	case IMU_E_ASLEEP:
		return "lost its set-up (a brown-out): check its 3.3 V supply";
	case IMU_E_BAD_DATA:
		return "delivers nothing but zeros, or nothing: power-cycle it, or replace it";
	case IMU_E_FROZEN:
		return "delivers the same sample over and over: power-cycle it, or replace it";
	case IMU_E_SATURATED:
		return "has an axis stuck at its end: power-cycle it, or replace it";
	case IMU_E_LEVEL:
		return "does not feel 1 g at rest: replace it";
	case IMU_E_TEMPERATURE:
		return "reports a temperature no chip survives: check its supply, or replace it";
	case IMU_E_RATE:
		return "samples more than 15 % too fast or too slow: replace it";
	case IMU_E_NO_BLOB:
		return "needs Bosch's configuration file (8192 or 328 bytes): name it in "
		       "sensor.bmi270_config";
	default:
		return NULL;
	}
}

static void write_stranger(const struct trouble *t, char *buf, size_t size)
{
	if (t->error == IMU_E_CLOCK)
		snprintf(buf, size,
			 "a real-time clock answers at 0x%02x on %s, not a sensor: connect the "
			 "sensor's address pin to VCC",
			 t->address, t->bus);
	else
		snprintf(buf, size,
			 "what answers at 0x%02x on %s is no sensor plumbd knows (identity "
			 "0x%02x): check the address pin",
			 t->address, t->bus, t->identity);
}

static void write_transfer(const struct trouble *t, char *buf, size_t size)
{
	if (t->error == IMU_E_NO_CHIP || t->error == IMU_E_CLOCK)
		write_stranger(t, buf, size);
	else if (t->error == IMU_E_LEVEL && t->name)
		snprintf(buf, size,
			 "the sensor at 0x%02x on %s does not feel 1 g at rest: it may be an %s, "
			 "name that in sensor.*.chip",
			 t->address, t->bus, t->name);
	else if (t->error == IMU_E_NO_BLOB && t->name)
		snprintf(buf, size,
			 "%s is not the configuration file (8192 or 328 bytes) that the sensor at "
			 "0x%02x on %s needs",
			 t->name, t->address, t->bus);
	else if (ailment(t->error))
		snprintf(buf, size, "the sensor at 0x%02x on %s %s", t->address, t->bus,
			 ailment(t->error));
	else if (is_silence(t))
		write_silence(t, buf, size);
	else
		write_transfer_errno(t, buf, size);
}

void trouble_write(const struct trouble *t, char *buf, size_t size)
{
	switch (t->at) {
	case TROUBLE_NONE:
		buf[0] = '\0';
		break;
	case TROUBLE_LIST:
		if (t->error == -ENOENT)
			snprintf(buf, size, "no /dev/i2c-* node: " NEXT_ENABLE);
		else
			snprintf(buf, size, "cannot look for /dev/i2c-* nodes: %s",
				 strerror(-t->error));
		break;
	case TROUBLE_OPEN:
		write_open(t, buf, size);
		break;
	case TROUBLE_CLAIM:
	case TROUBLE_CLAIM_IIO:
		write_claim(t, buf, size);
		break;
	case TROUBLE_OTHER_CHIP:
		snprintf(buf, size,
			 "the sensor at 0x%02x on %s is a %s, the configuration names another "
			 "chip: set it to \"auto\"",
			 t->address, t->bus, t->name);
		break;
	case TROUBLE_TRANSFER:
		write_transfer(t, buf, size);
		break;
	}
}
