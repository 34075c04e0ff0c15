/* SPDX-License-Identifier: MIT */
/*
 * history.h - what plumbd remembers, read off the bus into plain memory
 *
 * Everything made of it - figures, pages, sentences - is a function of these
 * structs.  Words are kept as they come: a newer daemon may know words this
 * program does not, and people choose some themselves.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "posture.h"

#define HISTORY_WORD_MAX     128
#define HISTORY_SENTENCE_MAX 1024
#define HISTORY_HOURS        24

/* A local day plumbd has seen.  Seconds; gaps count as nothing. */
struct history_day {
	int32_t day;                       /* dates.h */
	uint32_t posture_s[POSTURE_COUNT]; /* still, by posture; unknown stays 0 */
	uint32_t moving_s, lying_s, away_s;
	uint32_t good_s, bad_s; /* still, as the poses judge it */
	uint32_t slouches, alerts;
	uint32_t recovered;     /* alerts followed by a good posture ... */
	uint64_t correcting_us; /* ... and how long that took, together */
};

/* An hour of such a day; the one that summer time repeats may hold 7200 s. */
struct history_hour {
	int32_t day;
	uint8_t hour; /* below HISTORY_HOURS */
	uint16_t good_s, bad_s, moving_s, lying_s, away_s;
};

struct history_alert {
	int64_t when_sec; /* CLOCK_REALTIME */
	uint32_t level;   /* the highest it reached */
	char posture[HISTORY_WORD_MAX];
	uint64_t slouched_us;                /* until recovered; 0 = it was not */
	char sentence[HISTORY_SENTENCE_MAX]; /* "" = plumbd gave none */
};

struct history_care {
	int64_t when_sec;
	char what[HISTORY_WORD_MAX]; /* "due" "over" "knot" "start" */
	char kind[HISTORY_WORD_MAX], reason[HISTORY_WORD_MAX];
	char detail[HISTORY_WORD_MAX]; /* an exercise, or "PLACE SEVERITY" of a knot */
};

/* Each list ascending, owned here; all zero is an empty history. */
struct history {
	struct history_day *day;
	struct history_hour *hour;
	struct history_alert *alert;
	struct history_care *care;
	size_t n_days, n_hours, n_alerts, n_care;
};

/**
 * history_read_days() and the others - take in a reply of org.plumbd.History1
 * @m: of DayDetails(), Hours(), Alerts(), Care(); at its beginning
 *
 * Adds to what is there.  Rows with a date or an hour that is none are left
 * out; texts are cut to fit.
 *
 * Return: 0, or a negative errno; -ENXIO when the reply has another type.
 */
int history_read_days(struct history *h, sd_bus_message *m);
int history_read_hours(struct history *h, sd_bus_message *m);
int history_read_alerts(struct history *h, sd_bus_message *m);
int history_read_care(struct history *h, sd_bus_message *m);

/**
 * history_fetch_days(), _hours(), _care() - ask plumbd for local days
 * @from, @to: both included
 *
 * Return: 0 or an exit code, after saying why.
 */
int history_fetch_days(struct history *h, sd_bus *bus, int32_t from, int32_t to);
int history_fetch_hours(struct history *h, sd_bus *bus, int32_t from, int32_t to);
int history_fetch_care(struct history *h, sd_bus *bus, int32_t from, int32_t to);

/** history_clear() - release the lists; @h is empty then */
void history_clear(struct history *h);
