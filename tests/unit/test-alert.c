/* SPDX-License-Identifier: MIT */
#include "alert-rig.h"

/* clang-format off */

static void it_rises_a_level_at_each_dwell_and_repeats_at_the_last(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     {  29, BAD, 0, 0, 0,  29 },
	     {   1, BAD, 1, 0, 1,  30 },
	     {  89, BAD, 0, 0, 1, 119 },
	     {   1, BAD, 1, 0, 2, 120 },
	     { 179, BAD, 0, 0, 2, 299 },
	     {   1, BAD, 1, 0, 3, 300 },
	     { 299, BAD, 0, 0, 3, 599 },
	     {   1, BAD, 1, 0, 3, 600 },
	     { 299, BAD, 0, 0, 3, 899 },
	     {   1, BAD, 1, 0, 3, 900 });
}

static void without_repeat_the_last_level_speaks_once(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.repeat_us = 0;
	PLAY(&sc, { 3600, BAD, 3, 0, 3, 3600 });
}

static void only_the_last_level_repeats(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.repeat_us = SEC(10);
	PLAY(&sc,
	     { 299, BAD, 2, 0, 2, 299 },
	     {  11, BAD, 2, 0, 3, 310 });
}

static void every_relief_ends_it_once_after_release(void **state)
{
	static const enum doing reliefs[] = { GOOD, WALK, RISE, LYING, AWAY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reliefs); i++) {
		struct scene sc;

		begin(&sc);
		PLAY(&sc, { 40, BAD, 1, 0, 1, 40 });
		assert_int_equal(play(&sc, reliefs[i], 2), ALERT_NOTHING);
		assert_int_equal(sc.a.level, 1);
		assert_int_equal(play(&sc, reliefs[i], 1), ALERT_RECOVERED);
		assert_int_equal(sc.a.level, 0);
		assert_int_equal(sc.a.dwell_us, 0);
		play(&sc, reliefs[i], 60);
		assert_int_equal(sc.spoken + sc.recovered, 0);
	}
}

static void a_recovery_begins_everything_anew(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 130, BAD,  2, 0, 2, 130 },
	     {   3, GOOD, 0, 1, 0,   0 },
	     {  29, BAD,  0, 0, 0,  29 },
	     {   1, BAD,  1, 0, 1,  30 });
}

static void a_flutter_does_not_hide_a_slouch(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 14, BAD,  0, 0, 0, 14 },
	     {  2, GOOD, 0, 0, 0, 14 },
	     { 15, BAD,  0, 0, 0, 29 },
	     {  2, GOOD, 0, 0, 0, 29 },
	     {  1, BAD,  1, 0, 1, 30 },
	     /* and the release begins anew each time */
	     {  2, GOOD, 0, 0, 1, 30 },
	     {  1, BAD,  0, 0, 1, 31 },
	     {  2, GOOD, 0, 0, 1, 31 },
	     {  1, GOOD, 0, 1, 0,  0 });
}

static void a_good_spell_long_enough_forgets_a_slouch_nobody_heard_of(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 29, BAD,  0, 0, 0, 29 },
	     {  3, GOOD, 0, 0, 0,  0 },
	     { 29, BAD,  0, 0, 0, 29 });
}

static void moving_freezes_the_dwell(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 29, BAD,  0, 0, 0, 29 },
	     {  2, WALK, 0, 0, 0, 29 },
	     {  1, BAD,  1, 0, 1, 30 });
}

static void an_unknown_posture_counts_for_neither(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     {  29, BAD,  0, 0, 0, 29 },
	     { 600, NONE, 0, 0, 0, 29 },
	     {   1, BAD,  1, 0, 1, 30 },
	     {   2, GOOD, 0, 0, 1, 30 },
	     { 600, NONE, 0, 0, 1, 30 },
	     {   1, GOOD, 0, 1, 0,  0 });
}

static void acknowledging_silences_until_the_recovery(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	assert_false(alert_acknowledge(&sc.a));
	assert_false(sc.a.acknowledged);
	PLAY(&sc, { 30, BAD, 1, 0, 1, 30 });
	assert_true(alert_acknowledge(&sc.a));
	assert_true(alert_acknowledge(&sc.a));
	PLAY(&sc,
	     { 3600, BAD,  0, 0, 1, 3630 },
	     {    2, GOOD, 0, 0, 1, 3630 },
	     {    1, BAD,  0, 0, 1, 3631 },
	     {    3, GOOD, 0, 1, 0,    0 },
	     {   30, BAD,  1, 0, 1,   30 });
}

/* clang-format on */

static void levels_crossed_in_one_step_speak_once(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.levels_us[0] = SEC(1);
	sc.p.levels_us[1] = SEC(1) + 1;
	sc.p.levels_us[2] = SEC(2);
	assert_int_equal(step(&sc, BAD, SEC(2)), ALERT_SPEAK);
	assert_int_equal(sc.a.level, 3);
	assert_int_equal(step(&sc, BAD, SEC(2)), ALERT_NOTHING);
}

static void one_level_and_no_delay_are_legal(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_levels = 1;
	sc.p.levels_us[0] = 0;
	sc.p.release_us = 0;
	sc.p.repeat_us = SEC(1);
	assert_int_equal(step(&sc, BAD, 1), ALERT_SPEAK);
	assert_int_equal(step(&sc, BAD, SEC(1) - 1), ALERT_NOTHING);
	assert_int_equal(step(&sc, BAD, 1), ALERT_SPEAK);
	assert_int_equal(step(&sc, NONE, 1), ALERT_NOTHING);
	assert_int_equal(step(&sc, GOOD, 0), ALERT_RECOVERED);
}

static void all_eight_levels_can_be_reached(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_levels = ALERT_LEVEL_MAX;
	for (unsigned i = 0; i < ALERT_LEVEL_MAX; i++)
		sc.p.levels_us[i] = SEC(i + 1);
	play(&sc, BAD, 8);
	assert_int_equal(sc.spoken, ALERT_LEVEL_MAX);
	assert_int_equal(sc.a.level, ALERT_LEVEL_MAX);
}

static void fewer_levels_after_a_reload_are_survived(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	play(&sc, BAD, 300);
	assert_int_equal(sc.a.level, 3);
	sc.p.n_levels = 1;
	play(&sc, BAD, 299);
	assert_int_equal(sc.spoken, 0);
	assert_int_equal(sc.a.level, 3);
	play(&sc, BAD, 1);
	assert_int_equal(sc.spoken, 1);
}

static void a_gap_counts_for_nobody(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	step(&sc, BAD, SEC(2));
	assert_int_equal(sc.a.dwell_us, SEC(2));
	step(&sc, BAD, SEC(2) + 1);
	assert_int_equal(sc.a.dwell_us, SEC(2));
	/* asleep for a night in the middle of a slouch */
	assert_int_equal(step(&sc, BAD, SEC(8 * 3600)), ALERT_NOTHING);
	assert_int_equal(sc.a.dwell_us, SEC(2));
	play(&sc, BAD, 28);
	assert_int_equal(sc.a.level, 1);
	assert_int_equal(step(&sc, GOOD, SEC(8 * 3600)), ALERT_NOTHING);
	assert_int_equal(sc.a.release_us, 0);
}

static void the_first_step_and_a_step_back_count_nothing(void **state)
{
	struct alert a;

	(void)state;
	alert_init(&a);
	alert_step(&a, &usual, &doings[BAD], SEC(1), NOON);
	assert_int_equal(a.dwell_us, 0);
	alert_step(&a, &usual, &doings[BAD], SEC(2), NOON);
	assert_int_equal(a.dwell_us, SEC(1));
	alert_step(&a, &usual, &doings[BAD], SEC(1), NOON);
	assert_int_equal(a.dwell_us, SEC(1));
	alert_step(&a, &usual, &doings[BAD], SEC(3), NOON);
	assert_int_equal(a.dwell_us, SEC(2));
}

static void dwell_and_release_count_from_the_first_sight(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(GOOD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s = seen_at(BAD, sc.now_us);
	sc.now_us += SEC(5); /* five seconds to settle, in steps that still said upright */
	sc.a.now_us = sc.now_us - US_PER_SEC;
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us, NOON), ALERT_NOTHING);
	assert_int_equal(sc.a.dwell_us, SEC(5));
	for (int i = 0; i < 24; i++)
		assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON),
				 ALERT_NOTHING);
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON), ALERT_SPEAK);

	s = seen_at(GOOD, sc.now_us);
	sc.now_us += SEC(3);
	sc.a.now_us = sc.now_us - US_PER_SEC;
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us, NOON), ALERT_RECOVERED);
}

static void a_turn_that_is_settling_counts_for_neither_side(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s.next = POSTURE_UPRIGHT;
	s.next_good = true;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(1));
	assert_int_equal(sc.a.release_us, 0);
	s.next = POSTURE_LEANING_LEFT;
	s.next_good = false;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(2));
}

static void clearing_leaves_no_alert_and_every_hold(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	play(&sc, BAD, 31);
	assert_int_equal(sc.a.level, 1);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	alert_clear(&sc.a);
	assert_int_equal(sc.a.level, 0);
	assert_int_equal(sc.a.dwell_us, 0);
	assert_true(alert_held_until(&sc.a, sc.now_us) != 0);
	play(&sc, GOOD, 10);
	assert_int_equal(sc.recovered, 0);
}

static void from_one_bad_posture_to_another_no_time_counts_twice(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s = seen_at(BAD, sc.now_us);
	s.posture = POSTURE_LEANING_LEFT;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(3));
}

static void a_walk_does_not_date_a_posture_back(void **state)
{
	struct posture_state s, walk;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	walk = seen_at(WALK, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	for (int i = 0; i < 2; i++)
		alert_step(&sc.a, &sc.p, &walk, sc.now_us += SEC(1), NOON);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_rises_a_level_at_each_dwell_and_repeats_at_the_last),
		cmocka_unit_test(without_repeat_the_last_level_speaks_once),
		cmocka_unit_test(only_the_last_level_repeats),
		cmocka_unit_test(every_relief_ends_it_once_after_release),
		cmocka_unit_test(a_recovery_begins_everything_anew),
		cmocka_unit_test(a_flutter_does_not_hide_a_slouch),
		cmocka_unit_test(a_good_spell_long_enough_forgets_a_slouch_nobody_heard_of),
		cmocka_unit_test(moving_freezes_the_dwell),
		cmocka_unit_test(an_unknown_posture_counts_for_neither),
		cmocka_unit_test(acknowledging_silences_until_the_recovery),
		cmocka_unit_test(levels_crossed_in_one_step_speak_once),
		cmocka_unit_test(one_level_and_no_delay_are_legal),
		cmocka_unit_test(all_eight_levels_can_be_reached),
		cmocka_unit_test(fewer_levels_after_a_reload_are_survived),
		cmocka_unit_test(a_gap_counts_for_nobody),
		cmocka_unit_test(the_first_step_and_a_step_back_count_nothing),
		cmocka_unit_test(dwell_and_release_count_from_the_first_sight),
		cmocka_unit_test(a_turn_that_is_settling_counts_for_neither_side),
		cmocka_unit_test(clearing_leaves_no_alert_and_every_hold),
		cmocka_unit_test(from_one_bad_posture_to_another_no_time_counts_twice),
		cmocka_unit_test(a_walk_does_not_date_a_posture_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
