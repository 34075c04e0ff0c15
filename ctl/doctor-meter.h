/* SPDX-License-Identifier: MIT */
/*
 * doctor-meter.h - what a stream of samples is worth, in figures
 *
 * Noise is told from step to step, not about the mean: the breath and sway of
 * a wearer are no noise.
 */
#pragma once

#include <stdint.h>

#include "vec3.h"

struct doctor_figures {
	uint32_t n;
	uint64_t span_us;      /* from the first to the last */
	uint32_t rate_millihz; /* measured; 0 = fewer than two samples */
	uint32_t jitter_us;    /* RMS of the steps in time about their mean */
	uint32_t level_mg;     /* mean length of the acceleration */
	uint32_t noise_ug[3];  /* RMS per axis */
};

struct doctor_meter {
	uint32_t milli_lsb_per_g;
	uint32_t n;
	uint64_t first_us, last_us;
	uint64_t step_squares; /* us^2 */
	uint64_t level_sum;    /* ug */
	int64_t last_ug[3];
	uint64_t squares[3]; /* of the differences, ug^2 */
};

/** doctor_meter_init() - @milli_lsb_per_g: scale of the counts to come, 64000 .. 32768000 */
void doctor_meter_init(struct doctor_meter *m, uint32_t milli_lsb_per_g);

/**
 * doctor_meter_push() - take one sample in
 * @t_us: of the sample; never goes back
 *
 * Accelerations are cut at 32 g and steps at a minute: squares of 4000 of them
 * sum within 64 bits.
 */
void doctor_meter_push(struct doctor_meter *m, uint64_t t_us, struct counts3 accel);

/** doctor_meter_read() - the figures so far */
struct doctor_figures doctor_meter_read(const struct doctor_meter *m);
