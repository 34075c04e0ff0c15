/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "vec3.h"

#define DEG (M_PI / 180)

/* A direction from spherical angles, the way a mathematician would write it. */
static void sphere(double polar, double around, double ret[3])
{
	ret[0] = sin(polar) * cos(around);
	ret[1] = sin(polar) * sin(around);
	ret[2] = cos(polar);
}

static struct dir3 dir_at(double polar, double around)
{
	double v[3];

	sphere(polar, around, v);
	return (struct dir3){
		.x_q14 = (int16_t)lround(v[0] * DIR_ONE_Q14),
		.y_q14 = (int16_t)lround(v[1] * DIR_ONE_Q14),
		.z_q14 = (int16_t)lround(v[2] * DIR_ONE_Q14),
	};
}

static double length(struct dir3 d)
{
	return sqrt((double)d.x_q14 * d.x_q14 + (double)d.y_q14 * d.y_q14 +
		    (double)d.z_q14 * d.z_q14);
}

static void a_direction_is_one_long_at_every_length_and_way(void **state)
{
	static const double lengths[] = { 66,     200,    1000,         16384,       131071,
					  131072, 131073, 1073741824.0, 2147483647.0 };

	(void)state;
	for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
		for (int polar = 0; polar <= 180; polar += 3) {
			for (int around = 0; around < 360; around += 7) {
				double v[3], len;
				int64_t x, y, z;
				struct dir3 d;

				sphere(polar * DEG, around * DEG, v);
				x = llround(v[0] * lengths[l]);
				y = llround(v[1] * lengths[l]);
				z = llround(v[2] * lengths[l]);
				len = sqrt((double)x * (double)x + (double)y * (double)y +
					   (double)z * (double)z);
				d = dir_from(x, y, z);
				if (fabs(length(d) - DIR_ONE_Q14) > 1 ||
				    fabs(d.x_q14 - (double)x / len * DIR_ONE_Q14) > 0.63 ||
				    fabs(d.y_q14 - (double)y / len * DIR_ONE_Q14) > 0.63 ||
				    fabs(d.z_q14 - (double)z / len * DIR_ONE_Q14) > 0.63)
					fail_msg("length %.0f, %d by %d deg", lengths[l], polar,
						 around);
			}
		}
	}
}

static void the_longest_vectors_do_not_overflow(void **state)
{
	const int64_t most = INT64_C(1) << 31;
	struct dir3 d = dir_from(most, -most, most);

	(void)state;
	assert_int_equal(d.x_q14, 9459); /* 16384 / sqrt(3) = 9459.3 */
	assert_int_equal(d.y_q14, -9459);
	assert_int_equal(d.z_q14, 9459);
}

static void a_vector_shorter_than_64_has_no_direction(void **state)
{
	struct dir3 d;

	(void)state;
	assert_true(dir_is_zero(dir_from(0, 0, 0)));
	assert_true(dir_is_zero(dir_from(63, 0, 0)));
	assert_true(dir_is_zero(dir_from(36, 36, 36))); /* 62.4 long */
	d = dir_from(0, -64, 0);
	assert_int_equal(d.y_q14, -DIR_ONE_Q14);
	d = dir_from(37, 37, 37); /* 64.1 long */
	assert_int_equal(d.x_q14, 9459);
}

static void only_the_zero_direction_is_zero(void **state)
{
	(void)state;
	assert_true(dir_is_zero((struct dir3){ 0, 0, 0 }));
	assert_false(dir_is_zero((struct dir3){ 1, 0, 0 }));
	assert_false(dir_is_zero((struct dir3){ 0, -1, 0 }));
	assert_false(dir_is_zero((struct dir3){ 0, 0, 1 }));
}

static void the_dot_product_is_the_cosine(void **state)
{
	struct dir3 a = dir_at(1.0, 2.0);
	struct dir3 lowest = { INT16_MIN, INT16_MIN, INT16_MIN };

	(void)state;
	for (int polar = 0; polar <= 180; polar += 5) {
		for (int around = 0; around < 360; around += 5) {
			struct dir3 b = dir_at(polar * DEG, around * DEG);
			double dot = ((double)a.x_q14 * b.x_q14 + (double)a.y_q14 * b.y_q14 +
				      (double)a.z_q14 * b.z_q14) /
				     DIR_ONE_Q14;

			assert_true(fabs(dir_dot_q14(a, b) - dot) <= 0.5);
		}
	}
	assert_int_equal(dir_dot_q14(lowest, lowest), 196608);
}

static void the_cross_product_is_right_handed_and_one_long(void **state)
{
	struct dir3 a = dir_at(0.7, -1.1);

	(void)state;
	for (int polar = 0; polar <= 180; polar += 5) {
		for (int around = 0; around < 360; around += 5) {
			struct dir3 b = dir_at(polar * DEG, around * DEG);
			double x = (double)a.y_q14 * b.z_q14 - (double)a.z_q14 * b.y_q14;
			double y = (double)a.z_q14 * b.x_q14 - (double)a.x_q14 * b.z_q14;
			double z = (double)a.x_q14 * b.y_q14 - (double)a.y_q14 * b.x_q14;
			double len = sqrt(x * x + y * y + z * z);
			struct dir3 c = dir_cross(a, b);

			assert_true(fabs(c.x_q14 - x / len * DIR_ONE_Q14) < 0.63);
			assert_true(fabs(c.y_q14 - y / len * DIR_ONE_Q14) < 0.63);
			assert_true(fabs(c.z_q14 - z / len * DIR_ONE_Q14) < 0.63);
			assert_true(abs(dir_dot_q14(a, c)) <= 2);
		}
	}
}

static void directions_within_a_degree_of_a_line_have_no_cross_product(void **state)
{
	static const struct {
		double degrees;
		bool zero;
	} rows[] = {
		{ 0, true },       { 0.98, true },   { 1.02, false },
		{ 1.5, false },    { 90, false },    { 178.5, false },
		{ 178.98, false }, { 179.02, true }, { 180, true },
	};

	(void)state;
	/* the limit is a cone: the same towards every side of an oblique axis */
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (int side = 0; side < 360; side += 15) {
			struct dir3 axis = dir_from(9459, 9459, 9459);
			struct dir3 u = dir_cross(axis, (struct dir3){ 0, 0, DIR_ONE_Q14 });
			struct dir3 v = dir_cross(axis, u);
			double c = cos(rows[i].degrees * DEG), s = sin(rows[i].degrees * DEG);
			double su = s * cos(side * DEG), sv = s * sin(side * DEG);
			struct dir3 b = dir_from(
				llround(65536 * (c * axis.x_q14 + su * u.x_q14 + sv * v.x_q14)),
				llround(65536 * (c * axis.y_q14 + su * u.y_q14 + sv * v.y_q14)),
				llround(65536 * (c * axis.z_q14 + su * u.z_q14 + sv * v.z_q14)));

			if (dir_is_zero(dir_cross(axis, b)) != rows[i].zero)
				fail_msg("row %zu: %.2f deg, side %d", i, rows[i].degrees, side);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_direction_is_one_long_at_every_length_and_way),
		cmocka_unit_test(the_longest_vectors_do_not_overflow),
		cmocka_unit_test(a_vector_shorter_than_64_has_no_direction),
		cmocka_unit_test(only_the_zero_direction_is_zero),
		cmocka_unit_test(the_dot_product_is_the_cosine),
		cmocka_unit_test(the_cross_product_is_right_handed_and_one_long),
		cmocka_unit_test(directions_within_a_degree_of_a_line_have_no_cross_product),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
