/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "iio-axes.h"

static void drivers_scales_become_the_streams(void **state)
{
	static const struct {
		enum iio_kind kind;
		int64_t scale_nano;
		int shift;
		uint32_t milli_lsb;
	} rows[] = {
		{ IIO_ACCEL, 598000, 0, 16399080 },   /* mpu6050, 2 g */
		{ IIO_ACCEL, 4785000, 0, 2049457 },   /* mpu6050, 16 g */
		{ IIO_ACCEL, 9806650, 0, 1000000 },   /* lis3dh, 12 bits: 1 mg */
		{ IIO_ACCEL, 38245, 4, 16026033 },    /* adxl355, 20 bits: 256 counts a mg */
		{ IIO_ACCEL, 153228906, 0, 64000 },   /* the least a stream may have */
		{ IIO_ACCEL, 153330000, -1, 127916 }, /* coarser */
		{ IIO_ACCEL, 400000000, -2, 98067 },
		{ IIO_GYRO, 1064724, 0, 16392 }, /* mpu6050, 2000 deg/s */
		{ IIO_GYRO, 133231, 0, 131000 }, /* 250 deg/s */
		{ IIO_GYRO, 66545, 1, 131139 },  /* bmi160, 125 deg/s */
		{ IIO_GYRO, 20000000, -1, 1745 },
	};
	struct iio_axes a;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(iio_axes_init(&a, rows[i].kind, rows[i].scale_nano), 0);
		assert_int_equal(a.shift, rows[i].shift);
		assert_int_equal(a.milli_lsb, rows[i].milli_lsb);
		assert_true(a.straight);
	}
}

/* From a millionth of the least scale any chip has to a million times the greatest. */
static void every_scale_that_is_taken_keeps_its_physics(void **state)
{
	static const double unit[IIO_KINDS] = { 9.80665, M_PI / 180 };
	unsigned taken = 0;

	(void)state;
	for (double scale = 1e-9; scale < 4e9; scale *= 1.037) {
		for (int kind = 0; kind < IIO_KINDS; kind++) {
			int64_t nano = (int64_t)(scale * 1e9 + 0.5);
			struct iio_axes a;
			double lsb;

			if (iio_axes_init(&a, (enum iio_kind)kind, nano) != 0)
				continue;
			taken++;
			lsb = unit[kind] / ((double)nano * 1e-9) / ldexp(1, a.shift) * 1000;
			assert_true(fabs(a.milli_lsb - lsb) <= 0.5 + lsb * 1e-9);
			assert_true(a.milli_lsb >= (kind == IIO_ACCEL ? 64000u : 1000u));
			assert_true(a.milli_lsb <= (kind == IIO_ACCEL ? 16500000u : 135000u));
		}
	}
	assert_true(taken > 500);
}

static void scales_no_sensor_has_are_refused(void **state)
{
	static const int64_t rows[] = { 0, -598000, INT64_MIN / 2, 4294967295 * IIO_NANO };
	struct iio_axes a;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(iio_axes_init(&a, IIO_ACCEL, rows[i]), -EBADMSG);
		assert_int_equal(iio_axes_init(&a, IIO_GYRO, rows[i]), -EBADMSG);
	}
}

static void assert_counts(const struct iio_axes *a, int32_t x, int32_t y, int32_t z, int want_x,
			  int want_y, int want_z)
{
	struct counts3 c = iio_axes_counts(a, (const int32_t[3]){ x, y, z });

	assert_int_equal(c.x, want_x);
	assert_int_equal(c.y, want_y);
	assert_int_equal(c.z, want_z);
}

static void counts_are_the_raw_ones_where_they_fit(void **state)
{
	struct iio_axes a;

	(void)state;
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 598000), 0);
	assert_counts(&a, 1, -2, 3, 1, -2, 3);
	assert_counts(&a, 32767, -32768, 0, 32767, -32768, 0);
	assert_counts(&a, 32768, -32769, INT32_MIN, 32767, -32768, -32768);
}

static void finer_counts_are_divided_and_coarser_ones_multiplied(void **state)
{
	struct iio_axes a;

	(void)state;
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 38245), 0);
	assert_counts(&a, 256410, -7, -8, 16026, 0, -1);
	assert_counts(&a, INT32_MAX, INT32_MIN, 9, 32767, -32768, 1);
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 400000000), 0);
	assert_counts(&a, 32, -32, 8192, 128, -128, 32767);
}

static void an_offset_is_added_first(void **state)
{
	struct iio_axes a;

	(void)state;
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 598000), 0);
	a.offset[0] = -100;
	a.offset[1] = INT32_MAX;
	assert_counts(&a, 100, INT32_MAX, 5, 0, 32767, 5);
}

static void the_mount_matrix_turns_the_axes(void **state)
{
	static const int32_t quarter_q30[9] = { 0, IIO_ONE_Q30, 0, -IIO_ONE_Q30, 0,
						0, 0,           0, IIO_ONE_Q30 };
	struct iio_axes a;

	(void)state;
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 598000), 0);
	iio_axes_set_matrix(&a, quarter_q30);
	assert_false(a.straight);
	assert_counts(&a, 1, 2, 3, 2, -1, 3);
	assert_counts(&a, INT32_MIN, INT32_MAX, INT32_MIN, 32767, 32767, -32768);
}

static void any_rotation_is_true_to_half_a_count(void **state)
{
	const double c = cos(0.3), s = sin(0.3), e = cos(1.1), f = sin(1.1);
	const double m[9] = { c, -s, 0, s * e, c * e, -f, s * f, c * f, e };
	int32_t q30[9];
	struct iio_axes a;

	(void)state;
	for (int i = 0; i < 9; i++)
		q30[i] = (int32_t)lround(ldexp(m[i], 30));
	assert_int_equal(iio_axes_init(&a, IIO_ACCEL, 598000), 0);
	iio_axes_set_matrix(&a, q30);
	for (int x = -16000; x <= 16000; x += 1231) {
		int32_t raw[3] = { x, 5 - x / 2, 77 };
		struct counts3 got = iio_axes_counts(&a, raw);
		const int is[3] = { got.x, got.y, got.z };

		for (int i = 0; i < 3; i++) {
			double want =
				m[3 * i] * raw[0] + m[3 * i + 1] * raw[1] + m[3 * i + 2] * raw[2];

			assert_true(fabs(is[i] - want) <= 0.501);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drivers_scales_become_the_streams),
		cmocka_unit_test(every_scale_that_is_taken_keeps_its_physics),
		cmocka_unit_test(scales_no_sensor_has_are_refused),
		cmocka_unit_test(counts_are_the_raw_ones_where_they_fit),
		cmocka_unit_test(finer_counts_are_divided_and_coarser_ones_multiplied),
		cmocka_unit_test(an_offset_is_added_first),
		cmocka_unit_test(the_mount_matrix_turns_the_axes),
		cmocka_unit_test(any_rotation_is_true_to_half_a_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
