/* SPDX-License-Identifier: MIT */
/*
 * Recognition, once a batch: the nearest reference, its angles, the cone, the
 * nearest prototype.
 */
#include "people.h"
#include "pose-inner.h"

/* The good pose with the smallest mean squared chord over the sensors both have, or -1. */
static int nearest_reference(const struct pose_plan *plan, const struct stance *stance)
{
	int64_t best_q14 = INT64_MIN;
	int best = -1;

	for (unsigned i = 0; i < plan->n; i++) {
		const struct reference *r = &plan->reference[i];
		unsigned common = r->sensors & stance->sensors;
		int64_t dot_q14 = 0;
		int n = 0;

		for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
			if (!(common & SENSOR_BIT(s)))
				continue;
			dot_q14 += dir_dot_q14(r->frame[s].up, stance->up[s]);
			n++;
		}
		if (n == 0)
			continue;
		if (n == 1)
			dot_q14 *= 2;
		if (dot_q14 > best_q14) {
			best_q14 = dot_q14;
			best = (int)i;
		}
	}
	return best;
}

const int16_t *pose_weights(const struct prototype *p)
{
	return p->pose < 0 ? people_weight_predicted : people_weight_taught;
}

int64_t pose_distance(const struct prototype *p, unsigned sensors,
			const int32_t angle_cdeg[POSE_AXES])
{
	const int16_t *weight = pose_weights(p);
	int64_t sum = 0;
	int32_t seen = 0, all = 0;

	for (int a = 0; a < POSE_AXES; a++) {
		int64_t off_cdeg;

		if (sensors & SENSOR_BIT(a / 2))
			all += weight[a];
		if (!(sensors & p->sensors & SENSOR_BIT(a / 2)))
			continue;
		off_cdeg = angle_cdeg[a] - p->angle_cdeg[a];
		sum += weight[a] * off_cdeg * off_cdeg;
		seen += weight[a];
	}
	if (seen == 0)
		return INT64_MAX;
	return seen == all ? sum : sum / seen * all;
}

const uint8_t pose_good_reach_q6[] = { 64, 41, 51, 64, 81, 100 };

static int64_t fair_distance(const struct pose_params *params, const struct prototype *p,
			     unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	int64_t d = pose_distance(p, sensors, angle_cdeg);

	if (d == INT64_MAX || !p->good)
		return d;
	return d / 64 * pose_good_reach_q6[params->sensitivity];
}

/* Out of the cone by one sensor: forward, back or to a side. */
static bool outside(const struct pose_params *p, bool was_outside, int32_t flexion_cdeg,
		    int32_t lateral_cdeg)
{
	int32_t forward = (int32_t)(was_outside ? p->release_cdeg : p->slouch_cdeg);
	int32_t back = (int32_t)(was_outside ? p->release_cdeg : p->recline_cdeg);
	int32_t side = (int32_t)(was_outside ? p->release_cdeg : p->lateral_cdeg);

	return flexion_cdeg > forward || flexion_cdeg < -back || lateral_cdeg > side ||
	       lateral_cdeg < -side;
}

/* SENSOR_BIT()s of the sensors that are out of the cone. */
static unsigned sensors_outside(const struct pose_params *params, const struct pose_match *was,
				unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	bool was_outside = was->valid && was->prototype != 0;
	unsigned out = 0;

	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if ((sensors & SENSOR_BIT(s)) &&
		    outside(params, was_outside, angle_cdeg[2 * s], angle_cdeg[2 * s + 1]))
			out |= SENSOR_BIT(s);
	}
	return out;
}

/* The nearest prototype from index @first on, or -1. */
static int nearest_prototype(const struct reference *r, const struct pose_params *params,
			     unsigned first, unsigned sensors,
			     const int32_t angle_cdeg[POSE_AXES])
{
	int64_t best_distance = INT64_MAX;
	int best = -1;

	for (unsigned i = first; i < r->n; i++) {
		int64_t d = fair_distance(params, &r->prototype[i], sensors, angle_cdeg);

		if (d < best_distance) {
			best_distance = d;
			best = (int)i;
		}
	}
	return best;
}

int32_t pose_as_cdeg(int64_t square)
{
	return (int32_t)isqrt64((uint64_t)square / (uint64_t)people_weight_taught[0]);
}

/* Stay with the last prototype unless the new one is nearer by the margin. */
static int with_margin(const struct reference *r, const struct pose_params *params, int best,
		       int last, unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	int64_t d_best, d_last;

	if (best == last)
		return best;
	d_best = fair_distance(params, &r->prototype[best], sensors, angle_cdeg);
	d_last = fair_distance(params, &r->prototype[last], sensors, angle_cdeg);
	if (d_last == INT64_MAX)
		return best;
	if (pose_as_cdeg(d_best) + (int32_t)params->margin_cdeg < pose_as_cdeg(d_last))
		return best;
	return last;
}

/* The prototype that a stance belongs to; sets *ret_by_cone. */
static int choose(const struct pose_plan *plan, const struct reference *r,
		  const struct pose_params *params, const struct pose_match *was, int reference,
		  unsigned sensors, const int32_t angle_cdeg[POSE_AXES], bool *ret_by_cone)
{
	unsigned first = 0;
	int best;

	*ret_by_cone = plan->cone;
	if (plan->cone) {
		unsigned out = sensors_outside(params, was, sensors, angle_cdeg);
		bool has_upper = sensors & SENSOR_BIT(SENSOR_UPPER);

		if (out == 0)
			return 0;
		/* the lower sensor alone may doubt the reference, the upper one rules it out */
		if (out & SENSOR_BIT(has_upper ? SENSOR_UPPER : SENSOR_LOWER))
			first = 1;
		else
			*ret_by_cone = false;
	}
	best = nearest_prototype(r, params, first, sensors, angle_cdeg);
	if (best < 0)
		return -1;
	if (was->valid && was->reference == reference && was->prototype >= (int)first &&
	    was->prototype < (int)r->n)
		best = with_margin(r, params, best, was->prototype, sensors, angle_cdeg);
	return best;
}

void pose_nearest(const struct pose_plan *plan, const struct pose_params *params,
		  const struct stance *stance, struct pose_match *m)
{
	struct pose_match was = *m;
	const struct reference *r;
	unsigned sensors;
	int best;

	m->valid = false;
	m->reference = nearest_reference(plan, stance);
	if (m->reference < 0)
		return;
	r = &plan->reference[m->reference];
	sensors = pose_angles(r, stance, m->angle_cdeg);
	best = choose(plan, r, params, &was, m->reference, sensors, m->angle_cdeg, &m->by_cone);
	m->valid = true;
	m->prototype = MAX(best, 0);
	if (best < 0) {
		/* out of the cone with no forward known: a tilt, by its most common word */
		m->prototype = (int)r->n;
		m->posture = POSTURE_SLOUCHING;
		m->pose = -1;
		m->good = false;
		return;
	}
	m->posture = r->prototype[best].posture;
	m->pose = r->prototype[best].pose;
	m->good = r->prototype[best].good;
}

int32_t pose_tilt_cos_q14(const struct pose_plan *plan, const struct stance *stance)
{
	int reference = nearest_reference(plan, stance);
	const struct reference *r;
	enum sensor s;

	if (reference < 0)
		return DIR_ONE_Q14;
	r = &plan->reference[reference];
	s = (r->sensors & stance->sensors & SENSOR_BIT(SENSOR_UPPER)) ? SENSOR_UPPER : SENSOR_LOWER;
	return dir_dot_q14(r->frame[s].up, stance->up[s]);
}
