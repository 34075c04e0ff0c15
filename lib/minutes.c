/* SPDX-License-Identifier: MIT */
#include "minutes.h"

#include "tally.h"

#define US_PER_MINUTE (MINUTE_SEC * US_PER_SEC)
#define MIN_PER_DAY   1440
#define CARRY_MAX_US  (INT64_C(4) * 1000000) /* more than rounding and one step can leave */
#define SECOND_US     INT64_C(1000000)

void minutes_init(struct minutes *m)
{
	*m = (struct minutes){ 0 };
}

/* -------------------------------------------------------------------- rows */

static unsigned seconds_of(const struct minute *m)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		sum += m->sec[i];
	return sum;
}

void minute_add(struct minute *m, struct minute *more)
{
	unsigned room = MINUTE_SEC - seconds_of(m);

	for (unsigned i = 0; i < MINUTE_CELLS; i++) {
		more->sec[i] = (uint8_t)MIN(more->sec[i], room);
		m->sec[i] = (uint8_t)(m->sec[i] + more->sec[i]);
		room -= more->sec[i];
	}
	m->slouches = (uint8_t)MIN(m->slouches + more->slouches, UINT8_MAX);
	m->alerts = (uint8_t)MIN(m->alerts + more->alerts, UINT8_MAX);
}

/* Whole seconds of what was seen, as far as there is room; returns how many of @most are left. */
static unsigned give_whole(struct minutes *m, struct minute *given, unsigned most)
{
	for (unsigned i = 0; i < MINUTE_CELLS; i++) {
		unsigned sec = m->us[i] > 0 ? (unsigned)MIN(m->us[i] / SECOND_US, most) : 0;

		given->sec[i] = (uint8_t)sec;
		m->us[i] -= sec * SECOND_US;
		most -= sec;
	}
	return most;
}

/*
 * The fractions of all make up whole seconds, too: they go to where most is left, which
 * then has had a part of a second too much.  Were they only kept, a few cells would
 * wait for the others with ever more.
 */
static void give_fractions(struct minutes *m, struct minute *given, unsigned most)
{
	while (most-- > 0) {
		unsigned best = 0;

		for (unsigned i = 1; i < MINUTE_CELLS; i++) {
			if (m->us[i] > m->us[best])
				best = i;
		}
		given->sec[best]++;
		m->us[best] -= SECOND_US;
	}
}

static unsigned seconds_to_give(const struct minutes *m)
{
	int64_t sum_us = 0;

	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		sum_us += m->us[i];
	return (unsigned)MIN(MAX(sum_us, 0) / SECOND_US, MINUTE_SEC - seconds_of(&m->row));
}

bool minutes_give(struct minutes *m, struct minute *ret)
{
	struct minute given = {
		.minute = m->row.minute,
		.utc_offset_min = m->row.utc_offset_min,
		.slouches = (uint8_t)MIN(m->slouches, UINT8_MAX),
		.alerts = (uint8_t)MIN(m->alerts, UINT8_MAX),
	};

	if (!m->begun)
		return false;
	give_fractions(m, &given, give_whole(m, &given, seconds_to_give(m)));
	if (seconds_of(&given) == 0 && given.slouches == 0 && given.alerts == 0)
		return false;
	m->slouches -= given.slouches;
	m->alerts -= given.alerts;
	*ret = given;
	minute_add(&m->row, &given);
	return true;
}

static int64_t day_of(const struct minute *m)
{
	return minute_local(m) / MIN_PER_DAY;
}

/* A day that ends takes its fractions with it, or they would be another day's. */
static void begin_minute(struct minutes *m, struct minute next)
{
	bool same_day = m->begun && day_of(&m->row) == day_of(&next);

	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		m->us[i] = same_day ? MIN(m->us[i], CARRY_MAX_US) : 0;
	m->begun = true;
	m->row = next;
}

static void count(struct minutes *m, const struct posture_state *s, uint64_t elapsed_us)
{
	switch (s->activity) {
	case ACTIVITY_STILL:
		if (s->posture != POSTURE_UNKNOWN)
			m->us[minute_cell(s->posture, s->good)] += (int64_t)elapsed_us;
		break;
	case ACTIVITY_MOVING:
		m->us[MINUTE_MOVING] += (int64_t)elapsed_us;
		break;
	case ACTIVITY_LYING:
		m->us[MINUTE_LYING] += (int64_t)elapsed_us;
		break;
	case ACTIVITY_AWAY:
		m->us[MINUTE_AWAY] += (int64_t)elapsed_us;
		break;
	case ACTIVITY_COUNT:
		break;
	}
}

void minutes_alert(struct minutes *m)
{
	m->alerts++;
}

/* ------------------------------------------------------------------- spells */

static int32_t mean_cdeg(int64_t sum, uint64_t ms)
{
	return ms ? (int32_t)div_round(sum, (int64_t)ms) : ANGLE_UNKNOWN;
}

bool minutes_spell(const struct minutes *m, struct spell *ret)
{
	enum posture most = POSTURE_UPRIGHT;

	if (m->spell_us < TALLY_SLOUCH_US)
		return false;
	for (enum posture p = POSTURE_UPRIGHT; p < POSTURE_COUNT; p++) {
		if (m->spell_posture_us[p] > m->spell_posture_us[most])
			most = p;
	}
	*ret = (struct spell){
		.begin_us = m->spell_begin_us,
		.day = m->spell_day,
		.bad_us = m->spell_us,
		.posture = most,
		.flexion_cdeg = mean_cdeg(m->flexion_sum, m->flexion_ms),
		.lateral_cdeg = mean_cdeg(m->lateral_sum, m->lateral_ms),
	};
	return true;
}

static void end_spell(struct minutes *m)
{
	m->spell_us = 0;
	m->flexion_sum = m->lateral_sum = 0;
	m->flexion_ms = m->lateral_ms = 0;
	for (unsigned p = 0; p < POSTURE_COUNT; p++)
		m->spell_posture_us[p] = 0;
}

static void add_angle(int64_t *sum, uint64_t *ms, int32_t cdeg, uint64_t elapsed_ms)
{
	if (cdeg == ANGLE_UNKNOWN)
		return;
	*sum += (int64_t)cdeg * (int64_t)elapsed_ms;
	*ms += elapsed_ms;
}

static void go_on_badly(struct minutes *m, enum posture posture, const struct minutes_moment *at,
			uint64_t elapsed_us)
{
	bool was_slouch = m->spell_us >= TALLY_SLOUCH_US;

	if (m->spell_us == 0)
		m->spell_begin_us = at->real_us - MIN(elapsed_us, at->real_us);
	m->spell_us += elapsed_us;
	m->spell_posture_us[posture] += elapsed_us;
	add_angle(&m->flexion_sum, &m->flexion_ms, at->flexion_cdeg, elapsed_us / US_PER_MS);
	add_angle(&m->lateral_sum, &m->lateral_ms, at->lateral_cdeg, elapsed_us / US_PER_MS);
	if (was_slouch || m->spell_us < TALLY_SLOUCH_US)
		return;
	m->slouches++;
	m->spell_day = (int32_t)day_of(&m->row);
}

void minutes_forget_spell(struct minutes *m)
{
	end_spell(m);
}

/* -------------------------------------------------------------------- steps */

/* A step over the end of a minute is of both; over midnight it is the new day's, as in tally.h. */
static uint64_t of_the_minute_before(const struct minutes *m, const struct minute *next,
				     const struct minutes_moment *at, uint64_t elapsed_us)
{
	uint64_t into_us = at->real_us % US_PER_MINUTE;

	if (!m->begun || next->minute != m->row.minute + 1 || day_of(next) != day_of(&m->row))
		return 0;
	return elapsed_us - MIN(elapsed_us, into_us);
}

void minutes_step(struct minutes *m, const struct posture_state *s, const struct minutes_moment *at,
		  struct minutes_news *ret)
{
	struct minute next = { .minute = (int64_t)(at->real_us / US_PER_MINUTE),
			       .utc_offset_min = at->utc_offset_min };
	uint64_t elapsed_us = posture_elapsed_us(m->now_us, at->now_us);
	uint64_t new_us = elapsed_us; /* of this minute */
	bool known = s->posture != POSTURE_UNKNOWN;

	ret->has_minute = ret->has_spell = false;
	if (!m->begun || next.minute != m->row.minute ||
	    next.utc_offset_min != m->row.utc_offset_min) {
		uint64_t old_us = of_the_minute_before(m, &next, at, elapsed_us);

		count(m, s, old_us);
		ret->has_minute = minutes_give(m, &ret->minute);
		begin_minute(m, next);
		new_us -= old_us;
	}
	m->now_us = MAX(m->now_us, at->now_us);
	count(m, s, new_us);
	if (s->activity == ACTIVITY_LYING || s->activity == ACTIVITY_AWAY || (known && s->good)) {
		ret->has_spell = minutes_spell(m, &ret->spell);
		end_spell(m);
	} else if (known && s->activity == ACTIVITY_STILL) {
		go_on_badly(m, s->posture, at, elapsed_us);
	}
}
