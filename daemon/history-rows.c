/* SPDX-License-Identifier: MIT */
#include "history-internal.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 8

static bool make_room(struct list *l, size_t size, unsigned max)
{
	unsigned room = l->room ? MIN(2 * l->room, max) : ROOM_FIRST;
	void *items;

	if (l->n == max) {
		l->n--;
		memmove(l->items, (char *)l->items + size, l->n * size);
	}
	if (l->n < l->room)
		return true;
	items = realloc(l->items, room * size);
	if (!items)
		return false;
	l->items = items;
	l->room = room;
	return true;
}

static void add(struct list *l, const void *item, size_t size, unsigned max)
{
	if (make_room(l, size, max))
		memcpy((char *)l->items + l->n++ * size, item, size);
}

/* While nothing can be written a minute comes in parts, one with each try. */
void rows_add_minute(struct rows *r, const struct minute *minute)
{
	struct minute *last =
		r->minutes.n ? (struct minute *)r->minutes.items + r->minutes.n - 1 : NULL;
	struct minute more = *minute;

	if (last && last->minute == minute->minute &&
	    last->utc_offset_min == minute->utc_offset_min) {
		minute_add(last, &more);
		return;
	}
	add(&r->minutes, minute, sizeof(*minute), HISTORY_PENDING_MINUTES);
}

void rows_add_spell(struct rows *r, const struct spell *spell)
{
	add(&r->spells, spell, sizeof(*spell), HISTORY_PENDING_EVENTS);
}

void rows_add_alert(struct rows *r, const struct history_alert *alert)
{
	add(&r->alerts, alert, sizeof(*alert), HISTORY_PENDING_EVENTS);
}

void rows_add_care(struct rows *r, const struct history_care *care)
{
	add(&r->care, care, sizeof(*care), HISTORY_PENDING_EVENTS);
}

bool rows_any(const struct rows *r)
{
	return r->minutes.n || r->spells.n || r->alerts.n || r->care.n || r->has_minute ||
	       r->has_spell || r->has_alert;
}

void rows_clear(struct rows *r)
{
	free(r->minutes.items);
	free(r->spells.items);
	free(r->alerts.items);
	free(r->care.items);
	*r = (struct rows){ 0 };
}
