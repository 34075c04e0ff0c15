/* SPDX-License-Identifier: MIT */
/*
 * parts.h - the parts of the one stream whose decisions must be the same everywhere
 *
 * Each returns the hash of all the mind said.  Nothing in them is left to a
 * machine: integers of stated width, noise of a counter, no clock.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "wearer.h"

/** life_name() - the scripted wearers, by index; NULL past the last */
const char *life_name(size_t i);

/** life_hash() - live that script through: learning, alerts, holds, gaps, lost sensors */
uint64_t life_hash(size_t i);

/** wild_hash() - random streams, scales, limits and samples, most of them no wearer at all */
uint64_t wild_hash(void);

/** text_hash() - lines a recording may hold or not, parsed, and samples written as lines */
uint64_t text_hash(void);

/**
 * file_hash() - one recording through the parser and the mind
 *
 * The first ten seconds are learned as "upright", whatever they hold.
 *
 * Return: 0 with *ret, or a recording_error with the line's number in *ret.
 */
int file_hash(FILE *file, uint64_t *ret);

/* xorshift64*: the same everywhere, and unlike rand() said to be. */
static inline uint32_t noise_next(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)((*state * UINT64_C(2685821657736338717)) >> 32);
}

/** noise_within() - -limit .. limit, with the hump of two dice; limit: 0 .. 2^29 */
static inline int32_t noise_within(uint64_t *state, int32_t limit)
{
	int64_t sum = (int64_t)(noise_next(state) >> 1) + (noise_next(state) >> 1);

	return (int32_t)((sum * limit) / INT64_C(0x7fffffff) - limit);
}

/* The limits of plumbd.conf, but speaking sooner, so that short scripts hear it. */
extern const struct wearer_params exact_params;

/** exact_wall() - a wall clock that passes midnight two minutes in */
struct wall exact_wall(uint64_t t_us);
