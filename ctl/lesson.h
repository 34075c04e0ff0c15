/* SPDX-License-Identifier: MIT */
/*
 * lesson.h - what a pose's name means
 */
#pragma once

#include <stdbool.h>

#include "posture.h"

struct lesson {
	const char *name; /* borrowed */
	enum posture posture;
	bool good;
};

#define LESSON_E_NAME    1 /* not a legal pose name */
#define LESSON_E_POSTURE 2 /* no posture a pose can have */

/**
 * lesson_make() - a pose from what the command line says
 * @word: the posture asked for, NULL = by the name
 * @good, @bad: asked for; at most one
 *
 * A name that is a posture means it; any other is upright, or slouching when
 * it is to be bad.  Upright is good and all else bad unless asked otherwise.
 *
 * Return: 0, LESSON_E_NAME or LESSON_E_POSTURE.
 */
int lesson_make(const char *name, const char *word, bool good, bool bad, struct lesson *ret);
