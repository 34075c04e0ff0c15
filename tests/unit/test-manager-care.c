/* SPDX-License-Identifier: MIT */
/*
 * The coach in the manager: what is asked of it, and what it remembers from one
 * process to the next.
 */
#include "manager-rig.h"

#include <errno.h>

#include "carefile.h"
#include "manager-internal.h"

static int set_up(void **state)
{
	(void)state;
	return set_up_folder() == 0 ? begin() : -1;
}

/* The coach's words, knots and what was done unasked, in the order they came. */
static const struct care_event *said(unsigned i)
{
	unsigned at = 0;

	while (at < rig.n && (!rig.notice[at].is_care || i-- > 0))
		at++;
	if (at == rig.n)
		fail_msg("nothing more was said");
	return &rig.notice[at].care;
}

static unsigned n_said(void)
{
	return count(NOTICE_WEARER) + count(NOTICE_KNOT) + count(NOTICE_CARE_DONE);
}

static int start(const char *kind)
{
	return rig.control->care_start(rig.control->ctx, kind, rig.text, sizeof(rig.text));
}

static int done(const char *kind)
{
	return rig.control->care_done(rig.control->ctx, kind, rig.text, sizeof(rig.text));
}

static int dismiss(const char *kind, uint32_t seconds)
{
	return rig.control->care_dismiss(rig.control->ctx, kind, seconds, rig.text,
					 sizeof(rig.text));
}

static int log_knot(const char *place, uint32_t severity)
{
	return rig.control->care_log_knot(rig.control->ctx, place, severity, rig.text,
					  sizeof(rig.text));
}

static struct care_memory on_disk(void)
{
	struct config_error error;
	struct care_memory memory;

	if (carefile_read(rig.care_path, &memory, &error) != 0)
		fail_msg("%s", error.text);
	return memory;
}

/* -------------------------------------------------------------------- tests */

static void heat_is_told_shown_and_on_disk_at_its_start(void **state)
{
	(void)state;
	pass(SEC(1));
	assert_int_equal(access(rig.care_path, F_OK), -1);
	assert_int_equal(start("heat"), 0);
	assert_int_equal(n_said(), 1);
	assert_int_equal(said(0)->reason, CARE_COVER);
	assert_int_equal(rig.view.care_due, 1u << CARE_HEAT);
	assert_int_equal(rig.view.heat_left_us, SEC(1200));
	assert_int_equal(on_disk().heat_begin_sec, NOON_SEC + 1);
	pass(SEC(60));
	assert_int_equal(rig.view.heat_left_us, SEC(1140));
	assert_int_equal(done("heat"), 0);
	assert_int_equal(said(1)->reason, CARE_DONE);
	assert_int_equal(rig.view.care_due, 0);
	assert_int_equal(on_disk().heat_begin_sec, 0);
	assert_int_equal(on_disk().heat_end_sec, NOON_SEC + 61);
}

static void heat_survives_a_restart_and_is_no_longer_for_it(void **state)
{
	(void)state;
	assert_int_equal(start("heat"), 0);
	pass(SEC(300));
	restart(SEC(120));
	pass(SEC(1));
	assert_int_equal(rig.view.care_due, 1u << CARE_HEAT);
	assert_int_equal(rig.view.heat_left_us, SEC(1200 - 300 - 120 - 1));
}

static void heat_is_forgotten_from_the_end_of_the_process_on(void **state)
{
	(void)state;
	assert_int_equal(start("heat"), 0);
	pass(SEC(14 * 60));
	restart(SEC(39 * 60));
	pass(SEC(1));
	assert_int_equal(rig.view.care_due, 1u << CARE_HEAT);
	restart(SEC(40 * 60));
	pass(SEC(1));
	assert_int_equal(rig.view.care_due, 0);
}

static void a_killed_process_leaves_heat_to_the_next(void **state)
{
	struct care_memory memory;

	(void)state;
	assert_int_equal(start("heat"), 0);
	memory = on_disk();
	pass(SEC(300));
	end();
	assert_int_equal(carefile_write(rig.care_path, &memory), 0);
	assert_int_equal(begin(), 0);
	pass(SEC(1));
	assert_int_equal(rig.view.heat_left_us, SEC(1200 - 300 - 1));
}

static void a_start_is_refused_with_the_reason_and_the_time(void **state)
{
	(void)state;
	assert_int_equal(start("stretch"), CONTROL_E_INVALID);
	ASSERT_SAYS("only heat");
	assert_int_equal(start("sauna"), CONTROL_E_INVALID);
	ASSERT_SAYS("\"sauna\" is none of stretch, heat, massage, posture, professional");
	assert_int_equal(start("heat"), 0);
	assert_int_equal(start("heat"), CONTROL_E_BUSY);
	ASSERT_SAYS("end it with Done");
	pass(SEC(600));
	assert_int_equal(done("heat"), 0);
	assert_int_equal(start("heat"), CONTROL_E_TOO_SOON);
	ASSERT_SAYS("may begin at 13:10:00");
	for (int i = 0; i < 2; i++) {
		pass(SEC(3600));
		assert_int_equal(start("heat"), 0);
		assert_int_equal(done("heat"), 0);
	}
	pass(SEC(3600));
	assert_int_equal(start("heat"), CONTROL_E_TOO_SOON);
	ASSERT_SAYS("the day's 3 sessions of heat are used up: the next may begin tomorrow");
}

static void a_time_on_another_day_is_told_with_its_date(void **state)
{
	(void)state;
	pass(SEC(11 * 3600 + 1800));
	assert_int_equal(start("heat"), 0);
	assert_int_equal(done("heat"), 0);
	assert_int_equal(start("heat"), CONTROL_E_TOO_SOON);
	ASSERT_SAYS("may begin at 2023-11-16 00:30:00");
}

static void heat_switched_off_is_refused_with_its_key(void **state)
{
	(void)state;
	write_file(rig.config_path, "care: { heat = false; };\n");
	assert_int_equal(rig.control->reload(rig.control->ctx, rig.text, sizeof(rig.text)), 0);
	assert_int_equal(start("heat"), CONTROL_E_INVALID);
	ASSERT_SAYS("care.heat");
}

static void only_what_is_due_can_be_done_and_heat_not_put_off(void **state)
{
	(void)state;
	assert_int_equal(done("heat"), CONTROL_E_INVALID);
	ASSERT_SAYS("no session of heat runs");
	assert_int_equal(done("posture"), CONTROL_E_INVALID);
	ASSERT_SAYS("nothing of this kind is due");
	assert_int_equal(done("walk"), CONTROL_E_INVALID);
	ASSERT_SAYS("\"walk\" is none of");
	assert_int_equal(dismiss("walk", 1), CONTROL_E_INVALID);
	ASSERT_SAYS("\"walk\" is none of");
	assert_int_equal(dismiss("heat", 60), CONTROL_E_INVALID);
	ASSERT_SAYS("cannot be put off");
	assert_int_equal(done("stretch"), 0);
	assert_int_equal(done("massage"), 0);
	assert_int_equal(on_disk().massage_day, NOON_SEC / 86400);
}

static void what_is_put_off_and_logged_is_on_disk_at_once(void **state)
{
	(void)state;
	assert_int_equal(dismiss("stretch", 7200), 0);
	assert_int_equal(on_disk().dismissed_until_sec[CARE_STRETCH], NOON_SEC + 7200);
	assert_int_equal(log_knot("left shoulder", 4), 0);
	assert_string_equal(on_disk().knot[CARE_KNOT_MAX - 1].place, "left shoulder");
	assert_int_equal(log_knot("", 4), CONTROL_E_INVALID);
	ASSERT_SAYS("1 to 23 bytes");
	assert_int_equal(log_knot("neck", 11), CONTROL_E_INVALID);
	ASSERT_SAYS("0 (gone) to 10");
	restart(SEC(1));
	assert_int_equal(log_knot("neck", 1), 0);
	assert_string_equal(on_disk().knot[CARE_KNOT_MAX - 2].place, "left shoulder");
}

static void knots_and_what_is_done_unasked_are_told_to_the_sinks(void **state)
{
	(void)state;
	assert_int_equal(log_knot("left shoulder", 4), 0);
	assert_int_equal(count(NOTICE_KNOT), 1);
	assert_string_equal(said(0)->place, "left shoulder");
	assert_int_equal(said(0)->severity, 4);
	assert_int_equal(log_knot("neck", 11), CONTROL_E_INVALID);
	assert_int_equal(count(NOTICE_KNOT), 1);
	assert_int_equal(done("massage"), 0);
	assert_int_equal(count(NOTICE_CARE_DONE), 1);
	assert_int_equal(said(1)->kind, CARE_MASSAGE);
	assert_int_equal(said(1)->reason, CARE_DONE);
	/* what is asked for says so itself */
	assert_int_equal(start("heat"), 0);
	assert_int_equal(done("heat"), 0);
	assert_int_equal(count(NOTICE_KNOT), 1);
	assert_int_equal(count(NOTICE_CARE_DONE), 1);
}

static void damage_is_set_aside_and_told(void **state)
{
	char kept[160];

	(void)state;
	end();
	write_file(rig.care_path, "version = 1; mood = 3;");
	assert_int_equal(begin(), 0);
	assert_int_equal(count(NOTICE_CARE_DAMAGED), 1);
	ASSERT_SAYS("care.conf:1: mood: no such key; the file was kept as");
	snprintf(kept, sizeof(kept), "%s.damaged-20231115-120000", rig.care_path);
	assert_int_equal(access(kept, F_OK), 0);
	assert_int_equal(access(rig.care_path, F_OK), -1);
	assert_int_equal(log_knot("neck", 1), 0);
	assert_int_equal(on_disk().knot[CARE_KNOT_MAX - 1].severity, 1);
}

static void a_memory_that_cannot_be_read_stops_the_start_and_stays(void **state)
{
	(void)state;
	end();
	assert_int_equal(mkdir(rig.care_path, 0700), 0);
	assert_int_equal(begin(), -EISDIR);
	ASSERT_SAYS("care.conf");
	end();
	assert_int_equal(rmdir(rig.care_path), 0);
}

static void what_cannot_be_saved_is_told_once_and_tried_again(void **state)
{
	char new_path[128];

	(void)state;
	/* a folder where the new file is to be: no right helps against that */
	snprintf(new_path, sizeof(new_path), "%s.new", rig.care_path);
	assert_int_equal(mkdir(new_path, 0700), 0);
	assert_int_equal(log_knot("neck", 3), 0);
	assert_int_equal(count(NOTICE_CARE_UNSAVED), 1);
	ASSERT_SAYS("care.conf: ");
	assert_int_equal(log_knot("neck", 4), 0);
	pass(SEC(60));
	pass(SEC(60));
	assert_int_equal(count(NOTICE_CARE_UNSAVED), 1);
	assert_int_equal(access(rig.care_path, F_OK), -1);
	assert_int_equal(rmdir(new_path), 0);
	pass(SEC(59));
	assert_int_equal(access(rig.care_path, F_OK), -1);
	pass(SEC(1));
	assert_int_equal(on_disk().knot[CARE_KNOT_MAX - 1].severity, 4);
	/* and the next failure is another one */
	assert_int_equal(mkdir(new_path, 0700), 0);
	assert_int_equal(log_knot("neck", 5), 0);
	assert_int_equal(count(NOTICE_CARE_UNSAVED), 2);
	assert_int_equal(rmdir(new_path), 0);
}

/* The file is taken away before every minute: where it is again, it was written. */
static void the_counts_of_a_day_wear_the_disk_six_times(void **state)
{
	unsigned writes = 0;

	(void)state;
	assert_int_equal(log_knot("neck", 3), 0);
	for (unsigned minute = 0; minute < 24 * 60; minute++) {
		rig.manager->wearer.care.memory.day[CARE_DAYS - 1].still_us += SEC(60);
		unlink(rig.care_path);
		pass(SEC(60));
		writes += access(rig.care_path, F_OK) == 0;
	}
	assert_int_equal(writes, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(heat_is_told_shown_and_on_disk_at_its_start, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(heat_survives_a_restart_and_is_no_longer_for_it,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(heat_is_forgotten_from_the_end_of_the_process_on,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_killed_process_leaves_heat_to_the_next, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_start_is_refused_with_the_reason_and_the_time,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_time_on_another_day_is_told_with_its_date, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(heat_switched_off_is_refused_with_its_key, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(only_what_is_due_can_be_done_and_heat_not_put_off,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_put_off_and_logged_is_on_disk_at_once,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(knots_and_what_is_done_unasked_are_told_to_the_sinks,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(damage_is_set_aside_and_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_memory_that_cannot_be_read_stops_the_start_and_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_saved_is_told_once_and_tried_again,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_counts_of_a_day_wear_the_disk_six_times, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
