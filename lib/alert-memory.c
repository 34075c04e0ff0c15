/* SPDX-License-Identifier: MIT */
/*
 * What a pause and the hour's budget are after a restart.
 */
#include <assert.h>
#include <string.h>

#include "alert.h"

#define HOUR_SEC 3600

static int64_t round_up_sec(uint64_t us)
{
	return (int64_t)(us / US_PER_SEC + (us % US_PER_SEC != 0));
}

void alert_remember(const struct alert *a, uint64_t now_us, uint64_t real_us,
		    struct alert_memory *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->saved_sec = round_up_sec(real_us);
	ret->next_cookie = a->next_cookie;
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		const struct alert_hold *hold = &a->hold[i];

		if (hold->cookie == 0 || hold->until_us <= now_us)
			continue;
		ret->hold[ret->n_hold].cookie = hold->cookie;
		ret->hold[ret->n_hold].until_sec =
			round_up_sec(real_us + (hold->until_us - now_us));
		memcpy(ret->hold[ret->n_hold++].reason, hold->reason, ALERT_REASON_MAX);
	}
	for (unsigned i = 0; i < ALERT_PER_HOUR_MAX; i++) {
		uint64_t told_us = a->told_us[(a->n_told + i) % ALERT_PER_HOUR_MAX];
		uint64_t ago_us = now_us - told_us;

		/* a clock that was put back to its beginning knows nothing before it */
		if (told_us != 0 && ago_us < HOUR_SEC * US_PER_SEC)
			ret->told_sec[ret->n_told++] = round_up_sec(real_us - MIN(ago_us, real_us));
	}
}

/* The lesser of what is left by this clock, and of what was left by the one that saved. */
static void recall_hold(struct alert *a, const struct alert_memory *m, unsigned i,
			uint64_t now_us, uint64_t real_us)
{
	struct alert_hold *hold = &a->hold[i];
	int64_t until_sec = m->hold[i].until_sec;
	int64_t left_sec = MIN(until_sec - (int64_t)(real_us / US_PER_SEC),
			       until_sec - m->saved_sec + 1);

	left_sec = MIN(left_sec, (int64_t)(ALERT_HOLD_LIMIT_US / US_PER_SEC));
	if (left_sec <= 0)
		return;
	hold->cookie = m->hold[i].cookie;
	hold->until_us = now_us + (uint64_t)left_sec * US_PER_SEC;
	memcpy(hold->reason, m->hold[i].reason, ALERT_REASON_MAX);
}

static void recall_word(struct alert *a, const struct alert_memory *m, unsigned i,
			uint64_t now_us, uint64_t real_us)
{
	int64_t ago_sec = MAX((int64_t)(real_us / US_PER_SEC) - m->told_sec[i],
			      m->saved_sec - m->told_sec[i] - 1);
	uint64_t told_us;

	ago_sec = MAX(ago_sec, 0);
	told_us = now_us - (uint64_t)ago_sec * US_PER_SEC;
	if (ago_sec < HOUR_SEC)
		alert_told(a, MAX(told_us, 1));
}

void alert_recall(struct alert *a, const struct alert_memory *m, uint64_t now_us,
		  uint64_t real_us)
{
	assert(m->n_hold <= ALERT_HOLD_MAX && m->n_told <= ALERT_PER_HOUR_MAX);
	a->next_cookie = m->next_cookie;
	for (unsigned i = 0; i < m->n_hold; i++)
		recall_hold(a, m, i, now_us, real_us);
	for (unsigned i = 0; i < m->n_told; i++)
		recall_word(a, m, i, now_us, real_us);
}
