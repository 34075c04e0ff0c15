/* SPDX-License-Identifier: MIT */
/*
 * Heat: told at 15 minutes and at 20, and not begun again too soon.
 */
#include "care-rig.h"

static void a_session_speaks_at_its_start_at_15_and_at_20_minutes(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	assert_true(is_due(&k, CARE_HEAT));
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), SEC(20 * MINUTE));
	play(&k, GOOD, 15 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_ENOUGH).minutes, 15);
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), SEC(5 * MINUTE));
	play(&k, GOOD, 5 * MINUTE - 1);
	nothing(&k);
	step(&k, GOOD, US_PER_SEC);
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_TOO_LONG).minutes, 20);
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), 0);
}

static void the_hard_end_repeats_every_minute_until_done(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 20 * MINUTE);
	clear(&k);
	for (unsigned minute = 21; minute <= 60; minute++) {
		play(&k, GOOD, 59);
		nothing(&k);
		step(&k, GOOD, US_PER_SEC);
		assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_TOO_LONG).minutes, minute);
	}
	assert_int_equal(done(&k, CARE_HEAT), 0);
	assert_int_equal(only(&k, CARE_HEAT, NOT_DUE, CARE_DONE).minutes, 60);
	assert_false(is_due(&k, CARE_HEAT));
	play(&k, GOOD, HOUR);
	nothing(&k);
	assert_int_equal(done(&k, CARE_HEAT), CARE_E_NOTHING);
}

static void a_forgotten_one_is_written_down_every_half_hour(void **state)
{
	unsigned written = 0;
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, NONE, 20 * MINUTE);
	for (unsigned minute = 0; minute < 12 * 60; minute++) {
		written += k.c.dirty;
		if (k.c.dirty)
			care_memory_now(&k.c, k.m.now_us, k.m.real_sec);
		k.c.dirty = false;
		clear(&k);
		play(&k, NONE, MINUTE);
		only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
	}
	assert_int_equal(written, 12 * 2);
}

static void it_is_told_whatever_the_body_does(void **state)
{
	static const enum doing all[] = { GOOD, SLOUCH, LEFT, NONE, WALK, LYING, AWAY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct coach k;

		begin_session(&k);
		play(&k, all[i], 20 * MINUTE);
		assert_int_equal(count(&k, CARE_HEAT, DUE), 2);
	}
}

static void a_gap_counts_in_full(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	step(&k, NONE, SEC(16 * MINUTE));
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_ENOUGH).minutes, 16);
	step(&k, NONE, SEC(HOUR));
	assert_int_equal(only(&k, CARE_HEAT, DUE, CARE_TOO_LONG).minutes, 76);
}

static void a_gap_over_both_limits_tells_the_last(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	step(&k, NONE, SEC(20 * MINUTE));
	only(&k, CARE_HEAT, DUE, CARE_TOO_LONG);
}

static void ended_early_it_is_over(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	play(&k, GOOD, 5 * MINUTE + 59);
	assert_int_equal(done(&k, CARE_HEAT), 0);
	assert_int_equal(only(&k, CARE_HEAT, NOT_DUE, CARE_DONE).minutes, 5);
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), 0);
	play(&k, GOOD, HOUR);
	nothing(&k);
}

static void a_second_session_waits_for_the_first_and_for_the_gap(void **state)
{
	int64_t from_sec;
	struct coach k;

	(void)state;
	begin_session(&k);
	assert_int_equal(start(&k, &from_sec), CARE_E_RUNNING);
	play(&k, GOOD, 10 * MINUTE);
	done(&k, CARE_HEAT);
	clear(&k);
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	assert_int_equal(from_sec, k.m.real_sec + HOUR);
	play(&k, GOOD, HOUR - 1);
	assert_int_equal(start(&k, &from_sec), CARE_E_TOO_SOON);
	assert_int_equal(from_sec, k.m.real_sec + 1);
	play(&k, GOOD, 1);
	nothing(&k);
	assert_int_equal(start(&k, &from_sec), 0);
	only(&k, CARE_HEAT, DUE, CARE_COVER);
	assert_int_equal(care_heat_left_us(&k.c, k.m.now_us), SEC(20 * MINUTE));
}

static void a_day_has_its_cap(void **state)
{
	int64_t from_sec = 99;
	struct coach k;

	(void)state;
	begin(&k, CARE_HEAT);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(start(&k, &from_sec), 0);
		step(&k, GOOD, SEC(MINUTE));
		done(&k, CARE_HEAT);
		step(&k, GOOD, SEC(HOUR));
	}
	assert_int_equal(start(&k, &from_sec), CARE_E_CAP);
	assert_int_equal(from_sec, 0);
	restart(&k, SEC(HOUR));
	assert_int_equal(start(&k, &from_sec), CARE_E_CAP);
	k.m.local_day++;
	assert_int_equal(start(&k, &from_sec), 0);
	assert_int_equal(k.c.memory.heat_sessions, 1);
}

static void switched_off_none_begins_but_one_that_runs_goes_on(void **state)
{
	int64_t from_sec;
	struct coach k;

	(void)state;
	begin_session(&k);
	k.p.enabled[CARE_HEAT] = false;
	play(&k, GOOD, 20 * MINUTE);
	assert_int_equal(count(&k, CARE_HEAT, DUE), 2);
	done(&k, CARE_HEAT);
	assert_int_equal(start(&k, &from_sec), CARE_E_OFF);
}

static void midnight_does_not_end_it(void **state)
{
	struct coach k;

	(void)state;
	begin_session(&k);
	k.m.local_day++;
	play(&k, GOOD, 20 * MINUTE);
	assert_int_equal(count(&k, CARE_HEAT, NOT_DUE), 0);
	assert_int_equal(count(&k, CARE_HEAT, DUE), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_speaks_at_its_start_at_15_and_at_20_minutes),
		cmocka_unit_test(the_hard_end_repeats_every_minute_until_done),
		cmocka_unit_test(a_forgotten_one_is_written_down_every_half_hour),
		cmocka_unit_test(it_is_told_whatever_the_body_does),
		cmocka_unit_test(a_gap_counts_in_full),
		cmocka_unit_test(a_gap_over_both_limits_tells_the_last),
		cmocka_unit_test(ended_early_it_is_over),
		cmocka_unit_test(a_second_session_waits_for_the_first_and_for_the_gap),
		cmocka_unit_test(a_day_has_its_cap),
		cmocka_unit_test(switched_off_none_begins_but_one_that_runs_goes_on),
		cmocka_unit_test(midnight_does_not_end_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
