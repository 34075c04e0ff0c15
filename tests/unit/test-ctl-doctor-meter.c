/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doctor-meter.h"

#define LSB_PER_G 16384
#define PERIOD_US 20000

static struct doctor_meter meter;

static void begin(void)
{
	doctor_meter_init(&meter, LSB_PER_G * 1000);
}

static void a_meter_without_samples_knows_nothing(void **state)
{
	struct doctor_figures f;

	(void)state;
	begin();
	f = doctor_meter_read(&meter);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.span_us, 0);
	assert_int_equal(f.rate_millihz, 0);
	doctor_meter_push(&meter, 77, (struct counts3){ .z = LSB_PER_G });
	f = doctor_meter_read(&meter);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.level_mg, 1000);
	assert_int_equal(f.rate_millihz, 0);
}

static void rate_is_steps_over_span(void **state)
{
	struct doctor_figures f;

	(void)state;
	begin();
	for (unsigned i = 0; i <= 500; i++)
		doctor_meter_push(&meter, 1000000 + i * PERIOD_US,
				  (struct counts3){ .x = LSB_PER_G });
	f = doctor_meter_read(&meter);
	assert_int_equal(f.n, 501);
	assert_int_equal(f.span_us, 10000000);
	assert_int_equal(f.rate_millihz, 50000);
	assert_int_equal(f.jitter_us, 0);
	assert_int_equal(f.noise_ug[0], 0);
}

/* Every second sample late by 2 ms: steps of 22 and 18 ms. */
static void jitter_is_the_rms_of_the_steps_about_their_mean(void **state)
{
	(void)state;
	begin();
	for (unsigned i = 0; i <= 500; i++)
		doctor_meter_push(&meter, i * PERIOD_US + i % 2 * 2000, (struct counts3){ 0 });
	assert_int_equal(doctor_meter_read(&meter).jitter_us, 2000);
}

/* A square wave of +-a about its mean has steps of 2a: what comes out is a times root 2. */
static void noise_is_told_from_step_to_step(void **state)
{
	struct doctor_figures f;

	(void)state;
	begin();
	for (unsigned i = 0; i <= 400; i++)
		doctor_meter_push(&meter, i * PERIOD_US,
				  (struct counts3){ .y = i % 2 ? 16 : -16, .z = LSB_PER_G });
	f = doctor_meter_read(&meter);
	assert_int_equal(f.noise_ug[0], 0);
	assert_in_range(f.noise_ug[1], 1380, 1381);
	assert_int_equal(f.noise_ug[2], 0);
	assert_int_equal(f.level_mg, 1000);
}

/* Half a g in ten seconds, as no noise would. */
static void a_slow_lean_is_no_noise(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i <= 500; i++)
		doctor_meter_push(&meter, (uint64_t)i * PERIOD_US,
				  (struct counts3){ .x = (int16_t)(i * 16) });
	assert_in_range(doctor_meter_read(&meter).noise_ug[0], 600, 800);
}

static void wild_samples_do_not_overflow(void **state)
{
	struct doctor_figures f;

	(void)state;
	doctor_meter_init(&meter, 64000);
	for (uint64_t i = 0; i < 4000; i++) {
		int16_t wild = i % 2 ? INT16_MAX : INT16_MIN;

		doctor_meter_push(&meter, i * 3600 * 1000000, (struct counts3){ wild, wild, wild });
	}
	f = doctor_meter_read(&meter);
	assert_in_range(f.noise_ug[0], 45254000, 45255000);
	assert_in_range(f.level_mg, 55420, 55430);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_meter_without_samples_knows_nothing),
		cmocka_unit_test(rate_is_steps_over_span),
		cmocka_unit_test(jitter_is_the_rms_of_the_steps_about_their_mean),
		cmocka_unit_test(noise_is_told_from_step_to_step),
		cmocka_unit_test(a_slow_lean_is_no_noise),
		cmocka_unit_test(wild_samples_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
