/* SPDX-License-Identifier: MIT */
/*
 * wholefile.h - a file a person named: there as a whole, or not at all
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * wholefile_write() - write it beside, then put it in place
 * @path:  "-" is stdout; where it names a device or a pipe, that is written to;
 *         a link stays one
 * @force: replace a file that is there
 *
 * Return: 0; -EEXIST when the file is there and @force was not said; another
 * negative errno.  Unless 0 what was there before is there still, and nothing
 * else is left.
 */
int wholefile_write(const char *path, const char *text, size_t size, bool force);
