/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "doctor-look.h"
#include "human.h"
#include "poses.h"

static void look_folder(struct doctor_setup *s)
{
	struct statvfs fs;
	struct stat st;

	if (stat(s->state_path, &st) < 0 || statvfs(s->state_path, &fs) < 0) {
		s->state_error = -errno;
		return;
	}
	s->state_uid = st.st_uid;
	s->state_may = access(s->state_path, W_OK | X_OK) == 0;
	s->state_read_only = fs.f_flag & ST_RDONLY;
	s->state_free_kib = (uint64_t)fs.f_bavail * fs.f_frsize / 1024;
}

static bool clock_is_synced(void)
{
	struct timex t = { .modes = 0 };

	return adjtimex(&t) >= 0 && !(t.status & STA_UNSYNC);
}

void doctor_look_setup(const struct doctor_paths *paths, struct doctor_setup *ret)
{
	char poses[PATH_MAX];

	memset(ret, 0, sizeof(*ret));
	ret->config_path = paths->config;
	ret->state_path = paths->state;
	config_defaults(&ret->config);
	ret->config_result = config_load(paths->config, &ret->config, &ret->config_error);
	ret->config_found = ret->config_result != -ENOENT;
	if (!ret->config_found)
		ret->config_result = 0;
	snprintf(poses, sizeof(poses), "%s/poses.conf", paths->state);
	ret->poses_result = poses_read(poses, &ret->poses, &ret->poses_error);
	look_folder(ret);
	ret->real_us = real_now_us();
	ret->clock_synced = clock_is_synced();
}
