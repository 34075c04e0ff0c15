/* SPDX-License-Identifier: MIT */
#include "faults.h"

#include <assert.h>

#include "chance.h"
#include "fixed.h"

#define SECONDS_APART 60
#define SECONDS_MAX   20

const char *fault_kind_to_str(enum fault_kind kind)
{
	static const char *const words[FAULT_KINDS] = {
		[FAULT_NACK] = "nack",
		[FAULT_STUCK] = "stuck",
		[FAULT_ARBITRATION] = "arbitration",
		[FAULT_FROZEN] = "frozen",
		[FAULT_ZEROS] = "zeros",
		[FAULT_UNPLUGGED] = "unplugged",
		[FAULT_OTHER_CHIP] = "other chip",
		[FAULT_BROWNOUT] = "brown-out",
		[FAULT_STANDSTILL] = "standstill",
	};

	return words[kind];
}

static void add_fault(struct faults *f, struct chance *c, unsigned sensors, uint64_t begin_us,
		      uint64_t to_us)
{
	struct fault fault = {
		.kind = (enum fault_kind)chance_below(c, FAULT_KINDS),
		.sensor = (enum sensor)chance_below(c, sensors),
		.begin_us = begin_us,
		.end_us = begin_us + (1 + chance_below(c, SECONDS_MAX)) * US_PER_SEC,
	};

	if (fault.kind == FAULT_BROWNOUT)
		fault.end_us = begin_us;
	if (fault.end_us > to_us)
		return;
	assert(f->n < FAULTS_MAX);
	f->fault[f->n++] = fault;
}

void faults_make(struct faults *f, uint64_t seed, unsigned sensors, uint64_t from_us,
		 uint64_t to_us)
{
	struct chance c;

	chance_init(&c, ~seed);
	f->n = 0;
	for (uint64_t t_us = from_us; t_us < to_us; t_us += US_PER_SEC) {
		if (chance_below(&c, SECONDS_APART) == 0)
			add_fault(f, &c, sensors, t_us + chance_below(&c, 1000000), to_us);
	}
}

bool faults_touch(const struct faults *f, uint64_t from_us, uint64_t to_us, uint64_t after_us)
{
	for (size_t i = 0; i < f->n && f->fault[i].begin_us <= to_us; i++) {
		if (f->fault[i].end_us + after_us >= from_us)
			return true;
	}
	return false;
}

uint64_t faults_next_edge(const struct faults *f, uint64_t t_us)
{
	uint64_t next_us = UINT64_MAX;

	for (size_t i = 0; i < f->n && f->fault[i].begin_us <= next_us; i++) {
		const struct fault *fault = &f->fault[i];

		if (fault->begin_us > t_us)
			next_us = MIN(next_us, fault->begin_us);
		if (fault->end_us > t_us)
			next_us = MIN(next_us, fault->end_us);
	}
	return next_us;
}
