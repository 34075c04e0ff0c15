/* SPDX-License-Identifier: MIT */
/*
 * What a pause and the hour's budget are after a restart.
 */
#include <assert.h>
#include <string.h>

#include "alert.h"

#define HOUR_SEC 3600

static void remember_hold(const struct alert_hold *hold, uint64_t now_us, int64_t real_sec,
			  struct alert_memory *ret)
{
	uint64_t left_us = hold->until_us - now_us;
	unsigned n = ret->n_hold++;

	ret->hold[n].cookie = hold->cookie;
	ret->hold[n].until_sec = real_sec + (int64_t)((left_us + US_PER_SEC - 1) / US_PER_SEC);
	memcpy(ret->hold[n].reason, hold->reason, ALERT_REASON_MAX);
}

void alert_remember(const struct alert *a, uint64_t now_us, int64_t real_sec,
		    struct alert_memory *ret)
{
	memset(ret, 0, sizeof *ret);
	ret->next_cookie = a->next_cookie;
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (a->hold[i].cookie != 0 && a->hold[i].until_us > now_us)
			remember_hold(&a->hold[i], now_us, real_sec, ret);
	}
	for (unsigned i = 0; i < ALERT_PER_HOUR_MAX; i++) {
		uint64_t told_us = a->told_us[(a->n_told + i) % ALERT_PER_HOUR_MAX];
		uint64_t ago_sec = (now_us - told_us) / US_PER_SEC;

		/* a clock that was put back to its beginning knows nothing before it */
		if (told_us != 0 && ago_sec < HOUR_SEC)
			ret->told_sec[ret->n_told++] = MAX(real_sec - (int64_t)ago_sec, 0);
	}
}

static void recall_hold(struct alert *a, const struct alert_memory *m, unsigned i,
			uint64_t now_us, int64_t real_sec)
{
	struct alert_hold *hold = &a->hold[i];
	int64_t left_sec = MIN(m->hold[i].until_sec - real_sec,
			       (int64_t)(ALERT_HOLD_LIMIT_US / US_PER_SEC));

	if (left_sec <= 0)
		return;
	hold->cookie = m->hold[i].cookie;
	hold->until_us = now_us + (uint64_t)left_sec * US_PER_SEC;
	memcpy(hold->reason, m->hold[i].reason, ALERT_REASON_MAX);
}

void alert_recall(struct alert *a, const struct alert_memory *m, uint64_t now_us,
		  int64_t real_sec)
{
	assert(m->n_hold <= ALERT_HOLD_MAX && m->n_told <= ALERT_PER_HOUR_MAX);
	a->next_cookie = m->next_cookie;
	for (unsigned i = 0; i < m->n_hold; i++)
		recall_hold(a, m, i, now_us, real_sec);
	for (unsigned i = 0; i < m->n_told; i++) {
		int64_t ago_sec = MAX(real_sec - m->told_sec[i], 0);
		uint64_t told_us = now_us - (uint64_t)ago_sec * US_PER_SEC;

		if (ago_sec < HOUR_SEC)
			alert_told(a, MAX(told_us, 1));
	}
}
