/* SPDX-License-Identifier: MIT */
#include "follow.h"

#include <signal.h>
#include <string.h>

#include "client.h"
#include "ctl.h"

void follow_end(struct follow *f, int outcome)
{
	f->ended = true;
	f->outcome = outcome;
}

static int on_properties(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
	struct follow *f = ctx;
	struct state before = f->state;
	const char *interface;
	unsigned seen;
	int r;

	(void)error;
	r = sd_bus_message_read_basic(m, 's', &interface);
	if (r < 0 || strcmp(interface, PLUMBD_INTERFACE))
		return r;
	r = state_read(&f->state, m, &seen);
	if (r < 0)
		follow_end(f, client_explain("reading a change of properties", NULL, r));
	else if (f->ops->changed && (r = f->ops->changed(f->ctx, &before, seen)))
		follow_end(f, r);
	return 0;
}

static int on_signal(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
	struct follow *f = ctx;
	int r;

	(void)error;
	if (f->ops->signal && (r = f->ops->signal(f->ctx, sd_bus_message_get_member(m), m)))
		follow_end(f, r);
	return 0;
}

static int on_owner(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
	struct follow *f = ctx;
	const char *name, *before, *now;
	int r;

	(void)error;
	r = sd_bus_message_read(m, "sss", &name, &before, &now);
	if (r < 0)
		return r;
	f->running = now[0];
	state_init(&f->state);
	r = f->running ? state_fetch(&f->state, f->bus) : 0;
	if (!r && f->ops->presence)
		r = f->ops->presence(f->ctx, f->running);
	if (r)
		follow_end(f, r);
	return 0;
}

/* Losing the bus itself ends everything: there is nothing left to wait on. */
static int on_disconnected(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
	(void)m;
	(void)error;
	complain("the D-Bus connection is lost: see \"systemctl status dbus\"");
	follow_end(ctx, CTL_NO_DAEMON);
	return 0;
}

static int on_interrupt(sd_event_source *source, const struct signalfd_siginfo *info, void *ctx)
{
	struct follow *f = ctx;

	(void)source;
	(void)info;
	f->interrupted = true;
	follow_end(f, CTL_DONE);
	return 0;
}

static int subscribe(struct follow *f)
{
	int r;

	r = sd_bus_match_signal(f->bus, NULL, PLUMBD_NAME, PLUMBD_PATH,
				"org.freedesktop.DBus.Properties", "PropertiesChanged",
				on_properties, f);
	if (r >= 0)
		r = sd_bus_match_signal(f->bus, NULL, PLUMBD_NAME, PLUMBD_PATH, PLUMBD_INTERFACE,
					NULL, on_signal, f);
	if (r >= 0)
		r = sd_bus_match_signal(f->bus, NULL, PLUMBD_NAME, PLUMBD_PATH, PLUMBD_CARE, NULL,
					on_signal, f);
	if (r >= 0)
		r = sd_bus_add_match(f->bus, NULL,
				     "type='signal',sender='org.freedesktop.DBus',"
				     "member='NameOwnerChanged',arg0='" PLUMBD_NAME "'",
				     on_owner, f);
	if (r >= 0)
		r = sd_bus_match_signal(f->bus, NULL, "org.freedesktop.DBus.Local",
					"/org/freedesktop/DBus/Local", "org.freedesktop.DBus.Local",
					"Disconnected", on_disconnected, f);
	return r;
}

static int attach(struct follow *f)
{
	sigset_t ends;
	int r;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	r = sd_event_default(&f->event);
	if (r >= 0)
		r = sd_event_add_signal(f->event, NULL, SIGINT, on_interrupt, f);
	if (r >= 0)
		r = sd_event_add_signal(f->event, NULL, SIGTERM, on_interrupt, f);
	if (r >= 0)
		r = sd_bus_attach_event(f->bus, f->event, SD_EVENT_PRIORITY_NORMAL);
	if (r >= 0)
		r = subscribe(f);
	return r;
}

int follow_open(struct follow *f, const char *where, const struct follow_ops *ops, void *ctx)
{
	int r;

	*f = (struct follow){ .ops = ops, .ctx = ctx };
	r = client_open(where, &f->bus);
	if (r)
		return r;
	r = attach(f);
	if (r < 0)
		return client_explain("subscribing to plumbd", NULL, r);
	r = state_fetch(&f->state, f->bus);
	f->running = r == 0;
	return r;
}

void follow_close(struct follow *f)
{
	f->bus = sd_bus_flush_close_unref(f->bus);
	f->event = sd_event_unref(f->event);
}

int follow_run(struct follow *f)
{
	f->ended = false;
	while (!f->ended) {
		int r = sd_event_run(f->event, UINT64_MAX);

		if (r < 0)
			return client_explain("waiting for events", NULL, r);
		if (ferror(stdout)) /* nobody reads on; main() says so */
			return CTL_FAILED;
	}
	return f->outcome;
}
