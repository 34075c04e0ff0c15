/* SPDX-License-Identifier: MIT */
#include "day.h"

#include <assert.h>

#include "fixed.h"

void day_init(struct day *d, uint64_t seed, uint64_t length_us)
{
	d->seed = seed;
	d->length_us = length_us;
	d->n = 0;
}

void day_add(struct day *d, struct body_step step)
{
	assert(d->n < DAY_STEPS_MAX);
	d->begin_us[d->n] =
		d->n == 0 ? 0 : d->begin_us[d->n - 1] + d->step[d->n - 1].for_ms * US_PER_MS;
	d->step[d->n++] = step;
}

size_t day_step_at(const struct day *d, uint64_t t_us)
{
	size_t low = 0, high = d->n;

	while (high - low > 1) {
		size_t mid = (low + high) / 2;

		if (d->begin_us[mid] <= t_us)
			low = mid;
		else
			high = mid;
	}
	return low;
}
