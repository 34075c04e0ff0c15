/* SPDX-License-Identifier: MIT */
/*
 * gravity-state.h - what is true of the filter's coefficients, and of its state between batches
 *
 * For the proofs of gravity.c, which it includes.
 */
#pragma once

#include "coeffs-range.h"
#include "gravity.c"
#include "prove.h"

#define LIN_MAX_Q22   (INT32_C(1) << 24) /* 4 g: what a batch may end with and not start anew */
#define STATE_MAX_Q22 (INT32_C(1) << 28) /* what it may come to before that is found out */
#define MOTION_MAX_Q8 (8000 << 8)

struct gravity nondet_gravity(void);
struct gravity_coeffs nondet_coeffs(void);

static inline struct gravity_coeffs any_coeffs(void)
{
	struct gravity_coeffs c = nondet_coeffs();

	assume(coeffs_in_range(&c));
	return c;
}

/* A sum of counts before the first rest; at .rest 0 what is left of an old one, unread. */
static inline bool is_bias_sound(const struct gravity *g, const struct gravity_coeffs *c)
{
	int32_t limit = g->bias_known ? c->bias_max_q31 : g->rest * -INT16_MIN;

	return (!g->bias_known && g->rest == 0) ||
	       (is_in(g->bias_q31[0], -limit, limit) && is_in(g->bias_q31[1], -limit, limit) &&
		is_in(g->bias_q31[2], -limit, limit));
}

/* What is true of every state between two batches, but for u and v. */
static inline bool is_sound(const struct gravity *g, const struct gravity_coeffs *c)
{
	int32_t rest_max = g->bias_known ? c->hurry_n + BATCH_MAX : c->rest_n + BATCH_MAX / 2;

	return g->rest < rest_max && is_bias_sound(g, c) && g->age < AGE_MAX + BATCH_MAX &&
	       is_in(g->motion_mg_q8, 0, MOTION_MAX_Q8) && g->astray <= 1 &&
	       is_in(g->one_g_square, c->one_g_square_min, c->one_g_square_max);
}

static inline bool is_lin_within(const struct lin3 *a, int32_t max)
{
	return is_in(a->x_q22, -max, max) && is_in(a->y_q22, -max, max) &&
	       is_in(a->z_q22, -max, max);
}

/* Either what a batch may end with, or one acceleration that both begin at; read at .age 0 never */
static inline bool are_vectors_sound(const struct gravity *g)
{
	bool together = g->u.x_q22 == g->v.x_q22 && g->u.y_q22 == g->v.y_q22 &&
			g->u.z_q22 == g->v.z_q22;

	return g->age == 0 || (together && is_lin_within(&g->u, ACCEL_MAX_Q22)) ||
	       (is_lin_within(&g->u, LIN_MAX_Q22) && is_lin_within(&g->v, LIN_MAX_Q22));
}

static inline struct gravity any_state(const struct gravity_coeffs *c)
{
	struct gravity g = nondet_gravity();

	g.bias_known = any_bool();
	g.moving = any_bool();
	assume(is_sound(&g, c));
	return g;
}

/* After a batch that ended sane. */
static inline struct gravity any_sane_state(const struct gravity_coeffs *c)
{
	struct gravity g = any_state(c);

	assume(is_lin_within(&g.u, LIN_MAX_Q22) && is_lin_within(&g.v, LIN_MAX_Q22));
	return g;
}

static inline unsigned any_n(void)
{
	return (unsigned)any_within(1, BATCH_MAX);
}

static inline bool is_sample_within(const struct counts3 *a, int32_t clip)
{
	int64_t max = largest_count(clip);

	return is_in(a->x, -max, max) && is_in(a->y, -max, max) && is_in(a->z, -max, max);
}

/* Of n samples, each at most UINT32_MAX. */
static inline bool is_power_of(const struct power *p, unsigned n)
{
	return p->sum < (uint64_t)n << 32 && p->off < (uint64_t)n << 32;
}

static inline struct power any_power(unsigned n)
{
	struct power p = { nondet_u64(), nondet_u64() };

	assume(is_power_of(&p, n));
	return p;
}

static inline struct mean6 any_mean(void)
{
	struct mean6 m;

	for (int j = 0; j < 3; j++) {
		m.accel[j] = nondet_i16();
		m.gyro[j] = nondet_i16();
	}
	return m;
}

static inline void change_bias(struct gravity *g)
{
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] = nondet_i32();
	g->rest = (uint16_t)any_within(0, UINT16_MAX);
}

static inline void leave_any_sound_state(struct gravity *g, const struct gravity_coeffs *c)
{
	*g = any_state(c);
	assume(are_vectors_sound(g));
}
