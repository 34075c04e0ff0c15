/* SPDX-License-Identifier: MIT */
/*
 * state.h - plumbd's properties, read off the bus into plain memory
 *
 * Words are kept as they come: a newer daemon may know words this program
 * does not.  Properties it lacks keep what was there before.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "json.h"

#define STATE_WORD_MAX  64
#define STATE_POSES_MAX 64 /* more are left out */

struct state_pose {
	char name[STATE_WORD_MAX];
	char posture[STATE_WORD_MAX];
	bool good;
	uint64_t learned_usec; /* CLOCK_REALTIME */
	uint32_t grade;        /* 0 .. 100 */
};

struct state_poses {
	unsigned n;
	struct state_pose pose[STATE_POSES_MAX];
};

/* org.plumbd.Posture1; times CLOCK_REALTIME, angles ANGLE_UNKNOWN when not known. */
struct state {
	char version[STATE_WORD_MAX], status[STATE_WORD_MAX], posture[STATE_WORD_MAX];
	char pose[STATE_WORD_MAX], activity[STATE_WORD_MAX];
	uint64_t since_usec;
	uint32_t alert_level;
	uint64_t paused_until_usec;
	char silence[STATE_WORD_MAX]; /* why no alert speaks; "none" */
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg;
	uint64_t slouch_today_usec, upright_today_usec;
	uint32_t slouches_today, alerts_today;
	struct state_poses poses;
	char profile[STATE_WORD_MAX];        /* in force; "" = the usual settings */
	char profile_choice[STATE_WORD_MAX]; /* by hand, or "auto" */
	unsigned profiles;                   /* how many there are */
};

/* org.plumbd.Sensor1 of one sensor. */
struct state_sensor {
	char chip[STATE_WORD_MAX], bus[STATE_WORD_MAX], state[STATE_WORD_MAX];
	uint8_t address;
	uint32_t rate_millihz, errors, recoveries, overflows;
	int32_t temperature_cdeg;
	uint64_t last_sample_usec;
};

/* Bits of what state_read() has seen. */
#define STATE_POSTURE  0x01u
#define STATE_POSE     0x02u
#define STATE_STATUS   0x04u
#define STATE_ACTIVITY 0x08u
#define STATE_ALERT    0x10u
#define STATE_PAUSED   0x20u
#define STATE_POSES    0x40u
#define STATE_PROFILE  0x80u

/** state_init() - nothing known */
void state_init(struct state *s);

/**
 * state_read() - take in an a{sv} of org.plumbd.Posture1
 * @ret_seen: STATE_* bits of the properties in it; may be NULL
 *
 * Return: 0 or a negative errno; -ENXIO when a property has another type.
 */
int state_read(struct state *s, sd_bus_message *m, unsigned *ret_seen);

/** state_refresh() - all properties, saying nothing.  0 or a negative errno with *ret_error */
int state_refresh(struct state *s, sd_bus *bus, sd_bus_error *ret_error);

/** state_fetch() - state_init() and all properties.  0 or an exit code, after saying why */
int state_fetch(struct state *s, sd_bus *bus);

/** state_fetch_sensor() - one sensor, "upper" or "lower".  0, or a negative errno: it has none */
int state_fetch_sensor(struct state_sensor *s, sd_bus *bus, const char *which);

/** state_json_poses() - the value: an array of objects */
void state_json_poses(const struct state_poses *poses, struct json *j);

/** state_find_pose() - by name; NULL when there is none */
const struct state_pose *state_find_pose(const struct state_poses *poses, const char *name);
