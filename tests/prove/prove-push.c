/* SPDX-License-Identifier: MIT */
/*
 * gravity_push() as a whole, with what its steps were shown to do in their place: each asks for
 * what its own proof assumed, and leaves any state that this proof allows.
 */
#include "gravity-state.h"

static const struct counts3 *clipped_accel_at, *clipped_gyro_at;

int32_t any_young_k(struct gravity *g, int32_t old_k_q32, unsigned n)
{
	assert(g->age < AGE_MAX + BATCH_MAX && old_k_q32 >= 0 && old_k_q32 <= LEAK_MAX_Q32);
	assert(n >= 1 && n <= BATCH_MAX);
	g->age = (uint16_t)any_within(1, AGE_MAX + BATCH_MAX - 1);
	return any_within(0, LEAK_MAX_Q32);
}

/* Where the vectors begin. */
static void assume_first_product(const struct counts3 *accel, const struct gravity_coeffs *c)
{
	assume_product(accel->x, c->accel_mul, ACCEL_MAX_Q22);
	assume_product(accel->y, c->accel_mul, ACCEL_MAX_Q22);
	assume_product(accel->z, c->accel_mul, ACCEL_MAX_Q22);
}

void any_clipped(const struct gravity_coeffs *c, const struct counts3 *accel,
		 const struct counts3 *gyro, unsigned n, struct counts3 *ret_accel,
		 struct counts3 *ret_gyro)
{
	assert(n >= 1 && n <= BATCH_MAX && __CPROVER_r_ok(accel, n * sizeof *accel));
	assert(!gyro || __CPROVER_r_ok(gyro, n * sizeof *gyro));
	assume_first_product(ret_accel, c);
	clipped_accel_at = ret_accel;
	clipped_gyro_at = ret_gyro;
}

/* What no clip can hold is taken as it comes, all else must have been clipped. */
static void assert_clipped(const struct counts3 *a, const struct counts3 *clipped, int32_t clip,
			   unsigned n)
{
	assert(n >= 1 && n <= BATCH_MAX && __CPROVER_r_ok(a, n * sizeof *a));
	assert(clip == INT16_MAX || a == clipped);
}

static void change_vectors(struct gravity *g, int32_t max_q22)
{
	struct gravity other = nondet_gravity();

	assume(is_lin_within(&other.u, max_q22) && is_lin_within(&other.v, max_q22));
	g->u = other.u;
	g->v = other.v;
}

struct power any_track(struct gravity *g, const struct gravity_coeffs *c, int_fast32_t k_q32,
		       const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	assert(is_sound(g, c) && are_vectors_sound(g) && g->age > 0 && g->bias_known);
	assert(is_in(k_q32, 0, LEAK_MAX_Q32));
	assert_clipped(accel, clipped_accel_at, c->accel_clip, n);
	assert_clipped(gyro, clipped_gyro_at, c->gyro_clip, n);
	change_vectors(g, STATE_MAX_Q22);
	return any_power(n);
}

struct power any_track_plain(struct gravity *g, const struct gravity_coeffs *c,
			     int_fast32_t k_q32, const struct counts3 *accel, unsigned n)
{
	assert(is_sound(g, c) && are_vectors_sound(g) && g->age > 0 && !g->bias_known);
	assert(is_in(k_q32, 0, LEAK_MAX_Q32));
	assert_clipped(accel, clipped_accel_at, c->accel_clip, n);
	change_vectors(g, STATE_MAX_Q22);
	return any_power(n);
}

void any_first_one_g(struct gravity *g, const struct gravity_coeffs *c,
		     const struct counts3 *accel, unsigned n)
{
	assert(n >= 1 && n <= BATCH_MAX && __CPROVER_r_ok(accel, n * sizeof *accel));
	g->one_g_square = nondet_u32();
	assume(is_in(g->one_g_square, c->one_g_square_min, c->one_g_square_max));
}

void any_motion(struct gravity *g, const struct gravity_coeffs *c, const struct power *p,
		unsigned n)
{
	assert(is_sound(g, c) && n >= 1 && n <= BATCH_MAX);
	assert(is_power_of(p, n));
	g->one_g_square = nondet_u32();
	assume(is_in(g->one_g_square, c->one_g_square_min, c->one_g_square_max));
	g->motion_mg_q8 = any_within(0, MOTION_MAX_Q8);
	g->moving = any_bool();
}

bool any_sanity(const struct lin3 *v)
{
	bool sane = any_bool();

	assert(is_lin_within(v, STATE_MAX_Q22));
	assume(!sane || is_lin_within(v, LIN_MAX_Q22));
	return sane;
}

static void assert_sane_state(const struct gravity *g, const struct gravity_coeffs *c)
{
	assert(is_sound(g, c) && g->age > 0);
	assert(is_lin_within(&g->u, LIN_MAX_Q22) && is_lin_within(&g->v, LIN_MAX_Q22));
}

void any_bias(struct gravity *g, const struct gravity_coeffs *c, unsigned n)
{
	assert_sane_state(g, c);
	assert(g->bias_known && n >= 1 && n <= BATCH_MAX);
	change_bias(g);
	assume(is_sound(g, c));
}

void any_rest(struct gravity *g, const struct gravity_coeffs *c, const struct counts3 *accel,
	      const struct counts3 *gyro, unsigned n)
{
	assert_sane_state(g, c);
	assert(!g->bias_known);
	assert_clipped(accel, clipped_accel_at, c->accel_clip, n);
	assert_clipped(gyro, clipped_gyro_at, c->gyro_clip, n);
	leave_any_sound_state(g, c);
}

void any_astray(struct gravity *g, const struct gravity_coeffs *c, const struct counts3 *accel,
		const struct counts3 *gyro, unsigned n)
{
	assert_sane_state(g, c);
	assert(g->bias_known);
	assert_clipped(accel, clipped_accel_at, c->accel_clip, n);
	assert_clipped(gyro, clipped_gyro_at, c->gyro_clip, n);
	leave_any_sound_state(g, c);
}

/*
 * From the first state or any sound one, with a gyroscope or without.  Of the clips it only matters
 * here whether there is one, which must be a constant: then it is plain which samples are read.
 */
static void push_any(int32_t accel_clip, int32_t gyro_clip)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g;
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];
	unsigned n = (unsigned)any_within(0, BATCH_MAX);

	c.accel_clip = accel_clip;
	c.gyro_clip = gyro_clip;
	clipped_accel_at = clipped_gyro_at = NULL;
	if (any_bool())
		gravity_init(&g);
	else
		leave_any_sound_state(&g, &c);
	assume(c.gyro_mul_q31 != 0 || !g.bias_known);
	if (accel_clip == INT16_MAX)
		assume_first_product(accel, &c);
	gravity_push(&g, &c, accel, c.gyro_mul_q31 ? gyro : NULL, n);
	assert(c.gyro_mul_q31 != 0 || !g.bias_known);
	if (g.one_g_square != 0)
		assert(is_sound(&g, &c) && are_vectors_sound(&g));
	else
		assert(n == 0);
}

void a_push_keeps_the_state_sound(void)
{
	push_any(INT16_MAX, INT16_MAX);
}

void a_push_with_clipped_accel_keeps_the_state_sound(void)
{
	push_any(1024, INT16_MAX);
}

void a_push_with_both_clipped_keeps_the_state_sound(void)
{
	push_any(1024, 17);
}

/* Its vectors are not read until they are set anew. */
void a_restart_keeps_the_state_sound(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_state(&c);

	gravity_restart(&g);
	assert(is_sound(&g, &c));
}

void a_restart_leaves_no_vector_to_read(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_state(&c);

	gravity_restart(&g);
	assert(are_vectors_sound(&g));
}
