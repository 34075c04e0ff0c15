/* SPDX-License-Identifier: MIT */
#include "offline.h"

#include <errno.h>
#include <string.h>

#include "fixed.h"
#include "play.h"
#include "poses.h"

/* A pose being taught from a recording. */
struct lesson {
	const char *recording;
	struct pose pose; /* name, posture and good are the wish; whole when learned */
	uint32_t seconds;
	bool asked, over, learned;
	enum calibrate_result result;
	enum calibrate_hint hint;
};

/* Learning can begin once the sensor is heard; calibrate.h waits for it to settle. */
static bool lesson_verdict(void *ctx, struct wearer *w, const struct verdict *v)
{
	struct lesson *l = ctx;

	if (!l->asked && w->seen_us[SENSOR_UPPER])
		l->asked = wearer_learn(w, l->pose.name, l->pose.posture, l->pose.good, l->seconds,
					v->t_us) == 0;
	return !l->over;
}

static void lesson_event(void *ctx, struct wearer *w, const struct wearer_event *e)
{
	struct lesson *l = ctx;

	(void)w;
	switch (e->kind) {
	case WEARER_LEARNING:
		l->hint = e->hint;
		break;
	case WEARER_LEARNED:
		l->pose = e->pose;
		l->over = l->learned = true;
		break;
	case WEARER_NOT_LEARNED:
		l->result = e->result;
		l->over = true;
		break;
	case WEARER_CARE:
	case WEARER_SLOUCHED:
	case WEARER_RECOVERED:
		break;
	}
}

static int lesson_failed(const struct lesson *l)
{
	const char *hint = calibrate_hint_to_str(l->hint);

	if (!l->asked)
		complain("%s: %s is not learned: the recording has no upper sensor", l->recording,
			 l->pose.name);
	else if (l->over && l->result == CALIBRATE_NOT_STILL)
		complain("%s: %s is not learned: no %u s without movement: name a stiller "
			 "recording, or fewer --learn-seconds",
			 l->recording, l->pose.name, l->seconds);
	else
		complain("%s: %s is not learned: the recording ends before %u still seconds are "
			 "whole%s%s: name a longer one, or fewer --learn-seconds",
			 l->recording, l->pose.name, l->seconds, hint[0] ? ": " : "", hint);
	return CTL_FAILED;
}

static int learn(struct offline *o, struct lesson *l)
{
	static const struct play_ops ops = { .verdict = lesson_verdict, .event = lesson_event };
	struct wearer w;
	struct played played;
	int r;

	wearer_init(&w, &o->config.wearer);
	r = play(l->recording, &w, 1, o->sensors, &ops, l, &played);
	if (r)
		return r;
	if (!l->learned)
		return lesson_failed(l);
	if (pose_put(&o->poses, &l->pose)) {
		complain("%s: there is no room for another pose (%d)", l->pose.name, POSE_MAX);
		return CTL_FAILED;
	}
	return CTL_DONE;
}

int offline_learn(const struct ctl *ctl, struct offline *o, const char *spec, uint32_t seconds)
{
	const char *equals = strchr(spec, '=');
	struct lesson l = { .seconds = seconds };
	size_t len;

	if (!equals || !equals[1])
		return ctl_usage(ctl, "--learn takes POSE=RECORDING, not \"%s\"", spec);
	len = MIN((size_t)(equals - spec), POSE_NAME_MAX - 1u);
	memcpy(l.pose.name, spec, len);
	if (posture_from_str(l.pose.name, &l.pose.posture) || l.pose.posture == POSTURE_UNKNOWN)
		return ctl_usage(ctl,
				 "--learn %s: \"%s\" is not a posture: upright, slouching, "
				 "leaning-forward, -back, -left or -right",
				 spec, l.pose.name);
	l.pose.good = l.pose.posture == POSTURE_UPRIGHT;
	l.recording = equals + 1;
	return learn(o, &l);
}

int offline_config(struct offline *o, const char *path)
{
	struct config_error error;

	config_defaults(&o->config);
	/* Unlike a daemon on its bus, a recording says itself which sensors there are. */
	o->config.sensor[SENSOR_LOWER].enabled = true;
	if (path && config_load(path, &o->config, &error)) {
		complain("%s", error.text);
		return CTL_BAD_CONFIG;
	}
	o->config.wearer.alert.n_quiet = 0; /* nor does it know the time of day */
	for (unsigned i = 0; i < o->config.profiles.n; i++)
		o->config.profiles.params[i].alert.n_quiet = 0;
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		if (i == SENSOR_UPPER || o->config.sensor[i].enabled)
			o->sensors |= 1u << i;
	return CTL_DONE;
}

int offline_poses(struct offline *o, const char *path)
{
	struct config_error error = { "" };
	int r;

	r = poses_read(path, &o->poses, &error);
	if (r)
		complain("%s%s%s", error.text[0] ? "" : path, error.text[0] ? "" : ": ",
			 error.text[0] ? error.text : strerror(r < 0 ? -r : EINVAL));
	return r ? CTL_FAILED : CTL_DONE;
}
