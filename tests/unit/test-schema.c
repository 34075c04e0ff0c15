/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conffile.h"
#include "imu.h"
#include "schema.h"

#define ONE DIR_ONE_Q14

static char file[] = "/tmp/test-schema-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(file);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(file);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* "a.b.c" and "7" -> "a: { b: { c = 7; }; };" */
static void nest(const char *path, const char *value, char *ret, size_t size)
{
	size_t len = 0;
	unsigned depth = 0;

	for (; strchr(path, '.'); depth++) {
		size_t n = strcspn(path, ".");

		len += (size_t)snprintf(ret + len, size - len, "%.*s: { ", (int)n, path);
		path += n + 1;
	}
	len += (size_t)snprintf(ret + len, size - len, "%s = %s;", path, value);
	while (depth-- > 0)
		len += (size_t)snprintf(ret + len, size - len, " };");
}

/* One key alone, without what it must agree with.  The return value of schema_store(). */
static int store(const struct schema_key *key, const char *value, struct config *ret)
{
	struct conffile f;
	struct config_error error;
	char text[256];
	int r;

	nest(key->path, value, text, sizeof(text));
	write_file(file, text);
	if (conffile_open(&f, file, &error) != 0)
		fail_msg("%s", error.text);
	r = schema_store(key, &f, config_lookup(&f.tree, key->path), ret);
	conffile_close(&f);
	return r;
}

static int store_number(const struct schema_key *key, double number, uint64_t *ret)
{
	char value[CONFFILE_NUMBER_MAX];
	struct config c;
	const char *at = (const char *)&c + key->offset;
	int r;

	config_defaults(&c);
	conffile_number_to_str(number, false, value);
	r = store(key, value, &c);
	if (key->kind == SCHEMA_U64)
		*ret = *(const uint64_t *)at;
	else
		*ret = *(const uint32_t *)at;
	return r;
}

static void every_number_is_taken_up_to_its_limits(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (size_t i = 0; i < schema_count; i++) {
		const struct schema_key *key = &schema_keys[i];
		double unit = key->unit;
		uint64_t value;

		if (key->kind != SCHEMA_U32 && key->kind != SCHEMA_U64 &&
		    key->kind != SCHEMA_ADDRESS)
			continue;
		seen++;
		assert_int_equal(store_number(key, (double)key->min / unit, &value), 0);
		assert_int_equal(value, key->min);
		assert_int_equal(store_number(key, (double)key->max / unit, &value), 0);
		assert_int_equal(value, key->max);
		assert_int_equal(store_number(key, ((double)key->min - 1) / unit, &value),
				 CONFIG_E_INVALID);
		assert_int_equal(value, key->def.number);
		assert_int_equal(store_number(key, ((double)key->max + 1) / unit, &value),
				 CONFIG_E_INVALID);
		if (key->none_ok) {
			assert_int_equal(store_number(key, 0, &value), 0);
			assert_int_equal(value, 0);
		}
	}
	assert_true(seen >= 13);
}

static void a_number_may_be_written_in_any_way(void **state)
{
	/* clang-format off */
	static const struct {
		const char *path, *value;
		uint64_t stored;
	} rows[] = {
		{ "sensor.rate_hz", "50", 50 },
		{ "sensor.rate_hz", "50.0", 50 },
		{ "sensor.rate_hz", "15L", 15 },
		{ "sensor.rate_hz", "15LL", 15 },
		{ "sensor.rate_hz", "0x32", 50 },
		{ "sensor.rate_hz", "0x32L", 50 },
		{ "sensor.rate_hz", "5e1", 50 },
		{ "sensor.upper.address", "104", 0x68 },
		{ "sensor.upper.address", "0x68", 0x68 },
		{ "posture.slouch_deg", "12", 1200 },
		{ "posture.slouch_deg", "12.", 1200 },
		{ "posture.slouch_deg", "+12.0", 1200 },
		{ "posture.slouch_deg", "12L", 1200 },
		{ "posture.margin_deg", ".5", 50 },
		{ "posture.margin_deg", "0.29", 29 },	/* 0.29 * 100 is just under 29 */
		{ "posture.margin_deg", "0.125", 13 },	/* a half goes away from zero */
		{ "posture.margin_deg", "0.124999999", 12 },
		{ "posture.settle_s", "0.0000005", 1 },
		{ "posture.settle_s", "0.0000004", 0 },
		{ "alert.release_s", "600.", 600000000 },
		{ "alert.repeat_s", "864e2", 86400000000 },
		{ "alert.repeat_s", "0.0", 0 },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct schema_key *key = schema_find(rows[i].path);
		struct config c;
		const char *at = (const char *)&c + key->offset;
		uint64_t stored;

		config_defaults(&c);
		assert_int_equal(store(key, rows[i].value, &c), 0);
		stored = key->kind == SCHEMA_U64 ? *(const uint64_t *)at : *(const uint32_t *)at;
		if (stored != rows[i].stored)
			fail_msg("%s = %s became %lu", rows[i].path, rows[i].value,
				 (unsigned long)stored);
	}
}

static void an_axis_may_be_any_of_the_six(void **state)
{
	/* clang-format off */
	static const struct {
		const char *value;
		struct dir3 axis;
	} rows[] = {
		{ "\"x\"", { ONE, 0, 0 } },
		{ "\"+x\"", { ONE, 0, 0 } },
		{ "\"-x\"", { -ONE, 0, 0 } },
		{ "\"y\"", { 0, ONE, 0 } },
		{ "\"+y\"", { 0, ONE, 0 } },
		{ "\"-y\"", { 0, -ONE, 0 } },
		{ "\"z\"", { 0, 0, ONE } },
		{ "\"+z\"", { 0, 0, ONE } },
		{ "\"-z\"", { 0, 0, -ONE } },
	};
	/* clang-format on */
	struct config c;

	(void)state;
	config_defaults(&c);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(store(schema_find("mount.up"), rows[i].value, &c), 0);
		assert_memory_equal(&c.wearer.pose.mount_up, &rows[i].axis, sizeof(struct dir3));
		assert_int_equal(store(schema_find("mount.forward"), rows[i].value, &c), 0);
		assert_memory_equal(&c.wearer.pose.mount_forward, &rows[i].axis,
				    sizeof(struct dir3));
	}
	assert_int_equal(store(schema_find("mount.up"), "\"auto\"", &c), 0);
	assert_true(dir_is_zero(c.wearer.pose.mount_up));
	assert_int_equal(store(schema_find("mount.up"), "\"xy\"", &c), CONFIG_E_INVALID);
	assert_int_equal(store(schema_find("mount.up"), "\"-w\"", &c), CONFIG_E_INVALID);
	assert_int_equal(store(schema_find("mount.up"), "\"--x\"", &c), CONFIG_E_INVALID);
}

static void a_bus_is_auto_sim_or_a_device(void **state)
{
	const struct schema_key *key = schema_find("sensor.bus");
	char longest[CONFIG_BUS_MAX + 2] = "\"/dev/";
	struct config c;

	(void)state;
	assert_int_equal(store(key, "\"sim\"", &c), 0);
	assert_string_equal(c.bus, "sim");
	assert_int_equal(store(key, "\"auto\"", &c), 0);
	assert_string_equal(c.bus, "auto");
	memset(longest + 6, 'i', CONFIG_BUS_MAX - 6);
	longest[CONFIG_BUS_MAX] = '"';
	assert_int_equal(store(key, longest, &c), 0);
	assert_int_equal(strlen(c.bus), CONFIG_BUS_MAX - 1);
	assert_int_equal(store(key, "\"/tmp/i2c\"", &c), CONFIG_E_INVALID);
	assert_int_equal(store(key, "\"i2c-1\"", &c), CONFIG_E_INVALID);
}

static void a_file_is_named_from_the_root_or_not_at_all(void **state)
{
	const struct schema_key *key = schema_find("sensor.bmi270_config");
	char longest[CONFIG_PATH_MAX + 3] = "\"/";
	struct config c;

	(void)state;
	assert_int_equal(store(key, "\"/lib/firmware/bmi270-init-data.fw\"", &c), 0);
	assert_string_equal(c.bmi270_config, "/lib/firmware/bmi270-init-data.fw");
	assert_int_equal(store(key, "\"\"", &c), 0);
	assert_string_equal(c.bmi270_config, "");
	memset(longest + 2, 'x', CONFIG_PATH_MAX - 2);
	longest[CONFIG_PATH_MAX] = '"';
	assert_int_equal(store(key, longest, &c), 0);
	assert_int_equal(strlen(c.bmi270_config), CONFIG_PATH_MAX - 1);
	longest[CONFIG_PATH_MAX] = 'x';
	longest[CONFIG_PATH_MAX + 1] = '"';
	assert_int_equal(store(key, longest, &c), CONFIG_E_INVALID);
	assert_int_equal(store(key, "\"bmi270.fw\"", &c), CONFIG_E_INVALID);
	assert_int_equal(store(key, "8192", &c), CONFIG_E_INVALID);
}

static void every_chip_of_the_table_can_be_named(void **state)
{
	const struct schema_key *key = schema_find("sensor.lower.chip");
	struct config c;

	(void)state;
	assert_true(imu_chip_count() > 0);
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const char *name = imu_chip_name(imu_chip_at(i));
		char value[CONFIG_CHIP_MAX + 2];

		assert_true(strlen(name) < CONFIG_CHIP_MAX);
		snprintf(value, sizeof(value), "\"%s\"", name);
		assert_int_equal(store(key, value, &c), 0);
		assert_string_equal(c.sensor[SENSOR_LOWER].chip, name);
	}
	assert_int_equal(store(key, "\"mpu6050\"", &c), 0);
	assert_string_equal(c.sensor[SENSOR_LOWER].chip, "MPU-6050");
}

static void quiet_spans_reach_from_midnight_to_midnight(void **state)
{
	/* clang-format off */
	static const struct {
		const char *value;
		unsigned from_min, to_min;
	} rows[] = {
		{ "[ \"00:00-24:00\" ]", 0, 0 },
		{ "[ \"23:59-00:00\" ]", 1439, 0 },
		{ "[ \"22:00-07:05\" ]", 1320, 425 },
		{ "( \"09:30-10:40\" )", 570, 640 },
	};
	/* clang-format on */
	struct config c;

	(void)state;
	config_defaults(&c);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(store(schema_find("alert.quiet"), rows[i].value, &c), 0);
		assert_int_equal(c.wearer.alert.n_quiet, 1);
		assert_int_equal(c.wearer.alert.quiet[0].from_min, rows[i].from_min);
		assert_int_equal(c.wearer.alert.quiet[0].to_min, rows[i].to_min);
	}
	assert_int_equal(store(schema_find("alert.quiet"), "[ ]", &c), 0);
	assert_int_equal(c.wearer.alert.n_quiet, 0);
}

static void the_fullest_lists_are_taken(void **state)
{
	struct alert_params *alert;
	struct config c;
	char value[ALERT_QUIET_MAX * 16 + 3] = "[ ";

	(void)state;
	config_defaults(&c);
	alert = &c.wearer.alert;
	assert_int_equal(store(schema_find("alert.levels_s"), "(1, 2.5, 3, 4, 5, 6, 7, 86400)", &c),
			 0);
	assert_int_equal(alert->n_levels, ALERT_LEVEL_MAX);
	assert_int_equal(alert->levels_us[1], 2500000);
	assert_int_equal(alert->levels_us[7], 86400 * US_PER_SEC);
	for (unsigned i = 0; i < ALERT_QUIET_MAX; i++)
		snprintf(value + strlen(value), sizeof(value) - strlen(value),
			 "\"%02u:00-%02u:30\",", i, i);
	value[strlen(value) - 1] = ']';
	assert_int_equal(store(schema_find("alert.quiet"), value, &c), 0);
	assert_int_equal(alert->n_quiet, ALERT_QUIET_MAX);
	assert_int_equal(alert->quiet[15].from_min, 15 * 60);
}

static void groups_are_what_keys_lie_in(void **state)
{
	(void)state;
	assert_true(schema_is_group("sensor"));
	assert_true(schema_is_group("sensor.upper"));
	assert_false(schema_is_group("sensor.up"));
	assert_false(schema_is_group("sensor.bus"));
	assert_false(schema_is_group(""));
	assert_ptr_equal(schema_find("sensor.bus"), &schema_keys[0]);
	assert_null(schema_find("sensor"));
}

static void the_nearest_known_key_is_found(void **state)
{
	/* clang-format off */
	static const struct {
		const char *written, *known;
	} rows[] = {
		{ "posture.slouch_dg", "posture.slouch_deg" },
		{ "posture.slouch", "posture.slouch_deg" },
		{ "posure.slouch_deg", "posture.slouch_deg" },
		{ "slouch_deg", "posture.slouch_deg" },
		{ "alert.release", "alert.release_s" },
		{ "posture.release", "posture.release_deg" },
		{ "alert.release_deg", "posture.release_deg" },
		{ "sensor.lower.chp", "sensor.lower.chip" },
		{ "sensor.lwer.chip", "sensor.lower.chip" },
		{ "mount.forwards", "mount.forward" },
		{ "mount.u", "mount.up" },
		{ "alerts", "alert" },
		{ "sensor.uper", "sensor.upper" },
		{ "mount.left", "" },
		{ "colour", "" },
		{ "", "" },
		{ "posture.a-name-that-resembles-nothing", "" },
	};
	/* clang-format on */
	char known[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		schema_nearest(rows[i].written, known, sizeof(known));
		if (strcmp(known, rows[i].known) != 0)
			fail_msg("%s: \"%s\"", rows[i].written, known);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_is_taken_up_to_its_limits),
		cmocka_unit_test(a_number_may_be_written_in_any_way),
		cmocka_unit_test(an_axis_may_be_any_of_the_six),
		cmocka_unit_test(a_bus_is_auto_sim_or_a_device),
		cmocka_unit_test(a_file_is_named_from_the_root_or_not_at_all),
		cmocka_unit_test(every_chip_of_the_table_can_be_named),
		cmocka_unit_test(quiet_spans_reach_from_midnight_to_midnight),
		cmocka_unit_test(the_fullest_lists_are_taken),
		cmocka_unit_test(groups_are_what_keys_lie_in),
		cmocka_unit_test(the_nearest_known_key_is_found),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
