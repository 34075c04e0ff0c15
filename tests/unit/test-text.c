/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch.h"
#include "text.h"

static void a_length_ends_at_the_nul_or_the_bound(void **state)
{
	(void)state;
	assert_int_equal(text_len("", 5), 0);
	assert_int_equal(text_len("back", 5), 4);
	assert_int_equal(text_len("back", 4), 4);
	assert_int_equal(text_len("back", 2), 2);
	assert_int_equal(text_len("back", 0), 0);
}

static void a_word_is_compared_whole(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *word;
		bool is;
	} rows[] = {
		{ "upright", 7, "upright", true },
		{ "upright,", 7, "upright", true },
		{ "", 0, "", true },
		{ "upright", 6, "upright", false },
		{ "upright", 7, "uprigh", false },
		{ "upright", 7, "upright-", false },
		{ "Upright", 7, "upright", false },
		{ "up\0ight", 7, "up", false },
		{ "up", 2, "", false },
		{ "", 0, "u", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (text_is(rows[i].text, rows[i].len, rows[i].word) != rows[i].is)
			fail_msg("row %zu: \"%s\", \"%s\"", i, rows[i].text, rows[i].word);
	}
}

static void a_copy_is_cut_where_a_character_ends(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		const char *copy;
	} rows[] = {
		{ "back", 8, "back" },
		{ "back", 5, "back" },
		{ "back", 4, "bac" },
		{ "back", 1, "" },
		{ "", 1, "" },
		{ "R\303\274cken", 8, "R\303\274cken" },
		{ "R\303\274cken", 4, "R\303\274" },
		{ "R\303\274cken", 3, "R" },
		{ "a\342\202\254", 5, "a\342\202\254" },
		{ "a\342\202\254", 4, "a" },
		{ "a\342\202\254", 3, "a" },
		{ "a\360\237\222\272", 5, "a" },
		{ "\200\200\200", 3, "" }, /* no character at all */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char copy[16];

		memset(copy, 'x', sizeof(copy));
		text_copy(copy, rows[i].size, rows[i].text, strlen(rows[i].text));
		if (strcmp(copy, rows[i].copy) != 0)
			fail_msg("row %zu: \"%s\"", i, copy);
		assert_int_equal(copy[rows[i].size], 'x');
	}
}

static void sensors_are_called_upper_and_lower(void **state)
{
	(void)state;
	assert_string_equal(sensor_to_str(SENSOR_UPPER), "upper");
	assert_string_equal(sensor_to_str(SENSOR_LOWER), "lower");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_length_ends_at_the_nul_or_the_bound),
		cmocka_unit_test(a_word_is_compared_whole),
		cmocka_unit_test(a_copy_is_cut_where_a_character_ends),
		cmocka_unit_test(sensors_are_called_upper_and_lower),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
