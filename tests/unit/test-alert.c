/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alert.h"

#define SEC(s) ((s)*US_PER_SEC)
#define NOON   720u

/* What a wearer does: one posture and activity each. */
enum doing {
	BAD,  /* still, slouching */
	GOOD, /* still, upright */
	NONE, /* still, no posture known */
	WALK, /* moving, the posture frozen as slouching */
	RISE, /* moving, no posture known */
	LYING,
	AWAY,
};

static const struct posture_state doings[] = {
	[BAD] = { .posture = POSTURE_SLOUCHING, .good = false, .activity = ACTIVITY_STILL },
	[GOOD] = { .posture = POSTURE_UPRIGHT, .good = true, .activity = ACTIVITY_STILL },
	[NONE] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_STILL },
	[WALK] = { .posture = POSTURE_SLOUCHING, .good = false, .activity = ACTIVITY_MOVING },
	[RISE] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_MOVING },
	[LYING] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_LYING },
	[AWAY] = { .posture = POSTURE_UNKNOWN, .activity = ACTIVITY_AWAY },
};

static const struct alert_params usual = {
	.n_levels = 3,
	.levels_us = { SEC(30), SEC(120), SEC(300) },
	.repeat_us = SEC(300),
	.release_us = SEC(3),
};

/* An alert and the clock it lives by; begins with a first step, which counts nothing. */
struct scene {
	struct alert a;
	struct alert_params p;
	uint64_t now_us;
	unsigned local_min;
	unsigned spoken, recovered; /* in the last play() */
};

static void begin(struct scene *sc)
{
	sc->p = usual;
	sc->now_us = SEC(1000);
	sc->local_min = NOON;
	alert_init(&sc->a);
	alert_step(&sc->a, &sc->p, &doings[NONE], sc->now_us, sc->local_min);
}

static enum alert_event step(struct scene *sc, enum doing doing, uint64_t elapsed_us)
{
	sc->now_us += elapsed_us;
	return alert_step(&sc->a, &sc->p, &doings[doing], sc->now_us, sc->local_min);
}

/* The same doing for a while, in steps of a second; the last step's event. */
static enum alert_event play(struct scene *sc, enum doing doing, unsigned seconds)
{
	enum alert_event event = ALERT_NOTHING;

	sc->spoken = 0;
	sc->recovered = 0;
	for (unsigned i = 0; i < seconds; i++) {
		event = step(sc, doing, US_PER_SEC);
		sc->spoken += event == ALERT_SPEAK;
		sc->recovered += event == ALERT_RECOVERED;
	}
	return event;
}

struct row {
	unsigned seconds;
	enum doing doing;
	unsigned spoken, recovered;
	unsigned level;
	unsigned dwell_s;
};

static void walk(struct scene *sc, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];

		play(sc, row->doing, row->seconds);
		if (sc->spoken != row->spoken || sc->recovered != row->recovered ||
		    sc->a.level != row->level || sc->a.dwell_us != SEC(row->dwell_s))
			fail_msg("row %zu: spoken %u, recovered %u, level %u, dwell %llu ms", i,
				 sc->spoken, sc->recovered, sc->a.level,
				 (unsigned long long)(sc->a.dwell_us / US_PER_MS));
	}
}

#define PLAY(sc, ...)                                                                              \
	do {                                                                                       \
		static const struct row rows_[] = { __VA_ARGS__ };                                 \
		walk((sc), rows_, ARRAY_SIZE(rows_));                                              \
	} while (0)

/* clang-format off */

static void it_rises_a_level_at_each_dwell_and_repeats_at_the_last(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     {  29, BAD, 0, 0, 0,  29 },
	     {   1, BAD, 1, 0, 1,  30 },
	     {  89, BAD, 0, 0, 1, 119 },
	     {   1, BAD, 1, 0, 2, 120 },
	     { 179, BAD, 0, 0, 2, 299 },
	     {   1, BAD, 1, 0, 3, 300 },
	     { 299, BAD, 0, 0, 3, 599 },
	     {   1, BAD, 1, 0, 3, 600 },
	     { 299, BAD, 0, 0, 3, 899 },
	     {   1, BAD, 1, 0, 3, 900 });
}

static void without_repeat_the_last_level_speaks_once(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.repeat_us = 0;
	PLAY(&sc, { 3600, BAD, 3, 0, 3, 3600 });
}

static void only_the_last_level_repeats(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.repeat_us = SEC(10);
	PLAY(&sc,
	     { 299, BAD, 2, 0, 2, 299 },
	     {  11, BAD, 2, 0, 3, 310 });
}

static void every_relief_ends_it_once_after_release(void **state)
{
	static const enum doing reliefs[] = { GOOD, WALK, RISE, LYING, AWAY };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(reliefs); i++) {
		struct scene sc;

		begin(&sc);
		PLAY(&sc, { 40, BAD, 1, 0, 1, 40 });
		assert_int_equal(play(&sc, reliefs[i], 2), ALERT_NOTHING);
		assert_int_equal(sc.a.level, 1);
		assert_int_equal(play(&sc, reliefs[i], 1), ALERT_RECOVERED);
		assert_int_equal(sc.a.level, 0);
		assert_int_equal(sc.a.dwell_us, 0);
		play(&sc, reliefs[i], 60);
		assert_int_equal(sc.spoken + sc.recovered, 0);
	}
}

static void a_recovery_begins_everything_anew(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 130, BAD,  2, 0, 2, 130 },
	     {   3, GOOD, 0, 1, 0,   0 },
	     {  29, BAD,  0, 0, 0,  29 },
	     {   1, BAD,  1, 0, 1,  30 });
}

static void a_flutter_does_not_hide_a_slouch(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 14, BAD,  0, 0, 0, 14 },
	     {  2, GOOD, 0, 0, 0, 14 },
	     { 15, BAD,  0, 0, 0, 29 },
	     {  2, GOOD, 0, 0, 0, 29 },
	     {  1, BAD,  1, 0, 1, 30 },
	     /* and the release begins anew each time */
	     {  2, GOOD, 0, 0, 1, 30 },
	     {  1, BAD,  0, 0, 1, 31 },
	     {  2, GOOD, 0, 0, 1, 31 },
	     {  1, GOOD, 0, 1, 0,  0 });
}

static void a_good_spell_long_enough_forgets_a_slouch_nobody_heard_of(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 29, BAD,  0, 0, 0, 29 },
	     {  3, GOOD, 0, 0, 0,  0 },
	     { 29, BAD,  0, 0, 0, 29 });
}

static void moving_freezes_the_dwell(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     { 29, BAD,  0, 0, 0, 29 },
	     {  2, WALK, 0, 0, 0, 29 },
	     {  1, BAD,  1, 0, 1, 30 });
}

static void an_unknown_posture_counts_for_neither(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	PLAY(&sc,
	     {  29, BAD,  0, 0, 0, 29 },
	     { 600, NONE, 0, 0, 0, 29 },
	     {   1, BAD,  1, 0, 1, 30 },
	     {   2, GOOD, 0, 0, 1, 30 },
	     { 600, NONE, 0, 0, 1, 30 },
	     {   1, GOOD, 0, 1, 0,  0 });
}

static void quiet_hours_say_nothing_and_keep_no_grudge(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 720, 780 };
	PLAY(&sc, { 3600, BAD, 0, 0, 0, 0 });
	sc.local_min = 780;
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
	sc.p.quiet[0] = (struct quiet_span){ 0, 0 };
	PLAY(&sc, { 1, NONE, 0, 0, 0, 0 });
}

static void an_alert_that_stands_is_frozen_by_quiet_hours(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 780, 840 };
	PLAY(&sc, { 119, BAD, 1, 0, 1, 119 });
	sc.local_min = 780;
	PLAY(&sc, { 3600, BAD, 0, 0, 1, 119 });
	sc.local_min = 840;
	PLAY(&sc, { 1, BAD, 1, 0, 2, 120 });
}

static void a_recovery_is_told_in_quiet_hours_too(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_quiet = 1;
	sc.p.quiet[0] = (struct quiet_span){ 780, 840 };
	PLAY(&sc, { 40, BAD, 1, 0, 1, 40 });
	sc.local_min = 780;
	PLAY(&sc,
	     {   2, GOOD, 0, 0, 1, 40 },
	     {   1, BAD,  0, 0, 1, 40 },
	     {   3, GOOD, 0, 1, 0,  0 },
	     { 600, BAD,  0, 0, 0,  0 });
}

static void a_hold_keeps_it_silent_until_it_ends_by_itself(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	PLAY(&sc, { 29, BAD, 0, 0, 0, 29 });
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "call", &cookie), 0);
	/* the hold ends at the 60th step, whose second counts again */
	PLAY(&sc,
	     { 59, BAD, 0, 0, 0,  0 },
	     { 29, BAD, 0, 0, 0, 29 },
	     {  1, BAD, 1, 0, 1, 30 });
}

static void a_hold_freezes_an_alert_that_stands(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	PLAY(&sc, { 119, BAD, 1, 0, 1, 119 });
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &cookie), 0);
	PLAY(&sc, { 300, BAD, 0, 0, 1, 119 });
	assert_int_equal(alert_resume(&sc.a, cookie), 0);
	PLAY(&sc, { 1, BAD, 1, 0, 2, 120 });
}

static void acknowledging_silences_until_the_recovery(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	assert_false(alert_acknowledge(&sc.a));
	assert_false(sc.a.acknowledged);
	PLAY(&sc, { 30, BAD, 1, 0, 1, 30 });
	assert_true(alert_acknowledge(&sc.a));
	assert_true(alert_acknowledge(&sc.a));
	PLAY(&sc,
	     { 3600, BAD,  0, 0, 1, 3630 },
	     {    2, GOOD, 0, 0, 1, 3630 },
	     {    1, BAD,  0, 0, 1, 3631 },
	     {    3, GOOD, 0, 1, 0,    0 },
	     {   30, BAD,  1, 0, 1,   30 });
}

/* clang-format on */

static void levels_crossed_in_one_step_speak_once(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.levels_us[0] = SEC(1);
	sc.p.levels_us[1] = SEC(1) + 1;
	sc.p.levels_us[2] = SEC(2);
	assert_int_equal(step(&sc, BAD, SEC(2)), ALERT_SPEAK);
	assert_int_equal(sc.a.level, 3);
	assert_int_equal(step(&sc, BAD, SEC(2)), ALERT_NOTHING);
}

static void one_level_and_no_delay_are_legal(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_levels = 1;
	sc.p.levels_us[0] = 0;
	sc.p.release_us = 0;
	sc.p.repeat_us = SEC(1);
	assert_int_equal(step(&sc, BAD, 1), ALERT_SPEAK);
	assert_int_equal(step(&sc, BAD, SEC(1) - 1), ALERT_NOTHING);
	assert_int_equal(step(&sc, BAD, 1), ALERT_SPEAK);
	assert_int_equal(step(&sc, NONE, 1), ALERT_NOTHING);
	assert_int_equal(step(&sc, GOOD, 0), ALERT_RECOVERED);
}

static void all_eight_levels_can_be_reached(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.n_levels = ALERT_LEVEL_MAX;
	for (unsigned i = 0; i < ALERT_LEVEL_MAX; i++)
		sc.p.levels_us[i] = SEC(i + 1);
	play(&sc, BAD, 8);
	assert_int_equal(sc.spoken, ALERT_LEVEL_MAX);
	assert_int_equal(sc.a.level, ALERT_LEVEL_MAX);
}

static void fewer_levels_after_a_reload_are_survived(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	play(&sc, BAD, 300);
	assert_int_equal(sc.a.level, 3);
	sc.p.n_levels = 1;
	play(&sc, BAD, 299);
	assert_int_equal(sc.spoken, 0);
	assert_int_equal(sc.a.level, 3);
	play(&sc, BAD, 1);
	assert_int_equal(sc.spoken, 1);
}

static void a_gap_counts_for_nobody(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	step(&sc, BAD, SEC(2));
	assert_int_equal(sc.a.dwell_us, SEC(2));
	step(&sc, BAD, SEC(2) + 1);
	assert_int_equal(sc.a.dwell_us, SEC(2));
	/* asleep for a night in the middle of a slouch */
	assert_int_equal(step(&sc, BAD, SEC(8 * 3600)), ALERT_NOTHING);
	assert_int_equal(sc.a.dwell_us, SEC(2));
	play(&sc, BAD, 28);
	assert_int_equal(sc.a.level, 1);
	assert_int_equal(step(&sc, GOOD, SEC(8 * 3600)), ALERT_NOTHING);
	assert_int_equal(sc.a.release_us, 0);
}

static void the_first_step_and_a_step_back_count_nothing(void **state)
{
	struct alert a;

	(void)state;
	alert_init(&a);
	alert_step(&a, &usual, &doings[BAD], SEC(1), NOON);
	assert_int_equal(a.dwell_us, 0);
	alert_step(&a, &usual, &doings[BAD], SEC(2), NOON);
	assert_int_equal(a.dwell_us, SEC(1));
	alert_step(&a, &usual, &doings[BAD], SEC(1), NOON);
	assert_int_equal(a.dwell_us, SEC(1));
	alert_step(&a, &usual, &doings[BAD], SEC(3), NOON);
	assert_int_equal(a.dwell_us, SEC(2));
}

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
		p.quiet[0] = (struct quiet_span){ rows[i].from, rows[i].to };
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
		p.quiet[i] = (struct quiet_span){ (uint16_t)(i * 60), (uint16_t)(i * 60 + 30) };
	assert_true(alert_is_quiet(&p, 15));
	assert_false(alert_is_quiet(&p, 45));
	assert_true(alert_is_quiet(&p, 15 * 60 + 29));
	assert_false(alert_is_quiet(&p, 15 * 60 + 30));
}

static void the_longest_hold_wins_and_each_ends_by_itself(void **state)
{
	struct alert a;
	uint32_t first, second;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_held_until(&a, SEC(1)), 0);
	assert_int_equal(alert_pause(&a, SEC(10), 100, "long", &first), 0);
	assert_int_equal(alert_pause(&a, SEC(20), 30, "short", &second), 0);
	assert_int_equal(alert_held_until(&a, SEC(20)), SEC(110));
	assert_int_equal(alert_held_until(&a, SEC(50)), SEC(110));
	assert_int_equal(alert_resume(&a, second), ALERT_E_NO_SUCH);
	assert_int_equal(alert_held_until(&a, SEC(110) - 1), SEC(110));
	assert_int_equal(alert_held_until(&a, SEC(110)), 0);
	assert_int_equal(alert_resume(&a, first), ALERT_E_NO_SUCH);
}

static void resuming_ends_one_hold_or_all(void **state)
{
	struct alert a;
	uint32_t first, second, third;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_resume(&a, 0), 0);
	assert_int_equal(alert_pause(&a, 1, 10, "", &first), 0);
	assert_int_equal(alert_pause(&a, 1, 30, "", &second), 0);
	assert_int_equal(alert_pause(&a, 1, 20, "", &third), 0);
	assert_int_equal(alert_resume(&a, 4711), ALERT_E_NO_SUCH);
	assert_int_equal(alert_resume(&a, second), 0);
	assert_int_equal(alert_resume(&a, second), ALERT_E_NO_SUCH);
	assert_int_equal(alert_held_until(&a, 1), 1 + SEC(20));
	assert_int_equal(alert_resume(&a, 0), 0);
	assert_int_equal(alert_held_until(&a, 1), 0);
}

static void holds_last_a_second_to_seven_days(void **state)
{
	static const struct {
		uint64_t asked, given;
	} rows[] = {
		{ 0, 1 },           { 1, 1 },           { 604799, 604799 },
		{ 604800, 604800 }, { 604801, 604800 }, { UINT64_MAX, 604800 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct alert a;
		uint32_t cookie;

		alert_init(&a);
		assert_int_equal(alert_pause(&a, SEC(5), rows[i].asked, "", &cookie), 0);
		if (alert_held_until(&a, SEC(5)) != SEC(5 + rows[i].given))
			fail_msg("row %zu", i);
	}
}

static void a_full_table_refuses_until_a_hold_ends(void **state)
{
	struct alert a;
	uint32_t cookies[ALERT_HOLD_MAX], cookie = 77;

	(void)state;
	alert_init(&a);
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		assert_int_equal(alert_pause(&a, 1, 10 + i, "", &cookies[i]), 0);
		assert_int_not_equal(cookies[i], 0);
		for (unsigned j = 0; j < i; j++)
			assert_int_not_equal(cookies[i], cookies[j]);
	}
	assert_int_equal(alert_pause(&a, SEC(10), 5, "", &cookie), ALERT_E_FULL);
	assert_int_equal(cookie, 77);
	assert_int_equal(alert_pause(&a, SEC(10) + 1, 5, "", &cookie), 0);
	assert_int_not_equal(cookie, cookies[0]);
	assert_int_equal(alert_resume(&a, cookies[0]), ALERT_E_NO_SUCH);
}

static void cookies_stay_unique_when_their_count_wraps(void **state)
{
	struct alert a;
	uint32_t first, last, wrapped;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 10, "", &first), 0);
	a.next_cookie = UINT32_MAX;
	assert_int_equal(alert_pause(&a, 1, 10, "", &last), 0);
	assert_int_equal(alert_pause(&a, 1, 10, "", &wrapped), 0);
	assert_int_equal(first, 1);
	assert_true(last == UINT32_MAX);
	assert_int_equal(wrapped, 2);
}

static void far_jumps_of_the_clock_end_holds_and_do_not_wrap(void **state)
{
	struct alert a;
	uint32_t cookie;

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 604800, "", &cookie), 0);
	assert_int_equal(alert_held_until(&a, UINT64_MAX - 10), 0);
	assert_int_equal(alert_pause(&a, UINT64_MAX - 10, 60, "", &cookie), 0);
	assert_true(alert_held_until(&a, UINT64_MAX - 10) == UINT64_MAX);
	/* a step stamped before the last one does not bring a hold back */
	alert_init(&a);
	alert_step(&a, &usual, &doings[BAD], SEC(100), NOON);
	assert_int_equal(alert_pause(&a, SEC(10), 60, "", &cookie), 0);
	alert_step(&a, &usual, &doings[BAD], SEC(20), NOON);
	assert_int_equal(alert_resume(&a, cookie), ALERT_E_NO_SUCH);
}

static void a_long_reason_is_cut_where_a_character_ends(void **state)
{
	struct alert a;
	uint32_t cookie;
	char reason[ALERT_REASON_MAX + 8];

	(void)state;
	alert_init(&a);
	assert_int_equal(alert_pause(&a, 1, 9, "a call", &cookie), 0);
	assert_string_equal(a.hold[0].reason, "a call");

	memset(reason, 'x', sizeof(reason));
	reason[ALERT_REASON_MAX - 1] = '\0';
	assert_int_equal(alert_pause(&a, 1, 9, reason, &cookie), 0);
	assert_string_equal(a.hold[1].reason, reason);

	memcpy(&reason[ALERT_REASON_MAX - 2], "\342\202\254", 4); /* a euro sign over the edge */
	assert_int_equal(alert_pause(&a, 1, 9, reason, &cookie), 0);
	assert_int_equal(strlen(a.hold[2].reason), ALERT_REASON_MAX - 2);
	assert_memory_equal(a.hold[2].reason, reason, ALERT_REASON_MAX - 2);
}

/* A posture that settled late: first seen @late_us before it counts. */
static struct posture_state seen_at(enum doing doing, uint64_t since_us)
{
	struct posture_state s = doings[doing];

	s.since_us = since_us;
	return s;
}

static void dwell_and_release_count_from_the_first_sight(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(GOOD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s = seen_at(BAD, sc.now_us);
	sc.now_us += SEC(5); /* five seconds to settle, in steps that still said upright */
	sc.a.now_us = sc.now_us - US_PER_SEC;
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us, NOON), ALERT_NOTHING);
	assert_int_equal(sc.a.dwell_us, SEC(5));
	for (int i = 0; i < 24; i++)
		assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON),
				 ALERT_NOTHING);
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON), ALERT_SPEAK);

	s = seen_at(GOOD, sc.now_us);
	sc.now_us += SEC(3);
	sc.a.now_us = sc.now_us - US_PER_SEC;
	assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us, NOON), ALERT_RECOVERED);
}

static void a_turn_that_is_settling_counts_for_neither_side(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s.next = POSTURE_UPRIGHT;
	s.next_good = true;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(1));
	assert_int_equal(sc.a.release_us, 0);
	s.next = POSTURE_LEANING_LEFT;
	s.next_good = false;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(2));
}

static void a_pause_that_ends_does_not_open_with_a_shout(void **state)
{
	struct posture_state s;
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	play(&sc, NONE, 60);
	/* a bad posture that took a minute to settle, all of it under the pause */
	s = seen_at(BAD, sc.now_us - SEC(60));
	for (int i = 0; i < 28; i++)
		assert_int_equal(alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON),
				 ALERT_NOTHING);
	assert_in_range(sc.a.dwell_us, SEC(28), SEC(29));
}

static void clearing_leaves_no_alert_and_every_hold(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	play(&sc, BAD, 31);
	assert_int_equal(sc.a.level, 1);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 60, "", &cookie), 0);
	alert_clear(&sc.a);
	assert_int_equal(sc.a.level, 0);
	assert_int_equal(sc.a.dwell_us, 0);
	assert_true(alert_held_until(&sc.a, sc.now_us) != 0);
	play(&sc, GOOD, 10);
	assert_int_equal(sc.recovered, 0);
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

static void from_one_bad_posture_to_another_no_time_counts_twice(void **state)
{
	struct posture_state s;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	s = seen_at(BAD, sc.now_us);
	s.posture = POSTURE_LEANING_LEFT;
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(3));
}

static void a_walk_does_not_date_a_posture_back(void **state)
{
	struct posture_state s, walk;
	struct scene sc;

	(void)state;
	begin(&sc);
	s = seen_at(BAD, sc.now_us);
	walk = seen_at(WALK, sc.now_us);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	for (int i = 0; i < 2; i++)
		alert_step(&sc.a, &sc.p, &walk, sc.now_us += SEC(1), NOON);
	alert_step(&sc.a, &sc.p, &s, sc.now_us += SEC(1), NOON);
	assert_int_equal(sc.a.dwell_us, SEC(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_rises_a_level_at_each_dwell_and_repeats_at_the_last),
		cmocka_unit_test(without_repeat_the_last_level_speaks_once),
		cmocka_unit_test(only_the_last_level_repeats),
		cmocka_unit_test(every_relief_ends_it_once_after_release),
		cmocka_unit_test(a_recovery_begins_everything_anew),
		cmocka_unit_test(dwell_and_release_count_from_the_first_sight),
		cmocka_unit_test(a_turn_that_is_settling_counts_for_neither_side),
		cmocka_unit_test(a_pause_that_ends_does_not_open_with_a_shout),
		cmocka_unit_test(clearing_leaves_no_alert_and_every_hold),
		cmocka_unit_test(while_a_pose_is_taught_nothing_is_said),
		cmocka_unit_test(from_one_bad_posture_to_another_no_time_counts_twice),
		cmocka_unit_test(a_walk_does_not_date_a_posture_back),
		cmocka_unit_test(a_flutter_does_not_hide_a_slouch),
		cmocka_unit_test(a_good_spell_long_enough_forgets_a_slouch_nobody_heard_of),
		cmocka_unit_test(moving_freezes_the_dwell),
		cmocka_unit_test(an_unknown_posture_counts_for_neither),
		cmocka_unit_test(quiet_hours_say_nothing_and_keep_no_grudge),
		cmocka_unit_test(quiet_hours_drop_the_dwell_before_an_alert),
		cmocka_unit_test(an_alert_that_stands_is_frozen_by_quiet_hours),
		cmocka_unit_test(a_recovery_is_told_in_quiet_hours_too),
		cmocka_unit_test(a_hold_keeps_it_silent_until_it_ends_by_itself),
		cmocka_unit_test(a_hold_freezes_an_alert_that_stands),
		cmocka_unit_test(acknowledging_silences_until_the_recovery),
		cmocka_unit_test(levels_crossed_in_one_step_speak_once),
		cmocka_unit_test(one_level_and_no_delay_are_legal),
		cmocka_unit_test(all_eight_levels_can_be_reached),
		cmocka_unit_test(fewer_levels_after_a_reload_are_survived),
		cmocka_unit_test(a_gap_counts_for_nobody),
		cmocka_unit_test(the_first_step_and_a_step_back_count_nothing),
		cmocka_unit_test(quiet_spans_have_an_inside_and_an_outside),
		cmocka_unit_test(any_of_the_quiet_spans_will_do),
		cmocka_unit_test(the_longest_hold_wins_and_each_ends_by_itself),
		cmocka_unit_test(resuming_ends_one_hold_or_all),
		cmocka_unit_test(holds_last_a_second_to_seven_days),
		cmocka_unit_test(a_full_table_refuses_until_a_hold_ends),
		cmocka_unit_test(cookies_stay_unique_when_their_count_wraps),
		cmocka_unit_test(far_jumps_of_the_clock_end_holds_and_do_not_wrap),
		cmocka_unit_test(a_long_reason_is_cut_where_a_character_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
