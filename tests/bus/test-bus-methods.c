/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <signal.h>

#include "bus-rig.h"

#define ERROR(name) "org.plumbd.Error." name

static const char name_of_31[] = "a123456789012345678901234567890";
static const char name_of_32[] = "a1234567890123456789012345678901";

static void every_method_asks_control_for_what_was_said(void **state)
{
	struct rig *r = *state;

	rig_ok(rig_call(r, "LearnPose", "ssbu", "upright", "upright", true, 10));
	rig_ok(rig_call(r, "LearnPose", "ssbu", "sofa", "leaning-back", false, 60));
	rig_ok(rig_call(r, "CancelLearning", ""));
	rig_ok(rig_call(r, "ForgetPose", "s", "sofa"));
	rig_ok(rig_call(r, "Resume", "u", 7));
	rig_ok(rig_call(r, "Acknowledge", ""));
	rig_ok(rig_call(r, "SetProfile", "s", "standing"));
	rig_ok(rig_call(r, "Reload", ""));
	assert_string_equal(r->fake.asked,
			    "learn upright upright 1 10;learn sofa leaning-back 0 60;cancel;"
			    "forget sofa;resume 7;acknowledge;profile standing;reload;");
}

static void pause_answers_with_the_cookie(void **state)
{
	struct rig *r = *state;
	sd_bus_message *reply;
	uint32_t cookie;

	r->fake.cookie = 4711;
	reply = rig_call(r, "Pause", "us", 1800, "call with the bank");
	assert_return_code(sd_bus_message_read(reply, "u", &cookie), 0);
	assert_int_equal(cookie, 4711);
	assert_string_equal(r->fake.asked, "pause 1800 call with the bank;");
	rig_ok(reply);
}

/* What control answers is known by a name, and says what to do without control's help. */
static void every_code_of_control_has_its_name_and_words(void **state)
{
	static const struct {
		int code;
		const char *name, *words;
	} rows[] = {
		{ CONTROL_E_NO_SENSOR, ERROR("NoSensor"), "plumbctl doctor" },
		{ CONTROL_E_NO_SUCH_POSE, ERROR("NoSuchPose"), "plumbctl poses" },
		{ CONTROL_E_BUSY, ERROR("Busy"), "wait" },
		{ CONTROL_E_INVALID, ERROR("Invalid"), "2 to 60 seconds" },
		{ CONTROL_E_NO_SUCH_HOLD, ERROR("Invalid"), "cookie" },
		{ CONTROL_E_NOTHING, ERROR("Invalid"), "no alert stands" },
		{ CONTROL_E_FULL, ERROR("Busy"), "forget a pose" },
		{ CONTROL_E_NOT_STILL, ERROR("NotStill"), "hold still" },
	};
	struct rig *r = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		r->fake.answer = rows[i].code;
		rig_error(rig_call(r, "Acknowledge", ""), rows[i].name, rows[i].words);
		rig_error(rig_call(r, "LearnPose", "ssbu", "a", "upright", true, 10), rows[i].name,
			  rows[i].words);
		rig_error(rig_call(r, "CancelLearning", ""), rows[i].name, rows[i].words);
		rig_error(rig_call(r, "ForgetPose", "s", "a"), rows[i].name, rows[i].words);
		rig_error(rig_call(r, "Pause", "us", 1, ""), rows[i].name, rows[i].words);
		rig_error(rig_call(r, "Resume", "u", 1), rows[i].name, rows[i].words);
		rig_error(rig_call(r, "Reload", ""), rows[i].name, rows[i].words);
		r->fake.asked[0] = '\0';
	}
}

static void words_of_control_go_before_the_usual_ones(void **state)
{
	struct rig *r = *state;

	r->fake.answer = CONTROL_E_NO_SUCH_POSE;
	r->fake.text = "no pose \"sofa\": there are upright, hunched";
	rig_error(rig_call(r, "ForgetPose", "s", "sofa"), ERROR("NoSuchPose"), r->fake.text);
}

static void an_errno_of_control_keeps_its_words(void **state)
{
	struct rig *r = *state;

	r->fake.answer = -ENOSPC;
	rig_error(rig_call(r, "Acknowledge", ""), "System.Error.ENOSPC", "No space left");
	r->fake.text = "/var/lib/plumbd/poses.conf: no space left";
	rig_error(rig_call(r, "ForgetPose", "s", "sofa"), "System.Error.ENOSPC", r->fake.text);
}

static void what_the_daemon_may_not_is_no_fault_of_the_callers(void **state)
{
	struct rig *r = *state;

	r->fake.text = "/var/lib/plumbd/profile.conf: Permission denied";
	r->fake.answer = -EACCES;
	rig_error(rig_call(r, "SetProfile", "s", "desk"), SD_BUS_ERROR_FAILED, r->fake.text);
	r->fake.answer = -EPERM;
	rig_error(rig_call(r, "ForgetPose", "s", "sofa"), SD_BUS_ERROR_FAILED, r->fake.text);
}

/* CONFIG_E_INVALID or an unreadable file: either way it is the configuration that is wrong. */
static void a_refused_configuration_is_told_as_it_came(void **state)
{
	struct rig *r = *state;

	r->fake.text = "plumbd.conf:12: posture.slouch_deg: 95 is out of range (2 .. 60)";
	r->fake.answer = CONTROL_E_INVALID;
	rig_error(rig_call(r, "Reload", ""), ERROR("Invalid"), r->fake.text);
	r->fake.answer = -EACCES;
	rig_error(rig_call(r, "Reload", ""), ERROR("Invalid"), r->fake.text);
}

static void an_error_may_quote_any_bytes(void **state)
{
	struct rig *r = *state;

	r->fake.answer = CONTROL_E_INVALID;
	r->fake.text = "plumbd.conf:1: k\xff\xfeys\nare";
	rig_error(rig_call(r, "Reload", ""), ERROR("Invalid"), "plumbd.conf:1: k??ys are");
	rig_error(rig_call(r, "ForgetPose", "s", "a"), ERROR("Invalid"), "k??ys are");
}

static void a_pose_name_may_have_31_bytes_and_no_more(void **state)
{
	struct rig *r = *state;

	rig_ok(rig_call(r, "LearnPose", "ssbu", name_of_31, "upright", true, 10));
	rig_ok(rig_call(r, "ForgetPose", "s", name_of_31));
	r->fake.asked[0] = '\0';
	rig_error(rig_call(r, "LearnPose", "ssbu", name_of_32, "upright", true, 10),
		  ERROR("Invalid"), "31");
	rig_error(rig_call(r, "ForgetPose", "s", name_of_32), ERROR("Invalid"), "31");
	assert_string_equal(r->fake.asked, "");
}

static void a_posture_that_is_none_is_answered_with_all_there_are(void **state)
{
	static const char *const words[] = { "", "unknown", "Upright", "slouch", "upright " };
	struct rig *r = *state;

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		rig_error(rig_call(r, "LearnPose", "ssbu", "a", words[i], true, 10),
			  ERROR("Invalid"),
			  "upright, slouching, leaning-forward, leaning-back, leaning-left, "
			  "leaning-right");
	assert_string_equal(r->fake.asked, "");
}

static void a_pause_lasts_a_second_to_a_week(void **state)
{
	struct rig *r = *state;

	rig_error(rig_call(r, "Pause", "us", 0, ""), ERROR("Invalid"), "604800");
	rig_error(rig_call(r, "Pause", "us", 604801, ""), ERROR("Invalid"), "604800");
	rig_error(rig_call(r, "Pause", "us", UINT32_MAX, ""), ERROR("Invalid"), "604800");
	assert_string_equal(r->fake.asked, "");
	rig_ok(rig_call(r, "Pause", "us", 1, ""));
	rig_ok(rig_call(r, "Pause", "us", 604800, ""));
	assert_string_equal(r->fake.asked, "pause 1 ;pause 604800 ;");
}

static void a_reason_may_have_256_bytes_and_no_more(void **state)
{
	struct rig *r = *state;
	char reason[258];

	memset(reason, 'x', sizeof(reason));
	reason[257] = '\0';
	rig_error(rig_call(r, "Pause", "us", 1, reason), ERROR("Invalid"), "256");
	assert_string_equal(r->fake.asked, "");
	reason[256] = '\0';
	rig_ok(rig_call(r, "Pause", "us", 1, reason));
}

static void learning_that_is_cancelled_ends_for_all_who_follow_it(void **state)
{
	struct rig *r = *state;
	const char *name, *hint;
	uint32_t percent;

	rig_ok(rig_call(r, "LearnPose", "ssbu", "sofa", "leaning-back", false, 60));
	rig_ok(rig_call(r, "CancelLearning", ""));
	assert_int_equal(r->n_heard, 1);
	assert_string_equal(sd_bus_message_get_member(r->heard[0]), "LearningProgress");
	assert_return_code(sd_bus_message_read(r->heard[0], "sus", &name, &percent, &hint), 0);
	assert_string_equal(name, "sofa");
	assert_int_equal(percent, 0);
	assert_string_equal(hint, "failed: cancelled");
}

static void learning_that_was_not_begun_is_not_ended(void **state)
{
	struct rig *r = *state;

	r->fake.answer = CONTROL_E_NOTHING;
	rig_error(rig_call(r, "CancelLearning", ""), ERROR("Invalid"), "nothing");
	rig_settle(r);
	assert_int_equal(r->n_heard, 0);
}

static void explain_tells_all_there_is_to_know(void **state)
{
	struct rig *r = *state;
	sd_bus_message *reply;
	char why[2048];

	setenv("TZ", "UTC", 1);
	r->why = (struct explanation){
		.known = true,
		.cone = true,
		.real_sec = 50580,
		.level = 1, /* 14:03 */
		.posture = POSTURE_SLOUCHING,
		.reference = "upright",
		.flexion_cdeg = 2140,
		.lateral_cdeg = -30,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.distance_cdeg = 2142,
		.other_cdeg = 2142,
		.border_cdeg = 1200,
		.dwell_us = 30040000,
		.delay_us = 30000000,
		.key = "posture.slouch_deg",
		.delay_key = "alert.levels_s",
		.key_value = 1200,
	};
	rig_tick(r);
	reply = rig_call(r, "Explain", "");
	rig_dict(reply, why, sizeof(why));
	assert_string_equal(
		why,
		"when_usec=t 50580000000\nlevel=u 1\nposture=s slouching\npose=s \n"
		"reference=s upright\n"
		"flexion_cdeg=i 2140\nlateral_cdeg=i -30\ndistance_cdeg=i 2142\nother_cdeg=i 2142\n"
		"border_cdeg=i 1200\ndwell_usec=t 30040000\ndelay_usec=t 30000000\n"
		"config_key=s posture.slouch_deg\nconfig_value=s 12.0\n"
		"sentence=s At 14:03 you were slouching: 21.4 deg forward of your pose "
		"\"upright\", past the border of 12.0 deg (posture.slouch_deg). It lasted 30 s, "
		"so level 1 of alert.levels_s spoke.\n");
	rig_ok(reply);
}

/* Reads the next "name [poses] key=value ..." of ProfileSettings(). */
static void read_profile(sd_bus_message *m, char *ret, size_t size)
{
	const char *name, *key, *value;

	assert_in_range(sd_bus_message_enter_container(m, 'r', "sasa{ss}"), 1, 1);
	assert_in_range(sd_bus_message_read(m, "s", &name), 1, 1);
	snprintf(ret, size, "%s [", name);
	assert_in_range(sd_bus_message_enter_container(m, 'a', "s"), 1, 1);
	while (sd_bus_message_read(m, "s", &value) > 0)
		snprintf(ret + strlen(ret), size - strlen(ret), "%s;", value);
	assert_return_code(sd_bus_message_exit_container(m), 0);
	strcat(ret, "]");
	assert_in_range(sd_bus_message_enter_container(m, 'a', "{ss}"), 1, 1);
	while (sd_bus_message_read(m, "{ss}", &key, &value) > 0)
		snprintf(ret + strlen(ret), size - strlen(ret), " %s=%s", key, value);
	assert_return_code(sd_bus_message_exit_container(m), 0);
	assert_return_code(sd_bus_message_exit_container(m), 0);
}

static void profile_settings_tells_poses_and_what_is_set(void **state)
{
	struct rig *r = *state;
	struct config_error error;
	char path[] = "/tmp/test-bus-methods-XXXXXX", text[512];
	int fd = mkstemp(path);
	sd_bus_message *reply;

	assert_return_code(fd, errno);
	assert_true(dprintf(fd, "profiles: { on-foot: { poses = [ \"standing\", \"tall\" ];\n"
				"  posture: { slouch_deg = 14; };\n"
				"  alert: { levels_s = [ 60 ]; }; };\n"
				"  plain: { }; };\n") > 0);
	close(fd);
	config_defaults(&r->fake.config);
	if (config_load(path, &r->fake.config, &error) != 0)
		fail_msg("%s", error.text);
	unlink(path);
	reply = rig_call(r, "ProfileSettings", "");
	assert_in_range(sd_bus_message_enter_container(reply, 'a', "(sasa{ss})"), 1, 1);
	read_profile(reply, text, sizeof(text));
	assert_string_equal(
		text,
		"on-foot [standing;tall;] posture.slouch_deg=14 alert.levels_s=[ 60 ]");
	read_profile(reply, text, sizeof(text));
	assert_string_equal(text, "plain []");
	assert_int_equal(sd_bus_message_at_end(reply, false), true);
	rig_ok(reply);
}

static void explain_of_nothing_says_so(void **state)
{
	struct rig *r = *state;

	rig_error(rig_call(r, "Explain", ""), ERROR("Invalid"), "nothing was alerted yet");
	rig_tick(r);
	rig_error(rig_call(r, "Explain", ""), ERROR("Invalid"), "nothing was alerted yet");
}

static void a_call_with_the_wrong_types_never_reaches_control(void **state)
{
	struct rig *r = *state;

	rig_error(rig_call(r, "LearnPose", "ss", "a", "upright"), SD_BUS_ERROR_INVALID_ARGS,
		  "ssbu");
	rig_error(rig_call(r, "Pause", "s", "1"), SD_BUS_ERROR_INVALID_ARGS, "us");
	rig_error(rig_call(r, "Slouch", ""), SD_BUS_ERROR_UNKNOWN_METHOD, "Slouch");
	assert_string_equal(r->fake.asked, "");
}

static void a_recording_goes_into_the_pipe_that_was_handed_over(void **state)
{
	struct rig *r = *state;
	char got[8] = "";
	int fd[2];

	assert_return_code(pipe(fd), errno);
	rig_ok(rig_call(r, "Record", "h", fd[1]));
	close(fd[1]);
	assert_string_equal(r->fake.asked, "record;");
	assert_true(fcntl(r->fake.pipe, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(r->fake.pipe, F_GETFD) & FD_CLOEXEC);
	assert_int_equal(write(r->fake.pipe, "hello", 5), 5);
	assert_int_equal(read(fd[0], got, sizeof(got)), 5);
	assert_string_equal(got, "hello");
	close(fd[0]);
}

static void only_the_writing_end_of_a_pipe_takes_a_recording(void **state)
{
	struct rig *r = *state;
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int fd[2];

	assert_return_code(null, errno);
	assert_return_code(pipe(fd), errno);
	rig_error(rig_call(r, "Record", "h", null), ERROR("Invalid"), "writing end");
	rig_error(rig_call(r, "Record", "h", fd[0]), ERROR("Invalid"), "writing end");
	assert_string_equal(r->fake.asked, "");
	close(fd[0]);
	close(fd[1]);
	close(null);
}

static void a_second_recording_is_busy(void **state)
{
	struct rig *r = *state;
	int fd[2];

	assert_return_code(pipe(fd), errno);
	r->fake.answer = CONTROL_E_BUSY;
	rig_error(rig_call(r, "Record", "h", fd[1]), ERROR("Busy"), "wait");
	close(fd[0]);
	close(fd[1]);
}

#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(every_method_asks_control_for_what_was_said),
		RIG_TEST(pause_answers_with_the_cookie),
		RIG_TEST(every_code_of_control_has_its_name_and_words),
		RIG_TEST(words_of_control_go_before_the_usual_ones),
		RIG_TEST(an_errno_of_control_keeps_its_words),
		RIG_TEST(what_the_daemon_may_not_is_no_fault_of_the_callers),
		RIG_TEST(a_refused_configuration_is_told_as_it_came),
		RIG_TEST(an_error_may_quote_any_bytes),
		RIG_TEST(a_pose_name_may_have_31_bytes_and_no_more),
		RIG_TEST(a_posture_that_is_none_is_answered_with_all_there_are),
		RIG_TEST(a_pause_lasts_a_second_to_a_week),
		RIG_TEST(a_reason_may_have_256_bytes_and_no_more),
		RIG_TEST(learning_that_is_cancelled_ends_for_all_who_follow_it),
		RIG_TEST(learning_that_was_not_begun_is_not_ended),
		RIG_TEST(explain_tells_all_there_is_to_know),
		RIG_TEST(profile_settings_tells_poses_and_what_is_set),
		RIG_TEST(explain_of_nothing_says_so),
		RIG_TEST(a_call_with_the_wrong_types_never_reaches_control),
		RIG_TEST(a_recording_goes_into_the_pipe_that_was_handed_over),
		RIG_TEST(only_the_writing_end_of_a_pipe_takes_a_recording),
		RIG_TEST(a_second_recording_is_busy),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("bus-methods", tests, NULL, NULL);
}
