/* SPDX-License-Identifier: MIT */
/*
 * Each function against a reference that takes another way: quotient and
 * remainder instead of shifts, definition instead of algorithm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixed.h"

#define SWEEP 200000

/* splitmix64, by Sebastiano Vigna, public domain */
static uint64_t random_u64(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Every size equally often, both signs; |v| < 2^bits. */
static int64_t random_signed(uint64_t *seed, unsigned bits)
{
	unsigned width = 1 + (unsigned)(random_u64(seed) % bits);
	int64_t v = (int64_t)(random_u64(seed) >> (64 - width));

	return random_u64(seed) & 1 ? v : -v;
}

static int64_t floor_reference(int64_t v, unsigned n)
{
	int64_t unit = INT64_C(1) << n;

	return v / unit - (v % unit < 0);
}

static int64_t round_reference(int64_t a, int64_t b)
{
	int64_t rest = a % b < 0 ? -(a % b) : a % b;
	int64_t away = a < 0 ? -1 : 1;

	return a / b + (rest >= b - rest ? away : 0);
}

static void floor_shift_rounds_down_on_both_sides_of_zero(void **state)
{
	static const int64_t edges[] = {
		INT64_MIN, INT64_MIN + 1, -4, -3, -1, 0, 1, 3, 4, INT64_MAX
	};
	uint64_t seed = 1;

	(void)state;
	for (unsigned n = 0; n <= 62; n++) {
		for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
			assert_true(floor_shift(edges[i], n) == floor_reference(edges[i], n));
	}
	for (unsigned i = 0; i < SWEEP; i++) {
		int64_t v = random_signed(&seed, 63);
		unsigned n = i % 63;

		if (floor_shift(v, n) != floor_reference(v, n))
			fail_msg("floor_shift(%lld, %u)", (long long)v, n);
	}
}

static void round_shift_rounds_ties_away_from_zero(void **state)
{
	uint64_t seed = 2;

	(void)state;
	assert_int_equal(round_shift(5, 1), 3);
	assert_int_equal(round_shift(-5, 1), -3);
	assert_int_equal(round_shift(7, 2), 2);
	assert_int_equal(round_shift(-7, 2), -2);
	assert_int_equal(round_shift(5, 2), 1);
	for (unsigned i = 0; i < SWEEP; i++) {
		int64_t v = random_signed(&seed, 62);
		unsigned n = 1 + i % 62;

		if (round_shift(v, n) != round_reference(v, INT64_C(1) << n))
			fail_msg("round_shift(%lld, %u)", (long long)v, n);
	}
}

static void round_shift_holds_at_the_ends_of_its_range(void **state)
{
	(void)state;
	for (unsigned n = 1; n <= 62; n++) {
		int64_t most = INT64_MAX - (INT64_C(1) << (n - 1));

		assert_true(round_shift(most, n) == round_reference(most, INT64_C(1) << n));
		assert_true(round_shift(-most, n) == -round_shift(most, n));
	}
}

static void div_round_rounds_ties_away_from_zero(void **state)
{
	const int64_t most = (INT64_C(1) << 62) - 1;
	uint64_t seed = 3;

	(void)state;
	assert_int_equal(div_round(7, 2), 4);
	assert_int_equal(div_round(-7, 2), -4);
	assert_int_equal(div_round(4, 3), 1);
	assert_int_equal(div_round(5, 3), 2);
	assert_int_equal(div_round(-5, 3), -2);
	assert_true(div_round(most, most) == 1);
	assert_true(div_round(-most, most) == -1);
	assert_true(div_round(most, 1) == most);
	for (unsigned i = 0; i < SWEEP; i++) {
		int64_t a = random_signed(&seed, 62);
		int64_t b = random_signed(&seed, 62);

		b = b < 0 ? -b : b + (b == 0);
		if (div_round(a, b) != round_reference(a, b))
			fail_msg("div_round(%lld, %lld)", (long long)a, (long long)b);
	}
}

static void saturation_clips_at_the_type_and_nowhere_else(void **state)
{
	(void)state;
	for (int64_t v = INT16_MIN - 5; v <= INT16_MAX + 5; v++) {
		int64_t nearest = v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v;

		assert_int_equal(sat16(v), nearest);
	}
	assert_int_equal(sat16(INT64_MIN), INT16_MIN);
	assert_int_equal(sat16(INT64_MAX), INT16_MAX);

	assert_int_equal(sat32(INT32_MAX), INT32_MAX);
	assert_int_equal(sat32((int64_t)INT32_MAX + 1), INT32_MAX);
	assert_int_equal(sat32((int64_t)INT32_MAX - 1), INT32_MAX - 1);
	assert_int_equal(sat32(INT32_MIN), INT32_MIN);
	assert_int_equal(sat32((int64_t)INT32_MIN - 1), INT32_MIN);
	assert_int_equal(sat32((int64_t)INT32_MIN + 1), INT32_MIN + 1);
	assert_int_equal(sat32(INT64_MIN), INT32_MIN);
	assert_int_equal(sat32(INT64_MAX), INT32_MAX);
}

static void mul_high_is_the_floor_of_the_upper_half(void **state)
{
	static const int32_t edges[] = { INT32_MIN, INT32_MIN + 1, -65536, -1,       0,
					 1,         65535,         65536,  INT32_MAX };
	uint64_t seed = 4;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(edges); i++) {
		for (size_t j = 0; j < ARRAY_SIZE(edges); j++) {
			int64_t product = (int64_t)edges[i] * edges[j];

			assert_int_equal(mul_high(edges[i], edges[j]),
					 floor_reference(product, 32));
		}
	}
	for (unsigned i = 0; i < SWEEP; i++) {
		int32_t a = (int32_t)random_signed(&seed, 31);
		int32_t b = (int32_t)random_signed(&seed, 31);

		if (mul_high(a, b) != floor_reference((int64_t)a * b, 32))
			fail_msg("mul_high(%d, %d)", a, b);
	}
}

/* root^2 <= v < (root + 1)^2; the right side of the largest root does not fit and needs no check */
static void check_root(uint64_t v)
{
	uint64_t root = isqrt64(v);

	if (root * root > v || (root < UINT32_MAX && (root + 1) * (root + 1) <= v))
		fail_msg("isqrt64(%llu) = %llu", (unsigned long long)v, (unsigned long long)root);
}

static void isqrt64_is_the_floor_of_the_root(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (uint64_t v = 0; v < 70000; v++)
		check_root(v);
	check_root(UINT64_MAX);
	assert_true(isqrt64(UINT64_MAX) == UINT32_MAX);
	for (unsigned i = 0; i < SWEEP; i++) {
		uint64_t root = random_u64(&seed) >> (32 + i % 32);

		check_root(random_u64(&seed) >> (i % 64));
		check_root(root * root);
		check_root(root * root - (root != 0));
	}
}

static void min_max_and_array_size_mean_what_they_say(void **state)
{
	const int three[3] = { 0 };

	(void)state;
	assert_int_equal(MIN(-1, 1), -1);
	assert_int_equal(MIN(1, -1), -1);
	assert_int_equal(MAX(-1, 1), 1);
	assert_int_equal(MAX(1, -1), 1);
	assert_int_equal(ARRAY_SIZE(three), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(floor_shift_rounds_down_on_both_sides_of_zero),
		cmocka_unit_test(round_shift_rounds_ties_away_from_zero),
		cmocka_unit_test(round_shift_holds_at_the_ends_of_its_range),
		cmocka_unit_test(div_round_rounds_ties_away_from_zero),
		cmocka_unit_test(saturation_clips_at_the_type_and_nowhere_else),
		cmocka_unit_test(mul_high_is_the_floor_of_the_upper_half),
		cmocka_unit_test(isqrt64_is_the_floor_of_the_root),
		cmocka_unit_test(min_max_and_array_size_mean_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
