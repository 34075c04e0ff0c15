/* SPDX-License-Identifier: MIT */
#include "holds.h"

#include <stdio.h>

int holds_read(struct holds *ret, sd_bus_message *reply)
{
	const char *reason;
	int r;

	ret->n = 0;
	r = sd_bus_message_enter_container(reply, 'a', "(uts)");
	if (r < 0)
		return r;
	while (ret->n < ALERT_HOLD_MAX &&
	       (r = sd_bus_message_read(reply, "(uts)", &ret->hold[ret->n].cookie,
					&ret->hold[ret->n].until_usec, &reason)) > 0) {
		snprintf(ret->hold[ret->n].reason, sizeof(ret->hold[0].reason), "%s", reason);
		ret->n++;
	}
	return r < 0 ? r : 0;
}

void holds_json(const struct holds *h, struct json *j)
{
	json_begin_array(j);
	for (unsigned i = 0; i < h->n; i++) {
		json_begin_object(j);
		json_put_uint(j, "cookie", h->hold[i].cookie);
		json_put_uint(j, "until_usec", h->hold[i].until_usec);
		json_put_string(j, "reason", h->hold[i].reason);
		json_end_object(j);
	}
	json_end_array(j);
}
