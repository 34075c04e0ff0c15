/* SPDX-License-Identifier: MIT */
/*
 * The figures behind a match, for people.  Not on the way of a batch.
 */
#include "people.h"
#include "pose-inner.h"

static unsigned sensors_known(const int32_t angle_cdeg[POSE_AXES])
{
	unsigned sensors = 0;

	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (angle_cdeg[2 * s] != ANGLE_UNKNOWN)
			sensors |= SENSOR_BIT(s);
	}
	return sensors;
}

static int32_t magnitude(int32_t v)
{
	return v < 0 ? -v : v;
}

/* Which cone a tilt went out of, how far it reaches there, and the key that says so. */
static struct pose_reason cone_reason(const struct pose_params *p, const int32_t angle_cdeg[2])
{
	int32_t flexion = angle_cdeg[0], lateral = angle_cdeg[1];
	bool sideways = magnitude(lateral) > (int32_t)p->lateral_cdeg ||
			(magnitude(lateral) > magnitude(flexion));
	struct pose_reason why = { .other_cdeg = ANGLE_UNKNOWN };

	if (flexion > (int32_t)p->slouch_cdeg || (!sideways && flexion > 0)) {
		why.distance_cdeg = flexion;
		why.border_cdeg = (int32_t)p->slouch_cdeg;
		why.key = "posture.slouch_deg";
	} else if (sideways) {
		why.distance_cdeg = magnitude(lateral);
		why.border_cdeg = (int32_t)p->lateral_cdeg;
		why.key = "posture.lateral_deg";
	} else {
		why.distance_cdeg = -flexion;
		why.border_cdeg = (int32_t)p->recline_cdeg;
		why.key = "posture.recline_deg";
	}
	if (why.distance_cdeg <= why.border_cdeg) { /* it went out further before */
		why.border_cdeg = (int32_t)p->release_cdeg;
		why.key = "posture.release_deg";
	}
	why.key_value = why.border_cdeg;
	return why;
}

/* The sensor that people think in: the upper one, if it is among them. */
static enum sensor telling_sensor(unsigned sensors)
{
	return (sensors & SENSOR_BIT(SENSOR_UPPER)) ? SENSOR_UPPER : SENSOR_LOWER;
}

/*
 * Between the reference and a bad prototype the verdict turns where
 * w_good reach x^2 = w_bad (whole - x)^2, on the straight way between them.
 */
static int32_t level_point_cdeg(const struct pose_params *params, const struct prototype *bad,
				enum sensor sensor)
{
	int first = 2 * (int)sensor;
	int64_t whole_square = 0;
	int64_t good_side, bad_side;

	for (int a = first; a < first + 2; a++)
		whole_square += (int64_t)bad->angle_cdeg[a] * bad->angle_cdeg[a];
	good_side = isqrt64((uint64_t)people_weight_taught[first] *
			    pose_good_reach_q6[params->sensitivity] << 20);
	bad_side = isqrt64((uint64_t)pose_weights(bad)[first] * 64 << 20);
	return (int32_t)(isqrt64((uint64_t)whole_square) * bad_side / (good_side + bad_side));
}

static int32_t nearest_good_cdeg(const struct reference *r, unsigned sensors,
				 const int32_t angle_cdeg[POSE_AXES])
{
	int64_t best = INT64_MAX;

	for (unsigned i = 0; i < r->n; i++) {
		if (r->prototype[i].good)
			best = MIN(best, pose_distance(&r->prototype[i], sensors, angle_cdeg));
	}
	return best == INT64_MAX ? ANGLE_UNKNOWN : pose_as_cdeg(best);
}

struct pose_reason pose_reason(const struct pose_plan *plan, const struct pose_params *params,
			       const struct pose_match *m)
{
	const struct reference *r = &plan->reference[m->reference];
	unsigned sensors = sensors_known(m->angle_cdeg);
	struct pose_reason why;

	if (m->by_cone || m->prototype >= (int)r->n) {
		why = cone_reason(params, &m->angle_cdeg[2 * telling_sensor(sensors)]);
	} else {
		const struct prototype *p = &r->prototype[m->prototype];

		why = (struct pose_reason){
			.distance_cdeg = pose_as_cdeg(pose_distance(p, sensors, m->angle_cdeg)),
			.border_cdeg = level_point_cdeg(params, p,
							telling_sensor(sensors & p->sensors)),
			.key = "posture.sensitivity",
			.key_value = (int32_t)params->sensitivity,
		};
	}
	why.other_cdeg = nearest_good_cdeg(r, sensors, m->angle_cdeg);
	return why;
}
