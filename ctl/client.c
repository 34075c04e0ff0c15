/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "ctl.h"
#include "fixed.h"

#define NOT_RUNNING "plumbd is not running: start it with \"systemctl start plumbd\""
#define NOT_PERMITTED                                                                              \
	"plumbd refuses that to this user: use sudo, or join its group with "                      \
	"\"sudo usermod -aG plumbd $USER\" and log in anew"
#define OTHER_VERSION                                                                              \
	"the running plumbd does not know that; it is older than this plumbctl: put the new one "  \
	"into effect with \"sudo systemctl restart plumbd\""
#define NO_ANSWER "plumbd does not answer: see \"journalctl -u plumbd\""

/* clang-format off */
static const struct {
	const char *name;
	int exit;
	const char *says; /* NULL: the error's own words, which name the next step */
} known[] = {
	{ "org.freedesktop.DBus.Error.ServiceUnknown",	CTL_NO_DAEMON,	NOT_RUNNING },
	{ "org.freedesktop.DBus.Error.NameHasNoOwner",	CTL_NO_DAEMON,	NOT_RUNNING },
	{ "org.freedesktop.DBus.Error.AccessDenied",	CTL_DENIED,	NOT_PERMITTED },
	{ "org.freedesktop.DBus.Error.NoReply",		CTL_FAILED,	NO_ANSWER },
	{ "org.freedesktop.DBus.Error.Timeout",		CTL_FAILED,	NO_ANSWER },
	{ "org.freedesktop.DBus.Error.UnknownMethod",	CTL_FAILED,	OTHER_VERSION },
	{ "org.freedesktop.DBus.Error.UnknownInterface", CTL_FAILED,	OTHER_VERSION },
	{ "org.plumbd.Error.NoSensor",			CTL_NO_SENSOR,	NULL },
};
/* clang-format on */

static const char *words(const sd_bus_error *error)
{
	return error->message && error->message[0] ? error->message : error->name;
}

int client_explain(const char *what, const sd_bus_error *error, int r)
{
	if (!error || !sd_bus_error_is_set(error)) {
		complain("%s: %s: see \"journalctl -u plumbd\"", what, strerror(-r));
		return CTL_FAILED;
	}
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (sd_bus_error_has_name(error, known[i].name)) {
			complain("%s", known[i].says ? known[i].says : words(error));
			return known[i].exit;
		}
	}
	if (strncmp(error->name, "org.plumbd.Error.", strlen("org.plumbd.Error.")))
		complain("%s: %s", what, words(error));
	else
		complain("%s", words(error));
	return CTL_FAILED;
}

static int open_address(const char *address, sd_bus **ret)
{
	cleanup(sd_bus_unrefp) sd_bus *bus = NULL;
	int r;

	r = sd_bus_new(&bus);
	if (r < 0)
		return r;
	r = sd_bus_set_address(bus, address);
	if (r < 0)
		return r;
	r = sd_bus_set_bus_client(bus, true);
	if (r < 0)
		return r;
	r = sd_bus_start(bus);
	if (r < 0)
		return r;
	*ret = sd_bus_ref(bus);
	return 0;
}

int client_connect(const char *where, sd_bus **ret)
{
	int r;

	if (!strcmp(where, "system"))
		r = sd_bus_open_system(ret);
	else if (!strcmp(where, "session"))
		r = sd_bus_open_user(ret);
	else
		r = strchr(where, ':') ? open_address(where, ret) : -EINVAL;
	return r < 0 ? r : 0;
}

int client_open(const char *where, sd_bus **ret)
{
	int r = client_connect(where, ret);

	if (r == 0)
		return 0;
	if (r == -EINVAL) {
		complain("--bus %s: not a D-Bus address, \"system\" or \"session\"", where);
		return CTL_USAGE;
	}
	if (r == -EACCES || r == -EPERM) {
		complain("the %s bus refuses this user: use sudo", where);
		return CTL_DENIED;
	}
	complain("cannot reach the %s bus: %s: see \"systemctl status dbus\"", where,
		 r == -ENOMEDIUM ? "DBUS_SESSION_BUS_ADDRESS and XDG_RUNTIME_DIR are not set"
				 : strerror(-r));
	return CTL_NO_DAEMON;
}

/* A message to plumbd that will not start it. */
static int new_call(sd_bus *bus, const char *path, const char *interface, const char *member,
		    sd_bus_message **ret)
{
	int r = sd_bus_message_new_method_call(bus, ret, PLUMBD_NAME, path, interface, member);

	return r < 0 ? r : sd_bus_message_set_auto_start(*ret, false);
}

static int vcall(sd_bus *bus, const char *interface, const char *member, sd_bus_message **ret_reply,
		 const char *types, va_list list)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int r;

	r = new_call(bus, PLUMBD_PATH, interface, member, &m);
	if (r >= 0)
		r = sd_bus_message_appendv(m, types, list);
	if (r >= 0)
		r = sd_bus_call(bus, m, 0, &error, ret_reply);
	if (r < 0 && sd_bus_error_has_name(&error, SD_BUS_ERROR_NO_REPLY) &&
	    sd_bus_get_name_creds(bus, PLUMBD_NAME, 0, NULL) < 0) {
		complain("plumbd has left in the middle: \"journalctl -u plumbd\" says why");
		return CTL_NO_DAEMON;
	}
	return r < 0 ? client_explain(member, &error, r) : 0;
}

int client_call(sd_bus *bus, const char *member, sd_bus_message **ret_reply, const char *types, ...)
{
	va_list list;
	int r;

	va_start(list, types);
	r = vcall(bus, PLUMBD_INTERFACE, member, ret_reply, types, list);
	va_end(list);
	return r;
}

int client_care(sd_bus *bus, const char *member, const char *types, ...)
{
	va_list list;
	int r;

	va_start(list, types);
	r = vcall(bus, PLUMBD_CARE, member, NULL, types, list);
	va_end(list);
	return r;
}

int client_history(sd_bus *bus, const char *member, sd_bus_message **ret_reply, const char *types,
		   ...)
{
	va_list list;
	int r;

	va_start(list, types);
	r = vcall(bus, PLUMBD_HISTORY, member, ret_reply, types, list);
	va_end(list);
	return r;
}

int client_try(sd_bus *bus, const char *member, sd_bus_message **ret_reply)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	int r = new_call(bus, PLUMBD_PATH, PLUMBD_INTERFACE, member, &m);

	if (r >= 0)
		r = sd_bus_call(bus, m, 0, NULL, ret_reply);
	return r < 0 ? r : 0;
}

int client_get_all(sd_bus *bus, const char *path, const char *interface, sd_bus_error *ret_error,
		   sd_bus_message **ret_reply)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	int r;

	r = new_call(bus, path, "org.freedesktop.DBus.Properties", "GetAll", &m);
	if (r >= 0)
		r = sd_bus_message_append(m, "s", interface);
	if (r >= 0)
		r = sd_bus_call(bus, m, 0, ret_error, ret_reply);
	return r < 0 ? r : 0;
}
