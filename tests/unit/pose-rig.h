/* SPDX-License-Identifier: MIT */
/*
 * pose-rig.h - backs in degrees, sensors mounted any way, and what they see of up
 */
#pragma once

#include <stdio.h>

#include "doubles.h"
#include "pose.h"

#define UPPER SENSOR_BIT(SENSOR_UPPER)
#define LOWER SENSOR_BIT(SENSOR_LOWER)
#define BOTH  (UPPER | LOWER)

#define GOOD true
#define BAD  false

/* Flexion (+ forward) and lateral (+ right) of the upper and the lower back, degrees. */
struct back {
	double flexion, lateral, lower_flexion, lower_lateral;
};

/* How the sensors are turned against +X up the spine, +Y left, +Z out of the back. */
struct mounting {
	struct vec axis;
	double rad;
};

static const struct mounting as_drawn = { { 1, 0, 0 }, 0 };

static inline struct dir3 mounted(const struct mounting *m, struct vec v)
{
	return dir_of(vec_turn(v, m->axis, m->rad));
}

/* Bent forward the back faces up, bent to the right its left side does. */
static inline struct vec up_of(double flexion, double lateral)
{
	return (struct vec){ 1, tan(lateral * DEG), tan(flexion * DEG) };
}

static inline struct stance stance_of(const struct mounting *m, unsigned sensors, struct back b)
{
	struct stance s = { .sensors = sensors };

	if (sensors & UPPER)
		s.up[SENSOR_UPPER] = mounted(m, up_of(b.flexion, b.lateral));
	if (sensors & LOWER)
		s.up[SENSOR_LOWER] = mounted(m, up_of(b.lower_flexion, b.lower_lateral));
	return s;
}

static inline struct pose_params params_of(const struct mounting *m)
{
	return (struct pose_params){
		.slouch_cdeg = 1200,
		.recline_cdeg = 2000,
		.lateral_cdeg = 1500,
		.release_cdeg = 800,
		.margin_cdeg = 150,
		.sensitivity = 3,
		.mount_forward = mounted(m, (struct vec){ 0, 0, -1 }),
	};
}

/* A wearer's sensors, what was taught, and what follows from it. */
struct scene {
	struct mounting mounting;
	struct pose_params params;
	struct pose_set set;
	struct pose_plan plan;
	struct pose_match m;
};

static inline void scene_begin(struct scene *sc, const struct mounting *m)
{
	memset(sc, 0, sizeof(*sc));
	sc->mounting = *m;
	sc->params = params_of(m);
}

static inline void scene_plan(struct scene *sc)
{
	pose_plan_make(&sc->plan, &sc->set, &sc->params);
	sc->m = (struct pose_match){ 0 };
}

static inline void teach(struct scene *sc, const char *name, enum posture posture, bool good,
			 unsigned sensors, struct back back)
{
	struct pose p = {
		.posture = posture,
		.good = good,
		.stance = stance_of(&sc->mounting, sensors, back),
		.grade = 100,
	};

	snprintf(p.name, sizeof(p.name), "%s", name);
	assert_int_equal(pose_put(&sc->set, &p), 0);
	scene_plan(sc);
}

static inline void teach_upright(struct scene *sc, unsigned sensors)
{
	teach(sc, "upright", POSTURE_UPRIGHT, GOOD, sensors, (struct back){ 0, 0, 0, 0 });
}

/* The verdict on a back, the last match remembered. */
static inline const struct pose_match *see(struct scene *sc, unsigned sensors, struct back back)
{
	struct stance s = stance_of(&sc->mounting, sensors, back);

	pose_nearest(&sc->plan, &sc->params, &s, &sc->m);
	return &sc->m;
}

/* The same, nothing remembered. */
static inline const struct pose_match *see_afresh(struct scene *sc, unsigned sensors,
						  struct back back)
{
	sc->m = (struct pose_match){ 0 };
	return see(sc, sensors, back);
}

static inline struct back back_between(struct back a, struct back b, double share)
{
	return (struct back){
		a.flexion + share * (b.flexion - a.flexion),
		a.lateral + share * (b.lateral - a.lateral),
		a.lower_flexion + share * (b.lower_flexion - a.lower_flexion),
		a.lower_lateral + share * (b.lower_lateral - a.lower_lateral),
	};
}

/*
 * How far on the way from @from to @to the verdict turns, 0 .. 1, remembering
 * what it was at @from.  It must turn exactly once.
 */
static inline double turning_share(struct scene *sc, unsigned sensors, struct back from,
				   struct back to)
{
	bool good = see_afresh(sc, sensors, from)->good;
	struct pose_match begin = sc->m;
	double low = 0, high = 1;

	assert_true(sc->m.valid);
	assert_int_equal(see(sc, sensors, to)->good, !good);
	for (int i = 0; i < 24; i++) {
		double mid = (low + high) / 2;

		sc->m = begin;
		if (see(sc, sensors, back_between(from, to, mid))->good == good)
			low = mid;
		else
			high = mid;
	}
	return high;
}

static const struct back upright = { 0, 0, 0, 0 };

static inline struct back bent(double flexion)
{
	return (struct back){ flexion, 0, 0, 0 };
}

/* The four ways out of the cone. */
static const struct {
	struct back way; /* a tenth of a degree */
	double enter_deg;
	const char *key;
} cones[] = {
	{ { 0.1, 0, 0, 0 }, 12, "posture.slouch_deg" },
	{ { -0.1, 0, 0, 0 }, 20, "posture.recline_deg" },
	{ { 0, 0.1, 0, 0 }, 15, "posture.lateral_deg" },
	{ { 0, -0.1, 0, 0 }, 15, "posture.lateral_deg" },
};

static inline struct back along(size_t i, double deg)
{
	return back_between(upright, cones[i].way, 10 * deg);
}

static const struct back slump = { 26, 3, 0, 0 };

static inline void scene_with_slouch(struct scene *sc)
{
	scene_begin(sc, &as_drawn);
	teach_upright(sc, UPPER);
	teach(sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, slump);
	/* its neighbours are taught far off, so that only two poses meet on the way */
	teach(sc, "lean", POSTURE_LEANING_FORWARD, BAD, UPPER, (struct back){ 70, 0, 0, 0 });
	teach(sc, "left", POSTURE_LEANING_LEFT, BAD, UPPER, (struct back){ 0, -60, 0, 0 });
	teach(sc, "right", POSTURE_LEANING_RIGHT, BAD, UPPER, (struct back){ 0, 60, 0, 0 });
}

static inline double length_deg(const struct prototype *p)
{
	return hypot(p->angle_cdeg[0], p->angle_cdeg[1]) / 100;
}

/* From upright towards a prototype: the tilt at which the verdict turns. */
static inline double turning_deg(struct scene *sc, unsigned i)
{
	const struct prototype *p = &sc->plan.reference[0].prototype[i];
	struct back there = { p->angle_cdeg[0] / 100.0, p->angle_cdeg[1] / 100.0, 0, 0 };

	return turning_share(sc, UPPER, upright, there) * length_deg(p);
}

/* Upright; with @all >= 1 a slouch, with 2 a lean and a good pose to lie back in. */
static inline void teach_some(struct scene *sc, unsigned all, unsigned sensors)
{
	teach_upright(sc, sensors);
	if (all >= 1)
		teach(sc, "slouch", POSTURE_SLOUCHING, BAD, sensors, (struct back){ 23, 1, 4, 0 });
	if (all >= 2) {
		teach(sc, "lean", POSTURE_LEANING_FORWARD, BAD, sensors,
		      (struct back){ 17, 2, 18, 1 });
		teach(sc, "sofa", POSTURE_LEANING_BACK, GOOD, sensors,
		      (struct back){ -20, 0, -30, 0 });
	}
}
