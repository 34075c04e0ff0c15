/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "minutes.h"
#include "tally.h"

#define SEC(s)      ((uint64_t)(s)*US_PER_SEC)
#define MINUTE0     INT64_C(28333320) /* 2023-11-14 22:00 UTC */
#define REAL0_US    SEC(MINUTE0 * 60)
#define MIN_PER_DAY 1440
#define DAY0        (MINUTE0 / MIN_PER_DAY)

/* A life that goes on in steps, its rows and spells kept. */
struct life {
	struct minutes minutes;
	struct tally tally;
	struct minutes_moment at;
	unsigned n_rows, n_spells;
	struct minute row[4096];
	struct spell spell[512];
};

static struct life life;

static struct posture_state doing(enum posture posture, bool good, enum activity activity)
{
	return (struct posture_state){ .posture = posture, .good = good, .activity = activity };
}

#define UPRIGHT doing(POSTURE_UPRIGHT, true, ACTIVITY_STILL)
#define SLOUCH  doing(POSTURE_SLOUCHING, false, ACTIVITY_STILL)
#define LEAN    doing(POSTURE_LEANING_LEFT, false, ACTIVITY_STILL)
#define NONE    doing(POSTURE_UNKNOWN, false, ACTIVITY_STILL)
#define WALK    doing(POSTURE_SLOUCHING, false, ACTIVITY_MOVING)
#define LYING   doing(POSTURE_UNKNOWN, false, ACTIVITY_LYING)
#define AWAY    doing(POSTURE_UNKNOWN, false, ACTIVITY_AWAY)

static void keep_row(const struct minute *row)
{
	assert_true(life.n_rows < ARRAY_SIZE(life.row));
	life.row[life.n_rows++] = *row;
}

static int32_t local_day(void)
{
	int64_t minute = (int64_t)(life.at.real_us / SEC(60)) + life.at.utc_offset_min;

	return (int32_t)(minute / MIN_PER_DAY);
}

static void step(struct posture_state s, uint64_t us)
{
	struct minutes_news news;

	life.at.now_us += us;
	life.at.real_us += us;
	minutes_step(&life.minutes, &s, &life.at, &news);
	tally_step(&life.tally, &s, life.at.now_us, local_day());
	if (news.has_minute)
		keep_row(&news.minute);
	if (news.has_spell) {
		assert_true(life.n_spells < ARRAY_SIZE(life.spell));
		life.spell[life.n_spells++] = news.spell;
	}
}

static void play(struct posture_state s, unsigned seconds)
{
	for (unsigned i = 0; i < 4 * seconds; i++)
		step(s, US_PER_SEC / 4);
}

static void give(void)
{
	struct minute row;

	if (minutes_give(&life.minutes, &row))
		keep_row(&row);
}

/* A minute's first step is behind it: what follows counts from its begin. */
static int begin(void **state)
{
	(void)state;
	memset(&life, 0, sizeof(life));
	minutes_init(&life.minutes);
	tally_init(&life.tally);
	life.at = (struct minutes_moment){ .now_us = SEC(100),
					   .real_us = REAL0_US,
					   .flexion_cdeg = ANGLE_UNKNOWN,
					   .lateral_cdeg = ANGLE_UNKNOWN };
	step(NONE, 0);
	return 0;
}

static unsigned sum(const struct minute *row)
{
	unsigned total = 0;

	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		total += row->sec[i];
	return total;
}

static void a_minute_is_told_when_the_next_begins(void **state)
{
	const struct minute *row = life.row;

	(void)state;
	play(UPRIGHT, 20);
	play(SLOUCH, 15);
	play(WALK, 12);
	play(LYING, 8);
	step(AWAY, SEC(1));
	play(AWAY, 3);
	assert_int_equal(life.n_rows, 0);
	step(AWAY, SEC(1));
	assert_int_equal(life.n_rows, 1);
	assert_true(row->minute == MINUTE0);
	assert_int_equal(row->sec[minute_cell(POSTURE_UPRIGHT, true)], 20);
	assert_int_equal(row->sec[minute_cell(POSTURE_SLOUCHING, false)], 15);
	assert_int_equal(row->sec[MINUTE_MOVING], 12);
	assert_int_equal(row->sec[MINUTE_LYING], 8);
	assert_int_equal(row->sec[MINUTE_AWAY], 5);
	assert_int_equal(sum(row), 60);
	assert_int_equal(row->slouches, 1);
}

static void a_posture_is_counted_under_its_own_verdict(void **state)
{
	(void)state;
	play(doing(POSTURE_LEANING_FORWARD, true, ACTIVITY_STILL), 7);
	play(doing(POSTURE_LEANING_FORWARD, false, ACTIVITY_STILL), 9);
	give();
	assert_int_equal(life.row[0].sec[minute_cell(POSTURE_LEANING_FORWARD, true)], 7);
	assert_int_equal(life.row[0].sec[minute_cell(POSTURE_LEANING_FORWARD, false)], 9);
}

static void what_nobody_saw_is_no_row(void **state)
{
	(void)state;
	play(NONE, 600);
	assert_int_equal(life.n_rows, 0);
}

static void a_gap_counts_nothing_but_the_rest_of_its_minute_does(void **state)
{
	(void)state;
	play(UPRIGHT, 10);
	step(UPRIGHT, POSTURE_GAP_US + 1);
	play(UPRIGHT, 10);
	step(UPRIGHT, SEC(3600));
	play(UPRIGHT, 5);
	give();
	assert_int_equal(life.n_rows, 2);
	assert_int_equal(sum(&life.row[0]), 20);
	assert_true(life.row[1].minute == MINUTE0 + 60);
	assert_int_equal(sum(&life.row[1]), 5);
}

static void fractions_are_carried_not_lost(void **state)
{
	unsigned upright = 0, slouch = 0;

	(void)state;
	/* 0.3 s each: no minute has a whole second's worth left over, an hour has */
	for (unsigned i = 0; i < 6000; i++)
		step(i & 1 ? UPRIGHT : SLOUCH, 300000);
	give();
	for (unsigned i = 0; i < life.n_rows; i++) {
		upright += life.row[i].sec[minute_cell(POSTURE_UPRIGHT, true)];
		slouch += life.row[i].sec[minute_cell(POSTURE_SLOUCHING, false)];
		assert_in_range(sum(&life.row[i]), 0, 60);
	}
	assert_int_equal(upright, 900);
	assert_int_equal(slouch, 900);
}

static void a_minute_may_be_given_before_it_is_over_and_holds_60_in_all(void **state)
{
	struct minute whole, more;

	(void)state;
	for (unsigned i = 0; i < 59; i++) {
		play(i & 1 ? UPRIGHT : SLOUCH, 1);
		give();
	}
	step(AWAY, SEC(2));
	give();
	assert_true(life.row[life.n_rows - 1].minute == MINUTE0 + 1);
	whole = life.row[0];
	for (unsigned i = 1; i + 1 < life.n_rows; i++) {
		more = life.row[i];
		minute_add(&whole, &more);
		assert_memory_equal(&more, &life.row[i], sizeof(more));
	}
	assert_int_equal(sum(&whole), 60);
	more = life.row[0];
	minute_add(&whole, &more);
	assert_int_equal(sum(&more), 0);
	assert_int_equal(sum(&whole), 60);
}

static void a_clock_put_back_within_a_minute_leaves_it_60_seconds(void **state)
{
	(void)state;
	play(UPRIGHT, 50);
	for (unsigned i = 0; i < 10; i++) {
		life.at.real_us -= SEC(40);
		play(UPRIGHT, 40);
	}
	play(UPRIGHT, 30);
	give();
	for (unsigned i = 0; i < life.n_rows; i++)
		assert_in_range(sum(&life.row[i]), 0, 60);
	assert_int_equal(sum(&life.row[0]), 60);
	/* what had no room is not made up for later */
	assert_in_range(sum(&life.row[1]), 20, 24);
}

static void a_clock_set_by_a_year_begins_another_minute(void **state)
{
	(void)state;
	play(UPRIGHT, 30);
	life.at.real_us += SEC(365 * 86400);
	play(UPRIGHT, 10);
	life.at.real_us -= SEC(2 * 365 * 86400);
	play(UPRIGHT, 10);
	give();
	assert_int_equal(life.n_rows, 3);
	assert_int_equal(sum(&life.row[0]), 30);
	assert_true(life.row[1].minute == MINUTE0 + 365 * MIN_PER_DAY);
	assert_int_equal(sum(&life.row[1]), 10);
	assert_true(life.row[2].minute == MINUTE0 - 365 * MIN_PER_DAY);
	assert_int_equal(sum(&life.row[2]), 10);
}

static void another_distance_from_utc_begins_another_row(void **state)
{
	(void)state;
	play(UPRIGHT, 30);
	life.at.utc_offset_min = 60;
	play(UPRIGHT, 10);
	give();
	assert_int_equal(life.n_rows, 2);
	assert_int_equal(life.row[0].utc_offset_min, 0);
	assert_int_equal(life.row[1].utc_offset_min, 60);
	assert_true(life.row[0].minute == life.row[1].minute);
	assert_true(minute_local(&life.row[1]) == MINUTE0 + 60);
}

/* Sums of a day's rows against the tally, just before it is emptied. */
static void compare_day(int32_t day, const struct tally *t)
{
	uint64_t sec[MINUTE_CELLS] = { 0 };
	unsigned slouches = 0;

	for (unsigned i = 0; i < life.n_rows; i++) {
		if (minute_local(&life.row[i]) / MIN_PER_DAY != day)
			continue;
		slouches += life.row[i].slouches;
		for (unsigned c = 0; c < MINUTE_CELLS; c++)
			sec[c] += life.row[i].sec[c];
	}
	assert_int_equal(slouches, t->slouches);
	for (enum posture p = POSTURE_UPRIGHT; p < POSTURE_COUNT; p++) {
		uint64_t both = sec[minute_cell(p, true)] + sec[minute_cell(p, false)];

		assert_in_range(both + 1, t->posture_us[p] / US_PER_SEC,
				t->posture_us[p] / US_PER_SEC + 2);
	}
	assert_in_range(sec[MINUTE_MOVING] + 1, t->activity_us[ACTIVITY_MOVING] / US_PER_SEC,
			t->activity_us[ACTIVITY_MOVING] / US_PER_SEC + 2);
	assert_in_range(sec[MINUTE_LYING] + 1, t->activity_us[ACTIVITY_LYING] / US_PER_SEC,
			t->activity_us[ACTIVITY_LYING] / US_PER_SEC + 2);
	assert_in_range(sec[MINUTE_AWAY] + 1, t->activity_us[ACTIVITY_AWAY] / US_PER_SEC,
			t->activity_us[ACTIVITY_AWAY] / US_PER_SEC + 2);
}

/* Good and bad of a posture may each be apart by less than a second. */
static void the_sums_of_two_random_days_are_the_tallys(void **state)
{
	const struct posture_state what[] = { UPRIGHT, SLOUCH, LEAN, NONE,
					      WALK,    LYING,  AWAY, UPRIGHT };
	unsigned seed = 20231114;
	struct tally last;
	int32_t day = local_day();

	(void)state;
	while (life.at.real_us < REAL0_US + SEC(2 * 86400)) {
		struct posture_state s = what[(unsigned)rand_r(&seed) % ARRAY_SIZE(what)];

		for (unsigned i = (unsigned)rand_r(&seed) % 900; i > 0; i--) {
			last = life.tally;
			step(s, (uint64_t)(rand_r(&seed) % 500000));
			if (rand_r(&seed) % 5000 == 0)
				step(s, SEC((unsigned)rand_r(&seed) % 300));
			if (rand_r(&seed) % 1000 == 0)
				give();
			if (local_day() == day)
				continue;
			compare_day(day, &last);
			day = local_day();
		}
	}
	give();
	compare_day(day, &life.tally);
	for (unsigned i = 0; i < life.n_rows; i++)
		assert_in_range(sum(&life.row[i]), 0, 60);
}

static void a_bad_spell_has_begin_length_posture_and_means(void **state)
{
	const struct spell *s = life.spell;

	(void)state;
	play(UPRIGHT, 10);
	life.at.flexion_cdeg = 2000;
	life.at.lateral_cdeg = -300;
	play(SLOUCH, 10);
	life.at.flexion_cdeg = 500;
	life.at.lateral_cdeg = -2100;
	play(LEAN, 30);
	play(WALK, 60);
	play(NONE, 60);
	assert_int_equal(life.n_spells, 0);
	play(LEAN, 10);
	play(UPRIGHT, 1);
	assert_int_equal(life.n_spells, 1);
	assert_true(s->begin_us == REAL0_US + SEC(10));
	assert_true(s->bad_us == SEC(50));
	assert_int_equal(s->posture, POSTURE_LEANING_LEFT);
	assert_int_equal(s->flexion_cdeg, (2000 * 10 + 500 * 40) / 50);
	assert_int_equal(s->lateral_cdeg, (-300 * 10 - 2100 * 40) / 50);
	assert_int_equal(s->day, DAY0);
}

static void a_spell_shorter_than_a_slouch_is_none(void **state)
{
	struct spell s;

	(void)state;
	play(SLOUCH, 4);
	assert_false(minutes_spell(&life.minutes, &s));
	play(LYING, 1);
	play(SLOUCH, 5);
	assert_true(minutes_spell(&life.minutes, &s));
	play(AWAY, 1);
	assert_int_equal(life.n_spells, 1);
	assert_true(life.spell[0].bad_us == SEC(5));
	assert_int_equal(life.spell[0].flexion_cdeg, ANGLE_UNKNOWN);
}

static void a_spell_belongs_to_the_day_it_became_a_slouch_on(void **state)
{
	struct spell s;

	(void)state;
	play(UPRIGHT, 2 * 3600 - 3);
	play(SLOUCH, 30);
	assert_true(minutes_spell(&life.minutes, &s));
	assert_int_equal(s.day, DAY0 + 1);
	assert_int_equal(life.tally.slouches, 1);
	give();
	assert_int_equal(life.row[life.n_rows - 1].slouches, 1);
	minutes_forget_spell(&life.minutes);
	assert_false(minutes_spell(&life.minutes, &s));
}

static void alerts_are_told_with_their_minute(void **state)
{
	(void)state;
	play(SLOUCH, 30);
	minutes_alert(&life.minutes);
	play(SLOUCH, 31);
	assert_int_equal(life.n_rows, 1);
	assert_int_equal(life.row[0].alerts, 1);
	give();
	assert_int_equal(life.row[1].alerts, 0);
}

#define BEGUN(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BEGUN(a_minute_is_told_when_the_next_begins),
		BEGUN(a_posture_is_counted_under_its_own_verdict),
		BEGUN(what_nobody_saw_is_no_row),
		BEGUN(a_gap_counts_nothing_but_the_rest_of_its_minute_does),
		BEGUN(fractions_are_carried_not_lost),
		BEGUN(a_minute_may_be_given_before_it_is_over_and_holds_60_in_all),
		BEGUN(a_clock_put_back_within_a_minute_leaves_it_60_seconds),
		BEGUN(a_clock_set_by_a_year_begins_another_minute),
		BEGUN(another_distance_from_utc_begins_another_row),
		BEGUN(the_sums_of_two_random_days_are_the_tallys),
		BEGUN(a_bad_spell_has_begin_length_posture_and_means),
		BEGUN(a_spell_shorter_than_a_slouch_is_none),
		BEGUN(a_spell_belongs_to_the_day_it_became_a_slouch_on),
		BEGUN(alerts_are_told_with_their_minute),
	};

	return cmocka_run_group_tests_name("minutes", tests, NULL, NULL);
}
