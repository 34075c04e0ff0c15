/* SPDX-License-Identifier: MIT */
#include "posture.h"

#include <assert.h>
#include <stddef.h>

#include "text.h"

static const char *const posture_words[POSTURE_COUNT] = {
	[POSTURE_UNKNOWN] = "unknown",
	[POSTURE_UPRIGHT] = "upright",
	[POSTURE_SLOUCHING] = "slouching",
	[POSTURE_LEANING_FORWARD] = "leaning-forward",
	[POSTURE_LEANING_BACK] = "leaning-back",
	[POSTURE_LEANING_LEFT] = "leaning-left",
	[POSTURE_LEANING_RIGHT] = "leaning-right",
};

static const char *const activity_words[ACTIVITY_COUNT] = {
	[ACTIVITY_STILL] = "still",
	[ACTIVITY_MOVING] = "moving",
	[ACTIVITY_LYING] = "lying",
	[ACTIVITY_AWAY] = "away",
};

const char *posture_to_str(enum posture posture)
{
	assert(posture < POSTURE_COUNT);
	return posture_words[posture];
}

int posture_from_str(const char *word, enum posture *ret)
{
	size_t len = text_len(word, sizeof("leaning-forward"));

	for (unsigned i = 0; i < POSTURE_COUNT; i++) {
		if (text_is(word, len, posture_words[i])) {
			*ret = (enum posture)i;
			return 0;
		}
	}
	return POSTURE_E_WORD;
}

const char *activity_to_str(enum activity activity)
{
	assert(activity < ACTIVITY_COUNT);
	return activity_words[activity];
}

void posture_init(struct posture_state *s)
{
	*s = (struct posture_state){ .pose = -1, .next_pose = -1 };
}

static void drop_candidate(struct posture_state *s)
{
	s->next = POSTURE_UNKNOWN;
	s->next_pose = -1;
	s->next_good = false;
	s->next_since_us = 0;
}

static void lose(struct posture_state *s, uint64_t now_us)
{
	drop_candidate(s);
	if (s->posture == POSTURE_UNKNOWN)
		return;
	s->posture = POSTURE_UNKNOWN;
	s->pose = -1;
	s->good = false;
	s->since_us = now_us;
}

static void freeze(struct posture_state *s, uint64_t moved_us)
{
	if (s->next != POSTURE_UNKNOWN)
		s->next_since_us += moved_us;
}

/* The candidate has been seen for long enough. */
static void settle(struct posture_state *s)
{
	if (s->posture != s->next || s->good != s->next_good)
		s->since_us = s->next_since_us;
	s->posture = s->next;
	s->pose = s->next_pose;
	s->good = s->next_good;
	drop_candidate(s);
}

/*
 * True while the sight of @in goes on being the sight of the candidate.  While
 * the candidate is another posture its poses may alternate; while it is only
 * another pose of the posture that counts, the pose is all there is to it.
 */
static bool is_candidate(const struct posture_state *s, const struct posture_input *in)
{
	bool new_posture = s->next != s->posture || s->next_good != s->good;

	return s->next == in->posture && s->next_good == in->good &&
	       (new_posture || s->next_pose == in->pose);
}

static void watch(struct posture_state *s, const struct posture_params *p,
		  const struct posture_input *in, uint64_t now_us)
{
	if (in->posture == s->posture && in->good == s->good && in->pose == s->pose) {
		drop_candidate(s);
		return;
	}
	if (!is_candidate(s, in)) {
		s->next = in->posture;
		s->next_good = in->good;
		s->next_since_us = now_us;
	}
	s->next_pose = in->pose;
	if (now_us - s->next_since_us >= p->settle_us)
		settle(s);
}

bool posture_step(struct posture_state *s, const struct posture_params *p,
		  const struct posture_input *in, uint64_t now_us)
{
	const struct posture_state old = *s;

	if (s->now_us == 0)
		s->since_us = now_us;
	s->now_us = MAX(now_us, s->now_us);
	s->activity = in->activity;

	if (!in->valid || in->posture == POSTURE_UNKNOWN) {
		lose(s, s->now_us);
	} else {
		switch (in->activity) {
		case ACTIVITY_STILL:
			watch(s, p, in, s->now_us);
			break;
		case ACTIVITY_MOVING:
			freeze(s, s->now_us - old.now_us);
			break;
		case ACTIVITY_LYING:
		case ACTIVITY_AWAY:
		case ACTIVITY_COUNT:
			lose(s, s->now_us);
			break;
		}
	}
	return s->posture != old.posture || s->pose != old.pose || s->good != old.good ||
	       s->activity != old.activity;
}
