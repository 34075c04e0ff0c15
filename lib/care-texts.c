/* SPDX-License-Identifier: MIT */
/*
 * Sources of the exercises; the words are ours:
 *
 *   AAOS   American Academy of Orthopaedic Surgeons, OrthoInfo, Spine Conditioning Program
 *   Mayo   Mayo Clinic, Back exercises in 15 minutes a day
 *   NHS    National Health Service, Sitting exercises; Flexibility exercises
 *   SIRA   State Insurance Regulatory Authority NSW, Whiplash neck exercises
 *   TPC    The Physio Company, 9 easy desk-based exercises
 */
#include "care-texts.h"

#include <stddef.h>

#include "fixed.h"

/* These mark texts for xgettext: one, one whose number does not matter, singular and plural. */
#define N_(text)       text
#define NO_(text)      { NULL, text }
#define NP_(one, many) { one, many }

/* clang-format off */
const struct care_exercise care_exercises[] = {
	{
		N_("Turn your head"), N_("neck"),
		N_("Sit tall with your shoulders low. Turn your head slowly to the left as far as is "
		   "comfortable, wait 5 seconds, come back. Then to the right. Three times each side."),
		45, CARE_FIT_ANY, "NHS, Flexibility exercises, neck rotation",
	}, {
		N_("Ear to shoulder"), N_("neck"),
		N_("Hold the seat with your right hand. Let your left ear sink towards your left shoulder "
		   "until the right side of your neck stretches gently, and stay for 10 seconds. Change "
		   "sides. Twice each side."),
		45, CARE_FIT_LEANING, "TPC, side neck stretch",
	}, {
		N_("Chin back"), N_("neck"),
		N_("Sit tall and look straight ahead. Slide your chin straight back, as if to make a double "
		   "chin, without nodding. Hold for 3 seconds, let go. Ten times."),
		50, CARE_FIT_ROUND, "SIRA, exercise 5, neck retraction",
	}, {
		N_("Open over the chair back"), N_("upper back"),
		N_("Sit with your bottom at the back of a firm chair that ends below your shoulder blades. "
		   "Hands behind your head, elbows wide. Lean your upper back over the edge, look up, and "
		   "breathe for 10 seconds. Come up slowly. Three times."),
		45, CARE_FIT_ROUND, "TPC, back extension stretch",
	}, {
		N_("Shoulder blades together"), N_("upper back"),
		N_("Sit upright, arms by your sides. Draw your shoulder blades together and down, hold for "
		   "5 seconds, let go. Keep your shoulders away from your ears. Five times."),
		40, CARE_FIT_ROUND, "Mayo, shoulder blade squeeze",
	}, {
		N_("Turn in the chair"), N_("upper back"),
		N_("Feet flat on the floor. Turn your upper body to the left, take hold of the chair's back, "
		   "and look over your shoulder for 10 seconds. Your hips stay where they are. Change sides. "
		   "Twice each side."),
		45, CARE_FIT_LEANING, "NHS, Sitting exercises, upper body twist",
	}, {
		N_("Wide chest"), N_("chest"),
		N_("Sit away from the chair's back. Pull your shoulders back and down and stretch your arms "
		   "out to the sides. Push your chest gently forward and up for 10 seconds. Five times."),
		60, CARE_FIT_ROUND, "NHS, Sitting exercises, chest stretch",
	}, {
		N_("Palms out"), N_("chest"),
		N_("Elbows at your sides and bent, palms up. Turn your hands outwards as far as they go with "
		   "the elbows where they are, until your chest opens. Hold for 10 seconds. Three times."),
		40, CARE_FIT_ANY, "TPC, chest stretch",
	}, {
		N_("Shrug and roll"), N_("shoulders"),
		N_("Lift both shoulders to your ears, roll them back and let them sink. Slowly, ten times."),
		30, CARE_FIT_ANY, "TPC, shoulder shrug",
	}, {
		N_("Arms up"), N_("shoulders"),
		N_("Sit upright, arms by your sides, palms forward. Raise both arms out to the side and up as "
		   "far as is comfortable, shoulders low. Breathe out going up, in coming down. Five times."),
		40, CARE_FIT_ANY, "NHS, Sitting exercises, arm raises",
	}, {
		N_("Bend to the side"), N_("lower back"),
		N_("Stand or sit upright, feet hip-width apart. Slide your left arm down your side as far as "
		   "is comfortable, until the right side of your waist stretches. Hold for 2 seconds, come "
		   "back. Three times each side."),
		30, CARE_FIT_LEANING, "NHS, Flexibility exercises, sideways bend",
	}, {
		N_("Sitting rotation"), N_("lower back"),
		N_("Sit on the edge of the chair, cross one leg over the other, and turn towards the upper "
		   "leg with the opposite elbow against it. Hold for 10 seconds. Three times each side."),
		75, CARE_FIT_LEANING, "AAOS, sitting rotation stretch",
	}, {
		N_("Knee to chest"), N_("lower back"),
		N_("Sit or lie. Pull one knee towards your chest with both hands and stay for 5 seconds; "
		   "then the other. Twice each side."),
		30, CARE_FIT_ANY, "Mayo, knee-to-chest stretch",
	}, {
		N_("Stand and lean back"), N_("lower back"),
		N_("Stand up, hands on the small of your back. Lean back a little over your hands, knees "
		   "straight, for 3 seconds, and come back. Five times."),
		30, CARE_FIT_ANY, "AAOS, back extension, here standing",
	},
};
const uint32_t care_n_exercises = ARRAY_SIZE(care_exercises);

static const struct care_text reasons[CARE_REASON_COUNT] = {
	[CARE_SLOUCHED] =
		NP_("You have sat badly for a minute since the last break.",
		    "You have sat badly for {minutes} minutes in all since the last break."),
	[CARE_SAT] = NO_("You have sat for {minutes} minutes without getting up."),
	[CARE_COVER] =
		NO_("Heat has begun. Keep a cloth between it and your skin, never directly on skin, and "
		    "do not fall asleep with it."),
	[CARE_ENOUGH] = NO_("15 minutes of heat are reached; that is enough. At 20 it must end."),
	[CARE_TOO_LONG] =
		NO_("{minutes} minutes of heat: take it off now, then say so with "
		    "\"plumbctl care done heat\"."),
	[CARE_INTERVAL] = NP_("The last massage was yesterday.",
			      "The last massage was {days} days ago."),
	[CARE_BAD_WEEK] = /* xgettext:no-c-format */
		NP_("The last massage was yesterday, and {percent} % of this week's sitting was bad.",
		    "The last massage was {days} days ago, and {percent} % of this week's sitting was "
		    "bad."),
	[CARE_AGAIN] = NP_("You sat {posture} a good deal today.",
			   "You sat {posture} a good deal on {days} days in a row."),
	[CARE_PERSISTS] = NO_("The knot you logged ({place}) has been there for {days} days."),
	[CARE_RISES] =
		NO_("The knot you logged ({place}) has risen from {before} to {severity} of 10."),
	[CARE_SEVERE_KNOT] = NO_("You logged {severity} of 10 ({place})."),
	[CARE_NO_BETTER] =
		NP_("You logged knots all week, and they have not become milder.",
		    "You logged knots in each of the last {weeks} weeks, and they have not become "
		    "milder."),
	[CARE_DONE] = NO_("Done, as you said."),
	[CARE_MOVED] = NO_("You have moved for two minutes; that does it."),
	[CARE_RESTED] = NO_("You have rested; that does it for now."),
	[CARE_DISMISSED] = NO_("Put off, as you asked."),
	[CARE_SWITCHED_OFF] = NO_("Switched off in the configuration."),
	[CARE_STALE] = NO_("A new day begins."),
};

const char care_text_place[] = N_("You logged a knot lately: {place}.");
const char care_text_massage[] =
	N_("Lay a ball or a roller between the sore muscle and a wall, never on the spine itself, and "
	   "lean into it for 30 to 60 seconds with quiet breath. It may feel firm; it should not hurt.");
const char care_text_professional[] =
	N_("It may be time to show it to a health professional. This is a reminder, not a diagnosis.");
const char care_text_red_flags[] =
	N_("Do not wait, but get help today, with: numbness around the groin or buttocks, trouble holding "
	   "or passing water or stool, weakness or numbness in a leg or arm, pain after a fall or an "
	   "accident, fever or feeling ill, weight loss you cannot explain, pain at night that rest does "
	   "not ease, or a history of cancer. With pain in the chest call the emergency number at once.");

#define HINTS 3

static const char *const hints[POSTURE_COUNT][HINTS] = {
	[POSTURE_UPRIGHT] = { 0 },
	[POSTURE_SLOUCHING] = {
		N_("Raise the screen until its upper edge is at the height of your eyes; a laptop wants a "
		   "stand and a keyboard of its own."),
		N_("Sit right back in the chair, so that its back carries the small of yours."),
		N_("Bring the keyboard nearer, until your elbows hang by your sides."),
	},
	[POSTURE_LEANING_FORWARD] = {
		N_("Bring the screen nearer, to an arm's length, or make the letters larger."),
		N_("Move the chair closer to the desk before you begin."),
		N_("If you lean in to see better, a light without glare or a look at your glasses may help."),
	},
	[POSTURE_LEANING_BACK] = {
		N_("Set the chair's back more upright, and sit on its whole seat."),
		N_("Raise the seat until your feet are flat and your knees as high as your hips."),
		N_("Put a cushion behind the small of your back, so that you need not slide down."),
	},
	[POSTURE_LEANING_LEFT] = {
		N_("Set both armrests to the height of your elbows, or leave both alone: one that is lower "
		   "draws you to its side."),
		N_("Put the screen straight ahead of you; a second one to the left turns and tilts you."),
		N_("Empty the left back pocket, and put both feet on the floor."),
	},
	[POSTURE_LEANING_RIGHT] = {
		N_("Set both armrests to the height of your elbows, or leave both alone: one that is lower "
		   "draws you to its side."),
		N_("Bring the mouse close to the keyboard, so that you need not reach for it."),
		N_("Empty the right back pocket, and put both feet on the floor."),
	},
};

static const char *const postures[POSTURE_COUNT] = {
	[POSTURE_UNKNOWN] = N_("in an unknown posture"),
	[POSTURE_UPRIGHT] = N_("upright, in a way you call bad,"),
	[POSTURE_SLOUCHING] = N_("slouching"),
	[POSTURE_LEANING_FORWARD] = N_("leaning forward"),
	[POSTURE_LEANING_BACK] = N_("leaning back"),
	[POSTURE_LEANING_LEFT] = N_("leaning to the left"),
	[POSTURE_LEANING_RIGHT] = N_("leaning to the right"),
};
/* clang-format on */

struct care_text care_text_reason(enum care_reason reason)
{
	return reasons[reason];
}

const char *care_text_hint(enum posture posture, uint32_t i)
{
	const char *hint = hints[posture][i % HINTS];

	return hint ? hint : hints[POSTURE_SLOUCHING][i % HINTS];
}

const char *care_text_posture(enum posture posture)
{
	return postures[posture];
}
