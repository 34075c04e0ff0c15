/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lines.h"

/* A file of that content, open for reading by lines. */
static void open_text(struct lines *l, const char *text, size_t len)
{
	char path[] = "/tmp/test-ctl-lines.XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	assert_int_equal(lines_open(l, path), 0);
	unlink(path);
}

static void expect_line(struct lines *l, const char *text)
{
	const char *line;
	size_t len;

	assert_int_equal(lines_next(l, &line, &len), 1);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(line, text, len);
}

static void expect_end(struct lines *l, int r)
{
	const char *line;
	size_t len;

	assert_int_equal(lines_next(l, &line, &len), r);
	lines_close(l);
}

static void lines_come_without_their_ends(void **state)
{
	struct lines l;

	(void)state;
	open_text(&l, "a\n\nbc\n", 6);
	expect_line(&l, "a");
	assert_int_equal(l.number, 1);
	expect_line(&l, "");
	expect_line(&l, "bc");
	assert_int_equal(l.number, 3);
	expect_end(&l, 0);
}

static void the_last_line_may_lack_its_end(void **state)
{
	struct lines l;

	(void)state;
	open_text(&l, "a\nb", 3);
	expect_line(&l, "a");
	expect_line(&l, "b");
	expect_end(&l, 0);
}

static void an_empty_file_has_no_line(void **state)
{
	struct lines l;

	(void)state;
	open_text(&l, "", 0);
	expect_end(&l, 0);
}

/* 300000 lines are more than one buffer: some lie across two readings. */
static void long_files_lose_nothing_between_readings(void **state)
{
	const unsigned n = 300000;
	char *text = malloc(n * 8 + 1), want[16];
	struct lines l;

	(void)state;
	assert_non_null(text);
	for (unsigned i = 0; i < n; i++)
		sprintf(text + i * 8, "%07u\n", i);
	open_text(&l, text, n * 8);
	free(text);
	for (unsigned i = 0; i < n; i++) {
		sprintf(want, "%07u", i);
		expect_line(&l, want);
	}
	expect_end(&l, 0);
}

static void an_endless_line_is_refused(void **state)
{
	const size_t n = (1 << 20) + 1;
	char *text = malloc(n);
	struct lines l;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', n);
	open_text(&l, text, n);
	free(text);
	expect_end(&l, -EMSGSIZE);
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	struct lines l;

	(void)state;
	assert_int_equal(lines_open(&l, "/nowhere/at/all"), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_without_their_ends),
		cmocka_unit_test(the_last_line_may_lack_its_end),
		cmocka_unit_test(an_empty_file_has_no_line),
		cmocka_unit_test(long_files_lose_nothing_between_readings),
		cmocka_unit_test(an_endless_line_is_refused),
		cmocka_unit_test(a_file_that_is_not_there_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
