/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2(), F_SETPIPE_SZ */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "pose.h"
#include "record.h"
#include "recording.h"

#define MS(n)    ((uint64_t)(n)*US_PER_MS)
#define UPPER    SENSOR_BIT(SENSOR_UPPER)
#define LOWER    SENSOR_BIT(SENSOR_LOWER)
#define ROWS_MAX 4096

static const struct stream mpu = {
	.rate_millihz = 50000,
	.accel_milli_lsb_per_g = 16384000,
	.gyro_milli_lsb_per_dps = 131000,
};
static const struct stream accel_only = {
	.rate_millihz = 50000,
	.accel_milli_lsb_per_g = 8192000,
};

struct rig {
	int reader, writer;
	struct record *record;
	struct recording recording;
	char text[1 << 18];
	size_t len;
	struct recording_sample row[ROWS_MAX];
	unsigned n_rows;
	unsigned dropped; /* as the recording's comments say */
};

static int set_up(void **state)
{
	struct rig *rig = calloc(1, sizeof *rig);
	int fd[2];

	signal(SIGPIPE, SIG_IGN);
	if (pipe2(fd, O_NONBLOCK | O_CLOEXEC) < 0)
		return -1;
	rig->reader = fd[0];
	rig->writer = fd[1];
	*state = rig;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *rig = *state;

	record_free(rig->record);
	if (rig->reader >= 0)
		close(rig->reader);
	free(rig);
	return 0;
}

static void begin(struct rig *rig, unsigned sensors, const struct stream *upper,
		  const struct stream *lower)
{
	const struct stream streams[SENSOR_COUNT] = { *upper, *lower };

	assert_int_equal(record_new(rig->writer, sensors, streams, &rig->record), 0);
}

/* n samples, the last at t_us; the y count tells the sample, counted from @first. */
static struct batch batch(enum sensor sensor, unsigned n, unsigned first, uint64_t t_us)
{
	struct batch b = { .sensor = sensor, .n = n, .t_us = t_us };

	for (unsigned i = 0; i < n; i++) {
		b.accel[i] = (struct counts3){ 16384, (int16_t)(first + i), -3 };
		b.gyro[i] = (struct counts3){ 131, (int16_t)(first + i), -5 };
	}
	return b;
}

static int push(struct rig *rig, enum sensor sensor, unsigned n, unsigned first, uint64_t t_us)
{
	struct batch b = batch(sensor, n, first, t_us);

	return record_push(rig->record, &b);
}

static void drain(struct rig *rig)
{
	ssize_t n;

	while ((n = read(rig->reader, rig->text + rig->len, sizeof rig->text - rig->len)) > 0)
		rig->len += (size_t)n;
}

/* Every line must be whole and legal. */
static void parse(struct rig *rig)
{
	unsigned dropped;

	recording_init(&rig->recording);
	rig->n_rows = rig->dropped = 0;
	for (char *line = rig->text, *end; line < rig->text + rig->len; line = end + 1) {
		int r;

		end = memchr(line, '\n', (size_t)(rig->text + rig->len - line));
		assert_non_null(end);
		if (sscanf(line, "# rows dropped: %u", &dropped) == 1)
			rig->dropped += dropped;
		assert_true(rig->n_rows < ROWS_MAX);
		r = recording_parse(&rig->recording, line, (size_t)(end - line),
				    &rig->row[rig->n_rows]);
		assert_in_range(r + 1, 0, 1);
		rig->n_rows += r == 0;
	}
}

static void finish(struct rig *rig)
{
	rig->record = record_free(rig->record);
	drain(rig);
	parse(rig);
}

static void one_sensors_samples_are_written_evenly_spaced(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 16, 0, MS(1300)), 0);
	/* The chip runs a little fast: 16 samples in 304 ms. */
	assert_int_equal(push(rig, SENSOR_UPPER, 16, 16, MS(1604)), 0);
	drain(rig);
	parse(rig);
	assert_int_equal(rig->n_rows, 32);
	assert_int_equal(rig->recording.sensors, UPPER);
	assert_memory_equal(&rig->recording.stream, &mpu, sizeof mpu);
	for (unsigned i = 0; i < 32; i++) {
		const struct recording_sample *s = &rig->row[i];

		assert_int_equal(s->t_us,
				 i < 16 ? MS(1000) + i * MS(20) : MS(1300) + (i - 15) * MS(19));
		assert_int_equal(s->accel[SENSOR_UPPER].x, 16384);
		assert_int_equal(s->accel[SENSOR_UPPER].y, i);
		assert_int_equal(s->accel[SENSOR_UPPER].z, -3);
		assert_int_equal(s->gyro[SENSOR_UPPER].x, 131);
		assert_int_equal(s->gyro[SENSOR_UPPER].z, -5);
	}
}

static void after_a_loss_samples_have_the_nominal_spacing(void **state)
{
	struct rig *rig = *state;
	struct batch b = batch(SENSOR_UPPER, 4, 4, MS(1136));

	begin(rig, UPPER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 4, 0, MS(1060)), 0);
	b.gap = true;
	assert_int_equal(record_push(rig->record, &b), 0);
	assert_int_equal(push(rig, SENSOR_UPPER, 4, 8, MS(3000)), 0);
	finish(rig);
	assert_int_equal(rig->row[4].t_us, MS(1076));
	assert_int_equal(rig->row[8].t_us, MS(2940));
}

static void an_empty_batch_writes_nothing(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 0, 0, MS(1000)), 0);
	finish(rig);
	assert_int_equal(rig->n_rows, 0);
}

static void two_sensors_share_the_rows_of_one_instant(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER | LOWER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 16, 0, MS(1300)), 0);
	assert_int_equal(push(rig, SENSOR_LOWER, 16, 100, MS(1309)), 0);
	drain(rig);
	parse(rig);
	assert_int_equal(rig->n_rows, 16);
	for (unsigned i = 0; i < 16; i++) {
		assert_int_equal(rig->row[i].accel_seen, UPPER | LOWER);
		assert_int_equal(rig->row[i].t_us, MS(1000) + i * MS(20));
		assert_int_equal(rig->row[i].accel[SENSOR_UPPER].y, i);
		assert_int_equal(rig->row[i].accel[SENSOR_LOWER].y, 100 + i);
	}
}

static void samples_further_apart_have_rows_of_their_own(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER | LOWER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 3, 0, MS(1040)), 0);
	assert_int_equal(push(rig, SENSOR_LOWER, 2, 100, MS(1031)), 0);
	finish(rig);
	/* upper 1000, 1020, 1040; lower 1011, 1031 */
	assert_int_equal(rig->n_rows, 3);
	assert_int_equal(rig->row[0].t_us, MS(1000));
	assert_int_equal(rig->row[0].accel_seen, UPPER);
	assert_int_equal(rig->row[1].t_us, MS(1011));
	assert_int_equal(rig->row[1].accel_seen, UPPER | LOWER);
	assert_int_equal(rig->row[2].t_us, MS(1031));
	assert_int_equal(rig->row[2].accel_seen, UPPER | LOWER);
}

static void a_silent_sensor_does_not_hold_the_other_up_for_long(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER | LOWER, &mpu, &mpu);
	for (unsigned i = 0; i < 20; i++)
		assert_int_equal(push(rig, SENSOR_UPPER, 16, 16 * i, MS(1000 + 320 * i)), 0);
	drain(rig);
	parse(rig);
	assert_in_range(rig->n_rows, 320 - 2 * BATCH_MAX, 320);
	finish(rig);
	assert_int_equal(rig->n_rows, 320);
	for (unsigned i = 0; i < 320; i++) {
		assert_int_equal(rig->row[i].accel_seen, UPPER);
		assert_int_equal(rig->row[i].accel[SENSOR_UPPER].y, i);
	}
}

static void a_sensor_without_columns_is_skipped(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_LOWER, 16, 0, MS(1000)), 0);
	assert_int_equal(push(rig, SENSOR_UPPER, 1, 0, MS(1000)), 0);
	finish(rig);
	assert_int_equal(rig->n_rows, 1);
	assert_int_equal(rig->row[0].accel_seen, UPPER);
}

static void another_scale_is_converted_to_the_headers(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER | LOWER, &accel_only, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 1, 7, MS(1000)), 0);
	assert_int_equal(push(rig, SENSOR_LOWER, 1, 7, MS(1000)), 0);
	finish(rig);
	assert_int_equal(rig->recording.stream.accel_milli_lsb_per_g, 8192000);
	assert_int_equal(rig->recording.stream.gyro_milli_lsb_per_dps, 131000);
	assert_int_equal(rig->row[0].accel[SENSOR_UPPER].x, 16384);
	assert_int_equal(rig->row[0].accel[SENSOR_LOWER].x, 8192);
	assert_int_equal(rig->row[0].accel[SENSOR_LOWER].y, 4);
	assert_int_equal(rig->row[0].accel[SENSOR_LOWER].z, -2);
	assert_int_equal(rig->row[0].gyro_seen, LOWER);
	assert_int_equal(rig->row[0].gyro[SENSOR_LOWER].x, 131);
}

static void a_conversion_saturates(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	record_set_stream(rig->record, SENSOR_UPPER, &accel_only);
	assert_int_equal(push(rig, SENSOR_UPPER, 1, 0, MS(1000)), 0);
	finish(rig);
	assert_int_equal(rig->row[0].accel[SENSOR_UPPER].x, INT16_MAX);
	assert_int_equal(rig->row[0].accel[SENSOR_UPPER].z, -6);
	assert_int_equal(rig->row[0].gyro_seen, 0);
}

static void time_rises_even_where_batches_overlap(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	assert_int_equal(push(rig, SENSOR_UPPER, 16, 0, MS(1300)), 0);
	assert_int_equal(push(rig, SENSOR_UPPER, 16, 16, MS(1400)), 0);
	finish(rig);
	assert_int_equal(rig->n_rows, 32);
	assert_int_equal(rig->row[31].t_us, MS(1400));
}

static void a_slow_reader_loses_whole_rows_and_is_told_how_many(void **state)
{
	struct rig *rig = *state;
	unsigned pushed = 0;

	assert_true(fcntl(rig->writer, F_SETPIPE_SZ, 4096) >= 0);
	begin(rig, UPPER, &mpu, &mpu);
	for (; pushed < 150; pushed++)
		assert_int_equal(push(rig, SENSOR_UPPER, 16, 0, MS(1000 + 320 * pushed)), 0);
	/* It reads again; what was kept comes out, then the count, then the new. */
	for (unsigned i = 0; i < 20; i++, pushed++) {
		drain(rig);
		assert_int_equal(push(rig, SENSOR_UPPER, 16, 0, MS(1000 + 320 * pushed)), 0);
	}
	finish(rig);
	assert_true(rig->dropped > 0);
	assert_int_equal(rig->n_rows + rig->dropped, 16 * pushed);
	assert_int_equal(rig->row[rig->n_rows - 1].t_us, MS(1000 + 320 * (pushed - 1)));
}

static void a_reader_that_goes_ends_the_recording(void **state)
{
	struct rig *rig = *state;

	begin(rig, UPPER, &mpu, &mpu);
	close(rig->reader);
	rig->reader = -1;
	assert_int_equal(push(rig, SENSOR_UPPER, 1, 0, MS(1000)), -EPIPE);
}

static void a_reader_gone_at_the_start_is_an_error_and_the_pipe_is_closed(void **state)
{
	const struct stream streams[SENSOR_COUNT] = { mpu, mpu };
	struct rig *rig = *state;

	close(rig->reader);
	rig->reader = -1;
	assert_int_equal(record_new(rig->writer, UPPER, streams, &rig->record), -EPIPE);
	assert_int_equal(fcntl(rig->writer, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_sensors_samples_are_written_evenly_spaced),
		TEST(after_a_loss_samples_have_the_nominal_spacing),
		TEST(an_empty_batch_writes_nothing),
		TEST(two_sensors_share_the_rows_of_one_instant),
		TEST(samples_further_apart_have_rows_of_their_own),
		TEST(a_silent_sensor_does_not_hold_the_other_up_for_long),
		TEST(a_sensor_without_columns_is_skipped),
		TEST(another_scale_is_converted_to_the_headers),
		TEST(a_conversion_saturates),
		TEST(time_rises_even_where_batches_overlap),
		TEST(a_slow_reader_loses_whole_rows_and_is_told_how_many),
		TEST(a_reader_that_goes_ends_the_recording),
		TEST(a_reader_gone_at_the_start_is_an_error_and_the_pipe_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
