/* SPDX-License-Identifier: MIT */
/*
 * The first rest, from which the gyroscope's bias is taken, and the watch for a filter that went
 * astray: part by part, then each as a whole over its parts.
 */
#include "gravity-state.h"

struct mean6 any_batch_mean(const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	(void)accel;
	(void)gyro;
	assert(n >= 1 && n <= BATCH_MAX);
	return any_mean();
}

void any_seat(struct gravity *g, const struct gravity_coeffs *c, const struct mean6 *m, unsigned n)
{
	(void)c;
	(void)m;
	assert(n >= 1 && n <= BATCH_MAX);
	g->u = g->v = (struct lin3){ any_within(-ACCEL_MAX_Q22, ACCEL_MAX_Q22),
				     any_within(-ACCEL_MAX_Q22, ACCEL_MAX_Q22),
				     any_within(-ACCEL_MAX_Q22, ACCEL_MAX_Q22) };
	g->age = (uint16_t)any_within(1, 200);
	g->astray = 0;
}

#define REST_TURN_MAX_Q31 (INT64_C(1) << 62)

void what_a_rest_turned_fits(void)
{
	struct gravity g = nondet_gravity();
	const int32_t now[3] = { nondet_i16(), nondet_i16(), nondet_i16() };
	int64_t turn_q31[3];

	assume(g.one_g_square > 0 && g.rest > 0);
	turn_of_rest(&g, now, turn_q31);
	for (int j = 0; j < 3; j++)
		assert(is_in(turn_q31[j], -REST_TURN_MAX_Q31, REST_TURN_MAX_Q31));
}

void any_turn_of_rest(const struct gravity *g, const int32_t now[3], int64_t ret_q31[3])
{
	assert(g->one_g_square > 0 && g->rest > 0);
	for (int j = 0; j < 3; j++) {
		assert(is_in(now[j], INT16_MIN, INT16_MAX));
		ret_q31[j] = nondet_i64();
		assume(is_in(ret_q31[j], -REST_TURN_MAX_Q31, REST_TURN_MAX_Q31));
	}
}

static bool is_sum_within(const struct gravity *g, int32_t samples)
{
	int32_t limit = samples * -INT16_MIN;

	return g->rest == samples && is_in(g->bias_q31[0], -limit, limit) &&
	       is_in(g->bias_q31[1], -limit, limit) && is_in(g->bias_q31[2], -limit, limit);
}

#define REST_MAX 1200 /* of rest_n */

/* A sum of as many counts as there may be; how many there were is left open. */
static struct gravity any_long_rest(void)
{
	const int32_t max = (REST_MAX + BATCH_MAX) * -INT16_MIN;
	struct gravity g = nondet_gravity();

	assume(g.rest > 0 && g.rest <= REST_MAX + BATCH_MAX && g.one_g_square > 0);
	assume(is_in(g.bias_q31[0], -max, max) && is_in(g.bias_q31[1], -max, max) &&
	       is_in(g.bias_q31[2], -max, max));
	return g;
}

void steadiness_overflows_nothing(void)
{
	struct gravity_coeffs c = nondet_coeffs();
	struct gravity g = any_long_rest();
	struct mean6 m = any_mean();

	(void)is_steady(&g, &c, &m);
}

bool any_steadiness(const struct gravity *g, const struct gravity_coeffs *c,
		    const struct mean6 *m)
{
	(void)c;
	(void)m;
	assert(g->rest > 0 && g->rest <= REST_MAX + BATCH_MAX && is_sum_within(g, g->rest));
	return any_bool();
}

void a_sum_grows_by_what_it_counts(void)
{
	struct gravity g = nondet_gravity();
	struct mean6 m = any_mean();
	int32_t before = any_within(0, REST_MAX + BATCH_MAX);
	int32_t n = any_within(0, BATCH_MAX / 2);

	assume(is_sum_within(&g, before));
	add_to_rest(&g, &m, (unsigned)n);
	assert(is_sum_within(&g, before + n));
}

void any_sum(struct gravity *g, const struct mean6 *m, unsigned n)
{
	int32_t rest = g->rest;

	(void)m;
	assert(rest <= REST_MAX + BATCH_MAX && n <= BATCH_MAX / 2 && is_sum_within(g, rest));
	g->rest = (uint16_t)(rest + (int32_t)n);
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] = nondet_i32();
	assume(is_sum_within(g, rest + (int32_t)n));
}

void a_bias_taken_is_inside_its_limit(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_long_rest();
	struct mean6 m = any_mean();

	g.bias_known = false;
	take_bias(&g, &c, &m, any_n());
	assert(g.rest == 0 && is_bias_sound(&g, &c) && (!g.bias_known || are_vectors_sound(&g)));
}

void any_bias_taken(struct gravity *g, const struct gravity_coeffs *c, const struct mean6 *m,
		    unsigned n)
{
	assert(g->one_g_square > 0 && g->rest > 0 && g->rest <= REST_MAX + BATCH_MAX);
	assert(!g->bias_known && is_sum_within(g, g->rest));
	g->rest = 0;
	if (any_bool())
		return;
	change_bias(g);
	g->rest = 0;
	g->bias_known = true;
	assume(is_bias_sound(g, c));
	any_seat(g, c, m, n);
}

void a_first_rest_keeps_the_state_sound(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_sane_state(&c);

	assume(!g.bias_known && g.age > 0);
	seek_rest(&g, &c, NULL, NULL, any_n());
	assert(is_sound(&g, &c) && are_vectors_sound(&g));
}

void contradiction_overflows_nothing(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_sane_state(&c);
	const int32_t count[3] = { nondet_i16(), nondet_i16(), nondet_i16() };

	assume(is_in((int64_t)count[0] * c.accel_mul, -ACCEL_MAX_Q22, ACCEL_MAX_Q22));
	assume(is_in((int64_t)count[1] * c.accel_mul, -ACCEL_MAX_Q22, ACCEL_MAX_Q22));
	assume(is_in((int64_t)count[2] * c.accel_mul, -ACCEL_MAX_Q22, ACCEL_MAX_Q22));
	(void)contradicts(&g, &c, count[0], count[1], count[2]);
}

bool any_contradiction(const struct gravity *g, const struct gravity_coeffs *c, int32_t x,
		       int32_t y, int32_t z)
{
	(void)c;
	(void)x;
	(void)y;
	(void)z;
	assert(is_lin_within(&g->v, LIN_MAX_Q22));
	return any_bool();
}

void turning_overflows_nothing(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_state(&c);
	const int32_t count[3] = { nondet_i16(), nondet_i16(), nondet_i16() };

	assume(g.bias_known);
	assume_product(count[0], c.gyro_mul_q31, GYRO_MAX_Q31);
	assume_product(count[1], c.gyro_mul_q31, GYRO_MAX_Q31);
	assume_product(count[2], c.gyro_mul_q31, GYRO_MAX_Q31);
	assume_product(c.still_gyro_counts, c.gyro_mul_q31, INT32_MAX);
	(void)is_turning(&g, &c, count);
}

bool any_turning(const struct gravity *g, const struct gravity_coeffs *c, const int32_t gyro[3])
{
	(void)gyro;
	assert(g->bias_known && is_bias_sound(g, c));
	return any_bool();
}

void an_astray_filter_keeps_the_state_sound(void)
{
	struct gravity_coeffs c = any_coeffs();
	struct gravity g = any_sane_state(&c);
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];

	assume(g.bias_known && g.age > 0);
	watch_for_astray(&g, &c, accel, gyro, any_n());
	assert(is_sound(&g, &c) && are_vectors_sound(&g));
}
