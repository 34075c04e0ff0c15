/* SPDX-License-Identifier: MIT */
/*
 * life.h - the daemon in simulated time: the manager over source-imu.c over simulated chips
 *
 * manager_step() is called when manager_due_us() asks for it, and what a stuck
 * bus would have taken is added; nothing sleeps, and no clock is asked.
 */
#pragma once

#include "chips.h"
#include "history.h"
#include "manager.h"

#define LIFE_AT_ONCE_MAX 100 /* steps at one moment: more, and it is busy for ever */

struct life_setup {
	const struct day *day;       /* borrowed, as all of these */
	const struct faults *faults; /* of the day at hand; may be refilled for another one */
	unsigned sensors;
	const char *chip;
	const char *config; /* the text of plumbd.conf */
	const char *state;  /* where its files go; NULL = nowhere for longer than it lives */
	uint64_t real_us;   /* CLOCK_REALTIME when it begins */
	bool history;       /* with a history.db */
	struct sink *sink;  /* hears all; survives restarts, its free() does nothing */
	void (*at_edge)(void *ctx,
			uint64_t t_us); /* faults began or ended, the day's time; or NULL */
	void *ctx;
};

struct life {
	struct life_setup setup;
	struct chips chips;
	bool has_chips;
	struct clock clock;
	struct manager *manager;
	struct history *history; /* NULL without */
	char folder[128], config[160], poses[160], care[160], choice[160], alert[160], db[160];
	uint64_t now_us;   /* the daemon's time */
	uint64_t begin_us; /* of the day, the same */
	uint64_t edge_us;  /* of the next fault, the day's time; UINT64_MAX = none */
	unsigned at_once;
	bool stepped; /* the last life_step() was one of the manager, which knows what time it is */
};

/**
 * life_begin() - its files, chips and manager; the first day begins now
 * @text: on failure, one sentence
 */
bool life_begin(struct life *l, const struct life_setup *setup, char *text, size_t size);

/** life_begin_day() - what setup.day and setup.faults hold now begins, at @begin_us */
void life_begin_day(struct life *l, uint64_t begin_us);

/** life_step() - faults begin or end, or one manager_step().  False: nothing is due ever again */
bool life_step(struct life *l);

/** life_due_us() - when the next life_step() is, the daemon's time */
uint64_t life_due_us(const struct life *l);

/** life_restart() - the daemon ends, and is begun again at @again_us with the files it left */
bool life_restart(struct life *l, uint64_t again_us, char *text, size_t size);

/** life_end() - also after life_begin() failed */
void life_end(struct life *l);

static inline uint64_t life_day_us(const struct life *l)
{
	return l->now_us - l->begin_us;
}
