/* SPDX-License-Identifier: MIT */
/* Which pose a back is in: cones, margins, sensitivity, several good poses. */
#include "people.h"
#include "pose-rig.h"

static struct back people_back(enum posture posture)
{
	const int16_t *a = people_angle_cdeg[posture];

	return (struct back){ a[0] / 100.0, a[1] / 100.0, a[2] / 100.0, a[3] / 100.0 };
}

static void untaught_postures_are_recognised_where_people_have_them(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	for (enum posture w = POSTURE_UPRIGHT; w < POSTURE_COUNT; w++) {
		const struct pose_match *m = see_afresh(&sc, BOTH, people_back(w));

		assert_true(m->valid);
		assert_int_equal(m->posture, w);
		assert_int_equal(m->good, w == POSTURE_UPRIGHT);
		assert_int_equal(m->pose, w == POSTURE_UPRIGHT ? 0 : -1);
		assert_true(m->by_cone);
	}
}

static void taught_postures_are_recognised_where_they_were_taught(void **state)
{
	static const struct back own[POSTURE_COUNT] = {
		[POSTURE_SLOUCHING] = { 21, -2, 2, 1 },
		[POSTURE_LEANING_FORWARD] = { 20, 1, 21, 0 },
		[POSTURE_LEANING_BACK] = { -15, 0, -25, 1 },
		[POSTURE_LEANING_LEFT] = { 6, -17, 3, -9 },
		[POSTURE_LEANING_RIGHT] = { 8, 19, 4, 8 },
	};
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	for (enum posture w = POSTURE_SLOUCHING; w < POSTURE_COUNT; w++)
		teach(&sc, posture_to_str(w), w, BAD, BOTH, own[w]);
	for (enum posture w = POSTURE_UPRIGHT; w < POSTURE_COUNT; w++) {
		const struct pose_match *m = see_afresh(&sc, BOTH, own[w]);

		assert_int_equal(m->posture, w);
		assert_int_equal(m->pose, w - POSTURE_UPRIGHT);
		assert_int_equal(m->good, w == POSTURE_UPRIGHT);
		assert_false(m->by_cone);
		assert_int_equal(m->reference, 0);
	}
}

static void a_match_tells_the_angles(void **state)
{
	struct scene sc;
	const struct pose_match *m;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	m = see(&sc, BOTH, (struct back){ 13.37, -7.5, 4.2, 1.1 });
	assert_in_range(m->angle_cdeg[0], 1335, 1339);
	assert_in_range(m->angle_cdeg[1] + 1000, 248, 252);
	assert_in_range(m->angle_cdeg[2], 418, 422);
	assert_in_range(m->angle_cdeg[3], 108, 112);
}

/* ---------------------------------------------------------------------- cones */

static void a_cone_is_left_at_its_own_angle_and_entered_at_the_release(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cones); i++) {
		struct scene sc;

		scene_begin(&sc, &as_drawn);
		teach_upright(&sc, UPPER);
		/* angles are good to a hundredth of a degree, and the directions to another */
		assert_true(see(&sc, UPPER, along(i, cones[i].enter_deg - 0.02))->good);
		assert_false(see(&sc, UPPER, along(i, cones[i].enter_deg + 0.02))->good);
		assert_true(sc.m.by_cone);
		assert_false(see(&sc, UPPER, along(i, cones[i].enter_deg - 0.02))->good);
		assert_false(see(&sc, UPPER, along(i, 8.02))->good);
		assert_true(see(&sc, UPPER, along(i, 7.98))->good);
		/* and all of it again, now from inside */
		assert_true(see(&sc, UPPER, along(i, cones[i].enter_deg - 0.02))->good);
		assert_false(see(&sc, UPPER, along(i, cones[i].enter_deg + 0.02))->good);
	}
}

static void the_cone_has_the_words_of_its_directions(void **state)
{
	static const struct {
		struct back back;
		enum posture posture;
	} rows[] = {
		{ { 16, 2, 4, 0 }, POSTURE_SLOUCHING },
		{ { 16, 2, 17, 0 }, POSTURE_LEANING_FORWARD },
		{ { -22, 0, -30, 0 }, POSTURE_LEANING_BACK },
		{ { 8, -18, 4, -8 }, POSTURE_LEANING_LEFT },
		{ { 8, 18, 4, 8 }, POSTURE_LEANING_RIGHT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct scene sc;

		scene_begin(&sc, &as_drawn);
		teach_upright(&sc, BOTH);
		if (see(&sc, BOTH, rows[i].back)->posture != rows[i].posture || sc.m.good)
			fail_msg("row %zu: %s", i, posture_to_str(sc.m.posture));
	}
}

static void inside_the_cone_the_good_pose_is_right_whatever_is_nearer(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, UPPER);
	teach(&sc, "tilted", POSTURE_LEANING_LEFT, BAD, UPPER, (struct back){ 0, -10, 0, 0 });
	assert_true(sc.plan.cone);
	assert_true(see(&sc, UPPER, (struct back){ 0, -10, 0, 0 })->good);
	assert_int_equal(sc.m.pose, 0);
	/* with a bad pose that goes forward there is no cone, and the nearest counts */
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, bent(24));
	assert_int_equal(see(&sc, UPPER, (struct back){ 0, -14, 0, 0 })->pose, 1);
}

static void a_good_pose_out_of_the_cone_is_good(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "typing", POSTURE_LEANING_FORWARD, GOOD, BOTH, (struct back){ 15, 0, 15, 0 });
	assert_true(see_afresh(&sc, BOTH, (struct back){ 15, 0, 15, 0 })->good);
	assert_int_equal(sc.m.pose, 1);
	assert_int_equal(sc.m.posture, POSTURE_LEANING_FORWARD);
	assert_false(see_afresh(&sc, BOTH, (struct back){ 24, 3, 3, 0 })->good);
}

/* ------------------------------------------------------ between taught poses */

static double turning_back_deg(struct scene *sc, unsigned i)
{
	const struct prototype *p = &sc->plan.reference[0].prototype[i];
	struct back there = { p->angle_cdeg[0] / 100.0, p->angle_cdeg[1] / 100.0, 0, 0 };

	return (1 - turning_share(sc, UPPER, there, upright)) * length_deg(p);
}

static void the_margin_lies_on_both_sides_of_the_border(void **state)
{
	static const uint32_t margins_cdeg[] = { 0, 50, 150, 500 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(margins_cdeg); i++) {
		double margin = margins_cdeg[i] / 100.0;
		struct scene sc;
		double half;

		scene_with_slouch(&sc);
		sc.params.margin_cdeg = margins_cdeg[i];
		scene_plan(&sc);
		half = length_deg(&sc.plan.reference[0].prototype[1]) / 2;
		EXPECT_AT_MOST(fabs(turning_deg(&sc, 1) - (half + margin / 2)), 0.1);
		EXPECT_AT_MOST(fabs(turning_back_deg(&sc, 1) - (half - margin / 2)), 0.1);
	}
}

static void a_higher_sensitivity_moves_the_border_nearer(void **state)
{
	double last = 1e9;

	(void)state;
	for (uint32_t s = 1; s <= 5; s++) {
		struct scene sc;
		double half;

		scene_with_slouch(&sc);
		sc.params.sensitivity = s;
		sc.params.margin_cdeg = 0;
		scene_plan(&sc);
		half = length_deg(&sc.plan.reference[0].prototype[1]) / 2;
		assert_true(turning_deg(&sc, 1) < last - 0.3);
		last = turning_deg(&sc, 1);
		if (s == 3)
			EXPECT_AT_MOST(fabs(last - half), 0.1);
	}
}

static void what_was_recognised_before_is_not_kept_over_another_reference(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, UPPER);
	teach(&sc, "tall", POSTURE_UPRIGHT, GOOD, UPPER, bent(-14));
	see(&sc, UPPER, bent(-9));
	assert_int_equal(sc.m.reference, 1);
	assert_int_equal(see(&sc, UPPER, bent(1))->reference, 0);
	assert_true(sc.m.good);
	assert_int_equal(sc.m.pose, 0);
}

/* -------------------------------------------------------- several good poses */

static void the_nearest_good_pose_is_what_a_back_is_measured_from(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, UPPER);
	assert_false(see_afresh(&sc, UPPER, bent(21))->good);
	teach(&sc, "standing", POSTURE_UPRIGHT, GOOD, UPPER, bent(10));
	assert_true(see_afresh(&sc, UPPER, bent(21))->good);
	assert_int_equal(sc.m.reference, 1);
	assert_int_equal(sc.m.pose, 1);
	assert_in_range(sc.m.angle_cdeg[0], 1097, 1103);
	assert_false(see_afresh(&sc, UPPER, bent(22.1))->good);
	assert_true(see_afresh(&sc, UPPER, bent(4.9))->good);
	assert_int_equal(sc.m.pose, 0);
	assert_int_equal(see_afresh(&sc, UPPER, bent(5.1))->pose, 1);
	assert_true(see_afresh(&sc, UPPER, bent(-19.9))->good);
	assert_false(see_afresh(&sc, UPPER, bent(-20.1))->good);
}

static void a_reference_that_shares_no_sensor_is_passed_over(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, LOWER);
	teach(&sc, "standing", POSTURE_UPRIGHT, GOOD, UPPER, bent(10));
	assert_int_equal(see(&sc, UPPER, bent(2))->pose, 1);
	assert_int_equal(see_afresh(&sc, LOWER, bent(2))->pose, 0);
	assert_true(see_afresh(&sc, BOTH, bent(2))->good);
}

static void a_pose_that_shares_no_sensor_is_not_in_the_way(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, bent(24));
	assert_int_equal(see_afresh(&sc, BOTH, bent(24))->pose, 1);
	/* remembered, but of no use to the lower sensor alone */
	assert_true(see(&sc, LOWER, bent(24))->good);
	assert_int_equal(sc.m.pose, 0);
	/* seen from a reference without the upper sensor it does not exist */
	assert_int_equal(pose_drop(&sc.set, "upright"), 0);
	teach_upright(&sc, LOWER);
	assert_false(see(&sc, UPPER, bent(24))->valid);
	assert_true(see(&sc, BOTH, bent(24))->good);
}

static void the_lower_sensor_alone_has_a_cone_too(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	assert_true(see(&sc, LOWER, (struct back){ 0, 0, 11.9, 0 })->good);
	assert_false(see(&sc, LOWER, (struct back){ 0, 0, 12.1, 0 })->good);
	assert_true(sc.m.by_cone);
	assert_true(see(&sc, LOWER, (struct back){ 0, 0, 7.9, 0 })->good);
}

static void without_a_good_pose_there_is_no_tilt(void **state)
{
	struct stance s = stance_of(&as_drawn, BOTH, bent(80));
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	scene_plan(&sc);
	assert_int_equal(pose_tilt_cos_q14(&sc.plan, &s), DIR_ONE_Q14);
}

static void the_tilt_is_the_cosine_to_the_nearest_good_pose(void **state)
{
	static const double tilts_deg[] = { 0, 30, 60, 89, -45, -89 };
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	for (size_t i = 0; i < ARRAY_SIZE(tilts_deg); i++) {
		struct stance s = stance_of(&as_drawn, BOTH,
					    (struct back){ tilts_deg[i], 0, tilts_deg[i] / 2, 0 });

		EXPECT_AT_MOST(
			fabs(pose_tilt_cos_q14(&sc.plan, &s) - 16384 * cos(tilts_deg[i] * DEG)), 2);
		s.sensors = LOWER;
		EXPECT_AT_MOST(
			fabs(pose_tilt_cos_q14(&sc.plan, &s) - 16384 * cos(tilts_deg[i] / 2 * DEG)),
			2);
	}
	teach(&sc, "tall", POSTURE_UPRIGHT, GOOD, UPPER, bent(-40));
	{
		struct stance s = stance_of(&as_drawn, UPPER, bent(-50));

		EXPECT_AT_MOST(fabs(pose_tilt_cos_q14(&sc.plan, &s) - 16384 * cos(10 * DEG)), 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(untaught_postures_are_recognised_where_people_have_them),
		cmocka_unit_test(taught_postures_are_recognised_where_they_were_taught),
		cmocka_unit_test(a_match_tells_the_angles),
		cmocka_unit_test(a_cone_is_left_at_its_own_angle_and_entered_at_the_release),
		cmocka_unit_test(the_cone_has_the_words_of_its_directions),
		cmocka_unit_test(inside_the_cone_the_good_pose_is_right_whatever_is_nearer),
		cmocka_unit_test(a_good_pose_out_of_the_cone_is_good),
		cmocka_unit_test(the_margin_lies_on_both_sides_of_the_border),
		cmocka_unit_test(a_higher_sensitivity_moves_the_border_nearer),
		cmocka_unit_test(what_was_recognised_before_is_not_kept_over_another_reference),
		cmocka_unit_test(the_nearest_good_pose_is_what_a_back_is_measured_from),
		cmocka_unit_test(a_reference_that_shares_no_sensor_is_passed_over),
		cmocka_unit_test(a_pose_that_shares_no_sensor_is_not_in_the_way),
		cmocka_unit_test(the_lower_sensor_alone_has_a_cone_too),
		cmocka_unit_test(without_a_good_pose_there_is_no_tilt),
		cmocka_unit_test(the_tilt_is_the_cosine_to_the_nearest_good_pose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
