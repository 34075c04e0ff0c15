/* SPDX-License-Identifier: MIT */
#include "history.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "ctl.h"
#include "dates.h"
#include "fixed.h"
#include "props.h"

#define PART_DAYS 366 /* asked for at once: no more than 9150 hours */

/* clang-format off */
#define DAY(key, member) { PROP(struct history_day, key, "u", member) }

static const struct prop day_props[] = {
	DAY("upright", posture_s[POSTURE_UPRIGHT]),
	DAY("slouching", posture_s[POSTURE_SLOUCHING]),
	DAY("leaning-forward", posture_s[POSTURE_LEANING_FORWARD]),
	DAY("leaning-back", posture_s[POSTURE_LEANING_BACK]),
	DAY("leaning-left", posture_s[POSTURE_LEANING_LEFT]),
	DAY("leaning-right", posture_s[POSTURE_LEANING_RIGHT]),
	DAY("moving", moving_s),	DAY("lying", lying_s),		DAY("away", away_s),
	DAY("good", good_s),		DAY("bad", bad_s),
	DAY("slouches", slouches),	DAY("alerts", alerts),
	DAY("recovered", recovered),
	{ PROP(struct history_day, "correcting-usec", "t", correcting_us) },
};

#undef DAY
/* clang-format on */

static const struct prop alert_props[] = {
	{ PROP(struct history_alert, "sentence", "s", sentence) },
};

/* Room for one more at the end of a list of @n; NULL: no memory. */
static void *grow(void *list, size_t n, size_t size)
{
	/* a power of two is full */
	if (n & (n - 1))
		return list;
	return reallocarray(list, n ? 2 * n : 1, size);
}

#define ADD(list, n, row)                                                                          \
	({                                                                                         \
		void *grown = grow(list, n, sizeof(*(list)));                                      \
		if (grown) {                                                                       \
			(list) = grown;                                                            \
			(list)[(n)++] = (row);                                                     \
		}                                                                                  \
		grown ? 0 : -ENOMEM;                                                               \
	})

static void take_word(char word[HISTORY_WORD_MAX], const char *text)
{
	snprintf(word, HISTORY_WORD_MAX, "%s", text);
}

/* One row, entered. */
typedef int read_row_fn(struct history *h, sd_bus_message *m);

static int read_rows(struct history *h, sd_bus_message *m, const char *row, read_row_fn *read)
{
	char type[32];
	int r;

	snprintf(type, sizeof(type), "(%s)", row);
	r = sd_bus_message_enter_container(m, 'a', type);
	if (r < 0)
		return r;
	while ((r = sd_bus_message_enter_container(m, 'r', row)) > 0) {
		r = read(h, m);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
		if (r < 0)
			return r;
	}
	if (r >= 0)
		r = sd_bus_message_exit_container(m);
	return r < 0 ? r : 0;
}

static int read_day(struct history *h, sd_bus_message *m)
{
	struct history_day d = { 0 };
	const char *date;
	int r;

	r = sd_bus_message_read(m, "s", &date);
	if (r >= 0)
		r = props_read(m, day_props, ARRAY_SIZE(day_props), &d, NULL);
	if (r < 0 || !dates_parse(date, &d.day))
		return r;
	return ADD(h->day, h->n_days, d);
}

static int read_hour(struct history *h, sd_bus_message *m)
{
	struct history_hour row = { 0 };
	const char *date;
	int r;

	r = sd_bus_message_read(m, "syqqqqq", &date, &row.hour, &row.good_s, &row.bad_s,
				&row.moving_s, &row.lying_s, &row.away_s);
	if (r < 0 || !dates_parse(date, &row.day) || row.hour >= HISTORY_HOURS)
		return r;
	return ADD(h->hour, h->n_hours, row);
}

static int read_alert(struct history *h, sd_bus_message *m)
{
	struct history_alert a = { 0 };
	const char *posture;
	int r;

	r = sd_bus_message_read(m, "xust", &a.when_sec, &a.level, &posture, &a.slouched_us);
	if (r < 0)
		return r;
	take_word(a.posture, posture);
	r = props_read(m, alert_props, ARRAY_SIZE(alert_props), &a, NULL);
	return r < 0 ? r : ADD(h->alert, h->n_alerts, a);
}

static int read_care(struct history *h, sd_bus_message *m)
{
	struct history_care c = { 0 };
	const char *what, *kind, *reason, *detail;
	int r;

	r = sd_bus_message_read(m, "xssss", &c.when_sec, &what, &kind, &reason, &detail);
	if (r < 0)
		return r;
	take_word(c.what, what);
	take_word(c.kind, kind);
	take_word(c.reason, reason);
	take_word(c.detail, detail);
	return ADD(h->care, h->n_care, c);
}

int history_read_days(struct history *h, sd_bus_message *m)
{
	return read_rows(h, m, "sa{sv}", read_day);
}

int history_read_hours(struct history *h, sd_bus_message *m)
{
	return read_rows(h, m, "syqqqqq", read_hour);
}

int history_read_alerts(struct history *h, sd_bus_message *m)
{
	return read_rows(h, m, "xusta{sv}", read_alert);
}

int history_read_care(struct history *h, sd_bus_message *m)
{
	return read_rows(h, m, "xssss", read_care);
}

typedef int read_fn(struct history *h, sd_bus_message *m);

/* What to ask, and in what a span of days is told: "ss" dates, "xx" seconds. */
static int fetch_span(struct history *h, sd_bus *bus, const char *member, const char *types,
		      read_fn *read, int32_t from, int32_t to)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	char first[DATES_MAX], last[DATES_MAX];
	int r;

	if (types[0] == 's')
		r = client_history(bus, member, &reply, types, dates_iso(from, first),
				   dates_iso(to, last));
	else
		r = client_history(bus, member, &reply, types, dates_start_sec(from),
				   dates_start_sec(to + 1));
	if (r)
		return r;
	r = read(h, reply);
	return r < 0 ? client_explain(member, NULL, r) : 0;
}

/* In parts: plumbd refuses an answer of more than 20000 rows. */
static int fetch(struct history *h, sd_bus *bus, const char *member, const char *types,
		 read_fn *read, int32_t from, int32_t to)
{
	int r = 0;

	for (; r == 0 && from <= to; from += PART_DAYS)
		r = fetch_span(h, bus, member, types, read, from, MIN(from + PART_DAYS - 1, to));
	return r;
}

int history_fetch_days(struct history *h, sd_bus *bus, int32_t from, int32_t to)
{
	return fetch(h, bus, "DayDetails", "ss", history_read_days, from, to);
}

int history_fetch_hours(struct history *h, sd_bus *bus, int32_t from, int32_t to)
{
	return fetch(h, bus, "Hours", "ss", history_read_hours, from, to);
}

int history_fetch_care(struct history *h, sd_bus *bus, int32_t from, int32_t to)
{
	return fetch(h, bus, "Care", "xx", history_read_care, from, to);
}

void history_clear(struct history *h)
{
	free(h->day);
	free(h->hour);
	free(h->alert);
	free(h->care);
	*h = (struct history){ 0 };
}
