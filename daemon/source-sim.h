/* SPDX-License-Identifier: MIT */
/*
 * source-sim.h - simulated chips on a simulated back, behind the very source real ones have
 *
 * An MPU-6050 at 0x68 is the upper sensor, one at 0x69 the lower where it is
 * configured; lib/sim/body.c says what they feel.  While a script's step is
 * BODY_UNPLUG they do not answer, and come back as after a power cut.
 */
#pragma once

#include "config.h"
#include "source.h"

#define SOURCE_SIM_SCRIPT "day" /* when none is named */

/**
 * source_sim_new() - sensors worn by the wearer of a script
 * @script: a name of lib/sim/body.h; its time begins at now_us
 *
 * Return: 0; -ENOENT when no script has that name; -ENOMEM.
 */
int source_sim_new(const char *script, const struct config *config, uint64_t now_us,
		   struct source **ret);
