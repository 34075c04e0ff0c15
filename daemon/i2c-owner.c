/* SPDX-License-Identifier: MIT */
#include "i2c-owner.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void read_driver(const char *device, char *ret, size_t size)
{
	char path[PATH_MAX], to[PATH_MAX];
	const char *name;
	ssize_t n;

	ret[0] = '\0';
	if (snprintf(path, sizeof path, "%s/driver", device) >= (int)sizeof path)
		return;
	n = readlink(path, to, sizeof to - 1);
	if (n <= 0)
		return;
	to[n] = '\0';
	name = strrchr(to, '/');
	snprintf(ret, size, "%s", name ? name + 1 : to);
}

static bool has_iio(const char *device)
{
	const struct dirent *entry;
	bool found = false;
	DIR *folder = opendir(device);

	if (!folder)
		return false;
	while (!found && (entry = readdir(folder)))
		found = strncmp(entry->d_name, "iio:device", strlen("iio:device")) == 0;
	closedir(folder);
	return found;
}

bool i2c_owner(const char *sysfs, const char *bus, uint8_t address, char *ret_driver, size_t size)
{
	char device[PATH_MAX];
	unsigned number;
	int end = 0;

	ret_driver[0] = '\0';
	if (sscanf(bus, "/dev/i2c-%9u%n", &number, &end) != 1 || bus[end] ||
	    snprintf(device, sizeof device, "%s/bus/i2c/devices/%u-%04x", sysfs, number, address) >=
		    (int)sizeof device)
		return false;
	read_driver(device, ret_driver, size);
	return has_iio(device);
}
