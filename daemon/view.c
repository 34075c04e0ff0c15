/* SPDX-License-Identifier: MIT */
#include "view.h"

const char *status_to_str(enum status status)
{
	static const char *const words[] = {
		[STATUS_STARTING] = "starting",       [STATUS_UNCALIBRATED] = "uncalibrated",
		[STATUS_CALIBRATING] = "calibrating", [STATUS_WATCHING] = "watching",
		[STATUS_PAUSED] = "paused",           [STATUS_SENSOR_LOST] = "sensor-lost",
	};

	return words[status];
}
