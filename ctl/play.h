/* SPDX-License-Identifier: MIT */
/*
 * play.h - a recording through a wearer, as fast as it goes
 */
#pragma once

#include "recording.h"
#include "wearer.h"

struct play_ops {
	/* a batch was pushed to a wearer; false ends the recording here */
	bool (*verdict)(void *ctx, struct wearer *w, const struct verdict *v);
	/* what the batch brought, told before its verdict; may be NULL */
	void (*event)(void *ctx, struct wearer *w, const struct wearer_event *e);
	/* a row, told before the batch that it ends up in; may be NULL */
	void (*row)(void *ctx, const struct recording_sample *s);
};

/* What was played; zeros when it failed early. */
struct played {
	char label[RECORDING_LABEL_MAX]; /* of the whole file */
	uint64_t samples;                /* rows */
	uint64_t first_us, last_us;      /* of the rows */
};

/**
 * play() - push a recording
 * @path:    "-" is stdin
 * @w, @n:   from wearer_init(); their streams are set here.  Each feels the
 *           whole of it, so that many settings cost one reading
 * @sensors: bit 1 << SENSOR_x: those to take, of what the recording has
 *
 * The wall clock is made up: the recording's time counts from 1970-01-01
 * 00:00, always in the first minute of that day.
 *
 * Return: 0 or an exit code, after saying "FILE:LINE: reason".
 */
int play(const char *path, struct wearer *w, unsigned n, unsigned sensors,
	 const struct play_ops *ops, void *ctx, struct played *ret);
