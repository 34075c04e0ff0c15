/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyze.h"
#include "fixed.h"

static void count(struct summary *s, int32_t flexion_cdeg)
{
	const struct verdict v = { .decided = true, .flexion_cdeg = flexion_cdeg };

	summary_verdict(s, &v);
}

static void the_median_is_the_lower_middle(void **state)
{
	struct summary s;

	(void)state;
	assert_int_equal(summary_init(&s, "f"), 0);
	assert_int_equal(summary_median_cdeg(&s), ANGLE_UNKNOWN);
	count(&s, ANGLE_UNKNOWN);
	assert_int_equal(summary_median_cdeg(&s), ANGLE_UNKNOWN);
	count(&s, -500);
	assert_int_equal(summary_median_cdeg(&s), -500);
	count(&s, 700);
	assert_int_equal(summary_median_cdeg(&s), -500);
	count(&s, 300);
	assert_int_equal(summary_median_cdeg(&s), 300);
	assert_int_equal(s.decisions, 4);
	assert_int_equal(s.angles, 3);
	summary_done(&s);
}

static void the_ends_of_the_circle_are_counted(void **state)
{
	struct summary s;

	(void)state;
	assert_int_equal(summary_init(&s, "f"), 0);
	count(&s, 18000);
	assert_int_equal(summary_median_cdeg(&s), 18000);
	count(&s, -18000);
	assert_int_equal(summary_median_cdeg(&s), -18000);
	summary_done(&s);
}

static void alerts_and_recoveries_are_kept_in_order(void **state)
{
	struct wearer_event e = { .kind = WEARER_SLOUCHED };
	struct summary s;

	(void)state;
	assert_int_equal(summary_init(&s, "f"), 0);
	for (unsigned i = 1; i <= 9; i++) {
		e.t_us = i;
		e.level = i;
		assert_int_equal(summary_event(&s, &e, POSTURE_SLOUCHING), 0);
	}
	e = (struct wearer_event){ .kind = WEARER_LEARNING };
	assert_int_equal(summary_event(&s, &e, POSTURE_SLOUCHING), 0);
	e = (struct wearer_event){ .kind = WEARER_RECOVERED, .level = 3, .slouched_us = 7 };
	assert_int_equal(summary_event(&s, &e, POSTURE_UPRIGHT), 0);
	assert_int_equal(s.n_events, 10);
	for (unsigned i = 1; i <= 9; i++) {
		assert_int_equal(s.events[i - 1].t_us, i);
		assert_int_equal(s.events[i - 1].level, i);
	}
	assert_int_equal(s.events[9].level, 0);
	assert_int_equal(s.events[9].slouched_us, 7);
	summary_done(&s);
}

/* The line a decision makes. */
static void expect_row(const char *file, const struct wearer *w, const struct verdict *v,
		       const char *line)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	analyze_csv_row(out, file, w, v);
	fclose(out);
	assert_string_equal(text, line);
	free(text);
}

static void a_row_holds_a_decision(void **state)
{
	static struct wearer w;
	struct verdict v = {
		.t_us = 320000,
		.decided = true,
		.valid = true,
		.posture = POSTURE_SLOUCHING,
		.pose = 1,
		.activity = ACTIVITY_STILL,
		.flexion_cdeg = 1740,
		.lateral_cdeg = -310,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.stance = { .up = { { 16384, -16384, 8192 } } },
		.alert_level = 2,
	};

	(void)state;
	strcpy(w.poses.pose[1].name, "hunched");
	expect_row("a.csv", &w, &v,
		   "a.csv,320000,slouching,hunched,still,1740,-310,,32767,-32767,16384,2\n");
	v.pose = -1;
	expect_row("a \"b\",c.csv", &w, &v,
		   "\"a \"\"b\"\",c.csv\",320000,slouching,,still,1740,-310,,"
		   "32767,-32767,16384,2\n");
}

static void a_row_of_an_unsettled_filter_is_unknown(void **state)
{
	static const struct wearer w;
	const struct verdict v = {
		.t_us = 1,
		.decided = true,
		.posture = POSTURE_SLOUCHING,
		.flexion_cdeg = ANGLE_UNKNOWN,
		.lateral_cdeg = ANGLE_UNKNOWN,
		.curvature_cdeg = ANGLE_UNKNOWN,
	};

	(void)state;
	expect_row("-", &w, &v, "-,1,unknown,,still,,,,,,,0\n");
}

static void a_summary_reads_as_text_and_json(void **state)
{
	const struct wearer_event alert = { .kind = WEARER_SLOUCHED, .t_us = 61400000, .level = 1 };
	const struct wearer_event over = { .kind = WEARER_RECOVERED,
					   .t_us = 3661000000,
					   .slouched_us = 40000000 };
	struct summary s;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct json j;

	(void)state;
	assert_non_null(out);
	assert_int_equal(summary_init(&s, "f"), 0);
	s.played = (struct played){
		.label = "x", .samples = 3, .first_us = 1000000, .last_us = 3601000000
	};
	s.tally.posture_us[POSTURE_UPRIGHT] = 2;
	s.tally.posture_us[POSTURE_SLOUCHING] = 1;
	count(&s, 1740);
	summary_event(&s, &alert, POSTURE_SLOUCHING);
	summary_event(&s, &over, POSTURE_UPRIGHT);
	summary_print_text(&s, out);
	json_init(&j, out);
	summary_print_json(&s, &j);
	fclose(out);
	assert_string_equal(
		text,
		"f: labelled x, 1:00:00, 3 samples\n"
		"  posture   upright 66.7 %, slouching 33.3 %\n"
		"  activity  none counted\n"
		"  flexion   17.4 deg forward (median)\n"
		"  alert     1:00.4  level 1, slouching\n"
		"  recovered 1:01:00  after 40 s\n"
		"{\"file\":\"f\",\"label\":\"x\",\"duration_us\":3600000000,\"samples\":3,"
		"\"decisions\":1,\"posture_us\":{\"unknown\":0,\"upright\":2,\"slouching\":1,"
		"\"leaning-forward\":0,\"leaning-back\":0,\"leaning-left\":0,\"leaning-right\":0},"
		"\"activity_us\":{\"still\":0,\"moving\":0,\"lying\":0,\"away\":0},"
		"\"median_flexion_cdeg\":1740,"
		"\"alerts\":[{\"t_us\":61400000,\"level\":1,\"posture\":\"slouching\"}],"
		"\"recoveries\":[{\"t_us\":3661000000,\"slouched_us\":40000000}]}");
	free(text);
	summary_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_median_is_the_lower_middle),
		cmocka_unit_test(the_ends_of_the_circle_are_counted),
		cmocka_unit_test(alerts_and_recoveries_are_kept_in_order),
		cmocka_unit_test(a_row_holds_a_decision),
		cmocka_unit_test(a_row_of_an_unsettled_filter_is_unknown),
		cmocka_unit_test(a_summary_reads_as_text_and_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
