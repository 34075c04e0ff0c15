/* SPDX-License-Identifier: MIT */
/*
 * conffile.h - a libconfig file, opened strictly, and errors that say where
 *
 * Shared by the folder; nobody else needs it but for conffile_slurp().  libconfig alone is
 * not strict enough: see conffile-lint.c.
 */
#pragma once

#include <libconfig.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "config.h"

/* Owned by the caller, between conffile_open() and conffile_close(). */
struct conffile {
	config_t tree;
	const char *path;           /* as the caller named it; borrowed */
	char dir[PATH_MAX];         /* its folder: @include names are relative to it */
	struct config_error *error; /* borrowed */
};

/**
 * conffile_open() - read and parse a file
 * @path, @error: borrowed until conffile_close(); @error is emptied first
 *
 * Return: 0; CONFIG_E_INVALID when it does not parse; a negative errno when it
 * cannot be read.  Unless 0, *error is filled and there is nothing to close.
 */
int conffile_open(struct conffile *f, const char *path, struct config_error *error);
void conffile_close(struct conffile *f);

/**
 * conffile_parse() - conffile_open() of a file whose text is at hand
 * @path: what errors name, and whose folder @include is relative to
 * @text: @size bytes and a NUL
 */
int conffile_parse(struct conffile *f, const char *path, const char *text, size_t size,
		   struct config_error *error);

#define CONFFILE_SOURCE_MAX (2 * PATH_MAX)

/** conffile_source() - the file a setting stands in: .path itself, or what it includes */
const char *conffile_source(const struct conffile *f, const config_setting_t *at,
			    char buf[CONFFILE_SOURCE_MAX]);

/**
 * conffile_fail() - say what is wrong with a setting: "FILE:LINE: KEY: reason"
 * @at: the setting; NULL for the file as a whole, then "FILE: reason"
 *
 * Return: CONFIG_E_INVALID, always.
 */
int conffile_fail(const struct conffile *f, const config_setting_t *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** conffile_fail_type() - conffile_fail() with "must be WANTED, not ..." */
int conffile_fail_type(const struct conffile *f, const config_setting_t *at, const char *wanted);

/** conffile_fail_text() - "FILE:LINE: reason" where no setting exists yet */
int conffile_fail_text(const struct conffile *f, const char *file, unsigned line,
		       const char *format, ...) __attribute__((format(printf, 4, 5)));

/** conffile_key() - "posture.slouch_deg", "poses[1].upper[0]"; cut to fit @size */
void conffile_key(const config_setting_t *setting, char *ret, size_t size);

/** conffile_number() - any of libconfig's kinds of number; false for another type */
bool conffile_number(const config_setting_t *setting, double *ret);

/** conffile_string() - the text; NULL for another type.  Borrowed from the tree */
const char *conffile_string(const config_setting_t *setting);

#define CONFFILE_NUMBER_MAX 32

/** conffile_number_to_str() - as a person writes it ("12.5", "0x68"), in no locale; returns @ret */
const char *conffile_number_to_str(double number, bool hex, char ret[CONFFILE_NUMBER_MAX]);

/** conffile_fail_missing() - @group lacks @key; NULL = the file does.  Returns CONFIG_E_INVALID */
int conffile_fail_missing(const struct conffile *f, const config_setting_t *group, const char *key);

/**
 * conffile_keys() - a group has all of these keys, and no other
 * @keys: ends with NULL
 *
 * Return: 0 or CONFIG_E_INVALID.
 */
int conffile_keys(const struct conffile *f, const config_setting_t *group,
		  const char *const *keys);

#define CONFFILE_SEC_MAX 253402300799.0 /* the end of the year 9999 */

/** conffile_whole() - a whole number from @min to @max.  0 or CONFIG_E_INVALID */
int conffile_whole(const struct conffile *f, const config_setting_t *at, double min, double max,
		   double *ret);

#define CONFFILE_KEY_VERSION "version"

/** conffile_version() - 0 when the file says it is of this one; CONFIG_E_INVALID */
int conffile_version(const struct conffile *f, const config_setting_t *root, int version);

/**
 * conffile_slurp() - a whole regular file of at most 1 MiB as text
 * @ret: NUL-terminated; the caller frees it
 *
 * Return: 0; a negative errno: -EISDIR, -EINVAL for what else is no regular
 * file, -EFBIG.
 */
int conffile_slurp(const char *path, char **ret, size_t *ret_size);

/**
 * conffile_lint() - refuse what libconfig would misread in silence, or die of
 * @file: name of the file @text came from, for errors
 * @text: @size bytes and a NUL
 *
 * Follows @include.  Return: 0 or CONFIG_E_INVALID.
 */
int conffile_lint(const struct conffile *f, const char *file, const char *text, size_t size);
