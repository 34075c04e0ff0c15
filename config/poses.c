/* SPDX-License-Identifier: MIT */
#include "poses.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "poses-format.h"

#define TEXT_MAX  8192 /* a pose takes at most 260 bytes, POSE_MAX are 16 */
#define FILE_MODE 0640

struct text {
	size_t len;
	char buf[TEXT_MAX];
};

static void append(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void append(struct text *t, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(t->buf + t->len, sizeof(t->buf) - t->len, format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < sizeof(t->buf) - t->len);
	t->len += (size_t)n;
}

static void append_pose(struct text *t, const struct pose *pose)
{
	append(t, "  {\n    name = \"%s\"; posture = \"%s\"; good = %s;\n", pose->name,
	       posture_to_str(pose->posture), pose->good ? "true" : "false");
	append(t, "    learned = %" PRId64 "L; grade = %u; spread_cdeg = %u;\n", pose->learned_sec,
	       pose->grade, pose->spread_cdeg);
	for (enum sensor s = 0; s < SENSOR_COUNT; s++) {
		const struct dir3 *up = &pose->stance.up[s];

		if (pose->stance.sensors & SENSOR_BIT(s))
			append(t, "    %s = [ %d, %d, %d ];\n", sensor_to_str(s), up->x_q14,
			       up->y_q14, up->z_q14);
	}
	append(t, "  }");
}

static void format_poses(struct text *t, const struct pose_set *poses)
{
	assert(poses->n <= POSE_MAX);
	t->len = 0;
	append(t, "# The poses plumbd was taught.  Change them with plumbctl learn and forget.\n");
	append(t, "%s = %d;\n%s = (", POSES_KEY_VERSION, POSES_VERSION, POSES_KEY_LIST);
	for (unsigned i = 0; i < poses->n; i++) {
		append(t, "%s\n", i > 0 ? "," : "");
		append_pose(t, &poses->pose[i]);
	}
	append(t, "\n);\n");
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

/* The text in a file of its own, on the disk when 0 is returned. */
static int write_new(int folder_fd, const char *name, const struct text *t)
{
	int fd, r;

	fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
		    FILE_MODE);
	if (fd < 0)
		return -errno;
	r = write_whole(fd, t->buf, t->len);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (close(fd) < 0 && errno != EINTR && r == 0)
		r = -errno;
	return r;
}

/* One fixed temporary name: what a killed process leaves is overwritten, and cannot pile up. */
static int replace(int folder_fd, const char *name, const struct text *t)
{
	char new_name[NAME_MAX + 1];
	int r;

	if ((size_t)snprintf(new_name, sizeof(new_name), "%s.new", name) >= sizeof(new_name))
		return -ENAMETOOLONG;
	r = write_new(folder_fd, new_name, t);
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

int poses_write(const char *path, const struct pose_set *poses)
{
	const char *name = path;
	struct text t;
	int fd, r;

	fd = open_folder(path, &name);
	if (fd < 0)
		return fd;
	format_poses(&t, poses);
	r = replace(fd, name, &t);
	close(fd);
	return r;
}

int poses_set_aside(const char *path, int64_t real_sec, char *ret_path, size_t size)
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
