/* SPDX-License-Identifier: MIT */
/*
 * Recordings through the daemon's mind, once for every setting, and their
 * labels held against the alerts.
 */
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "fixed.h"
#include "play.h"
#include "tune.h"

#define LABEL_GAP_US (2 * US_PER_SEC) /* a longer hole ends what a label says */

/* One setting against the labels. */
struct watch {
	int label;         /* as tune_label(), of the stretch at hand */
	uint64_t since_us; /* its begin */
	uint64_t seen_us;
	bool told;        /* an alert stood in it */
	uint64_t told_us; /* bad posture of spells that were alerted and are over */
	uint32_t words;
	uint32_t bad_spells, missed, false_alarms;
	uint64_t good_us;
};

struct player {
	const struct tune *tune;
	const struct offline *offline;
	struct wearer *wearer; /* one a row */
	struct watch *watch;   /* likewise */
	char label[RECORDING_LABEL_MAX];
	int meaning; /* of .label */
};

int tune_label(const struct pose_set *poses, const char *label)
{
	enum posture posture;
	int pose = pose_find(poses, label);

	if (pose >= 0)
		return poses->pose[pose].good ? 1 : -1;
	if (posture_from_str(label, &posture) || posture == POSTURE_UNKNOWN)
		return 0;
	return posture == POSTURE_UPRIGHT ? 1 : -1;
}

static void take_row(void *ctx, const struct recording_sample *s)
{
	struct player *p = ctx;

	if (!strcmp(p->label, s->label))
		return;
	memcpy(p->label, s->label, sizeof(p->label));
	p->meaning = tune_label(&p->offline->poses, p->label);
}

/* A stretch of one meaning is over. */
static void close_stretch(struct watch *w, uint64_t delay_us)
{
	uint64_t lasted_us = w->seen_us - w->since_us;

	if (w->label > 0)
		w->good_us += lasted_us;
	if (w->label < 0 && lasted_us >= delay_us + TUNE_EDGE_US) {
		w->bad_spells++;
		w->missed += !w->told;
	}
	w->told = false;
}

/* In time labelled good an alert may end, but neither begin nor stay. */
static bool is_false(const struct watch *w, const struct wearer *wearer)
{
	uint64_t leave_us =
		TUNE_EDGE_US + wearer->params.alert.release_us + wearer->params.posture.settle_us;

	return wearer->alert.level > 0 && w->seen_us - w->since_us >= leave_us;
}

static bool take_verdict(void *ctx, struct wearer *wearer, const struct verdict *v)
{
	struct player *p = ctx;
	struct watch *w = &p->watch[wearer - p->wearer];
	const struct tune_setting *now = &p->tune->row[p->tune->now].setting;

	if (!v->decided)
		return true;
	if (p->meaning != w->label || v->t_us - w->seen_us > LABEL_GAP_US) {
		close_stretch(w, now->levels_us[0]);
		w->label = p->meaning;
		w->since_us = v->t_us;
	}
	w->seen_us = v->t_us;
	if (w->label < 0 && wearer->alert.level > 0)
		w->told = true;
	if (w->label > 0 && wearer->alert.level == 0)
		w->told = false;
	if (w->label > 0 && !w->told && is_false(w, wearer)) {
		w->told = true;
		w->false_alarms++;
	}
	return true;
}

static void take_event(void *ctx, struct wearer *wearer, const struct wearer_event *e)
{
	struct player *p = ctx;
	struct watch *w = &p->watch[wearer - p->wearer];

	if (e->kind == WEARER_SLOUCHED)
		w->words++;
	if (e->kind == WEARER_RECOVERED)
		w->told_us += e->slouched_us;
}

static void add_up(struct tune_row *row, const struct wearer *wearer, const struct watch *w)
{
	const struct tally *tally = &wearer->tally;

	for (unsigned i = POSTURE_UNKNOWN + 1; i < POSTURE_COUNT; i++)
		row->sat_us += tally->posture_us[i];
	row->bad_us += tally_bad_us(tally);
	row->told_us += w->told_us + (wearer->alert.level ? wearer->alert.dwell_us : 0);
	row->alerts += tally->alerts;
	row->repeats += w->words - tally->alerts;
	row->missed += w->missed;
	row->false_alarms += w->false_alarms;
}

static void begin(struct player *p)
{
	for (unsigned i = 0; i < p->tune->n; i++) {
		struct config config = p->offline->config;

		tune_setting_put(&p->tune->row[i].setting, &config);
		wearer_init(&p->wearer[i], &config.wearer);
		wearer_set_poses(&p->wearer[i], &p->offline->poses);
	}
}

static void end(struct player *p, struct tune *t)
{
	uint64_t delay_us = t->row[t->now].setting.levels_us[0];

	for (unsigned i = 0; i < t->n; i++) {
		close_stretch(&p->watch[i], delay_us);
		add_up(&t->row[i], &p->wearer[i], &p->watch[i]);
	}
	t->bad_spells += p->watch[t->now].bad_spells;
	t->good_label_us += p->watch[t->now].good_us;
}

int tune_play(struct tune *t, const struct offline *o, const char *path)
{
	static const struct play_ops ops = {
		.verdict = take_verdict,
		.event = take_event,
		.row = take_row,
	};
	struct player p = { .tune = t, .offline = o };
	struct played played;
	int r = CTL_FAILED;

	p.wearer = calloc(t->n, sizeof(*p.wearer));
	p.watch = calloc(t->n, sizeof(*p.watch));
	if (!p.wearer || !p.watch) {
		complain("%s: out of memory", path);
	} else {
		begin(&p);
		r = play(path, p.wearer, t->n, o->sensors, &ops, &p, &played);
	}
	if (!r)
		end(&p, t);
	free(p.wearer);
	free(p.watch);
	return r;
}
