/* SPDX-License-Identifier: MIT */
/*
 * care-inner.h - between the files of the coach, for no one else
 *
 *   care.c       what is counted, stretching, what the wearer says
 *   care-heat.c  the timed session
 *   care-days.c  what takes days to know: massage, the workplace
 *   care-knots.c what was logged, and when that asks for a professional
 */
#pragma once

#include "care.h"

/** care_tell() - a reminder goes out: due from now on.  The caller fills in the figures */
struct care_event *care_tell(struct care *c, enum care_kind kind, enum care_reason reason,
			     struct care_events *ret);

/** care_end() - nothing of this kind is due any more; no event if nothing was */
void care_end(struct care *c, enum care_kind kind, enum care_reason reason,
	      struct care_events *ret);

/** care_is_silent() - switched off, or dismissed still */
bool care_is_silent(const struct care *c, const struct care_params *p, enum care_kind kind,
		    int64_t real_sec);

void care_heat_restore(struct care *c, uint64_t now_us, int64_t real_sec);
void care_heat_step(struct care *c, const struct care_moment *m, struct care_events *ret);
int care_heat_start(struct care *c, const struct care_params *p, const struct care_moment *m,
		    int64_t *ret_from_sec, struct care_events *ret);
int care_heat_done(struct care *c, const struct care_moment *m, struct care_events *ret);

/** care_today() - the counts of a day, begun if need be */
struct care_day *care_today(struct care *c, int32_t local_day);

/**
 * care_was_told() - less than @days days ago
 * @told_day: 0 = never; a day yet to come, told before the clock was set back,
 *            becomes today, so that a clock can make silence longer but never shorter
 */
bool care_was_told(int32_t *told_day, int32_t local_day, int32_t days);

/** care_knot_lately() - the last one that still hurts and was logged in two weeks; NULL = none */
const struct care_knot *care_knot_lately(const struct care *c, int32_t local_day);

/** care_worst_posture() - the bad posture held longest today; POSTURE_UNKNOWN = none */
enum posture care_worst_posture(const struct care *c, int32_t local_day);

/* Each tells at most one thing; true when it did. */
bool care_massage(struct care *c, const struct care_params *p, const struct care_moment *m,
		  struct care_events *ret);
bool care_posture(struct care *c, const struct care_params *p, const struct care_moment *m,
		  struct care_events *ret);
bool care_professional(struct care *c, const struct care_params *p, const struct care_moment *m,
		       struct care_events *ret);
