/* SPDX-License-Identifier: MIT */
#include "source.h"

const char *sensor_state_to_str(enum sensor_state state)
{
	static const char *const words[] = {
		[SENSOR_ABSENT] = "absent",
		[SENSOR_SEARCHING] = "searching",
		[SENSOR_STARTING] = "starting",
		[SENSOR_RUNNING] = "running",
	};

	return words[state];
}
