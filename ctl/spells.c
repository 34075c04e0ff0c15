/* SPDX-License-Identifier: MIT */
#include "spells.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "angle.h"
#include "fixed.h"

/* Doubled at each power of two. */
static int add(struct spells *s, const struct kept_spell *spell)
{
	struct kept_spell *grown;

	if ((s->n & (s->n - 1)) == 0) {
		grown = reallocarray(s->spell, s->n ? 2 * s->n : 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		s->spell = grown;
	}
	s->spell[s->n++] = *spell;
	return 0;
}

static int read_all(sd_bus_message *m, struct spells *s)
{
	struct kept_spell spell;
	const char *word;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "(xtsii)");
	while (r >= 0) {
		r = sd_bus_message_read(m, "(xtsii)", &spell.begin_sec, &spell.duration_us, &word,
					&spell.flexion_cdeg, &spell.lateral_cdeg);
		if (r <= 0)
			break;
		spell.posture = POSTURE_UNKNOWN;
		posture_from_str(word, &spell.posture);
		r = add(s, &spell);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

int spells_read(sd_bus_message *m, struct spells *ret)
{
	struct spells s = { 0 };
	int r = read_all(m, &s);

	if (r < 0) {
		spells_free(&s);
		return r;
	}
	*ret = s;
	return 0;
}

int spells_days(sd_bus_message *m, const char *from, uint64_t *ret_sat_us, unsigned *ret_days)
{
	uint64_t bad_us, good_us, sat_us = 0;
	uint32_t slouches, alerts;
	const char *date;
	unsigned days = 0;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "(sttuu)");
	while (r >= 0) {
		r = sd_bus_message_read(m, "(sttuu)", &date, &bad_us, &good_us, &slouches, &alerts);
		if (r <= 0)
			break;
		if (strcmp(date, from) < 0 || bad_us + good_us == 0)
			continue;
		sat_us += bad_us + good_us;
		days++;
	}
	if (r < 0)
		return r;
	*ret_sat_us = sat_us;
	*ret_days = days;
	return sd_bus_message_exit_container(m);
}

static int32_t mean_cdeg(int32_t a_cdeg, uint64_t a_us, int32_t b_cdeg, uint64_t b_us)
{
	int64_t a_ms = (int64_t)(a_us / 1000), b_ms = (int64_t)(b_us / 1000);

	if (a_cdeg == ANGLE_UNKNOWN || b_cdeg == ANGLE_UNKNOWN)
		return ANGLE_UNKNOWN;
	return (int32_t)div_round(a_cdeg * a_ms + b_cdeg * b_ms, MAX(a_ms + b_ms, 1));
}

static void join(struct kept_spell *a, const struct kept_spell *b)
{
	a->flexion_cdeg =
		mean_cdeg(a->flexion_cdeg, a->duration_us, b->flexion_cdeg, b->duration_us);
	a->lateral_cdeg =
		mean_cdeg(a->lateral_cdeg, a->duration_us, b->lateral_cdeg, b->duration_us);
	if (b->duration_us > a->duration_us)
		a->posture = b->posture;
	a->duration_us += b->duration_us;
}

void spells_join(struct spells *s, uint64_t release_us)
{
	uint64_t end_us = 0;
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct kept_spell *next = &s->spell[i];
		uint64_t begin_us = (uint64_t)MAX(next->begin_sec, 0) * US_PER_SEC;
		bool follows =
			n > 0 && begin_us + US_PER_SEC > end_us && begin_us < end_us + release_us;

		end_us = begin_us + next->duration_us;
		if (follows)
			join(&s->spell[n - 1], next);
		else
			s->spell[n++] = *next;
	}
	s->n = n;
}

void spells_free(struct spells *s)
{
	free(s->spell);
	*s = (struct spells){ 0 };
}
