/* SPDX-License-Identifier: MIT */
/*
 * care-words.h - what the coach says, composed, in the language of the process
 *
 * The texts are lib/care-texts.h's, looked up in the catalogue "plumbd"
 * (po/de.po ...).  Everything else plumbd says is English.  Linked by plumbctl too.
 */
#pragma once

#include <stddef.h>

#include "care.h"

#define CARE_WORDS_MAX 2048 /* holds every sentence made here, in German too */

/**
 * care_words_init() - take the language from the environment
 *
 * For these texts alone: numbers, and the words of libc, stay as they are in C.
 * Catalogues are looked for where they were installed, or in $TEXTDOMAINDIR.
 * Without one for the language it is English.  Texts come out as UTF-8 whatever
 * the terminal has: D-Bus and the journal want that.
 */
void care_words_init(void);

/** care_words_of() - one text of care-texts.h; static, or the text itself */
const char *care_words_of(const char *text);

/**
 * care_words() - everything there is to say about an event
 * @ret: UTF-8, cut to @size bytes at a character's end
 *
 * Due: why, and what to do; the first advice to see a professional ends with
 * the list of what not to wait with.  Over: why.
 */
void care_words(char *ret, size_t size, const struct care_event *e);
