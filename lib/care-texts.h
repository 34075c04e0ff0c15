/* SPDX-License-Identifier: MIT */
/*
 * care-texts.h - every word the coach says, in one file for translators
 *
 * English, and at the same time the keys of the message catalogue.  {minutes},
 * {days}, {weeks}, {percent}, {severity}, {before}, {place} and {posture} are
 * replaced by whoever shows a text.  Reminders, never diagnoses or promises.
 */
#pragma once

#include <stdint.h>

#include "care.h"

/* Who an exercise is for: by how the wearer sat since the last one. */
enum care_fit {
	CARE_FIT_ANY,
	CARE_FIT_ROUND,	  /* rounded between the sensors */
	CARE_FIT_LEANING, /* aslant */
};

struct care_exercise {
	const char *name;
	const char *target; /* "neck", "upper back", "chest", "shoulders", "lower back" */
	const char *steps;
	uint32_t seconds; /* in all */
	enum care_fit fit;
	const char *source; /* who teaches it; the words are ours */
};

extern const struct care_exercise care_exercises[];
extern const uint32_t care_n_exercises;

/* Which of two counts is a matter of language; .one is NULL where there is no number to ask. */
struct care_text {
	const char *one, *many;
};

/** care_text_reason() - why a reminder came, or why it is over; one sentence */
struct care_text care_text_reason(enum care_reason reason);

/** care_text_place() - the sentence that a place is added with, for massage */
extern const char care_text_place[];

/** care_text_massage() - what to do about it */
extern const char care_text_massage[];

/** care_text_hint() - one change at the workplace for a posture; @i rotates */
const char *care_text_hint(enum posture posture, uint32_t i);

/* When not to wait; goes with the first advice to see a professional. */
extern const char care_text_red_flags[];

/* Goes with every advice to see one. */
extern const char care_text_professional[];

/** care_text_posture() - "slouching" ... as it stands in a sentence */
const char *care_text_posture(enum posture posture);
