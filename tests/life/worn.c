/* SPDX-License-Identifier: MIT */
#include "worn.h"

#include "fixed.h"

#define NOWHERE UINT64_MAX

void worn_init(struct worn *w, const struct day *day, enum sensor sensor, uint64_t begin_us)
{
	*w = (struct worn){
		.day = day,
		.sensor = sensor,
		.begin_us = begin_us,
		.cell_us = WORN_CELL_US,
		.at = SIZE_MAX,
		.script = { .name = "near", .n = 3 },
		.cell = NOWHERE,
	};
	w->script.steps = w->near;
	body_init(&w->body, &w->script, day->seed);
}

/* All that was before is one step at the last one's end. */
static void go_to_step(struct worn *w, size_t at)
{
	const struct day *d = w->day;

	w->at = at;
	w->near[0] = d->step[at > 0 ? at - 1 : 0];
	w->near[0].ramp_ms = 0;
	w->near[0].for_ms = (uint32_t)(d->begin_us[at] / US_PER_MS);
	w->near[1] = d->step[at];
	w->near[2] = d->step[MIN(at + 1, d->n - 1)];
}

static bool is_within(const struct worn *w, uint64_t t_us)
{
	const struct day *d = w->day;

	return w->at < d->n && d->begin_us[w->at] <= t_us &&
	       (w->at + 1 == d->n || t_us < d->begin_us[w->at + 1]);
}

static enum body_act act_at(struct worn *w, uint64_t t_us)
{
	if (!is_within(w, t_us))
		go_to_step(w, day_step_at(w->day, t_us));
	return w->near[1].act;
}

static void feel_exactly(struct worn *w, uint64_t t_us, struct body_feel *ret)
{
	(void)act_at(w, t_us);
	body_feel(&w->body, w->sensor, t_us, ret);
}

/* On a table nothing changes. */
static bool lies_about(const struct worn *w, uint64_t cell)
{
	const struct body_step *step = &w->near[1];
	uint64_t begin_us = w->day->begin_us[w->at];

	return step->act == BODY_OFF && cell * w->cell_us >= begin_us + step->ramp_ms * US_PER_MS &&
	       (cell + 1) * w->cell_us < begin_us + step->for_ms * US_PER_MS;
}

static void go_to_cell(struct worn *w, uint64_t cell)
{
	if (cell == w->cell)
		return;
	if (w->cell != NOWHERE && lies_about(w, w->cell) && lies_about(w, cell)) {
		w->cell = cell;
		return;
	}
	if (cell == w->cell + 1 && w->cell != NOWHERE)
		w->from = w->to;
	else
		feel_exactly(w, cell * w->cell_us, &w->from);
	feel_exactly(w, (cell + 1) * w->cell_us, &w->to);
	w->cell = cell;
}

static int32_t between(const struct worn *w, int32_t from, int32_t to, uint64_t in_us)
{
	return from + (int32_t)((int64_t)(to - from) * (int64_t)in_us / (int64_t)w->cell_us);
}

void worn_feel(struct worn *w, uint64_t t_us, struct body_feel *ret)
{
	uint64_t in_us;

	t_us -= MIN(t_us, w->begin_us);
	if (act_at(w, t_us) == BODY_WALK) {
		feel_exactly(w, t_us, ret);
		return;
	}
	go_to_cell(w, t_us / w->cell_us);
	in_us = t_us % w->cell_us;
	for (int i = 0; i < 3; i++) {
		ret->accel_ug[i] = between(w, w->from.accel_ug[i], w->to.accel_ug[i], in_us);
		ret->gyro_mdps[i] = between(w, w->from.gyro_mdps[i], w->to.gyro_mdps[i], in_us);
	}
}
