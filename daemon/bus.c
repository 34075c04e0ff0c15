/* SPDX-License-Identifier: MIT */
/*
 * bus.c - the connection: opened, bounded, attached, closed
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bus-internal.h"

/* After the tick and after signals: see bus.h. */
#define BUS_PRIORITY (SD_EVENT_PRIORITY_NORMAL + 10)

bool bus_is_congested(const struct bus_sink *b)
{
	uint64_t queued = 0;

	/* Fails only on a closed connection, where nothing queues any more. */
	(void)sd_bus_get_n_queued_write(b->bus, &queued);
	return queued >= BUS_QUEUE_MAX;
}

/* A signal that cannot be sent is lost: there is nobody to tell, and the tick goes on. */
void bus_send(struct bus_sink *b, sd_bus_message *m)
{
	if (!bus_is_congested(b))
		(void)sd_bus_send(b->bus, m, NULL);
}

void bus_emit_changed(struct bus_sink *b, const char *path, const char *interface,
		      const char *const *names, unsigned *changed)
{
	char *told[PROPERTY_EMITS_MAX + 1];
	size_t n = 0;

	if (*changed == 0 || bus_is_congested(b))
		return;
	for (unsigned i = 0; names[i]; i++)
		if (*changed & 1u << i)
			told[n++] = (char *)names[i];
	told[n] = NULL;
	if (sd_bus_emit_properties_changed_strv(b->bus, path, interface, told) >= 0)
		*changed = 0;
}

/* Every reply is a message in the queue too: with a full one a call is dropped unread. */
static int on_message(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	(void)error;
	return sd_bus_message_is_method_call(m, NULL, NULL) > 0 && bus_is_congested(userdata);
}

static void bus_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct bus_sink *b = (struct bus_sink *)s;

	if (n->kind == NOTICE_WEARER)
		bus_signal_wearer(b, n, v);
}

static void bus_tick(struct sink *s, const struct view *v)
{
	struct bus_sink *b = (struct bus_sink *)s;

	b->why = *v->why;
	bus_posture_publish(b, v);
	bus_sensor_publish(b, v);
	bus_care_publish(b, v);
	bus_watch_publish(b, v);
}

static void bus_free(struct sink *s)
{
	struct bus_sink *b = (struct bus_sink *)s;

	peer_drop(&b->recorder);
	bus_watch_free(b);
	sd_bus_flush_close_unref(b->bus);
	free(b);
}

static const struct sink_ops bus_ops = {
	.notice = bus_notice,
	.tick = bus_tick,
	.free = bus_free,
};

static int attach(struct bus_sink *b, sd_event *event)
{
	int r;

	r = bus_errors_add();
	if (r < 0)
		return r;
	r = sd_bus_add_filter(b->bus, NULL, on_message, b);
	if (r < 0)
		return r;
	r = bus_posture_add(b);
	if (r < 0)
		return r;
	r = bus_sensor_add(b);
	if (r < 0)
		return r;
	r = bus_care_add(b);
	if (r < 0)
		return r;
	r = bus_history_add(b);
	if (r < 0)
		return r;
	r = sd_bus_set_exit_on_disconnect(b->bus, true);
	if (r < 0)
		return r;
	return sd_bus_attach_event(b->bus, event, BUS_PRIORITY);
}

int bus_sink_new_on(sd_event *event, sd_bus *bus, const struct control *control, struct sink **ret)
{
	struct bus_sink *b = calloc(1, sizeof(*b));
	int r;

	if (!b)
		return -ENOMEM;
	b->sink.ops = &bus_ops;
	b->bus = sd_bus_ref(bus);
	b->control = control;
	b->version = PLUMBD_VERSION;
	r = attach(b, event);
	if (r < 0) {
		bus_free(&b->sink);
		return r;
	}
	*ret = &b->sink;
	return 0;
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

static int open_bus(const char *address, sd_bus **ret)
{
	if (strcmp(address, "system") == 0)
		return sd_bus_open_system_with_description(ret, "plumbd");
	if (strcmp(address, "session") == 0)
		return sd_bus_open_user_with_description(ret, "plumbd");
	return open_address(address, ret);
}

int bus_sink_new(sd_event *event, const char *address, const struct control *control,
		 struct sink **ret)
{
	cleanup(sd_bus_unrefp) sd_bus *bus = NULL;
	struct sink *sink;
	int r;

	r = open_bus(address, &bus);
	if (r < 0)
		return r;
	r = bus_sink_new_on(event, bus, control, &sink);
	if (r < 0)
		return r;
	/* Last, so that whoever sees the name finds the objects behind it. */
	r = sd_bus_request_name(bus, BUS_NAME, 0);
	if (r < 0) {
		sink_free(sink);
		return r;
	}
	*ret = sink;
	return 0;
}

const char *bus_trouble(int error)
{
	switch (-error) {
	case EEXIST:
		return "another plumbd owns " BUS_NAME ": stop that one first "
		       "(systemctl stop plumbd)";
	case EACCES:
	case EPERM:
		return "the bus does not allow us to own " BUS_NAME ": put " BUS_NAME ".conf into "
		       "/usr/share/dbus-1/system.d or /etc/dbus-1/system.d (not /usr/local), run "
		       "\"systemctl reload dbus\", and start as user plumbd or root";
	case ENOENT:
	case ECONNREFUSED:
	case EINVAL:
		return "no message bus answers there: start dbus, or choose another with --bus "
		       "(system, session, or an address such as unix:path=/run/dbus/...)";
	case ENOMEDIUM:
		return "this session has no message bus: try \"dbus-run-session plumbd "
		       "--bus=session\"";
	default:
		return strerror(-error);
	}
}
