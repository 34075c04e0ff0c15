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
	case -ETIMEDOUT:
	case -EBUSY:
	case IMU_E_ASLEEP:
	case IMU_E_BAD_DATA:
		return 5;
	case IMU_E_NO_CHIP:
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
	"enable I2C (raspi-config, Interface Options), then check with \"plumbctl detect\""

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
	if (t->error == -EBUSY)
		snprintf(buf, size, "0x%02x on %s is owned by a kernel driver: remove its overlay",
			 t->address, t->bus);
	else
		snprintf(buf, size, "cannot address 0x%02x on %s: %s", t->address, t->bus,
			 strerror(-t->error));
}

static void write_silence(const struct trouble *t, char *buf, size_t size)
{
	const char *bus = t->bus ? t->bus : "any I2C bus";
	char at[16] = "";

	if (t->address)
		snprintf(at, sizeof at, " at 0x%02x", t->address);
	snprintf(buf, size,
		 "no sensor answers%s on %s (error %d): check wiring, 3.3 V and the address pin",
		 at, bus, -t->error);
}

static void write_transfer_errno(const struct trouble *t, char *buf, size_t size)
{
	switch (t->error) {
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

static void write_transfer(const struct trouble *t, char *buf, size_t size)
{
	switch (t->error) {
	case IMU_E_NO_CHIP:
		snprintf(buf, size,
			 "what answers at 0x%02x on %s is no sensor plumbd knows (identity "
			 "0x%02x): check the address pin",
			 t->address, t->bus, t->identity);
		break;
	case IMU_E_ASLEEP:
		snprintf(buf, size,
			 "the sensor at 0x%02x on %s keeps losing its set-up: check its 3.3 V "
			 "supply",
			 t->address, t->bus);
		break;
	case IMU_E_BAD_DATA:
		snprintf(buf, size,
			 "the sensor at 0x%02x on %s delivers frozen or impossible data: "
			 "power-cycle it, or replace it",
			 t->address, t->bus);
		break;
	default:
		if (is_silence(t))
			write_silence(t, buf, size);
		else
			write_transfer_errno(t, buf, size);
	}
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
		write_claim(t, buf, size);
		break;
	case TROUBLE_OTHER_CHIP:
		snprintf(buf, size,
			 "the sensor at 0x%02x on %s is a %s, the configuration names another "
			 "chip: set it to \"auto\"",
			 t->address, t->bus, t->chip);
		break;
	case TROUBLE_TRANSFER:
		write_transfer(t, buf, size);
		break;
	}
}
