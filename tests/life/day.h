/* SPDX-License-Identifier: MIT */
/*
 * day.h - what a body does, step after step, for a day at most
 */
#pragma once

#include "sim/body.h"

#define DAY_STEPS_MAX 4096

struct day {
	uint64_t seed, length_us;
	size_t n;
	struct body_step step[DAY_STEPS_MAX];
	uint64_t begin_us[DAY_STEPS_MAX];
};

/** day_init() - without a step; @seed is that of the body and of the chips' noise */
void day_init(struct day *d, uint64_t seed, uint64_t length_us);

/** day_add() - one more step, after those there are */
void day_add(struct day *d, struct body_step step);

/** day_step_at() - index of the step of a time since the begin; the last one stays */
size_t day_step_at(const struct day *d, uint64_t t_us);
