/* SPDX-License-Identifier: MIT */
/*
 * The settings to try, and what each would be in plumbd.conf.
 */
#include <stdio.h>
#include <string.h>

#include "fixed.h"
#include "tune.h"

#define SLOUCH_STEP_CDEG 200
#define RELEASE_GAP_CDEG 200 /* as the defaults have it */
#define DELAY_STRICT     (-1)
#define DELAY_TOLERANT   2
#define DELAY_MIN_US     (5 * US_PER_SEC) /* bad postures shorter than that are no slouch */

/* The gap below slouch_deg is kept as it is where it is small, else may shrink to the usual. */
static uint32_t release_for(const struct pose_params *now, int64_t slouch_cdeg)
{
	int64_t gap_cdeg = MIN((int64_t)now->slouch_cdeg - now->release_cdeg, RELEASE_GAP_CDEG);

	return (uint32_t)MAX(MIN(now->release_cdeg, slouch_cdeg - gap_cdeg), 0);
}

static void put_angle(struct tune_setting *s, const struct pose_params *now, enum tune_axis axis,
		      int step)
{
	int64_t slouch_cdeg = (int64_t)now->slouch_cdeg + step * SLOUCH_STEP_CDEG;

	s->angle_step = step;
	s->slouch_cdeg = now->slouch_cdeg;
	s->release_cdeg = now->release_cdeg;
	s->sensitivity = now->sensitivity;
	if (axis == TUNE_SENSITIVITY) {
		s->sensitivity -= (uint32_t)step; /* below 1 it wraps, and does not fit */
	} else if (step) {
		s->slouch_cdeg = (uint32_t)MAX(slouch_cdeg, 0);
		s->release_cdeg = release_for(now, slouch_cdeg);
	}
}

static void put_delay(struct tune_setting *s, const struct alert_params *now, int step)
{
	uint64_t delay_us = now->levels_us[0];

	if (step < 0)
		delay_us = delay_us / 2 / US_PER_SEC * US_PER_SEC;
	else
		delay_us <<= step;
	s->delay_step = step;
	s->n_levels = now->n_levels;
	s->levels_us[0] = delay_us;
	for (unsigned i = 1; i < now->n_levels; i++) {
		uint64_t before_us = s->levels_us[i - 1];

		s->levels_us[i] = now->levels_us[i] > before_us ? now->levels_us[i] : 2 * before_us;
	}
}

void tune_setting_put(const struct tune_setting *s, struct config *config)
{
	config->wearer.pose.slouch_cdeg = s->slouch_cdeg;
	config->wearer.pose.release_cdeg = s->release_cdeg;
	config->wearer.pose.sensitivity = s->sensitivity;
	config->wearer.alert.n_levels = s->n_levels;
	memcpy(config->wearer.alert.levels_us, s->levels_us, sizeof(s->levels_us));
}

static void add_row(struct tune *t, const struct config *now, int angle_step, int delay_step)
{
	struct tune_setting s = { 0 };
	struct config tried = *now;

	put_angle(&s, &now->wearer.pose, t->axis, angle_step);
	put_delay(&s, &now->wearer.alert, delay_step);
	tune_setting_put(&s, &tried);
	if (delay_step < 0 && s.levels_us[0] < DELAY_MIN_US)
		return;
	if ((angle_step || delay_step) && !config_fits(&tried))
		return;
	if (t->n == TUNE_ROWS_MAX)
		return;
	if (!angle_step && !delay_step)
		t->now = t->n;
	t->row[t->n++].setting = s;
}

void tune_grid(struct tune *t, const struct config *now, enum tune_axis axis, int strict,
	       int tolerant)
{
	*t = (struct tune){ .axis = axis };
	for (int angle = -strict; angle <= tolerant; angle++)
		for (int delay = DELAY_STRICT; delay <= DELAY_TOLERANT; delay++)
			add_row(t, now, angle, delay);
}

const char *tune_decimal(uint64_t value, uint32_t unit, unsigned decimals,
			 char buf[CONFEDIT_VALUE_MAX])
{
	uint64_t rest = value % unit;
	int n = snprintf(buf, CONFEDIT_VALUE_MAX, "%llu", (unsigned long long)(value / unit));

	for (unsigned i = 0; (rest || i < decimals) && i < 6; i++) {
		n += snprintf(buf + n, (size_t)(CONFEDIT_VALUE_MAX - n), "%s%u", i ? "" : ".",
			      (unsigned)(rest * 10 / unit));
		rest = rest * 10 % unit;
	}
	return buf;
}

static void edit_number(struct confedit *edit, const char *path, uint32_t value, uint32_t unit)
{
	*edit = (struct confedit){ .path = path, .n = 1 };
	tune_decimal(value, unit, unit > 1, edit->value[0]);
}

static void edit_levels(struct confedit *edit, const struct tune_setting *now,
			const struct tune_setting *s)
{
	*edit = (struct confedit){ .path = "alert.levels_s", .list = true, .n = s->n_levels };
	for (unsigned i = 0; i < s->n_levels; i++) {
		tune_decimal(s->levels_us[i], US_PER_SEC, 0, edit->value[i]);
		if (s->levels_us[i] == now->levels_us[i])
			edit->same |= 1u << i;
	}
}

unsigned tune_edits(const struct tune *t, unsigned row, struct confedit ret[TUNE_EDITS_MAX])
{
	const struct tune_setting *now = &t->row[t->now].setting, *s = &t->row[row].setting;
	unsigned n = 0;

	if (s->slouch_cdeg != now->slouch_cdeg)
		edit_number(&ret[n++], "posture.slouch_deg", s->slouch_cdeg, CDEG_PER_DEG);
	if (s->release_cdeg != now->release_cdeg)
		edit_number(&ret[n++], "posture.release_deg", s->release_cdeg, CDEG_PER_DEG);
	if (s->sensitivity != now->sensitivity)
		edit_number(&ret[n++], "posture.sensitivity", s->sensitivity, 1);
	if (s->levels_us[0] != now->levels_us[0])
		edit_levels(&ret[n++], now, s);
	return n;
}
