/* SPDX-License-Identifier: MIT */
/*
 * bus-watch.c - angles, to those who asked and nobody else
 */
#include "bus-internal.h"

#define PERIOD_MIN_MS 100

/* Batches come a little early or late: this share of a period early is on time. */
#define EARLY_SHARE 8

/* Told on a change only: each time may set up the sensor anew. */
static void tell_control(struct bus_sink *b)
{
	uint64_t shortest_us = 0;

	for (unsigned i = 0; i < WATCHER_MAX; i++) {
		const struct watcher *w = &b->watcher[i];

		if (w->peer.present && (shortest_us == 0 || w->period_us < shortest_us))
			shortest_us = w->period_us;
	}
	if (shortest_us != b->watch_us) {
		b->watch_us = shortest_us;
		b->control->watch(b->control->ctx, shortest_us);
	}
}

static void watcher_left(struct bus_sink *b, struct peer *p)
{
	peer_drop(p);
	tell_control(b);
}

static struct watcher *find_watcher(struct bus_sink *b, sd_bus_message *m)
{
	for (unsigned i = 0; i < WATCHER_MAX; i++)
		if (peer_is_sender(&b->watcher[i].peer, m))
			return &b->watcher[i];
	return NULL;
}

static struct watcher *find_free(struct bus_sink *b)
{
	for (unsigned i = 0; i < WATCHER_MAX; i++)
		if (!b->watcher[i].peer.present)
			return &b->watcher[i];
	return NULL;
}

int on_watch(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	struct watcher *w = find_watcher(b, m);
	uint32_t period_ms;
	int r;

	r = sd_bus_message_read(m, "u", &period_ms);
	if (r < 0)
		return r;
	if (period_ms < PERIOD_MIN_MS)
		return sd_bus_error_setf(error, BUS_ERROR_INVALID,
					 "period_ms: %u is too short: ask for %u or more",
					 period_ms, PERIOD_MIN_MS);
	if (!w) {
		w = find_free(b);
		if (!w)
			return sd_bus_error_setf(error, BUS_ERROR_BUSY,
						 "%u callers watch already: wait until one stops",
						 WATCHER_MAX);
		r = peer_follow(&w->peer, b, m, watcher_left);
		if (r < 0)
			return r;
	}
	w->period_us = period_ms * US_PER_MS;
	w->due_us = 0;
	tell_control(b);
	return sd_bus_reply_method_return(m, NULL);
}

/* Unwatch() of one who does not watch is no error: what was wanted is so. */
int on_unwatch(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	struct watcher *w = find_watcher(b, m);

	(void)error;
	if (w)
		watcher_left(b, &w->peer);
	return sd_bus_reply_method_return(m, NULL);
}

static void send_angles(struct bus_sink *b, const struct watcher *w, const struct view *v)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	int r;

	r = sd_bus_message_new_signal(b->bus, &m, BUS_PATH, BUS_POSTURE, "Angles");
	if (r < 0)
		return;
	if (w->peer.name[0])
		r = sd_bus_message_set_destination(m, w->peer.name);
	if (r >= 0)
		r = sd_bus_message_append(m, "tiii", v->real_us, v->flexion_cdeg, v->lateral_cdeg,
					  v->curvature_cdeg);
	if (r >= 0)
		bus_send(b, m);
}

void bus_watch_publish(struct bus_sink *b, const struct view *v)
{
	for (unsigned i = 0; i < WATCHER_MAX; i++) {
		struct watcher *w = &b->watcher[i];

		if (!w->peer.present || v->now_us + w->period_us / EARLY_SHARE < w->due_us)
			continue;
		send_angles(b, w, v);
		/* From when it was due, or the trembling would add up; but never in arrears. */
		w->due_us += w->period_us;
		if (w->due_us <= v->now_us)
			w->due_us = v->now_us + w->period_us;
	}
}

void bus_watch_free(struct bus_sink *b)
{
	for (unsigned i = 0; i < WATCHER_MAX; i++)
		peer_drop(&b->watcher[i].peer);
}
