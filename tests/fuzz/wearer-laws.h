/* SPDX-License-Identifier: MIT */
/*
 * wearer-laws.h - what must hold of a wearer, whatever is felt, asked and configured
 *
 * Kept beside the wearer under test: its own count of what was seen and asked,
 * as simple as can be, and checks of every verdict and event against it.
 */
#pragma once

#include "wearer.h"

struct laws {
	uint64_t now_us; /* of the last decision; 0 before the first */
	/* bad posture seen: still and valid */
	uint64_t bad_us;
	uint64_t run_us; /* .bad_us where the present sight of bad, or the end of a hush, was */
	bool in_run;
	uint64_t base_us; /* .bad_us where the alert's dwell may have begun */
	/* one bad posture seen without a break, and nothing in the way of an alert */
	enum posture steady;
	uint64_t steady_us;
	/* the alert */
	unsigned level; /* 0 = none stands */
	bool acknowledged;
	uint64_t spoke_us;    /* .bad_us at the last word */
	uint64_t least_us;    /* smallest first level since none stood */
	unsigned most_levels; /* most levels since none stood */
	uint64_t grace_us;    /* most a level may have been put off by since none stood */
	unsigned n_words;
	uint64_t word_us[ALERT_PER_HOUR_MAX]; /* when the last alerts were told; 0 = none */
	struct alert_hold hold[ALERT_HOLD_MAX];
	/* the day */
	bool any_day;
	int32_t day;
	uint64_t day_from_us;
	uint32_t alerts;
	/* a pose being learned */
	bool learning;
	struct pose wanted;
	uint64_t window_us, learn_from_us, learn_seen_us;
};

void laws_init(struct laws *l, const struct wearer_params *params);

/**
 * laws_decided() - check what one wearer_push() or wearer_idle() said
 * @w:          as it is after it
 * @covered_us: what the batch's samples span; 0 without one.  Time since the
 *              last decision was seen when no more than a second of it is
 *              missing, or when it was short
 */
void laws_decided(struct laws *l, const struct wearer *w, const struct verdict *v,
		  uint64_t covered_us, const struct wall *wall, const struct wearer_events *events);

/** laws_undecided() - check a push that brought no decision */
void laws_undecided(const struct laws *l, const struct wearer *w, const struct verdict *v,
		    const struct wearer_events *events);

/* What was asked for, and done. */
void laws_configured(struct laws *l, const struct wearer_params *params);
void laws_poses_changed(struct laws *l, const struct wearer_params *params);
void laws_learn(struct laws *l, const char *name, enum posture posture, bool good,
		unsigned seconds);
void laws_learn_cancelled(struct laws *l);
void laws_paused(struct laws *l, uint64_t now_us, uint64_t seconds, uint32_t cookie);
void laws_resumed(struct laws *l, uint32_t cookie);
void laws_acknowledged(struct laws *l, bool stood);
