/* SPDX-License-Identifier: MIT */
#include "iio-attr.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "iio-text.h"

int iio_attr_read(int dir, const char *name, char *ret, size_t size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t n;
	int r = 0;

	if (fd < 0)
		return -errno;
	n = read(fd, ret, size);
	if (n < 0)
		r = -errno;
	close(fd);
	if (r < 0)
		return r;
	if (n > 0 && ret[n - 1] == '\n')
		n--;
	if (n == 0 || (size_t)n == size)
		return -EBADMSG;
	ret[n] = '\0';
	return 0;
}

int iio_attr_nano(int dir, const char *name, int64_t *ret_nano)
{
	char text[IIO_ATTR_MAX];
	int r = iio_attr_read(dir, name, text, sizeof text);

	return r < 0 ? r : iio_text_nano(text, ret_nano);
}

int iio_attr_write(int dir, const char *name, const char *text)
{
	int fd = openat(dir, name, O_WRONLY | O_CLOEXEC);
	ssize_t n;
	int r = 0;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		r = -errno;
	close(fd);
	return r;
}

int iio_attr_set(int dir, const char *name, const char *text)
{
	char is[IIO_ATTR_MAX];

	if (iio_attr_read(dir, name, is, sizeof is) == 0 && strcmp(is, text) == 0)
		return 0;
	return iio_attr_write(dir, name, text);
}
