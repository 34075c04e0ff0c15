/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "blob.h"

static char path[64];

static int set_up(void **state)
{
	(void)state;
	strcpy(path, "/tmp/plumb-blob-XXXXXX");
	return close(mkstemp(path));
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

static void fill(size_t n)
{
	assert_int_equal(truncate(path, (off_t)n), 0);
}

static void a_file_is_read_as_a_whole_when_it_fits(void **state)
{
	static const size_t sizes[] = { 0, 1, 328, 8191, 8192 };
	uint8_t buf[8192];
	size_t n;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		fill(sizes[i]);
		memset(buf, 0x5A, sizeof buf);
		assert_int_equal(blob_read(path, buf, sizeof buf, &n), 0);
		assert_int_equal(n, sizes[i]);
		for (size_t k = 0; k < sizeof buf; k++)
			assert_int_equal(buf[k], k < n ? 0 : 0x5A);
	}
}

static void a_file_that_is_longer_is_refused(void **state)
{
	uint8_t buf[8192];
	size_t n = 77;

	(void)state;
	fill(8193);
	assert_int_equal(blob_read(path, buf, sizeof buf, &n), -EFBIG);
	assert_int_equal(n, 77);
}

static void what_is_no_file_says_so(void **state)
{
	uint8_t buf[8];
	size_t n = 77;

	(void)state;
	assert_int_equal(blob_read("", buf, sizeof buf, &n), -ENOENT);
	assert_int_equal(blob_read("/nowhere/bmi270", buf, sizeof buf, &n), -ENOENT);
	assert_int_equal(blob_read("/tmp", buf, sizeof buf, &n), -EISDIR);
	assert_int_equal(n, 77);
}

static void a_pipe_in_its_place_does_not_hold_us_up(void **state)
{
	uint8_t buf[8];
	size_t n;

	(void)state;
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(blob_read(path, buf, sizeof buf, &n), 0);
	assert_int_equal(n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_is_read_as_a_whole_when_it_fits),
		TEST(a_file_that_is_longer_is_refused),
		TEST(what_is_no_file_says_so),
		TEST(a_pipe_in_its_place_does_not_hold_us_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
