/* SPDX-License-Identifier: MIT */
/*
 * org.plumbd.History1 over a real database.
 */
#include <sys/stat.h>
#include <time.h>

#include "bus-rig.h"

#define ERROR(name) "org.plumbd.Error." name
#define NOON_SEC    INT64_C(1736942400) /* 2025-01-15 12:00 UTC */

static char folder[64];

/* A call of History1 */
static sd_bus_message *call(struct rig *r, const char *member, const char *types, ...)
{
	sd_bus_message *m = rig_new_call(r, r->client, RIG_PATH, RIG_HISTORY, member);
	va_list args;

	va_start(args, types);
	assert_return_code(sd_bus_message_appendv(m, types, args), 0);
	va_end(args);
	return rig_call_message(r, r->client, m);
}

/* The array that a reply begins with */
static sd_bus_message *rows(sd_bus_message *reply, const char *type)
{
	const sd_bus_error *e = sd_bus_message_get_error(reply);

	if (e)
		fail_msg("%s: %s", e->name, e->message);
	assert_in_range(sd_bus_message_enter_container(reply, 'a', type), 1, 1);
	return reply;
}

static void end_of(sd_bus_message *reply)
{
	assert_int_equal(sd_bus_message_at_end(reply, false), 1);
	sd_bus_message_unref(reply);
}

static void sit(struct rig *r, enum posture posture, bool good, unsigned seconds)
{
	struct view *v = &r->view;

	v->posture = posture;
	v->good = good;
	for (unsigned i = 0; i < seconds; i++) {
		v->now_us += US_PER_SEC;
		v->real_us += US_PER_SEC;
		v->step_us = v->now_us;
		r->history->ops->tick(r->history, v);
	}
}

static void say(struct rig *r, struct wearer_event e)
{
	e.t_us = r->view.now_us;
	r->history->ops->notice(r->history, &(struct notice){ .kind = NOTICE_WEARER, .wearer = &e },
				&r->view);
}

/* A morning: 100 s upright, a slouch of 50 s with an alert at 30, 10 s upright, a knot. */
static void live(struct rig *r)
{
	struct care_event knot = { .place = "neck", .severity = 6 };

	r->view.real_us = (uint64_t)NOON_SEC * US_PER_SEC;
	r->view.step_us = r->view.now_us;
	r->history->ops->tick(r->history, &r->view);
	sit(r, POSTURE_UPRIGHT, true, 100);
	r->view.flexion_cdeg = 1830;
	sit(r, POSTURE_SLOUCHING, false, 30);
	r->why = (struct explanation){ .known = true,
				       .cone = true,
				       .real_sec = NOON_SEC + 130,
				       .level = 1,
				       .posture = POSTURE_SLOUCHING,
				       .reference = "upright",
				       .flexion_cdeg = 1830,
				       .lateral_cdeg = ANGLE_UNKNOWN,
				       .curvature_cdeg = ANGLE_UNKNOWN,
				       .distance_cdeg = 1830,
				       .other_cdeg = 1830,
				       .border_cdeg = 1000,
				       .dwell_us = 30 * US_PER_SEC,
				       .delay_us = 30 * US_PER_SEC,
				       .key = "posture.slouch_deg",
				       .key_value = 1000 };
	r->view.alert_level = 1;
	say(r, (struct wearer_event){ .kind = WEARER_SLOUCHED, .level = 1 });
	sit(r, POSTURE_SLOUCHING, false, 20);
	r->view.alert_level = 0;
	say(r, (struct wearer_event){ .kind = WEARER_RECOVERED, .slouched_us = 50 * US_PER_SEC });
	sit(r, POSTURE_UPRIGHT, true, 10);
	r->history->ops->notice(r->history, &(struct notice){ .kind = NOTICE_KNOT, .care = &knot },
				&r->view);
}

static int setup(void **state)
{
	char path[96];
	struct rig *r;

	setenv("TZ", "UTC0", 1);
	tzset();
	rig_setup(state);
	r = *state;
	strcpy(folder, "/tmp/test-bus-history-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/history.db", folder);
	rig_keep_history(r, path, true);
	live(r);
	return 0;
}

static int teardown(void **state)
{
	char command[128];

	rig_teardown(state);
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void days_have_their_sums(void **state)
{
	sd_bus_message *m = rows(call(*state, "Days", ""), "(sttuu)");
	uint64_t slouched_us, upright_us;
	uint32_t slouches, alerts;
	const char *date;

	assert_in_range(sd_bus_message_read(m, "(sttuu)", &date, &slouched_us, &upright_us,
					    &slouches, &alerts),
			1, 1);
	assert_string_equal(date, "2025-01-15");
	assert_true(slouched_us == 50000000 && upright_us == 110000000);
	assert_int_equal(slouches, 1);
	assert_int_equal(alerts, 1);
	end_of(m);
}

static void details_of_a_day_have_every_word(void **state)
{
	sd_bus_message *m =
		rows(call(*state, "DayDetails", "ss", "2025-01-15", "2025-01-15"), "(sa{sv})");
	char text[1024];
	const char *date;

	assert_in_range(sd_bus_message_enter_container(m, 'r', "sa{sv}"), 1, 1);
	assert_in_range(sd_bus_message_read(m, "s", &date), 1, 1);
	rig_dict(m, text, sizeof(text));
	assert_string_equal(text, "upright=u 110\nslouching=u 50\nleaning-forward=u 0\n"
				  "leaning-back=u 0\nleaning-left=u 0\nleaning-right=u 0\n"
				  "moving=u 0\nlying=u 0\naway=u 0\ngood=u 110\nbad=u 50\n"
				  "slouches=u 1\nalerts=u 1\nrecovered=u 1\n"
				  "correcting-usec=t 20000000\n");
	sd_bus_message_unref(m);
	end_of(rows(call(*state, "DayDetails", "ss", "2025-01-16", "2099-12-31"), "(sa{sv})"));
	end_of(rows(call(*state, "DayDetails", "ss", "0001-01-01", "2025-01-14"), "(sa{sv})"));
}

static void hours_and_minutes_have_five_numbers(void **state)
{
	sd_bus_message *m =
		rows(call(*state, "Hours", "ss", "2025-01-01", "2025-02-01"), "(syqqqqq)");
	uint16_t good, bad, moving, lying, away;
	const char *date;
	int64_t begin;
	uint8_t hour;

	assert_in_range(sd_bus_message_read(m, "(syqqqqq)", &date, &hour, &good, &bad, &moving,
					    &lying, &away),
			1, 1);
	assert_string_equal(date, "2025-01-15");
	assert_int_equal(hour, 12);
	assert_int_equal(good, 110);
	assert_int_equal(bad, 50);
	assert_int_equal(moving + lying + away, 0);
	end_of(m);

	m = rows(call(*state, "Minutes", "xx", NOON_SEC + 60, NOON_SEC + 180), "(xqqqqq)");
	assert_in_range(
		sd_bus_message_read(m, "(xqqqqq)", &begin, &good, &bad, &moving, &lying, &away), 1,
		1);
	assert_true(begin == NOON_SEC + 60);
	assert_in_range(good, 40, 41);
	assert_in_range(bad, 19, 20);
	assert_in_range(
		sd_bus_message_read(m, "(xqqqqq)", &begin, &good, &bad, &moving, &lying, &away), 1,
		1);
	assert_true(begin == NOON_SEC + 120);
	end_of(m);
}

static void spells_alerts_and_care_are_told(void **state)
{
	const char *what, *kind, *reason, *detail, *posture;
	int32_t flexion_cdeg, lateral_cdeg;
	struct rig *r = *state;
	uint64_t duration_us;
	char text[1024];
	int64_t when;
	uint32_t level;
	sd_bus_message *m;

	m = rows(call(r, "Spells", "xx", INT64_C(0), INT64_MAX), "(xtsii)");
	assert_in_range(sd_bus_message_read(m, "(xtsii)", &when, &duration_us, &posture,
					    &flexion_cdeg, &lateral_cdeg),
			1, 1);
	assert_true(when == NOON_SEC + 100 && duration_us == 50000000);
	assert_string_equal(posture, "slouching");
	assert_int_equal(flexion_cdeg, 1830);
	assert_int_equal(lateral_cdeg, -40);
	end_of(m);

	m = rows(call(r, "Alerts", "xx", INT64_MIN, INT64_MAX), "(xusta{sv})");
	assert_in_range(sd_bus_message_enter_container(m, 'r', "xusta{sv}"), 1, 1);
	assert_in_range(sd_bus_message_read(m, "xust", &when, &level, &posture, &duration_us), 1,
			1);
	assert_true(when == NOON_SEC + 130 && level == 1 && duration_us == 50000000);
	assert_string_equal(posture, "slouching");
	rig_dict(m, text, sizeof(text));
	assert_non_null(strstr(text, "config_key=s posture.slouch_deg\nconfig_value=s 10.0\n"));
	assert_non_null(strstr(text, "sentence=s At 12:02 you were slouching: 18.3 deg forward"));
	assert_null(strstr(text, "lateral_cdeg"));
	sd_bus_message_unref(m);
	end_of(rows(call(r, "Alerts", "xx", INT64_C(0), NOON_SEC + 130), "(xusta{sv})"));

	m = rows(call(r, "Care", "xx", NOON_SEC, NOON_SEC + 161), "(xssss)");
	assert_in_range(sd_bus_message_read(m, "(xssss)", &when, &what, &kind, &reason, &detail), 1,
			1);
	assert_string_equal(what, "knot");
	assert_string_equal(detail, "neck 6");
	end_of(m);
}

static void what_is_no_date_or_too_long_is_refused(void **state)
{
	static const char *const bad[] = { "",           "today",      "2025-1-1",   "2025-02-30",
					   "2025-13-01", "2025-01-1x", "20250-1-01", "-025-01-01" };
	struct rig *r = *state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		rig_error(call(r, "Hours", "ss", bad[i], "2025-12-31"), ERROR("Invalid"),
			  "is no date");
		rig_error(call(r, "DayDetails", "ss", "2025-01-01", bad[i]), ERROR("Invalid"),
			  "2026-01-31");
	}
	rig_error(call(r, "Minutes", "xx", NOON_SEC, NOON_SEC + 7 * 86400 + 1), ERROR("Invalid"),
		  "7 days");
	rig_error(call(r, "Minutes", "xx", INT64_MIN, INT64_MAX), ERROR("Invalid"), "7 days");
	sd_bus_message_unref(
		rows(call(r, "Minutes", "xx", NOON_SEC, NOON_SEC + 7 * 86400), "(xqqqqq)"));
	end_of(rows(call(r, "Minutes", "xx", INT64_MAX, INT64_MIN), "(xqqqqq)"));
}

static void more_rows_than_fit_an_answer_are_refused(void **state)
{
	struct rig *r = *state;

	for (unsigned i = 0; i <= HISTORY_ROWS_MAX; i++) {
		sit(r, POSTURE_SLOUCHING, false, 5);
		sit(r, POSTURE_UPRIGHT, true, 1);
	}
	rig_error(call(r, "Spells", "xx", INT64_C(0), INT64_MAX), ERROR("Invalid"),
		  "ask for a shorter time");
	end_of(rows(call(r, "Spells", "xx", INT64_C(0), INT64_C(9)), "(xtsii)"));
}

static void forgetting_is_done_at_once(void **state)
{
	struct rig *r = *state;

	rig_ok(call(r, "Forget", "x", NOON_SEC));
	sd_bus_message_unref(rows(call(r, "Days", ""), "(sttuu)"));
	rig_ok(call(r, "Forget", "x", NOON_SEC + 86400));
	end_of(rows(call(r, "Days", ""), "(sttuu)"));
	end_of(rows(call(r, "Alerts", "xx", INT64_C(0), INT64_MAX), "(xusta{sv})"));
}

static void switched_off_says_how_to_switch_it_on(void **state)
{
	struct rig *r = *state;

	rig_keep_history(r, "/nowhere/history.db", false);
	rig_error(call(r, "Days", ""), ERROR("NoHistory"), "history.enabled");
	rig_error(call(r, "Care", "xx", INT64_C(0), INT64_C(1)), ERROR("NoHistory"), "plumbd.conf");
	rig_error(call(r, "Forget", "x", INT64_C(0)), ERROR("NoHistory"), "switched off");
}

#define RIGGED(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIGGED(days_have_their_sums),
		RIGGED(details_of_a_day_have_every_word),
		RIGGED(hours_and_minutes_have_five_numbers),
		RIGGED(spells_alerts_and_care_are_told),
		RIGGED(what_is_no_date_or_too_long_is_refused),
		RIGGED(more_rows_than_fit_an_answer_are_refused),
		RIGGED(forgetting_is_done_at_once),
		RIGGED(switched_off_says_how_to_switch_it_on),
	};

	return cmocka_run_group_tests_name("bus-history", tests, NULL, NULL);
}
