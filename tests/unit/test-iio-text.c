/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fixed.h"
#include "iio-text.h"

#define UNTOUCHED 4711

static void numbers_are_read_to_the_ninth_digit(void **state)
{
	static const struct {
		const char *text;
		int64_t nano;
	} rows[] = {
		{ "0", 0 },
		{ "-0", 0 },
		{ "0.000598", 598000 },
		{ "0.001064724", 1064724 },
		{ "0.0000000019", 1 }, /* the tenth is cut off */
		{ "-1234", -1234 * IIO_NANO },
		{ "+7", 7 * IIO_NANO },
		{ "-00123", -123 * IIO_NANO },
		{ "-0.5", -IIO_NANO / 2 },
		{ "12.", 12 * IIO_NANO },
		{ "4294967295", INT64_C(4294967295) * IIO_NANO },
		{ "-4294967295.999999999", INT64_C(-4294967295999999999) },
	};
	int64_t nano;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(iio_text_nano(rows[i].text, &nano), 0);
		assert_int_equal(nano, rows[i].nano);
	}
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const rows[] = {
		"",    " ",     "-",    ".5",         "nan",
		"inf", "1e9",   "0x10", "1 ",         " 1",
		"--1", "1.2.3", "12a",  "4294967296", "99999999999999999999999999999999",
	};
	int64_t nano = UNTOUCHED;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(iio_text_nano(rows[i], &nano), -EBADMSG);
		assert_int_equal(nano, UNTOUCHED);
	}
}

static void the_rate_is_the_nearest_not_below_the_wish(void **state)
{
	static const struct {
		const char *text;
		uint32_t wish_millihz;
		const char *number;
		uint32_t millihz;
	} rows[] = {
		{ "10 20 50 100 200 500", 50000, "50", 50000 },
		{ "10 20 50 100 200 500", 49999, "50", 50000 },
		{ "10 20 50 100 200 500", 50001, "100", 100000 },
		{ "500 200 100 50 20 10", 50000, "50", 50000 },
		{ "10 20", 50000, "20", 20000 },
		{ "20 10", 50000, "20", 20000 },
		{ "12.500000 26.000000 52.000000 104.000000", 50000, "52.000000", 52000 },
		{ "0.781250 1.562500 ", 1000, "1.562500", 1562 },
		{ "[10 1 200]", 50000, "50.000000", 50000 },
		{ "[4 12.5 200]", 50000, "54.000000", 54000 },
		{ "[100 1 200]", 50000, "100.000000", 100000 },
		{ "[1 3 20]", 50000, "20.000000", 20000 },
	};
	char number[IIO_RATE_MAX];
	uint32_t millihz;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(
			iio_text_rate(rows[i].text, rows[i].wish_millihz, number, &millihz), 0);
		assert_string_equal(number, rows[i].number);
		assert_int_equal(millihz, rows[i].millihz);
	}
}

static void rates_that_make_no_sense_are_refused(void **state)
{
	static const char *const rows[] = {
		"",           " ",
		"0",          "-50",
		"50,100",     "fast",
		"50 fast",    "1000001",
		"0.0009",     "[10 1]",
		"[10 0 200]", "[200 1 10]",
		"[10 1 200",  "50.0000000000000000000000",
	};
	char number[IIO_RATE_MAX];
	uint32_t millihz = UNTOUCHED;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(iio_text_rate(rows[i], 50000, number, &millihz), -EBADMSG);
	assert_int_equal(millihz, UNTOUCHED);
}

static void a_rotation_is_read_in_q30(void **state)
{
	int32_t m[9];

	(void)state;
	assert_int_equal(iio_text_matrix("0, 1, 0; -1, 0, 0; 0, 0, 1", m), 0);
	assert_int_equal(m[1], IIO_ONE_Q30);
	assert_int_equal(m[3], -IIO_ONE_Q30);
	assert_int_equal(m[8], IIO_ONE_Q30);
	assert_int_equal(m[0], 0);
	/* 10 degrees about x, as a device tree has it */
	assert_int_equal(iio_text_matrix("1,0,0;0,0.984807753012208,-0.17364817766693033;"
					 "0,0.17364817766693033,0.984807753012208",
					 m),
			 0);
	assert_in_range(m[4], 1057429272, 1057429274); /* cos x 2^30 */
	assert_in_range(m[7], 186453310, 186453312);   /* sin x 2^30 */
	/* as coarse as the tolerance allows */
	assert_int_equal(iio_text_matrix("0.707, -0.707, 0; 0.707, 0.707, 0; 0, 0, 1", m), 0);
}

static void what_is_no_rotation_is_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"1, 0, 0; 0, 1, 0; 0, 0",
		"1, 0, 0; 0, 1, 0; 0, 0, 1,",
		"1, 0, 0, 0, 1, 0, 0, 0, 1",
		"1; 0; 0; 0; 1; 0; 0; 0; 1",
		"0, 0, 0; 0, 0, 0; 0, 0, 0",
		"1, 0, 0; 0, 1, 0; 0, 0, -1", /* a mirror */
		"1, 0, 0; 0, 0, 0; 0, 0, 0",
		"0.9, 0, 0; 0, 0.9, 0; 0, 0, 0.9",
		"1, 0.1, 0; 0, 1, 0; 0, 0, 1",
		"0.7, 0.7, 0; 0.7, 0.7, 0; 0, 0, 1",
		"4294967295, 0, 0; 0, 1, 0; 0, 0, 1",
		"1.02, 0, 0; 0, 1, 0; 0, 0, 1.02",
		"a, 0, 0; 0, 1, 0; 0, 0, 1",
	};
	int32_t m[9] = { UNTOUCHED };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(iio_text_matrix(rows[i], m), -EBADMSG);
	assert_int_equal(m[0], UNTOUCHED);
}

static void types_are_read(void **state)
{
	static const struct {
		const char *text;
		struct iio_type type;
	} rows[] = {
		{ "le:s16/16>>0", { false, true, 16, 16, 0 } },
		{ "be:s16/16>>0", { true, true, 16, 16, 0 } },
		{ "le:s12/16>>4", { false, true, 12, 16, 4 } },
		{ "le:u10/16>>6", { false, false, 10, 16, 6 } },
		{ "be:s20/32>>12", { true, true, 20, 32, 12 } },
		{ "le:s64/64>>0", { false, true, 64, 64, 0 } },
		{ "le:s8/8>>0", { false, true, 8, 8, 0 } },
	};
	struct iio_type t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(iio_text_type(rows[i].text, &t), 0);
		assert_int_equal(t.big_endian, rows[i].type.big_endian);
		assert_int_equal(t.is_signed, rows[i].type.is_signed);
		assert_int_equal(t.bits, rows[i].type.bits);
		assert_int_equal(t.storage, rows[i].type.storage);
		assert_int_equal(t.shift, rows[i].type.shift);
	}
}

static void types_that_make_no_sense_are_refused(void **state)
{
	static const char *const rows[] = {
		"",
		"le:s16/16",
		"se:s16/16>>0",
		"le:f32/32>>0",
		"le:s16/16X2>>0",
		"le:s0/16>>0",
		"le:s16/16>>1",
		"le:s17/16>>0",
		"le:s12/24>>0",
		"le:s16/128>>0",
		"le:s1/16>>16",
		"le:s-1/16>>0",
		"le:s16/16>>-1",
		"le:s16/16>>0x",
		"s16/16>>0",
	};
	struct iio_type t;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_int_equal(iio_text_type(rows[i], &t), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_to_the_ninth_digit),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(the_rate_is_the_nearest_not_below_the_wish),
		cmocka_unit_test(rates_that_make_no_sense_are_refused),
		cmocka_unit_test(a_rotation_is_read_in_q30),
		cmocka_unit_test(what_is_no_rotation_is_refused),
		cmocka_unit_test(types_are_read),
		cmocka_unit_test(types_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
