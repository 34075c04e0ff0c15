/* SPDX-License-Identifier: MIT */
/*
 * sim/body.h - a scripted wearer: sits, slouches, walks, lies, takes the thing off
 *
 * Turns a script and a time into what an ideal accelerometer and gyro at T4
 * and L5 feel, in micro-g and milli-dps, breathing and sway included; chip.h
 * turns that into registers with noise, bias and rounding.  Deterministic: the
 * same seed gives the same samples everywhere.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../batch.h"
#include "../posture.h"

enum body_act {
	BODY_SIT,     /* at the step's angles; reached over ramp_ms, then held */
	BODY_WALK,    /* upright, with the bounce and sway of walking */
	BODY_LIE,     /* on the back */
	BODY_OFF,     /* on the table, no body near it */
	BODY_UNPLUG,  /* like SIT upright, but the sensor does not answer */
};

struct body_step {
	uint32_t for_ms;	/* how long this step lasts, ramp included */
	uint32_t ramp_ms;	/* how long the change takes, 0 = at once */
	enum body_act act;
	int16_t flexion_cdeg;	/* upper back, + forward */
	int16_t lateral_cdeg;	/* + to the right */
	int16_t lower_cdeg;	/* flexion of the lower back */
	enum posture posture;	/* the truth, for tests */
};

/* A script with a ramp of 0 in a step jumps there; the gyroscope feels the jump as one spike. */
struct body_script {
	const char *name;
	const struct body_step *steps;
	size_t n;
	bool loop; /* begin again after the last step, else hold it */
};

/** body_script_find() - "demo", "day", "unplug", "slouch", "still"; NULL when unknown */
const struct body_script *body_script_find(const char *name);

/** body_script_at() - walk the scripts; NULL past the last */
const struct body_script *body_script_at(size_t i);

/* What an ideal sensor feels. */
struct body_feel {
	int32_t accel_ug[3];
	int32_t gyro_mdps[3];
};

struct body {
	const struct body_script *script; /* borrowed */
	uint64_t seed;
};

/** body_init() - a wearer of that script; @script is borrowed */
void body_init(struct body *b, const struct body_script *script, uint64_t seed);

/** body_step_at() - the step of the script at a time since its begin; never NULL */
const struct body_step *body_step_at(const struct body *b, uint64_t t_us);

/** body_script_us() - length of one run of the script */
uint64_t body_script_us(const struct body_script *script);

/**
 * body_feel() - what a sensor feels at a time since the script began
 *
 * Pure: no state but the script and the seed, so any time may be asked for in
 * any order.  Sensor axes as in docs/wiring.md: +X up along the spine, +Y to
 * the wearer's left, +Z out of the back.
 */
void body_feel(const struct body *b, enum sensor sensor, uint64_t t_us, struct body_feel *ret);
