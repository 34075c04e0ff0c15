/* SPDX-License-Identifier: MIT */
/*
 * The spells plumbd kept, against every setting.
 */
#include "angle.h"
#include "fixed.h"
#include "tune.h"

/* A spell as it was may be no spell to a larger slouch_deg: as far as its mean can tell. */
static bool is_within(const struct tune_row *row, const struct kept_spell *spell)
{
	bool forward =
		spell->posture == POSTURE_SLOUCHING || spell->posture == POSTURE_LEANING_FORWARD;

	return row->estimate && forward && spell->flexion_cdeg != ANGLE_UNKNOWN &&
	       spell->flexion_cdeg <= (int64_t)row->setting.slouch_cdeg;
}

/* Words in a spell nobody corrects: one a level, then one each @repeat_us. */
static uint32_t words(const struct tune_setting *s, uint64_t lasted_us, uint64_t repeat_us)
{
	uint64_t last_us = s->levels_us[s->n_levels - 1];
	uint32_t n = 0;

	while (n < s->n_levels && lasted_us >= s->levels_us[n])
		n++;
	if (repeat_us && lasted_us > last_us)
		n += (uint32_t)((lasted_us - last_us) / repeat_us);
	return n;
}

static void add(struct tune_row *row, const struct kept_spell *spell, uint64_t repeat_us)
{
	uint32_t n = words(&row->setting, spell->duration_us, repeat_us);

	if (is_within(row, spell))
		return;
	row->bad_us += spell->duration_us;
	if (n == 0)
		return;
	row->told_us += spell->duration_us;
	row->alerts++;
	row->repeats += n - 1;
}

void tune_spells(struct tune *t, const struct spells *spells, uint64_t sat_us, uint64_t repeat_us)
{
	t->history = true;
	for (unsigned i = 0; i < t->n; i++) {
		t->row[i].sat_us = sat_us;
		t->row[i].estimate = t->row[i].setting.angle_step != 0;
		for (size_t j = 0; j < spells->n; j++)
			add(&t->row[i], &spells->spell[j], repeat_us);
	}
}
