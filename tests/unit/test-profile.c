/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "profile.h"

#define SEC(n) ((uint64_t)(n) * US_PER_SEC)
#define STEP_US (320 * US_PER_MS)
#define NONE    PROFILE_NONE
#define DESK    0
#define STAND   1

/* A choice, and the posture it is shown. */
struct day {
	struct profile_choice c;
	struct posture_state s;
	uint64_t now_us;
	unsigned changes;
};

static struct day begin(int current)
{
	struct day d = { .now_us = SEC(100) };

	profile_init(&d.c, current);
	return d;
}

static void pass(struct day *d, uint64_t us, int asked)
{
	for (uint64_t end_us = d->now_us + us; d->now_us < end_us;) {
		d->now_us += STEP_US;
		d->changes += profile_step(&d->c, &d->s, asked, d->now_us);
	}
}

static void sit_well(struct day *d, uint64_t us, int asked)
{
	d->s = (struct posture_state){ .posture = POSTURE_UPRIGHT, .good = true };
	pass(d, us, asked);
}

/* The pose of a bad posture asks for nothing. */
static void slouch(struct day *d, uint64_t us)
{
	d->s = (struct posture_state){ .posture = POSTURE_SLOUCHING };
	pass(d, us, NONE);
}

static void walk(struct day *d, uint64_t us, int asked)
{
	d->s = (struct posture_state){
		.posture = POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_MOVING
	};
	pass(d, us, asked);
}

static void be_away(struct day *d, uint64_t us)
{
	d->s = (struct posture_state){ .activity = ACTIVITY_AWAY };
	pass(d, us, NONE);
}

static void a_pose_that_is_held_chooses(void **state)
{
	struct day d = begin(NONE);

	(void)state;
	sit_well(&d, PROFILE_HOLD_US - STEP_US, STAND);
	assert_int_equal(d.c.current, NONE);
	sit_well(&d, 3 * STEP_US, STAND);
	assert_int_equal(d.c.current, STAND);
	sit_well(&d, PROFILE_HOLD_US + 2 * STEP_US, NONE);
	assert_int_equal(d.c.current, NONE);
	assert_int_equal(d.changes, 2);
}

static void who_passes_through_a_pose_changes_nothing(void **state)
{
	struct day d = begin(DESK);

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		sit_well(&d, PROFILE_HOLD_US - 2 * STEP_US, STAND);
		sit_well(&d, STEP_US, DESK);
		sit_well(&d, PROFILE_HOLD_US - 2 * STEP_US, NONE);
		sit_well(&d, STEP_US, DESK);
	}
	assert_int_equal(d.changes, 0);
}

static void two_poses_that_alternate_are_not_one_that_is_held(void **state)
{
	struct day d = begin(DESK);

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		sit_well(&d, SEC(6), STAND);
		sit_well(&d, SEC(6), NONE);
	}
	assert_int_equal(d.changes, 0);
}

static void a_bad_posture_never_changes_it(void **state)
{
	struct day d = begin(STAND);

	(void)state;
	slouch(&d, SEC(3600));
	assert_int_equal(d.c.current, STAND);
	sit_well(&d, PROFILE_HOLD_US - SEC(1), DESK);
	slouch(&d, SEC(2));
	sit_well(&d, PROFILE_HOLD_US - SEC(1), DESK);
	assert_int_equal(d.c.current, STAND);
	assert_int_equal(d.changes, 0);
}

static void rest_and_absence_leave_it_as_it_is(void **state)
{
	struct day d = begin(STAND);

	(void)state;
	be_away(&d, SEC(7200));
	assert_int_equal(d.c.current, STAND);
	sit_well(&d, SEC(8), DESK);
	be_away(&d, SEC(1));
	sit_well(&d, SEC(8), DESK);
	assert_int_equal(d.changes, 0);
}

static void moving_does_not_count_and_breaks_nothing(void **state)
{
	struct day d = begin(NONE);

	(void)state;
	sit_well(&d, SEC(6), STAND);
	walk(&d, SEC(60), STAND);
	assert_int_equal(d.c.current, NONE);
	sit_well(&d, SEC(6), STAND);
	assert_int_equal(d.c.current, STAND);
}

static void time_nobody_saw_does_not_count(void **state)
{
	struct day d = begin(NONE);

	(void)state;
	sit_well(&d, SEC(6), STAND);
	d.now_us += SEC(3600);
	sit_well(&d, SEC(2), STAND);
	assert_int_equal(d.c.current, NONE);
}

static void a_choice_by_hand_wins_until_it_ends(void **state)
{
	struct day d = begin(STAND);

	(void)state;
	profile_choose(&d.c, DESK, STAND);
	assert_int_equal(d.c.current, DESK);
	sit_well(&d, SEC(600), STAND);
	assert_int_equal(d.c.current, DESK);
	assert_int_equal(d.changes, 0);
	profile_choose(&d.c, PROFILE_BY_POSE, STAND);
	assert_int_equal(d.c.current, STAND);
	sit_well(&d, SEC(11), NONE);
	assert_int_equal(d.c.current, NONE);
}

static void what_was_held_before_a_choice_does_not_end_it_later(void **state)
{
	struct day d = begin(NONE);

	(void)state;
	sit_well(&d, SEC(9), STAND);
	profile_choose(&d.c, DESK, STAND);
	profile_choose(&d.c, PROFILE_BY_POSE, NONE);
	sit_well(&d, SEC(9), STAND);
	assert_int_equal(d.c.current, NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pose_that_is_held_chooses),
		cmocka_unit_test(who_passes_through_a_pose_changes_nothing),
		cmocka_unit_test(two_poses_that_alternate_are_not_one_that_is_held),
		cmocka_unit_test(a_bad_posture_never_changes_it),
		cmocka_unit_test(rest_and_absence_leave_it_as_it_is),
		cmocka_unit_test(moving_does_not_count_and_breaks_nothing),
		cmocka_unit_test(time_nobody_saw_does_not_count),
		cmocka_unit_test(a_choice_by_hand_wins_until_it_ends),
		cmocka_unit_test(what_was_held_before_a_choice_does_not_end_it_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
