/* SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "calendar.h"
#include "fixed.h"
#include "laws.h"

#define ENOUGH_US    (15 * 60 * US_PER_SEC)
#define MAX_US       (20 * 60 * US_PER_SEC)
#define AGAIN_US     (60 * US_PER_SEC)
#define FORGOTTEN_US (40 * 60 * US_PER_SEC)
#define GAP_SEC      (60 * 60)
#define PER_DAY      3
/* Two steps; whole seconds of the wall clock over a restart; the first second after one. */
#define SLACK_US     (5 * US_PER_SEC)

static int64_t real_sec(const struct year *y, uint64_t t_us)
{
	return (int64_t)(year_real_us(y, t_us) / US_PER_SEC);
}

void laws_heat_told(struct year *y, const struct care_event *e, uint64_t t_us)
{
	struct memory *m = &y->memory;
	uint64_t ran_us = t_us - m->heat_us;

	if (!e->due) {
		m->heat = false;
		return;
	}
	if (e->reason == CARE_COVER) {
		m->heat = true;
		m->heat_us = m->heat_told_us = t_us;
		m->enough = m->heat_late = false;
		return;
	}
	if (!m->heat || ran_us + SLACK_US < (e->reason == CARE_ENOUGH ? ENOUGH_US : MAX_US))
		year_broken(y, "heat: %s %" PRIu64 " s after it began",
			    care_reason_to_str(e->reason), ran_us / US_PER_SEC);
	if (m->heat_late && t_us - m->heat_told_us < AGAIN_US - SLACK_US &&
	    m->heat_told_us > y->witness.running_us)
		year_broken(y, "heat: told again after %" PRIu64 " s",
			    (t_us - m->heat_told_us) / US_PER_SEC);
	m->enough = true;
	m->heat_late |= e->reason == CARE_TOO_LONG;
	m->heat_told_us = t_us;
}

/* Whoever just woke up has two steps to say what is overdue. */
void laws_heat(struct year *y, const struct view *v)
{
	struct memory *m = &y->memory;
	uint64_t ran_us = v->now_us - m->heat_us;
	uint64_t left_us = ran_us < MAX_US ? MAX_US - ran_us : 0;

	if (!m->heat || v->now_us < y->witness.running_us + SLACK_US) {
		if (!m->heat && v->heat_left_us != 0)
			year_broken(y, "heat: some is left of none");
		return;
	}
	if (v->heat_left_us > left_us + SLACK_US || v->heat_left_us + SLACK_US < left_us)
		year_broken(y, "heat: %" PRIu64 " s are left, it says %" PRIu64,
			    left_us / US_PER_SEC, v->heat_left_us / US_PER_SEC);
	if (ran_us > ENOUGH_US + SLACK_US && !m->enough)
		year_broken(y, "heat: nothing was said for %" PRIu64 " s", ran_us / US_PER_SEC);
	if (ran_us > MAX_US + SLACK_US &&
	    (!m->heat_late || v->now_us - m->heat_told_us > AGAIN_US + SLACK_US))
		year_broken(y, "heat: too long, and silent for %" PRIu64 " s",
			    (v->now_us - m->heat_told_us) / US_PER_SEC);
}

void laws_heat_done(struct year *y)
{
	y->memory.heat_end_sec = real_sec(y, y->life.now_us);
}

/* What nobody watched for long enough is over without a word. */
void laws_heat_restart(struct year *y, uint64_t since_us)
{
	struct memory *m = &y->memory;

	if (!m->heat || y->life.now_us - since_us < FORGOTTEN_US)
		return;
	m->heat = false;
	m->heat_end_sec = real_sec(y, since_us);
	y->figures.forgotten++;
}

/* The gap's end within the slack is either. */
static int expected(const struct memory *m, int64_t now_sec, int32_t day, bool *ret_either)
{
	int64_t left_sec = m->heat_end_sec == 0 ? 0 : m->heat_end_sec + GAP_SEC - now_sec;

	*ret_either = false;
	if (m->heat)
		return CONTROL_E_BUSY;
	if (m->heat_day == day && m->heats >= PER_DAY)
		return CONTROL_E_TOO_SOON;
	*ret_either = left_sec > -5 && left_sec < 5;
	return left_sec > 0 ? CONTROL_E_TOO_SOON : 0;
}

void laws_heat_asked(struct year *y, int answer, const char *text)
{
	struct memory *m = &y->memory;
	int64_t now_sec = real_sec(y, y->life.now_us);
	int32_t day = calendar_day(now_sec, NULL);
	bool was_running = m->heat && m->heat_us != y->life.now_us;
	bool either;
	int right;

	/* a session that was begun is known by its first word already */
	if (answer == 0)
		m->heat = was_running;
	right = expected(m, now_sec, day, &either);
	if (answer != right && !either)
		year_broken(y,
			    "heat: Start is answered with %d, not %d; %u. today, %" PRId64
			    " s after the last: %s",
			    answer, right, m->heats + 1, now_sec - m->heat_end_sec, text);
	if (answer != 0 && !*text)
		year_broken(y, "heat: refused without a reason");
	y->figures.refused_busy += answer == CONTROL_E_BUSY;
	y->figures.refused_soon += answer == CONTROL_E_TOO_SOON && m->heats < PER_DAY;
	y->figures.refused_cap += answer == CONTROL_E_TOO_SOON && m->heats >= PER_DAY;
	if (answer != 0)
		return;
	m->heat = true;
	m->heats = m->heat_day == day ? m->heats + 1 : 1;
	m->heat_day = day;
}
