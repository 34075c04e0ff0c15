/* SPDX-License-Identifier: MIT */
#include "gather.h"

#include "fixed.h"

void gather_init(struct gather *g, const struct recording *r, unsigned sensors)
{
	*g = (struct gather){
		.sensors = r->sensors & sensors,
		.gyros = r->gyros,
		.gap_us = GATHER_GAP_PERIODS * (1000 * US_PER_SEC / r->stream.rate_millihz),
	};
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		g->batch[i].sensor = (enum sensor)i;
}

/* Bits of the sensors the row has a whole reading of. */
static unsigned row_sensors(const struct gather *g, const struct recording_sample *s)
{
	return g->sensors & s->accel_seen & (s->gyro_seen | ~g->gyros);
}

static bool follows_gap(const struct gather *g, unsigned sensor, const struct recording_sample *s)
{
	return g->seen_us[sensor] && s->t_us - g->seen_us[sensor] > g->gap_us;
}

bool gather_fits(const struct gather *g, const struct recording_sample *s)
{
	unsigned sensors = row_sensors(g, s);

	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		if (sensors & 1u << i && g->batch[i].n &&
		    (g->batch[i].n == GATHER_SAMPLES || follows_gap(g, i, s)))
			return false;
	return true;
}

void gather_add(struct gather *g, const struct recording_sample *s)
{
	unsigned sensors = row_sensors(g, s);

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct batch *b = &g->batch[i];

		if (!(sensors & 1u << i))
			continue;
		if (b->n == 0)
			b->gap = follows_gap(g, i, s);
		b->accel[b->n] = s->accel[i];
		b->gyro[b->n] = s->gyro[i];
		b->n++;
		b->t_us = g->seen_us[i] = s->t_us;
	}
}

void gather_empty(struct gather *g)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		g->batch[i].n = 0;
}
