/* SPDX-License-Identifier: MIT */
#include "alert-rig.h"

#define REAL SEC(UINT64_C(1700000000))

/* The machine is off for so long, and the next process begins 20 s after its boot. */
static void boot_after_us(struct scene *sc, uint64_t real_us, int64_t away_us)
{
	struct alert_memory memory;

	alert_remember(&sc->a, sc->now_us, real_us, &memory);
	alert_init(&sc->a);
	sc->now_us = SEC(20);
	alert_recall(&sc->a, &memory, sc->now_us, real_us + (uint64_t)away_us);
}

static void boot_after(struct scene *sc, int64_t away_sec)
{
	boot_after_us(sc, REAL, away_sec * (int64_t)US_PER_SEC);
}

static void nothing_comes_back_as_nothing(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 1;
	boot_after(&sc, 5);
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	assert_false(alert_is_buzzing(&sc.a, &sc.p, sc.now_us));
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 1, "", &cookie), 0);
	assert_int_equal(cookie, 1);
}

static void a_hold_ends_when_it_was_to_end(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "call", &cookie), 0);
	boot_after(&sc, 400);
	assert_int_equal(alert_held_until(&sc.a, sc.now_us), SEC(20 + 200));
	assert_string_equal(sc.a.hold[0].reason, "call");
	assert_int_equal(alert_resume(&sc.a, cookie), 0);
}

/* Whatever part of a second each of the moments falls into. */
static void parts_of_a_second_bring_nothing_forward(void **state)
{
	static const uint64_t part_us[] = { 0, 1, 200000, 500000, 900000, 999999 };
	const unsigned n = ARRAY_SIZE(part_us);

	(void)state;
	for (unsigned i = 0; i < n * n * n; i++) {
		uint64_t said_us = part_us[i % n], left_us = part_us[i / n % n];
		uint64_t real_us = REAL + part_us[i / n / n];
		uint64_t away_us = SEC(400) + part_us[(i + i / n) % n];
		struct scene sc;
		uint32_t cookie;

		begin(&sc);
		sc.p.max_per_hour = 1;
		alert_told(&sc.a, sc.now_us);
		sc.now_us += SEC(100) + said_us;
		assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &cookie), 0);
		sc.now_us += SEC(10) + left_us;
		boot_after_us(&sc, real_us, (int64_t)away_us);
		assert_in_range(alert_held_until(&sc.a, sc.now_us) - sc.now_us,
				SEC(590) - left_us - away_us, SEC(592) - left_us - away_us);
		assert_int_equal(alert_resume(&sc.a, 0), 0);
		/* the hour is full for 3600 s since the word, and two more at most */
		sc.now_us += SEC(3490) - said_us - left_us - away_us;
		assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us - 1, NOON));
		assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2), NOON));
	}
}

static void a_hold_that_is_over_is_gone_and_its_cookie_is_not_given_again(void **state)
{
	uint32_t old, new;
	struct scene sc;

	(void)state;
	begin(&sc);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &old), 0);
	boot_after(&sc, 600);
	assert_int_equal(alert_held_until(&sc.a, sc.now_us), 0);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &new), 0);
	assert_int_not_equal(old, new);
	assert_int_equal(alert_resume(&sc.a, old), ALERT_E_NO_SUCH);
}

/* A machine without a clock of its own begins at some time of the past. */
static void a_clock_that_is_behind_makes_no_hold_longer(void **state)
{
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	assert_int_equal(alert_pause(&sc.a, sc.now_us, 600, "", &cookie), 0);
	sc.now_us += SEC(60);
	boot_after(&sc, -365 * 86400);
	assert_int_equal(alert_held_until(&sc.a, sc.now_us), SEC(20 + 540 + 1));
}

/* Twelve words in ten minutes; the machine, off for five, was booted since. */
static void the_hour_goes_on_over_a_boot(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 12;
	for (unsigned i = 0; i < 12; i++) {
		alert_told(&sc.a, sc.now_us);
		sc.now_us += SEC(50);
	}
	boot_after(&sc, 300);
	/* the first was 600 + 300 s ago */
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us, NOON));
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2699), NOON));
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2700), NOON));
	alert_told(&sc.a, sc.now_us + SEC(2700));
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2749), NOON));
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2750), NOON));
}

static void a_clock_that_is_behind_takes_no_word_back(void **state)
{
	struct scene sc;

	(void)state;
	begin(&sc);
	sc.p.max_per_hour = 1;
	alert_told(&sc.a, sc.now_us);
	sc.now_us += SEC(600);
	boot_after(&sc, -100);
	assert_false(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(2999), NOON));
	assert_true(alert_may_speak(&sc.a, &sc.p, sc.now_us + SEC(3001), NOON));
}

static void words_of_more_than_an_hour_ago_are_forgotten(void **state)
{
	struct alert_memory memory;
	struct scene sc;

	(void)state;
	begin(&sc);
	alert_told(&sc.a, sc.now_us);
	alert_remember(&sc.a, sc.now_us + SEC(3599), REAL, &memory);
	assert_int_equal(memory.n_told, 1);
	assert_int_equal(memory.told_sec[0], REAL / US_PER_SEC - 3599);
	/* of a clock that was put back to its beginning */
	alert_remember(&sc.a, sc.now_us + SEC(3599), SEC(10), &memory);
	assert_int_equal(memory.told_sec[0], 0);
	alert_remember(&sc.a, sc.now_us + SEC(3600), REAL, &memory);
	assert_int_equal(memory.n_told, 0);
}

static void as_much_as_there_is_room_for_comes_back(void **state)
{
	struct alert_memory memory, again;
	struct scene sc;
	uint32_t cookie;

	(void)state;
	begin(&sc);
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++)
		assert_int_equal(alert_pause(&sc.a, sc.now_us, 60 + i, "x", &cookie), 0);
	for (unsigned i = 0; i < ALERT_PER_HOUR_MAX + 7; i++) {
		sc.now_us += US_PER_SEC;
		alert_told(&sc.a, sc.now_us);
	}
	sc.now_us -= SEC(30);
	alert_remember(&sc.a, sc.now_us + SEC(30), REAL, &memory);
	assert_int_equal(memory.n_told, ALERT_PER_HOUR_MAX);
	for (unsigned i = 0; i < ALERT_PER_HOUR_MAX; i++)
		assert_int_equal(memory.told_sec[i],
				 REAL / US_PER_SEC - ALERT_PER_HOUR_MAX + 1 + i);
	alert_init(&sc.a);
	alert_recall(&sc.a, &memory, sc.now_us, REAL);
	alert_remember(&sc.a, sc.now_us, REAL, &again);
	assert_memory_equal(&again, &memory, sizeof memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_comes_back_as_nothing),
		cmocka_unit_test(a_hold_ends_when_it_was_to_end),
		cmocka_unit_test(parts_of_a_second_bring_nothing_forward),
		cmocka_unit_test(a_hold_that_is_over_is_gone_and_its_cookie_is_not_given_again),
		cmocka_unit_test(a_clock_that_is_behind_makes_no_hold_longer),
		cmocka_unit_test(the_hour_goes_on_over_a_boot),
		cmocka_unit_test(a_clock_that_is_behind_takes_no_word_back),
		cmocka_unit_test(words_of_more_than_an_hour_ago_are_forgotten),
		cmocka_unit_test(as_much_as_there_is_room_for_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
