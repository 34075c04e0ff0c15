/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gather.h"

#define UPPER     (1u << SENSOR_UPPER)
#define LOWER     (1u << SENSOR_LOWER)
#define BOTH      (UPPER | LOWER)
#define PERIOD_US 20000

/* Of a recording at 50 Hz whose sensors all have a gyroscope. */
static void begin(struct gather *g, unsigned recorded, unsigned wanted)
{
	const struct recording r = {
		.stream = { .rate_millihz = 50000 },
		.sensors = recorded,
		.gyros = recorded,
	};

	gather_init(g, &r, wanted);
}

static struct recording_sample row(unsigned n, unsigned accel, unsigned gyro)
{
	struct recording_sample s = {
		.t_us = n * PERIOD_US,
		.accel_seen = accel,
		.gyro_seen = gyro,
	};

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		s.accel[i].x = (int16_t)(100 * i + n);
		s.gyro[i].z = (int16_t)-s.accel[i].x;
	}
	return s;
}

static void add(struct gather *g, unsigned n, unsigned sensors)
{
	const struct recording_sample s = row(n, sensors, sensors);

	assert_true(gather_fits(g, &s));
	gather_add(g, &s);
}

static bool fits(const struct gather *g, unsigned n, unsigned sensors)
{
	const struct recording_sample s = row(n, sensors, sensors);

	return gather_fits(g, &s);
}

static void a_batch_is_full_with_sixteen_samples(void **state)
{
	struct gather g;

	(void)state;
	begin(&g, BOTH, BOTH);
	for (unsigned n = 1; n <= 16; n++)
		add(&g, n, BOTH);
	assert_false(fits(&g, 17, BOTH));
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		assert_int_equal(g.batch[i].sensor, i);
		assert_int_equal(g.batch[i].n, 16);
		assert_int_equal(g.batch[i].t_us, 16 * PERIOD_US);
		assert_false(g.batch[i].gap);
		assert_int_equal(g.batch[i].accel[0].x, 100 * i + 1);
		assert_int_equal(g.batch[i].accel[15].x, 100 * i + 16);
		assert_int_equal(g.batch[i].gyro[15].z, -(int)(100 * i + 16));
	}
	gather_empty(&g);
	assert_true(fits(&g, 17, BOTH));
	add(&g, 17, BOTH);
	assert_int_equal(g.batch[SENSOR_UPPER].n, 1);
	assert_int_equal(g.batch[SENSOR_UPPER].accel[0].x, 17);
	assert_false(g.batch[SENSOR_UPPER].gap);
}

static void a_gap_ends_a_batch_and_marks_the_next(void **state)
{
	struct gather g;

	(void)state;
	begin(&g, UPPER, BOTH);
	add(&g, 1, UPPER);
	add(&g, 1 + GATHER_GAP_PERIODS, UPPER); /* not yet a gap */
	assert_false(fits(&g, 2 + 2 * GATHER_GAP_PERIODS, UPPER));
	gather_empty(&g);
	add(&g, 2 + 2 * GATHER_GAP_PERIODS, UPPER);
	assert_true(g.batch[SENSOR_UPPER].gap);
	gather_empty(&g);
	add(&g, 3 + 2 * GATHER_GAP_PERIODS, UPPER);
	assert_false(g.batch[SENSOR_UPPER].gap);
}

static void a_sensor_that_is_not_wanted_is_dropped(void **state)
{
	struct gather g;

	(void)state;
	begin(&g, BOTH, UPPER);
	add(&g, 1, BOTH);
	assert_int_equal(g.batch[SENSOR_UPPER].n, 1);
	assert_int_equal(g.batch[SENSOR_LOWER].n, 0);
}

static void a_reading_that_is_not_whole_is_dropped(void **state)
{
	const struct recording_sample no_gyro = row(1, BOTH, UPPER);
	struct gather g;

	(void)state;
	begin(&g, BOTH, BOTH);
	gather_add(&g, &no_gyro);
	assert_int_equal(g.batch[SENSOR_UPPER].n, 1);
	assert_int_equal(g.batch[SENSOR_LOWER].n, 0);
}

static void a_recording_without_gyroscope_needs_none(void **state)
{
	const struct recording r = { .stream = { .rate_millihz = 50000 }, .sensors = UPPER };
	const struct recording_sample s = row(1, UPPER, 0);
	struct gather g;

	(void)state;
	gather_init(&g, &r, BOTH);
	gather_add(&g, &s);
	assert_int_equal(g.batch[SENSOR_UPPER].n, 1);
}

static void sensors_that_take_turns_fill_on_their_own(void **state)
{
	struct gather g;

	(void)state;
	begin(&g, BOTH, BOTH);
	for (unsigned n = 1; n <= 16; n++)
		add(&g, n, n % 2 ? BOTH : UPPER);
	assert_int_equal(g.batch[SENSOR_UPPER].n, 16);
	assert_int_equal(g.batch[SENSOR_LOWER].n, 8);
	assert_false(fits(&g, 17, UPPER));
	assert_true(fits(&g, 17, LOWER));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_is_full_with_sixteen_samples),
		cmocka_unit_test(a_gap_ends_a_batch_and_marks_the_next),
		cmocka_unit_test(a_sensor_that_is_not_wanted_is_dropped),
		cmocka_unit_test(a_reading_that_is_not_whole_is_dropped),
		cmocka_unit_test(a_recording_without_gyroscope_needs_none),
		cmocka_unit_test(sensors_that_take_turns_fill_on_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
