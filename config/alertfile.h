/* SPDX-License-Identifier: MIT */
/*
 * alertfile.h - pauses and the words of the last hour, on disk: state, not configuration
 *
 * A libconfig file, written as statefile.h has it.
 *
 *   version = 1;
 *   saved = 1700000305L;
 *   next_cookie = 4L;
 *   words = [ 1700000000L, 1700000300L ];    oldest first
 *   holds = (
 *     { cookie = 3L; until = 1700003600L; reason = "a call"; },
 *     ...
 *   );
 */
#pragma once

#include "alert.h"
#include "config.h"

#define ALERTFILE_E_DAMAGED 1 /* there, but not to be trusted; ret_error says why */

/**
 * alertfile_read() - read what was remembered
 * @ret:       written only on success
 * @ret_error: as config_load()'s; "" on success
 *
 * Strict as config_load(): an unknown key, a missing one, a value out of range,
 * a cookie twice, a reason that does not fit or is no UTF-8, too many words or holds, another
 * version: ALERTFILE_E_DAMAGED.
 *
 * Return: 0; -ENOENT when nothing was remembered yet; ALERTFILE_E_DAMAGED;
 * another negative errno.
 */
int alertfile_read(const char *path, struct alert_memory *ret, struct config_error *ret_error);

/** alertfile_write() - replace the file as a whole; as statefile_write() */
int alertfile_write(const char *path, const struct alert_memory *memory);
