/* SPDX-License-Identifier: MIT */
/*
 * What the proofs of tests/prove assume and leave to arithmetic: the range of the filter's
 * coefficients at every rate and scale, and how far a batch can carry its two vectors.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prove/coeffs-range.h"

#define RATE_MIN  1000
#define RATE_MAX  400000
#define ACCEL_MIN 64000
#define ACCEL_MAX 32768000
#define GYRO_MIN  1000
#define GYRO_MAX  2000000

static void check_plan(uint32_t rate_millihz, uint32_t accel_milli, uint32_t gyro_milli)
{
	struct stream s = { rate_millihz, accel_milli, gyro_milli };
	struct gravity_coeffs c;

	assert_int_equal(gravity_plan(&gravity_params_default, &s, &c), 0);
	if (!coeffs_in_range(&c) || !products_in_range(&c))
		fail_msg("%u mHz, %u / 1000 counts a g, %u / 1000 a deg/s: out of range",
			 rate_millihz, accel_milli, gyro_milli);
}

static void coefficients_stay_in_range_at_every_rate(void **state)
{
	static const uint32_t scales[][2] = {
		{ ACCEL_MIN, GYRO_MIN }, { ACCEL_MAX, GYRO_MAX }, { ACCEL_MIN, 0 },
		{ 16384000, 131000 },	 { 16393443, 114286 },	  { 2048000, 16384 },
	};

	(void)state;
	for (uint32_t rate = RATE_MIN; rate <= RATE_MAX; rate++) {
		for (size_t i = 0; i < ARRAY_SIZE(scales); i++)
			check_plan(rate, scales[i][0], scales[i][1]);
	}
}

/* A count a g is 1000 of these; the step is prime, so that every remainder is met. */
static void coefficients_stay_in_range_at_every_scale(void **state)
{
	static const uint32_t rates[] = { RATE_MIN, 50000, RATE_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
		for (uint32_t accel = ACCEL_MIN; accel <= ACCEL_MAX; accel += 37)
			check_plan(rates[i], accel, 131000);
		check_plan(rates[i], ACCEL_MAX, 131000);
		for (uint32_t gyro = GYRO_MIN; gyro <= GYRO_MAX; gyro++)
			check_plan(rates[i], 16384000, gyro);
	}
}

/* The gyroscope's coefficients depend on the product: every 0.4 % of both. */
static void coefficients_stay_in_range_at_any_two_of_them(void **state)
{
	(void)state;
	for (uint32_t rate = RATE_MIN; rate <= RATE_MAX; rate += 1 + rate / 256) {
		for (uint32_t gyro = GYRO_MIN; gyro <= GYRO_MAX; gyro += 1 + gyro / 256)
			check_plan(rate, 16384000, gyro);
	}
}

/* Lengths of u and v at worst, in g, while a batch goes on; matrices as in grow(). */
struct growth {
	double m[2][2]; /* A^n */
	double turn;	/* what turns of n samples may have lengthened a vector by */
	double fed[2];	/* what all accelerations so far may have left in u and v */
};

/*
 * One sample: (u, v) <- A (R u, R v) + (k, k^2) accel, A = [[1, -k], [k, 1 - k - k^2]].  k is one
 * for the batch, and R = 1 + [t] + [t]^2 / 2 lengthens no vector by more than sqrt(1 + |t|^4 / 4),
 * so n samples are A^n of what n turns left.
 */
static void grow(struct growth *w, double k, double accel_g)
{
	double t = sqrt(3) * TURN_MAX_Q31 / 2147483648.0;
	double a = 1, b = -k, c = k, d = 1 - k - k * k;

	for (int i = 0; i < 2; i++) {
		double x = w->m[i][0], y = w->m[i][1];

		w->fed[i] += w->turn * fabs(x * k + y * k * k) * accel_g;
		w->m[i][0] = x * a + y * c;
		w->m[i][1] = x * b + y * d;
	}
	w->turn *= sqrt(1 + t * t * t * t / 4);
}

/* Either both begin anywhere within @apart_g, or both at one place within @together_g. */
static double longest_g(double k, double apart_g, double together_g)
{
	double accel_g = sqrt(3) * ACCEL_MAX_Q22 / 4194304.0;
	struct growth w = { { { 1, 0 }, { 0, 1 } }, 1, { 0, 0 } };
	double most_g = 0;

	for (int n = 0; n < BATCH_MAX; n++) {
		grow(&w, k, accel_g);
		for (int i = 0; i < 2; i++) {
			double apart = fabs(w.m[i][0]) + fabs(w.m[i][1]);
			double together = fabs(w.m[i][0] + w.m[i][1]);
			double begun = fmax(apart * apart_g, together * together_g);

			most_g = fmax(most_g, w.turn * begun + w.fed[i]);
		}
	}
	return most_g;
}

/* 56.1 g at worst, so neither a step of k nor the floors, 2^-20 g a sample, come near 64. */
static void a_batch_carries_its_vectors_no_further_than_57_g(void **state)
{
	double most_g = 0;

	(void)state;
	for (int i = 0; i <= 4096; i++)
		most_g = fmax(most_g, longest_g(i / 16384.0, 4, sqrt(3) * ACCEL_MAX_Q22 / 4194304.0));
	if (!(most_g > 50 && most_g < 57))
		fail_msg("%g g", most_g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coefficients_stay_in_range_at_every_rate),
		cmocka_unit_test(coefficients_stay_in_range_at_every_scale),
		cmocka_unit_test(coefficients_stay_in_range_at_any_two_of_them),
		cmocka_unit_test(a_batch_carries_its_vectors_no_further_than_57_g),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
