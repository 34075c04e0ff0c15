/* SPDX-License-Identifier: MIT */
/*
 * wearer-life.h - a wearer, its laws and its copy, lived through step by step
 *
 * Every function does one thing to the wearer, the same to the copy if there
 * is one, compares what the two say, and checks it against the laws.
 */
#pragma once

#include "wearer-laws.h"

struct life {
	struct wearer w, twin;
	bool has_twin;
	struct laws laws;
	struct stream stream[SENSOR_COUNT];
	uint64_t now_us;
	struct wall wall;
	bool gap; /* in the next batch */
	uint32_t noise;
	unsigned pushes;
	uint32_t cookie; /* the last one given */
};

void life_init(struct life *life, const struct wearer_params *params, uint64_t now_us);

/** life_copy() - from now on a copy lives beside the wearer */
void life_copy(struct life *life);

/** life_push() - a batch at .now_us; its gap is .gap */
void life_push(struct life *life, struct batch *b);

/**
 * life_feel() - a batch of @n samples with up at @up, in percent of g
 * @how: of the body 0 breathes, 1 stands like a table, 2 walks, 3 is beaten;
 *       plus 4 times, of the gyro: 0 quiet, 1 off by a bias, 2 turning, 3 mad
 */
void life_feel(struct life *life, enum sensor sensor, const int16_t up[3], unsigned how,
	       unsigned n);

void life_idle(struct life *life);
void life_set_stream(struct life *life, enum sensor sensor, const struct stream *stream);
void life_configure(struct life *life, const struct wearer_params *params);
void life_set_poses(struct life *life, const struct pose_set *set);
void life_learn(struct life *life, const char *name, enum posture posture, bool good,
		unsigned seconds);
void life_cancel(struct life *life);
void life_forget(struct life *life, const char *name);
void life_pause(struct life *life, uint64_t seconds);
void life_resume(struct life *life, uint32_t cookie);
void life_acknowledge(struct life *life);

/** life_end() - walk for as long as it takes: an alert that stands must recover */
void life_end(struct life *life);
