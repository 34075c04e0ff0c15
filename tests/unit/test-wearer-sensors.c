/* SPDX-License-Identifier: MIT */
/* Sensors that pause, vanish and join; new limits; and that the mind is a value. */
#include "wearer-rig.h"

static void the_first_half_second_yields_no_verdict(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	settle_in(&l);
	wearer_set_stream(&l.w, SENSOR_UPPER, &chip_stream);
	life_tick(&l);
	assert_true(l.v.decided);
	assert_false(l.v.valid);
	assert_int_equal(l.v.flexion_cdeg, ANGLE_UNKNOWN);
	life_until(&l, (double)l.t_us * 1e-6 + 1);
	assert_true(l.v.valid);
}

/* After the hole: unknown at once, recognised when settled, believed a second later. */
static void expect_a_new_beginning(struct life *l)
{
	uint64_t begin_us = life_now_us(l);
	uint64_t valid_us = 0;

	life_tick(l);
	assert_true(l->v.decided);
	assert_false(l->v.valid);
	assert_int_equal(l->v.posture, POSTURE_UNKNOWN);
	assert_int_equal(l->v.flexion_cdeg, ANGLE_UNKNOWN);
	assert_int_equal(l->w.posture.posture, POSTURE_UNKNOWN);
	while (l->w.posture.posture == POSTURE_UNKNOWN && life_now_us(l) < begin_us + SEC(10)) {
		life_tick(l);
		if (l->v.valid && valid_us == 0)
			valid_us = life_now_us(l);
	}
	assert_in_range(valid_us, begin_us + MS(400), begin_us + MS(500) + LATE_US);
	EXPECT_TIME(life_now_us(l), valid_us + SEC(1), LATE_US);
}

static void after_a_gap_the_posture_is_unknown_until_settled(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	settle_in(&l);
	l.gap = true;
	expect_a_new_beginning(&l);
	assert_int_equal(l.w.posture.posture, POSTURE_UPRIGHT);
	assert_true(l.w.gravity[SENSOR_UPPER].bias_known);
}

static void a_hole_in_time_is_a_gap_too(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	settle_in(&l);
	l.t_us += SEC(3);
	expect_a_new_beginning(&l);
}

static void an_empty_batch_decides_nothing(void **state)
{
	struct wearer_events events = { .n = 99 };
	struct wearer before;
	struct wall wall;
	struct verdict v;
	struct batch b;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	settle_in(&l);
	b = life_batch(&l, SENSOR_UPPER, l.t_us);
	b.n = 0;
	wall = wall_at(b.t_us);
	before = l.w;
	v = wearer_push(&l.w, &b, &wall, &events);
	assert_false(v.decided);
	assert_false(v.valid);
	assert_int_equal(v.t_us, b.t_us);
	assert_int_equal(events.n, 0);
	assert_memory_equal(&before, &l.w, sizeof(before));
}

static void an_alert_neither_rises_nor_recovers_while_a_sensor_is_lost(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(400));
	settle_in(&l);
	life_until(&l, 60);
	assert_int_equal(l.n, 1);
	life_idle(&l, 200);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.w.alert.level, 1);
	assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
	/* about 41 s of dwell before: level 2 is 79 s away once the sensor is back */
	l.gap = true;
	life_until(&l, 335);
	assert_int_equal(l.n, 1);
	life_until(&l, 350);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[1].level, 2);
}

static void a_slouch_unseen_is_not_told(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(400));
	settle_in(&l);
	life_until(&l, 40);
	life_idle(&l, 100);
	assert_int_equal(l.n, 0);
	assert_false(l.v.alert_level);
}

static void a_silence_does_not_count_as_stillness(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), ACT(300, BODY_OFF, 0));
	settle_in(&l);
	life_until(&l, 60);
	life_idle(&l, 40);
	assert_int_equal(l.w.rest.since_us, 0);
	life_until(&l, 110);
	assert_int_equal(l.v.activity, ACTIVITY_STILL);
}

static void idle_decides_with_nothing_known(void **state)
{
	struct wearer_events events = { .n = 99 };
	struct wall wall = wall_at(BOOT_US);
	struct wearer w;

	(void)state;
	wearer_init(&w, &usual_params);
	for (unsigned i = 0; i < 10; i++) {
		wearer_idle(&w, BOOT_US + SEC(i), &wall, &events);
		assert_int_equal(events.n, 0);
		assert_int_equal(w.posture.posture, POSTURE_UNKNOWN);
	}
}

/* ------------------------------------------------------------- the lower sensor */

static void the_lower_sensor_decides_nothing(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, LOWER, UPRIGHT(20), SLOUCH(100));
	life_until(&l, 100);
	assert_false(l.v.decided);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.w.stance.sensors, LOWER);
}

static void a_lower_sensor_that_falls_silent_is_done_without(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100), UPRIGHT(20));
	settle_in(&l);
	life_until(&l, 30);
	assert_int_not_equal(l.v.curvature_cdeg, ANGLE_UNKNOWN);
	l.sensors = UPPER;
	life_until(&l, 31.5);
	assert_int_not_equal(l.v.curvature_cdeg, ANGLE_UNKNOWN);
	life_until(&l, 33);
	assert_int_equal(l.v.curvature_cdeg, ANGLE_UNKNOWN);
	assert_int_equal(l.v.stance.sensors, UPPER);
	assert_true(l.v.valid);
	assert_false(l.v.good);
	life_until(&l, 60);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
	l.sensors = BOTH;
	l.gap = true;
	life_until(&l, 62);
	assert_int_not_equal(l.v.curvature_cdeg, ANGLE_UNKNOWN);
	life_until(&l, 139);
	assert_int_equal(life_count(&l, WEARER_RECOVERED), 1);
}

static void a_lower_sensor_may_join_poses_taught_without_it(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(40), SLOUCH(100), UPRIGHT(20));
	settle_in(&l);
	assert_int_equal(l.v.stance.sensors, UPPER);
	wearer_set_stream(&l.w, SENSOR_LOWER, &chip_stream);
	l.sensors = BOTH;
	life_until(&l, 25);
	assert_int_equal(l.v.stance.sensors, BOTH);
	assert_int_equal(l.v.posture, POSTURE_UPRIGHT);
	assert_int_equal(l.v.curvature_cdeg, ANGLE_UNKNOWN);
	life_until(&l, 80);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
	life_until(&l, 158);
	assert_int_equal(life_count(&l, WEARER_RECOVERED), 1);
}

static void the_lower_sensor_may_hiccup_without_the_posture_being_lost(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	settle_in(&l);
	wearer_set_stream(&l.w, SENSOR_LOWER, &chip_stream);
	for (int i = 0; i < 10; i++) {
		life_tick(&l);
		assert_true(l.v.valid);
		assert_int_equal(l.w.posture.posture, POSTURE_UPRIGHT);
	}
	assert_int_equal(l.v.stance.sensors, BOTH);
}

static void a_stream_without_a_gyroscope_will_do(void **state)
{
	static const struct stream plain = { 50000, 16384000, 0 };
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(60), UPRIGHT(20));
	wearer_set_stream(&l.w, SENSOR_UPPER, &plain);
	settle_in(&l);
	life_until(&l, 99);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[0].kind, WEARER_SLOUCHED);
	assert_int_equal(l.log[1].kind, WEARER_RECOVERED);
}

/* --------------------------------------------------------------------- new limits */

static void new_limits_count_from_the_next_batch_and_nothing_is_lost(void **state)
{
	struct wearer_params params = usual_params;
	struct wearer before;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(400));
	settle_in(&l);
	life_until(&l, 60);
	assert_int_equal(l.n, 1);
	before = l.w;
	params.alert.levels_us[1] = SEC(60);
	wearer_configure(&l.w, &params);
	assert_memory_equal(&l.w.poses, &before.poses, sizeof(before.poses));
	assert_memory_equal(l.w.gravity, before.gravity, sizeof(before.gravity));
	assert_memory_equal(&l.w.alert, &before.alert, sizeof(before.alert));
	assert_memory_equal(&l.w.tally, &before.tally, sizeof(before.tally));
	assert_memory_equal(&l.w.posture, &before.posture, sizeof(before.posture));
	life_until(&l, 85);
	assert_int_equal(l.n, 2);
	EXPECT_TIME(l.log[1].t_us, l.turned_us + SEC(60), LATE_US);
	/* a wider cone, and the same back is upright */
	params.pose.slouch_cdeg = 4000;
	params.pose.release_cdeg = 3500;
	wearer_configure(&l.w, &params);
	life_tick(&l);
	assert_true(l.v.good);
	life_until(&l, 95);
	assert_int_equal(l.n, 3);
	assert_int_equal(l.log[2].kind, WEARER_RECOVERED);
}

static void new_limits_do_not_interrupt_learning(void **state)
{
	struct wearer_params params = usual_params;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	assert_int_equal(wearer_learn(&l.w, "up", POSTURE_UPRIGHT, GOOD, 10, life_now_us(&l)), 0);
	life_until(&l, 10);
	wearer_configure(&l.w, &params);
	life_until(&l, 16.5);
	assert_int_equal(life_count(&l, WEARER_LEARNED), 1);
}

/* -------------------------------------------------------------------- a plain value */

static void expect_equal_verdicts(const struct verdict *a, const struct verdict *b)
{
	assert_int_equal(a->t_us, b->t_us);
	assert_int_equal(a->valid, b->valid);
	assert_int_equal(a->posture, b->posture);
	assert_int_equal(a->pose, b->pose);
	assert_int_equal(a->good, b->good);
	assert_int_equal(a->activity, b->activity);
	assert_int_equal(a->flexion_cdeg, b->flexion_cdeg);
	assert_int_equal(a->lateral_cdeg, b->lateral_cdeg);
	assert_int_equal(a->curvature_cdeg, b->curvature_cdeg);
	assert_int_equal(a->alert_level, b->alert_level);
}

static void run_side_by_side(struct life *a, struct life *b, double until_s)
{
	while (a->t_us < (uint64_t)(until_s * 1e6)) {
		life_tick(a);
		life_tick(b);
		expect_equal_verdicts(&a->v, &b->v);
	}
	assert_int_equal(a->n, b->n);
	for (unsigned i = 0; i < a->n; i++) {
		assert_int_equal(a->log[i].kind, b->log[i].kind);
		assert_int_equal(a->log[i].t_us, b->log[i].t_us);
	}
	assert_memory_equal(&a->w, &b->w, sizeof(a->w));
}

static void a_copy_goes_on_as_the_original_does(void **state)
{
	struct life l, copy;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(50), UPRIGHT(20), ACT(30, BODY_WALK, 0), SLOUCH(60));
	settle_in(&l);
	life_until(&l, 33.3);
	memcpy(&copy, &l, sizeof(copy));
	copy.body.script = &copy.script;
	run_side_by_side(&l, &copy, 180);
	assert_int_equal(l.n, 3);
}

static void two_lives_alike_are_the_same(void **state)
{
	struct life one, two;

	(void)state;
	LIFE(&one, BOTH, UPRIGHT(20), SLOUCH(50), UPRIGHT(20));
	life_begin(&two, steps_, ARRAY_SIZE(steps_), BOTH);
	settle_in(&one);
	settle_in(&two);
	run_side_by_side(&one, &two, 90);
	assert_int_equal(one.n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_half_second_yields_no_verdict),
		cmocka_unit_test(after_a_gap_the_posture_is_unknown_until_settled),
		cmocka_unit_test(a_hole_in_time_is_a_gap_too),
		cmocka_unit_test(an_empty_batch_decides_nothing),
		cmocka_unit_test(an_alert_neither_rises_nor_recovers_while_a_sensor_is_lost),
		cmocka_unit_test(a_slouch_unseen_is_not_told),
		cmocka_unit_test(a_silence_does_not_count_as_stillness),
		cmocka_unit_test(idle_decides_with_nothing_known),
		cmocka_unit_test(the_lower_sensor_decides_nothing),
		cmocka_unit_test(a_lower_sensor_that_falls_silent_is_done_without),
		cmocka_unit_test(a_lower_sensor_may_join_poses_taught_without_it),
		cmocka_unit_test(the_lower_sensor_may_hiccup_without_the_posture_being_lost),
		cmocka_unit_test(a_stream_without_a_gyroscope_will_do),
		cmocka_unit_test(new_limits_count_from_the_next_batch_and_nothing_is_lost),
		cmocka_unit_test(new_limits_do_not_interrupt_learning),
		cmocka_unit_test(a_copy_goes_on_as_the_original_does),
		cmocka_unit_test(two_lives_alike_are_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
