/* SPDX-License-Identifier: MIT */
/*
 * wearer-rig.h - a scripted body, two noisy sensors on it, and the whole mind behind them
 */
#pragma once

#include <stdio.h>

#include "doubles.h"
#include "sim/body.h"
#include "wearer.h"

#define MS(n)    ((uint64_t)(n)*US_PER_MS)
#define SEC(n)   ((uint64_t)(n)*US_PER_SEC)
#define BOOT_US  SEC(1000) /* when the script begins, CLOCK_BOOTTIME */
#define REAL_SEC INT64_C(1700000000)
#define BATCH_N  16
#define BATCH_US MS(320)
#define LATE_US  (BATCH_US + MS(100)) /* what a decision may come too late by */
#define LOG_MAX  256

#define GOOD true
#define BAD  false

#define SIT(s, ramp_s, flexion, lateral, lower, truth)                                             \
	{                                                                                          \
		(s) * 1000u, (uint32_t)((ramp_s)*1000), BODY_SIT, flexion, lateral, lower, truth   \
	}
#define UPRIGHT(s) SIT(s, 2, 0, 0, 0, POSTURE_UPRIGHT)
#define SLOUCH(s)  SIT(s, 2, 2300, 0, 400, POSTURE_SLOUCHING)
#define ACT(s, act, flexion)                                                                       \
	{                                                                                          \
		(s) * 1000u, 2000, act, flexion, 0, flexion, POSTURE_UNKNOWN                       \
	}

static const struct stream chip_stream = { 50000, 16384000, 131000 };

struct life {
	struct wearer w;
	struct body_script script;
	struct body body;
	unsigned sensors;   /* SENSOR_BIT()s of those that deliver */
	bool gap;           /* in the next batch of each */
	uint64_t t_us;      /* of the last sample, since the script began */
	uint64_t seed;      /* of the noise */
	double shake_g;     /* what a buzzer on the same strap adds */
	struct verdict v;   /* the last decision */
	uint64_t turned_us; /* first sight of the verdict's present good or bad, CLOCK_BOOTTIME */
	unsigned n;
	struct wearer_event log[LOG_MAX];
};

/* In static storage, so that two wearers may be compared byte by byte, padding and all. */
static const struct wearer_params usual_params = {
	.pose = {
		.slouch_cdeg = 1200,
		.recline_cdeg = 2000,
		.lateral_cdeg = 1500,
		.release_cdeg = 800,
		.margin_cdeg = 150,
		.sensitivity = 3,
		.mount_forward = { 0, 0, -DIR_ONE_Q14 },
	},
	.posture = { .settle_us = SEC(1) },
	.alert = {
		.n_levels = 3,
		.levels_us = { SEC(30), SEC(120), SEC(300) },
		.repeat_us = SEC(300),
		.release_us = SEC(3),
	},
	.lying_cdeg = 6000,
};

static inline uint64_t life_now_us(const struct life *l)
{
	return BOOT_US + l->t_us;
}

static inline struct wall wall_at(uint64_t boot_us)
{
	return (struct wall){
		.real_sec = REAL_SEC + (int64_t)(boot_us / US_PER_SEC),
		.local_day = 19675,
		.local_min = 600,
	};
}

static inline void life_begin(struct life *l, const struct body_step *steps, size_t n,
			      unsigned sensors)
{
	memset(l, 0, sizeof(*l));
	l->script = (struct body_script){ "test", steps, n, false };
	body_init(&l->body, &l->script, 1);
	l->sensors = sensors;
	l->seed = 88172645463325252;
	wearer_init(&l->w, &usual_params);
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (sensors & SENSOR_BIT(s))
			wearer_set_stream(&l->w, s, &chip_stream);
	}
}

#define LIFE(l, sensors, ...)                                                                      \
	static const struct body_step steps_[] = { __VA_ARGS__ };                                  \
	life_begin((l), steps_, ARRAY_SIZE(steps_), (sensors))

#define UPPER SENSOR_BIT(SENSOR_UPPER)
#define LOWER SENSOR_BIT(SENSOR_LOWER)
#define BOTH  (UPPER | LOWER)

/* An ideal sensor's feelings, with a cheap chip's noise and a gyroscope that is 1 dps off. */
static inline void life_sample(struct life *l, enum sensor sensor, uint64_t t_us,
			       struct counts3 *accel, struct counts3 *gyro)
{
	int16_t *a[] = { &accel->x, &accel->y, &accel->z };
	int16_t *g[] = { &gyro->x, &gyro->y, &gyro->z };
	double shake_g = t_us / MS(20) % 2 ? l->shake_g : -l->shake_g;
	struct body_feel f;

	body_feel(&l->body, sensor, t_us, &f);
	for (int j = 0; j < 3; j++) {
		double g_noisy = f.accel_ug[j] * 1e-6 + shake_g + 0.002 * gauss(&l->seed);
		double dps_noisy = f.gyro_mdps[j] * 1e-3 + 1 + 0.05 * gauss(&l->seed);

		*a[j] = sat16(lround(g_noisy * 16384));
		*g[j] = sat16(lround(dps_noisy * 131));
	}
}

static inline void life_log(struct life *l, const struct wearer_events *events)
{
	for (unsigned i = 0; i < events->n; i++) {
		assert_true(l->n < LOG_MAX);
		l->log[l->n++] = events->event[i];
	}
}

static inline struct batch life_batch(struct life *l, enum sensor sensor, uint64_t first_us)
{
	struct batch b = { .sensor = sensor, .n = BATCH_N, .gap = l->gap };

	for (unsigned i = 0; i < BATCH_N; i++)
		life_sample(l, sensor, first_us + MS(20) * i, &b.accel[i], &b.gyro[i]);
	b.t_us = BOOT_US + first_us + MS(20) * (BATCH_N - 1);
	return b;
}

/* The next 320 ms: the lower sensor's batch, then the upper's, which decides. */
static inline void life_tick(struct life *l)
{
	uint64_t first_us = l->t_us + MS(20);

	l->t_us += BATCH_US;
	for (enum sensor s = SENSOR_COUNT; s-- > SENSOR_UPPER;) {
		struct wearer_events events = { .n = 99 };
		struct wall wall = wall_at(life_now_us(l));
		struct verdict v;
		struct batch b;

		if (!(l->sensors & SENSOR_BIT(s)))
			continue;
		b = life_batch(l, s, first_us);
		v = wearer_push(&l->w, &b, &wall, &events);
		life_log(l, &events);
		if (!v.decided)
			continue;
		if (v.valid != l->v.valid || v.good != l->v.good)
			l->turned_us = v.t_us;
		l->v = v;
	}
	l->gap = false;
}

/* On to a time of the script, in seconds. */
static inline void life_until(struct life *l, double at_s)
{
	while (l->t_us + BATCH_US <= (uint64_t)(at_s * 1e6))
		life_tick(l);
}

/* Time without samples, told about once a second. */
static inline void life_idle(struct life *l, unsigned seconds)
{
	for (unsigned i = 0; i < seconds; i++) {
		struct wearer_events events = { .n = 99 };
		struct wall wall;

		l->t_us += SEC(1);
		wall = wall_at(life_now_us(l));
		wearer_idle(&l->w, life_now_us(l), &wall, &events);
		life_log(l, &events);
	}
}

static inline unsigned life_count(const struct life *l, enum wearer_event_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < l->n; i++)
		n += l->log[i].kind == kind;
	return n;
}

static inline const struct wearer_event *life_last(const struct life *l,
						   enum wearer_event_kind kind)
{
	for (unsigned i = l->n; i-- > 0;) {
		if (l->log[i].kind == kind)
			return &l->log[i];
	}
	fail_msg("no event of kind %d", kind);
	return NULL;
}

/* Learns a pose in ten seconds, as the back is now. */
static inline void life_learn(struct life *l, const char *name, enum posture posture, bool good)
{
	assert_int_equal(wearer_learn(&l->w, name, posture, good, 10, life_now_us(l)), 0);
	life_until(l, (double)l->t_us * 1e-6 + 11);
	assert_int_equal(l->log[l->n - 1].kind, WEARER_LEARNED);
	assert_string_equal(l->log[l->n - 1].pose.name, name);
	l->n = 0;
}

/* Upright for 20 s, learned in ten of them. */
static inline void settle_in(struct life *l)
{
	life_until(l, 5);
	life_learn(l, "upright", POSTURE_UPRIGHT, GOOD);
	life_until(l, 20);
	assert_true(l->v.valid);
	assert_int_equal(l->v.posture, POSTURE_UPRIGHT);
	assert_int_equal(l->n, 0);
}

#define EXPECT_TIME(at_us, due_us, late_us)                                                        \
	do {                                                                                       \
		uint64_t at_ = (at_us), due_ = (due_us);                                           \
                                                                                                   \
		if (at_ < due_ || at_ > due_ + (late_us))                                          \
			fail_msg("at %.2f s, due at %.2f s",                                       \
				 ((double)at_ - (double)BOOT_US) / 1e6,                            \
				 ((double)due_ - (double)BOOT_US) / 1e6);                          \
	} while (0)
