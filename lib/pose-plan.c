/* SPDX-License-Identifier: MIT */
/*
 * What is expected where: references, and prototypes taught and predicted.
 */
#include <string.h>

#include "people.h"
#include "pose-inner.h"

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
	unsigned sensors = pose_angles(r, &p->stance, angle_cdeg);
	int64_t own_q6 = people_own_q6[p->posture];

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
		angle_cdeg[a] = people_cdeg + (int32_t)round_shift(off_cdeg * own_q6, 6);
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
			r->frame[s] = pose_frame(set, s, own->up[s], params->mount_forward);
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
		plan->mount = pose_frame(&(struct pose_set){ .n = 0 }, SENSOR_UPPER,
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
