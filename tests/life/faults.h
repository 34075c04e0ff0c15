/* SPDX-License-Identifier: MIT */
/*
 * faults.h - what goes wrong on a day, by seed: one fault a minute
 *
 * In every second one begins with a chance of 1 in 60, anywhere in it, of any
 * kind, and lasts 1 to 20 s.  So some come alone and some on top of others.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"

enum fault_kind {
	FAULT_NACK,
	FAULT_STUCK, /* the whole bus; each transfer costs the adapter's timeout */
	FAULT_ARBITRATION,
	FAULT_FROZEN,
	FAULT_ZEROS,
	FAULT_UNPLUGGED,  /* no answer, then back as after a power cut */
	FAULT_OTHER_CHIP, /* another chip in its place, then its own again */
	FAULT_BROWNOUT,   /* forgets its set-up; the moment of the begin */
	FAULT_STANDSTILL, /* the daemon is not run: FIFOs overflow */
	FAULT_KINDS,
};

/** fault_kind_to_str() - "nack", "stuck" ...; static */
const char *fault_kind_to_str(enum fault_kind kind);

struct fault {
	enum fault_kind kind;
	enum sensor sensor; /* whose chip, but for STUCK and STANDSTILL */
	uint64_t begin_us, end_us;
};

#define FAULTS_MAX 4096

struct faults {
	size_t n;
	struct fault fault[FAULTS_MAX]; /* by begin */
};

/** faults_make() - none in the first @from_us, all over at @to_us.  @sensors: 1 or 2 */
void faults_make(struct faults *f, uint64_t seed, unsigned sensors, uint64_t from_us,
		 uint64_t to_us);

/** faults_touch() - a fault, or what follows within @after_us of its end, lies in from .. to */
bool faults_touch(const struct faults *f, uint64_t from_us, uint64_t to_us, uint64_t after_us);

/** faults_next_edge() - the next begin or end after a time; UINT64_MAX = none */
uint64_t faults_next_edge(const struct faults *f, uint64_t t_us);
