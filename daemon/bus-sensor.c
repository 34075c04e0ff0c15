/* SPDX-License-Identifier: MIT */
/*
 * bus-sensor.c - org.plumbd.Sensor1, one object a sensor
 */
#include <stddef.h>

#include "bus-internal.h"
#include "words.h"

/* clang-format off */
#define EMITS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, NULL, offsetof(struct sensor_shown, member), \
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
#define READS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, NULL, offsetof(struct sensor_shown, member), 0),

static const sd_bus_vtable sensor_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SENSOR_EMITS(EMITS)
	SENSOR_READS(READS)
	SD_BUS_VTABLE_END,
};
/* clang-format on */

static const char *const names[] = { SENSOR_EMITS(PROPERTY_NAME) NULL };

_Static_assert(sizeof(names) / sizeof(names[0]) <= PROPERTY_EMITS_MAX + 1,
	       "rows for bus_emit_changed");

static const char *const paths[SENSOR_COUNT] = {
	[SENSOR_UPPER] = BUS_PATH "/sensors/upper",
	[SENSOR_LOWER] = BUS_PATH "/sensors/lower",
};

/* CLOCK_REALTIME of the last sample, 0 = none */
static uint64_t last_sample_real_us(const struct sensor_health *h, const struct view *v)
{
	return h->last_sample_us ? v->real_us - (v->now_us - h->last_sample_us) : 0;
}

static void show(struct sensor_shown *s, const struct sensor_health *h, const struct view *v)
{
	*s = (struct sensor_shown){
		.chip = s->chip_name,
		.bus = s->bus_name,
		.address = h->address,
		.state = sensor_state_to_str(h->state),
		.rate_millihz = h->rate_millihz,
		.errors = h->errors,
		.recoveries = h->recoveries,
		.overflows = h->overflows,
		.temperature_cdeg = h->temperature_cdeg,
		.last_sample_usec = last_sample_real_us(h, v),
	};
	memcpy(s->chip_name, h->chip, sizeof(s->chip_name));
	/* May be the path of a recording, in any bytes; D-Bus carries UTF-8 only. */
	memcpy(s->bus_name, h->bus, sizeof(s->bus_name));
	words_clean(s->bus_name);
}

static unsigned compare(const struct sensor_shown *a, const struct sensor_shown *b)
{
	unsigned changed = 0, bit = 1;

	SENSOR_EMITS(PROPERTY_COMPARE)
	return changed;
}

static void publish(struct bus_sink *b, enum sensor sensor, const struct view *v)
{
	struct bus_sensor *s = &b->sensor[sensor];
	struct sensor_shown next;

	show(&next, &v->sensor[sensor], v);
	s->changed |= compare(&s->shown, &next);
	s->shown = next;
	s->shown.chip = s->shown.chip_name; /* its own, not those of next */
	s->shown.bus = s->shown.bus_name;
	bus_emit_changed(b, paths[sensor], BUS_SENSOR, names, &s->changed);
}

void bus_sensor_publish(struct bus_sink *b, const struct view *v)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		publish(b, (enum sensor)i, v);
}

int bus_sensor_add(struct bus_sink *b)
{
	static const struct view nothing;
	static const struct sensor_health absent = { .temperature_cdeg = INT32_MAX };

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct bus_sensor *s = &b->sensor[i];
		int r;

		show(&s->shown, &absent, &nothing);
		r = sd_bus_add_object_vtable(b->bus, NULL, paths[i], BUS_SENSOR, sensor_vtable,
					     &s->shown);
		if (r < 0)
			return r;
	}
	return 0;
}
