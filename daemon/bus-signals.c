/* SPDX-License-Identifier: MIT */
/*
 * bus-signals.c - Slouched, Recovered, LearningProgress, and Explain()'s dictionary
 */
#include <time.h>

#include "bus-internal.h"
#include "words.h"

/* An a{sv} under way; after the first error the rest is skipped. */
struct dict {
	sd_bus_message *m;
	int r;
};

static void dict_open(struct dict *d)
{
	d->r = sd_bus_message_open_container(d->m, 'a', "{sv}");
}

static void dict_close(struct dict *d)
{
	if (d->r >= 0)
		d->r = sd_bus_message_close_container(d->m);
}

static void dict_s(struct dict *d, const char *key, const char *value)
{
	if (d->r >= 0)
		d->r = sd_bus_message_append(d->m, "{sv}", key, "s", value);
}

static void dict_t(struct dict *d, const char *key, uint64_t value)
{
	if (d->r >= 0)
		d->r = sd_bus_message_append(d->m, "{sv}", key, "t", value);
}

static void dict_u(struct dict *d, const char *key, uint32_t value)
{
	if (d->r >= 0)
		d->r = sd_bus_message_append(d->m, "{sv}", key, "u", value);
}

/* An angle that is not known is left out. */
static void dict_angle(struct dict *d, const char *key, int32_t cdeg)
{
	if (d->r >= 0 && cdeg != ANGLE_UNKNOWN)
		d->r = sd_bus_message_append(d->m, "{sv}", key, "i", cdeg);
}

static void dict_angles(struct dict *d, int32_t flexion_cdeg, int32_t lateral_cdeg,
			int32_t curvature_cdeg)
{
	dict_angle(d, "flexion_cdeg", flexion_cdeg);
	dict_angle(d, "lateral_cdeg", lateral_cdeg);
	dict_angle(d, "curvature_cdeg", curvature_cdeg);
}

/* CLOCK_REALTIME of an event */
static uint64_t event_real_us(const struct wearer_event *w, const struct view *v)
{
	return v->real_us - (v->now_us - w->t_us);
}

static void send_slouched(struct bus_sink *b, const struct wearer_event *w, const struct view *v)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	const struct explanation *why = v->why;
	char sentence[WORDS_MAX];
	struct dict d;

	if (sd_bus_message_new_signal(b->bus, &m, BUS_PATH, BUS_POSTURE, "Slouched") < 0 ||
	    sd_bus_message_append(m, "tu", event_real_us(w, v), (uint32_t)w->level) < 0)
		return;
	words_alert(sentence, sizeof(sentence), why);
	d.m = m;
	dict_open(&d);
	dict_s(&d, "posture", posture_to_str(why->posture));
	dict_s(&d, "pose", why->pose);
	dict_angles(&d, why->flexion_cdeg, why->lateral_cdeg, why->curvature_cdeg);
	dict_t(&d, "dwell_usec", why->dwell_us);
	dict_u(&d, "level", w->level);
	dict_s(&d, "sentence", sentence);
	dict_close(&d);
	if (d.r >= 0)
		bus_send(b, m);
}

static void send_recovered(struct bus_sink *b, const struct wearer_event *w, const struct view *v)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	char sentence[WORDS_MAX];
	struct dict d;

	if (sd_bus_message_new_signal(b->bus, &m, BUS_PATH, BUS_POSTURE, "Recovered") < 0 ||
	    sd_bus_message_append(m, "tt", event_real_us(w, v), w->slouched_us) < 0)
		return;
	words_recovered(sentence, sizeof(sentence), v->why->posture, w->slouched_us);
	d.m = m;
	dict_open(&d);
	dict_s(&d, "posture", posture_to_str(v->posture));
	dict_s(&d, "pose", v->pose);
	dict_s(&d, "activity", activity_to_str(v->activity));
	dict_angles(&d, v->flexion_cdeg, v->lateral_cdeg, v->curvature_cdeg);
	dict_s(&d, "sentence", sentence);
	dict_close(&d);
	if (d.r >= 0)
		bus_send(b, m);
}

void bus_signal_learning(struct bus_sink *b, const char *name, uint32_t percent, const char *hint)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;

	if (sd_bus_message_new_signal(b->bus, &m, BUS_PATH, BUS_POSTURE, "LearningProgress") < 0 ||
	    sd_bus_message_append(m, "sus", name, percent, hint) < 0)
		return;
	bus_send(b, m);
}

static void send_learned(struct bus_sink *b, const struct wearer_event *w)
{
	char hint[WORDS_MAX];

	words_learned(hint, sizeof(hint), &w->pose);
	bus_signal_learning(b, w->pose.name, 100, hint);
	b->learning[0] = '\0';
}

static void send_not_learned(struct bus_sink *b, const struct notice *n)
{
	const struct wearer_event *w = n->wearer;
	char hint[WORDS_MAX];

	words_not_learned(hint, sizeof(hint), w->result, n->text);
	bus_signal_learning(b, w->pose.name, 0, hint);
	b->learning[0] = '\0';
}

void bus_signal_wearer(struct bus_sink *b, const struct notice *n, const struct view *v)
{
	const struct wearer_event *w = n->wearer;

	switch (w->kind) {
	case WEARER_SLOUCHED:
		send_slouched(b, w, v);
		break;
	case WEARER_RECOVERED:
		send_recovered(b, w, v);
		break;
	case WEARER_LEARNING:
		/* 100 is kept for the end: the window is full a moment before the pose is. */
		bus_signal_learning(b, w->pose.name, MIN(w->percent, 99u),
				    calibrate_hint_to_str(w->hint));
		break;
	case WEARER_LEARNED:
		send_learned(b, w);
		break;
	case WEARER_NOT_LEARNED:
		send_not_learned(b, n);
		break;
	case WEARER_CARE:
		bus_signal_care(b, &w->care);
		break;
	}
}

static unsigned local_minute(int64_t real_sec)
{
	time_t when = (time_t)real_sec;
	struct tm tm;

	if (!localtime_r(&when, &tm))
		return 0;
	return (unsigned)(tm.tm_hour * 60 + tm.tm_min);
}

int bus_append_why(sd_bus_message *m, const struct explanation *why)
{
	struct dict d = { .m = m };
	char sentence[WORDS_MAX], value[32];

	words_why(sentence, sizeof(sentence), why, local_minute(why->real_sec));
	words_config_value(value, sizeof(value), why);
	dict_open(&d);
	dict_t(&d, "when_usec", (uint64_t)why->real_sec * US_PER_SEC);
	dict_u(&d, "level", why->level);
	dict_s(&d, "posture", posture_to_str(why->posture));
	dict_s(&d, "pose", why->pose);
	dict_s(&d, "reference", why->reference);
	dict_angles(&d, why->flexion_cdeg, why->lateral_cdeg, why->curvature_cdeg);
	dict_angle(&d, "distance_cdeg", why->distance_cdeg);
	dict_angle(&d, "other_cdeg", why->other_cdeg);
	dict_angle(&d, "border_cdeg", why->border_cdeg);
	dict_t(&d, "dwell_usec", why->dwell_us);
	dict_t(&d, "delay_usec", why->delay_us);
	dict_s(&d, "config_key", why->key);
	dict_s(&d, "config_value", value);
	dict_s(&d, "sentence", sentence);
	dict_close(&d);
	return d.r;
}
