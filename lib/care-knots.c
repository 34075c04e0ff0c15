/* SPDX-License-Identifier: MIT */
/*
 * Knots: where, how bad, since when.  The list forgets its oldest, so what has
 * to be known for months is carried on from log to log: since when a place
 * hurts, and since when there was no week without a log that hurt.
 */
#include <string.h>

#include "care-inner.h"
#include "text.h"
#include "utf8.h"

#define WEEK_DAYS   7
#define LATELY_DAYS 14

/* Days since it was logged; a clock set back makes it today. */
static int32_t age_days(const struct care_knot *k, int32_t local_day)
{
	return MAX(local_day - k->day, 0);
}

static bool same_place(const struct care_knot *a, const struct care_knot *b)
{
	return memcmp(a->place, b->place, sizeof(a->place)) == 0;
}

/* The log before @k of the same place; NULL = none */
static const struct care_knot *log_before(const struct care *c, const struct care_knot *k)
{
	for (const struct care_knot *b = k; b-- > c->memory.knot;) {
		if (b->day != 0 && same_place(b, k))
			return b;
	}
	return NULL;
}

/* Is @k how things stand: the last log of its place, and not that it is gone? */
static bool stands(const struct care *c, const struct care_knot *k)
{
	if (k->day == 0 || k->severity == 0)
		return false;
	for (const struct care_knot *l = k + 1; l < c->memory.knot + CARE_KNOT_MAX; l++) {
		if (same_place(l, k))
			return false;
	}
	return true;
}

const struct care_knot *care_knot_lately(const struct care *c, int32_t local_day)
{
	for (unsigned i = CARE_KNOT_MAX; i-- > 0;) {
		const struct care_knot *k = &c->memory.knot[i];

		if (stands(c, k) && age_days(k, local_day) < LATELY_DAYS)
			return k;
	}
	return NULL;
}

/* ------------------------------------------------------------ professional */

/* Three logs of one place, each worse than the one before: the first of them; else NULL. */
static const struct care_knot *risen_from(const struct care *c, const struct care_knot *k)
{
	const struct care_knot *b = log_before(c, k);
	const struct care_knot *a = b ? log_before(c, b) : NULL;

	return a && a->severity > 0 && a->since_day == k->since_day && a->severity < b->severity &&
			       b->severity < k->severity
		       ? a
		       : NULL;
}

/* What one knot speaks for; CARE_REASON_COUNT = nothing. */
static enum care_reason concern(const struct care *c, const struct care_params *p,
				const struct care_knot *k, int32_t local_day)
{
	const struct care_memory *mem = &c->memory;
	int32_t long_days = (int32_t)p->professional_weeks * WEEK_DAYS;

	if (k->severity >= CARE_SEVERE)
		return CARE_SEVERE_KNOT;
	if (risen_from(c, k))
		return CARE_RISES;
	if (local_day - k->since_day >= long_days)
		return CARE_PERSISTS;
	if (local_day - mem->row_day >= long_days && k->severity >= mem->row_severity)
		return CARE_NO_BETTER;
	return CARE_REASON_COUNT;
}

/* The weightier the reason, the earlier it is tried; of two knots the later logged one. */
static const struct care_knot *weightiest(const struct care *c, const struct care_params *p,
					  int32_t local_day, enum care_reason *ret)
{
	static const enum care_reason order[] = { CARE_SEVERE_KNOT, CARE_RISES, CARE_PERSISTS,
						  CARE_NO_BETTER };

	for (unsigned o = 0; o < ARRAY_SIZE(order); o++) {
		for (unsigned i = CARE_KNOT_MAX; i-- > 0;) {
			const struct care_knot *k = &c->memory.knot[i];

			if (!stands(c, k) || age_days(k, local_day) >= WEEK_DAYS ||
			    concern(c, p, k, local_day) != order[o])
				continue;
			*ret = order[o];
			return k;
		}
	}
	return NULL;
}

bool care_professional(struct care *c, const struct care_params *p, const struct care_moment *m,
		       struct care_events *ret)
{
	struct care_memory *mem = &c->memory;
	const struct care_knot *k, *from;
	enum care_reason reason;
	struct care_event *e;

	if (care_was_told(&mem->professional_told_day, m->local_day, WEEK_DAYS))
		return false;
	k = weightiest(c, p, m->local_day, &reason);
	if (!k)
		return false;
	from = risen_from(c, k);
	e = care_tell(c, CARE_PROFESSIONAL, reason, ret);
	memcpy(e->place, k->place, sizeof(e->place));
	e->severity = k->severity;
	e->before = from ? from->severity : 0;
	e->days = (uint32_t)MAX(m->local_day - k->since_day, 0);
	e->weeks = p->professional_weeks;
	e->first = mem->professional_told++ == 0;
	mem->professional_told_day = m->local_day;
	return true;
}

/* ------------------------------------------------------------------ logging */

static bool is_control(const unsigned char *c)
{
	return c[0] < ' ' || c[0] == 0x7F || (c[0] == 0xC2 && c[1] < 0xA0);
}

bool care_is_place(const char *place)
{
	size_t len = text_len(place, CARE_PLACE_MAX);

	if (len == 0 || len == CARE_PLACE_MAX)
		return false;
	for (size_t i = 0, n; i < len; i += n) {
		const unsigned char *c = (const unsigned char *)place + i;

		n = utf8_length(c);
		if (n == 0 || is_control(c))
			return false;
	}
	return true;
}

/* The row goes on while there is never more than a week between two that hurt. */
static void carry_row_on(struct care_memory *mem, uint8_t severity, int32_t local_day)
{
	const struct care_knot *last = NULL;

	for (unsigned i = CARE_KNOT_MAX; i-- > 0 && !last;) {
		if (mem->knot[i].day != 0 && mem->knot[i].severity > 0)
			last = &mem->knot[i];
	}
	if (!last || age_days(last, local_day) > WEEK_DAYS) {
		mem->row_day = local_day;
		mem->row_severity = 0;
	}
	if (mem->row_day == local_day)
		mem->row_severity = MAX(mem->row_severity, severity);
}

int care_log_knot(struct care *c, const char *place, unsigned severity, const struct care_moment *m)
{
	struct care_knot *knot = c->memory.knot, *k = &knot[CARE_KNOT_MAX - 1];
	const struct care_knot *before;

	if (!care_is_place(place) || severity > CARE_SEVERITY_MAX)
		return CARE_E_INVALID;
	if (severity > 0)
		carry_row_on(&c->memory, (uint8_t)severity, m->local_day);
	memmove(knot, knot + 1, (CARE_KNOT_MAX - 1) * sizeof(*knot));
	*k = (struct care_knot){
		.day = m->local_day,
		.since_day = m->local_day,
		.severity = (uint8_t)severity,
	};
	memcpy(k->place, place, text_len(place, CARE_PLACE_MAX));
	before = log_before(c, k);
	if (before && before->severity > 0 && age_days(before, m->local_day) <= CARE_KNOT_STANDS)
		k->since_day = before->since_day;
	c->dirty = true;
	return 0;
}
