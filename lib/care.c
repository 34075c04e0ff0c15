/* SPDX-License-Identifier: MIT */
#include "care.h"

#include <assert.h>
#include <string.h>

#include "angle.h"
#include "care-inner.h"
#include "care-texts.h"
#include "text.h"

#define STILL_US     (60 * US_PER_SEC) /* of sitting ends a walk or a rest */
#define ROUND_CDEG   800 /* mean curvature that asks for the thoracic spine to be stretched */
#define LEANING_CDEG 500 /* mean lean to a side, likewise */

static const char *const kinds[CARE_COUNT] = {
	"stretch", "heat", "massage", "posture", "professional",
};

static const char *const reasons[CARE_REASON_COUNT] = {
	"slouched", "sat",   "cover",    "enough",    "too-long", "interval",
	"bad-week", "again", "persists", "rises",     "severe",   "no-better",
	"done",     "moved", "rested",   "dismissed", "off",      "stale",
};

const char *care_kind_to_str(enum care_kind kind)
{
	return kinds[kind];
}

enum care_kind care_kind_from_str(const char *word)
{
	for (unsigned i = 0; i < CARE_COUNT; i++) {
		if (text_is(word, text_len(word, 16), kinds[i]))
			return (enum care_kind)i;
	}
	return CARE_COUNT;
}

const char *care_reason_to_str(enum care_reason reason)
{
	return reasons[reason];
}

static struct care_event *add(enum care_kind kind, enum care_reason reason, bool due,
			      struct care_events *ret)
{
	struct care_event *e;

	assert(ret->n < CARE_EVENT_MAX);
	e = &ret->event[ret->n++];
	*e = (struct care_event){ .kind = kind, .reason = reason, .due = due };
	return e;
}

struct care_event *care_tell(struct care *c, enum care_kind kind, enum care_reason reason,
			     struct care_events *ret)
{
	c->due |= 1u << kind;
	c->dirty = true;
	return add(kind, reason, true, ret);
}

void care_end(struct care *c, enum care_kind kind, enum care_reason reason, struct care_events *ret)
{
	if ((c->due & 1u << kind) == 0)
		return;
	c->due &= ~(1u << kind);
	add(kind, reason, false, ret);
}

bool care_is_silent(const struct care *c, const struct care_params *p, enum care_kind kind,
		    int64_t real_sec)
{
	int64_t left_sec = c->memory.dismissed_until_sec[kind] - real_sec;

	/* more than can be asked for: the clock was set back meanwhile */
	return !p->enabled[kind] || (left_sec > 0 && left_sec <= CARE_DISMISS_MAX_SEC);
}

void care_init(struct care *c, const struct care_memory *memory, uint64_t now_us, int64_t real_sec)
{
	memset(c, 0, sizeof(*c));
	if (!memory)
		return;
	c->memory = *memory;
	care_heat_restore(c, now_us, real_sec);
}

/* ----------------------------------------------------------------- counting */

static void begin_anew(struct care *c)
{
	c->slouched_us = c->sat_us = 0;
	c->lateral_sum = c->curvature_sum = 0;
	c->lateral_ms = c->curvature_ms = 0;
}

static void take_break(struct care *c, enum care_reason reason, struct care_events *ret)
{
	begin_anew(c);
	care_end(c, CARE_STRETCH, reason, ret);
}

static void add_angle(int32_t cdeg, uint64_t elapsed_us, int64_t *sum, uint64_t *ms)
{
	if (cdeg == ANGLE_UNKNOWN)
		return;
	*sum += (int64_t)cdeg * (int64_t)(elapsed_us / US_PER_MS);
	*ms += elapsed_us / US_PER_MS;
}

static void count_sitting(struct care *c, const struct posture_state *s,
			  const struct care_moment *m, uint64_t elapsed_us)
{
	struct care_day *today;

	if (c->unseen_us >= CARE_MOVED_US)
		begin_anew(c);
	c->unseen_us = 0;
	c->still_us += elapsed_us;
	if (c->still_us >= STILL_US)
		c->moved_us = c->rested_us = 0;
	c->sat_us += elapsed_us;
	today = care_today(c, m->local_day);
	today->still_us += elapsed_us;
	add_angle(m->lateral_cdeg, elapsed_us, &c->lateral_sum, &c->lateral_ms);
	add_angle(m->curvature_cdeg, elapsed_us, &c->curvature_sum, &c->curvature_ms);
	if (s->good)
		return;
	c->slouched_us += elapsed_us;
	today->bad_us[s->posture] += elapsed_us;
}

static void count(struct care *c, const struct posture_state *s, const struct care_moment *m,
		  uint64_t elapsed_us, struct care_events *ret)
{
	if (s->activity == ACTIVITY_STILL) {
		if (s->posture == POSTURE_UNKNOWN)
			c->unseen_us += elapsed_us;
		else
			count_sitting(c, s, m, elapsed_us);
		return;
	}
	c->still_us = 0;
	if (s->activity == ACTIVITY_MOVING)
		c->moved_us += elapsed_us;
	else
		c->rested_us += elapsed_us;
	if (c->moved_us >= CARE_MOVED_US)
		take_break(c, CARE_MOVED, ret);
	else if (c->rested_us >= CARE_MOVED_US)
		take_break(c, CARE_RESTED, ret);
}

/* --------------------------------------------------------------- stretching */

static int64_t mean(int64_t sum, uint64_t ms)
{
	return ms == 0 ? 0 : sum / (int64_t)ms;
}

static enum care_fit fit_of(const struct care *c)
{
	int64_t lateral_cdeg = mean(c->lateral_sum, c->lateral_ms);

	if (mean(c->curvature_sum, c->curvature_ms) >= ROUND_CDEG)
		return CARE_FIT_ROUND;
	if (lateral_cdeg >= LEANING_CDEG || lateral_cdeg <= -LEANING_CDEG)
		return CARE_FIT_LEANING;
	return CARE_FIT_ANY;
}

/* The next of those that fit; all of them in turn for one who sat neither round nor aslant. */
static uint32_t next_exercise(struct care *c, enum care_fit fit)
{
	unsigned n = 0, wanted;

	for (unsigned i = 0; i < care_n_exercises; i++)
		n += fit == CARE_FIT_ANY || care_exercises[i].fit == fit;
	wanted = c->memory.exercise++ % n;
	for (unsigned i = 0; i < care_n_exercises; i++) {
		if ((fit == CARE_FIT_ANY || care_exercises[i].fit == fit) && wanted-- == 0)
			return i;
	}
	return 0;
}

/* Since a restart the wall clock has to do. */
static bool is_soon(const struct care *c, const struct care_params *p, const struct care_moment *m)
{
	int64_t told_sec = c->memory.stretch_told_sec;

	if (c->stretch_told_us != 0)
		return m->now_us - c->stretch_told_us < p->stretch_gap_us;
	return told_sec != 0 && told_sec <= m->real_sec &&
	       (uint64_t)(m->real_sec - told_sec) < p->stretch_gap_us / US_PER_SEC;
}

static bool may_stretch(const struct care *c, const struct care_params *p,
			const struct care_moment *m)
{
	const struct care_memory *mem = &c->memory;
	bool spent = mem->stretch_day == m->local_day && mem->stretches >= p->stretch_per_day;

	return !spent && !is_soon(c, p, m) &&
	       (c->slouched_us >= p->stretch_slouch_us || c->sat_us >= p->stretch_sit_us);
}

static bool stretch(struct care *c, const struct care_params *p, const struct care_moment *m,
		    struct care_events *ret)
{
	struct care_memory *mem = &c->memory;
	bool slouched = c->slouched_us >= p->stretch_slouch_us;
	struct care_event *e;

	if (!may_stretch(c, p, m))
		return false;
	if (mem->stretch_day != m->local_day)
		mem->stretches = 0;
	mem->stretch_day = m->local_day;
	mem->stretches++;
	mem->stretch_told_sec = m->real_sec;
	c->stretch_told_us = m->now_us;
	e = care_tell(c, CARE_STRETCH, slouched ? CARE_SLOUCHED : CARE_SAT, ret);
	e->minutes = (uint32_t)((slouched ? c->slouched_us : c->sat_us) / (60 * US_PER_SEC));
	e->exercise = next_exercise(c, fit_of(c));
	e->posture = care_worst_posture(c, m->local_day);
	return true;
}

/* ----------------------------------------------------------------- the step */

static void end_what_is_over(struct care *c, const struct care_params *p,
			     const struct care_moment *m, struct care_events *ret)
{
	bool new_day = c->local_day != m->local_day;

	for (enum care_kind kind = 0; kind < CARE_COUNT; kind++) {
		if (kind == CARE_HEAT)
			continue;
		if (!p->enabled[kind])
			care_end(c, kind, CARE_SWITCHED_OFF, ret);
		else if (new_day && kind != CARE_MASSAGE)
			care_end(c, kind, CARE_STALE, ret);
	}
	c->local_day = m->local_day;
}

/* One thing at a time, the weightiest first. */
static void remind(struct care *c, const struct care_params *p, const struct care_moment *m,
		   struct care_events *ret)
{
	static const struct {
		enum care_kind kind;
		bool (*tell)(struct care *c, const struct care_params *p,
			     const struct care_moment *m, struct care_events *ret);
	} order[] = {
		{ CARE_PROFESSIONAL, care_professional },
		{ CARE_STRETCH, stretch },
		{ CARE_MASSAGE, care_massage },
		{ CARE_POSTURE, care_posture },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(order); i++) {
		if (!care_is_silent(c, p, order[i].kind, m->real_sec) &&
		    order[i].tell(c, p, m, ret))
			return;
	}
}

void care_step(struct care *c, const struct care_params *p, const struct posture_state *s,
	       const struct care_moment *m, struct care_events *ret)
{
	uint64_t elapsed_us = posture_elapsed_us(c->now_us, m->now_us);

	ret->n = 0;
	if (elapsed_us == 0 && c->now_us != 0 && m->now_us > c->now_us)
		c->unseen_us += m->now_us - c->now_us;
	c->now_us = MAX(c->now_us, m->now_us);
	end_what_is_over(c, p, m, ret);
	care_heat_step(c, m, ret);
	count(c, s, m, elapsed_us, ret);
	if (m->may_speak && s->activity == ACTIVITY_STILL && s->posture != POSTURE_UNKNOWN)
		remind(c, p, m, ret);
}

/* -------------------------------------------------------------------- asked */

int care_start(struct care *c, const struct care_params *p, enum care_kind kind,
	       const struct care_moment *m, int64_t *ret_from_sec, struct care_events *ret)
{
	ret->n = 0;
	if (kind != CARE_HEAT)
		return CARE_E_INVALID;
	return care_heat_start(c, p, m, ret_from_sec, ret);
}

int care_done(struct care *c, enum care_kind kind, const struct care_moment *m,
	      struct care_events *ret)
{
	bool was_due = c->due & 1u << kind;

	ret->n = 0;
	if (kind == CARE_HEAT)
		return care_heat_done(c, m, ret);
	if (kind == CARE_STRETCH)
		begin_anew(c);
	if (kind == CARE_MASSAGE)
		c->memory.massage_day = m->local_day;
	if (!was_due && kind != CARE_STRETCH && kind != CARE_MASSAGE)
		return CARE_E_NOTHING;
	care_end(c, kind, CARE_DONE, ret);
	c->dirty = true;
	return 0;
}

int care_dismiss(struct care *c, enum care_kind kind, uint64_t seconds, const struct care_moment *m,
		 struct care_events *ret)
{
	ret->n = 0;
	if (kind == CARE_HEAT)
		return CARE_E_INVALID;
	c->memory.dismissed_until_sec[kind] =
		m->real_sec + (int64_t)MIN(MAX(seconds, 1), CARE_DISMISS_MAX_SEC);
	c->dirty = true;
	care_end(c, kind, CARE_DISMISSED, ret);
	return 0;
}
