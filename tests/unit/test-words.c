/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "words.h"

#define SEC(s)  ((s)*US_PER_SEC)
#define UNKNOWN ANGLE_UNKNOWN

static char text[WORDS_MAX];

static void durations_are_told_in_two_units(void **state)
{
	static const struct {
		uint64_t us;
		const char *words;
	} rows[] = {
		{ 0, "0 s" },
		{ 999999, "0 s" },
		{ SEC(59) + 999999, "59 s" },
		{ SEC(60), "1 min" },
		{ SEC(130), "2 min 10 s" },
		{ SEC(3599), "59 min 59 s" },
		{ SEC(3600), "1 h" },
		{ SEC(3659), "1 h" },
		{ SEC(11100), "3 h 5 min" },
		{ SEC(86399), "23 h 59 min" },
		{ SEC(86400), "1 d" },
		{ SEC(187200), "2 d 4 h" },
		{ UINT64_MAX, "213503982 d 8 h" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		words_duration(text, sizeof(text), rows[i].us);
		assert_string_equal(text, rows[i].words);
	}
}

static void a_lean_is_told_by_the_angle_its_posture_is_about(void **state)
{
	static const struct {
		enum posture posture;
		int32_t flexion_cdeg, lateral_cdeg;
		const char *words; /* NULL = not known */
	} rows[] = {
		{ POSTURE_SLOUCHING, 1736, 500, "17.4 deg forward" },
		{ POSTURE_SLOUCHING, 1734, 500, "17.3 deg forward" },
		{ POSTURE_SLOUCHING, 1735, 500, "17.4 deg forward" },
		{ POSTURE_LEANING_FORWARD, 9, 500, "0.1 deg forward" },
		{ POSTURE_UPRIGHT, 0, 500, "0.0 deg forward" },
		{ POSTURE_UNKNOWN, 4, 500, "0.0 deg forward" },
		{ POSTURE_LEANING_BACK, -300, 500, "3.0 deg back" },
		{ POSTURE_LEANING_BACK, -18000, 500, "180.0 deg back" },
		{ POSTURE_LEANING_LEFT, 900, -1520, "15.2 deg to the left" },
		{ POSTURE_LEANING_RIGHT, 900, 1520, "15.2 deg to the right" },
		{ POSTURE_LEANING_RIGHT, UNKNOWN, 1520, "15.2 deg to the right" },
		{ POSTURE_SLOUCHING, INT32_MIN, 0, "21474836.5 deg back" },
		{ POSTURE_SLOUCHING, UNKNOWN, 1520, NULL },
		{ POSTURE_LEANING_LEFT, 900, UNKNOWN, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bool known = words_lean(text, sizeof(text), rows[i].posture, rows[i].flexion_cdeg,
					rows[i].lateral_cdeg);

		assert_int_equal(known, rows[i].words != NULL);
		assert_string_equal(text, known ? rows[i].words : "");
	}
}

static void an_alert_says_what_for_how_long_and_how_far(void **state)
{
	struct explanation why = { .level = 2,
				   .posture = POSTURE_SLOUCHING,
				   .flexion_cdeg = 1736,
				   .lateral_cdeg = 0,
				   .dwell_us = SEC(130) };

	(void)state;
	words_alert(text, sizeof(text), &why);
	assert_string_equal(text, "slouching for 2 min 10 s, 17.4 deg forward (alert level 2)");
	why.flexion_cdeg = UNKNOWN;
	words_alert(text, sizeof(text), &why);
	assert_string_equal(text, "slouching for 2 min 10 s (alert level 2)");
}

static void a_recovery_says_from_what(void **state)
{
	(void)state;
	words_recovered(text, sizeof(text), POSTURE_LEANING_BACK, SEC(95));
	assert_string_equal(text, "recovered after 1 min 35 s of leaning-back");
}

static void the_end_of_learning_says_how_well_or_why_not(void **state)
{
	struct pose pose = { .grade = 93 };

	(void)state;
	words_learned(text, sizeof(text), &pose);
	assert_string_equal(text, "learned, grade 93");
	words_not_learned(text, sizeof(text), CALIBRATE_NOT_STILL, NULL);
	assert_string_equal(text, "failed: not still: hold still and try again");
	words_not_learned(text, sizeof(text), CALIBRATE_NO_SENSOR, NULL);
	assert_string_equal(text, "failed: the sensor delivers nothing: see \"plumbctl doctor\", "
				  "then try again");
	words_not_learned(text, sizeof(text), CALIBRATE_RUNNING, NULL);
	assert_string_equal(text, "failed: try again");
	words_not_learned(text, sizeof(text), CALIBRATE_DONE, "no space\nleft");
	assert_string_equal(text, "failed: no space left");
}

static void a_lost_sensor_says_what_is_wrong_and_what_to_do(void **state)
{
	struct sensor_health h = { .trouble = "at 0x68: remote I/O error:\ncheck the wiring" };

	(void)state;
	words_sensor_lost(text, sizeof(text), SENSOR_UPPER, &h);
	assert_string_equal(text, "upper sensor lost: at 0x68: remote I/O error: check the wiring");
	h.trouble[0] = '\0';
	words_sensor_lost(text, sizeof(text), SENSOR_LOWER, &h);
	assert_string_equal(text, "lower sensor lost: it does not answer; still looking for it, "
				  "see \"plumbctl doctor\"");
}

static void why_of_a_cone_names_the_cone(void **state)
{
	struct explanation why = {
		.known = true,
		.cone = true,
		.level = 1,
		.posture = POSTURE_SLOUCHING,
		.reference = "upright",
		.flexion_cdeg = 2140,
		.lateral_cdeg = 10,
		.distance_cdeg = 2141,
		.border_cdeg = 1200,
		.dwell_us = SEC(30),
		.key = "posture.slouch_deg",
		.delay_key = "alert.levels_s",
		.key_value = 1200,
	};

	(void)state;
	words_why(text, sizeof(text), &why, 14 * 60 + 3);
	assert_string_equal(text,
			    "At 14:03 you were slouching: 21.4 deg forward of your pose "
			    "\"upright\", past the border of 12.0 deg (posture.slouch_deg). It "
			    "lasted 30 s, so level 1 of alert.levels_s spoke.");
	words_config_value(text, sizeof(text), &why);
	assert_string_equal(text, "12.0");
}

static void why_of_a_cone_without_angles_tells_the_distance(void **state)
{
	struct explanation why = {
		.known = true,
		.cone = true,
		.level = 3,
		.posture = POSTURE_LEANING_LEFT,
		.reference = "upright",
		.flexion_cdeg = UNKNOWN,
		.lateral_cdeg = UNKNOWN,
		.distance_cdeg = 1610,
		.border_cdeg = 1500,
		.dwell_us = SEC(300),
		.key = "posture.lateral_deg",
		.delay_key = "alert.levels_s",
		.key_value = 1500,
	};

	(void)state;
	words_why(text, sizeof(text), &why, 0);
	assert_string_equal(text,
			    "At 00:00 you were leaning-left: 16.1 deg away from your pose "
			    "\"upright\", past the border of 15.0 deg (posture.lateral_deg). It "
			    "lasted 5 min, so level 3 of alert.levels_s spoke.");
}

static void why_of_a_taught_pose_names_both_poses_and_their_border(void **state)
{
	struct explanation why = {
		.known = true,
		.level = 2,
		.posture = POSTURE_SLOUCHING,
		.pose = "hunched",
		.reference = "upright",
		.flexion_cdeg = 1700,
		.lateral_cdeg = 10,
		.distance_cdeg = 420,
		.other_cdeg = 1700,
		.border_cdeg = 910,
		.dwell_us = SEC(120),
		.key = "posture.sensitivity",
		.delay_key = "alert.levels_s",
		.key_value = 3,
	};

	(void)state;
	words_why(text, sizeof(text), &why, 1439);
	assert_string_equal(text,
			    "At 23:59 you were slouching: 4.2 deg from your pose \"hunched\", but "
			    "17.0 deg from \"upright\"; the border between them is at 9.1 deg "
			    "(posture.sensitivity = 3). It lasted 2 min, so level 2 of "
			    "alert.levels_s spoke.");
	words_config_value(text, sizeof(text), &why);
	assert_string_equal(text, "3");

	why.grace_us = SEC(30);
	words_why(text, sizeof(text), &why, 1439);
	assert_non_null(strstr(text, "It lasted 2 min, 30 s of which the good stretch before had "
				     "earned you, so level 2 of alert.levels_s spoke."));
	why.grace_us = 0;

	/* set by a profile */
	strcpy(why.key, "profiles.desk.posture.sensitivity");
	strcpy(why.delay_key, "profiles.desk.alert.levels_s");
	words_why(text, sizeof(text), &why, 1439);
	assert_non_null(strstr(text, "at 9.1 deg (profiles.desk.posture.sensitivity = 3). It "
				     "lasted 2 min, so level 2 of profiles.desk.alert.levels_s "
				     "spoke."));

	/* recognised by where people in general have it: no pose of that name to tell of */
	why.pose[0] = '\0';
	why.posture = POSTURE_LEANING_LEFT;
	words_why(text, sizeof(text), &why, 0);
	assert_non_null(strstr(text, "deg from where leaning-left is expected of you, but 17.0"));
}

static void a_cone_is_told_by_the_angle_that_went_out_of_it(void **state)
{
	struct explanation why = {
		.known = true,
		.cone = true,
		.level = 1,
		.posture = POSTURE_LEANING_RIGHT,
		.reference = "upright",
		.flexion_cdeg = 2070,
		.lateral_cdeg = 750,
		.distance_cdeg = 2070,
		.border_cdeg = 1000,
		.key = "posture.slouch_deg",
		.delay_key = "alert.levels_s",
	};

	(void)state;
	words_why(text, sizeof(text), &why, 0);
	assert_non_null(strstr(text, "20.7 deg forward of your pose \"upright\", past the border"));
	why.lateral_cdeg = -1800;
	why.flexion_cdeg = 300;
	why.distance_cdeg = 1800;
	words_why(text, sizeof(text), &why, 0);
	assert_non_null(strstr(text, "18.0 deg to the left of your pose"));
}

/* Someone slouching for 2 min 10 s, and what differs from that. */
static const struct view slouching = {
	.status = STATUS_WATCHING,
	.posture = POSTURE_SLOUCHING,
	.since_us = SEC(100),
	.now_us = SEC(230),
	.real_us = SEC(10000),
	.flexion_cdeg = 1736,
	.lateral_cdeg = 90,
	.slouches_today = 3,
	.sensor = { [SENSOR_UPPER] = { .state = SENSOR_RUNNING } },
};

static void assert_status(const struct view *v, const char *expected)
{
	words_status(text, sizeof(text), v);
	assert_string_equal(text, expected);
}

static void the_status_ends_with_heat_that_runs(void **state)
{
	static const struct {
		uint64_t left_us;
		const char *status;
	} rows[] = {
		{ SEC(1200), "starting; heat, to end within 20 min" },
		{ SEC(541), "starting; heat, to end within 10 min" },
		{ SEC(540), "starting; heat, to end within 9 min" },
		{ 1, "starting; heat, to end within 1 min" },
		{ 0, "starting; heat: take it off now" },
	};
	struct view v = slouching;

	(void)state;
	v.status = STATUS_STARTING;
	v.care_due = 1u << CARE_HEAT;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		v.heat_left_us = rows[i].left_us;
		assert_status(&v, rows[i].status);
	}
	v.care_due = 1u << CARE_STRETCH;
	assert_status(&v, "starting");
}

static void status_counts_the_posture_and_the_day(void **state)
{
	struct view v = slouching;

	(void)state;
	assert_status(&v, "slouching for 2 min 10 s, 17.4 deg forward; 3 slouches today");
	v.slouches_today = 1;
	v.posture = POSTURE_LEANING_RIGHT;
	assert_status(&v, "leaning-right for 2 min 10 s, 0.9 deg to the right; 1 slouch today");
	v.slouches_today = 0;
	v.posture = POSTURE_UPRIGHT;
	assert_status(&v, "upright for 2 min 10 s; no slouches today");
	v.posture = POSTURE_UNKNOWN;
	assert_status(&v, "no posture recognised yet; no slouches today");
	v.silence = ALERT_SILENT_QUIET_HOURS;
	assert_status(&v, "no posture recognised yet; no slouches today; quiet hours");
	v.silence = ALERT_SILENT_HOUR_FULL;
	assert_status(&v, "no posture recognised yet; no slouches today; "
			  "the hour's words are said");
	v.silence = ALERT_SILENT_ACKNOWLEDGED;
	assert_status(&v, "no posture recognised yet; no slouches today");
}

static void status_puts_activity_before_posture(void **state)
{
	struct view v = slouching;

	(void)state;
	v.activity = ACTIVITY_MOVING;
	assert_status(&v, "moving; 3 slouches today");
	v.activity = ACTIVITY_LYING;
	assert_status(&v, "lying down; 3 slouches today");
	v.activity = ACTIVITY_AWAY;
	assert_status(&v, "not worn; 3 slouches today");
}

static void status_without_poses_or_samples_says_what_to_do(void **state)
{
	struct view v = slouching;

	(void)state;
	v.status = STATUS_STARTING;
	assert_status(&v, "starting");
	v.status = STATUS_UNCALIBRATED;
	assert_status(&v, "not taught yet: run \"plumbctl learn\"");
	v.status = STATUS_CALIBRATING;
	assert_status(&v, "learning a pose: take it and hold still");
	v.status = STATUS_SENSOR_LOST;
	strcpy(v.sensor[SENSOR_UPPER].trouble, "permission denied: add plumbd to group i2c");
	assert_status(&v, "upper sensor lost: permission denied: add plumbd to group i2c");
}

static void status_tells_of_the_lower_sensor_only_when_it_is_missed(void **state)
{
	struct view v = slouching;

	(void)state;
	v.posture = POSTURE_UPRIGHT;
	v.sensor[SENSOR_LOWER].state = SENSOR_RUNNING;
	assert_status(&v, "upright for 2 min 10 s; 3 slouches today");
	v.sensor[SENSOR_LOWER].state = SENSOR_SEARCHING;
	assert_status(&v, "upright for 2 min 10 s; 3 slouches today; lower sensor lost");
}

static void status_of_a_pause_counts_whole_minutes(void **state)
{
	static const struct {
		uint64_t left_us;
		const char *words;
	} rows[] = {
		{ SEC(1800), "paused for 30 min more; moving; 3 slouches today" },
		{ SEC(1741), "paused for 30 min more; moving; 3 slouches today" },
		{ SEC(1740), "paused for 29 min more; moving; 3 slouches today" },
		{ SEC(5400), "paused for 1 h 30 min more; moving; 3 slouches today" },
		{ 1, "paused for 1 min more; moving; 3 slouches today" },
		{ 0, "paused for 1 min more; moving; 3 slouches today" },
	};
	struct view v = slouching;

	(void)state;
	v.status = STATUS_PAUSED;
	v.activity = ACTIVITY_MOVING;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		v.paused_until_real_us = v.real_us + rows[i].left_us;
		assert_status(&v, rows[i].words);
	}
	v.paused_until_real_us = v.real_us - 1; /* the clock was set */
	assert_status(&v, rows[5].words);
}

static void status_ends_with_a_refused_configuration(void **state)
{
	struct view v = slouching;

	(void)state;
	v.activity = ACTIVITY_MOVING;
	strcpy(v.config_error, "plumbd.conf:3: no such key\nMAINPID=1");
	assert_status(&v, "moving; 3 slouches today; new configuration refused, the old one "
			  "stands: plumbd.conf:3: no such key MAINPID=1");
}

static void the_longest_status_fits(void **state)
{
	struct view v = slouching;

	(void)state;
	v.status = STATUS_PAUSED;
	v.paused_until_real_us = UINT64_MAX;
	v.since_us = 0;
	v.now_us = UINT64_MAX;
	v.posture = POSTURE_LEANING_RIGHT;
	v.lateral_cdeg = INT32_MIN;
	v.slouches_today = UINT32_MAX;
	v.silence = ALERT_SILENT_HOUR_FULL;
	v.sensor[SENSOR_LOWER].state = SENSOR_SEARCHING;
	memset(v.config_error, 'x', sizeof(v.config_error) - 2);
	v.config_error[sizeof(v.config_error) - 2] = '!';
	words_status(text, sizeof(text), &v);
	assert_int_equal(text[strlen(text) - 1], '!');
}

static void what_does_not_fit_is_cut_and_terminated(void **state)
{
	char little[8];

	(void)state;
	memset(little, '#', sizeof(little));
	words_status(little, sizeof(little) - 1, &slouching);
	assert_string_equal(little, "slouch");
	assert_int_equal(little[7], '#');
	words_why(little, 1, &(struct explanation){ .cone = true }, 0);
	assert_string_equal(little, "");
}

static void only_printable_ascii_stays(void **state)
{
	char dirty[] = "a\tb\n\x7f~ \xc3\xa9\xff.";

	(void)state;
	words_clean(dirty);
	assert_string_equal(dirty, "a b  ~ ???.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_status_ends_with_heat_that_runs),
		cmocka_unit_test(durations_are_told_in_two_units),
		cmocka_unit_test(a_lean_is_told_by_the_angle_its_posture_is_about),
		cmocka_unit_test(an_alert_says_what_for_how_long_and_how_far),
		cmocka_unit_test(a_recovery_says_from_what),
		cmocka_unit_test(the_end_of_learning_says_how_well_or_why_not),
		cmocka_unit_test(a_lost_sensor_says_what_is_wrong_and_what_to_do),
		cmocka_unit_test(why_of_a_cone_names_the_cone),
		cmocka_unit_test(a_cone_is_told_by_the_angle_that_went_out_of_it),
		cmocka_unit_test(why_of_a_cone_without_angles_tells_the_distance),
		cmocka_unit_test(why_of_a_taught_pose_names_both_poses_and_their_border),
		cmocka_unit_test(status_counts_the_posture_and_the_day),
		cmocka_unit_test(status_puts_activity_before_posture),
		cmocka_unit_test(status_without_poses_or_samples_says_what_to_do),
		cmocka_unit_test(status_tells_of_the_lower_sensor_only_when_it_is_missed),
		cmocka_unit_test(status_of_a_pause_counts_whole_minutes),
		cmocka_unit_test(status_ends_with_a_refused_configuration),
		cmocka_unit_test(the_longest_status_fits),
		cmocka_unit_test(what_does_not_fit_is_cut_and_terminated),
		cmocka_unit_test(only_printable_ascii_stays),
	};

	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
