/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "past.h"
#include "stats.h"

#define TODAY 20782 /* 2026-11-25, a Wednesday */

static char *print(const struct history *h, int32_t days, unsigned columns, bool utf8)
{
	const struct stats_screen screen = { .columns = columns, .utf8 = utf8 };
	struct stats stats = stats_of(h, TODAY - days + 1, TODAY);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	stats_print(&stats, h, &screen, out);
	fclose(out);
	return text;
}

static void expect(const char *text, const char *what)
{
	if (!strstr(text, what))
		fail_msg("no \"%s\" in:\n%s", what, text);
}

static void a_share_is_of_what_was_judged(void **state)
{
	struct history_day days[] = {
		{ .day = TODAY - 9, .bad_s = 900, .good_s = 900, .slouches = 1 },
		{ .day = TODAY - 2, .bad_s = 1000, .good_s = 3000, .moving_s = 9999 },
		{ .day = TODAY,
		  .bad_s = 2000,
		  .good_s = 6000,
		  .recovered = 3,
		  .correcting_us = 100 * US_PER_SEC },
	};
	const struct history h = { .day = days, .n_days = 3 };
	struct stats s = stats_of(&h, TODAY - 13, TODAY);

	(void)state;
	assert_int_equal(stats_percent(&s.day), 25);
	assert_int_equal(stats_permille(&s.week), 250);
	assert_int_equal(s.week.days, 2);
	assert_int_equal(stats_percent(&s.last_week), 50);
	assert_int_equal(s.window.slouches, 1);
	assert_int_equal(stats_correcting_s(&s.day), 33);
	assert_int_equal(stats_correcting_s(&s.last_week), -1);
	assert_int_equal(s.trend.verdict, TREND_TOO_FEW);
}

static void without_anything_judged_there_is_no_share(void **state)
{
	struct history_day away = { .day = TODAY, .away_s = 80000 };
	const struct history h = { .day = &away, .n_days = 1 };
	struct stats s = stats_of(&h, TODAY, TODAY);
	char *text = print(&h, 3, 80, false);

	(void)state;
	assert_int_equal(stats_percent(&s.day), STATS_NO_SHARE);
	assert_false(stats_is_little(&s.day));
	expect(text, "nothing judged");
	expect(text, "23 Nov to 24 Nov  nothing recorded");
	free(text);
}

static void no_history_says_what_to_do(void **state)
{
	const struct history none = { 0 };
	char *text = print(&none, 14, 80, false);

	(void)state;
	expect(text, "nothing is recorded in the last 56 days;");
	expect(text, "plumbctl status");
	free(text);
}

static void a_day_of_little_is_marked_and_kept(void **state)
{
	struct history_day days[] = {
		{ .day = TODAY - 1, .bad_s = 60, .good_s = 60 },
		{ .day = TODAY, .bad_s = 3600, .good_s = 3600 },
	};
	const struct history h = { .day = days, .n_days = 2 };
	char *text = print(&h, 2, 80, false);

	(void)state;
	expect(text, "Tue 24 Nov   50 %* ####");
	expect(text, "Wed 25 Nov   50 %  ####");
	expect(text, "* sat less than 30 min");
	free(text);
}

static unsigned characters(const char *line, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)line[i] & 0xc0) != 0x80;
	return n;
}

/* Days that are all bad make the longest bars. */
static void no_bar_is_wider_than_the_terminal(void **state)
{
	static const unsigned widths[] = { 40, 67, 68, 80, 100, 250 };
	struct history_day days[TREND_DAYS] = { 0 };
	const struct history h = { .day = days, .n_days = TREND_DAYS };

	(void)state;
	for (int i = 0; i < TREND_DAYS; i++)
		days[i] = (struct history_day){ .day = TODAY - TREND_DAYS + 1 + i,
						.bad_s = 86400,
						.slouches = 99999,
						.alerts = 99999 };
	for (size_t i = 0; i < ARRAY_SIZE(widths); i++) {
		char *text = print(&h, 30, widths[i], true);
		char *rows = strstr(text, "The last 30 days");

		assert_non_null(rows);
		for (char *line = rows, *end; (end = strchr(line, '\n')) && end != line;
		     line = end + 1)
			if (characters(line, (size_t)(end - line)) > widths[i])
				fail_msg("wider than %u: %.*s", widths[i], (int)(end - line), line);
		free(text);
	}
}

static void a_long_window_is_shown_by_weeks(void **state)
{
	struct history h = past_make((struct past){ .from = TODAY - 364,
						    .today = TODAY,
						    .hour_from = 8,
						    .hour_to = 18,
						    .share = 0.2,
						    .slope_per_day = -0.003,
						    .gap_from = TODAY - 100,
						    .gap_to = TODAY - 60,
						    .seed = 1 });
	char *text = print(&h, 365, 80, false);
	unsigned weeks = 0;

	(void)state;
	for (const char *at = text; (at = strstr(at, "\n  wk ")); at++)
		weeks++;
	assert_in_range(weeks, 46, 49); /* 53 less the gap's */
	expect(text, "nothing recorded");
	expect(text, "bad posture falls by");
	free(text);
	history_clear(&h);
}

static void json_holds_every_day_with_its_units(void **state)
{
	struct history_day day = { .day = TODAY, .bad_s = 1, .good_s = 2, .away_s = 3 };
	const struct history h = { .day = &day, .n_days = 1 };
	struct stats s = stats_of(&h, TODAY - 13, TODAY);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct json j;

	(void)state;
	json_init(&j, out);
	stats_json(&s, &h, &j);
	json_end_line(&j);
	fclose(out);
	expect(text, "{\"date\":\"2026-11-25\",\"today\":{\"days\":1,\"bad_permille\":333,"
		     "\"little\":true,\"good_s\":2,\"bad_s\":1,\"posture_s\":{\"upright\":0,");
	expect(text, "\"last_week\":{\"days\":0,\"bad_permille\":null,");
	expect(text, "\"trend\":{\"verdict\":\"too-few\",\"days\":1},\"days\":[{\"date\":");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_share_is_of_what_was_judged),
		cmocka_unit_test(without_anything_judged_there_is_no_share),
		cmocka_unit_test(no_history_says_what_to_do),
		cmocka_unit_test(a_day_of_little_is_marked_and_kept),
		cmocka_unit_test(no_bar_is_wider_than_the_terminal),
		cmocka_unit_test(a_long_window_is_shown_by_weeks),
		cmocka_unit_test(json_holds_every_day_with_its_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
