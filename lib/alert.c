/* SPDX-License-Identifier: MIT */
#include "alert.h"

#include <assert.h>

#include "text.h"

#define HOUR_US (3600 * US_PER_SEC)

static const char *const silence_words[ALERT_SILENCES] = {
	[ALERT_SILENT_NOT] = "none",
	[ALERT_SILENT_HELD] = "paused",
	[ALERT_SILENT_QUIET_HOURS] = "quiet-hours",
	[ALERT_SILENT_ACKNOWLEDGED] = "acknowledged",
	[ALERT_SILENT_HOUR_FULL] = "hour-full",
};

/* What a moment means for the alert, whatever posture and activity it is made of. */
enum spell {
	SPELL_BAD,
	SPELL_RELIEF, /* good, moving or resting */
	SPELL_NEITHER,
};

void alert_init(struct alert *a)
{
	*a = (struct alert){ .next_cookie = 1 };
}

static enum spell spell_of(const struct posture_state *s)
{
	if (s->activity != ACTIVITY_STILL)
		return SPELL_RELIEF;
	if (s->posture == POSTURE_UNKNOWN)
		return SPELL_NEITHER;
	/* a turn that is settling: its time is made up for, or was a flutter */
	if (s->next != POSTURE_UNKNOWN && s->next_good != s->good)
		return SPELL_NEITHER;
	return s->good ? SPELL_RELIEF : SPELL_BAD;
}

static unsigned level_at(const struct alert_params *p, uint64_t dwell_us)
{
	unsigned level = 0;

	while (level < p->n_levels && dwell_us >= p->levels_us[level])
		level++;
	return level;
}

/* Of the words the hour has room for, the oldest tells whether there is room for one more. */
static bool is_within_budget(const struct alert *a, const struct alert_params *p, uint64_t now_us)
{
	unsigned n = MIN(p->max_per_hour, ALERT_PER_HOUR_MAX);
	uint64_t oldest_us;

	if (n == 0)
		return true;
	oldest_us = a->told_us[(a->n_told + ALERT_PER_HOUR_MAX - n) % ALERT_PER_HOUR_MAX];
	return oldest_us == 0 || now_us - oldest_us >= HOUR_US;
}

void alert_told(struct alert *a, uint64_t now_us)
{
	a->told_us[a->n_told] = now_us;
	a->n_told = (a->n_told + 1) % ALERT_PER_HOUR_MAX;
}

bool alert_is_buzzing(const struct alert *a, const struct alert_params *p, uint64_t now_us)
{
	unsigned last = (a->n_told + ALERT_PER_HOUR_MAX - 1) % ALERT_PER_HOUR_MAX;

	return a->told_us[last] != 0 && now_us - a->told_us[last] < p->buzz_us;
}

static enum alert_event dwell(struct alert *a, const struct alert_params *p, uint64_t elapsed_us)
{
	unsigned level;

	if (a->dwell_us == 0)
		a->grace_us = p->gentle_after_us != 0 && a->good_us >= p->gentle_after_us
				      ? p->levels_us[0]
				      : 0;
	a->dwell_us += elapsed_us;
	if (a->acknowledged || !is_within_budget(a, p, a->now_us))
		return ALERT_NOTHING;

	level = level_at(p, a->dwell_us - MIN(a->grace_us, a->dwell_us));
	if (level > a->level) {
		a->level = level;
	} else if (a->level < p->n_levels || p->repeat_us == 0 ||
		   a->dwell_us - a->spoke_us < p->repeat_us) {
		return ALERT_NOTHING;
	}
	a->spoke_us = a->dwell_us;
	a->delay_us = p->levels_us[MIN(a->level, p->n_levels) - 1] + a->grace_us;
	a->good_us = 0;
	alert_told(a, a->now_us);
	return ALERT_SPEAK;
}

static enum alert_event release(struct alert *a, const struct alert_params *p, uint64_t elapsed_us)
{
	bool stood = a->level > 0;

	a->release_us += elapsed_us;
	if (a->release_us < p->release_us)
		return ALERT_NOTHING;
	a->level = 0;
	a->acknowledged = false;
	a->dwell_us = 0;
	return stood ? ALERT_RECOVERED : ALERT_NOTHING;
}

/*
 * A posture counts from its first sight, which the machine knows only once it
 * has settled: what the step that brings the news has to make up for.  Only
 * where the verdict turned: from one bad posture to another the time was
 * counted as it went by.
 */
static uint64_t settled_us(struct alert *a, const struct posture_state *s, enum spell spell,
			   uint64_t now_us, uint64_t elapsed_us)
{
	bool turned = spell != SPELL_NEITHER && s->activity == ACTIVITY_STILL &&
		      s->since_us != a->since_us && (a->since_us == 0 || s->good != a->good);
	uint64_t from_us = s->good ? s->since_us : MAX(s->since_us, a->hushed_us);
	uint64_t late_us = now_us > from_us ? now_us - from_us : 0;

	if (s->posture == POSTURE_UNKNOWN) {
		a->since_us = 0;
		return 0;
	}
	a->since_us = s->since_us;
	a->good = s->good;
	return turned && late_us > elapsed_us ? late_us - elapsed_us : 0;
}

enum alert_silence alert_silence(struct alert *a, const struct alert_params *p, uint64_t now_us,
				 unsigned week_min)
{
	if (alert_held_until(a, now_us) != 0)
		return ALERT_SILENT_HELD;
	if (alert_is_quiet(p, week_min))
		return ALERT_SILENT_QUIET_HOURS;
	if (a->acknowledged)
		return ALERT_SILENT_ACKNOWLEDGED;
	return is_within_budget(a, p, now_us) ? ALERT_SILENT_NOT : ALERT_SILENT_HOUR_FULL;
}

const char *alert_silence_to_str(enum alert_silence silence)
{
	assert(silence < ALERT_SILENCES);
	return silence_words[silence];
}

bool alert_may_speak(struct alert *a, const struct alert_params *p, uint64_t now_us,
		     unsigned week_min)
{
	return !a->hush && alert_held_until(a, now_us) == 0 && !alert_is_quiet(p, week_min) &&
	       is_within_budget(a, p, now_us);
}

enum alert_event alert_step(struct alert *a, const struct alert_params *p,
			    const struct posture_state *s, uint64_t now_us, unsigned week_min)
{
	enum spell spell = spell_of(s);
	uint64_t elapsed_us = posture_elapsed_us(a->now_us, now_us);
	bool hushed;

	a->now_us = MAX(a->now_us, now_us);
	elapsed_us += settled_us(a, s, spell, now_us, elapsed_us);
	hushed = a->hush || alert_held_until(a, a->now_us) != 0 || alert_is_quiet(p, week_min);
	if (hushed)
		a->hushed_us = a->now_us;
	if (hushed && a->level == 0)
		a->dwell_us = 0;

	switch (spell) {
	case SPELL_BAD:
		a->release_us = 0;
		return hushed ? ALERT_NOTHING : dwell(a, p, elapsed_us);
	case SPELL_RELIEF:
		if (s->activity == ACTIVITY_STILL)
			a->good_us += elapsed_us;
		return release(a, p, elapsed_us);
	case SPELL_NEITHER:
		break;
	}
	return ALERT_NOTHING;
}

static struct alert_hold *find_hold(struct alert *a, uint32_t cookie)
{
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (a->hold[i].cookie == cookie)
			return &a->hold[i];
	}
	return NULL;
}

/* After 2^32 pauses the count wraps: 0 and cookies that stand are passed over. */
static uint32_t take_cookie(struct alert *a)
{
	uint32_t cookie;

	do {
		cookie = a->next_cookie++;
	} while (cookie == 0 || find_hold(a, cookie));
	return cookie;
}

int alert_pause(struct alert *a, uint64_t now_us, uint64_t seconds, const char *reason,
		uint32_t *ret_cookie)
{
	struct alert_hold *hold;
	uint64_t for_us;

	(void)alert_held_until(a, now_us); /* to free the ended ones */
	hold = find_hold(a, 0);
	if (!hold)
		return ALERT_E_FULL;

	for_us = MIN(MAX(seconds, 1), ALERT_HOLD_LIMIT_US / US_PER_SEC) * US_PER_SEC;
	hold->until_us = now_us > UINT64_MAX - for_us ? UINT64_MAX : now_us + for_us;
	text_copy(hold->reason, sizeof(hold->reason), reason, text_len(reason, ALERT_REASON_MAX));
	hold->cookie = take_cookie(a);
	*ret_cookie = hold->cookie;
	return 0;
}

int alert_resume(struct alert *a, uint32_t cookie)
{
	struct alert_hold *hold;

	if (cookie == 0) {
		memset(a->hold, 0, sizeof(a->hold));
		return 0;
	}
	hold = find_hold(a, cookie);
	if (!hold)
		return ALERT_E_NO_SUCH;
	*hold = (struct alert_hold){ 0 };
	return 0;
}

bool alert_acknowledge(struct alert *a)
{
	if (a->level == 0)
		return false;
	a->acknowledged = true;
	return true;
}

void alert_clear(struct alert *a)
{
	a->level = 0;
	a->acknowledged = false;
	a->dwell_us = 0;
	a->release_us = 0;
	a->spoke_us = 0;
	a->grace_us = 0;
}

uint64_t alert_held_until(struct alert *a, uint64_t now_us)
{
	uint64_t until_us = 0;

	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		struct alert_hold *hold = &a->hold[i];

		if (hold->cookie == 0)
			continue;
		if (hold->until_us <= now_us)
			*hold = (struct alert_hold){ 0 };
		else
			until_us = MAX(until_us, hold->until_us);
	}
	return until_us;
}

unsigned alert_holds(struct alert *a, uint64_t now_us)
{
	unsigned n = 0;

	(void)alert_held_until(a, now_us); /* to free the ended ones */
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++)
		n += a->hold[i].cookie != 0;
	return n;
}

static bool begins_on(const struct quiet_span *span, unsigned day)
{
	return span->days == 0 || span->days & 1u << day;
}

static bool is_inside(const struct quiet_span *span, unsigned day, unsigned minute)
{
	if (span->from_min < span->to_min)
		return minute >= span->from_min && minute < span->to_min && begins_on(span, day);
	if (minute >= span->from_min)
		return begins_on(span, day);
	return minute < span->to_min && begins_on(span, (day + 6) % 7);
}

bool alert_is_quiet(const struct alert_params *p, unsigned week_min)
{
	for (unsigned i = 0; i < p->n_quiet; i++) {
		if (is_inside(&p->quiet[i], week_min / ALERT_DAY_MIN, week_min % ALERT_DAY_MIN))
			return true;
	}
	return false;
}
