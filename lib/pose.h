/* SPDX-License-Identifier: MIT */
/*
 * pose.h - the wearer's own poses, and which of them the back is in
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "angle.h"
#include "batch.h"
#include "posture.h"

#define POSE_MAX 16
#define POSE_NAME_MAX 32 /* bytes with the final NUL */

/* Which sensors a set of directions holds: bit 1 << SENSOR_x. */
#define SENSOR_BIT(sensor) (1u << (sensor))

/* Up, seen from each sensor. */
struct stance {
	unsigned sensors; /* SENSOR_BIT()s of the directions that are known */
	struct dir3 up[SENSOR_COUNT];
};

struct pose {
	char name[POSE_NAME_MAX]; /* lower case letters, digits, '-'; starts with a letter */
	enum posture posture;	  /* never POSTURE_UNKNOWN */
	bool good;
	struct stance stance;	/* at least one sensor */
	uint16_t spread_cdeg;	/* RMS distance of the learning samples from the mean */
	uint8_t grade;		/* 0 .. 100, from calibrate.h */
	int64_t learned_sec;	/* CLOCK_REALTIME, seconds since 1970 */
};

struct pose_set {
	unsigned n;
	struct pose pose[POSE_MAX];
};

#define POSE_E_FULL 1	 /* POSE_MAX poses are taught */
#define POSE_E_NAME 2	 /* not a legal name */
#define POSE_E_NO_SUCH 3 /* no pose of that name */

/** pose_name_valid() - 1..31 of [a-z0-9-], the first a letter */
bool pose_name_valid(const char *name);

/** pose_find() - the index of a name, or -1 */
int pose_find(const struct pose_set *set, const char *name);

/** pose_put() - add, or replace the one of that name.  0, POSE_E_FULL, POSE_E_NAME */
int pose_put(struct pose_set *set, const struct pose *pose);

/** pose_drop() - forget by name, keeping the order of the rest.  0, POSE_E_NO_SUCH */
int pose_drop(struct pose_set *set, const char *name);

/** pose_has_good() - true when there is something to compare with */
bool pose_has_good(const struct pose_set *set);

#define POSE_AXES 4	/* upper flexion, upper lateral, lower flexion, lower lateral */
#define POSE_REFERENCE_MAX 4
#define POSE_PROTOTYPE_MAX (POSE_MAX + POSTURE_COUNT)

struct pose_params {
	uint32_t slouch_cdeg;	  /* cone forward */
	uint32_t recline_cdeg;	  /* cone back */
	uint32_t lateral_cdeg;	  /* cone left and right */
	uint32_t release_cdeg;	  /* a cone is left below this; smaller than all three */
	uint32_t margin_cdeg;	  /* a nearer pose must be nearer by this */
	uint32_t sensitivity;	  /* 1 (tolerant) .. 5 (strict); 3 = level between poses */
	struct dir3 mount_forward; /* the sensor's axis to the wearer's front */
	struct dir3 mount_up;	   /* the sensor's axis to the head; zeros = as taught */
};

/*
 * Anatomical axes at one sensor: up as it sees it in a good pose, forward
 * (level, to the wearer's front) and right.  A zero forward is "not known":
 * then every tilt counts as flexion.
 */
struct frame {
	struct dir3 up, forward, right;
};

/* Where one posture is expected, in the angles of one reference. */
struct prototype {
	enum posture posture;
	int8_t pose;	  /* index of the taught pose, -1 = predicted from people in general */
	bool good;
	uint8_t sensors;  /* SENSOR_BIT()s of the angles that are known */
	int16_t angle_cdeg[POSE_AXES];
};

/* One good pose and everything else as seen from it. */
struct reference {
	int8_t pose;
	struct frame frame[SENSOR_COUNT];
	uint8_t sensors;
	unsigned n;
	struct prototype prototype[POSE_PROTOTYPE_MAX]; /* [0] is the reference itself */
};

/*
 * Derived whenever poses or parameters change.  With cone set, inside the
 * cone around the nearest good pose is that pose, whatever is nearer.
 */
struct pose_plan {
	unsigned n;
	bool cone;
	struct frame mount;	/* by mount_up and mount_forward; zero up = not told */
	struct reference reference[POSE_REFERENCE_MAX];
};

/* What pose_nearest() found; kept from batch to batch for the hysteresis. */
struct pose_match {
	bool valid;
	enum posture posture;
	int pose;	/* index of the taught pose, -1 = none of its own */
	bool good;
	bool by_cone;	/* the cone decided between good and bad */
	int reference;	/* index into plan.reference */
	int prototype;	/* index into its prototypes */
	int32_t angle_cdeg[POSE_AXES]; /* ANGLE_UNKNOWN where no sensor tells */
};

/* The figures behind a match, for `why`. */
struct pose_reason {
	int32_t distance_cdeg; /* to what was recognised; for a cone, the tilt from the reference */
	int32_t other_cdeg;    /* to the nearest good pose; ANGLE_UNKNOWN = there is none */
	int32_t border_cdeg;   /* tilt at which the verdict turns */
	const char *key;       /* config key that sets the border, static */
	int32_t key_value;     /* centidegrees, or the sensitivity as it is */
};

/**
 * pose_plan_make() - derive references and prototypes
 *
 * References are the good upright poses, at most POSE_REFERENCE_MAX in the
 * order taught (all good ones when none is upright).  Forward at a sensor is
 * mount_forward, unless a taught slouch or forward lean of at least 15 deg
 * points more than 30 deg elsewhere: then the mount is wrong and the body is
 * right.  Postures that were not taught are predicted from people in general
 * (people.h), shifted by part of what the wearer's own poses differ from them.
 * The cone stands as long as no bad pose is taught that goes forward.
 */
void pose_plan_make(struct pose_plan *plan, const struct pose_set *set,
		    const struct pose_params *params);

/**
 * pose_nearest() - which pose the back is in
 * @plan:   from pose_plan_make()
 * @params: the same as there
 * @stance: directions that are known and settled
 * @m:	    the last match; becomes the new one
 *
 * Distance: sum over the known axes of weight x angle^2, angles in cdeg
 * relative to the reference, weights of people.h (1000 / variance in deg^2),
 * scaled up to all axes when a sensor is missing.  All in int64, no rounding
 * but the angles' own.  Two atan2 a sensor, once a batch.
 *
 * m->valid is false when nothing can be compared.
 */
void pose_nearest(const struct pose_plan *plan, const struct pose_params *params,
		  const struct stance *stance, struct pose_match *m);

/**
 * pose_mount_angles() - angles by the mount alone, for a wearer who taught no good pose yet
 * @ret_cdeg: as in struct pose_match
 *
 * Return: false when mount_up is not told or no sensor is known; @ret_cdeg is
 * all ANGLE_UNKNOWN then.
 */
bool pose_mount_angles(const struct pose_plan *plan, const struct stance *stance,
		       int32_t ret_cdeg[POSE_AXES]);

/** pose_tilt_cos_q14() - cosine of the upper (else lower) angle to the nearest reference */
int32_t pose_tilt_cos_q14(const struct pose_plan *plan, const struct stance *stance);

/** pose_reason() - the figures behind a valid match */
struct pose_reason pose_reason(const struct pose_plan *plan, const struct pose_params *params,
			       const struct pose_match *m);
