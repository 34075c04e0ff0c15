/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "care-inner.h"

#define WEEK_DAYS     7
#define ENOUGH_US     (2 * 3600 * US_PER_SEC) /* of sitting, before a week is judged */
#define ENOUGH_DAYS   3
#define HINT_GAP_DAYS 7 /* one posture is hinted at no more often */

bool care_was_told(int32_t *told_day, int32_t local_day, int32_t days)
{
	*told_day = MIN(*told_day, local_day);
	return *told_day != 0 && local_day - *told_day < days;
}

struct care_day *care_today(struct care *c, int32_t local_day)
{
	struct care_day *day = c->memory.day;
	struct care_day *last = &day[CARE_DAYS - 1];

	if (last->day != local_day) {
		memmove(day, day + 1, (CARE_DAYS - 1) * sizeof(*day));
		*last = (struct care_day){ .day = local_day };
		c->dirty = true;
	}
	return last;
}

enum posture care_worst_posture(const struct care *c, int32_t local_day)
{
	const struct care_day *today = &c->memory.day[CARE_DAYS - 1];
	enum posture worst = POSTURE_UNKNOWN;

	if (today->day != local_day)
		return POSTURE_UNKNOWN;
	for (enum posture p = POSTURE_UNKNOWN + 1; p < POSTURE_COUNT; p++) {
		if (today->bad_us[p] > today->bad_us[worst])
			worst = p;
	}
	return worst;
}

/* Bad posture in the week that ends today, percent of sitting; 0 while too little is known. */
static uint32_t bad_percent(const struct care *c, int32_t local_day)
{
	uint64_t still_us = 0, bad_us = 0;
	unsigned days = 0;

	for (unsigned i = 0; i < CARE_DAYS; i++) {
		const struct care_day *d = &c->memory.day[i];

		if (d->day <= local_day - WEEK_DAYS || d->day > local_day || d->still_us == 0)
			continue;
		days++;
		still_us += d->still_us;
		for (unsigned p = 0; p < POSTURE_COUNT; p++)
			bad_us += d->bad_us[p];
	}
	if (days < ENOUGH_DAYS || still_us < ENOUGH_US)
		return 0;
	return (uint32_t)(bad_us * 100 / still_us);
}

/* ----------------------------------------------------------------- massage */

/* Days since the last one, or since the first day known. */
static uint32_t days_since_massage(struct care *c, int32_t local_day)
{
	struct care_memory *mem = &c->memory;

	if (mem->massage_day == 0 || mem->massage_day > local_day) {
		mem->massage_day = local_day;
		c->dirty = true;
	}
	return (uint32_t)(local_day - mem->massage_day);
}

bool care_massage(struct care *c, const struct care_params *p, const struct care_moment *m,
		  struct care_events *ret)
{
	uint32_t days = days_since_massage(c, m->local_day);
	const struct care_knot *knot;
	struct care_event *e;
	uint32_t percent;
	bool bad;

	if (days == 0 || care_was_told(&c->memory.massage_told_day, m->local_day, 1))
		return false;
	percent = bad_percent(c, m->local_day);
	bad = p->massage_bad_percent != 0 && percent >= p->massage_bad_percent;
	if (days < (bad ? (p->massage_days + 1) / 2 : p->massage_days))
		return false;
	c->memory.massage_told_day = m->local_day;
	e = care_tell(c, CARE_MASSAGE, days < p->massage_days ? CARE_BAD_WEEK : CARE_INTERVAL, ret);
	e->days = days;
	e->percent = percent;
	knot = care_knot_lately(c, m->local_day);
	if (knot)
		memcpy(e->place, knot->place, sizeof(e->place));
	return true;
}

/* --------------------------------------------------------------- workplace */

/* On how many of the last days worn, without a break, this posture took its share. */
static uint32_t days_in_a_row(const struct care *c, const struct care_params *p,
			      enum posture posture)
{
	uint32_t days = 0;

	for (unsigned i = CARE_DAYS; i-- > 0;) {
		const struct care_day *d = &c->memory.day[i];

		if (d->day == 0 || d->bad_us[posture] < p->posture_day_us)
			break;
		days++;
	}
	return days;
}

bool care_posture(struct care *c, const struct care_params *p, const struct care_moment *m,
		  struct care_events *ret)
{
	struct care_memory *mem = &c->memory;
	const struct care_day *today = &mem->day[CARE_DAYS - 1];
	enum posture worst = POSTURE_UNKNOWN;
	struct care_event *e;

	if (care_was_told(&mem->posture_told_day, m->local_day, 1))
		return false;
	for (enum posture q = POSTURE_UNKNOWN + 1; q < POSTURE_COUNT; q++) {
		if (!care_was_told(&mem->hint_day[q], m->local_day, HINT_GAP_DAYS) &&
		    days_in_a_row(c, p, q) >= p->posture_days &&
		    today->bad_us[q] > today->bad_us[worst])
			worst = q;
	}
	if (worst == POSTURE_UNKNOWN)
		return false;
	e = care_tell(c, CARE_POSTURE, CARE_AGAIN, ret);
	e->posture = worst;
	e->days = days_in_a_row(c, p, worst);
	e->exercise = mem->hint[worst]++;
	mem->hint_day[worst] = mem->posture_told_day = m->local_day;
	return true;
}
