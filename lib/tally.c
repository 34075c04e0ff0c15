/* SPDX-License-Identifier: MIT */
#include "tally.h"

void tally_init(struct tally *t)
{
	*t = (struct tally){ 0 };
}

static void begin_day(struct tally *t, int32_t day)
{
	*t = (struct tally){ .day = day, .now_us = t->now_us, .spell_us = t->spell_us };
}

static bool is_rest(enum activity activity)
{
	return activity == ACTIVITY_LYING || activity == ACTIVITY_AWAY;
}

/* A slouch is counted once, when its spell has lasted long enough to be one. */
static void count_slouch(struct tally *t, const struct posture_state *s, uint64_t elapsed_us)
{
	uint64_t before_us = t->spell_us;

	if (is_rest(s->activity) || (s->posture != POSTURE_UNKNOWN && s->good))
		t->spell_us = 0;
	else if (s->activity == ACTIVITY_STILL && s->posture != POSTURE_UNKNOWN)
		t->spell_us += elapsed_us;
	if (before_us < TALLY_SLOUCH_US && t->spell_us >= TALLY_SLOUCH_US)
		t->slouches++;
}

void tally_step(struct tally *t, const struct posture_state *s, uint64_t now_us, int32_t day)
{
	uint64_t elapsed_us = posture_elapsed_us(t->now_us, now_us);

	if (day != t->day)
		begin_day(t, day);
	t->now_us = MAX(t->now_us, now_us);

	t->activity_us[s->activity] += elapsed_us;
	if (s->activity == ACTIVITY_STILL) {
		t->posture_us[s->posture] += elapsed_us;
		if (s->posture != POSTURE_UNKNOWN && !s->good)
			t->bad_us += elapsed_us;
	}
	count_slouch(t, s, elapsed_us);
}

void tally_alert(struct tally *t)
{
	t->alerts++;
}

uint64_t tally_bad_us(const struct tally *t)
{
	return t->bad_us;
}
