/* SPDX-License-Identifier: MIT */
#include "doctor-rig.h"
#include "poses.h"

#define SAY(member, word) strcpy(f->service.member, word)
#define POSE              f->daemon.state.poses.pose[0]

static void be_taught(struct doctor_facts *f, const char *name, bool good, uint8_t grade,
		      int64_t days)
{
	struct pose *p = &f->setup.poses.pose[f->setup.poses.n++];

	f->setup.poses_result = 0;
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->good = good;
	p->grade = grade;
	p->learned_sec = NOW_SEC - days * DAY_SEC;
}

static void a_plumbd_that_is_not_there_is_told_with_the_way_to_start_it(void **state)
{
	(void)state;
	OK(healthy, "service.process", "runs: watching");
	FAIL(healthy, "service.process", "journalctl", "does not answer",
	     f->daemon.answers = false);
	WARN(healthy, "service.process", "restart", "0.0.1 runs",
	     strcpy(f->daemon.state.version, "0.0.1"));
	WARN(stopped, "service.process", "systemctl start", "not running");
	WARN(stopped, "service.process", "plumbd --help", "not running",
	     f->service.error = -ENOENT);
	WARN(stopped, "service.process", "status dbus", "Connection refused",
	     f->daemon.error = -ECONNREFUSED);
	WARN(stopped, "service.process", "--bus session", "(process 77), but not on this bus",
	     f->system.plumbd_pid = 77);
}

static void the_unit_is_loaded_active_and_enabled(void **state)
{
	(void)state;
	OK(healthy, "service.unit", "active and starts with the machine");
	WARN(healthy, "service.unit", "plumbd --help", "systemd is not there",
	     f->service.error = -ENOENT);
	WARN(healthy, "service.unit", "status", "Permission denied", f->service.error = -EACCES);
	WARN(healthy, "service.unit", "make install", "not installed", SAY(load, "not-found"));
	FAIL(healthy, "service.unit", "unmask", "masked", SAY(load, "masked"));
	FAIL(healthy, "service.unit", "status", "(bad-setting)", SAY(load, "bad-setting"));
	WARN(healthy, "service.unit", "enable", "disabled", SAY(enabled, "disabled"));
	WARN(healthy, "service.unit", "enable", "not enabled", SAY(enabled, ""));
	WARN(stopped, "service.unit", "start", "is inactive");
	FAIL(stopped, "service.unit", "check-config", "configuration is refused",
	     SAY(active, "failed");
	     f->service.exit_status = 78);
	FAIL(stopped, "service.unit", "journalctl", "(exit-code, exit status 1)",
	     SAY(active, "failed");
	     SAY(result, "exit-code"); f->service.exit_status = 1);
	FAIL(stopped, "service.unit", "journalctl", "keeps failing", SAY(active, "activating");
	     SAY(sub, "auto-restart"));
}

static void the_policy_lies_where_the_bus_looks(void **state)
{
	(void)state;
	OK(healthy, "bus.policy", "org.plumbd.Posture1.conf; plumbd owns its name");
	OK(stopped, "bus.policy", "is not started when called");
	OK(stopped, "bus.policy", "is started when called", f->daemon.activatable = true);
	FAIL(healthy, "bus.policy", "make install", "where the bus does not look",
	     f->system.policy[0] = '\0';
	     strcpy(f->system.policy_astray, "/usr/local/share/dbus-1/system.d/x"));
	WARN(healthy, "bus.policy", "make install", "no bus policy", f->system.policy[0] = '\0');
	NONE(healthy, "bus.policy", f->daemon.system_bus = false);
}

static void who_may_teach_is_told_without_trying(void **state)
{
	(void)state;
	OK(healthy, "bus.permission", "user pi may teach");
	OK(healthy, "bus.permission", "may teach", f->system.in_plumbd = false;
	   f->system.is_root = true);
	WARN(healthy, "bus.permission", "newgrp", "log in anew", f->system.in_plumbd = false;
	     f->system.joined_plumbd = true);
	WARN(healthy, "bus.permission", "usermod", "may look, but not teach",
	     f->system.in_plumbd = false);
	NONE(healthy, "bus.permission", f->daemon.system_bus = false);
}

static void the_first_error_of_the_configuration_is_shown(void **state)
{
	(void)state;
	OK(healthy, "config.file", "/etc/plumbd/plumbd.conf holds no error");
	OK(healthy, "config.file", "the defaults hold", f->setup.config_found = false);
	FAIL(healthy, "config.file", "sudoedit /etc/plumbd/plumbd.conf",
	     "plumbd.conf:2: no such key", f->setup.config_result = CONFIG_E_INVALID;
	     strcpy(f->setup.config_error.text, "plumbd.conf:2: no such key"));
	WARN(healthy, "config.file", "sudo plumbctl", "Permission denied",
	     f->setup.config_result = -EACCES;
	     strcpy(f->setup.config_error.text, "plumbd.conf: Permission denied"));
}

static void the_state_folder_can_be_written_by_plumbd(void **state)
{
	(void)state;
	OK(healthy, "state.folder", "/var/lib/plumbd, which can be written");
	FAIL(healthy, "state.folder", "chown -R", "is not plumbd's", f->setup.state_uid = 0);
	FAIL(stopped, "state.folder", "chown -R", "is not plumbd's", f->setup.state_uid = 0);
	OK(healthy, "state.folder", "can be written", f->daemon.uid = 0; f->setup.state_uid = 1000);
	OK(stopped, "state.folder", "not there yet", f->setup.state_error = -ENOENT);
	FAIL(healthy, "state.folder", "restart", "No such file", f->setup.state_error = -ENOENT);
	FAIL(stopped, "state.folder", "restart", "Permission", f->setup.state_error = -EACCES);
	FAIL(healthy, "state.folder", "dmesg", "read-only", f->setup.state_read_only = true);
	OK(healthy, "state.folder", "can be written", f->setup.state_free_kib = 1024);
	FAIL(healthy, "state.folder", "vacuum", "is full", f->setup.state_free_kib = 1023);
	OK(stopped, "state.folder", "can be written", f->system.has_plumbd = false;
	   f->setup.state_may = true);
	WARN(stopped, "state.folder", "chown", "by user pi", f->system.has_plumbd = false);
}

static void poses_are_taught_and_good_enough(void **state)
{
	(void)state;
	OK(healthy, "poses.taught", "1 pose is taught, 1 good");
	WARN(healthy, "poses.taught", "learn", "no pose is taught", f->daemon.state.poses.n = 0);
	WARN(healthy, "poses.taught", "learn upright", "no good pose", POSE.good = false);
	OK(healthy, "poses.taught", "1 pose", POSE.grade = 50);
	WARN(healthy, "poses.taught", "learn upright", "grade 49 of 100", POSE.grade = 49);
	WARN(stopped, "poses.taught", "learn", "no pose is taught");
	OK(stopped, "poses.taught", "2 poses are taught, 1 good", be_taught(f, "upright", 1, 90, 1);
	   be_taught(f, "slouching", 0, 60, 1));
	WARN(stopped, "poses.taught", "learn slouching", "grade 40",
	     be_taught(f, "upright", 1, 90, 1);
	     be_taught(f, "slouching", 0, 40, 1));
	WARN(stopped, "poses.taught", "sudo plumbctl doctor", "cannot be read",
	     f->setup.poses_result = -EACCES);
	FAIL(stopped, "poses.taught", "learn", "poses.conf:3",
	     f->setup.poses_result = POSES_E_DAMAGED;
	     strcpy(f->setup.poses_error.text, "poses.conf:3: no name"));
}

static void the_age_of_the_newest_good_pose_counts(void **state)
{
	(void)state;
	OK(healthy, "poses.age", "upright, is 1 day old");
	OK(stopped, "poses.age", "tall, is 30 days old", be_taught(f, "tall", 1, 90, 30));
	WARN(stopped, "poses.age", "learn tall", "tall, is 31 days old",
	     be_taught(f, "tall", 1, 90, 31));
	OK(stopped, "poses.age", "upright, is 2 days", be_taught(f, "tall", 1, 90, 31);
	   be_taught(f, "upright", 1, 90, 2); be_taught(f, "slouching", 0, 90, 0));
	NONE(stopped, "poses.age");
	NONE(stopped, "poses.age", be_taught(f, "upright", 1, 90, -2));
	NONE(stopped, "poses.age", f->setup.poses_result = -EACCES);
}

static void the_clock_runs_and_is_set(void **state)
{
	const int64_t dawn_sec = 1735689600;

	(void)state;
	OK(healthy, "clock.sane", "synchronised");
	WARN(healthy, "clock.sane", "timedatectl", "not synchronised",
	     f->setup.clock_synced = false);
	FAIL(healthy, "clock.sane", "timedatectl", "behind",
	     f->setup.real_us = (uint64_t)(NOW_SEC - DAY_SEC - 3601) * US_PER_SEC);
	OK(healthy, "clock.sane", "synchronised",
	   f->setup.real_us = (uint64_t)(NOW_SEC - DAY_SEC - 3600) * US_PER_SEC);
	FAIL(stopped, "clock.sane", "timedatectl", "behind",
	     f->setup.real_us = (uint64_t)(dawn_sec - 1) * US_PER_SEC);
	OK(stopped, "clock.sane", "synchronised",
	   f->setup.real_us = (uint64_t)dawn_sec * US_PER_SEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plumbd_that_is_not_there_is_told_with_the_way_to_start_it),
		cmocka_unit_test(the_unit_is_loaded_active_and_enabled),
		cmocka_unit_test(the_policy_lies_where_the_bus_looks),
		cmocka_unit_test(who_may_teach_is_told_without_trying),
		cmocka_unit_test(the_first_error_of_the_configuration_is_shown),
		cmocka_unit_test(the_state_folder_can_be_written_by_plumbd),
		cmocka_unit_test(poses_are_taught_and_good_enough),
		cmocka_unit_test(the_age_of_the_newest_good_pose_counts),
		cmocka_unit_test(the_clock_runs_and_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
