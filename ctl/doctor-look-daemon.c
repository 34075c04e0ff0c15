/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "ctl.h"
#include "doctor-look.h"

static bool is_activatable(sd_bus *bus)
{
	char **names = NULL;
	bool found = false;

	if (sd_bus_list_names(bus, NULL, &names) < 0)
		return false;
	for (char **n = names; *n; n++) {
		found |= strcmp(*n, PLUMBD_NAME) == 0;
		free(*n);
	}
	free(names);
	return found;
}

static void ask(sd_bus *bus, struct doctor_daemon *d)
{
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;

	state_init(&d->state);
	d->answers = state_refresh(&d->state, bus, &error) >= 0;
	for (unsigned i = 0; d->answers && i < SENSOR_COUNT; i++)
		(void)state_fetch_sensor(&d->sensor[i], bus, sensor_to_str((enum sensor)i));
}

void doctor_look_daemon(sd_bus *bus, struct doctor_daemon *ret)
{
	cleanup(sd_bus_creds_unrefp) sd_bus_creds *creds = NULL;
	uid_t uid;

	ret->activatable = is_activatable(bus);
	ret->running = sd_bus_get_name_creds(bus, PLUMBD_NAME, SD_BUS_CREDS_EUID, &creds) >= 0;
	if (!ret->running)
		return;
	if (sd_bus_creds_get_euid(creds, &uid) >= 0)
		ret->uid = uid;
	ask(bus, ret);
}
