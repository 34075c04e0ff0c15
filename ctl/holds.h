/* SPDX-License-Identifier: MIT */
/*
 * holds.h - the pauses that stand
 */
#pragma once

#include <stdint.h>
#include <systemd/sd-bus.h>

#include "alert.h"
#include "json.h"

struct holds {
	unsigned n;
	struct {
		uint32_t cookie;
		uint64_t until_usec;
		char reason[ALERT_REASON_MAX];
	} hold[ALERT_HOLD_MAX];
};

/** holds_read() - take in what Holds() replied.  0 or a negative errno */
int holds_read(struct holds *ret, sd_bus_message *reply);

/** holds_json() - an array, one object each */
void holds_json(const struct holds *h, struct json *j);
