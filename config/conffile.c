/* SPDX-License-Identifier: MIT */
#include "conffile.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE_MAX (1 << 20)
#define KEY_MAX       128

static int slurp_fd(int fd, char **ret, size_t *ret_size)
{
	struct stat st;
	size_t size = 0;
	ssize_t n = 0;
	char *text;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISREG(st.st_mode))
		return -EINVAL;
	if (st.st_size > FILE_SIZE_MAX)
		return -EFBIG;

	text = malloc((size_t)st.st_size + 1);
	if (!text)
		return -ENOMEM;
	while (size < (size_t)st.st_size) {
		n = read(fd, text + size, (size_t)st.st_size - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		size += (size_t)n;
	}
	if (n < 0) {
		int r = -errno;

		free(text);
		return r;
	}
	text[size] = '\0';
	*ret = text;
	*ret_size = size;
	return 0;
}

int conffile_slurp(const char *path, char **ret, size_t *ret_size)
{
	/* O_NONBLOCK: a pipe without a writer must not hang us before fstat() refuses it */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int r;

	if (fd < 0)
		return -errno;
	r = slurp_fd(fd, ret, ret_size);
	close(fd);
	return r;
}

/* One line of ASCII, whatever the file held: the text goes out over D-Bus, which wants UTF-8. */
static void flatten(char *text)
{
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			*text = '?';
	}
}

static int fail(const struct conffile *f, const char *file, unsigned line, const char *key,
		const char *format, va_list args)
{
	char *text = f->error->text;
	size_t size = sizeof(f->error->text);
	size_t file_len = MIN(strlen(file), size - 1);
	size_t len;

	if (line)
		snprintf(text, size, "%s:%u: ", file, line);
	else
		snprintf(text, size, "%s: ", file);
	len = strlen(text);
	snprintf(text + len, size - len, "%s%s", key, *key ? ": " : "");
	len = strlen(text);
	vsnprintf(text + len, size - len, format, args);
	flatten(file == f->path ? text + file_len : text);
	return CONFIG_E_INVALID;
}

int conffile_fail_text(const struct conffile *f, const char *file, unsigned line,
		       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(f, file, line, "", format, args);
	va_end(args);
	return CONFIG_E_INVALID;
}

/*
 * The file a name given by libconfig stands for.  NULL is the file we handed
 * over as a string; libconfig 1.5 names an included file as @include does,
 * 1.7 with its folder.
 */
static const char *source_file(const struct conffile *f, const char *name, char *buf, size_t size)
{
	size_t n = strlen(f->dir);

	if (!name)
		return f->path;
	if (strncmp(name, f->dir, n) == 0 && name[n] == '/')
		return name;
	snprintf(buf, size, "%s/%s", f->dir, name);
	return buf;
}

const char *conffile_source(const struct conffile *f, const config_setting_t *at,
			    char buf[CONFFILE_SOURCE_MAX])
{
	return source_file(f, config_setting_source_file(at), buf, CONFFILE_SOURCE_MAX);
}

/*
 * Strings side by side are one, so libconfig must look at what follows before
 * it notes where a string in a list was: that may be a later line.  The list's
 * own is right.
 */
static unsigned source_line(const config_setting_t *at)
{
	if (config_setting_type(at) == CONFIG_TYPE_STRING && !config_setting_name(at))
		at = config_setting_parent(at);
	return config_setting_source_line(at);
}

int conffile_fail(const struct conffile *f, const config_setting_t *at, const char *format, ...)
{
	char file[CONFFILE_SOURCE_MAX];
	char key[KEY_MAX] = "";
	const char *name = f->path;
	va_list args;

	if (at) {
		conffile_key(at, key, sizeof(key));
		name = source_file(f, config_setting_source_file(at), file, sizeof(file));
	}
	va_start(args, format);
	fail(f, name, at ? source_line(at) : 0, key, format, args);
	va_end(args);
	return CONFIG_E_INVALID;
}

static const char *type_to_str(int type)
{
	switch (type) {
	case CONFIG_TYPE_GROUP:
		return "a group { }";
	case CONFIG_TYPE_STRING:
		return "a string";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return "a list";
	default:
		return "a number";
	}
}

int conffile_fail_type(const struct conffile *f, const config_setting_t *at, const char *wanted)
{
	return conffile_fail(f, at, "must be %s, not %s", wanted,
			     type_to_str(config_setting_type(at)));
}

void conffile_key(const config_setting_t *setting, char *ret, size_t size)
{
	const config_setting_t *parent = config_setting_parent(setting);
	const char *name = config_setting_name(setting);
	size_t len;

	ret[0] = '\0';
	if (!parent)
		return;
	conffile_key(parent, ret, size);
	len = strlen(ret);
	if (name)
		snprintf(ret + len, size - len, "%s%s", len ? "." : "", name);
	else
		snprintf(ret + len, size - len, "[%d]", config_setting_index(setting));
}

bool conffile_number(const config_setting_t *setting, double *ret)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
		*ret = config_setting_get_int(setting);
		return true;
	case CONFIG_TYPE_INT64:
		*ret = (double)config_setting_get_int64(setting);
		return true;
	case CONFIG_TYPE_FLOAT:
		*ret = config_setting_get_float(setting);
		return true;
	default:
		return false;
	}
}

const char *conffile_string(const config_setting_t *setting)
{
	const char *text = config_setting_get_string(setting);

	/* libconfig 1.5 keeps "" as NULL */
	if (!text && config_setting_type(setting) == CONFIG_TYPE_STRING)
		return "";
	return text;
}

const char *conffile_number_to_str(double number, bool hex, char ret[CONFFILE_NUMBER_MAX])
{
	locale_t plain, caller;

	if (hex && number >= 0 && number <= UINT32_MAX) {
		snprintf(ret, CONFFILE_NUMBER_MAX, "0x%02x", (unsigned)number);
		return ret;
	}
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	caller = uselocale(plain);
	snprintf(ret, CONFFILE_NUMBER_MAX, "%.15g", number);
	uselocale(caller);
	freelocale(plain);
	return ret;
}

int conffile_fail_missing(const struct conffile *f, const config_setting_t *group, const char *key)
{
	return conffile_fail(f, group, "%s is missing", key);
}

static bool is_one_of(const char *name, const char *const *keys)
{
	while (*keys && strcmp(*keys, name) != 0)
		keys++;
	return *keys != NULL;
}

/* One that is there twice libconfig itself refuses. */
int conffile_keys(const struct conffile *f, const config_setting_t *group, const char *const *keys)
{
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *at = config_setting_get_elem(group, (unsigned)i);

		if (!is_one_of(config_setting_name(at), keys))
			return conffile_fail(f, at, "no such key");
	}
	for (; *keys; keys++) {
		if (!config_setting_get_member(group, *keys))
			return conffile_fail_missing(
				f, config_setting_is_root(group) ? NULL : group, *keys);
	}
	return 0;
}

int conffile_whole(const struct conffile *f, const config_setting_t *at, double min, double max,
		   double *ret)
{
	char is[CONFFILE_NUMBER_MAX], a[CONFFILE_NUMBER_MAX], b[CONFFILE_NUMBER_MAX];
	double value, whole;

	if (!conffile_number(at, &value))
		return conffile_fail_type(f, at, "a number");
	conffile_number_to_str(value, false, is);
	if (modf(value, &whole) != 0)
		return conffile_fail(f, at, "must be a whole number, not %s", is);
	if (value < min || value > max)
		return conffile_fail(f, at, "%s is out of range (%s .. %s)", is,
				     conffile_number_to_str(min, false, a),
				     conffile_number_to_str(max, false, b));
	*ret = value;
	return 0;
}

int conffile_version(const struct conffile *f, const config_setting_t *root, int version)
{
	const config_setting_t *at = config_setting_get_member(root, CONFFILE_KEY_VERSION);
	char is[CONFFILE_NUMBER_MAX];
	double value;

	if (!at)
		return conffile_fail_missing(f, NULL, CONFFILE_KEY_VERSION);
	if (!conffile_number(at, &value))
		return conffile_fail_type(f, at, "a number");
	if (value != version)
		return conffile_fail(f, at,
				     "the file is of version %s; this program reads version %d",
				     conffile_number_to_str(value, false, is), version);
	return 0;
}

/* What to do about a file that cannot be read. */
static const char *next_step(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return "check the path";
	case EACCES:
	case EPERM:
		return "let this user read it (see chmod and chown)";
	case EISDIR:
	case EINVAL:
		return "name a regular file";
	case EFBIG:
		return "1 MiB is the limit";
	default:
		return "check the disk";
	}
}

static int parse(struct conffile *f, const char *text)
{
	char file[CONFFILE_SOURCE_MAX];
	const char *reason;
	locale_t caller;
	bool ok;

	/* libconfig parses in the C locale, but leaves the thread in the global one */
	caller = uselocale((locale_t)0);
	ok = config_read_string(&f->tree, text);
	uselocale(caller);
	if (ok)
		return 0;

	reason = config_error_text(&f->tree);
	return conffile_fail_text(
		f, source_file(f, config_error_file(&f->tree), file, sizeof(file)),
		(unsigned)config_error_line(&f->tree), "%s", reason ? reason : "syntax error");
}

static int set_path(struct conffile *f, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;

	f->path = path;
	if (n >= sizeof(f->dir))
		return -ENAMETOOLONG;
	if (slash)
		memcpy(f->dir, path, n);
	else
		f->dir[n++] = '.';
	f->dir[n] = '\0';
	return 0;
}

static int fail_read(struct conffile *f, const char *path, int r, struct config_error *error)
{
	f->path = path;
	f->error = error;
	conffile_fail(f, NULL, "cannot be read: %s; %s", strerror(-r), next_step(-r));
	return r;
}

int conffile_parse(struct conffile *f, const char *path, const char *text, size_t size,
		   struct config_error *error)
{
	int r;

	f->error = error;
	error->text[0] = '\0';
	r = set_path(f, path);
	if (r < 0)
		return fail_read(f, path, r, error);
	config_init(&f->tree);
	config_set_include_dir(&f->tree, f->dir);
	r = conffile_lint(f, f->path, text, size);
	if (r == 0)
		r = parse(f, text);
	if (r != 0)
		config_destroy(&f->tree);
	return r;
}

int conffile_open(struct conffile *f, const char *path, struct config_error *error)
{
	char *text = NULL;
	size_t size = 0;
	int r = conffile_slurp(path, &text, &size);

	if (r < 0)
		return fail_read(f, path, r, error);
	r = conffile_parse(f, path, text, size, error);
	free(text);
	return r;
}

void conffile_close(struct conffile *f)
{
	config_destroy(&f->tree);
}
