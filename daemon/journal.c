/* SPDX-License-Identifier: MIT */
/*
 * journal.c - the sink that keeps a record
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "care-words.h"
#include "journal-entry.h"
#include "journal.h"
#include "profiles.h"
#include "words.h"

#define FLAP_US        (60 * US_PER_SEC)

/* One sensor's being away. */
struct outage {
	bool lost;
	bool told; /* of this loss */
	bool ever_found;
	uint64_t since_us;
	uint64_t told_us; /* of the last loss told; 0 = none was */
	uint32_t errors;  /* its counter when it was lost */
	unsigned untold;  /* losses since that were not */
};

struct journal_sink {
	struct sink sink; /* first: the sink is cast back to this */
	bool to_journald;
	bool too_long; /* heat, told once already */
	struct outage outage[SENSOR_COUNT];
};

static void say(const struct journal_sink *j, enum message message, int priority, const char *text)
{
	struct entry e;

	entry_begin(&e, message, priority, text);
	entry_end(&e, j->to_journald);
}

static void add_angle(struct entry *e, const char *name, int32_t cdeg)
{
	if (cdeg != ANGLE_UNKNOWN)
		entry_add(e, "PLUMBD_%s_CDEG=%" PRId32, name, cdeg);
}

static void add_angles(struct entry *e, int32_t flexion_cdeg, int32_t lateral_cdeg,
		       int32_t curvature_cdeg)
{
	add_angle(e, "FLEXION", flexion_cdeg);
	add_angle(e, "LATERAL", lateral_cdeg);
	add_angle(e, "CURVATURE", curvature_cdeg);
}

static void say_alert(const struct journal_sink *j, const struct explanation *why)
{
	char text[WORDS_MAX];
	struct entry e;

	words_alert(text, sizeof(text), why);
	entry_begin(&e, MESSAGE_ALERT, LOG_NOTICE, text);
	entry_add(&e, "PLUMBD_POSTURE=%s", posture_to_str(why->posture));
	entry_add(&e, "PLUMBD_POSE=%s", why->pose);
	entry_add(&e, "PLUMBD_ALERT_LEVEL=%u", why->level);
	entry_add(&e, "PLUMBD_DWELL_USEC=%" PRIu64, why->dwell_us);
	add_angles(&e, why->flexion_cdeg, why->lateral_cdeg, why->curvature_cdeg);
	entry_end(&e, j->to_journald);
}

static void say_recovered(const struct journal_sink *j, const struct wearer_event *w,
			  const struct view *v)
{
	char text[WORDS_MAX];
	struct entry e;

	words_recovered(text, sizeof(text), v->why->posture, w->slouched_us);
	entry_begin(&e, MESSAGE_RECOVERED, LOG_NOTICE, text);
	entry_add(&e, "PLUMBD_POSTURE=%s", posture_to_str(v->posture));
	entry_add(&e, "PLUMBD_ACTIVITY=%s", activity_to_str(v->activity));
	entry_add(&e, "PLUMBD_SLOUCHED_USEC=%" PRIu64, w->slouched_us);
	add_angles(&e, v->flexion_cdeg, v->lateral_cdeg, v->curvature_cdeg);
	entry_end(&e, j->to_journald);
}

static void say_learned(const struct journal_sink *j, const struct pose *pose)
{
	char learned[64], text[WORDS_MAX];
	struct entry e;

	words_learned(learned, sizeof(learned), pose);
	snprintf(text, sizeof(text), "pose \"%s\" %s", pose->name, learned);
	entry_begin(&e, MESSAGE_POSE_LEARNED, LOG_NOTICE, text);
	entry_add(&e, "PLUMBD_POSE=%s", pose->name);
	entry_add(&e, "PLUMBD_POSTURE=%s", posture_to_str(pose->posture));
	entry_add(&e, "PLUMBD_GRADE=%u", pose->grade);
	entry_end(&e, j->to_journald);
}

static int care_priority(const struct care_event *e)
{
	if (!e->due)
		return LOG_INFO;
	return e->reason == CARE_TOO_LONG ? LOG_WARNING : LOG_NOTICE;
}

/* In the wearer's language, and of the wearer's own places: the one message that is not ASCII. */
static void say_care(struct journal_sink *j, const struct care_event *care)
{
	bool again = j->too_long && care->reason == CARE_TOO_LONG;
	char text[CARE_WORDS_MAX];
	struct entry e;

	if (care->kind == CARE_HEAT)
		j->too_long = care->due && care->reason == CARE_TOO_LONG;
	if (again)
		return;
	care_words(text, sizeof(text), care);
	entry_begin_utf8(&e, care->due ? MESSAGE_CARE_DUE : MESSAGE_CARE_OVER,
			 care_priority(care), text);
	entry_add(&e, "PLUMBD_CARE_KIND=%s", care_kind_to_str(care->kind));
	entry_add(&e, "PLUMBD_CARE_REASON=%s", care_reason_to_str(care->reason));
	entry_end(&e, j->to_journald);
}

static void say_wearer(struct journal_sink *j, const struct wearer_event *w, const struct view *v)
{
	switch (w->kind) {
	case WEARER_SLOUCHED:
		say_alert(j, v->why);
		break;
	case WEARER_RECOVERED:
		say_recovered(j, w, v);
		break;
	case WEARER_LEARNED:
		say_learned(j, &w->pose);
		break;
	case WEARER_CARE:
		say_care(j, &w->care);
		break;
	case WEARER_LEARNING:
	case WEARER_NOT_LEARNED: /* the one who asked is told; nothing has changed */
		break;
	}
}

static void add_sensor(struct entry *e, enum sensor sensor, const struct sensor_health *h)
{
	entry_add(e, "PLUMBD_SENSOR=%s", sensor_to_str(sensor));
	entry_add(e, "PLUMBD_CHIP=%s", h->chip);
	entry_add(e, "PLUMBD_BUS=%s", h->bus);
	entry_add(e, "PLUMBD_ADDRESS=0x%02x", h->address);
}

static void say_lost(struct journal_sink *j, enum sensor sensor, const struct view *v)
{
	const struct sensor_health *h = &v->sensor[sensor];
	struct outage *o = &j->outage[sensor];
	char lost[512], text[WORDS_MAX];
	struct entry e;

	words_sensor_lost(lost, sizeof(lost), sensor, h);
	snprintf(text, sizeof(text), "%s", lost);
	if (o->untold)
		snprintf(text, sizeof(text), "%s (and %u time%s before, not told)", lost, o->untold,
			 o->untold == 1 ? "" : "s");
	entry_begin(&e, MESSAGE_SENSOR_LOST, LOG_WARNING, text);
	add_sensor(&e, sensor, h);
	if (h->last_error < 0)
		entry_add(&e, "PLUMBD_I2C_ERRNO=%d", -h->last_error);
	entry_end(&e, j->to_journald);
	o->told = true;
	o->told_us = v->now_us;
	o->untold = 0;
}

static bool flaps(const struct outage *o, uint64_t now_us)
{
	return o->told_us && now_us - o->told_us < FLAP_US;
}

static void sensor_lost(struct journal_sink *j, enum sensor sensor, const struct view *v)
{
	struct outage *o = &j->outage[sensor];

	if (o->lost)
		return;
	o->lost = true;
	o->told = false;
	o->since_us = v->now_us;
	o->errors = v->sensor[sensor].errors;
	if (!flaps(o, v->now_us))
		say_lost(j, sensor, v);
}

/* "MPU-6050 at 0x68 on /dev/i2c-1", as much of it as is known */
static void name_sensor(char *ret, size_t size, const struct sensor_health *h)
{
	char at[16] = "";

	if (h->address)
		snprintf(at, sizeof(at), "at 0x%02x ", h->address);
	snprintf(ret, size, "%s %son %s", h->chip[0] ? h->chip : "samples", at, h->bus);
}

static void say_found(struct journal_sink *j, enum sensor sensor, const struct view *v)
{
	const struct sensor_health *h = &v->sensor[sensor];
	const struct outage *o = &j->outage[sensor];
	char what[160], away[64], text[WORDS_MAX];
	uint64_t away_us = v->now_us - o->since_us;
	struct entry e;

	name_sensor(what, sizeof(what), h);
	words_duration(away, sizeof(away), away_us);
	if (o->ever_found && o->lost)
		snprintf(text, sizeof(text),
			 "%s sensor back after %s: %s; %" PRIu32 " errors meanwhile",
			 sensor_to_str(sensor), away, what, h->errors - o->errors);
	else
		snprintf(text, sizeof(text), "%s sensor found: %s", sensor_to_str(sensor), what);
	entry_begin(&e, MESSAGE_SENSOR_FOUND, LOG_NOTICE, text);
	add_sensor(&e, sensor, h);
	if (o->lost) {
		entry_add(&e, "PLUMBD_AWAY_USEC=%" PRIu64, away_us);
		entry_add(&e, "PLUMBD_ERRORS=%" PRIu32, h->errors - o->errors);
	}
	entry_end(&e, j->to_journald);
}

/* A stream that begins anew without a loss, at the chip's true rate or set up again, is no news. */
static void sensor_found(struct journal_sink *j, enum sensor sensor, const struct view *v)
{
	struct outage *o = &j->outage[sensor];

	if (o->ever_found && !o->lost)
		return;
	if (!o->lost || o->told)
		say_found(j, sensor, v);
	else
		o->untold++;
	o->lost = false;
	o->ever_found = true;
}

static void say_ended(const struct journal_sink *j, const char *trouble)
{
	char text[WORDS_MAX];

	snprintf(text, sizeof(text), "the recording is over%s%s", trouble ? ": " : "",
		 trouble ? trouble : "");
	say(j, MESSAGE_RECORDING_ENDED, trouble ? LOG_ERR : LOG_INFO, text);
}

/* By hand only: a pose may bring another every few minutes, and the property tells of it. */
static void say_chosen(const struct journal_sink *j, const struct view *v)
{
	char text[WORDS_MAX];
	struct entry e;

	if (strcmp(v->profile_choice, PROFILES_AUTO) == 0)
		snprintf(text, sizeof(text), "the profile is left to the poses");
	else
		snprintf(text, sizeof(text), "profile \"%s\" chosen", v->profile_choice);
	entry_begin(&e, MESSAGE_PROFILE_CHOSEN, LOG_NOTICE, text);
	entry_add(&e, "PLUMBD_PROFILE=%s", v->profile_choice);
	entry_end(&e, j->to_journald);
}

static void say_gone(const struct journal_sink *j, const char *name)
{
	char text[WORDS_MAX];
	struct entry e;

	snprintf(text, sizeof(text),
		 "the chosen profile \"%s\" is not in plumbd.conf any more: it is left to the "
		 "poses",
		 name);
	entry_begin(&e, MESSAGE_PROFILE_GONE, LOG_WARNING, text);
	entry_add(&e, "PLUMBD_PROFILE=%s", name);
	entry_end(&e, j->to_journald);
}

static void say_error(const struct journal_sink *j, enum message message, const char *what,
		      const char *why)
{
	char text[WORDS_MAX];

	snprintf(text, sizeof(text), "%s: %s", what, why);
	say(j, message, LOG_ERR, text);
}

static void journal_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct journal_sink *j = (struct journal_sink *)s;

	switch (n->kind) {
	case NOTICE_STARTED:
		say(j, MESSAGE_STARTED, LOG_INFO, "plumbd " PLUMBD_VERSION " started");
		break;
	case NOTICE_WEARER:
		say_wearer(j, n->wearer, v);
		break;
	case NOTICE_SENSOR_LOST:
		sensor_lost(j, n->sensor, v);
		break;
	case NOTICE_SENSOR_FOUND:
		sensor_found(j, n->sensor, v);
		break;
	case NOTICE_RELOADING:
		break;
	case NOTICE_RELOADED:
		say(j, MESSAGE_RELOADED, LOG_NOTICE, "configuration read anew");
		break;
	case NOTICE_RELOAD_FAILED:
		say_error(j, MESSAGE_RELOAD_FAILED, "new configuration refused, the old one stands",
			  v->config_error);
		break;
	case NOTICE_POSES_DAMAGED:
		say_error(j, MESSAGE_POSES_DAMAGED, "the taught poses cannot be read", n->text);
		break;
	case NOTICE_POSES_UNSAVED:
		say_error(j, MESSAGE_POSES_UNSAVED, "the poses cannot be saved, the old ones stand",
			  n->text);
		break;
	case NOTICE_CARE_DAMAGED:
		say_error(j, MESSAGE_CARE_DAMAGED, "what the coach remembers cannot be read",
			  n->text);
		break;
	case NOTICE_CARE_UNSAVED:
		say_error(j, MESSAGE_CARE_UNSAVED, "what the coach remembers cannot be saved",
			  n->text);
		break;
	case NOTICE_PROFILE_CHOSEN:
		say_chosen(j, v);
		break;
	case NOTICE_PROFILE_GONE:
		say_gone(j, n->text);
		break;
	case NOTICE_PROFILE_DAMAGED:
		say_error(j, MESSAGE_PROFILE_DAMAGED, "the chosen profile cannot be read", n->text);
		break;
	case NOTICE_PAUSES_DAMAGED:
		say_error(j, MESSAGE_PAUSES_DAMAGED, "the pauses cannot be read", n->text);
		break;
	case NOTICE_PAUSES_UNSAVED:
		say_error(j, MESSAGE_PAUSES_UNSAVED,
			  "pauses cannot be saved, and a restart does not know them", n->text);
		break;
	case NOTICE_HISTORY_DAMAGED:
		say_error(j, MESSAGE_HISTORY_DAMAGED,
			  "the history cannot be read, another is begun", n->text);
		break;
	case NOTICE_HISTORY_UNSAVED:
		say_error(j, MESSAGE_HISTORY_UNSAVED,
			  "the history cannot be written, the last day of it is kept in memory",
			  n->text);
		break;
	case NOTICE_CARE_DONE: /* the one who says so knows */
	case NOTICE_KNOT:
		break;
	case NOTICE_ENDED:
		say_ended(j, n->text);
		break;
	case NOTICE_STOPPING:
		say(j, MESSAGE_STOPPED, LOG_INFO, "plumbd stopped");
		break;
	}
}

/* Tells of sensors that were never there, and of a flapping one that stays away. */
static void journal_tick(struct sink *s, const struct view *v)
{
	struct journal_sink *j = (struct journal_sink *)s;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct sensor_health *h = &v->sensor[i];
		const struct outage *o = &j->outage[i];

		if (h->state == SENSOR_SEARCHING && h->trouble[0])
			sensor_lost(j, (enum sensor)i, v);
		if (o->lost && !o->told && !flaps(o, v->now_us))
			say_lost(j, (enum sensor)i, v);
	}
}

static void journal_free(struct sink *s)
{
	free(s);
}

static const struct sink_ops journal_ops = {
	.notice = journal_notice,
	.tick = journal_tick,
	.free = journal_free,
};

/* As sd-daemon(3) has it: the variable may be inherited by one whose stderr went elsewhere. */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	uintmax_t device, inode;
	struct stat st;

	return stream && sscanf(stream, "%ju:%ju", &device, &inode) == 2 &&
	       fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

int journal_sink_new(struct sink **ret)
{
	struct journal_sink *j = calloc(1, sizeof(*j));

	if (!j)
		return -ENOMEM;
	j->sink.ops = &journal_ops;
	j->to_journald = stderr_is_journal() || (getenv("NOTIFY_SOCKET") &&
						 access("/run/systemd/journal/socket", F_OK) == 0);
	*ret = &j->sink;
	return 0;
}
