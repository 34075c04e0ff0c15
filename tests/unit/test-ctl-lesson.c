/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixed.h"
#include "lesson.h"

static void a_pose_means_what_its_name_and_options_say(void **state)
{
	/* clang-format off */
	static const struct {
		const char *name, *word;
		bool good, bad;
		enum posture posture;
		bool is_good;
	} rows[] = {
		{ "upright", NULL, false, false, POSTURE_UPRIGHT, true },
		{ "slouching", NULL, false, false, POSTURE_SLOUCHING, false },
		{ "leaning-back", NULL, false, false, POSTURE_LEANING_BACK, false },
		{ "leaning-back", NULL, true, false, POSTURE_LEANING_BACK, true },
		{ "standing", NULL, false, false, POSTURE_UPRIGHT, true },
		{ "hunched", NULL, false, true, POSTURE_SLOUCHING, false },
		{ "typing", "leaning-forward", false, false, POSTURE_LEANING_FORWARD, false },
		{ "typing", "leaning-forward", true, false, POSTURE_LEANING_FORWARD, true },
		{ "stiff", "upright", false, true, POSTURE_UPRIGHT, false },
		{ "slouching", "leaning-left", false, false, POSTURE_LEANING_LEFT, false },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct lesson l;

		assert_int_equal(
			lesson_make(rows[i].name, rows[i].word, rows[i].good, rows[i].bad, &l), 0);
		assert_string_equal(l.name, rows[i].name);
		assert_int_equal(l.posture, rows[i].posture);
		assert_int_equal(l.good, rows[i].is_good);
	}
}

static void names_and_words_that_cannot_be_are_refused(void **state)
{
	struct lesson l;

	(void)state;
	assert_int_equal(lesson_make("Upright", NULL, false, false, &l), LESSON_E_NAME);
	assert_int_equal(lesson_make("", NULL, false, false, &l), LESSON_E_NAME);
	assert_int_equal(lesson_make("unknown", NULL, false, false, &l), LESSON_E_NAME);
	assert_int_equal(lesson_make("typing", "sideways", false, false, &l), LESSON_E_POSTURE);
	assert_int_equal(lesson_make("typing", "unknown", false, false, &l), LESSON_E_POSTURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pose_means_what_its_name_and_options_say),
		cmocka_unit_test(names_and_words_that_cannot_be_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
