/* SPDX-License-Identifier: MIT */
#include "wearer-rig.h"

/* Batches made by hand at a rate of one's own: leaning forward by @cdeg, a breath in it. */
struct slow {
	struct wearer w;
	uint64_t period_us, now_us;
	struct verdict v;
	unsigned slouched;
};

static void slow_begin(struct slow *s, uint32_t rate_hz)
{
	struct stream stream = { rate_hz * 1000, 16384000, 0 };
	struct pose_set poses = { .n = 1 };

	*s = (struct slow){ .period_us = US_PER_SEC / rate_hz, .now_us = BOOT_US };
	poses.pose[0] = (struct pose){
		.name = "upright",
		.posture = POSTURE_UPRIGHT,
		.good = true,
		.stance = { .sensors = UPPER, .up = { { DIR_ONE_Q14, 0, 0 } } },
	};
	wearer_init(&s->w, &usual_params);
	wearer_set_poses(&s->w, &poses);
	wearer_set_stream(&s->w, SENSOR_UPPER, &stream);
}

static void slow_batch(struct slow *s, int32_t cdeg)
{
	struct batch b = { .sensor = SENSOR_UPPER, .n = BATCH_N };
	struct wearer_events events;
	struct wall wall;

	s->now_us += BATCH_N * s->period_us;
	for (unsigned i = 0; i < BATCH_N; i++)
		b.accel[i] = (struct counts3){ (int16_t)angle_cos_q14(cdeg),
					       (int16_t)(s->now_us / MS(300) % 7 * 30),
					       (int16_t)angle_sin_q14(cdeg) };
	b.t_us = s->now_us;
	wall = wall_at(s->now_us);
	s->v = wearer_push(&s->w, &b, &wall, &events);
	for (unsigned i = 0; i < events.n; i++)
		s->slouched += events.event[i].kind == WEARER_SLOUCHED;
}

static void slow_sit(struct slow *s, int32_t cdeg, unsigned seconds)
{
	for (uint64_t end_us = s->now_us + SEC(seconds); s->now_us < end_us;)
		slow_batch(s, cdeg);
}

static void at_every_rate_a_gap_is_lost_time(void **state)
{
	static const uint32_t rates_hz[] = { 10, 30, 50, 200 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rates_hz); i++) {
		struct slow s;

		slow_begin(&s, rates_hz[i]);
		slow_sit(&s, 0, 20);
		slow_sit(&s, 2000, 4);
		s.now_us += SEC(3600); /* asleep */
		slow_batch(&s, 2000);
		if (s.v.valid)
			fail_msg("%u Hz: a verdict from the far side of a gap", rates_hz[i]);
		assert_int_equal(s.w.posture.posture, POSTURE_UNKNOWN);
		slow_sit(&s, 2000, 10);
		if (s.slouched != 0)
			fail_msg("%u Hz: the gap was counted as a slouch", rates_hz[i]);
		slow_sit(&s, 2000, 30);
		assert_int_equal(s.slouched, 1);
		assert_true(s.w.alert.dwell_us < SEC(60));
	}
}

static void an_alert_ends_with_the_pose_it_was_measured_from(void **state)
{
	struct slow s;

	(void)state;
	slow_begin(&s, 50);
	slow_sit(&s, 0, 10);
	slow_sit(&s, 2000, 40);
	assert_int_equal(s.v.alert_level, 1);
	assert_int_equal(wearer_forget(&s.w, "upright"), 0);
	slow_sit(&s, 2000, 2);
	assert_int_equal(s.v.alert_level, 0);
}

static void why_is_about_the_posture_that_counts(void **state)
{
	struct slow s;

	(void)state;
	slow_begin(&s, 50);
	slow_sit(&s, 0, 10);
	while (s.w.alert.dwell_us < SEC(29) + MS(500))
		slow_batch(&s, 2000);
	/* a lean back begins to settle just before the alert speaks of the slouch */
	for (int i = 0; i < 3; i++)
		slow_batch(&s, -3000);
	assert_int_equal(s.slouched, 1);
	assert_int_equal(s.w.posture.posture, POSTURE_SLOUCHING);
	assert_int_equal(s.w.why.posture, POSTURE_SLOUCHING);
	assert_true(s.w.why.flexion_cdeg > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_every_rate_a_gap_is_lost_time),
		cmocka_unit_test(an_alert_ends_with_the_pose_it_was_measured_from),
		cmocka_unit_test(why_is_about_the_posture_that_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
