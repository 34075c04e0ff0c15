/* SPDX-License-Identifier: MIT */
#include "iio-buffer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iio-attr.h"

#define ELEMENTS_MAX 32
#define FRAME_MAX    128
#define FRAMES_READ  32 /* a system call */
#define NAME_LEN_MAX 48
#define TIMESTAMP    "in_timestamp"

/* One element that is switched on. */
struct scan {
	unsigned index;
	char name[NAME_LEN_MAX];
	struct iio_type type;
};

/* Where the two halves of buffer 0's attributes are. */
struct layout {
	const char *control, *scan;
};

static const struct layout layouts[] = {
	{ "buffer0", "buffer0" },
	{ "buffer", "scan_elements" },
};

static const struct layout *layout_of(int dir)
{
	for (size_t i = 0; i < ARRAY_SIZE(layouts); i++) {
		if (faccessat(dir, layouts[i].scan, F_OK, 0) == 0)
			return &layouts[i];
	}
	return NULL;
}

static int set(int dir, const char *folder, const char *name, const char *text)
{
	char path[2 * NAME_LEN_MAX];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return iio_attr_set(dir, path, text);
}

static int read_scan(int dir, const char *folder, const char *name, const char *what, char *ret,
		     size_t size)
{
	char path[3 * NAME_LEN_MAX];

	snprintf(path, sizeof path, "%s/%s_%s", folder, name, what);
	return iio_attr_read(dir, path, ret, size);
}

static struct iio_element *element(struct iio_buffer *b, const char *name)
{
	char is[NAME_LEN_MAX];

	for (int kind = 0; kind < IIO_KINDS; kind++) {
		for (int i = 0; i < 3 && b->has[kind]; i++) {
			snprintf(is, sizeof is, "in_%s_%c", iio_kind_to_str((enum iio_kind)kind),
				 'x' + i);
			if (strcmp(name, is) == 0)
				return &b->axis[kind][i];
		}
	}
	return strcmp(name, TIMESTAMP) == 0 ? &b->time : NULL;
}

/* "in_accel_x_en" -> "in_accel_x" */
static bool element_name(const char *file, char ret[NAME_LEN_MAX])
{
	size_t len = strlen(file);

	if (len <= 3 || len - 3 >= NAME_LEN_MAX || strcmp(file + len - 3, "_en") != 0)
		return false;
	memcpy(ret, file, len - 3);
	ret[len - 3] = '\0';
	return true;
}

/*
 * Ours on, others off.  One that cannot be switched stays as it is: what is
 * on in the end is what the frame is taken to hold.
 */
static int take_scan(struct iio_buffer *b, const char *folder, const char *file, struct scan *s)
{
	char text[IIO_ATTR_MAX];
	int64_t index;
	int r;

	if (!element_name(file, s->name))
		return 0;
	(void)set(b->dir, folder, file, element(b, s->name) ? "1" : "0");
	r = read_scan(b->dir, folder, s->name, "en", text, sizeof text);
	if (r < 0 || strcmp(text, "1") != 0)
		return r;
	r = read_scan(b->dir, folder, s->name, "index", text, sizeof text);
	if (r == 0)
		r = iio_text_nano(text, &index);
	if (r < 0)
		return r;
	s->index = (unsigned)(index / IIO_NANO);
	r = read_scan(b->dir, folder, s->name, "type", text, sizeof text);
	if (r == 0)
		r = iio_text_type(text, &s->type);
	return r < 0 ? r : 1;
}

static int by_index(const void *a, const void *b)
{
	const struct scan *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* How many elements are on, or a negative errno. */
static int choose(struct iio_buffer *b, const char *folder, struct scan *scans)
{
	const struct dirent *file;
	DIR *open_folder;
	int fd, n = 0, r = 0;

	fd = openat(b->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	open_folder = fdopendir(fd);
	if (!open_folder) {
		close(fd);
		return -ENOMEM;
	}
	while (n < ELEMENTS_MAX && r >= 0 && (file = readdir(open_folder))) {
		r = take_scan(b, folder, file->d_name, &scans[n]);
		n += r == 1;
	}
	closedir(open_folder);
	qsort(scans, (size_t)n, sizeof scans[0], by_index);
	return r < 0 ? r : n;
}

/*
 * Each element lies at a multiple of its size, the frame is a multiple of the
 * largest: iio_compute_scan_bytes() of the kernel.
 */
static int lay_out(struct iio_buffer *b, const struct scan *scans, int n)
{
	size_t largest = 1, end = 0;
	unsigned found = 0, wanted = 0;

	for (int i = 0; i < n; i++) {
		size_t bytes = scans[i].type.storage / 8u;
		struct iio_element *e = element(b, scans[i].name);

		end = (end + bytes - 1) / bytes * bytes;
		if (e)
			*e = (struct iio_element){ scans[i].type, end };
		b->has_time |= e == &b->time;
		found += e && e != &b->time;
		end += bytes;
		largest = MAX(largest, bytes);
	}
	for (int kind = 0; kind < IIO_KINDS; kind++)
		wanted += b->has[kind] ? 3 : 0;
	b->frame = (end + largest - 1) / largest * largest;
	return found == wanted && b->frame <= FRAME_MAX ? 0 : -EBADMSG;
}

/* Stamps of a clock that may be set are of no use. */
static void choose_clock(struct iio_buffer *b)
{
	char clock[IIO_ATTR_MAX];

	(void)iio_attr_set(b->dir, "current_timestamp_clock", "boottime");
	if (iio_attr_read(b->dir, "current_timestamp_clock", clock, sizeof clock) < 0 ||
	    strcmp(clock, "boottime") != 0)
		b->has_time = false;
}

static int set_up(struct iio_buffer *b, const struct layout *at, unsigned watermark)
{
	struct scan scans[ELEMENTS_MAX];
	char text[12];
	int n, r;

	/* left on by a plumbd that was killed: nobody else has the node open */
	(void)set(b->dir, at->control, "enable", "0");
	n = choose(b, at->scan, scans);
	if (n < 0)
		return n;
	r = lay_out(b, scans, n);
	if (r < 0)
		return r;
	choose_clock(b);
	snprintf(text, sizeof text, "%d", IIO_BUFFER_LENGTH);
	(void)set(b->dir, at->control, "length", text);
	snprintf(text, sizeof text, "%u", watermark);
	(void)set(b->dir, at->control, "watermark", text);
	return set(b->dir, at->control, "enable", "1");
}

int iio_buffer_start(struct iio_buffer *b, int dir, const char *node, const bool has[IIO_KINDS],
		     unsigned watermark)
{
	const struct layout *at = layout_of(dir);
	int r;

	*b = (struct iio_buffer){ .fd = -1, .dir = dir };
	memcpy(b->has, has, sizeof b->has);
	if (!at)
		return -ENOENT;
	b->fd = open(node, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (b->fd < 0)
		return -errno;
	r = set_up(b, at, watermark);
	if (r < 0)
		iio_buffer_stop(b);
	return r;
}

static int64_t take(const struct iio_element *e, const uint8_t *frame)
{
	const uint8_t *p = frame + e->offset;
	unsigned bytes = e->type.storage / 8u;
	uint64_t v = 0, sign;

	for (unsigned i = 0; i < bytes; i++)
		v = v << 8 | p[e->type.big_endian ? i : bytes - 1 - i];
	v >>= e->type.shift;
	sign = UINT64_C(1) << (e->type.bits - 1);
	v &= sign | (sign - 1);
	if (e->type.is_signed && v & sign)
		return (int64_t)(v - sign) - (int64_t)(sign - 1) - 1;
	return (int64_t)MIN(v, (uint64_t)INT64_MAX);
}

static void take_frame(const struct iio_buffer *b, const uint8_t *frame, struct iio_sample *ret)
{
	*ret = (struct iio_sample){ 0 };
	for (int kind = 0; kind < IIO_KINDS; kind++) {
		for (int i = 0; i < 3 && b->has[kind]; i++)
			ret->raw[kind][i] = sat32(take(&b->axis[kind][i], frame));
	}
	if (b->has_time)
		ret->t_us = (uint64_t)MAX(take(&b->time, frame), 0) / 1000;
}

int iio_buffer_read(struct iio_buffer *b, struct iio_sample *ret, size_t max)
{
	uint8_t frames[FRAMES_READ * FRAME_MAX];
	size_t n = 0;

	while (n < max) {
		size_t ask = MIN(max - n, FRAMES_READ) * b->frame;
		ssize_t got = read(b->fd, frames, ask);

		if (got < 0 && errno != EAGAIN)
			return -errno;
		if (got > 0 && (size_t)got % b->frame != 0)
			return -EBADMSG;
		for (ssize_t at = 0; at < got; at += (ssize_t)b->frame)
			take_frame(b, frames + at, &ret[n++]);
		if (got < (ssize_t)ask)
			break;
	}
	return (int)n;
}

void iio_buffer_stop(struct iio_buffer *b)
{
	const struct layout *at;

	if (b->fd < 0)
		return;
	at = layout_of(b->dir);
	/* fails only for a device that is gone, or that may not be written to */
	if (at)
		(void)set(b->dir, at->control, "enable", "0");
	close(b->fd);
	b->fd = -1;
}
