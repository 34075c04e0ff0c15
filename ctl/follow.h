/* SPDX-License-Identifier: MIT */
/*
 * follow.h - stay on the line: plumbd's state kept up to date, its signals handed on
 *
 * SIGINT and SIGTERM end the loop.  When the daemon leaves, the follower says
 * so, and asks for everything anew when it is back.
 */
#pragma once

#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "state.h"

struct follow;

/* All may be NULL.  Each returns 0, or an outcome that ends follow_run(). */
struct follow_ops {
	/* properties came; @before is what was known until now */
	int (*changed)(void *ctx, const struct state *before, unsigned seen);
	/* a signal of org.plumbd.Posture1 or Care1; @m stands before its first argument */
	int (*signal)(void *ctx, const char *member, sd_bus_message *m);
	/* it left (false), or came back and its state was fetched (true) */
	int (*presence)(void *ctx, bool running);
};

struct follow {
	sd_bus *bus;
	sd_event *event;
	struct state state;
	bool running;
	bool interrupted; /* by SIGINT or SIGTERM */
	bool ended;
	int outcome;
	const struct follow_ops *ops;
	void *ctx;
};

/**
 * follow_open() - connect, subscribe, fetch the state
 * @where: as client_open()
 * @ops, @ctx: borrowed until follow_close()
 *
 * Return: 0 or an exit code, after saying why.  To be closed in either case.
 */
int follow_open(struct follow *f, const char *where, const struct follow_ops *ops, void *ctx);
void follow_close(struct follow *f);

/**
 * follow_run() - handle what comes until follow_end(), an outcome or a signal
 *
 * May be called again.  Return: the outcome: 0 after SIGINT and SIGTERM, an
 * exit code, or whatever else the caller gave.
 */
int follow_run(struct follow *f);

/** follow_end() - end follow_run() with an outcome */
void follow_end(struct follow *f, int outcome);
