/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdlib.h>

#include "fixed.h"
#include "laws.h"

#define NOTHING MINUTE_CELLS /* no sensor: no posture */

/* What there is to see, and since when. */
struct scene {
	unsigned cell;
	uint64_t since_us; /* the day's time; a turn of the body is over then */
	uint64_t turn_us;  /* and began then */
	uint64_t lag_us;   /* until when it must be seen, from .since_us */
	unsigned act;
};

/* A minute within 0.1 degrees, that each peak of the sensor's noise begins anew. */
#define AWAY_US (300 * US_PER_SEC)

/* Found again, set up, settled; see soak's run.h and watch.h. */
#define RETURN_US (60 * US_PER_SEC)

/* A batch is stamped to a sample or two. */
#define EARLY_US (200 * US_PER_MS)

/* See laws.h. */
static const uint64_t lags_us[] = {
	[BODY_SIT] = 8 * US_PER_SEC,  /* the filter, two steps, settle_s */
	[BODY_WALK] = 6 * US_PER_SEC, /* to be known as motion */
	[BODY_LIE] = 6 * US_PER_SEC,  [BODY_OFF] = AWAY_US, [BODY_UNPLUG] = 5 * US_PER_SEC,
};

static unsigned cell_of(const struct body_step *s)
{
	switch (s->act) {
	case BODY_WALK:
		return MINUTE_MOVING;
	case BODY_LIE:
		return MINUTE_LYING;
	case BODY_OFF:
		return MINUTE_AWAY;
	case BODY_UNPLUG:
		return NOTHING;
	case BODY_SIT:
		break;
	}
	return minute_cell(s->posture, s->posture == POSTURE_UPRIGHT);
}

/* 3 x^2 - 2 x^3 = border / angle, as body.c turns: when the border is crossed. */
static uint64_t crossed_us(const struct body_step *s)
{
	static const int32_t border_cdeg[POSTURE_COUNT] = {
		[POSTURE_SLOUCHING] = 1000,
		[POSTURE_LEANING_BACK] = 2000,
		[POSTURE_LEANING_LEFT] = 1500,
		[POSTURE_LEANING_RIGHT] = 1500,
	};
	int32_t angle_cdeg = MAX(abs(s->flexion_cdeg), abs(s->lateral_cdeg));
	uint64_t ms = 0;

	if (s->act == BODY_WALK)
		return 0; /* the bounce is there at once */
	if (s->act != BODY_SIT || border_cdeg[s->posture] == 0)
		return s->ramp_ms * US_PER_MS;
	for (; ms < s->ramp_ms; ms += 50) {
		double x = (double)ms / s->ramp_ms;

		if ((3 - 2 * x) * x * x * angle_cdeg >= border_cdeg[s->posture])
			break;
	}
	return ms * US_PER_MS;
}

static struct scene scene_at(const struct year *y, uint64_t t_us)
{
	const struct day *d = &y->today.day;
	const struct faults *f = &y->today.faults;
	size_t at = day_step_at(d, t_us);
	const struct body_step *s = &d->step[at];
	uint64_t running_us = y->witness.running_us - MIN(y->witness.running_us, y->life.begin_us);
	struct scene scene = {
		.cell = cell_of(s),
		.since_us = d->begin_us[at] + crossed_us(s),
		.turn_us = d->begin_us[at],
		.lag_us = lags_us[s->act],
		.act = s->act,
	};

	for (size_t i = 0; i < f->n; i++) {
		if (f->fault[i].kind != FAULT_UNPLUGGED || t_us < f->fault[i].begin_us ||
		    t_us >= f->fault[i].end_us)
			continue;
		return (struct scene){ NOTHING, MAX(f->fault[i].begin_us, running_us),
				       f->fault[i].begin_us, lags_us[BODY_UNPLUG], BODY_UNPLUG };
	}
	if (running_us > scene.turn_us || at == 0) {
		scene.since_us = MAX(running_us, scene.since_us);
		scene.turn_us = running_us;
		scene.lag_us += RETURN_US;
	}
	return scene;
}

static unsigned shown(const struct view *v)
{
	static const unsigned cells[] = {
		[ACTIVITY_MOVING] = MINUTE_MOVING,
		[ACTIVITY_LYING] = MINUTE_LYING,
		[ACTIVITY_AWAY] = MINUTE_AWAY,
	};

	if (v->activity != ACTIVITY_STILL)
		return cells[v->activity];
	return v->posture == POSTURE_UNKNOWN ? NOTHING : minute_cell(v->posture, v->good);
}

static const char *cell_name(unsigned cell)
{
	if (cell < MINUTE_MOVING)
		return posture_to_str((enum posture)(cell / 2 + 1));
	return cell == MINUTE_MOVING  ? "moving"
	       : cell == MINUTE_LYING ? "lying"
	       : cell == MINUTE_AWAY  ? "away"
				      : "unknown";
}

/* Until a turn is over the body is still what it was. */
static void count(struct year *y, const struct scene *s, uint64_t t_us, int32_t day,
		  uint64_t elapsed_us)
{
	struct script_watch *w = &y->script;
	struct account *a = year_account(y, day);
	unsigned cell = t_us < s->since_us ? w->before : s->cell;

	if (s->turn_us != w->turn_us || s->cell != w->cell) {
		*w = (struct script_watch){ .turn_us = s->turn_us,
					    .cell = s->cell,
					    .before = w->cell,
					    .away_us = w->away_us };
		a->turns++;
	}
	if (cell < MINUTE_CELLS)
		a->script_us[cell] += elapsed_us;
}

static void note_lag(struct year *y, const struct scene *s, uint64_t t_us)
{
	uint64_t *worst_us = &y->figures.lag_us[s->act];

	if (!y->script.seen && t_us > s->since_us && s->lag_us == lags_us[s->act])
		*worst_us = MAX(*worst_us, t_us - s->since_us);
	y->script.seen = true;
}

/* What is next may be in a batch already. */
static bool is_next(const struct year *y, uint64_t t_us, unsigned cell)
{
	return scene_at(y, t_us + EARLY_US).cell == cell;
}

/* Whose minute on the table began anew. */
static bool is_woken(struct year *y, const struct scene *s, const struct view *v,
		     uint64_t elapsed_us)
{
	struct script_watch *w = &y->script;

	if (s->act != BODY_OFF || v->activity != ACTIVITY_LYING ||
	    v->step_us - w->away_us > AWAY_US)
		return false;
	y->figures.woken += !w->woken;
	y->figures.woken_us += elapsed_us;
	w->woken = true;
	return true;
}

void laws_script(struct year *y, const struct view *v, uint64_t elapsed_us)
{
	uint64_t t_us = v->step_us - y->life.begin_us;
	struct script_watch *w = &y->script;
	struct scene s;

	if (v->step_us < y->life.begin_us || y->taught_us == 0 || v->step_us < y->taught_us)
		return;
	s = scene_at(y, t_us);
	count(y, &s, t_us, year_local_day(y, v->step_us), elapsed_us);
	if (v->activity == ACTIVITY_AWAY) {
		w->away_us = v->step_us;
		w->woken = false;
	}
	if (shown(v) == s.cell) {
		note_lag(y, &s, t_us);
	} else if (t_us > s.since_us + s.lag_us && !w->told && !is_woken(y, &s, v, elapsed_us) &&
		   !is_next(y, t_us, shown(v))) {
		w->told = true;
		year_broken(y, "%s is shown, the script has had %s for %" PRIu64 " s",
			    cell_name(shown(v)), cell_name(s.cell),
			    (t_us - s.since_us) / US_PER_SEC);
	}
}
