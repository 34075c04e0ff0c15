/* SPDX-License-Identifier: MIT */
/*
 * When an alert keeps silent: quiet hours, the hour's budget, a grace, its own buzzing.
 */
#include "alert-rig.h"

/* clang-format off */

static void quiet_hours_say_nothing_and_keep_no_grudge(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 720, 780, 0 };
	PLAY(&sc, { 3600, BAD, 0, 0, 0, 0 });
	sc.week_min = 780;
	PLAY(&sc,
	     { 29, BAD, 0, 0, 0, 29 },
	     {  1, BAD, 1, 0, 1, 30 });
}

static void quiet_hours_drop_the_dwell_before_an_alert(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc, { 29, BAD, 0, 0, 0, 29 });
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 0, 0, 0 };
	PLAY(&sc, { 1, NONE, 0, 0, 0, 0 });
}

static void an_alert_that_stands_is_frozen_by_quiet_hours(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 780, 840, 0 };
	PLAY(&sc, { 119, BAD, 1, 0, 1, 119 });
	sc.week_min = 780;
	PLAY(&sc, { 3600, BAD, 0, 0, 1, 119 });
	sc.week_min = 840;
	PLAY(&sc, { 1, BAD, 1, 0, 2, 120 });
}

static void a_recovery_is_told_in_quiet_hours_too(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 780, 840, 0 };
	PLAY(&sc, { 40, BAD, 1, 0, 1, 40 });
	sc.week_min = 780;
	PLAY(&sc,
	     {   2, GOOD, 0, 0, 1, 40 },
	     {   1, BAD,  0, 0, 1, 40 },
	     {   3, GOOD, 0, 1, 0,  0 },
	     { 600, BAD,  0, 0, 0,  0 });
}

static void the_hour_has_room_for_so_many_words(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 2;
	PLAY(&sc,
	     {   30, BAD,  1, 0, 1,   30 },
	     {    3, GOOD, 0, 1, 0,    0 },
	     {   30, BAD,  1, 0, 1,   30 },
	     {    3, GOOD, 0, 1, 0,    0 },
	     { 3563, BAD,  0, 0, 0, 3563 },	/* an hour after the first, less a second */
	     {    1, BAD,  1, 0, 3, 3564 },	/* what waited is told, at the level reached */
	     {  299, BAD,  0, 0, 3, 3863 },
	     {    1, BAD,  1, 0, 3, 3864 });
}

/* Each takes the place of those after it. */
static void why_it_is_silent_is_known(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 1;
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON)),
			    "none");
	play(&sc, BAD, 30);
	assert_int_equal(sc.a.level, 1);
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON)),
			    "hour-full");
	assert_true(alert_acknowledge(&sc.a));
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON)),
			    "acknowledged");
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ .from_min = NOON, .to_min = NOON + 1 };
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON)),
			    "quiet-hours");
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON)),
			    "paused");
	sc.now_us += SEC(3600);
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON + 1)),
			    "acknowledged");
	play(&sc, GOOD, 4); /* the first step is over a gap */
	assert_string_equal(alert_silence_to_str(alert_silence(&sc.a, &sc.p, sc.now_us, NOON + 1)),
			    "none");
}

static void words_of_others_count_against_the_hour(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 1;
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	alert_told(&sc.a, sc.now_us);
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	PLAY(&sc,
	     { 3599, BAD, 0, 0, 0, 3599 },
	     {    1, BAD, 1, 0, 3, 3600 });
}

static void a_good_stretch_earns_a_grace(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.gentle_after_us = SEC(600);
	PLAY(&sc,
	     { 599, GOOD, 0, 0, 0,   0 },
	     {  29, BAD,  0, 0, 0,  29 },
	     {   1, BAD,  1, 0, 1,  30 },
	     {   3, GOOD, 0, 1, 0,   0 },
	     { 598, GOOD, 0, 0, 0,   0 },	/* with the 3 s: 601 since the last word */
	     {  59, BAD,  0, 0, 0,  59 },
	     {   1, BAD,  1, 0, 1,  60 });
	assert_int_equal(sc.a.delay_us, SEC(60));
	PLAY(&sc,
	     {  89, BAD,  0, 0, 1, 149 },
	     {   1, BAD,  1, 0, 2, 150 },
	     {   3, GOOD, 0, 1, 0,   0 },
	     {  30, BAD,  1, 0, 1,  30 });
	assert_int_equal(sc.a.delay_us, SEC(30));
}

static void rest_and_walks_earn_no_grace(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.gentle_after_us = SEC(600);
	PLAY(&sc,
	     { 900, LYING, 0, 0, 0,  0 },
	     { 900, WALK,  0, 0, 0,  0 },
	     { 900, AWAY,  0, 0, 0,  0 },
	     {  30, BAD,   1, 0, 1, 30 });
}

static void a_slouch_nobody_heard_of_keeps_the_grace(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.gentle_after_us = SEC(600);
	PLAY(&sc,
	     { 600, GOOD, 0, 0, 0,  0 },
	     {  20, BAD,  0, 0, 0, 20 },
	     {   3, GOOD, 0, 0, 0,  0 },
	     {  59, BAD,  0, 0, 0, 59 },
	     {   1, BAD,  1, 0, 1, 60 });
}

/* clang-format on */

static void quiet_spans_have_an_inside_and_an_outside(void **state)
{
	static const struct {
		uint16_t from, to;
		unsigned at;
		bool quiet;
	} rows[] = {
		{ 720, 780, 719, false },  { 720, 780, 720, true },    { 720, 780, 779, true },
		{ 720, 780, 780, false },  { 1320, 420, 1319, false }, { 1320, 420, 1320, true },
		{ 1320, 420, 1439, true }, { 1320, 420, 0, true },     { 1320, 420, 419, true },
		{ 1320, 420, 420, false }, { 600, 600, 0, true },      { 600, 600, 600, true },
		{ 600, 600, 1439, true },  { 0, 1439, 1439, false },   { 1439, 0, 1439, true },
		{ 1439, 0, 0, false },
	};
	struct alert_params p = usual;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		p.n_quiet = 1;
		p.quiet[0] = (struct quiet_span){ rows[i].from, rows[i].to, 0 };
		if (alert_is_quiet(&p, rows[i].at) != rows[i].quiet)
			fail_msg("row %zu: %u .. %u at %u", i, rows[i].from, rows[i].to,
				 rows[i].at);
	}
}

static void any_of_the_quiet_spans_will_do(void **state)
{
	struct alert_params p = usual;

	(void)state;
	assert_false(alert_is_quiet(&p, 0));
	p.n_quiet = ALERT_QUIET_MAX;
	for (unsigned i = 0; i < ALERT_QUIET_MAX; i++)
		p.quiet[i] = (struct quiet_span){ (uint16_t)(i * 60), (uint16_t)(i * 60 + 30), 0 };
	assert_true(alert_is_quiet(&p, 15));
	assert_false(alert_is_quiet(&p, 45));
	assert_true(alert_is_quiet(&p, 15 * 60 + 29));
	assert_false(alert_is_quiet(&p, 15 * 60 + 30));
}

static void while_a_pose_is_taught_nothing_is_said(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.a.hush = true;
	play(&sc, BAD, 60);
	assert_int_equal(sc.spoken, 0);
	sc.a.hush = false;
	play(&sc, BAD, 29);
	assert_int_equal(sc.spoken, 0);
	play(&sc, BAD, 1);
	assert_int_equal(sc.spoken, 1);
}

static void a_quiet_span_belongs_to_the_day_it_begins_on(void **state)
{
	enum { MON, TUE, WED, THU, FRI, SAT, SUN };
	static const struct {
		struct quiet_span span;
		unsigned day, minute;
		bool quiet;
	} rows[] = {
		{ { 1320, 420, 1 << FRI }, FRI, 1319, false },
		{ { 1320, 420, 1 << FRI }, FRI, 1320, true },
		{ { 1320, 420, 1 << FRI }, SAT, 419, true },
		{ { 1320, 420, 1 << FRI }, SAT, 420, false },
		{ { 1320, 420, 1 << FRI }, FRI, 0, false },
		{ { 1320, 420, 1 << SUN }, MON, 0, true },
		{ { 720, 780, 1 << SAT | 1 << SUN }, FRI, 720, false },
		{ { 720, 780, 1 << SAT | 1 << SUN }, SUN, 720, true },
		{ { 600, 600, 1 << WED }, WED, 599, false },
		{ { 600, 600, 1 << WED }, WED, 600, true },
		{ { 600, 600, 1 << WED }, THU, 599, true },
		{ { 600, 600, 1 << WED }, THU, 600, false },
		{ { 600, 600, 1 << TUE }, MON, 1439, false },
	};
	struct alert_params p = usual;

	(void)state;
	p.n_quiet = 1;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		p.quiet[0] = rows[i].span;
		if (alert_is_quiet(&p, rows[i].day * ALERT_DAY_MIN + rows[i].minute) !=
		    rows[i].quiet)
			fail_msg("row %zu", i);
	}
}

static void what_is_silent_for_alerts_is_silent_for_others(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(60), NOON));
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ NOON, NOON + 1, 0 };
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(60), NOON));
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(60), NOON + 1));
	sc.a.hush = true;
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(60), NOON + 1));
}

static void a_word_buzzes_for_a_while(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.buzz_us = SEC(2);
	assert_false(alert_is_buzzing(&sc.a, &sc.p, sc.now_us));
	PLAY(&sc, { 30, BAD, 1, 0, 1, 30 });
	assert_true(alert_is_buzzing(&sc.a, &sc.p, sc.now_us));
	assert_true(alert_is_buzzing(&sc.a, &sc.p, sc.now_us + SEC(2) - 1));
	assert_false(alert_is_buzzing(&sc.a, &sc.p, sc.now_us + SEC(2)));
	sc.p.buzz_us = 0;
	assert_false(alert_is_buzzing(&sc.a, &sc.p, sc.now_us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quiet_hours_say_nothing_and_keep_no_grudge),
		cmocka_unit_test(quiet_hours_drop_the_dwell_before_an_alert),
		cmocka_unit_test(an_alert_that_stands_is_frozen_by_quiet_hours),
		cmocka_unit_test(a_recovery_is_told_in_quiet_hours_too),
		cmocka_unit_test(the_hour_has_room_for_so_many_words),
		cmocka_unit_test(why_it_is_silent_is_known),
		cmocka_unit_test(words_of_others_count_against_the_hour),
		cmocka_unit_test(a_good_stretch_earns_a_grace),
		cmocka_unit_test(rest_and_walks_earn_no_grace),
		cmocka_unit_test(a_slouch_nobody_heard_of_keeps_the_grace),
		cmocka_unit_test(quiet_spans_have_an_inside_and_an_outside),
		cmocka_unit_test(any_of_the_quiet_spans_will_do),
		cmocka_unit_test(while_a_pose_is_taught_nothing_is_said),
		cmocka_unit_test(a_quiet_span_belongs_to_the_day_it_begins_on),
		cmocka_unit_test(what_is_silent_for_alerts_is_silent_for_others),
		cmocka_unit_test(a_word_buzzes_for_a_while),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
