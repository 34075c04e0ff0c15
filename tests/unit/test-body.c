/* SPDX-License-Identifier: MIT */
#include "doubles.h"
#include "sim/body.h"

#define MS(n)  ((uint64_t)(n)*US_PER_MS)
#define SEC(n) ((uint64_t)(n)*US_PER_SEC)

static const char *const names[] = { "demo", "day", "unplug", "slouch", "still" };

static struct vec accel_g(const struct body_feel *f)
{
	return (struct vec){ f->accel_ug[0] * 1e-6, f->accel_ug[1] * 1e-6, f->accel_ug[2] * 1e-6 };
}

static struct vec gyro_dps(const struct body_feel *f)
{
	return (struct vec){ f->gyro_mdps[0] * 1e-3, f->gyro_mdps[1] * 1e-3,
			     f->gyro_mdps[2] * 1e-3 };
}

static struct body_feel feel(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	struct body_feel f;

	memset(&f, 0x5a, sizeof(f));
	body_feel(b, sensor, t_us, &f);
	return f;
}

/* Flexion and lateral as people measure them: +X up the spine, +Y left, +Z out of the back. */
static double flexion_deg(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	struct body_feel f = feel(b, sensor, t_us);

	return atan2(f.accel_ug[2], f.accel_ug[0]) / DEG;
}

static double lateral_deg(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	struct body_feel f = feel(b, sensor, t_us);

	return atan2(f.accel_ug[1], f.accel_ug[0]) / DEG;
}

static const struct body_step scene_steps[] = {
	{ 20000, 2000, BODY_SIT, 0, 0, 0, POSTURE_UPRIGHT },
	{ 20000, 4000, BODY_SIT, 2500, 0, 500, POSTURE_SLOUCHING },
	{ 20000, 2000, BODY_SIT, 0, 1800, 0, POSTURE_LEANING_RIGHT },
	{ 20000, 2000, BODY_WALK, 0, 0, 0, POSTURE_UNKNOWN },
	{ 20000, 3000, BODY_LIE, -9000, 0, -9000, POSTURE_UNKNOWN },
	{ 20000, 3000, BODY_OFF, 9000, 0, 9000, POSTURE_UNKNOWN },
};

static const struct body_script scene = { "scene", scene_steps, ARRAY_SIZE(scene_steps), false };
static const struct body_script again = { "again", scene_steps, ARRAY_SIZE(scene_steps), true };

static void every_script_is_found_by_its_name_and_by_walking(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct body_script *s = body_script_find(names[i]);

		assert_non_null(s);
		assert_string_equal(s->name, names[i]);
	}
	while (body_script_at(n)) {
		assert_ptr_equal(body_script_find(body_script_at(n)->name), body_script_at(n));
		n++;
	}
	assert_int_equal(n, ARRAY_SIZE(names));
	assert_null(body_script_at(n + 1));
	assert_null(body_script_at(SIZE_MAX));
}

static void an_unknown_script_is_not_found(void **state)
{
	static const char *const strangers[] = { "", "dem", "demo ", "demon", "Demo", "days" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(strangers); i++)
		assert_null(body_script_find(strangers[i]));
}

static void every_script_is_as_long_as_its_steps_and_keeps_its_ramps_inside(void **state)
{
	(void)state;
	for (size_t i = 0; body_script_at(i); i++) {
		const struct body_script *s = body_script_at(i);
		uint64_t total_ms = 0;

		assert_true(s->n > 0);
		for (size_t k = 0; k < s->n; k++) {
			const struct body_step *step = &s->steps[k];

			assert_true(step->for_ms > 0);
			assert_true(step->ramp_ms <= step->for_ms);
			assert_true(step->posture < POSTURE_COUNT);
			assert_true(step->act == BODY_SIT || step->posture == POSTURE_UNKNOWN);
			total_ms += step->for_ms;
		}
		assert_int_equal(body_script_us(s), MS(total_ms));
	}
}

static void a_step_lasts_from_its_first_microsecond_to_its_last(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &scene, 1);
	for (size_t k = 0; k < scene.n; k++) {
		assert_ptr_equal(body_step_at(&b, SEC(20 * k)), &scene_steps[k]);
		assert_ptr_equal(body_step_at(&b, SEC(20 * (k + 1)) - 1), &scene_steps[k]);
	}
}

static void a_script_that_ends_holds_its_last_step(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &scene, 1);
	assert_ptr_equal(body_step_at(&b, SEC(120)), &scene_steps[5]);
	assert_ptr_equal(body_step_at(&b, SEC(86400)), &scene_steps[5]);
	assert_true(fabs(flexion_deg(&b, SENSOR_UPPER, SEC(86400)) - 90) < 0.01);
}

static void a_script_that_loops_begins_again_where_it_left_off(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &again, 1);
	for (size_t k = 0; k < again.n; k++)
		assert_ptr_equal(body_step_at(&b, SEC(120 * 30 + 20 * k + 1)), &scene_steps[k]);
	assert_ptr_equal(body_step_at(&b, SEC(120) - 1), &scene_steps[5]);
	assert_ptr_equal(body_step_at(&b, SEC(120)), &scene_steps[0]);
}

static void the_same_seed_gives_the_same_samples_in_any_order(void **state)
{
	struct body one, two;

	(void)state;
	body_init(&one, &scene, 42);
	body_init(&two, &scene, 42);
	for (unsigned i = 0; i < 1200; i++) {
		unsigned k = (i * 701) % 1200;

		for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
			struct body_feel ahead = feel(&one, s, MS(100 * k));
			struct body_feel back = feel(&two, s, MS(100 * k));

			assert_memory_equal(&ahead, &back, sizeof(ahead));
			(void)feel(&one, s, MS(100 * i));
		}
	}
}

static void another_seed_gives_another_breath(void **state)
{
	struct body one, two;
	unsigned different = 0;

	(void)state;
	body_init(&one, &scene, 1);
	body_init(&two, &scene, 2);
	for (unsigned i = 0; i < 200; i++)
		different += fabs(flexion_deg(&one, SENSOR_UPPER, MS(100 * i)) -
				  flexion_deg(&two, SENSOR_UPPER, MS(100 * i))) > 0.01;
	assert_true(different > 100);
}

static void gravity_is_one_g_except_in_walking(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &scene, 3);
	for (unsigned i = 0; i < 6000; i++) {
		if (body_step_at(&b, MS(20 * i))->act == BODY_WALK)
			continue;
		for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
			struct body_feel f = feel(&b, s, MS(20 * i));

			EXPECT_AT_MOST(fabs(sqrt(vec_dot(accel_g(&f), accel_g(&f))) - 1), 1e-5);
		}
	}
}

static void poses_are_reached_and_held(void **state)
{
	static const struct {
		unsigned at_s;
		double upper, lateral, lower, slack;
	} rows[] = {
		{ 10, 0, 0, 0, 1.2 },
		{ 30, 25, 0, 5, 1.2 },
		{ 50, 0, 18, 0, 1.2 },
		{ 110, 90, 0, 90, 0.01 },
	};
	struct body b;

	(void)state;
	body_init(&b, &scene, 4);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t t_us = SEC(rows[i].at_s);

		if (!(fabs(flexion_deg(&b, SENSOR_UPPER, t_us) - rows[i].upper) <= rows[i].slack &&
		      fabs(flexion_deg(&b, SENSOR_LOWER, t_us) - rows[i].lower) <= rows[i].slack))
			fail_msg("row %zu: %g, %g", i, flexion_deg(&b, SENSOR_UPPER, t_us),
				 flexion_deg(&b, SENSOR_LOWER, t_us));
		if (rows[i].upper < 90 &&
		    fabs(lateral_deg(&b, SENSOR_UPPER, t_us) - rows[i].lateral) > rows[i].slack)
			fail_msg("row %zu: %g to the side", i, lateral_deg(&b, SENSOR_UPPER, t_us));
	}
}

static void lying_is_on_the_back(void **state)
{
	struct body b;
	struct body_feel f;

	(void)state;
	body_init(&b, &scene, 4);
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		f = feel(&b, s, SEC(95));
		/* the back faces down, so the force that holds it up comes out of the chest */
		assert_true(f.accel_ug[2] < -990000);
	}
}

/* Turns what was felt at @from_us by the gyroscope until @to_us; how far off it is there, degrees.
 */
static double drift_deg(const struct body *b, enum sensor sensor, uint64_t from_us, uint64_t to_us)
{
	const uint64_t dt_us = MS(5);
	struct body_feel f = feel(b, sensor, from_us);
	struct vec up = accel_g(&f);

	for (uint64_t t_us = from_us; t_us < to_us; t_us += dt_us) {
		struct vec rate;

		f = feel(b, sensor, t_us + dt_us / 2);
		rate = gyro_dps(&f);
		up = vec_turn(up, rate, -sqrt(vec_dot(rate, rate)) * DEG * (double)dt_us * 1e-6);
	}
	f = feel(b, sensor, to_us);
	return vec_angle_deg(up, accel_g(&f));
}

static void the_gyroscope_adds_up_to_what_the_accelerometer_feels(void **state)
{
	static const unsigned spans_s[][2] = {
		{ 1, 19 },  { 19, 26 },  { 30, 39 },   { 39, 44 }, { 59, 85 },
		{ 85, 99 }, { 99, 119 }, { 119, 125 }, /* across acts, and from the end on */
	};
	struct body b;

	(void)state;
	body_init(&b, &again, 5);
	for (size_t i = 0; i < ARRAY_SIZE(spans_s); i++) {
		for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++)
			EXPECT_AT_MOST(drift_deg(&b, s, SEC(spans_s[i][0]), SEC(spans_s[i][1])),
				       0.1);
	}
}

static void bending_forward_turns_about_the_left_axis(void **state)
{
	struct body b;
	struct body_feel f;

	(void)state;
	body_init(&b, &scene, 5);
	f = feel(&b, SENSOR_UPPER, SEC(22)); /* the middle of a ramp of 25 deg in 4 s */
	assert_in_range(f.gyro_mdps[1], 7500, 11500);
	assert_in_range(f.gyro_mdps[0] + 500, 0, 1000);
}

static void a_ramp_begins_and_ends_without_a_jolt(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &scene, 5);
	for (uint64_t t_us = SEC(19); t_us < SEC(25); t_us += MS(20)) {
		struct body_feel f = feel(&b, SENSOR_UPPER, t_us);
		struct body_feel next = feel(&b, SENSOR_UPPER, t_us + MS(20));

		EXPECT_AT_MOST(fabs(gyro_dps(&next).y - gyro_dps(&f).y), 0.25);
	}
}

/* Mean of ||a|^2 - 1 g^2|, the motion measure of the filter, in g. */
static double motion_g(const struct body *b, enum sensor sensor, unsigned from_s, unsigned to_s)
{
	double sum = 0;
	unsigned n = 0;

	for (uint64_t t_us = SEC(from_s); t_us < SEC(to_s); t_us += MS(20)) {
		struct body_feel f = feel(b, sensor, t_us);

		sum += fabs(vec_dot(accel_g(&f), accel_g(&f)) - 1);
		n++;
	}
	return sum / n;
}

static void walking_bounces_and_sitting_does_not(void **state)
{
	struct body b;

	(void)state;
	for (uint64_t seed = 0; seed < 5; seed++) {
		body_init(&b, &scene, seed);
		for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
			assert_true(motion_g(&b, s, 62, 80) >= 0.1);
			EXPECT_AT_MOST(motion_g(&b, s, 0, 20), 0.01);
			EXPECT_AT_MOST(motion_g(&b, s, 20, 40), 0.01);
			EXPECT_AT_MOST(motion_g(&b, s, 85, 100), 0.01);
		}
	}
}

/* How far flexion wanders in half a minute, end to end. */
static double wander_deg(const struct body *b, enum sensor sensor, unsigned from_s)
{
	double low = 1e9, high = -1e9;

	for (uint64_t t_us = SEC(from_s); t_us < SEC(from_s + 15); t_us += MS(100)) {
		low = fmin(low, flexion_deg(b, sensor, t_us));
		high = fmax(high, flexion_deg(b, sensor, t_us));
	}
	return high - low;
}

static void a_living_back_breathes_and_a_table_does_not(void **state)
{
	struct body b;

	(void)state;
	body_init(&b, &scene, 6);
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		/* well beyond the tenth of a degree that is taken for not worn */
		assert_true(wander_deg(&b, s, 3) > 0.2);
		EXPECT_AT_MOST(wander_deg(&b, s, 3), 2.5);
		assert_true(wander_deg(&b, s, 84) > 0.2);
		EXPECT_AT_MOST(wander_deg(&b, s, 104), 0.001);
	}
}

static void unplugged_is_a_step_of_its_own_in_one_script(void **state)
{
	struct body b;
	unsigned unplugged = 0;

	(void)state;
	body_init(&b, body_script_find("unplug"), 1);
	for (uint64_t t_us = 0; t_us < body_script_us(b.script); t_us += SEC(1))
		unplugged += body_step_at(&b, t_us)->act == BODY_UNPLUG;
	assert_in_range(unplugged, 5, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_script_is_found_by_its_name_and_by_walking),
		cmocka_unit_test(an_unknown_script_is_not_found),
		cmocka_unit_test(every_script_is_as_long_as_its_steps_and_keeps_its_ramps_inside),
		cmocka_unit_test(a_step_lasts_from_its_first_microsecond_to_its_last),
		cmocka_unit_test(a_script_that_ends_holds_its_last_step),
		cmocka_unit_test(a_script_that_loops_begins_again_where_it_left_off),
		cmocka_unit_test(the_same_seed_gives_the_same_samples_in_any_order),
		cmocka_unit_test(another_seed_gives_another_breath),
		cmocka_unit_test(gravity_is_one_g_except_in_walking),
		cmocka_unit_test(poses_are_reached_and_held),
		cmocka_unit_test(lying_is_on_the_back),
		cmocka_unit_test(the_gyroscope_adds_up_to_what_the_accelerometer_feels),
		cmocka_unit_test(bending_forward_turns_about_the_left_axis),
		cmocka_unit_test(a_ramp_begins_and_ends_without_a_jolt),
		cmocka_unit_test(walking_bounces_and_sitting_does_not),
		cmocka_unit_test(a_living_back_breathes_and_a_table_does_not),
		cmocka_unit_test(unplugged_is_a_step_of_its_own_in_one_script),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
