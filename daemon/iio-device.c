/* SPDX-License-Identifier: MIT */
#include "iio-device.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "iio-attr.h"

#define NANO_PER_MILLI (IIO_NANO / 1000)
#define RATE_MIN_NANO  IIO_NANO /* a stream's least */
#define RATE_MAX_NANO  (1000000 * IIO_NANO)
#define TEMP_SCALE_MAX (1000 * IIO_NANO) /* a degree a count; products stay below 2^62 */

void iio_device_init(struct iio_device *d)
{
	*d = (struct iio_device){ .dir = -1, .buffer.fd = -1 };
	memset(d->raw_fd, 0xFF, sizeof d->raw_fd);
}

static const char *name(struct iio_device *d, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(d->what, sizeof d->what, format, args);
	va_end(args);
	return d->what;
}

/* Most drivers have one scale for three axes. */
static int read_scale(struct iio_device *d, enum iio_kind kind)
{
	const char *word = iio_kind_to_str(kind);
	int64_t scale_nano;
	int r;

	r = iio_attr_nano(d->dir, name(d, "in_%s_scale", word), &scale_nano);
	if (r == -ENOENT)
		r = iio_attr_nano(d->dir, name(d, "in_%s_x_scale", word), &scale_nano);
	return r < 0 ? r : iio_axes_init(&d->axes[kind], kind, scale_nano);
}

static int read_offsets(struct iio_device *d, enum iio_kind kind)
{
	const char *word = iio_kind_to_str(kind);
	int64_t nano;
	int r;

	for (int i = 0; i < 3; i++) {
		r = iio_attr_nano(d->dir, name(d, "in_%s_%c_offset", word, 'x' + i), &nano);
		if (r == -ENOENT)
			r = iio_attr_nano(d->dir, name(d, "in_%s_offset", word), &nano);
		if (r == -ENOENT)
			continue;
		if (r < 0)
			return r;
		d->axes[kind].offset[i] = sat32(div_round(nano, IIO_NANO));
	}
	return 0;
}

static int read_matrix(struct iio_device *d, enum iio_kind kind)
{
	char own[IIO_WHAT_MAX], text[IIO_ATTR_MAX];
	const char *const names[] = { own, "in_mount_matrix", "mount_matrix" };
	int32_t matrix_q30[9];
	int r = -ENOENT;

	snprintf(own, sizeof own, "in_%s_mount_matrix", iio_kind_to_str(kind));
	for (size_t i = 0; i < ARRAY_SIZE(names) && r == -ENOENT; i++)
		r = iio_attr_read(d->dir, name(d, "%s", names[i]), text, sizeof text);
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = iio_text_matrix(text, matrix_q30);
	if (r == 0)
		iio_axes_set_matrix(&d->axes[kind], matrix_q30);
	return r;
}

static int read_kind(struct iio_device *d, enum iio_kind kind)
{
	int r = read_scale(d, kind);

	if (r == 0)
		r = read_offsets(d, kind);
	return r < 0 ? r : read_matrix(d, kind);
}

static uint32_t read_rate(struct iio_device *d, const char *attr)
{
	int64_t nano;

	if (iio_attr_nano(d->dir, attr, &nano) < 0 || nano < RATE_MIN_NANO || nano > RATE_MAX_NANO)
		return 0;
	return (uint32_t)(nano / NANO_PER_MILLI);
}

/* "sampling_frequency" of the kind where there is one, else of the whole device. */
static void set_rate(struct iio_device *d, enum iio_kind kind, uint32_t wish_millihz)
{
	char attr[IIO_WHAT_MAX], available[2 * IIO_WHAT_MAX], text[IIO_ATTR_MAX];
	char number[IIO_RATE_MAX];
	uint32_t best_millihz;

	snprintf(attr, sizeof attr, "in_%s_sampling_frequency", iio_kind_to_str(kind));
	if (faccessat(d->dir, attr, F_OK, 0) < 0)
		strcpy(attr, "sampling_frequency");
	snprintf(available, sizeof available, "%s_available", attr);
	d->rate_millihz = read_rate(d, attr);
	if (iio_attr_read(d->dir, available, text, sizeof text) < 0 ||
	    iio_text_rate(text, wish_millihz, number, &best_millihz) < 0 ||
	    best_millihz == d->rate_millihz)
		return;
	if (iio_attr_write(d->dir, attr, number) == 0)
		d->rate_millihz = read_rate(d, attr);
}

static int open_folder(struct iio_device *d, const char *sysfs)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/" IIO_DEVICES "/%s", sysfs, d->node);
	d->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return d->dir < 0 ? -errno : 0;
}

int iio_device_open(struct iio_device *d, const struct iio_roots *roots, const char *node,
		    const bool has[IIO_KINDS], uint32_t wish_millihz)
{
	int r;

	iio_device_init(d);
	snprintf(d->node, sizeof d->node, "%s", node);
	memcpy(d->has, has, sizeof d->has);
	r = open_folder(d, roots->sysfs);
	for (int kind = 0; kind < IIO_KINDS && r == 0; kind++) {
		if (has[kind])
			r = read_kind(d, (enum iio_kind)kind);
	}
	if (r < 0) {
		iio_device_close(d);
		return r;
	}
	for (int kind = IIO_KINDS - 1; kind >= 0; kind--) {
		if (has[kind])
			set_rate(d, (enum iio_kind)kind, wish_millihz);
	}
	return 0;
}

int iio_device_start_buffer(struct iio_device *d, const struct iio_roots *roots, unsigned watermark)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/%s", roots->dev, d->node);
	return iio_buffer_start(&d->buffer, d->dir, path, d->has, watermark);
}

static void close_raw(struct iio_device *d)
{
	for (int kind = 0; kind < IIO_KINDS; kind++) {
		for (int i = 0; i < 3; i++) {
			if (d->raw_fd[kind][i] >= 0)
				close(d->raw_fd[kind][i]);
			d->raw_fd[kind][i] = -1;
		}
	}
}

static const char *raw_name(struct iio_device *d, int kind, int axis)
{
	return name(d, "in_%s_%c_raw", iio_kind_to_str((enum iio_kind)kind), 'x' + axis);
}

int iio_device_start_raw(struct iio_device *d)
{
	for (int kind = 0; kind < IIO_KINDS; kind++) {
		for (int i = 0; i < 3 && d->has[kind]; i++) {
			int fd = openat(d->dir, raw_name(d, kind, i), O_RDONLY | O_CLOEXEC);

			if (fd < 0) {
				fd = -errno;
				close_raw(d);
				return fd;
			}
			d->raw_fd[kind][i] = fd;
		}
	}
	return 0;
}

/* From the start of an attribute the driver is asked anew. */
static int read_number(int fd, int32_t *ret)
{
	char text[24];
	int64_t nano;
	ssize_t n = pread(fd, text, sizeof text - 1, 0);

	if (n < 0)
		return -errno;
	if (n > 0 && text[n - 1] == '\n')
		n--;
	text[n] = '\0';
	if (iio_text_nano(text, &nano) < 0)
		return -EBADMSG;
	*ret = sat32(nano / IIO_NANO);
	return 0;
}

int iio_device_read_raw(struct iio_device *d, struct iio_sample *ret)
{
	struct iio_sample s = { 0 };

	for (int kind = 0; kind < IIO_KINDS; kind++) {
		for (int i = 0; i < 3 && d->has[kind]; i++) {
			int r = read_number(d->raw_fd[kind][i], &s.raw[kind][i]);

			if (r < 0) {
				raw_name(d, kind, i);
				return r;
			}
		}
	}
	*ret = s;
	return 0;
}

/* (raw + offset) x scale are thousandths of a degree. */
int32_t iio_device_read_temperature(struct iio_device *d)
{
	int64_t raw, scale, offset = 0, sum;

	if (iio_attr_nano(d->dir, "in_temp_raw", &raw) < 0 ||
	    iio_attr_nano(d->dir, "in_temp_scale", &scale) < 0)
		return INT32_MAX;
	(void)iio_attr_nano(d->dir, "in_temp_offset", &offset);
	sum = (raw + offset) / NANO_PER_MILLI;
	if (sum > INT32_MAX || sum < INT32_MIN || scale <= 0 || scale > TEMP_SCALE_MAX)
		return INT32_MAX;
	return sat32(div_round(sum * (scale / 1000), 10 * IIO_NANO));
}

void iio_device_close(struct iio_device *d)
{
	iio_buffer_stop(&d->buffer);
	close_raw(d);
	if (d->dir >= 0)
		close(d->dir);
	d->dir = -1;
}
