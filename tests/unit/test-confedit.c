/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "amend.h"
#include "confedit.h"
#include "fixed.h"

static const struct confedit slouch = { .path = "posture.slouch_deg", .n = 1, .value = { "14.0" } };
static const struct confedit levels = {
	.path = "alert.levels_s", .list = true, .n = 3, .same = 6, .value = { "60", "120", "300" }
};

struct edit_case {
	const char *before, *after;
};

static void expect_each(const struct confedit *edit, const struct edit_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = NULL;
		int r = confedit_apply(cases[i].before, edit, &got);

		if (r != 0 || strcmp(got, cases[i].after) != 0)
			fail_msg("row %zu: %d: got <<%s>> of <<%s>>", i, r, r ? "" : got,
				 cases[i].before);
		free(got);
	}
}

static void a_number_is_replaced_and_nothing_else(void **state)
{
	static const struct edit_case cases[] = {
		{ "posture: { slouch_deg = 12; };", "posture: { slouch_deg = 14.0; };" },
		{ "posture = { slouch_deg : 12 }", "posture = { slouch_deg : 14.0 }" },
		{ "posture:{slouch_deg=12.5,lying_deg=60};",
		  "posture:{slouch_deg=14.0,lying_deg=60};" },
		{ "posture:\n{\n\tlying_deg = 60\n\tslouch_deg\t=\t0x0C\t// mine\n}\n",
		  "posture:\n{\n\tlying_deg = 60\n\tslouch_deg\t=\t14.0\t// mine\n}\n" },
		{ "posture: { slouch_deg = /* was 15 */ 12/* so */; };",
		  "posture: { slouch_deg = /* was 15 */ 14.0/* so */; };" },
		{ "posture\r\n:\r\n{\r\nslouch_deg\r\n=\r\n12\r\n;\r\n}\r\n",
		  "posture\r\n:\r\n{\r\nslouch_deg\r\n=\r\n14.0\r\n;\r\n}\r\n" },
		{ "posture: { slouch_deg = 12lying_deg = 60Lmargin_deg = 0x1release_deg = 8 }",
		  "posture: { slouch_deg = 14.0lying_deg = 60Lmargin_deg = 0x1release_deg = 8 }" },
		{ "posture: { slouch_deg = 1.2e1; } # end",
		  "posture: { slouch_deg = 14.0; } # end" },
	};

	(void)state;
	expect_each(&slouch, cases, ARRAY_SIZE(cases));
}

static void what_only_looks_like_the_key_is_let_be(void **state)
{
	static const struct edit_case cases[] = {
		{ "# slouch_deg = 9\n// posture: { slouch_deg = 8; }\n/* posture: { slouch_deg = 7 */\n"
		  "posture: { slouch_deg = 12; };",
		  "# slouch_deg = 9\n// posture: { slouch_deg = 8; }\n/* posture: { slouch_deg = 7 */\n"
		  "posture: { slouch_deg = 14.0; };" },
		{ "other: { slouch_deg = 5; inner: { slouch_deg = 6; }; };\nposture: { "
		  "inner: { slouch_deg = 7; }; slouch_deg = 12; };",
		  "other: { slouch_deg = 5; inner: { slouch_deg = 6; }; };\nposture: { "
		  "inner: { slouch_deg = 7; }; slouch_deg = 14.0; };" },
		{ "a = \"posture: { slouch_deg = 1; \\\" }\" /* } */ \"# {\";\n"
		  "posture: { slouch_deg_x = 1; my_slouch_deg = 2; slouch_deg = 12; };",
		  "a = \"posture: { slouch_deg = 1; \\\" }\" /* } */ \"# {\";\n"
		  "posture: { slouch_deg_x = 1; my_slouch_deg = 2; slouch_deg = 14.0; };" },
		{ "profiles = ( { name = \"a\"; posture: { slouch_deg = 9; }; }, [ \"}\", 2 ] );\n"
		  "posture: { slouch_deg = 12; };",
		  "profiles = ( { name = \"a\"; posture: { slouch_deg = 9; }; }, [ \"}\", 2 ] );\n"
		  "posture: { slouch_deg = 14.0; };" },
		{ "@include \"posture: {\"\nposture: { slouch_deg = 12; };",
		  "@include \"posture: {\"\nposture: { slouch_deg = 14.0; };" },
	};

	(void)state;
	expect_each(&slouch, cases, ARRAY_SIZE(cases));
}

static void an_absent_key_goes_to_the_end_of_its_group(void **state)
{
	static const struct edit_case cases[] = {
		{ "posture: { };", "posture: { slouch_deg = 14.0; };" },
		{ "posture: {};", "posture: { slouch_deg = 14.0; };" },
		{ "posture: { lying_deg = 60; };",
		  "posture: { lying_deg = 60; slouch_deg = 14.0; };" },
		{ "posture: { lying_deg = 60 };",
		  "posture: { lying_deg = 60; slouch_deg = 14.0; };" },
		{ "posture: { lying_deg = 60 /* so */ };",
		  "posture: { lying_deg = 60; /* so */ slouch_deg = 14.0; };" },
		{ "posture:\n{\n\tlying_deg = 60;\n\t# the end\n};\nalert: { };\n",
		  "posture:\n{\n\tlying_deg = 60;\n\t# the end\n\tslouch_deg = 14.0;\n};\nalert: { };\n" },
		{ "posture: {\n    lying_deg = 60 // no slouch_deg here }\n    }\n",
		  "posture: {\n    lying_deg = 60; // no slouch_deg here }\n    slouch_deg = 14.0;\n    }\n" },
		{ "posture: { lying_deg = 60;\n  settle_s = 1;\n};",
		  "posture: { lying_deg = 60;\n  settle_s = 1;\n  slouch_deg = 14.0;\n};" },
		{ "posture: {\r\n};\r\n", "posture: {\r\n  slouch_deg = 14.0;\r\n};\r\n" },
		{ "posture: {\n  lying_deg = 60; }",
		  "posture: {\n  lying_deg = 60; slouch_deg = 14.0; }" },
	};

	(void)state;
	expect_each(&slouch, cases, ARRAY_SIZE(cases));
}

static void an_absent_group_goes_to_the_end_of_the_file(void **state)
{
	static const struct edit_case cases[] = {
		{ "", "posture:\n{\n  slouch_deg = 14.0;\n};\n" },
		{ "alert: { }", "alert: { }\n\nposture:\n{\n  slouch_deg = 14.0;\n};\n" },
		{ "# posture: { }\n", "# posture: { }\n\nposture:\n{\n  slouch_deg = 14.0;\n};\n" },
		{ "alert: { };\r\n",
		  "alert: { };\r\n\r\nposture:\r\n{\r\n  slouch_deg = 14.0;\r\n};\r\n" },
	};

	(void)state;
	expect_each(&slouch, cases, ARRAY_SIZE(cases));
}

static void a_list_keeps_its_layout_and_what_stays_the_same(void **state)
{
	static const struct edit_case cases[] = {
		{ "alert: { levels_s = [ 30, 120, 300 ]; };",
		  "alert: { levels_s = [ 60, 120, 300 ]; };" },
		{ "alert: { levels_s = (30.0,120.0,3e2) };",
		  "alert: { levels_s = (60,120.0,3e2) };" },
		{ "alert:\n{\n  levels_s = [ 30,   // a breath\n               120, # two ]\n"
		  "               300 /* , 600 */ ];\n}\n",
		  "alert:\n{\n  levels_s = [ 60,   // a breath\n               120, # two ]\n"
		  "               300 /* , 600 */ ];\n}\n" },
		{ "alert: { release_s = 3; };",
		  "alert: { release_s = 3; levels_s = [ 60, 120, 300 ]; };" },
	};

	(void)state;
	expect_each(&levels, cases, ARRAY_SIZE(cases));
}

static void what_cannot_be_changed_is_refused(void **state)
{
	static const struct {
		const char *text;
		int r;
	} cases[] = {
		{ "alert: { levels_s = [ 30, 120 ]; };", CONFEDIT_E_SHAPE },
		{ "alert: { levels_s = 30; };", CONFEDIT_E_SHAPE },
		{ "alert: { levels_s = [ \"30\", \"120\", \"300\" ]; };", CONFEDIT_E_SHAPE },
		{ "alert: { levels_s = [ 1, 2, 3, 4, 5, 6, 7, 8, 9 ]; };", CONFEDIT_E_SHAPE },
		{ "alert: { levels_s = [ 30, 120, 300; };", CONFEDIT_E_SYNTAX },
		{ "alert: { levels_s", CONFEDIT_E_SYNTAX },
		{ "alert: { levels_s = ", CONFEDIT_E_SYNTAX },
		{ "alert { }", CONFEDIT_E_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char *got = NULL;

		assert_int_equal(confedit_apply(cases[i].text, &levels, &got), cases[i].r);
		assert_null(got);
	}
}

/* The file of each test, in a folder of its own. */
static char folder[] = "/tmp/test-confedit-XXXXXX";
static char file[64], other[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/plumbd.conf", folder);
	snprintf(other, sizeof(other), "%s/other.conf", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(file);
	unlink(other);
	return rmdir(folder);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void expect_file(const char *path, const char *text)
{
	char got[1024] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(got, 1, sizeof(got) - 1, f) < sizeof(got));
	fclose(f);
	assert_string_equal(got, text);
}

static void a_file_is_amended_and_says_so(void **state)
{
	const struct confedit both[] = { slouch, levels };
	struct config_error error;
	struct amend a;
	struct stat st;

	(void)state;
	write_file(other, "posture: { slouch_deg = 12; }; # mine\n");
	assert_int_equal(chmod(other, 0604), 0);
	assert_int_equal(symlink("other.conf", file), 0);
	assert_int_equal(amend_make(file, both, 2, &a, &error), 0);
	assert_int_equal(a.config.wearer.pose.slouch_cdeg, 1400);
	assert_int_equal(a.config.wearer.alert.levels_us[0], 60 * US_PER_SEC);
	expect_file(other, "posture: { slouch_deg = 12; }; # mine\n");
	assert_int_equal(amend_write(file, &a, &error), 0);
	expect_file(other, "posture: { slouch_deg = 14.0; }; # mine\n\n"
			   "alert:\n{\n  levels_s = [ 60, 120, 300 ];\n};\n");
	amend_free(&a);
	assert_int_equal(lstat(file, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0604);
	unlink(file);
}

static void what_a_file_includes_is_named_and_let_be(void **state)
{
	struct config_error error;
	struct amend a;

	(void)state;
	write_file(file, "@include \"other.conf\"\n");
	write_file(other, "posture: { lying_deg = 60; };\n");
	assert_int_equal(amend_make(file, &slouch, 1, &a, &error), CONFIG_E_INVALID);
	assert_non_null(strstr(error.text, "posture.slouch_deg belongs into"));
	assert_non_null(strstr(error.text, other));
	assert_non_null(strstr(error.text, "write \"slouch_deg = 14.0;\" there"));
	/* another group of it does not matter */
	assert_int_equal(amend_make(file, &levels, 1, &a, &error), 0);
	assert_int_equal(a.config.wearer.alert.levels_us[0], 60 * US_PER_SEC);
	amend_free(&a);
}

static void a_text_the_daemon_would_refuse_is_not_made(void **state)
{
	struct confedit edit = slouch;
	struct config_error error;
	struct amend a;

	(void)state;
	strcpy(edit.value[0], "7.0"); /* not more than release_deg */
	write_file(file, "posture: { slouch_deg = 12; };\n");
	assert_int_equal(amend_make(file, &edit, 1, &a, &error), CONFIG_E_INVALID);
	assert_non_null(strstr(error.text, "release_deg"));
	write_file(file, "posture: { sluch_deg = 12; };\n");
	assert_int_equal(amend_make(file, &slouch, 1, &a, &error), CONFIG_E_INVALID);
	assert_non_null(strstr(error.text, "sluch_deg"));
	unlink(file);
	assert_int_equal(amend_make(file, &slouch, 1, &a, &error), -ENOENT);
}

static void a_file_that_changed_meanwhile_is_not_overwritten(void **state)
{
	struct config_error error;
	struct amend a;

	(void)state;
	write_file(file, "posture: { slouch_deg = 12; };\n");
	assert_int_equal(amend_make(file, &slouch, 1, &a, &error), 0);
	write_file(file, "posture: { slouch_deg = 13; };\n");
	assert_int_equal(amend_write(file, &a, &error), CONFIG_E_INVALID);
	assert_non_null(strstr(error.text, "was changed meanwhile"));
	expect_file(file, "posture: { slouch_deg = 13; };\n");
	amend_free(&a);
}

static void the_shipped_file_changes_in_one_line_a_key(void **state)
{
	const struct confedit both[] = { slouch, levels };
	struct config_error error;
	size_t lines = 0, changed = 0;
	struct amend a;
	const char *p, *q;

	(void)state;
	assert_int_equal(amend_make(SOURCE_DIR "/config/plumbd.conf", both, 2, &a, &error), 0);
	for (p = a.old_text, q = a.new_text; *p && *q; lines++) {
		size_t m = strcspn(p, "\n"), n = strcspn(q, "\n");

		changed += m != n || memcmp(p, q, n) != 0;
		p += m + (p[m] != '\0');
		q += n + (q[n] != '\0');
	}
	assert_true(!*p && !*q && lines > 100);
	assert_int_equal(changed, 2);
	amend_free(&a);
}

static void numbers_that_would_be_refused_do_not_fit(void **state)
{
	struct config config;

	(void)state;
	config_defaults(&config);
	assert_true(config_fits(&config));
	config.wearer.pose.slouch_cdeg = 800; /* release_deg */
	assert_false(config_fits(&config));
	config_defaults(&config);
	config.wearer.pose.sensitivity = 6;
	assert_false(config_fits(&config));
	config_defaults(&config);
	config.wearer.alert.levels_us[0] = 120 * US_PER_SEC; /* as the second */
	assert_false(config_fits(&config));
	config_defaults(&config);
	config.wearer.alert.levels_us[2] = 86401 * US_PER_SEC;
	assert_false(config_fits(&config));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_replaced_and_nothing_else),
		cmocka_unit_test(what_only_looks_like_the_key_is_let_be),
		cmocka_unit_test(an_absent_key_goes_to_the_end_of_its_group),
		cmocka_unit_test(an_absent_group_goes_to_the_end_of_the_file),
		cmocka_unit_test(a_list_keeps_its_layout_and_what_stays_the_same),
		cmocka_unit_test(what_cannot_be_changed_is_refused),
		cmocka_unit_test(a_file_is_amended_and_says_so),
		cmocka_unit_test(what_a_file_includes_is_named_and_let_be),
		cmocka_unit_test(a_text_the_daemon_would_refuse_is_not_made),
		cmocka_unit_test(a_file_that_changed_meanwhile_is_not_overwritten),
		cmocka_unit_test(the_shipped_file_changes_in_one_line_a_key),
		cmocka_unit_test(numbers_that_would_be_refused_do_not_fit),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
