/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wearer-rig.h"

/* A second good pose, away from the usual one: on one's feet. */
#define STAND(s) SIT(s, 2, -900, 0, -900, POSTURE_UPRIGHT)
#define FEET     0
#define STRICT   1

/* Two profiles: one for the feet, which a pose asks for, and one that none does. */
static void give_profiles(struct life *l, int current)
{
	static struct wearer_profiles profiles; /* padding and all */

	memset(&profiles, 0, sizeof profiles);
	profiles.n = 2;
	profiles.params[FEET] = usual_params;
	profiles.params[FEET].pose.slouch_cdeg = 3000;
	profiles.params[STRICT] = usual_params;
	profiles.params[STRICT].alert.n_levels = 2;
	profiles.params[STRICT].alert.levels_us[0] = SEC(10);
	profiles.params[STRICT].alert.levels_us[1] = SEC(40);
	profiles.n_poses = 1;
	strcpy(profiles.pose[0].name, "standing");
	profiles.pose[0].profile = FEET;
	wearer_set_profiles(&l->w, &profiles, current);
}

/* Upright and standing are taught by 40 s; the wearer stands. */
static void teach_both(struct life *l)
{
	settle_in(l);
	life_until(l, 24);
	life_learn(l, "standing", POSTURE_UPRIGHT, GOOD);
	life_until(l, 40);
	assert_int_equal(l->v.pose, 1);
}

static void the_pose_that_is_held_brings_its_limits(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), STAND(40), UPRIGHT(60));
	teach_both(&l);
	give_profiles(&l, PROFILE_NONE);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 1200);
	life_until(&l, 49);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 1200);
	life_until(&l, 51.5);
	assert_int_equal(l.w.profile.current, FEET);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 3000);
	/* and sitting down again the usual ones */
	life_until(&l, 70);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 3000);
	life_until(&l, 76);
	assert_int_equal(l.w.profile.current, PROFILE_NONE);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 1200);
}

static void a_change_of_profile_breaks_neither_filter_nor_posture(void **state)
{
	struct life l;
	struct wearer before;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), STAND(60));
	teach_both(&l);
	give_profiles(&l, PROFILE_NONE);
	before = l.w;
	wearer_choose_profile(&l.w, STRICT);
	assert_memory_equal(before.gravity, l.w.gravity, sizeof before.gravity);
	assert_memory_equal(&before.posture, &l.w.posture, sizeof before.posture);
	assert_memory_equal(&before.match, &l.w.match, sizeof before.match);
	assert_memory_equal(&before.alert, &l.w.alert, sizeof before.alert);
	assert_memory_equal(&before.tally, &l.w.tally, sizeof before.tally);
	life_tick(&l);
	assert_true(l.v.valid);
	assert_int_equal(l.v.pose, 1);
}

static void the_dwell_goes_on_under_the_limits_chosen_by_hand(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	settle_in(&l);
	give_profiles(&l, PROFILE_NONE);
	life_until(&l, 42);
	assert_int_equal(l.n, 0);
	wearer_choose_profile(&l.w, STRICT);
	life_until(&l, 43);
	assert_int_equal(l.n, 1);
	assert_int_equal(l.log[0].level, 1);
	assert_in_range(l.w.why.dwell_us, SEC(19), SEC(23));
	assert_int_equal(l.w.why.delay_us, SEC(10));
	assert_int_equal(l.w.why.profile, STRICT);
	life_until(&l, 65);
	assert_int_equal(l.n, 2);
	assert_int_equal(l.log[1].level, 2);
}

static void an_alert_that_stands_recovers_under_other_limits(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(45), UPRIGHT(20));
	settle_in(&l);
	give_profiles(&l, PROFILE_NONE);
	life_until(&l, 60);
	assert_int_equal(l.w.alert.level, 1);
	assert_int_equal(l.w.why.profile, PROFILE_NONE);
	wearer_choose_profile(&l.w, FEET);
	life_tick(&l);
	assert_int_equal(l.w.alert.level, 1);
	life_until(&l, 80);
	assert_int_equal(life_count(&l, WEARER_RECOVERED), 1);
	assert_in_range(life_last(&l, WEARER_RECOVERED)->slouched_us, SEC(30), SEC(48));
}

static void a_slouch_from_the_feet_does_not_change_the_limits(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), STAND(40), SIT(60, 2, 3500, 0, 600, POSTURE_SLOUCHING));
	teach_both(&l);
	give_profiles(&l, FEET);
	life_until(&l, 110);
	assert_false(l.v.good);
	assert_int_equal(l.w.profile.current, FEET);
	assert_int_equal(l.w.why.profile, FEET);
	assert_int_equal(l.w.why.border_cdeg, 3000);
}

static void left_to_the_poses_the_counted_one_decides_at_once(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), STAND(60));
	teach_both(&l);
	give_profiles(&l, PROFILE_NONE);
	wearer_choose_profile(&l.w, STRICT);
	life_until(&l, 70);
	assert_int_equal(l.w.profile.current, STRICT);
	wearer_choose_profile(&l.w, PROFILE_BY_POSE);
	assert_int_equal(l.w.profile.current, FEET);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 3000);
}

static void new_usual_limits_wait_behind_a_profile(void **state)
{
	struct wearer_params params = usual_params;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20));
	give_profiles(&l, FEET);
	params.pose.slouch_cdeg = 700;
	wearer_configure(&l.w, &params);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 3000);
	wearer_choose_profile(&l.w, PROFILE_BY_POSE);
	assert_int_equal(l.w.params.pose.slouch_cdeg, 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pose_that_is_held_brings_its_limits),
		cmocka_unit_test(a_change_of_profile_breaks_neither_filter_nor_posture),
		cmocka_unit_test(the_dwell_goes_on_under_the_limits_chosen_by_hand),
		cmocka_unit_test(an_alert_that_stands_recovers_under_other_limits),
		cmocka_unit_test(a_slouch_from_the_feet_does_not_change_the_limits),
		cmocka_unit_test(left_to_the_poses_the_counted_one_decides_at_once),
		cmocka_unit_test(new_usual_limits_wait_behind_a_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
