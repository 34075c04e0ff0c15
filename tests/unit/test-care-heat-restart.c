/* SPDX-License-Identifier: MIT */
/*
 * Heat over restarts and clocks that are set: 20 minutes, whatever happens.
 */
#include "care-rig.h"

static void a_restart_in_the_middle_leaves_what_is_left(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 10 * MINUTE);
	restart(&k, SEC(2 * MINUTE));
	assert_true(is_due(&k, CARE_HEAT));
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), SEC(8 * MINUTE));
	play(&k, GOOD, 3 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_ENOUGH).minutes, 15);
	play(&k, GOOD, 5 * MINUTE);
	only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
}

static void a_killed_process_has_only_the_start_written_down(void **state)
{
	struct care_memory written;
	struct coach k;

	(void)state;
	begin_session(&k);
	assert_true(k.c.dirty);
	written = *care_memory_now(&k.c, k.m.now_us, k.m.real_sec);
	play(&k, GOOD, 14 * MINUTE);
	/* another boot: its clock begins anew */
	k.m.now_us = SEC(5);
	care_init(&k.c, &written, k.m.now_us, k.m.real_sec);
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), SEC(6 * MINUTE));
}

static void fifteen_minutes_reached_while_away_are_told_after(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 14 * MINUTE);
	restart(&k, SEC(2 * MINUTE));
	step(&k, NONE, 0);
	only(&k, CARE_HEAT, DUE, CARE_ENOUGH);
}

static void what_was_told_is_not_told_again_after_a_restart(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 15 * MINUTE);
	clear(&k);
	restart(&k, SEC(MINUTE));
	play(&k, GOOD, 4 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
}

static void twenty_minutes_passed_while_away_are_told_at_once(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 10 * MINUTE);
	restart(&k, SEC(40 * MINUTE - 1));
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), 0);
	step(&k, NONE, 0);
	only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
}

static void one_forgotten_is_over_without_a_word(void **state)
{
	int64_t end_sec, from_sec;
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 10 * MINUTE);
	end_sec = k.m.real_sec;
	restart(&k, SEC(40 * MINUTE));
	assert_false(is_due(&k, CARE_HEAT));
	play(&k, NONE, HOUR - 40 * MINUTE - 1);
	nothing(&k);
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	assert_int_equal(from_sec, end_sec + HOUR);
	step(&k, NONE, US_PER_SEC);
	assert_int_equal(start(&k, &from_sec), 0);
}

static void one_that_nobody_ended_goes_on_asking_after_a_restart(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, HOUR);
	clear(&k);
	restart(&k, SEC(5));
	step(&k, NONE, 0);
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_TOO_LONG).minutes, 60);
}

static void the_gap_holds_over_a_restart(void **state)
{
	int64_t from_sec;
	struct coach k;

	(void)state;
	begin_session(&k);
	done(&k, CARE_HEAT);
	restart(&k, SEC(HOUR - 1));
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	assert_int_equal(from_sec, k.m.real_sec + 1);
	restart(&k, SEC(1));
	assert_int_equal(start(&k, &from_sec), 0);
}

/* ------------------------------------------------------------ clocks set */

static void the_wall_clock_has_no_say_while_it_is_watched(void **state)
{
	static const int64_t leaps_sec[] = { -YEAR_SEC, -HOUR, HOUR, YEAR_SEC };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(leaps_sec); i++) {
		int64_t from_sec;
		struct coach k;

		begin_session(&k);
		play(&k, GOOD, 10 * MINUTE);
		k.m.real_sec += leaps_sec[i];
		k.m.local_day += (int32_t)(leaps_sec[i] / DAY_SEC);
		play(&k, GOOD, 5 * MINUTE - 1);
		nothing(&k);
		play(&k, GOOD, 1);
		only(&k, CARE_HEAT, DUE, CARE_ENOUGH);
		play(&k, GOOD, 5 * MINUTE);
		only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
		done(&k, CARE_HEAT);
		/* nor over the gap */
		k.m.real_sec += leaps_sec[i];
		step(&k, GOOD, SEC(HOUR - 1));
		assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
		assert_int_equal(from_sec, k.m.real_sec + 1);
		step(&k, GOOD, SEC(1));
		assert_int_equal(start(&k, &from_sec), 0);
	}
}

static void a_clock_set_back_over_a_restart_ends_it_now(void **state)
{
	static const int64_t back_sec[] = { 1, HOUR, YEAR_SEC };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(back_sec); i++) {
		struct care_memory memory;
		struct coach k;

		begin_session(&k);
		play(&k, GOOD, 5 * MINUTE);
		memory = *care_memory_now(&k.c, k.m.now_us, k.m.real_sec);
		k.m.real_sec -= back_sec[i];
		care_init(&k.c, &memory, k.m.now_us, k.m.real_sec);
		assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), 0);
		step(&k, NONE, 0);
		assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_TOO_LONG).minutes, 20);
		assert_int_equal(done(&k, CARE_HEAT), 0);
	}
}

static void a_clock_set_back_forbids_heat_for_no_longer_than_the_gap(void **state)
{
	int64_t from_sec;
	struct coach k;

	(void)state;
	begin_session(&k);
	done(&k, CARE_HEAT);
	restart(&k, 0);
	k.m.real_sec -= YEAR_SEC;
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	assert_int_equal(from_sec, k.m.real_sec + HOUR);
	step(&k, NONE, SEC(HOUR - 1));
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	step(&k, NONE, SEC(1));
	assert_int_equal(start(&k, &from_sec), 0);
}

/* Whatever happens to process and clock, 20 watched minutes are never gone over in silence. */
static void no_life_makes_a_session_longer_than_20_minutes(void **state)
{
	uint64_t seed = 88172645463325252;

	(void)state;
	for (int life = 0; life < 300; life++) {
		uint64_t begin_us, told_us = 0;
		struct coach k;

		begin_session(&k);
		begin_us = k.m.now_us;
		while (!told_us && k.m.now_us < begin_us + SEC(21 * MINUTE)) {
			seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
			step(&k, (enum doing)(seed % 7), SEC(1 + seed / 8 % 90));
			if (k.n && k.said[k.n - 1].reason == CARE_TOO_LONG)
				told_us = k.m.now_us;
			if (seed / 1024 % 4 == 0 && !told_us)
				restart(&k, SEC(seed / 4096 % 30));
			if (seed / 65536 % 16 == 0 && !told_us) {
				struct care_memory memory =
					*care_memory_now(&k.c, k.m.now_us, k.m.real_sec);

				k.m.real_sec -= (int64_t)(seed / 1048576 % YEAR_SEC);
				care_init(&k.c, &memory, k.m.now_us, k.m.real_sec);
			}
		}
		/* the longest step and the longest absence may hide the moment itself */
		assert_in_range(told_us, begin_us + 1, begin_us + SEC(20 * MINUTE + 90 + 30));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_restart_in_the_middle_leaves_what_is_left),
		cmocka_unit_test(a_killed_process_has_only_the_start_written_down),
		cmocka_unit_test(fifteen_minutes_reached_while_away_are_told_after),
		cmocka_unit_test(what_was_told_is_not_told_again_after_a_restart),
		cmocka_unit_test(twenty_minutes_passed_while_away_are_told_at_once),
		cmocka_unit_test(one_forgotten_is_over_without_a_word),
		cmocka_unit_test(one_that_nobody_ended_goes_on_asking_after_a_restart),
		cmocka_unit_test(the_gap_holds_over_a_restart),
		cmocka_unit_test(the_wall_clock_has_no_say_while_it_is_watched),
		cmocka_unit_test(a_clock_set_back_over_a_restart_ends_it_now),
		cmocka_unit_test(a_clock_set_back_forbids_heat_for_no_longer_than_the_gap),
		cmocka_unit_test(no_life_makes_a_session_longer_than_20_minutes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
