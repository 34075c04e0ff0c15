/* SPDX-License-Identifier: MIT */
/*
 * year.h - what the parts of the year share
 *
 *   plan.c      what the wearer does each day
 *   live.c      a day after the other goes by
 *   wearer.c    what he asks of plumbd, and answers it
 *   witness.c   the sink: what plumbd saw and said, kept for the laws
 *   laws-*.c    what must hold, see laws.h
 */
#pragma once

#include <sys/types.h>

#include "life.h"
#include "minutes.h"
#include "plan.h"

/* plumbd.conf of the year; laws have these by heart, for they are not to ask plumbd. */
#define YEAR_PER_HOUR  12
#define YEAR_SETTLE_US US_PER_SEC
#define YEAR_STEP_US   (1600 * US_PER_MS) /* 16 samples at 10 Hz, or a little more often */
#define YEAR_TURN_US                                                                               \
	(3 * US_PER_SEC) /* what a turn of the body may be counted too late or early               \
			  */
#define YEAR_QUIET_FROM (22 * 60)
#define YEAR_QUIET_TO   (7 * 60)
#define YEAR_LUNCH_FROM (12 * 60 + 30) /* Mon-Fri */
#define YEAR_LUNCH_TO   (13 * 60 + 15)

/* How one local day went, by the witness. */
struct account {
	uint64_t us[MINUTE_CELLS];
	uint64_t hour_us[24]; /* all of that, by local hour */
	uint32_t slouches, alerts, recovered;
	uint64_t correcting_us;
	unsigned restarts; /* of plumbd, after which parts of a second are lost */
	bool midnight[2];  /* something was counted in the first minute, and in the last */
	uint64_t script_us[MINUTE_CELLS]; /* what the script would have had, where plumbd looked */
	unsigned turns;                   /* of the body, by the script */
	unsigned words;                   /* alerts of any level */
};

/* What was told about care, as history should have it. */
struct care_row {
	uint64_t at_us; /* CLOCK_REALTIME */
	char what[8], kind[16], reason[16], detail[HISTORY_DETAIL_MAX];
};

/* An alert from its first word to its end, or a bad spell. */
struct spell_row {
	uint64_t at_us; /* CLOCK_REALTIME */
	uint64_t us;    /* alert: bad posture in all, 0 = did not recover; spell: of it */
	unsigned level; /* alert: the highest */
};

struct rows_kept {
	size_t n, room;
	void *items;
};

struct figures {
	uint64_t steps;
	unsigned words, care[CARE_COUNT], overs, knots, restarts, restarts_in_heat, suspends,
		pauses, refused_soon, refused_cap, refused_busy, forgotten, too_long;
	uint64_t worst_sum_us;            /* history against the witness, one cell of one day */
	uint64_t worst_script_us;         /* the witness against the script, likewise */
	uint64_t lag_us[BODY_UNPLUG + 1]; /* the latest that a step of the script was seen */
	uint64_t history_bytes, care_bytes; /* written in all */
	uint64_t worst_history_bytes, worst_bytes; /* of a day: history alone, and all */
	uint64_t longest_hour_sec;
	unsigned woken;        /* taken for worn, though it lay on a table */
	uint64_t woken_us;     /* and for how long in all */
};

struct witness {
	struct sink sink; /* first */
	uint64_t step_us; /* the last that was counted, the daemon's time */
	uint64_t last_real_us;
	uint64_t running_us; /* since when plumbd runs, and the computer does not sleep */
	/* spell and alert that go on */
	uint64_t spell_us, spell_begin_us;
	bool alerted, too_long;
	struct spell_row alert;
	uint64_t first_dwell_us;
	uint64_t looked_us; /* CLOCK_REALTIME, until when rows were compared */
	struct rows_kept care, alerts, spells; /* since the days before were checked */
};

/* What the laws of words and care have to remember. */
struct memory {
	uint64_t told_us[YEAR_PER_HOUR]; /* the last words, CLOCK_REALTIME; a ring */
	unsigned n_told;
	uint64_t hold_us[ALERT_HOLD_MAX]; /* until when, the daemon's time */
	uint32_t hold_cookie[ALERT_HOLD_MAX];
	int64_t dismissed_sec[CARE_COUNT];
	int32_t stretch_day;
	unsigned stretches;
	int64_t stretch_sec;
	int32_t massage_done_day, massage_told_day;
	int32_t posture_told_day, hint_day[POSTURE_COUNT];
	int32_t professional_day;
	unsigned professionals;
	/* knots by place, as logged last */
	unsigned n_knots;
	struct {
		const char *place;
		uint32_t severity;
		int32_t day;
	} knot[16];
	/* heat */
	bool heat;
	uint64_t heat_us;       /* when it began, the daemon's time */
	uint64_t heat_told_us;  /* the last word about it, likewise */
	bool enough, heat_late; /* told so */
	int64_t heat_end_sec;
	int32_t heat_day;
	unsigned heats;
};

/* The scene of the script that is on. */
struct script_watch {
	uint64_t turn_us;
	unsigned cell, before;
	bool seen, told, woken;
	uint64_t away_us; /* when it was last known not to be worn, the daemon's time */
};

#define PENDING_MAX 32

/* What he will do in answer to a word, the daemon's time. */
struct pending {
	uint64_t at_us;
	enum {
		DO_NOTHING,
		DO_DONE,
		DO_DISMISS,
		DO_ACKNOWLEDGE
	} what;
	enum care_kind kind;
	uint32_t seconds;
};

struct year {
	uint64_t seed;
	int32_t first_date;
	unsigned days;
	const char *state;
	struct life life;
	struct plan plan;
	struct plan_day today;
	unsigned next_deed;
	uint32_t cookie;    /* of the last pause */
	uint64_t taught_us; /* since when the pose is known; 0 = it is not */
	struct chance chance;
	struct pending pending[PENDING_MAX];
	struct witness witness;
	struct memory memory;
	struct script_watch script;
	int64_t sum_us[MINUTE_CELLS]; /* history less the witness, over all days */
	struct account *account;      /* of each local day since first_date, one more than .days */
	struct figures figures;
	unsigned broken;
	/* what was written */
	uint64_t bytes; /* by the process, when this day began */
	uint64_t care_tried_us, care_bytes;
	ino_t care_inode;
};

/** year_broken() - tell that a law was broken, now */
void year_broken(struct year *y, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** year_real_us() - CLOCK_REALTIME at a time of the daemon */
static inline uint64_t year_real_us(const struct year *y, uint64_t t_us)
{
	return t_us + y->life.clock.real0_us;
}

/** year_local_day() - likewise */
int32_t year_local_day(const struct year *y, uint64_t t_us);

/** year_account() - of a local day; that of the last for days past it */
struct account *year_account(struct year *y, int32_t day);

/* witness.c */
void witness_init(struct witness *w);
void witness_restart(struct year *y);
/** witness_look() - keep what began before @real_us and goes on; it is not kept again */
void witness_look(struct witness *w, uint64_t real_us);
void witness_free(struct witness *w);

/* wearer.c */

/** wearer_answer() - a word was said; he may do something about it later */
void wearer_answer(struct year *y, const struct wearer_event *e);

/** wearer_due_us() - when he next wants to do something, the daemon's time */
uint64_t wearer_due_us(const struct year *y);

/** wearer_act() - what is due; false when plumbd could not be begun anew */
bool wearer_act(struct year *y);

/* live.c */

/** year_live() - all days; false when it could not begin */
bool year_live(struct year *y);
