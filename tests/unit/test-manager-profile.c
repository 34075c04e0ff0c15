/* SPDX-License-Identifier: MIT */
#include "manager-rig.h"

#include <errno.h>

#include "choicefile.h"

#define TWO "profiles: { standing: { }; meeting: { posture: { slouch_deg = 14; }; }; };"

/* The process ends, and another begins. */
static void again(void)
{
	restart(0);
	pass(SEC(1));
}

static int choose(const char *name)
{
	rig.text[0] = '\0';
	return rig.control->set_profile(rig.control->ctx, name, rig.text, sizeof(rig.text));
}

static void reload(const char *config)
{
	write_file(rig.config_path, config);
	assert_int_equal(rig.control->reload(rig.control->ctx, rig.text, sizeof(rig.text)), 0);
}

static void expect(const char *profile, const char *choice)
{
	assert_string_equal(rig.view.profile, profile);
	assert_string_equal(rig.view.profile_choice, choice);
}

static int set_up(void **state)
{
	(void)state;
	if (set_up_folder() != 0)
		return -1;
	write_file(rig.config_path, TWO);
	if (begin() != 0)
		return -1;
	pass(SEC(1));
	return 0;
}

static void at_first_the_poses_choose_and_nothing_is_written(void **state)
{
	(void)state;
	expect("", "auto");
	assert_int_equal(access(rig.choice_path, F_OK), -1);
	assert_int_equal(rig.n, 0);
}

static void a_choice_is_shown_told_once_and_kept_over_a_restart(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	expect("meeting", "meeting");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	assert_int_equal(choose("meeting"), 0);
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	again();
	expect("meeting", "meeting");
	assert_int_equal(rig.n, 0);
	assert_int_equal(choose("auto"), 0);
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	again();
	expect("", "auto");
}

static void a_name_that_is_none_is_answered_with_those_there_are(void **state)
{
	(void)state;
	assert_int_equal(choose("meting"), CONTROL_E_INVALID);
	assert_string_equal(rig.text,
			    "no profile \"meting\" is in plumbd.conf: it has standing, meeting");
	assert_int_equal(choose(""), CONTROL_E_INVALID);
	reload("");
	assert_int_equal(choose("meeting"), CONTROL_E_INVALID);
	assert_string_equal(rig.text, "no profile \"meeting\" is in plumbd.conf: it has none");
	assert_int_equal(choose("auto"), 0);
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 0);
}

static void a_choice_that_cannot_be_saved_is_none(void **state)
{
	char blocked[128];

	(void)state;
	assert_int_equal(choose("standing"), 0);
	/* what statefile_write() begins with */
	snprintf(blocked, sizeof(blocked), "%s.new", rig.choice_path);
	assert_int_equal(mkdir(blocked, 0700), 0);
	assert_int_equal(choose("meeting"), -EISDIR);
	assert_non_null(strstr(rig.text, "the choice cannot be saved, the old one stands"));
	assert_non_null(strstr(rig.text, rig.choice_path));
	expect("standing", "standing");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	assert_int_equal(rmdir(blocked), 0);
}

static void a_choice_outlives_a_reload_that_moves_it(void **state)
{
	unsigned serial = rig.view.profiles_serial;

	(void)state;
	assert_int_equal(choose("meeting"), 0);
	reload("profiles: { meeting: { posture: { slouch_deg = 9; }; }; standing: { }; };");
	expect("meeting", "meeting");
	assert_int_equal(rig.view.profiles_serial, serial + 1);
	/* the same names are no news */
	reload("profiles: { meeting: { }; standing: { }; };");
	assert_int_equal(rig.view.profiles_serial, serial + 1);
	assert_int_equal(count(NOTICE_PROFILE_GONE), 0);
}

static void a_reload_that_drops_the_choice_says_so_once(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	reload("profiles: { standing: { }; };");
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 1);
	for (unsigned i = 0; i < rig.n; i++) {
		if (rig.notice[i].kind == NOTICE_PROFILE_GONE)
			assert_string_equal(rig.notice[i].text, "meeting");
	}
	reload(TWO);
	expect("", "auto");
	again();
	expect("", "auto");
	assert_int_equal(rig.n, 0);
}

static void a_reload_that_is_refused_drops_nothing(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	write_file(rig.config_path, "profiles: { standing: { }; }; nonsense = 1;");
	assert_int_equal(rig.control->reload(rig.control->ctx, rig.text, sizeof(rig.text)),
			 CONTROL_E_INVALID);
	expect("meeting", "meeting");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 0);
}

static void a_choice_gone_at_the_start_is_told(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	write_file(rig.config_path, "");
	again();
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 1);
	again();
	assert_int_equal(rig.n, 0);
}

static void a_damaged_choice_is_set_aside_and_told(void **state)
{
	static const char *const bad[] = {
		"version = 1; profile = \"meet",
		"version = 1;\n",
		"version = 2; profile = \"meeting\";\n",
		"version = 1; profile = 7;\n",
		"version = 1; profile = \"Meeting\";\n",
		"version = 1; profile = \"meeting\"; more = 1;\n",
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *kept;

		write_file(rig.choice_path, bad[i]);
		again();
		expect("", "auto");
		assert_int_equal(count(NOTICE_PROFILE_DAMAGED), 1);
		kept = strstr(rig.notice[0].text, "was kept as ");
		assert_non_null(kept);
		kept += strlen("was kept as ");
		assert_non_null(strstr(kept, "profile.conf.damaged-"));
		assert_int_equal(unlink(kept), 0);
		assert_int_equal(access(rig.choice_path, F_OK), -1);
	}
}

static void a_choice_that_cannot_be_read_stops_the_start(void **state)
{
	(void)state;
	end();
	assert_int_equal(mkdir(rig.choice_path, 0700), 0);
	assert_int_equal(begin(), -EISDIR);
	assert_non_null(strstr(rig.text, rig.choice_path));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(at_first_the_poses_choose_and_nothing_is_written),
		TEST(a_choice_is_shown_told_once_and_kept_over_a_restart),
		TEST(a_name_that_is_none_is_answered_with_those_there_are),
		TEST(a_choice_that_cannot_be_saved_is_none),
		TEST(a_choice_outlives_a_reload_that_moves_it),
		TEST(a_reload_that_drops_the_choice_says_so_once),
		TEST(a_reload_that_is_refused_drops_nothing),
		TEST(a_choice_gone_at_the_start_is_told),
		TEST(a_damaged_choice_is_set_aside_and_told),
		TEST(a_choice_that_cannot_be_read_stops_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
