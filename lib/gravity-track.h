/* SPDX-License-Identifier: MIT */
/*
 * gravity-track.h - the loops over samples, alone in their file: a test looks at their code and
 * finds no call, no division and no floating point in it
 */
#pragma once

#include "gravity.h"

/* Of one batch, counts^2: the sum of |a|^2 and of its distances from 1 g^2. */
struct power {
	uint64_t sum, off;
};

/** power_add() - one more sample.  |a|^2 of int16 counts fits uint32 */
static inline void power_add(struct power *p, const struct counts3 *a, int64_t one_g_square)
{
	uint32_t square = (uint32_t)(a->x * a->x) + (uint32_t)(a->y * a->y) +
			  (uint32_t)(a->z * a->z);
	int64_t off = (int64_t)square - one_g_square;

	p->sum += square;
	p->off += (uint64_t)(off < 0 ? -off : off);
}

/**
 * gravity_track() - fold samples in, turning u and v by the gyroscope
 * @k_q32: leak of both stages, at most 2^30
 * @n:	   at least 1
 *
 * Scaling and ranges as at struct gravity.
 */
struct power gravity_track(struct gravity *g, const struct gravity_coeffs *c, int_fast32_t k_q32,
			   const struct counts3 *accel, const struct counts3 *gyro, unsigned n);

/** gravity_track_plain() - without a gyroscope to trust: two stages in a row, nothing turns them */
struct power gravity_track_plain(struct gravity *g, const struct gravity_coeffs *c,
				 int_fast32_t k_q32, const struct counts3 *accel, unsigned n);
