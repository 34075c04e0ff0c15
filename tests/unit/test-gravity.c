/* SPDX-License-Identifier: MIT */
/* The filter as a machine: its plan, its start, the motion measure, starting anew. */
#include "gravity-rig.h"

static const struct vec spine = { 1, 0, 0 };
static const struct vec left = { 0, 1, 0 };

static void a_stream_is_planned_up_to_its_limits_and_refused_beyond(void **state)
{
	static const struct {
		struct stream s;
		int result;
	} rows[] = {
		{ { 1000, 16384000, 131000 }, 0 },
		{ { 999, 16384000, 131000 }, GRAVITY_E_SCALE },
		{ { 0, 16384000, 131000 }, GRAVITY_E_SCALE },
		{ { 400000, 16384000, 131000 }, 0 },
		{ { 400001, 16384000, 131000 }, GRAVITY_E_SCALE },
		{ { UINT32_MAX, 16384000, 131000 }, GRAVITY_E_SCALE },
		{ { 50000, 64000, 131000 }, 0 },
		{ { 50000, 63999, 131000 }, GRAVITY_E_SCALE },
		{ { 50000, 0, 131000 }, GRAVITY_E_SCALE },
		{ { 50000, 32768000, 131000 }, 0 },
		{ { 50000, 32768001, 131000 }, GRAVITY_E_SCALE },
		{ { 50000, UINT32_MAX, 131000 }, GRAVITY_E_SCALE },
		{ { 50000, 16384000, 1000 }, 0 },
		{ { 50000, 16384000, 999 }, GRAVITY_E_SCALE },
		{ { 50000, 16384000, 1 }, GRAVITY_E_SCALE },
		{ { 50000, 16384000, 0 }, 0 },
		{ { 50000, 16384000, 2000000 }, 0 },
		{ { 50000, 16384000, 2000001 }, GRAVITY_E_SCALE },
		{ { 50000, 16384000, UINT32_MAX }, GRAVITY_E_SCALE },
	};
	struct gravity_coeffs c, marked;

	(void)state;
	memset(&marked, 0x5a, sizeof(marked));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		memcpy(&c, &marked, sizeof(c));
		if (gravity_plan(&gravity_params_default, &rows[i].s, &c) != rows[i].result)
			fail_msg("row %zu", i);
		if ((memcmp(&c, &marked, sizeof(c)) == 0) != (rows[i].result != 0))
			fail_msg("row %zu: the coefficients are written on success only", i);
	}
}

static void no_gyro_is_planned_as_no_gyro(void **state)
{
	struct stream plain = { 50000, 16384000, 0 };
	struct gravity_coeffs c;

	(void)state;
	assert_int_equal(gravity_plan(&gravity_params_default, &plain, &c), 0);
	assert_int_equal(c.gyro_mul_q31, 0);
	assert_int_equal(gravity_plan(&gravity_params_default, &usual, &c), 0);
	/* one count of 131 per deg/s, over a fiftieth of a second */
	assert_true(fabs(c.gyro_mul_q31 - DEG / 131 / 50 * 2147483648.0) <= 0.5);
}

static void a_sensor_costs_at_most_64_bytes(void **state)
{
	(void)state;
	assert_true(sizeof(struct gravity) <= 64);
}

static void nothing_is_known_before_the_first_sample(void **state)
{
	struct world w;
	struct gravity before;

	(void)state;
	world_begin(&w, &usual, spine);
	assert_true(dir_is_zero(gravity_up(&w.g)));
	assert_false(gravity_settled(&w.g, &w.c));
	assert_int_equal(gravity_motion_mg(&w.g), 0);
	assert_false(w.g.bias_known);
	assert_false(w.g.moving);
	before = w.g;
	gravity_push(&w.g, &w.c, w.accel, w.gyro, 0);
	assert_memory_equal(&before, &w.g, sizeof(before));
}

static void an_empty_batch_changes_nothing_later_either(void **state)
{
	struct world w;
	struct gravity before;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 3.2);
	before = w.g;
	gravity_push(&w.g, &w.c, w.accel, w.gyro, 0);
	assert_memory_equal(&before, &w.g, sizeof(before));
}

static void the_first_sample_tells_the_direction_whichever_it_is(void **state)
{
	(void)state;
	for (int x = -1; x <= 1; x++) {
		for (int y = -1; y <= 1; y++) {
			for (int z = -1; z <= 1; z++) {
				struct world w;

				if (x == 0 && y == 0 && z == 0)
					continue;
				world_begin(&w, &usual, (struct vec){ x, y, z });
				w.batch = 1;
				world_rest(&w, 0.02);
				EXPECT_AT_MOST(world_error_deg(&w), 0.5);
				w.worst_deg = 0;
				world_rest(&w, 3);
				EXPECT_AT_MOST(w.worst_deg, 0.5);
			}
		}
	}
}

static void the_direction_is_a_unit_vector(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, (struct vec){ 0.3, -0.5, 0.8 });
	world_rest(&w, 3.2);
	assert_in_range(dir_dot_q14(gravity_up(&w.g), gravity_up(&w.g)), DIR_ONE_Q14 - 3,
			DIR_ONE_Q14 + 3);
}

static void it_is_believed_about_half_a_second_in(void **state)
{
	static const uint32_t rates_hz[] = { 10, 25, 50, 100, 400 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates_hz); i++) {
		struct stream s = { rates_hz[i] * 1000, 16384000, 131000 };
		unsigned n = 0;
		struct world w;

		world_begin(&w, &s, spine);
		w.batch = 1;
		while (!gravity_settled(&w.g, &w.c) && n < 1000) {
			world_sample(&w, (struct vec){ 0, 0, 0 });
			n++;
		}
		if (n < rates_hz[i] / 3 || n > rates_hz[i] * 3 / 4)
			fail_msg("%u Hz: believed after %u samples", rates_hz[i], n);
	}
}

/* |a|^2 goes 1 + @square, 1 - @square g^2 in turn until the measure has come to rest. */
static void swing_square(struct world *w, double square)
{
	for (int i = 0; i < 480; i++) {
		w->shake_g = vec_scale(w->up, sqrt(1 + (i % 2 ? -square : square)) - 1);
		world_sample(w, (struct vec){ 0, 0, 0 });
	}
	w->shake_g = (struct vec){ 0, 0, 0 };
}

static void moving_begins_above_60_mg_and_ends_below_40(void **state)
{
	static const struct {
		double square;
		bool moving;
	} rows[] = {
		{ 0.002, false }, { 0.057, false }, { 0.063, true },  { 0.043, true },
		{ 0.057, true },  { 0.037, false }, { 0.057, false }, { 0.115, true },
		{ 0.037, false },
	};
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.noise_g = 0;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		swing_square(&w, rows[i].square);
		if (w.g.moving != rows[i].moving)
			fail_msg("row %zu: moving %d at %u mg", i, w.g.moving,
				 gravity_motion_mg(&w.g));
		EXPECT_AT_MOST(fabs(gravity_motion_mg(&w.g) - rows[i].square * 1000), 2);
	}
}

/* Zero-g offsets of +-50 mg and gains 3 % off are usual; neither is a walk. */
static void a_chip_that_is_off_by_50_mg_is_still_at_rest(void **state)
{
	static const double offs_g[] = { 0.05, -0.05, 0.08, -0.08, 0.15, -0.15 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(offs_g); i++) {
		struct world w;

		world_begin(&w, &usual, spine);
		for (int k = 0; k < 1500; k++) {
			w.shake_g = vec_scale(w.up, offs_g[i]);
			world_sample(&w, (struct vec){ 0, 0, 0 });
			if (w.g.moving)
				fail_msg("moving at %g g off, %u mg", offs_g[i],
					 gravity_motion_mg(&w.g));
		}
	}
}

static void half_a_g_is_not_taken_for_gravity(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	for (int k = 0; k < 3000; k++) {
		w.shake_g = vec_scale(w.up, -0.5);
		world_sample(&w, (struct vec){ 0, 0, 0 });
	}
	assert_true(w.g.moving);
}

static void a_single_knock_is_no_motion(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 5);
	w.shake_g = (struct vec){ 0.5, 0, 0 };
	world_sample(&w, (struct vec){ 0, 0, 0 });
	w.shake_g = (struct vec){ 0, 0, 0 };
	for (int i = 0; i < 100; i++) {
		world_sample(&w, (struct vec){ 0, 0, 0 });
		assert_false(w.g.moving);
	}
}

static void a_restart_forgets_the_direction_and_keeps_the_bias(void **state)
{
	struct world w;
	struct gravity before;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 3, -2, 1 };
	world_rest(&w, 10);
	assert_true(w.g.bias_known);
	before = w.g;
	gravity_restart(&w.g);
	assert_true(w.g.bias_known);
	assert_memory_equal(w.g.bias_q31, before.bias_q31, sizeof(before.bias_q31));
	assert_true(dir_is_zero(gravity_up(&w.g)));
	assert_false(gravity_settled(&w.g, &w.c));
	/* elsewhere meanwhile: right at once, and the bias does not turn it away */
	world_turn_unseen(&w, left, 70);
	w.n = 0;
	w.worst_deg = 0;
	world_rest(&w, 10);
	EXPECT_AT_MOST(w.worst_deg, 0.3);
	assert_true(gravity_settled(&w.g, &w.c));
}

static void a_restart_before_the_first_rest_leaves_the_bias_unknown(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.bias_dps = (struct vec){ 0, 3, 0 };
	world_rest(&w, 0.64);
	assert_false(w.g.bias_known);
	gravity_restart(&w.g);
	assert_false(w.g.bias_known);
	w.n = 0;
	w.bias_dps = (struct vec){ 0, -3, 0 };
	world_rest(&w, 5);
	assert_true(w.g.bias_known);
	w.worst_deg = 0;
	world_rest(&w, 10);
	EXPECT_AT_MOST(w.worst_deg, 0.3);
}

static unsigned batches_until_right(struct world *w, unsigned limit)
{
	for (unsigned i = 1; i <= limit; i++) {
		world_rest(w, 0.32);
		if (world_error_deg(w) < 0.5)
			return i;
	}
	return limit + 1;
}

static void a_turn_nobody_saw_is_taken_over_once_two_still_batches_agree(void **state)
{
	static const double turns_deg[] = { 8, 30, 90, 179, -8, -30, -90 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(turns_deg); i++) {
		struct world w;
		unsigned n;

		world_begin(&w, &usual, (struct vec){ 0.9, 0.1, 0.3 });
		world_rest(&w, 9.6);
		world_turn_unseen(&w, left, turns_deg[i]);
		n = batches_until_right(&w, 20);
		if (n < 2 || n > 4)
			fail_msg("%g deg: right after %u batches", turns_deg[i], n);
	}
}

static void a_small_contradiction_is_waited_out(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 16); /* the bias' hurry is over */
	world_turn_unseen(&w, left, 4);
	world_rest(&w, 0.96);
	assert_true(world_error_deg(&w) > 2.5);
	world_rest(&w, 60);
	EXPECT_AT_MOST(world_error_deg(&w), 0.3);
}

static void a_knock_in_the_last_sample_is_no_contradiction(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 9.6);
	w.worst_deg = 0;
	for (int i = 0; i < 10; i++) {
		w.shake_g = (struct vec){ 0, 0, 0 };
		world_rest(&w, 0.3);
		w.shake_g = (struct vec){ 0, 0.2, 0 };
		world_sample(&w, (struct vec){ 0, 0, 0 });
		assert_int_equal(w.n, 0);
	}
	EXPECT_AT_MOST(w.worst_deg, 1.0);
}

static void a_moving_sensor_is_not_seated_anew(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	world_rest(&w, 9.6);
	for (int i = 0; i < 500; i++) {
		if (i == 400)
			world_turn_unseen(&w, left, 30);
		w.shake_g = vec_scale(w.up, 0.3 * sin(2 * M_PI * i / 25.0));
		world_sample(&w, (struct vec){ 0, 0, 0 });
		if (i == 480) {
			assert_true(w.g.moving);
			assert_true(world_error_deg(&w) > 10);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_is_planned_up_to_its_limits_and_refused_beyond),
		cmocka_unit_test(no_gyro_is_planned_as_no_gyro),
		cmocka_unit_test(a_sensor_costs_at_most_64_bytes),
		cmocka_unit_test(nothing_is_known_before_the_first_sample),
		cmocka_unit_test(an_empty_batch_changes_nothing_later_either),
		cmocka_unit_test(the_first_sample_tells_the_direction_whichever_it_is),
		cmocka_unit_test(the_direction_is_a_unit_vector),
		cmocka_unit_test(it_is_believed_about_half_a_second_in),
		cmocka_unit_test(moving_begins_above_60_mg_and_ends_below_40),
		cmocka_unit_test(a_chip_that_is_off_by_50_mg_is_still_at_rest),
		cmocka_unit_test(half_a_g_is_not_taken_for_gravity),
		cmocka_unit_test(a_single_knock_is_no_motion),
		cmocka_unit_test(a_restart_forgets_the_direction_and_keeps_the_bias),
		cmocka_unit_test(a_restart_before_the_first_rest_leaves_the_bias_unknown),
		cmocka_unit_test(a_turn_nobody_saw_is_taken_over_once_two_still_batches_agree),
		cmocka_unit_test(a_small_contradiction_is_waited_out),
		cmocka_unit_test(a_knock_in_the_last_sample_is_no_contradiction),
		cmocka_unit_test(a_moving_sensor_is_not_seated_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
