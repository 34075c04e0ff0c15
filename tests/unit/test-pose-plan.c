/* SPDX-License-Identifier: MIT */
/* What is planned from the taught poses: references, the cone, where each posture is expected. */
#include "people.h"
#include "pose-rig.h"

static void without_a_good_pose_there_is_no_reference(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	scene_plan(&sc);
	assert_int_equal(sc.plan.n, 0);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 20, 0, 0, 0 });
	assert_int_equal(sc.plan.n, 0);
	assert_false(see(&sc, UPPER, (struct back){ 20, 0, 0, 0 })->valid);
}

static void the_good_upright_poses_are_references_in_the_order_taught(void **state)
{
	static const char *const uprights[] = { "u0", "u1", "u2", "u3", "u4" };
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach(&sc, "typing", POSTURE_LEANING_FORWARD, GOOD, UPPER, (struct back){ 14, 0, 0, 0 });
	teach(&sc, "wrong", POSTURE_UPRIGHT, BAD, UPPER, (struct back){ 9, 0, 0, 0 });
	for (unsigned i = 0; i < ARRAY_SIZE(uprights); i++) {
		teach(&sc, uprights[i], POSTURE_UPRIGHT, GOOD, UPPER,
		      (struct back){ 2.0 * i, 0, 0, 0 });
		assert_int_equal(sc.plan.n, MIN(i + 1, POSE_REFERENCE_MAX));
	}
	for (unsigned i = 0; i < POSE_REFERENCE_MAX; i++)
		assert_int_equal(sc.plan.reference[i].pose, i + 2);
}

static void without_an_upright_every_good_pose_is_a_reference(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach(&sc, "typing", POSTURE_LEANING_FORWARD, GOOD, UPPER, (struct back){ 14, 0, 0, 0 });
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 30, 0, 0, 0 });
	teach(&sc, "sofa", POSTURE_LEANING_BACK, GOOD, UPPER, (struct back){ -25, 0, 0, 0 });
	assert_int_equal(sc.plan.n, 2);
	assert_int_equal(sc.plan.reference[0].pose, 0);
	assert_int_equal(sc.plan.reference[1].pose, 2);
	assert_string_equal(sc.set.pose[see(&sc, UPPER, (struct back){ -24, 0, 0, 0 })->pose].name,
			    "sofa");
}

static void the_reference_itself_is_its_first_prototype(void **state)
{
	struct scene sc;
	const struct prototype *p;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 30, 0, 0, 0 });
	teach_upright(&sc, BOTH);
	p = &sc.plan.reference[0].prototype[0];
	assert_int_equal(p->pose, 1);
	assert_int_equal(p->posture, POSTURE_UPRIGHT);
	assert_true(p->good);
	assert_int_equal(p->sensors, BOTH);
	for (int a = 0; a < POSE_AXES; a++)
		assert_int_equal(p->angle_cdeg[a], 0);
}

static void the_cone_stands_until_a_bad_pose_goes_forward(void **state)
{
	static const struct {
		enum posture posture;
		bool good, cone;
	} rows[] = {
		{ POSTURE_SLOUCHING, BAD, false },    { POSTURE_LEANING_FORWARD, BAD, false },
		{ POSTURE_LEANING_BACK, BAD, true },  { POSTURE_LEANING_LEFT, BAD, true },
		{ POSTURE_LEANING_RIGHT, BAD, true }, { POSTURE_LEANING_FORWARD, GOOD, true },
		{ POSTURE_SLOUCHING, GOOD, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct scene sc;

		scene_begin(&sc, &as_drawn);
		teach_upright(&sc, UPPER);
		assert_true(sc.plan.cone);
		teach(&sc, "other", rows[i].posture, rows[i].good, UPPER,
		      (struct back){ 20, 0, 0, 0 });
		if (sc.plan.cone != rows[i].cone)
			fail_msg("row %zu", i);
	}
}

static const struct prototype *prototype_of(const struct reference *r, enum posture posture)
{
	const struct prototype *found = NULL;

	for (unsigned i = 1; i < r->n; i++) {
		if (r->prototype[i].posture != posture)
			continue;
		assert_null(found);
		found = &r->prototype[i];
	}
	assert_non_null(found);
	return found;
}

static void untaught_postures_are_expected_where_people_have_them(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	assert_int_equal(sc.plan.reference[0].n, POSTURE_COUNT - 1);
	for (enum posture w = POSTURE_SLOUCHING; w < POSTURE_COUNT; w++) {
		const struct prototype *p = prototype_of(&sc.plan.reference[0], w);

		assert_int_equal(p->pose, -1);
		assert_false(p->good);
		assert_int_equal(p->sensors, BOTH);
		assert_memory_equal(p->angle_cdeg, people_angle_cdeg[w], sizeof(p->angle_cdeg));
	}
}

static void expect_angles(const struct prototype *p, const double expected_cdeg[POSE_AXES])
{
	for (int a = 0; a < POSE_AXES; a++) {
		if (fabs(p->angle_cdeg[a] - expected_cdeg[a]) > 3)
			fail_msg("axis %d: %d, not %g", a, p->angle_cdeg[a], expected_cdeg[a]);
	}
}

static void a_taught_pose_is_believed_in_part(void **state)
{
	static const double own_deg[POSE_AXES] = { 32, -6, 9, 3 };
	double expected_cdeg[POSE_AXES];
	const struct prototype *p;
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "slump", POSTURE_SLOUCHING, BAD, BOTH,
	      (struct back){ own_deg[0], own_deg[1], own_deg[2], own_deg[3] });
	p = prototype_of(&sc.plan.reference[0], POSTURE_SLOUCHING);
	assert_int_equal(p->pose, 1);
	for (int a = 0; a < POSE_AXES; a++) {
		int people_cdeg = people_angle_cdeg[POSTURE_SLOUCHING][a];

		expected_cdeg[a] = people_cdeg + (own_deg[a] * 100 - people_cdeg) *
							 people_own_q6[POSTURE_SLOUCHING] / 64.0;
	}
	expect_angles(p, expected_cdeg);
}

static void untaught_postures_inherit_a_part_of_what_the_wearer_differs_by(void **state)
{
	static const double own_deg[POSE_AXES] = { 32, -6, 9, 3 };
	double expected_cdeg[POSE_AXES];
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "slump", POSTURE_SLOUCHING, BAD, BOTH,
	      (struct back){ own_deg[0], own_deg[1], own_deg[2], own_deg[3] });
	for (enum posture w = POSTURE_LEANING_FORWARD; w < POSTURE_COUNT; w++) {
		for (int a = 0; a < POSE_AXES; a++) {
			double off_cdeg =
				own_deg[a] * 100 - people_angle_cdeg[POSTURE_SLOUCHING][a];

			expected_cdeg[a] =
				people_angle_cdeg[w][a] + off_cdeg * PEOPLE_CARRY_Q6 / 64;
		}
		assert_int_equal(prototype_of(&sc.plan.reference[0], w)->pose, -1);
		expect_angles(prototype_of(&sc.plan.reference[0], w), expected_cdeg);
	}
}

static void what_was_taught_is_not_predicted_as_well(void **state)
{
	struct scene sc;
	const struct prototype *p;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, UPPER);
	teach(&sc, "typing", POSTURE_LEANING_FORWARD, GOOD, UPPER, (struct back){ 14, 0, 0, 0 });
	assert_int_equal(sc.plan.reference[0].n, POSTURE_COUNT - 1);
	p = prototype_of(&sc.plan.reference[0], POSTURE_LEANING_FORWARD);
	assert_int_equal(p->pose, 1);
	assert_true(p->good);
}

static void two_poses_of_one_posture_are_two_prototypes(void **state)
{
	struct scene sc;
	unsigned seen = 0;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, UPPER);
	teach(&sc, "desk-slump", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 20, 0, 0, 0 });
	teach(&sc, "sofa-slump", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 40, 0, 0, 0 });
	for (unsigned i = 0; i < sc.plan.reference[0].n; i++)
		seen += sc.plan.reference[0].prototype[i].posture == POSTURE_SLOUCHING;
	assert_int_equal(seen, 2);
	assert_int_equal(see_afresh(&sc, UPPER, (struct back){ 40, 0, 0, 0 })->pose, 2);
	assert_int_equal(see_afresh(&sc, UPPER, (struct back){ 22, 0, 0, 0 })->pose, 1);
}

static void a_full_set_of_poses_fits_the_plan(void **state)
{
	struct scene sc;
	char name[8];

	(void)state;
	scene_begin(&sc, &as_drawn);
	for (unsigned i = 0; i < POSE_MAX; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		teach(&sc, name, i == 0 ? POSTURE_UPRIGHT : POSTURE_LEANING_LEFT, i == 0, BOTH,
		      (struct back){ 0, -1.5 * i, 0, -i });
	}
	/* the reference, fifteen of the left, and the four that were not taught */
	assert_int_equal(sc.plan.reference[0].n, POSE_MAX + 4);
	assert_true(sc.plan.reference[0].n <= POSE_PROTOTYPE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_good_pose_there_is_no_reference),
		cmocka_unit_test(the_good_upright_poses_are_references_in_the_order_taught),
		cmocka_unit_test(without_an_upright_every_good_pose_is_a_reference),
		cmocka_unit_test(the_reference_itself_is_its_first_prototype),
		cmocka_unit_test(the_cone_stands_until_a_bad_pose_goes_forward),
		cmocka_unit_test(untaught_postures_are_expected_where_people_have_them),
		cmocka_unit_test(a_taught_pose_is_believed_in_part),
		cmocka_unit_test(untaught_postures_inherit_a_part_of_what_the_wearer_differs_by),
		cmocka_unit_test(what_was_taught_is_not_predicted_as_well),
		cmocka_unit_test(two_poses_of_one_posture_are_two_prototypes),
		cmocka_unit_test(a_full_set_of_poses_fits_the_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
