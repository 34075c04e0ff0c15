/* SPDX-License-Identifier: MIT */
#include "statefile.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fixed.h"

#define FILE_MODE 0640

void statefile_append(struct statefile_text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < sizeof(t->buf) - t->len);
	t->len += (size_t)n;
}

void statefile_append_string(struct statefile_text *t, const char *string)
{
	statefile_append(t, "\"");
	for (const unsigned char *c = (const unsigned char *)string; *c; c++)
		statefile_append(t, *c == '"' || *c == '\\' ? "\\%c" : *c < ' ' ? "\\x%02x" : "%c",
				 *c);
	statefile_append(t, "\"");
}

static int write_whole(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		p += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Whose a file is. */
static int own(int fd, const struct stat *as)
{
	if (fchown(fd, as->st_uid, as->st_gid) < 0 || fchmod(fd, as->st_mode & 07777) < 0)
		return -errno;
	return 0;
}

/* The text in a file of its own, on the disk when 0 is returned.  @as: its owner, or NULL */
static int write_new(int folder_fd, const char *name, const char *text, size_t size,
		     const struct stat *as)
{
	int fd, r;

	fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    FILE_MODE);
	if (fd < 0)
		return -errno;
	r = as ? own(fd, as) : 0;
	if (r == 0)
		r = write_whole(fd, text, size);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (close(fd) < 0 && errno != EINTR && r == 0)
		r = -errno;
	return r;
}

/* One fixed temporary name: what a killed process leaves is overwritten, and cannot pile up. */
static int replace(int folder_fd, const char *name, const char *text, size_t size,
		   const struct stat *as)
{
	char new_name[NAME_MAX + 1];
	int r;

	if ((size_t)snprintf(new_name, sizeof(new_name), "%s.new", name) >= sizeof(new_name))
		return -ENAMETOOLONG;
	r = write_new(folder_fd, new_name, text, size, as);
	if (r == 0 && renameat(folder_fd, new_name, folder_fd, name) < 0)
		r = -errno;
	if (r < 0) {
		unlinkat(folder_fd, new_name, 0);
		return r;
	}
	return fsync(folder_fd) < 0 ? -errno : 0;
}

static int open_folder(const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : 0; /* with the slash: "/" stays "/" */
	char folder[PATH_MAX] = ".";
	int fd;

	if (n >= sizeof(folder))
		return -ENAMETOOLONG;
	if (n > 0)
		memcpy(folder, path, n);
	folder[MAX(n, 1)] = '\0';
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_name = path + n;
	return fd;
}

static int write_at(const char *path, const char *text, size_t size, const struct stat *as)
{
	const char *name = path;
	int fd, r;

	fd = open_folder(path, &name);
	if (fd < 0)
		return fd;
	r = replace(fd, name, text, size, as);
	close(fd);
	return r;
}

int statefile_write(const char *path, const char *text, size_t size)
{
	return write_at(path, text, size, NULL);
}

int statefile_rewrite(const char *path, const char *text, size_t size)
{
	char real[PATH_MAX];
	struct stat st;

	if (!realpath(path, real) || stat(real, &st) < 0)
		return -errno;
	return write_at(real, text, size, &st);
}

int statefile_set_aside(const char *path, int64_t real_sec, char *ret_path, size_t size)
{
	time_t t = (time_t)real_sec;
	struct tm tm;
	char stamp[32];

	if (t != real_sec || !gmtime_r(&t, &tm)) /* time_t may have 32 bits */
		return -EOVERFLOW;
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &tm);
	if ((size_t)snprintf(ret_path, size, "%s.damaged-%s", path, stamp) >= size)
		return -ENAMETOOLONG;
	/* we are the only writer, so nothing can take the name between these two */
	if (faccessat(AT_FDCWD, ret_path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return -EEXIST;
	return rename(path, ret_path) < 0 ? -errno : 0;
}
