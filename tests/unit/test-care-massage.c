/* SPDX-License-Identifier: MIT */
/*
 * What takes days to know: when massage is due.
 */
#include "care-rig.h"

/* A minute of sitting on each of so many days; what was said on the last stays. */
static void live_days(struct coach *k, enum doing doing, int days)
{
	for (int i = 0; i < days; i++) {
		clear(k);
		pass_days(k, 1);
		play(k, doing, MINUTE);
	}
}

static void massage_is_due_after_its_interval(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 2);
	nothing(&k);
	live_days(&k, GOOD, 1);
	e = only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL);
	assert_int_equal(e.days, 3);
	assert_string_equal(e.place, "");
}

static void not_done_it_is_told_once_on_each_day(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 3);
	only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL);
	play(&k, GOOD, HOUR);
	nothing(&k);
	restart(&k, SEC(1));
	play(&k, GOOD, MINUTE);
	nothing(&k);
	live_days(&k, GOOD, 1);
	assert_int_equal(only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL).days, 4);
}

static void a_massage_done_begins_the_interval_anew(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 3);
	clear(&k);
	assert_int_equal(done(&k, CARE_MASSAGE), 0);
	only(&k, CARE_MASSAGE, NOT_DUE, CARE_DONE);
	live_days(&k, GOOD, 2);
	nothing(&k);
	live_days(&k, GOOD, 1);
	only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL);
}

static void a_massage_done_unasked_counts(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 2);
	assert_int_equal(done(&k, CARE_MASSAGE), 0);
	assert_true(k.c.dirty);
	live_days(&k, GOOD, 2);
	nothing(&k);
	live_days(&k, GOOD, 1);
	only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL);
}

/* Hours of both, so that the week's share is known; nothing may be said meanwhile. */
static void sit_days(struct coach *k, unsigned days, unsigned good_s, unsigned bad_s)
{
	k->m.may_speak = false;
	for (unsigned i = 0; i < days; i++) {
		play(k, GOOD, good_s);
		play(k, SLOUCH, bad_s);
		if (i + 1 < days)
			pass_days(k, 1);
	}
	k->m.may_speak = true;
}

static void after_a_bad_week_it_is_due_in_half_the_interval(void **state)
{
	static const struct {
		unsigned days, good_s, bad_s;
		bool due;
	} weeks[] = {
		{ 3, 1440, 960, true },   /* 40 %, two hours in all */
		{ 3, 1441, 959, false },  /* a second less */
		{ 3, 1440, 958, false },  /* a second short of two hours */
		{ 2, 1801, 1801, false }, /* two days are no week */
		{ 3, 0, 2400, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(weeks); i++) {
		struct coach k;

		begin(&k, CARE_MASSAGE);
		k.p.massage_days = 4;
		sit_days(&k, 1, 0, 0);
		step(&k, GOOD, 0); /* the first day known */
		sit_days(&k, weeks[i].days, weeks[i].good_s, weeks[i].bad_s);
		pass_days(&k, MONDAY + 2 - k.m.local_day);
		step(&k, SLOUCH, 0);
		if (k.n != weeks[i].due)
			fail_msg("week %zu: said %u", i, k.n);
		if (weeks[i].due) {
			struct care_event e = only(&k, CARE_MASSAGE, DUE, CARE_BAD_WEEK);

			assert_int_equal(e.days, 2);
			assert_in_range(e.percent, 40, 100);
		}
	}
}

static void an_odd_interval_is_halved_upwards(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	k.p.massage_days = 5;
	step(&k, GOOD, 0);
	sit_days(&k, 3, 0, HOUR);
	step(&k, SLOUCH, 0);
	nothing(&k);
	pass_days(&k, 1);
	step(&k, SLOUCH, US_PER_SEC);
	assert_int_equal(only(&k, CARE_MASSAGE, DUE, CARE_BAD_WEEK).days, 3);
}

static void a_share_of_0_never_hastens_it(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	k.p.massage_days = 4;
	k.p.massage_bad_percent = 0;
	step(&k, GOOD, 0);
	sit_days(&k, 3, 0, HOUR);
	step(&k, SLOUCH, 0);
	nothing(&k);
}

static void a_week_forgets_what_is_older(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	k.p.massage_days = 20;
	step(&k, GOOD, 0);
	sit_days(&k, 3, 0, HOUR);
	pass_days(&k, 5);
	done(&k, CARE_MASSAGE);
	pass_days(&k, 10);
	step(&k, GOOD, US_PER_SEC);
	nothing(&k);
}

static void it_names_the_place_of_a_knot_logged_lately(void **state)
{
	static const struct {
		int days_before;
		unsigned severity;
		const char *place;
	} knots[] = {
		{ 0, 1, "left shoulder" },
		{ 13, 5, "left shoulder" },
		{ 14, 5, "" },
		{ 3, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(knots); i++) {
		struct coach k;

		begin(&k, CARE_MASSAGE);
		step(&k, GOOD, US_PER_SEC);
		k.p.massage_days = 20;
		pass_days(&k, 20 - knots[i].days_before);
		assert_int_equal(log_knot(&k, "left shoulder", 4), 0);
		assert_int_equal(log_knot(&k, "left shoulder", knots[i].severity), 0);
		pass_days(&k, knots[i].days_before);
		clear(&k);
		step(&k, GOOD, US_PER_SEC);
		assert_string_equal(only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL).place,
				    knots[i].place);
	}
}

static void massage_stays_due_over_midnight(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 3);
	clear(&k);
	pass_days(&k, 1);
	nothing(&k);
	assert_true(is_due(&k, CARE_MASSAGE));
}

static void a_calendar_set_back_begins_the_interval_anew(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_MASSAGE);
	play(&k, GOOD, MINUTE);
	live_days(&k, GOOD, 3);
	k.m.local_day -= 365;
	clear(&k);
	play(&k, GOOD, MINUTE);
	nothing(&k);
	live_days(&k, GOOD, 3);
	assert_int_equal(only(&k, CARE_MASSAGE, DUE, CARE_INTERVAL).days, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(massage_is_due_after_its_interval),
		cmocka_unit_test(not_done_it_is_told_once_on_each_day),
		cmocka_unit_test(a_massage_done_begins_the_interval_anew),
		cmocka_unit_test(a_massage_done_unasked_counts),
		cmocka_unit_test(after_a_bad_week_it_is_due_in_half_the_interval),
		cmocka_unit_test(an_odd_interval_is_halved_upwards),
		cmocka_unit_test(a_share_of_0_never_hastens_it),
		cmocka_unit_test(a_week_forgets_what_is_older),
		cmocka_unit_test(it_names_the_place_of_a_knot_logged_lately),
		cmocka_unit_test(massage_stays_due_over_midnight),
		cmocka_unit_test(a_calendar_set_back_begins_the_interval_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
