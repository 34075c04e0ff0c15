/* SPDX-License-Identifier: MIT */
/*
 * words.c - what plumbd says, in words
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fixed.h"
#include "words.h"

/* A sentence that grows; what does not fit is cut. */
struct text {
	char *at;
	size_t left;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t, const char *format, ...)
{
	va_list args;
	size_t n;

	va_start(args, format);
	n = (size_t)vsnprintf(t->at, t->left, format, args);
	va_end(args);
	n = MIN(n, t->left - 1);
	t->at += n;
	t->left -= n;
}

void words_clean(char *text)
{
	for (char *c = text; *c; c++) {
		unsigned char byte = (unsigned char)*c;

		if (byte < ' ' || byte == 0x7f)
			*c = ' ';
		else if (byte > 0x7f)
			*c = '?';
	}
}

/* "2 min 10 s", and "2 min" when nothing is left over */
static void add_two(struct text *t, uint64_t big, const char *big_unit, uint64_t small,
		    const char *small_unit)
{
	add(t, "%" PRIu64 " %s", big, big_unit);
	if (small > 0)
		add(t, " %" PRIu64 " %s", small, small_unit);
}

static void add_duration(struct text *t, uint64_t us)
{
	uint64_t s = us / US_PER_SEC;

	if (s < 60)
		add(t, "%" PRIu64 " s", s);
	else if (s < 3600)
		add_two(t, s / 60, "min", s % 60, "s");
	else if (s < 86400)
		add_two(t, s / 3600, "h", s % 3600 / 60, "min");
	else
		add_two(t, s / 86400, "d", s % 86400 / 3600, "h");
}

void words_duration(char *ret, size_t size, uint64_t us)
{
	struct text t = { ret, size };

	add_duration(&t, us);
}

/* "17.4"; the sign is told in words */
static void add_tenths(struct text *t, int32_t cdeg)
{
	int64_t tenths = div_round(cdeg < 0 ? -(int64_t)cdeg : cdeg, 10);

	add(t, "%" PRId64 ".%" PRId64, tenths / 10, tenths % 10);
}

bool words_lean(char *ret, size_t size, enum posture posture, int32_t flexion_cdeg,
		int32_t lateral_cdeg)
{
	struct text t = { ret, size };
	bool side = posture == POSTURE_LEANING_LEFT || posture == POSTURE_LEANING_RIGHT;
	int32_t cdeg = side ? lateral_cdeg : flexion_cdeg;

	ret[0] = '\0';
	if (cdeg == ANGLE_UNKNOWN)
		return false;
	add_tenths(&t, cdeg);
	if (side)
		add(&t, " deg to the %s", cdeg < 0 ? "left" : "right");
	else
		add(&t, " deg %s", cdeg < 0 ? "back" : "forward");
	return true;
}

/* "slouching for 30 s, 17.4 deg forward" */
static void add_posture(struct text *t, enum posture posture, uint64_t for_us, int32_t flexion_cdeg,
			int32_t lateral_cdeg)
{
	char lean[64];

	add(t, "%s for ", posture_to_str(posture));
	add_duration(t, for_us);
	if (posture != POSTURE_UPRIGHT &&
	    words_lean(lean, sizeof(lean), posture, flexion_cdeg, lateral_cdeg))
		add(t, ", %s", lean);
}

void words_alert(char *ret, size_t size, const struct explanation *why)
{
	struct text t = { ret, size };

	add_posture(&t, why->posture, why->dwell_us, why->flexion_cdeg, why->lateral_cdeg);
	add(&t, " (alert level %u)", why->level);
}

void words_recovered(char *ret, size_t size, enum posture bad, uint64_t slouched_us)
{
	struct text t = { ret, size };

	add(&t, "recovered after ");
	add_duration(&t, slouched_us);
	add(&t, " of %s", posture_to_str(bad));
}

void words_learned(char *ret, size_t size, const struct pose *pose)
{
	snprintf(ret, size, "learned, grade %u", pose->grade);
}

static const char *not_learned_because(enum calibrate_result result)
{
	switch (result) {
	case CALIBRATE_NOT_STILL:
		return "not still: hold still and try again";
	case CALIBRATE_NO_SENSOR:
		return "the sensor delivers nothing: see \"plumbctl doctor\", then try again";
	case CALIBRATE_RUNNING:
	case CALIBRATE_DONE:
		break;
	}
	return "try again";
}

void words_not_learned(char *ret, size_t size, enum calibrate_result result, const char *trouble)
{
	snprintf(ret, size, "failed: %s", trouble ? trouble : not_learned_because(result));
	words_clean(ret);
}

void words_sensor_lost(char *ret, size_t size, enum sensor sensor, const struct sensor_health *h)
{
	const char *trouble = h->trouble;

	if (!trouble[0])
		trouble = "it does not answer; still looking for it, see \"plumbctl doctor\"";
	snprintf(ret, size, "%s sensor lost: %s", sensor_to_str(sensor), trouble);
	words_clean(ret);
}

void words_config_value(char *ret, size_t size, const struct explanation *why)
{
	struct text t = { ret, size };

	/* may stand in a profile */
	const char *name = strrchr(why->key, '.');

	if (name && strcmp(name, ".sensitivity") == 0)
		add(&t, "%" PRId32, why->key_value);
	else
		add_tenths(&t, why->key_value);
}

/* The way a tilt went out of the cone: .distance_cdeg is the angle that went too far. */
static enum posture cone_way(const struct explanation *why)
{
	bool sideways = why->distance_cdeg == why->lateral_cdeg ||
			why->distance_cdeg == -why->lateral_cdeg;
	bool along = why->distance_cdeg == why->flexion_cdeg ||
		     why->distance_cdeg == -why->flexion_cdeg;

	return sideways && !along ? POSTURE_LEANING_RIGHT : POSTURE_LEANING_FORWARD;
}

/* '21.4 deg forward of your pose "upright", past the border of 12.0 deg (KEY)' */
static void add_cone(struct text *t, const struct explanation *why)
{
	char lean[64];

	if (!words_lean(lean, sizeof(lean), cone_way(why), why->flexion_cdeg, why->lateral_cdeg)) {
		add_tenths(t, why->distance_cdeg);
		add(t, " deg away from");
	} else {
		add(t, "%s of", lean);
	}
	add(t, " your pose \"%s\", past the border of ", why->reference);
	add_tenths(t, why->border_cdeg);
	add(t, " deg (%s)", why->key);
}

/* '4.2 deg from your pose "hunched", but 17.0 deg from "upright"; the border ... (KEY = VALUE)' */
static void add_nearest(struct text *t, const struct explanation *why)
{
	char value[32];

	words_config_value(value, sizeof(value), why);
	add_tenths(t, why->distance_cdeg);
	if (why->pose[0])
		add(t, " deg from your pose \"%s\", but ", why->pose);
	else
		add(t, " deg from where %s is expected of you, but ", posture_to_str(why->posture));
	add_tenths(t, why->other_cdeg);
	add(t, " deg from \"%s\"; the border between them is at ", why->reference);
	add_tenths(t, why->border_cdeg);
	add(t, " deg (%s = %s)", why->key, value);
}

void words_why(char *ret, size_t size, const struct explanation *why, unsigned local_min)
{
	struct text t = { ret, size };

	add(&t, "At %02u:%02u you were %s: ", local_min / 60, local_min % 60,
	    posture_to_str(why->posture));
	if (why->cone)
		add_cone(&t, why);
	else
		add_nearest(&t, why);
	add(&t, ". It lasted ");
	add_duration(&t, why->dwell_us);
	if (why->grace_us > 0) {
		add(&t, ", ");
		add_duration(&t, why->grace_us);
		add(&t, " of which the good stretch before had earned you");
	}
	add(&t, ", so level %u of %s spoke.", why->level, why->delay_key);
}

static void add_slouches(struct text *t, uint32_t n)
{
	if (n == 0)
		add(t, "; no slouches today");
	else
		add(t, "; %" PRIu32 " slouch%s today", n, n == 1 ? "" : "es");
}

static void add_body(struct text *t, const struct view *v)
{
	switch (v->activity) {
	case ACTIVITY_STILL:
		if (v->posture == POSTURE_UNKNOWN)
			add(t, "no posture recognised yet");
		else
			add_posture(t, v->posture, v->now_us - v->since_us, v->flexion_cdeg,
				    v->lateral_cdeg);
		break;
	case ACTIVITY_MOVING:
		add(t, "moving");
		break;
	case ACTIVITY_LYING:
		add(t, "lying down");
		break;
	case ACTIVITY_AWAY:
	case ACTIVITY_COUNT:
		add(t, "not worn");
		break;
	}
	add_slouches(t, v->slouches_today);
	if (v->silence == ALERT_SILENT_QUIET_HOURS)
		add(t, "; quiet hours");
	if (v->silence == ALERT_SILENT_HOUR_FULL)
		add(t, "; the hour's words are said");
	if (v->sensor[SENSOR_LOWER].state == SENSOR_SEARCHING)
		add(t, "; lower sensor lost");
}

/* The minute that has begun counts: a pause of 30 min reads so from its start to its end. */
static void add_pause(struct text *t, const struct view *v)
{
	uint64_t minute_us = 60 * US_PER_SEC;
	uint64_t left_us = 0;

	if (v->paused_until_real_us > v->real_us)
		left_us = v->paused_until_real_us - v->real_us;
	add(t, "paused for ");
	add_duration(t, MAX((left_us + minute_us - 1) / minute_us, 1) * minute_us);
	add(t, " more; ");
}

static void add_heat(struct text *t, const struct view *v)
{
	uint64_t minute_us = 60 * US_PER_SEC;

	if (!(v->care_due & 1u << CARE_HEAT))
		return;
	if (v->heat_left_us == 0) {
		add(t, "; heat: take it off now");
		return;
	}
	add(t, "; heat, to end within ");
	add_duration(t, (v->heat_left_us + minute_us - 1) / minute_us * minute_us);
}

void words_status(char *ret, size_t size, const struct view *v)
{
	struct text t = { ret, size };
	char lost[256];

	switch (v->status) {
	case STATUS_STARTING:
		add(&t, "starting");
		break;
	case STATUS_UNCALIBRATED:
		add(&t, "not taught yet: run \"plumbctl learn\"");
		break;
	case STATUS_CALIBRATING:
		add(&t, "learning a pose: take it and hold still");
		break;
	case STATUS_WATCHING:
		add_body(&t, v);
		break;
	case STATUS_PAUSED:
		add_pause(&t, v);
		add_body(&t, v);
		break;
	case STATUS_SENSOR_LOST:
		words_sensor_lost(lost, sizeof(lost), SENSOR_UPPER, &v->sensor[SENSOR_UPPER]);
		add(&t, "%s", lost);
		break;
	}
	add_heat(&t, v);
	if (v->config_error[0])
		add(&t, "; new configuration refused, the old one stands: %s", v->config_error);
	words_clean(ret);
}
