/* SPDX-License-Identifier: MIT */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* unshare() */
#endif
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "poses.h"
#include "statefile.h"

#define KILLS  50
#define NOBODY 65534

static char folder[] = "/tmp/test-poses-XXXXXX";
static char file[64], new_file[72];

/* fsync() of this program: the real one, but for the call that is told to fail. */
static unsigned fsync_calls, fsync_fails_at;

int fsync(int fd)
{
	if (++fsync_calls == fsync_fails_at) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/poses.conf", folder);
	snprintf(new_file, sizeof(new_file), "%s.new", file);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

/* Between two tests: no file, no trick. */
static int clean(void **state)
{
	(void)state;
	unlink(file);
	unlink(new_file);
	fsync_calls = 0;
	fsync_fails_at = 0;
	return 0;
}

static unsigned files_in_folder(void)
{
	DIR *dir = opendir(folder);
	unsigned n = 0;

	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir))
		n += e->d_name[0] != '.';
	closedir(dir);
	return n;
}

/* As full as a set can be; @seed tells two of them apart. */
static struct pose_set full_set(unsigned seed)
{
	struct pose_set set = { .n = POSE_MAX };

	for (unsigned i = 0; i < POSE_MAX; i++) {
		struct pose *p = &set.pose[i];

		memset(p->name, 'a', POSE_NAME_MAX - 1);
		p->name[POSE_NAME_MAX - 2] = (char)('a' + i);
		p->posture = POSTURE_UPRIGHT + i % (POSTURE_COUNT - 1);
		p->good = i % 2;
		p->learned_sec = INT64_C(1700000000) + seed * 100 + i;
		p->grade = (uint8_t)(i * 6);
		p->spread_cdeg = (uint16_t)(i * 1000);
		p->stance.sensors = 1 + i % 3;
		if (p->stance.sensors & SENSOR_BIT(SENSOR_UPPER))
			p->stance.up[SENSOR_UPPER] = (struct dir3){ -16384, (int16_t)i, 0 };
		if (p->stance.sensors & SENSOR_BIT(SENSOR_LOWER))
			p->stance.up[SENSOR_LOWER] =
				(struct dir3){ 9459, -9459, (int16_t)(9459 + i) };
	}
	return set;
}

static bool same_pose(const struct pose *a, const struct pose *b)
{
	return strcmp(a->name, b->name) == 0 && a->posture == b->posture && a->good == b->good &&
	       a->learned_sec == b->learned_sec && a->grade == b->grade &&
	       a->spread_cdeg == b->spread_cdeg && a->stance.sensors == b->stance.sensors &&
	       memcmp(a->stance.up, b->stance.up, sizeof(a->stance.up)) == 0;
}

static bool same_set(const struct pose_set *a, const struct pose_set *b)
{
	if (a->n != b->n)
		return false;
	for (unsigned i = 0; i < a->n; i++) {
		if (!same_pose(&a->pose[i], &b->pose[i]))
			return false;
	}
	return true;
}

static void expect_on_disk(const struct pose_set *want)
{
	struct config_error error;
	struct pose_set set;

	if (poses_read(file, &set, &error) != 0)
		fail_msg("%s", error.text);
	assert_string_equal(error.text, "");
	assert_true(same_set(&set, want));
}

static void all_fields_come_back_as_written(void **state)
{
	struct pose_set set = full_set(1);

	(void)state;
	set.pose[0].learned_sec = 0;
	set.pose[1].learned_sec = INT64_C(253402300799);
	set.pose[2].grade = 100;
	set.pose[2].spread_cdeg = 18000;
	strcpy(set.pose[3].name, "x");
	assert_int_equal(poses_write(file, &set), 0);
	expect_on_disk(&set);
	assert_int_equal(files_in_folder(), 1);
}

static void no_poses_come_back_as_none(void **state)
{
	struct pose_set none = { .n = 0 };

	(void)state;
	assert_int_equal(poses_write(file, &none), 0);
	expect_on_disk(&none);
}

static void a_second_writing_replaces_the_first(void **state)
{
	struct pose_set a = full_set(1), b = full_set(2);

	(void)state;
	b.n = 3;
	assert_int_equal(poses_write(file, &a), 0);
	assert_int_equal(poses_write(file, &b), 0);
	expect_on_disk(&b);
}

static void the_file_is_not_for_everyone(void **state)
{
	struct pose_set set = full_set(1);
	mode_t before = umask(0);
	struct stat st;

	(void)state;
	assert_int_equal(poses_write(file, &set), 0);
	umask(before);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void a_bare_name_is_written_here(void **state)
{
	struct pose_set set = full_set(1);
	char here[PATH_MAX];

	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(poses_write("poses.conf", &set), 0);
	assert_int_equal(chdir(here), 0);
	expect_on_disk(&set);
}

static void nothing_taught_yet_is_enoent(void **state)
{
	struct config_error error;
	struct pose_set set = full_set(1), before = set;

	(void)state;
	assert_int_equal(poses_read(file, &set, &error), -ENOENT);
	assert_non_null(strstr(error.text, "No such file"));
	assert_true(same_set(&set, &before));
	assert_int_equal(poses_read(folder, &set, &error), -EISDIR);
	assert_non_null(strstr(error.text, "Is a directory"));
}

#define HEAD       "version = 1;\n"
#define NAME       "name = \"up\"; "
#define WORD       "posture = \"upright\"; "
#define SORT       "good = true; "
#define WHEN       "learned = 1L; "
#define GRADE      "grade = 9; "
#define SPREAD     "spread_cdeg = 2; "
#define NAME_RULE  "1 to 31 of a-z, 0-9 and -, a letter first"
#define GOOD       NAME WORD SORT WHEN GRADE SPREAD
#define UPPER      "upper = [ 0, 0, 16384 ]; "
#define POSE(text) HEAD "poses = (\n{ " text " }\n);\n"

static void write_text(const char *text)
{
	FILE *f = fopen(file, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void expect_damaged(const char *text, const char *reason)
{
	struct config_error error;
	struct pose_set set = full_set(1), before = set;
	size_t n = strlen(file);
	int r;

	write_text(text);
	r = poses_read(file, &set, &error);
	if (r != POSES_E_DAMAGED || strncmp(error.text, file, n) != 0 ||
	    strcmp(error.text + n, reason) != 0)
		fail_msg("%s\n  %d, expected: %s\n     said:     %s", text, r, reason,
			 error.text + n);
	assert_true(same_set(&set, &before));
}

static void every_damage_is_named_with_its_line(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", ": version is missing" },
		{ "poses = ( );", ": version is missing" },
		{ "version = true;", ":1: version: must be a number, not true or false" },
		{ "\nversion = 2; moods = ( );",
		  ":2: version: the file is of version 2; this program reads version 1" },
		{ HEAD, ": poses is missing" },
		{ HEAD "poses = 5;", ":2: poses: must be a list ( ), not a number" },
		{ HEAD "poses = { };", ":2: poses: must be a list ( ), not a group { }" },
		{ HEAD "moods = 1;\nposes = ( );", ":2: moods: no such key" },
		{ HEAD "poses = ( 1 );", ":2: poses[0]: must be a group { }, not a number" },
		{ HEAD "poses = (", ":2: syntax error" },
		{ HEAD "poses = (\n{ name = \"up\"; posture = \"upr",
		  ":3: a string is never closed" },
		{ HEAD "version = 1;", ":2: duplicate setting name" },
		{ HEAD "poses = ( { name = \"up\"; name = \"up\"; } );",
		  ":2: duplicate setting name" },
		{ POSE(GOOD UPPER "mood = 1;"), ":3: poses[0].mood: no such key" },
		{ POSE(GOOD), ":3: poses[0]: a direction (upper, lower or both) is missing" },
		{ POSE(WORD SORT WHEN GRADE SPREAD UPPER), ":3: poses[0]: name is missing" },
		{ POSE(NAME SORT WHEN GRADE SPREAD UPPER), ":3: poses[0]: posture is missing" },
		{ POSE(NAME WORD WHEN GRADE SPREAD UPPER), ":3: poses[0]: good is missing" },
		{ POSE(NAME WORD SORT GRADE SPREAD UPPER), ":3: poses[0]: learned is missing" },
		{ POSE(NAME WORD SORT WHEN SPREAD UPPER), ":3: poses[0]: grade is missing" },
		{ POSE(NAME WORD SORT WHEN GRADE UPPER), ":3: poses[0]: spread_cdeg is missing" },
		{ POSE("name = 1;"), ":3: poses[0].name: must be a string, not a number" },
		{ POSE("name = \"\";"),
		  ":3: poses[0].name: \"\" is no name; " NAME_RULE },
		{ POSE("name = \"Up\\n\";"),
		  ":3: poses[0].name: \"Up?\" is no name; " NAME_RULE },
		{ POSE("name = \"a-name-of-thirty-two-characters-\";"),
		  ":3: poses[0].name: \"a-name-of-thirty-two-characters-\" is no name; "
		  NAME_RULE },
		{ POSE("posture = 1;"), ":3: poses[0].posture: must be a string, not a number" },
		{ POSE("posture = \"standing\";"),
		  ":3: poses[0].posture: \"standing\" is no posture a pose can have" },
		{ POSE("posture = \"unknown\";"),
		  ":3: poses[0].posture: \"unknown\" is no posture a pose can have" },
		{ POSE("good = 1;"), ":3: poses[0].good: must be true or false, not a number" },
		{ POSE("learned = \"now\";"),
		  ":3: poses[0].learned: must be a number, not a string" },
		{ POSE("learned = -1;"),
		  ":3: poses[0].learned: -1 is out of range (0 .. 253402300799)" },
		{ POSE("learned = 253402300800L;"),
		  ":3: poses[0].learned: 253402300800 is out of range (0 .. 253402300799)" },
		{ POSE("learned = 1.5;"), ":3: poses[0].learned: must be a whole number, not 1.5" },
		{ POSE("grade = true;"),
		  ":3: poses[0].grade: must be a number, not true or false" },
		{ POSE("grade = 101;"), ":3: poses[0].grade: 101 is out of range (0 .. 100)" },
		{ POSE("grade = -1;"), ":3: poses[0].grade: -1 is out of range (0 .. 100)" },
		{ POSE("spread_cdeg = 18001;"),
		  ":3: poses[0].spread_cdeg: 18001 is out of range (0 .. 18000)" },
		{ POSE("spread_cdeg = -1;"),
		  ":3: poses[0].spread_cdeg: -1 is out of range (0 .. 18000)" },
		{ POSE("spread_cdeg = 1e999;"),
		  ":3: poses[0].spread_cdeg: inf is out of range (0 .. 18000)" },
		{ POSE("upper = 5;"),
		  ":3: poses[0].upper: must be a list of three numbers, not a number" },
		{ POSE("upper = [ 0, 16384 ];"),
		  ":3: poses[0].upper: has 2 numbers; a direction has 3" },
		{ POSE("upper = [ 0, 16384, 0, 0 ];"),
		  ":3: poses[0].upper: has 4 numbers; a direction has 3" },
		{ POSE("upper = [ \"x\", \"y\", \"z\" ];"),
		  ":3: poses[0].upper[0]: must be a number, not a string" },
		{ POSE("upper = ( 0, 1.5, 16384 );"),
		  ":3: poses[0].upper[1]: must be a whole number, not 1.5" },
		{ POSE("upper = [ 0, 0, 32768 ];"),
		  ":3: poses[0].upper[2]: 32768 is out of range (-32768 .. 32767)" },
		{ POSE("lower = [ 0, 0, 0 ];"),
		  ":3: poses[0].lower: is 0 long; a direction is 16384 long" },
		{ POSE("lower = [ 0, 0, -16220 ];"),
		  ":3: poses[0].lower: is 16220 long; a direction is 16384 long" },
		{ POSE("lower = [ 0, 16548, 0 ];"),
		  ":3: poses[0].lower: is 16548 long; a direction is 16384 long" },
		{ POSE("lower = [ -32768, -32768, -32768 ];"),
		  ":3: poses[0].lower: is 56755 long; a direction is 16384 long" },
		{ HEAD "poses = ( { " GOOD UPPER "},\n{ " GOOD UPPER "} );",
		  ":3: poses[1].name: \"up\" is there already" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		expect_damaged(rows[i].text, rows[i].reason);
}

static void directions_may_be_a_hundredth_off(void **state)
{
	struct config_error error;
	struct pose_set set;

	(void)state;
	write_text(POSE(GOOD "upper = [ 0, 0, -16221 ]; lower = ( 0.0, 16547, 0 );"));
	assert_int_equal(poses_read(file, &set, &error), 0);
	assert_int_equal(set.pose[0].stance.up[SENSOR_UPPER].z_q14, -16221);
	assert_int_equal(set.pose[0].stance.up[SENSOR_LOWER].y_q14, 16547);
	assert_int_equal(set.pose[0].stance.sensors, 3);
}

static void one_pose_too_many_is_damage(void **state)
{
	char text[8192] = HEAD "poses = (";
	struct config_error error;
	struct pose_set set;

	(void)state;
	for (unsigned i = 0; i < POSE_MAX; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s\n{ name = \"p%u\"; posture = \"upright\"; good = true; learned = 1;"
			 " " GRADE SPREAD UPPER "}",
			 i > 0 ? "," : "", i);
	strcat(text, ");\n");
	write_text(text);
	assert_int_equal(poses_read(file, &set, &error), 0);
	assert_int_equal(set.n, POSE_MAX);
	strcpy(strrchr(text, ')'), ", { } );\n");
	expect_damaged(text, ":2: poses: 17 poses; 16 are possible");
}

static void every_torn_file_is_damage(void **state)
{
	struct pose_set set = full_set(1), got;
	struct config_error error;
	struct stat st;

	(void)state;
	assert_int_equal(poses_write(file, &set), 0);
	assert_int_equal(stat(file, &st), 0);
	/* all but the last bytes ";\n", which libconfig does not need */
	for (off_t size = st.st_size - 3; size >= 0; size -= 7) {
		assert_int_equal(truncate(file, size), 0);
		assert_int_equal(poses_read(file, &got, &error), POSES_E_DAMAGED);
	}
}

/* The write fails as a whole: the old poses stand and nothing lies about. */
static void expect_not_written(int r, const struct pose_set *old)
{
	struct pose_set set = full_set(2);

	assert_int_equal(poses_write(file, &set), r);
	expect_on_disk(old);
	assert_int_equal(files_in_folder(), 1);
}

static void a_write_cut_short_leaves_the_old_poses(void **state)
{
	struct pose_set old = full_set(1);
	struct rlimit before, tight;

	(void)state;
	assert_int_equal(poses_write(file, &old), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	for (rlim_t limit = 0; limit < 3000; limit += 1000) {
		tight = before;
		tight.rlim_cur = limit;
		assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
		expect_not_written(-EFBIG, &old);
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
}

static void a_file_that_does_not_reach_the_disk_is_dropped(void **state)
{
	struct pose_set old = full_set(1);

	(void)state;
	assert_int_equal(poses_write(file, &old), 0);
	assert_int_equal(fsync_calls, 2); /* the file's, the folder's */
	fsync_fails_at = fsync_calls + 1;
	expect_not_written(-EIO, &old);
}

static void a_folder_that_does_not_reach_the_disk_is_told(void **state)
{
	struct pose_set old = full_set(1), set = full_set(2);

	(void)state;
	assert_int_equal(poses_write(file, &old), 0);
	fsync_fails_at = fsync_calls + 2;
	assert_int_equal(poses_write(file, &set), -EIO);
	expect_on_disk(&set);
	assert_int_equal(files_in_folder(), 1);
}

static void a_missing_folder_is_told(void **state)
{
	struct pose_set set = full_set(1);
	char path[PATH_MAX + 16];

	(void)state;
	snprintf(path, sizeof(path), "%s/none/poses.conf", folder);
	assert_int_equal(poses_write(path, &set), -ENOENT);
	snprintf(path, sizeof(path), "%s/%.*s", folder, 252,
		 "poses-poses-poses-poses-poses-poses-"
		 "poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-"
		 "poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-"
		 "poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses-poses");
	assert_int_equal(poses_write(path, &set), -ENAMETOOLONG);
	memset(path, '/', PATH_MAX);
	strcpy(path + PATH_MAX, "poses.conf");
	assert_int_equal(poses_write(path, &set), -ENAMETOOLONG);
	assert_int_equal(files_in_folder(), 0);
}

static void a_name_taken_by_a_folder_is_told(void **state)
{
	struct pose_set old = full_set(1), set = full_set(2);

	(void)state;
	assert_int_equal(mkdir(file, 0700), 0);
	assert_int_equal(poses_write(file, &set), -EISDIR);
	assert_int_equal(files_in_folder(), 1);
	assert_int_equal(rmdir(file), 0);

	assert_int_equal(poses_write(file, &old), 0);
	assert_int_equal(mkdir(new_file, 0700), 0);
	assert_int_equal(poses_write(file, &set), -EISDIR);
	expect_on_disk(&old);
	assert_int_equal(rmdir(new_file), 0);
}

static void a_link_in_place_of_the_temporary_file_is_not_followed(void **state)
{
	struct pose_set set = full_set(1);
	char victim[80];

	(void)state;
	snprintf(victim, sizeof(victim), "%s/victim", folder);
	assert_int_equal(symlink(victim, new_file), 0);
	assert_int_equal(poses_write(file, &set), -ELOOP);
	assert_int_equal(access(victim, F_OK), -1);
	assert_int_equal(poses_write(file, &set), 0); /* the first attempt removed the link */
	expect_on_disk(&set);
}

static void what_a_killed_writer_left_is_overwritten(void **state)
{
	struct pose_set set = full_set(1);
	FILE *f = fopen(new_file, "w");

	(void)state;
	assert_non_null(f);
	for (unsigned i = 0; i < 10000; i++)
		fputs("rubbish ", f);
	fclose(f);
	assert_int_equal(poses_write(file, &set), 0);
	expect_on_disk(&set);
	assert_int_equal(files_in_folder(), 1);
}

static void a_folder_of_another_user_leaves_the_old_poses(void **state)
{
	struct pose_set old = full_set(1), set = full_set(2);
	uid_t me = geteuid();

	(void)state;
	assert_int_equal(poses_write(file, &old), 0);
	assert_int_equal(chmod(folder, 0555), 0);
	if (me == 0 && seteuid(NOBODY) != 0) {
		chmod(folder, 0700);
		skip(); /* root writes everywhere, and cannot be anybody else here */
	}
	assert_int_equal(poses_write(file, &set), -EACCES);
	assert_int_equal(seteuid(me), 0);
	assert_int_equal(chmod(folder, 0700), 0);
	expect_on_disk(&old);
	assert_int_equal(files_in_folder(), 1);
}

enum {
	FULL_HELD = 10,
	FULL_NO_MOUNT,
	FULL_FAILED
};

static void fill_the_disk(void)
{
	char path[80], page[4096] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/filler", folder);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	while (write(fd, page, sizeof(page)) > 0)
		;
	close(fd);
}

/* In a process of its own, with a small file system in the folder's place. */
static int write_to_a_full_disk(void)
{
	struct pose_set old = full_set(1), set = full_set(2), got;
	struct config_error error;

	if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", folder, "tmpfs", 0, "size=64k") != 0)
		return FULL_NO_MOUNT;
	if (poses_write(file, &old) != 0)
		return FULL_FAILED;
	fill_the_disk();
	if (poses_write(file, &set) != -ENOSPC || files_in_folder() != 2)
		return FULL_FAILED;
	return poses_read(file, &got, &error) == 0 && same_set(&got, &old) ? FULL_HELD
									   : FULL_FAILED;
}

static void a_full_disk_leaves_the_old_poses(void **state)
{
	pid_t pid;
	int status;

	(void)state;
	pid = fork();
	if (pid == 0)
		_exit(write_to_a_full_disk());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == FULL_NO_MOUNT)
		skip(); /* only root may mount; EFBIG above takes the same way */
	assert_int_equal(WEXITSTATUS(status), FULL_HELD);
}

/* Writes one set after the other until it is killed; one byte when it is at work. */
static void write_for_ever(int ready_fd)
{
	struct pose_set sets[] = { full_set(1), full_set(2) };

	for (unsigned i = 0;; i++) {
		if (poses_write(file, &sets[i % 2]) != 0)
			_exit(1);
		if (i == 0 && write(ready_fd, "", 1) != 1)
			_exit(1);
	}
}

static void kill_a_writer_after(unsigned loops)
{
	int ready[2], status;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		write_for_ever(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	/* a moment nobody chose: as long as so many system calls take */
	for (unsigned i = 0; i < loops; i++)
		syscall(SYS_getppid);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	close(ready[0]);
	close(ready[1]);
}

static void a_killed_writer_never_leaves_half_a_file(void **state)
{
	struct pose_set a = full_set(1), b = full_set(2), got;
	struct config_error error;
	unsigned random = 1, left_over = 0;

	(void)state;
	for (unsigned i = 0; i < KILLS; i++) {
		random = random * 1103515245 + 12345;
		kill_a_writer_after(random % 20000);
		if (poses_read(file, &got, &error) != 0)
			fail_msg("%s", error.text);
		assert_true(same_set(&got, &a) || same_set(&got, &b));
		assert_true(files_in_folder() <= 2);
		left_over += access(new_file, F_OK) == 0;
	}
	print_message("%u of %u left a temporary file\n", left_over, KILLS);
}

static void a_damaged_file_is_set_aside_by_its_time(void **state)
{
	char path[128], want[128];
	struct stat st;

	(void)state;
	write_text("rubbish");
	assert_int_equal(statefile_set_aside(file, 1700000000, path, sizeof(path)), 0);
	snprintf(want, sizeof(want), "%s.damaged-20231114-221320", file);
	assert_string_equal(path, want);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, strlen("rubbish"));
	assert_int_equal(access(file, F_OK), -1);

	write_text("more");
	assert_int_equal(statefile_set_aside(file, 1700000000, path, sizeof(path)), -EEXIST);
	assert_int_equal(access(file, F_OK), 0);
	assert_int_equal(stat(want, &st), 0);
	assert_int_equal(st.st_size, strlen("rubbish"));
	unlink(want);
}

static void setting_aside_tells_what_fails(void **state)
{
	char path[128];
	size_t fits = strlen(file) + sizeof(".damaged-20231114-221320");

	(void)state;
	assert_int_equal(statefile_set_aside(file, 1700000000, path, sizeof(path)), -ENOENT);
	write_text("rubbish");
	assert_int_equal(statefile_set_aside(file, 1700000000, path, fits - 1), -ENAMETOOLONG);
	assert_int_equal(statefile_set_aside(file, INT64_MAX, path, sizeof(path)), -EOVERFLOW);
	assert_int_equal(access(file, F_OK), 0);
	assert_int_equal(statefile_set_aside(file, 1700000000, path, fits), 0);
	unlink(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clean, clean)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(all_fields_come_back_as_written),
		TEST(no_poses_come_back_as_none),
		TEST(a_second_writing_replaces_the_first),
		TEST(the_file_is_not_for_everyone),
		TEST(a_bare_name_is_written_here),
		TEST(nothing_taught_yet_is_enoent),
		TEST(every_damage_is_named_with_its_line),
		TEST(directions_may_be_a_hundredth_off),
		TEST(one_pose_too_many_is_damage),
		TEST(every_torn_file_is_damage),
		TEST(a_write_cut_short_leaves_the_old_poses),
		TEST(a_file_that_does_not_reach_the_disk_is_dropped),
		TEST(a_folder_that_does_not_reach_the_disk_is_told),
		TEST(a_missing_folder_is_told),
		TEST(a_name_taken_by_a_folder_is_told),
		TEST(a_link_in_place_of_the_temporary_file_is_not_followed),
		TEST(what_a_killed_writer_left_is_overwritten),
		TEST(a_folder_of_another_user_leaves_the_old_poses),
		TEST(a_full_disk_leaves_the_old_poses),
		TEST(a_killed_writer_never_leaves_half_a_file),
		TEST(a_damaged_file_is_set_aside_by_its_time),
		TEST(setting_aside_tells_what_fails),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
