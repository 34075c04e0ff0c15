/* SPDX-License-Identifier: MIT */
/* Sensors that come and go between teaching and use. */
#include "pose-rig.h"

static void poses_of_one_sensor_work_with_two(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_some(&sc, 2, UPPER);
	for (double flexion = -30; flexion < 45; flexion += 2.9) {
		struct back b = { flexion, 3, 40 - flexion, -20 };
		struct pose_match alone = *see_afresh(&sc, UPPER, b);
		const struct pose_match *both = see_afresh(&sc, BOTH, b);

		assert_true(both->valid);
		assert_int_equal(both->posture, alone.posture);
		assert_int_equal(both->pose, alone.pose);
		assert_int_equal(both->angle_cdeg[0], alone.angle_cdeg[0]);
		assert_int_equal(both->angle_cdeg[2], ANGLE_UNKNOWN);
		assert_int_equal(both->angle_cdeg[3], ANGLE_UNKNOWN);
	}
}

static void poses_of_two_sensors_work_with_either(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_some(&sc, 2, BOTH);
	assert_true(see_afresh(&sc, UPPER, upright)->good);
	assert_int_equal(see_afresh(&sc, UPPER, (struct back){ 26, 2, 4, 0 })->pose, 1);
	assert_int_equal(sc.m.angle_cdeg[2], ANGLE_UNKNOWN);
	assert_true(see_afresh(&sc, LOWER, upright)->good);
	assert_int_equal(see_afresh(&sc, LOWER, (struct back){ 0, 0, 18, 1 })->pose, 2);
	assert_int_equal(sc.m.angle_cdeg[0], ANGLE_UNKNOWN);
	assert_in_range(sc.m.angle_cdeg[2], 1797, 1803);
}

static void a_stance_that_shares_no_sensor_is_not_compared(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_some(&sc, 2, UPPER);
	assert_true(see(&sc, UPPER, upright)->valid);
	assert_false(see(&sc, LOWER, upright)->valid);
	assert_false(see(&sc, 0, upright)->valid);
	assert_true(see(&sc, UPPER, upright)->valid);
}

static void a_pose_taught_with_one_sensor_competes_with_one_taught_with_two(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 24, 2, 0, 0 });
	assert_true(see_afresh(&sc, BOTH, upright)->good);
	assert_int_equal(see_afresh(&sc, BOTH, (struct back){ 24, 2, 3, 0 })->pose, 1);
	/* the missing half of the way is taken to be like the half that is known */
	assert_true(see_afresh(&sc, BOTH, (struct back){ 8, 1, 0, 0 })->good);
}

static void a_missing_half_of_the_way_is_taken_to_be_like_the_known(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	sc.params.margin_cdeg = 0;
	teach_upright(&sc, BOTH);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 24.43, 2.98, 0, 0 });
	teach(&sc, "lean", POSTURE_LEANING_FORWARD, BAD, UPPER, (struct back){ 70, 0, 0, 0 });
	teach(&sc, "left", POSTURE_LEANING_LEFT, BAD, UPPER, (struct back){ 0, -60, 0, 0 });
	teach(&sc, "right", POSTURE_LEANING_RIGHT, BAD, UPPER, (struct back){ 0, 60, 0, 0 });
	/* 207 of weight in all, 105 of it known: w x^2 = w (1 - x)^2 207 / 105 */
	EXPECT_AT_MOST(
		fabs(turning_share(&sc, BOTH, upright, (struct back){ 24.43, 2.98, 0, 0 }) - 0.584),
		0.01);
}

static void a_reference_of_one_sensor_is_weighed_like_one_of_two(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "standing", POSTURE_UPRIGHT, GOOD, UPPER, (struct back){ 10, 0, 0, 0 });
	assert_int_equal(see_afresh(&sc, BOTH, (struct back){ 10, 0, 0, 0 })->reference, 1);
	assert_int_equal(see_afresh(&sc, BOTH, (struct back){ 2, 0, 0, 0 })->reference, 0);
}

static void the_lower_sensor_tells_a_lean_from_a_slouch(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_some(&sc, 2, BOTH);
	assert_int_equal(see_afresh(&sc, BOTH, (struct back){ 20, 1, 4, 0 })->posture,
			 POSTURE_SLOUCHING);
	assert_int_equal(see_afresh(&sc, BOTH, (struct back){ 20, 1, 18, 0 })->posture,
			 POSTURE_LEANING_FORWARD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(poses_of_one_sensor_work_with_two),
		cmocka_unit_test(poses_of_two_sensors_work_with_either),
		cmocka_unit_test(a_stance_that_shares_no_sensor_is_not_compared),
		cmocka_unit_test(a_pose_taught_with_one_sensor_competes_with_one_taught_with_two),
		cmocka_unit_test(a_missing_half_of_the_way_is_taken_to_be_like_the_known),
		cmocka_unit_test(a_reference_of_one_sensor_is_weighed_like_one_of_two),
		cmocka_unit_test(the_lower_sensor_tells_a_lean_from_a_slouch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
