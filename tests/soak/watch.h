/* SPDX-License-Identifier: MIT */
/*
 * watch.h - what must hold at every moment of a day, with faults and without
 */
#pragma once

#include "run.h"

struct watch {
	const struct run_setup *setup; /* borrowed, as .run */
	struct run *run;
	uint64_t begin_us;
	struct worn truth[SENSOR_COUNT];
	uint64_t verdict_us; /* of the last that was looked at */
	/* of the faults so far, the day's time */
	uint64_t calm_us;                /* when the last of them ends */
	uint64_t stood_us;               /* when the last STANDSTILL ends */
	uint64_t dead_us[SENSOR_COUNT];  /* since when there are no live data; 0 = there are */
	uint64_t doubt_us[SENSOR_COUNT]; /* until when they need not be known as dead */
	uint64_t down_us;                /* since when a sensor does not run; 0 = all do */
};

void watch_init(struct watch *w, const struct run_setup *setup, struct run *run, uint64_t begin_us);

/** watch_edge() - a fault began or ended, the day's time */
void watch_edge(struct watch *w, uint64_t t_us);

/**
 * watch_view() - what is shown
 *
 * Bad data: a sensor whose data do not come, or do not live, is not believed
 * after BLIND_US: no posture without the upper, no curvature without the lower.
 *
 * Stuck: RECOVERY_US after the last fault every sensor runs; SETTLE_US later the
 * posture shown is that of a body that has sat so for SEATED_US, and no alert
 * stands when it is upright.
 */
void watch_view(struct watch *w, const struct view *v);

/**
 * watch_verdict() - what is recognised
 *
 * Every direction a valid verdict stands on is one the body had at most BLIND_US
 * before it, to 5 degrees.  Left out: walks, whose bounce is no direction, and
 * time in which nothing could be noticed yet.
 */
void watch_verdict(struct watch *w, const struct verdict *v, uint64_t now_us);

/**
 * watch_end() - the day's counts, after @passed_us
 *
 * Time by posture adds up to the time still, time by activity to no more than
 * the time that passed; bad time is no longer than the script's.
 */
void watch_end(struct watch *w, const struct tally *t, uint64_t passed_us);
