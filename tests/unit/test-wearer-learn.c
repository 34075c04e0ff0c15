/* SPDX-License-Identifier: MIT */
/* Teaching poses: progress, refusals, forgetting. */
#include <limits.h>

#include "wearer-rig.h"

static int learn(struct life *l, const char *name)
{
	return wearer_learn(&l->w, name, POSTURE_UPRIGHT, GOOD, 10, life_now_us(l));
}

static void a_pose_is_learned_in_its_time_with_progress_told(void **state)
{
	const struct wearer_event *done;
	struct life l;
	uint64_t begin_us;
	unsigned last = 0;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	begin_us = life_now_us(&l);
	assert_int_equal(learn(&l, "upright"), 0);
	life_until(&l, 20);
	assert_int_equal(life_count(&l, WEARER_LEARNED), 1);
	done = life_last(&l, WEARER_LEARNED);
	/* the window begins with the first batch after the call */
	EXPECT_TIME(done->t_us, begin_us + BATCH_US + SEC(10), LATE_US);
	for (unsigned i = 0; i + 1 < l.n; i++) {
		const struct wearer_event *e = &l.log[i];

		assert_int_equal(e->kind, WEARER_LEARNING);
		assert_string_equal(e->pose.name, "upright");
		assert_int_equal(e->hint, CALIBRATE_HINT_NONE);
		assert_true(e->percent > last && e->percent <= 100);
		assert_in_range((e->t_us - begin_us - BATCH_US) / MS(100), e->percent,
				e->percent + 4);
		last = e->percent;
	}
	assert_in_range(l.n, 5, 30);
	assert_true(last >= 80);
	assert_true(done == &l.log[l.n - 1]);
	assert_int_equal(done->percent, 100);
	assert_int_equal(done->result, CALIBRATE_DONE);
}

static void what_was_learned_is_kept_whole(void **state)
{
	const struct pose *p;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, SIT(100, 0, 600, 0, -400, POSTURE_UPRIGHT));
	life_until(&l, 5);
	assert_int_equal(
		wearer_learn(&l.w, "typing", POSTURE_LEANING_FORWARD, GOOD, 10, life_now_us(&l)),
		0);
	life_until(&l, 20);
	assert_int_equal(l.w.poses.n, 1);
	p = &l.w.poses.pose[0];
	assert_memory_equal(p, &life_last(&l, WEARER_LEARNED)->pose, sizeof(*p));
	assert_string_equal(p->name, "typing");
	assert_int_equal(p->posture, POSTURE_LEANING_FORWARD);
	assert_true(p->good);
	assert_int_equal(p->stance.sensors, BOTH);
	EXPECT_AT_MOST(vec_angle_deg(vec_from_dir(p->stance.up[SENSOR_UPPER]),
				     (struct vec){ 1, 0, tan(6 * DEG) }),
		       1.0);
	EXPECT_AT_MOST(vec_angle_deg(vec_from_dir(p->stance.up[SENSOR_LOWER]),
				     (struct vec){ 1, 0, -tan(4 * DEG) }),
		       1.0);
	assert_int_equal(p->learned_sec, wall_at(life_last(&l, WEARER_LEARNED)->t_us).real_sec);
	assert_true(p->grade >= 90);
	assert_in_range(p->spread_cdeg, 5, 80);
	/* and it is recognised from the next batch on */
	life_tick(&l);
	assert_true(l.v.valid);
	assert_int_equal(l.v.pose, 0);
	assert_int_equal(l.v.posture, POSTURE_LEANING_FORWARD);
}

static void a_pose_learned_again_replaces_the_old(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SIT(60, 2, 1000, 0, 0, POSTURE_UPRIGHT));
	life_until(&l, 5);
	life_learn(&l, "upright", POSTURE_UPRIGHT, GOOD);
	life_until(&l, 25);
	assert_true(l.v.flexion_cdeg > 850);
	life_learn(&l, "upright", POSTURE_UPRIGHT, GOOD);
	life_tick(&l);
	assert_int_equal(l.w.poses.n, 1);
	assert_in_range(l.v.flexion_cdeg + 150, 0, 300);
}

static void a_walker_is_taught_nothing(void **state)
{
	unsigned held_still = 0;
	uint64_t begin_us;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(10), ACT(200, BODY_WALK, 0));
	life_until(&l, 20);
	begin_us = life_now_us(&l);
	assert_int_equal(wearer_learn(&l.w, "upright", POSTURE_UPRIGHT, GOOD, 5, begin_us), 0);
	life_until(&l, 100);
	for (unsigned i = 0; i < l.n; i++)
		held_still += l.log[i].kind == WEARER_LEARNING &&
			      l.log[i].hint == CALIBRATE_HINT_HOLD_STILL;
	assert_true(held_still >= 1);
	assert_int_equal(life_count(&l, WEARER_LEARNED), 0);
	assert_int_equal(life_count(&l, WEARER_NOT_LEARNED), 1);
	assert_int_equal(l.log[l.n - 1].result, CALIBRATE_NOT_STILL);
	assert_string_equal(l.log[l.n - 1].pose.name, "upright");
	/* three windows and five seconds of patience */
	EXPECT_TIME(l.log[l.n - 1].t_us, begin_us + SEC(20), BATCH_US + LATE_US);
	assert_int_equal(l.w.poses.n, 0);
	assert_false(l.w.learning);
}

static void one_pose_is_learned_at_a_time(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	assert_int_equal(learn(&l, "upright"), 0);
	assert_int_equal(learn(&l, "upright"), WEARER_E_BUSY);
	assert_int_equal(learn(&l, "other"), WEARER_E_BUSY);
	life_until(&l, 20);
	assert_string_equal(life_last(&l, WEARER_LEARNED)->pose.name, "upright");
	assert_int_equal(learn(&l, "other"), 0);
}

static void what_cannot_be_learned_is_refused(void **state)
{
	static const struct {
		const char *name;
		enum posture posture;
		unsigned seconds;
		int result;
	} rows[] = {
		{ "", POSTURE_UPRIGHT, 10, WEARER_E_NAME },
		{ "Upright", POSTURE_UPRIGHT, 10, WEARER_E_NAME },
		{ "1up", POSTURE_UPRIGHT, 10, WEARER_E_NAME },
		{ "a2345678901234567890123456789012", POSTURE_UPRIGHT, 10, WEARER_E_NAME },
		{ "up", POSTURE_UNKNOWN, 10, WEARER_E_INVALID },
		{ "up", POSTURE_COUNT, 10, WEARER_E_INVALID },
		{ "up", POSTURE_UPRIGHT, 0, WEARER_E_INVALID },
		{ "up", POSTURE_UPRIGHT, 1, WEARER_E_INVALID },
		{ "up", POSTURE_UPRIGHT, 2, 0 },
		{ "up", POSTURE_UPRIGHT, 60, 0 },
		{ "up", POSTURE_UPRIGHT, 61, WEARER_E_INVALID },
		{ "up", POSTURE_UPRIGHT, UINT_MAX, WEARER_E_INVALID },
		{ "up", POSTURE_LEANING_RIGHT, 10, 0 },
	};
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int r = wearer_learn(&l.w, rows[i].name, rows[i].posture, GOOD, rows[i].seconds,
				     life_now_us(&l));

		if (r != rows[i].result)
			fail_msg("row %zu: %d", i, r);
		assert_int_equal(wearer_learn_cancel(&l.w), r == 0 ? 0 : WEARER_E_NO_SUCH);
	}
}

static void without_a_sensor_nothing_is_learned(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	assert_int_equal(learn(&l, "up"), WEARER_E_NO_SENSOR);
	life_until(&l, 5);
	assert_int_equal(
		wearer_learn(&l.w, "up", POSTURE_UPRIGHT, GOOD, 10, life_now_us(&l) + SEC(2) + 1),
		WEARER_E_NO_SENSOR);
	assert_int_equal(
		wearer_learn(&l.w, "up", POSTURE_UPRIGHT, GOOD, 10, life_now_us(&l) + SEC(2)), 0);
}

static void the_lower_sensor_alone_is_no_sensor(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, LOWER, UPRIGHT(100));
	life_until(&l, 5);
	assert_int_equal(learn(&l, "up"), WEARER_E_NO_SENSOR);
}

static void a_full_set_takes_no_new_name(void **state)
{
	struct pose_set set = { 0 };
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	for (unsigned i = 0; i < POSE_MAX; i++) {
		struct pose p = { .posture = POSTURE_UPRIGHT, .good = true };

		p.stance = l.w.stance;
		snprintf(p.name, sizeof(p.name), "p%u", i);
		assert_int_equal(pose_put(&set, &p), 0);
	}
	wearer_set_poses(&l.w, &set);
	assert_int_equal(learn(&l, "more"), WEARER_E_FULL);
	assert_int_equal(learn(&l, "p7"), 0);
	life_until(&l, 20);
	assert_string_equal(life_last(&l, WEARER_LEARNED)->pose.name, "p7");
	assert_int_equal(l.w.poses.n, POSE_MAX);
}

static void learning_is_cancelled_without_a_word(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	assert_int_equal(wearer_learn_cancel(&l.w), WEARER_E_NO_SUCH);
	assert_int_equal(learn(&l, "upright"), 0);
	life_until(&l, 10);
	assert_int_equal(wearer_learn_cancel(&l.w), 0);
	l.n = 0;
	life_until(&l, 30);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.w.poses.n, 0);
	assert_int_equal(wearer_learn_cancel(&l.w), WEARER_E_NO_SUCH);
}

static void learning_gives_up_on_a_lost_sensor_after_five_seconds(void **state)
{
	struct life l;
	uint64_t lost_us;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	assert_int_equal(learn(&l, "upright"), 0);
	life_until(&l, 10);
	lost_us = life_now_us(&l);
	life_idle(&l, 10);
	assert_int_equal(life_count(&l, WEARER_NOT_LEARNED), 1);
	assert_int_equal(l.log[l.n - 1].kind, WEARER_NOT_LEARNED);
	assert_int_equal(l.log[l.n - 1].result, CALIBRATE_NO_SENSOR);
	/* silence is believed after two seconds, and five later it is over */
	assert_in_range(l.log[l.n - 1].t_us, lost_us + SEC(5), lost_us + SEC(8));
	assert_int_equal(l.w.poses.n, 0);
}

static void a_forgotten_pose_is_no_longer_recognised(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(100));
	life_until(&l, 5);
	life_learn(&l, "upright", POSTURE_UPRIGHT, GOOD);
	life_until(&l, 20);
	assert_true(l.v.valid);
	assert_int_equal(wearer_forget(&l.w, "uprigh"), WEARER_E_NO_SUCH);
	assert_int_equal(wearer_forget(&l.w, "upright"), 0);
	assert_int_equal(wearer_forget(&l.w, "upright"), WEARER_E_NO_SUCH);
	assert_int_equal(l.w.poses.n, 0);
	life_tick(&l);
	assert_false(l.v.valid);
	assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
}

static void set_poses_are_recognised_as_if_learned(void **state)
{
	struct pose_set learned;
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	life_until(&l, 5);
	life_learn(&l, "upright", POSTURE_UPRIGHT, GOOD);
	learned = l.w.poses;
	life_begin(&l, steps_, ARRAY_SIZE(steps_), BOTH);
	wearer_set_poses(&l.w, &learned);
	life_until(&l, 10);
	assert_int_equal(l.v.posture, POSTURE_UPRIGHT);
	assert_int_equal(l.w.posture.posture, POSTURE_UPRIGHT);
	life_until(&l, 60);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
	/* other poses: what counted so far means nothing */
	wearer_set_poses(&l.w, &learned);
	assert_int_equal(l.w.posture.posture, POSTURE_UNKNOWN);
}

static void a_slouch_being_taught_is_not_scolded(void **state)
{
	struct life l;

	(void)state;
	LIFE(&l, BOTH, UPRIGHT(20), SLOUCH(100));
	life_until(&l, 5);
	life_learn(&l, "upright", POSTURE_UPRIGHT, GOOD);
	life_until(&l, 23);
	assert_int_equal(wearer_learn(&l.w, "slouch", POSTURE_SLOUCHING, BAD, 40, life_now_us(&l)),
			 0);
	life_until(&l, 65);
	assert_int_equal(life_count(&l, WEARER_LEARNED), 1);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 0);
	/* sitting on in it is */
	life_until(&l, 100);
	assert_int_equal(life_count(&l, WEARER_SLOUCHED), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pose_is_learned_in_its_time_with_progress_told),
		cmocka_unit_test(what_was_learned_is_kept_whole),
		cmocka_unit_test(a_pose_learned_again_replaces_the_old),
		cmocka_unit_test(a_walker_is_taught_nothing),
		cmocka_unit_test(one_pose_is_learned_at_a_time),
		cmocka_unit_test(what_cannot_be_learned_is_refused),
		cmocka_unit_test(without_a_sensor_nothing_is_learned),
		cmocka_unit_test(the_lower_sensor_alone_is_no_sensor),
		cmocka_unit_test(a_full_set_takes_no_new_name),
		cmocka_unit_test(learning_is_cancelled_without_a_word),
		cmocka_unit_test(learning_gives_up_on_a_lost_sensor_after_five_seconds),
		cmocka_unit_test(a_forgotten_pose_is_no_longer_recognised),
		cmocka_unit_test(set_poses_are_recognised_as_if_learned),
		cmocka_unit_test(a_slouch_being_taught_is_not_scolded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
