/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <libconfig.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config.h"
#include "conffile.h"
#include "imu.h"
#include "schema.h"

#ifndef CORPUS_DIR
#define CORPUS_DIR SOURCE_DIR "/tests/config-corpus"
#endif
#define SHIPPED_FILE SOURCE_DIR "/config/plumbd.conf"
#define ONE          DIR_ONE_Q14

static char folder[] = "/tmp/test-config-XXXXXX";
static char file[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(file, sizeof(file), "%s/plumbd.conf", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(file);
	return rmdir(folder);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

/* The file as text, to be freed. */
static char *read_file(const char *path)
{
	char *text;
	size_t size;

	if (conffile_slurp(path, &text, &size) != 0)
		fail_msg("cannot read %s", path);
	return text;
}

static void load(const char *text, struct config *config)
{
	struct config_error error;

	write_file(file, text);
	if (config_load(file, config, &error) != 0)
		fail_msg("%s", error.text);
	assert_string_equal(error.text, "");
}

static void expect_refused(const char *text, const char *reason)
{
	struct config config;
	struct config_error error;

	config_defaults(&config);
	write_file(file, text);
	assert_int_equal(config_load(file, &config, &error), CONFIG_E_INVALID);
	assert_non_null(strstr(error.text, reason));
}

static bool same_levels(const struct alert_params *a, const struct alert_params *b)
{
	return a->n_levels == b->n_levels &&
	       memcmp(a->levels_us, b->levels_us, a->n_levels * sizeof(a->levels_us[0])) == 0;
}

static bool same_quiet(const struct alert_params *a, const struct alert_params *b)
{
	return a->n_quiet == b->n_quiet &&
	       memcmp(a->quiet, b->quiet, a->n_quiet * sizeof(a->quiet[0])) == 0;
}

/* One key in two configurations. */
static bool same(const struct schema_key *key, const struct config *a, const struct config *b)
{
	const void *in_a = (const char *)a + key->offset;
	const void *in_b = (const char *)b + key->offset;

	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_ADDRESS:
		return memcmp(in_a, in_b, sizeof(uint32_t)) == 0;
	case SCHEMA_U64:
		return memcmp(in_a, in_b, sizeof(uint64_t)) == 0;
	case SCHEMA_BOOL:
		return *(const bool *)in_a == *(const bool *)in_b;
	case SCHEMA_BUS:
	case SCHEMA_CHIP:
	case SCHEMA_PATH:
		return strcmp(in_a, in_b) == 0;
	case SCHEMA_AXIS:
		return memcmp(in_a, in_b, sizeof(struct dir3)) == 0;
	case SCHEMA_LEVELS:
		return same_levels(in_a, in_b);
	case SCHEMA_QUIET:
		return same_quiet(in_a, in_b);
	}
	return false;
}

/* Every key away from its default; the chip's name in the middle is whatever the table holds. */
static const char all_different[] =
	"sensor: { bus = \"/dev/i2c-7\"; rate_hz = 100;\n"
	"  bmi270_config = \"/etc/plumbd/bmi270.fw\";\n"
	"  upper: { address = 0x68; chip = \"%1$s\"; };\n"
	"  lower: { enabled = true; address = 105; chip = \"%1$s\"; }; };\n"
	"mount: { up = \"-x\"; forward = \"y\"; };\n"
	"posture: { slouch_deg = 10.5; recline_deg = 21; lateral_deg = 16.25; release_deg = 7;\n"
	"  margin_deg = 0.5; sensitivity = 5; lying_deg = 70; settle_s = 0.25; };\n"
	"alert: { release_s = 2.5; levels_s = [ 0x0A, 20 ]; repeat_s = 0;\n"
	"  max_per_hour = 4; gentle_after_s = 1200; buzz_s = 1.5;\n"
	"  quiet = [ \"22:00-07:00\", \"Fri-Mon,wed 12:30-24:00\" ]; };\n"
	"care: { stretch = false; stretch_slouch_min = 1; stretch_sit_min = 600;\n"
	"  stretch_gap_min = 1.5; stretch_per_day = 48; heat = false; heat_gap_min = 30;\n"
	"  heat_per_day = 8; massage = false; massage_days = 60; massage_bad_percent = 0;\n"
	"  posture = false; posture_days = 7; posture_day_min = 600; professional = false;\n"
	"  professional_weeks = 26; };\n"
	"history: { enabled = false; keep_days = 3660; };\n";

static void load_all_different(struct config *config)
{
	char text[2048];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), all_different, imu_chip_name(imu_chip_at(0)));
#pragma GCC diagnostic pop
	load(text, config);
}

static void every_key_reaches_its_place(void **state)
{
	struct config c, defaults;
	struct wearer_params *w = &c.wearer;

	(void)state;
	config_defaults(&defaults);
	config_defaults(&c);
	load_all_different(&c);
	for (size_t i = 0; i < schema_count; i++) {
		if (same(&schema_keys[i], &c, &defaults))
			fail_msg("%s is at its default", schema_keys[i].path);
	}

	assert_string_equal(c.bus, "/dev/i2c-7");
	assert_int_equal(c.rate_hz, 100);
	assert_string_equal(c.bmi270_config, "/etc/plumbd/bmi270.fw");
	assert_true(c.sensor[SENSOR_UPPER].enabled);
	assert_int_equal(c.sensor[SENSOR_UPPER].address, 0x68);
	assert_string_equal(c.sensor[SENSOR_UPPER].chip, imu_chip_name(imu_chip_at(0)));
	assert_true(c.sensor[SENSOR_LOWER].enabled);
	assert_int_equal(c.sensor[SENSOR_LOWER].address, 105);
	assert_string_equal(c.sensor[SENSOR_LOWER].chip, imu_chip_name(imu_chip_at(0)));
	assert_int_equal(w->pose.mount_up.x_q14, -ONE);
	assert_int_equal(w->pose.mount_forward.y_q14, ONE);
	assert_int_equal(w->pose.slouch_cdeg, 1050);
	assert_int_equal(w->pose.recline_cdeg, 2100);
	assert_int_equal(w->pose.lateral_cdeg, 1625);
	assert_int_equal(w->pose.release_cdeg, 700);
	assert_int_equal(w->pose.margin_cdeg, 50);
	assert_int_equal(w->pose.sensitivity, 5);
	assert_int_equal(w->lying_cdeg, 7000);
	assert_int_equal(w->posture.settle_us, 250000);
	assert_int_equal(w->alert.release_us, 2500000);
	assert_int_equal(w->alert.n_levels, 2);
	assert_int_equal(w->alert.levels_us[0], 10000000);
	assert_int_equal(w->alert.levels_us[1], 20000000);
	assert_int_equal(w->alert.repeat_us, 0);
	assert_int_equal(w->alert.max_per_hour, 4);
	assert_int_equal(w->alert.gentle_after_us, 1200000000);
	assert_int_equal(w->alert.buzz_us, 1500000);
	assert_int_equal(w->alert.n_quiet, 2);
	assert_int_equal(w->alert.quiet[0].days, 0);
	assert_int_equal(w->alert.quiet[1].days, 0x75);
	assert_int_equal(w->alert.quiet[0].from_min, 22 * 60);
	assert_int_equal(w->alert.quiet[0].to_min, 7 * 60);
	assert_int_equal(w->alert.quiet[1].from_min, 12 * 60 + 30);
	assert_int_equal(w->alert.quiet[1].to_min, 0);
	for (unsigned i = 0; i < CARE_COUNT; i++)
		assert_false(w->care.enabled[i]);
	assert_int_equal(w->care.stretch_slouch_us, 60 * US_PER_SEC);
	assert_int_equal(w->care.stretch_sit_us, 36000 * US_PER_SEC);
	assert_int_equal(w->care.stretch_gap_us, 90 * US_PER_SEC);
	assert_int_equal(w->care.stretch_per_day, 48);
	assert_int_equal(w->care.heat_gap_us, 1800 * US_PER_SEC);
	assert_int_equal(w->care.heat_per_day, 8);
	assert_int_equal(w->care.massage_days, 60);
	assert_int_equal(w->care.massage_bad_percent, 0);
	assert_int_equal(w->care.posture_days, 7);
	assert_int_equal(w->care.posture_day_us, 36000 * US_PER_SEC);
	assert_int_equal(w->care.professional_weeks, 26);
	assert_false(c.history.enabled);
	assert_int_equal(c.history.keep_days, 3660);
}

static void the_defaults_are_those_of_the_design(void **state)
{
	static const uint64_t levels_s[] = { 30, 120, 300 };
	struct config c;
	struct wearer_params *w = &c.wearer;

	(void)state;
	config_defaults(&c);
	assert_string_equal(c.bus, "auto");
	assert_int_equal(c.rate_hz, 50);
	assert_string_equal(c.bmi270_config, "");
	assert_true(c.sensor[SENSOR_UPPER].enabled);
	assert_false(c.sensor[SENSOR_LOWER].enabled);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		assert_int_equal(c.sensor[i].address, 0);
		assert_string_equal(c.sensor[i].chip, "auto");
	}
	assert_true(dir_is_zero(w->pose.mount_up));
	assert_int_equal(w->pose.mount_forward.z_q14, -ONE);
	assert_int_equal(w->pose.slouch_cdeg, 1000);
	assert_int_equal(w->pose.recline_cdeg, 2000);
	assert_int_equal(w->pose.lateral_cdeg, 1500);
	assert_int_equal(w->pose.release_cdeg, 800);
	assert_int_equal(w->pose.margin_cdeg, 150);
	assert_int_equal(w->pose.sensitivity, 3);
	assert_int_equal(w->lying_cdeg, 6000);
	assert_int_equal(w->posture.settle_us, 1000000);
	assert_int_equal(w->alert.release_us, 3000000);
	assert_int_equal(w->alert.repeat_us, 300000000);
	assert_int_equal(w->alert.max_per_hour, 30);
	assert_int_equal(w->alert.gentle_after_us, 0);
	assert_int_equal(w->alert.buzz_us, 2000000);
	assert_int_equal(w->alert.n_quiet, 0);
	assert_int_equal(w->alert.n_levels, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(w->alert.levels_us[i], levels_s[i] * US_PER_SEC);
}

static void the_shipped_file_equals_the_defaults(void **state)
{
	struct config_error error;
	struct config defaults, c;

	(void)state;
	config_defaults(&defaults);
	config_defaults(&c);
	load_all_different(&c); /* so that a key the file lacks is seen */
	if (config_load(SHIPPED_FILE, &c, &error) != 0)
		fail_msg("%s", error.text);
	for (size_t i = 0; i < schema_count; i++) {
		if (!same(&schema_keys[i], &c, &defaults))
			fail_msg("%s is not at its default", schema_keys[i].path);
	}
}

/* "3 .. 60" as the comment above a key gives it, or "" for a key without limits. */
static void range_text(const struct schema_key *key, char *ret, size_t size)
{
	char min[CONFFILE_NUMBER_MAX], max[CONFFILE_NUMBER_MAX];
	bool hex = key->kind == SCHEMA_ADDRESS;

	ret[0] = '\0';
	if (key->unit == 0)
		return;
	conffile_number_to_str((double)key->min / key->unit, hex, min);
	conffile_number_to_str((double)key->max / key->unit, hex, max);
	snprintf(ret, size, "%s .. %s", min, max);
}

static void the_shipped_file_comments_every_key_and_its_range(void **state)
{
	struct conffile f;
	struct config_error error;
	char *text = read_file(SHIPPED_FILE);
	char *line = text;
	unsigned line_number = 1;

	(void)state;
	assert_int_equal(conffile_open(&f, SHIPPED_FILE, &error), 0);
	/* the table is in the file's order, so each comment begins where the last key ended */
	for (size_t i = 0; i < schema_count; i++) {
		config_setting_t *setting = config_lookup(&f.tree, schema_keys[i].path);
		char *comment = line;
		char range[80], saved;

		if (!setting)
			fail_msg("%s is not shown", schema_keys[i].path);
		for (; line_number < config_setting_source_line(setting); line_number++)
			line = strchr(line, '\n') + 1;
		saved = *line;
		*line = '\0';
		range_text(&schema_keys[i], range, sizeof(range));
		if (!strchr(comment, '#') || !strstr(comment, range))
			fail_msg("the comment of %s lacks \"%s\"", schema_keys[i].path, range);
		*line = saved;
		line = strchr(line, '\n') + 1;
		line_number++;
	}
	conffile_close(&f);
	free(text);
}

static void keys_the_file_lacks_keep_their_value(void **state)
{
	struct config before, c;

	(void)state;
	config_defaults(&c);
	load_all_different(&c);
	before = c;
	load("posture: { slouch_deg = 11; };\n", &c);
	assert_int_equal(c.wearer.pose.slouch_cdeg, 1100);
	for (size_t i = 0; i < schema_count; i++) {
		if (strcmp(schema_keys[i].path, "posture.slouch_deg") != 0)
			assert_true(same(&schema_keys[i], &c, &before));
	}
	before = c;
	load("", &c);
	for (size_t i = 0; i < schema_count; i++)
		assert_true(same(&schema_keys[i], &c, &before));
}

static void the_largest_numbers_of_libconfig_do_not_wrap(void **state)
{
	(void)state;
	/* these libconfig reads rightly: they are refused by range, with the whole key */
	expect_refused("sensor: { rate_hz = 2147483647; };", "sensor.rate_hz: 2147483647 is out");
	expect_refused("sensor: { rate_hz = -2147483648; };", "sensor.rate_hz: -2147483648 is out");
	expect_refused("sensor: { rate_hz = 0x7fffffff; };", "sensor.rate_hz: 2147483647 is out");
	/* these it does not */
	expect_refused("sensor: { rate_hz = 2147483648; };", "rate_hz: 2147483648 is too large");
	expect_refused("sensor: { rate_hz = -2147483649; };", "rate_hz: -2147483649 is too large");
	expect_refused("sensor: { rate_hz = 0x80000000; };", "rate_hz: 0x80000000 is too large");
}

static void digits_in_comments_strings_and_names_are_no_numbers(void **state)
{
	struct config c;

	(void)state;
	config_defaults(&c);
	load("# 99999999999\n// 99999999999 \"\n/* 99999999999 \"\n@include \"none\" \\*/\n"
	     "sensor: { bus = \"/dev/99999999999\\\"/*\"; };\n"
	     "posture: { margin_deg = .99999999999; slouch_deg = 12.99999999999e0; };\n",
	     &c);
	assert_string_equal(c.bus, "/dev/99999999999\"/*");
	assert_int_equal(c.wearer.pose.margin_cdeg, 100);
	assert_int_equal(c.wearer.pose.slouch_cdeg, 1300);
	expect_refused("posture: { a99999999999 = 1; };", "posture.a99999999999: no such key");
}

static void contradictions_end_where_they_should(void **state)
{
	struct config c;

	(void)state;
	config_defaults(&c);
	load("posture: { margin_deg = 2.98; release_deg = 2.99; slouch_deg = 3; recline_deg = 3;\n"
	     "  lateral_deg = 3; };\n",
	     &c);
	load("posture: { lying_deg = 60.01; slouch_deg = 60; recline_deg = 60;\n"
	     "  lateral_deg = 60; };\n",
	     &c);
	load("mount: { up = \"+z\"; forward = \"y\"; };\n", &c);
}

static void the_same_address_is_fine_while_one_sensor_is_worn(void **state)
{
	struct config c;

	(void)state;
	config_defaults(&c);
	load("sensor: { upper: { address = 0x68; }; lower: { address = 0x68; }; };", &c);
	config_defaults(&c);
	load("sensor: { upper: { address = 0; }; lower: { enabled = true; address = 0; }; };", &c);
	config_defaults(&c);
	load("sensor: { upper: { address = 0x68; }; lower: { enabled = true; address = 0x69; }; };",
	     &c);
}

/* What the file of that name is expected to be answered with, to be freed. */
static char *expected_line(const char *conf)
{
	char path[PATH_MAX];
	char *text;

	snprintf(path, sizeof(path), CORPUS_DIR "/%.*s.expect", (int)strlen(conf) - 5, conf);
	text = read_file(path);
	text[strcspn(text, "\n")] = '\0';
	return text;
}

/* "..." at its end stands for anything */
static bool matches(const char *expected, const char *line)
{
	size_t n = strlen(expected);

	if (n > 3 && strcmp(expected + n - 3, "...") == 0)
		return strncmp(expected, line, n - 3) == 0;
	return strcmp(expected, line) == 0;
}

static void check_bad_file(const char *conf)
{
	char path[PATH_MAX];
	struct config before, c;
	struct config_error error;
	char *expected = expected_line(conf);

	config_defaults(&c);
	before = c;
	snprintf(path, sizeof(path), CORPUS_DIR "/%s", conf);
	if (config_load(path, &c, &error) != CONFIG_E_INVALID)
		fail_msg("%s was taken", conf);
	if (strncmp(error.text, CORPUS_DIR "/", strlen(CORPUS_DIR "/")) != 0 ||
	    !matches(expected, error.text + strlen(CORPUS_DIR "/")))
		fail_msg("%s\n  expected: %s\n  said:     %s", conf, expected, error.text);
	for (size_t i = 0; i < schema_count; i++)
		assert_true(same(&schema_keys[i], &c, &before));
	free(expected);
}

static void every_bad_file_is_refused_with_its_line(void **state)
{
	DIR *dir = opendir(CORPUS_DIR);
	unsigned n = 0;

	(void)state;
	assert_non_null(dir);
	for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
		const char *dot = strrchr(e->d_name, '.');

		if (!dot || strcmp(dot, ".conf") != 0)
			continue;
		check_bad_file(e->d_name);
		n++;
	}
	closedir(dir);
	assert_true(n >= 100);
}

static void an_included_file_counts_as_if_written_there(void **state)
{
	char path[64];
	struct config c;

	(void)state;
	snprintf(path, sizeof(path), "%s/more.inc", folder);
	write_file(path, "slouch_deg = 13; # no comment\n");
	config_defaults(&c);
	load("posture: {\n  @include \"more.inc\"\n  recline_deg = 30;\n};\n", &c);
	unlink(path);
	assert_int_equal(c.wearer.pose.slouch_cdeg, 1300);
	assert_int_equal(c.wearer.pose.recline_cdeg, 3000);
}

static void a_bare_name_is_looked_for_here(void **state)
{
	char here[PATH_MAX];
	struct config c;
	struct config_error error;

	(void)state;
	config_defaults(&c);
	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(CORPUS_DIR), 0);
	assert_int_equal(config_load("duplicate-key.conf", &c, &error), CONFIG_E_INVALID);
	assert_string_equal(error.text, "duplicate-key.conf:3: duplicate setting name");
	assert_int_equal(config_load("include-setting.conf", &c, &error), CONFIG_E_INVALID);
	assert_string_equal(error.text, "./include-setting.inc:2: posture.slouch_deg: 95 is out of "
					"range (3 .. 60)");
	assert_int_equal(chdir(here), 0);
}

static void expect_unreadable(const char *path, int r, const char *text)
{
	struct config_error error;
	struct config before, c;

	config_defaults(&c);
	before = c;
	assert_int_equal(config_load(path, &c, &error), r);
	if (!strstr(error.text, text) || strncmp(error.text, path, MIN(strlen(path), 500)) != 0)
		fail_msg("%s", error.text);
	for (size_t i = 0; i < schema_count; i++)
		assert_true(same(&schema_keys[i], &c, &before));
}

static void a_file_that_cannot_be_read_is_named_with_the_next_step(void **state)
{
	char path[PATH_MAX + 8];

	(void)state;
	expect_unreadable("/nonexistent/plumbd.conf", -ENOENT,
			  "cannot be read: No such file or directory; check the path");
	expect_unreadable(SHIPPED_FILE "/x", -ENOTDIR, "check the path");
	expect_unreadable(folder, -EISDIR, "name a regular file");
	expect_unreadable("/dev/null", -EINVAL, "name a regular file");

	snprintf(path, sizeof(path), "%s/pipe", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_unreadable(path, -EINVAL, "name a regular file");
	unlink(path);

	memset(path, 'a', PATH_MAX);
	memcpy(path + PATH_MAX, "/x", 3);
	expect_unreadable(path, -ENAMETOOLONG, "aaa");
}

static void a_file_of_another_user_is_refused(void **state)
{
	uid_t me = geteuid();

	(void)state;
	write_file(file, "");
	assert_int_equal(chmod(file, 0), 0);
	if (me == 0 && seteuid(65534) != 0)
		skip(); /* root reads everything, and cannot be anybody else here */
	expect_unreadable(file, -EACCES, "let this user read it");
	assert_int_equal(seteuid(me), 0);
	unlink(file);
}

static void a_file_may_have_a_mebibyte(void **state)
{
	struct config c;
	struct config_error error;

	(void)state;
	config_defaults(&c);
	write_file(file, "");
	assert_int_equal(truncate(file, (1 << 20) + 1), 0);
	expect_unreadable(file, -EFBIG, "1 MiB is the limit");
	assert_int_equal(truncate(file, 1 << 20), 0);
	assert_int_equal(config_load(file, &c, &error), CONFIG_E_INVALID); /* its NUL bytes */
}

/* A locale with a decimal comma, made here: none may be installed. */
static bool make_comma_locale(void)
{
	char command[160];

	snprintf(command, sizeof(command),
		 "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1", folder);
	return system(command) == 0;
}

/* In a process of its own, which may keep the locale.  "" or what went wrong. */
static const char *load_in_comma_locale(void)
{
	struct config_error error;
	struct config c;
	locale_t mine;

	setenv("LOCPATH", folder, 1);
	if (!setlocale(LC_ALL, "de_DE.UTF-8") || strcmp(localeconv()->decimal_point, ",") != 0)
		return "the locale cannot be set";
	mine = newlocale(LC_ALL_MASK, "de_DE.UTF-8", (locale_t)0);
	uselocale(mine);

	config_defaults(&c);
	write_file(file, "posture: { slouch_deg = 12.5; };");
	if (config_load(file, &c, &error) != 0 || c.wearer.pose.slouch_cdeg != 1250)
		return "12.5 is not read as 12.5";
	write_file(file, "posture: { slouch_deg = 1.5; };");
	if (config_load(file, &c, &error) != CONFIG_E_INVALID ||
	    !strstr(error.text, "1.5 is out of range (3 .. 60)"))
		return "1.5 is not written as 1.5";
	if (uselocale((locale_t)0) != mine)
		return "the caller's locale is lost";
	return "";
}

static void the_locale_does_not_matter_and_stays(void **state)
{
	const char *wrong;
	char command[80];
	int status;
	pid_t pid;

	(void)state;
	if (!make_comma_locale())
		skip(); /* no localedef here, or none of its sources */
	pid = fork();
	if (pid == 0) {
		wrong = load_in_comma_locale();
		if (*wrong)
			print_message("%s\n", wrong);
		_exit(*wrong != '\0');
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	snprintf(command, sizeof(command), "rm -rf %s/de_DE.UTF-8", folder);
	assert_int_equal(system(command), 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_key_reaches_its_place),
		cmocka_unit_test(the_defaults_are_those_of_the_design),
		cmocka_unit_test(the_shipped_file_equals_the_defaults),
		cmocka_unit_test(the_shipped_file_comments_every_key_and_its_range),
		cmocka_unit_test(keys_the_file_lacks_keep_their_value),
		cmocka_unit_test(the_largest_numbers_of_libconfig_do_not_wrap),
		cmocka_unit_test(digits_in_comments_strings_and_names_are_no_numbers),
		cmocka_unit_test(contradictions_end_where_they_should),
		cmocka_unit_test(the_same_address_is_fine_while_one_sensor_is_worn),
		cmocka_unit_test(every_bad_file_is_refused_with_its_line),
		cmocka_unit_test(an_included_file_counts_as_if_written_there),
		cmocka_unit_test(a_bare_name_is_looked_for_here),
		cmocka_unit_test(a_file_that_cannot_be_read_is_named_with_the_next_step),
		cmocka_unit_test(a_file_of_another_user_is_refused),
		cmocka_unit_test(a_file_may_have_a_mebibyte),
		cmocka_unit_test(the_locale_does_not_matter_and_stays),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
