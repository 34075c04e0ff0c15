/* SPDX-License-Identifier: MIT */
/*
 * What may be wrong with the file, and what the history makes of it.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>

#include "history-rig.h"

static void run(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(rig.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void overwrite(long at, const char *with, size_t size)
{
	FILE *f = fopen(rig.path, "r+");

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_equal(fwrite(with, size, 1, f), 1);
	assert_int_equal(fclose(f), 0);
}

/* Files in the folder whose names begin so; the last one's path */
static unsigned files(const char *prefix, char path[512])
{
	DIR *folder = opendir(rig.folder);
	struct dirent *entry;
	unsigned n = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		snprintf(path, 512, "%s/%s", rig.folder, entry->d_name);
		n++;
	}
	closedir(folder);
	return n;
}

/* It was told once, kept under a dated name, and another was begun that works. */
static void assert_set_aside(const char *words)
{
	char path[512];

	begin();
	tick();
	assert_int_equal(rig.damaged, 1);
	assert_int_equal(rig.unsaved, 0);
	if (!strstr(rig.told, words))
		fail_msg("\"%s\" does not say \"%s\"", rig.told, words);
	assert_int_equal(files("history.db.damaged-20250115-", path), 1);
	assert_non_null(strstr(rig.told, path));
	upright(100);
	assert_int_equal(sat(), 100);
	end();
	assert_int_equal(in_file("SELECT sum(good_upright) FROM days"), 100);
	begin();
	tick();
	assert_int_equal(rig.damaged, 1);
}

static void what_is_no_database_is_set_aside(void **state)
{
	(void)state;
	upright(10);
	end();
	overwrite(0, "This is no database, it is a letter", 35);
	assert_set_aside("not a database");
}

static void a_page_that_is_not_whole_is_set_aside(void **state)
{
	char junk[512];

	(void)state;
	upright(20000);
	end();
	memset(junk, 0x5a, sizeof(junk));
	overwrite(512 * 9, junk, sizeof(junk));
	assert_set_aside("history.db: ");
}

static void a_file_that_was_cut_is_set_aside(void **state)
{
	(void)state;
	upright(20000);
	end();
	assert_return_code(truncate(rig.path, 512 * 12), errno);
	assert_set_aside("history.db: ");
}

static void a_newer_plumbds_file_is_set_aside_untouched(void **state)
{
	char path[512];

	(void)state;
	upright(10);
	end();
	run("PRAGMA user_version = 99");
	assert_set_aside("of version 99, this plumbd knows 2");
	files("history.db.damaged-", path);
	end();
	assert_return_code(rename(path, rig.path), errno);
	assert_int_equal(in_file("PRAGMA user_version"), 99);
	assert_int_equal(in_file("SELECT sum(good_upright) FROM days"), 10);
	assert_return_code(unlink(rig.path), errno);
	begin();
}

static void a_file_whose_tables_are_gone_is_set_aside_when_it_shows(void **state)
{
	(void)state;
	upright(10);
	end();
	run("DROP TABLE hours");
	begin();
	tick();
	upright(100);
	assert_int_equal(rig.damaged, 0);
	upright(200);
	assert_int_equal(rig.damaged, 1);
	/* what was gathered is written to the new one */
	upright(300);
	assert_int_equal(sat(), 600);
}

static void what_lies_in_the_log_alone_is_kept_with_the_file(void **state)
{
	char path[512];
	sqlite3 *db;

	(void)state;
	end();
	assert_int_equal(sqlite3_open(rig.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 98", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(files("history.db-wal", path), 1);
	assert_set_aside("of version 98");
	files("history.db.damaged-", path);
	end();
	assert_return_code(rename(path, rig.path), errno);
	assert_int_equal(in_file("PRAGMA user_version"), 98);
	assert_return_code(unlink(rig.path), errno);
	begin();
}

static void an_old_file_is_brought_up_and_keeps_what_it_has(void **state)
{
	char sql[4096];

	(void)state;
	end();
	assert_return_code(unlink(rig.path), errno);
	snprintf(sql, sizeof(sql), "%s; PRAGMA user_version = 1", store_steps[0]);
	run(sql);
	run("INSERT INTO days VALUES (20000, 11,0,0,0,0,0,0,0,0,0,0,0, 0,0,0, 3, 2, 1, 5)");
	begin();
	tick();
	slouch(20);
	assert_int_equal(days(), 2);
	assert_int_equal(rig.sums[0].number, 20000);
	assert_int_equal(history_good(rig.sums[0].sec), 11);
	assert_int_equal(rig.sums[0].alerts, 2);
	assert_int_equal(spells(), 1);
	assert_int_equal(rig.damaged + rig.unsaved, 0);
	end();
	assert_int_equal(in_file("PRAGMA user_version"), store_version);
	begin();
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	assert_return_code(getrlimit(RLIMIT_FSIZE, &limit), errno);
	limit.rlim_cur = bytes;
	assert_return_code(setrlimit(RLIMIT_FSIZE, &limit), errno);
}

static void a_full_disk_is_told_once_and_nothing_is_lost(void **state)
{
	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	upright(300);
	limit_files(512);
	upright(3000);
	slouch(20);
	upright(1);
	assert_int_equal(rig.unsaved, 1);
	assert_non_null(strstr(rig.told, rig.path));
	assert_int_equal(sat(), 3321);
	assert_int_equal(spells(), 1);
	limit_files(RLIM_INFINITY);
	upright(100);
	kill_it();
	tick();
	assert_in_range(sat(), 3321, 3421);
	assert_int_equal(spells(), 1);
	assert_int_equal(rig.unsaved, 1);
}

static void an_outage_keeps_the_last_day(void **state)
{
	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	limit_files(512);
	upright(86400 + 7200);
	assert_int_equal(rig.unsaved, 1);
	limit_files(RLIM_INFINITY);
	upright(70);
	assert_in_range(sat(), 86300, 86500);
	/* and is told again when it comes back */
	limit_files(512);
	upright(400);
	assert_int_equal(rig.unsaved, 2);
	limit_files(RLIM_INFINITY);
}

static void another_program_that_holds_the_file_is_named_and_waited_for(void **state)
{
	char why[256];
	sqlite3 *other;

	(void)state;
	end();
	assert_int_equal(sqlite3_open(rig.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN; SELECT count(*) FROM days", NULL, NULL, NULL),
			 SQLITE_OK);
	begin();
	upright(100);
	assert_int_equal(rig.unsaved, 1);
	assert_int_equal(rig.damaged, 0);
	assert_non_null(strstr(rig.told, "another program"));
	assert_int_equal(history_days(rig.history, 0, INT32_MAX, keep_sums, NULL), HISTORY_E_NONE);
	history_trouble(rig.history, why, sizeof(why));
	assert_non_null(strstr(why, "another program"));
	assert_non_null(strstr(why, "tried again"));
	sqlite3_close(other);
	upright(100);
	assert_int_equal(sat(), 199);
	assert_int_equal(rig.unsaved, 1);
}

static void a_folder_that_is_not_there_is_told_and_waited_for(void **state)
{
	char command[256];

	(void)state;
	end();
	snprintf(command, sizeof(command), "mv %1$s %1$s-gone", rig.folder);
	assert_int_equal(system(command), 0);
	begin();
	upright(200);
	assert_int_equal(rig.unsaved, 1);
	snprintf(command, sizeof(command), "mv %1$s-gone %1$s", rig.folder);
	assert_int_equal(system(command), 0);
	upright(100);
	assert_int_equal(sat(), 299);
}

static void nobody_else_may_read_the_file(void **state)
{
	struct stat st;

	(void)state;
	end();
	assert_return_code(unlink(rig.path), errno);
	umask(0027);
	begin();
	tick();
	upright(300);
	assert_return_code(stat(rig.path, &st), errno);
	assert_int_equal(st.st_mode & 0777, 0640);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIGGED(what_is_no_database_is_set_aside),
		RIGGED(a_page_that_is_not_whole_is_set_aside),
		RIGGED(a_file_that_was_cut_is_set_aside),
		RIGGED(a_newer_plumbds_file_is_set_aside_untouched),
		RIGGED(a_file_whose_tables_are_gone_is_set_aside_when_it_shows),
		RIGGED(what_lies_in_the_log_alone_is_kept_with_the_file),
		RIGGED(an_old_file_is_brought_up_and_keeps_what_it_has),
		RIGGED(a_full_disk_is_told_once_and_nothing_is_lost),
		RIGGED(an_outage_keeps_the_last_day),
		RIGGED(another_program_that_holds_the_file_is_named_and_waited_for),
		RIGGED(a_folder_that_is_not_there_is_told_and_waited_for),
		RIGGED(nobody_else_may_read_the_file),
	};

	return cmocka_run_group_tests_name("history-file", tests, NULL, NULL);
}
