/* SPDX-License-Identifier: MIT */
/*
 * gather.h - rows of a recording into batches, as plumbd's replay delivers them
 */
#pragma once

#include "batch.h"
#include "recording.h"

#define GATHER_SAMPLES     16 /* in a batch, as plumbd reads them when nobody watches */
#define GATHER_GAP_PERIODS 4  /* a longer step between two samples of a sensor is lost time */

struct gather {
	unsigned sensors; /* bit 1 << SENSOR_x: those wanted */
	unsigned gyros;   /* likewise: those whose gyroscope must be there, too */
	uint64_t gap_us;
	uint64_t seen_us[SENSOR_COUNT]; /* the last sample of each; 0 = none */
	struct batch batch[SENSOR_COUNT];
};

/** gather_init() - @r: its columns are read; @sensors: bits of the sensors to take of them */
void gather_init(struct gather *g, const struct recording *r, unsigned sensors);

/**
 * gather_fits() - a row can join what is gathered
 *
 * Not when a sensor of it has its batch full, or when it comes after a gap:
 * then the batches must be emptied first.  No batch has a hole inside.
 */
bool gather_fits(const struct gather *g, const struct recording_sample *s);

/** gather_add() - take a row in that fits; readings of other sensors are dropped */
void gather_add(struct gather *g, const struct recording_sample *s);

/** gather_empty() - the batches were taken: begin the next ones */
void gather_empty(struct gather *g);
