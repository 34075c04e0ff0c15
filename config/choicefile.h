/* SPDX-License-Identifier: MIT */
/*
 * choicefile.h - the profile chosen by hand, on disk: state, not configuration
 *
 * A libconfig file, written as statefile.h has it.
 *
 *   version = 1;
 *   profile = "standing";    or "auto": none is chosen
 */
#pragma once

#include "config.h"

#define CHOICEFILE_E_DAMAGED 1 /* there, but not to be trusted; ret_error says why */

/**
 * choicefile_read() - read the name that was chosen
 * @ret:       a profile's name, or "auto"; written only on success
 * @ret_error: as config_load()'s; "" on success
 *
 * Return: 0; -ENOENT when nothing was chosen yet; CHOICEFILE_E_DAMAGED; another
 * negative errno.
 */
int choicefile_read(const char *path, char ret[POSE_NAME_MAX], struct config_error *ret_error);

/** choicefile_write() - replace the file as a whole; as statefile_write() */
int choicefile_write(const char *path, const char *name);
