/* SPDX-License-Identifier: MIT */
/*
 * bus-peer.c - callers whose leaving matters
 *
 * sd_bus_track would do, but asks the bus whether the name is there and waits
 * for the answer; nothing may wait inside the tick's loop.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bus-internal.h"

static const char *sender_of(sd_bus_message *m)
{
	const char *sender = sd_bus_message_get_sender(m);

	return sender ? sender : "";
}

bool peer_is_sender(const struct peer *p, sd_bus_message *m)
{
	return p->present && strcmp(p->name, sender_of(m)) == 0;
}

void peer_drop(struct peer *p)
{
	sd_bus_slot_unref(p->asked);
	sd_bus_slot_unref(p->changed);
	memset(p, 0, sizeof(*p));
}

/* Unique names are never given again, so the first change of owner is the end. */
static int on_owner_changed(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct peer *p = userdata;

	(void)m, (void)error;
	p->left(p->bus_sink, p);
	return 0;
}

/* Without the match its leaving would go unnoticed: better to let it go now. */
static int on_match_added(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct peer *p = userdata;

	(void)error;
	if (sd_bus_message_is_method_error(m, NULL))
		p->left(p->bus_sink, p);
	return 0;
}

static int on_asked(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct peer *p = userdata;
	int there = false;

	(void)error;
	if (sd_bus_message_read(m, "b", &there) < 0 || !there)
		p->left(p->bus_sink, p);
	return 0;
}

/* The question goes out after the match, so a leaving between the two is seen by one of them. */
static int follow_name(struct peer *p, sd_bus *bus)
{
	char match[256];
	int r;

	snprintf(match, sizeof(match),
		 "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',"
		 "interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='%s'",
		 p->name);
	r = sd_bus_add_match_async(bus, &p->changed, match, on_owner_changed, on_match_added, p);
	if (r < 0 || sd_bus_is_bus_client(bus) <= 0)
		return r;
	return sd_bus_call_method_async(bus, &p->asked, "org.freedesktop.DBus",
					"/org/freedesktop/DBus", "org.freedesktop.DBus",
					"NameHasOwner", on_asked, p, "s", p->name);
}

int peer_follow(struct peer *p, struct bus_sink *b, sd_bus_message *m,
		void (*left)(struct bus_sink *b, struct peer *p))
{
	const char *sender = sender_of(m);
	int r = 0;

	peer_drop(p);
	if (strlen(sender) >= sizeof(p->name))
		return -ENAMETOOLONG;
	*p = (struct peer){ .present = true, .bus_sink = b, .left = left };
	strcpy(p->name, sender);
	if (p->name[0])
		r = follow_name(p, b->bus);
	if (r < 0)
		peer_drop(p);
	return r < 0 ? r : 0;
}
