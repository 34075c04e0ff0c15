/* SPDX-License-Identifier: MIT */
/* The filter as an instrument: slouches fast and slow, turns, biases, scales, against the truth. */
#include "gravity-rig.h"

static const struct vec spine = { 1, 0, 0 };
static const struct vec forward = { 0, 1, 0 }; /* turning about the left axis bends forward */

static const struct stream plain = { 50000, 16384000, 0 };

/* Ten seconds upright, the slouch, five seconds in it.  Errors count once the bias is known. */
static void slouch(struct world *w, double seconds, double deg)
{
	world_rest(w, 10);
	assert_true(w->g.bias_known);
	w->worst_deg = 0;
	world_turn(w, vec_scale(forward, deg / seconds), seconds);
	world_rest(w, 5);
}

static void a_slouch_of_any_slowness_is_followed_under_any_bias(void **state)
{
	static const double slouches_s[] = { 0.5, 2, 8, 30, 60, 120 };
	static const double biases_dps[] = { 0, 0.5, 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slouches_s); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(biases_dps); j++) {
			double b = biases_dps[j];
			struct world w;

			world_begin(&w, &usual, spine);
			w.bias_dps = (struct vec){ b, -b, b };
			slouch(&w, slouches_s[i], 20);
			if (!(w.worst_deg <= 0.3 && world_error_deg(&w) <= 0.3))
				fail_msg("%g s, %g dps: %g deg wrong at worst, %g at the end",
					 slouches_s[i], b, w.worst_deg, world_error_deg(&w));
			assert_true(vec_angle_deg(w.up, spine) > 19.9);
		}
	}
}

/* How far the filter's idea of the bias is from the true one, deg/s. */
static double bias_error_dps(const struct world *w)
{
	double per_dps = DEG * 2147483648.0 * 1000 / w->stream.rate_millihz;
	struct vec known = { w->g.bias_q31[0], w->g.bias_q31[1], w->g.bias_q31[2] };
	struct vec off = vec_sum(vec_scale(known, 1 / per_dps), -1, w->bias_dps);

	return sqrt(vec_dot(off, off));
}

static void the_bias_is_the_mean_of_the_first_rest(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 3, -0.5, 20 };
	world_rest(&w, 3.2);
	assert_false(w.g.bias_known);
	world_rest(&w, 0.32); /* 160 samples from middle to middle: the first batch past 3 s */
	assert_true(w.g.bias_known);
	EXPECT_AT_MOST(bias_error_dps(&w), 0.05);
}

static void a_turn_that_is_seen_at_first_rest_is_no_bias(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 0.5, -0.5, 0.5 };
	for (int i = 0; i < 300 && !w.g.bias_known; i++)
		world_sample(&w, (struct vec){ 0, 0.22, 0 });
	assert_true(w.g.bias_known);
	EXPECT_AT_MOST(bias_error_dps(&w), 0.08);
}

/* 15 breaths a minute, each of which tips the back by nine tenths of a degree. */
static void breathe(struct world *w, double seconds)
{
	double period = 4.0 * w->stream.rate_millihz / 1000;

	for (unsigned i = 0; i < world_samples(w, seconds); i++)
		world_sample(w, vec_scale(forward, 0.71 * cos(2 * M_PI * i / period)));
}

static void breath_is_not_taken_for_bias(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 1, -3, 0.5 };
	breathe(&w, 3.84);
	assert_true(w.g.bias_known);
	/* the mean of these three seconds alone is off by 0.2 deg/s */
	EXPECT_AT_MOST(bias_error_dps(&w), 0.1);
	breathe(&w, 8);
	w.worst_deg = 0;
	breathe(&w, 40);
	EXPECT_AT_MOST(w.worst_deg, 0.15);
}

static void what_the_first_rest_got_wrong_is_put_right_in_seconds(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 3.52);
	assert_true(w.g.bias_known);
	w.bias_dps.y = 0.5;
	world_rest(&w, 16);
	EXPECT_AT_MOST(bias_error_dps(&w), 0.15);
	w.bias_dps.y = 1;
	world_rest(&w, 16); /* no hurry any more */
	assert_true(bias_error_dps(&w) > 0.3);
}

static void a_bias_wrong_by_degrees_a_second_is_taken_anew(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 30);
	w.bias_dps = (struct vec){ 0, 5, -5 };
	world_rest(&w, 30);
	EXPECT_AT_MOST(bias_error_dps(&w), 0.1);
	w.worst_deg = 0;
	world_rest(&w, 60);
	EXPECT_AT_MOST(w.worst_deg, 0.2);
}

static void a_slow_slouch_is_not_taken_for_bias(void **state)
{
	static const double slouches_s[] = { 8, 30, 60, 120 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slouches_s); i++) {
		struct world w;

		world_begin(&w, &usual, spine);
		w.bias_dps = (struct vec){ 0.5, -0.5, 0.5 };
		slouch(&w, slouches_s[i], 20);
		EXPECT_AT_MOST(bias_error_dps(&w), 0.05);
	}
}

static void a_slouch_that_begins_with_the_samples_is_followed(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 0, 0.5, 0 };
	world_turn(&w, vec_scale(forward, 20.0 / 120), 120);
	/* 0.17 dps of turning were taken for bias: the accelerometer has long put that right */
	EXPECT_AT_MOST(w.worst_deg, 1.0);
	EXPECT_AT_MOST(world_error_deg(&w), 0.3);
}

static void turning_is_no_rest(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	for (int i = 0; i < 20; i++) {
		world_turn(&w, vec_scale(forward, i % 2 ? -10 : 10), 0.64);
		assert_false(w.g.bias_known);
	}
}

static void a_bias_beyond_reason_is_a_fault_and_the_gyroscope_is_left_out(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 0, 0, 27 };
	world_rest(&w, 20);
	assert_false(w.g.bias_known);
	EXPECT_AT_MOST(w.worst_deg, 0.3);
	/* it was a slow turn on the chair: at rest the bias is found after all */
	w.bias_dps = (struct vec){ 0, 0, 1 };
	world_rest(&w, 5);
	assert_true(w.g.bias_known);
	EXPECT_AT_MOST(bias_error_dps(&w), 0.05);
}

static void a_bias_that_drifts_with_warmth_is_followed(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, (struct vec){ 0.9, 0.2, -0.3 });
	world_rest(&w, 10);
	w.worst_deg = 0;
	for (int minute = 0; minute < 10; minute++) {
		w.bias_dps.y += 0.1;
		world_rest(&w, 60);
	}
	EXPECT_AT_MOST(w.worst_deg, 0.5);
}

static void the_gyroscope_carries_a_fast_turn_about_any_axis(void **state)
{
	uint64_t seed = 20240131;

	(void)state;
	for (int i = 0; i < 20; i++) {
		struct vec axis = vec_random(&seed);
		struct world w;

		world_begin(&w, &usual, vec_random(&seed));
		w.bias_dps = (struct vec){ 1, -1, 1 };
		world_rest(&w, 10);
		w.worst_deg = 0;
		world_turn(&w, vec_scale(axis, 180), 0.5);
		world_rest(&w, 2);
		world_turn(&w, vec_scale(axis, -240), 1);
		world_rest(&w, 2);
		EXPECT_AT_MOST(w.worst_deg, 0.5);
	}
}

static void shaking_does_not_tilt_it(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 10);
	w.worst_deg = 0;
	for (int i = 0; i < 1000; i++) {
		double phase = 2 * M_PI * i / 25;

		w.shake_g = (struct vec){ 0.3 * sin(phase), 0.3 * cos(phase), -0.3 * sin(phase) };
		world_sample(&w, (struct vec){ 0, 0, 0 });
	}
	EXPECT_AT_MOST(w.worst_deg, 0.5);
}

static void without_a_gyroscope_a_slouch_is_followed_all_the_same(void **state)
{
	static const double slouches_s[] = { 8, 30, 60, 120 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(slouches_s); i++) {
		struct world w;

		world_begin(&w, &plain, spine);
		world_rest(&w, 10);
		w.worst_deg = 0;
		world_turn(&w, vec_scale(forward, 20 / slouches_s[i]), slouches_s[i]);
		/* behind by two stages of a quarter of a second each, and the noise */
		EXPECT_AT_MOST(w.worst_deg, 0.5 * 20 / slouches_s[i] + 0.15);
		world_rest(&w, 3);
		EXPECT_AT_MOST(world_error_deg(&w), 0.15);
	}
}

static void without_a_gyroscope_a_jump_is_taken_over_in_two_seconds(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &plain, spine);
	world_rest(&w, 10);
	world_turn_unseen(&w, forward, 20);
	world_rest(&w, 2);
	EXPECT_AT_MOST(world_error_deg(&w), 0.3);
	assert_false(w.g.bias_known);
}

static void what_stands_in_for_a_missing_gyroscope_is_not_read(void **state)
{
	struct world calm, wild;

	(void)state;
	world_begin(&calm, &plain, spine);
	world_begin(&wild, &plain, spine);
	wild.batch = calm.batch = BATCH_MAX + 1; /* flushed by hand */
	for (int b = 0; b < 50; b++) {
		while (calm.n < 16) {
			world_sample(&calm, forward);
			world_sample(&wild, forward);
		}
		for (unsigned i = 0; i < wild.n; i++)
			wild.gyro[i] = (struct counts3){ INT16_MIN, INT16_MAX, (int16_t)(b + 7) };
		world_flush(&calm);
		world_flush(&wild);
		assert_memory_equal(&calm.g, &wild.g, sizeof(calm.g));
	}
}

/* Where a slouch ends up and the worst on its way, the same samples cut into batches by @cut. */
static struct vec cut_into(unsigned cut, double *ret_worst_deg)
{
	uint64_t seed = 7;
	struct world w;

	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 1, -2, 0.5 };
	w.batch = cut ? cut : 1;
	for (unsigned i = 0; i < 50 * 23; i++) {
		if (cut == 0 && w.n == 0)
			w.batch = 1 + (unsigned)(uniform(&seed) * BATCH_MAX);
		if (i == 50 * 10) {
			assert_true(w.g.bias_known);
			w.worst_deg = 0;
		}
		world_sample(&w, vec_scale(forward, i >= 500 && i < 900 ? 20.0 / 8 : 0));
	}
	if (w.n > 0)
		world_flush(&w);
	*ret_worst_deg = w.worst_deg;
	return vec_from_dir(gravity_up(&w.g));
}

static void the_result_does_not_depend_on_how_samples_are_cut_into_batches(void **state)
{
	double worst_deg;
	struct vec by_16 = cut_into(16, &worst_deg);

	(void)state;
	for (unsigned cut = 0; cut <= BATCH_MAX; cut++) {
		struct vec up = cut_into(cut, &worst_deg);

		if (!(vec_angle_deg(up, by_16) <= 0.1 && worst_deg <= 0.3))
			fail_msg("batches of %u: %g deg from batches of 16, %g wrong at worst", cut,
				 vec_angle_deg(up, by_16), worst_deg);
	}
}

static void every_scale_gives_the_same_direction(void **state)
{
	static const struct stream streams[] = {
		{ 50000, 16384000, 131000 }, { 50000, 8192000, 65500 },   { 50000, 4096000, 32800 },
		{ 50000, 2048000, 16400 },   { 50000, 32768000, 262400 }, { 50000, 4096000, 14286 },
		{ 50000, 8333333, 114285 },  { 50000, 1000000, 16400 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(streams); i++) {
		struct world w;

		/* off 1 g on no axis: 32768 counts a g have no room for more */
		world_begin(&w, &streams[i], (struct vec){ 0.6, 0.5, -0.62 });
		w.noise_g = 0.001;
		slouch(&w, 8, 20);
		EXPECT_AT_MOST(w.worst_deg, 0.15);
	}
}

static void coarse_counts_cost_no_more_than_their_step(void **state)
{
	static const struct stream coarse[] = { { 50000, 256000, 16384 }, { 50000, 256000, 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(coarse); i++) {
		struct world w;

		world_begin(&w, &coarse[i], (struct vec){ 0.6, 0.5, -0.62 });
		world_rest(&w, 10);
		w.worst_deg = 0;
		world_turn(&w, vec_scale(forward, 1), 20);
		world_rest(&w, 5);
		/* 1 / 256 g is 0.22 deg; the plain filter is half a second behind besides */
		EXPECT_AT_MOST(w.worst_deg, i == 0 ? 0.3 : 0.8);
		EXPECT_AT_MOST(world_error_deg(&w), 0.3);
	}
}

static void every_rate_follows_a_slouch(void **state)
{
	static const uint32_t rates_hz[] = { 10, 25, 100, 200, 400 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates_hz); i++) {
		struct stream s = { rates_hz[i] * 1000, 16384000, 131000 };
		struct world w;

		world_begin(&w, &s, spine);
		w.bias_dps = (struct vec){ 0.5, -0.5, 0.5 };
		w.batch = rates_hz[i] > 100 ? 32 : 4;
		slouch(&w, 8, 20);
		if (!(w.worst_deg <= 0.3))
			fail_msg("%u Hz: %g deg wrong", rates_hz[i], w.worst_deg);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slouch_of_any_slowness_is_followed_under_any_bias),
		cmocka_unit_test(the_bias_is_the_mean_of_the_first_rest),
		cmocka_unit_test(a_turn_that_is_seen_at_first_rest_is_no_bias),
		cmocka_unit_test(breath_is_not_taken_for_bias),
		cmocka_unit_test(what_the_first_rest_got_wrong_is_put_right_in_seconds),
		cmocka_unit_test(a_bias_wrong_by_degrees_a_second_is_taken_anew),
		cmocka_unit_test(a_slow_slouch_is_not_taken_for_bias),
		cmocka_unit_test(a_slouch_that_begins_with_the_samples_is_followed),
		cmocka_unit_test(turning_is_no_rest),
		cmocka_unit_test(a_bias_beyond_reason_is_a_fault_and_the_gyroscope_is_left_out),
		cmocka_unit_test(a_bias_that_drifts_with_warmth_is_followed),
		cmocka_unit_test(the_gyroscope_carries_a_fast_turn_about_any_axis),
		cmocka_unit_test(shaking_does_not_tilt_it),
		cmocka_unit_test(without_a_gyroscope_a_slouch_is_followed_all_the_same),
		cmocka_unit_test(without_a_gyroscope_a_jump_is_taken_over_in_two_seconds),
		cmocka_unit_test(what_stands_in_for_a_missing_gyroscope_is_not_read),
		cmocka_unit_test(the_result_does_not_depend_on_how_samples_are_cut_into_batches),
		cmocka_unit_test(every_scale_gives_the_same_direction),
		cmocka_unit_test(coarse_counts_cost_no_more_than_their_step),
		cmocka_unit_test(every_rate_follows_a_slouch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
