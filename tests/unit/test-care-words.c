/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "care-texts.h"
#include "care-words.h"

#define DUE true

static char said[CARE_WORDS_MAX];

static const char *words(const struct care_event *e)
{
	memset(said, 'x', sizeof(said));
	care_words(said, sizeof(said), e);
	return said;
}

static void expect(const struct care_event *e, const char *want)
{
	if (!strstr(words(e), want))
		fail_msg("\"%s\" does not say \"%s\"", said, want);
}

static void a_stretch_says_why_and_names_an_exercise_with_its_steps(void **state)
{
	struct care_event e = { .kind = CARE_STRETCH, .due = DUE, .minutes = 21 };

	(void)state;
	e.reason = CARE_SLOUCHED;
	for (e.exercise = 0; e.exercise < care_n_exercises; e.exercise++) {
		expect(&e, "You have sat badly for 21 minutes in all since the last break. ");
		expect(&e, care_exercises[e.exercise].name);
		expect(&e, care_exercises[e.exercise].steps);
	}
	expect(&e, care_exercises[0].name);
	e.reason = CARE_SAT;
	expect(&e, "You have sat for 21 minutes without getting up. Turn your head: Sit tall");
}

static void each_kind_says_what_to_do(void **state)
{
	/* clang-format off */
	static const struct {
		struct care_event e;
		const char *want;
	} rows[] = {
		{ { .kind = CARE_HEAT, .reason = CARE_COVER }, "Keep a cloth between it and your skin" },
		{ { .kind = CARE_HEAT, .reason = CARE_ENOUGH, .minutes = 15 }, "At 20 it must end." },
		{ { .kind = CARE_HEAT, .reason = CARE_TOO_LONG, .minutes = 23 },
		  "23 minutes of heat: take it off now, then say so with \"plumbctl care done heat\"." },
		{ { .kind = CARE_MASSAGE, .reason = CARE_INTERVAL, .days = 3 },
		  "The last massage was 3 days ago. Lay a ball or a roller" },
		{ { .kind = CARE_MASSAGE, .reason = CARE_INTERVAL, .days = 3, .place = "hip" },
		  "The last massage was 3 days ago. You logged a knot lately: hip. Lay a ball" },
		{ { .kind = CARE_MASSAGE, .reason = CARE_BAD_WEEK, .days = 2, .percent = 57 },
		  "2 days ago, and 57 % of this week's sitting was bad. Lay" },
		{ { .kind = CARE_POSTURE, .reason = CARE_AGAIN, .days = 3,
		    .posture = POSTURE_LEANING_LEFT, .exercise = 1 },
		  "You sat leaning to the left a good deal on 3 days in a row. Put the screen" },
		{ { .kind = CARE_PROFESSIONAL, .reason = CARE_PERSISTS, .days = 28, .place = "neck" },
		  "The knot you logged (neck) has been there for 28 days. It may be time" },
		{ { .kind = CARE_PROFESSIONAL, .reason = CARE_RISES, .before = 2, .severity = 5,
		    .place = "neck" },
		  "The knot you logged (neck) has risen from 2 to 5 of 10." },
		{ { .kind = CARE_PROFESSIONAL, .reason = CARE_SEVERE_KNOT, .severity = 9,
		    .place = "neck" },
		  "You logged 9 of 10 (neck)." },
		{ { .kind = CARE_PROFESSIONAL, .reason = CARE_NO_BETTER, .weeks = 4 },
		  "in each of the last 4 weeks, and they have not become milder. It may" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct care_event e = rows[i].e;

		e.due = DUE;
		expect(&e, rows[i].want);
		assert_null(strchr(said, '{'));
	}
}

static void one_is_said_otherwise_than_many(void **state)
{
	struct care_event e = { .kind = CARE_MASSAGE, .due = DUE, .reason = CARE_INTERVAL };

	(void)state;
	e.days = 1;
	expect(&e, "The last massage was yesterday. ");
	e.days = 2;
	expect(&e, "The last massage was 2 days ago. ");
	e.kind = CARE_STRETCH;
	e.reason = CARE_SLOUCHED;
	e.minutes = 1;
	expect(&e, "for a minute since");
	e.kind = CARE_PROFESSIONAL;
	e.reason = CARE_NO_BETTER;
	e.weeks = 1;
	expect(&e, "all week");
	e.kind = CARE_POSTURE;
	e.reason = CARE_AGAIN;
	e.posture = POSTURE_SLOUCHING;
	e.days = 1;
	expect(&e, "You sat slouching a good deal today. Raise the screen");
}

static void the_red_flags_come_with_the_first_advice_only(void **state)
{
	struct care_event e = {
		.kind = CARE_PROFESSIONAL,
		.due = DUE,
		.reason = CARE_SEVERE_KNOT,
		.severity = 8,
	};

	(void)state;
	assert_null(strstr(words(&e), "numbness"));
	e.first = true;
	expect(&e, care_text_red_flags);
	expect(&e, "This is a reminder, not a diagnosis. Do not wait");
}

static void what_is_over_says_why_and_nothing_more(void **state)
{
	struct care_event e = { .kind = CARE_STRETCH, .reason = CARE_MOVED };

	(void)state;
	assert_string_equal(words(&e), "You have moved for two minutes; that does it.");
}

static void a_place_is_taken_as_it_is(void **state)
{
	struct care_event e = { .kind = CARE_MASSAGE,
				.due = DUE,
				.reason = CARE_INTERVAL,
				.days = 9,
				.place = "{days} %s R\xC3\xBC"
					 "cken" };

	(void)state;
	expect(&e, "lately: {days} %s R\xC3\xBC"
		   "cken.");
}

static void it_is_cut_where_a_character_ends(void **state)
{
	struct care_event e = { .kind = CARE_PROFESSIONAL,
				.due = DUE,
				.reason = CARE_SEVERE_KNOT,
				.severity = 9,
				.place = "\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC" };
	char whole[CARE_WORDS_MAX], cut[64];

	(void)state;
	care_words(whole, sizeof(whole), &e);
	for (size_t size = 1; size <= sizeof(cut); size++) {
		size_t len;

		memset(cut, 'x', sizeof(cut));
		care_words(cut, size, &e);
		len = strlen(cut);
		assert_true(len < size && len + 2 >= size);
		assert_memory_equal(cut, whole, len);
		assert_true(((unsigned char)whole[len] & 0xC0) != 0x80);
	}
}

static bool is_locale(const char *name)
{
	locale_t l = newlocale(LC_MESSAGES_MASK, name, (locale_t)0);

	if (l)
		freelocale(l);
	return l;
}

/* C.UTF-8 is everywhere, and with it LANGUAGE counts; the C locale alone knows no other. */
static void with_its_catalogue_it_speaks_german(void **state)
{
	struct care_event e = {
		.kind = CARE_PROFESSIONAL,
		.due = DUE,
		.reason = CARE_NO_BETTER,
		.weeks = 4,
		.first = true,
	};
	char number[8];

	(void)state;
	if (access(BINARY_DIR "/locale/de/LC_MESSAGES/plumbd.mo", F_OK) != 0) {
		print_message("no catalogue was built (no msgfmt): skipped\n");
		skip();
	}
	setenv("TEXTDOMAINDIR", BINARY_DIR "/locale", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	setenv("LANGUAGE", "de", 1);
	if (!is_locale("de_DE.UTF-8")) {
		if (!is_locale("C.UTF-8")) {
			print_message("neither de_DE.UTF-8 nor C.UTF-8 is there: skipped\n");
			skip();
		}
		setenv("LC_ALL", "C.UTF-8", 1);
	}
	care_words_init();
	expect(&e, "Sie haben in jeder der letzten 4 Wochen Verspannungen eingetragen");
	expect(&e, "keine Diagnose. Warten Sie nicht");
	expect(&e, "Ges\xC3\xA4\xC3\x9F");
	assert_true(strlen(said) < CARE_WORDS_MAX - 100);
	e = (struct care_event){
		.kind = CARE_MASSAGE, .due = DUE, .reason = CARE_INTERVAL, .days = 1
	};
	expect(&e, "Die letzte Massage war gestern. ");
	e = (struct care_event){ .kind = CARE_POSTURE,
				 .due = DUE,
				 .reason = CARE_AGAIN,
				 .days = 3,
				 .posture = POSTURE_SLOUCHING };
	expect(&e, "an 3 Tagen in Folge recht lange zusammengesunken gesessen. Stellen Sie");
	assert_string_equal(care_words_of("lower back"), "unterer R\xC3\xBC"
							 "cken");
	/* all else stays as it is in C: config and recordings are full of numbers */
	snprintf(number, sizeof(number), "%.1f", 0.5);
	assert_string_equal(number, "0.5");
	assert_string_equal(setlocale(LC_ALL, NULL), "C");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_says_why_and_names_an_exercise_with_its_steps),
		cmocka_unit_test(each_kind_says_what_to_do),
		cmocka_unit_test(one_is_said_otherwise_than_many),
		cmocka_unit_test(the_red_flags_come_with_the_first_advice_only),
		cmocka_unit_test(what_is_over_says_why_and_nothing_more),
		cmocka_unit_test(a_place_is_taken_as_it_is),
		cmocka_unit_test(it_is_cut_where_a_character_ends),
		cmocka_unit_test(with_its_catalogue_it_speaks_german),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
