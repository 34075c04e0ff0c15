/* SPDX-License-Identifier: MIT */
/*
 * The filter's constants, and what becomes of them at a stream's rate and scale.
 */
#include "gravity.h"

#define RAD_PER_DEG_Q31 37480660 /* pi / 180 x 2^31 */
#define CLIP_MILLI_G 16000
#define CLIP_TURN_Q31 644245094 /* 0.3 rad */
#define BIAS_TURN_Q31 107374182 /* 0.05 rad: more would let a batch at 1 Hz grow out of int32 */

const struct gravity_params gravity_params_default = {
	.tau_ms = 2500,
	.tau_plain_ms = 250,
	.bias_gain_ppm = 8000,
	.bias_max_mdps = 25000,
	.rest_ms = 3000,
	.rest_mg = 25,
	.hurry = 8,
	.hurry_ms = 10000,
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
	c->bias_max_q31 = (int32_t)MIN(
		div_round(RAD_PER_DEG_Q31 * (int64_t)p->bias_max_mdps, rate), BIAS_TURN_Q31);
	c->bias_mul_q29 = (int32_t)div_round(((int64_t)p->bias_gain_ppm << 29), rate * rate);
	c->rest_gyro_counts = (int32_t)MAX(1, div_round(scale, 1000));
	c->still_gyro_counts = (int32_t)MAX(1, div_round(8 * scale, 1000));
}

int gravity_plan(const struct gravity_params *p, const struct stream *s,
		 struct gravity_coeffs *ret)
{
	uint64_t lsb = s->accel_milli_lsb_per_g;
	uint64_t one_g_square;
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
	one_g_square = lsb * lsb / 1000000;
	c.one_g_square_min = (uint32_t)(one_g_square * 64 / 100);
	c.one_g_square_max = (uint32_t)(one_g_square * 144 / 100);
	c.motion_mul_q32 = (UINT64_C(1000) << 32) / one_g_square;
	c.motion_k_q16 = (int32_t)div_round(65536 * INT64_C(1000), s->rate_millihz);
	c.one_g_k_q16 = (int32_t)div_round(6554 * INT64_C(1000), s->rate_millihz);
	c.motion_on_mg = (int32_t)p->motion_on_mg;
	c.motion_off_mg = (int32_t)p->motion_off_mg;
	c.reseat_counts = milli_g_to_counts(s, p->reseat_mg);
	c.rest_accel_counts = milli_g_to_counts(s, p->rest_mg);
	c.rest_n = (int32_t)((uint64_t)s->rate_millihz * p->rest_ms / 1000000);
	c.hurry = (int32_t)p->hurry;
	c.hurry_n = (int32_t)((uint64_t)s->rate_millihz * p->hurry_ms / 1000000);
	c.settle_n = (int32_t)(s->rate_millihz / 2000);
	*ret = c;
	return 0;
}
