/* SPDX-License-Identifier: MIT */
/*
 * What comes over D-Bus, into structs and JSON; messages never leave the process
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "angle.h"
#include "busjson.h"
#include "line-rig.h"
#include "props.h"
#include "state.h"

static void properties_go_where_the_state_keeps_them(void **state)
{
	sd_bus_message *m = new_message(state);
	struct state s;
	unsigned seen;

	assert_true(sd_bus_message_append(m, "a{sv}", 6, "Posture", "s", "slouching", "SinceUSec",
					  "t", UINT64_C(1234567890123), "Novelty", "(su)", "x", 1u,
					  "FlexionCdeg", "i", -250, "AlertLevel", "u", 2u, "Poses",
					  "a(ssbtu)", 2, "upright", "upright", 1, UINT64_C(5), 93u,
					  "hunched", "slouching", 0, UINT64_C(6), 41u) >= 0);
	turn(m);
	state_init(&s);
	strcpy(s.status, "watching");
	assert_int_equal(state_read(&s, m, &seen), 0);
	assert_int_equal(seen, STATE_POSTURE | STATE_ALERT | STATE_POSES);
	assert_string_equal(s.status, "watching");
	assert_string_equal(s.posture, "slouching");
	assert_true(s.since_usec == UINT64_C(1234567890123));
	assert_int_equal(s.flexion_cdeg, -250);
	assert_int_equal(s.lateral_cdeg, ANGLE_UNKNOWN);
	assert_int_equal(s.alert_level, 2);
	assert_int_equal(s.poses.n, 2);
	assert_string_equal(s.poses.pose[1].name, "hunched");
	assert_string_equal(s.poses.pose[1].posture, "slouching");
	assert_false(s.poses.pose[1].good);
	assert_true(s.poses.pose[0].good);
	assert_int_equal(s.poses.pose[1].grade, 41);
	assert_int_equal(s.poses.pose[1].learned_usec, 6);
	assert_ptr_equal(state_find_pose(&s.poses, "hunched"), &s.poses.pose[1]);
	assert_null(state_find_pose(&s.poses, "standing"));
	sd_bus_message_unref(m);
}

static void a_value_of_another_type_is_an_error(void **state)
{
	sd_bus_message *m = new_message(state);
	struct state s;

	assert_true(sd_bus_message_append(m, "a{sv}", 1, "AlertLevel", "s", "two") >= 0);
	turn(m);
	state_init(&s);
	assert_int_equal(state_read(&s, m, NULL), -ENXIO);
	assert_int_equal(s.alert_level, 0);
	sd_bus_message_unref(m);
}

static void a_long_word_is_cut_to_its_member(void **state)
{
	struct two {
		char word[5], next;
	} two = { "", 'n' };
	static const struct prop props[] = { { PROP(struct two, "w", "s", word) } };
	sd_bus_message *m = new_message(state);

	assert_true(sd_bus_message_append(m, "a{sv}", 1, "w", "s", "leaning") >= 0);
	turn(m);
	assert_int_equal(props_read(m, props, 1, &two, NULL), 0);
	assert_string_equal(two.word, "lean");
	assert_int_equal(two.next, 'n');
	sd_bus_message_unref(m);
}

static void expect_json(sd_bus_message *m, int result, const char *expected)
{
	struct json j;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	turn(m);
	json_init(&j, out);
	assert_int_equal(busjson_value(&j, m), result);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	sd_bus_message_unref(m);
}

static void any_dictionary_becomes_an_object(void **state)
{
	sd_bus_message *m = new_message(state);

	assert_true(sd_bus_message_append(m, "a{sv}", 9, "s", "s", "x\"y", "b", "b", 1, "y", "y",
					  255, "n", "n", -3, "i", "i", -4, "u", "u", 4000000000u,
					  "t", "t", UINT64_MAX, "unknown_cdeg", "i", ANGLE_UNKNOWN,
					  "list", "a(su)", 2, "a", 1u, "b", 2u) >= 0);
	expect_json(m, 1,
		    "{\"s\":\"x\\\"y\",\"b\":true,\"y\":255,\"n\":-3,\"i\":-4,\"u\":4000000000,"
		    "\"t\":18446744073709551615,\"unknown_cdeg\":null,"
		    "\"list\":[[\"a\",1],[\"b\",2]]}");
}

static void an_empty_dictionary_is_an_empty_object(void **state)
{
	sd_bus_message *m = new_message(state);

	assert_true(sd_bus_message_append(m, "a{sv}", 0) >= 0);
	expect_json(m, 1, "{}");
}

static void the_end_of_a_message_is_no_value(void **state)
{
	expect_json(new_message(state), 0, "");
}

static void a_double_is_refused(void **state)
{
	sd_bus_message *m = new_message(state);

	assert_true(sd_bus_message_append(m, "d", 1.5) >= 0);
	expect_json(m, -EOPNOTSUPP, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(properties_go_where_the_state_keeps_them),
		cmocka_unit_test(a_value_of_another_type_is_an_error),
		cmocka_unit_test(a_long_word_is_cut_to_its_member),
		cmocka_unit_test(any_dictionary_becomes_an_object),
		cmocka_unit_test(an_empty_dictionary_is_an_empty_object),
		cmocka_unit_test(the_end_of_a_message_is_no_value),
		cmocka_unit_test(a_double_is_refused),
	};

	return cmocka_run_group_tests(tests, open_line, close_line);
}
