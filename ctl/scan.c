/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* versionsort() */

#include "scan.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixed.h"

/* Sold under another name: GY-521 boards by dozens, and "MPU-9250" without a compass. */
static const struct {
	const char *chip, *note;
} clones[] = {
	{ "MPU-6500", "often sold as MPU-6050; serves as well" },
	{ "ICM-20689", "often sold as MPU-6050; serves as well" },
	{ "MPU-6052C", "sold as MPU-6050; serves as well" },
	{ "MPU-6050 clone 0x75", "a clone, maker unknown; believe the samples" },
	{ "MPU-6050 clone 0x69", "a clone, maker unknown; believe the samples" },
};

void scan_init(struct scan *s)
{
	*s = (struct scan){ 0 };
}

void scan_spare(struct scan *s, const char *bus, uint8_t address)
{
	struct scan_place *p = &s->spared[s->n_spared];

	assert(s->n_spared < SCAN_SPARED_MAX);
	snprintf(p->bus, sizeof(p->bus), "%s", bus);
	p->address = address;
	s->n_spared++;
}

static bool is_spared(const struct scan *s, const char *bus, uint8_t address)
{
	for (unsigned i = 0; i < s->n_spared; i++)
		if (s->spared[i].address == address && !strcmp(s->spared[i].bus, bus))
			return true;
	return false;
}

static void add(struct scan *s, const char *bus, struct scan_place place)
{
	if (s->n == SCAN_PLACES_MAX)
		return;
	snprintf(place.bus, sizeof(place.bus), "%s", bus);
	s->chips += place.chip != NULL;
	s->place[s->n++] = place;
}

/* An address nobody sits at answers so, by adapter. */
static bool is_silence(int error)
{
	return error == -ENXIO || error == -EREMOTEIO || error == -ENODEV || error == -EIO;
}

bool scan_address(struct scan *s, const struct imu_bus *io, const char *bus, uint8_t address)
{
	struct scan_place place = { .address = address };

	if (is_spared(s, bus, address))
		return true;
	place.error = imu_probe(io, address, &place.chip, &place.identity);
	if (place.error)
		place.chip = NULL;
	if (!is_silence(place.error))
		add(s, bus, place);
	return place.error != -ETIMEDOUT;
}

void scan_node(struct scan *s, const char *path)
{
	struct i2c_bus bus;
	const uint8_t *addresses;
	size_t n;
	int r;

	s->buses++;
	i2c_bus_init(&bus, path);
	r = i2c_bus_open(&bus);
	if (r < 0) {
		s->denied += r == -EACCES || r == -EPERM;
		add(s, path, (struct scan_place){ .error = r });
		return;
	}
	addresses = imu_addresses(&n);
	for (size_t i = 0; i < n && scan_address(s, &bus.io, path, addresses[i]); i++)
		;
	i2c_bus_close(&bus);
}

static int is_i2c_node(const struct dirent *entry)
{
	return strncmp(entry->d_name, "i2c-", strlen("i2c-")) == 0;
}

void scan_all(struct scan *s)
{
	struct dirent **entries;
	int n = scandir("/dev", &entries, is_i2c_node, versionsort);

	if (n < 0)
		return;
	for (int i = 0; i < n; i++) {
		char path[I2C_BUS_PATH_MAX];

		if (snprintf(path, sizeof(path), "/dev/%s", entries[i]->d_name) < (int)sizeof(path))
			scan_node(s, path);
		free(entries[i]);
	}
	free(entries);
}

const char *scan_clone_note(const char *chip)
{
	for (size_t i = 0; i < ARRAY_SIZE(clones); i++)
		if (!strcmp(clones[i].chip, chip))
			return clones[i].note;
	return NULL;
}

const char *scan_note(const struct scan_place *p, char buf[SCAN_NOTE_MAX])
{
	const char *note = "";

	if (p->chip)
		note = scan_clone_note(imu_chip_name(p->chip));
	else if (p->error == IMU_E_CLOCK)
		note = "a real-time clock; connect a sensor's address pin to VCC";
	else if (p->error == IMU_E_NO_CHIP)
		note = "not a chip plumbd knows";
	else if (p->error == -EBUSY)
		note = "owned by a kernel driver: set sensor.bus = \"iio\", or remove its overlay";
	else if (p->error == -ETIMEDOUT)
		note = "stuck: power-cycle the sensor, check SDA and SCL";
	else if (p->error == -EOPNOTSUPP)
		note = "this bus cannot read blocks";
	else if (p->error < 0)
		note = strerror(-p->error);
	snprintf(buf, SCAN_NOTE_MAX, "%s", note ? note : "");
	return buf;
}
