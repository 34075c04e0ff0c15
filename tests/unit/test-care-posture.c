/* SPDX-License-Identifier: MIT */
/*
 * The workplace: a hint when the same bad posture comes back day after day.
 */
#include "care-rig.h"

/* A day with so much of one posture; told what there is to tell at its end. */
static void work_day(struct coach *k, enum doing doing, unsigned seconds)
{
	play(k, doing, seconds);
	play(k, GOOD, MINUTE);
	pass_days(k, 1);
}

static void a_hint_comes_when_a_posture_returns_day_after_day(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	work_day(&k, SLOUCH, 30 * MINUTE);
	work_day(&k, SLOUCH, 30 * MINUTE);
	play(&k, SLOUCH, 30 * MINUTE - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	e = only(&k, CARE_POSTURE, DUE, CARE_AGAIN);
	assert_int_equal(e.posture, POSTURE_SLOUCHING);
	assert_int_equal(e.days, 3);
	assert_int_equal(e.exercise, 0);
	assert_true(is_due(&k, CARE_POSTURE));
}

static void a_day_with_too_little_breaks_the_row(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	work_day(&k, SLOUCH, 30 * MINUTE);
	work_day(&k, SLOUCH, 30 * MINUTE - 1);
	work_day(&k, SLOUCH, 30 * MINUTE);
	work_day(&k, SLOUCH, 30 * MINUTE);
	nothing(&k);
	play(&k, SLOUCH, 30 * MINUTE);
	assert_int_equal(only(&k, CARE_POSTURE, DUE, CARE_AGAIN).days, 3);
}

static void days_not_worn_do_not_break_it(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	work_day(&k, SLOUCH, 30 * MINUTE);
	pass_days(&k, 2); /* a weekend */
	play(&k, AWAY, HOUR);
	pass_days(&k, 1);
	work_day(&k, SLOUCH, 30 * MINUTE);
	pass_days(&k, 20);
	play(&k, SLOUCH, 30 * MINUTE);
	only(&k, CARE_POSTURE, DUE, CARE_AGAIN);
}

static void another_posture_each_day_is_no_row(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	for (int i = 0; i < 6; i++)
		work_day(&k, i % 2 ? SLOUCH : LEFT, HOUR);
	nothing(&k);
}

static void of_two_postures_todays_longer_is_hinted_at(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	for (int i = 0; i < 2; i++) {
		play(&k, SLOUCH, HOUR);
		work_day(&k, LEFT, 30 * MINUTE);
	}
	k.m.may_speak = false;
	play(&k, SLOUCH, 30 * MINUTE);
	play(&k, LEFT, 31 * MINUTE);
	k.m.may_speak = true;
	step(&k, SLOUCH, US_PER_SEC);
	assert_int_equal(only(&k, CARE_POSTURE, DUE, CARE_AGAIN).posture, POSTURE_LEANING_LEFT);
	/* and the other one tomorrow: at most one a day */
	play(&k, SLOUCH, 2 * HOUR);
	nothing(&k);
	pass_days(&k, 1);
	clear(&k);
	play(&k, SLOUCH, HOUR);
	assert_int_equal(only(&k, CARE_POSTURE, DUE, CARE_AGAIN).posture, POSTURE_SLOUCHING);
}

static void a_posture_is_hinted_at_once_a_week_each_time_otherwise(void **state)
{
	uint32_t hints = 0;
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	for (int day = 0; day < 28; day++) {
		clear(&k);
		play(&k, SLOUCH, 31 * MINUTE);
		if (day >= 2 && (day - 2) % 7 == 0)
			assert_int_equal(only(&k, CARE_POSTURE, DUE, CARE_AGAIN).exercise, hints++);
		else
			assert_int_equal(count(&k, CARE_POSTURE, DUE), 0);
		pass_days(&k, 1);
		if (day % 3 == 0)
			restart(&k, SEC(1));
	}
	assert_int_equal(hints, 4);
}

static void a_calendar_set_back_brings_no_second_hint_that_day(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	k.p.posture_days = 1;
	play(&k, SLOUCH, HOUR);
	only(&k, CARE_POSTURE, DUE, CARE_AGAIN);
	k.m.local_day -= 365;
	step(&k, LEFT, US_PER_SEC);
	clear(&k);
	play(&k, LEFT, HOUR);
	nothing(&k);
	k.m.local_day++;
	step(&k, LEFT, US_PER_SEC);
	play(&k, LEFT, HOUR);
	assert_int_equal(only(&k, CARE_POSTURE, DUE, CARE_AGAIN).posture, POSTURE_LEANING_LEFT);
}

static void a_hint_can_be_done_and_goes_with_the_day(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	k.p.posture_days = 1;
	play(&k, SLOUCH, 30 * MINUTE);
	only(&k, CARE_POSTURE, DUE, CARE_AGAIN);
	assert_int_equal(done(&k, CARE_POSTURE), 0);
	only(&k, CARE_POSTURE, NOT_DUE, CARE_DONE);
	pass_days(&k, 1);
	play(&k, LEFT, 30 * MINUTE);
	clear(&k);
	pass_days(&k, 1);
	only(&k, CARE_POSTURE, NOT_DUE, CARE_STALE);
}

static void a_day_is_kept_for_a_week_of_days_worn(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_POSTURE);
	for (int i = 0; i < CARE_DAYS + 3; i++)
		work_day(&k, GOOD, MINUTE);
	for (int i = 0; i < CARE_DAYS; i++) {
		assert_int_equal(k.c.memory.day[i].day, MONDAY + 3 + i);
		assert_in_range(k.c.memory.day[i].still_us, SEC(2 * MINUTE) - US_PER_SEC,
				SEC(2 * MINUTE));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hint_comes_when_a_posture_returns_day_after_day),
		cmocka_unit_test(a_day_with_too_little_breaks_the_row),
		cmocka_unit_test(days_not_worn_do_not_break_it),
		cmocka_unit_test(another_posture_each_day_is_no_row),
		cmocka_unit_test(of_two_postures_todays_longer_is_hinted_at),
		cmocka_unit_test(a_posture_is_hinted_at_once_a_week_each_time_otherwise),
		cmocka_unit_test(a_calendar_set_back_brings_no_second_hint_that_day),
		cmocka_unit_test(a_hint_can_be_done_and_goes_with_the_day),
		cmocka_unit_test(a_day_is_kept_for_a_week_of_days_worn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
