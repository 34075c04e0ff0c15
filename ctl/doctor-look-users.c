/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* fgetgrent(), fgetpwent() */

#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor-look.h"

static FILE *open_etc(const struct doctor_paths *paths, const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/etc/%s", paths->root, name);
	return fopen(path, "re");
}

static void read_passwd(const struct doctor_paths *paths, struct doctor_system *s)
{
	FILE *f = open_etc(paths, "passwd");
	const struct passwd *p;

	while (f && (p = fgetpwent(f))) {
		if (p->pw_uid == getuid())
			snprintf(s->user, sizeof(s->user), "%s", p->pw_name);
		if (strcmp(p->pw_name, "plumbd") == 0) {
			s->has_plumbd = true;
			s->plumbd_uid = p->pw_uid;
		}
	}
	if (f)
		fclose(f);
}

static bool has_member(const struct group *g, const char *user)
{
	for (char **m = g->gr_mem; *m; m++)
		if (strcmp(*m, user) == 0)
			return true;
	return false;
}

static bool process_is_in(gid_t gid)
{
	gid_t list[NGROUPS_MAX];
	int n = getgroups(NGROUPS_MAX, list);

	for (int i = 0; i < n; i++)
		if (list[i] == gid)
			return true;
	return getegid() == gid;
}

static void read_group(const struct doctor_paths *paths, struct doctor_system *s)
{
	FILE *f = open_etc(paths, "group");
	const struct group *g;

	while (f && (g = fgetgrent(f))) {
		if (strcmp(g->gr_name, "i2c") == 0)
			s->plumbd_in_i2c = has_member(g, "plumbd");
		if (strcmp(g->gr_name, "plumbd") == 0) {
			s->in_plumbd = process_is_in(g->gr_gid);
			s->joined_plumbd = has_member(g, s->user);
		}
	}
	if (f)
		fclose(f);
}

void doctor_look_users(const struct doctor_paths *paths, struct doctor_system *ret)
{
	ret->is_root = geteuid() == 0;
	snprintf(ret->user, sizeof(ret->user), "%u", (unsigned)getuid());
	read_passwd(paths, ret);
	read_group(paths, ret);
}
