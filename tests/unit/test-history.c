/* SPDX-License-Identifier: MIT */
/*
 * What the history keeps, and what it answers.
 */
#include "history-rig.h"

#define BERLIN "CET-1CEST,M3.5.0,M10.5.0/3"
#define HAVANA                                                                                     \
	"CST5CDT,M3.2.0/0,M11.1.0/1" /* spring at 00:00, autumn at 01:00: both touch midnight */

static uint32_t cell(const struct history_sums *s, enum posture posture, bool good)
{
	return s->sec[minute_cell(posture, good)];
}

static void a_day_is_the_sum_of_what_was_seen(void **state)
{
	const struct history_sums *day = rig.sums;

	(void)state;
	upright(600);
	slouch(90);
	sit(POSTURE_LEANING_FORWARD, true, 45);
	rig.view.activity = ACTIVITY_MOVING;
	for (unsigned i = 0; i < 33; i++)
		step(US_PER_SEC);
	rig.view.activity = ACTIVITY_AWAY;
	for (unsigned i = 0; i < 44; i++)
		step(US_PER_SEC);
	assert_int_equal(days(), 1);
	assert_int_equal(day->number, NOON_DAY);
	assert_int_equal(cell(day, POSTURE_UPRIGHT, true), 600);
	assert_int_equal(cell(day, POSTURE_SLOUCHING, false), 90);
	assert_int_equal(cell(day, POSTURE_LEANING_FORWARD, true), 45);
	assert_int_equal(day->sec[MINUTE_MOVING], 33);
	assert_int_equal(day->sec[MINUTE_AWAY], 44);
	assert_int_equal(history_good(day->sec), 645);
	assert_int_equal(history_bad(day->sec), 90);
	assert_int_equal(day->slouches, 1);
}

static void asking_writes_nothing(void **state)
{
	(void)state;
	upright(100);
	for (unsigned i = 0; i < 20; i++)
		assert_int_equal(sat(), 100);
	assert_int_equal(spells(), 0);
	end();
	assert_int_equal(in_file("SELECT sum(good_upright) FROM days"), 100);
	begin();
	tick();
	assert_int_equal(sat(), 100);
}

static void a_killed_process_loses_290_seconds_at_most(void **state)
{
	(void)state;
	for (unsigned i = 1; i <= 7; i++) {
		uint64_t before = sat();

		upright(i * 97);
		kill_it();
		tick();
		assert_in_range(sat() + HISTORY_WRITE_US / US_PER_SEC + 1, before + i * 97,
				before + i * 97 + 291);
		assert_true(sat() <= before + i * 97);
	}
	assert_int_equal(rig.damaged + rig.unsaved, 0);
}

static void a_stop_loses_nothing(void **state)
{
	(void)state;
	upright(77);
	notice((struct notice){ .kind = NOTICE_STOPPING });
	kill_it();
	tick();
	assert_int_equal(sat(), 77);
}

static void a_minute_written_in_two_parts_is_one(void **state)
{
	(void)state;
	upright(20);
	end();
	begin();
	rig.view.step_us = 0;
	step(0);
	slouch(20);
	assert_int_equal(minutes(NOON_SEC, NOON_SEC + 60), 1);
	assert_true(rig.minute[0] == NOON_SEC / 60);
	assert_int_equal(rig.sec[0][minute_cell(POSTURE_UPRIGHT, true)], 20);
	assert_int_equal(rig.sec[0][minute_cell(POSTURE_SLOUCHING, false)], 20);
	assert_int_equal(minutes(NOON_SEC + 1, NOON_SEC + 60), 0);
	assert_int_equal(minutes(NOON_SEC - 60, NOON_SEC), 0);
}

static void lost_time_is_missing(void **state)
{
	(void)state;
	upright(30);
	lose(3600);
	upright(29);
	assert_int_equal(sat(), 59);
	assert_int_equal(hours(NOON_DAY), 2);
	assert_int_equal(rig.sums[0].number, NOON_DAY * 24 + 12);
	assert_int_equal(rig.sums[1].number, NOON_DAY * 24 + 13);
	assert_int_equal(minutes(NOON_SEC, NOON_SEC + 7200), 2);
}

/* A whole local day of sitting, from midnight to midnight */
static void live_a_day(const char *zone, int64_t from_sec, int64_t to_sec)
{
	set_zone(zone);
	set_clock(from_sec);
	upright((uint64_t)(to_sec - from_sec));
}

static void a_day_of_23_hours_lacks_the_hour_that_was_not(void **state)
{
	(void)state;
	live_a_day(BERLIN, 1743289200, 1743372000); /* 2025-03-30 */
	assert_int_equal(days(), 2);                /* the last second is the next day's first */
	assert_int_equal(rig.sums[0].number, 20177);
	assert_in_range(cell(&rig.sums[0], POSTURE_UPRIGHT, true), 23 * 3600 - 1, 23 * 3600);
	assert_int_equal(hours(20177), 23);
	assert_int_equal(rig.sums[1].number % 24, 1);
	assert_int_equal(rig.sums[2].number % 24, 3);
}

static void a_day_of_25_hours_has_one_twice_as_long(void **state)
{
	(void)state;
	live_a_day(BERLIN, 1761429600, 1761519600); /* 2025-10-26 */
	assert_int_equal(days(), 2);
	assert_in_range(cell(&rig.sums[0], POSTURE_UPRIGHT, true), 25 * 3600 - 1, 25 * 3600);
	assert_int_equal(hours(20387), 24);
	assert_int_equal(cell(&rig.sums[1], POSTURE_UPRIGHT, true), 3600);
	assert_int_equal(cell(&rig.sums[2], POSTURE_UPRIGHT, true), 7200);
}

static void a_day_may_begin_at_one_in_the_morning(void **state)
{
	(void)state;
	live_a_day(HAVANA, 1741496400, 1741579200); /* 2025-03-09, 01:00 to 24:00 */
	assert_int_equal(days(), 2);
	assert_int_equal(rig.sums[0].number, 20156);
	assert_in_range(cell(&rig.sums[0], POSTURE_UPRIGHT, true), 23 * 3600 - 1, 23 * 3600);
	assert_int_equal(hours(20156), 23);
	assert_int_equal(rig.sums[0].number % 24, 1);
}

static void midnight_may_come_twice(void **state)
{
	(void)state;
	live_a_day(HAVANA, 1762056000, 1762146000); /* 2025-11-02 */
	assert_int_equal(days(), 2);
	assert_int_equal(rig.sums[0].number, 20394);
	assert_in_range(cell(&rig.sums[0], POSTURE_UPRIGHT, true), 25 * 3600 - 1, 25 * 3600);
	assert_int_equal(hours(20394), 24);
	assert_in_range(cell(&rig.sums[0], POSTURE_UPRIGHT, true), 7199, 7200);
}

static void a_clock_a_year_wrong_both_ways_costs_nothing(void **state)
{
	(void)state;
	upright(600);
	set_clock(NOON_SEC + 365 * 86400);
	upright(600);
	set_clock(NOON_SEC - 365 * 86400);
	upright(600);
	set_clock(NOON_SEC + 700);
	upright(600);
	assert_int_equal(days(), 3);
	assert_int_equal(rig.sums[0].number, NOON_DAY - 365);
	assert_int_equal(rig.sums[1].number, NOON_DAY);
	assert_int_equal(rig.sums[2].number, NOON_DAY + 365);
	assert_int_equal(cell(&rig.sums[1], POSTURE_UPRIGHT, true), 1200);
	assert_int_equal(sat(), 2400);
}

static void a_clock_put_back_an_hour_leaves_no_minute_over_60_seconds(void **state)
{
	(void)state;
	upright(3600);
	set_clock(NOON_SEC + 600);
	slouch(1200);
	minutes(NOON_SEC, NOON_SEC + 7200);
	for (unsigned i = 0; i < rig.n; i++)
		assert_in_range(history_good(rig.sec[i]) + history_bad(rig.sec[i]), 1, 60);
	assert_int_equal(sat(), 3600);
}

static void the_last_days_with_something_on_them_are_kept(void **state)
{
	(void)state;
	rig.params.keep_days = 3;
	end();
	begin();
	for (unsigned i = 0; i < 8; i++) {
		set_clock(NOON_SEC + i * 10 * 86400);
		upright(301);
		slouch(100);
		upright(200);
	}
	/* The first writing of a day is when the rest is dropped. */
	assert_int_equal(days(), 3);
	assert_int_equal(rig.sums[0].number, NOON_DAY + 50);
	assert_int_equal(rig.sums[2].number, NOON_DAY + 70);
	assert_int_equal(spells(), 3);
	assert_int_equal(minutes(0, INT64_MAX), 3 * 11);
	/* A clock that is years ahead for a moment takes one day's place, no more. */
	set_clock(NOON_SEC + 5000 * INT64_C(86400));
	upright(400);
	assert_int_equal(days(), 3);
	assert_int_equal(rig.sums[0].number, NOON_DAY + 60);
}

static void forgetting_drops_whole_days(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		set_clock(NOON_SEC + i * 86400);
		upright(120);
		slouch(20);
		upright(10);
	}
	assert_int_equal(days(), 3);
	assert_int_equal(history_forget(rig.history, NOON_SEC + 86400), 0);
	assert_int_equal(days(), 2);
	assert_int_equal(rig.sums[0].number, NOON_DAY + 1);
	assert_int_equal(spells(), 2);
	assert_int_equal(hours(NOON_DAY), 0);
	slouch(30);
	assert_int_equal(spells(), 3);
	assert_int_equal(history_forget(rig.history, INT64_MAX), 0);
	assert_int_equal(days() + spells(), 0);
	assert_int_equal(history_forget(rig.history, INT64_MIN), 0);
	end();
	assert_int_equal(in_file("SELECT count(*) FROM minutes"), 0);
	begin();
}

/* Whether these bytes stand anywhere in the files of the history */
static bool is_on_disk(const char *words)
{
	char command[256];

	snprintf(command, sizeof(command), "grep -qs '%s' %s/history.db %s/history.db-wal", words,
		 rig.folder, rig.folder);
	return system(command) == 0;
}

static void what_was_forgotten_is_not_on_the_disk(void **state)
{
	struct care_event knot = { .place = "between the blades", .severity = 4 };

	(void)state;
	notice((struct notice){ .kind = NOTICE_KNOT, .care = &knot });
	upright(400);
	assert_true(is_on_disk(knot.place));
	assert_int_equal(history_forget(rig.history, NOON_SEC + 86400), 0);
	assert_int_equal(care(), 0);
	assert_false(is_on_disk(knot.place));
}

static void a_spell_is_known_while_it_lasts_and_after_a_kill(void **state)
{
	(void)state;
	upright(10);
	rig.view.flexion_cdeg = 2150;
	rig.view.lateral_cdeg = -40;
	slouch(700);
	assert_int_equal(spells(), 1);
	assert_true(rig.spell[0].bad_us == SEC(700));
	kill_it();
	tick();
	assert_int_equal(spells(), 1);
	assert_true(rig.spell[0].begin_us == SEC(NOON_SEC + 10));
	assert_in_range(rig.spell[0].bad_us, SEC(410), SEC(700));
	assert_int_equal(rig.spell[0].posture, POSTURE_SLOUCHING);
	assert_int_equal(rig.spell[0].flexion_cdeg, 2150);
	assert_int_equal(rig.spell[0].lateral_cdeg, -40);
}

static void speak(unsigned level, uint64_t dwell_s)
{
	rig.why = (struct explanation){
		.known = true,
		.cone = true,
		.real_sec = (int64_t)(rig.view.real_us / US_PER_SEC),
		.level = level,
		.posture = POSTURE_SLOUCHING,
		.pose = "",
		.reference = "upright",
		.flexion_cdeg = 1740,
		.lateral_cdeg = -30,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.distance_cdeg = 1741,
		.other_cdeg = 1741,
		.border_cdeg = 1000,
		.dwell_us = SEC(dwell_s),
		.delay_us = SEC(30),
		.key = "posture.slouch_deg",
		.key_value = 1000,
		.grace_us = SEC(5),
		.profile = PROFILE_NONE,
		.delay_key = "alert.levels_s",
	};
	rig.view.alert_level = level;
	event((struct wearer_event){ .kind = WEARER_SLOUCHED, .level = level });
}

static void an_alert_is_one_row_with_its_highest_level_and_explanation(void **state)
{
	const struct history_alert *a = rig.alert;

	(void)state;
	slouch(30);
	speak(1, 30);
	assert_int_equal(alerts(), 1);
	assert_true(a->slouched_us == 0);
	slouch(400);
	speak(2, 120);
	slouch(10);
	rig.view.alert_level = 0;
	event((struct wearer_event){ .kind = WEARER_RECOVERED, .slouched_us = SEC(130) });
	upright(10);
	assert_int_equal(alerts(), 1);
	assert_true(a->at_us == SEC(NOON_SEC + 30));
	assert_true(a->slouched_us == SEC(130));
	assert_true(a->recovered);
	assert_memory_equal(a->why.reference, "upright", 8);
	assert_string_equal(a->why.key, "posture.slouch_deg");
	assert_int_equal(a->why.level, 2);
	assert_int_equal(a->why.curvature_cdeg, ANGLE_UNKNOWN);
	assert_int_equal(a->why.border_cdeg, 1000);
	assert_true(a->why.dwell_us == SEC(120) && a->why.cone && a->why.known);
	assert_int_equal(days(), 1);
	assert_int_equal(rig.sums[0].alerts, 1);
	assert_int_equal(rig.sums[0].recovered, 1);
	assert_true(rig.sums[0].correcting_us == SEC(100));
}

static void every_value_of_an_explanation_comes_back(void **state)
{
	(void)state;
	slouch(30);
	speak(1, 30);
	rig.why.curvature_cdeg = 77;
	rig.why.cone = false;
	strcpy(rig.why.pose, "hunched");
	event((struct wearer_event){ .kind = WEARER_SLOUCHED, .level = 1 });
	end();
	begin();
	tick();
	assert_int_equal(alerts(), 1);
	assert_memory_equal(&rig.alert[0].why, &rig.why, sizeof(rig.why));
}

static void an_alert_that_ends_with_its_poses_never_recovered(void **state)
{
	(void)state;
	slouch(30);
	speak(1, 30);
	rig.view.alert_level = 0;
	slouch(40);
	speak(1, 30);
	rig.view.alert_level = 0;
	event((struct wearer_event){ .kind = WEARER_RECOVERED, .slouched_us = SEC(45) });
	upright(1);
	assert_int_equal(alerts(), 2);
	assert_true(rig.alert[0].slouched_us == 0 && !rig.alert[0].recovered);
	assert_true(rig.alert[1].slouched_us == SEC(45));
	days();
	assert_int_equal(rig.sums[0].alerts, 2);
	assert_int_equal(rig.sums[0].recovered, 1);
	assert_true(rig.sums[0].correcting_us == SEC(15));
}

static void the_newest_500_alerts_are_told_oldest_first(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 600; i++) {
		slouch(31);
		speak(1, 30);
		rig.view.alert_level = 0;
		event((struct wearer_event){ .kind = WEARER_RECOVERED, .slouched_us = SEC(31) });
		upright(9);
	}
	assert_int_equal(alerts(), 500);
	assert_true(rig.alert[0].at_us == SEC(NOON_SEC + 100 * 40 + 31));
	assert_true(rig.alert[499].at_us == SEC(NOON_SEC + 599 * 40 + 31));
	days();
	assert_int_equal(rig.sums[0].alerts, 600);
}

static void care_and_knots_are_rows_of_their_own(void **state)
{
	struct care_event knot = { .place = "left shoulder", .severity = 4 };
	struct care_event done = { .kind = CARE_MASSAGE, .reason = CARE_DONE };
	struct care_event heat = { .kind = CARE_HEAT, .due = true, .reason = CARE_COVER };
	struct care_event doctor = { .kind = CARE_PROFESSIONAL,
				     .due = true,
				     .reason = CARE_SEVERE_KNOT,
				     .severity = 9,
				     .place = "neck" };
	struct care_event stretch = { .kind = CARE_STRETCH, .due = true, .reason = CARE_SAT };

	(void)state;
	event((struct wearer_event){ .kind = WEARER_CARE, .care = stretch });
	notice((struct notice){ .kind = NOTICE_KNOT, .care = &knot });
	notice((struct notice){ .kind = NOTICE_CARE_DONE, .care = &done });
	event((struct wearer_event){ .kind = WEARER_CARE, .care = heat });
	heat.reason = CARE_TOO_LONG;
	for (unsigned i = 0; i < 5; i++)
		event((struct wearer_event){ .kind = WEARER_CARE, .care = heat });
	event((struct wearer_event){ .kind = WEARER_CARE, .care = doctor });
	assert_int_equal(care(), 6);
	assert_string_equal(rig.words[0], "due stretch sat");
	assert_true(strlen(rig.care[0].detail) > 0);
	assert_string_equal(rig.words[1], "knot  ");
	assert_string_equal(rig.care[1].detail, "left shoulder 4");
	assert_string_equal(rig.words[2], "over massage done");
	assert_string_equal(rig.words[3], "start heat cover");
	assert_string_equal(rig.words[4], "due heat too-long");
	assert_string_equal(rig.words[5], "due professional severe");
	assert_string_equal(rig.care[5].detail, "neck 9");
}

/* What this process handed to write() until now */
static uint64_t written(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	unsigned long long bytes;
	char line[128];

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) && sscanf(line, "wchar: %llu", &bytes) != 1)
		;
	fclose(f);
	return bytes;
}

static void a_day_writes_less_than_a_megabyte(void **state)
{
	uint64_t before, bytes;

	(void)state;
	if (access("/proc/self/io", R_OK) < 0)
		skip(); /* a kernel that does not count */
	before = written();
	for (unsigned i = 0; i < 144; i++) {
		upright(510);
		slouch(30);
		speak(1, 30);
		slouch(30);
		rig.view.alert_level = 0;
		event((struct wearer_event){ .kind = WEARER_RECOVERED, .slouched_us = SEC(60) });
		upright(30);
	}
	bytes = written() - before;
	print_message("%llu bytes\n", (unsigned long long)bytes);
	assert_in_range(bytes, 100000, 1000000);
}

static void switched_off_it_keeps_what_was_and_adds_nothing(void **state)
{
	struct config config = { .history = { .enabled = false, .keep_days = 400 } };
	char why[256];

	(void)state;
	upright(100);
	notice((struct notice){ .kind = NOTICE_RELOADED, .config = &config });
	upright(100);
	assert_int_equal(history_days(rig.history, 0, INT32_MAX, keep_sums, NULL), HISTORY_E_NONE);
	assert_int_equal(history_forget(rig.history, 0), HISTORY_E_NONE);
	history_trouble(rig.history, why, sizeof(why));
	assert_non_null(strstr(why, "history.enabled"));
	config.history.enabled = true;
	notice((struct notice){ .kind = NOTICE_RELOADED, .config = &config });
	upright(50);
	assert_int_equal(sat(), 149); /* the first step has nothing before it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIGGED(a_day_is_the_sum_of_what_was_seen),
		RIGGED(asking_writes_nothing),
		RIGGED(a_killed_process_loses_290_seconds_at_most),
		RIGGED(a_stop_loses_nothing),
		RIGGED(a_minute_written_in_two_parts_is_one),
		RIGGED(lost_time_is_missing),
		RIGGED(a_day_of_23_hours_lacks_the_hour_that_was_not),
		RIGGED(a_day_of_25_hours_has_one_twice_as_long),
		RIGGED(a_day_may_begin_at_one_in_the_morning),
		RIGGED(midnight_may_come_twice),
		RIGGED(a_clock_a_year_wrong_both_ways_costs_nothing),
		RIGGED(a_clock_put_back_an_hour_leaves_no_minute_over_60_seconds),
		RIGGED(the_last_days_with_something_on_them_are_kept),
		RIGGED(forgetting_drops_whole_days),
		RIGGED(what_was_forgotten_is_not_on_the_disk),
		RIGGED(a_spell_is_known_while_it_lasts_and_after_a_kill),
		RIGGED(an_alert_is_one_row_with_its_highest_level_and_explanation),
		RIGGED(every_value_of_an_explanation_comes_back),
		RIGGED(an_alert_that_ends_with_its_poses_never_recovered),
		RIGGED(the_newest_500_alerts_are_told_oldest_first),
		RIGGED(care_and_knots_are_rows_of_their_own),
		RIGGED(a_day_writes_less_than_a_megabyte),
		RIGGED(switched_off_it_keeps_what_was_and_adds_nothing),
	};

	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
