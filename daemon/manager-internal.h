/* SPDX-License-Identifier: MIT */
/*
 * manager-internal.h - what the files of the manager share
 *
 *   manager.c          the tick, the sinks, beginning and end
 *   manager-view.c     the snapshot shown to the outside
 *   manager-poses.c    the taught poses and their file
 *   manager-care.c     the coach and its file
 *   manager-alert.c    pauses and the hour's budget, and their file
 *   manager-profile.c  which profile is in force, and the choice by hand
 *   manager-control.c  what the outside asks for
 *   manager-loop.c     timer and signals
 */
#pragma once

#include "manager.h"
#include "record.h"

struct manager {
	struct manager_setup setup;
	struct config config;
	struct control control;
	struct source *source;
	struct sink *sinks[MANAGER_SINKS_MAX];
	unsigned n_sinks;
	struct wearer wearer;
	struct verdict verdict; /* the last that was decided */
	struct explanation why; /* the wearer's, its keys named as plumbd.conf has them */
	struct view view;
	struct record *record; /* NULL = none is running */
	struct stream stream[SENSOR_COUNT];
	unsigned streams; /* SENSOR_BIT()s of those known */
	uint64_t begin_us, now_us;
	uint64_t idle_us;       /* when to tell the wearer that time passes without samples */
	uint64_t held_until_us; /* as shown in view.paused_until_real_us */
	uint64_t watch_us;      /* 0 = nobody watches */
	unsigned poses_serial, profiles_serial;
	struct {
		bool loaded;
		bool failed;         /* the last writing did */
		uint64_t tried_us;   /* when that was */
		uint64_t counted_us; /* of the day, as written */
	} care;
	struct {
		bool loaded;
		bool dirty;         /* the file does not know yet */
		bool tried, failed; /* the last writing, if there was one */
		uint64_t tried_us;  /* when that was */
		unsigned n_holds;   /* in the file, when it was read or written */
		uint64_t ahead_us;  /* the wall clock of the daemon's time, then; modulo 2^64 */
	} alert;
	bool attempted; /* the source has had its first try at the upper sensor */
	bool started;   /* NOTICE_STARTED was sent */
	int exit_status;
	/* of the loop; NULL before manager_run() */
	sd_event_source *timer, *grace;
};

/** manager_now_us() - the time for what comes between two ticks */
uint64_t manager_now_us(const struct manager *m);

/** manager_notify() - a notice to every sink, with the view made fresh first */
void manager_notify(struct manager *m, const struct notice *n);

/** manager_publish() - show every sink a fresh view, and set the timer anew */
void manager_publish(struct manager *m);

/** manager_set_source() - @source takes the place of the present one, which is freed */
void manager_set_source(struct manager *m, struct source *source);

/** manager_view_fill() - m->view as of m->now_us */
void manager_view_fill(struct manager *m);

/** manager_load_poses() - at the start; see manager_start() */
int manager_load_poses(struct manager *m, char *text, size_t size);

/**
 * manager_save_poses() - write what the wearer knows
 *
 * When that fails the wearer gets back what the file holds, so that nobody is
 * shown a pose a restart would take away, and NOTICE_POSES_UNSAVED is sent.
 *
 * Return: 0, or the errno with a sentence in @text.
 */
int manager_save_poses(struct manager *m, char *text, size_t size);

/**
 * manager_tell_damaged() - keep a state file that cannot be read under another name, and tell
 * @what: what is wrong with it
 * @next: what to do, from ": " on; "" = nothing
 */
void manager_tell_damaged(struct manager *m, enum notice_kind kind, const char *path,
			  const char *what, const char *next);

/** manager_load_care() - at the start; see manager_start() */
int manager_load_care(struct manager *m, char *text, size_t size);

/**
 * manager_keep_care() - write the coach's memory if it is time to
 *
 * At once when something was said, done or logged; the counts of the day every
 * four hours; after a failure, which is told once as NOTICE_CARE_UNSAVED, once a
 * minute.
 */
void manager_keep_care(struct manager *m);

/** manager_end_care() - write what is not written yet, if it was ever read */
void manager_end_care(struct manager *m);

/** manager_load_alert() - at the start; see manager_start() */
int manager_load_alert(struct manager *m, char *text, size_t size);

/**
 * manager_keep_alert() - write pauses if they changed and it is time to
 *
 * At once when there are less than the file has, or one that is over would stand again after a
 * crash; more of them every 5 s at most.  Also when the wall clock, by which they are kept, was
 * set.  After a failure, which is told once as NOTICE_PAUSES_UNSAVED, once a minute.
 */
void manager_keep_alert(struct manager *m);

/** manager_end_alert() - write pauses and the words of the last hour, if there are any */
void manager_end_alert(struct manager *m);

/** manager_load_profile() - at the start; see manager_start() */
int manager_load_profile(struct manager *m, char *text, size_t size);

/**
 * manager_configure() - m->config from now on, for the wearer too
 *
 * Profiles go on by name.  One chosen by hand that is gone is given up, and told
 * as NOTICE_PROFILE_GONE.
 */
void manager_configure(struct manager *m, const struct config *config);

/** manager_profile_choice() - the name of the profile chosen by hand, or "auto" */
const char *manager_profile_choice(const struct manager *m);

/** manager_name_keys() - m->why out of the wearer's, at the time of the alert */
void manager_name_keys(struct manager *m);

/* struct control's */
int manager_set_profile(void *ctx, const char *name, char *text, size_t size);
const struct config *manager_config(void *ctx);
int manager_care_start(void *ctx, const char *word, char *text, size_t size);
int manager_care_done(void *ctx, const char *word, char *text, size_t size);
int manager_care_dismiss(void *ctx, const char *word, uint32_t seconds, char *text, size_t size);
int manager_care_log_knot(void *ctx, const char *place, uint32_t severity, char *text,
			  size_t size);

/** manager_control_init() - fill in m->control */
void manager_control_init(struct manager *m);

/** manager_reload() - read the configuration again; struct control's reload() */
int manager_reload(struct manager *m, char *text, size_t size);

/** manager_apply_watch() - tell the source how large batches may be */
void manager_apply_watch(struct manager *m);

/** manager_arm() - set the timer to manager_due_us(), if there is one */
void manager_arm(struct manager *m);

/** manager_end() - leave the loop with m->exit_status, once clients had time to read the last */
void manager_end(struct manager *m);
