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

#include "source-replay.h"

#define MS(n)    ((uint64_t)(n)*US_PER_MS)
#define BEGIN_US (1000 * US_PER_SEC)
#define FIRST_US 7000000 /* in the file */

#define HEADER                                                                                     \
	"# plumb-recording 1\n"                                                                    \
	"# rate_millihz: 50000\n"                                                                  \
	"# accel_lsb_per_g: 16384\n"                                                               \
	"# gyro_lsb_per_dps: 131\n"
#define UPPER_COLUMNS "t_us,upper.ax,upper.ay,upper.az,upper.gx,upper.gy,upper.gz"

struct rig {
	char path[64];
	FILE *file;
	struct config config;
	struct source *source;
	struct source_item item;
	char text[256];
};

static int set_up(void **state)
{
	struct rig *rig = calloc(1, sizeof *rig);
	int fd;

	strcpy(rig->path, "/tmp/plumb-replay-XXXXXX");
	fd = mkstemp(rig->path);
	rig->file = fdopen(fd, "w");
	config_defaults(&rig->config);
	rig->config.sensor[SENSOR_LOWER].enabled = true;
	*state = rig;
	return rig->file ? 0 : -1;
}

static int tear_down(void **state)
{
	struct rig *rig = *state;

	if (rig->file)
		fclose(rig->file);
	source_free(rig->source);
	unlink(rig->path);
	free(rig);
	return 0;
}

static void write_text(struct rig *rig, const char *text)
{
	fputs(text, rig->file);
}

/* The k-th row of the upper sensor: the counts tell which it was. */
static void write_upper(struct rig *rig, unsigned k, unsigned t_ms)
{
	fprintf(rig->file, "%u,16384,%u,0,1,2,3\n", FIRST_US + t_ms * 1000, k);
}

static void write_uppers(struct rig *rig, unsigned n)
{
	for (unsigned k = 0; k < n; k++)
		write_upper(rig, k, 20 * k);
}

static int begin(struct rig *rig)
{
	fclose(rig->file);
	rig->file = NULL;
	return source_replay_new(rig->path, &rig->config, BEGIN_US, &rig->source, rig->text,
				 sizeof rig->text);
}

static const struct source_item *read_due(struct rig *rig)
{
	source_read(rig->source, source_due_us(rig->source), &rig->item);
	return &rig->item;
}

static void expect_stream(struct rig *rig, enum sensor sensor)
{
	assert_int_equal(source_due_us(rig->source), BEGIN_US);
	read_due(rig);
	assert_int_equal(rig->item.news, SOURCE_STREAM);
	assert_int_equal(rig->item.sensor, sensor);
	assert_int_equal(rig->source->health[sensor].state, SENSOR_RUNNING);
}

static void expect_batch(struct rig *rig, enum sensor sensor, unsigned n, unsigned first,
			 unsigned t_ms)
{
	const struct batch *b = &rig->item.batch;

	assert_int_equal(source_due_us(rig->source), BEGIN_US + MS(t_ms));
	read_due(rig);
	assert_int_equal(rig->item.news, SOURCE_BATCH);
	assert_int_equal(rig->item.sensor, sensor);
	assert_int_equal(b->sensor, sensor);
	assert_int_equal(b->n, n);
	assert_int_equal(b->t_us, BEGIN_US + MS(t_ms));
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(b->accel[i].y, first + i);
}

static void expect_end(struct rig *rig)
{
	read_due(rig);
	assert_int_equal(rig->item.news, SOURCE_END);
	assert_true(source_due_us(rig->source) == UINT64_MAX);
}

static void batches_come_at_the_time_of_their_last_sample(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_uppers(rig, 37);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	assert_int_equal(rig->item.stream.rate_millihz, 50000);
	assert_int_equal(rig->item.stream.accel_milli_lsb_per_g, 16384000);
	assert_int_equal(rig->item.stream.gyro_milli_lsb_per_dps, 131000);
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
	assert_false(rig->item.batch.gap);
	assert_int_equal(rig->item.batch.gyro[15].z, 3);
	expect_batch(rig, SENSOR_UPPER, 16, 16, 620);
	expect_batch(rig, SENSOR_UPPER, 5, 32, 720);
	expect_end(rig);
}

static void the_health_names_the_recording(void **state)
{
	struct rig *rig = *state;
	const struct sensor_health *h;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_uppers(rig, 16);
	assert_int_equal(begin(rig), 0);
	h = &rig->source->health[SENSOR_UPPER];
	assert_int_equal(h->state, SENSOR_STARTING);
	assert_string_equal(h->chip, "recording");
	assert_string_equal(h->bus, rig->path);
	assert_int_equal(h->rate_millihz, 50000);
	assert_int_equal(h->temperature_cdeg, INT32_MAX);
	assert_int_equal(rig->source->health[SENSOR_LOWER].state, SENSOR_ABSENT);
	read_due(rig);
	read_due(rig);
	assert_int_equal(h->last_sample_us, BEGIN_US + MS(300));
}

static void nothing_comes_before_its_time(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_uppers(rig, 16);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	source_read(rig->source, BEGIN_US + MS(300) - 1, &rig->item);
	assert_int_equal(rig->item.news, SOURCE_NOTHING);
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
}

static void rows_are_merged_for_each_sensor(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS ",lower.ax,lower.ay,lower.az\n");
	for (unsigned k = 0; k < 20; k++)
		fprintf(rig->file, "%u,16384,%u,0,1,2,3,16384,%u,0\n", FIRST_US + 20000 * k, k,
			100 + k);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	assert_int_equal(rig->item.stream.gyro_milli_lsb_per_dps, 131000);
	expect_stream(rig, SENSOR_LOWER);
	assert_int_equal(rig->item.stream.gyro_milli_lsb_per_dps, 0);
	/* the lower one first, so that the upper one's decision knows it */
	expect_batch(rig, SENSOR_LOWER, 16, 100, 300);
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
	expect_batch(rig, SENSOR_LOWER, 4, 116, 380);
	expect_batch(rig, SENSOR_UPPER, 4, 16, 380);
	expect_end(rig);
}

static void a_disabled_sensor_is_left_out(void **state)
{
	struct rig *rig = *state;

	rig->config.sensor[SENSOR_LOWER].enabled = false;
	write_text(rig, HEADER UPPER_COLUMNS ",lower.ax,lower.ay,lower.az\n");
	for (unsigned k = 0; k < 16; k++)
		fprintf(rig->file, "%u,16384,%u,0,1,2,3,16384,0,0\n", FIRST_US + 20000 * k, k);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
	expect_end(rig);
}

static void a_row_without_a_whole_reading_is_no_sample(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_upper(rig, 0, 0);
	fprintf(rig->file, "%u,16384,9,,1,2,3\n", FIRST_US + 20000);
	fprintf(rig->file, "%u,16384,9,0,,,\n", FIRST_US + 40000);
	write_upper(rig, 1, 60);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	expect_batch(rig, SENSOR_UPPER, 2, 0, 60);
	assert_false(rig->item.batch.gap);
	expect_end(rig);
}

static void a_pause_of_four_samples_is_none_and_of_more_is_a_gap(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_upper(rig, 0, 0);
	write_upper(rig, 1, 80);
	write_upper(rig, 2, 161);
	write_upper(rig, 3, 181);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	expect_batch(rig, SENSOR_UPPER, 2, 0, 80);
	assert_false(rig->item.batch.gap);
	expect_batch(rig, SENSOR_UPPER, 2, 2, 181);
	assert_true(rig->item.batch.gap);
	expect_end(rig);
}

static void batches_become_smaller_when_asked(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_uppers(rig, 24);
	assert_int_equal(begin(rig), 0);
	source_set_batch(rig->source, 5);
	expect_stream(rig, SENSOR_UPPER);
	/* This one was gathered already. */
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
	expect_batch(rig, SENSOR_UPPER, 5, 16, 400);
	expect_batch(rig, SENSOR_UPPER, 3, 21, 460);
	expect_end(rig);
}

static void a_bad_line_ends_the_source_with_file_line_and_reason(void **state)
{
	struct rig *rig = *state;
	char expected[256];

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_uppers(rig, 18);
	write_text(rig, "banana\n");
	write_upper(rig, 19, 380);
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	expect_batch(rig, SENSOR_UPPER, 16, 0, 300);
	expect_batch(rig, SENSOR_UPPER, 2, 16, 340);
	read_due(rig);
	assert_int_equal(rig->item.news, SOURCE_LOST);
	assert_int_equal(rig->item.sensor, SENSOR_UPPER);
	snprintf(expected, sizeof expected, "%s:24: a field is not a whole number", rig->path);
	assert_string_equal(rig->source->health[SENSOR_UPPER].trouble, expected);
	assert_int_equal(rig->source->health[SENSOR_UPPER].last_error, -EBADMSG);
	assert_int_not_equal(rig->source->health[SENSOR_UPPER].state, SENSOR_RUNNING);
	expect_end(rig);
}

static void a_line_without_end_is_refused(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n");
	write_upper(rig, 0, 0);
	for (unsigned i = 0; i < 5000; i++)
		fputc('1', rig->file);
	assert_int_equal(begin(rig), -EBADMSG);
	assert_non_null(strstr(rig->text, ":7: the line is too long"));
}

static void a_last_line_needs_no_newline(void **state)
{
	struct rig *rig = *state;

	write_text(rig, HEADER UPPER_COLUMNS "\n1,2,0,4,5,6,7\n20001,2,1,4,5,6,7");
	assert_int_equal(begin(rig), 0);
	expect_stream(rig, SENSOR_UPPER);
	expect_batch(rig, SENSOR_UPPER, 2, 0, 20);
	expect_end(rig);
}

static void what_is_no_recording_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", ": holds no sample of a configured sensor" },
		{ "root:x:0:0\n", ":1: not a recording: its first line is not" },
		{ "# plumb-recording 1\n# rate_millihz: many\n", ":2: rate_millihz" },
		{ HEADER "t_us,upper.ax\n", ":5: the columns need t_us" },
		{ HEADER UPPER_COLUMNS "\n", ": holds no sample of a configured sensor" },
		{ HEADER UPPER_COLUMNS "\n1,2,3,4,5,6,x\n", ":6: a field is not a whole number" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct rig *rig = *state;

		if (!rig->file)
			rig->file = fopen(rig->path, "w");
		write_text(rig, rows[i].text);
		assert_int_equal(begin(rig), -EBADMSG);
		assert_null(rig->source);
		if (!strstr(rig->text, rows[i].reason))
			fail_msg("row %zu: %s", i, rig->text);
	}
}

static void a_file_that_is_not_there_is_named(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(source_replay_new("/nowhere/at/all", &rig->config, BEGIN_US, &rig->source,
					   rig->text, sizeof rig->text),
			 -ENOENT);
	assert_string_equal(rig->text, "/nowhere/at/all: No such file or directory");
	assert_int_equal(source_replay_new("/tmp", &rig->config, BEGIN_US, &rig->source, rig->text,
					   sizeof rig->text),
			 -EISDIR);
	assert_string_equal(rig->text, "/tmp:1: Is a directory");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(batches_come_at_the_time_of_their_last_sample),
		TEST(the_health_names_the_recording),
		TEST(nothing_comes_before_its_time),
		TEST(rows_are_merged_for_each_sensor),
		TEST(a_disabled_sensor_is_left_out),
		TEST(a_row_without_a_whole_reading_is_no_sample),
		TEST(a_pause_of_four_samples_is_none_and_of_more_is_a_gap),
		TEST(batches_become_smaller_when_asked),
		TEST(a_bad_line_ends_the_source_with_file_line_and_reason),
		TEST(a_line_without_end_is_refused),
		TEST(a_last_line_needs_no_newline),
		TEST(what_is_no_recording_is_refused_with_a_reason),
		TEST(a_file_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
