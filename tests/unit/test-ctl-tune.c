/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "angle.h"
#include "fixed.h"
#include "tune.h"

#define MIN_US  (60 * US_PER_SEC)
#define HOUR_US (60 * MIN_US)

static struct config defaults(void)
{
	struct config config;

	config_defaults(&config);
	return config;
}

static struct tune grid(enum tune_axis axis, int strict, int tolerant)
{
	struct config config = defaults();
	struct tune t;

	tune_grid(&t, &config, axis, strict, tolerant);
	return t;
}

/* The row of so many steps; there must be one. */
static struct tune_row *row_at(struct tune *t, int angle_step, int delay_step)
{
	for (unsigned i = 0; i < t->n; i++)
		if (t->row[i].setting.angle_step == angle_step &&
		    t->row[i].setting.delay_step == delay_step)
			return &t->row[i];
	fail_msg("no row at %d, %d", angle_step, delay_step);
	return NULL;
}

static void every_row_is_a_file_the_daemon_would_take(void **state)
{
	static const enum tune_axis axes[] = { TUNE_SLOUCH_DEG, TUNE_SENSITIVITY };

	(void)state;
	for (size_t a = 0; a < ARRAY_SIZE(axes); a++) {
		struct tune t = grid(axes[a], 4, 4);

		assert_true(t.n > 12);
		for (unsigned i = 0; i < t.n; i++) {
			struct config config = defaults();

			tune_setting_put(&t.row[i].setting, &config);
			assert_true(config_fits(&config));
		}
	}
}

static void the_present_setting_is_a_row_and_changes_nothing(void **state)
{
	struct tune t = grid(TUNE_SLOUCH_DEG, 2, 3);
	struct confedit edits[TUNE_EDITS_MAX];
	struct config config = defaults(), put = config;

	(void)state;
	assert_int_equal(t.row[t.now].setting.angle_step, 0);
	assert_int_equal(t.row[t.now].setting.delay_step, 0);
	tune_setting_put(&t.row[t.now].setting, &put);
	assert_memory_equal(&put.wearer.pose, &config.wearer.pose, sizeof(put.wearer.pose));
	assert_int_equal(tune_edits(&t, t.now, edits), 0);
}

static void release_goes_along_only_where_it_must(void **state)
{
	struct tune t = grid(TUNE_SLOUCH_DEG, 2, 3);
	struct confedit edits[TUNE_EDITS_MAX];

	(void)state;
	assert_int_equal(row_at(&t, 1, 0)->setting.slouch_cdeg, 1200);
	assert_int_equal(row_at(&t, 1, 0)->setting.release_cdeg, 800);
	assert_int_equal(row_at(&t, -2, 0)->setting.slouch_cdeg, 600);
	assert_int_equal(row_at(&t, -2, 0)->setting.release_cdeg, 400);
	assert_int_equal(tune_edits(&t, (unsigned)(row_at(&t, -2, 0) - t.row), edits), 2);
	assert_string_equal(edits[0].path, "posture.slouch_deg");
	assert_string_equal(edits[0].value[0], "6.0");
	assert_string_equal(edits[1].path, "posture.release_deg");
	assert_string_equal(edits[1].value[0], "4.0");
}

static void a_later_level_stays_later(void **state)
{
	struct tune t = grid(TUNE_SLOUCH_DEG, 0, 0);
	const struct tune_setting *s = &row_at(&t, 0, 2)->setting;
	struct confedit edits[TUNE_EDITS_MAX];
	char line[128];

	(void)state;
	assert_int_equal(s->levels_us[0], 120 * US_PER_SEC);
	assert_int_equal(s->levels_us[1], 240 * US_PER_SEC);
	assert_int_equal(s->levels_us[2], 300 * US_PER_SEC);
	assert_int_equal(tune_edits(&t, (unsigned)(row_at(&t, 0, 2) - t.row), edits), 1);
	assert_string_equal(confedit_line(&edits[0], line, sizeof(line)),
			    "levels_s = [ 120, 240, 300 ];");
	assert_int_equal(edits[0].same, 1u << 2);
	assert_int_equal(row_at(&t, 0, -1)->setting.levels_us[0], 15 * US_PER_SEC);
}

static void sensitivity_goes_from_end_to_end(void **state)
{
	struct tune t = grid(TUNE_SENSITIVITY, 4, 4);

	(void)state;
	assert_int_equal(row_at(&t, 2, 0)->setting.sensitivity, 1);
	assert_int_equal(row_at(&t, -2, 0)->setting.sensitivity, 5);
	assert_int_equal(t.n, 5 * 4);
}

static void numbers_are_written_as_people_write_them(void **state)
{
	char buf[CONFEDIT_VALUE_MAX];

	(void)state;
	assert_string_equal(tune_decimal(1400, 100, 1, buf), "14.0");
	assert_string_equal(tune_decimal(1225, 100, 1, buf), "12.25");
	assert_string_equal(tune_decimal(30 * US_PER_SEC, US_PER_SEC, 0, buf), "30");
	assert_string_equal(tune_decimal(1500000, US_PER_SEC, 0, buf), "1.5");
	assert_string_equal(tune_decimal(1000001, US_PER_SEC, 0, buf), "1.000001");
}

static void a_label_is_a_pose_or_a_posture_or_nothing(void **state)
{
	struct pose_set poses = { .n = 2 };

	(void)state;
	strcpy(poses.pose[0].name, "reading");
	poses.pose[0].good = true;
	strcpy(poses.pose[1].name, "sofa");
	assert_int_equal(tune_label(&poses, "reading"), 1);
	assert_int_equal(tune_label(&poses, "sofa"), -1);
	assert_int_equal(tune_label(&poses, "upright"), 1);
	assert_int_equal(tune_label(&poses, "leaning-left"), -1);
	assert_int_equal(tune_label(&poses, "unknown"), 0);
	assert_int_equal(tune_label(&poses, "coffee"), 0);
	assert_int_equal(tune_label(&poses, ""), 0);
}

/* The grid with an hour of sitting; every row as the present one unless said otherwise. */
static struct tune sat(uint32_t alerts)
{
	struct tune t = grid(TUNE_SLOUCH_DEG, 2, 3);

	for (unsigned i = 0; i < t.n; i++) {
		t.row[i].sat_us = HOUR_US;
		t.row[i].alerts = alerts;
		t.row[i].told_us = 20 * MIN_US;
	}
	return t;
}

static void expect_choice(const struct tune *t, enum tune_outcome outcome,
			  const struct tune_row *row)
{
	struct tune_choice c = tune_choose(t);
	char reason[TUNE_REASON_MAX];

	assert_int_equal(c.outcome, outcome);
	assert_ptr_equal(&t->row[c.row], row ? row : &t->row[t->now]);
	assert_int_equal(tune_is_change(&c), row != NULL);
	assert_true(strlen(tune_reason(t, &c, reason)) > 0);
}

static void without_labels_the_smallest_change_to_a_bearable_number_is_taken(void **state)
{
	struct tune t = sat(9);

	(void)state;
	row_at(&t, 2, 1)->alerts = 1; /* fewer, but further away */
	row_at(&t, 1, 0)->alerts = 4;
	row_at(&t, 1, 0)->told_us = 11 * MIN_US;
	expect_choice(&t, TUNE_FEWER_ALERTS, row_at(&t, 1, 0));
	/* as near, and tells more */
	row_at(&t, 0, 1)->alerts = 4;
	row_at(&t, 0, 1)->told_us = 12 * MIN_US;
	expect_choice(&t, TUNE_FEWER_ALERTS, row_at(&t, 0, 1));
}

static void silence_and_strictness_are_never_suggested_without_labels(void **state)
{
	struct tune t = sat(9);

	(void)state;
	row_at(&t, 3, 2)->alerts = 0;
	row_at(&t, 3, 2)->told_us = 9 * MIN_US; /* less than half */
	row_at(&t, -1, 0)->alerts = 2;
	expect_choice(&t, TUNE_NONE_HELPS, NULL);
}

static void a_bearable_number_is_left_alone(void **state)
{
	struct tune t = sat(4);

	(void)state;
	row_at(&t, 1, 0)->alerts = 1;
	expect_choice(&t, TUNE_FINE_ALREADY, NULL);
}

static void too_little_is_no_ground_for_anything(void **state)
{
	struct tune t = sat(9);

	(void)state;
	row_at(&t, 1, 0)->alerts = 1;
	t.row[t.now].sat_us = TUNE_SITTING_US - 1;
	expect_choice(&t, TUNE_TOO_SHORT, NULL);
	t.row[t.now].sat_us = TUNE_SITTING_US;
	t.row[t.now].alerts = TUNE_ALERTS - 1; /* 8 an hour, but of four */
	expect_choice(&t, TUNE_TOO_SHORT, NULL);
}

static void settings_that_do_the_same_are_told_so(void **state)
{
	struct tune t = sat(9);

	(void)state;
	expect_choice(&t, TUNE_ALL_SAME, NULL);
}

static void with_labels_the_fewest_mistakes_nearest_by_are_taken(void **state)
{
	struct tune t = sat(9);

	(void)state;
	t.bad_spells = TUNE_BAD_SPELLS;
	t.good_label_us = TUNE_GOOD_US;
	for (unsigned i = 0; i < t.n; i++)
		t.row[i].missed = t.row[i].false_alarms = 2;
	row_at(&t, -2, 0)->missed = 0; /* strictness too, where labels ask for it */
	expect_choice(&t, TUNE_FEWER_MISTAKES, row_at(&t, -2, 0));
	row_at(&t, -1, 0)->missed = 0;
	expect_choice(&t, TUNE_FEWER_MISTAKES, row_at(&t, -1, 0));
	t.row[t.now].missed = 0;
	expect_choice(&t, TUNE_BEST_ALREADY, NULL);
	t.bad_spells--;
	expect_choice(&t, TUNE_FEW_LABELS, NULL);
	t.bad_spells++;
	t.good_label_us--;
	expect_choice(&t, TUNE_FEW_LABELS, NULL);
}

static struct kept_spell kept(int64_t begin_sec, unsigned seconds, enum posture posture,
			      int32_t flexion_cdeg)
{
	return (struct kept_spell){
		.begin_sec = begin_sec,
		.duration_us = seconds * US_PER_SEC,
		.posture = posture,
		.flexion_cdeg = flexion_cdeg,
		.lateral_cdeg = 100,
	};
}

static void a_history_is_exact_for_the_delay(void **state)
{
	struct kept_spell all[] = {
		kept(0, 29, POSTURE_SLOUCHING, 2000), kept(100, 30, POSTURE_SLOUCHING, 2000),
		kept(200, 130, POSTURE_SLOUCHING, 2000),
		kept(1000, 950, POSTURE_SLOUCHING, 2000), /* 30, 120, 300, and 2 repeats at 300 */
	};
	struct spells spells = { .n = ARRAY_SIZE(all), .spell = all };
	struct tune t = grid(TUNE_SLOUCH_DEG, 0, 3);

	(void)state;
	tune_spells(&t, &spells, HOUR_US, 300 * US_PER_SEC);
	assert_int_equal(t.row[t.now].alerts, 3);
	assert_int_equal(t.row[t.now].repeats, 1 + 4);
	assert_int_equal(t.row[t.now].bad_us, 1139 * US_PER_SEC);
	assert_int_equal(t.row[t.now].told_us, 1110 * US_PER_SEC);
	assert_false(t.row[t.now].estimate);
	assert_int_equal(row_at(&t, 0, -1)->alerts, 4);
	assert_int_equal(row_at(&t, 0, 1)->alerts, 2);
	assert_int_equal(row_at(&t, 0, 2)->alerts, 2);
}

static void a_larger_angle_is_an_estimate_by_the_mean_flexion(void **state)
{
	struct kept_spell all[] = {
		kept(0, 60, POSTURE_SLOUCHING, 1150),
		kept(100, 60, POSTURE_LEANING_FORWARD, 1500),
		kept(200, 60, POSTURE_LEANING_LEFT, 300), /* not forward */
		kept(300, 60, POSTURE_SLOUCHING, ANGLE_UNKNOWN),
	};
	struct spells spells = { .n = ARRAY_SIZE(all), .spell = all };
	struct tune t = grid(TUNE_SLOUCH_DEG, 0, 3);

	(void)state;
	tune_spells(&t, &spells, HOUR_US, 300 * US_PER_SEC);
	assert_int_equal(t.row[t.now].alerts, 4);
	assert_int_equal(row_at(&t, 1, 0)->alerts, 3);
	assert_true(row_at(&t, 1, 0)->estimate);
	assert_int_equal(row_at(&t, 3, 0)->alerts, 2);
}

static void spells_that_a_glance_parted_are_one(void **state)
{
	struct kept_spell all[] = {
		kept(1000, 20, POSTURE_SLOUCHING, 1000),
		kept(1022, 60, POSTURE_LEANING_FORWARD, 2000), /* 2 s later */
		kept(1085, 10, POSTURE_SLOUCHING, 2000),       /* 3 s later */
	};
	struct spells spells = { .n = ARRAY_SIZE(all), .spell = all };

	(void)state;
	spells_join(&spells, 3 * US_PER_SEC);
	assert_int_equal(spells.n, 2);
	assert_int_equal(all[0].begin_sec, 1000);
	assert_int_equal(all[0].duration_us, 80 * US_PER_SEC);
	assert_int_equal(all[0].posture, POSTURE_LEANING_FORWARD);
	assert_int_equal(all[0].flexion_cdeg, 1750);
	assert_int_equal(all[0].lateral_cdeg, 100);
	assert_int_equal(all[1].begin_sec, 1085);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_a_file_the_daemon_would_take),
		cmocka_unit_test(the_present_setting_is_a_row_and_changes_nothing),
		cmocka_unit_test(release_goes_along_only_where_it_must),
		cmocka_unit_test(a_later_level_stays_later),
		cmocka_unit_test(sensitivity_goes_from_end_to_end),
		cmocka_unit_test(numbers_are_written_as_people_write_them),
		cmocka_unit_test(a_label_is_a_pose_or_a_posture_or_nothing),
		cmocka_unit_test(without_labels_the_smallest_change_to_a_bearable_number_is_taken),
		cmocka_unit_test(silence_and_strictness_are_never_suggested_without_labels),
		cmocka_unit_test(a_bearable_number_is_left_alone),
		cmocka_unit_test(too_little_is_no_ground_for_anything),
		cmocka_unit_test(settings_that_do_the_same_are_told_so),
		cmocka_unit_test(with_labels_the_fewest_mistakes_nearest_by_are_taken),
		cmocka_unit_test(a_history_is_exact_for_the_delay),
		cmocka_unit_test(a_larger_angle_is_an_estimate_by_the_mean_flexion),
		cmocka_unit_test(spells_that_a_glance_parted_are_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
