/* SPDX-License-Identifier: MIT */
/*
 * bus.h - the D-Bus sink: org.plumbd.Posture1, org.plumbd.Sensor1 and org.plumbd.Care1
 *
 * Shows the last tick's view as properties, sends what changed as one
 * PropertiesChanged per interface and tick, events as signals, and hands calls
 * to struct control.  Both sensor objects are always there; a sensor that is
 * not configured has State "absent".
 *
 * LearnPose() replies when learning begins.  Its end is a LearningProgress:
 * percent 100 means learned; percent 0 with a hint that begins with "failed: "
 * means not learned, and why.  Every other LearningProgress is below 100.
 *
 * Record(h) takes the writing end of a pipe and writes a recording into it
 * until it is closed or the caller leaves the bus.  Watch() lasts until
 * Unwatch() or the caller leaves the bus.
 *
 * Who may call what is the bus policy's business (systemd/org.plumbd.Posture1.conf).
 * The connection runs below SD_EVENT_PRIORITY_NORMAL, one message at a time: a
 * caller that floods waits for the tick, never the other way round.  While
 * BUS_QUEUE_MAX messages wait to be sent, signals are dropped and calls go
 * unanswered, so that a peer that never reads costs a bounded amount of memory;
 * changes of properties are told once it reads again.
 *
 * When the connection ends the event loop exits with EXIT_FAILURE: without a
 * bus the daemon is deaf and mute, and systemd starts it anew.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "control.h"
#include "sink.h"

/**
 * bus_sink_new() - connect, own org.plumbd.Posture1, serve from @event
 * @address: "system", "session", or a D-Bus address
 * @control: borrowed, with its ctx, until the sink is freed; every function set.
 *           record() says CONTROL_E_BUSY while another recording runs, and
 *           takes -1 when none does.  The pipe it gets is non-blocking.
 *
 * Blocks until the bus has answered; nothing after this ever waits for it.
 *
 * Return: 0, or a negative errno that bus_trouble() can explain.
 */
int bus_sink_new(sd_event *event, const char *address, const struct control *control,
		 struct sink **ret);

/**
 * bus_sink_new_on() - the same on a connection that is already started
 * @bus: a reference is taken; no name is asked for
 */
int bus_sink_new_on(sd_event *event, sd_bus *bus, const struct control *control, struct sink **ret);

/** bus_trouble() - what a failed bus_sink_new() means and what to do; static or strerror()'s */
const char *bus_trouble(int error);
