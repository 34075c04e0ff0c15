/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "calibrate.h"

#define SEC(s)   ((s)*US_PER_SEC)
#define STEP_US  (100 * US_PER_MS)
#define WINDOW_S 10
#define NOW_SEC  INT64_C(1700000000)
#define CDEG     (M_PI / 18000)

#define UPPER SENSOR_BIT(SENSOR_UPPER)
#define LOWER SENSOR_BIT(SENSOR_LOWER)

/* Up leant forward by an angle, as a sensor with +X up sees it. */
static struct dir3 leant(double cdeg)
{
	return dir_from(llround(1e9 * cos(cdeg * CDEG)), 0, llround(-1e9 * sin(cdeg * CDEG)));
}

static struct stance stance_at(unsigned sensors, double upper_cdeg, double lower_cdeg)
{
	return (struct stance){
		.sensors = sensors,
		.up = { leant(upper_cdeg), leant(lower_cdeg) },
	};
}

struct scene {
	struct calibrate c;
	uint64_t now_us;
};

static void begin(struct scene *sc)
{
	calibrate_init(&sc->c, "desk", POSTURE_UPRIGHT, true, SEC(WINDOW_S));
	sc->now_us = SEC(500);
}

static enum calibrate_result step(struct scene *sc, struct stance stance, bool valid, bool still)
{
	sc->now_us += STEP_US;
	return calibrate_step(&sc->c, &stance, valid, still, sc->now_us, NOW_SEC);
}

/* Holds the pose until something happens; the number of steps it took, 1000 = for ever. */
static unsigned hold(struct scene *sc, struct stance stance, enum calibrate_result *ret)
{
	unsigned n = 0;

	do {
		*ret = step(sc, stance, true, true);
		n++;
	} while (*ret == CALIBRATE_RUNNING && n < 1000);
	return n;
}

static void hold_for(struct scene *sc, struct stance stance, unsigned steps)
{
	for (unsigned i = 0; i < steps; i++)
		assert_int_equal(step(sc, stance, true, true), CALIBRATE_RUNNING);
}

static void a_still_window_becomes_a_pose(void **state)
{
	struct stance still = stance_at(UPPER | LOWER, 500, -300);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	/* the window runs from the first batch to the one ten seconds later */
	assert_int_equal(hold(&sc, still, &result), 10 * WINDOW_S + 1);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_string_equal(sc.c.pose.name, "desk");
	assert_int_equal(sc.c.pose.posture, POSTURE_UPRIGHT);
	assert_true(sc.c.pose.good);
	assert_int_equal(sc.c.pose.stance.sensors, UPPER | LOWER);
	assert_memory_equal(sc.c.pose.stance.up, still.up, sizeof(still.up));
	assert_int_equal(sc.c.pose.spread_cdeg, 0);
	assert_int_equal(sc.c.pose.grade, 100);
	assert_int_equal(sc.c.pose.learned_sec, NOW_SEC);
}

static void the_window_is_clamped(void **state)
{
	struct calibrate c;

	(void)state;
	calibrate_init(&c, "a", POSTURE_SLOUCHING, false, 0);
	assert_int_equal(c.window_us, CALIBRATE_MIN_US);
	assert_false(c.pose.good);
	calibrate_init(&c, "a", POSTURE_SLOUCHING, false, SEC(61));
	assert_int_equal(c.window_us, CALIBRATE_MAX_US);
	calibrate_init(&c, "a", POSTURE_SLOUCHING, false, SEC(30));
	assert_int_equal(c.window_us, SEC(30));
}

static void the_longest_name_fits(void **state)
{
	const char *name = "a23456789-123456789-123456789-1";
	struct calibrate c;

	(void)state;
	assert_int_equal(strlen(name), POSE_NAME_MAX - 1);
	calibrate_init(&c, name, POSTURE_UPRIGHT, true, SEC(5));
	assert_string_equal(c.pose.name, name);
}

static void the_percent_is_of_the_window_held(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us), 0);
	step(&sc, still, true, true);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us), 0);
	hold_for(&sc, still, 50);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us), 50);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us + SEC(60)), 100);
	assert_int_equal(calibrate_percent(&sc.c, 1), 0);
	step(&sc, still, true, false);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us), 0);
	hold(&sc, still, &result);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(calibrate_percent(&sc.c, sc.now_us), 100);
}

static void motion_begins_the_window_anew_and_costs_points(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	hold_for(&sc, still, 90);
	assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_HOLD_STILL);
	/* going on to move throws away no second window */
	assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	assert_int_equal(hold(&sc, still, &result), 10 * WINDOW_S + 1);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(sc.c.pose.grade, 90);
}

static void moving_into_the_pose_costs_nothing(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	for (unsigned i = 0; i < 40; i++)
		assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	hold(&sc, still, &result);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(sc.c.pose.grade, 100);
}

static void a_hint_is_forgotten_after_a_still_second(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	struct scene sc;

	(void)state;
	begin(&sc);
	step(&sc, still, true, false);
	hold_for(&sc, still, 10);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_HOLD_STILL);
	hold_for(&sc, still, 1);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_NONE);
}

static void a_sensor_lost_for_a_moment_begins_the_window_anew(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	struct stance nothing = { 0 };
	struct stance zero = { .sensors = UPPER };
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	hold_for(&sc, still, 30);
	step(&sc, still, false, true);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_NO_SAMPLES);
	hold_for(&sc, still, 30);
	step(&sc, nothing, true, true);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_NO_SAMPLES);
	hold_for(&sc, still, 30);
	step(&sc, zero, true, true);
	assert_int_equal(sc.c.hint, CALIBRATE_HINT_NO_SAMPLES);
	assert_int_equal(hold(&sc, still, &result), 10 * WINDOW_S + 1);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(sc.c.pose.grade, 70);
}

static void drift_beyond_four_degrees_begins_the_window_anew(void **state)
{
	static const struct {
		unsigned sensors;
		double upper_cdeg, lower_cdeg;
		bool anew;
	} rows[] = {
		{ UPPER, 390, 0, false },         { UPPER, 410, 0, true },
		{ UPPER, -390, 0, false },        { UPPER, -410, 0, true },
		{ UPPER | LOWER, 0, 390, false }, { UPPER | LOWER, 0, 410, true },
		{ LOWER, 0, 410, true },          { UPPER, 0, 9000, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct scene sc;

		begin(&sc);
		hold_for(&sc, stance_at(UPPER | LOWER, 0, 0), 50);
		hold_for(&sc, stance_at(rows[i].sensors, rows[i].upper_cdeg, rows[i].lower_cdeg),
			 1);
		if ((calibrate_percent(&sc.c, sc.now_us) == 0) != rows[i].anew ||
		    (sc.c.hint == CALIBRATE_HINT_SETTLING) != rows[i].anew)
			fail_msg("row %zu", i);
	}
}

static void a_slow_slide_never_passes_for_a_pose(void **state)
{
	enum calibrate_result result = CALIBRATE_RUNNING;
	struct scene sc;
	double cdeg = 0;

	(void)state;
	begin(&sc);
	for (; result == CALIBRATE_RUNNING; cdeg += 8) /* 0.8 deg a second */
		result = step(&sc, stance_at(UPPER, cdeg, 0), true, true);
	assert_int_equal(result, CALIBRATE_NOT_STILL);
}

static void the_mean_and_spread_are_those_of_the_samples(void **state)
{
	static const struct {
		double sway_cdeg;
		unsigned grade_min, grade_max;
	} rows[] = {
		{ 20, 100, 100 }, { 28, 100, 100 }, { 40, 96, 98 },
		{ 100, 80, 82 },  { 180, 58, 60 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum calibrate_result result = CALIBRATE_RUNNING;
		double sway = rows[i].sway_cdeg;
		struct scene sc;

		begin(&sc);
		for (unsigned n = 0; result == CALIBRATE_RUNNING; n++)
			result = step(&sc,
				      stance_at(UPPER | LOWER, 1000 + (n & 1 ? sway : -sway), 0),
				      true, true);
		assert_int_equal(result, CALIBRATE_DONE);
		if (fabs(sc.c.pose.spread_cdeg - sway) > 1 || sc.c.pose.grade < rows[i].grade_min ||
		    sc.c.pose.grade > rows[i].grade_max)
			fail_msg("row %zu: spread %u, grade %u", i, sc.c.pose.spread_cdeg,
				 sc.c.pose.grade);
		assert_true(angle_between_cdeg(sc.c.pose.stance.up[SENSOR_UPPER], leant(1000)) <=
			    3);
	}
}

static void the_worse_sensor_gives_the_spread(void **state)
{
	enum calibrate_result result = CALIBRATE_RUNNING;
	struct scene sc;

	(void)state;
	begin(&sc);
	for (unsigned n = 0; result == CALIBRATE_RUNNING; n++)
		result = step(&sc, stance_at(UPPER | LOWER, n & 1 ? 20 : -20, n & 1 ? 150 : -150),
			      true, true);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_in_range(sc.c.pose.spread_cdeg, 149, 151);
}

static void the_grade_never_falls_below_zero(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	for (unsigned i = 0; i < 12; i++) {
		hold_for(&sc, still, 1);
		assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	}
	hold(&sc, still, &result);
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(sc.c.pose.grade, 0);
}

static void a_sensor_takes_part_from_four_fifths_of_the_batches_on(void **state)
{
	static const struct {
		unsigned missing; /* of the 100 batches of the window */
		unsigned sensors;
	} rows[] = {
		{ 0, UPPER | LOWER },
		{ 20, UPPER | LOWER },
		{ 21, UPPER },
		{ 100, UPPER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		enum calibrate_result result = CALIBRATE_RUNNING;
		struct scene sc;

		begin(&sc);
		sc.c.window_us = 99 * STEP_US;
		for (unsigned n = 0; result == CALIBRATE_RUNNING; n++)
			result = step(&sc,
				      stance_at(n < rows[i].missing ? UPPER : UPPER | LOWER, 0, 0),
				      true, true);
		assert_int_equal(result, CALIBRATE_DONE);
		if (sc.c.pose.stance.sensors != rows[i].sensors)
			fail_msg("row %zu: sensors %#x", i, sc.c.pose.stance.sensors);
		if (!(rows[i].sensors & LOWER))
			assert_true(dir_is_zero(sc.c.pose.stance.up[SENSOR_LOWER]));
	}
}

static void sensors_that_take_turns_make_no_pose(void **state)
{
	enum calibrate_result result = CALIBRATE_RUNNING;
	struct scene sc;
	bool told = false;

	(void)state;
	begin(&sc);
	for (unsigned n = 0; result == CALIBRATE_RUNNING; n++) {
		result = step(&sc, stance_at(n & 1 ? UPPER : LOWER, 0, 0), true, true);
		told |= sc.c.hint == CALIBRATE_HINT_NO_SAMPLES;
	}
	assert_int_equal(result, CALIBRATE_NOT_STILL);
	assert_true(told);
}

static void patience_ends_after_three_windows_and_five_seconds(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;
	unsigned n = 0;

	(void)state;
	begin(&sc);
	do {
		result = step(&sc, still, true, ++n % 50 != 0);
	} while (result == CALIBRATE_RUNNING);
	assert_int_equal(result, CALIBRATE_NOT_STILL);
	assert_int_equal(n, 3 * 10 * WINDOW_S + 50 + 1);
}

static void a_window_whole_at_the_last_moment_counts(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	enum calibrate_result result;
	struct scene sc;

	(void)state;
	begin(&sc);
	for (unsigned i = 0; i < 250; i++)
		assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	hold(&sc, still, &result);
	assert_int_equal(sc.now_us - sc.c.begin_us, SEC(35));
	assert_int_equal(result, CALIBRATE_DONE);
}

static void five_seconds_without_a_valid_batch_are_no_sensor(void **state)
{
	struct stance still = stance_at(UPPER, 0, 0);
	struct scene sc;

	(void)state;
	begin(&sc);
	for (unsigned i = 0; i < 50; i++)
		assert_int_equal(step(&sc, still, false, true), CALIBRATE_RUNNING);
	assert_int_equal(step(&sc, still, false, true), CALIBRATE_NO_SENSOR);

	/* motion is a sign of life */
	begin(&sc);
	hold_for(&sc, still, 10);
	for (unsigned i = 0; i < 49; i++)
		assert_int_equal(step(&sc, still, false, true), CALIBRATE_RUNNING);
	assert_int_equal(step(&sc, still, true, false), CALIBRATE_RUNNING);
	for (unsigned i = 0; i < 49; i++)
		assert_int_equal(step(&sc, still, false, true), CALIBRATE_RUNNING);
	assert_int_equal(step(&sc, still, false, true), CALIBRATE_NO_SENSOR);
}

static void the_longest_and_busiest_window_does_not_overflow(void **state)
{
	enum calibrate_result result = CALIBRATE_RUNNING;
	uint64_t now_us = SEC(1);
	struct calibrate c;

	(void)state;
	calibrate_init(&c, "typing", POSTURE_LEANING_FORWARD, true, CALIBRATE_MAX_US);
	for (unsigned n = 0; result == CALIBRATE_RUNNING; n++, now_us += 2500) {
		struct stance s = stance_at(UPPER | LOWER, n & 1 ? 195 : -195, 17000);

		result = calibrate_step(&c, &s, true, true, now_us, NOW_SEC);
	}
	assert_int_equal(result, CALIBRATE_DONE);
	assert_int_equal(c.batches, 24001);
	assert_in_range(c.pose.spread_cdeg, 194, 196);
	assert_true(angle_between_cdeg(c.pose.stance.up[SENSOR_LOWER], leant(17000)) <= 2);
}

static void each_hint_has_its_sentence(void **state)
{
	(void)state;
	assert_string_equal(calibrate_hint_to_str(CALIBRATE_HINT_NONE), "");
	assert_non_null(strstr(calibrate_hint_to_str(CALIBRATE_HINT_HOLD_STILL), "hold still"));
	assert_non_null(strstr(calibrate_hint_to_str(CALIBRATE_HINT_SETTLING), "settling"));
	assert_non_null(strstr(calibrate_hint_to_str(CALIBRATE_HINT_NO_SAMPLES), "no samples"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_still_window_becomes_a_pose),
		cmocka_unit_test(the_window_is_clamped),
		cmocka_unit_test(the_longest_name_fits),
		cmocka_unit_test(the_percent_is_of_the_window_held),
		cmocka_unit_test(motion_begins_the_window_anew_and_costs_points),
		cmocka_unit_test(moving_into_the_pose_costs_nothing),
		cmocka_unit_test(a_hint_is_forgotten_after_a_still_second),
		cmocka_unit_test(a_sensor_lost_for_a_moment_begins_the_window_anew),
		cmocka_unit_test(drift_beyond_four_degrees_begins_the_window_anew),
		cmocka_unit_test(a_slow_slide_never_passes_for_a_pose),
		cmocka_unit_test(the_mean_and_spread_are_those_of_the_samples),
		cmocka_unit_test(the_worse_sensor_gives_the_spread),
		cmocka_unit_test(the_grade_never_falls_below_zero),
		cmocka_unit_test(a_sensor_takes_part_from_four_fifths_of_the_batches_on),
		cmocka_unit_test(sensors_that_take_turns_make_no_pose),
		cmocka_unit_test(patience_ends_after_three_windows_and_five_seconds),
		cmocka_unit_test(a_window_whole_at_the_last_moment_counts),
		cmocka_unit_test(five_seconds_without_a_valid_batch_are_no_sensor),
		cmocka_unit_test(the_longest_and_busiest_window_does_not_overflow),
		cmocka_unit_test(each_hint_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
