/* SPDX-License-Identifier: MIT */
/*
 * diff.h - the difference between two texts, as diff -u shows it
 */
#pragma once

#include <stdio.h>

/**
 * diff_print() - a unified diff with three lines of context; nothing when they are the same
 * @old_name, @new_name: for the two lines it begins with
 *
 * Made for texts that are mostly the same: the time goes with the square of
 * the longest stretch that differs.
 *
 * Return: 0 or -ENOMEM.
 */
int diff_print(FILE *out, const char *old_name, const char *new_name, const char *old_text,
	       const char *new_text);
