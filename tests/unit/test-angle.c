/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "angle-table.h"
#include "angle.h"

#define CDEG (M_PI / 18000)

static void the_tables_are_what_their_commands_print(void **state)
{
	static const double atan_series[] = { .9998660, -.3302995, .1801410, -.0851330, .0208351 };
	double gain = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(atan_series); i++)
		assert_int_equal(atan_cdeg_q16[i], lround(atan_series[i] / CDEG * 65536));
	for (int i = 0; i < CORDIC_ROUNDS; i++) {
		assert_int_equal(cordic_atan_cdeg_q16[i],
				 lround(atan(ldexp(1, -i)) / CDEG * 65536));
		gain *= sqrt(1 + ldexp(1, -2 * i));
	}
	assert_int_equal(CORDIC_GAIN_INVERSE_Q30, lround(ldexp(1, 30) / gain));
}

static void atan2_agrees_with_libm_around_the_circle(void **state)
{
	static const double lengths[] = { 1, 5, 64, 1000, 16384, 268435456.0, 2147483647.0 };
	double worst = 0;

	(void)state;
	for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
		for (int cdeg = -18000; cdeg <= 18000; cdeg += 7) {
			int64_t x = llround(lengths[l] * cos(cdeg * CDEG));
			int64_t y = llround(lengths[l] * sin(cdeg * CDEG));
			double angle = atan2((double)y, (double)x) / CDEG;

			if (x != 0 || y != 0)
				worst = fmax(worst, fabs(angle_atan2_cdeg(y, x) - angle));
		}
	}
	assert_true(worst <= 0.57);
}

static void atan2_is_exact_on_the_axes_and_diagonals(void **state)
{
	static const struct {
		int64_t y, x;
		int32_t cdeg;
	} rows[] = {
		{ 0, 0, 0 },        { 0, 1, 0 },
		{ 1, 1, 4500 },     { 1, 0, 9000 },
		{ 1, -1, 13500 },   { 0, -1, 18000 },
		{ -1, -1, -13500 }, { -1, 0, -9000 },
		{ -1, 1, -4500 },   { -1, -2147483647, -18000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int32_t cdeg = angle_atan2_cdeg(rows[i].y, rows[i].x);

		if (cdeg != rows[i].cdeg)
			fail_msg("row %zu: %d, not %d", i, cdeg, rows[i].cdeg);
	}
}

static void atan2_takes_its_largest_arguments(void **state)
{
	const int64_t most = INT64_C(1) << 31;

	(void)state;
	assert_int_equal(angle_atan2_cdeg(most, most), 4500);
	assert_int_equal(angle_atan2_cdeg(-most, -most), -13500);
	assert_int_equal(angle_atan2_cdeg(0, -most), 18000);
	assert_int_equal(angle_atan2_cdeg(-most, 0), -9000);
}

/*
 * What the proof of pose_nearest() takes for granted.  The ratio is all that the angle depends on,
 * in Q30: its two ends one by one, every 97th between, and no step back on the way.
 */
static void atan2_stays_in_its_octant_at_every_ratio(void **state)
{
	const int64_t one = INT64_C(1) << 30;
	int32_t last_cdeg = 0;

	(void)state;
	for (int64_t ratio_q30 = 0; ratio_q30 <= one;
	     ratio_q30 += ratio_q30 < 65536 || ratio_q30 >= one - 65536 ? 1 : 97) {
		int32_t cdeg = angle_atan2_cdeg(ratio_q30, one);

		if (cdeg < last_cdeg || cdeg > 4500 ||
		    abs(angle_atan2_cdeg(one, ratio_q30) + cdeg - 9000) > 1 ||
		    abs(angle_atan2_cdeg(ratio_q30, -one) + cdeg - 18000) > 1 ||
		    angle_atan2_cdeg(-ratio_q30, one) != -cdeg)
			fail_msg("ratio %lld / 2^30: %d", (long long)ratio_q30, cdeg);
		last_cdeg = cdeg;
	}
}

static struct dir3 tilted(int32_t cdeg)
{
	return (struct dir3){
		.x_q14 = (int16_t)lround(DIR_ONE_Q14 * cos(cdeg * CDEG)),
		.z_q14 = (int16_t)lround(DIR_ONE_Q14 * sin(cdeg * CDEG)),
	};
}

static void the_angle_between_directions_is_good_to_a_fiftieth_degree(void **state)
{
	struct dir3 fixed = tilted(-3333);

	(void)state;
	/* acos would be off by whole degrees at both ends */
	for (int32_t cdeg = 0; cdeg <= 18000; cdeg += 11) {
		int32_t seen = angle_between_cdeg(fixed, tilted(cdeg - 3333));

		assert_in_range(seen, 0, 18000);
		assert_true(seen >= cdeg - 2 && seen <= cdeg + 2);
		assert_int_equal(seen, angle_between_cdeg(tilted(cdeg - 3333), fixed));
	}
	assert_int_equal(angle_between_cdeg(fixed, fixed), 0);
}

static void no_direction_has_no_angle(void **state)
{
	struct dir3 none = { 0 };

	(void)state;
	assert_int_equal(angle_between_cdeg(none, tilted(0)), ANGLE_UNKNOWN);
	assert_int_equal(angle_between_cdeg(tilted(0), none), ANGLE_UNKNOWN);
	assert_int_equal(angle_between_cdeg(none, none), ANGLE_UNKNOWN);
}

static void sine_and_cosine_agree_with_libm_over_many_turns(void **state)
{
	double worst = 0;

	(void)state;
	for (int32_t cdeg = -80000; cdeg <= 80000; cdeg++) {
		worst = fmax(worst, fabs(angle_sin_q14(cdeg) - DIR_ONE_Q14 * sin(cdeg * CDEG)));
		worst = fmax(worst, fabs(angle_cos_q14(cdeg) - DIR_ONE_Q14 * cos(cdeg * CDEG)));
	}
	assert_true(worst <= 0.54);
}

static void sine_and_cosine_are_exact_at_the_quarter_turns(void **state)
{
	(void)state;
	for (int32_t turn = -2; turn <= 2; turn++) {
		int32_t cdeg = 36000 * turn;

		assert_int_equal(angle_sin_q14(cdeg), 0);
		assert_int_equal(angle_cos_q14(cdeg), DIR_ONE_Q14);
		assert_int_equal(angle_sin_q14(cdeg + 9000), DIR_ONE_Q14);
		assert_int_equal(angle_cos_q14(cdeg + 9000), 0);
		assert_int_equal(angle_sin_q14(cdeg + 18000), 0);
		assert_int_equal(angle_cos_q14(cdeg + 18000), -DIR_ONE_Q14);
		assert_int_equal(angle_sin_q14(cdeg + 27000), -DIR_ONE_Q14);
		assert_int_equal(angle_cos_q14(cdeg + 27000), 0);
	}
}

static void sine_and_cosine_take_any_angle(void **state)
{
	static const int32_t angles[] = { INT32_MIN, INT32_MIN + 1, INT32_MAX - 1, INT32_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(angles); i++) {
		double angle = fmod(angles[i], 36000) * CDEG;

		assert_true(fabs(angle_sin_q14(angles[i]) - DIR_ONE_Q14 * sin(angle)) <= 0.54);
		assert_true(fabs(angle_cos_q14(angles[i]) - DIR_ONE_Q14 * cos(angle)) <= 0.54);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tables_are_what_their_commands_print),
		cmocka_unit_test(atan2_agrees_with_libm_around_the_circle),
		cmocka_unit_test(atan2_is_exact_on_the_axes_and_diagonals),
		cmocka_unit_test(atan2_takes_its_largest_arguments),
		cmocka_unit_test(atan2_stays_in_its_octant_at_every_ratio),
		cmocka_unit_test(the_angle_between_directions_is_good_to_a_fiftieth_degree),
		cmocka_unit_test(no_direction_has_no_angle),
		cmocka_unit_test(sine_and_cosine_agree_with_libm_over_many_turns),
		cmocka_unit_test(sine_and_cosine_are_exact_at_the_quarter_turns),
		cmocka_unit_test(sine_and_cosine_take_any_angle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
