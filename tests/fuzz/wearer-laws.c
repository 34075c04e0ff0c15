/* SPDX-License-Identifier: MIT */
#include "wearer-laws.h"

#include <string.h>

#include "fuzz.h"

static void begin_alert(struct laws *l, const struct alert_params *p)
{
	l->level = 0;
	l->acknowledged = false;
	l->least_us = p->levels_us[0];
	l->most_levels = p->n_levels;
	l->grace_us = p->gentle_after_us != 0 ? p->levels_us[0] : 0;
}

void laws_init(struct laws *l, const struct wearer_params *params)
{
	memset(l, 0, sizeof(*l));
	begin_alert(l, &params->alert);
}

/* ---- asked for ---- */

void laws_configured(struct laws *l, const struct wearer_params *params)
{
	l->steady = POSTURE_UNKNOWN;
	if (l->level == 0)
		begin_alert(l, &params->alert);
	l->least_us = MIN(l->least_us, params->alert.levels_us[0]);
	l->most_levels = MAX(l->most_levels, params->alert.n_levels);
	l->grace_us = MAX(l->grace_us, params->alert.levels_us[0]);
}

void laws_poses_changed(struct laws *l, const struct wearer_params *params)
{
	begin_alert(l, &params->alert);
	l->steady = POSTURE_UNKNOWN;
	l->in_run = false;
	l->base_us = l->bad_us;
}

void laws_learn(struct laws *l, const char *name, enum posture posture, bool good, unsigned seconds)
{
	LAW(!l->learning, "one pose is learned at a time");
	l->learning = true;
	l->wanted = (struct pose){ .posture = posture, .good = good };
	strncpy(l->wanted.name, name, sizeof(l->wanted.name) - 1);
	l->window_us = seconds * US_PER_SEC;
	l->learn_from_us = 0;
	l->learn_seen_us = 0;
}

void laws_learn_cancelled(struct laws *l)
{
	LAW(l->learning, "only what is being learned can be cancelled");
	l->learning = false;
}

/* Also lets go of the holds that have ended. */
static bool is_held(struct laws *l, uint64_t now_us)
{
	bool held = false;

	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (l->hold[i].until_us <= now_us)
			l->hold[i].cookie = 0;
		held |= l->hold[i].cookie != 0;
	}
	return held;
}

void laws_paused(struct laws *l, uint64_t now_us, uint64_t seconds, uint32_t cookie)
{
	uint64_t for_us = MIN(MAX(seconds, 1), 7 * 24 * 3600) * US_PER_SEC;
	struct alert_hold *slot = NULL;

	LAW(cookie != 0, "a cookie is not 0");
	(void)is_held(l, now_us);
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		LAW(l->hold[i].cookie != cookie, "a cookie is unlike those that stand");
		if (l->hold[i].cookie == 0)
			slot = &l->hold[i];
	}
	LAW(slot, "there are at most 16 holds");
	slot->cookie = cookie;
	slot->until_us = now_us + for_us;
}

void laws_resumed(struct laws *l, uint32_t cookie)
{
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		if (cookie == 0 || l->hold[i].cookie == cookie)
			l->hold[i].cookie = 0;
	}
}

void laws_acknowledged(struct laws *l, bool stood)
{
	LAW(stood == (l->level > 0), "an alert is acknowledged exactly when it stands");
	l->acknowledged = stood;
}

/* Of a week that begins on Monday; a span is looked for from each day it may begin on. */
static bool is_quiet(const struct alert_params *p, unsigned week_min)
{
	for (unsigned i = 0; i < p->n_quiet; i++) {
		const struct quiet_span *q = &p->quiet[i];
		unsigned length = (q->to_min + 1440u - q->from_min) % 1440;

		for (unsigned day = 0; day < 7; day++) {
			unsigned begin = day * 1440 + q->from_min;
			unsigned since = (week_min + 10080 - begin) % 10080;

			if ((q->days == 0 || q->days >> day & 1) &&
			    since < (length == 0 ? 1440 : length))
				return true;
		}
	}
	return false;
}

/* Words in the hour that ends now. */
static unsigned words_of_hour(const struct laws *l, uint64_t now_us)
{
	unsigned n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(l->word_us); i++)
		n += l->word_us[i] != 0 && now_us - l->word_us[i] < UINT64_C(3600) * US_PER_SEC;
	return n;
}

/* ---- the verdict ---- */

static void check_angle(int32_t cdeg, int32_t limit)
{
	LAW(cdeg == ANGLE_UNKNOWN || (cdeg >= -limit && cdeg <= limit),
	    "an angle is within half a turn, or not known");
}

static void check_stance(const struct stance *stance)
{
	LAW(stance->sensors < 1u << SENSOR_COUNT, "there are two sensors");
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		struct dir3 up = stance->up[s];
		int64_t square = (int64_t)up.x_q14 * up.x_q14 + (int64_t)up.y_q14 * up.y_q14 +
				 (int64_t)up.z_q14 * up.z_q14;
		int64_t low = DIR_ONE_Q14 - 2, high = DIR_ONE_Q14 + 2;

		LAW(dir_is_zero(up) || (square >= low * low && square <= high * high),
		    "up is of unit length, or zero");
		LAW(!dir_is_zero(up) || !(stance->sensors & SENSOR_BIT(s)),
		    "a sensor that takes part knows where up is");
	}
}

static bool has_learned(const struct wearer_events *events)
{
	for (unsigned i = 0; i < events->n; i++) {
		if (events->event[i].kind == WEARER_LEARNED)
			return true;
	}
	return false;
}

/* @anew: a pose was taught after the verdict, perhaps in place of the one it names */
static void check_verdict(const struct wearer *w, const struct verdict *v, bool anew)
{
	check_angle(v->flexion_cdeg, 18000);
	check_angle(v->lateral_cdeg, 18000);
	check_angle(v->curvature_cdeg, 36000);
	check_stance(&v->stance);
	LAW(v->posture < POSTURE_COUNT && v->activity < ACTIVITY_COUNT, "a verdict has its words");
	LAW(v->valid == (v->posture != POSTURE_UNKNOWN), "a valid verdict knows the posture");
	LAW(v->valid || (!v->good && v->pose == -1), "no verdict, no pose");
	LAW(v->pose >= -1 && v->pose < (int)w->poses.n, "a pose is one that was taught");
	LAW(v->pose < 0 || anew ||
		    (w->poses.pose[v->pose].posture == v->posture &&
		     w->poses.pose[v->pose].good == v->good),
	    "a pose's word and verdict are as taught");
}

static void check_time(const struct laws *l, const struct wearer *w, const struct verdict *v)
{
	LAW(v->t_us >= l->now_us, "time goes on");
	LAW(w->posture.now_us == v->t_us && w->alert.now_us == v->t_us &&
		    w->tally.now_us == v->t_us,
	    "every part lives in the same moment");
	LAW(w->posture.since_us <= v->t_us && w->posture.next_since_us <= v->t_us,
	    "a posture began in the past");
}

/* ---- the alert ---- */

static bool sees_bad(const struct verdict *v)
{
	return v->valid && !v->good && v->activity == ACTIVITY_STILL;
}

/* What stands in the way of an alert; @w for its parameters only. */
static bool is_hushed(struct laws *l, const struct wearer *w, uint64_t now_us, unsigned week_min)
{
	return l->learning || is_held(l, now_us) || is_quiet(&w->params.alert, week_min);
}

static void count_bad(struct laws *l, const struct verdict *v, uint64_t seen_us,
		      uint64_t elapsed_us, bool hushed)
{
	bool bad = sees_bad(v);
	bool frozen = v->valid && v->activity == ACTIVITY_MOVING;

	if (bad && !l->in_run)
		l->run_us = l->bad_us;
	l->in_run = bad || (l->in_run && frozen);
	if (bad)
		l->bad_us += seen_us;
	if (hushed)
		l->run_us = l->bad_us;
	if (!bad || hushed || elapsed_us == 0 || v->posture != l->steady) {
		l->steady_us = 0;
		l->steady = bad ? v->posture : POSTURE_UNKNOWN;
	} else {
		l->steady_us += elapsed_us;
	}
}

/*
 * Where the next dwell begins: now, while a bad posture counts already; else
 * at the first sight of what may be about to count.
 */
static void note_dwell(struct laws *l, const struct wearer *w)
{
	bool counts = w->posture.posture != POSTURE_UNKNOWN && !w->posture.good;

	if (w->alert.dwell_us == 0)
		l->base_us = l->in_run && !counts ? l->run_us : l->bad_us;
	LAW(w->alert.dwell_us <= l->bad_us - l->base_us, "only bad posture that was seen is dwell");
}

static void check_slouched(struct laws *l, const struct wearer *w, const struct verdict *v,
			   const struct wearer_event *e, bool hushed)
{
	const struct alert_params *p = &w->params.alert;
	const struct explanation *why = &w->why;

	LAW(sees_bad(v), "no alert but in a bad posture");
	LAW(l->bad_us - l->base_us >= l->least_us, "no alert without dwell");
	LAW(!hushed, "no alert while paused, in quiet hours or while a pose is learned");
	LAW(!l->acknowledged, "no alert that was acknowledged");
	LAW(p->max_per_hour == 0 || words_of_hour(l, v->t_us) < p->max_per_hour,
	    "no hour has more alerts than max_per_hour");
	LAW(e->level >= 1 && e->level <= l->most_levels, "the level is never above n_levels");
	LAW(e->level > l->level ? e->level <= p->n_levels : e->level == l->level,
	    "a level rises, or repeats");
	LAW(e->level > l->level || (p->repeat_us != 0 && l->bad_us - l->spoke_us >= p->repeat_us),
	    "an alert repeats no sooner than repeat_s");
	LAW(why->known && why->level == e->level && why->posture != POSTURE_UNKNOWN &&
		    why->key[0] != '\0',
	    "every alert is explained");
	LAW(pose_find(&w->poses, why->reference) >= 0, "an alert is measured from a pose");
	l->alerts += l->level == 0;
	l->level = e->level;
	l->spoke_us = l->bad_us;
	l->word_us[l->n_words++ % ARRAY_SIZE(l->word_us)] = v->t_us;
}

static void check_recovered(struct laws *l, const struct wearer *w, const struct wearer_event *e)
{
	LAW(l->level > 0, "an alert recovers once");
	LAW(e->slouched_us >= l->least_us, "what recovers was an alert");
	LAW(e->slouched_us <= l->bad_us, "no more slouching is told than was seen");
	begin_alert(l, &w->params.alert);
}

static void check_standing(const struct laws *l, const struct wearer *w, const struct verdict *v)
{
	const struct alert_params *p = &w->params.alert;
	bool spent = p->max_per_hour != 0 && words_of_hour(l, v->t_us) >= p->max_per_hour;

	LAW(w->alert.level == l->level && v->alert_level == l->level,
	    "an alert stands from its first word to its recovery");
	LAW(w->alert.acknowledged == l->acknowledged, "an acknowledgement lasts to the recovery");
	LAW(l->level > 0 || spent || l->steady_us < p->levels_us[0] + l->grace_us ||
		    l->steady_us < w->params.posture.settle_us,
	    "a bad posture that is held is alerted");
}

/* ---- the day ---- */

static uint64_t sum_of(const uint64_t *us, unsigned n)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < n; i++)
		sum += us[i];
	return sum;
}

static void begin_day(struct laws *l, const struct verdict *v, int32_t day)
{
	if (l->any_day && l->day == day)
		return;
	l->day_from_us = l->any_day ? l->now_us : v->t_us;
	l->any_day = true;
	l->day = day;
	l->alerts = 0;
}

static void check_tally(const struct laws *l, const struct tally *t, uint64_t now_us)
{
	uint64_t still_us = t->activity_us[ACTIVITY_STILL];

	LAW(t->day == l->day, "the tally is of today");
	LAW(sum_of(t->activity_us, ACTIVITY_COUNT) <= now_us - l->day_from_us,
	    "no more is tallied than the day has had");
	LAW(sum_of(t->posture_us, POSTURE_COUNT) == still_us,
	    "every posture is tallied while still");
	LAW(tally_bad_us(t) <= still_us - t->posture_us[POSTURE_UNKNOWN],
	    "bad posture is tallied of what is known");
	LAW(t->slouches <= tally_bad_us(t) / TALLY_SLOUCH_US + 1, "a slouch takes its time");
	LAW(t->alerts == l->alerts, "every alert of the day is tallied once");
}

/* ---- learning ---- */

static void check_learned(const struct laws *l, const struct wearer *w, const struct pose *p)
{
	LAW(l->learn_seen_us >= l->window_us, "a pose is learned from a whole window");
	LAW(pose_find(&w->poses, p->name) >= 0, "a pose that was learned is taught");
	LAW(p->posture == l->wanted.posture && p->good == l->wanted.good,
	    "a pose is learned as what it was asked for");
	LAW(p->grade <= 100 && p->spread_cdeg <= 400, "a pose's grade and spread are in range");
	LAW(p->stance.sensors != 0, "a pose has a direction");
	check_stance(&p->stance);
}

static void check_learning(struct laws *l, const struct wearer *w, const struct wearer_event *e)
{
	LAW(l->learning, "only what is being learned is told about");
	LAW(strcmp(e->pose.name, l->wanted.name) == 0, "the pose told about is the one asked for");
	LAW(e->percent <= 100, "percent is 0 to 100");
	if (e->kind == WEARER_LEARNED)
		check_learned(l, w, &e->pose);
	if (e->kind == WEARER_NOT_LEARNED)
		LAW(e->result != CALIBRATE_RUNNING, "learning that failed has a reason");
	if (e->kind != WEARER_LEARNING)
		l->learning = false;
}

static void check_patience(const struct laws *l, const struct wearer *w, uint64_t now_us)
{
	uint64_t patience_us = CALIBRATE_PATIENCE * l->window_us + 5 * US_PER_SEC;

	LAW(w->learning == l->learning, "learning ends with a word");
	if (!l->learning)
		return;
	LAW(now_us - l->learn_from_us < patience_us, "learning comes to an end");
	LAW(calibrate_percent(&w->calibrate, now_us) <= 100, "percent is 0 to 100");
}

static void count_learning(struct laws *l, const struct verdict *v, uint64_t seen_us)
{
	if (l->learning && l->learn_from_us == 0)
		l->learn_from_us = v->t_us;
	else if (l->learning)
		l->learn_seen_us += seen_us;
}

/* ---- one decision ---- */

static void check_event(struct laws *l, const struct wearer *w, const struct verdict *v,
			const struct wearer_event *e, bool hushed)
{
	LAW(e->t_us == v->t_us, "an event is of its moment");
	switch (e->kind) {
	case WEARER_SLOUCHED:
		check_slouched(l, w, v, e, hushed);
		return;
	case WEARER_RECOVERED:
		check_recovered(l, w, e);
		return;
	case WEARER_CARE:
	case WEARER_LEARNING:
	case WEARER_LEARNED:
	case WEARER_NOT_LEARNED:
		check_learning(l, w, e);
		return;
	}
	LAW(false, "an event is of a kind");
}

void laws_decided(struct laws *l, const struct wearer *w, const struct verdict *v,
		  uint64_t covered_us, const struct wall *wall, const struct wearer_events *events)
{
	uint64_t step_us = v->t_us - l->now_us;
	uint64_t elapsed_us = posture_elapsed_us(l->now_us, v->t_us);
	bool seen = l->now_us != 0 && step_us <= covered_us + US_PER_SEC;
	bool hushed = is_hushed(l, w, v->t_us, wall_week_min(wall));

	LAW(v->decided, "a decision says that it is one");
	LAW(events->n <= WEARER_EVENT_MAX, "events fit where they are put");
	check_verdict(w, v, has_learned(events));
	check_time(l, w, v);
	begin_day(l, v, wall->local_day);
	count_bad(l, v, seen ? step_us : elapsed_us, elapsed_us, hushed);
	count_learning(l, v, seen ? step_us : elapsed_us);
	for (unsigned i = 0; i < events->n; i++)
		check_event(l, w, v, &events->event[i], hushed);
	note_dwell(l, w);
	check_standing(l, w, v);
	check_tally(l, &w->tally, v->t_us);
	check_patience(l, w, v->t_us);
	l->now_us = v->t_us;
}

void laws_undecided(const struct laws *l, const struct wearer *w, const struct verdict *v,
		    const struct wearer_events *events)
{
	LAW(!v->decided && events->n == 0, "no decision, no event");
	LAW(w->alert.now_us == l->now_us && w->alert.level == l->level &&
		    w->learning == l->learning,
	    "no decision, no change");
	check_stance(&w->stance);
}
