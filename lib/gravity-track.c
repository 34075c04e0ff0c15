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
#include "gravity-track.h"

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

struct power gravity_track(struct gravity *g, const struct gravity_coeffs *c, int_fast32_t k_q32,
			   const struct counts3 *accel, const struct counts3 *gyro, unsigned n)
{
	struct reg3 u = { g->u.x_q22, g->u.y_q22, g->u.z_q22 };
	struct reg3 v = { g->v.x_q22, g->v.y_q22, g->v.z_q22 };
	struct reg3 bias = { g->bias_q31[0], g->bias_q31[1], g->bias_q31[2] };
	int_fast32_t accel_mul = c->accel_mul;
	int_fast32_t gyro_mul = c->gyro_mul_q31;
	int64_t one_g_square = g->one_g_square;
	struct power p = { 0, 0 };

	for (const struct counts3 *end = accel + n; accel != end; accel++, gyro++) {
		struct turn m = turn_of((struct reg3){ gyro->x * gyro_mul - bias.x,
						       gyro->y * gyro_mul - bias.y,
						       gyro->z * gyro_mul - bias.z });
		struct reg3 a = { accel->x * accel_mul, accel->y * accel_mul,
				  accel->z * accel_mul };

		power_add(&p, accel, one_g_square);
		u = turned(u, &m);
		v = turned(v, &m);
		u = leaked(u, a, v, k_q32);
		v = leaked(v, u, v, k_q32);
	}
	g->u = (struct lin3){ (int32_t)u.x, (int32_t)u.y, (int32_t)u.z };
	g->v = (struct lin3){ (int32_t)v.x, (int32_t)v.y, (int32_t)v.z };
	return p;
}

struct power gravity_track_plain(struct gravity *g, const struct gravity_coeffs *c,
				 int_fast32_t k_q32, const struct counts3 *accel, unsigned n)
{
	struct reg3 u = { g->u.x_q22, g->u.y_q22, g->u.z_q22 };
	struct reg3 v = { g->v.x_q22, g->v.y_q22, g->v.z_q22 };
	int64_t one_g_square = g->one_g_square;
	struct power p = { 0, 0 };

	for (const struct counts3 *end = accel + n; accel != end; accel++) {
		struct reg3 a = { accel->x * c->accel_mul, accel->y * c->accel_mul,
				  accel->z * c->accel_mul };

		power_add(&p, accel, one_g_square);
		u = leaked(u, a, u, k_q32);
		v = leaked(v, u, v, k_q32);
	}
	g->u = (struct lin3){ (int32_t)u.x, (int32_t)u.y, (int32_t)u.z };
	g->v = (struct lin3){ (int32_t)v.x, (int32_t)v.y, (int32_t)v.z };
	return p;
}
