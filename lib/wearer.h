/* SPDX-License-Identifier: MIT */
/*
 * wearer.h - the whole mind for one person
 *
 * Batches of samples go in, a verdict and events come out.  The daemon,
 * `plumbctl analyze`, the demo and the tests all call this one function, so
 * what is measured offline is what runs.  Holds no pointer, reads no clock,
 * allocates nothing; a struct wearer may be copied and compared.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "alert.h"
#include "batch.h"
#include "calibrate.h"
#include "care.h"
#include "gravity.h"
#include "pose.h"
#include "posture.h"
#include "profile.h"
#include "rest.h"
#include "tally.h"

struct wearer_params {
	struct pose_params pose;
	struct posture_params posture;
	struct alert_params alert;
	struct care_params care;
	uint32_t lying_cdeg;	/* further than this from every good pose = lying */
};

/* Limits that take the place of the usual ones, all of the same mount, and who asks for them. */
struct wearer_profiles {
	unsigned n;
	struct wearer_params params[PROFILE_MAX]; /* complete, also where they are as usual */
	unsigned n_poses;
	struct {
		char name[POSE_NAME_MAX];
		int profile;
	} pose[POSE_MAX]; /* each once; may be one that is not taught */
};

/* Wall-clock facts of a moment, which the library cannot know. */
struct wall {
	int64_t real_sec;   /* CLOCK_REALTIME, seconds since 1970 */
	int32_t local_day;  /* local days since 1970-01-01 */
	uint16_t local_min; /* local minute of the day, 0 .. 1439 */
};

/** wall_week_min() - local minute of the week, 0 .. 10079 from Monday 00:00 on */
static inline unsigned wall_week_min(const struct wall *w)
{
	int32_t weekday = (w->local_day % 7 + 7 + 3) % 7; /* 1970-01-01 was a Thursday */

	return (unsigned)weekday * ALERT_DAY_MIN + w->local_min;
}

/* What is known after a batch.  Instantaneous unless said otherwise. */
struct verdict {
	uint64_t t_us;
	bool decided;		/* false: this batch brought no decision (lower sensor, empty) */
	bool valid;		/* false: not settled, a gap, no pose taught */
	enum posture posture;	/* before dwell */
	int pose;		/* index into the set, -1 = none */
	bool good;
	enum activity activity;
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg; /* ANGLE_UNKNOWN when not known */
	struct stance stance;
	unsigned alert_level;
};

#define WEARER_KEY_MAX 64 /* also for a key inside a profile */

/* Why the last alert spoke, kept until the next. */
struct explanation {
	bool known;
	bool cone;		/* decided by a cone, not by a taught pose */
	int64_t real_sec;
	unsigned level;
	enum posture posture;
	char pose[POSE_NAME_MAX];	/* the bad pose, or "" for a cone */
	char reference[POSE_NAME_MAX];	/* the good pose it was measured from */
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg;
	int32_t distance_cdeg;		/* to .pose, or from .reference for a cone */
	int32_t other_cdeg;		/* to the nearest good pose */
	int32_t border_cdeg;		/* what was crossed: the cone, or where the two are level */
	uint64_t dwell_us;		/* bad so far */
	uint64_t delay_us;		/* what it took to speak: levels_s of this level */
	uint64_t grace_us;		/* of that, what a good stretch had earned; 0 = nothing */
	int profile;			/* in force when it spoke; PROFILE_NONE */
	char key[WEARER_KEY_MAX];	/* config key that set the border: "posture.slouch_deg" */
	int32_t key_value;		/* in centidegrees; sensitivity as it is */
	char delay_key[WEARER_KEY_MAX];	/* the one that set the delay: "alert.levels_s" */
};

enum wearer_event_kind {
	WEARER_SLOUCHED,	/* level, verdict */
	WEARER_RECOVERED,	/* slouched_us */
	WEARER_LEARNING,	/* percent, hint */
	WEARER_LEARNED,		/* pose */
	WEARER_NOT_LEARNED,	/* result */
	WEARER_CARE,		/* care */
};

struct wearer_event {
	enum wearer_event_kind kind;
	uint64_t t_us;
	unsigned level;
	uint64_t slouched_us;	/* RECOVERED: bad posture in all, from first sight to its end */
	unsigned percent;
	enum calibrate_hint hint;
	enum calibrate_result result;
	struct pose pose;	/* LEARNED: complete; LEARNING, NOT_LEARNED: its name */
	struct care_event care;
};

#define WEARER_EVENT_MAX (4 + CARE_EVENT_MAX)

struct wearer_events {
	unsigned n;
	struct wearer_event event[WEARER_EVENT_MAX];
};

struct wearer {
	struct wearer_params params;	/* in force: the usual ones, or a profile's */
	struct wearer_params usual;
	struct wearer_profiles profiles;
	struct profile_choice profile;
	struct pose_set poses;
	struct pose_plan plan;		/* derived from the two above */
	int32_t lying_cos_q14;		/* likewise */
	struct gravity gravity[SENSOR_COUNT];
	struct gravity_coeffs coeffs[SENSOR_COUNT];
	struct stance stance;		/* last known */
	uint64_t seen_us[SENSOR_COUNT];	/* last batch of each; 0 = none */
	struct rest rest;
	struct posture_state posture;
	struct pose_match match;	/* of the last decision */
	struct pose_match counted;	/* the last that agreed with the posture that counts */
	struct alert alert;
	struct tally tally;
	struct care care;
	struct explanation why;
	bool learning;
	unsigned told_percent;		/* of learning, so that nothing is told twice */
	enum calibrate_hint told_hint;
	struct calibrate calibrate;
};

#define WEARER_E_BUSY 1	     /* another pose is being learned */
#define WEARER_E_NAME 2	     /* not a legal pose name */
#define WEARER_E_INVALID 3   /* posture unknown, or seconds out of range */
#define WEARER_E_FULL 4	     /* POSE_MAX poses are taught */
#define WEARER_E_NO_SUCH 5   /* no such pose, hold or alert */
#define WEARER_E_NO_SENSOR 6 /* no batch of the upper sensor in the last 2 s */

/** wearer_init() - no poses, no samples.  @params is copied */
void wearer_init(struct wearer *w, const struct wearer_params *params);

/** wearer_configure() - new limits; what was learned, felt and counted stays */
void wearer_configure(struct wearer *w, const struct wearer_params *params);

/**
 * wearer_set_profiles() - replace all profiles (copied), none being chosen by hand
 * @current: the one that is in force from now on, or PROFILE_NONE
 *
 * As with wearer_configure(), and with every change of profile, what was felt
 * and counted stays: filters, dwell and the alert that stands.
 */
void wearer_set_profiles(struct wearer *w, const struct wearer_profiles *profiles, int current);

/** wearer_choose_profile() - by hand; PROFILE_BY_POSE leaves it to the poses again */
void wearer_choose_profile(struct wearer *w, int profile);

/** wearer_set_poses() - replace all poses (copied); recognition begins anew */
void wearer_set_poses(struct wearer *w, const struct pose_set *poses);

/** wearer_set_stream() - a sensor (re)starts with this scale; its filter begins anew */
void wearer_set_stream(struct wearer *w, enum sensor sensor, const struct stream *stream);

/**
 * wearer_push() - fold one batch in
 * @b:    of a sensor whose stream was set (assert)
 * @wall: wall clock at @b->t_us
 * @ret:  events, emptied first
 *
 * Decides once per batch of the upper sensor; a batch of the lower one only
 * refreshes its direction.  With the lower sensor alone (upper silent for 2 s)
 * its batches yield no decision.
 */
struct verdict wearer_push(struct wearer *w, const struct batch *b, const struct wall *wall,
			   struct wearer_events *ret);

/**
 * wearer_idle() - time passed without samples
 *
 * To be called about once a second while a sensor is lost: posture becomes
 * unknown, an alert is neither raised nor recovered, learning gives up after
 * five seconds.
 */
void wearer_idle(struct wearer *w, uint64_t now_us, const struct wall *wall,
		 struct wearer_events *ret);

/**
 * wearer_care_moment() - what care_start() and its like want to know of now
 *
 * They may be called between two pushes, on .care and .params.care; their
 * events are the caller's to tell.
 */
struct care_moment wearer_care_moment(struct wearer *w, uint64_t now_us, const struct wall *wall);

/** wearer_learn() - begin to learn a pose.  0 or WEARER_E_BUSY/NAME/INVALID/FULL/NO_SENSOR */
int wearer_learn(struct wearer *w, const char *name, enum posture posture, bool good,
		 unsigned seconds, uint64_t now_us);

/** wearer_learn_cancel() - 0, or WEARER_E_NO_SUCH when none is being learned */
int wearer_learn_cancel(struct wearer *w);

/** wearer_forget() - 0, or WEARER_E_NO_SUCH */
int wearer_forget(struct wearer *w, const char *name);
