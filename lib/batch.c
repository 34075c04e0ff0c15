/* SPDX-License-Identifier: MIT */
#include "batch.h"

#include <assert.h>

const char *sensor_to_str(enum sensor sensor)
{
	static const char *const words[SENSOR_COUNT] = {
		[SENSOR_UPPER] = "upper",
		[SENSOR_LOWER] = "lower",
	};

	assert(sensor < SENSOR_COUNT);
	return words[sensor];
}
