/* SPDX-License-Identifier: MIT */
/*
 * gravity.h - THE HOT PATH: samples in, the direction of gravity and a measure of motion out
 *
 * Two leaky stages of a vector, both turned with the sensor by the gyroscope:
 * a low-pass of the acceleration in (nearly) the inertial frame.
 *
 *	t  = gyro dt - bias			the turn of one sample, rad
 *	R  = 1 + [t] + [t]^2 / 2		second order
 *	u <- R u + k (accel - v)
 *	v <- R v + k (u - v)			v is the answer
 *
 * The first stage is fed with the error against the second, so the pair is a
 * second-order loop of one time constant, damping 1/2: it forgets an error
 * faster than two stages in a row.  Until the gyroscope's bias is known, and
 * where there is no gyroscope, nothing is turned and two short stages in a row
 * smooth the acceleration.  No division, root, float or call in the loop.
 *
 * Source: the idea of VQF's inertial-frame low-pass (D. Laidig, T. Seel,
 * "VQF: Highly accurate IMU orientation estimation", Information Fusion 91,
 * 2023), reduced to first-order stages on the raw vector.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"

struct gravity_params {
	uint32_t tau_ms;	/* of the loop, with a gyroscope */
	uint32_t tau_plain_ms;	/* of each stage, without one */
	uint32_t bias_gain_ppm; /* of the integral feedback, 1e-6 / s^2 */
	uint32_t bias_max_mdps; /* a bias beyond this, or 0.05 rad a sample, is a fault */
	uint32_t rest_ms;	/* rest needed for the one gyro mean after start */
	uint32_t rest_mg;	/* the accelerometer is at rest within this; 17.5 a degree */
	uint32_t hurry, hurry_ms; /* the bias follows so many times faster, so long after it */
	uint32_t motion_on_mg, motion_off_mg; /* moving above / still below */
	uint32_t reseat_mg;	/* a still sensor further off starts anew; 17.5 a degree */
};

/** gravity_params_default - what plumbd runs with; docs/filter.md says where they come from */
extern const struct gravity_params gravity_params_default;

/* Derived once a stream from params and scale. */
struct gravity_coeffs {
	int32_t accel_mul;	/* counts -> Q22 g */
	int32_t gyro_mul_q31;	/* counts -> rad a sample; 0 = no gyroscope */
	int32_t k_q32;		/* leak of both stages, 1 - exp(-dt / tau) */
	int32_t k_plain_q32;	/* the same for the acceleration alone */
	int32_t bias_mul_q29;	/* (v x u) Q22 -> bias Q31, with 2^20 more */
	int32_t bias_max_q31;
	int32_t accel_clip, gyro_clip; /* counts; 32767 = nothing to clip */
	uint32_t one_g_square_min, one_g_square_max; /* counts^2: what 1 g may be taken for */
	uint64_t motion_mul_q32; /* counts^2 -> mg */
	int32_t motion_k_q16;	/* smoothing a sample, about 1 s */
	int32_t one_g_k_q16;	/* following a sample, about 10 s */
	int32_t motion_on_mg, motion_off_mg;
	int32_t reseat_counts;
	int32_t rest_accel_counts, rest_gyro_counts; /* steady within these */
	int32_t still_gyro_counts; /* slower than this is not turning */
	int32_t rest_n;		/* samples */
	int32_t hurry, hurry_n;
	int32_t settle_n;	/* samples until the direction may be believed */
};

/*
 * State of one sensor: 60 bytes.  Owned by the caller, plain memory.
 *
 * Range: |u|, |v| stay below 2^28 (64 g): the input is clipped to 16 g and
 * 0.3 rad an axis and sample, the bias to 0.05 rad, and a batch that ends
 * outside 0.25 .. 4 g starts anew.
 */
struct gravity {
	struct lin3 u, v;
	int32_t bias_q31[3];	/* rad a sample; before the first rest: sums of gyro counts */
	uint32_t one_g_square;	/* counts^2: what this chip calls 1 g; 0 = not yet known */
	int16_t anchor[3];	/* mean accel counts where the present rest began */
	uint16_t age;		/* samples since the (re)start, saturating */
	int32_t motion_mg_q8;	/* smoothed mean of ||a|^2 - (1 g)^2|, 1 g as this chip has it */
	uint16_t rest;		/* samples of the present rest; once the bias is known, in a hurry */
	bool bias_known;
	bool moving;		/* with hysteresis */
	uint8_t astray;		/* still batches in a row that contradict v */
};

#define GRAVITY_E_SCALE 1 /* rate or scale outside struct stream's ranges */

/**
 * gravity_plan() - coefficients for a stream
 *
 * Rounds to nearest; divisions, once a stream.  The gyroscope is left out
 * (gyro_mul_q31 = 0) where the stream has none.
 *
 * Return: 0, or GRAVITY_E_SCALE with *ret untouched.
 */
int gravity_plan(const struct gravity_params *p, const struct stream *s,
		 struct gravity_coeffs *ret);

/** gravity_init() - before the first sample; the gyro's bias is unknown */
void gravity_init(struct gravity *g);

/** gravity_restart() - after lost samples: the direction is unknown, a known bias is kept */
void gravity_restart(struct gravity *g);

/**
 * gravity_push() - fold a batch in
 * @accel, @gyro: @n samples, sensor frame, counts of the stream
 * @n:	 1 .. BATCH_MAX; 0 does nothing
 *
 * Scaling: directions Q22 g, turns Q31 rad, products in int64, halves taken by
 * their upper word (floor, at most 2^-22 g a step).  Saturates the input as
 * said at struct gravity, wraps nowhere.
 *
 * Motion is measured against what the chip itself calls 1 g, within 20 %: an
 * offset of 50 mg is usual for cheap chips, and would read as a walk.
 *
 * The bias follows (v x u), the error the loop already holds, so it cannot
 * take a slow slouch for drift; the mean of the gyroscope is taken once, at
 * the first rest, and again only when the sensor was found turned unseen.  A
 * living back is never quite at rest: what the accelerometer saw it turn is
 * taken off that mean, and for what is still wrong then the bias follows faster
 * for a while.
 */
void gravity_push(struct gravity *g, const struct gravity_coeffs *c, const struct counts3 *accel,
		  const struct counts3 *gyro, unsigned n);

/** gravity_settled() - the direction may be believed: about half a second in */
bool gravity_settled(const struct gravity *g, const struct gravity_coeffs *c);

/** gravity_up() - where up is, in the sensor's axes; zeros before the first sample */
struct dir3 gravity_up(const struct gravity *g);

/** gravity_motion_mg() - the motion measure, for people */
uint32_t gravity_motion_mg(const struct gravity *g);
