/* SPDX-License-Identifier: MIT */
/*
 * Stretching: when it is due, what ends it, which exercise it is.
 */
#include "care-rig.h"
#include "care-texts.h"

static void a_stretch_is_due_after_slouching_that_adds_up(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 10 * MINUTE);
	play(&k, GOOD, 5 * MINUTE);
	play(&k, LEFT, 10 * MINUTE - 1);
	nothing(&k);
	assert_false(is_due(&k, CARE_STRETCH));
	step(&k, SLOUCH, US_PER_SEC);
	e = only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
	assert_int_equal(e.minutes, 20);
	assert_int_equal(e.posture, POSTURE_SLOUCHING);
	assert_true(e.exercise < care_n_exercises);
	assert_true(is_due(&k, CARE_STRETCH));
}

static void a_stretch_is_due_after_sitting_without_moving(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, GOOD, 50 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	assert_int_equal(only(&k, CARE_STRETCH, DUE, CARE_SAT).minutes, 50);
}

static void it_names_the_posture_held_longest_that_day(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 9 * MINUTE);
	play(&k, LEFT, 11 * MINUTE);
	assert_int_equal(only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED).posture, POSTURE_LEANING_LEFT);
}

static void a_stretch_not_done_is_told_again_after_the_gap(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
	play(&k, SLOUCH, 30 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	assert_int_equal(only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED).minutes, 50);
}

static void the_gap_holds_over_what_was_done(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	assert_int_equal(done(&k, CARE_STRETCH), 0);
	clear(&k);
	play(&k, SLOUCH, 30 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	assert_int_equal(only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED).minutes, 30);
}

static void the_gap_holds_over_a_restart(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	restart(&k, SEC(MINUTE));
	/* the first step counts nothing */
	play(&k, SLOUCH, 29 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void a_clock_set_back_over_a_restart_does_not_keep_it_silent(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	restart(&k, 0);
	k.m.real_sec -= YEAR_SEC;
	play(&k, SLOUCH, 20 * MINUTE + 1);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void a_day_has_its_cap_and_the_next_its_own(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.p.stretch_per_day = 2;
	play(&k, SLOUCH, 6 * HOUR);
	assert_int_equal(count(&k, CARE_STRETCH, DUE), 2);
	restart(&k, SEC(1));
	play(&k, SLOUCH, HOUR);
	assert_int_equal(count(&k, CARE_STRETCH, DUE), 2);
	clear(&k);
	k.m.local_day++;
	play(&k, SLOUCH, 6 * HOUR);
	assert_int_equal(count(&k, CARE_STRETCH, DUE), 2);
}

static void two_minutes_of_moving_do_it(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	play(&k, WALK, 119);
	nothing(&k);
	step(&k, WALK, US_PER_SEC);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_MOVED);
	assert_false(is_due(&k, CARE_STRETCH));
	/* and everything counts from zero */
	k.p.stretch_gap_us = 0;
	play(&k, SLOUCH, 20 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void a_short_stop_does_not_end_a_walk_but_a_minute_does(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	play(&k, WALK, 60);
	play(&k, GOOD, 60);
	play(&k, WALK, 119);
	nothing(&k);
	play(&k, GOOD, 59);
	nothing(&k);
	step(&k, WALK, US_PER_SEC);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_MOVED);
}

static void two_minutes_of_lying_or_away_are_a_rest(void **state)
{
	static const enum doing rests[] = { LYING, AWAY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rests); i++) {
		struct coach k;

		begin(&k, CARE_STRETCH);
		play(&k, SLOUCH, 20 * MINUTE);
		clear(&k);
		play(&k, rests[i], 119);
		nothing(&k);
		step(&k, rests[i], US_PER_SEC);
		only(&k, CARE_STRETCH, NOT_DUE, CARE_RESTED);
		play(&k, rests[i], HOUR);
		nothing(&k);
	}
}

static void a_walk_before_it_is_due_counts_as_well(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 19 * MINUTE);
	play(&k, WALK, 2 * MINUTE);
	play(&k, SLOUCH, 20 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void what_is_not_known_is_neither_sitting_nor_moving(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	for (int i = 0; i < 200; i++) {
		play(&k, NONE, 119);
		play(&k, GOOD, 14);
	}
	nothing(&k);
	assert_int_equal(k.c.sat_us, SEC(200 * 14));
	play(&k, GOOD, 200);
	only(&k, CARE_STRETCH, DUE, CARE_SAT);
	play(&k, NONE, 2 * HOUR);
	nothing(&k);
	assert_true(is_due(&k, CARE_STRETCH));
}

static void nobody_is_told_to_have_sat_through_what_nobody_saw(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, GOOD, 49 * MINUTE);
	play(&k, NONE, 120);
	play(&k, GOOD, 50 * MINUTE - 1);
	nothing(&k);
	/* asleep for an hour, and back on the feet */
	step(&k, NONE, SEC(HOUR));
	play(&k, WALK, 10);
	play(&k, GOOD, 50 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SAT);
}

static void steps_more_than_a_gap_apart_count_nothing(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	step(&k, SLOUCH, POSTURE_GAP_US);
	assert_int_equal(k.c.slouched_us, POSTURE_GAP_US);
	step(&k, SLOUCH, POSTURE_GAP_US + 1);
	assert_int_equal(k.c.slouched_us, POSTURE_GAP_US);
	assert_int_equal(k.c.sat_us, POSTURE_GAP_US);
}

static void done_ends_it_and_counts_anew_also_unasked(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 19 * MINUTE);
	assert_int_equal(done(&k, CARE_STRETCH), 0);
	nothing(&k);
	play(&k, SLOUCH, 20 * MINUTE);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
	assert_int_equal(done(&k, CARE_STRETCH), 0);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_DONE);
	assert_int_equal(k.c.slouched_us + k.c.sat_us, 0);
}

/* The exercise of the next reminder, after sitting so. */
static uint32_t exercise_for(struct coach *k, int32_t lateral_cdeg, int32_t curvature_cdeg)
{
	uint32_t exercise;

	k->m.lateral_cdeg = lateral_cdeg;
	k->m.curvature_cdeg = curvature_cdeg;
	play(k, SLOUCH, 30 * MINUTE);
	exercise = only(k, CARE_STRETCH, DUE, CARE_SLOUCHED).exercise;
	assert_true(exercise < care_n_exercises);
	done(k, CARE_STRETCH);
	clear(k);
	return exercise;
}

static enum care_fit fit_for(int32_t lateral_cdeg, int32_t curvature_cdeg)
{
	enum care_fit fit = CARE_FIT_ANY;
	struct coach k;

	begin(&k, CARE_STRETCH);
	k.p.stretch_per_day = 48;
	k.p.stretch_slouch_us = SEC(30 * MINUTE);
	for (unsigned i = 0; i < care_n_exercises; i++) {
		enum care_fit one =
			care_exercises[exercise_for(&k, lateral_cdeg, curvature_cdeg)].fit;

		if (i > 0 && one != fit)
			return CARE_FIT_ANY;
		fit = one;
	}
	return fit;
}

static void the_exercise_fits_how_the_wearer_sat(void **state)
{
	(void)state;
	assert_int_equal(fit_for(ANGLE_UNKNOWN, ANGLE_UNKNOWN), CARE_FIT_ANY);
	assert_int_equal(fit_for(0, 799), CARE_FIT_ANY);
	assert_int_equal(fit_for(0, 800), CARE_FIT_ROUND);
	assert_int_equal(fit_for(499, 0), CARE_FIT_ANY);
	assert_int_equal(fit_for(500, 0), CARE_FIT_LEANING);
	assert_int_equal(fit_for(-499, 0), CARE_FIT_ANY);
	assert_int_equal(fit_for(-500, ANGLE_UNKNOWN), CARE_FIT_LEANING);
	assert_int_equal(fit_for(500, 800), CARE_FIT_ROUND);
}

static void the_fit_is_a_mean_since_the_last_one(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.p.stretch_slouch_us = SEC(30 * MINUTE);
	(void)exercise_for(&k, 0, 3000);
	k.m.lateral_cdeg = 900;
	k.m.curvature_cdeg = 0;
	play(&k, SLOUCH, 20 * MINUTE);
	k.m.lateral_cdeg = 0;
	play(&k, SLOUCH, 10 * MINUTE);
	assert_int_equal(care_exercises[only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED).exercise].fit,
			 CARE_FIT_LEANING);
}

static void every_exercise_has_its_turn_before_one_comes_again(void **state)
{
	unsigned turns[32] = { 0 };
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.p.stretch_per_day = 48;
	k.p.stretch_slouch_us = SEC(30 * MINUTE);
	for (unsigned i = 0; i < care_n_exercises; i++)
		turns[exercise_for(&k, 0, 0)]++;
	for (unsigned i = 0; i < care_n_exercises; i++)
		assert_int_equal(turns[i], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_is_due_after_slouching_that_adds_up),
		cmocka_unit_test(a_stretch_is_due_after_sitting_without_moving),
		cmocka_unit_test(it_names_the_posture_held_longest_that_day),
		cmocka_unit_test(a_stretch_not_done_is_told_again_after_the_gap),
		cmocka_unit_test(the_gap_holds_over_what_was_done),
		cmocka_unit_test(the_gap_holds_over_a_restart),
		cmocka_unit_test(a_clock_set_back_over_a_restart_does_not_keep_it_silent),
		cmocka_unit_test(a_day_has_its_cap_and_the_next_its_own),
		cmocka_unit_test(two_minutes_of_moving_do_it),
		cmocka_unit_test(a_short_stop_does_not_end_a_walk_but_a_minute_does),
		cmocka_unit_test(two_minutes_of_lying_or_away_are_a_rest),
		cmocka_unit_test(a_walk_before_it_is_due_counts_as_well),
		cmocka_unit_test(what_is_not_known_is_neither_sitting_nor_moving),
		cmocka_unit_test(nobody_is_told_to_have_sat_through_what_nobody_saw),
		cmocka_unit_test(steps_more_than_a_gap_apart_count_nothing),
		cmocka_unit_test(done_ends_it_and_counts_anew_also_unasked),
		cmocka_unit_test(the_exercise_fits_how_the_wearer_sat),
		cmocka_unit_test(the_fit_is_a_mean_since_the_last_one),
		cmocka_unit_test(every_exercise_has_its_turn_before_one_comes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
