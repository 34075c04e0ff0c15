/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rest.h"

#define SEC(s)  ((s)*US_PER_SEC)
#define STEP_US (320 * US_PER_MS)

static const struct rest_params limits = { .away_us = SEC(60), .span_q14 = 28 };
static const struct dir3 table = { 16384, 0, 0 };

static struct dir3 beside(int x, int y, int z)
{
	return (struct dir3){ (int16_t)(table.x_q14 + x), (int16_t)(table.y_q14 + y),
			      (int16_t)(table.z_q14 + z) };
}

/* Steps every 320 ms from *now_us on; the time it took to be away, 0 = never in @seconds. */
static uint64_t lie_still(struct rest *r, struct dir3 up, unsigned seconds, uint64_t *now_us)
{
	uint64_t begin_us = *now_us;
	uint64_t away_us = 0;

	while (*now_us < begin_us + SEC(seconds)) {
		*now_us += STEP_US;
		if (rest_step(r, &limits, up, false, *now_us) && away_us == 0)
			away_us = *now_us - begin_us;
	}
	return away_us;
}

static void the_default_is_a_minute_within_a_tenth_of_a_degree(void **state)
{
	(void)state;
	assert_int_equal(rest_params_default.away_us, SEC(60));
	/* 0.10 deg are 28.6 units of Q14 */
	assert_in_range(rest_params_default.span_q14, 28, 29);
}

static void a_minute_of_stillness_is_away(void **state)
{
	struct rest r;

	(void)state;
	rest_init(&r);
	assert_false(rest_step(&r, &limits, table, false, SEC(100)));
	assert_false(rest_step(&r, &limits, table, false, SEC(160) - 1));
	assert_true(rest_step(&r, &limits, table, false, SEC(160)));
	assert_true(rest_step(&r, &limits, table, false, SEC(160) + STEP_US));
}

static void the_first_step_may_come_at_any_time_but_0(void **state)
{
	struct rest r;

	(void)state;
	rest_init(&r);
	assert_false(rest_step(&r, &limits, table, false, 1));
	assert_false(rest_step(&r, &limits, table, false, SEC(60)));
	assert_true(rest_step(&r, &limits, table, false, SEC(60) + 1));
}

static void every_axis_may_span_up_to_the_limit_and_no_further(void **state)
{
	static const struct {
		int x, y, z;
		bool away;
	} rows[] = {
		{ 28, 0, 0, true },     { 29, 0, 0, false },  { -28, 0, 0, true },
		{ -29, 0, 0, false },   { 0, 28, 0, true },   { 0, 29, 0, false },
		{ 0, -29, 0, false },   { 0, 0, 28, true },   { 0, 0, 29, false },
		{ 0, 0, -28, true },    { 0, 0, -29, false }, { 28, -28, 28, true },
		{ 28, -28, 29, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rest r;

		rest_init(&r);
		rest_step(&r, &limits, table, false, SEC(1));
		rest_step(&r, &limits, beside(rows[i].x, rows[i].y, rows[i].z), false, SEC(30));
		if (rest_step(&r, &limits, table, false, SEC(61)) != rows[i].away)
			fail_msg("row %zu", i);
	}
}

static void the_span_is_from_end_to_end_not_from_the_beginning(void **state)
{
	struct rest r;

	(void)state;
	rest_init(&r);
	rest_step(&r, &limits, table, false, SEC(1));
	rest_step(&r, &limits, beside(0, 15, 0), false, SEC(20));
	rest_step(&r, &limits, beside(0, -14, 0), false, SEC(40)); /* 29 from end to end */
	assert_false(rest_step(&r, &limits, table, false, SEC(61)));
	assert_false(rest_step(&r, &limits, table, false, SEC(100) - 1));
	assert_true(rest_step(&r, &limits, table, false, SEC(100)));
}

static void a_breath_begins_the_stretch_anew(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);

	(void)state;
	rest_init(&r);
	for (int breath = 0; breath < 10; breath++) {
		assert_int_equal(lie_still(&r, table, 30, &now_us), 0);
		now_us += STEP_US;
		assert_false(rest_step(&r, &limits, beside(0, 0, 60), false, now_us));
	}
	assert_in_range(lie_still(&r, table, 70, &now_us), SEC(60), SEC(61));
}

static void motion_begins_the_stretch_anew(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);

	(void)state;
	rest_init(&r);
	assert_int_equal(lie_still(&r, table, 59, &now_us), 0);
	now_us += STEP_US;
	assert_false(rest_step(&r, &limits, table, true, now_us));
	assert_in_range(lie_still(&r, table, 70, &now_us), SEC(60), SEC(61));
}

static void away_ends_with_the_first_motion(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);

	(void)state;
	rest_init(&r);
	assert_true(lie_still(&r, table, 200, &now_us) > 0);
	assert_false(rest_step(&r, &limits, table, true, now_us + 1));
	/* and must be earned again */
	now_us++;
	assert_in_range(lie_still(&r, table, 70, &now_us), SEC(60), SEC(61));
}

static void away_ends_with_the_first_turn(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);

	(void)state;
	rest_init(&r);
	assert_true(lie_still(&r, table, 200, &now_us) > 0);
	assert_false(rest_step(&r, &limits, beside(-40, 0, 300), false, now_us + STEP_US));
	assert_false(rest_step(&r, &limits, beside(-40, 0, 300), false, now_us + 2 * STEP_US));
}

static void warmth_may_turn_it_slowly_without_waking_anybody(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);

	(void)state;
	rest_init(&r);
	assert_true(lie_still(&r, table, 70, &now_us) > 0);
	/* 20 units a minute, ten times the span in the end */
	for (int i = 0; i < 2700; i++) {
		now_us += STEP_US;
		assert_true(rest_step(&r, &limits, beside(0, i * 20 / 188, 0), false, now_us));
	}
}

static void a_turn_too_fast_for_warmth_wakes(void **state)
{
	struct rest r;
	uint64_t now_us = SEC(1);
	bool away = true;

	(void)state;
	rest_init(&r);
	assert_true(lie_still(&r, table, 70, &now_us) > 0);
	/* 60 units a minute cannot pass for one stretch */
	for (int i = 0; i < 188 && away; i++) {
		now_us += STEP_US;
		away = rest_step(&r, &limits, beside(0, i * 60 / 188, 0), false, now_us);
	}
	assert_false(away);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_is_a_minute_within_a_tenth_of_a_degree),
		cmocka_unit_test(a_minute_of_stillness_is_away),
		cmocka_unit_test(the_first_step_may_come_at_any_time_but_0),
		cmocka_unit_test(every_axis_may_span_up_to_the_limit_and_no_further),
		cmocka_unit_test(the_span_is_from_end_to_end_not_from_the_beginning),
		cmocka_unit_test(a_breath_begins_the_stretch_anew),
		cmocka_unit_test(motion_begins_the_stretch_anew),
		cmocka_unit_test(away_ends_with_the_first_motion),
		cmocka_unit_test(away_ends_with_the_first_turn),
		cmocka_unit_test(warmth_may_turn_it_slowly_without_waking_anybody),
		cmocka_unit_test(a_turn_too_fast_for_warmth_wakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
