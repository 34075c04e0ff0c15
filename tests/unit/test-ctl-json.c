/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "angle.h"
#include "fixed.h"
#include "json.h"

/* A writer into memory. */
struct sheet {
	struct json j;
	char *text;
	size_t size;
};

static void begin(struct sheet *s)
{
	FILE *out = open_memstream(&s->text, &s->size);

	assert_non_null(out);
	json_init(&s->j, out);
}

static void expect(struct sheet *s, const char *text)
{
	fclose(s->j.out);
	assert_string_equal(s->text, text);
	free(s->text);
}

static void commas_stand_between_values_only(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	json_begin_object(&s.j);
	json_put_string(&s.j, "a", "x");
	json_key(&s.j, "b");
	json_begin_array(&s.j);
	json_int(&s.j, -1);
	json_begin_array(&s.j);
	json_end_array(&s.j);
	json_begin_object(&s.j);
	json_end_object(&s.j);
	json_null(&s.j);
	json_end_array(&s.j);
	json_put_bool(&s.j, "c", true);
	json_put_bool(&s.j, "d", false);
	json_end_object(&s.j);
	json_end_line(&s.j);
	expect(&s, "{\"a\":\"x\",\"b\":[-1,[],{},null],\"c\":true,\"d\":false}\n");
}

static void every_line_begins_anew(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	json_uint(&s.j, 1);
	json_end_line(&s.j);
	json_uint(&s.j, 2);
	json_end_line(&s.j);
	expect(&s, "1\n2\n");
}

static void numbers_keep_all_their_digits(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	json_begin_array(&s.j);
	json_int(&s.j, INT64_MIN);
	json_uint(&s.j, UINT64_MAX);
	json_end_array(&s.j);
	expect(&s, "[-9223372036854775808,18446744073709551615]");
}

static void an_unknown_angle_is_null(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	json_begin_object(&s.j);
	json_put_angle(&s.j, "f", ANGLE_UNKNOWN);
	json_put_angle(&s.j, "l", -123);
	json_put_int(&s.j, "i", ANGLE_UNKNOWN);
	json_end_object(&s.j);
	expect(&s, "{\"f\":null,\"l\":-123,\"i\":2147483647}");
}

static void strings_are_escaped_and_made_utf8(void **state)
{
	/* clang-format off */
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "", "\"\"" },
		{ "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
		{ "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
		{ "\xc2\x80 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\"\xc2\x80 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"" },
		{ "\xf4\x8f\xbf\xbf", "\"\xf4\x8f\xbf\xbf\"" }, /* U+10FFFF, the last */
		{ "\xff", "\"\xef\xbf\xbd\"" },
		{ "\xe9t\xe9", "\"\xef\xbf\xbdt\xef\xbf\xbd\"" }, /* Latin 1 */
		{ "\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },   /* overlong '/' */
		{ "\xe0\x9f\xbf", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" }, /* overlong */
		{ "\xf0\x8f\xbf\xbf", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" }, /* surrogate */
		{ "\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\"" }, /* cut short */
		{ "\xe2\x82x", "\"\xef\xbf\xbd\xef\xbf\xbdx\"" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct sheet s;

		begin(&s);
		json_string(&s.j, rows[i].in);
		expect(&s, rows[i].out);
	}
}

static void keys_are_escaped_too(void **state)
{
	struct sheet s;

	(void)state;
	begin(&s);
	json_begin_object(&s.j);
	json_put_uint(&s.j, "a\"b", 1);
	json_end_object(&s.j);
	expect(&s, "{\"a\\\"b\":1}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commas_stand_between_values_only),
		cmocka_unit_test(every_line_begins_anew),
		cmocka_unit_test(numbers_keep_all_their_digits),
		cmocka_unit_test(an_unknown_angle_is_null),
		cmocka_unit_test(strings_are_escaped_and_made_utf8),
		cmocka_unit_test(keys_are_escaped_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
