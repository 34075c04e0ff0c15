/* SPDX-License-Identifier: MIT */
/*
 * Which setting to suggest, or why none.
 */
#include <stdlib.h>

#include "fixed.h"
#include "tune.h"

#define HOUR_US (3600 * US_PER_SEC)

static uint32_t mistakes(const struct tune_row *row)
{
	return row->missed + row->false_alarms;
}

static int steps(const struct tune_row *row)
{
	return abs(row->setting.angle_step) + abs(row->setting.delay_step);
}

static bool is_bearable(const struct tune_row *row)
{
	return row->alerts * HOUR_US <= TUNE_ACCEPTED * row->sat_us;
}

static bool all_same(const struct tune *t)
{
	const struct tune_row *now = &t->row[t->now];

	for (unsigned i = 0; i < t->n; i++) {
		const struct tune_row *row = &t->row[i];

		if (row->alerts != now->alerts || row->repeats != now->repeats ||
		    row->missed != now->missed || row->false_alarms != now->false_alarms)
			return false;
	}
	return true;
}

/* Fewer mistakes; as many, but fewer steps; as many of both, but fewer alerts. */
static bool is_truer(const struct tune_row *row, const struct tune_row *than)
{
	if (mistakes(row) != mistakes(than))
		return mistakes(row) < mistakes(than);
	if (steps(row) != steps(than))
		return steps(row) < steps(than);
	return row->alerts < than->alerts;
}

static struct tune_choice by_labels(const struct tune *t)
{
	struct tune_choice c = { .outcome = TUNE_BEST_ALREADY, .row = t->now };

	if (t->bad_spells < TUNE_BAD_SPELLS || t->good_label_us < TUNE_GOOD_US) {
		c.outcome = TUNE_FEW_LABELS;
		return c;
	}
	if (all_same(t)) {
		c.outcome = TUNE_ALL_SAME;
		return c;
	}
	for (unsigned i = 0; i < t->n; i++)
		if (is_truer(&t->row[i], &t->row[c.row]))
			c.row = i;
	if (c.row != t->now)
		c.outcome = TUNE_FEWER_MISTAKES;
	return c;
}

static bool is_gentler(const struct tune_row *row)
{
	return row->setting.angle_step >= 0 && row->setting.delay_step >= 0;
}

/* Silence is no cure: at least half of the slouch that is told now must still be. */
static bool is_heard(const struct tune_row *row, const struct tune_row *now)
{
	return 2 * row->told_us >= now->told_us;
}

/* Fewer steps; as many, but more of the slouch is told. */
static bool is_nearer(const struct tune_row *row, const struct tune_row *than)
{
	if (steps(row) != steps(than))
		return steps(row) < steps(than);
	return row->told_us > than->told_us;
}

static struct tune_choice by_rate(const struct tune *t)
{
	const struct tune_row *now = &t->row[t->now];
	struct tune_choice c = { .outcome = TUNE_NONE_HELPS, .row = t->now };

	if (now->sat_us < TUNE_SITTING_US || (!is_bearable(now) && now->alerts < TUNE_ALERTS)) {
		c.outcome = TUNE_TOO_SHORT;
		return c;
	}
	if (all_same(t) || is_bearable(now)) {
		c.outcome = all_same(t) ? TUNE_ALL_SAME : TUNE_FINE_ALREADY;
		return c;
	}
	for (unsigned i = 0; i < t->n; i++) {
		const struct tune_row *row = &t->row[i];

		if (is_gentler(row) && is_bearable(row) && is_heard(row, now) &&
		    (c.row == t->now || is_nearer(row, &t->row[c.row])))
			c.row = i;
	}
	if (c.row != t->now)
		c.outcome = TUNE_FEWER_ALERTS;
	return c;
}

struct tune_choice tune_choose(const struct tune *t)
{
	return t->bad_spells || t->good_label_us ? by_labels(t) : by_rate(t);
}

bool tune_is_change(const struct tune_choice *c)
{
	return c->outcome == TUNE_FEWER_MISTAKES || c->outcome == TUNE_FEWER_ALERTS;
}
