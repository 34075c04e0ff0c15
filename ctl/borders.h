/* SPDX-License-Identifier: MIT */
/*
 * borders.h - where the wearer's good range ends, as far as can be known from outside
 */
#pragma once

#include <systemd/sd-bus.h>

#include "state.h"

/* Of flexion; ANGLE_UNKNOWN = not known. */
struct borders {
	int32_t forward_cdeg; /* > 0 */
	int32_t back_cdeg;    /* < 0 */
};

/**
 * borders_find() - from the last alert's explanation, else from plumbd.conf
 * @state: the cones of plumbd.conf, or of the profile in force, count only
 *         where no such pose was taught
 */
struct borders borders_find(sd_bus *bus, const struct state *state);
