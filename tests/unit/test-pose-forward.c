/* SPDX-License-Identifier: MIT */
/* Where forward is, and any mounting. */
#include "pose-rig.h"

static double off_deg(struct dir3 d, struct vec v)
{
	return vec_angle_deg(vec_from_dir(d), v);
}

/* The frame of the upper sensor with one slouch taught, @deg far, @aside degrees off the front. */
static struct frame frame_with_slouch(struct scene *sc, enum posture posture, double deg,
				      double aside)
{
	struct vec front = vec_turn((struct vec){ 0, 0, 1 }, (struct vec){ 1, 0, 0 }, aside * DEG);
	struct pose p = { .name = "bent", .posture = posture, .stance.sensors = UPPER };

	p.stance.up[SENSOR_UPPER] =
		mounted(&sc->mounting,
			vec_sum((struct vec){ cos(deg * DEG), 0, 0 }, sin(deg * DEG), front));
	assert_int_equal(pose_put(&sc->set, &p), 0);
	scene_plan(sc);
	return sc->plan.reference[0].frame[SENSOR_UPPER];
}

static void forward_is_the_mount_s_made_level(void **state)
{
	struct scene sc;
	const struct frame *f;

	(void)state;
	scene_begin(&sc, &as_drawn);
	/* taught on a back that slants 25 deg: forward is level all the same */
	teach(&sc, "upright", POSTURE_UPRIGHT, GOOD, BOTH, (struct back){ 25, 0, -10, 0 });
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		double slant = s == SENSOR_UPPER ? 25 : -10;

		f = &sc.plan.reference[0].frame[s];
		EXPECT_AT_MOST(off_deg(f->up, up_of(slant, 0)), 0.02);
		EXPECT_AT_MOST(off_deg(f->forward, (struct vec){ tan(slant * DEG), 0, -1 }), 0.02);
		EXPECT_AT_MOST(off_deg(f->right, (struct vec){ 0, -1, 0 }), 0.02);
	}
}

static void a_taught_slouch_corrects_a_mount_that_is_more_than_30_deg_off(void **state)
{
	static const struct {
		enum posture posture;
		double deg, aside;
		bool corrected;
	} rows[] = {
		{ POSTURE_SLOUCHING, 20, 29, false },      { POSTURE_SLOUCHING, 20, 31, true },
		{ POSTURE_SLOUCHING, 20, -29, false },     { POSTURE_SLOUCHING, 20, -31, true },
		{ POSTURE_LEANING_FORWARD, 20, 90, true }, { POSTURE_SLOUCHING, 20, 180, true },
		{ POSTURE_SLOUCHING, 14.9, 90, false },    { POSTURE_SLOUCHING, 15.1, 90, true },
		{ POSTURE_LEANING_BACK, 20, 90, false },   { POSTURE_LEANING_LEFT, 20, 90, false },
		{ POSTURE_LEANING_RIGHT, 20, -90, false }, { POSTURE_UPRIGHT, 20, 90, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct vec front = { 0, 0, -1 };
		struct scene sc;
		struct frame f;

		scene_begin(&sc, &as_drawn);
		teach_upright(&sc, UPPER);
		f = frame_with_slouch(&sc, rows[i].posture, rows[i].deg, rows[i].aside);
		if (rows[i].corrected)
			front = vec_turn(front, (struct vec){ 1, 0, 0 }, rows[i].aside * DEG);
		if (off_deg(f.forward, front) > 0.1)
			fail_msg("row %zu: forward is %g deg off", i, off_deg(f.forward, front));
		EXPECT_AT_MOST(fabs(off_deg(f.right, vec_cross(front, up_of(0, 0)))), 0.1);
	}
}

static void a_slouch_is_flexion_even_with_the_mount_turned_round(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	sc.params.mount_forward = (struct dir3){ 0, 16384, 0 }; /* says left */
	teach_upright(&sc, UPPER);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 22, 0, 0, 0 });
	assert_int_equal(see(&sc, UPPER, (struct back){ 22, 0, 0, 0 })->posture, POSTURE_SLOUCHING);
	assert_in_range(sc.m.angle_cdeg[0], 2197, 2203);
	assert_in_range(sc.m.angle_cdeg[1] + 3, 0, 6);
	assert_int_equal(see(&sc, UPPER, (struct back){ -25, 0, 0, 0 })->posture,
			 POSTURE_LEANING_BACK);
}

static void the_lower_sensor_keeps_the_mount_where_a_slouch_hardly_moves_it(void **state)
{
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	teach_upright(&sc, BOTH);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, BOTH, (struct back){ 25, 0, 0, 6 });
	EXPECT_AT_MOST(
		off_deg(sc.plan.reference[0].frame[SENSOR_LOWER].forward, (struct vec){ 0, 0, -1 }),
		0.02);
}

static void scene_without_forward(struct scene *sc, double off_up_deg)
{
	scene_begin(sc, &as_drawn);
	sc->params.mount_forward = dir_of(up_of(off_up_deg, 0));
	teach_upright(sc, UPPER);
}

static void a_mount_that_points_up_leaves_forward_unknown(void **state)
{
	static const struct {
		double off_up_deg;
		bool known;
	} rows[] = { { 0, false }, { 0.9, false }, { 1.1, true }, { 180, false }, { 181.1, true } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct scene sc;

		scene_without_forward(&sc, rows[i].off_up_deg);
		if (rows[i].off_up_deg > 90) /* tan() alone does not turn it over */
			sc.params.mount_forward =
				dir_of(vec_scale(up_of(rows[i].off_up_deg - 180, 0), -1));
		scene_plan(&sc);
		if (dir_is_zero(sc.plan.reference[0].frame[SENSOR_UPPER].forward) == rows[i].known)
			fail_msg("row %zu", i);
	}
}

static void with_forward_unknown_every_tilt_is_flexion_and_a_slouch(void **state)
{
	struct scene sc;

	(void)state;
	scene_without_forward(&sc, 0);
	for (int way = 0; way < 360; way += 30) {
		double part = tan(14 * DEG);
		struct back tilted = { atan(part * cos(way * DEG)) / DEG,
				       atan(part * sin(way * DEG)) / DEG, 0, 0 };
		struct back slight = back_between(upright, tilted, 0.7);

		assert_true(see_afresh(&sc, UPPER, slight)->good);
		assert_int_equal(sc.m.posture, POSTURE_UPRIGHT);
		assert_true(see_afresh(&sc, UPPER, tilted)->valid);
		assert_false(sc.m.good);
		assert_int_equal(sc.m.posture, POSTURE_SLOUCHING);
		assert_int_equal(sc.m.pose, -1);
		assert_in_range(sc.m.angle_cdeg[0], 1396, 1404);
		/* hysteresis holds here as well */
		assert_false(see(&sc, UPPER, slight)->good);
		assert_true(see(&sc, UPPER, back_between(upright, tilted, 0.5))->good);
	}
}

static void with_forward_unknown_the_reason_is_the_slouch_cone(void **state)
{
	struct scene sc;
	struct pose_reason why;

	(void)state;
	scene_without_forward(&sc, 0);
	see(&sc, UPPER, (struct back){ 0, 20, 0, 0 });
	why = pose_reason(&sc.plan, &sc.params, &sc.m);
	assert_string_equal(why.key, "posture.slouch_deg");
	assert_int_equal(why.border_cdeg, 1200);
	assert_in_range(why.distance_cdeg, 1996, 2004);
}

static void a_slouch_tells_forward_where_the_mount_cannot(void **state)
{
	struct scene sc;

	(void)state;
	scene_without_forward(&sc, 0);
	teach(&sc, "slouch", POSTURE_SLOUCHING, BAD, UPPER, (struct back){ 22, 0, 0, 0 });
	EXPECT_AT_MOST(
		off_deg(sc.plan.reference[0].frame[SENSOR_UPPER].forward, (struct vec){ 0, 0, -1 }),
		0.1);
}

static void before_a_pose_is_taught_the_mount_tells_the_angles(void **state)
{
	struct stance s = stance_of(&as_drawn, BOTH, (struct back){ 17, -4, 5, 2 });
	static const int expected_cdeg[POSE_AXES] = { 1700, -400, 500, 200 };
	int32_t angle_cdeg[POSE_AXES] = { 0 };
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	sc.params.mount_up = (struct dir3){ DIR_ONE_Q14, 0, 0 };
	scene_plan(&sc);
	assert_true(pose_mount_angles(&sc.plan, &s, angle_cdeg));
	for (int a = 0; a < POSE_AXES; a++)
		assert_in_range(angle_cdeg[a] - expected_cdeg[a] + 3, 0, 6);
	s.sensors = LOWER;
	assert_true(pose_mount_angles(&sc.plan, &s, angle_cdeg));
	assert_int_equal(angle_cdeg[0], ANGLE_UNKNOWN);
	assert_int_equal(angle_cdeg[1], ANGLE_UNKNOWN);
	assert_in_range(angle_cdeg[2], 497, 503);
	s.sensors = 0;
	assert_false(pose_mount_angles(&sc.plan, &s, angle_cdeg));
	assert_int_equal(angle_cdeg[2], ANGLE_UNKNOWN);
}

static void a_mount_that_does_not_tell_up_tells_no_angles(void **state)
{
	struct stance s = stance_of(&as_drawn, UPPER, (struct back){ 17, 0, 0, 0 });
	int32_t angle_cdeg[POSE_AXES] = { 0 };
	struct scene sc;

	(void)state;
	scene_begin(&sc, &as_drawn);
	scene_plan(&sc);
	assert_false(pose_mount_angles(&sc.plan, &s, angle_cdeg));
	for (int a = 0; a < POSE_AXES; a++)
		assert_int_equal(angle_cdeg[a], ANGLE_UNKNOWN);
}

/* ---------------------------------------------------------------- any mounting */

static void compare_mountings(const struct mounting *m, unsigned all, unsigned sensors)
{
	struct scene drawn, turned;

	scene_begin(&drawn, &as_drawn);
	scene_begin(&turned, m);
	teach_some(&drawn, all, sensors);
	teach_some(&turned, all, sensors);
	for (double flexion = -35.3; flexion < 46; flexion += 7.37) {
		for (double lateral = -26.2; lateral < 27; lateral += 5.23) {
			struct back b = { flexion, lateral, flexion / 3 + 2, lateral / 2 };
			const struct pose_match *a = see_afresh(&drawn, sensors, b);
			const struct pose_match *c = see_afresh(&turned, sensors, b);

			if (a->valid != c->valid || a->posture != c->posture ||
			    a->pose != c->pose || a->good != c->good || a->by_cone != c->by_cone)
				fail_msg("turned by %g about (%g %g %g), %g/%g: %s, not %s", m->rad,
					 m->axis.x, m->axis.y, m->axis.z, flexion, lateral,
					 posture_to_str(c->posture), posture_to_str(a->posture));
			for (int i = 0; i < POSE_AXES; i++)
				assert_in_range(a->angle_cdeg[i] - c->angle_cdeg[i] + 5, 0, 10);
		}
	}
}

static void any_mounting_gives_the_same_verdicts(void **state)
{
	struct mounting mountings[40] = {
		{ { 1, 0, 0 }, M_PI / 2 }, { { 1, 0, 0 }, M_PI },      { { 1, 0, 0 }, -M_PI / 2 },
		{ { 0, 1, 0 }, M_PI / 2 }, { { 0, 1, 0 }, M_PI },      { { 0, 1, 0 }, -M_PI / 2 },
		{ { 0, 0, 1 }, M_PI / 2 }, { { 0, 0, 1 }, M_PI },      { { 0, 0, 1 }, -M_PI / 2 },
		{ { 1, 1, 1 }, M_PI / 3 }, { { 1, 1, 1 }, -M_PI / 3 }, { { 1, -1, 0 }, M_PI / 4 },
	};
	uint64_t seed = 4711;

	(void)state;
	for (size_t i = 12; i < ARRAY_SIZE(mountings); i++)
		mountings[i] = (struct mounting){ vec_random(&seed), M_PI * uniform(&seed) };
	for (size_t i = 0; i < ARRAY_SIZE(mountings); i++) {
		for (unsigned all = 0; all <= 2; all++) {
			compare_mountings(&mountings[i], all, UPPER);
			compare_mountings(&mountings[i], all, BOTH);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward_is_the_mount_s_made_level),
		cmocka_unit_test(a_taught_slouch_corrects_a_mount_that_is_more_than_30_deg_off),
		cmocka_unit_test(a_slouch_is_flexion_even_with_the_mount_turned_round),
		cmocka_unit_test(the_lower_sensor_keeps_the_mount_where_a_slouch_hardly_moves_it),
		cmocka_unit_test(a_mount_that_points_up_leaves_forward_unknown),
		cmocka_unit_test(with_forward_unknown_every_tilt_is_flexion_and_a_slouch),
		cmocka_unit_test(with_forward_unknown_the_reason_is_the_slouch_cone),
		cmocka_unit_test(a_slouch_tells_forward_where_the_mount_cannot),
		cmocka_unit_test(before_a_pose_is_taught_the_mount_tells_the_angles),
		cmocka_unit_test(a_mount_that_does_not_tell_up_tells_no_angles),
		cmocka_unit_test(any_mounting_gives_the_same_verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
