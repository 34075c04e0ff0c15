/* SPDX-License-Identifier: MIT */
#include "alertfile.h"

#include <inttypes.h>
#include <string.h>

#include "conffile.h"
#include "statefile.h"
#include "utf8.h"

#define ALERTFILE_VERSION 1

#define KEY_SAVED       "saved"
#define KEY_NEXT_COOKIE "next_cookie"
#define KEY_WORDS       "words"
#define KEY_HOLDS       "holds"
#define KEY_COOKIE      "cookie"
#define KEY_UNTIL       "until"
#define KEY_REASON      "reason"

static const char *const root_keys[] = { CONFFILE_KEY_VERSION, KEY_SAVED, KEY_NEXT_COOKIE,
					 KEY_WORDS, KEY_HOLDS, NULL };
static const char *const hold_keys[] = { KEY_COOKIE, KEY_UNTIL, KEY_REASON, NULL };

static int read_cookie(const struct conffile *f, const config_setting_t *at, double min,
		       uint32_t *ret)
{
	double value = 0;
	int r = conffile_whole(f, at, min, UINT32_MAX, &value);

	*ret = (uint32_t)value;
	return r;
}

static int read_sec(const struct conffile *f, const config_setting_t *at, int64_t *ret)
{
	double value = 0;
	int r = conffile_whole(f, at, 0, CONFFILE_SEC_MAX, &value);

	*ret = (int64_t)value;
	return r;
}

static int read_reason(const struct conffile *f, const config_setting_t *at, char *ret)
{
	const char *reason = conffile_string(at);

	if (!reason)
		return conffile_fail_type(f, at, "a string");
	if (strlen(reason) >= ALERT_REASON_MAX)
		return conffile_fail(f, at, "longer than %d bytes", ALERT_REASON_MAX - 1);
	for (size_t i = 0, n; reason[i] != '\0'; i += n) {
		n = utf8_length((const unsigned char *)reason + i);
		if (n == 0)
			return conffile_fail(f, at, "is no UTF-8");
	}
	strcpy(ret, reason);
	return 0;
}

static int read_hold(const struct conffile *f, const config_setting_t *group,
		     struct alert_memory *memory)
{
	unsigned n = memory->n_hold;
	const config_setting_t *cookie;
	int r;

	if (!config_setting_is_group(group))
		return conffile_fail_type(f, group, "a group { }");
	r = conffile_keys(f, group, hold_keys);
	if (r != 0)
		return r;
	cookie = config_setting_get_member(group, KEY_COOKIE);
	r = read_cookie(f, cookie, 1, &memory->hold[n].cookie);
	for (unsigned i = 0; r == 0 && i < n; i++) {
		if (memory->hold[i].cookie == memory->hold[n].cookie)
			r = conffile_fail(f, cookie, "stands there twice");
	}
	if (r == 0)
		r = read_sec(f, config_setting_get_member(group, KEY_UNTIL),
			     &memory->hold[n].until_sec);
	if (r == 0)
		r = read_reason(f, config_setting_get_member(group, KEY_REASON),
				memory->hold[n].reason);
	memory->n_hold++;
	return r;
}

static int read_holds(const struct conffile *f, const config_setting_t *at,
		      struct alert_memory *memory)
{
	int n = config_setting_length(at);
	int r = 0;

	if (!config_setting_is_list(at))
		return conffile_fail_type(f, at, "a list ( )");
	if (n > ALERT_HOLD_MAX)
		return conffile_fail(f, at, "%d entries; %d are possible", n, ALERT_HOLD_MAX);
	for (int i = 0; r == 0 && i < n; i++)
		r = read_hold(f, config_setting_get_elem(at, (unsigned)i), memory);
	return r;
}

static int read_words(const struct conffile *f, const config_setting_t *at,
		      struct alert_memory *memory)
{
	int n = config_setting_length(at);
	int r = 0;

	if (!config_setting_is_array(at))
		return conffile_fail_type(f, at, "an array [ ]");
	if (n > ALERT_PER_HOUR_MAX)
		return conffile_fail(f, at, "%d entries; %d are possible", n, ALERT_PER_HOUR_MAX);
	for (int i = 0; r == 0 && i < n; i++)
		r = read_sec(f, config_setting_get_elem(at, (unsigned)i),
			     &memory->told_sec[memory->n_told++]);
	return r;
}

/* The version first: another one may have other keys. */
static int read_root(const struct conffile *f, const config_setting_t *root,
		     struct alert_memory *ret)
{
	int r = conffile_version(f, root, ALERTFILE_VERSION);

	if (r == 0)
		r = conffile_keys(f, root, root_keys);
	if (r == 0)
		r = read_sec(f, config_setting_get_member(root, KEY_SAVED), &ret->saved_sec);
	if (r == 0)
		r = read_cookie(f, config_setting_get_member(root, KEY_NEXT_COOKIE), 0,
				&ret->next_cookie);
	if (r == 0)
		r = read_words(f, config_setting_get_member(root, KEY_WORDS), ret);
	return r == 0 ? read_holds(f, config_setting_get_member(root, KEY_HOLDS), ret) : r;
}

int alertfile_read(const char *path, struct alert_memory *ret, struct config_error *ret_error)
{
	struct alert_memory memory = { 0 };
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	if (r == 0) {
		r = read_root(&f, config_root_setting(&f.tree), &memory);
		conffile_close(&f);
	}
	if (r == 0)
		*ret = memory;
	return r == CONFIG_E_INVALID ? ALERTFILE_E_DAMAGED : r;
}

int alertfile_write(const char *path, const struct alert_memory *memory)
{
	struct statefile_text t = { .len = 0 };

	statefile_append(&t, "# Pauses, and when plumbd spoke in the last hour.  See plumbctl "
			     "status.\n");
	statefile_append(&t, "%s = %d;\n%s = %" PRId64 "L;\n%s = %" PRIu32 "L;\n%s = [",
			 CONFFILE_KEY_VERSION, ALERTFILE_VERSION, KEY_SAVED, memory->saved_sec,
			 KEY_NEXT_COOKIE, memory->next_cookie, KEY_WORDS);
	for (unsigned i = 0; i < memory->n_told; i++)
		statefile_append(&t, "%s %" PRId64 "L", i > 0 ? "," : "", memory->told_sec[i]);
	statefile_append(&t, " ];\n%s = (", KEY_HOLDS);
	for (unsigned i = 0; i < memory->n_hold; i++) {
		statefile_append(&t, "%s\n  { %s = %" PRIu32 "L; %s = %" PRId64 "L; %s = ",
				 i > 0 ? "," : "", KEY_COOKIE, memory->hold[i].cookie, KEY_UNTIL,
				 memory->hold[i].until_sec, KEY_REASON);
		statefile_append_string(&t, memory->hold[i].reason);
		statefile_append(&t, "; }");
	}
	statefile_append(&t, "\n);\n");
	return statefile_write(path, t.buf, t.len);
}
