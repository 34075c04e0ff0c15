/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "doctor-look.h"
#include "props.h"

#define SYSTEMD           "org.freedesktop.systemd1"
#define SYSTEMD_INTERFACE SYSTEMD ".Manager"

/* "as": is "i2c" among them? */
static int read_groups(sd_bus_message *m, void *to)
{
	bool *found = to;
	const char *group;
	int r = sd_bus_message_enter_container(m, 'a', "s");

	while (r >= 0 && (r = sd_bus_message_read_basic(m, 's', &group)) > 0)
		*found |= strcmp(group, "i2c") == 0;
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int get_all(sd_bus *bus, const char *path, const char *interface, struct doctor_service *ret)
{
	static const struct prop props[] = {
		{ PROP(struct doctor_service, "LoadState", "s", load) },
		{ PROP(struct doctor_service, "ActiveState", "s", active) },
		{ PROP(struct doctor_service, "SubState", "s", sub) },
		{ PROP(struct doctor_service, "UnitFileState", "s", enabled) },
		{ PROP(struct doctor_service, "Result", "s", result) },
		{ PROP(struct doctor_service, "ExecMainStatus", "i", exit_status) },
		{ PROP(struct doctor_service, "SupplementaryGroups", "as", grants_i2c),
		  .read = read_groups },
	};
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	int r;

	r = sd_bus_call_method(bus, SYSTEMD, path, "org.freedesktop.DBus.Properties", "GetAll",
			       NULL, &reply, "s", interface);
	if (r < 0)
		return r;
	return props_read(reply, props, sizeof(props) / sizeof(props[0]), ret, NULL);
}

static int look(sd_bus *bus, struct doctor_service *ret)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	const char *path;
	int r;

	/* A bus without systemd has nobody of that name, and would try to start it. */
	if (sd_bus_get_name_creds(bus, SYSTEMD, 0, NULL) < 0)
		return -ENOENT;
	r = sd_bus_call_method(bus, SYSTEMD, "/org/freedesktop/systemd1", SYSTEMD_INTERFACE,
			       "LoadUnit", NULL, &reply, "s", "plumbd.service");
	if (r < 0)
		return r;
	r = sd_bus_message_read(reply, "o", &path);
	if (r < 0)
		return r;
	r = get_all(bus, path, SYSTEMD ".Unit", ret);
	return r < 0 ? r : get_all(bus, path, SYSTEMD ".Service", ret);
}

void doctor_look_service(struct doctor_service *ret)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r;

	memset(ret, 0, sizeof(*ret));
	r = sd_bus_open_system(&bus);
	ret->error = r < 0 ? -ENOENT : look(bus, ret);
}
