/* SPDX-License-Identifier: MIT */
#include <assert.h>

#include "fixed.h"
#include "laws.h"

#define MIN_US (60 * US_PER_SEC)

/* ---- answers ---- */

static void plan_answer(struct year *y, uint64_t at_us, int what, enum care_kind kind,
			uint32_t seconds)
{
	for (unsigned i = 0; i < PENDING_MAX; i++) {
		struct pending *p = &y->pending[i];

		if (p->what != DO_NOTHING)
			continue;
		*p = (struct pending){ .at_us = at_us, .kind = kind, .seconds = seconds };
		p->what = what;
		return;
	}
}

/* In percent: does it, puts it off; else he does not care. */
static void answer_care(struct year *y, const struct wearer_event *e)
{
	static const struct {
		unsigned done, dismissed;
		uint32_t after_min, for_min;
	} habit[CARE_COUNT] = {
		[CARE_STRETCH] = { 35, 10, 6, 240 },
		[CARE_MASSAGE] = { 50, 15, 240, 4000 },
		[CARE_POSTURE] = { 30, 20, 30, 20000 },
		[CARE_PROFESSIONAL] = { 40, 20, 600, 15000 },
	};
	enum care_kind kind = e->care.kind;
	uint64_t at_us =
		e->t_us + chance_between(&y->chance, 1, 1 + habit[kind].after_min) * MIN_US;
	unsigned percent = chance_below(&y->chance, 100);

	if (!e->care.due || kind == CARE_HEAT)
		return;
	if (percent < habit[kind].done)
		plan_answer(y, at_us, DO_DONE, kind, 0);
	else if (percent < habit[kind].done + habit[kind].dismissed)
		plan_answer(y, at_us, DO_DISMISS, kind,
			    60 * chance_between(&y->chance, 10, habit[kind].for_min));
}

void wearer_answer(struct year *y, const struct wearer_event *e)
{
	if (e->kind == WEARER_CARE)
		answer_care(y, e);
	else if (e->kind == WEARER_SLOUCHED && chance_below(&y->chance, 12) == 0)
		plan_answer(y, e->t_us + 20 * US_PER_SEC, DO_ACKNOWLEDGE, CARE_COUNT, 0);
}

static void done(struct year *y, enum care_kind kind)
{
	const struct control *c = manager_control(y->life.manager);
	bool heat = y->memory.heat;
	char text[CONFIG_ERROR_MAX] = "";
	int r = c->care_done(c->ctx, care_kind_to_str(kind), text, sizeof text);

	if (r == 0)
		laws_done(y, kind);
	else if (kind == CARE_STRETCH || kind == CARE_MASSAGE || (kind == CARE_HEAT && heat))
		year_broken(y, "%s cannot be done: %s", care_kind_to_str(kind), text);
}

static void answer(struct year *y, const struct pending *p)
{
	const struct control *c = manager_control(y->life.manager);
	char text[CONFIG_ERROR_MAX] = "";

	switch (p->what) {
	case DO_NOTHING:
		break;
	case DO_DONE:
		done(y, p->kind);
		break;
	case DO_DISMISS:
		if (c->care_dismiss(c->ctx, care_kind_to_str(p->kind), p->seconds, text,
				    sizeof text) != 0)
			year_broken(y, "cannot dismiss: %s", text);
		laws_dismissed(y, p->kind, p->seconds);
		break;
	case DO_ACKNOWLEDGE:
		/* it may be over by now */
		(void)c->acknowledge(c->ctx);
		break;
	}
}

/* ---- deeds ---- */

static void pause_alerts(struct year *y, uint32_t minutes)
{
	const struct control *c = manager_control(y->life.manager);
	struct memory *m = &y->memory;

	if (c->pause(c->ctx, minutes * 60, "a meeting", &y->cookie) != 0) {
		year_broken(y, "cannot pause");
		return;
	}
	y->figures.pauses++;
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (m->hold_us[i] > y->life.now_us)
			continue;
		m->hold_us[i] = y->life.now_us + minutes * MIN_US;
		m->hold_cookie[i] = y->cookie;
		return;
	}
}

static void resume(struct year *y)
{
	const struct control *c = manager_control(y->life.manager);

	/* a pause may be over */
	(void)c->resume(c->ctx, y->cookie);
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (y->memory.hold_cookie[i] == y->cookie)
			y->memory.hold_us[i] = 0;
	}
}

/* One who finds a session running ends that one first. */
static void warm(struct year *y, uint32_t minutes)
{
	const struct control *c = manager_control(y->life.manager);
	char text[CONFIG_ERROR_MAX] = "";
	int r = c->care_start(c->ctx, "heat", text, sizeof text);

	laws_heat_asked(y, r, text);
	if (r == CONTROL_E_BUSY)
		done(y, CARE_HEAT);
	if (r == 0 && minutes > 0)
		plan_answer(y, y->life.now_us + minutes * MIN_US, DO_DONE, CARE_HEAT, 0);
}

static void log_knot(struct year *y, const struct deed *d)
{
	const struct control *c = manager_control(y->life.manager);
	char text[CONFIG_ERROR_MAX] = "";

	if (c->care_log_knot(c->ctx, d->place, d->number, text, sizeof text) != 0)
		year_broken(y, "cannot log a knot: %s", text);
	else
		laws_knot(y, d->place, d->number);
}

static bool restart(struct year *y, uint32_t seconds)
{
	struct life *l = &y->life;
	uint64_t since_us = l->now_us;
	char text[CONFIG_ERROR_MAX] = "";

	y->figures.restarts++;
	y->figures.restarts_in_heat += y->memory.heat;
	witness_restart(y);
	if (!life_restart(l, since_us + seconds * US_PER_SEC, text, sizeof text)) {
		year_broken(y, "does not start: %s", text);
		return false;
	}
	y->witness.running_us = l->now_us;
	laws_heat_restart(y, since_us);
	return true;
}

static bool act(struct year *y, const struct deed *d)
{
	const struct control *c = manager_control(y->life.manager);
	char text[CONFIG_ERROR_MAX] = "";

	switch (d->kind) {
	case DEED_LEARN:
		if (c->learn(c->ctx, "upright", "upright", true, 10, text, sizeof text) != 0)
			year_broken(y, "cannot learn: %s", text);
		y->taught_us = y->witness.running_us = y->life.now_us + 15 * US_PER_SEC;
		break;
	case DEED_PAUSE:
		pause_alerts(y, d->number);
		break;
	case DEED_RESUME:
		resume(y);
		break;
	case DEED_HEAT:
		warm(y, d->number);
		break;
	case DEED_KNOT:
		log_knot(y, d);
		break;
	case DEED_RESTART:
		return restart(y, d->number);
	case DEED_MASSAGE:
		done(y, CARE_MASSAGE);
		break;
	}
	return true;
}

/* ---- time ---- */

uint64_t wearer_due_us(const struct year *y)
{
	uint64_t due_us = UINT64_MAX;

	if (y->next_deed < y->today.n_deeds)
		due_us = y->life.begin_us + y->today.deed[y->next_deed].at_us;
	for (unsigned i = 0; i < PENDING_MAX; i++) {
		if (y->pending[i].what != DO_NOTHING)
			due_us = MIN(due_us, y->pending[i].at_us);
	}
	return due_us;
}

bool wearer_act(struct year *y)
{
	for (unsigned i = 0; i < PENDING_MAX; i++) {
		struct pending p = y->pending[i];

		if (p.what == DO_NOTHING || p.at_us > y->life.now_us)
			continue;
		y->pending[i].what = DO_NOTHING;
		answer(y, &p);
	}
	while (y->next_deed < y->today.n_deeds) {
		const struct deed *d = &y->today.deed[y->next_deed];

		if (y->life.begin_us + d->at_us > y->life.now_us)
			break;
		y->next_deed++;
		if (!act(y, d))
			return false;
	}
	return true;
}
