/* SPDX-License-Identifier: MIT */
/*
 * spells.h - the bad spells plumbd kept, and how long was sat in all
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "posture.h"

struct kept_spell {
	int64_t begin_sec; /* CLOCK_REALTIME */
	uint64_t duration_us;
	enum posture posture;               /* of most of it; UNKNOWN for a word not known here */
	int32_t flexion_cdeg, lateral_cdeg; /* means; ANGLE_UNKNOWN = not known */
};

struct spells {
	size_t n;
	struct kept_spell *spell; /* ascending; owned, spells_free()d */
};

/**
 * spells_read() - take in the reply of Spells(): a(xtsii)
 *
 * Return: 0 or a negative errno; then there is nothing to free.
 */
int spells_read(sd_bus_message *m, struct spells *ret);

/**
 * spells_days() - take in the reply of Days(): a(sttuu)
 * @from:       "YYYY-MM-DD": earlier days do not count
 * @ret_sat_us: in good and bad postures
 * @ret_days:   days with any of that
 */
int spells_days(sd_bus_message *m, const char *from, uint64_t *ret_sat_us, unsigned *ret_days);

/**
 * spells_join() - spells that a good posture parted for less than that are one
 * @release_us: alert.release_s, which an alert outlives just so
 */
void spells_join(struct spells *s, uint64_t release_us);

void spells_free(struct spells *s);
