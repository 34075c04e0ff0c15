/* SPDX-License-Identifier: MIT */
#include "blob.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* 0 with the bytes read, at most @size, or an errno */
static int read_up_to(int fd, uint8_t *buf, size_t size, size_t *ret_n)
{
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, buf + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*ret_n = n;
	return 0;
}

int blob_read(const char *path, uint8_t *buf, size_t size, size_t *ret_n)
{
	/* a FIFO in a file's place must not hold the daemon up */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t n, more;
	uint8_t over;
	int r;

	if (fd < 0)
		return -errno;
	r = read_up_to(fd, buf, size, &n);
	if (r == 0)
		r = read_up_to(fd, &over, 1, &more);
	close(fd);
	if (r < 0)
		return r;
	if (more != 0)
		return -EFBIG;
	*ret_n = n;
	return 0;
}
