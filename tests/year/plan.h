/* SPDX-License-Identifier: MIT */
/*
 * plan.h - what the wearer will do on each day of a year, by seed
 *
 * Working days at the desk, weekends, weeks of holiday; weeks in which he sits
 * well, others in which he does not; nights with the thing on a table or
 * unplugged; pauses, heat, knots, a computer that sleeps, a daemon that is
 * begun anew.  What depends on what the daemon says is in wearer.h.
 */
#pragma once

#include "chance.h"
#include "day.h"
#include "faults.h"

/* One that must be done at a time of the day. */
enum deed_kind {
	DEED_LEARN,   /* the pose to be in */
	DEED_PAUSE,   /* .number: minutes */
	DEED_RESUME,  /* the pause that was begun last */
	DEED_HEAT,    /* .number: minutes until Done; 0 = forgotten */
	DEED_KNOT,    /* .number: severity at .place */
	DEED_RESTART, /* .number: seconds until it is begun again */
	DEED_MASSAGE, /* done, whether or not it is due */
};

struct deed {
	uint64_t at_us; /* of the day */
	enum deed_kind kind;
	uint32_t number;
	const char *place;
};

#define DEEDS_MAX 32

/* From four in the morning to four in the morning. */
struct plan_day {
	int32_t date; /* on which it begins */
	struct day day;
	struct faults faults; /* UNPLUGGED and STANDSTILL alone, none on top of another */
	unsigned n_deeds;
	struct deed deed[DEEDS_MAX]; /* by time */
};

struct plan {
	uint64_t seed;
	int32_t first_date;
	/* what one day leaves to the next */
	bool unplugged;
	bool taught;
	unsigned restart_days; /* until the next restart */
	unsigned knot_days;    /* until the next log */
	unsigned knot_logs;    /* left of this pain */
	uint32_t severity;
	const char *place;
};

void plan_init(struct plan *p, uint64_t seed, int32_t first_date);

/** plan_next() - the day @date; days must be asked for one after the other */
void plan_next(struct plan *p, int32_t date, struct plan_day *ret);
