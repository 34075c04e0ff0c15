/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "carefile.h"

#define KILLS 50

static char folder[] = "/tmp/test-carefile-XXXXXX";
static char file[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/care.conf", folder);
	return 0;
}

static int remove_folder(void **state)
{
	char command[96];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* No member is 0 or like another, but for the limits; @seed tells two of them apart. */
static struct care_memory full_memory(unsigned seed)
{
	struct care_memory m;

	memset(&m, 0, sizeof(m));
	m.heat_begin_sec = 1700000000 + seed;
	m.heat_elapsed_us = 600000001;
	m.heat_saved_sec = 1700000602;
	m.heat_end_sec = 253402300799;
	m.heat_day = 19675;
	m.heat_sessions = 2;
	m.massage_day = 19670;
	m.massage_told_day = 19674;
	m.stretch_day = 19673;
	m.stretches = 5;
	m.stretch_told_sec = 1699999999;
	m.exercise = UINT32_MAX;
	m.posture_told_day = 19672;
	m.professional_told_day = 2932896;
	m.professional_told = 7;
	m.row_day = 19601;
	m.row_severity = 10;
	for (unsigned i = 0; i < POSTURE_COUNT; i++) {
		m.hint_day[i] = 19000 + (int32_t)i;
		m.hint[i] = 30 + i;
	}
	for (unsigned i = 0; i < CARE_COUNT; i++)
		m.dismissed_until_sec[i] = 1700001000 + i;
	for (unsigned i = 0; i < CARE_KNOT_MAX; i++) {
		struct care_knot *k = &m.knot[i];

		k->day = 19500 + (int32_t)i;
		k->since_day = 19400 + (int32_t)i;
		k->severity = (uint8_t)(i % 11);
		memset(k->place, i % 2 ? '"' : '\\', CARE_PLACE_MAX - 1);
	}
	memset(m.knot[3].place, 0, CARE_PLACE_MAX);
	strcpy(m.knot[3].place, "R\xC3\xBC"
				"cken \"unten\"");
	for (unsigned i = 0; i < CARE_DAYS; i++) {
		m.day[i].day = 19600 + (int32_t)i;
		m.day[i].still_us = UINT64_C(1000000000000000) - i;
		for (unsigned p = 0; p < POSTURE_COUNT; p++)
			m.day[i].bad_us[p] = 100 * i + p + 1;
	}
	return m;
}

static void expect_on_disk(const struct care_memory *want)
{
	struct config_error error;
	struct care_memory got;

	memset(&got, 0xA5, sizeof(got));
	if (carefile_read(file, &got, &error) != 0)
		fail_msg("%s", error.text);
	assert_string_equal(error.text, "");
	assert_memory_equal(&got, want, sizeof(got));
}

static void all_of_it_comes_back_as_written(void **state)
{
	struct care_memory m = full_memory(1);

	(void)state;
	assert_int_equal(carefile_write(file, &m), 0);
	expect_on_disk(&m);
}

static void nothing_comes_back_as_nothing(void **state)
{
	struct care_memory m;

	(void)state;
	memset(&m, 0, sizeof(m));
	assert_int_equal(carefile_write(file, &m), 0);
	expect_on_disk(&m);
}

static void what_is_free_stands_before_the_oldest(void **state)
{
	struct care_memory m;

	(void)state;
	memset(&m, 0, sizeof(m));
	m.knot[CARE_KNOT_MAX - 2] = (struct care_knot){ 5, 4, 3, "hip" };
	m.knot[CARE_KNOT_MAX - 1] = (struct care_knot){ 6, 6, 0, "neck" };
	m.day[CARE_DAYS - 1] = (struct care_day){ .day = 6, .still_us = 7 };
	assert_int_equal(carefile_write(file, &m), 0);
	expect_on_disk(&m);
}

static void an_endless_session_is_written_as_the_longest_that_can_be_read(void **state)
{
	struct config_error error;
	struct care_memory m;

	(void)state;
	memset(&m, 0, sizeof(m));
	m.heat_elapsed_us = UINT64_MAX;
	assert_int_equal(carefile_write(file, &m), 0);
	assert_int_equal(carefile_read(file, &m, &error), 0);
	assert_int_equal(m.heat_elapsed_us, UINT64_C(1000000000000000));
}

static void no_file_is_enoent_and_a_folder_is_none(void **state)
{
	struct config_error error;
	struct care_memory m = full_memory(1), before = m;

	(void)state;
	unlink(file);
	assert_int_equal(carefile_read(file, &m, &error), -ENOENT);
	assert_int_equal(carefile_read(folder, &m, &error), -EISDIR);
	assert_memory_equal(&m, &before, sizeof(m));
	assert_int_equal(carefile_write("/nowhere/care.conf", &m), -ENOENT);
}

/* A file that is right but for one thing: in its text, @from is replaced by @to. */
static void write_bent(const char *from, const char *to)
{
	struct care_memory m;
	char text[16384], *at;
	FILE *f;
	size_t n;

	memset(&m, 0, sizeof(m));
	m.knot[CARE_KNOT_MAX - 1] = (struct care_knot){ 6, 5, 4, "neck" };
	m.day[CARE_DAYS - 1] = (struct care_day){ .day = 6, .still_us = 7 };
	assert_int_equal(carefile_write(file, &m), 0);
	f = fopen(file, "r");
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	at = strstr(text, from);
	if (!at)
		fail_msg("nothing reads \"%s\"", from);
	f = fopen(file, "w");
	fprintf(f, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	fclose(f);
}

static void every_damage_is_named(void **state)
{
	/* clang-format off */
	static const struct {
		const char *from, *to, *reason;
	} rows[] = {
		{ "version = 1;", "", ": version is missing" },
		{ "version = 1;", "version = \"1\";",
		  ":2: version: must be a number, not a string" },
		{ "version = 1;", "version = 2; moods = 1;",
		  ":2: version: the file is of version 2; this program reads version 1" },
		{ "version = 1;", "version = 1; moods = 1;", ":2: moods: no such key" },
		{ "heat_begin = 0L;", "", ": heat_begin is missing" },
		{ "heat_begin = 0L;", "heat_begin = 0L; heat_begin = 0L;",
		  ":3: duplicate setting name" },
		{ "heat_begin = 0L;", "heat_begin = true;",
		  ":3: heat_begin: must be a number, not true or false" },
		{ "heat_begin = 0L;", "heat_begin = 1.5;",
		  ":3: heat_begin: must be a whole number, not 1.5" },
		{ "heat_begin = 0L;", "heat_begin = -1L;",
		  ":3: heat_begin: -1 is out of range (0 .. 253402300799)" },
		{ "heat_begin = 0L;", "heat_begin = 253402300800L;",
		  ":3: heat_begin: 253402300800 is out of range (0 .. 253402300799)" },
		{ "heat_elapsed_us = 0L;", "heat_elapsed_us = 1000000000000001L;",
		  ":4: heat_elapsed_us: 1e+15 is out of range (0 .. 1e+15)" },
		{ "heat_day = 0;", "heat_day = 2932897;",
		  ":7: heat_day: 2932897 is out of range (0 .. 2932896)" },
		{ "heat_sessions = 0L;", "heat_sessions = 4294967296L;",
		  ":8: heat_sessions: 4294967296 is out of range (0 .. 4294967295)" },
		{ "row_severity = 0;", "row_severity = 11;",
		  ":22: row_severity: 11 is out of range (0 .. 10)" },
		{ "dismissed_until = [ 0L, ", "dismissed_until = [ ",
		  ":20: dismissed_until: has 4 numbers, not 5" },
		{ "hint_day = [ 0, ", "hint_day = [ 0, 0, ",
		  ":16: hint_day: has 8 numbers, not 7" },
		{ "hint_day = [ 0, ", "hint_day = [ -1, ",
		  ":16: hint_day[0]: -1 is out of range (0 .. 2932896)" },
		{ "hint_day = [ 0, 0, 0, 0, 0, 0, 0 ]", "hint_day = 0",
		  ":16: hint_day: must be a list of numbers, not a number" },
		{ "knots = (", "knights = (", ":23: knights: no such key" },
		{ "days = (", "day = (", ":26: day: no such key" },
		{ "place = \"neck\"; }", "place = \"neck\"; mood = 1; }",
		  ":24: knots[0].mood: no such key" },
		{ "place = \"neck\"; }", "}", ":24: knots[0]: place is missing" },
		{ "place = \"neck\"; }", "place = 1; }",
		  ":24: knots[0].place: must be a string, not a number" },
		{ "place = \"neck\"; }", "place = \"\"; }",
		  ":24: knots[0].place: \"\" is no place; 1 to 23 bytes of text" },
		{ "place = \"neck\"; }", "place = \"left\\nneck\"; }",
		  ":24: knots[0].place: \"left?neck\" is no place; 1 to 23 bytes of text" },
		{ "severity = 4;", "severity = 11;",
		  ":24: knots[0].severity: 11 is out of range (0 .. 10)" },
		{ "{ day = 6; since", "{ day = \"6\"; since",
		  ":24: knots[0].day: must be a number, not a string" },
		{ "{ day = 6; still_us = 7L;", "{ day = 6;", ":27: days[0]: still_us is missing" },
		{ "bad_us = [ 0L, ", "bad_us = [ ", ":27: days[0].bad_us: has 6 numbers, not 7" },
		{ "days = (", "days = ( { }, { }, { }, { }, { }, { }, { },",
		  ":26: days: 8 entries; 7 are possible" },
		{ "days = (", "days = ( 1, ", ":26: days[0]: must be a group { }, not a number" },
	};
	/* clang-format on */
	struct care_memory got = full_memory(1), before = got;
	struct config_error error;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t n = strlen(file);
		int r;

		write_bent(rows[i].from, rows[i].to);
		r = carefile_read(file, &got, &error);
		if (r != CAREFILE_E_DAMAGED || strncmp(error.text, file, n) != 0 ||
		    strcmp(error.text + n, rows[i].reason) != 0)
			fail_msg("row %zu: %d, expected: %s\n     said:     %s", i, r,
				 rows[i].reason, error.text + n);
		assert_memory_equal(&got, &before, sizeof(got));
	}
}

static void every_torn_file_is_damage(void **state)
{
	struct care_memory m = full_memory(1), got;
	struct config_error error;
	struct stat st;

	(void)state;
	assert_int_equal(carefile_write(file, &m), 0);
	assert_int_equal(stat(file, &st), 0);
	/* all but the last bytes ";\n", which libconfig does not need */
	for (off_t size = st.st_size - 3; size >= 0; size -= 31) {
		assert_int_equal(truncate(file, size), 0);
		assert_int_equal(carefile_read(file, &got, &error), CAREFILE_E_DAMAGED);
	}
}

static void write_for_ever(const struct care_memory *a, const struct care_memory *b)
{
	for (;;) {
		if (carefile_write(file, a) < 0 || carefile_write(file, b) < 0)
			_exit(1);
	}
}

static void a_kill_at_any_moment_leaves_the_old_or_the_new_whole(void **state)
{
	struct care_memory a = full_memory(1), b = full_memory(2), got;
	struct config_error error;

	(void)state;
	assert_int_equal(carefile_write(file, &a), 0);
	for (unsigned i = 0; i < KILLS; i++) {
		struct timespec a_moment = { .tv_nsec = 100000 + i * 37000 };
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0)
			write_for_ever(&a, &b);
		nanosleep(&a_moment, NULL);
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status));
		if (carefile_read(file, &got, &error) != 0)
			fail_msg("kill %u: %s", i, error.text);
		assert_true(memcmp(&got, &a, sizeof(a)) == 0 || memcmp(&got, &b, sizeof(b)) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_comes_back_as_written),
		cmocka_unit_test(nothing_comes_back_as_nothing),
		cmocka_unit_test(what_is_free_stands_before_the_oldest),
		cmocka_unit_test(an_endless_session_is_written_as_the_longest_that_can_be_read),
		cmocka_unit_test(no_file_is_enoent_and_a_folder_is_none),
		cmocka_unit_test(every_damage_is_named),
		cmocka_unit_test(every_torn_file_is_damage),
		cmocka_unit_test(a_kill_at_any_moment_leaves_the_old_or_the_new_whole),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
