/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alertfile.h"

static char folder[] = "/tmp/test-alertfile-XXXXXX";
static char file[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/alert.conf", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void expect_on_disk(const struct alert_memory *want)
{
	struct config_error error;
	struct alert_memory got;

	memset(&got, 0xA5, sizeof(got));
	if (alertfile_read(file, &got, &error) != 0)
		fail_msg("%s", error.text);
	assert_string_equal(error.text, "");
	assert_memory_equal(&got, want, sizeof(got));
}

static void nothing_comes_back_as_nothing(void **state)
{
	struct alert_memory m = { 0 };

	(void)state;
	assert_int_equal(alertfile_write(file, &m), 0);
	expect_on_disk(&m);
}

/* Every ASCII character a reason may hold and others, and as many of everything as fit. */
static void all_of_it_comes_back_as_written(void **state)
{
	struct alert_memory m = { .saved_sec = 1700003600, .next_cookie = UINT32_MAX,
				  .n_hold = ALERT_HOLD_MAX, .n_told = ALERT_PER_HOUR_MAX };
	unsigned byte = 1;

	(void)state;
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		m.hold[i].cookie = UINT32_MAX - i;
		m.hold[i].until_sec = INT64_C(253402300799) - i;
		for (unsigned c = 0; c < i * 3 + 3; c++)
			m.hold[i].reason[c] = (char)(byte++ % 127 + 1);
		strcat(m.hold[i].reason, "R\xC3\xBC" "cken\xF0\x9F\xA7\x98");
	}
	for (unsigned i = 0; i < ALERT_PER_HOUR_MAX; i++)
		m.told_sec[i] = 1700000000 + 60 * i;
	assert_int_equal(alertfile_write(file, &m), 0);
	expect_on_disk(&m);
}

static void a_reason_as_long_as_can_be_of_what_takes_most_room_fits(void **state)
{
	struct alert_memory m = { .n_hold = ALERT_HOLD_MAX };

	(void)state;
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		m.hold[i].cookie = i + 1;
		memset(m.hold[i].reason, 1, ALERT_REASON_MAX - 1);
	}
	assert_int_equal(alertfile_write(file, &m), 0);
	expect_on_disk(&m);
}

#define HEAD "version = 1; saved = 7L; next_cookie = 3L; "

static void damage_is_named_and_nothing_is_read(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ "version = 1; next_c", "syntax error" },
		{ "", "version is missing" },
		{ "version = 2;", "version: " },
		{ "version = 1; saved = 7L; words = [ ]; holds = ( );", "next_cookie is missing" },
		{ "version = 1; next_cookie = 3L; words = [ ]; holds = ( );", "saved is missing" },
		{ HEAD "words = [ ]; holds = ( { cookie = 1; until = 5L; reason = \"R\xFC"
		       "cken\"; } );",
		  "holds[0].reason: is no UTF-8" },
		{ HEAD "holds = ( );", "words is missing" },
		{ HEAD "words = [ ];", "holds is missing" },
		{ HEAD "words = [ ]; holds = ( ); more = 1;", "more: no such key" },
		{ HEAD "words = 3; holds = ( );", "words: must be an array [ ]" },
		{ HEAD "words = [ \"noon\" ]; holds = ( );", "words[0]: must be a" },
		{ HEAD "words = [ -1 ]; holds = ( );", "words[0]: " },
		{ HEAD "words = [ ]; holds = 7;", "holds: must be a list ( )" },
		{ HEAD "words = [ ]; holds = ( 7 );", "holds[0]: must be a group { }" },
		{ HEAD "words = [ ]; holds = ( { cookie = 1; until = 5L; } );",
		  "holds[0]: reason is missing" },
		{ HEAD "words = [ ]; holds = ( { cookie = 0; until = 5L; reason = \"\"; } );",
		  "holds[0].cookie: " },
		{ HEAD "words = [ ]; holds = ( { cookie = 1; until = 5L; reason = 5; } );",
		  "holds[0].reason: must be a string" },
		{ HEAD "words = [ ]; holds = ( { cookie = 1; until = 5L; reason = \"\"; a = 1; }"
		       " );",
		  "holds[0].a: no such key" },
		{ HEAD "words = [ ]; holds = ( { cookie = 4; until = 5L; reason = \"\"; },"
		       " { cookie = 4; until = 5L; reason = \"\"; } );",
		  "holds[1].cookie: stands there twice" },
		{ HEAD "words = [ ]; holds = ( { cookie = 1; until = 5L; reason = \""
		       "0123456789012345678901234567890123456789012345678901234567890123\"; } );",
		  "holds[0].reason: longer than 63 bytes" },
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alert_memory got, untouched;
		struct config_error error;
		FILE *f = fopen(file, "w");

		assert_non_null(f);
		fputs(rows[i].text, f);
		fclose(f);
		memset(&got, 0xA5, sizeof(got));
		untouched = got;
		assert_int_equal(alertfile_read(file, &got, &error), ALERTFILE_E_DAMAGED);
		assert_memory_equal(&got, &untouched, sizeof(got));
		if (!strstr(error.text, rows[i].error) ||
		    strncmp(error.text, file, strlen(file)) != 0)
			fail_msg("row %u: %s", i, error.text);
	}
}

static void too_many_are_refused(void **state)
{
	static const char *const keys[] = { "words", "holds" };
	struct alert_memory got;
	struct config_error error;

	(void)state;
	for (unsigned key = 0; key < 2; key++) {
		FILE *f = fopen(file, "w");

		assert_non_null(f);
		fputs(HEAD "words = [ 1", f);
		for (unsigned i = 1; i < (key ? 1 : ALERT_PER_HOUR_MAX + 1); i++)
			fputs(", 1", f);
		fputs(" ]; holds = (", f);
		for (unsigned i = 0; i < (key ? ALERT_HOLD_MAX + 1 : 0); i++)
			fprintf(f, "%s { cookie = %u; until = 5L; reason = \"\"; }",
				i ? "," : "", i + 1);
		fputs(" );", f);
		fclose(f);
		assert_int_equal(alertfile_read(file, &got, &error), ALERTFILE_E_DAMAGED);
		assert_non_null(strstr(error.text, keys[key]));
		assert_non_null(strstr(error.text, "are possible"));
	}
}

static void no_file_is_no_damage(void **state)
{
	struct alert_memory m = { 0 };
	struct config_error error;

	(void)state;
	unlink(file);
	assert_int_equal(alertfile_read(file, &m, &error), -ENOENT);
	assert_int_equal(alertfile_write("/nowhere/alert.conf", &m), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_comes_back_as_nothing),
		cmocka_unit_test(all_of_it_comes_back_as_written),
		cmocka_unit_test(a_reason_as_long_as_can_be_of_what_takes_most_room_fits),
		cmocka_unit_test(damage_is_named_and_nothing_is_read),
		cmocka_unit_test(too_many_are_refused),
		cmocka_unit_test(no_file_is_no_damage),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
