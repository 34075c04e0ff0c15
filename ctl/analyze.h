/* SPDX-License-Identifier: MIT */
/*
 * analyze.h - what a recording says about a wearer: rows of decisions, or a summary
 */
#pragma once

#include <stdio.h>

#include "json.h"
#include "play.h"
#include "wearer.h"

/* An alert (level > 0) or a recovery (level 0). */
struct analyze_event {
	uint64_t t_us;
	unsigned level;
	enum posture posture; /* of an alert */
	uint64_t slouched_us; /* of a recovery */
};

#define ANALYZE_FLEXION_BINS 36001 /* -180.00 .. 180.00 deg */

/* A recording's summary; init and done by the functions below. */
struct summary {
	const char *file; /* borrowed */
	struct played played;
	struct tally tally; /* as plumbd counts a day: postures after dwell */
	uint64_t decisions, angles;
	size_t n_events;
	struct analyze_event *events;
	uint32_t *flexion; /* decisions by centidegree */
};

/** summary_init() - 0 or -ENOMEM; summary_done() in either case */
int summary_init(struct summary *s, const char *file);
void summary_done(struct summary *s);

/** summary_verdict() - count a decision in */
void summary_verdict(struct summary *s, const struct verdict *v);

/** summary_event() - keep alerts and recoveries.  0 or -ENOMEM */
int summary_event(struct summary *s, const struct wearer_event *e, enum posture posture);

/** summary_median_cdeg() - the (lower) median flexion; ANGLE_UNKNOWN without any */
int32_t summary_median_cdeg(const struct summary *s);

void summary_print_text(const struct summary *s, FILE *out);
void summary_print_json(const struct summary *s, struct json *j);

/** analyze_csv_header(), analyze_csv_row() - one row a decision, after one header */
void analyze_csv_header(FILE *out);
void analyze_csv_row(FILE *out, const char *file, const struct wearer *w, const struct verdict *v);
