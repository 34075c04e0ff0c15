/* SPDX-License-Identifier: MIT */
/* Why a verdict was given: the figures must be those at which it really turns. */
#include "pose-rig.h"

static void a_cone_s_reason_is_the_border_where_the_verdict_turns(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cones); i++) {
		struct pose_reason why;
		struct scene sc;
		double turn_deg;

		scene_begin(&sc, &as_drawn);
		teach_upright(&sc, UPPER);
		turn_deg = 30 * turning_share(&sc, UPPER, upright, along(i, 30));
		see_afresh(&sc, UPPER, along(i, 25));
		why = pose_reason(&sc.plan, &sc.params, &sc.m);
		assert_string_equal(why.key, cones[i].key);
		EXPECT_AT_MOST(fabs(why.border_cdeg / 100.0 - turn_deg), 0.03);
		assert_int_equal(why.key_value, why.border_cdeg);
		assert_in_range(why.distance_cdeg, 2497, 2503);
		assert_int_not_equal(why.other_cdeg, ANGLE_UNKNOWN);
	}
}

static void a_taught_pose_s_reason_is_the_border_where_the_verdict_turns(void **state)
{
	(void)state;
	for (uint32_t s = 1; s <= 5; s++) {
		struct pose_reason why;
		struct scene sc;
		double turn_deg;

		scene_with_slouch(&sc);
		sc.params.sensitivity = s;
		sc.params.margin_cdeg = 0;
		scene_plan(&sc);
		turn_deg = turning_deg(&sc, 1);
		see_afresh(&sc, UPPER, slump);
		why = pose_reason(&sc.plan, &sc.params, &sc.m);
		assert_string_equal(why.key, "posture.sensitivity");
		assert_int_equal(why.key_value, s);
		EXPECT_AT_MOST(fabs(why.border_cdeg / 100.0 - turn_deg), 0.3);
	}
}

static void a_predicted_pose_s_reason_is_the_border_where_the_verdict_turns(void **state)
{
	struct pose_reason why;
	struct scene sc;
	unsigned i;

	(void)state;
	scene_with_slouch(&sc);
	sc.params.margin_cdeg = 0;
	scene_plan(&sc);
	for (i = 1; sc.plan.reference[0].prototype[i].posture != POSTURE_LEANING_BACK; i++)
		assert_true(i + 1 < sc.plan.reference[0].n);
	assert_int_equal(sc.plan.reference[0].prototype[i].pose, -1);
	see_afresh(&sc, UPPER, bent(-30));
	assert_int_equal(sc.m.prototype, i);
	why = pose_reason(&sc.plan, &sc.params, &sc.m);
	EXPECT_AT_MOST(fabs(why.border_cdeg / 100.0 - turning_deg(&sc, i)), 0.3);
}

static void with_both_sensors_the_border_is_where_the_verdict_turns_too(void **state)
{
	struct pose_reason why;
	struct scene sc;
	const struct prototype *p;
	struct back there;

	(void)state;
	scene_begin(&sc, &as_drawn);
	sc.params.margin_cdeg = 0;
	teach_upright(&sc, BOTH);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, BOTH, (struct back){ 24, 3, 4, 1 });
	teach(&sc, "lean", POSTURE_LEANING_FORWARD, BAD, BOTH, (struct back){ 40, 2, 60, 1 });
	p = &sc.plan.reference[0].prototype[1];
	there = (struct back){ p->angle_cdeg[0] / 100.0, p->angle_cdeg[1] / 100.0,
			       p->angle_cdeg[2] / 100.0, p->angle_cdeg[3] / 100.0 };
	see_afresh(&sc, BOTH, there);
	assert_int_equal(sc.m.prototype, 1);
	why = pose_reason(&sc.plan, &sc.params, &sc.m);
	EXPECT_AT_MOST(fabs(why.border_cdeg / 100.0 -
			    turning_share(&sc, BOTH, upright, there) * length_deg(p)),
		       0.3);
}

static void with_the_lower_sensor_alone_the_border_is_the_lower_back_s(void **state)
{
	struct back there = { 0, 0, 24, 0 };
	const struct prototype *p;
	struct pose_reason why;
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	sc.params.margin_cdeg = 0;
	teach_upright(&sc, LOWER);
	teach(&sc, "lean", POSTURE_LEANING_FORWARD, BAD, LOWER, there);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, LOWER, (struct back){ 0, 0, 60, 0 });
	teach(&sc, "left", POSTURE_LEANING_LEFT, BAD, LOWER, (struct back){ 0, 0, 0, -60 });
	teach(&sc, "right", POSTURE_LEANING_RIGHT, BAD, LOWER, (struct back){ 0, 0, 0, 60 });
	see_afresh(&sc, LOWER, there);
	assert_int_equal(sc.m.pose, 1);
	why = pose_reason(&sc.plan, &sc.params, &sc.m);
	p = &sc.plan.reference[0].prototype[1];
	there = (struct back){ 0, 0, p->angle_cdeg[2] / 100.0, p->angle_cdeg[3] / 100.0 };
	EXPECT_AT_MOST(fabs(why.border_cdeg / 100.0 -
			    turning_share(&sc, LOWER, upright, there) *
				    hypot(p->angle_cdeg[2], p->angle_cdeg[3]) / 100),
		       0.3);
}

static void where_the_verdict_turns_both_poses_are_as_far(void **state)
{
	struct pose_reason why;
	struct scene sc;
	const struct prototype *p;
	double share;

	(void)state;
	scene_with_slouch(&sc);
	sc.params.margin_cdeg = 0;
	scene_plan(&sc);
	p = &sc.plan.reference[0].prototype[1];
	share = turning_deg(&sc, 1) / length_deg(p);
	see_afresh(&sc, UPPER,
		   (struct back){ share * p->angle_cdeg[0] / 100.0 + 0.05,
				  share * p->angle_cdeg[1] / 100.0, 0, 0 });
	assert_false(sc.m.good);
	why = pose_reason(&sc.plan, &sc.params, &sc.m);
	EXPECT_AT_MOST(fabs(why.distance_cdeg - why.other_cdeg + 0.0), 20);
	EXPECT_AT_MOST(fabs(why.other_cdeg / 100.0 - turning_deg(&sc, 1)), 0.3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cone_s_reason_is_the_border_where_the_verdict_turns),
		cmocka_unit_test(a_taught_pose_s_reason_is_the_border_where_the_verdict_turns),
		cmocka_unit_test(a_predicted_pose_s_reason_is_the_border_where_the_verdict_turns),
		cmocka_unit_test(with_both_sensors_the_border_is_where_the_verdict_turns_too),
		cmocka_unit_test(with_the_lower_sensor_alone_the_border_is_the_lower_back_s),
		cmocka_unit_test(where_the_verdict_turns_both_poses_are_as_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
