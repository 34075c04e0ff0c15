/* SPDX-License-Identifier: MIT */
#include "choicefile.h"

#include <string.h>

#include "conffile.h"
#include "statefile.h"

#define CHOICEFILE_VERSION 1
#define KEY_PROFILE        "profile"

static int read_name(const struct conffile *f, const config_setting_t *at, char *ret)
{
	const char *name = conffile_string(at);

	if (!name)
		return conffile_fail_type(f, at, "a string");
	if (!pose_name_valid(name))
		return conffile_fail(
			f, at, "\"%.40s\" is no name; 1 to %d of a-z, 0-9 and -, a letter first",
			name, POSE_NAME_MAX - 1);
	strcpy(ret, name);
	return 0;
}

/* The version first: another one may have other keys. */
static int read_root(const struct conffile *f, const config_setting_t *root, char *ret)
{
	static const char *const keys[] = { CONFFILE_KEY_VERSION, KEY_PROFILE, NULL };
	int r = conffile_version(f, root, CHOICEFILE_VERSION);

	if (r == 0)
		r = conffile_keys(f, root, keys);
	return r == 0 ? read_name(f, config_setting_get_member(root, KEY_PROFILE), ret) : r;
}

int choicefile_read(const char *path, char ret[POSE_NAME_MAX], struct config_error *ret_error)
{
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r == 0) {
		r = read_root(&f, config_root_setting(&f.tree), ret);
		conffile_close(&f);
	}
	return r == CONFIG_E_INVALID ? CHOICEFILE_E_DAMAGED : r;
}

int choicefile_write(const char *path, const char *name)
{
	struct statefile_text t = { .len = 0 };

	statefile_append(&t, "# The profile chosen by hand.  Change it with plumbctl profile.\n");
	statefile_append(&t, "%s = %d;\n%s = \"%s\";\n", CONFFILE_KEY_VERSION, CHOICEFILE_VERSION,
			 KEY_PROFILE, name);
	return statefile_write(path, t.buf, t.len);
}
