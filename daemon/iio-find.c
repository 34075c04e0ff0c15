/* SPDX-License-Identifier: MIT */
#include "iio-find.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iio-attr.h"
#include "search.h"

#define ENTRIES_MAX 64
#define PREFIX      "iio:device"

struct entry {
	unsigned number;
	bool accel, gyro;
	uint8_t address;
	char name[IIO_NAME_MAX];
	char parent[PATH_MAX]; /* "" = not known */
};

/* "../../../devices/platform/soc/fe804000.i2c/i2c-1/1-0068/iio:device0" -> up to "1-0068" */
static void find_parent(int devices, const char *node, struct entry *e)
{
	unsigned bus, address;
	char *slash;
	int end = 0;
	ssize_t n;

	n = readlinkat(devices, node, e->parent, sizeof e->parent - 1);
	e->parent[n > 0 ? n : 0] = '\0';
	slash = strrchr(e->parent, '/');
	if (!slash) {
		e->parent[0] = '\0';
		return;
	}
	*slash = '\0';
	slash = strrchr(e->parent, '/');
	if (slash && sscanf(slash + 1, "%3u-%4x%n", &bus, &address, &end) == 2 && !slash[1 + end] &&
	    address < 0x80)
		e->address = (uint8_t)address;
}

/* True for a device that measures something of ours. */
static bool look(int devices, const char *node, struct entry *e)
{
	char name[IIO_ATTR_MAX] = "";
	int dir, end = 0;

	*e = (struct entry){ 0 };
	if (sscanf(node, PREFIX "%9u%n", &e->number, &end) != 1 || node[end])
		return false;
	dir = openat(devices, node, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return false;
	e->accel = faccessat(dir, "in_accel_x_raw", F_OK, 0) == 0;
	e->gyro = faccessat(dir, "in_anglvel_x_raw", F_OK, 0) == 0;
	if (iio_attr_read(dir, "name", name, sizeof name) == 0)
		snprintf(e->name, sizeof e->name, "%.31s", name);
	close(dir);
	find_parent(devices, node, e);
	return e->accel || e->gyro;
}

static int by_number(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* Lowest number first; how many, or a negative errno. */
static int list(int sysfs, struct entry *entries)
{
	const struct dirent *node;
	size_t n = 0;
	DIR *folder;
	int fd;

	fd = openat(sysfs, IIO_DEVICES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return -ENOMEM;
	}
	while (n < ENTRIES_MAX && (node = readdir(folder)))
		n += look(fd, node->d_name, &entries[n]);
	closedir(folder);
	qsort(entries, n, sizeof entries[0], by_number);
	return (int)n;
}

static const struct entry *gyro_of(const struct entry *accel, const struct entry *entries, size_t n)
{
	if (accel->gyro)
		return accel;
	for (size_t i = 0; i < n; i++) {
		if (entries[i].gyro && !entries[i].accel && accel->parent[0] &&
		    strcmp(entries[i].parent, accel->parent) == 0)
			return &entries[i];
	}
	return NULL;
}

/* "lsm6dsox_accel" -> "lsm6dsox" */
static void cut_half(char *name)
{
	static const char *const halves[] = { "_accel", "-accel" };
	size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(halves); i++) {
		size_t half = strlen(halves[i]);

		if (len > half && strcmp(name + len - half, halves[i]) == 0)
			name[len - half] = '\0';
	}
}

/* Up to where the shorter one ends. */
static bool begin_alike(const char *a, const char *b)
{
	for (;; a++, b++) {
		a += strspn(a, "-");
		b += strspn(b, "-");
		if (!*a || !*b)
			return true;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
	}
}

static bool is_meant(const struct iio_wish *wish, const struct iio_place *p)
{
	const struct config_sensor *s = &wish->sensors[wish->sensor];

	if (wish->taken && strcmp(wish->taken, p->accel) == 0)
		return false;
	if (strcmp(s->chip, "auto") != 0 && !begin_alike(s->chip, p->name))
		return false;
	if (p->address == 0)
		return s->address == 0;
	return search_may_sit_at(wish->sensors, wish->sensor, p->address);
}

static void place(const struct entry *accel, const struct entry *gyro, struct iio_place *ret)
{
	*ret = (struct iio_place){ .address = accel->address };
	snprintf(ret->accel, sizeof ret->accel, PREFIX "%u", accel->number);
	if (gyro)
		snprintf(ret->gyro, sizeof ret->gyro, PREFIX "%u", gyro->number);
	snprintf(ret->name, sizeof ret->name, "%s", accel->name);
	cut_half(ret->name);
}

static int choose(const struct entry *entries, size_t n, const struct iio_wish *wish,
		  struct iio_place *ret)
{
	int r = IIO_E_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct entry *gyro = gyro_of(&entries[i], entries, n);
		struct iio_place p;

		if (!entries[i].accel)
			continue;
		place(&entries[i], gyro, &p);
		if (r == IIO_E_NONE)
			r = IIO_E_OTHER;
		if (!is_meant(wish, &p) || (r == 0 && !gyro))
			continue;
		*ret = p;
		r = 0;
		if (gyro)
			break;
	}
	return r;
}

int iio_find(int sysfs, const struct iio_wish *wish, struct iio_place *ret)
{
	struct entry *entries = calloc(ENTRIES_MAX, sizeof *entries);
	int r;

	if (!entries)
		return -ENOMEM;
	r = list(sysfs, entries);
	if (r >= 0)
		r = choose(entries, (size_t)r, wish, ret);
	else if (r == -ENOENT)
		r = IIO_E_NONE;
	free(entries);
	return r;
}
