/* SPDX-License-Identifier: MIT */
/*
 * The coach: what the outside asks of it, and its memory on disk.
 */
#include "manager-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "carefile.h"

/* The counts of the day: a kill costs the coach this much of them, a save wears an SD card. */
#define SAVE_EVERY_US (4 * 3600 * US_PER_SEC)
#define RETRY_US      (60 * US_PER_SEC)

/* ------------------------------------------------------------------ memory */

/* Of the day; what changes while nothing is said. */
static uint64_t counted_us(const struct manager *m)
{
	return m->wearer.care.memory.day[CARE_DAYS - 1].still_us;
}

int manager_load_care(struct manager *m, char *text, size_t size)
{
	uint64_t real_us = clock_real_us(m->setup.clock, m->now_us);
	struct config_error error = { "" };
	struct care_memory memory;
	int r;

	r = carefile_read(m->setup.care_path, &memory, &error);
	if (r < 0 && r != -ENOENT) {
		snprintf(text, size, "%s", error.text);
		return r;
	}
	if (r == CAREFILE_E_DAMAGED)
		manager_tell_damaged(m, NOTICE_CARE_DAMAGED, m->setup.care_path, error.text, "");
	if (r == 0)
		care_init(&m->wearer.care, &memory, m->now_us, (int64_t)(real_us / US_PER_SEC));
	m->care.counted_us = counted_us(m);
	m->care.loaded = true;
	m->care.tried_us = m->now_us;
	return 0;
}

static bool is_worth_saving(const struct manager *m)
{
	uint64_t since_us = m->now_us - m->care.tried_us;

	if (m->care.failed)
		return since_us >= RETRY_US;
	return m->wearer.care.dirty ||
	       (since_us >= SAVE_EVERY_US && counted_us(m) != m->care.counted_us);
}

static void save(struct manager *m)
{
	uint64_t real_us = clock_real_us(m->setup.clock, m->now_us);
	const struct care_memory *memory =
		care_memory_now(&m->wearer.care, m->now_us, (int64_t)(real_us / US_PER_SEC));
	bool failed = m->care.failed;
	char text[512];
	int r;

	r = carefile_write(m->setup.care_path, memory);
	m->care.tried_us = m->now_us;
	m->care.failed = r < 0;
	if (r == 0) {
		m->care.counted_us = counted_us(m);
		m->wearer.care.dirty = false;
	} else if (!failed) {
		snprintf(text, sizeof text, "%s: %s", m->setup.care_path, strerror(-r));
		manager_notify(m, &(struct notice){ .kind = NOTICE_CARE_UNSAVED, .text = text });
	}
}

void manager_keep_care(struct manager *m)
{
	if (is_worth_saving(m))
		save(m);
}

void manager_end_care(struct manager *m)
{
	const struct care *care = &m->wearer.care;

	/* heat was watched until now: to be taken for forgotten, it must be so from here on */
	if (m->care.loaded &&
	    (care->dirty || care->heat_running || counted_us(m) != m->care.counted_us))
		save(m);
}

/* ------------------------------------------------------------------- asked */

/* A moment, with time gone on to now. */
static struct care_moment at_now(struct manager *m)
{
	struct wall wall;

	m->now_us = manager_now_us(m);
	clock_wall(m->setup.clock, m->now_us, &wall);
	return wearer_care_moment(&m->wearer, m->now_us, &wall);
}

static enum care_kind kind_of(const char *word, char *text, size_t size)
{
	enum care_kind kind = care_kind_from_str(word);

	if (kind == CARE_COUNT)
		snprintf(text, size,
			 "\"%.40s\" is none of stretch, heat, massage, posture, "
			 "professional",
			 word);
	return kind;
}

static int done(struct manager *m, const struct care_events *events)
{
	for (unsigned i = 0; i < events->n; i++) {
		const struct wearer_event e = {
			.kind = WEARER_CARE,
			.t_us = m->now_us,
			.care = events->event[i],
		};

		manager_notify(m, &(struct notice){ .kind = NOTICE_WEARER, .wearer = &e });
	}
	manager_keep_care(m);
	manager_publish(m);
	return 0;
}

static void note(struct manager *m, enum notice_kind kind, const struct care_event *e)
{
	manager_notify(m, &(struct notice){ .kind = kind, .care = e });
}

/* "18:05", or with the date where that is not today */
static void name_time(int64_t real_sec, int64_t now_sec, char *ret, size_t size)
{
	time_t when = (time_t)real_sec, now = (time_t)now_sec;
	struct tm tm, today;

	ret[0] = '\0';
	if (!localtime_r(&when, &tm) || !localtime_r(&now, &today))
		return;
	strftime(ret, size, tm.tm_yday == today.tm_yday ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &tm);
}

static int refuse_start(const struct manager *m, const struct care_moment *moment, int error,
			int64_t from_sec, char *text, size_t size)
{
	const struct care_params *p = &m->config.wearer.care;
	char from[32];

	switch (error) {
	case CARE_E_OFF:
		snprintf(text, size, "heat is switched off: set care.heat in plumbd.conf");
		return CONTROL_E_INVALID;
	case CARE_E_RUNNING:
		snprintf(text, size, "a session of heat runs already: end it with Done");
		return CONTROL_E_BUSY;
	case CARE_E_TOO_SOON:
		name_time(from_sec, moment->real_sec, from, sizeof from);
		snprintf(text, size,
			 "skin needs a rest after heat: the next session may begin at %s", from);
		return CONTROL_E_TOO_SOON;
	case CARE_E_CAP:
		snprintf(text, size,
			 "the day's %u sessions of heat are used up: the next may begin tomorrow",
			 p->heat_per_day);
		return CONTROL_E_TOO_SOON;
	default:
		snprintf(text, size, "only heat is timed and can be started");
		return CONTROL_E_INVALID;
	}
}

int manager_care_start(void *ctx, const char *word, char *text, size_t size)
{
	struct manager *m = ctx;
	struct care_moment moment = at_now(m);
	enum care_kind kind = kind_of(word, text, size);
	struct care_events events;
	int64_t from_sec = 0;
	int r;

	if (kind == CARE_COUNT)
		return CONTROL_E_INVALID;
	r = care_start(&m->wearer.care, &m->wearer.params.care, kind, &moment, &from_sec, &events);
	return r == 0 ? done(m, &events) : refuse_start(m, &moment, r, from_sec, text, size);
}

int manager_care_done(void *ctx, const char *word, char *text, size_t size)
{
	struct manager *m = ctx;
	struct care_moment moment = at_now(m);
	enum care_kind kind = kind_of(word, text, size);
	struct care_events events;

	if (kind == CARE_COUNT)
		return CONTROL_E_INVALID;
	if (care_done(&m->wearer.care, kind, &moment, &events) != 0) {
		snprintf(text, size,
			 kind == CARE_HEAT ? "no session of heat runs"
					   : "nothing of this kind is due");
		return CONTROL_E_INVALID;
	}
	/* Unasked: no reminder is over, but it was done. */
	if (events.n == 0)
		note(m, NOTICE_CARE_DONE,
		     &(struct care_event){ .kind = kind, .reason = CARE_DONE });
	return done(m, &events);
}

int manager_care_dismiss(void *ctx, const char *word, uint32_t seconds, char *text, size_t size)
{
	struct manager *m = ctx;
	struct care_moment moment = at_now(m);
	enum care_kind kind = kind_of(word, text, size);
	struct care_events events;

	if (kind == CARE_COUNT)
		return CONTROL_E_INVALID;
	if (care_dismiss(&m->wearer.care, kind, seconds, &moment, &events) != 0) {
		snprintf(text, size,
			 "the end of heat cannot be put off: take it off, then say Done");
		return CONTROL_E_INVALID;
	}
	return done(m, &events);
}

int manager_care_log_knot(void *ctx, const char *place, uint32_t severity, char *text, size_t size)
{
	struct manager *m = ctx;
	struct care_moment moment = at_now(m);
	struct care_event knot = { .severity = (uint8_t)severity };
	struct care_events none = { .n = 0 };

	if (care_log_knot(&m->wearer.care, place, severity, &moment) != 0) {
		snprintf(text, size,
			 "a knot has a place of 1 to %d bytes and a severity of 0 (gone) to %d",
			 CARE_PLACE_MAX - 1, CARE_SEVERITY_MAX);
		return CONTROL_E_INVALID;
	}
	snprintf(knot.place, sizeof knot.place, "%s", place);
	note(m, NOTICE_KNOT, &knot);
	return done(m, &none);
}
