/* SPDX-License-Identifier: MIT */
/*
 * The coach in general: who may speak and when, what puts it off, its words.
 */
#include "care-rig.h"
#include "care-texts.h"

static void nothing_is_told_to_a_body_that_does_not_sit_still(void **state)
{
	static const enum doing others[] = { NONE, WALK, LYING, AWAY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		struct coach k;

		begin(&k, CARE_STRETCH);
		k.m.may_speak = false;
		play(&k, SLOUCH, 20 * MINUTE);
		k.m.may_speak = true;
		play(&k, others[i], 119);
		nothing(&k);
		step(&k, SLOUCH, US_PER_SEC);
		only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
	}
}

static void what_may_not_be_said_now_is_said_when_it_may(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.m.may_speak = false;
	play(&k, SLOUCH, 40 * MINUTE);
	nothing(&k);
	assert_false(is_due(&k, CARE_STRETCH));
	k.m.may_speak = true;
	step(&k, SLOUCH, US_PER_SEC);
	assert_int_equal(only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED).minutes, 40);
}

static void only_what_is_due_can_be_done(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	assert_int_equal(done(&k, CARE_POSTURE), CARE_E_NOTHING);
	assert_int_equal(done(&k, CARE_PROFESSIONAL), CARE_E_NOTHING);
	assert_int_equal(done(&k, CARE_HEAT), CARE_E_NOTHING);
	assert_int_equal(done(&k, CARE_MASSAGE), 0);
	nothing(&k);
}

static void only_heat_can_be_started(void **state)
{
	struct care_events events = { .n = 99 };
	int64_t from_sec;
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	for (enum care_kind kind = 0; kind < CARE_COUNT; kind++) {
		int r = care_start(&k.c, &k.p, kind, &k.m, &from_sec, &events);

		assert_int_equal(r, kind == CARE_HEAT ? CARE_E_OFF : CARE_E_INVALID);
		assert_int_equal(events.n, 0);
	}
}

static void dismissed_it_is_silent_for_that_time(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.p.stretch_gap_us = 0;
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	assert_int_equal(dismiss(&k, CARE_STRETCH, HOUR), 0);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_DISMISSED);
	play(&k, SLOUCH, HOUR - 1);
	nothing(&k);
	restart(&k, 0);
	k.c.slouched_us = SEC(2 * HOUR);
	step(&k, SLOUCH, US_PER_SEC / 2);
	nothing(&k);
	k.m.real_sec++;
	step(&k, SLOUCH, US_PER_SEC / 2);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void dismissing_what_is_not_due_keeps_it_from_coming(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	assert_int_equal(dismiss(&k, CARE_STRETCH, 2 * HOUR), 0);
	nothing(&k);
	play(&k, SLOUCH, 2 * HOUR - 1);
	nothing(&k);
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void a_dismissal_is_clamped(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	dismiss(&k, CARE_STRETCH, 0);
	assert_int_equal(k.c.memory.dismissed_until_sec[CARE_STRETCH], REAL_SEC + 1);
	dismiss(&k, CARE_STRETCH, UINT64_MAX);
	assert_int_equal(k.c.memory.dismissed_until_sec[CARE_STRETCH],
			 REAL_SEC + CARE_DISMISS_MAX_SEC);
	assert_true(k.c.dirty);
}

static void a_clock_set_back_a_year_ends_a_dismissal(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE - 1);
	dismiss(&k, CARE_STRETCH, CARE_DISMISS_MAX_SEC);
	k.m.real_sec--;
	step(&k, SLOUCH, US_PER_SEC);
	nothing(&k);
	k.m.real_sec -= YEAR_SEC;
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, DUE, CARE_SLOUCHED);
}

static void the_end_of_heat_cannot_be_put_off(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_HEAT);
	assert_int_equal(dismiss(&k, CARE_HEAT, 60), CARE_E_INVALID);
	assert_int_equal(k.c.memory.dismissed_until_sec[CARE_HEAT], 0);
}

static void switched_off_it_is_silent_and_what_is_due_is_over(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	k.p.enabled[CARE_STRETCH] = false;
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_SWITCHED_OFF);
	play(&k, SLOUCH, 2 * HOUR);
	nothing(&k);
}

static void a_new_day_ends_what_is_due(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	play(&k, SLOUCH, 20 * MINUTE);
	clear(&k);
	k.m.local_day++;
	step(&k, SLOUCH, US_PER_SEC);
	only(&k, CARE_STRETCH, NOT_DUE, CARE_STALE);
}

static void everything_due_at_once_comes_one_at_a_time_the_weightiest_first(void **state)
{
	static const enum care_kind order[] = { CARE_PROFESSIONAL, CARE_STRETCH, CARE_MASSAGE,
						CARE_POSTURE };
	struct coach k;

	(void)state;
	begin(&k, CARE_STRETCH);
	k.p = usual;
	step(&k, GOOD, US_PER_SEC); /* the first day known */
	k.m.may_speak = false;
	for (int day = 0; day < 3; day++) {
		play(&k, SLOUCH, HOUR);
		pass_days(&k, 1);
	}
	play(&k, SLOUCH, HOUR);
	assert_int_equal(log_knot(&k, "neck", CARE_SEVERE), 0);
	nothing(&k);
	k.m.may_speak = true;
	play(&k, SLOUCH, MINUTE);
	assert_int_equal(k.n, ARRAY_SIZE(order));
	for (unsigned i = 0; i < ARRAY_SIZE(order); i++) {
		assert_int_equal(k.said[i].kind, order[i]);
		assert_true(i == 0 || k.at_us[i] > k.at_us[i - 1]);
	}
}

static void kinds_and_reasons_have_words_of_their_own(void **state)
{
	(void)state;
	for (enum care_kind kind = 0; kind < CARE_COUNT; kind++)
		assert_int_equal(care_kind_from_str(care_kind_to_str(kind)), kind);
	assert_int_equal(care_kind_from_str(""), CARE_COUNT);
	assert_int_equal(care_kind_from_str("stretc"), CARE_COUNT);
	assert_int_equal(care_kind_from_str("stretching"), CARE_COUNT);
	assert_int_equal(care_kind_from_str("a word far longer than any of them"), CARE_COUNT);
	for (enum care_reason a = 0; a < CARE_REASON_COUNT; a++) {
		assert_true(strlen(care_reason_to_str(a)) > 0);
		assert_true(strlen(care_text_reason(a).many) > 0);
		for (enum care_reason b = 0; b < a; b++)
			assert_string_not_equal(care_reason_to_str(a), care_reason_to_str(b));
	}
}

static void a_dozen_exercises_and_more_each_with_steps_seconds_and_source(void **state)
{
	static const char *const targets[] = { "neck", "upper back", "chest", "shoulders",
					       "lower back" };

	(void)state;
	assert_true(care_n_exercises >= 12);
	for (unsigned t = 0; t < ARRAY_SIZE(targets); t++) {
		unsigned n = 0;

		for (unsigned i = 0; i < care_n_exercises; i++)
			n += strcmp(care_exercises[i].target, targets[t]) == 0;
		assert_in_range(n, 2, care_n_exercises);
	}
	for (unsigned i = 0; i < care_n_exercises; i++) {
		const struct care_exercise *e = &care_exercises[i];

		assert_true(strlen(e->name) > 3 && strlen(e->steps) > 20 && strlen(e->source) > 3);
		assert_in_range(e->seconds, 10, 120);
	}
}

static void every_posture_has_three_hints(void **state)
{
	(void)state;
	for (enum posture p = 0; p < POSTURE_COUNT; p++) {
		assert_true(strlen(care_text_posture(p)) > 3);
		for (uint32_t i = 0; i < 3; i++) {
			assert_true(strlen(care_text_hint(p, i)) > 20);
			assert_ptr_equal(care_text_hint(p, i), care_text_hint(p, i + 3));
			assert_ptr_not_equal(care_text_hint(p, i), care_text_hint(p, i + 1));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_told_to_a_body_that_does_not_sit_still),
		cmocka_unit_test(what_may_not_be_said_now_is_said_when_it_may),
		cmocka_unit_test(only_what_is_due_can_be_done),
		cmocka_unit_test(only_heat_can_be_started),
		cmocka_unit_test(dismissed_it_is_silent_for_that_time),
		cmocka_unit_test(dismissing_what_is_not_due_keeps_it_from_coming),
		cmocka_unit_test(a_dismissal_is_clamped),
		cmocka_unit_test(a_clock_set_back_a_year_ends_a_dismissal),
		cmocka_unit_test(the_end_of_heat_cannot_be_put_off),
		cmocka_unit_test(switched_off_it_is_silent_and_what_is_due_is_over),
		cmocka_unit_test(a_new_day_ends_what_is_due),
		cmocka_unit_test(everything_due_at_once_comes_one_at_a_time_the_weightiest_first),
		cmocka_unit_test(kinds_and_reasons_have_words_of_their_own),
		cmocka_unit_test(a_dozen_exercises_and_more_each_with_steps_seconds_and_source),
		cmocka_unit_test(every_posture_has_three_hints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
