/* SPDX-License-Identifier: MIT */
/*
 * faults.h - every fault a bus can have, at every kind of transfer: one case each
 */
#pragma once

#include "station.h"

/* What plumbd makes of it. */
enum course {
	FAULT_BORNE,   /* it tries again, and tells nobody */
	FAULT_BRIEF,   /* told, and over before it looked again */
	FAULT_LASTING, /* it gives the sensor up, and looks for it */
};

struct fault {
	const char *name;
	enum effect effect;
	int error;
	uint32_t delay_us;
	enum course course;
};

/** fault_at() - walk the table; NULL at its end */
const struct fault *fault_at(unsigned i);

/** transfer_to_str() - "identity", "init" ...; static */
const char *transfer_to_str(enum transfer kind);

/* What one case came to. */
struct outcome {
	bool done, good;
	char why[160];        /* when it is not good */
	uint64_t detected_us; /* from the fault's begin; plumbd's time, as the others */
	uint64_t back_us;     /* from its end until watching, with samples */
};

/** fault_run() - one case, on a station that is watching; leaves it so */
void fault_run(struct station *s, const struct fault *fault, enum transfer kind,
	       struct outcome *ret);

/* What a bus that hangs for long came to. */
struct outage {
	bool good;
	char why[160];
	uint64_t lasted_us, pause_us, back_us; /* .pause_us: the longest between two transfers */
	unsigned transfers;
};

/** fault_run_outage() - a bus hung for minutes is asked ever more rarely, and found again */
void fault_run_outage(struct station *s, struct outage *ret);
