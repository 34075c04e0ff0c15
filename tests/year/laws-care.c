/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "calendar.h"
#include "fixed.h"
#include "laws.h"

#define HOUR_US           (3600 * US_PER_SEC)
#define STRETCH_PER_DAY   8
#define STRETCH_GAP_SEC   (30 * 60)
#define MASSAGE_DAYS      3
#define MASSAGE_SOON_DAYS 2
#define MASSAGE_BAD       40 /* percent of a week */
#define POSTURE_DAYS      3
#define POSTURE_DAY_US    (30 * 60 * US_PER_SEC)
#define WEEK_DAYS         7
#define DAY_SLACK_US      (60 * US_PER_SEC) /* what the coach may have counted otherwise a day */

/* ---- words ---- */

static bool is_quiet(int64_t real_sec)
{
	uint16_t minute;
	unsigned weekday = calendar_weekday(calendar_day(real_sec, &minute));

	if (minute >= YEAR_QUIET_FROM || minute < YEAR_QUIET_TO)
		return true;
	return weekday < 5 && minute >= YEAR_LUNCH_FROM && minute < YEAR_LUNCH_TO;
}

static bool is_held(const struct memory *m, uint64_t t_us)
{
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (t_us < m->hold_us[i])
			return true;
	}
	return false;
}

void laws_word(struct year *y, uint64_t t_us)
{
	struct memory *m = &y->memory;
	uint64_t real_us = year_real_us(y, t_us);
	uint64_t *oldest_us = &m->told_us[m->n_told++ % YEAR_PER_HOUR];

	if (is_quiet((int64_t)(real_us / US_PER_SEC)))
		year_broken(y, "a word in quiet hours");
	if (is_held(m, t_us))
		year_broken(y, "a word while a pause stands");
	if (*oldest_us != 0 && real_us - *oldest_us < HOUR_US)
		year_broken(y, "%d words in %" PRIu64 " s", YEAR_PER_HOUR + 1,
			    (real_us - *oldest_us) / US_PER_SEC);
	*oldest_us = real_us;
}

/* ---- each kind ---- */

static void stretch(struct year *y, int64_t now_sec, int32_t day)
{
	struct memory *m = &y->memory;

	if (m->stretch_day != day)
		m->stretches = 0;
	m->stretch_day = day;
	if (++m->stretches > STRETCH_PER_DAY)
		year_broken(y, "stretching for the %u. time today", m->stretches);
	if (m->stretch_sec != 0 && now_sec - m->stretch_sec < STRETCH_GAP_SEC)
		year_broken(y, "stretching again after %" PRId64 " s", now_sec - m->stretch_sec);
	m->stretch_sec = now_sec;
}

static void massage(struct year *y, const struct care_event *e, int32_t day)
{
	struct memory *m = &y->memory;
	bool soon = e->reason == CARE_BAD_WEEK;
	int32_t days = day - m->massage_done_day;

	if (m->massage_told_day == day)
		year_broken(y, "massage twice a day");
	m->massage_told_day = day;
	if (soon && e->percent < MASSAGE_BAD)
		year_broken(y, "massage for a bad week with %u %%", e->percent);
	if (m->massage_done_day == 0)
		return;
	if (days < (soon ? MASSAGE_SOON_DAYS : MASSAGE_DAYS) || e->days != (uint32_t)days)
		year_broken(y, "massage %d days after the last, it says %u", days, e->days);
}

static uint64_t bad_us(const struct account *a, enum posture posture)
{
	return a->us[minute_cell(posture, false)];
}

static bool was_worn(const struct account *a)
{
	for (unsigned i = 0; i < MINUTE_MOVING; i++) {
		if (a->us[i] > 0)
			return true;
	}
	return false;
}

/* Was it so bad on each of the last days worn, this one included? */
static bool came_again(struct year *y, enum posture posture, int32_t day)
{
	unsigned days = 0;

	for (; day >= y->first_date && days < POSTURE_DAYS; day--) {
		const struct account *a = year_account(y, day);

		if (!was_worn(a))
			continue;
		if (bad_us(a, posture) + DAY_SLACK_US < POSTURE_DAY_US)
			return false;
		days++;
	}
	return days == POSTURE_DAYS;
}

static void hint(struct year *y, const struct care_event *e, int32_t day)
{
	struct memory *m = &y->memory;
	int32_t *hint_day = &m->hint_day[e->posture];

	if (m->posture_told_day == day)
		year_broken(y, "two hints a day");
	if (*hint_day != 0 && day - *hint_day < WEEK_DAYS)
		year_broken(y, "a hint about %s %d days after the last", posture_to_str(e->posture),
			    day - *hint_day);
	if (!came_again(y, e->posture, day))
		year_broken(y, "a hint about %s that did not come again",
			    posture_to_str(e->posture));
	m->posture_told_day = *hint_day = day;
}

static void professional(struct year *y, const struct care_event *e, int32_t day)
{
	struct memory *m = &y->memory;
	bool known = false;

	if (m->professional_day != 0 && day - m->professional_day < WEEK_DAYS)
		year_broken(y, "a professional %d days after the last", day - m->professional_day);
	if (e->first != (m->professionals == 0))
		year_broken(y, "the list of what not to wait with is in reminder %u",
			    m->professionals + 1);
	for (unsigned i = 0; i < m->n_knots; i++)
		known |= strcmp(m->knot[i].place, e->place) == 0 && e->severity > 0 &&
			 m->knot[i].severity == e->severity && day - m->knot[i].day < WEEK_DAYS;
	if (!known)
		year_broken(y, "a professional for \"%s\" %u, which nobody logged this week",
			    e->place, e->severity);
	m->professionals++;
	m->professional_day = day;
}

void laws_care(struct year *y, const struct care_event *e, uint64_t t_us)
{
	int64_t now_sec = (int64_t)(year_real_us(y, t_us) / US_PER_SEC);
	int32_t day = calendar_day(now_sec, NULL);

	if (e->kind == CARE_HEAT) {
		laws_heat_told(y, e, t_us);
		return;
	}
	if (!e->due)
		return;
	laws_word(y, t_us);
	if (now_sec < y->memory.dismissed_sec[e->kind])
		year_broken(y, "%s, although it was dismissed", care_kind_to_str(e->kind));
	if (e->kind == CARE_STRETCH)
		stretch(y, now_sec, day);
	else if (e->kind == CARE_MASSAGE)
		massage(y, e, day);
	else if (e->kind == CARE_POSTURE)
		hint(y, e, day);
	else if (e->kind == CARE_PROFESSIONAL)
		professional(y, e, day);
}

/* ---- what the wearer did ---- */

static int64_t now_sec_of(const struct year *y)
{
	return (int64_t)(year_real_us(y, y->life.now_us) / US_PER_SEC);
}

void laws_done(struct year *y, enum care_kind kind)
{
	if (kind == CARE_MASSAGE)
		y->memory.massage_done_day = calendar_day(now_sec_of(y), NULL);
	if (kind == CARE_HEAT)
		laws_heat_done(y);
}

void laws_dismissed(struct year *y, enum care_kind kind, uint32_t seconds)
{
	y->memory.dismissed_sec[kind] = now_sec_of(y) + seconds;
}

void laws_knot(struct year *y, const char *place, uint32_t severity)
{
	struct memory *m = &y->memory;
	unsigned i = 0;

	while (i < m->n_knots && strcmp(m->knot[i].place, place) != 0)
		i++;
	m->n_knots = MAX(m->n_knots, i + 1);
	m->knot[i].place = place;
	m->knot[i].severity = severity;
	m->knot[i].day = calendar_day(now_sec_of(y), NULL);
}
