/* SPDX-License-Identifier: MIT */
/* A wearer's days: what is said, when, and why. */
#include "wearer-rig.h"

static void before_a_pose_is_taught_nothing_is_said(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	life_until(&l, 100);
	assert_int_equal(l.n, 0);
	assert_true(l.v.decided);
	assert_false(l.v.valid);
	assert_int_equal(l.v.pose, -1);
	assert_int_equal(l.v.posture, POSTURE_UNKNOWN);
	assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
	assert_int_equal(l.v.stance.sensors, BOTH);
}

static void before_a_pose_is_taught_the_mount_tells_the_angles(void **state)
{
	struct wearer_params params = usual_params;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	params.pose.mount_up = (struct dir3){ DIR_ONE_Q14, 0, 0 };
	wearer_configure(&l.w, &params);
	life_until(&l, 40);
	assert_false(l.v.valid);
	assert_in_range(l.v.flexion_cdeg, 2150, 2450);
	assert_in_range(l.v.curvature_cdeg, 1750, 2050);
	assert_int_equal(l.n, 0);
	wearer_configure(&l.w, &usual_params);
	life_tick(&l);
	assert_int_equal(l.v.flexion_cdeg, ANGLE_UNKNOWN);
}

static void a_slouch_is_told_once_for_each_level_at_its_time_and_then_repeated(void **state)
{
	static const uint64_t due_s[] = { 30, 120, 300, 600, 900 };
	static const unsigned levels[] = { 1, 2, 3, 3, 3 };
	struct life l;
	uint64_t sight_us;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(2000));
	settle_in(&l);
	life_until(&l, 24);
	assert_false(l.v.good);
	assert_int_equal(l.v.posture, POSTURE_SLOUCHING);
	sight_us = l.turned_us;
	assert_in_range(sight_us, BOOT_US + SEC(20), BOOT_US + SEC(22));
	life_until(&l, 1000);
	assert_int_equal(l.turned_us, sight_us);
	assert_int_equal(l.n, ARRAY_SIZE(due_s));
	for (size_t i = 0; i < ARRAY_SIZE(due_s); i++) {
		assert_int_equal(l.log[i].kind, WEARER_SLOUCHED);
		assert_int_equal(l.log[i].level, levels[i]);
		/* repeats count from the last word, which may itself have been a batch late */
		EXPECT_TIME(l.log[i].t_us,
			    i < 3 ? sight_us + SEC(due_s[i]) : l.log[i - 1].t_us + SEC(300),
			    LATE_US);
	}
	assert_int_equal(l.v.alert_level, 3);
	assert_int_equal(l.w.tally.alerts, 1);
}

static void recovery_is_told_once_a_good_posture_was_held(void **state)
{
	struct life l;
	uint64_t bad_us, good_us;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(60), UPRIGHT(200));
	settle_in(&l);
	life_until(&l, 79);
	bad_us = l.turned_us;
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
	life_until(&l, 250);
	good_us = l.turned_us;
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[1].kind, WEARER_RECOVERED);
	EXPECT_TIME(l.log[1].t_us, good_us + SEC(3), LATE_US);
	EXPECT_TIME(l.log[1].slouched_us + MS(420), good_us - bad_us, MS(840));
	assert_int_equal(l.v.alert_level, 0);
}

/* The alert's own buzzer shakes the sensor for 1.6 s; what the wearer is taken to do meanwhile. */
static enum activity buzz(struct life *l, uint64_t buzz_us)
{
	unsigned alerts = l->n;

	l->w.params.alert.buzz_us = buzz_us;
	while (l->n == alerts)
		life_tick(l);
	l->shake_g = 0.3;
	life_until(l, (double)l->t_us * 1e-6 + 1.6);
	l->shake_g = 0;
	return l->v.activity;
}

static void the_buzz_of_an_alert_is_no_walk(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(180), ACT(40, BODY_WALK, 500));
	settle_in(&l);
	assert_int_equal(buzz(&l, SEC(2)), ACTIVITY_STILL);
	assert_int_equal(l.v.posture, POSTURE_SLOUCHING);
	assert_int_equal(buzz(&l, 0), ACTIVITY_MOVING);
	l.w.params.alert.buzz_us = SEC(2);
	life_until(&l, 210);
	assert_int_equal(l.v.activity, ACTIVITY_MOVING);
}

static void a_good_spell_shorter_than_the_release_does_not_hide_a_slouch(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(25), UPRIGHT(3), SLOUCH(60));
	settle_in(&l);
	life_until(&l, 50);
	assert_int_equal(l.n, 0);
	life_until(&l, 56);
	/* 25 s of slouching, under 3 s upright, and 5 s of slouching */
	assert_int_equal(l.n, 1);
	assert_int_equal(l.log[0].kind, WEARER_SLOUCHED);
	assert_int_equal(l.log[0].level, 1);
}

static void a_short_slouch_is_not_told(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(28), UPRIGHT(10), SLOUCH(28), UPRIGHT(60));
	settle_in(&l);
	life_until(&l, 140);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.w.tally.slouches, 2);
	assert_int_equal(l.w.tally.alerts, 0);
}

static void every_way_of_leaning_too_far_is_told(void **state)
{
	static const struct body_step leans[] = {
		SIT(60, 2, 2000, 0, 2000, POSTURE_LEANING_FORWARD),
		SIT(60, 2, -2600, 0, -3600, POSTURE_LEANING_BACK),
		SIT(60, 2, 600, -1900, 300, POSTURE_LEANING_LEFT),
		SIT(60, 2, 600, 1900, 300, POSTURE_LEANING_RIGHT),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(leans); i++) {
		struct body_step steps[] = { UPRIGHT(20), leans[i] };
		struct life l;

		life_begin(&l, steps, ARRAY_SIZE(steps), BOTH);
		settle_in(&l);
		life_until(&l, 60);
		assert_int_equal(l.v.posture, leans[i].posture);
		assert_int_equal(l.n, 1);
		assert_int_equal(l.log[0].kind, WEARER_SLOUCHED);
		assert_int_equal(l.w.why.posture, leans[i].posture);
	}
}

/* --------------------------------------------------------------------- activity */

static void a_walk_raises_nothing_however_bent(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), ACT(200, BODY_WALK, 2500), UPRIGHT(30));
	settle_in(&l);
	life_until(&l, 26);
	assert_int_equal(l.v.activity, ACTIVITY_MOVING);
	while (l.t_us < SEC(219)) {
		life_tick(&l);
		assert_int_equal(l.v.activity, ACTIVITY_MOVING);
		assert_true(gravity_motion_mg(&l.w.gravity[SENSOR_UPPER]) >= 60);
	}
	life_until(&l, 228);
	assert_int_equal(l.v.activity, ACTIVITY_STILL);
	assert_true(gravity_motion_mg(&l.w.gravity[SENSOR_UPPER]) < 40);
	assert_int_equal(l.v.posture, POSTURE_UPRIGHT);
	life_until(&l, 250);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.w.tally.slouches, 0);
}

static void a_walk_ends_a_slouch(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(50), ACT(30, BODY_WALK, 0), SLOUCH(25), UPRIGHT(20));
	settle_in(&l);
	life_until(&l, 145);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[0].kind, WEARER_SLOUCHED);
	assert_int_equal(l.log[1].kind, WEARER_RECOVERED);
	assert_in_range(l.log[1].t_us, BOOT_US + SEC(72), BOOT_US + SEC(79));
}

static void lying_down_clears_the_alert_and_raises_none(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(50), ACT(200, BODY_LIE, -9000), UPRIGHT(20));
	settle_in(&l);
	life_until(&l, 74);
	assert_int_equal(l.v.activity, ACTIVITY_LYING);
	assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
	life_until(&l, 269);
	assert_int_equal(l.v.activity, ACTIVITY_LYING);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[0].kind, WEARER_SLOUCHED);
	assert_int_equal(l.log[1].kind, WEARER_RECOVERED);
	assert_in_range(l.log[1].t_us, BOOT_US + SEC(73), BOOT_US + SEC(77));
	life_until(&l, 289);
	assert_int_equal(l.v.activity, ACTIVITY_STILL);
	assert_int_equal(l.w.posture.posture, POSTURE_UPRIGHT);
	assert_int_equal(l.n, 2);
}

/* Seconds from @from_s on until the activity begins, or ends, looked for during @within_s. */
static double seconds_until(struct life *l, enum activity activity, bool begins, double from_s,
			    double within_s)
{
	life_until(l, from_s);
	while (l->t_us < (uint64_t)((from_s + within_s) * 1e6)) {
		life_tick(l);
		if ((l->v.activity == activity) == begins)
			return (double)l->t_us * 1e-6 - from_s;
	}
	return 1e9;
}

static void a_sensor_taken_off_is_away_in_about_a_minute_and_back_at_once(void **state)
{
	/* after a large turn the bias comes to rest within the second minute only */
	static const struct {
		int16_t table_cdeg;
		double limit_s;
	} rows[] = { { 0, 72 }, { 4500, 125 }, { 9000, 125 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct body_step steps[] = { UPRIGHT(20), SLOUCH(50),
					     ACT(300, BODY_OFF, rows[i].table_cdeg), UPRIGHT(20) };
		double after_s;
		struct life l;

		life_begin(&l, steps, ARRAY_SIZE(steps), BOTH);
		settle_in(&l);
		after_s = seconds_until(&l, ACTIVITY_AWAY, true, 72, 298);
		if (!(after_s >= 58 && after_s <= rows[i].limit_s))
			fail_msg("at %d cdeg: away after %g s", rows[i].table_cdeg, after_s);
		life_until(&l, 369.5);
		assert_int_equal(l.v.activity, ACTIVITY_AWAY);
		assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
		assert_int_equal(life_count(&l, WEARER_RECOVERED), 1);
		assert_int_equal(l.v.alert_level, 0);
		EXPECT_AT_MOST(seconds_until(&l, ACTIVITY_AWAY, false, 370, 20), 1.0);
		life_until(&l, 389);
		assert_int_equal(l.w.posture.posture, POSTURE_UPRIGHT);
	}
}

static void a_still_sitter_is_not_away(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(1200));
	settle_in(&l);
	while (l.t_us < SEC(900)) {
		life_tick(&l);
		assert_int_equal(l.v.activity, ACTIVITY_STILL);
	}
	assert_int_equal(l.n, 0);
}

/* --------------------------------------------------------------- figures for people */

static void the_verdict_tells_flexion_lateral_and_curvature(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SIT(40, 2, 1900, 600, 700, POSTURE_SLOUCHING));
	settle_in(&l);
	life_until(&l, 45);
	assert_in_range(l.v.flexion_cdeg, 1750, 2050);
	assert_in_range(l.v.lateral_cdeg, 500, 700);
	assert_in_range(l.v.curvature_cdeg, 1000, 1400);
	assert_int_equal(l.v.t_us, life_now_us(&l));
}

static void the_alert_is_explained_by_the_cone(void **state)
{
	struct life l;
	const struct explanation *why = &l.w.why;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	settle_in(&l);
	assert_false(why->known);
	life_until(&l, 60);
	assert_int_equal(l.n, 1);
	assert_true(why->known);
	assert_true(why->cone);
	assert_int_equal(why->real_sec, wall_at(l.log[0].t_us).real_sec);
	assert_int_equal(why->level, 1);
	assert_int_equal(why->posture, POSTURE_SLOUCHING);
	assert_string_equal(why->pose, "");
	assert_string_equal(why->reference, "upright");
	assert_in_range(why->flexion_cdeg, 2150, 2450);
	assert_in_range(why->lateral_cdeg + 100, 0, 200);
	assert_in_range(why->curvature_cdeg, 1750, 2050);
	assert_int_equal(why->distance_cdeg, why->flexion_cdeg);
	assert_int_equal(why->border_cdeg, 1200);
	assert_string_equal(why->key, "posture.slouch_deg");
	assert_int_equal(why->key_value, 1200);
	assert_in_range(why->dwell_us, SEC(30), SEC(30) + LATE_US);
	assert_int_equal(why->delay_us, SEC(30));
	assert_int_equal(why->grace_us, 0);
}

static void a_grace_is_part_of_the_explanation(void **state)
{
	struct wearer_params gentle = usual_params;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(120), SLOUCH(100));
	settle_in(&l);
	gentle.alert.gentle_after_us = SEC(60);
	wearer_configure(&l.w, &gentle);
	life_until(&l, 178);
	assert_int_equal(l.n, 0);
	life_until(&l, 190);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.w.why.delay_us, SEC(60));
	assert_int_equal(l.w.why.grace_us, SEC(30));
}

static void the_alert_is_explained_by_the_taught_pose(void **state)
{
	struct life l;
	const struct explanation *why = &l.w.why;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(20), UPRIGHT(10), SLOUCH(300));
	settle_in(&l);
	life_until(&l, 25);
	life_learn(&l, "desk-slump", POSTURE_SLOUCHING, BAD);
	life_until(&l, 50);
	l.n = 0;
	life_until(&l, 175);
	assert_int_equal(l.n, 2);
	assert_true(why->known);
	assert_false(why->cone);
	assert_int_equal(why->level, 2);
	assert_int_equal(why->delay_us, SEC(120));
	assert_in_range(why->dwell_us, SEC(120), SEC(120) + LATE_US);
	assert_string_equal(why->pose, "desk-slump");
	assert_string_equal(why->reference, "upright");
	assert_string_equal(why->key, "posture.sensitivity");
	assert_int_equal(why->key_value, 3);
	assert_true(why->distance_cdeg < why->other_cdeg);
	assert_in_range(why->border_cdeg, 1000, 1500);
	assert_int_equal(l.v.pose, 1);
}

static void the_day_is_counted(void **state)
{
	const struct tally *t;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(60), UPRIGHT(40), ACT(60, BODY_WALK, 0), UPRIGHT(20),
	     ACT(100, BODY_LIE, -9000), UPRIGHT(20));
	settle_in(&l);
	life_until(&l, 320);
	t = &l.w.tally;
	assert_int_equal(t->day, 19675);
	assert_int_equal(t->slouches, 1);
	assert_int_equal(t->alerts, 1);
	assert_in_range(tally_bad_us(t), SEC(56), SEC(64));
	assert_in_range(t->activity_us[ACTIVITY_MOVING], SEC(55), SEC(66));
	/* the first minute on the back is rest, and so are those after it */
	assert_in_range(t->activity_us[ACTIVITY_LYING], SEC(94), SEC(102));
	assert_in_range(t->activity_us[ACTIVITY_STILL] + t->activity_us[ACTIVITY_MOVING] +
				t->activity_us[ACTIVITY_LYING] + t->activity_us[ACTIVITY_AWAY],
			SEC(318), SEC(320));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(before_a_pose_is_taught_nothing_is_said),
		cmocka_unit_test(before_a_pose_is_taught_the_mount_tells_the_angles),
		cmocka_unit_test(
			a_slouch_is_told_once_for_each_level_at_its_time_and_then_repeated),
		cmocka_unit_test(recovery_is_told_once_a_good_posture_was_held),
		cmocka_unit_test(the_buzz_of_an_alert_is_no_walk),
		cmocka_unit_test(a_good_spell_shorter_than_the_release_does_not_hide_a_slouch),
		cmocka_unit_test(a_short_slouch_is_not_told),
		cmocka_unit_test(every_way_of_leaning_too_far_is_told),
		cmocka_unit_test(a_walk_raises_nothing_however_bent),
		cmocka_unit_test(a_walk_ends_a_slouch),
		cmocka_unit_test(lying_down_clears_the_alert_and_raises_none),
		cmocka_unit_test(a_sensor_taken_off_is_away_in_about_a_minute_and_back_at_once),
		cmocka_unit_test(a_still_sitter_is_not_away),
		cmocka_unit_test(the_verdict_tells_flexion_lateral_and_curvature),
		cmocka_unit_test(the_alert_is_explained_by_the_cone),
		cmocka_unit_test(a_grace_is_part_of_the_explanation),
		cmocka_unit_test(the_alert_is_explained_by_the_taught_pose),
		cmocka_unit_test(the_day_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
