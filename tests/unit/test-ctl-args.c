/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "args.h"
#include "fixed.h"

#define WORDS_MAX 40

/* A command line taken apart by one table of every kind of option. */
struct parsed {
	bool flag;
	const char *text;
	uint32_t number;
	struct arg_list list;
	int r, n;
	char error[ARGS_ERROR_MAX];
	char *argv[WORDS_MAX];
	char store[512];
};

static void parse(struct parsed *p, enum args_mode mode, const char *line)
{
	const struct arg args[] = {
		{ .name = "json", .flag = &p->flag },
		{ .name = "bus", .text = &p->text },
		{ .name = "seconds", .number = &p->number, .min = 2, .max = 60 },
		{ .name = "learn", .list = &p->list },
	};
	int argc = 0;

	memset(p, 0, sizeof(*p));
	p->n = -1;
	strcpy(p->store, line);
	for (char *word = strtok(p->store, " "); word; word = strtok(NULL, " "))
		p->argv[argc++] = word;
	p->r = args_parse(argc, p->argv, args, ARRAY_SIZE(args), mode, &p->n, p->error);
}

static void options_and_operands_may_be_mixed(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, ARGS_MIXED, "upright --seconds 5 slouching --json --bus=session typing");
	assert_int_equal(p.r, 0);
	assert_int_equal(p.n, 3);
	assert_string_equal(p.argv[0], "upright");
	assert_string_equal(p.argv[1], "slouching");
	assert_string_equal(p.argv[2], "typing");
	assert_int_equal(p.number, 5);
	assert_true(p.flag);
	assert_string_equal(p.text, "session");
}

static void leading_options_end_at_the_first_operand(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, ARGS_LEADING, "--json status --bus x");
	assert_int_equal(p.r, 0);
	assert_int_equal(p.n, 3);
	assert_string_equal(p.argv[1], "--bus");
	assert_null(p.text);
}

static void two_dashes_end_the_options(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, ARGS_MIXED, "--json -- --bus -x");
	assert_int_equal(p.r, 0);
	assert_int_equal(p.n, 2);
	assert_string_equal(p.argv[0], "--bus");
	assert_string_equal(p.argv[1], "-x");
}

static void a_lone_dash_is_an_operand(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, ARGS_MIXED, "- --seconds 2");
	assert_int_equal(p.r, 0);
	assert_int_equal(p.n, 1);
	assert_string_equal(p.argv[0], "-");
}

static void a_repeated_option_collects_its_values(void **state)
{
	struct parsed p;

	(void)state;
	parse(&p, ARGS_MIXED, "--learn upright=a.csv --learn=slouching=b.csv");
	assert_int_equal(p.r, 0);
	assert_int_equal(p.list.n, 2);
	assert_string_equal(p.list.value[0], "upright=a.csv");
	assert_string_equal(p.list.value[1], "slouching=b.csv");
}

static void a_list_that_is_full_is_refused(void **state)
{
	char line[512] = "";
	struct parsed p;

	(void)state;
	for (int i = 0; i < ARGS_LIST_MAX; i++)
		strcat(line, "--learn=x ");
	parse(&p, ARGS_MIXED, line);
	assert_int_equal(p.r, 0);
	assert_int_equal(p.list.n, ARGS_LIST_MAX);
	strcat(line, "--learn=x");
	parse(&p, ARGS_MIXED, line);
	assert_int_equal(p.r, ARGS_E_USAGE);
	assert_string_equal(p.error, "--learn is given more than 32 times");
}

static void bad_usage_is_told_in_a_sentence(void **state)
{
	/* clang-format off */
	static const struct {
		const char *line, *error;
	} rows[] = {
		{ "--jason", "unknown option \"--jason\": did you mean \"--json\"?" },
		{ "--completely-else", "unknown option \"--completely-else\"" },
		{ "-j", "unknown option \"-j\"" },
		{ "--bus", "--bus needs a value" },
		{ "--json=yes", "--json takes no value" },
		{ "--seconds 1", "--seconds takes a number from 2 to 60, not \"1\"" },
		{ "--seconds 61", "--seconds takes a number from 2 to 60, not \"61\"" },
		{ "--seconds 5s", "--seconds takes a number from 2 to 60, not \"5s\"" },
		{ "--seconds=", "--seconds takes a number from 2 to 60, not \"\"" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct parsed p;

		parse(&p, ARGS_MIXED, rows[i].line);
		assert_int_equal(p.r, ARGS_E_USAGE);
		assert_string_equal(p.error, rows[i].error);
	}
}

static void numbers_are_taken_to_both_ends_of_their_range(void **state)
{
	uint32_t n = 7;

	(void)state;
	assert_true(args_number("2", 2, 60, &n));
	assert_int_equal(n, 2);
	assert_true(args_number("60", 2, 60, &n));
	assert_int_equal(n, 60);
	assert_true(args_number("4294967295", 1, UINT32_MAX, &n));
	assert_int_equal(n, UINT32_MAX);
	assert_false(args_number("4294967296", 1, UINT32_MAX, &n));
	assert_false(args_number("99999999999999999999999", 1, UINT32_MAX, &n));
	assert_false(args_number("-1", 0, UINT32_MAX, &n));
	assert_false(args_number(" 1", 0, UINT32_MAX, &n));
	assert_int_equal(n, UINT32_MAX);
}

static void the_nearest_word_is_found(void **state)
{
	static const char *const words[] = { "status", "monitor", "watch", "ack", "why" };
	/* clang-format off */
	static const struct {
		const char *word, *near;
	} rows[] = {
		{ "status", "status" }, { "stauts", "status" }, /* a swap is one step */
		{ "statu", "status" },	{ "statuss", "status" }, { "stotis", "status" },
		{ "wacth", "watch" },	{ "ac", "ack" },	 { "wy", "why" },
		{ "abk", "ack" },	{ "stxxxs", NULL },	 { "xyz", NULL },
		{ "", NULL },
		{ "a-word-that-is-longer-than-any-word-here", NULL },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *near =
			args_nearest(rows[i].word, words, ARRAY_SIZE(words), sizeof(*words));

		if (rows[i].near)
			assert_string_equal(near ? near : rows[i].word, rows[i].near);
		else
			assert_null(near);
	}
}

static void a_column_of_a_table_can_be_searched(void **state)
{
	static const struct {
		int number;
		const char *name;
	} table[] = { { 1, "pause" }, { 2, "resume" } };

	(void)state;
	assert_string_equal(args_nearest("resum", &table->name, 2, sizeof(table[0])), "resume");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_and_operands_may_be_mixed),
		cmocka_unit_test(leading_options_end_at_the_first_operand),
		cmocka_unit_test(two_dashes_end_the_options),
		cmocka_unit_test(a_lone_dash_is_an_operand),
		cmocka_unit_test(a_repeated_option_collects_its_values),
		cmocka_unit_test(a_list_that_is_full_is_refused),
		cmocka_unit_test(bad_usage_is_told_in_a_sentence),
		cmocka_unit_test(numbers_are_taken_to_both_ends_of_their_range),
		cmocka_unit_test(the_nearest_word_is_found),
		cmocka_unit_test(a_column_of_a_table_can_be_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
