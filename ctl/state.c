/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "profiles.h"
#include "props.h"

static int read_poses(sd_bus_message *m, void *to)
{
	struct state_poses poses = { 0 };
	int r;

	r = sd_bus_message_enter_container(m, 'a', "(ssbtu)");
	if (r < 0)
		return r;
	for (;;) {
		const char *name, *posture;
		struct state_pose pose;
		int good;

		r = sd_bus_message_read(m, "(ssbtu)", &name, &posture, &good, &pose.learned_usec,
					&pose.grade);
		if (r <= 0)
			break;
		snprintf(pose.name, sizeof(pose.name), "%s", name);
		snprintf(pose.posture, sizeof(pose.posture), "%s", posture);
		pose.good = good;
		if (poses.n < STATE_POSES_MAX)
			poses.pose[poses.n++] = pose;
	}
	if (r < 0)
		return r;
	*(struct state_poses *)to = poses;
	return sd_bus_message_exit_container(m);
}

static int count_words(sd_bus_message *m, void *to)
{
	const char *word;
	unsigned n = 0;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "s");
	if (r < 0)
		return r;
	while ((r = sd_bus_message_read_basic(m, 's', &word)) > 0)
		n++;
	if (r < 0)
		return r;
	*(unsigned *)to = n;
	return sd_bus_message_exit_container(m);
}

/* clang-format off */
#define P(key, signature, member) PROP(struct state, key, signature, member)
#define S(key, signature, member) PROP(struct state_sensor, key, signature, member)

static const struct prop posture_props[] = {
	{ P("Version", "s", version) },
	{ P("Status", "s", status), .seen = STATE_STATUS },
	{ P("Posture", "s", posture), .seen = STATE_POSTURE },
	{ P("Pose", "s", pose), .seen = STATE_POSE },
	{ P("Activity", "s", activity), .seen = STATE_ACTIVITY },
	{ P("SinceUSec", "t", since_usec) },
	{ P("AlertLevel", "u", alert_level), .seen = STATE_ALERT },
	{ P("PausedUntilUSec", "t", paused_until_usec), .seen = STATE_PAUSED },
	{ P("Silence", "s", silence) },
	{ P("FlexionCdeg", "i", flexion_cdeg) },
	{ P("LateralCdeg", "i", lateral_cdeg) },
	{ P("CurvatureCdeg", "i", curvature_cdeg) },
	{ P("SlouchTodayUSec", "t", slouch_today_usec) },
	{ P("UprightTodayUSec", "t", upright_today_usec) },
	{ P("SlouchesToday", "u", slouches_today) },
	{ P("AlertsToday", "u", alerts_today) },
	{ P("Poses", "a(ssbtu)", poses), .seen = STATE_POSES, .read = read_poses },
	{ P("Profile", "s", profile), .seen = STATE_PROFILE },
	{ P("ProfileChoice", "s", profile_choice) },
	{ P("Profiles", "as", profiles), .read = count_words },
};

static const struct prop sensor_props[] = {
	{ S("Chip", "s", chip) },
	{ S("Bus", "s", bus) },
	{ S("State", "s", state) },
	{ S("Address", "y", address) },
	{ S("RateMilliHz", "u", rate_millihz) },
	{ S("Errors", "u", errors) },
	{ S("Recoveries", "u", recoveries) },
	{ S("Overflows", "u", overflows) },
	{ S("TemperatureCdeg", "i", temperature_cdeg) },
	{ S("LastSampleUSec", "t", last_sample_usec) },
};

#undef P
#undef S
/* clang-format on */

void state_init(struct state *s)
{
	*s = (struct state){
		.flexion_cdeg = ANGLE_UNKNOWN,
		.lateral_cdeg = ANGLE_UNKNOWN,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.profile_choice = PROFILES_AUTO,
	};
}

int state_read(struct state *s, sd_bus_message *m, unsigned *ret_seen)
{
	return props_read(m, posture_props, ARRAY_SIZE(posture_props), s, ret_seen);
}

int state_refresh(struct state *s, sd_bus *bus, sd_bus_error *ret_error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r = client_get_all(bus, PLUMBD_PATH, PLUMBD_INTERFACE, ret_error, &reply);

	return r < 0 ? r : state_read(s, reply, NULL);
}

int state_fetch(struct state *s, sd_bus *bus)
{
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int r;

	state_init(s);
	r = state_refresh(s, bus, &error);
	return r < 0 ? client_explain("reading plumbd's properties", &error, r) : 0;
}

int state_fetch_sensor(struct state_sensor *s, sd_bus *bus, const char *which)
{
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	char path[128];
	int r;

	*s = (struct state_sensor){ .temperature_cdeg = ANGLE_UNKNOWN };
	snprintf(path, sizeof(path), PLUMBD_PATH "/sensors/%s", which);
	r = client_get_all(bus, path, "org.plumbd.Sensor1", &error, &reply);
	if (r < 0)
		return r;
	return props_read(reply, sensor_props, ARRAY_SIZE(sensor_props), s, NULL);
}

void state_json_poses(const struct state_poses *poses, struct json *j)
{
	json_begin_array(j);
	for (unsigned i = 0; i < poses->n; i++) {
		const struct state_pose *p = &poses->pose[i];

		json_begin_object(j);
		json_put_string(j, "name", p->name);
		json_put_string(j, "posture", p->posture);
		json_put_bool(j, "good", p->good);
		json_put_uint(j, "grade", p->grade);
		json_put_uint(j, "learned_usec", p->learned_usec);
		json_end_object(j);
	}
	json_end_array(j);
}

const struct state_pose *state_find_pose(const struct state_poses *poses, const char *name)
{
	for (unsigned i = 0; i < poses->n; i++)
		if (!strcmp(poses->pose[i].name, name))
			return &poses->pose[i];
	return NULL;
}
