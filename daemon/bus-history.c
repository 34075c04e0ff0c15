/* SPDX-License-Identifier: MIT */
/*
 * bus-history.c - org.plumbd.History1: what the history is asked
 *
 * Every answer is bounded, and a caller who does not read its answers gets no more of
 * them: see LONG_REPLIES_MAX.
 */
#include <stdio.h>

#include "bus-internal.h"
#include "date.h"
#include "words.h"

#define MINUTES_MAX_SEC (7 * 86400)

/* ----------------------------------------------------------------- replies */

static int refuse_date(const char *word, sd_bus_error *error)
{
	char text[96];

	snprintf(text, sizeof(text), "\"%.32s\" is no date: write it as 2026-01-31", word);
	return bus_invalid(error, text);
}

static int read_dates(sd_bus_message *m, int32_t *ret_from, int32_t *ret_to, sd_bus_error *error)
{
	const char *from, *to;
	int r;

	r = sd_bus_message_read(m, "ss", &from, &to);
	if (r < 0)
		return r;
	if (!date_from_str(from, ret_from))
		return refuse_date(from, error);
	if (!date_from_str(to, ret_to))
		return refuse_date(to, error);
	return 0;
}

static int refuse(struct bus_sink *b, int r, sd_bus_error *error)
{
	char clean[BUS_TEXT_MAX];

	switch (r) {
	case HISTORY_E_NONE:
		history_trouble(b->control->history, clean, sizeof(clean));
		words_clean(clean);
		return sd_bus_error_set(error, BUS_ERROR_NO_HISTORY, clean);
	case HISTORY_E_TOO_MANY:
		return sd_bus_error_setf(error, BUS_ERROR_INVALID,
					 "that is more than %d rows: ask for a shorter time",
					 HISTORY_ROWS_MAX);
	default:
		return sd_bus_error_set_errno(error, r);
	}
}

/* A reply whose one argument is an array of these. */
static int begin(struct bus_sink *b, sd_bus_message *m, const char *row, sd_bus_message **ret,
		 sd_bus_error *error)
{
	uint64_t queued = 0;
	int r;

	(void)sd_bus_get_n_queued_write(b->bus, &queued);
	if (queued >= LONG_REPLIES_MAX)
		return sd_bus_error_set(error, BUS_ERROR_BUSY,
					"answers wait to be read: read them, then ask again");
	r = sd_bus_message_new_method_return(m, ret);
	return r < 0 ? r : sd_bus_message_open_container(*ret, 'a', row);
}

/* The same to a call with two dates, or two moments. */
static int begin_dates(struct bus_sink *b, sd_bus_message *m, const char *row, int32_t *ret_from,
		       int32_t *ret_to, sd_bus_message **ret, sd_bus_error *error)
{
	int r = read_dates(m, ret_from, ret_to, error);

	return r < 0 ? r : begin(b, m, row, ret, error);
}

static int begin_span(struct bus_sink *b, sd_bus_message *m, const char *row, int64_t *ret_from,
		      int64_t *ret_to, sd_bus_message **ret, sd_bus_error *error)
{
	int r = sd_bus_message_read(m, "xx", ret_from, ret_to);

	return r < 0 ? r : begin(b, m, row, ret, error);
}

static int finish(struct bus_sink *b, sd_bus_message *reply, int r, sd_bus_error *error)
{
	if (r != 0)
		return refuse(b, r, error);
	r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_send(b->bus, reply, NULL);
}

static int ok(int r)
{
	return r < 0 ? r : 0;
}

/* -------------------------------------------------------------------- days */

static int add_day(void *reply, const struct history_sums *day)
{
	char date[DATE_MAX];

	date_to_str(day->number, date);
	return ok(sd_bus_message_append(reply, "(sttuu)", date, history_bad(day->sec) * US_PER_SEC,
					history_good(day->sec) * US_PER_SEC, day->slouches,
					day->alerts));
}

static int on_days(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int r;

	r = begin(b, m, "(sttuu)", &reply, error);
	if (r < 0)
		return r;
	r = history_days(b->control->history, INT32_MIN, INT32_MAX, add_day, reply);
	return finish(b, reply, r, error);
}

static int add_u(sd_bus_message *reply, const char *key, uint32_t value)
{
	return ok(sd_bus_message_append(reply, "{sv}", key, "u", value));
}

static int add_seconds(sd_bus_message *reply, const struct history_sums *day)
{
	const uint32_t *sec = day->sec;
	int r = 0;

	for (enum posture p = POSTURE_UPRIGHT; r == 0 && p < POSTURE_COUNT; p++)
		r = add_u(reply, posture_to_str(p),
			  sec[minute_cell(p, true)] + sec[minute_cell(p, false)]);
	if (r == 0)
		r = add_u(reply, "moving", sec[MINUTE_MOVING]);
	if (r == 0)
		r = add_u(reply, "lying", sec[MINUTE_LYING]);
	if (r == 0)
		r = add_u(reply, "away", sec[MINUTE_AWAY]);
	if (r == 0)
		r = add_u(reply, "good", history_good(sec));
	return r == 0 ? add_u(reply, "bad", history_bad(sec)) : r;
}

static int add_counts(sd_bus_message *reply, const struct history_sums *day)
{
	int r = add_u(reply, "slouches", day->slouches);

	if (r == 0)
		r = add_u(reply, "alerts", day->alerts);
	if (r == 0)
		r = add_u(reply, "recovered", day->recovered);
	if (r == 0)
		r = ok(sd_bus_message_append(reply, "{sv}", "correcting-usec", "t",
					     day->correcting_us));
	return r;
}

static int add_details(void *ctx, const struct history_sums *day)
{
	sd_bus_message *reply = ctx;
	char date[DATE_MAX];
	int r;

	date_to_str(day->number, date);
	r = sd_bus_message_open_container(reply, 'r', "sa{sv}");
	if (r >= 0)
		r = sd_bus_message_append(reply, "s", date);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "{sv}");
	if (r >= 0)
		r = add_seconds(reply, day);
	if (r >= 0)
		r = add_counts(reply, day);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : ok(sd_bus_message_close_container(reply));
}

static int on_day_details(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int32_t from, to;
	int r;

	r = begin_dates(b, m, "(sa{sv})", &from, &to, &reply, error);
	if (r < 0)
		return r;
	r = history_days(b->control->history, from, to, add_details, reply);
	return finish(b, reply, r, error);
}

/* ------------------------------------------------------- hours and minutes */

/* The five of a row; an hour that a clock put back twice is as long as the type is wide. */
static uint16_t narrow(uint32_t sec)
{
	return (uint16_t)MIN(sec, UINT16_MAX);
}

static int add_hour(void *reply, const struct history_sums *hour)
{
	const uint32_t *sec = hour->sec;
	char date[DATE_MAX];

	date_to_str(hour->number / 24, date);
	return ok(sd_bus_message_append(reply, "(syqqqqq)", date, hour->number % 24,
					narrow(history_good(sec)), narrow(history_bad(sec)),
					narrow(sec[MINUTE_MOVING]), narrow(sec[MINUTE_LYING]),
					narrow(sec[MINUTE_AWAY])));
}

static int on_hours(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int32_t from, to;
	int r;

	r = begin_dates(b, m, "(syqqqqq)", &from, &to, &reply, error);
	if (r < 0)
		return r;
	r = history_hours(b->control->history, from, to, add_hour, reply);
	return finish(b, reply, r, error);
}

static int add_minute(void *reply, int64_t minute, const uint32_t sec[MINUTE_CELLS])
{
	return ok(sd_bus_message_append(reply, "(xqqqqq)", minute * MINUTE_SEC,
					narrow(history_good(sec)), narrow(history_bad(sec)),
					narrow(sec[MINUTE_MOVING]), narrow(sec[MINUTE_LYING]),
					narrow(sec[MINUTE_AWAY])));
}

static int on_minutes(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int64_t from, to;
	int r;

	r = begin_span(b, m, "(xqqqqq)", &from, &to, &reply, error);
	if (r < 0)
		return r;
	if (to > from && (uint64_t)to - (uint64_t)from > MINUTES_MAX_SEC)
		return bus_invalid(error, "minutes are given for 7 days at most: ask for a "
					  "shorter time, or for hours");
	r = history_minutes(b->control->history, from, to, add_minute, reply);
	return finish(b, reply, r, error);
}

/* ------------------------------------------------------------------ events */

static int add_spell(void *reply, const struct spell *spell)
{
	return ok(sd_bus_message_append(reply, "(xtsii)", (int64_t)(spell->begin_us / US_PER_SEC),
					spell->bad_us, posture_to_str(spell->posture),
					spell->flexion_cdeg, spell->lateral_cdeg));
}

static int on_spells(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int64_t from, to;
	int r;

	r = begin_span(b, m, "(xtsii)", &from, &to, &reply, error);
	if (r < 0)
		return r;
	r = history_spells(b->control->history, from, to, add_spell, reply);
	return finish(b, reply, r, error);
}

static int add_alert(void *ctx, const struct history_alert *alert)
{
	sd_bus_message *reply = ctx;
	int r;

	r = sd_bus_message_open_container(reply, 'r', "xusta{sv}");
	if (r >= 0)
		r = sd_bus_message_append(reply, "xust", (int64_t)(alert->at_us / US_PER_SEC),
					  alert->why.level, posture_to_str(alert->why.posture),
					  alert->slouched_us);
	if (r >= 0)
		r = bus_append_why(reply, &alert->why);
	return r < 0 ? r : ok(sd_bus_message_close_container(reply));
}

static int on_alerts(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int64_t from, to;
	int r;

	r = begin_span(b, m, "(xusta{sv})", &from, &to, &reply, error);
	if (r < 0)
		return r;
	r = history_alerts(b->control->history, from, to, add_alert, reply);
	return finish(b, reply, r, error);
}

static int add_care(void *reply, const struct history_care *care)
{
	return ok(sd_bus_message_append(reply, "(xssss)", (int64_t)(care->at_us / US_PER_SEC),
					care->what, care->kind, care->reason, care->detail));
}

static int on_care(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int64_t from, to;
	int r;

	r = begin_span(b, m, "(xssss)", &from, &to, &reply, error);
	if (r < 0)
		return r;
	r = history_care(b->control->history, from, to, add_care, reply);
	return finish(b, reply, r, error);
}

static int on_forget_before(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	int64_t before;
	int r;

	r = sd_bus_message_read(m, "x", &before);
	if (r < 0)
		return r;
	r = history_forget(b->control->history, before);
	return r == 0 ? sd_bus_reply_method_return(m, NULL) : refuse(b, r, error);
}

/* clang-format off */
/* sd-bus is to ask no capability of the caller: the bus policy has decided before. */
#define OPEN SD_BUS_VTABLE_UNPRIVILEGED

static const sd_bus_vtable history_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD_WITH_ARGS("Days",
				SD_BUS_NO_ARGS, SD_BUS_RESULT("a(sttuu)", days), on_days, OPEN),
	SD_BUS_METHOD_WITH_ARGS("DayDetails",
				SD_BUS_ARGS("s", from_date, "s", to_date),
				SD_BUS_RESULT("a(sa{sv})", days), on_day_details, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Hours",
				SD_BUS_ARGS("s", from_date, "s", to_date),
				SD_BUS_RESULT("a(syqqqqq)", hours), on_hours, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Minutes",
				SD_BUS_ARGS("x", from_sec, "x", to_sec),
				SD_BUS_RESULT("a(xqqqqq)", minutes), on_minutes, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Spells",
				SD_BUS_ARGS("x", from_sec, "x", to_sec),
				SD_BUS_RESULT("a(xtsii)", spells), on_spells, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Alerts",
				SD_BUS_ARGS("x", from_sec, "x", to_sec),
				SD_BUS_RESULT("a(xusta{sv})", alerts), on_alerts, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Care",
				SD_BUS_ARGS("x", from_sec, "x", to_sec),
				SD_BUS_RESULT("a(xssss)", care), on_care, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Forget",
				SD_BUS_ARGS("x", before_sec),
				SD_BUS_NO_RESULT, on_forget_before, OPEN),
	SD_BUS_VTABLE_END,
};
/* clang-format on */

int bus_history_add(struct bus_sink *b)
{
	return sd_bus_add_object_vtable(b->bus, NULL, BUS_PATH, BUS_HISTORY, history_vtable, b);
}
