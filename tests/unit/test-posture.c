/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "posture.h"

/* What is seen, and what is shown: short names, or the tables cannot be read. */
#define NONE    POSTURE_UNKNOWN
#define UP      POSTURE_UPRIGHT
#define SLOUCH  POSTURE_SLOUCHING
#define FORWARD POSTURE_LEANING_FORWARD

#define STILL  ACTIVITY_STILL
#define MOVING ACTIVITY_MOVING
#define LYING  ACTIVITY_LYING
#define AWAY   ACTIVITY_AWAY

#define GOOD true
#define BAD  false

struct row {
	uint64_t at_ms;
	struct posture_input in;
	struct {
		enum posture posture;
		int pose;
		bool good;
		uint64_t since_ms;
		bool changed;
	} out;
};

#define SEE(posture, pose, good, activity)                                                         \
	{                                                                                          \
		true, (posture), (pose), (good), (activity)                                        \
	}
#define LOST(activity)                                                                             \
	{                                                                                          \
		false, SLOUCH, 4, BAD, (activity)                                                  \
	}

static void walk(uint32_t settle_ms, const struct row *rows, size_t n)
{
	const struct posture_params p = { .settle_us = settle_ms * 1000 };
	struct posture_state s;

	posture_init(&s);
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		bool changed = posture_step(&s, &p, &row->in, row->at_ms * US_PER_MS);

		if (s.posture != row->out.posture || s.pose != row->out.pose ||
		    s.good != row->out.good || s.since_us != row->out.since_ms * US_PER_MS ||
		    changed != row->out.changed || s.activity != row->in.activity)
			fail_msg(
				"row %zu, %llu ms: %s, pose %d, good %d, since %llu ms, changed %d",
				i, (unsigned long long)row->at_ms, posture_to_str(s.posture),
				s.pose, s.good, (unsigned long long)(s.since_us / US_PER_MS),
				changed);
	}
}

#define WALK(settle_ms, ...)                                                                       \
	do {                                                                                       \
		static const struct row rows_[] = { __VA_ARGS__ };                                 \
		walk((settle_ms), rows_, sizeof(rows_) / sizeof(*rows_));                          \
	} while (0)

/* clang-format off */

static void the_first_posture_settles_like_any_other(void **state)
{
	(void)state;
	WALK(1000,
	     { 100,  LOST(STILL),                { NONE, -1, BAD,  100, false } },
	     { 200,  SEE(UP, 0, GOOD, STILL),    { NONE, -1, BAD,  100, false } },
	     { 1199, SEE(UP, 0, GOOD, STILL),    { NONE, -1, BAD,  100, false } },
	     { 1200, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD, 200, true  } },
	     { 1300, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD, 200, false } });
}

static void another_posture_counts_after_settling_and_is_dated_back(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),    { NONE, -1, BAD,     0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD,    0, true  } },
	     { 5000, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD,    0, false } },
	     { 5999, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD,    0, false } },
	     { 6000, SEE(SLOUCH, 1, BAD, STILL), { SLOUCH, 1, BAD, 5000, true  } },
	     { 9000, SEE(UP, 0, GOOD, STILL),    { SLOUCH, 1, BAD, 5000, false } },
	     { 9999, SEE(UP, 0, GOOD, STILL),    { SLOUCH, 1, BAD, 5000, false } },
	     { 10000, SEE(UP, 0, GOOD, STILL),   { UP,    0, GOOD, 9000, true  } });
}

static void a_nod_shorter_than_settling_is_not_seen(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),    { NONE, -1, BAD,  0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD, 0, true  } },
	     { 2000, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 2900, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     /* one glimpse of the posture that counts drops the candidate */
	     { 2950, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD, 0, false } },
	     { 3000, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 3999, SEE(SLOUCH, 1, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 4000, SEE(SLOUCH, 1, BAD, STILL), { SLOUCH, 1, BAD, 3000, true } });
}

static void another_candidate_begins_its_own_time(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD, 0, true  } },
	     { 2000, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD, 0, false } },
	     { 2900, SEE(FORWARD, 2, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 3100, SEE(FORWARD, 2, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 3900, SEE(FORWARD, 2, BAD, STILL), { FORWARD, 2, BAD, 2900, true } });
}

static void lost_time_is_unknown_at_once(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(SLOUCH, 1, BAD, STILL), { NONE,  -1, BAD,    0, false } },
	     { 1000, SEE(SLOUCH, 1, BAD, STILL), { SLOUCH, 1, BAD,    0, true  } },
	     { 2000, LOST(STILL),                { NONE,  -1, BAD, 2000, true  } },
	     { 2100, LOST(STILL),                { NONE,  -1, BAD, 2000, false } },
	     /* what was known before is no shorter way back */
	     { 2200, SEE(SLOUCH, 1, BAD, STILL), { NONE,  -1, BAD, 2000, false } },
	     { 3199, SEE(SLOUCH, 1, BAD, STILL), { NONE,  -1, BAD, 2000, false } },
	     { 3200, SEE(SLOUCH, 1, BAD, STILL), { SLOUCH, 1, BAD, 2200, true  } },
	     /* a valid look at nothing known is lost as well */
	     { 4000, SEE(NONE, -1, GOOD, STILL), { NONE,  -1, BAD, 4000, true  } });
}

static void lost_time_drops_the_candidate(void **state)
{
	(void)state;
	WALK(1000,
	     { 50,   SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   50, false } },
	     { 900,  SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   50, false } },
	     { 950,  LOST(STILL),             { NONE, -1, BAD,   50, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   50, false } },
	     { 1999, SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   50, false } },
	     { 2000, SEE(UP, 0, GOOD, STILL), { UP,    0, GOOD, 1000, true } });
}

static void lost_time_while_moving_is_unknown_too(void **state)
{
	(void)state;
	WALK(0,
	     { 1000, SEE(UP, 0, GOOD, STILL), { UP,    0, GOOD, 1000, true  } },
	     { 2000, LOST(MOVING),            { NONE, -1, BAD,  2000, true  } },
	     { 3000, LOST(STILL),             { NONE, -1, BAD,  2000, true  } });
}

static void lying_and_away_are_no_posture(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,     0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD,    0, true  } },
	     { 2000, SEE(SLOUCH, 1, BAD, LYING),  { NONE, -1, BAD,  2000, true  } },
	     { 3000, SEE(SLOUCH, 1, BAD, LYING),  { NONE, -1, BAD,  2000, false } },
	     { 4000, SEE(SLOUCH, 1, BAD, AWAY),   { NONE, -1, BAD,  2000, true  } },
	     { 9000, SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  2000, true  } },
	     { 10000, SEE(UP, 0, GOOD, STILL),    { UP,    0, GOOD, 9000, true  } },
	     { 11000, SEE(UP, 0, GOOD, AWAY),     { NONE, -1, BAD, 11000, true  } });
}

static void lying_drops_the_candidate(void **state)
{
	(void)state;
	WALK(1000,
	     { 100,  SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   100, false } },
	     { 1000, SEE(UP, 0, GOOD, LYING), { NONE, -1, BAD,   100, true  } },
	     { 1100, SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD,   100, true  } },
	     { 2100, SEE(UP, 0, GOOD, STILL), { UP,    0, GOOD, 1100, true  } });
}

static void moving_freezes_the_posture(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD, 0, true  } },
	     /* whatever the swinging back looks like */
	     { 2000, SEE(SLOUCH, 1, BAD, MOVING), { UP,    0, GOOD, 0, true  } },
	     { 9000, SEE(SLOUCH, 1, BAD, MOVING), { UP,    0, GOOD, 0, false } },
	     { 9100, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD, 0, true  } });
}

static void moving_neither_grows_nor_drops_a_candidate(void **state)
{
	(void)state;
	WALK(1000,
	     { 100,  SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,   100, false } },
	     { 1100, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD,  100, true  } },
	     { 2000, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD,  100, false } },
	     { 2600, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD,  100, false } },
	     { 2700, SEE(SLOUCH, 1, BAD, MOVING), { UP,    0, GOOD,  100, true  } },
	     { 8600, SEE(UP, 0, GOOD, MOVING),    { UP,    0, GOOD,  100, false } },
	     /* 600 ms seen before, 399 since: one short */
	     { 8999, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD,  100, true  } },
	     /* dated back by what was seen, not over the walk: 8000 = 9000 - 1000 */
	     { 9000, SEE(SLOUCH, 1, BAD, STILL),  { SLOUCH, 1, BAD, 8000, true  } });
}

static void moving_from_the_start_leaves_it_unknown(void **state)
{
	(void)state;
	WALK(1000,
	     { 100,  SEE(UP, 0, GOOD, MOVING), { NONE, -1, BAD,   100, true  } },
	     { 5000, SEE(UP, 0, GOOD, MOVING), { NONE, -1, BAD,   100, false } },
	     { 5100, SEE(UP, 0, GOOD, STILL),  { NONE, -1, BAD,   100, true  } },
	     { 6100, SEE(UP, 0, GOOD, STILL),  { UP,    0, GOOD, 5100, true  } });
}

static void settling_for_no_time_counts_at_once(void **state)
{
	(void)state;
	WALK(0,
	     { 100, SEE(UP, 0, GOOD, STILL),      { UP,    0, GOOD, 100, true  } },
	     { 200, SEE(SLOUCH, 1, BAD, STILL),   { SLOUCH, 1, BAD, 200, true  } },
	     { 300, SEE(SLOUCH, 2, BAD, STILL),   { SLOUCH, 2, BAD, 200, true  } },
	     { 400, SEE(SLOUCH, 2, BAD, STILL),   { SLOUCH, 2, BAD, 200, false } });
}

static void another_pose_of_the_same_posture_settles_without_a_new_date(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL), { NONE, -1, BAD, 0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL), { UP, 0, GOOD,   0, true  } },
	     { 5000, SEE(UP, 3, GOOD, STILL), { UP, 0, GOOD,   0, false } },
	     { 5500, SEE(UP, 5, GOOD, STILL), { UP, 0, GOOD,   0, false } },
	     /* here the pose is all that changes, so its own time counts */
	     { 6000, SEE(UP, 5, GOOD, STILL), { UP, 0, GOOD,   0, false } },
	     { 6500, SEE(UP, 5, GOOD, STILL), { UP, 5, GOOD,   0, true  } },
	     { 7000, SEE(UP, 0, GOOD, STILL), { UP, 5, GOOD,   0, false } },
	     { 7900, SEE(UP, 5, GOOD, STILL), { UP, 5, GOOD,   0, false } },
	     { 8000, SEE(UP, 0, GOOD, STILL), { UP, 5, GOOD,   0, false } });
}

static void poses_that_alternate_do_not_hide_a_new_posture(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  0, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD, 0, true  } },
	     { 2000, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD, 0, false } },
	     { 2400, SEE(SLOUCH, -1, BAD, STILL), { UP,    0, GOOD, 0, false } },
	     { 2800, SEE(SLOUCH, 1, BAD, STILL),  { UP,    0, GOOD, 0, false } },
	     { 3000, SEE(SLOUCH, -1, BAD, STILL), { SLOUCH, -1, BAD, 2000, true } });
}

static void a_good_and_a_bad_posture_of_one_name_are_two(void **state)
{
	(void)state;
	WALK(1000,
	     { 0,    SEE(FORWARD, 0, GOOD, STILL), { NONE,   -1, BAD,     0, false } },
	     { 1000, SEE(FORWARD, 0, GOOD, STILL), { FORWARD, 0, GOOD,    0, true  } },
	     { 2000, SEE(FORWARD, 2, BAD, STILL),  { FORWARD, 0, GOOD,    0, false } },
	     { 2999, SEE(FORWARD, 2, BAD, STILL),  { FORWARD, 0, GOOD,    0, false } },
	     { 3000, SEE(FORWARD, 2, BAD, STILL),  { FORWARD, 2, BAD,  2000, true  } },
	     /* the candidate's verdict counts as well: good breaks in */
	     { 4000, SEE(UP, 1, GOOD, STILL),      { FORWARD, 2, BAD,  2000, false } },
	     { 4500, SEE(UP, 1, BAD, STILL),       { FORWARD, 2, BAD,  2000, false } },
	     { 5000, SEE(UP, 1, BAD, STILL),       { FORWARD, 2, BAD,  2000, false } },
	     { 5500, SEE(UP, 1, BAD, STILL),       { UP,      1, BAD,  4500, true  } });
}

static void a_clock_going_backwards_stands_still(void **state)
{
	(void)state;
	WALK(1000,
	     { 5000, SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  5000, false } },
	     { 1000, SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  5000, false } },
	     { 5999, SEE(UP, 0, GOOD, STILL),     { NONE, -1, BAD,  5000, false } },
	     { 6000, SEE(UP, 0, GOOD, STILL),     { UP,    0, GOOD, 5000, true  } },
	     { 0,    LOST(STILL),                 { NONE, -1, BAD,  6000, true  } },
	     { 100,  SEE(SLOUCH, 1, BAD, STILL),  { NONE, -1, BAD,  6000, false } },
	     { 200,  SEE(SLOUCH, 1, BAD, MOVING), { NONE, -1, BAD,  6000, true  } },
	     { 6500, SEE(SLOUCH, 1, BAD, STILL),  { NONE, -1, BAD,  6000, true  } },
	     { 7000, SEE(SLOUCH, 1, BAD, STILL),  { SLOUCH, 1, BAD, 6000, true  } });
}

/* clang-format on */

static void it_begins_unknown_and_still(void **state)
{
	struct posture_state s;

	(void)state;
	memset(&s, 0x5a, sizeof(s));
	posture_init(&s);
	assert_int_equal(s.posture, POSTURE_UNKNOWN);
	assert_int_equal(s.pose, -1);
	assert_false(s.good);
	assert_int_equal(s.activity, ACTIVITY_STILL);
	assert_int_equal(s.since_us, 0);
	assert_int_equal(s.now_us, 0);
	assert_int_equal(s.next, POSTURE_UNKNOWN);
}

static void time_counts_up_to_the_gap_and_not_beyond(void **state)
{
	(void)state;
	assert_int_equal(posture_elapsed_us(0, 1000), 0);
	assert_int_equal(posture_elapsed_us(1000, 1000), 0);
	assert_int_equal(posture_elapsed_us(1000, 999), 0);
	assert_int_equal(posture_elapsed_us(1000, 1500), 500);
	assert_int_equal(posture_elapsed_us(1, 1 + POSTURE_GAP_US), 2000000);
	assert_int_equal(posture_elapsed_us(1, 2 + POSTURE_GAP_US), 0);
	assert_int_equal(posture_elapsed_us(1, UINT64_MAX), 0);
}

static void every_word_reads_back(void **state)
{
	static const char *const words[] = { "unknown",         "upright",      "slouching",
					     "leaning-forward", "leaning-back", "leaning-left",
					     "leaning-right" };

	(void)state;
	assert_int_equal(ARRAY_SIZE(words), POSTURE_COUNT);
	for (unsigned i = 0; i < POSTURE_COUNT; i++) {
		enum posture posture = POSTURE_COUNT;

		assert_string_equal(posture_to_str((enum posture)i), words[i]);
		assert_int_equal(posture_from_str(words[i], &posture), 0);
		assert_int_equal(posture, i);
	}
}

static void a_strange_word_leaves_the_result_alone(void **state)
{
	static const char *const words[] = { "",
					     "Upright",
					     "uprigh",
					     "upright ",
					     "leaning",
					     "leaning-forwards",
					     "leaning-forward-and-more" };
	enum posture posture = POSTURE_LEANING_BACK;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		assert_int_equal(posture_from_str(words[i], &posture), POSTURE_E_WORD);
		assert_int_equal(posture, POSTURE_LEANING_BACK);
	}
}

static void activities_have_their_words(void **state)
{
	(void)state;
	assert_string_equal(activity_to_str(ACTIVITY_STILL), "still");
	assert_string_equal(activity_to_str(ACTIVITY_MOVING), "moving");
	assert_string_equal(activity_to_str(ACTIVITY_LYING), "lying");
	assert_string_equal(activity_to_str(ACTIVITY_AWAY), "away");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_posture_settles_like_any_other),
		cmocka_unit_test(another_posture_counts_after_settling_and_is_dated_back),
		cmocka_unit_test(a_nod_shorter_than_settling_is_not_seen),
		cmocka_unit_test(another_candidate_begins_its_own_time),
		cmocka_unit_test(lost_time_is_unknown_at_once),
		cmocka_unit_test(lost_time_drops_the_candidate),
		cmocka_unit_test(lost_time_while_moving_is_unknown_too),
		cmocka_unit_test(lying_and_away_are_no_posture),
		cmocka_unit_test(lying_drops_the_candidate),
		cmocka_unit_test(moving_freezes_the_posture),
		cmocka_unit_test(moving_neither_grows_nor_drops_a_candidate),
		cmocka_unit_test(moving_from_the_start_leaves_it_unknown),
		cmocka_unit_test(settling_for_no_time_counts_at_once),
		cmocka_unit_test(another_pose_of_the_same_posture_settles_without_a_new_date),
		cmocka_unit_test(poses_that_alternate_do_not_hide_a_new_posture),
		cmocka_unit_test(a_good_and_a_bad_posture_of_one_name_are_two),
		cmocka_unit_test(a_clock_going_backwards_stands_still),
		cmocka_unit_test(it_begins_unknown_and_still),
		cmocka_unit_test(time_counts_up_to_the_gap_and_not_beyond),
		cmocka_unit_test(every_word_reads_back),
		cmocka_unit_test(a_strange_word_leaves_the_result_alone),
		cmocka_unit_test(activities_have_their_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
