/* SPDX-License-Identifier: MIT */
/*
 * schema-values.c - one kind of key after the other: checked, converted, stored
 */
#include "schema.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "imu.h"

#define AUTO      "auto"
#define SPAN_LEN  (sizeof("HH:MM-HH:MM") - 1)
#define EVERY_DAY 0

static void *member(struct config *config, const struct schema_key *key)
{
	return (char *)config + key->offset;
}

static const char *in_file_unit(const struct schema_key *key, uint64_t value,
				char ret[CONFFILE_NUMBER_MAX])
{
	return conffile_number_to_str((double)value / key->unit, key->kind == SCHEMA_ADDRESS, ret);
}

static int fail_range(const struct schema_key *key, const struct conffile *f,
		      const config_setting_t *setting, double number)
{
	char is[CONFFILE_NUMBER_MAX], min[CONFFILE_NUMBER_MAX], max[CONFFILE_NUMBER_MAX];

	return conffile_fail(f, setting, "%s is out of range (%s%s .. %s)",
			     conffile_number_to_str(number, key->kind == SCHEMA_ADDRESS, is),
			     key->none_ok ? "0 or " : "", in_file_unit(key, key->min, min),
			     in_file_unit(key, key->max, max));
}

/* A number in the struct's unit. */
static int read_number(const struct schema_key *key, const struct conffile *f,
		       const config_setting_t *setting, uint64_t *ret)
{
	char is[CONFFILE_NUMBER_MAX];
	double number, whole;

	if (!conffile_number(setting, &number))
		return conffile_fail_type(f, setting, "a number");
	/*
	 * Limits are compared in the file's unit: their quotient is the double
	 * nearest to what a person writes, a product of both would not be.
	 */
	if (!(number >= (double)key->min / key->unit && number <= (double)key->max / key->unit) &&
	    !(key->none_ok && number == 0))
		return fail_range(key, f, setting, number);
	if (key->unit == 1 && modf(number, &whole) != 0)
		return conffile_fail(f, setting, "must be a whole number, not %s",
				     conffile_number_to_str(number, false, is));
	*ret = (uint64_t)(number * key->unit);
	if (number * key->unit - (double)*ret >= 0.5)
		(*ret)++;
	return 0;
}

static int store_number(const struct schema_key *key, const struct conffile *f,
			const config_setting_t *setting, struct config *ret)
{
	uint64_t value;
	int r = read_number(key, f, setting, &value);

	if (r != 0)
		return r;
	if (key->kind == SCHEMA_U64)
		*(uint64_t *)member(ret, key) = value;
	else
		*(uint32_t *)member(ret, key) = (uint32_t)value;
	return 0;
}

static int store_bool(const struct schema_key *key, const struct conffile *f,
		      const config_setting_t *setting, struct config *ret)
{
	if (config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return conffile_fail_type(f, setting, "true or false");
	*(bool *)member(ret, key) = config_setting_get_bool(setting);
	return 0;
}

static int store_bus(const struct schema_key *key, const struct conffile *f,
		     const config_setting_t *setting, struct config *ret)
{
	const char *word = conffile_string(setting);

	if (!word)
		return conffile_fail_type(f, setting, "a string such as \"auto\"");
	if (strcmp(word, AUTO) != 0 && strcmp(word, "sim") != 0 && strcmp(word, "iio") != 0 &&
	    strncmp(word, "/dev/", strlen("/dev/")) != 0)
		return conffile_fail(
			f, setting,
			"\"%.40s\" is no bus; write \"auto\", \"iio\", \"sim\" or a device such "
			"as \"/dev/i2c-1\"",
			word);
	if (strlen(word) >= CONFIG_BUS_MAX)
		return conffile_fail(f, setting, "longer than %d characters", CONFIG_BUS_MAX - 1);
	strcpy(member(ret, key), word);
	return 0;
}

static int fail_chip(const struct conffile *f, const config_setting_t *setting, const char *word)
{
	char known[400] = "";

	for (size_t i = 0; i < imu_chip_count(); i++) {
		size_t len = strlen(known);

		snprintf(known + len, sizeof(known) - len, ", %s", imu_chip_name(imu_chip_at(i)));
	}
	return conffile_fail(f, setting, "\"%.40s\" is no chip known here; known: auto%s", word,
			     known);
}

static int store_chip(const struct schema_key *key, const struct conffile *f,
		      const config_setting_t *setting, struct config *ret)
{
	const char *word = conffile_string(setting);
	const struct imu_chip *chip;

	if (!word)
		return conffile_fail_type(f, setting, "a string such as \"auto\"");
	if (strcmp(word, AUTO) != 0) {
		chip = imu_chip_find(word);
		if (!chip)
			return fail_chip(f, setting, word);
		word = imu_chip_name(chip);
	}
	snprintf(member(ret, key), CONFIG_CHIP_MAX, "%s", word);
	return 0;
}

/* Filled up with zeros, so that it may be copied and compared as a whole. */
static int store_path(const struct schema_key *key, const struct conffile *f,
		      const config_setting_t *setting, struct config *ret)
{
	const char *word = conffile_string(setting);

	if (!word)
		return conffile_fail_type(f, setting, "a string such as \"/etc/plumbd/FILE\"");
	if (word[0] != '\0' && word[0] != '/')
		return conffile_fail(f, setting,
				     "\"%.40s\" is no path from the root; write \"/...\", or "
				     "\"\" for none",
				     word);
	if (strlen(word) >= CONFIG_PATH_MAX)
		return conffile_fail(f, setting, "longer than %d characters", CONFIG_PATH_MAX - 1);
	strncpy(member(ret, key), word, CONFIG_PATH_MAX);
	return 0;
}

/* "+x", "x", "-z" ...; "auto" is no direction */
static bool axis_from_word(const char *word, struct dir3 *ret)
{
	int16_t one = *word == '-' ? -DIR_ONE_Q14 : DIR_ONE_Q14;

	if (strcmp(word, AUTO) == 0) {
		*ret = (struct dir3){ 0, 0, 0 };
		return true;
	}
	if (*word == '-' || *word == '+')
		word++;
	if (word[0] < 'x' || word[0] > 'z' || word[1] != '\0')
		return false;
	*ret = (struct dir3){
		.x_q14 = word[0] == 'x' ? one : 0,
		.y_q14 = word[0] == 'y' ? one : 0,
		.z_q14 = word[0] == 'z' ? one : 0,
	};
	return true;
}

static int store_axis(const struct schema_key *key, const struct conffile *f,
		      const config_setting_t *setting, struct config *ret)
{
	const char *word = conffile_string(setting);
	struct dir3 axis;

	if (!word)
		return conffile_fail_type(f, setting, "a string such as \"-z\"");
	if (!axis_from_word(word, &axis) || (dir_is_zero(axis) && !key->none_ok))
		return conffile_fail(
			f, setting,
			"\"%.40s\" is no axis; write %s\"+x\", \"-x\", \"+y\", \"-y\", "
			"\"+z\" or \"-z\"",
			word, key->none_ok ? "\"auto\", " : "");
	*(struct dir3 *)member(ret, key) = axis;
	return 0;
}

static bool is_list(const config_setting_t *setting)
{
	return config_setting_is_array(setting) || config_setting_is_list(setting);
}

static int store_levels(const struct schema_key *key, const struct conffile *f,
			const config_setting_t *setting, struct config *ret)
{
	struct alert_params *alert = member(ret, key);
	uint64_t levels_us[ALERT_LEVEL_MAX];
	unsigned n;

	if (!is_list(setting))
		return conffile_fail_type(f, setting, "a list such as [ 30, 120, 300 ]");
	n = (unsigned)config_setting_length(setting);
	if (n < 1 || n > ALERT_LEVEL_MAX)
		return conffile_fail(f, setting, "has %u levels; 1 to %d are possible", n,
				     ALERT_LEVEL_MAX);
	for (unsigned i = 0; i < n; i++) {
		const config_setting_t *elem = config_setting_get_elem(setting, i);
		int r = read_number(key, f, elem, &levels_us[i]);

		if (r != 0)
			return r;
		if (i > 0 && levels_us[i] <= levels_us[i - 1])
			return conffile_fail(f, elem, "must be more than the level before it");
	}
	alert->n_levels = n;
	memcpy(alert->levels_us, levels_us, n * sizeof(levels_us[0]));
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "HH:MM" -> 0 .. 1440, or -1 */
static int minute_from_text(const char *t)
{
	int minute;

	if (!is_digit(t[0]) || !is_digit(t[1]) || t[2] != ':' || !is_digit(t[3]) ||
	    !is_digit(t[4]) || t[3] > '5')
		return -1;
	minute = ((t[0] - '0') * 10 + t[1] - '0') * 60 + (t[3] - '0') * 10 + t[4] - '0';
	return minute <= ALERT_DAY_MIN ? minute : -1;
}

/* "Mon" ... "Sun" -> 0 .. 6, whatever the case; -1 for anything else */
static int day_from_text(const char *text)
{
	static const char days[][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < (int)ARRAY_SIZE(days); i++) {
		if (strncasecmp(text, days[i], 3) == 0)
			return i;
	}
	return -1;
}

/* "Mon", "Mon-Fri", "Fri-Mon": their bits, and where the text goes on; 0 for anything else */
static uint8_t days_from_text(const char **text)
{
	int from = day_from_text(*text), to = from;
	uint8_t days = 0;

	if (from < 0)
		return 0;
	*text += 3;
	if (**text == '-') {
		to = day_from_text(*text + 1);
		if (to < 0)
			return 0;
		*text += 4;
	}
	for (int day = from; !(days & 1u << to); day = (day + 1) % 7)
		days |= (uint8_t)(1u << day);
	return days;
}

/* "Mon-Thu,Sun HH:MM-HH:MM": the days before the space, where there are any */
static bool take_days(const char **text, uint8_t *ret)
{
	*ret = EVERY_DAY;
	if (is_digit(**text))
		return true;
	for (;;) {
		uint8_t days = days_from_text(text);

		if (days == 0)
			return false;
		*ret |= days;
		if (**text != ',')
			break;
		++*text;
	}
	return *(*text)++ == ' ';
}

static bool span_from_text(const char *text, struct quiet_span *ret)
{
	uint8_t days;
	int from, to;

	if (!take_days(&text, &days) || strlen(text) != SPAN_LEN || text[5] != '-')
		return false;
	from = minute_from_text(text);
	to = minute_from_text(text + 6);
	if (from < 0 || from == ALERT_DAY_MIN || to < 0)
		return false;
	*ret = (struct quiet_span){
		.from_min = (uint16_t)from,
		.to_min = (uint16_t)(to % ALERT_DAY_MIN),
		.days = days,
	};
	return true;
}

static int store_quiet(const struct schema_key *key, const struct conffile *f,
		       const config_setting_t *setting, struct config *ret)
{
	struct alert_params *alert = member(ret, key);
	struct quiet_span quiet[ALERT_QUIET_MAX];
	unsigned n;

	if (!is_list(setting))
		return conffile_fail_type(f, setting, "a list such as [ \"22:00-07:00\" ]");
	n = (unsigned)config_setting_length(setting);
	if (n > ALERT_QUIET_MAX)
		return conffile_fail(f, setting, "has %u spans; %d are possible", n,
				     ALERT_QUIET_MAX);
	for (unsigned i = 0; i < n; i++) {
		const config_setting_t *elem = config_setting_get_elem(setting, i);
		const char *text = conffile_string(elem);

		if (!text)
			return conffile_fail_type(f, elem, "a string such as \"22:00-07:00\"");
		if (!span_from_text(text, &quiet[i]))
			return conffile_fail(
				f, elem,
				"\"%.40s\" is no span of the day; write \"HH:MM-HH:MM\", "
				"00:00 to 24:00, or \"Mon-Fri HH:MM-HH:MM\"",
				text);
	}
	alert->n_quiet = n;
	memcpy(alert->quiet, quiet, n * sizeof(quiet[0]));
	return 0;
}

int schema_store(const struct schema_key *key, const struct conffile *f,
		 const config_setting_t *setting, struct config *ret)
{
	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_U64:
	case SCHEMA_ADDRESS:
		return store_number(key, f, setting, ret);
	case SCHEMA_BOOL:
		return store_bool(key, f, setting, ret);
	case SCHEMA_BUS:
		return store_bus(key, f, setting, ret);
	case SCHEMA_CHIP:
		return store_chip(key, f, setting, ret);
	case SCHEMA_PATH:
		return store_path(key, f, setting, ret);
	case SCHEMA_AXIS:
		return store_axis(key, f, setting, ret);
	case SCHEMA_LEVELS:
		return store_levels(key, f, setting, ret);
	case SCHEMA_QUIET:
		return store_quiet(key, f, setting, ret);
	}
	return 0;
}

static void default_levels(struct alert_params *alert, const uint64_t *levels_us)
{
	unsigned n = 0;

	while (levels_us[n]) {
		alert->levels_us[n] = levels_us[n];
		n++;
	}
	alert->n_levels = n;
}

void schema_set_default(const struct schema_key *key, struct config *ret)
{
	void *to = member(ret, key);

	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_ADDRESS:
		*(uint32_t *)to = (uint32_t)key->def.number;
		break;
	case SCHEMA_U64:
		*(uint64_t *)to = key->def.number;
		break;
	case SCHEMA_BOOL:
		*(bool *)to = key->def.number;
		break;
	case SCHEMA_BUS:
	case SCHEMA_CHIP:
	case SCHEMA_PATH:
		strcpy(to, key->def.word);
		break;
	case SCHEMA_AXIS:
		axis_from_word(key->def.word, to);
		break;
	case SCHEMA_LEVELS:
		default_levels(to, key->def.levels_us);
		break;
	case SCHEMA_QUIET:
		((struct alert_params *)to)->n_quiet = 0;
		break;
	}
}
