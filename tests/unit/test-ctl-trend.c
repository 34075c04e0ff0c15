/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixed.h"
#include "trend.h"

#define LIVES 1000

/* A generator of our own: the same lives on every machine. */
static uint64_t seed;

static double uniform(void)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double gauss(void)
{
	double radius = sqrt(-2 * log(uniform()));

	return radius * cos(2 * M_PI * uniform());
}

/* Eight weeks or fewer, each day leaning on the one before by @memory. */
static size_t live(struct trend_point *points, size_t days, double slope, double memory)
{
	double noise = gauss();

	for (size_t i = 0; i < days; i++) {
		noise = memory * noise + sqrt(1 - memory * memory) * gauss();
		points[i].day = 20000 + (int32_t)i;
		points[i].share = 0.4 + slope * ((double)i - (double)days / 2) + 0.05 * noise;
	}
	return days;
}

/* Of so many lives, in how many the interval holds the slope they were made with. */
static double coverage(size_t days, double memory)
{
	struct trend_point points[TREND_DAYS];
	unsigned held = 0;

	seed = 1;
	for (unsigned i = 0; i < LIVES; i++) {
		struct trend t = trend_fit(points, live(points, days, -0.002, memory));

		held += t.slope_low <= -0.002 && t.slope_high >= -0.002;
	}
	return (double)held / LIVES;
}

static void the_interval_holds_the_truth_as_often_as_it_says(void **state)
{
	static const size_t days[] = { 14, 28, TREND_DAYS };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(days); i++) {
		double of_noise = coverage(days[i], 0), of_habit = coverage(days[i], 0.4);

		print_message("%zu days: %.3f, and %.3f where days resemble each other\n", days[i],
			      of_noise, of_habit);
		assert_true(of_noise > 0.94 && of_noise < 0.985);
		assert_true(of_habit > 0.88);
	}
}

static void where_nothing_changes_nothing_is_claimed(void **state)
{
	struct trend_point points[TREND_DAYS];
	unsigned claimed = 0;

	(void)state;
	seed = 2;
	for (unsigned i = 0; i < LIVES; i++)
		claimed +=
			trend_fit(points, live(points, TREND_DAYS, 0, 0)).verdict != TREND_UNCLEAR;
	print_message("%u of %u\n", claimed, LIVES);
	assert_in_range(claimed, 1, LIVES * 6 / 100);
}

static void a_clear_change_is_named_with_its_direction(void **state)
{
	struct trend_point points[TREND_DAYS];
	char words[TREND_WORDS];
	struct trend t;

	(void)state;
	seed = 3;
	t = trend_fit(points, live(points, TREND_DAYS, -0.004, 0));
	assert_int_equal(t.verdict, TREND_BETTER);
	assert_non_null(strstr(trend_words(&t, words), "bad posture falls by 2."));
	t = trend_fit(points, live(points, TREND_DAYS, 0.004, 0));
	assert_int_equal(t.verdict, TREND_WORSE);
	assert_non_null(strstr(trend_words(&t, words), "bad posture rises by 2."));
	assert_true(t.slope_low <= t.slope && t.slope <= t.slope_high);
}

static void a_few_odd_days_do_not_turn_the_line(void **state)
{
	struct trend_point points[40];
	struct trend t;

	(void)state;
	for (int i = 0; i < 40; i++)
		points[i] = (struct trend_point){ 20000 + i, 0.5 - 0.005 * i };
	points[3].share = points[35].share = points[38].share = 1;
	points[10].share = 0;
	t = trend_fit(points, 40);
	assert_true(fabs(t.slope + 0.005) < 1e-4);
	assert_int_equal(t.verdict, TREND_BETTER);
}

static void a_gap_of_weeks_is_time_that_passed(void **state)
{
	struct trend_point points[20];

	(void)state;
	for (int i = 0; i < 20; i++) {
		points[i].day = 20000 + i + (i >= 10 ? 30 : 0);
		points[i].share = 0.6 - 0.01 * (points[i].day - 20000);
	}
	assert_true(fabs(trend_fit(points, 20).slope + 0.01) < 1e-9);
}

static void few_days_are_too_few_to_tell(void **state)
{
	struct trend_point points[TREND_DAYS_MIN];
	char words[TREND_WORDS];
	struct trend t;

	(void)state;
	seed = 4;
	t = trend_fit(points, live(points, TREND_DAYS_MIN - 1, -0.01, 0));
	assert_int_equal(t.verdict, TREND_TOO_FEW);
	assert_string_equal(trend_words(&t, words), "too few days to tell: 9 of the 10 it takes");
	assert_int_equal(trend_fit(NULL, 0).verdict, TREND_TOO_FEW);
	t = trend_fit(points, live(points, TREND_DAYS_MIN, -0.01, 0));
	assert_int_not_equal(t.verdict, TREND_TOO_FEW);
}

static void days_all_alike_show_no_change(void **state)
{
	struct trend_point points[30];
	struct trend t;
	double low, high;

	(void)state;
	for (int i = 0; i < 30; i++)
		points[i] = (struct trend_point){ 20000 + i, 0 };
	t = trend_fit(points, 30);
	assert_int_equal(t.verdict, TREND_UNCLEAR);
	assert_true(trend_at(&t, 20029, &low, &high) <= 0 && low >= 0 && high <= 0);
}

static void the_band_surrounds_the_line_and_no_share_leaves_0_to_1(void **state)
{
	struct trend_point points[TREND_DAYS];

	(void)state;
	seed = 5;
	for (unsigned i = 0; i < 200; i++) {
		struct trend t = trend_fit(points, live(points, 20, (uniform() - 0.5) / 10, 0.3));

		for (int32_t day = 19990; day < 20040; day++) {
			double low, high, line = trend_at(&t, day, &low, &high);

			assert_true(0 <= low && low <= line && line <= high && high <= 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_interval_holds_the_truth_as_often_as_it_says),
		cmocka_unit_test(where_nothing_changes_nothing_is_claimed),
		cmocka_unit_test(a_clear_change_is_named_with_its_direction),
		cmocka_unit_test(a_few_odd_days_do_not_turn_the_line),
		cmocka_unit_test(a_gap_of_weeks_is_time_that_passed),
		cmocka_unit_test(few_days_are_too_few_to_tell),
		cmocka_unit_test(days_all_alike_show_no_change),
		cmocka_unit_test(the_band_surrounds_the_line_and_no_share_leaves_0_to_1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
