/* SPDX-License-Identifier: MIT */
#include "manager-internal.h"

#include <stdio.h>
#include <string.h>

#include "profiles.h"

static enum status status_of(const struct manager *m, bool held)
{
	const struct wearer *w = &m->wearer;

	/* Without the upper sensor nothing is judged, whatever the lower one says. */
	if (m->source->health[SENSOR_UPPER].state != SENSOR_RUNNING)
		return m->attempted ? STATUS_SENSOR_LOST : STATUS_STARTING;
	if (w->learning)
		return STATUS_CALIBRATING;
	if (!pose_has_good(&w->poses))
		return STATUS_UNCALIBRATED;
	return held ? STATUS_PAUSED : STATUS_WATCHING;
}

/*
 * A stamp is made from two clocks and differs by a few microseconds each time
 * it is made.  One that is shown stays as it is until the clock was set.
 */
static uint64_t steady_stamp_us(uint64_t shown_us, uint64_t fresh_us)
{
	uint64_t apart_us = shown_us > fresh_us ? shown_us - fresh_us : fresh_us - shown_us;

	return apart_us < US_PER_SEC ? shown_us : fresh_us;
}

static void fill_since(struct manager *m)
{
	uint64_t since_us = m->wearer.posture.since_us;
	struct view *v = &m->view;
	uint64_t real_us;

	if (since_us == 0)
		since_us = m->begin_us;
	real_us = clock_real_us(m->setup.clock, since_us);
	v->since_real_us =
		since_us == v->since_us ? steady_stamp_us(v->since_real_us, real_us) : real_us;
	v->since_us = since_us;
}

static void fill_paused(struct manager *m, uint64_t until_us)
{
	struct view *v = &m->view;
	uint64_t real_us = until_us ? clock_real_us(m->setup.clock, until_us) : 0;

	v->paused_until_real_us = until_us == m->held_until_us
					  ? steady_stamp_us(v->paused_until_real_us, real_us)
					  : real_us;
	m->held_until_us = until_us;
}

static void fill_posture(struct view *v, const struct wearer *w, const struct verdict *verdict)
{
	const struct posture_state *s = &w->posture;
	bool named = s->pose >= 0 && (unsigned)s->pose < w->poses.n;

	v->posture = s->posture;
	v->activity = s->activity;
	v->good = s->good;
	v->step_us = s->now_us;
	snprintf(v->pose, sizeof v->pose, "%s", named ? w->poses.pose[s->pose].name : "");
	v->flexion_cdeg = verdict->flexion_cdeg;
	v->lateral_cdeg = verdict->lateral_cdeg;
	v->curvature_cdeg = verdict->curvature_cdeg;
}

static void fill_today(struct view *v, const struct tally *t)
{
	v->slouch_today_us = tally_bad_us(t);
	v->upright_today_us = t->posture_us[POSTURE_UPRIGHT];
	v->slouches_today = t->slouches;
	v->alerts_today = t->alerts;
}

void manager_view_fill(struct manager *m)
{
	struct wearer *w = &m->wearer;
	struct view *v = &m->view;
	uint64_t held_until_us = alert_held_until(&w->alert, m->now_us);
	struct wall wall;

	clock_wall(m->setup.clock, m->now_us, &wall);
	v->now_us = m->now_us;
	v->real_us = clock_real_us(m->setup.clock, m->now_us);
	v->status = status_of(m, held_until_us != 0);
	v->alert_level = w->alert.level;
	v->silence = alert_silence(&w->alert, &w->params.alert, m->now_us, wall_week_min(&wall));
	v->care_due = w->care.due;
	v->heat_left_us = care_heat_left_us(&w->care, m->now_us);
	v->poses_serial = m->poses_serial;
	v->poses = &w->poses;
	v->why = &m->why;
	v->profiles_serial = m->profiles_serial;
	snprintf(v->profile, sizeof v->profile, "%s",
		 profiles_name(&m->config, w->profile.current));
	snprintf(v->profile_choice, sizeof v->profile_choice, "%s", manager_profile_choice(m));
	memcpy(v->sensor, m->source->health, sizeof v->sensor);
	fill_posture(v, w, &m->verdict);
	fill_since(m);
	fill_paused(m, held_until_us);
	fill_today(v, &w->tally);
}
