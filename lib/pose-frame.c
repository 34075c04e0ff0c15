/* SPDX-License-Identifier: MIT */
/*
 * Anatomical axes at a sensor, and a direction as angles in them.
 */
#include "pose-inner.h"

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

struct frame pose_frame(const struct pose_set *set, enum sensor sensor, struct dir3 up,
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

unsigned pose_angles(const struct reference *r, const struct stance *stance,
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
