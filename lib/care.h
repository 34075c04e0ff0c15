/* SPDX-License-Identifier: MIT */
/*
 * care.h - the coach: stretch, heat, massage, the workplace, and when to see a professional
 *
 * Driven by posture, activity and time, and by what the wearer says was done.
 * It gives out kinds, reasons and numbers; words are care-texts.h's, in the
 * wearer's language.  Every reminder comes at a moment when alerts may speak
 * too, counts against their budget, can be dismissed for a time, and is never
 * a diagnosis or a promise.
 *
 * What has to outlive the process is struct care_memory, plain numbers in wall
 * time; whoever owns the coach writes it down whenever .dirty is set.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "posture.h"

enum care_kind {
	CARE_STRETCH,
	CARE_HEAT,
	CARE_MASSAGE,
	CARE_POSTURE,	   /* a hint about the workplace */
	CARE_PROFESSIONAL, /* see a health professional */
	CARE_COUNT,
};

/** care_kind_to_str() - "stretch", "heat", "massage", "posture", "professional"; static */
const char *care_kind_to_str(enum care_kind kind);

/** care_kind_from_str() - CARE_COUNT when unknown */
enum care_kind care_kind_from_str(const char *word);

/* Why a reminder came, or why what was due is over. */
enum care_reason {
	CARE_SLOUCHED,	 /* STRETCH due: .minutes of bad posture since the last */
	CARE_SAT,	 /* STRETCH due: .minutes without moving */
	CARE_COVER,	 /* HEAT due: it began; a cloth between, never directly on skin */
	CARE_ENOUGH,	 /* HEAT due: 15 minutes are reached, may end */
	CARE_TOO_LONG,	 /* HEAT due: 20 minutes, must end; repeats until Done */
	CARE_INTERVAL,	 /* MASSAGE due: .days since the last */
	CARE_BAD_WEEK,	 /* MASSAGE due sooner: .percent of the week's sitting was bad */
	CARE_AGAIN,	 /* POSTURE due: .posture on each of .days days */
	CARE_PERSISTS,	 /* PROFESSIONAL due: a knot at .place for .days days */
	CARE_RISES,	 /* PROFESSIONAL due: .severity at .place, up from .before */
	CARE_SEVERE_KNOT, /* PROFESSIONAL due: .severity at .place */
	CARE_NO_BETTER,	 /* PROFESSIONAL due: knots in each of .weeks weeks, and no milder ones */
	CARE_DONE,	 /* over: the wearer said so */
	CARE_MOVED,	 /* STRETCH over: two minutes of moving did it */
	CARE_RESTED,	 /* STRETCH over: two minutes of lying, or away */
	CARE_DISMISSED,	 /* over: put off by the wearer */
	CARE_SWITCHED_OFF, /* over: by the configuration */
	CARE_STALE,	 /* over: a new day began */
	CARE_REASON_COUNT,
};

/** care_reason_to_str() - "slouched", "sat" ... "stale"; static */
const char *care_reason_to_str(enum care_reason reason);

#define CARE_HEAT_ENOUGH_US (15 * 60 * US_PER_SEC)
#define CARE_HEAT_MAX_US    (20 * 60 * US_PER_SEC) /* no setting makes it longer */
#define CARE_HEAT_AGAIN_US  (60 * US_PER_SEC)	   /* CARE_TOO_LONG repeats */
#define CARE_MOVED_US	    (120 * US_PER_SEC)
#define CARE_DISMISS_MAX_SEC (30 * 24 * 3600)
#define CARE_PLACE_MAX	    24 /* bytes of a place with its NUL */
#define CARE_KNOT_MAX	    32 /* the oldest goes */
#define CARE_KNOT_STANDS    28 /* days after which one nobody logged again is another */
#define CARE_DAYS	    7  /* of how the wearer sat */
#define CARE_SEVERITY_MAX   10
#define CARE_SEVERE	    8 /* of 10: not to be waited with */

struct care_params {
	bool enabled[CARE_COUNT]; /* HEAT: may be started at all */
	/* stretching */
	uint64_t stretch_slouch_us; /* bad posture that adds up to this */
	uint64_t stretch_sit_us;    /* still without two minutes of moving */
	uint64_t stretch_gap_us;    /* between two reminders at least */
	uint32_t stretch_per_day;
	/* heat */
	uint64_t heat_gap_us; /* from the end of a session to the next */
	uint32_t heat_per_day;
	/* massage */
	uint32_t massage_days;	    /* between two */
	uint32_t massage_bad_percent; /* a week with so much bad posture halves that */
	/* workplace */
	uint32_t posture_days;	  /* in a row, of those on which it was worn */
	uint64_t posture_day_us;  /* of one bad posture make such a day */
	/* professional */
	uint32_t professional_weeks; /* a knot that stays so long, weeks that bring no relief */
};

struct care_knot {
	int32_t day;	   /* local; 0 = free */
	int32_t since_day; /* since when this place was logged without having been gone */
	uint8_t severity;  /* 0 = gone */
	char place[CARE_PLACE_MAX];
};

/* How the wearer sat on one local day; the last CARE_DAYS days it was worn are kept. */
struct care_day {
	int32_t day; /* 0 = free */
	uint64_t still_us;
	uint64_t bad_us[POSTURE_COUNT]; /* judged bad, by posture */
};

/* What outlives the process.  Days are local days since 1970-01-01, stamps CLOCK_REALTIME. */
struct care_memory {
	int64_t heat_begin_sec;	 /* of the session that runs; 0 = none */
	uint64_t heat_elapsed_us; /* of it, when this was written */
	int64_t heat_saved_sec;	 /* when this was written */
	int64_t heat_end_sec;	 /* of the last session; 0 = none */
	int32_t heat_day;	 /* the day .heat_sessions counts */
	uint32_t heat_sessions;
	int32_t massage_day;	 /* of the last one done, or of the first day known; 0 = none */
	int32_t massage_told_day;
	int32_t stretch_day;	 /* the day .stretches counts */
	uint32_t stretches;	 /* reminders told */
	int64_t stretch_told_sec; /* when the last one was; 0 = never */
	uint32_t exercise;	 /* how often one was chosen: rotates the table */
	int32_t posture_told_day; /* of the last hint */
	int32_t hint_day[POSTURE_COUNT];  /* when each posture was hinted at */
	uint32_t hint[POSTURE_COUNT];	  /* how often: rotates its hints */
	int32_t professional_told_day;
	uint32_t professional_told; /* times; the first one lists the red flags */
	int64_t dismissed_until_sec[CARE_COUNT];
	/* of logs that hurt, at most a week apart: when the row began, and how bad that was */
	int32_t row_day;
	uint8_t row_severity;
	struct care_knot knot[CARE_KNOT_MAX]; /* oldest first */
	struct care_day day[CARE_DAYS];	      /* oldest first */
};

struct care_event {
	enum care_kind kind;
	bool due; /* else over */
	enum care_reason reason;
	uint32_t minutes, days, weeks, percent; /* whichever the reason has */
	uint8_t severity, before;
	enum posture posture; /* POSTURE: which; STRETCH: of that day's worst */
	uint32_t exercise;    /* STRETCH: index into care_exercises; POSTURE: of its hints */
	bool first;	      /* PROFESSIONAL: list the red flags */
	char place[CARE_PLACE_MAX]; /* PROFESSIONAL, and MASSAGE when a knot was logged lately */
};

#define CARE_EVENT_MAX (CARE_COUNT + 2) /* every kind may end, one begin, and heat speak */

struct care_events {
	unsigned n;
	struct care_event event[CARE_EVENT_MAX];
};

/* One moment, as the rest of the mind knows it. */
struct care_moment {
	uint64_t now_us; /* CLOCK_BOOTTIME, never falls */
	int64_t real_sec;
	int32_t local_day;
	bool may_speak; /* no hold, not quiet, budget left: alert_may_speak() */
	int32_t lateral_cdeg, curvature_cdeg; /* ANGLE_UNKNOWN when not known */
};

struct care {
	struct care_memory memory;
	bool dirty;	     /* memory changed since the caller last cleared this */
	unsigned due;	     /* bit CARE_*: told and not over */
	uint64_t now_us;     /* of the last step; 0 before the first */
	int32_t local_day;   /* likewise */
	uint64_t slouched_us, sat_us; /* since the last stretch, walk or rest */
	uint64_t unseen_us;	      /* since it was last known how the wearer sits */
	uint64_t moved_us, rested_us; /* since the body was last still for a minute */
	uint64_t still_us;	      /* on end */
	uint64_t stretch_told_us;     /* 0 = not since care_init() */
	int64_t lateral_sum, curvature_sum; /* centidegrees x ms, while sitting since the last one */
	uint64_t lateral_ms, curvature_ms;
	bool heat_running;
	uint64_t heat_from_us;	 /* since when it is watched */
	uint64_t heat_before_us; /* what had run by then */
	enum care_reason heat_told; /* CARE_COVER, CARE_ENOUGH or CARE_TOO_LONG */
	uint64_t heat_told_us;
	uint64_t heat_end_us; /* of the last session; 0 = none since care_init() */
};

#define CARE_E_OFF	1 /* switched off by the configuration */
#define CARE_E_RUNNING	2 /* a session runs already */
#define CARE_E_TOO_SOON 3 /* within the gap: *ret_from_sec says when it is allowed */
#define CARE_E_CAP	4 /* the day's sessions are used up: tomorrow */
#define CARE_E_INVALID	5 /* this kind cannot be started, or done; place or severity out of range */
#define CARE_E_NOTHING	6 /* nothing of this kind is due or runs */

/**
 * care_init() - begin with what was written down
 * @memory: NULL for a new wearer
 *
 * A session of heat that ran goes on with what is left of it.  The time it was
 * not watched counts in full; where the wall clock went back meanwhile nobody
 * knows how long that was, and it must end now.  One that was not watched for
 * twice CARE_HEAT_MAX_US was forgotten, and is over without a word.
 */
void care_init(struct care *c, const struct care_memory *memory, uint64_t now_us,
	       int64_t real_sec);

/**
 * care_step() - fold one decision in
 * @s: the debounced posture
 *
 * Steps more than POSTURE_GAP_US apart count nothing but heat, which is
 * measured against the clock alone; nor does a posture that is not known.
 * After CARE_MOVED_US of either the counts towards a stretch begin anew: the
 * wearer may have walked.
 *
 * Nothing but heat is told while the body does not sit still, and no two
 * reminders in one step.  A stretch that is not done is told again after
 * .stretch_gap_us, massage on every day; a hint and a professional keep to
 * their own intervals.  A new day ends what is due but for heat and massage.
 */
void care_step(struct care *c, const struct care_params *p, const struct posture_state *s,
	       const struct care_moment *m, struct care_events *ret);

/**
 * care_start() - begin a session of heat, the only kind that is timed
 *
 * Return: 0 with CARE_COVER in @ret; CARE_E_INVALID for another kind;
 * CARE_E_OFF, CARE_E_RUNNING; CARE_E_TOO_SOON or CARE_E_CAP with the wall time
 * from which it is allowed (the gap's end; 0 for tomorrow).
 */
int care_start(struct care *c, const struct care_params *p, enum care_kind kind,
	       const struct care_moment *m, int64_t *ret_from_sec, struct care_events *ret);

/**
 * care_done() - the wearer did it
 *
 * STRETCH and MASSAGE may be done unasked.  HEAT ends the session that runs.
 *
 * Return: 0 with an event if something was due; CARE_E_NOTHING.
 */
int care_done(struct care *c, enum care_kind kind, const struct care_moment *m,
	      struct care_events *ret);

/**
 * care_dismiss() - say nothing of this kind for a while
 * @seconds: 1 .. CARE_DISMISS_MAX_SEC, clamped
 *
 * Return: 0; CARE_E_INVALID for HEAT, whose end cannot be put off.
 */
int care_dismiss(struct care *c, enum care_kind kind, uint64_t seconds,
		 const struct care_moment *m, struct care_events *ret);

/**
 * care_log_knot() - a knot, where and how bad
 * @place:    care_is_place()
 * @severity: 0 (gone) .. CARE_SEVERITY_MAX
 *
 * Return: 0 or CARE_E_INVALID.
 */
int care_log_knot(struct care *c, const char *place, unsigned severity,
		  const struct care_moment *m);

/** care_is_place() - 1 .. CARE_PLACE_MAX - 1 bytes of UTF-8 without controls */
bool care_is_place(const char *place);

/** care_heat_left_us() - to the hard end; 0 = no session runs, or it should have ended */
uint64_t care_heat_left_us(const struct care *c, uint64_t now_us);

/** care_memory_now() - .memory brought up to now, to be written down */
const struct care_memory *care_memory_now(struct care *c, uint64_t now_us, int64_t real_sec);
