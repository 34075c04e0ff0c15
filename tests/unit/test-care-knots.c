/* SPDX-License-Identifier: MIT */
/*
 * Knots that are logged, and when they ask for a health professional.
 */
#include "care-rig.h"

/* A step in which something may be said. */
static void look(struct coach *k)
{
	clear(k);
	step(k, GOOD, US_PER_SEC);
}

static void a_severe_knot_is_not_waited_with(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", CARE_SEVERE - 1);
	look(&k);
	nothing(&k);
	log_knot(&k, "neck", CARE_SEVERE);
	look(&k);
	e = only(&k, CARE_PROFESSIONAL, DUE, CARE_SEVERE_KNOT);
	assert_int_equal(e.severity, CARE_SEVERE);
	assert_string_equal(e.place, "neck");
	assert_true(e.first);
}

static void a_severe_knot_is_seen_behind_a_milder_one_logged_later(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 9);
	log_knot(&k, "left shoulder", 2);
	look(&k);
	assert_string_equal(only(&k, CARE_PROFESSIONAL, DUE, CARE_SEVERE_KNOT).place, "neck");
}

static void one_that_has_become_milder_or_is_gone_is_not(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 9);
	log_knot(&k, "neck", 3);
	log_knot(&k, "hip", 9);
	log_knot(&k, "hip", 0);
	look(&k);
	nothing(&k);
}

static void three_logs_each_worse_than_the_one_before_are_a_rise(void **state)
{
	static const struct {
		unsigned severity[4], before;
		bool due;
	} rises[] = {
		{ { 2, 3, 4, 5 }, 3, true },  { { 9, 1, 2, 3 }, 1, true },
		{ { 1, 3, 2, 3 }, 0, false }, { { 1, 2, 2, 3 }, 0, false },
		{ { 1, 2, 3, 3 }, 0, false }, { { 5, 4, 3, 2 }, 0, false },
		{ { 1, 0, 2, 3 }, 0, false }, /* gone in between: two logs only */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rises); i++) {
		struct coach k;

		begin(&k, CARE_PROFESSIONAL);
		for (unsigned j = 0; j < 4; j++) {
			log_knot(&k, "neck", rises[i].severity[j]);
			log_knot(&k, "hip", 4 - j); /* another place has its own story */
			pass_days(&k, 1);
		}
		look(&k);
		if (k.n != rises[i].due)
			fail_msg("rise %zu: said %u", i, k.n);
		if (rises[i].due) {
			struct care_event e = only(&k, CARE_PROFESSIONAL, DUE, CARE_RISES);

			assert_int_equal(e.before, rises[i].before);
			assert_int_equal(e.severity, rises[i].severity[3]);
			assert_string_equal(e.place, "neck");
		}
	}
}

static void a_knot_that_stays_for_weeks_persists(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 3);
	pass_days(&k, 21);
	log_knot(&k, "neck", 2);
	pass_days(&k, 6);
	look(&k);
	nothing(&k);
	k.m.local_day++;
	log_knot(&k, "neck", 1);
	look(&k);
	e = only(&k, CARE_PROFESSIONAL, DUE, CARE_PERSISTS);
	assert_int_equal(e.days, 28);
	assert_string_equal(e.place, "neck");
}

static void logged_twice_a_day_it_persists_all_the_same(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	k.p.professional_weeks = 26;
	for (int day = 0; day <= 26 * 7; day++) {
		log_knot(&k, "neck", 3);
		log_knot(&k, "neck", 2);
		look(&k);
		if (day < 26 * 7) {
			nothing(&k);
			pass_days(&k, 1);
		}
	}
	assert_int_equal(only(&k, CARE_PROFESSIONAL, DUE, CARE_PERSISTS).days, 26 * 7);
}

static void one_nobody_logged_for_four_weeks_is_another(void **state)
{
	static const int apart[] = { CARE_KNOT_STANDS, CARE_KNOT_STANDS + 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(apart); i++) {
		struct coach k;

		begin(&k, CARE_PROFESSIONAL);
		log_knot(&k, "neck", 2);
		pass_days(&k, apart[i]);
		log_knot(&k, "neck", 3);
		log_knot(&k, "neck", 4);
		look(&k);
		assert_int_equal(k.n, apart[i] == CARE_KNOT_STANDS);
	}
}

static void once_gone_it_begins_anew(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 2);
	pass_days(&k, 20);
	log_knot(&k, "neck", 0);
	pass_days(&k, 8);
	log_knot(&k, "neck", 2);
	look(&k);
	nothing(&k);
}

static void knots_that_come_and_go_for_weeks_are_no_better(void **state)
{
	struct care_event e;
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	for (int week = 0; week < 4; week++) {
		log_knot(&k, week % 2 ? "neck" : "hip", 3);
		log_knot(&k, week % 2 ? "hip" : "neck", 0);
		look(&k);
		nothing(&k);
		pass_days(&k, 7);
	}
	log_knot(&k, "hip", 3);
	look(&k);
	e = only(&k, CARE_PROFESSIONAL, DUE, CARE_NO_BETTER);
	assert_int_equal(e.weeks, 4);
	assert_string_equal(e.place, "hip");
}

/* Knots that come and go, a first and a last one so bad, so many days apart. */
static unsigned row_of(unsigned first, unsigned last, int days_apart)
{
	struct coach k;

	begin(&k, CARE_PROFESSIONAL);
	k.p.professional_weeks = 2;
	log_knot(&k, "neck", first);
	log_knot(&k, "neck", 0);
	pass_days(&k, days_apart);
	log_knot(&k, "neck", 1);
	log_knot(&k, "neck", 0);
	pass_days(&k, days_apart);
	log_knot(&k, "hip", last);
	look(&k);
	return count(&k, CARE_PROFESSIONAL, DUE);
}

static void a_row_has_no_week_without_and_does_not_become_milder(void **state)
{
	(void)state;
	assert_int_equal(row_of(3, 3, 7), 1);
	assert_int_equal(row_of(3, 4, 7), 1);
	assert_int_equal(row_of(3, 2, 7), 0);
	assert_int_equal(row_of(3, 3, 8), 0);
	assert_int_equal(row_of(3, 3, 6), 0); /* two days short of two weeks */
}

static void a_knot_not_logged_for_a_week_asks_for_nobody(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	k.m.may_speak = false;
	log_knot(&k, "neck", 10);
	pass_days(&k, 7);
	k.m.may_speak = true;
	look(&k);
	nothing(&k);
}

static void a_professional_is_advised_once_a_week_and_the_flags_once(void **state)
{
	unsigned told = 0;
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	for (int day = 0; day < 28; day++) {
		log_knot(&k, "neck", 9);
		look(&k);
		if (day % 7 == 0) {
			struct care_event e = only(&k, CARE_PROFESSIONAL, DUE, CARE_SEVERE_KNOT);

			assert_int_equal(e.first, told++ == 0);
		}
		nothing(&k);
		if (day % 3 == 0)
			restart(&k, SEC(1));
		pass_days(&k, 1);
	}
	assert_int_equal(told, 4);
}

static void a_calendar_set_back_or_forth_brings_it_no_sooner(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 9);
	look(&k);
	only(&k, CARE_PROFESSIONAL, DUE, CARE_SEVERE_KNOT);
	k.m.local_day -= 365;
	log_knot(&k, "neck", 9);
	for (int day = 0; day < 7; day++) {
		look(&k);
		assert_int_equal(count(&k, CARE_PROFESSIONAL, DUE), 0);
		pass_days(&k, 1);
		log_knot(&k, "neck", 9);
	}
	look(&k);
	only(&k, CARE_PROFESSIONAL, DUE, CARE_SEVERE_KNOT);
}

static void it_is_over_when_done_or_dismissed(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	log_knot(&k, "neck", 9);
	look(&k);
	clear(&k);
	assert_int_equal(done(&k, CARE_PROFESSIONAL), 0);
	only(&k, CARE_PROFESSIONAL, NOT_DUE, CARE_DONE);
	assert_int_equal(dismiss(&k, CARE_PROFESSIONAL, 8 * DAY_SEC), 0);
	pass_days(&k, 7);
	log_knot(&k, "neck", 9);
	look(&k);
	nothing(&k);
}

static void a_log_keeps_the_latest_and_forgets_the_oldest(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	for (unsigned i = 0; i < CARE_KNOT_MAX + 2; i++) {
		char place[] = { (char)('a' + i % 26), (char)('a' + i / 26), '\0' };

		k.c.dirty = false;
		assert_int_equal(log_knot(&k, place, i % 8), 0);
		assert_true(k.c.dirty);
	}
	assert_string_equal(k.c.memory.knot[0].place, "ca");
	assert_int_equal(k.c.memory.knot[0].severity, 2);
	assert_string_equal(k.c.memory.knot[CARE_KNOT_MAX - 1].place, "hb");
	assert_int_equal(k.c.memory.knot[CARE_KNOT_MAX - 1].day, MONDAY);
}

static void a_place_is_text_of_some_length(void **state)
{
	static const struct {
		const char *place;
		bool is;
	} places[] = {
		{ "x", true },
		{ "12345678901234567890123", true },
		{ "123456789012345678901234", false },
		{ "", false },
		{ "left\tshoulder", false },
		{ "left\nshoulder", false },
		{ "neck\x7f", false },
		{ "R\xC3\xBC"
		  "cken",
		  true },
		{ "\xE8\x82\xA9", true },
		{ "\xF0\x9F\x92\xAA", true },
		{ "neck\xC2\x85", false }, /* a control */
		{ "\xC2\xA0", true },
		{ "neck\xC3", false }, /* half a character */
		{ "\xBC", false },
		{ "\xC0\xAF", false }, /* in more bytes than it needs */
		{ "\xC1\xBF", false },
		{ "\xE0\x9F\xBF", false },
		{ "\xE0\xA0\x80", true },
		{ "\xED\x9F\xBF", true },
		{ "\xED\xA0\x80", false }, /* a surrogate */
		{ "\xF0\x8F\xBF\xBF", false },
		{ "\xF0\x90\x80\x80", true },
		{ "\xF4\x8F\xBF\xBF", true },
		{ "\xF4\x90\x80\x80", false }, /* past the end */
		{ "\xF5\x80\x80\x80", false },
		{ "\xFF", false },
		{ "1234567890123456789012\xC3\xBC", false }, /* the limit is bytes */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct coach k;

		begin(&k, CARE_PROFESSIONAL);
		if (care_is_place(places[i].place) != places[i].is)
			fail_msg("place %zu: \"%s\"", i, places[i].place);
		assert_int_equal(log_knot(&k, places[i].place, 3),
				 places[i].is ? 0 : CARE_E_INVALID);
		assert_int_equal(k.c.memory.knot[CARE_KNOT_MAX - 1].day, places[i].is ? MONDAY : 0);
	}
}

static void a_severity_is_0_to_10(void **state)
{
	struct coach k;

	(void)state;
	begin(&k, CARE_PROFESSIONAL);
	assert_int_equal(log_knot(&k, "neck", 0), 0);
	assert_int_equal(log_knot(&k, "neck", 10), 0);
	assert_int_equal(log_knot(&k, "neck", 11), CARE_E_INVALID);
	assert_int_equal(log_knot(&k, "neck", UINT32_MAX), CARE_E_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_severe_knot_is_not_waited_with),
		cmocka_unit_test(a_severe_knot_is_seen_behind_a_milder_one_logged_later),
		cmocka_unit_test(one_that_has_become_milder_or_is_gone_is_not),
		cmocka_unit_test(three_logs_each_worse_than_the_one_before_are_a_rise),
		cmocka_unit_test(a_knot_that_stays_for_weeks_persists),
		cmocka_unit_test(logged_twice_a_day_it_persists_all_the_same),
		cmocka_unit_test(one_nobody_logged_for_four_weeks_is_another),
		cmocka_unit_test(once_gone_it_begins_anew),
		cmocka_unit_test(knots_that_come_and_go_for_weeks_are_no_better),
		cmocka_unit_test(a_row_has_no_week_without_and_does_not_become_milder),
		cmocka_unit_test(a_knot_not_logged_for_a_week_asks_for_nobody),
		cmocka_unit_test(a_professional_is_advised_once_a_week_and_the_flags_once),
		cmocka_unit_test(a_calendar_set_back_or_forth_brings_it_no_sooner),
		cmocka_unit_test(it_is_over_when_done_or_dismissed),
		cmocka_unit_test(a_log_keeps_the_latest_and_forgets_the_oldest),
		cmocka_unit_test(a_place_is_text_of_some_length),
		cmocka_unit_test(a_severity_is_0_to_10),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
