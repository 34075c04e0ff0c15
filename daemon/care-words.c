/* SPDX-License-Identifier: MIT */
#include "care-words.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "care-texts.h"
#include "fixed.h"
#include "text.h"

#define DOMAIN "plumbd"

static locale_t language; /* 0 = that of the process, C */

void care_words_init(void)
{
	const char *folder = getenv("TEXTDOMAINDIR");

	if (!language)
		language = newlocale(LC_MESSAGES_MASK, "", (locale_t)0);
	bindtextdomain(DOMAIN, folder && folder[0] ? folder : PLUMBD_LOCALEDIR);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
}

/* @many is NULL where no number matters. */
static const char *look_up(const char *one, const char *many, uint32_t n)
{
	locale_t caller = uselocale(language);
	const char *found = many ? dngettext(DOMAIN, one, many, n) : dgettext(DOMAIN, one);

	uselocale(caller);
	return found;
}

const char *care_words_of(const char *text)
{
	return look_up(text, NULL, 0);
}

/* A text that grows; what does not fit is cut, and with it all that follows. */
struct words {
	char *at;
	size_t left;
};

static void add(struct words *w, const char *text, size_t len)
{
	size_t fits;

	text_copy(w->at, w->left, text, len);
	fits = strlen(w->at);
	w->at += fits;
	w->left = fits < len ? 1 : w->left - fits;
}

/* What a placeholder stands for; @number is room for one that is a number. */
static const char *meaning(const char *name, size_t len, const struct care_event *e,
			   char number[16])
{
	const struct {
		const char *name;
		uint32_t value;
	} numbers[] = {
		{ "minutes", e->minutes }, { "days", e->days },         { "weeks", e->weeks },
		{ "percent", e->percent }, { "severity", e->severity }, { "before", e->before },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (!text_is(name, len, numbers[i].name))
			continue;
		snprintf(number, 16, "%u", numbers[i].value);
		return number;
	}
	if (text_is(name, len, "place"))
		return e->place;
	if (text_is(name, len, "posture"))
		return care_words_of(care_text_posture(e->posture));
	return NULL;
}

/* A text with its placeholders replaced, after what is there already; one nobody knows stays. */
static void add_text(struct words *w, const char *text, const struct care_event *e)
{
	const char *open, *close, *value;
	char number[16];

	while ((open = strchr(text, '{')) && (close = strchr(open, '}'))) {
		value = meaning(open + 1, (size_t)(close - open - 1), e, number);
		add(w, text, (size_t)(open - text));
		if (value)
			add(w, value, strlen(value));
		else
			add(w, open, (size_t)(close + 1 - open));
		text = close + 1;
	}
	add(w, text, strlen(text));
}

/* The number a reason's sentence is about, where it has a singular. */
static uint32_t number_of(const struct care_event *e)
{
	if (e->reason == CARE_SLOUCHED)
		return e->minutes;
	return e->reason == CARE_NO_BETTER ? e->weeks : e->days;
}

static void add_reason(struct words *w, const struct care_event *e)
{
	struct care_text text = care_text_reason(e->reason);

	add_text(w,
		 text.one ? look_up(text.one, text.many, number_of(e)) : care_words_of(text.many),
		 e);
}

static void add_sentence(struct words *w, const char *text, const struct care_event *e)
{
	add(w, " ", 1);
	add_text(w, care_words_of(text), e);
}

static void add_exercise(struct words *w, const struct care_event *e)
{
	const struct care_exercise *exercise = &care_exercises[e->exercise % care_n_exercises];

	add_sentence(w, exercise->name, e);
	add(w, ":", 1);
	add_sentence(w, exercise->steps, e);
}

static void add_advice(struct words *w, const struct care_event *e)
{
	switch (e->kind) {
	case CARE_STRETCH:
		add_exercise(w, e);
		break;
	case CARE_MASSAGE:
		if (e->place[0])
			add_sentence(w, care_text_place, e);
		add_sentence(w, care_text_massage, e);
		break;
	case CARE_POSTURE:
		add_sentence(w, care_text_hint(e->posture, e->exercise), e);
		break;
	case CARE_PROFESSIONAL:
		add_sentence(w, care_text_professional, e);
		if (e->first)
			add_sentence(w, care_text_red_flags, e);
		break;
	case CARE_HEAT:
	case CARE_COUNT:
		break;
	}
}

void care_words(char *ret, size_t size, const struct care_event *e)
{
	struct words w = { ret, size };

	ret[0] = '\0';
	add_reason(&w, e);
	if (e->due)
		add_advice(&w, e);
}
