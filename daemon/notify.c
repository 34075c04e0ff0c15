/* SPDX-License-Identifier: MIT */
/*
 * notify.c - the sink that tells the service manager
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "notify.h"
#include "words.h"

#define STATUS_EVERY_US (10 * US_PER_SEC)

/* What is news at once; the rest of the sentence may wait. */
struct state {
	enum status status;
	enum posture posture;
	enum activity activity;
	enum sensor_state sensor[SENSOR_COUNT];
	bool heat; /* a session runs */
};

struct notify_sink {
	struct sink sink; /* first: the sink is cast back to this */
	bool enabled;
	bool stopping;
	struct state state; /* of the status last sent */
	uint64_t sent_us;
	char status[WORDS_MAX]; /* last sent */
};

static struct state state_of(const struct view *v)
{
	struct state s = {
		.status = v->status,
		.posture = v->posture,
		.activity = v->activity,
		.heat = v->care_due & 1u << CARE_HEAT,
	};

	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		s.sensor[i] = v->sensor[i].state;
	return s;
}

static bool same_state(const struct state *a, const struct state *b)
{
	bool same = a->status == b->status && a->posture == b->posture &&
		    a->activity == b->activity && a->heat == b->heat;

	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		same = same && a->sensor[i] == b->sensor[i];
	return same;
}

/* Sends @with ("READY=1\n", or "") and the sentence; what fails to arrive is said next time. */
static void send_status(struct notify_sink *n, const char *with, const struct view *v)
{
	words_status(n->status, sizeof(n->status), v);
	n->state = state_of(v);
	n->sent_us = v->now_us;
	if (sd_notifyf(false, "%sSTATUS=%s", with, n->status) <= 0)
		n->status[0] = '\0';
}

static void notify_tick(struct sink *s, const struct view *v)
{
	struct notify_sink *n = (struct notify_sink *)s;
	struct state state = state_of(v);
	char status[WORDS_MAX];

	if (!n->enabled || n->stopping)
		return;
	if (same_state(&n->state, &state) && v->now_us - n->sent_us < STATUS_EVERY_US)
		return;
	words_status(status, sizeof(status), v);
	if (strcmp(status, n->status) != 0)
		send_status(n, "", v);
}

/* systemd pairs the reload with its answer by CLOCK_MONOTONIC, not by the daemon's time. */
static void send_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(false,
		   "RELOADING=1\nMONOTONIC_USEC=%" PRIu64 "\nSTATUS=reading the configuration anew",
		   (uint64_t)now.tv_sec * US_PER_SEC + (uint64_t)now.tv_nsec / 1000);
}

static void send_alert(const char *posture, unsigned level)
{
	sd_notifyf(false, "X_PLUMBD_POSTURE=%s\nX_PLUMBD_ALERT=%u", posture, level);
}

static void notify_wearer(const struct wearer_event *w, const struct view *v)
{
	switch (w->kind) {
	case WEARER_SLOUCHED:
		send_alert(posture_to_str(v->why->posture), w->level);
		break;
	case WEARER_RECOVERED:
		send_alert(posture_to_str(v->posture), 0);
		break;
	case WEARER_CARE:
	case WEARER_LEARNING:
	case WEARER_LEARNED:
	case WEARER_NOT_LEARNED:
		break;
	}
}

static void notify_notice(struct sink *s, const struct notice *notice, const struct view *v)
{
	struct notify_sink *n = (struct notify_sink *)s;

	if (!n->enabled)
		return;
	switch (notice->kind) {
	case NOTICE_STARTED:
	case NOTICE_RELOADED:
	case NOTICE_RELOAD_FAILED: /* the old configuration stands: ready all the same */
		send_status(n, "READY=1\n", v);
		break;
	case NOTICE_WEARER:
		notify_wearer(notice->wearer, v);
		break;
	case NOTICE_RELOADING:
		send_reloading();
		break;
	case NOTICE_STOPPING:
		n->stopping = true;
		sd_notify(false, "STOPPING=1\nSTATUS=stopping");
		break;
	case NOTICE_SENSOR_LOST:
	case NOTICE_SENSOR_FOUND:
	case NOTICE_POSES_DAMAGED:
	case NOTICE_POSES_UNSAVED:
	case NOTICE_CARE_DAMAGED:
	case NOTICE_CARE_UNSAVED:
	case NOTICE_PROFILE_CHOSEN:
	case NOTICE_PROFILE_GONE:
	case NOTICE_PROFILE_DAMAGED:
	case NOTICE_PAUSES_DAMAGED:
	case NOTICE_PAUSES_UNSAVED:
	case NOTICE_CARE_DONE:
	case NOTICE_KNOT:
	case NOTICE_HISTORY_DAMAGED:
	case NOTICE_HISTORY_UNSAVED:
	case NOTICE_ENDED:
		break;
	}
}

static void notify_free(struct sink *s)
{
	free(s);
}

static const struct sink_ops notify_ops = {
	.notice = notify_notice,
	.tick = notify_tick,
	.free = notify_free,
};

int notify_sink_new(struct sink **ret)
{
	struct notify_sink *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	n->sink.ops = &notify_ops;
	n->enabled = getenv("NOTIFY_SOCKET") != NULL;
	*ret = &n->sink;
	return 0;
}
