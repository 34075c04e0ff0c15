/* SPDX-License-Identifier: MIT */
/*
 * hash.h - what the mind said, folded into 64 bits
 *
 * FNV-1a over the value of every field, each as eight bytes, least significant
 * first: neither padding nor the width a machine gives an enum takes part.
 * The sizes asserted below are the same on every machine we run on; they stop
 * the build when a field was added that nobody hashes.
 */
#pragma once

#include "wearer.h"

#define HASH_BEGIN UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

static inline void hash_int(uint64_t *h, int64_t value)
{
	uint64_t v = (uint64_t)value;

	for (unsigned i = 0; i < 8; i++, v >>= 8)
		*h = (*h ^ (v & 0xff)) * HASH_PRIME;
}

static inline void hash_text(uint64_t *h, const char *text)
{
	do {
		hash_int(h, (unsigned char)*text);
	} while (*text++ != '\0');
}

static inline void hash_dir(uint64_t *h, struct dir3 d)
{
	hash_int(h, d.x_q14);
	hash_int(h, d.y_q14);
	hash_int(h, d.z_q14);
}

static inline void hash_stance(uint64_t *h, const struct stance *s)
{
	_Static_assert(sizeof(*s) == 16, "hash the new field of struct stance, too");
	hash_int(h, s->sensors);
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		hash_dir(h, s->up[i]);
}

static inline void hash_verdict(uint64_t *h, const struct verdict *v)
{
	_Static_assert(sizeof(*v) == 64, "hash the new field of struct verdict, too");
	hash_int(h, (int64_t)v->t_us);
	hash_int(h, v->decided);
	hash_int(h, v->valid);
	hash_int(h, v->posture);
	hash_int(h, v->pose);
	hash_int(h, v->good);
	hash_int(h, v->activity);
	hash_int(h, v->flexion_cdeg);
	hash_int(h, v->lateral_cdeg);
	hash_int(h, v->curvature_cdeg);
	hash_stance(h, &v->stance);
	hash_int(h, v->alert_level);
}

static inline void hash_pose(uint64_t *h, const struct pose *p)
{
	_Static_assert(sizeof(*p) == 72, "hash the new field of struct pose, too");
	hash_text(h, p->name);
	hash_int(h, p->posture);
	hash_int(h, p->good);
	hash_stance(h, &p->stance);
	hash_int(h, p->spread_cdeg);
	hash_int(h, p->grade);
	hash_int(h, p->learned_sec);
}

static inline void hash_care(uint64_t *h, const struct care_event *e)
{
	_Static_assert(sizeof(*e) == 68, "hash the new field of struct care_event, too");
	hash_int(h, e->kind);
	hash_int(h, e->due);
	hash_int(h, e->reason);
	hash_int(h, e->minutes);
	hash_int(h, e->days);
	hash_int(h, e->weeks);
	hash_int(h, e->percent);
	hash_int(h, e->severity);
	hash_int(h, e->before);
	hash_int(h, e->posture);
	hash_int(h, e->exercise);
	hash_int(h, e->first);
	hash_text(h, e->place);
}

static inline void hash_event(uint64_t *h, const struct wearer_event *e)
{
	_Static_assert(sizeof(*e) == 192, "hash the new field of struct wearer_event, too");
	hash_int(h, e->kind);
	hash_int(h, (int64_t)e->t_us);
	hash_int(h, e->level);
	hash_int(h, (int64_t)e->slouched_us);
	hash_int(h, e->percent);
	hash_int(h, e->hint);
	hash_int(h, e->result);
	hash_pose(h, &e->pose);
	hash_care(h, &e->care);
}

static inline void hash_explanation(uint64_t *h, const struct explanation *e)
{
	_Static_assert(sizeof(*e) == 272, "hash the new field of struct explanation, too");
	hash_int(h, e->known);
	hash_int(h, e->cone);
	hash_int(h, e->real_sec);
	hash_int(h, e->level);
	hash_int(h, e->posture);
	hash_text(h, e->pose);
	hash_text(h, e->reference);
	hash_int(h, e->flexion_cdeg);
	hash_int(h, e->lateral_cdeg);
	hash_int(h, e->curvature_cdeg);
	hash_int(h, e->distance_cdeg);
	hash_int(h, e->other_cdeg);
	hash_int(h, e->border_cdeg);
	hash_int(h, (int64_t)e->dwell_us);
	hash_int(h, (int64_t)e->delay_us);
	hash_int(h, (int64_t)e->grace_us);
	hash_int(h, e->profile);
	hash_text(h, e->key);
	hash_int(h, e->key_value);
	hash_text(h, e->delay_key);
}

static inline void hash_tally(uint64_t *h, const struct tally *t)
{
	_Static_assert(sizeof(*t) == 128, "hash the new field of struct tally, too");
	hash_int(h, t->day);
	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		hash_int(h, (int64_t)t->posture_us[i]);
	for (unsigned i = 0; i < ACTIVITY_COUNT; i++)
		hash_int(h, (int64_t)t->activity_us[i]);
	hash_int(h, (int64_t)t->bad_us);
	hash_int(h, t->slouches);
	hash_int(h, t->alerts);
	hash_int(h, (int64_t)t->now_us);
	hash_int(h, (int64_t)t->spell_us);
}

/* Not said to anybody, but a difference of one bit here is one in a verdict some day. */
static inline void hash_gravity(uint64_t *h, const struct gravity *g)
{
	_Static_assert(sizeof(*g) == 60, "hash the new field of struct gravity, too");
	hash_int(h, g->u.x_q22);
	hash_int(h, g->u.y_q22);
	hash_int(h, g->u.z_q22);
	hash_int(h, g->v.x_q22);
	hash_int(h, g->v.y_q22);
	hash_int(h, g->v.z_q22);
	for (unsigned i = 0; i < 3; i++) {
		hash_int(h, g->bias_q31[i]);
		hash_int(h, g->anchor[i]);
	}
	hash_int(h, g->one_g_square);
	hash_int(h, g->age);
	hash_int(h, g->motion_mg_q8);
	hash_int(h, g->rest);
	hash_int(h, g->bias_known);
	hash_int(h, g->moving);
	hash_int(h, g->astray);
}

/* After a push or an idle step: all that was said, and why. */
static inline void hash_said(uint64_t *h, const struct wearer *w, const struct verdict *v,
			     const struct wearer_events *events)
{
	if (v)
		hash_verdict(h, v);
	hash_int(h, events->n);
	for (unsigned i = 0; i < events->n; i++) {
		hash_event(h, &events->event[i]);
		if (events->event[i].kind == WEARER_SLOUCHED)
			hash_explanation(h, &w->why);
	}
}

/* At the end of a part: what it left behind. */
static inline void hash_wearer(uint64_t *h, const struct wearer *w)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		hash_gravity(h, &w->gravity[i]);
	hash_tally(h, &w->tally);
	hash_int(h, w->poses.n);
	for (unsigned i = 0; i < w->poses.n; i++)
		hash_pose(h, &w->poses.pose[i]);
}
