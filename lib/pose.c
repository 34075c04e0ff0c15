/* SPDX-License-Identifier: MIT */
#include "pose.h"

#include <string.h>

#include "people.h"
#include "text.h"

bool pose_name_valid(const char *name)
{
	size_t n = 0;

	for (; name[n] != '\0'; n++) {
		bool letter = name[n] >= 'a' && name[n] <= 'z';
		bool digit = name[n] >= '0' && name[n] <= '9';

		if (n == POSE_NAME_MAX - 1 || (n == 0 && !letter))
			return false;
		if (!letter && !digit && name[n] != '-')
			return false;
	}
	return n > 0;
}

int pose_find(const struct pose_set *set, const char *name)
{
	size_t len = text_len(name, POSE_NAME_MAX);

	for (unsigned i = 0; i < set->n; i++) {
		if (text_is(name, len, set->pose[i].name))
			return (int)i;
	}
	return -1;
}

int pose_put(struct pose_set *set, const struct pose *pose)
{
	int i;

	if (!pose_name_valid(pose->name))
		return POSE_E_NAME;
	i = pose_find(set, pose->name);
	if (i < 0) {
		if (set->n == POSE_MAX)
			return POSE_E_FULL;
		i = (int)set->n++;
	}
	set->pose[i] = *pose;
	return 0;
}

int pose_drop(struct pose_set *set, const char *name)
{
	int i = pose_find(set, name);

	if (i < 0)
		return POSE_E_NO_SUCH;
	set->n--;
	memmove(&set->pose[i], &set->pose[i + 1], (set->n - (unsigned)i) * sizeof set->pose[0]);
	return 0;
}

bool pose_has_good(const struct pose_set *set)
{
	for (unsigned i = 0; i < set->n; i++) {
		if (set->pose[i].good)
			return true;
	}
	return false;
}

/* ------------------------------------------------------------------- frames */

static struct dir3 opposite(struct dir3 d)
{
	return (struct dir3){ (int16_t)-d.x_q14, (int16_t)-d.y_q14, (int16_t)-d.z_q14 };
}

/* The part of @d that is level where @up is up; zeros when they are nearly parallel. */
static struct dir3 levelled(struct dir3 d, struct dir3 up)
{
	struct dir3 side = dir_cross(d, up);

	return dir_is_zero(side) ? side : dir_cross(up, side);
}

/*
 * Where the sensor's own axes went when the wearer bent forward: up tips
 * backwards as the sensor sees it, so forward is away from the new up.
 */
static struct dir3 forward_by_bend(struct dir3 up, struct dir3 bent_up)
{
	return opposite(levelled(bent_up, up));
}

/*
 * The taught slouch or forward lean that bends this sensor most, if by 15 deg at
 * least: a slouch hardly moves L5, and what it does there points anywhere.
 */
static struct dir3 taught_forward(const struct pose_set *set, enum sensor sensor, struct dir3 up)
{
	int32_t best_cdeg = 1500;
	struct dir3 forward = { 0, 0, 0 };

	for (unsigned i = 0; i < set->n; i++) {
		const struct pose *p = &set->pose[i];
		int32_t bend_cdeg;

		if ((p->posture != POSTURE_SLOUCHING && p->posture != POSTURE_LEANING_FORWARD) ||
		    !(p->stance.sensors & SENSOR_BIT(sensor)))
			continue;
		bend_cdeg = angle_between_cdeg(up, p->stance.up[sensor]);
		if (bend_cdeg >= best_cdeg) {
			best_cdeg = bend_cdeg;
			forward = forward_by_bend(up, p->stance.up[sensor]);
		}
	}
	return forward;
}

static struct frame frame_make(const struct pose_set *set, enum sensor sensor, struct dir3 up,
			       struct dir3 mount_forward)
{
	const int32_t cos_30_deg_q14 = 14189;
	struct dir3 mount = levelled(mount_forward, up);
	struct dir3 taught = taught_forward(set, sensor, up);
	struct frame f = { .up = up, .forward = mount };

	if (!dir_is_zero(taught) &&
	    (dir_is_zero(mount) || dir_dot_q14(mount, taught) < cos_30_deg_q14))
		f.forward = taught;
	if (!dir_is_zero(f.forward))
		f.right = dir_cross(f.forward, up);
	return f;
}

/* Flexion and lateral of an up direction, as seen from a frame. */
static void frame_angles(const struct frame *f, struct dir3 up, int32_t ret_cdeg[2])
{
	int32_t rise_q14 = dir_dot_q14(up, f->up);

	if (dir_is_zero(f->forward)) {
		ret_cdeg[0] = angle_between_cdeg(up, f->up);
		ret_cdeg[1] = 0;
		return;
	}
	ret_cdeg[0] = angle_atan2_cdeg(-dir_dot_q14(up, f->forward), rise_q14);
	ret_cdeg[1] = angle_atan2_cdeg(-dir_dot_q14(up, f->right), rise_q14);
}

bool pose_mount_angles(const struct pose_plan *plan, const struct stance *stance,
		       int32_t ret_cdeg[POSE_AXES])
{
	unsigned sensors = dir_is_zero(plan->mount.up) ? 0 : stance->sensors;

	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (sensors & SENSOR_BIT(s))
			frame_angles(&plan->mount, stance->up[s], &ret_cdeg[2 * s]);
		else
			ret_cdeg[2 * s] = ret_cdeg[2 * s + 1] = ANGLE_UNKNOWN;
	}
	return sensors != 0;
}

/* All angles of a stance; ANGLE_UNKNOWN for a sensor one of the two lacks.  Returns the sensors. */
static unsigned stance_angles(const struct reference *r, const struct stance *stance,
			      int32_t ret_cdeg[POSE_AXES])
{
	unsigned sensors = r->sensors & stance->sensors;

	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (sensors & SENSOR_BIT(s))
			frame_angles(&r->frame[s], stance->up[s], &ret_cdeg[2 * s]);
		else
			ret_cdeg[2 * s] = ret_cdeg[2 * s + 1] = ANGLE_UNKNOWN;
	}
	return sensors;
}

/* --------------------------------------------------------------------- plan */

static bool goes_forward(enum posture posture)
{
	return posture == POSTURE_SLOUCHING || posture == POSTURE_LEANING_FORWARD;
}

static void add_prototype(struct reference *r, enum posture posture, int pose, bool good,
			  unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	struct prototype *p = &r->prototype[r->n++];

	*p = (struct prototype){ .posture = posture, .pose = (int8_t)pose, .good = good,
				 .sensors = (uint8_t)sensors };
	for (int a = 0; a < POSE_AXES; a++) {
		if (sensors & SENSOR_BIT(a / 2))
			p->angle_cdeg[a] = sat16(angle_cdeg[a]);
	}
}

/*
 * How the taught poses differ from people's, on average: sums and counts per
 * axis.  Leaning back is left out, it says nothing of how far one slouches.
 */
struct deviation {
	int32_t sum_cdeg[POSE_AXES];
	int32_t n[POSE_AXES];
};

static void add_taught(struct reference *r, const struct pose_set *set, unsigned pose,
		       struct deviation *d)
{
	const struct pose *p = &set->pose[pose];
	int32_t angle_cdeg[POSE_AXES];
	unsigned sensors = stance_angles(r, &p->stance, angle_cdeg);

	if (sensors == 0)
		return;
	for (int a = 0; a < POSE_AXES && p->posture != POSTURE_UPRIGHT; a++) {
		int32_t people_cdeg = people_angle_cdeg[p->posture][a];
		int32_t off_cdeg;

		if (!(sensors & SENSOR_BIT(a / 2)) || dir_is_zero(r->frame[a / 2].forward))
			continue;
		off_cdeg = angle_cdeg[a] - people_cdeg;
		if (p->posture != POSTURE_LEANING_BACK) {
			d->sum_cdeg[a] += off_cdeg;
			d->n[a]++;
		}
		angle_cdeg[a] = people_cdeg +
				(int32_t)round_shift((int64_t)off_cdeg * people_own_q6[p->posture], 6);
	}
	add_prototype(r, p->posture, (int)pose, p->good, sensors, angle_cdeg);
}

static bool is_taught(const struct reference *r, enum posture posture)
{
	for (unsigned i = 0; i < r->n; i++) {
		if (r->prototype[i].posture == posture)
			return true;
	}
	return false;
}

/*
 * Every posture without a pose of its own, where people in general have it.
 * One sensor cannot tell an unknown slouch from a forward lean, and the slouch
 * is what happens at desks: until the wearer's own is taught, both are that.
 */
static void add_predicted(struct reference *r, const struct deviation *d)
{
	unsigned sensors = 0;
	bool one_word;

	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if ((r->sensors & SENSOR_BIT(s)) && !dir_is_zero(r->frame[s].forward))
			sensors |= SENSOR_BIT(s);
	}
	if (sensors == 0)
		return;
	one_word = !(sensors & SENSOR_BIT(SENSOR_LOWER)) && !is_taught(r, POSTURE_SLOUCHING);
	for (enum posture w = POSTURE_SLOUCHING; w < POSTURE_COUNT; w++) {
		int32_t angle_cdeg[POSE_AXES];

		if (is_taught(r, w) || (w == POSTURE_LEANING_FORWARD && one_word))
			continue;
		for (int a = 0; a < POSE_AXES; a++) {
			int32_t carry_cdeg = d->n[a] ? d->sum_cdeg[a] / d->n[a] : 0;

			angle_cdeg[a] =
				people_angle_cdeg[w][a] +
				(int32_t)round_shift((int64_t)carry_cdeg * PEOPLE_CARRY_Q6, 6);
		}
		add_prototype(r, w, -1, false, sensors, angle_cdeg);
	}
}

static void reference_make(struct reference *r, const struct pose_set *set, unsigned pose,
			   const struct pose_params *params, enum posture word)
{
	const struct stance *own = &set->pose[pose].stance;
	const int32_t zero_cdeg[POSE_AXES] = { 0 };
	struct deviation d = { 0 };

	memset(r, 0, sizeof *r);
	r->pose = (int8_t)pose;
	r->sensors = (uint8_t)own->sensors;
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (own->sensors & SENSOR_BIT(s))
			r->frame[s] = frame_make(set, s, own->up[s], params->mount_forward);
	}
	add_prototype(r, set->pose[pose].posture, (int)pose, true, own->sensors, zero_cdeg);
	for (unsigned i = 0; i < set->n; i++) {
		bool baseline = set->pose[i].good && set->pose[i].posture == word;

		if (i != pose && !baseline)
			add_taught(r, set, i, &d);
	}
	add_predicted(r, &d);
}

static bool has_good_upright(const struct pose_set *set)
{
	for (unsigned i = 0; i < set->n; i++) {
		if (set->pose[i].good && set->pose[i].posture == POSTURE_UPRIGHT)
			return true;
	}
	return false;
}

void pose_plan_make(struct pose_plan *plan, const struct pose_set *set,
		    const struct pose_params *params)
{
	bool upright = has_good_upright(set);

	plan->n = 0;
	plan->cone = true;
	plan->mount = (struct frame){ .up = params->mount_up };
	if (!dir_is_zero(params->mount_up))
		plan->mount = frame_make(&(struct pose_set){ .n = 0 }, SENSOR_UPPER,
					 params->mount_up, params->mount_forward);
	for (unsigned i = 0; i < set->n; i++) {
		const struct pose *p = &set->pose[i];

		if (!p->good && goes_forward(p->posture))
			plan->cone = false;
		if (!p->good || (upright && p->posture != POSTURE_UPRIGHT) ||
		    plan->n == POSE_REFERENCE_MAX)
			continue;
		reference_make(&plan->reference[plan->n++], set, i, params,
			       upright ? POSTURE_UPRIGHT : POSTURE_UNKNOWN);
	}
}

/* -------------------------------------------------------------- recognition */

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

static const int16_t *weights_of(const struct prototype *p)
{
	return p->pose < 0 ? people_weight_predicted : people_weight_taught;
}

/* Weighted square of the way to a prototype; INT64_MAX when no sensor is common. */
static int64_t distance(const struct prototype *p, unsigned sensors,
			const int32_t angle_cdeg[POSE_AXES])
{
	const int16_t *weight = weights_of(p);
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

/*
 * Sensitivity 1 .. 5 as a factor on a good pose's squared distance, 1/64:
 * good poses reach 1.25, 1.12, 1, 0.89 and 0.8 times as far.
 */
static const uint8_t good_reach_q6[] = { 64, 41, 51, 64, 81, 100 };

static int64_t fair_distance(const struct pose_params *params, const struct prototype *p,
			     unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	int64_t d = distance(p, sensors, angle_cdeg);

	if (d == INT64_MAX || !p->good)
		return d;
	return d / 64 * good_reach_q6[params->sensitivity];
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

/* A weighted square as degrees of flexion to a taught pose. */
static int32_t as_cdeg(int64_t square)
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
	return as_cdeg(d_best) + (int32_t)params->margin_cdeg < as_cdeg(d_last) ? best : last;
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
	sensors = stance_angles(r, stance, m->angle_cdeg);
	best = choose(plan, r, params, &was, m->reference, sensors, m->angle_cdeg, &m->by_cone);
	m->valid = true;
	m->prototype = MAX(best, 0);
	if (best < 0) {
		/* out of the cone with no forward known: a tilt, and no word for it but the common one */
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

/* ------------------------------------------------------------------ reasons */

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
			    good_reach_q6[params->sensitivity] << 20);
	bad_side = isqrt64((uint64_t)weights_of(bad)[first] * 64 << 20);
	return (int32_t)(isqrt64((uint64_t)whole_square) * bad_side / (good_side + bad_side));
}

static int32_t nearest_good_cdeg(const struct reference *r, unsigned sensors,
				 const int32_t angle_cdeg[POSE_AXES])
{
	int64_t best = INT64_MAX;

	for (unsigned i = 0; i < r->n; i++) {
		if (r->prototype[i].good)
			best = MIN(best, distance(&r->prototype[i], sensors, angle_cdeg));
	}
	return best == INT64_MAX ? ANGLE_UNKNOWN : as_cdeg(best);
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
			.distance_cdeg = as_cdeg(distance(p, sensors, m->angle_cdeg)),
			.border_cdeg = level_point_cdeg(params, p,
							telling_sensor(sensors & p->sensors)),
			.key = "posture.sensitivity",
			.key_value = (int32_t)params->sensitivity,
		};
	}
	why.other_cdeg = nearest_good_cdeg(r, sensors, m->angle_cdeg);
	return why;
}
