/* SPDX-License-Identifier: MIT */
#include "manager-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "poses.h"
#include "statefile.h"

void manager_tell_damaged(struct manager *m, enum notice_kind kind, const char *path,
			  const char *what, const char *next)
{
	uint64_t real_us = clock_real_us(m->setup.clock, m->now_us);
	char kept[512], text[CONFIG_ERROR_MAX + sizeof kept + 64];
	int r;

	r = statefile_set_aside(path, (int64_t)(real_us / US_PER_SEC), kept, sizeof kept);
	if (r == 0)
		snprintf(text, sizeof text, "%s; the file was kept as %s%s", what, kept, next);
	else
		snprintf(text, sizeof text, "%s; the file could not be set aside (%s)", what,
			 strerror(-r));
	manager_notify(m, &(struct notice){ .kind = kind, .text = text });
}

int manager_load_poses(struct manager *m, char *text, size_t size)
{
	struct config_error error = { "" };
	struct pose_set poses;
	int r;

	r = poses_read(m->setup.poses_path, &poses, &error);
	switch (r) {
	case 0:
		wearer_set_poses(&m->wearer, &poses);
		m->poses_serial++;
		return 0;
	case -ENOENT:
		return 0;
	case POSES_E_DAMAGED:
		manager_tell_damaged(m, NOTICE_POSES_DAMAGED, m->setup.poses_path, error.text,
				     ": teach the poses anew");
		return 0;
	default:
		snprintf(text, size, "%s", error.text);
		return r;
	}
}

/* What the file holds now; nothing, where there is none. */
static void restore_poses(struct manager *m)
{
	struct config_error error;
	struct pose_set poses;

	if (poses_read(m->setup.poses_path, &poses, &error) != 0)
		poses.n = 0;
	wearer_set_poses(&m->wearer, &poses);
}

int manager_save_poses(struct manager *m, char *text, size_t size)
{
	int r = poses_write(m->setup.poses_path, &m->wearer.poses);

	m->poses_serial++;
	if (r == 0)
		return 0;
	restore_poses(m);
	snprintf(text, size, "%s: %s", m->setup.poses_path, strerror(-r));
	manager_notify(m, &(struct notice){ .kind = NOTICE_POSES_UNSAVED, .text = text });
	snprintf(text, size, "the poses cannot be saved, the old ones stand: %s: %s",
		 m->setup.poses_path, strerror(-r));
	return r;
}
