/* SPDX-License-Identifier: MIT */
/* What the filter survives: samples beyond every range, and chips gone mad. */
#include <stdlib.h>

#include "gravity-rig.h"

static const struct vec spine = { 1, 0, 0 };

static void wide_ranges_are_clipped_at_16_g_and_0_3_rad_a_sample(void **state)
{
	static const struct {
		struct stream s;
		int32_t accel, gyro;
	} rows[] = {
		{ { 50000, 16384000, 131000 }, 32767, 32767 }, /* 2 g, 250 dps */
		{ { 50000, 2048000, 16384 }, 32767, 14082 },   /* 16 g, 2000 dps: 859.4 dps */
		{ { 50000, 2047000, 16384 }, 32752, 14082 },   /* a hair beyond 16 g */
		{ { 50000, 256000, 16384 }, 4096, 14082 },
		{ { 50000, 64000, 1000 }, 1024, 859 },
		{ { 400000, 64000, 16384 }, 1024, 32767 },
		{ { 1000, 64000, 131000 }, 1024, 2252 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct gravity_coeffs c;

		assert_int_equal(gravity_plan(&gravity_params_default, &rows[i].s, &c), 0);
		/* the gyro's is as exact as a turn of one count is */
		if (abs(c.accel_clip - rows[i].accel) > 1 ||
		    abs(c.gyro_clip - rows[i].gyro) > 1 + rows[i].gyro / 1000)
			fail_msg("row %zu: clips %d, %d", i, c.accel_clip, c.gyro_clip);
	}
}

static void a_sample_beyond_the_clip_counts_as_one_at_the_clip(void **state)
{
	static const struct stream wide = { 50000, 256000, 16384 };
	struct world beyond, at;

	(void)state;
	world_begin(&beyond, &wide, spine);
	world_rest(&beyond, 3.2);
	at = beyond;
	for (unsigned i = 0; i < 4; i++) {
		beyond.accel[i] = (struct counts3){ INT16_MAX, INT16_MIN, 5000 };
		beyond.gyro[i] = (struct counts3){ INT16_MIN, 20000, INT16_MAX };
		at.accel[i] = (struct counts3){ 4096, -4096, 4096 };
		at.gyro[i] = (struct counts3){ (int16_t)-at.c.gyro_clip, (int16_t)at.c.gyro_clip,
					       (int16_t)at.c.gyro_clip };
	}
	gravity_push(&beyond.g, &beyond.c, beyond.accel, beyond.gyro, 4);
	gravity_push(&at.g, &at.c, at.accel, at.gyro, 4);
	assert_memory_equal(&beyond.g.u, &at.g.u, sizeof(at.g.u));
	assert_memory_equal(&beyond.g.v, &at.g.v, sizeof(at.g.v));
}

/* What a broken chip or a bad wire may deliver. */
static struct counts3 hostile(unsigned kind, unsigned i, uint64_t *seed)
{
	int16_t flip = i % 2 ? INT16_MAX : INT16_MIN;

	switch (kind) {
	case 0:
		return (struct counts3){ INT16_MAX, INT16_MAX, INT16_MAX };
	case 1:
		return (struct counts3){ INT16_MIN, INT16_MIN, INT16_MIN };
	case 2:
		return (struct counts3){ flip, (int16_t)~flip, flip };
	case 3:
		return (struct counts3){ 0, 0, 0 };
	default:
		return (struct counts3){ (int16_t)(uniform(seed) * 65536 - 32768),
					 (int16_t)(uniform(seed) * 65536 - 32768),
					 (int16_t)(uniform(seed) * 65536 - 32768) };
	}
}

static double length_q22(struct lin3 v)
{
	return sqrt((double)v.x_q22 * v.x_q22 + (double)v.y_q22 * v.y_q22 +
		    (double)v.z_q22 * v.z_q22);
}

static void torment(const struct stream *s, double calm_s, unsigned accel_kind, unsigned gyro_kind)
{
	struct world w;

	world_begin(&w, s, (struct vec){ 0.8, -0.3, 0.5 });
	w.noise_g = w.noise_dps = 0;
	world_rest(&w, calm_s);
	for (unsigned b = 0; b < 150; b++) {
		w.n = 1 + (b * 7) % BATCH_MAX;
		for (unsigned i = 0; i < w.n; i++) {
			w.accel[i] = hostile(accel_kind, i, &w.seed);
			w.gyro[i] = hostile(gyro_kind, i, &w.seed);
		}
		world_flush(&w);
		EXPECT_AT_MOST(length_q22(w.g.u), 536870912);
		EXPECT_AT_MOST(length_q22(w.g.v), 536870912);
	}
	w.n = 0;
	/* a bias taken from such samples comes back in minutes; 64 counts a g are 0.9 deg each */
	world_rest(&w, 600);
	if (!gravity_settled(&w.g, &w.c) || w.g.moving || !(world_error_deg(&w) <= 0.6))
		fail_msg("%u mHz, %u/g, accel %u, gyro %u: %g deg wrong after it", s->rate_millihz,
			 s->accel_milli_lsb_per_g, accel_kind, gyro_kind, world_error_deg(&w));
}

static void hostile_samples_stay_in_range_and_are_got_over(void **state)
{
	static const struct stream streams[] = {
		{ 50000, 16384000, 131000 },   { 50000, 2048000, 16384 },
		{ 50000, 64000, 1000 },        { 50000, 256000, 0 },
		{ 400000, 32768000, 2000000 }, { 10000, 16384000, 131000 },
	};

	(void)state;
	for (size_t s = 0; s < ARRAY_SIZE(streams); s++) {
		for (unsigned accel = 0; accel < 5; accel++) {
			for (unsigned gyro = 0; gyro < 5; gyro++)
				torment(&streams[s], s % 2 ? 3.2 : 0, accel, gyro);
		}
	}
}

static void a_known_bias_never_leaves_its_limits(void **state)
{
	(void)state;
	for (int sign = -1; sign <= 1; sign += 2) {
		double limit_q31 = 25 * DEG / 50 * 2147483648.0 + 2;
		double most_q31 = 0;
		struct world w;

		world_begin(&w, &usual, spine);
		w.bias_dps.y = sign * 24;
		world_rest(&w, 5);
		assert_true(w.g.bias_known);
		for (int i = 0; i < 500; i++) {
			w.bias_dps.y += i < 200 ? sign * 0.01 : 0; /* to 26: by more it starts anew */
			world_rest(&w, 0.32);
			most_q31 = fmax(most_q31, sign * w.g.bias_q31[1]);
		}
		EXPECT_AT_MOST(fabs(most_q31 - limit_q31), 4);
	}
}

static void a_dead_accelerometer_is_never_believed(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w, &usual, spine);
	w.noise_g = 0;
	world_rest(&w, 3.2);
	w.shake_g = vec_scale(w.up, -1);
	world_rest(&w, 30);
	for (int i = 0; i < 20; i++) {
		world_rest(&w, 0.32);
		assert_false(gravity_settled(&w.g, &w.c));
	}
	w.shake_g = (struct vec){ 0, 0, 0 };
	world_rest(&w, 1.28);
	assert_true(gravity_settled(&w.g, &w.c));
	EXPECT_AT_MOST(world_error_deg(&w), 0.3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wide_ranges_are_clipped_at_16_g_and_0_3_rad_a_sample),
		cmocka_unit_test(a_sample_beyond_the_clip_counts_as_one_at_the_clip),
		cmocka_unit_test(hostile_samples_stay_in_range_and_are_got_over),
		cmocka_unit_test(a_known_bias_never_leaves_its_limits),
		cmocka_unit_test(a_dead_accelerometer_is_never_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
