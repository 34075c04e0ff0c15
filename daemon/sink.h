/* SPDX-License-Identifier: MIT */
/*
 * sink.h - where verdicts and events go: the bus, systemd, the journal
 *
 * The manager hands every sink the same notices and, once a tick, the same
 * view.  A sink that cannot deliver deals with it alone: nothing it does can
 * stop the tick.
 */
#pragma once

#include "config.h"
#include "view.h"

enum notice_kind {
	NOTICE_STARTED,
	NOTICE_WEARER,	      /* .wearer; NOT_LEARNED: .text, when .result does not say why */
	NOTICE_SENSOR_LOST,   /* .sensor; the view's health says why */
	NOTICE_SENSOR_FOUND,  /* .sensor, running for the first time or again */
	NOTICE_RELOADING,
	NOTICE_RELOADED,      /* .config: what holds from now on */
	NOTICE_RELOAD_FAILED, /* view.config_error */
	NOTICE_POSES_DAMAGED, /* .text: what was wrong and where the file was kept */
	NOTICE_POSES_UNSAVED, /* .text: the errno in words; the old poses stand */
	NOTICE_CARE_DAMAGED,  /* .text: what was wrong and where the file was kept */
	NOTICE_CARE_UNSAVED,  /* .text: the errno in words; it is tried again */
	NOTICE_PROFILE_CHOSEN, /* by hand: view.profile_choice */
	NOTICE_PROFILE_GONE,  /* .text: the chosen one, which plumbd.conf has no more */
	NOTICE_PROFILE_DAMAGED, /* .text: what was wrong and where the file was kept */
	NOTICE_PAUSES_DAMAGED, /* .text: what was wrong and where the file was kept */
	NOTICE_PAUSES_UNSAVED, /* .text: the errno in words; it is tried again */
	NOTICE_CARE_DONE,     /* .care.kind: done although it was not due */
	NOTICE_KNOT,	      /* .care: .place and .severity were logged */
	NOTICE_HISTORY_DAMAGED, /* .text: what was wrong and where the file was kept */
	NOTICE_HISTORY_UNSAVED, /* .text: what is wrong; it is tried again */
	NOTICE_ENDED,	      /* a recording is over; .text: what is wrong with it, or NULL */
	NOTICE_STOPPING,
};

struct notice {
	enum notice_kind kind;
	enum sensor sensor;
	const struct wearer_event *wearer; /* borrowed */
	const struct care_event *care;	   /* borrowed */
	const struct config *config;	   /* borrowed */
	const char *text;		   /* borrowed; NULL = none */
};

struct sink {
	const struct sink_ops *ops;
};

struct sink_ops {
	void (*notice)(struct sink *s, const struct notice *n, const struct view *v);
	void (*tick)(struct sink *s, const struct view *v);
	void (*free)(struct sink *s);
};

/** sink_free() - NULL is fine.  Returns NULL */
static inline struct sink *sink_free(struct sink *s)
{
	if (s)
		s->ops->free(s);
	return NULL;
}
