/* SPDX-License-Identifier: MIT */
/*
 * posture_step() by induction: what holds of a state holds of the next, whatever was seen, at
 * whatever time.  posture_init() is the first state, so it holds of all.
 */
#include "posture.c"
#include "prove.h"

/* CBMC's enums are signed and any number at first. */
static bool is_posture(enum posture posture)
{
	return (unsigned)posture < POSTURE_COUNT;
}

static bool is_activity(enum activity activity)
{
	return (unsigned)activity < ACTIVITY_COUNT;
}

/* What is true of every state between two steps. */
static bool is_sound(const struct posture_state *s)
{
	return is_posture(s->posture) && is_posture(s->next) && is_activity(s->activity) &&
	       s->since_us <= s->now_us && s->next_since_us <= s->now_us &&
	       (s->posture != POSTURE_UNKNOWN || (s->pose == -1 && !s->good)) &&
	       (s->next != POSTURE_UNKNOWN ||
		(s->next_pose == -1 && !s->next_good && s->next_since_us == 0));
}

static bool same_posture(const struct posture_state *a, const struct posture_state *b)
{
	return a->posture == b->posture && a->good == b->good;
}

struct posture_state nondet_state(void);
struct posture_params nondet_params(void);
struct posture_input nondet_input(void);

static struct posture_state any_sound_state(void)
{
	struct posture_state s = nondet_state();

	s.good = any_bool();
	s.next_good = any_bool();
	assume(is_sound(&s));
	return s;
}

static struct posture_input any_input(void)
{
	struct posture_input in = nondet_input();

	in.valid = any_bool();
	in.good = any_bool();
	assume(is_posture(in.posture) && is_activity(in.activity));
	return in;
}

void the_first_state_is_sound(void)
{
	struct posture_state s = nondet_state();

	posture_init(&s);
	assert(is_sound(&s));
}

void every_step_keeps_the_contract(void)
{
	struct posture_state old = any_sound_state();
	struct posture_params p = nondet_params();
	struct posture_input in = any_input();
	struct posture_state s = old;
	uint64_t now_us = nondet_u64();
	bool first = old.now_us == 0;
	bool seen, changed;

	assume(now_us != 0);
	changed = posture_step(&s, &p, &in, now_us);
	seen = in.valid && in.posture != POSTURE_UNKNOWN &&
	       (in.activity == ACTIVITY_STILL || in.activity == ACTIVITY_MOVING);

	assert(is_sound(&s));
	assert(s.now_us == (now_us > old.now_us ? now_us : old.now_us));
	assert(s.activity == in.activity);
	assert(changed == (!same_posture(&s, &old) || s.pose != old.pose ||
			   s.activity != old.activity));
	if (!seen)
		assert(s.posture == POSTURE_UNKNOWN && s.next == POSTURE_UNKNOWN);
	if (seen && in.activity == ACTIVITY_MOVING)
		assert(same_posture(&s, &old) && s.pose == old.pose);
	if (same_posture(&s, &old) && !first)
		assert(s.since_us == old.since_us);
	/* nothing counts that was not seen for long enough, and seen now */
	if (!same_posture(&s, &old) && s.posture != POSTURE_UNKNOWN)
		assert(s.posture == in.posture && s.good == in.good && s.pose == in.pose &&
		       s.now_us - s.since_us >= p.settle_us);
	/* a walk does not bring a candidate nearer to counting */
	if (seen && in.activity == ACTIVITY_MOVING && s.next != POSTURE_UNKNOWN)
		assert(s.now_us - s.next_since_us == old.now_us - old.next_since_us);
}
