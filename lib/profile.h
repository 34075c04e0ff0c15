/* SPDX-License-Identifier: MIT */
/*
 * profile.h - which of several named sets of limits is in force
 *
 * One chosen by hand stays.  Else the good pose that is held chooses: the
 * profile that names it, or the usual limits if none does.  Here profiles are
 * numbers; what is in them is the wearer's business.  docs/states.md has the
 * table.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "posture.h"

#define PROFILE_MAX     8
#define PROFILE_NONE    (-1) /* the usual limits */
#define PROFILE_BY_POSE (-2) /* in place of a choice by hand */
#define PROFILE_HOLD_US (10 * US_PER_SEC)

struct profile_choice {
	int current; /* in force: 0 .. PROFILE_MAX - 1, or PROFILE_NONE */
	int hand;    /* the one chosen by hand, or PROFILE_BY_POSE */
	int next;    /* what the pose asks for; .current = nothing else */
	uint64_t held_us; /* for how long it has */
	uint64_t now_us;  /* of the last step; 0 before the first */
};

/** profile_init() - @current in force, chosen by pose */
void profile_init(struct profile_choice *c, int current);

/**
 * profile_choose() - choose by hand, or end that with PROFILE_BY_POSE
 * @asked: what the pose of this moment asks for: a choice that ends goes there
 *         at once, for somebody waits to see it
 */
void profile_choose(struct profile_choice *c, int hand, int asked);

/**
 * profile_step() - fold one decision in
 * @s:      the debounced posture
 * @asked:  what its pose asks for: a profile, or PROFILE_NONE
 * @now_us: CLOCK_BOOTTIME, not before the last step
 *
 * While sitting still in a good posture, what is asked for without a break for
 * PROFILE_HOLD_US is put in force.  Moving does not count and breaks nothing;
 * a bad posture, none, or a pose that asks for what is in force does: the next
 * one begins anew.  So limits never change under a bad posture, and nobody who
 * passes through a pose changes them.
 *
 * Return: true when .current changed.
 */
bool profile_step(struct profile_choice *c, const struct posture_state *s, int asked,
		  uint64_t now_us);
