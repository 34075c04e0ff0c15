/* SPDX-License-Identifier: MIT */
/*
 * The loop of gravity-track.c, one sample, from every state inside the bound at struct gravity and
 * with every input the clips let through.  The registers are 32 bits wide here, the narrowest we
 * run on: what fits them fits the wider ones, with the same result.
 */
#include <stdint.h>

#include "prove.h"

#define int_fast32_t int32_t

#include "coeffs-range.h"
#include "gravity-track.c"

#define STATE_MAX_Q22 (INT32_C(1) << 28)
#define ENTRY_MAX_Q31 (INT32_C(1) << 30)
#define TURNED_MAX_Q22 (5 * (STATE_MAX_Q22 / 2))

static struct reg3 any_vector(int32_t max)
{
	return (struct reg3){ any_within(-max, max), any_within(-max, max),
			      any_within(-max, max) };
}

static bool is_within(struct reg3 a, int32_t max)
{
	return a.x >= -max && a.x <= max && a.y >= -max && a.y <= max && a.z >= -max &&
	       a.z <= max;
}

static bool is_entry(int32_t m)
{
	return m >= -ENTRY_MAX_Q31 && m <= ENTRY_MAX_Q31;
}

void a_turn_has_entries_below_a_half(void)
{
	struct turn m = turn_of(any_vector(TURN_MAX_Q31));

	assert(is_entry(m.xx) && is_entry(m.xy) && is_entry(m.xz));
	assert(is_entry(m.yx) && is_entry(m.yy) && is_entry(m.yz));
	assert(is_entry(m.zx) && is_entry(m.zy) && is_entry(m.zz));
}

static int32_t any_entry(void)
{
	return any_within(-ENTRY_MAX_Q31, ENTRY_MAX_Q31);
}

static struct turn any_turn(void)
{
	return (struct turn){ any_entry(), any_entry(), any_entry(), any_entry(), any_entry(),
			      any_entry(), any_entry(), any_entry(), any_entry() };
}

void a_turned_vector_stays_in_range(void)
{
	struct turn m = any_turn();

	assert(is_within(turned(any_vector(STATE_MAX_Q22), &m), TURNED_MAX_Q22));
}

/* Both stages, in the order of the loop. */
void the_stages_stay_in_range(void)
{
	struct reg3 a = any_vector(ACCEL_MAX_Q22);
	struct reg3 u = any_vector(TURNED_MAX_Q22);
	struct reg3 v = any_vector(TURNED_MAX_Q22);
	int32_t k_q32 = any_within(0, LEAK_MAX_Q32);

	u = leaked(u, a, v, k_q32);
	v = leaked(v, u, v, k_q32);
}

/* The two stages in a row of gravity_track_plain(). */
void the_plain_stages_stay_in_range(void)
{
	struct reg3 a = any_vector(ACCEL_MAX_Q22);
	struct reg3 u = any_vector(STATE_MAX_Q22);
	struct reg3 v = any_vector(STATE_MAX_Q22);
	int32_t k_q32 = any_within(0, LEAK_MAX_Q32);

	u = leaked(u, a, u, k_q32);
	v = leaked(v, u, v, k_q32);
	assert(is_within(u, STATE_MAX_Q22) && is_within(v, STATE_MAX_Q22));
}

static struct counts3 any_counts(void)
{
	return (struct counts3){ nondet_i16(), nondet_i16(), nondet_i16() };
}

void the_power_of_a_batch_fits(void)
{
	struct power p = { nondet_u64(), nondet_u64() };
	struct counts3 a = any_counts();
	uint32_t one_g_square = nondet_u32();
	uint32_t before = any_within(0, 31);

	assume(p.sum <= (uint64_t)before * UINT32_MAX && p.off <= (uint64_t)before * UINT32_MAX);
	power_add(&p, &a, one_g_square);
	assert(p.sum <= (before + 1) * (uint64_t)UINT32_MAX);
	assert(p.off <= (before + 1) * (uint64_t)UINT32_MAX);
}

static int16_t any_count(int32_t mul, int32_t max)
{
	int16_t count = nondet_i16();

	assume(is_in((int64_t)count * mul, -max, max));
	return count;
}

static struct counts3 any_clipped(int32_t mul, int32_t max)
{
	return (struct counts3){ any_count(mul, max), any_count(mul, max), any_count(mul, max) };
}

/*
 * All that the loops read of them: the finest scales, usual ones at 50 Hz, and the coarsest.  The
 * loops see products only, and those have one bound at any scale.
 */
static const struct gravity_coeffs scales[] = {
	{ .accel_mul = 128, .gyro_mul_q31 = 47 },
	{ .accel_mul = 256, .gyro_mul_q31 = 45708 },
	{ .accel_mul = 65536, .gyro_mul_q31 = 37480660 },
};

static struct lin3 any_lin(void)
{
	struct reg3 a = any_vector(STATE_MAX_Q22);

	return (struct lin3){ a.x, a.y, a.z };
}

static struct gravity any_state(void)
{
	struct gravity g = { .u = any_lin(), .v = any_lin(), .one_g_square = nondet_u32() };

	for (int j = 0; j < 3; j++)
		g.bias_q31[j] = any_within(-BIAS_MAX_Q31, BIAS_MAX_Q31);
	return g;
}

/* What the proofs above leave of the parts, for the loop as a whole. */
struct turn any_turn_of(struct reg3 t)
{
	assert(is_within(t, TURN_MAX_Q31));
	return any_turn();
}

struct reg3 any_turned(struct reg3 a, const struct turn *m)
{
	(void)m;
	assert(is_within(a, STATE_MAX_Q22));
	return any_vector(TURNED_MAX_Q22);
}

struct reg3 any_leaked(struct reg3 a, struct reg3 to, struct reg3 from, int_fast32_t k)
{
	(void)a;
	(void)from;
	assert(is_within(to, TURNED_MAX_Q22) && k >= 0 && k <= LEAK_MAX_Q32);
	return any_vector(TURNED_MAX_Q22);
}

void one_sample_overflows_nothing(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(scales); i++) {
		struct gravity g = any_state();
		struct counts3 accel = any_clipped(scales[i].accel_mul, ACCEL_MAX_Q22);
		struct counts3 gyro = any_clipped(scales[i].gyro_mul_q31, GYRO_MAX_Q31);

		(void)gravity_track(&g, &scales[i], any_within(0, LEAK_MAX_Q32), &accel, &gyro, 1);
	}
}

/* Without turns the bound needs no arithmetic outside: it holds after every sample. */
void a_plain_sample_stays_in_range(void)
{
	struct gravity g = any_state();
	struct gravity_coeffs coeffs = { .accel_mul = any_within(128, 65536) };
	struct counts3 accel = any_clipped(coeffs.accel_mul, ACCEL_MAX_Q22);

	(void)gravity_track_plain(&g, &coeffs, any_within(0, LEAK_MAX_Q32), &accel, 1);
	assert(is_within((struct reg3){ g.u.x_q22, g.u.y_q22, g.u.z_q22 }, STATE_MAX_Q22));
	assert(is_within((struct reg3){ g.v.x_q22, g.v.y_q22, g.v.z_q22 }, STATE_MAX_Q22));
}
