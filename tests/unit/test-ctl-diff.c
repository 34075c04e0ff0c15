/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "diff.h"
#include "fixed.h"

#define NAMES "--- a\n+++ b\n"

static void expect(const char *before, const char *after, const char *wanted)
{
	char *got = NULL;
	size_t size;
	FILE *out = open_memstream(&got, &size);

	assert_non_null(out);
	assert_int_equal(diff_print(out, "a", "b", before, after), 0);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(got, wanted);
	free(got);
}

static void the_same_has_no_difference(void **state)
{
	(void)state;
	expect("", "", "");
	expect("a\nb", "a\nb", "");
}

static void a_line_changes_amid_three_of_context(void **state)
{
	(void)state;
	expect("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n",
	       NAMES "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
}

static void lines_come_and_go_at_either_end(void **state)
{
	(void)state;
	expect("", "a\n", NAMES "@@ -0,0 +1 @@\n+a\n");
	expect("a\n", "", NAMES "@@ -1 +0,0 @@\n-a\n");
	expect("b\n", "a\nb\n", NAMES "@@ -1 +1,2 @@\n+a\n b\n");
	expect("a\nb\n", "a\nb\nc\nd\n", NAMES "@@ -1,2 +1,4 @@\n a\n b\n+c\n+d\n");
}

static void changes_close_by_share_a_hunk(void **state)
{
	(void)state;
	expect("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	       NAMES "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
	expect("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	       NAMES "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
		     "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

static void a_last_line_without_its_end_is_told(void **state)
{
	(void)state;
	expect("a", "a\n", NAMES "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
	expect("a\nb", "A\nb", NAMES "@@ -1,2 +1,2 @@\n-a\n+A\n b\n\\ No newline at end of file\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_has_no_difference),
		cmocka_unit_test(a_line_changes_amid_three_of_context),
		cmocka_unit_test(lines_come_and_go_at_either_end),
		cmocka_unit_test(changes_close_by_share_a_hunk),
		cmocka_unit_test(a_last_line_without_its_end_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
