/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* versionsort() */

#include "source-i2c.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i2c-bus.h"
#include "i2c-owner.h"
#include "source-imu.h"

#define BUSES_MAX 32

struct i2c_ports {
	struct ports ports;
	bool fixed; /* one bus, named by the configuration */
	size_t n;
	struct i2c_bus bus[BUSES_MAX];
};

static struct i2c_ports *i2c_ports(struct ports *p)
{
	return (struct i2c_ports *)p;
}

static void add_bus(struct i2c_ports *ip, const char *path)
{
	for (size_t i = 0; i < ip->n; i++) {
		if (strcmp(ip->bus[i].path, path) == 0)
			return;
	}
	if (ip->n < BUSES_MAX)
		i2c_bus_init(&ip->bus[ip->n++], path);
}

static int is_i2c_node(const struct dirent *entry)
{
	return strncmp(entry->d_name, "i2c-", 4) == 0;
}

static int add_all_buses(struct i2c_ports *ip)
{
	struct dirent **entries;
	int n = scandir("/dev", &entries, is_i2c_node, versionsort);

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		char path[I2C_BUS_PATH_MAX];

		if (snprintf(path, sizeof path, "/dev/%s", entries[i]->d_name) < (int)sizeof path)
			add_bus(ip, path);
		free(entries[i]);
	}
	free(entries);
	return n;
}

static int on_list(struct ports *p)
{
	struct i2c_ports *ip = i2c_ports(p);
	int r;

	if (!ip->fixed) {
		r = add_all_buses(ip);
		if (r <= 0)
			return r;
	}
	return (int)ip->n;
}

static const char *on_name(const struct ports *p, size_t bus)
{
	return ((const struct i2c_ports *)p)->bus[bus].path;
}

static int on_open(struct ports *p, size_t bus, bool again, const struct imu_bus **ret)
{
	struct i2c_bus *b = &i2c_ports(p)->bus[bus];
	int r;

	if (again)
		i2c_bus_close(b);
	r = i2c_bus_open(b);
	if (r < 0)
		return r;
	*ret = &b->io;
	return 0;
}

static int on_claim(struct ports *p, size_t bus, uint8_t address)
{
	return i2c_bus_claim(&i2c_ports(p)->bus[bus], address);
}

static bool on_owner(struct ports *p, size_t bus, uint8_t address, char *ret_driver, size_t size)
{
	return i2c_owner("/sys", i2c_ports(p)->bus[bus].path, address, ret_driver, size);
}

static void on_rest(struct ports *p)
{
	struct i2c_ports *ip = i2c_ports(p);

	for (size_t i = 0; i < ip->n; i++)
		i2c_bus_close(&ip->bus[i]);
}

static void on_free(struct ports *p)
{
	on_rest(p);
	free(i2c_ports(p));
}

int source_i2c_new(const struct config *config, uint64_t now_us, struct source **ret)
{
	static const struct ports_ops ops = {
		.list = on_list,
		.name = on_name,
		.open = on_open,
		.rest = on_rest,
		.claim = on_claim,
		.owner = on_owner,
		.free = on_free,
	};
	struct i2c_ports *ip = calloc(1, sizeof *ip);

	if (!ip)
		return -ENOMEM;
	ip->ports.ops = &ops;
	ip->fixed = config->bus[0] == '/';
	if (ip->fixed)
		add_bus(ip, config->bus);
	return source_imu_new(&ip->ports, config, now_us, ret);
}
