/* SPDX-License-Identifier: MIT */
/*
 * What History1 replies, into plain memory; messages never leave the process
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
#include "fixed.h"
#include "line-rig.h"
#include "spells.h"

static void spells_are_read_in_order(void **state)
{
	sd_bus_message *m = new_message(state);
	struct spells s;

	assert_true(sd_bus_message_append(m, "a(xtsii)", 3, INT64_C(100), UINT64_C(5000000),
					  "slouching", 1500, -20, INT64_C(200), UINT64_C(6000000),
					  "leaning-left", ANGLE_UNKNOWN, 2000, INT64_C(300),
					  UINT64_C(7000000), "hovering", 0, 0) >= 0);
	turn(m);
	assert_true(spells_read(m, &s) >= 0);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.spell[0].begin_sec, 100);
	assert_int_equal(s.spell[0].duration_us, 5 * US_PER_SEC);
	assert_int_equal(s.spell[0].posture, POSTURE_SLOUCHING);
	assert_int_equal(s.spell[0].flexion_cdeg, 1500);
	assert_int_equal(s.spell[0].lateral_cdeg, -20);
	assert_int_equal(s.spell[1].flexion_cdeg, ANGLE_UNKNOWN);
	assert_int_equal(s.spell[2].posture, POSTURE_UNKNOWN); /* a word of a later plumbd */
	spells_free(&s);
	sd_bus_message_unref(m);
}

static void no_spells_are_no_error(void **state)
{
	sd_bus_message *m = new_message(state);
	struct spells s;

	assert_true(sd_bus_message_append(m, "a(xtsii)", 0) >= 0);
	turn(m);
	assert_true(spells_read(m, &s) >= 0);
	assert_int_equal(s.n, 0);
	spells_join(&s, 3 * US_PER_SEC);
	assert_int_equal(s.n, 0);
	spells_free(&s);
	sd_bus_message_unref(m);
}

static void another_shape_is_refused(void **state)
{
	sd_bus_message *m = new_message(state);
	struct spells s;

	assert_true(sd_bus_message_append(m, "a(xt)", 1, INT64_C(100), UINT64_C(5000000)) >= 0);
	turn(m);
	assert_int_equal(spells_read(m, &s), -ENXIO);
	sd_bus_message_unref(m);
}

static void days_from_a_date_on_are_added_up(void **state)
{
	sd_bus_message *m = new_message(state);
	uint64_t sat_us;
	unsigned days;

	assert_true(sd_bus_message_append(m, "a(sttuu)", 4, "2026-10-31", UINT64_C(10),
					  UINT64_C(20), 1, 1, "2026-11-01", UINT64_C(1000),
					  UINT64_C(2000), 1, 1, "2026-11-02", UINT64_C(0),
					  UINT64_C(0), 0, 0, "2026-11-03", UINT64_C(500),
					  UINT64_C(0), 1, 0) >= 0);
	turn(m);
	assert_true(spells_days(m, "2026-11-01", &sat_us, &days) >= 0);
	assert_int_equal(sat_us, 3500);
	assert_int_equal(days, 2);
	sd_bus_message_unref(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spells_are_read_in_order),
		cmocka_unit_test(no_spells_are_no_error),
		cmocka_unit_test(another_shape_is_refused),
		cmocka_unit_test(days_from_a_date_on_are_added_up),
	};

	return cmocka_run_group_tests(tests, open_line, close_line);
}
