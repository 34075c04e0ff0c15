/* SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "wholefile.h"

static int enter_folder(void **state)
{
	char folder[] = "/tmp/plumb-wholefile-XXXXXX";

	if (!mkdtemp(folder) || chdir(folder) < 0)
		return -1;
	*state = strdup(folder);
	return 0;
}

static int leave_folder(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", (char *)*state);
	free(*state);
	return chdir("/") < 0 || system(command);
}

static void expect(const char *path, const char *text)
{
	char got[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(got, 1, sizeof(got) - 1, f) < sizeof(got));
	fclose(f);
	assert_string_equal(got, text);
}

static unsigned files(void)
{
	DIR *d = opendir(".");
	unsigned n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void a_new_file_holds_the_text_with_the_usual_mode(void **state)
{
	struct stat st;

	(void)state;
	umask(027);
	assert_int_equal(wholefile_write("new", "text", 4, false), 0);
	umask(022);
	expect("new", "text");
	assert_int_equal(stat("new", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(files(), 1);
}

static void what_is_there_stays_unless_forced(void **state)
{
	(void)state;
	assert_int_equal(wholefile_write("new", "other", 5, false), -EEXIST);
	expect("new", "text");
	assert_int_equal(wholefile_write("new", "other", 5, true), 0);
	expect("new", "other");
	assert_int_equal(files(), 1);
}

static void a_link_stays_a_link(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(symlink("new", "link"), 0);
	assert_int_equal(wholefile_write("link", "x", 1, false), -EEXIST);
	assert_int_equal(wholefile_write("link", "through", 7, true), 0);
	assert_int_equal(lstat("link", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	expect("new", "through");
	assert_int_equal(symlink("nowhere", "broken"), 0);
	assert_int_equal(wholefile_write("broken", "x", 1, false), -EEXIST);
	assert_int_equal(files(), 3);
}

static void a_device_or_pipe_is_written_to_and_stays(void **state)
{
	struct stat st;
	char got[8] = "";
	int end;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	end = open("pipe", O_RDWR);
	assert_true(end >= 0);
	assert_int_equal(wholefile_write("pipe", "flows", 5, false), 0);
	assert_int_equal(read(end, got, sizeof(got) - 1), 5);
	assert_string_equal(got, "flows");
	close(end);
	assert_int_equal(wholefile_write("/dev/null", "gone", 4, true), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void what_cannot_be_written_leaves_nothing(void **state)
{
	unsigned before = files();

	(void)state;
	assert_int_equal(wholefile_write("none/new", "x", 1, false), -ENOENT);
	assert_int_equal(wholefile_write(".", "x", 1, true), -EISDIR);
	assert_int_equal(wholefile_write("/dev/full", "x", 1, true), -ENOSPC);
	assert_int_equal(files(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_file_holds_the_text_with_the_usual_mode),
		cmocka_unit_test(what_is_there_stays_unless_forced),
		cmocka_unit_test(a_link_stays_a_link),
		cmocka_unit_test(a_device_or_pipe_is_written_to_and_stays),
		cmocka_unit_test(what_cannot_be_written_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
