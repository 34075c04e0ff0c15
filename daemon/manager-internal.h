/* SPDX-License-Identifier: MIT */
/*
 * manager-internal.h - what the files of the manager share
 *
 *   manager.c          the tick, the sinks, beginning and end
 *   manager-view.c     the snapshot shown to the outside
 *   manager-poses.c    the taught poses and their file
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
	struct view view;
	struct record *record; /* NULL = none is running */
	struct stream stream[SENSOR_COUNT];
	unsigned streams; /* SENSOR_BIT()s of those known */
	uint64_t begin_us, now_us;
	uint64_t idle_us;       /* when to tell the wearer that time passes without samples */
	uint64_t held_until_us; /* as shown in view.paused_until_real_us */
	uint64_t watch_us;      /* 0 = nobody watches */
	unsigned poses_serial;
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
