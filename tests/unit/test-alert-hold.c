/* SPDX-License-Identifier: MIT */
/*
 * Holds: who asked for silence, for how long, and why.
 */
#include "alert-rig.h"

/* clang-format off */

static void a_hold_keeps_it_silent_until_it_ends_by_itself(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	PLAY(&sc, { 29, BAD, 0, 0, 0, 29 });
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "call", &cookie), 0);
	/* the hold ends at the 60th step, whose second counts again */
	PLAY(&sc,
	     { 59, BAD, 0, 0, 0,  0 },
	     { 29, BAD, 0, 0, 0, 29 },
	     {  1, BAD, 1, 0, 1, 30 });
}

static void a_hold_freezes_an_alert_that_stands(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	PLAY(&sc, { 119, BAD, 1, 0, 1, 119 });
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &cookie), 0);
	PLAY(&sc, { 300, BAD, 0, 0, 1, 119 });
	assert_int_equal(alert_resume(&sc.a, cookie), 0);
	PLAY(&sc, { 1, BAD, 1, 0, 2, 120 });
}

/* clang-format on */

static void the_longest_hold_wins_and_each_ends_by_itself(void **state)
{
	struct alert a;
	uint32_t first, second;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_held_until(&a, SEC(1)), 0);
	assert_int_equal(alert_pause(&a, SEC(10), 100, "long", &first), 0);
	assert_int_equal(alert_pause(&a, SEC(20), 30, "short", &second), 0);
	assert_int_equal(alert_held_until(&a, SEC(20)), SEC(110));
	assert_int_equal(alert_held_until(&a, SEC(50)), SEC(110));
	assert_int_equal(alert_resume(&a, second), ALERT_E_NO_SUCH);
	assert_int_equal(alert_held_until(&a, SEC(110) - 1), SEC(110));
	assert_int_equal(alert_held_until(&a, SEC(110)), 0);
	assert_int_equal(alert_resume(&a, first), ALERT_E_NO_SUCH);
}

static void resuming_ends_one_hold_or_all(void **state)
{
	struct alert a;
	uint32_t first, second, third;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_resume(&a, 0), 0);
	assert_int_equal(alert_pause(&a, 1, 10, "", &first), 0);
	assert_int_equal(alert_pause(&a, 1, 30, "", &second), 0);
	assert_int_equal(alert_pause(&a, 1, 20, "", &third), 0);
	assert_int_equal(alert_resume(&a, 4711), ALERT_E_NO_SUCH);
	assert_int_equal(alert_resume(&a, second), 0);
	assert_int_equal(alert_resume(&a, second), ALERT_E_NO_SUCH);
	assert_int_equal(alert_held_until(&a, 1), 1 + SEC(20));
	assert_int_equal(alert_resume(&a, 0), 0);
	assert_int_equal(alert_held_until(&a, 1), 0);
}

static void holds_last_a_second_to_seven_days(void **state)
{
	static const struct {
		uint64_t asked, given;
	} rows[] = {
		{ 0, 1 },           { 1, 1 },           { 604799, 604799 },
		{ 604800, 604800 }, { 604801, 604800 }, { UINT64_MAX, 604800 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alert a;
		uint32_t cookie;

		alert_init(&a);
		assert_int_equal(alert_pause(&a, SEC(5), rows[i].asked, "", &cookie), 0);
		if (alert_held_until(&a, SEC(5)) != SEC(5 + rows[i].given))
			fail_msg("row %zu", i);
	}
}

static void a_full_table_refuses_until_a_hold_ends(void **state)
{
	struct alert a;
	uint32_t cookies[ALERT_HOLD_MAX], cookie = 77;

	(void)state;
	alert_init(&a);
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		assert_int_equal(alert_pause(&a, 1, 10 + i, "", &cookies[i]), 0);
		assert_int_not_equal(cookies[i], 0);
		for (unsigned j = 0; j < i; j++)
			assert_int_not_equal(cookies[i], cookies[j]);
	}
	assert_int_equal(alert_pause(&a, SEC(10), 5, "", &cookie), ALERT_E_FULL);
	assert_int_equal(cookie, 77);
	assert_int_equal(alert_pause(&a, SEC(10) + 1, 5, "", &cookie), 0);
	assert_int_not_equal(cookie, cookies[0]);
	assert_int_equal(alert_resume(&a, cookies[0]), ALERT_E_NO_SUCH);
}

static void cookies_stay_unique_when_their_count_wraps(void **state)
{
	struct alert a;
	uint32_t first, last, wrapped;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 10, "", &first), 0);
	a.next_cookie = UINT32_MAX;
	assert_int_equal(alert_pause(&a, 1, 10, "", &last), 0);
	assert_int_equal(alert_pause(&a, 1, 10, "", &wrapped), 0);
	assert_int_equal(first, 1);
	assert_true(last == UINT32_MAX);
	assert_int_equal(wrapped, 2);
}

static void far_jumps_of_the_clock_end_holds_and_do_not_wrap(void **state)
{
	struct alert a;
	uint32_t cookie;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 604800, "", &cookie), 0);
	assert_int_equal(alert_held_until(&a, UINT64_MAX - 10), 0);
	assert_int_equal(alert_pause(&a, UINT64_MAX - 10, 60, "", &cookie), 0);
	assert_true(alert_held_until(&a, UINT64_MAX - 10) == UINT64_MAX);
	/* a step stamped before the last one does not bring a hold back */
	alert_init(&a);
	alert_step(&a, &usual, &doings[BAD], SEC(100), NOON);
	assert_int_equal(alert_pause(&a, SEC(10), 60, "", &cookie), 0);
	alert_step(&a, &usual, &doings[BAD], SEC(20), NOON);
	assert_int_equal(alert_resume(&a, cookie), ALERT_E_NO_SUCH);
}

static void a_long_reason_is_cut_where_a_character_ends(void **state)
{
	struct alert a;
	uint32_t cookie;
	char reason[ALERT_REASON_MAX + 8];

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 9, "a call", &cookie), 0);
	assert_string_equal(a.hold[0].reason, "a call");

	memset(reason, 'x', sizeof(reason));
	reason[ALERT_REASON_MAX - 1] = '\0';
	assert_int_equal(alert_pause(&a, 1, 9, reason, &cookie), 0);
	assert_string_equal(a.hold[1].reason, reason);

	memcpy(&reason[ALERT_REASON_MAX - 2], "\342\202\254", 4); /* a euro sign over the edge */
	assert_int_equal(alert_pause(&a, 1, 9, reason, &cookie), 0);
	assert_int_equal(strlen(a.hold[2].reason), ALERT_REASON_MAX - 2);
	assert_memory_equal(a.hold[2].reason, reason, ALERT_REASON_MAX - 2);
}

static void a_pause_that_ends_does_not_open_with_a_shout(void **state)
{
	struct posture_state s;
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	play(&sc, NONE, 60);
	/* a bad posture that took a minute to settle, all of it under the pause */
	s = seen_at(BAD, sc.now_us - SEC(60));
	for (int i = 0; i < 28; i++)
		assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON),
				 ALERT_NOTHING);
	assert_in_range(sc.a.dwell_us, SEC(28), SEC(29));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_hold_keeps_it_silent_until_it_ends_by_itself),
		cmocka_unit_test(a_hold_freezes_an_alert_that_stands),
		cmocka_unit_test(the_longest_hold_wins_and_each_ends_by_itself),
		cmocka_unit_test(resuming_ends_one_hold_or_all),
		cmocka_unit_test(holds_last_a_second_to_seven_days),
		cmocka_unit_test(a_full_table_refuses_until_a_hold_ends),
		cmocka_unit_test(cookies_stay_unique_when_their_count_wraps),
		cmocka_unit_test(far_jumps_of_the_clock_end_holds_and_do_not_wrap),
		cmocka_unit_test(a_long_reason_is_cut_where_a_character_ends),
		cmocka_unit_test(a_pause_that_ends_does_not_open_with_a_shout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
