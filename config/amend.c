/* SPDX-License-Identifier: MIT */
#include "amend.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conffile.h"
#include "statefile.h"

#define LINE_LEN 256 /* of a key as it would be written */

__attribute__((format(printf, 3, 4))) static int fail(struct config_error *error, int r,
						      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return r;
}

static int fail_errno(struct config_error *error, const char *path, int r)
{
	return fail(error, r, "%s: %s", path, strerror(-r));
}

/* Only what the file says itself can be changed in it. */
static int check_own(const char *path, const struct confedit *edit, struct config_error *error)
{
	struct config_place place;
	char line[LINE_LEN];
	int r = config_locate(path, edit->path, &place, error);

	if (r != 0 || !place.included)
		return r;
	return fail(error, CONFIG_E_INVALID,
		    "%s: %s belongs into %s, which it includes: write \"%s\" there", path,
		    edit->path, place.file, confedit_line(edit, line, sizeof(line)));
}

static int apply(const char *path, const struct confedit *edit, char **text,
		 struct config_error *error)
{
	char line[LINE_LEN];
	char *next;
	int r = confedit_apply(*text, edit, &next);

	if (r < 0)
		return fail_errno(error, path, r);
	if (r > 0)
		return fail(error, CONFIG_E_INVALID,
			    "%s: %s is written in a way that has to be changed by hand: \"%s\"",
			    path, edit->path, confedit_line(edit, line, sizeof(line)));
	free(*text);
	*text = next;
	return 0;
}

int amend_make(const char *path, const struct confedit *edits, size_t n, struct amend *ret,
	       struct config_error *ret_error)
{
	struct amend a = { 0 };
	int r = 0;

	config_defaults(&a.config);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = check_own(path, &edits[i], ret_error);
	if (r != 0)
		return r;
	r = conffile_slurp(path, &a.old_text, &a.old_size);
	if (r < 0)
		return fail_errno(ret_error, path, r);
	a.new_text = strdup(a.old_text);
	if (!a.new_text)
		r = fail_errno(ret_error, path, -ENOMEM);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = apply(path, &edits[i], &a.new_text, ret_error);
	if (r == 0)
		r = config_load_text(path, a.new_text, strlen(a.new_text), &a.config, ret_error);
	if (r == 0)
		*ret = a;
	else
		amend_free(&a);
	return r;
}

static int check_unchanged(const char *path, const struct amend *a, struct config_error *error)
{
	char *text;
	size_t size;
	bool same;
	int r = conffile_slurp(path, &text, &size);

	if (r < 0)
		return fail_errno(error, path, r);
	same = size == a->old_size && memcmp(text, a->old_text, size) == 0;
	free(text);
	return same ? 0
		    : fail(error, CONFIG_E_INVALID, "%s: was changed meanwhile; try again", path);
}

int amend_write(const char *path, const struct amend *a, struct config_error *ret_error)
{
	int r = check_unchanged(path, a, ret_error);

	if (r != 0)
		return r;
	r = statefile_rewrite(path, a->new_text, strlen(a->new_text));
	return r < 0 ? fail_errno(ret_error, path, r) : 0;
}

void amend_free(struct amend *a)
{
	free(a->old_text);
	free(a->new_text);
	a->old_text = a->new_text = NULL;
}
