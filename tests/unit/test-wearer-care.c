/* SPDX-License-Identifier: MIT */
/*
 * The coach on a wearer's back: reminders keep to what alerts keep to, heat to nothing.
 */
#include "wearer-rig.h"

/* A coach in a hurry, and alerts that leave it the budget. */
static void hurry(struct life *l, uint32_t max_per_hour)
{
	struct wearer_params p = usual_params;

	p.alert.levels_us[0] = SEC(3600);
	p.alert.n_levels = 1;
	p.alert.max_per_hour = max_per_hour;
	p.care = (struct care_params){
		.enabled = { [CARE_STRETCH] = true, [CARE_HEAT] = true },
		.stretch_slouch_us = SEC(30),
		.stretch_sit_us = SEC(3600),
		.stretch_gap_us = SEC(20),
		.stretch_per_day = 48,
		.heat_gap_us = SEC(3600),
		.heat_per_day = 3,
	};
	wearer_configure(&l->w, &p);
}

static void a_reminder_comes_of_how_the_back_sat(void **state)
{
	const struct wearer_event *e;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(40));
	settle_in(&l);
	hurry(&l, 0);
	life_until(&l, 50);
	assert_int_equal(l.n, 0);
	life_until(&l, 55);
	assert_int_equal(l.n, 1);
	e = life_last(&l, WEARER_CARE);
	assert_int_equal(e->care.kind, CARE_STRETCH);
	assert_int_equal(e->care.reason, CARE_SLOUCHED);
	assert_int_equal(e->care.posture, POSTURE_SLOUCHING);
	assert_true(e->care.due);
	EXPECT_TIME(e->t_us, BOOT_US + SEC(51), SEC(2));
	assert_true(l.w.care.curvature_sum > 0); /* the two sensors' difference goes in */
}

static void a_hold_keeps_it_silent_until_its_end(void **state)
{
	uint32_t cookie;
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(100));
	settle_in(&l);
	hurry(&l, 0);
	assert_int_equal(alert_pause(&l.w.alert, life_now_us(&l), 60, "call", &cookie), 0);
	life_until(&l, 79);
	assert_int_equal(l.n, 0);
	life_until(&l, 82);
	assert_int_equal(life_count(&l, WEARER_CARE), 1);
}

static void quiet_hours_keep_it_silent(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(100));
	settle_in(&l);
	hurry(&l, 0);
	l.w.params.alert.n_quiet = 1;
	l.w.params.alert.quiet[0] = (struct quiet_span){ 600, 601, 0 };
	life_until(&l, 100);
	assert_int_equal(l.n, 0);
	l.w.params.alert.quiet[0] = (struct quiet_span){ 601, 602, 0 };
	life_until(&l, 101);
	assert_int_equal(life_count(&l, WEARER_CARE), 1);
}

static void it_is_silent_while_a_pose_is_taught(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(100));
	settle_in(&l);
	hurry(&l, 0);
	life_until(&l, 45);
	assert_int_equal(
		wearer_learn(&l.w, "slouching", POSTURE_SLOUCHING, BAD, 20, life_now_us(&l)), 0);
	life_until(&l, 64);
	assert_int_equal(life_count(&l, WEARER_CARE), 0);
	life_until(&l, 70);
	assert_int_equal(life_count(&l, WEARER_CARE), 1);
}

static void reminders_take_from_the_hours_budget_and_wait_for_room(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(400));
	settle_in(&l);
	hurry(&l, 3);
	life_until(&l, 400);
	assert_int_equal(life_count(&l, WEARER_CARE), 3);
	assert_false(alert_may_speak(&l.w.alert, &l.w.params.alert, life_now_us(&l), 0));
	/* nor is an alert left any room */
	l.w.params.alert.levels_us[0] = SEC(30);
	life_until(&l, 410);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 0);
}

static void alerts_take_from_the_reminders_too(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), SLOUCH(400));
	settle_in(&l);
	hurry(&l, 1);
	l.w.params.alert.levels_us[0] = SEC(10);
	life_until(&l, 200);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
	assert_int_equal(life_count(&l, WEARER_CARE), 0);
}

static void heat_speaks_through_all_of_it_and_takes_nothing_from_it(void **state)
{
	struct care_events events;
	struct care_moment m;
	struct wall wall;
	int64_t from_sec;
	uint32_t cookie;
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), ACT(400, BODY_LIE, 0));
	settle_in(&l);
	hurry(&l, 1);
	wall = wall_at(life_now_us(&l));
	m = wearer_care_moment(&l.w, life_now_us(&l), &wall);
	assert_int_equal(care_start(&l.w.care, &l.w.params.care, CARE_HEAT, &m, &from_sec, &events),
			 0);
	alert_pause(&l.w.alert, life_now_us(&l), 3600, "asleep", &cookie);
	life_idle(&l, 15 * 60 - 1);
	assert_int_equal(l.n, 0);
	life_idle(&l, 5 * 60 + 2);
	assert_int_equal(life_count(&l, WEARER_CARE), 2);
	assert_int_equal(l.log[0].care.reason, CARE_ENOUGH);
	assert_int_equal(l.log[1].care.reason, CARE_TOO_LONG);
	alert_resume(&l.w.alert, cookie);
	assert_true(alert_may_speak(&l.w.alert, &l.w.params.alert, life_now_us(&l), 0));
}

static void without_samples_nobody_is_said_to_sit(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, UPPER, UPRIGHT(20), UPRIGHT(100));
	settle_in(&l);
	hurry(&l, 0);
	l.w.params.care.stretch_sit_us = SEC(60);
	life_idle(&l, 600);
	assert_int_equal(l.n, 0);
	assert_true(l.w.care.sat_us < SEC(25));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reminder_comes_of_how_the_back_sat),
		cmocka_unit_test(a_hold_keeps_it_silent_until_its_end),
		cmocka_unit_test(quiet_hours_keep_it_silent),
		cmocka_unit_test(it_is_silent_while_a_pose_is_taught),
		cmocka_unit_test(reminders_take_from_the_hours_budget_and_wait_for_room),
		cmocka_unit_test(alerts_take_from_the_reminders_too),
		cmocka_unit_test(heat_speaks_through_all_of_it_and_takes_nothing_from_it),
		cmocka_unit_test(without_samples_nobody_is_said_to_sit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
