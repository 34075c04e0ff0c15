/* SPDX-License-Identifier: MIT */
/*
 * What the filter does once a batch; the loop over samples is in gravity-track.c.
 */
#include <assert.h>
#include <string.h>

#include "gravity-track.h"

#define AGE_MAX 0x4000
#define ONE_Q31 (INT64_C(1) << 31)
#define SHAKEN_MG 500 /* beyond, what the loop corrects is no longer the bias' doing */

_Static_assert(sizeof(struct gravity) <= 64, "a sensor's filter fits a cache line");

void gravity_init(struct gravity *g)
{
	*g = (struct gravity){ 0 };
}

static void forget_bias(struct gravity *g)
{
	g->bias_known = false;
	g->rest = 0;
	memset(g->bias_q31, 0, sizeof g->bias_q31);
}

void gravity_restart(struct gravity *g)
{
	g->age = 0;
	g->astray = 0;
	if (!g->bias_known)
		forget_bias(g);
}

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

static void set_one_g(struct gravity *g, const struct gravity_coeffs *c, int64_t square)
{
	square = MAX(square, (int64_t)c->one_g_square_min);
	g->one_g_square = (uint32_t)MIN(square, (int64_t)c->one_g_square_max);
}

/* The mean of the first batch: a start, which follow_motion() corrects. */
static void first_one_g(struct gravity *g, const struct gravity_coeffs *c,
			const struct counts3 *accel, unsigned n)
{
	struct power p = { 0, 0 };

	for (unsigned i = 0; i < n; i++)
		power_add(&p, &accel[i], 0);
	set_one_g(g, c, (int64_t)(p.sum / n));
}

/* 1/n, rounded down: armv7 calls a routine of hundreds of instructions to divide 64 bits. */
#define SHARE(n) ((1u << 26) / (n))
#define SHARES(n) SHARE(n), SHARE(n + 1), SHARE(n + 2), SHARE(n + 3)
static const uint32_t share_q26[] = {
	0,	    SHARES(1),	SHARES(5),  SHARES(9),	SHARES(13),
	SHARES(17), SHARES(21), SHARES(25), SHARES(29),
};
_Static_assert(ARRAY_SIZE(share_q26) == BATCH_MAX + 1, "a share for every length of a batch");

static void follow_motion(struct gravity *g, const struct gravity_coeffs *c,
			  const struct power *p, unsigned n)
{
	int64_t drift = (int64_t)p->sum - (int64_t)g->one_g_square * n;
	uint64_t off = p->off * share_q26[n] >> 26;
	int64_t mg = (int64_t)MIN(off * (c->motion_mul_q32 >> 8) >> 24, 8000);
	int64_t k_q16 = MIN((int64_t)c->motion_k_q16 * n, 65536);

	set_one_g(g, c, g->one_g_square + round_shift(drift * c->one_g_k_q16, 16));
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

static void begin_rest(struct gravity *g, const struct mean6 *m)
{
	g->rest = 0;
	for (int j = 0; j < 3; j++) {
		g->anchor[j] = (int16_t)m->accel[j];
		g->bias_q31[j] = 0;
	}
}

/* @n samples of a batch with this mean. */
static void add_to_rest(struct gravity *g, const struct mean6 *m, unsigned n)
{
	g->rest = (uint16_t)(g->rest + n);
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] += m->gyro[j] * (int32_t)n;
}

/*
 * What the accelerometer saw the rest turn, Q31 rad a sample: breath tips a
 * back by half a degree in a second.  A turn about up stays unseen, and does
 * no harm.
 */
static void turn_of_rest(const struct gravity *g, const int32_t now[3], int64_t ret_q31[3])
{
	const int16_t *then = g->anchor;
	int64_t span = (int64_t)g->one_g_square * g->rest;

	ret_q31[0] = ((int64_t)now[1] * then[2] - (int64_t)now[2] * then[1]) * ONE_Q31 / span;
	ret_q31[1] = ((int64_t)now[2] * then[0] - (int64_t)now[0] * then[2]) * ONE_Q31 / span;
	ret_q31[2] = ((int64_t)now[0] * then[1] - (int64_t)now[1] * then[0]) * ONE_Q31 / span;
}

/* The gyroscope's mean over the rest, less the turn that was real. */
static void take_bias(struct gravity *g, const struct gravity_coeffs *c, const struct mean6 *m,
		      unsigned n)
{
	int64_t b_q31[3], turn_q31[3];

	turn_of_rest(g, m->accel, turn_q31);
	for (int j = 0; j < 3; j++) {
		b_q31[j] = (int64_t)g->bias_q31[j] * c->gyro_mul_q31 / g->rest - turn_q31[j];
		if (b_q31[j] < -c->bias_max_q31 || b_q31[j] > c->bias_max_q31) {
			g->rest = 0; /* turned steadily, or broken: not a bias */
			return;
		}
	}
	for (int j = 0; j < 3; j++)
		g->bias_q31[j] = (int32_t)b_q31[j];
	g->rest = 0;
	g->bias_known = true;
	seat(g, c, m, n);
}

/*
 * While the bias is unknown: wait for rest_n samples whose batch means stay
 * near where they began.  A rest goes from the middle of its first batch to
 * the middle of its last, because that is what their means speak of.
 */
static void seek_rest(struct gravity *g, const struct gravity_coeffs *c,
		      const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	struct mean6 m = batch_mean(accel, gyro, n);
	unsigned half = (n + 1) / 2;

	if (g->rest == 0 || !is_steady(g, c, &m)) {
		begin_rest(g, &m);
		add_to_rest(g, &m, half);
		return;
	}
	add_to_rest(g, &m, half);
	if (g->rest < c->rest_n)
		add_to_rest(g, &m, n - half);
	else
		take_bias(g, c, &m, n);
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

	if (g->rest < c->hurry_n && !g->moving) {
		g->rest = (uint16_t)(g->rest + n);
		gain *= c->hurry;
	}
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
 * Or the bias is wrong by degrees a second: starting anew would only lead back
 * here, so it is taken anew, too.
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
	forget_bias(g);
	seat(g, c, &m, n);
}

void gravity_push(struct gravity *g, const struct gravity_coeffs *c, const struct counts3 *accel,
		  const struct counts3 *gyro, unsigned n)
{
	struct counts3 clipped_accel[BATCH_MAX], clipped_gyro[BATCH_MAX];
	bool turns = g->bias_known;
	bool has_gyro = c->gyro_mul_q31 != 0;
	struct power p;

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
	if (g->one_g_square == 0)
		first_one_g(g, c, accel, n);
	if (turns)
		p = gravity_track(g, c, young_k_q32(g, c->k_q32, n), accel, gyro, n);
	else
		p = gravity_track_plain(g, c, young_k_q32(g, c->k_plain_q32, n), accel, n);
	follow_motion(g, c, &p, n);
	if (!is_sane(&g->u) || !is_sane(&g->v)) {
		gravity_restart(g);
	} else if (turns) {
		if (g->motion_mg_q8 < SHAKEN_MG << 8)
			follow_bias(g, c, n);
		watch_for_astray(g, c, accel, gyro, n);
	} else if (has_gyro) {
		seek_rest(g, c, accel, gyro, n);
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
