/* SPDX-License-Identifier: MIT */
/*
 * rest.h - stillness no living back has: the thing is not worn
 *
 * Breath alone moves the upper back by tenths of a degree.  The stillest 28 s
 * of 389 recordings of held postures spanned 0.07 deg, the next 0.16; a
 * sensor on a table spans about 0.06 deg in a minute, all of it noise.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "vec3.h"

struct rest_params {
	uint64_t away_us;  /* still for this long is away */
	uint16_t span_q14; /* still = every axis of the direction stays within this */
};

/** rest_params_default - a minute within 0.10 deg */
extern const struct rest_params rest_params_default;

struct rest {
	struct dir3 low, high; /* of this stretch */
	uint64_t since_us;     /* its begin; 0 = none */
	bool away;
};

/** rest_init() - nothing seen */
void rest_init(struct rest *r);

/**
 * rest_step() - fold one batch's direction in
 * @up:     settled direction of the upper sensor, Q14
 * @moving: ends the stretch
 * @now_us: CLOCK_BOOTTIME, not 0
 *
 * While away the stretch begins anew each away_us, so that warmth may turn the
 * sensor's idea of up slowly without waking anybody.
 *
 * Return: true while the thing is not worn.
 */
bool rest_step(struct rest *r, const struct rest_params *p, struct dir3 up, bool moving,
	       uint64_t now_us);
