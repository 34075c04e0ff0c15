/* SPDX-License-Identifier: MIT */
/*
 * gravity-rig.h - a sensor in a world of doubles: the true direction of up, turned exactly,
 * beside the filter that only gets counts
 */
#pragma once

#include "doubles.h"
#include "gravity.h"

static const struct stream usual = { 50000, 16384000, 131000 };

struct world {
	struct stream stream;
	struct gravity_coeffs c;
	struct gravity g;
	struct vec up;       /* the truth */
	struct vec bias_dps; /* of the gyroscope */
	struct vec shake_g;  /* on top of gravity in the next sample */
	double noise_g, noise_dps;
	uint64_t seed;
	unsigned batch; /* samples in one, 1 .. BATCH_MAX */
	unsigned n;     /* collected so far */
	struct counts3 accel[BATCH_MAX], gyro[BATCH_MAX];
	double worst_deg; /* error after a batch, since it was last zeroed */
};

static inline struct counts3 counts_of(struct vec v, double per_unit)
{
	return (struct counts3){ sat16(lround(v.x * per_unit)), sat16(lround(v.y * per_unit)),
				 sat16(lround(v.z * per_unit)) };
}

/* A quiet chip of the usual noise, upright, batches of 16. */
static inline void world_begin(struct world *w, const struct stream *stream, struct vec up)
{
	*w = (struct world){
		.stream = *stream,
		.up = vec_scale(up, 1 / sqrt(vec_dot(up, up))),
		.noise_g = 0.002,
		.noise_dps = 0.05,
		.seed = 88172645463325252,
		.batch = 16,
	};
	assert_int_equal(gravity_plan(&gravity_params_default, stream, &w->c), 0);
	gravity_init(&w->g);
}

/* What the filter is wrong by; half a turn while it has no direction. */
static inline double world_error_deg(const struct world *w)
{
	struct dir3 up = gravity_up(&w->g);

	return dir_is_zero(up) ? 180 : vec_angle_deg(vec_from_dir(up), w->up);
}

static inline void world_flush(struct world *w)
{
	gravity_push(&w->g, &w->c, w->accel, w->gyro, w->n);
	w->n = 0;
	w->worst_deg = fmax(w->worst_deg, world_error_deg(w));
}

/* One sample of turning about the sensor's own axes; the batch goes in when it is full. */
static inline void world_sample(struct world *w, struct vec rate_dps)
{
	double dt = 1000.0 / w->stream.rate_millihz;
	struct vec felt_g, felt_dps;

	/* the sensor turns one way, so what it sees turns the other */
	w->up = vec_turn(w->up, rate_dps, -sqrt(vec_dot(rate_dps, rate_dps)) * DEG * dt);
	felt_g = vec_sum(vec_sum(w->up, 1, w->shake_g), 1, vec_noise(&w->seed, w->noise_g));
	felt_dps = vec_sum(vec_sum(rate_dps, 1, w->bias_dps), 1, vec_noise(&w->seed, w->noise_dps));
	w->accel[w->n] = counts_of(felt_g, w->stream.accel_milli_lsb_per_g / 1000.0);
	w->gyro[w->n] = counts_of(felt_dps, w->stream.gyro_milli_lsb_per_dps / 1000.0);
	if (++w->n == w->batch)
		world_flush(w);
}

static inline unsigned world_samples(const struct world *w, double seconds)
{
	return (unsigned)lround(seconds * w->stream.rate_millihz / 1000);
}

static inline void world_turn(struct world *w, struct vec rate_dps, double seconds)
{
	for (unsigned i = world_samples(w, seconds); i > 0; i--)
		world_sample(w, rate_dps);
}

static inline void world_rest(struct world *w, double seconds)
{
	world_turn(w, (struct vec){ 0, 0, 0 }, seconds);
}

/* Up changes without the gyroscope seeing it: samples were lost while the sensor turned. */
static inline void world_turn_unseen(struct world *w, struct vec axis, double deg)
{
	w->up = vec_turn(w->up, axis, deg * DEG);
}
