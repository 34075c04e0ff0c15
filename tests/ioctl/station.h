/* SPDX-License-Identifier: MIT */
/*
 * station.h - one plumbd with all it needs: an adapter, a message bus, a folder, a clock
 *
 * A station is a process of its own; whatever it started ends with it.  What
 * cannot be set up ends it with a message on stderr.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <systemd/sd-bus.h>

#include "adapter.h"

#define STATION_PATIENCE_US 10000000u /* for an answer; the world's time, as is the next */
#define STATION_LOOK_US     20000u

/* What a client sees of plumbd at one moment. */
struct look {
	char status[24], posture[24], state[16], chip[32];
	uint32_t alert_level;
	uint32_t errors, recoveries, overflows;
	uint64_t last_sample_us; /* CLOCK_REALTIME of plumbd; 0 = none */
	uint64_t since_us;
};

struct station {
	char folder[64], bus_address[96], log[80];
	pid_t bus_pid, plumbd_pid;
	sd_bus *bus;
	sd_bus_slot *slots[2];
	struct fast_clock *clock;
	struct adapter *adapter;
	struct look now;
	char strange[64]; /* the first posture seen that nobody took; "" = none */
	unsigned asked;
	uint64_t slowest_us; /* the world's time */
};

/** station_open() - folder, clock and message bus; @speed times the world's time */
void station_open(struct station *s, unsigned speed);

/** station_plug() - the adapter; see adapter_new() */
void station_plug(struct station *s, const char *chip, bool plain);

/**
 * station_start() - plumbd, which knows one pose, "upright"
 * @chip: as in the configuration: a name, or "auto"
 *
 * Returns before it is on the bus.
 */
void station_start(struct station *s, const char *chip, unsigned rate_hz);

/** station_join() - wait for it on the bus, and follow what it says there */
void station_join(struct station *s);

/** station_look() - ask it.  False when it did not answer within 10 s, or is no more */
bool station_look(struct station *s);

/**
 * station_wait() - look until @condition, at most so many seconds of plumbd's time
 *
 * Return: whether it came.  It also ends when plumbd no longer answers.
 */
bool station_wait(struct station *s, bool (*condition)(struct station *, void *), void *arg,
		  unsigned seconds);

/** station_jump() - the clocks jump ahead, as over a suspend */
void station_jump(struct station *s, unsigned seconds);

/** station_real_us() - CLOCK_REALTIME as plumbd sees it */
uint64_t station_real_us(const struct station *s);

/** station_lines() - lines of plumbd's log that hold @part; the last is copied to @ret (or NULL) */
unsigned station_lines(const struct station *s, const char *part, char *ret, size_t size);

/** station_private_kib() - plumbd's private dirty memory */
unsigned station_private_kib(const struct station *s);

/** station_stop() - plumbd ends on SIGTERM: its exit status, -1 when killed by a signal */
int station_stop(struct station *s);

/** station_close() - and the rest */
void station_close(struct station *s);
