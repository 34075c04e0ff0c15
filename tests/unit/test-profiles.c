/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conffile.h"
#include "profiles.h"

#define SHIPPED_FILE SOURCE_DIR "/config/plumbd.conf"

static char file[] = "/tmp/test-profiles-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(file);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

static void load(const char *text, struct config *config)
{
	FILE *f = fopen(file, "w");
	struct config_error error;

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
	if (config_load(file, config, &error) != 0)
		fail_msg("%s", error.text);
}

static void begin(const char *text, struct config *config)
{
	config_defaults(config);
	load(text, config);
}

static void expect_key(const struct config *config, int profile, const char *path,
		       const char *expected)
{
	char key[PROFILES_KEY_MAX];

	profiles_key(config, profile, path, key);
	assert_string_equal(key, expected);
}

/* The whole of what a profile has of its own, one "key = value;" after the other. */
static void expect_settings(const struct config *config, int profile, const char *expected)
{
	char all[4096] = "", text[PROFILES_TEXT_MAX];
	const char *key;
	size_t i = 0;

	while ((key = profiles_setting(config, profile, &i, text)))
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s = %s;", key, text);
	assert_string_equal(all, expected);
}

static void a_profile_holds_what_it_sets_and_the_rest_as_usual(void **state)
{
	struct config c;
	const struct wearer_params *standing = &c.profiles.params[0];

	(void)state;
	begin("profiles:\n{\n  standing:\n  {\n"
	      "    posture: { slouch_deg = 14; sensitivity = 1; };\n"
	      "    alert: { levels_s = ( 60, 600.5 ); };\n  };\n  plain: { };\n};\n"
	      "posture: { slouch_deg = 9; recline_deg = 25; };\nalert: { repeat_s = 60; };\n",
	      &c);
	assert_int_equal(c.profiles.n, 2);
	assert_int_equal(standing->pose.slouch_cdeg, 1400);
	assert_int_equal(standing->pose.sensitivity, 1);
	assert_int_equal(standing->alert.n_levels, 2);
	assert_int_equal(standing->alert.levels_us[1], 600500000);
	/* though it stands later in the file */
	assert_int_equal(standing->pose.recline_cdeg, 2500);
	assert_int_equal(standing->alert.repeat_us, 60 * US_PER_SEC);
	assert_int_equal(c.wearer.pose.slouch_cdeg, 900);
	assert_int_equal(c.wearer.pose.sensitivity, 3);
	assert_int_equal(c.wearer.alert.n_levels, 3);
	assert_memory_equal(&c.profiles.params[1], &c.wearer, sizeof(c.wearer));
}

static void profiles_are_found_by_name(void **state)
{
	struct config c;

	(void)state;
	begin("profiles: { desk: { }; on-foot-2: { }; };", &c);
	assert_int_equal(profiles_find(&c, "desk"), 0);
	assert_int_equal(profiles_find(&c, "on-foot-2"), 1);
	assert_int_equal(profiles_find(&c, "on-foot"), PROFILE_NONE);
	assert_int_equal(profiles_find(&c, ""), PROFILE_NONE);
	assert_string_equal(profiles_name(&c, 1), "on-foot-2");
	assert_string_equal(profiles_name(&c, PROFILE_NONE), "");
}

static void poses_know_their_profile(void **state)
{
	struct config c;

	(void)state;
	begin("profiles: { desk: { poses = [ \"typing\", \"upright\" ]; };\n"
	      "  plain: { poses = [ ]; }; feet: { poses = ( \"standing\" ); }; };",
	      &c);
	assert_int_equal(c.profiles.n_poses, 3);
	assert_string_equal(c.profiles.pose[0].name, "typing");
	assert_int_equal(c.profiles.pose[0].profile, 0);
	assert_string_equal(c.profiles.pose[1].name, "upright");
	assert_int_equal(c.profiles.pose[1].profile, 0);
	assert_string_equal(c.profiles.pose[2].name, "standing");
	assert_int_equal(c.profiles.pose[2].profile, 2);
}

static void eight_profiles_and_sixteen_poses_are_taken(void **state)
{
	char text[2048] = "profiles: {";
	struct config c;

	(void)state;
	for (unsigned i = 0; i < PROFILE_MAX; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "a-name-of-thirty-one-letters--%u: { poses = [ \"p%u\", \"q%u\" ]; };", i,
			 i, i);
	strcat(text, "};");
	begin(text, &c);
	assert_int_equal(c.profiles.n, PROFILE_MAX);
	assert_int_equal(c.profiles.n_poses, POSE_MAX);
	assert_string_equal(c.profile[7].name, "a-name-of-thirty-one-letters--7");
}

static void a_key_is_named_where_it_was_set(void **state)
{
	struct config c;

	(void)state;
	begin("profiles: { a-name-of-thirty-one-letters--0: {\n"
	      "  posture: { sensitivity = 3; slouch_deg = 10; }; }; };",
	      &c);
	/* also where the value is the usual one */
	expect_key(&c, 0, "posture.sensitivity",
		   "profiles.a-name-of-thirty-one-letters--0.posture.sensitivity");
	expect_key(&c, 0, "posture.slouch_deg",
		   "profiles.a-name-of-thirty-one-letters--0.posture.slouch_deg");
	expect_key(&c, 0, "posture.release_deg", "posture.release_deg");
	expect_key(&c, PROFILE_NONE, "posture.slouch_deg", "posture.slouch_deg");
	expect_key(&c, 0, "no.such.key", "no.such.key");
}

static void every_key_of_a_profile_can_be_told_as_it_was_written(void **state)
{
	struct config c;

	(void)state;
	begin("profiles: { all: {\n"
	      "  alert: { release_s = 2.5; levels_s = ( 0x1e, 90.25 ); repeat_s = 0;\n"
	      "    max_per_hour = 4; gentle_after_s = 1200; buzz_s = 1.5;\n"
	      "    quiet = [ \"22:00-07:00\", \"fri-mon,wed 12:30-24:00\",\n"
	      "      \"Mon-Fri 09:00-09:05\", \"Sat,Sun 00:00-10:00\" ]; };\n"
	      "  posture: { slouch_deg = 10.5; recline_deg = 21; lateral_deg = 16.25;\n"
	      "    release_deg = 7; margin_deg = 0.5; sensitivity = 5; lying_deg = 70;\n"
	      "    settle_s = 0.25; }; }; none: { alert: { quiet = [ ]; }; }; };",
	      &c);
	expect_settings(&c, 0,
			"posture.slouch_deg = 10.5;posture.recline_deg = 21;"
			"posture.lateral_deg = 16.25;posture.release_deg = 7;"
			"posture.margin_deg = 0.5;posture.sensitivity = 5;posture.lying_deg = 70;"
			"posture.settle_s = 0.25;alert.release_s = 2.5;"
			"alert.levels_s = ( 30, 90.25 );alert.repeat_s = 0;alert.max_per_hour = 4;"
			"alert.gentle_after_s = 1200;alert.buzz_s = 1.5;"
			"alert.quiet = [ \"22:00-07:00\", \"Mon,Wed,Fri-Sun 12:30-00:00\", "
			"\"Mon-Fri 09:00-09:05\", \"Sat,Sun 00:00-10:00\" ];");
	expect_settings(&c, 1, "alert.quiet = [ ];");
	begin("profiles: { all: { alert: { levels_s = [ 30 ]; }; }; };", &c);
	expect_settings(&c, 0, "alert.levels_s = [ 30 ];");
}

static void a_file_without_profiles_leaves_none(void **state)
{
	struct config c;

	(void)state;
	begin("profiles: { desk: { poses = [ \"upright\" ]; }; };", &c);
	assert_int_equal(c.profiles.n, 1);
	load("posture: { slouch_deg = 11; };", &c);
	assert_int_equal(c.profiles.n, 0);
	assert_int_equal(c.profiles.n_poses, 0);
	load("profiles: { };", &c);
	assert_int_equal(c.profiles.n, 0);
}

/* What stands after "# " from the line "# profiles:" on, as a person would take it out. */
static void shipped_example(char *ret, size_t size)
{
	char *text, *line;
	size_t n, len = 0;

	assert_int_equal(conffile_slurp(SHIPPED_FILE, &text, &n), 0);
	line = strstr(text, "\n# profiles:\n");
	assert_non_null(line);
	for (line++; *line == '#'; line += n + 1) {
		n = strcspn(line, "\n");
		if (n > 2)
			len += (size_t)snprintf(ret + len, size - len, "%.*s", (int)n - 2,
						line + 2);
		len += (size_t)snprintf(ret + len, size - len, "\n");
		assert_true(len < size);
	}
	free(text);
}

static void the_example_in_the_shipped_file_is_taken(void **state)
{
	char example[2048];
	struct config c;

	(void)state;
	shipped_example(example, sizeof(example));
	begin(example, &c);
	assert_int_equal(c.profiles.n, 2);
	assert_string_equal(c.profile[0].name, "standing");
	assert_string_equal(c.profiles.pose[0].name, "standing");
	expect_settings(&c, 0, "posture.slouch_deg = 14;posture.lateral_deg = 20;");
	expect_settings(&c, 1, "alert.levels_s = [ 120, 600 ];alert.max_per_hour = 2;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_profile_holds_what_it_sets_and_the_rest_as_usual),
		cmocka_unit_test(profiles_are_found_by_name),
		cmocka_unit_test(poses_know_their_profile),
		cmocka_unit_test(eight_profiles_and_sixteen_poses_are_taken),
		cmocka_unit_test(a_key_is_named_where_it_was_set),
		cmocka_unit_test(every_key_of_a_profile_can_be_told_as_it_was_written),
		cmocka_unit_test(a_file_without_profiles_leaves_none),
		cmocka_unit_test(the_example_in_the_shipped_file_is_taken),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
