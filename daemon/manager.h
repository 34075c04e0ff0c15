/* SPDX-License-Identifier: MIT */
/*
 * manager.h - the tick: what a source delivers goes through the wearer to the sinks
 *
 * Also what holds it together: configuration and its reload, the taught poses
 * on disk, what the bus may ask for, the end.  Knows the three vtables and the
 * wearer, and neither a chip nor D-Bus.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <systemd/sd-event.h>

#include "clock.h"
#include "config.h"
#include "control.h"
#include "sink.h"
#include "source.h"

struct manager;

/* All pointers are borrowed and must outlive the manager. */
struct manager_setup {
	sd_event *event;
	const struct clock *clock;
	struct config base; /* what a key that the file lacks means */
	const char *config_path;
	bool config_optional; /* no such file: as if it were empty */
	const char *poses_path;
	const char *care_path; /* what the coach remembers */
	const char *choice_path; /* the profile chosen by hand */
	const char *alert_path; /* pauses, and the words of the last hour */
	/* make the source a configuration asks for; 0, or an errno with a sentence in @text */
	int (*make_source)(void *ctx, const struct config *config, uint64_t now_us,
			   struct source **ret, char *text, size_t size);
	void *ctx;
};

/**
 * manager_load_config() - read the file the setup names
 *
 * Return: as config_load(); with an optional file that is missing 0 and
 * *ret_found false.
 */
int manager_load_config(const struct manager_setup *setup, struct config *ret, bool *ret_found,
			struct config_error *ret_error);

/**
 * manager_new() - a manager without source and sinks
 * @config: as manager_load_config() read it; copied
 *
 * Return: 0 or -ENOMEM.
 */
int manager_new(const struct manager_setup *setup, const struct config *config,
		struct manager **ret);

/** manager_control() - for the sinks that take orders; lives as long as the manager */
const struct control *manager_control(struct manager *m);

/** manager_offer_history() - what the bus may read from; borrowed, to outlive the bus */
void manager_offer_history(struct manager *m, struct history *history);

/** manager_tell() - a notice with a text, of a sink's own */
void manager_tell(void *m, enum notice_kind kind, const char *text);

#define MANAGER_SINKS_MAX 4

/** manager_add_sink() - taken over; notices go to sinks in the order they came in */
void manager_add_sink(struct manager *m, struct sink *sink);

/**
 * manager_start() - read the state of the process before, make the source
 * @text: one sentence on error
 *
 * Damaged poses are set aside and told as NOTICE_POSES_DAMAGED; so is a damaged
 * memory, as NOTICE_CARE_DAMAGED, a damaged choice, as NOTICE_PROFILE_DAMAGED, and
 * damaged pauses, as NOTICE_PAUSES_DAMAGED.
 * A profile that plumbd.conf has no more is told as NOTICE_PROFILE_GONE.
 * NOTICE_STARTED follows from the first step that has news of the upper sensor.
 *
 * Return: 0; an errno of reading one of the files or making the source.
 */
int manager_start(struct manager *m, char *text, size_t size);

/**
 * manager_run() - timer and signals, until the end
 *
 * SIGTERM and SIGINT end it, SIGHUP reloads; all three must be blocked.
 *
 * Return: the exit status of the process; a negative errno.
 */
int manager_run(struct manager *m);

/** manager_due_us() - when manager_step() next wants to be called, the daemon's time */
uint64_t manager_due_us(const struct manager *m);

/** manager_step() - one item of the source, or a second of waiting for it.  @now_us never falls */
void manager_step(struct manager *m, uint64_t now_us);

/**
 * manager_free() - save what is to outlive it, stop the sensors, end the sinks
 *
 * NULL is fine.  Returns NULL.
 */
struct manager *manager_free(struct manager *m);
