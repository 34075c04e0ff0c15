/* SPDX-License-Identifier: MIT */
#include "faults.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define STEADY_S           61      /* after which plumbd counts an outage as one of its own */
#define LINGER_US          2000000 /* a fault that lost the sensor stays a little longer */
#define WAIT_S             90
#define BACKOFF_MAX_US     30000000
#define HANG_S             120
#define HANG_TRANSFERS_MAX 40 /* four reads, then a search at 0.5, 1, 2, 4, 8, 16 and 30 s */
#define MS                 1000u

/* clang-format off */
static const struct fault faults[] = {
	{ "NACK (EREMOTEIO), once",      EFFECT_ONE_FAILS,  EREMOTEIO, 0,         FAULT_BORNE },
	{ "NACK (EREMOTEIO)",            EFFECT_KIND_FAILS, EREMOTEIO, 0,         FAULT_LASTING },
	{ "NACK (ENXIO), once",          EFFECT_ONE_FAILS,  ENXIO,     0,         FAULT_BORNE },
	{ "NACK (ENXIO)",                EFFECT_KIND_FAILS, ENXIO,     0,         FAULT_LASTING },
	{ "arbitration lost, once",      EFFECT_ONE_FAILS,  EAGAIN,    0,         FAULT_BORNE },
	{ "arbitration lost",            EFFECT_KIND_FAILS, EAGAIN,    0,         FAULT_LASTING },
	{ "timeout, once",               EFFECT_ONE_FAILS,  ETIMEDOUT, 1000 * MS, FAULT_BRIEF },
	{ "timeout",                     EFFECT_KIND_FAILS, ETIMEDOUT, 1000 * MS, FAULT_LASTING },
	{ "I/O error, once",             EFFECT_ONE_FAILS,  EIO,       0,         FAULT_BORNE },
	{ "I/O error",                   EFFECT_KIND_FAILS, EIO,       0,         FAULT_LASTING },
	{ "short read, once",            EFFECT_ONE_SHORT,  0,         0,         FAULT_BORNE },
	{ "short read",                  EFFECT_KIND_SHORT, 0,         0,         FAULT_LASTING },
	{ "hung bus",                    EFFECT_ALL_FAIL,   ETIMEDOUT, 1000 * MS, FAULT_LASTING },
	{ "sensor unplugged",            EFFECT_ALL_FAIL,   EREMOTEIO, 0,         FAULT_LASTING },
	{ "adapter unplugged",           EFFECT_GONE,       0,         0,         FAULT_LASTING },
	{ "permission denied",           EFFECT_DENIED,     0,         0,         FAULT_LASTING },
	{ "taken by a kernel driver",    EFFECT_TAKEN,      0,         0,         FAULT_LASTING },
	{ "another chip in its place",   EFFECT_OTHER_CHIP, 0,         0,         FAULT_LASTING },
	{ "brown-out",                   EFFECT_BROWN_OUT,  0,         0,         FAULT_BRIEF },
	{ "frozen sample",               EFFECT_FROZEN,     0,         0,         FAULT_LASTING },
	{ "samples of zeros",            EFFECT_ZERO_DATA,  0,         0,         FAULT_LASTING },
	{ "ones in such reads",          EFFECT_KIND_ONES,  0,         0,         FAULT_LASTING },
	{ "zeros on the wire",           EFFECT_WIRE_ZEROS, 0,         0,         FAULT_LASTING },
	{ "ones on the wire",            EFFECT_WIRE_ONES,  0,         0,         FAULT_LASTING },
	{ "saturated axis",              EFFECT_SATURATED,  0,         0,         FAULT_LASTING },
	{ "clock a third too slow",      EFFECT_SLOW_CLOCK, 0,         0,         FAULT_LASTING },
};
/* clang-format on */

const struct fault *fault_at(unsigned i)
{
	return i < sizeof faults / sizeof faults[0] ? &faults[i] : NULL;
}

const char *transfer_to_str(enum transfer kind)
{
	static const char *const names[TRANSFERS] = { "identity", "init", "count", "data",
						      "status" };

	return names[kind];
}

/* What one case waits for, and what it remembers from before. */
struct watch {
	struct look before;
	unsigned lost_lines, back_lines;
	uint64_t lost_us, ended_real_us;
	uint64_t detected_us; /* when the first sign of trouble showed */
};

static bool is(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

static bool is_well(struct station *s, void *arg)
{
	struct watch *w = arg;

	return is(s->now.status, "watching") && is(s->now.state, "running") &&
	       is(s->now.posture, "upright") && s->now.last_sample_us > w->ended_real_us;
}

static bool is_watching(struct station *s, void *arg)
{
	struct watch *w = arg;

	return is(s->now.status, "watching") && is(s->now.state, "running") &&
	       s->now.last_sample_us > w->ended_real_us;
}

static bool shows(const struct look *now, const struct look *before)
{
	return now->errors != before->errors || now->recoveries != before->recoveries ||
	       now->overflows != before->overflows || !is(now->state, "running");
}

static void note_detection(struct station *s, struct watch *w)
{
	if (!w->detected_us && adapter_begun_us(s->adapter) && shows(&s->now, &w->before))
		w->detected_us = adapter_now_us(s->adapter);
}

static bool is_lost(struct station *s, void *arg)
{
	struct watch *w = arg;
	uint64_t now_us = adapter_now_us(s->adapter);

	note_detection(s, w);
	if (!w->lost_us && is(s->now.status, "sensor-lost") && is(s->now.state, "searching"))
		w->lost_us = now_us;
	return w->lost_us && now_us - w->lost_us > LINGER_US;
}

static bool is_over(struct station *s, void *arg)
{
	struct watch *w = arg;

	note_detection(s, w);
	return w->detected_us != 0;
}

static bool fail(struct outcome *o, const char *what, const struct station *s)
{
	if (!o->why[0])
		snprintf(o->why, sizeof o->why, "%s (%s, %s, sensor %s)", what, s->now.status,
			 s->now.posture, s->now.state);
	return false;
}

static bool strike(struct station *s, const struct fault *f, enum transfer kind, struct watch *w,
		   struct outcome *o)
{
	struct injection what = {
		.effect = f->effect, .error = f->error, .delay_us = f->delay_us, .at = kind
	};
	bool right;

	adapter_arm(s->adapter, &what);
	right = station_wait(s, f->course == FAULT_LASTING ? is_lost : is_over, w, WAIT_S);
	if (w->detected_us)
		o->detected_us = w->detected_us - adapter_begun_us(s->adapter);
	w->ended_real_us = station_real_us(s);
	if (!adapter_end(s->adapter))
		return fail(o, "no such transfer was made", s);
	if (!right)
		return fail(o, f->course == FAULT_LASTING ? "not lost" : "not noticed", s);
	return true;
}

static bool check_told(struct station *s, const struct fault *f, enum transfer kind,
		       const struct watch *w, struct outcome *o)
{
	/* a fault of the set-up is reached by way of a brown-out, which is told as well */
	bool told = f->course != FAULT_BORNE || kind == TRANSFER_IDENTITY || kind == TRANSFER_INIT;
	unsigned lost = station_lines(s, "sensor lost", NULL, 0) - w->lost_lines;
	unsigned back = station_lines(s, "sensor back", NULL, 0) - w->back_lines;

	if (lost != told)
		return fail(o, lost ? "told more than once" : "not told", s);
	if (back != told)
		return fail(o,
			    back ? "its return was told more than once" : "its return was not told",
			    s);
	return true;
}

/* Every case begins with a past that plumbd has put behind it. */
static bool settle(struct station *s, struct watch *w)
{
	station_jump(s, STEADY_S);
	w->ended_real_us = station_real_us(s);
	return station_wait(s, is_well, w, WAIT_S);
}

static bool check(struct station *s, const struct fault *f, enum transfer kind, struct outcome *o)
{
	struct watch w = { 0 };
	uint64_t ended_us;

	if (!settle(s, &w))
		return fail(o, "not well before", s);
	w.before = s->now;
	w.lost_lines = station_lines(s, "sensor lost", NULL, 0);
	w.back_lines = station_lines(s, "sensor back", NULL, 0);
	if (!strike(s, f, kind, &w, o))
		return false;
	ended_us = adapter_now_us(s->adapter);
	if (!station_wait(s, is_watching, &w, WAIT_S))
		return fail(o, "not watching again", s);
	o->back_us = adapter_now_us(s->adapter) - ended_us;
	if (o->back_us > BACKOFF_MAX_US)
		return fail(o, "back later than the longest back-off", s);
	if (!station_wait(s, is_well, &w, WAIT_S))
		return fail(o, "no posture again", s);
	if (s->strange[0])
		return fail(o, s->strange, s);
	if (s->now.alert_level)
		return fail(o, "an alert", s);
	return check_told(s, f, kind, &w, o);
}

void fault_run(struct station *s, const struct fault *fault, enum transfer kind,
	       struct outcome *ret)
{
	*ret = (struct outcome){ .done = true };
	s->strange[0] = '\0';
	ret->good = check(s, fault, kind, ret);
	(void)adapter_end(s->adapter);
}

/* ---- for long ---- */

struct hang {
	unsigned transfers;
	uint64_t end_us, last_us, pause_us;
};

static bool has_hung_enough(struct station *s, void *arg)
{
	uint64_t now_us = adapter_now_us(s->adapter);
	unsigned transfers = adapter_transfers(s->adapter);
	struct hang *h = arg;

	if (transfers != h->transfers) {
		h->pause_us = now_us - h->last_us > h->pause_us ? now_us - h->last_us : h->pause_us;
		h->transfers = transfers;
		h->last_us = now_us;
	}
	return now_us > h->end_us;
}

static const char *outlast(struct station *s, struct outage *o)
{
	static const struct injection what = { .effect = EFFECT_ALL_FAIL,
					       .error = ETIMEDOUT,
					       .delay_us = 1000 * MS };
	unsigned before = adapter_transfers(s->adapter);
	uint64_t begin_us = adapter_now_us(s->adapter);
	struct hang h = { before, begin_us + HANG_S * 1000 * MS, begin_us, 0 };
	struct watch w = { 0 };
	bool answered;

	adapter_begin(s->adapter, &what);
	answered = station_wait(s, has_hung_enough, &h, HANG_S + WAIT_S);
	w.ended_real_us = station_real_us(s);
	o->lasted_us = adapter_end(s->adapter) - begin_us;
	o->transfers = h.transfers - before;
	o->pause_us = h.pause_us;
	if (!answered)
		return "D-Bus did not answer";
	if (o->transfers > HANG_TRANSFERS_MAX)
		return "too many transfers";
	if (!station_wait(s, is_watching, &w, WAIT_S))
		return "not watching again";
	o->back_us = station_real_us(s) - w.ended_real_us;
	return NULL;
}

void fault_run_outage(struct station *s, struct outage *ret)
{
	struct watch w = { 0 };
	const char *why = "not well before";

	*ret = (struct outage){ .good = false };
	if (settle(s, &w))
		why = outlast(s, ret);
	ret->good = !why;
	snprintf(ret->why, sizeof ret->why, "%s", why ? why : "");
}
