/* SPDX-License-Identifier: MIT */
/*
 * bus-profiles.c - ProfileSettings(): what each profile sets, as plumbd.conf writes it
 */
#include "bus-internal.h"
#include "profiles.h"

static int append_poses(sd_bus_message *m, const struct wearer_profiles *profiles, int profile)
{
	int r = sd_bus_message_open_container(m, 'a', "s");

	for (unsigned i = 0; r >= 0 && i < profiles->n_poses; i++) {
		if (profiles->pose[i].profile == profile)
			r = sd_bus_message_append(m, "s", profiles->pose[i].name);
	}
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int append_settings(sd_bus_message *m, const struct config *config, int profile)
{
	int r = sd_bus_message_open_container(m, 'a', "{ss}");
	char value[PROFILES_TEXT_MAX];
	const char *key;
	size_t i = 0;

	while (r >= 0 && (key = profiles_setting(config, profile, &i, value)))
		r = sd_bus_message_append(m, "{ss}", key, value);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

static int append_profile(sd_bus_message *m, const struct config *config, int profile)
{
	int r = sd_bus_message_open_container(m, 'r', "sasa{ss}");

	if (r >= 0)
		r = sd_bus_message_append(m, "s", profiles_name(config, profile));
	if (r >= 0)
		r = append_poses(m, &config->profiles, profile);
	if (r >= 0)
		r = append_settings(m, config, profile);
	return r < 0 ? r : sd_bus_message_close_container(m);
}

int on_profile_settings(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	const struct config *config = b->control->config(b->control->ctx);
	int r;

	(void)error;
	r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(sasa{ss})");
	for (unsigned i = 0; r >= 0 && i < config->profiles.n; i++)
		r = append_profile(reply, config, (int)i);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_send(b->bus, reply, NULL);
}
