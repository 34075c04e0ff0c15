/* SPDX-License-Identifier: MIT */
/*
 * Pauses, and the budget of the hour, in the manager: what stands, and what is kept from one
 * process to the next.
 */
#include "manager-rig.h"

#include <errno.h>

#include "alertfile.h"
#include "manager-internal.h"

static int set_up(void **state)
{
	(void)state;
	return set_up_folder() == 0 ? begin() : -1;
}

static uint32_t pause_for(uint32_t seconds, const char *reason)
{
	uint32_t cookie;

	assert_int_equal(rig.control->pause(rig.control->ctx, seconds, reason, &cookie), 0);
	return cookie;
}

static int resume(uint32_t cookie)
{
	return rig.control->resume(rig.control->ctx, cookie);
}

static struct alert_memory on_disk(void)
{
	struct config_error error;
	struct alert_memory memory;

	if (alertfile_read(rig.alert_path, &memory, &error) != 0)
		fail_msg("%s", error.text);
	return memory;
}

/* What the process that ends leaves to the one that begins. */
static struct alert_memory on_disk_after_restart(uint64_t away_us)
{
	unlink(rig.alert_path);
	restart(away_us);
	return on_disk();
}

static void the_pauses_that_stand_are_listed(void **state)
{
	struct control_hold hold[ALERT_HOLD_MAX];
	uint32_t first, second;

	(void)state;
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 0);
	first = pause_for(60, "call");
	second = pause_for(120, "");
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 2);
	assert_int_equal(hold[0].cookie, first);
	assert_int_equal(hold[0].until_real_us, SEC(NOON_SEC + 60));
	assert_string_equal(hold[0].reason, "call");
	pass(SEC(60));
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 1);
	assert_int_equal(hold[0].cookie, second);
	assert_string_equal(hold[0].reason, "");
}

static void a_pause_goes_on_in_the_next_process_with_its_cookie(void **state)
{
	struct control_hold hold[ALERT_HOLD_MAX];
	uint32_t call, meeting;

	(void)state;
	call = pause_for(600, "call");
	meeting = pause_for(7200, "a \"meeting\"\nwith R\xC3\xBC" "ckfragen\\");
	restart(SEC(900));
	pass(SEC(1));
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 1);
	assert_int_equal(hold[0].cookie, meeting);
	assert_string_equal(hold[0].reason, "a \"meeting\"\nwith R\xC3\xBC" "ckfragen\\");
	assert_int_equal(hold[0].until_real_us, SEC(NOON_SEC + 7200));
	assert_int_equal(rig.view.paused_until_real_us, SEC(NOON_SEC + 7200));
	assert_int_equal(rig.view.silence, ALERT_SILENT_HELD);
	assert_int_equal(resume(call), CONTROL_E_NO_SUCH_HOLD);
	assert_int_not_equal(pause_for(60, ""), call);
	assert_int_equal(resume(meeting), 0);
	restart(SEC(61));
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 0);
}

static void a_killed_process_leaves_its_pause_to_the_next(void **state)
{
	struct control_hold hold[ALERT_HOLD_MAX];
	struct alert_memory memory;

	(void)state;
	pause_for(3600, "call");
	memory = on_disk();
	end();
	assert_int_equal(alertfile_write(rig.alert_path, &memory), 0);
	assert_int_equal(begin(), 0);
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 1);
}

static void words_of_the_last_hour_count_in_the_next_process(void **state)
{
	(void)state;
	end();
	write_file(rig.config_path, "alert: { max_per_hour = 2; };\n");
	assert_int_equal(begin(), 0);
	pass(SEC(10));
	alert_told(&rig.manager->wearer.alert, rig.now_us);
	pass(SEC(1800));
	alert_told(&rig.manager->wearer.alert, rig.now_us);
	assert_int_equal(on_disk_after_restart(SEC(30)).n_told, 2);
	pass(SEC(1));
	assert_int_equal(rig.view.silence, ALERT_SILENT_HOUR_FULL);
	pass(SEC(3600 - 1800 - 30 - 2));
	assert_int_equal(rig.view.silence, ALERT_SILENT_HOUR_FULL);
	pass(SEC(2));
	assert_int_equal(rig.view.silence, ALERT_SILENT_NOT);
}

/* A machine without a clock of its own: set once there is a network. */
static void a_pause_follows_a_clock_that_is_set(void **state)
{
	struct control_hold hold[ALERT_HOLD_MAX];

	(void)state;
	pause_for(3600, "call");
	rig.real_us += SEC(86400);
	rig.clock.real0_us += SEC(86400);
	pass(SEC(60));
	assert_int_equal(on_disk().hold[0].until_sec, NOON_SEC + 86400 + 3600);
	restart(SEC(60));
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 1);
}

/* A kill, of which the machine wakes up with a clock that is behind. */
static void what_is_over_does_not_come_back(void **state)
{
	uint32_t cookie;

	(void)state;
	pause_for(60, "the shorter");
	pass(SEC(5));
	assert_int_equal(on_disk().n_hold, 1);
	cookie = pause_for(600, "");
	assert_int_equal(resume(cookie), 0);
	pass(SEC(5));
	cookie = pause_for(600, "");
	pass(SEC(5));
	assert_int_equal(on_disk().n_hold, 2);
	assert_int_equal(resume(cookie), 0);
	assert_int_equal(on_disk().n_hold, 1);
	pass(SEC(45));
	assert_int_equal(on_disk().n_hold, 0);
}

static void nothing_said_and_nothing_paused_writes_nothing(void **state)
{
	(void)state;
	pass(SEC(3600));
	restart(0);
	assert_int_equal(access(rig.alert_path, F_OK), -1);
}

/* The file is taken away before every second: where it is again, it was written. */
static void pausing_without_end_wears_the_disk_every_five_seconds(void **state)
{
	unsigned writes = 0;

	(void)state;
	for (unsigned second = 0; second < 100; second++) {
		unlink(rig.alert_path);
		for (unsigned i = 0; i < 100; i++) {
			pause_for(60, "");
			assert_int_equal(resume(0), 0);
		}
		pass(SEC(1));
		writes += access(rig.alert_path, F_OK) == 0;
	}
	assert_int_equal(writes, 1 + 100 / 5);
	pause_for(60, "the last");
	end();
	assert_int_equal(on_disk().n_hold, 1);
	assert_int_equal(begin(), 0);
}

static void damage_is_set_aside_and_told(void **state)
{
	char kept[160];

	(void)state;
	end();
	write_file(rig.alert_path, "version = 1; mood = 3;");
	assert_int_equal(begin(), 0);
	assert_int_equal(count(NOTICE_PAUSES_DAMAGED), 1);
	ASSERT_SAYS("alert.conf:1: mood: no such key; the file was kept as");
	snprintf(kept, sizeof(kept), "%s.damaged-20231115-120000", rig.alert_path);
	assert_int_equal(access(kept, F_OK), 0);
	assert_int_equal(access(rig.alert_path, F_OK), -1);
}

static void a_memory_that_cannot_be_read_stops_the_start_and_stays(void **state)
{
	(void)state;
	end();
	assert_int_equal(mkdir(rig.alert_path, 0700), 0);
	assert_int_equal(begin(), -EISDIR);
	ASSERT_SAYS("alert.conf");
	end();
	assert_int_equal(rmdir(rig.alert_path), 0);
}

static void what_cannot_be_saved_holds_is_told_once_and_tried_again(void **state)
{
	struct control_hold hold[ALERT_HOLD_MAX];
	char new_path[128];

	(void)state;
	/* a folder where the new file is to be: no right helps against that */
	snprintf(new_path, sizeof(new_path), "%s.new", rig.alert_path);
	assert_int_equal(mkdir(new_path, 0700), 0);
	pause_for(3600, "call");
	assert_int_equal(count(NOTICE_PAUSES_UNSAVED), 1);
	ASSERT_SAYS("alert.conf: ");
	assert_int_equal(rig.control->holds(rig.control->ctx, hold), 1);
	pass(SEC(60));
	assert_int_equal(count(NOTICE_PAUSES_UNSAVED), 1);
	assert_int_equal(rmdir(new_path), 0);
	pass(SEC(59));
	assert_int_equal(access(rig.alert_path, F_OK), -1);
	pass(SEC(1));
	assert_int_equal(on_disk().n_hold, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_pauses_that_stand_are_listed),
		TEST(a_pause_goes_on_in_the_next_process_with_its_cookie),
		TEST(a_killed_process_leaves_its_pause_to_the_next),
		TEST(words_of_the_last_hour_count_in_the_next_process),
		TEST(a_pause_follows_a_clock_that_is_set),
		TEST(what_is_over_does_not_come_back),
		TEST(nothing_said_and_nothing_paused_writes_nothing),
		TEST(pausing_without_end_wears_the_disk_every_five_seconds),
		TEST(damage_is_set_aside_and_told),
		TEST(a_memory_that_cannot_be_read_stops_the_start_and_stays),
		TEST(what_cannot_be_saved_holds_is_told_once_and_tried_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
