/* SPDX-License-Identifier: MIT */
/*
 * history-events.c - what happens between the minutes: alerts and care
 */
#include <stdio.h>

#include "care-texts.h"
#include "history-internal.h"

static void alert_spoke(struct history *h, const struct wearer_event *w, const struct view *v)
{
	if (!h->alerted) {
		h->alert = (struct history_alert){ .at_us = history_real_us(v, w->t_us) };
		h->alert.day = history_local_day(h, h->alert.at_us);
		h->first_dwell_us = v->why->dwell_us;
		minutes_alert(&h->minutes);
	}
	h->alerted = h->alert_news = true;
	h->alert.why = *v->why;
}

void history_alert_ended(struct history *h, bool recovered, uint64_t slouched_us)
{
	if (!h->alerted)
		return;
	if (recovered) {
		h->alert.recovered = true;
		h->alert.slouched_us = slouched_us;
		h->alert.correcting_us = slouched_us - MIN(slouched_us, h->first_dwell_us);
		h->alert_news = true;
	}
	if (h->alert_news)
		rows_add_alert(&h->rows, &h->alert);
	h->alerted = h->alert_news = false;
}

static void note_care(struct history *h, const struct view *v, const char *what, const char *kind,
		      const char *reason, const char *detail)
{
	struct history_care care = {
		.at_us = v->real_us, .what = what, .kind = kind, .reason = reason
	};

	/* Several may come at once, and each row is known by its time. */
	if (care.at_us <= h->care_us && h->care_us - care.at_us < US_PER_MS)
		care.at_us = h->care_us + 1;
	h->care_us = care.at_us;

	care.day = history_local_day(h, care.at_us);
	snprintf(care.detail, sizeof(care.detail), "%s", detail);
	rows_add_care(&h->rows, &care);
}

static void detail_of(const struct care_event *e, char *ret, size_t size)
{
	ret[0] = '\0';
	if (e->due && e->kind == CARE_STRETCH && e->exercise < care_n_exercises)
		snprintf(ret, size, "%s", care_exercises[e->exercise].name);
	else if (e->due && e->kind == CARE_POSTURE)
		snprintf(ret, size, "%s", posture_to_str(e->posture));
	else if (e->place[0] && e->kind == CARE_PROFESSIONAL)
		snprintf(ret, size, "%s %u", e->place, e->severity);
	else if (e->place[0])
		snprintf(ret, size, "%s", e->place);
}

/* Heat that is forgotten is told every minute, and kept once. */
void history_care_event(struct history *h, const struct care_event *e, const struct view *v)
{
	bool again = h->too_long && e->due && e->reason == CARE_TOO_LONG;
	const char *what = e->due ? "due" : "over";
	char detail[HISTORY_DETAIL_MAX];

	if (e->kind == CARE_HEAT)
		h->too_long = e->due && e->reason == CARE_TOO_LONG;
	if (again)
		return;
	if (e->due && e->reason == CARE_COVER)
		what = "start";
	detail_of(e, detail, sizeof(detail));
	note_care(h, v, what, care_kind_to_str(e->kind), care_reason_to_str(e->reason), detail);
}

void history_knot(struct history *h, const struct care_event *e, const struct view *v)
{
	char detail[HISTORY_DETAIL_MAX];

	snprintf(detail, sizeof(detail), "%s %u", e->place, e->severity);
	note_care(h, v, "knot", "", "", detail);
}

void history_event(struct history *h, const struct wearer_event *w, const struct view *v)
{
	switch (w->kind) {
	case WEARER_SLOUCHED:
		alert_spoke(h, w, v);
		break;
	case WEARER_RECOVERED:
		history_alert_ended(h, true, w->slouched_us);
		break;
	case WEARER_CARE:
		history_care_event(h, &w->care, v);
		break;
	case WEARER_LEARNING:
	case WEARER_LEARNED:
	case WEARER_NOT_LEARNED:
		break;
	}
}
