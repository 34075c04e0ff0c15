/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tally.h"

#define SEC(s) ((s)*US_PER_SEC)
#define TODAY  20000

static struct posture_state doing(enum posture posture, bool good, enum activity activity)
{
	return (struct posture_state){ .posture = posture, .good = good, .activity = activity };
}

#define UPRIGHT   doing(POSTURE_UPRIGHT, true, ACTIVITY_STILL)
#define SLOUCH    doing(POSTURE_SLOUCHING, false, ACTIVITY_STILL)
#define NONE      doing(POSTURE_UNKNOWN, false, ACTIVITY_STILL)
#define WALK_BENT doing(POSTURE_SLOUCHING, false, ACTIVITY_MOVING)
#define LYING     doing(POSTURE_UNKNOWN, false, ACTIVITY_LYING)
#define AWAY      doing(POSTURE_UNKNOWN, false, ACTIVITY_AWAY)

/* A tally with a first step behind it, at one second. */
static void begin(struct tally *t)
{
	struct posture_state none = NONE;

	tally_init(t);
	tally_step(t, &none, SEC(1), TODAY);
}

static void play(struct tally *t, struct posture_state s, unsigned seconds, int32_t day)
{
	for (unsigned i = 0; i < seconds; i++)
		tally_step(t, &s, t->now_us + US_PER_SEC, day);
}

static uint64_t sum_of_postures(const struct tally *t)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		sum += t->posture_us[i];
	return sum;
}

static void it_begins_empty(void **state)
{
	static const struct tally empty;
	struct tally t;

	(void)state;
	memset(&t, 0x5a, sizeof(t));
	tally_init(&t);
	assert_memory_equal(&t, &empty, sizeof(t));
	begin(&t);
	assert_int_equal(t.day, TODAY);
	assert_int_equal(t.activity_us[ACTIVITY_STILL], 0);
}

static void still_time_counts_for_its_posture(void **state)
{
	struct tally t;

	(void)state;
	begin(&t);
	play(&t, UPRIGHT, 10, TODAY);
	play(&t, SLOUCH, 20, TODAY);
	play(&t, NONE, 5, TODAY);
	assert_int_equal(t.posture_us[POSTURE_UPRIGHT], SEC(10));
	assert_int_equal(t.posture_us[POSTURE_SLOUCHING], SEC(20));
	assert_int_equal(t.posture_us[POSTURE_UNKNOWN], SEC(5));
	assert_int_equal(t.activity_us[ACTIVITY_STILL], SEC(35));
	assert_int_equal(sum_of_postures(&t), SEC(35));
}

static void moving_and_rest_count_for_no_posture(void **state)
{
	struct tally t;

	(void)state;
	begin(&t);
	play(&t, WALK_BENT, 7, TODAY);
	play(&t, LYING, 8, TODAY);
	play(&t, AWAY, 9, TODAY);
	assert_int_equal(t.activity_us[ACTIVITY_MOVING], SEC(7));
	assert_int_equal(t.activity_us[ACTIVITY_LYING], SEC(8));
	assert_int_equal(t.activity_us[ACTIVITY_AWAY], SEC(9));
	assert_int_equal(t.activity_us[ACTIVITY_STILL], 0);
	assert_int_equal(sum_of_postures(&t), 0);
	assert_int_equal(tally_bad_us(&t), 0);
}

static void bad_time_follows_the_verdict_not_the_word(void **state)
{
	struct tally t;

	(void)state;
	begin(&t);
	play(&t, doing(POSTURE_LEANING_FORWARD, true, ACTIVITY_STILL), 10, TODAY);
	assert_int_equal(tally_bad_us(&t), 0);
	assert_int_equal(t.slouches, 0);
	play(&t, doing(POSTURE_LEANING_FORWARD, false, ACTIVITY_STILL), 20, TODAY);
	play(&t, doing(POSTURE_LEANING_LEFT, false, ACTIVITY_STILL), 30, TODAY);
	play(&t, NONE, 40, TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(50));
}

static void a_gap_counts_nothing(void **state)
{
	struct posture_state slouch = SLOUCH;
	struct tally t;

	(void)state;
	begin(&t);
	tally_step(&t, &slouch, SEC(3), TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(2));
	tally_step(&t, &slouch, SEC(5) + 1, TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(2));
	tally_step(&t, &slouch, SEC(5) + 2, TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(2) + 1);
}

static void a_clock_going_backwards_counts_nothing_twice(void **state)
{
	struct posture_state slouch = SLOUCH;
	struct tally t;

	(void)state;
	begin(&t);
	tally_step(&t, &slouch, SEC(2), TODAY);
	tally_step(&t, &slouch, SEC(1), TODAY);
	tally_step(&t, &slouch, SEC(2), TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(1));
	/* not even into the day before */
	tally_step(&t, &slouch, SEC(1), TODAY - 1);
	tally_step(&t, &slouch, SEC(2), TODAY - 1);
	assert_int_equal(tally_bad_us(&t), 0);
}

static void a_slouch_is_counted_once_when_it_has_lasted_five_seconds(void **state)
{
	static const struct {
		unsigned seconds;
		struct posture_state s;
		uint32_t slouches;
	} rows[] = {
		{ 9, { POSTURE_UNKNOWN, .activity = ACTIVITY_STILL }, 0 },
		{ 4, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 0 }, /* none before */
		{ 1, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 1 },
		{ 9, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 1 },
		{ 9, { POSTURE_LEANING_BACK, .activity = ACTIVITY_STILL }, 1 }, /* bad to bad */
		{ 9, { POSTURE_SLOUCHING, .activity = ACTIVITY_MOVING }, 1 },
		{ 9, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 1 },
		{ 9, { POSTURE_UNKNOWN, .activity = ACTIVITY_STILL }, 1 }, /* lost time */
		{ 9, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 1 },
		{ 1, { POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_STILL }, 1 },
		{ 4, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 1 }, /* bending down */
		{ 1, { POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_STILL }, 1 },
		{ 5, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 2 },
		{ 1, { POSTURE_UNKNOWN, .activity = ACTIVITY_LYING }, 2 },
		{ 5, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 3 },
		{ 1, { POSTURE_UNKNOWN, .activity = ACTIVITY_AWAY }, 3 },
		{ 9, { POSTURE_UNKNOWN, .activity = ACTIVITY_STILL }, 3 },
		{ 3, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 3 },
		{ 9, { POSTURE_SLOUCHING, .activity = ACTIVITY_MOVING }, 3 }, /* frozen, not over */
		{ 2, { POSTURE_SLOUCHING, .activity = ACTIVITY_STILL }, 4 },
	};
	struct tally t;

	(void)state;
	begin(&t);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		play(&t, rows[i].s, rows[i].seconds, TODAY);
		if (t.slouches != rows[i].slouches)
			fail_msg("row %zu: %u slouches", i, t.slouches);
	}
}

static void a_new_day_begins_at_zero(void **state)
{
	struct tally t;

	(void)state;
	begin(&t);
	play(&t, UPRIGHT, 100, TODAY);
	play(&t, SLOUCH, 100, TODAY);
	tally_alert(&t);
	play(&t, SLOUCH, 1, TODAY + 1);
	assert_int_equal(t.day, TODAY + 1);
	assert_int_equal(t.posture_us[POSTURE_UPRIGHT], 0);
	assert_int_equal(t.posture_us[POSTURE_SLOUCHING], SEC(1));
	assert_int_equal(t.activity_us[ACTIVITY_STILL], SEC(1));
	assert_int_equal(tally_bad_us(&t), SEC(1));
	assert_int_equal(t.alerts, 0);
	/* the slouch began yesterday */
	assert_int_equal(t.slouches, 0);
	play(&t, UPRIGHT, 1, TODAY + 1);
	play(&t, SLOUCH, 5, TODAY + 1);
	assert_int_equal(t.slouches, 1);
	/* days may be set back, by a journey or a corrected clock */
	play(&t, SLOUCH, 1, TODAY);
	assert_int_equal(tally_bad_us(&t), SEC(1));
}

static void alerts_are_counted_as_told(void **state)
{
	struct tally t;

	(void)state;
	begin(&t);
	tally_alert(&t);
	tally_alert(&t);
	assert_int_equal(t.alerts, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_begins_empty),
		cmocka_unit_test(still_time_counts_for_its_posture),
		cmocka_unit_test(moving_and_rest_count_for_no_posture),
		cmocka_unit_test(bad_time_follows_the_verdict_not_the_word),
		cmocka_unit_test(a_gap_counts_nothing),
		cmocka_unit_test(a_clock_going_backwards_counts_nothing_twice),
		cmocka_unit_test(a_slouch_is_counted_once_when_it_has_lasted_five_seconds),
		cmocka_unit_test(a_new_day_begins_at_zero),
		cmocka_unit_test(alerts_are_counted_as_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
