/* SPDX-License-Identifier: MIT */
#include "borders.h"

#include <string.h>

#include "angle.h"
#include "client.h"
#include "config.h"
#include "ctl.h"
#include "fixed.h"
#include "profiles.h"
#include "props.h"

#define CONFIG_PATH "/etc/plumbd/plumbd.conf"

/* What is wanted of Explain()'s answer. */
struct alert_border {
	char posture[STATE_WORD_MAX];
	int32_t border_cdeg;
};

static bool is_forward(const char *posture)
{
	return !strcmp(posture, "slouching") || !strcmp(posture, "leaning-forward");
}

static bool is_back(const char *posture)
{
	return !strcmp(posture, "leaning-back");
}

static struct borders from_config(const struct state *state)
{
	const struct state_poses *poses = &state->poses;
	struct borders b = { ANGLE_UNKNOWN, ANGLE_UNKNOWN };
	const struct pose_params *pose;
	bool forward = false, back = false;
	struct config_error error;
	struct config config;
	int profile;

	for (unsigned i = 0; i < poses->n; i++) {
		forward = forward || is_forward(poses->pose[i].posture);
		back = back || is_back(poses->pose[i].posture);
	}
	config_defaults(&config);
	/* Without a file that can be read, the defaults are the best guess. */
	config_load(CONFIG_PATH, &config, &error);
	profile = profiles_find(&config, state->profile);
	pose = &config.wearer.pose;
	if (profile != PROFILE_NONE)
		pose = &config.profiles.params[profile].pose;
	if (!forward)
		b.forward_cdeg = (int32_t)pose->slouch_cdeg;
	if (!back)
		b.back_cdeg = -(int32_t)pose->recline_cdeg;
	return b;
}

/* Nothing was alerted yet as often as not: that is no error. */
static void from_alert(sd_bus *bus, struct borders *b)
{
	static const struct prop props[] = {
		{ PROP(struct alert_border, "posture", "s", posture) },
		{ PROP(struct alert_border, "border_cdeg", "i", border_cdeg) },
	};
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct alert_border a = { .border_cdeg = ANGLE_UNKNOWN };

	if (client_try(bus, "Explain", &reply) < 0 ||
	    props_read(reply, props, ARRAY_SIZE(props), &a, NULL) < 0 ||
	    a.border_cdeg == ANGLE_UNKNOWN)
		return;
	if (is_forward(a.posture))
		b->forward_cdeg = a.border_cdeg;
	else if (is_back(a.posture))
		b->back_cdeg = -a.border_cdeg;
}

struct borders borders_find(sd_bus *bus, const struct state *state)
{
	struct borders b = from_config(state);

	from_alert(bus, &b);
	return b;
}
