/* SPDX-License-Identifier: MIT */
/*
 * statefile.h - small files replaced as a whole, or set aside
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A file in the making: 32 knots of 120 bytes, 7 days of 240, and 1500; or 16 poses of 260. */
#define STATEFILE_MAX 16384

struct statefile_text {
	size_t len; /* 0 to begin with */
	char buf[STATEFILE_MAX];
};

/** statefile_append() - as printf(); what has no room is a fault of the caller's (assert) */
void statefile_append(struct statefile_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** statefile_append_string() - in quotes, as libconfig reads it back byte for byte */
void statefile_append_string(struct statefile_text *t, const char *string);

/**
 * statefile_write() - replace a file as a whole
 * @path: mode 0640, less the umask
 *
 * Written to PATH.new, fsynced and renamed, then the folder is fsynced: after a
 * crash or a power cut the old text or the new one is there, whole.
 *
 * Return: 0 or a negative errno.  Then the old file stands and nothing else
 * is left; only when the folder's own fsync() fails, the last step, the new
 * file stands already but may not survive a power cut.
 */
int statefile_write(const char *path, const char *text, size_t size);

/**
 * statefile_rewrite() - replace a file that stands, keeping its owner, group and mode
 * @path: a symbolic link is followed, and stays one
 *
 * Otherwise as statefile_write().  Not permitted to give the new file the old
 * one's owner is an error, too: -EPERM, and the old file stands.
 */
int statefile_rewrite(const char *path, const char *text, size_t size);

/**
 * statefile_set_aside() - keep a damaged file as PATH.damaged-YYYYMMDD-HHMMSS
 * @real_sec: CLOCK_REALTIME for the name (UTC)
 * @ret_path, @size: the new name
 *
 * Return: 0; -ENAMETOOLONG when the name does not fit @size; -EEXIST when it
 * is taken; another negative errno.  Unless 0 the file is where it was.
 */
int statefile_set_aside(const char *path, int64_t real_sec, char *ret_path, size_t size);
