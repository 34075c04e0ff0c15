/* SPDX-License-Identifier: MIT */
#include "profile.h"

static void begin_anew(struct profile_choice *c, int next)
{
	c->next = next;
	c->held_us = 0;
}

static void put_in_force(struct profile_choice *c, int profile)
{
	c->current = profile;
	begin_anew(c, profile);
}

void profile_init(struct profile_choice *c, int current)
{
	*c = (struct profile_choice){ .hand = PROFILE_BY_POSE };
	put_in_force(c, current);
}

void profile_choose(struct profile_choice *c, int hand, int asked)
{
	c->hand = hand;
	put_in_force(c, hand == PROFILE_BY_POSE ? asked : hand);
}

bool profile_step(struct profile_choice *c, const struct posture_state *s, int asked,
		  uint64_t now_us)
{
	uint64_t elapsed_us = posture_elapsed_us(c->now_us, now_us);

	c->now_us = MAX(c->now_us, now_us);
	if (s->activity == ACTIVITY_MOVING)
		return false;
	if (c->hand != PROFILE_BY_POSE || !s->good || asked == c->current) {
		begin_anew(c, c->current);
		return false;
	}
	/* the time that led to the first sight of it was another's */
	if (asked != c->next)
		begin_anew(c, asked);
	else
		c->held_us += elapsed_us;
	if (c->held_us < PROFILE_HOLD_US)
		return false;
	put_in_force(c, asked);
	return true;
}
