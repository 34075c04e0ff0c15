/* SPDX-License-Identifier: MIT */
/*
 * profiles.h - the profiles of plumbd.conf: names, and which settings are their own
 *
 *   profiles:
 *   {
 *     standing:
 *     {
 *       poses = [ "standing" ];
 *       posture: { slouch_deg = 14.0; };
 *       alert: { levels_s = [ 60, 300 ]; };
 *     };
 *   };
 *
 * A profile is a number here as in the wearer, its place in the file.
 */
#pragma once

#include <stddef.h>

#include "config.h"

#define PROFILES_AUTO     "auto" /* no profile's name: it stands for the choice by pose */
#define PROFILES_KEY_MAX  WEARER_KEY_MAX
#define PROFILES_TEXT_MAX 1024   /* a setting's value, the longest list of quiet hours */

/** profiles_find() - by name; PROFILE_NONE when there is none such */
int profiles_find(const struct config *config, const char *name);

/** profiles_name() - of a profile; "" for PROFILE_NONE.  Borrowed from @config */
const char *profiles_name(const struct config *config, int profile);

/**
 * profiles_key() - the whole name of the key that holds under a profile
 * @path: "posture.slouch_deg"; may be one the schema does not know
 * @ret:  "profiles.NAME.posture.slouch_deg" where the profile sets it, else @path
 */
void profiles_key(const struct config *config, int profile, const char *path,
		  char ret[PROFILES_KEY_MAX]);

/**
 * profiles_setting() - walk the settings a profile has of its own
 * @i:        0 to begin with; moved on
 * @ret_text: the value as the file would write it: "14", "[ 60, 300 ]"
 *
 * Return: the key, such as "posture.slouch_deg", static; NULL past the last.
 */
const char *profiles_setting(const struct config *config, int profile, size_t *i,
			     char ret_text[PROFILES_TEXT_MAX]);
