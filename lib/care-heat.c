/* SPDX-License-Identifier: MIT */
/*
 * Heat, the one kind that is timed.  It is told whatever else keeps silent: the
 * wearer started it, and skin does not know quiet hours.
 */
#include "care-inner.h"

#define FORGOTTEN_US (2 * CARE_HEAT_MAX_US) /* found after a restart: over long ago */
#define SAVED_US     (30 * 60 * US_PER_SEC) /* of it may be lost with a process that is killed */

static uint64_t elapsed_us(const struct care *c, uint64_t now_us)
{
	return c->heat_before_us + (now_us > c->heat_from_us ? now_us - c->heat_from_us : 0);
}

static void finish(struct care *c, uint64_t end_us, int64_t end_sec)
{
	c->heat_running = false;
	c->heat_end_us = end_us;
	c->memory.heat_begin_sec = 0;
	c->memory.heat_end_sec = end_sec;
	c->dirty = true;
}

void care_heat_restore(struct care *c, uint64_t now_us, int64_t real_sec)
{
	const struct care_memory *mem = &c->memory;
	uint64_t away_us = 0;

	if (mem->heat_begin_sec == 0)
		return;
	if (real_sec >= mem->heat_saved_sec)
		away_us = (uint64_t)(real_sec - mem->heat_saved_sec) * US_PER_SEC;
	if (away_us >= FORGOTTEN_US) {
		finish(c, 0, mem->heat_saved_sec);
		return;
	}
	c->heat_running = true;
	c->heat_from_us = now_us;
	c->heat_before_us = mem->heat_elapsed_us + away_us;
	if (real_sec < mem->heat_saved_sec)
		c->heat_before_us = MAX(c->heat_before_us, CARE_HEAT_MAX_US);
	c->heat_told = mem->heat_elapsed_us < CARE_HEAT_ENOUGH_US ? CARE_COVER : CARE_ENOUGH;
	c->due |= 1u << CARE_HEAT;
}

static void say(struct care *c, enum care_reason reason, const struct care_moment *m,
		struct care_events *ret)
{
	struct care_event *e = care_tell(c, CARE_HEAT, reason, ret);

	e->minutes = (uint32_t)(elapsed_us(c, m->now_us) / (60 * US_PER_SEC));
	c->heat_told = reason;
	c->heat_told_us = m->now_us;
}

/*
 * Told every minute for as long as nobody says Done, all night at worst: that is written
 * down only so often that the session is not taken for a forgotten one.
 */
static void say_again(struct care *c, const struct care_moment *m, struct care_events *ret)
{
	bool dirty = c->dirty;

	say(c, CARE_TOO_LONG, m, ret);
	c->dirty = dirty || elapsed_us(c, m->now_us) >= c->memory.heat_elapsed_us + SAVED_US;
}

void care_heat_step(struct care *c, const struct care_moment *m, struct care_events *ret)
{
	uint64_t us;

	if (!c->heat_running)
		return;
	us = elapsed_us(c, m->now_us);
	if (us >= CARE_HEAT_MAX_US) {
		if (c->heat_told != CARE_TOO_LONG)
			say(c, CARE_TOO_LONG, m, ret);
		else if (m->now_us - c->heat_told_us >= CARE_HEAT_AGAIN_US)
			say_again(c, m, ret);
	} else if (us >= CARE_HEAT_ENOUGH_US && c->heat_told == CARE_COVER) {
		say(c, CARE_ENOUGH, m, ret);
	}
}

/* What is left of the gap.  Over a restart the wall clock has to do; set back, it is all left. */
static uint64_t gap_left_us(const struct care *c, const struct care_params *p,
			    const struct care_moment *m)
{
	int64_t end_sec = c->memory.heat_end_sec;
	uint64_t since_us;

	if (end_sec == 0)
		return 0;
	if (c->heat_end_us != 0)
		since_us = m->now_us - c->heat_end_us;
	else
		since_us = (uint64_t)MAX(m->real_sec - end_sec, 0) * US_PER_SEC;
	return since_us < p->heat_gap_us ? p->heat_gap_us - since_us : 0;
}

/* 0, or why not now. */
static int may_start(struct care *c, const struct care_params *p, const struct care_moment *m,
		     int64_t *ret_from_sec)
{
	struct care_memory *mem = &c->memory;
	uint64_t left_us = gap_left_us(c, p, m);

	if (!p->enabled[CARE_HEAT])
		return CARE_E_OFF;
	if (c->heat_running)
		return CARE_E_RUNNING;
	if (mem->heat_day == m->local_day && mem->heat_sessions >= p->heat_per_day) {
		*ret_from_sec = 0;
		return CARE_E_CAP;
	}
	if (left_us == 0)
		return 0;
	/* a clock set back must not forbid heat for longer than the gap */
	mem->heat_end_sec = MIN(mem->heat_end_sec, m->real_sec);
	*ret_from_sec = m->real_sec + (int64_t)((left_us + US_PER_SEC - 1) / US_PER_SEC);
	return CARE_E_TOO_SOON;
}

int care_heat_start(struct care *c, const struct care_params *p, const struct care_moment *m,
		    int64_t *ret_from_sec, struct care_events *ret)
{
	struct care_memory *mem = &c->memory;
	int r = may_start(c, p, m, ret_from_sec);

	if (r != 0)
		return r;
	if (mem->heat_day != m->local_day)
		mem->heat_sessions = 0;
	mem->heat_day = m->local_day;
	mem->heat_sessions++;
	mem->heat_begin_sec = m->real_sec;
	c->heat_running = true;
	c->heat_from_us = m->now_us;
	c->heat_before_us = 0;
	c->dirty = true;
	say(c, CARE_COVER, m, ret);
	return 0;
}

int care_heat_done(struct care *c, const struct care_moment *m, struct care_events *ret)
{
	if (!c->heat_running)
		return CARE_E_NOTHING;
	finish(c, m->now_us, m->real_sec);
	care_end(c, CARE_HEAT, CARE_DONE, ret);
	ret->event[ret->n - 1].minutes = (uint32_t)(elapsed_us(c, m->now_us) / (60 * US_PER_SEC));
	return 0;
}

uint64_t care_heat_left_us(const struct care *c, uint64_t now_us)
{
	uint64_t us;

	if (!c->heat_running)
		return 0;
	us = elapsed_us(c, now_us);
	return us < CARE_HEAT_MAX_US ? CARE_HEAT_MAX_US - us : 0;
}

const struct care_memory *care_memory_now(struct care *c, uint64_t now_us, int64_t real_sec)
{
	c->memory.heat_saved_sec = real_sec;
	c->memory.heat_elapsed_us = c->heat_running ? elapsed_us(c, now_us) : 0;
	return &c->memory;
}
