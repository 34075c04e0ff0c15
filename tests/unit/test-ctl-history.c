/* SPDX-License-Identifier: MIT */
/*
 * Replies of org.plumbd.History1 into structs; messages never leave the process
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dates.h"
#include "history.h"
#include "line-rig.h"

static void days_keep_every_second_and_skip_what_is_new(void **state)
{
	sd_bus_message *m = new_message(state);
	struct history h = { 0 };
	int32_t day;

	assert_true(sd_bus_message_append(m, "a(sa{sv})", 3, "2026-11-20", 4, "bad", "u", 600u,
					  "good", "u", 1800u, "yoga", "s", "a word of tomorrow",
					  "leaning-left", "u", 60u, "no date", 1, "bad", "u", 1u,
					  "2026-11-22", 4, "correcting-usec", "t",
					  UINT64_C(90000000), "recovered", "u", 2u, "away", "u", 5u,
					  "alerts", "u", 3u) >= 0);
	turn(m);
	assert_int_equal(history_read_days(&h, m), 0);
	assert_int_equal(h.n_days, 2);
	assert_true(dates_parse("2026-11-20", &day));
	assert_int_equal(h.day[0].day, day);
	assert_int_equal(h.day[0].bad_s, 600);
	assert_int_equal(h.day[0].good_s, 1800);
	assert_int_equal(h.day[0].posture_s[POSTURE_LEANING_LEFT], 60);
	assert_int_equal(h.day[1].day, day + 2);
	assert_true(h.day[1].correcting_us == 90000000);
	assert_int_equal(h.day[1].recovered, 2);
	assert_int_equal(h.day[1].away_s, 5);
	assert_int_equal(h.day[1].alerts, 3);
	history_clear(&h);
	sd_bus_message_unref(m);
}

static void hours_beyond_the_day_are_left_out(void **state)
{
	sd_bus_message *m = new_message(state);
	struct history h = { 0 };

	assert_true(sd_bus_message_append(m, "a(syqqqqq)", 3, "2026-10-25", 2, 7000, 200, 0, 0, 0,
					  "2026-10-25", 24, 1, 1, 1, 1, 1, "2026-10-25", 23, 1, 2,
					  3, 4, 5) >= 0);
	turn(m);
	assert_int_equal(history_read_hours(&h, m), 0);
	assert_int_equal(h.n_hours, 2);
	assert_int_equal(h.hour[0].good_s, 7000);
	assert_int_equal(h.hour[1].hour, 23);
	assert_int_equal(h.hour[1].away_s, 5);
	history_clear(&h);
	sd_bus_message_unref(m);
}

static void alerts_and_care_keep_their_words(void **state)
{
	sd_bus_message *alerts = new_message(state), *care = new_message(state);
	struct history h = { 0 };

	assert_true(sd_bus_message_append(alerts, "a(xusta{sv})", 1, INT64_C(1795000000), 2u,
					  "slouching", UINT64_C(65000000), 2, "sentence", "s",
					  "At 14:32 you were slouching.", "level", "u", 2u) >= 0);
	assert_true(sd_bus_message_append(care, "a(xssss)", 2, INT64_C(1795000000), "due",
					  "stretch", "sat", "Chin back", INT64_C(1795000060),
					  "knot", "", "", "left shoulder 4") >= 0);
	turn(alerts);
	turn(care);
	assert_int_equal(history_read_alerts(&h, alerts), 0);
	assert_int_equal(history_read_care(&h, care), 0);
	assert_int_equal(h.n_alerts, 1);
	assert_int_equal(h.alert[0].level, 2);
	assert_string_equal(h.alert[0].sentence, "At 14:32 you were slouching.");
	assert_true(h.alert[0].slouched_us == 65000000);
	assert_int_equal(h.n_care, 2);
	assert_string_equal(h.care[0].detail, "Chin back");
	assert_string_equal(h.care[1].detail, "left shoulder 4");
	history_clear(&h);
	assert_int_equal(h.n_care, 0);
	sd_bus_message_unref(alerts);
	sd_bus_message_unref(care);
}

static void a_reply_of_another_type_is_refused(void **state)
{
	sd_bus_message *m = new_message(state);
	struct history h = { 0 };

	assert_true(sd_bus_message_append(m, "a(ss)", 1, "2026-11-20", "bad") >= 0);
	turn(m);
	assert_int_equal(history_read_days(&h, m), -ENXIO);
	assert_int_equal(h.n_days, 0);
	sd_bus_message_unref(m);
}

static void a_year_and_more_fits(void **state)
{
	sd_bus_message *m = new_message(state);
	struct history h = { 0 };

	assert_true(sd_bus_message_open_container(m, 'a', "(sa{sv})") >= 0);
	for (int32_t day = 20000; day < 20400; day++) {
		char date[DATES_MAX];

		assert_true(sd_bus_message_append(m, "(sa{sv})", dates_iso(day, date), 1, "good",
						  "u", (unsigned)day) >= 0);
	}
	assert_true(sd_bus_message_close_container(m) >= 0);
	turn(m);
	assert_int_equal(history_read_days(&h, m), 0);
	assert_int_equal(h.n_days, 400);
	for (size_t i = 0; i < h.n_days; i++)
		assert_int_equal(h.day[i].good_s, 20000 + i);
	history_clear(&h);
	sd_bus_message_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_keep_every_second_and_skip_what_is_new),
		cmocka_unit_test(hours_beyond_the_day_are_left_out),
		cmocka_unit_test(alerts_and_care_keep_their_words),
		cmocka_unit_test(a_reply_of_another_type_is_refused),
		cmocka_unit_test(a_year_and_more_fits),
	};

	return cmocka_run_group_tests(tests, open_line, close_line);
}
