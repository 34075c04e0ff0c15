/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* renameat2() */
#include "wholefile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, text + done, size - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* The file under its name, or nothing of it.  -EEXIST: it is there, and @force was not said */
static int put_in_place(const char *new_path, const char *path, bool force)
{
	if (force)
		return rename(new_path, path) < 0 ? -errno : 0;
	if (renameat2(AT_FDCWD, new_path, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* A card formatted for cameras cannot rename so. */
	if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return -EEXIST;
	return rename(new_path, path) < 0 ? -errno : 0;
}

/* Beside the file, so that putting it in place cannot fail half way. */
static int replace(const char *path, const char *text, size_t size, bool force)
{
	char new_path[PATH_MAX];
	mode_t mask = umask(0);
	int fd, r;

	umask(mask);
	if ((size_t)snprintf(new_path, sizeof(new_path), "%s.XXXXXX", path) >= sizeof(new_path))
		return -ENAMETOOLONG;
	fd = mkostemp(new_path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = write_all(fd, text, size);
	if (r == 0 && (fchmod(fd, 0666 & ~mask) < 0 || fsync(fd) < 0))
		r = -errno;
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0)
		r = put_in_place(new_path, path, force);
	if (r < 0)
		unlink(new_path);
	return r;
}

/* What is no file, a pipe or a device, is written to where it is. */
static int write_through(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	r = write_all(fd, text, size);
	close(fd);
	return r;
}

int wholefile_write(const char *path, const char *text, size_t size, bool force)
{
	struct stat st;
	char target[PATH_MAX];

	if (!strcmp(path, "-"))
		return write_all(STDOUT_FILENO, text, size);
	if (stat(path, &st) < 0)
		return replace(path, text, size, force);
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : write_through(path, text, size);
	if (!force)
		return -EEXIST;
	/* A link stays one. */
	return realpath(path, target) ? replace(target, text, size, force) : -errno;
}
