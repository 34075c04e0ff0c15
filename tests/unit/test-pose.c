/* SPDX-License-Identifier: MIT */
/* Names, and the set of taught poses. */
#include "pose-rig.h"

static void names_are_short_lower_case_words(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} rows[] = {
		{ "a", true },
		{ "upright", true },
		{ "leaning-forward", true },
		{ "z9-", true },
		{ "a234567890123456789012345678901", true },   /* 31 */
		{ "a2345678901234567890123456789012", false }, /* 32 */
		{ "a234567890123456789012345678901234567890", false },
		{ "", false },
		{ "9a", false },
		{ "-a", false },
		{ "Upright", false },
		{ "upRight", false },
		{ "up right", false },
		{ "up_right", false },
		{ "up.right", false },
		{ "{", false },
		{ "`", false },
		{ "a{", false },
		{ "a`", false },
		{ "a/", false },
		{ "a:", false },
		{ "aufrechtä", false },
		{ "a\n", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (pose_name_valid(rows[i].name) != rows[i].valid)
			fail_msg("row %zu: '%s'", i, rows[i].name);
	}
}

static struct pose named(const char *name, uint8_t grade)
{
	struct pose p = { .posture = POSTURE_UPRIGHT, .good = true, .grade = grade };

	p.stance.sensors = UPPER;
	p.stance.up[SENSOR_UPPER] = (struct dir3){ 16384, 0, 0 };
	snprintf(p.name, sizeof(p.name), "%s", name);
	return p;
}

static int put(struct pose_set *set, const char *name, uint8_t grade)
{
	struct pose p = named(name, grade);

	return pose_put(set, &p);
}

static void a_pose_is_put_and_found(void **state)
{
	struct pose_set set = { 0 };

	(void)state;
	assert_int_equal(pose_find(&set, "upright"), -1);
	assert_int_equal(put(&set, "upright", 1), 0);
	assert_int_equal(put(&set, "desk", 2), 0);
	assert_int_equal(set.n, 2);
	assert_int_equal(pose_find(&set, "upright"), 0);
	assert_int_equal(pose_find(&set, "desk"), 1);
	assert_int_equal(set.pose[1].grade, 2);
	/* neither a beginning nor a longer word is the name */
	assert_int_equal(pose_find(&set, "des"), -1);
	assert_int_equal(pose_find(&set, "desks"), -1);
	assert_int_equal(pose_find(&set, ""), -1);
	assert_int_equal(pose_find(&set, "desk-of-a-name-longer-than-any-could-be"), -1);
}

static void a_pose_of_a_known_name_replaces_it_in_place(void **state)
{
	struct pose_set set = { 0 };

	(void)state;
	put(&set, "a", 1);
	put(&set, "b", 2);
	put(&set, "c", 3);
	assert_int_equal(put(&set, "b", 9), 0);
	assert_int_equal(set.n, 3);
	assert_int_equal(pose_find(&set, "b"), 1);
	assert_int_equal(set.pose[1].grade, 9);
	assert_int_equal(set.pose[2].grade, 3);
}

static void an_illegal_name_is_not_put(void **state)
{
	struct pose_set set = { 0 };
	struct pose p = named("a", 1);

	(void)state;
	assert_int_equal(put(&set, "", 1), POSE_E_NAME);
	assert_int_equal(put(&set, "Big", 1), POSE_E_NAME);
	memset(p.name, 'a', sizeof(p.name) - 1);
	assert_int_equal(pose_put(&set, &p), 0);
	assert_int_equal(set.n, 1);
}

static void the_seventeenth_pose_does_not_fit(void **state)
{
	struct pose_set set = { 0 };
	char name[8];

	(void)state;
	for (unsigned i = 0; i < POSE_MAX; i++) {
		snprintf(name, sizeof(name), "p%u", i);
		assert_int_equal(put(&set, name, 1), 0);
	}
	assert_int_equal(put(&set, "more", 1), POSE_E_FULL);
	assert_int_equal(set.n, POSE_MAX);
	assert_int_equal(pose_find(&set, "more"), -1);
	/* replacing still works, and so does putting after dropping */
	assert_int_equal(put(&set, "p15", 7), 0);
	assert_int_equal(pose_drop(&set, "p0"), 0);
	assert_int_equal(put(&set, "more", 1), 0);
	assert_int_equal(pose_find(&set, "more"), POSE_MAX - 1);
}

static void dropping_keeps_the_order_of_the_rest(void **state)
{
	struct pose_set set = { 0 };

	(void)state;
	put(&set, "a", 1);
	put(&set, "b", 2);
	put(&set, "c", 3);
	put(&set, "d", 4);
	assert_int_equal(pose_drop(&set, "b"), 0);
	assert_int_equal(set.n, 3);
	assert_int_equal(pose_find(&set, "a"), 0);
	assert_int_equal(pose_find(&set, "c"), 1);
	assert_int_equal(pose_find(&set, "d"), 2);
	assert_int_equal(pose_drop(&set, "b"), POSE_E_NO_SUCH);
	assert_int_equal(pose_drop(&set, "d"), 0);
	assert_int_equal(pose_drop(&set, "a"), 0);
	assert_int_equal(pose_drop(&set, "c"), 0);
	assert_int_equal(set.n, 0);
	assert_int_equal(pose_drop(&set, "c"), POSE_E_NO_SUCH);
}

static void one_good_pose_is_something_to_compare_with(void **state)
{
	struct pose_set set = { 0 };
	struct pose bad = named("slouch", 1);

	(void)state;
	assert_false(pose_has_good(&set));
	bad.good = false;
	pose_put(&set, &bad);
	assert_false(pose_has_good(&set));
	put(&set, "upright", 1);
	assert_true(pose_has_good(&set));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_short_lower_case_words),
		cmocka_unit_test(a_pose_is_put_and_found),
		cmocka_unit_test(a_pose_of_a_known_name_replaces_it_in_place),
		cmocka_unit_test(an_illegal_name_is_not_put),
		cmocka_unit_test(the_seventeenth_pose_does_not_fit),
		cmocka_unit_test(dropping_keeps_the_order_of_the_rest),
		cmocka_unit_test(one_good_pose_is_something_to_compare_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
