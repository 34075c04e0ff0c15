/* SPDX-License-Identifier: MIT */
/*
 * doctor-look.h - gather the facts
 *
 * Nothing here fails: what cannot be seen is a fact too.  Nothing is changed
 * but a sensor no plumbd runs, which is set up, read for ten seconds and put
 * to sleep again.
 */
#pragma once

#include <systemd/sd-bus.h>

#include "doctor-facts.h"

#define DOCTOR_TAKE_US (10 * US_PER_SEC)

/* Where to look.  All are borrowed. */
struct doctor_paths {
	const char *root; /* before /dev, /sys, /proc, /boot, /etc and /usr; "" = as they are */
	const char *config;
	const char *state; /* the folder of poses.conf */
};

/** doctor_look_system() - nodes, kernel, users; doctor-look-system.c */
void doctor_look_system(const struct doctor_paths *paths, struct doctor_system *ret);

/** doctor_look_node() - one more node, unless it is listed or not there; the same file */
void doctor_look_node(const struct doctor_paths *paths, const char *name,
		      struct doctor_system *ret);

/** doctor_look_users() - the part of it that is about users and groups; doctor-look-users.c */
void doctor_look_users(const struct doctor_paths *paths, struct doctor_system *ret);

/** doctor_look_setup() - configuration, poses, folder, clock; doctor-look-setup.c */
void doctor_look_setup(const struct doctor_paths *paths, struct doctor_setup *ret);

/** doctor_look_daemon() - @bus: NULL = cannot be reached; doctor-look-daemon.c */
void doctor_look_daemon(sd_bus *bus, struct doctor_daemon *ret);

/** doctor_look_service() - asks systemd over the system bus; doctor-look-service.c */
void doctor_look_service(struct doctor_service *ret);

/**
 * doctor_look_record() - samples from a plumbd that runs; doctor-look-record.c
 * @samples: those with a .name are wanted
 *
 * Ends after ten seconds of samples, or three seconds later when fewer came.
 */
void doctor_look_record(sd_bus *bus, struct doctor_samples samples[SENSOR_COUNT]);

/* How time passes; a test has its own. */
struct doctor_time {
	uint64_t (*now_us)(void *ctx);
	void (*sleep_until)(void *ctx, uint64_t t_us);
	void *ctx;
};

/**
 * doctor_look_chip() - ten seconds of a sensor no plumbd runs; doctor-look-chip.c
 * @rate_hz: wished for
 * @ret:     all but .name
 *
 * Estimates the bus speed first, while the chip is idle.
 */
void doctor_look_chip(const struct imu_bus *io, uint8_t address, const struct imu_chip *chip,
		      unsigned rate_hz, const struct doctor_time *time, struct doctor_samples *ret);

/** doctor_look() - all of it; @where: as client_connect() */
void doctor_look(const struct doctor_paths *paths, const char *where, struct doctor_facts *ret);
