/* SPDX-License-Identifier: MIT */
/*
 * The loop over samples is written in registers: int_fast32_t is one register
 * wide on every machine we run on, so values that stay within 32 bits are
 * neither sign-extended nor split.  A product of two of them is int64; its
 * upper word costs nothing on 32-bit machines, so scales are chosen such that
 * every shift is by 32:
 *
 *	turns are Q31, and upper(Q31 x v) is half the product, so the sum of
 *	both orders is taken in halves and doubled once.
 */
#include "gravity.h"

#include <assert.h>
#include <string.h>

#define RAD_PER_DEG_Q31 37480660 /* pi / 180 x 2^31 */
#define CLIP_MILLI_G 16000
#define CLIP_TURN_Q31 644245094 /* 0.3 rad */
#define AGE_MAX 0x4000
#define SHAKEN_MG 500 /* beyond, what the loop corrects is no longer the bias' doing */

_Static_assert(sizeof(struct gravity) <= 64, "a sensor's filter fits a cache line");

const struct gravity_params gravity_params_default = {
	.tau_ms = 2500,
	.tau_plain_ms = 250,
	.bias_gain_ppm = 8000,
	.bias_max_mdps = 25000,
	.rest_ms = 1250,
	.motion_on_mg = 60,
	.motion_off_mg = 40,
	.reseat_mg = 105,
};

static int32_t milli_g_to_counts(const struct stream *s, int64_t milli_g)
{
	return (int32_t)MAX(2, div_round(milli_g * s->accel_milli_lsb_per_g, 1000000));
}

/* 1 - exp(-x) as x / (1 + x / 2), right to x^3 / 12; capped where one sample is a whole tau */
static int32_t leak_q32(const struct stream *s, uint32_t tau_ms)
{
	int64_t two_dt = INT64_C(2000000);
	int64_t rate_tau = (int64_t)s->rate_millihz * tau_ms;
	int64_t k_q32 = (two_dt << 32) / (2 * rate_tau + two_dt / 2);

	return (int32_t)MIN(k_q32, INT64_C(1) << 30);
}

static void plan_gyro(const struct gravity_params *p, const struct stream *s,
		      struct gravity_coeffs *c)
{
	int64_t rate = s->rate_millihz;
	int64_t scale = s->gyro_milli_lsb_per_dps;

	c->gyro_clip = INT16_MAX;
	if (scale == 0)
		return;
	c->gyro_mul_q31 = (int32_t)div_round(RAD_PER_DEG_Q31 * INT64_C(1000000), rate * scale);
	c->gyro_clip = MIN(INT16_MAX, CLIP_TURN_Q31 / MAX(1, c->gyro_mul_q31));
	c->bias_max_q31 =
		(int32_t)div_round(RAD_PER_DEG_Q31 * (int64_t)p->bias_max_mdps, rate);
	c->bias_mul_q29 = (int32_t)div_round(((int64_t)p->bias_gain_ppm << 29), rate * rate);
	c->rest_gyro_counts = (int32_t)MAX(1, div_round(scale, 1000));
	c->still_gyro_counts = (int32_t)MAX(1, div_round(8 * scale, 1000));
}

int gravity_plan(const struct gravity_params *p, const struct stream *s,
		 struct gravity_coeffs *ret)
{
	uint64_t lsb = s->accel_milli_lsb_per_g;
	bool gyro = s->gyro_milli_lsb_per_dps != 0;
	struct gravity_coeffs c = { 0 };

	if (s->rate_millihz < 1000 || s->rate_millihz > 400000 || lsb < 64000 || lsb > 32768000 ||
	    (gyro && (s->gyro_milli_lsb_per_dps < 1000 || s->gyro_milli_lsb_per_dps > 2000000)))
		return GRAVITY_E_SCALE;
	c.accel_mul = (int32_t)div_round((INT64_C(1000) << LIN_Q), (int64_t)lsb);
	c.accel_clip = MIN(INT16_MAX, milli_g_to_counts(s, CLIP_MILLI_G));
	plan_gyro(p, s, &c);
	c.k_q32 = leak_q32(s, p->tau_ms);
	c.k_plain_q32 = leak_q32(s, p->tau_plain_ms);
	c.one_g_square = (int64_t)(lsb * lsb / 1000000);
	c.motion_mul_q32 = (UINT64_C(1000) << 32) / (uint64_t)c.one_g_square;
	c.motion_k_q16 = (int32_t)div_round(65536 * INT64_C(1000), s->rate_millihz);
	c.motion_on_mg = (int32_t)p->motion_on_mg;
	c.motion_off_mg = (int32_t)p->motion_off_mg;
	c.reseat_counts = milli_g_to_counts(s, p->reseat_mg);
	c.rest_accel_counts = milli_g_to_counts(s, 10);
	c.rest_n = (int32_t)((uint64_t)s->rate_millihz * p->rest_ms / 1000000);
	c.settle_n = (int32_t)(s->rate_millihz / 2000);
	*ret = c;
	return 0;
}

void gravity_init(struct gravity *g)
{
	*g = (struct gravity){ 0 };
}

void gravity_restart(struct gravity *g)
{
	g->age = 0;
	g->astray = 0;
	if (!g->bias_known) {
		g->rest = 0;
		memset(g->bias_q31, 0, sizeof g->bias_q31);
	}
}

/* ------------------------------------------------------------- the hot loop */

struct reg3 {
	int_fast32_t x, y, z;
};

/* R - 1 of one sample, Q31. */
struct turn {
	int_fast32_t xx, xy, xz, yx, yy, yz, zx, zy, zz;
};

static inline int_fast32_t upper(int64_t product)
{
	return (int_fast32_t)floor_shift(product, 32);
}

static inline int64_t mul(int_fast32_t a, int_fast32_t b)
{
	return (int64_t)a * b;
}

/* [t] + [t]^2 / 2: the upper word of a product of two Q31 is the half we need. */
static inline struct turn turn_of(struct reg3 t)
{
	int_fast32_t xx = upper(mul(t.x, t.x));
	int_fast32_t yy = upper(mul(t.y, t.y));
	int_fast32_t zz = upper(mul(t.z, t.z));
	int_fast32_t xy = upper(mul(t.x, t.y));
	int_fast32_t xz = upper(mul(t.x, t.z));
	int_fast32_t yz = upper(mul(t.y, t.z));

	return (struct turn){
		-(yy + zz), xy + t.z,	xz - t.y,
		xy - t.z,   -(xx + zz), yz + t.x,
		xz + t.y,   yz - t.x,	-(xx + yy),
	};
}

/* What the turn adds to a vector fixed in the world, seen from the sensor. */
static inline struct reg3 turned(struct reg3 a, const struct turn *m)
{
	return (struct reg3){
		a.x + 2 * upper(mul(a.x, m->xx) + mul(a.y, m->xy) + mul(a.z, m->xz)),
		a.y + 2 * upper(mul(a.x, m->yx) + mul(a.y, m->yy) + mul(a.z, m->yz)),
		a.z + 2 * upper(mul(a.x, m->zx) + mul(a.y, m->zy) + mul(a.z, m->zz)),
	};
}

/* a + k (to - from) */
static inline struct reg3 leaked(struct reg3 a, struct reg3 to, struct reg3 from, int_fast32_t k)
{
	return (struct reg3){
		a.x + upper(mul(to.x - from.x, k)),
		a.y + upper(mul(to.y - from.y, k)),
		a.z + upper(mul(to.z - from.z, k)),
	};
}

static inline uint64_t off_one_g(const struct counts3 *a, int64_t one_g_square)
{
	uint32_t square = (uint32_t)(a->x * a->x) + (uint32_t)(a->y * a->y) +
			  (uint32_t)(a->z * a->z);
	int64_t off = (int64_t)square - one_g_square;

	return (uint64_t)(off < 0 ? -off : off);
}

/*
 * The loop.  Returns the sum of ||a|^2 - 1 g^2|, counts^2.  A function of its
 * own in the object code, so that a test can look at nothing but the loop.
 */
__attribute__((noinline)) static uint64_t track(struct gravity *g, const struct gravity_coeffs *c, int_fast32_t k,
		      const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	struct reg3 u = { g->u.x_q22, g->u.y_q22, g->u.z_q22 };
	struct reg3 v = { g->v.x_q22, g->v.y_q22, g->v.z_q22 };
	struct reg3 bias = { g->bias_q31[0], g->bias_q31[1], g->bias_q31[2] };
	int_fast32_t accel_mul = c->accel_mul;
	int_fast32_t gyro_mul = c->gyro_mul_q31;
	int64_t one_g_square = c->one_g_square;
	uint64_t off = 0;

	for (const struct counts3 *end = accel + n; accel != end; accel++, gyro++) {
		struct turn m = turn_of((struct reg3){ gyro->x * gyro_mul - bias.x,
						       gyro->y * gyro_mul - bias.y,
						       gyro->z * gyro_mul - bias.z });
		struct reg3 a = { accel->x * accel_mul, accel->y * accel_mul,
				  accel->z * accel_mul };

		off += off_one_g(accel, one_g_square);
		u = turned(u, &m);
		v = turned(v, &m);
		u = leaked(u, a, v, k);
		v = leaked(v, u, v, k);
	}
	g->u = (struct lin3){ (int32_t)u.x, (int32_t)u.y, (int32_t)u.z };
	g->v = (struct lin3){ (int32_t)v.x, (int32_t)v.y, (int32_t)v.z };
	return off;
}

/* The loop without a gyroscope to trust: two stages in a row, nothing to turn them by. */
__attribute__((noinline)) static uint64_t track_plain(struct gravity *g, const struct gravity_coeffs *c, int_fast32_t k,
			    const struct counts3 *accel, unsigned n)
{
	struct reg3 u = { g->u.x_q22, g->u.y_q22, g->u.z_q22 };
	struct reg3 v = { g->v.x_q22, g->v.y_q22, g->v.z_q22 };
	uint64_t off = 0;

	for (const struct counts3 *end = accel + n; accel != end; accel++) {
		struct reg3 a = { accel->x * c->accel_mul, accel->y * c->accel_mul,
				  accel->z * c->accel_mul };

		off += off_one_g(accel, c->one_g_square);
		u = leaked(u, a, u, k);
		v = leaked(v, u, v, k);
	}
	g->u = (struct lin3){ (int32_t)u.x, (int32_t)u.y, (int32_t)u.z };
	g->v = (struct lin3){ (int32_t)v.x, (int32_t)v.y, (int32_t)v.z };
	return off;
}

/* ------------------------------------------------------------- once a batch */

static int16_t clip(int16_t v, int32_t limit)
{
	return (int16_t)(v > limit ? limit : v < -limit ? -limit : v);
}

/* Streams of a wide range only: bring the input inside what the loop is proved for. */
static void clip_batch(const struct gravity_coeffs *c, const struct counts3 *accel,
		       const struct counts3 *gyro, unsigned n, struct counts3 *ret_accel,
		       struct counts3 *ret_gyro)
{
	for (unsigned i = 0; i < n; i++) {
		ret_accel[i] = (struct counts3){ clip(accel[i].x, c->accel_clip),
						 clip(accel[i].y, c->accel_clip),
						 clip(accel[i].z, c->accel_clip) };
		if (gyro)
			ret_gyro[i] = (struct counts3){ clip(gyro[i].x, c->gyro_clip),
							clip(gyro[i].y, c->gyro_clip),
							clip(gyro[i].z, c->gyro_clip) };
	}
}

/* After a start: the mean of what came so far, until that is slower than the leak. */
static int32_t young_k_q32(struct gravity *g, int32_t old_k_q32, unsigned n)
{
	uint32_t k_q32;

	if (g->age >= AGE_MAX)
		return old_k_q32;
	k_q32 = UINT32_MAX / (g->age + n);
	g->age = (uint16_t)(g->age + n);
	return MAX(old_k_q32, (int32_t)MIN(k_q32, UINT32_C(1) << 30));
}

static void follow_motion(struct gravity *g, const struct gravity_coeffs *c, uint64_t off,
			  unsigned n)
{
	uint64_t mean = off / n;
	int64_t mg = (int64_t)MIN(mean * (c->motion_mul_q32 >> 8) >> 24, 8000);
	int64_t k_q16 = MIN((int64_t)c->motion_k_q16 * n, 65536);

	g->motion_mg_q8 += (int32_t)round_shift(((mg << 8) - g->motion_mg_q8) * k_q16, 16);
	if (g->motion_mg_q8 > c->motion_on_mg << 8)
		g->moving = true;
	else if (g->motion_mg_q8 < c->motion_off_mg << 8)
		g->moving = false;
}

/* Outside 0.25 .. 4 g neither vector is gravity: a blow, or a sensor gone mad. */
static bool is_sane(const struct lin3 *v)
{
	int64_t square_q34 = floor_shift((int64_t)v->x_q22 * v->x_q22, 10) +
			     floor_shift((int64_t)v->y_q22 * v->y_q22, 10) +
			     floor_shift((int64_t)v->z_q22 * v->z_q22, 10);

	return square_q34 > INT64_C(1) << 30 && square_q34 < INT64_C(1) << 38;
}

static int32_t distance(int32_t a, int32_t b)
{
	return a > b ? a - b : b - a;
}

struct mean6 {
	int32_t accel[3], gyro[3];
};

static struct mean6 batch_mean(const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	struct mean6 m = { 0 };
	int32_t count = (int32_t)n;

	for (unsigned i = 0; i < n; i++) {
		m.accel[0] += accel[i].x;
		m.accel[1] += accel[i].y;
		m.accel[2] += accel[i].z;
		m.gyro[0] += gyro[i].x;
		m.gyro[1] += gyro[i].y;
		m.gyro[2] += gyro[i].z;
	}
	for (int j = 0; j < 3; j++) {
		m.accel[j] /= count;
		m.gyro[j] /= count;
	}
	return m;
}

/* Begin at what a whole still batch agrees on: settled from the start. */
static void seat(struct gravity *g, const struct gravity_coeffs *c, const struct mean6 *m,
		 unsigned n)
{
	g->u = g->v = (struct lin3){ m->accel[0] * c->accel_mul, m->accel[1] * c->accel_mul,
				     m->accel[2] * c->accel_mul };
	g->age = (uint16_t)MAX(c->settle_n, (int32_t)n);
	g->astray = 0;
}

static bool is_steady(const struct gravity *g, const struct gravity_coeffs *c,
		      const struct mean6 *m)
{
	for (int j = 0; j < 3; j++) {
		if (distance(m->accel[j], g->anchor[j]) > c->rest_accel_counts ||
		    distance(m->gyro[j], g->bias_q31[j] / g->rest) > c->rest_gyro_counts)
			return false;
	}
	return true;
}

/*
 * Before the first rest: wait for rest_n samples whose batch means stay where
 * they began, then take the gyroscope's mean, once in the life of the stream.
 */
static void seek_first_rest(struct gravity *g, const struct gravity_coeffs *c,
			    const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	struct mean6 m = batch_mean(accel, gyro, n);
	int64_t b_q31[3];

	if (g->rest == 0 || !is_steady(g, c, &m)) {
		g->rest = 0;
		for (int j = 0; j < 3; j++) {
			g->anchor[j] = (int16_t)m.accel[j];
			g->bias_q31[j] = 0;
		}
	}
	g->rest = (uint16_t)(g->rest + n);
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] += m.gyro[j] * (int32_t)n;
	if (g->rest < c->rest_n)
		return;
	for (int j = 0; j < 3; j++) {
		b_q31[j] = (int64_t)g->bias_q31[j] * c->gyro_mul_q31 / g->rest;
		if (b_q31[j] < -c->bias_max_q31 || b_q31[j] > c->bias_max_q31) {
			g->rest = 0; /* turned steadily, or broken: not a bias */
			return;
		}
	}
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] = (int32_t)b_q31[j];
	g->bias_known = true;
	seat(g, c, &m, n);
}

/* bias += gain (v x u): what the loop had to correct, turned back into a rate. */
static void follow_bias(struct gravity *g, const struct gravity_coeffs *c, unsigned n)
{
	const struct lin3 *u = &g->u, *v = &g->v;
	int64_t gain = (int64_t)c->bias_mul_q29 * n;
	int64_t error_q22[3] = {
		floor_shift((int64_t)v->y_q22 * u->z_q22 - (int64_t)v->z_q22 * u->y_q22, LIN_Q),
		floor_shift((int64_t)v->z_q22 * u->x_q22 - (int64_t)v->x_q22 * u->z_q22, LIN_Q),
		floor_shift((int64_t)v->x_q22 * u->y_q22 - (int64_t)v->y_q22 * u->x_q22, LIN_Q),
	};

	for (int j = 0; j < 3; j++) {
		int64_t b_q31 = g->bias_q31[j] + floor_shift(error_q22[j] * gain, 20);

		g->bias_q31[j] = (int32_t)MAX(-c->bias_max_q31, MIN(b_q31, c->bias_max_q31));
	}
}

static bool contradicts(const struct gravity *g, const struct gravity_coeffs *c, int32_t x,
			int32_t y, int32_t z)
{
	int32_t limit_q22 = c->reseat_counts * c->accel_mul;

	return distance(x * c->accel_mul, g->v.x_q22) > limit_q22 ||
	       distance(y * c->accel_mul, g->v.y_q22) > limit_q22 ||
	       distance(z * c->accel_mul, g->v.z_q22) > limit_q22;
}

static bool is_turning(const struct gravity *g, const struct gravity_coeffs *c,
		       const int32_t gyro[3])
{
	for (int j = 0; j < 3; j++) {
		int32_t turn_q31 = gyro[j] * c->gyro_mul_q31 - g->bias_q31[j];

		if (distance(turn_q31, 0) > c->still_gyro_counts * c->gyro_mul_q31)
			return true;
	}
	return false;
}

/*
 * A sensor that does not turn and feels 1 g, yet contradicts v by degrees, was
 * turned unseen: the gyroscope clipped, or samples are missing.  Waiting for
 * the slow loop would take ten seconds; after two such batches it starts anew.
 * The last sample tells cheaply that all is well, as it nearly always is.
 */
static void watch_for_astray(struct gravity *g, const struct gravity_coeffs *c,
			     const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	const struct counts3 *last = &accel[n - 1];
	struct mean6 m;

	if (g->moving || !contradicts(g, c, last->x, last->y, last->z)) {
		g->astray = 0;
		return;
	}
	m = batch_mean(accel, gyro, n);
	if (is_turning(g, c, m.gyro) || !contradicts(g, c, m.accel[0], m.accel[1], m.accel[2])) {
		g->astray = 0;
		return;
	}
	if (++g->astray < 2)
		return;
	seat(g, c, &m, n);
}

void gravity_push(struct gravity *g, const struct gravity_coeffs *c, const struct counts3 *accel,
		  const struct counts3 *gyro, unsigned n)
{
	struct counts3 clipped_accel[BATCH_MAX], clipped_gyro[BATCH_MAX];
	bool turns = g->bias_known;
	bool has_gyro = c->gyro_mul_q31 != 0;
	uint64_t off;

	assert(n <= BATCH_MAX);
	if (n == 0)
		return;
	if (c->accel_clip < INT16_MAX || c->gyro_clip < INT16_MAX) {
		clip_batch(c, accel, has_gyro ? gyro : NULL, n, clipped_accel, clipped_gyro);
		accel = clipped_accel;
		gyro = clipped_gyro;
	}
	if (g->age == 0)
		g->u = g->v = (struct lin3){ accel->x * c->accel_mul, accel->y * c->accel_mul,
					     accel->z * c->accel_mul };
	if (turns)
		off = track(g, c, young_k_q32(g, c->k_q32, n), accel, gyro, n);
	else
		off = track_plain(g, c, young_k_q32(g, c->k_plain_q32, n), accel, n);
	follow_motion(g, c, off, n);
	if (!is_sane(&g->u) || !is_sane(&g->v)) {
		gravity_restart(g);
	} else if (turns) {
		if (g->motion_mg_q8 < SHAKEN_MG << 8)
			follow_bias(g, c, n);
		watch_for_astray(g, c, accel, gyro, n);
	} else if (has_gyro) {
		seek_first_rest(g, c, accel, gyro, n);
	}
}

bool gravity_settled(const struct gravity *g, const struct gravity_coeffs *c)
{
	return g->age > 0 && g->age >= c->settle_n;
}

struct dir3 gravity_up(const struct gravity *g)
{
	if (g->age == 0)
		return (struct dir3){ 0, 0, 0 };
	return dir_from(g->v.x_q22, g->v.y_q22, g->v.z_q22);
}

uint32_t gravity_motion_mg(const struct gravity *g)
{
	return (uint32_t)g->motion_mg_q8 >> 8;
}
