/* SPDX-License-Identifier: MIT */
/*
 * profiles-read.h - the profiles out of plumbd.conf; for config.c
 */
#pragma once

#include "conffile.h"

/**
 * profiles_read() - read the group "profiles", if there is one
 * @config: all else, read and checked: what a profile leaves out is taken from
 *          here.  Its profiles are replaced, by none where the group is missing
 *
 * Return: 0; CONFIG_E_INVALID with the reason in @f's error.
 */
int profiles_read(const struct conffile *f, struct config *config);
