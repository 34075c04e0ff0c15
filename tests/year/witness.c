/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"
#include "care-texts.h"
#include "fixed.h"
#include "laws.h"
#include "tally.h"

static void keep_row(struct rows_kept *rows, const void *item, size_t size)
{
	if (rows->n == rows->room) {
		rows->room = rows->room ? 2 * rows->room : 64;
		rows->items = realloc(rows->items, rows->room * size);
		assert(rows->items);
	}
	memcpy((char *)rows->items + rows->n++ * size, item, size);
}

static struct account *account_at(struct year *y, uint64_t real_us)
{
	return year_account(y, calendar_day((int64_t)(real_us / US_PER_SEC), NULL));
}

/* ---- time ---- */

/* Which cell of history a moment belongs to; MINUTE_CELLS = none. */
static unsigned cell_of(const struct view *v)
{
	switch (v->activity) {
	case ACTIVITY_MOVING:
		return MINUTE_MOVING;
	case ACTIVITY_LYING:
		return MINUTE_LYING;
	case ACTIVITY_AWAY:
		return MINUTE_AWAY;
	case ACTIVITY_STILL:
	case ACTIVITY_COUNT:
		break;
	}
	return v->posture == POSTURE_UNKNOWN ? MINUTE_CELLS : minute_cell(v->posture, v->good);
}

static void end_spell(struct witness *w)
{
	struct spell_row row = { .at_us = w->spell_begin_us, .us = w->spell_us };

	if (w->spell_us >= TALLY_SLOUCH_US && row.at_us >= w->looked_us)
		keep_row(&w->spells, &row, sizeof row);
	w->spell_us = 0;
}

static void follow_spell(struct year *y, const struct view *v, uint64_t elapsed_us,
			 uint64_t real_us)
{
	struct witness *w = &y->witness;
	bool known = v->posture != POSTURE_UNKNOWN;
	uint64_t before_us = w->spell_us;

	if (v->activity == ACTIVITY_LYING || v->activity == ACTIVITY_AWAY || (known && v->good)) {
		end_spell(w);
	} else if (known && v->activity == ACTIVITY_STILL) {
		if (w->spell_us == 0)
			w->spell_begin_us = real_us - elapsed_us;
		w->spell_us += elapsed_us;
		if (before_us < TALLY_SLOUCH_US && w->spell_us >= TALLY_SLOUCH_US)
			account_at(y, real_us)->slouches++;
	}
}

/* Steps further apart than two seconds are a gap: nobody saw what was between. */
static void count(struct year *y, const struct view *v)
{
	struct witness *w = &y->witness;
	uint64_t elapsed_us = v->step_us - w->step_us;
	uint64_t real_us = year_real_us(y, v->step_us);
	struct account *a;
	unsigned cell = cell_of(v);
	uint16_t minute;

	if (v->step_us <= w->step_us)
		return;
	if (w->step_us == 0 || elapsed_us > 2 * US_PER_SEC)
		elapsed_us = 0;
	w->step_us = v->step_us;
	a = year_account(y, calendar_day((int64_t)(real_us / US_PER_SEC), &minute));
	if (cell < MINUTE_CELLS) {
		a->us[cell] += elapsed_us;
		a->hour_us[minute / 60] += elapsed_us;
	}
	a->midnight[0] |= minute == 0;
	a->midnight[1] |= minute == 24 * 60 - 1;
	follow_spell(y, v, elapsed_us, real_us);
	laws_script(y, v, elapsed_us);
}

/* ---- words ---- */

static void begin_alert(struct year *y, const struct view *v, uint64_t real_us)
{
	struct witness *w = &y->witness;

	w->alerted = true;
	w->alert = (struct spell_row){ .at_us = real_us };
	w->first_dwell_us = v->why->dwell_us;
	account_at(y, real_us)->alerts++;
}

static void keep_alert(struct witness *w)
{
	if (w->alert.at_us >= w->looked_us)
		keep_row(&w->alerts, &w->alert, sizeof w->alert);
}

static void end_alert(struct year *y, uint64_t slouched_us)
{
	struct witness *w = &y->witness;
	struct account *a = account_at(y, w->alert.at_us);

	if (!w->alerted) {
		year_broken(y, "Recovered comes without an alert");
		return;
	}
	a->recovered++;
	a->correcting_us += slouched_us - MIN(slouched_us, w->first_dwell_us);
	w->alert.us = slouched_us;
	w->alerted = false;
	keep_alert(w);
}

static void keep_care(struct year *y, const struct view *v, const char *what, const char *kind,
		      const char *reason, const char *detail)
{
	struct care_row row = { .at_us = v->real_us };

	snprintf(row.what, sizeof row.what, "%s", what);
	snprintf(row.kind, sizeof row.kind, "%s", kind);
	snprintf(row.reason, sizeof row.reason, "%s", reason);
	snprintf(row.detail, sizeof row.detail, "%s", detail);
	keep_row(&y->witness.care, &row, sizeof row);
}

static void name_detail(const struct care_event *e, char *ret, size_t size)
{
	ret[0] = '\0';
	if (e->kind == CARE_STRETCH && e->due)
		snprintf(ret, size, "%s", care_exercises[e->exercise].name);
	if (e->kind == CARE_POSTURE && e->due)
		snprintf(ret, size, "%s", posture_to_str(e->posture));
	if (e->kind == CARE_MASSAGE)
		snprintf(ret, size, "%s", e->place);
	if (e->kind == CARE_PROFESSIONAL && e->due)
		snprintf(ret, size, "%s %u", e->place, e->severity);
}

/* A session that is too long is told every minute, and is one row. */
static void care(struct year *y, const struct care_event *e, const struct view *v)
{
	struct witness *w = &y->witness;
	bool too_long = e->kind == CARE_HEAT && e->due && e->reason == CARE_TOO_LONG;
	bool again = too_long && w->too_long;
	const char *what = !e->due ? "over" : e->reason == CARE_COVER ? "start" : "due";
	char detail[HISTORY_DETAIL_MAX];

	y->figures.too_long += too_long;
	if (e->due)
		y->figures.care[e->kind]++;
	else
		y->figures.overs++;
	if (e->kind == CARE_HEAT)
		w->too_long = too_long;
	name_detail(e, detail, sizeof detail);
	if (!again)
		keep_care(y, v, what, care_kind_to_str(e->kind), care_reason_to_str(e->reason),
			  detail);
}

static void hear(struct year *y, const struct wearer_event *e, const struct view *v)
{
	uint64_t real_us = year_real_us(y, e->t_us);

	switch (e->kind) {
	case WEARER_SLOUCHED:
		if (!y->witness.alerted)
			begin_alert(y, v, real_us);
		y->witness.alert.level = e->level;
		account_at(y, real_us)->words++;
		y->figures.words++;
		laws_word(y, e->t_us);
		break;
	case WEARER_RECOVERED:
		end_alert(y, e->slouched_us);
		break;
	case WEARER_CARE:
		care(y, &e->care, v);
		laws_care(y, &e->care, e->t_us);
		break;
	case WEARER_LEARNING:
	case WEARER_LEARNED:
		break;
	case WEARER_NOT_LEARNED:
		year_broken(y, "the pose was not learned");
		break;
	}
	wearer_answer(y, e);
}

/* ---- the sink ---- */

static struct year *year_of(struct sink *s)
{
	return (struct year *)((char *)s - offsetof(struct year, witness.sink));
}

static void on_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct year *y = year_of(s);
	char detail[HISTORY_DETAIL_MAX];

	if (n->kind == NOTICE_WEARER) {
		count(y, v);
		hear(y, n->wearer, v);
	} else if (n->kind == NOTICE_CARE_DONE) {
		care(y, n->care, v);
	} else if (n->kind == NOTICE_KNOT) {
		snprintf(detail, sizeof detail, "%s %u", n->care->place, n->care->severity);
		keep_care(y, v, "knot", "", "", detail);
		y->figures.knots++;
	} else if (n->kind == NOTICE_HISTORY_DAMAGED || n->kind == NOTICE_HISTORY_UNSAVED ||
		   n->kind == NOTICE_CARE_DAMAGED || n->kind == NOTICE_CARE_UNSAVED ||
		   n->kind == NOTICE_PAUSES_DAMAGED || n->kind == NOTICE_PAUSES_UNSAVED ||
		   n->kind == NOTICE_POSES_DAMAGED || n->kind == NOTICE_POSES_UNSAVED) {
		year_broken(y, "a file fails: %s", n->text);
	}
}

static void on_tick(struct sink *s, const struct view *v)
{
	struct year *y = year_of(s);

	count(y, v);
	laws_heat(y, v);
	y->figures.steps++;
}

static void on_free(struct sink *s)
{
	(void)s;
}

void witness_init(struct witness *w)
{
	static const struct sink_ops ops = {
		.notice = on_notice,
		.tick = on_tick,
		.free = on_free,
	};

	*w = (struct witness){ .sink.ops = &ops };
}

/* What goes on is cut; less than a second of each cell is in no row. */
void witness_restart(struct year *y)
{
	struct witness *w = &y->witness;

	end_spell(w);
	if (w->alerted)
		keep_alert(w);
	w->alerted = w->too_long = false;
	if (w->step_us != 0)
		account_at(y, year_real_us(y, w->step_us))->restarts++;
	w->step_us = 0;
}

/* What goes on is in history already, and is compared as it stands. */
void witness_look(struct witness *w, uint64_t real_us)
{
	struct spell_row spell = { .at_us = w->spell_begin_us, .us = w->spell_us };

	if (w->spell_us >= TALLY_SLOUCH_US && spell.at_us < real_us && spell.at_us >= w->looked_us)
		keep_row(&w->spells, &spell, sizeof spell);
	if (w->alerted && w->alert.at_us < real_us)
		keep_alert(w);
	w->looked_us = real_us;
}

void witness_free(struct witness *w)
{
	free(w->care.items);
	free(w->alerts.items);
	free(w->spells.items);
}
