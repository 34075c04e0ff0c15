/* SPDX-License-Identifier: MIT */
/*
 * line-rig.h - D-Bus messages of a test's own, read without a bus
 *
 * Wants cmocka.h before it.
 */
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <systemd/sd-bus.h>

/* A connection to nobody, for messages to be made on. */
struct line {
	sd_bus *bus;
	int other_end;
};

static inline int open_line(void **state)
{
	static struct line line;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
	    sd_bus_new(&line.bus) < 0 || sd_bus_set_fd(line.bus, ends[0], ends[0]) < 0 ||
	    sd_bus_start(line.bus) < 0)
		return -1;
	line.other_end = ends[1];
	*state = &line;
	return 0;
}

static inline int close_line(void **state)
{
	struct line *line = *state;

	close(line->other_end);
	sd_bus_close(line->bus);
	sd_bus_unref(line->bus);
	return 0;
}

static inline sd_bus_message *new_message(void **state)
{
	struct line *line = *state;
	sd_bus_message *m;

	assert_true(sd_bus_message_new_signal(line->bus, &m, "/a", "a.b", "C") >= 0);
	return m;
}

/* What was written is to be read now. */
static inline void turn(sd_bus_message *m)
{
	assert_true(sd_bus_message_seal(m, 1, 0) >= 0);
	assert_true(sd_bus_message_rewind(m, 1) >= 0);
}
