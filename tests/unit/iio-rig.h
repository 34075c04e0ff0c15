/* SPDX-License-Identifier: MIT */
/*
 * iio-rig.h - a sysfs and a /dev of our own, with IIO devices as the kernel's drivers make them
 *
 * Values are files, buffers are pipes.  Included by one test at a time.
 */
#pragma once

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "iio-device.h"

#define RIG_PATH_MAX 512

static struct {
	char folder[64], sysfs[80], dev[80];
	struct iio_roots roots;
} tree;

static inline void tree_path(char ret[RIG_PATH_MAX], const char *device, const char *name)
{
	snprintf(ret, RIG_PATH_MAX, "%s/bus/iio/devices/%s/%s", tree.sysfs, device, name);
}

static inline void tree_run(const char *format, const char *a, const char *b)
{
	char command[3 * RIG_PATH_MAX];

	snprintf(command, sizeof command, format, a, b);
	assert_int_equal(system(command), 0);
}

static inline void tree_make(void)
{
	strcpy(tree.folder, "/tmp/plumb-iio-XXXXXX");
	assert_non_null(mkdtemp(tree.folder));
	snprintf(tree.sysfs, sizeof tree.sysfs, "%s/sys", tree.folder);
	snprintf(tree.dev, sizeof tree.dev, "%s/dev", tree.folder);
	tree.roots = (struct iio_roots){ tree.sysfs, tree.dev };
	tree_run("mkdir -p %s/bus/iio/devices %s", tree.sysfs, tree.dev);
}

static inline void tree_drop(void)
{
	tree_run("rm -rf %s%s", tree.folder, "");
}

/* Text of an attribute; in place, as a reader may have it open. */
static inline void put(const char *device, const char *name, const char *text)
{
	char path[RIG_PATH_MAX];
	int fd;

	tree_path(path, device, name);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(ftruncate(fd, (off_t)strlen(text)), 0);
	assert_int_equal(write(fd, "\n", 1), 1);
	close(fd);
}

static inline const char *get(const char *device, const char *name)
{
	static char text[128];
	char path[RIG_PATH_MAX];
	ssize_t n;
	int fd;

	tree_path(path, device, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	n = read(fd, text, sizeof text - 1);
	close(fd);
	text[n > 0 && text[n - 1] == '\n' ? n - 1 : n] = '\0';
	return text;
}

static inline void cut(const char *device, const char *name)
{
	char path[RIG_PATH_MAX];

	tree_path(path, device, name);
	assert_int_equal(unlink(path), 0);
}

/* An empty device at @parent ("i2c-1/1-0068"). */
static inline void put_device(const char *device, const char *parent, const char *name)
{
	char path[RIG_PATH_MAX], link[RIG_PATH_MAX];

	snprintf(path, sizeof path, "%s/devices/%s/%s", tree.sysfs, parent, device);
	tree_run("mkdir -p '%s'%s", path, "");
	snprintf(path, sizeof path, "../../../devices/%s/%s", parent, device);
	snprintf(link, sizeof link, "%s/bus/iio/devices/%s", tree.sysfs, device);
	assert_int_equal(symlink(path, link), 0);
	put(device, "name", name);
}

static inline void cut_device(const char *device, const char *parent)
{
	char path[RIG_PATH_MAX];

	snprintf(path, sizeof path, "%s/bus/iio/devices/%s", tree.sysfs, device);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof path, "%s/devices/%s/%s", tree.sysfs, parent, device);
	tree_run("rm -rf '%s'%s", path, "");
}

static inline void put_axes(const char *device, const char *kind, const char *scale, int x, int y,
			    int z)
{
	const int value[3] = { x, y, z };
	char name[64], text[16];

	snprintf(name, sizeof name, "in_%s_scale", kind);
	put(device, name, scale);
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "in_%s_%c_raw", kind, 'x' + i);
		snprintf(text, sizeof text, "%d", value[i]);
		put(device, name, text);
	}
}

/* As inv_mpu6050 has it, without an interrupt line. */
static inline void put_mpu6050(const char *device, const char *parent)
{
	put_device(device, parent, "mpu6050");
	put_axes(device, "accel", "0.000598", 16384, 0, 0);
	put_axes(device, "anglvel", "0.001064724", 3, -2, 1);
	put(device, "in_accel_mount_matrix", "1, 0, 0; 0, 1, 0; 0, 0, 1");
	put(device, "in_anglvel_mount_matrix", "1, 0, 0; 0, 1, 0; 0, 0, 1");
	put(device, "sampling_frequency", "10");
	put(device, "sampling_frequency_available", "10 20 50 100 200 500");
	put(device, "in_temp_raw", "-4420");
	put(device, "in_temp_offset", "12420");
	put(device, "in_temp_scale", "2.941176");
}

static inline void put_element(const char *device, const char *scan, const char *element, int index,
			       const char *type)
{
	char name[96], text[16];

	snprintf(text, sizeof text, "%d", index);
	snprintf(name, sizeof name, "%s/%s_en", scan, element);
	put(device, name, "0");
	snprintf(name, sizeof name, "%s/%s_index", scan, element);
	put(device, name, text);
	snprintf(name, sizeof name, "%s/%s_type", scan, element);
	put(device, name, type);
}

/* The folders and switches of a buffer, the node, and the pen that fills it. */
static inline int put_buffer(const char *device, const char *control, const char *scan)
{
	char path[RIG_PATH_MAX], name[64];
	int pen;

	for (int i = 0; i < 2; i++) {
		tree_path(path, device, i ? control : scan);
		(void)mkdir(path, 0755);
	}
	snprintf(name, sizeof name, "%s/enable", control);
	put(device, name, "0");
	snprintf(name, sizeof name, "%s/length", control);
	put(device, name, "2");
	snprintf(name, sizeof name, "%s/watermark", control);
	put(device, name, "1");
	put(device, "current_timestamp_clock", "realtime");
	snprintf(path, sizeof path, "%s/%s", tree.dev, device);
	assert_int_equal(mkfifo(path, 0600), 0);
	/* both ways: neither end waits for the other, and a read of nothing says so */
	pen = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	assert_true(pen >= 0);
	return pen;
}

static inline void put_axis_elements(const char *device, const char *scan, const char *kind,
				     int index, const char *type)
{
	char element[32];

	for (int i = 0; i < 3; i++) {
		snprintf(element, sizeof element, "in_%s_%c", kind, 'x' + i);
		put_element(device, scan, element, index + i, type);
	}
}

/* As inv_mpu6050 has it with an interrupt line: seven words and a stamp, 24 bytes a frame. */
static inline int put_mpu6050_buffer(const char *device, const char *control, const char *scan)
{
	int pen = put_buffer(device, control, scan);

	put_axis_elements(device, scan, "accel", 0, "be:s16/16>>0");
	put_element(device, scan, "in_temp", 3, "be:s16/16>>0");
	put_axis_elements(device, scan, "anglvel", 4, "be:s16/16>>0");
	put_element(device, scan, "in_timestamp", 7, "le:s64/64>>0");
	return pen;
}
