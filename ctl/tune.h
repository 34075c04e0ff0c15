/* SPDX-License-Identifier: MIT */
/*
 * tune.h - what other settings would have said of the same sitting
 *
 * A grid of settings around the present one, what each would have come to, and
 * a choice among them by a rule that can be told in one sentence.  Filled by
 * tune-play.c from recordings or by tune-history.c from what plumbd kept; what
 * follows does not ask which.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "confedit.h"
#include "config.h"
#include "json.h"
#include "offline.h"
#include "spells.h"

#define TUNE_ROWS_MAX   32
#define TUNE_EDITS_MAX  4
#define TUNE_REASON_MAX 384
#define TUNE_ACCEPTED   4                      /* alerts an hour of sitting */
#define TUNE_SITTING_US (30 * 60 * US_PER_SEC) /* less says too little */
#define TUNE_ALERTS     5                      /* fewer may be chance */
#define TUNE_BAD_SPELLS 3                      /* labelled, likewise */
#define TUNE_GOOD_US    (10 * 60 * US_PER_SEC) /* likewise */
#define TUNE_EDGE_US    (5 * US_PER_SEC)       /* nobody labels to the second */

/* Which key decides how far is too far; the other one changes nothing. */
enum tune_axis {
	TUNE_SLOUCH_DEG,
	TUNE_SENSITIVITY,
};

/* Steps count from the present setting; more is more tolerant. */
struct tune_setting {
	int angle_step, delay_step;
	uint32_t slouch_cdeg, release_cdeg, sensitivity;
	unsigned n_levels;
	uint64_t levels_us[ALERT_LEVEL_MAX];
};

struct tune_row {
	struct tune_setting setting;
	bool estimate;         /* of a history that cannot know better */
	uint64_t sat_us;       /* still, in any posture */
	uint64_t bad_us;       /* of it in a bad one */
	uint64_t told_us;      /* of that in spells that were alerted */
	uint32_t alerts;       /* spells told */
	uint32_t repeats;      /* further words in the same spells */
	uint32_t missed;       /* labelled bad spells without an alert */
	uint32_t false_alarms; /* alerts in time labelled good */
};

struct tune {
	enum tune_axis axis;
	char pose[POSE_NAME_MAX]; /* the bad pose that makes it the sensitivity; "" = none */
	unsigned n, now;          /* rows; the present setting's */
	struct tune_row row[TUNE_ROWS_MAX];
	uint32_t bad_spells;    /* labelled, long enough to be told at the present delay */
	uint64_t good_label_us; /* labelled good */
	bool history;
};

/**
 * tune_grid() - lay out the rows around the present setting
 * @now:             limits as they are
 * @axis:            what is varied besides the delay
 * @strict, @tolerant: how many steps of it at most to either side
 *
 * slouch_deg goes by 2 deg, and takes release_deg along where it would come
 * too near; sensitivity by 1; the delay is halved, doubled, and that again.
 * A level that would no longer be later than the one before is put at twice
 * that.  What plumbd.conf could not say is left out.
 */
void tune_grid(struct tune *t, const struct config *now, enum tune_axis axis, int strict,
	       int tolerant);

/** tune_setting_put() - limits as a setting has them */
void tune_setting_put(const struct tune_setting *s, struct config *config);

/**
 * tune_edits() - what a row would change in plumbd.conf
 * Return: how many of @ret are filled; 0 for the present setting.
 */
unsigned tune_edits(const struct tune *t, unsigned row, struct confedit ret[TUNE_EDITS_MAX]);

/**
 * tune_play() - a recording through every row, added to what they hold
 * @o: as the grid was made for
 *
 * Return: 0 or an exit code, after saying why.
 */
int tune_play(struct tune *t, const struct offline *o, const char *path);

/** tune_label() - what a row's label says of it: -1 bad, 1 good, 0 nothing known */
int tune_label(const struct pose_set *poses, const char *label);

/**
 * tune_spells() - what each row would have said of a history
 * @sat_us:    time sat in all
 * @repeat_us: alert.repeat_s
 *
 * Exact for the delay; a larger slouch_deg is judged by each spell's mean
 * flexion, and marked as an estimate.
 */
void tune_spells(struct tune *t, const struct spells *spells, uint64_t sat_us, uint64_t repeat_us);

enum tune_outcome {
	TUNE_FEWER_MISTAKES, /* a change, by the labels */
	TUNE_FEWER_ALERTS,   /* a change, by how many are bearable */
	TUNE_TOO_SHORT,      /* from here on: none */
	TUNE_FEW_LABELS,
	TUNE_ALL_SAME,
	TUNE_BEST_ALREADY,
	TUNE_FINE_ALREADY,
	TUNE_NONE_HELPS,
};

struct tune_choice {
	enum tune_outcome outcome;
	unsigned row; /* the present one unless a change is suggested */
};

/**
 * tune_choose() - which row to suggest, if any
 *
 * With labels: the fewest mistakes, missed and false together; of equals the
 * fewest steps away.  Without: only when more than TUNE_ACCEPTED alerts an hour
 * were given, the fewest steps towards tolerance that end that and still tell
 * half of the slouch that is told now; of equals the one that tells most.
 */
struct tune_choice tune_choose(const struct tune *t);

/** tune_is_change() - a row other than the present one is suggested */
bool tune_is_change(const struct tune_choice *c);

/** tune_reason() - the choice in one sentence; returns buf */
const char *tune_reason(const struct tune *t, const struct tune_choice *c,
			char buf[TUNE_REASON_MAX]);

/** tune_print() - what is varied and why, the table, the choice */
void tune_print(const struct tune *t, const struct tune_choice *c);

/** tune_json() - the same as members of an object that is begun */
void tune_json(const struct tune *t, const struct tune_choice *c, struct json *j);

/** tune_decimal() - value / unit: "12.0", "12.5", "30"; @decimals at least.  Returns buf */
const char *tune_decimal(uint64_t value, uint32_t unit, unsigned decimals,
			 char buf[CONFEDIT_VALUE_MAX]);
