/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* versionsort() */

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor-look.h"
#include "fixed.h"

#define TEXT_MAX 256

/* root + the path, for all that is looked at here */
static const char *under(const struct doctor_paths *paths, char buf[PATH_MAX], const char *format,
			 ...) __attribute__((format(printf, 3, 4)));

static const char *under(const struct doctor_paths *paths, char buf[PATH_MAX], const char *format,
			 ...)
{
	int n = snprintf(buf, PATH_MAX, "%s", paths->root);
	va_list list;

	va_start(list, format);
	vsnprintf(buf + n, PATH_MAX - (size_t)n, format, list);
	va_end(list);
	return buf;
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static int is_i2c_node(const struct dirent *entry)
{
	return strncmp(entry->d_name, "i2c-", 4) == 0;
}

static int is_process(const struct dirent *entry)
{
	return entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
}

static int is_iio(const struct dirent *entry)
{
	return strncmp(entry->d_name, "iio:device", 10) == 0;
}

/* "1-0068": a device on a bus */
static int is_i2c_device(const struct dirent *entry)
{
	return entry->d_name[0] >= '0' && entry->d_name[0] <= '9' && strchr(entry->d_name, '-');
}

/* Each entry of a folder that passes, by number; none where there is no such folder. */
static void each(const char *folder, int (*passes)(const struct dirent *),
		 void (*take)(const struct doctor_paths *, struct doctor_system *, const char *),
		 const struct doctor_paths *paths, struct doctor_system *s)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, passes, versionsort);

	for (int i = 0; i < n; i++) {
		take(paths, s, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static bool is_listed(const struct doctor_system *s, const char *path)
{
	for (unsigned i = 0; i < s->n_nodes; i++)
		if (strcmp(s->node[i].path, path) == 0)
			return true;
	return false;
}

void doctor_look_node(const struct doctor_paths *paths, const char *name, struct doctor_system *ret)
{
	struct doctor_node *node = &ret->node[ret->n_nodes];
	const struct group *group;
	char path[PATH_MAX];
	struct stat st;

	if (ret->n_nodes == DOCTOR_NODES_MAX || is_listed(ret, name) ||
	    stat(under(paths, path, "%s", name), &st) < 0 ||
	    snprintf(node->path, sizeof(node->path), "%s", name) >= (int)sizeof(node->path))
		return;
	ret->n_nodes++;
	group = getgrgid(st.st_gid);
	snprintf(node->group, sizeof(node->group), "%s", group ? group->gr_name : "");
	node->group_may = (st.st_mode & (S_IRGRP | S_IWGRP)) == (S_IRGRP | S_IWGRP);
	node->may = access(path, R_OK | W_OK) == 0;
}

static void take_node(const struct doctor_paths *paths, struct doctor_system *s, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "/dev/%s", name);
	doctor_look_node(paths, path, s);
}

static void take_adapter(const struct doctor_paths *paths, struct doctor_system *s,
			 const char *name)
{
	(void)paths;
	(void)name;
	s->adapters++;
}

/* The first IIO device an I2C device made; its folder lies in the device's. */
static void find_iio(const char *device, char *ret, size_t size)
{
	struct dirent **entries;
	int n = scandir(device, &entries, is_iio, versionsort);

	for (int i = 0; i < n; i++) {
		if (i == 0)
			snprintf(ret, size, "%.*s", (int)size - 1, entries[i]->d_name);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

static bool is_sensor_address(unsigned address)
{
	const uint8_t *known;
	size_t n;

	known = imu_addresses(&n);
	for (size_t i = 0; i < n; i++)
		if (known[i] == address)
			return true;
	return false;
}

static void take_device(const struct doctor_paths *paths, struct doctor_system *s, const char *name)
{
	struct doctor_driver *d = &s->driver[s->n_drivers];
	char path[PATH_MAX], target[PATH_MAX];
	unsigned bus, address;
	ssize_t n;

	if (s->n_drivers == DOCTOR_DRIVERS_MAX || sscanf(name, "%u-%x", &bus, &address) != 2 ||
	    !is_sensor_address(address))
		return;
	n = readlink(under(paths, path, "/sys/bus/i2c/devices/%s/driver", name), target,
		     sizeof(target) - 1);
	if (n < 0)
		return;
	target[n] = '\0';
	s->n_drivers++;
	d->bus = bus;
	d->address = (uint8_t)address;
	snprintf(d->name, sizeof(d->name), "%s", basename(target));
	find_iio(under(paths, path, "/sys/bus/i2c/devices/%s", name), d->iio, sizeof(d->iio));
}

static void take_iio(const struct doctor_paths *paths, struct doctor_system *s, const char *name)
{
	char path[PATH_MAX];

	s->iio_accels +=
		is_there(under(paths, path, "/sys/bus/iio/devices/%s/in_accel_x_raw", name));
}

static void take_process(const struct doctor_paths *paths, struct doctor_system *s,
			 const char *name)
{
	char path[PATH_MAX], line[TEXT_MAX] = "";
	FILE *f = fopen(under(paths, path, "/proc/%s/comm", name), "re");

	if (f && fgets(line, sizeof(line), f) && strcmp(line, "plumbd\n") == 0)
		s->plumbd_pid = (unsigned)strtoul(name, NULL, 10);
	if (f)
		fclose(f);
}

/* A line of config.txt: "dtparam=i2c_arm=on,i2c_arm_baudrate=400000"; the last one holds. */
static void take_boot_line(struct doctor_system *s, char *line)
{
	char *at = line + strspn(line, " \t");

	if (strncmp(at, "dtparam=", strlen("dtparam=")))
		return;
	at += strlen("dtparam=");
	for (char *word = strtok(at, ", \t\r\n"); word; word = strtok(NULL, ", \t\r\n")) {
		bool bare =
			!strcmp(word, "i2c_arm") || !strcmp(word, "i2c") || !strcmp(word, "i2c1");

		if (bare || !strcmp(word, "i2c_arm=on") || !strcmp(word, "i2c=on") ||
		    !strcmp(word, "i2c1=on"))
			s->boot_on = true;
		else if (!strcmp(word, "i2c_arm=off") || !strcmp(word, "i2c=off"))
			s->boot_on = false;
	}
}

static void look_boot(const struct doctor_paths *paths, struct doctor_system *s)
{
	static const char *const places[] = { "/boot/firmware/config.txt", "/boot/config.txt" };
	char path[PATH_MAX], line[TEXT_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(places) && !s->boot[0]; i++) {
		FILE *f = fopen(under(paths, path, "%s", places[i]), "re");

		if (!f)
			continue;
		snprintf(s->boot, sizeof(s->boot), "%s", places[i]);
		while (fgets(line, sizeof(line), f))
			take_boot_line(s, line);
		fclose(f);
	}
}

/* A bus reads the first two; what a build with another prefix leaves behind it does not. */
static void look_policy(const struct doctor_paths *paths, struct doctor_system *s)
{
	static const char *const places[] = { "/etc/dbus-1/system.d",
					      "/usr/share/dbus-1/system.d" };
	static const char astray[] = "/usr/local/share/dbus-1/system.d";
	const char *name = "org.plumbd.Posture1.conf";
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_SIZE(places) && !s->policy[0]; i++)
		if (is_there(under(paths, path, "%s/%s", places[i], name)))
			snprintf(s->policy, sizeof(s->policy), "%s/%s", places[i], name);
	if (is_there(under(paths, path, "%s/%s", astray, name)))
		snprintf(s->policy_astray, sizeof(s->policy_astray), "%s/%s", astray, name);
}

void doctor_look_system(const struct doctor_paths *paths, struct doctor_system *ret)
{
	char path[PATH_MAX];

	memset(ret, 0, sizeof(*ret));
	each(under(paths, path, "/dev"), is_i2c_node, take_node, paths, ret);
	each(under(paths, path, "/sys/bus/i2c/devices"), is_i2c_node, take_adapter, paths, ret);
	each(under(paths, path, "/sys/bus/i2c/devices"), is_i2c_device, take_device, paths, ret);
	each(under(paths, path, "/sys/bus/iio/devices"), is_iio, take_iio, paths, ret);
	each(under(paths, path, "/proc"), is_process, take_process, paths, ret);
	ret->i2c_dev = is_there(under(paths, path, "/sys/class/i2c-dev"));
	look_boot(paths, ret);
	look_policy(paths, ret);
	doctor_look_users(paths, ret);
}
