/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recording.h"

#define UPPER (1u << SENSOR_UPPER)
#define LOWER (1u << SENSOR_LOWER)

#define VERSION "# plumb-recording 1"
#define KEYS    "# rate_millihz: 50000\n# accel_lsb_per_g: 16384\n# gyro_lsb_per_dps: 131\n"
#define HEAD    VERSION "\n" KEYS

#define UPPER_ACCEL "upper.ax,upper.ay,upper.az"
#define UPPER_GYRO  "upper.gx,upper.gy,upper.gz"
#define LOWER_ACCEL "lower.ax,lower.ay,lower.az"
#define LOWER_GYRO  "lower.gx,lower.gy,lower.gz"

/* A line in memory of just its size, so that reading past its end is caught. */
static int parse(struct recording *r, const char *line, size_t len, struct recording_sample *ret)
{
	char *copy = malloc(len > 0 ? len : 1);
	int result;

	assert_non_null(copy);
	memcpy(copy, line, len);
	result = recording_parse(r, copy, len, ret);
	free(copy);
	return result;
}

/* Parses line after line, up to the first that is not header or comment. */
static int read_text(struct recording *r, const char *text, struct recording_sample *ret)
{
	recording_init(r);
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");
		int result = parse(r, text, len, ret);

		if (result != -1)
			return result;
		text += len + (text[len] == '\n');
	}
	return -1;
}

static int read_row(const char *columns, const char *row, struct recording_sample *ret)
{
	struct recording r;
	char text[1024];

	snprintf(text, sizeof(text), HEAD "%s\n%s", columns, row);
	return read_text(&r, text, ret);
}

static void a_whole_recording_is_read(void **state)
{
	struct recording_sample s;
	struct recording r;

	(void)state;
	assert_int_equal(read_text(&r,
				   HEAD "# label: slouching\n# source: a desk\n"
					"t_us," UPPER_ACCEL "," UPPER_GYRO "," LOWER_ACCEL
					"," LOWER_GYRO "\n"
					"20000,1,-2,16384,4,-5,6,7,-8,9,-10,11,-12",
				   &s),
			 0);
	assert_true(r.started && r.ready && r.timed);
	assert_int_equal(r.stream.rate_millihz, 50000);
	assert_int_equal(r.stream.accel_milli_lsb_per_g, 16384000);
	assert_int_equal(r.stream.gyro_milli_lsb_per_dps, 131000);
	assert_int_equal(r.n_columns, 13);
	assert_int_equal(r.sensors, UPPER | LOWER);
	assert_int_equal(r.gyros, UPPER | LOWER);
	assert_string_equal(r.label, "slouching");
	assert_int_equal(s.t_us, 20000);
	assert_int_equal(s.accel_seen, UPPER | LOWER);
	assert_int_equal(s.gyro_seen, UPPER | LOWER);
	assert_memory_equal(&s.accel[SENSOR_UPPER], (&(struct counts3){ 1, -2, 16384 }), 6);
	assert_memory_equal(&s.gyro[SENSOR_UPPER], (&(struct counts3){ 4, -5, 6 }), 6);
	assert_memory_equal(&s.accel[SENSOR_LOWER], (&(struct counts3){ 7, -8, 9 }), 6);
	assert_memory_equal(&s.gyro[SENSOR_LOWER], (&(struct counts3){ -10, 11, -12 }), 6);
	assert_string_equal(s.label, "slouching");
}

static void columns_come_in_any_order_among_strangers(void **state)
{
	struct recording_sample s;

	(void)state;
	assert_int_equal(read_row("truth.x,upper.az,,label,upper.ax,t_us,moving,upper.ay,middle.ax",
				  "0.5,3,x,typing,1,9,yes,2,-", &s),
			 0);
	assert_int_equal(s.t_us, 9);
	assert_memory_equal(&s.accel[SENSOR_UPPER], (&(struct counts3){ 1, 2, 3 }), 6);
	assert_int_equal(s.accel_seen, UPPER);
	assert_int_equal(s.gyro_seen, 0);
	assert_string_equal(s.label, "typing");
}

static void the_first_line_must_be_the_version(void **state)
{
	static const char *const lines[] = {
		"",
		"t_us,upper.ax",
		"# plumb-recording",
		"# plumb-recording 2",
		"# plumb-recording 10",
		"# plumb-recording 1 ",
		"#plumb-recording 1",
		"\xef\xbb\xbf# plumb-recording 1",
	};
	struct recording_sample s;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct recording r;

		recording_init(&r);
		if (parse(&r, lines[i], strlen(lines[i]), &s) != RECORDING_E_NOT_ONE)
			fail_msg("row %zu: \"%s\"", i, lines[i]);
		assert_false(r.started);
	}
}

static void line_ends_of_every_kind_are_skipped(void **state)
{
	static const char *const ends[] = { "", "\n", "\r\n", "\r" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		static const char *const lines[] = { VERSION,
						     "# rate_millihz: 50000",
						     "# accel_lsb_per_g: 1000",
						     "# label: typing",
						     "",
						     "t_us,upper.ax,upper.ay,upper.az",
						     "1,2,3,4" };
		struct recording_sample s;
		struct recording r;
		int result = -1;

		recording_init(&r);
		for (size_t j = 0; j < ARRAY_SIZE(lines); j++) {
			char line[64];

			assert_int_equal(result, -1);
			snprintf(line, sizeof(line), "%s%s", lines[j], ends[i]);
			result = parse(&r, line, strlen(line), &s);
		}
		assert_int_equal(result, 0);
		assert_int_equal(s.accel[SENSOR_UPPER].z, 4);
		assert_string_equal(s.label, "typing");
	}
}

static void scales_may_be_decimal_fractions(void **state)
{
	static const struct {
		const char *value;
		uint32_t milli;
	} rows[] = {
		{ "16.4", 16400 },        { "131", 131000 },       { "131.0", 131000 },
		{ "131.072", 131072 },    { "14.2857", 14286 },    { "14.2854", 14285 },
		{ "14.28549999", 14285 }, { "14.99951", 15000 },   { "1", 1000 },
		{ "1.000", 1000 },        { "2000", 2000000 },     { "2000.0004", 2000000 },
		{ "  16.4  ", 16400 },    { "0016.40000", 16400 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;
		struct recording r;
		char text[128];

		snprintf(text, sizeof(text), VERSION "\n#gyro_lsb_per_dps:%s\n", rows[i].value);
		if (read_text(&r, text, &s) != -1 ||
		    r.stream.gyro_milli_lsb_per_dps != rows[i].milli)
			fail_msg("row %zu: %s is %u", i, rows[i].value,
				 r.stream.gyro_milli_lsb_per_dps);
	}
}

static void known_keys_with_bad_values_are_errors(void **state)
{
	static const char *const lines[] = {
		"# rate_millihz: 999",
		"# rate_millihz: 400001",
		"# rate_millihz: 50000.5",
		"# rate_millihz: 50 Hz",
		"# rate_millihz: -50000",
		"# rate_millihz:",
		"# rate_millihz: 18446744073709551616",
		"# accel_lsb_per_g: 63.999",
		"# accel_lsb_per_g: 32768.001",
		"# accel_lsb_per_g: many",
		"# accel_lsb_per_g: 4294967296",
		"# accel_lsb_per_g: 99999999999999999999999",
		"# accel_lsb_per_g: 1000.",
		"# accel_lsb_per_g: 1000.x",
		"# accel_lsb_per_g: 1000.5.5",
		"# accel_lsb_per_g: .5",
		"# gyro_lsb_per_dps: 0.999",
		"# gyro_lsb_per_dps: 2000.001",
		"# gyro_lsb_per_dps: 0",
		"# gyro_lsb_per_dps: 1e3",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct recording_sample s;
		struct recording r;
		char text[128];

		snprintf(text, sizeof(text), VERSION "\n%s\n", lines[i]);
		if (read_text(&r, text, &s) != RECORDING_E_KEY)
			fail_msg("row %zu: %s", i, lines[i]);
	}
}

static void the_limits_of_known_keys_are_legal(void **state)
{
	static const char *const lines[] = {
		"# rate_millihz: 1000",     "# rate_millihz: 400000", "# accel_lsb_per_g: 64",
		"# accel_lsb_per_g: 32768", "# gyro_lsb_per_dps: 1",  "# gyro_lsb_per_dps: 2000",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct recording_sample s;
		struct recording r;
		char text[128];

		snprintf(text, sizeof(text), VERSION "\n%s\n", lines[i]);
		if (read_text(&r, text, &s) != -1)
			fail_msg("row %zu: %s", i, lines[i]);
	}
}

static void other_comments_are_skipped(void **state)
{
	struct recording_sample s;
	struct recording r;

	(void)state;
	assert_int_equal(read_text(&r,
				   VERSION "\n#\n# \n# no colon\n# : \n# rate_millihz\n"
					   "# rate_millihz_old: x\n# weather: rain: heavy\n" KEYS
					   "t_us," UPPER_ACCEL "\n"
					   "\n# rate_millihz: no longer a key\n#1,2,3,4\n5,6,7,8",
				   &s),
			 0);
	assert_int_equal(s.t_us, 5);
	assert_int_equal(r.stream.rate_millihz, 50000);
}

static void the_column_line_is_checked(void **state)
{
	static const struct {
		const char *head, *columns;
		int result;
	} rows[] = {
		{ HEAD, "t_us," UPPER_ACCEL, -1 },
		{ HEAD, "t_us," LOWER_ACCEL, -1 },
		{ HEAD, UPPER_ACCEL, RECORDING_E_COLUMNS },
		{ HEAD, "t_us", RECORDING_E_COLUMNS },
		{ HEAD, "t_us,upper.ax,upper.ay", RECORDING_E_COLUMNS },
		{ HEAD, "t_us,upper.ax,upper.ay,lower.az", RECORDING_E_COLUMNS },
		{ HEAD, "t_us," UPPER_GYRO, RECORDING_E_COLUMNS },
		{ HEAD, "t_us," UPPER_ACCEL ",t_us", RECORDING_E_COLUMNS },
		{ HEAD, "t_us," UPPER_ACCEL ",upper.ax", RECORDING_E_COLUMNS },
		{ HEAD, "t_us," UPPER_ACCEL ",label,label", RECORDING_E_COLUMNS },
		{ HEAD, "t_us," UPPER_ACCEL ",x,x", -1 },
		{ HEAD, "t_us, upper.ax, upper.ay, upper.az", RECORDING_E_COLUMNS },
		{ HEAD, "0,1,2,3", RECORDING_E_COLUMNS },
		{ VERSION "\n", "t_us," UPPER_ACCEL, RECORDING_E_KEY },
		{ VERSION "\n# rate_millihz: 50000\n", "t_us," UPPER_ACCEL, RECORDING_E_KEY },
		{ VERSION "\n# accel_lsb_per_g: 1000\n", "t_us," UPPER_ACCEL, RECORDING_E_KEY },
		{ VERSION "\n# rate_millihz: 50000\n# accel_lsb_per_g: 1000\n", "t_us," UPPER_ACCEL,
		  -1 },
		{ VERSION "\n# rate_millihz: 50000\n# accel_lsb_per_g: 1000\n",
		  "t_us," UPPER_ACCEL "," UPPER_GYRO, RECORDING_E_KEY },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;
		struct recording r;
		char text[1024];
		int result;

		snprintf(text, sizeof(text), "%s%s\n", rows[i].head, rows[i].columns);
		result = read_text(&r, text, &s);
		if (result != rows[i].result || r.ready != (result == -1))
			fail_msg("row %zu: %d", i, result);
	}
}

static void the_columns_tell_which_sensors_there_are(void **state)
{
	static const struct {
		const char *columns;
		unsigned sensors, gyros;
		uint32_t gyro_milli;
	} rows[] = {
		{ "t_us," UPPER_ACCEL, UPPER, 0, 0 },
		{ "t_us," UPPER_ACCEL "," UPPER_GYRO, UPPER, UPPER, 131000 },
		{ "t_us," UPPER_ACCEL "," LOWER_ACCEL "," LOWER_GYRO, UPPER | LOWER, LOWER,
		  131000 },
		{ "t_us," UPPER_ACCEL ",lower.ax,lower.ay", UPPER, 0, 0 },
		{ "t_us," UPPER_ACCEL ",upper.gx,upper.gy", UPPER, 0, 0 },
		{ "t_us," UPPER_ACCEL "," LOWER_GYRO, UPPER, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;
		struct recording r;
		char text[1024];

		snprintf(text, sizeof(text), HEAD "%s\n", rows[i].columns);
		if (read_text(&r, text, &s) != -1 || r.sensors != rows[i].sensors ||
		    r.gyros != rows[i].gyros ||
		    r.stream.gyro_milli_lsb_per_dps != rows[i].gyro_milli)
			fail_msg("row %zu: sensors %#x, gyros %#x", i, r.sensors, r.gyros);
	}
}

static void more_columns_than_fit_are_refused(void **state)
{
	struct recording_sample s;
	struct recording r;
	char text[1024];

	(void)state;
	strcpy(text, HEAD "t_us," UPPER_ACCEL);
	for (unsigned i = 4; i < RECORDING_COLUMNS_MAX; i++)
		strcat(text, ",x");
	assert_int_equal(read_text(&r, text, &s), -1);
	assert_int_equal(r.n_columns, RECORDING_COLUMNS_MAX);
	strcat(text, ",x");
	assert_int_equal(read_text(&r, text, &s), RECORDING_E_COLUMNS);
}

static void an_empty_field_is_no_reading(void **state)
{
	static const struct {
		const char *row;
		unsigned accel, gyro;
	} rows[] = {
		{ "1,2,3,4,5,6,7,8,9,10", UPPER | LOWER, UPPER },
		{ "1,,3,4,5,6,7,8,9,10", LOWER, UPPER },
		{ "1,2,,4,5,6,7,8,9,10", LOWER, UPPER },
		{ "1,2,3,,5,6,7,8,9,10", LOWER, UPPER },
		{ "1,2,3,4,5,,7,8,9,10", UPPER | LOWER, 0 },
		{ "1,2,3,4,,,,,,", UPPER, 0 },
		{ "1,2,3,4,5,6,7,8,9,", UPPER, UPPER },
		{ "1,,,,,,,8,9,10", LOWER, 0 },
		{ "1,,,,,,,,,", 0, 0 },
	};
	const char *columns = "t_us," UPPER_ACCEL "," UPPER_GYRO "," LOWER_ACCEL;
	const struct counts3 none = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;

		if (read_row(columns, rows[i].row, &s) != 0 || s.accel_seen != rows[i].accel ||
		    s.gyro_seen != rows[i].gyro)
			fail_msg("row %zu: accel %#x, gyro %#x", i, s.accel_seen, s.gyro_seen);
		if (!(s.accel_seen & UPPER))
			assert_memory_equal(&s.accel[SENSOR_UPPER], &none, sizeof(none));
		if (!(s.gyro_seen & UPPER))
			assert_memory_equal(&s.gyro[SENSOR_UPPER], &none, sizeof(none));
		assert_memory_equal(&s.gyro[SENSOR_LOWER], &none, sizeof(none));
	}
}

static void a_bad_row_names_its_fault(void **state)
{
	static const struct {
		const char *row;
		int result;
	} rows[] = {
		{ "1,2,3,4", 0 },
		{ "1,-32768,32767,-0", 0 },
		{ "1,00002,3,4", 0 },
		{ "18446744073709551615,2,3,4", 0 },
		{ "1,-,3,4", RECORDING_E_FIELD },
		{ "1,--2,3,4", RECORDING_E_FIELD },
		{ "1,+2,3,4", RECORDING_E_FIELD },
		{ "1,2.0,3,4", RECORDING_E_FIELD },
		{ "1,2x,3,4", RECORDING_E_FIELD },
		{ "1,99999x,3,4", RECORDING_E_FIELD },
		{ "1, 2,3,4", RECORDING_E_FIELD },
		{ "1,2,3,4 ", RECORDING_E_FIELD },
		{ "1,2,3,nan", RECORDING_E_FIELD },
		{ "x,2,3,4", RECORDING_E_FIELD },
		{ "-1,2,3,4", RECORDING_E_FIELD },
		{ "1.5,2,3,4", RECORDING_E_FIELD },
		{ "18446744073709551616,2,3,4", RECORDING_E_FIELD },
		{ ",2,3,4", RECORDING_E_TIME },
		{ "1,2,3", RECORDING_E_SHORT },
		{ "1", RECORDING_E_SHORT },
		{ "1,2,3,4,", RECORDING_E_SHORT },
		{ "1,2,3,4,5", RECORDING_E_SHORT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s, before;
		int result;

		memset(&s, 0x5a, sizeof(s));
		before = s;
		result = read_row("t_us," UPPER_ACCEL, rows[i].row, &s);
		if (result != rows[i].result)
			fail_msg("row %zu: \"%s\" gives %d", i, rows[i].row, result);
		if (result != 0)
			assert_memory_equal(&s, &before, sizeof(s));
	}
}

static void counts_beyond_the_range_are_clipped_as_a_chip_clips(void **state)
{
	static const struct {
		const char *field;
		int16_t value;
	} rows[] = {
		{ "32766", 32766 },   { "32767", 32767 },   { "32768", 32767 },
		{ "38269", 32767 },   { "-32767", -32767 }, { "-32768", -32768 },
		{ "-32769", -32768 }, { "-38269", -32768 }, { "99999999999999999999", 32767 },
		{ "327670", 32767 },  { "0000032", 32 },    { "-99999999999999999999", -32768 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;
		char row[64];

		snprintf(row, sizeof(row), "1,2,%s,4", rows[i].field);
		if (read_row("t_us," UPPER_ACCEL, row, &s) != 0 ||
		    s.accel[SENSOR_UPPER].y != rows[i].value)
			fail_msg("row %zu: %s is %d", i, rows[i].field, s.accel[SENSOR_UPPER].y);
	}
}

static void a_nul_in_a_row_is_no_number(void **state)
{
	struct recording_sample s;
	struct recording r;

	(void)state;
	assert_int_equal(read_text(&r, HEAD "t_us," UPPER_ACCEL "\n", &s), -1);
	assert_int_equal(parse(&r, "1,2,3,\0", 7, &s), RECORDING_E_FIELD);
	assert_int_equal(parse(&r, "\0", 1, &s), RECORDING_E_FIELD);
}

static void time_must_rise_and_a_bad_row_does_not_spoil_the_next(void **state)
{
	static const struct {
		const char *row;
		int result;
	} rows[] = {
		{ "0,1,1,1", 0 }, /* time may begin at nothing */
		{ "0,1,1,1", RECORDING_E_TIME },
		{ "1,1,1,1", 0 },
		{ "1,1,1,1", RECORDING_E_TIME },
		{ "5,x,1,1", RECORDING_E_FIELD },
		{ "6,1,1", RECORDING_E_SHORT },
		{ ",1,1,1", RECORDING_E_TIME },
		{ "2,1,1,1", 0 },
		{ "1,1,1,1", RECORDING_E_TIME },
		{ "18446744073709551615,1,1,1", 0 },
		{ "18446744073709551615,1,1,1", RECORDING_E_TIME },
	};
	struct recording_sample s;
	struct recording r;

	(void)state;
	assert_int_equal(read_text(&r, HEAD "t_us," UPPER_ACCEL "\n", &s), -1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (parse(&r, rows[i].row, strlen(rows[i].row), &s) != rows[i].result)
			fail_msg("row %zu: \"%s\"", i, rows[i].row);
	}
}

static void a_rows_label_goes_before_the_files(void **state)
{
	static const struct {
		const char *file, *row, *label;
	} rows[] = {
		{ "# label: sitting\n", "1,2,3,4,typing", "typing" },
		{ "# label: sitting\n", "1,2,3,4,", "sitting" },
		{ "# label:   sitting on a ball  \n", "1,2,3,4,", "sitting on a ball" },
		{ "# label:\n", "1,2,3,4,", "" },
		{ "", "1,2,3,4,", "" },
		{ "# label: 0123456789012345678901234567890123\n", "1,2,3,4,",
		  "0123456789012345678901234567890" },
		{ "", "1,2,3,4,012345678901234567890123456789\303\274",
		  "012345678901234567890123456789" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct recording_sample s;
		struct recording r;
		char text[512];

		snprintf(text, sizeof(text), HEAD "%st_us," UPPER_ACCEL ",label\n%s", rows[i].file,
			 rows[i].row);
		if (read_text(&r, text, &s) != 0 || strcmp(s.label, rows[i].label) != 0)
			fail_msg("row %zu: \"%s\"", i, s.label);
	}
}

static void the_header_is_written_as_documented(void **state)
{
	const struct stream stream = { 50000, 16384000, 16400 };
	char buf[RECORDING_LINE_MAX];
	int len = recording_header(&stream, UPPER, buf, sizeof(buf));

	(void)state;
	assert_int_equal(len, strlen(buf));
	assert_string_equal(buf, VERSION "\n# rate_millihz: 50000\n# accel_lsb_per_g: 16384\n"
					 "# gyro_lsb_per_dps: 16.4\n"
					 "t_us," UPPER_ACCEL "," UPPER_GYRO "\n");
}

static void without_a_gyro_its_key_and_columns_are_left_out(void **state)
{
	const struct stream stream = { 100000, 256010, 0 };
	struct recording_sample s = { .t_us = 7, .accel_seen = LOWER, .gyro_seen = LOWER };
	char buf[RECORDING_LINE_MAX];

	(void)state;
	recording_header(&stream, UPPER | LOWER, buf, sizeof(buf));
	assert_string_equal(buf, VERSION "\n# rate_millihz: 100000\n# accel_lsb_per_g: 256.01\n"
					 "t_us," UPPER_ACCEL "," LOWER_ACCEL "\n");
	recording_line(&s, &stream, UPPER | LOWER, buf, sizeof(buf));
	assert_string_equal(buf, "7,,,,0,0,0\n");
}

static void what_is_written_reads_back(void **state)
{
	static const struct stream streams[] = {
		{ 50000, 16384000, 131000 },
		{ 1000, 64000, 0 },
		{ 400000, 32768000, 2000000 },
		{ 208123, 1000001, 14286 },
	};
	static const int16_t values[] = { INT16_MIN, INT16_MAX, 0, -1, 1, 12345 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(streams); i++) {
		for (unsigned sensors = 1; sensors <= (UPPER | LOWER); sensors++) {
			bool gyro = streams[i].gyro_milli_lsb_per_dps != 0;
			struct recording_sample in, out;
			char text[RECORDING_LINE_MAX];
			struct recording r;
			int len;

			memset(&in, 0, sizeof(in));
			in.t_us = UINT64_MAX - i;
			in.accel_seen = sensors;
			in.gyro_seen = gyro ? sensors : 0;
			for (unsigned s = 0; s < SENSOR_COUNT; s++) {
				const int16_t *v = &values[s * 3];

				if (sensors & 1u << s)
					in.accel[s] = (struct counts3){ v[0], v[1], v[2] };
				if (in.gyro_seen & 1u << s)
					in.gyro[s] = (struct counts3){ v[2], v[1], v[0] };
			}
			len = recording_header(&streams[i], sensors, text, sizeof(text));
			recording_line(&in, &streams[i], sensors, text + len,
				       sizeof(text) - (size_t)len);
			memset(&out, 0, sizeof(out));
			assert_int_equal(read_text(&r, text, &out), 0);
			assert_memory_equal(&r.stream, &streams[i], sizeof(r.stream));
			assert_int_equal(r.sensors, sensors);
			assert_int_equal(r.gyros, in.gyro_seen);
			assert_memory_equal(&out, &in, sizeof(in));
		}
	}
}

static void a_short_buffer_is_filled_and_the_length_told(void **state)
{
	const struct stream stream = { 50000, 16384000, 131000 };
	const struct recording_sample s = { .t_us = 123456, .accel_seen = UPPER };
	char whole[RECORDING_LINE_MAX];
	int len = recording_line(&s, &stream, UPPER, whole, sizeof(whole));

	(void)state;
	assert_int_equal(len, strlen("123456,0,0,0,,,\n"));
	for (int size = 0; size <= len + 1; size++) {
		char buf[64];

		memset(buf, '?', sizeof(buf));
		assert_int_equal(recording_line(&s, &stream, UPPER, buf, (size_t)size), len);
		if (size > 0) {
			assert_memory_equal(buf, whole, (size_t)size - 1);
			assert_int_equal(buf[size - 1], '\0');
		}
		assert_int_equal(buf[size], '?');
	}
	assert_int_equal(recording_header(&stream, UPPER, NULL, 0),
			 recording_header(&stream, UPPER, whole, sizeof(whole)));
}

static void the_longest_line_fits(void **state)
{
	const struct stream stream = { 400000, 32768000, 2000000 };
	struct recording_sample s;
	char buf[RECORDING_LINE_MAX];

	(void)state;
	memset(&s, 0x80, sizeof(s)); /* every count -32640, every bit seen */
	s.t_us = UINT64_MAX;
	assert_in_range(recording_line(&s, &stream, UPPER | LOWER, buf, sizeof(buf)), 1, 127);
	assert_in_range(recording_header(&stream, UPPER | LOWER, buf, sizeof(buf)), 1,
			RECORDING_LINE_MAX - 1);
}

static void every_error_has_its_sentence(void **state)
{
	(void)state;
	for (int i = RECORDING_E_NOT_ONE; i <= RECORDING_E_SHORT; i++) {
		const char *text = recording_strerror((enum recording_error)i);

		assert_string_not_equal(text, "unknown error");
		assert_int_not_equal(text[strlen(text) - 1], '.');
		for (int j = RECORDING_E_NOT_ONE; j < i; j++)
			assert_string_not_equal(text, recording_strerror((enum recording_error)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_recording_is_read),
		cmocka_unit_test(columns_come_in_any_order_among_strangers),
		cmocka_unit_test(the_first_line_must_be_the_version),
		cmocka_unit_test(line_ends_of_every_kind_are_skipped),
		cmocka_unit_test(scales_may_be_decimal_fractions),
		cmocka_unit_test(known_keys_with_bad_values_are_errors),
		cmocka_unit_test(the_limits_of_known_keys_are_legal),
		cmocka_unit_test(other_comments_are_skipped),
		cmocka_unit_test(the_column_line_is_checked),
		cmocka_unit_test(the_columns_tell_which_sensors_there_are),
		cmocka_unit_test(more_columns_than_fit_are_refused),
		cmocka_unit_test(an_empty_field_is_no_reading),
		cmocka_unit_test(a_bad_row_names_its_fault),
		cmocka_unit_test(counts_beyond_the_range_are_clipped_as_a_chip_clips),
		cmocka_unit_test(a_nul_in_a_row_is_no_number),
		cmocka_unit_test(time_must_rise_and_a_bad_row_does_not_spoil_the_next),
		cmocka_unit_test(a_rows_label_goes_before_the_files),
		cmocka_unit_test(the_header_is_written_as_documented),
		cmocka_unit_test(without_a_gyro_its_key_and_columns_are_left_out),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(a_short_buffer_is_filled_and_the_length_told),
		cmocka_unit_test(the_longest_line_fits),
		cmocka_unit_test(every_error_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
