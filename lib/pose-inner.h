/* SPDX-License-Identifier: MIT */
/*
 * pose-inner.h - what the files of pose.h share and nobody else needs
 */
#pragma once

#include "pose.h"

/*
 * Sensitivity 1 .. 5 as a factor on a good pose's squared distance, 1/64:
 * good poses reach 1.25, 1.12, 1, 0.89 and 0.8 times as far.
 */
extern const uint8_t pose_good_reach_q6[];

/** pose_frame() - the frame of one sensor in a good pose; see pose_plan_make() for forward */
struct frame pose_frame(const struct pose_set *set, enum sensor sensor, struct dir3 up,
			struct dir3 mount_forward);

/** pose_angles() - a stance in a reference's frames; ANGLE_UNKNOWN where one lacks a sensor */
unsigned pose_angles(const struct reference *r, const struct stance *stance,
		     int32_t ret_cdeg[POSE_AXES]);

/** pose_weights() - of each axis for a taught or a predicted prototype, 1000 / deg^2 */
const int16_t *pose_weights(const struct prototype *p);

/** pose_distance() - weighted square of the way there; INT64_MAX without a common sensor */
int64_t pose_distance(const struct prototype *p, unsigned sensors,
		      const int32_t angle_cdeg[POSE_AXES]);

/** pose_as_cdeg() - a weighted square as degrees of flexion to a taught pose, floor */
int32_t pose_as_cdeg(int64_t square);
