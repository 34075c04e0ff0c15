/* SPDX-License-Identifier: MIT */
#include "source-iio.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "iio-sensor.h"
#include "iio-trouble.h"

#define BACKOFF_MIN_US (US_PER_SEC / 2)
#define BACKOFF_MAX_US (30 * US_PER_SEC)
#define RETRIES        3 /* of a failed read, and of a start */
#define STEADY_US      (60 * US_PER_SEC)
#define BATCH_DEFAULT  16

struct slot {
	struct iio_place place; /* while starting or running */
	struct iio_sensor iio;
	bool raw_only;     /* its buffer stayed silent */
	unsigned failures; /* reads in a row */
	unsigned restarts; /* without having been steady in between */
	bool told_lost;
	uint64_t due_us; /* UINT64_MAX = never */
	uint64_t backoff_us;
	uint64_t running_us; /* since when; 0 = never ran */
	uint64_t read_us;    /* the last read */
};

struct source_iio {
	struct source source;
	struct iio_roots roots;
	struct config_sensor sensors[SENSOR_COUNT];
	uint32_t rate_hz;
	unsigned samples; /* a batch */
	struct slot slot[SENSOR_COUNT];
};

static struct source_iio *source_iio(struct source *s)
{
	return (struct source_iio *)s;
}

static struct sensor_health *health_of(struct source_iio *si, enum sensor sensor)
{
	return &si->source.health[sensor];
}

/* Not there, h->trouble says why: when to look again. */
static void give_up(struct source_iio *si, enum sensor sensor, int error, uint64_t now_us,
		    struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];

	health_of(si, sensor)->state = SENSOR_SEARCHING;
	health_of(si, sensor)->last_error = error;
	slot->due_us = now_us + slot->backoff_us;
	slot->backoff_us = MIN(2 * slot->backoff_us, BACKOFF_MAX_US);
	if (!slot->told_lost) {
		slot->told_lost = true;
		ret->news = SOURCE_LOST;
	}
}

static void lose(struct source_iio *si, enum sensor sensor, int error, uint64_t now_us,
		 struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	iio_trouble_run(error, &slot->place, slot->iio.what, h->trouble, sizeof h->trouble);
	iio_sensor_stop(&slot->iio);
	/* whoever connects the interrupt line binds the driver again */
	slot->raw_only = false;
	slot->failures = 0;
	give_up(si, sensor, error, now_us, ret);
}

static const char *taken_by_other(struct source_iio *si, enum sensor sensor)
{
	enum sensor other = sensor == SENSOR_UPPER ? SENSOR_LOWER : SENSOR_UPPER;
	enum sensor_state state = health_of(si, other)->state;

	return state == SENSOR_STARTING || state == SENSOR_RUNNING ? si->slot[other].place.accel
								   : NULL;
}

static int find(struct source_iio *si, const struct iio_wish *wish, struct iio_place *ret)
{
	int r, sysfs = open(si->roots.sysfs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (sysfs < 0)
		return -errno;
	r = iio_find(sysfs, wish, ret);
	close(sysfs);
	return r;
}

static void step_search(struct source_iio *si, enum sensor sensor, uint64_t now_us,
			struct source_item *ret)
{
	struct iio_wish wish = { si->sensors, sensor, taken_by_other(si, sensor) };
	struct sensor_health *h = health_of(si, sensor);
	struct iio_place place;
	int r = find(si, &wish, &place);

	if (r != 0) {
		iio_trouble_find(r, &wish, h->trouble, sizeof h->trouble);
		give_up(si, sensor, r < 0 ? r : IMU_E_NO_CHIP, now_us, ret);
		return;
	}
	snprintf(h->chip, sizeof h->chip, "%s", place.name);
	snprintf(h->bus, sizeof h->bus, "%s", place.accel);
	h->address = place.address;
	h->state = SENSOR_STARTING;
	si->slot[sensor].place = place;
	si->slot[sensor].due_us = now_us;
}

/*
 * At multiples of the period: ticks do not drift, and two sensors at one pace
 * share theirs.
 */
static void schedule(struct source_iio *si, enum sensor sensor, uint64_t now_us)
{
	struct slot *slot = &si->slot[sensor];
	uint64_t period_us = iio_sensor_period_us(&slot->iio, si->samples);

	slot->read_us = now_us;
	slot->due_us = now_us - now_us % period_us + period_us;
}

static void step_start(struct source_iio *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];
	int r = iio_sensor_start(&slot->iio, &si->roots, &slot->place, si->rate_hz, !slot->raw_only,
				 now_us);

	if (r < 0) {
		h->errors++;
		lose(si, sensor, r, now_us, ret);
		return;
	}
	if (slot->running_us != 0)
		h->recoveries++;
	h->state = SENSOR_RUNNING;
	h->last_error = 0;
	h->trouble[0] = '\0';
	h->rate_millihz = slot->iio.stream.rate_millihz;
	h->temperature_cdeg = slot->iio.temperature_cdeg;
	slot->told_lost = false;
	slot->failures = 0;
	slot->running_us = now_us;
	schedule(si, sensor, now_us);
	ret->news = SOURCE_STREAM;
	ret->stream = slot->iio.stream;
}

/* It is there and yet no use as it is: start again, unless that has been tried enough. */
static void restart(struct source_iio *si, enum sensor sensor, int error, uint64_t now_us,
		    struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	h->last_error = error;
	/* an interrupt line that is not connected: the raw attributes still work */
	slot->raw_only |= error == IMU_E_ASLEEP;
	if (slot->restarts++ < RETRIES) {
		h->state = SENSOR_STARTING;
		slot->due_us = now_us;
	} else {
		lose(si, sensor, error, now_us, ret);
	}
}

/* A driver that went, and a bus whose every transfer takes a second, are not waited for. */
static bool is_final(int error)
{
	return error == -ENODEV || error == -ENOENT || error == -ETIMEDOUT;
}

static void fail(struct source_iio *si, enum sensor sensor, int error, uint64_t now_us,
		 struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);

	h->errors++;
	h->last_error = error;
	if (is_final(error) || si->slot[sensor].failures++ >= RETRIES)
		lose(si, sensor, error, now_us, ret);
}

static void take_batch(struct source_iio *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	slot->failures = 0;
	h->overflows = slot->iio.overflows;
	h->temperature_cdeg = slot->iio.temperature_cdeg;
	if (ret->batch.n == 0)
		return;
	h->last_sample_us = ret->batch.t_us;
	h->last_error = 0;
	if (now_us - slot->running_us > STEADY_US) {
		slot->restarts = 0;
		slot->backoff_us = BACKOFF_MIN_US;
	}
	ret->news = SOURCE_BATCH;
}

static void step_read(struct source_iio *si, enum sensor sensor, uint64_t now_us,
		      struct source_item *ret)
{
	int r = iio_sensor_read(&si->slot[sensor].iio, now_us, &ret->batch);

	schedule(si, sensor, now_us);
	if (r == 0)
		take_batch(si, sensor, now_us, ret);
	else if (r > 0)
		restart(si, sensor, r, now_us, ret);
	else
		fail(si, sensor, r, now_us, ret);
}

static enum sensor most_pressing(const struct source_iio *si)
{
	return si->slot[SENSOR_LOWER].due_us < si->slot[SENSOR_UPPER].due_us ? SENSOR_LOWER
									     : SENSOR_UPPER;
}

static void on_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	struct source_iio *si = source_iio(s);
	enum sensor sensor = most_pressing(si);

	ret->news = SOURCE_NOTHING;
	ret->sensor = sensor;
	if (si->slot[sensor].due_us > now_us)
		return;
	switch (s->health[sensor].state) {
	case SENSOR_ABSENT:
		break;
	case SENSOR_SEARCHING:
		step_search(si, sensor, now_us, ret);
		break;
	case SENSOR_STARTING:
		step_start(si, sensor, now_us, ret);
		break;
	case SENSOR_RUNNING:
		step_read(si, sensor, now_us, ret);
		break;
	}
}

static uint64_t on_due_us(const struct source *s)
{
	const struct source_iio *si = (const struct source_iio *)s;

	return si->slot[most_pressing(si)].due_us;
}

static void on_set_batch(struct source *s, unsigned samples)
{
	struct source_iio *si = source_iio(s);

	si->samples = samples;
	for (size_t i = 0; i < SENSOR_COUNT; i++) {
		struct slot *slot = &si->slot[i];

		if (s->health[i].state == SENSOR_RUNNING)
			slot->due_us =
				MIN(slot->due_us,
				    slot->read_us + iio_sensor_period_us(&slot->iio, samples));
	}
}

static void on_free(struct source *s)
{
	struct source_iio *si = source_iio(s);

	for (size_t i = 0; i < SENSOR_COUNT; i++)
		iio_sensor_stop(&si->slot[i].iio);
	free(si);
}

static void init_slot(struct source_iio *si, enum sensor sensor, uint64_t now_us)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	iio_sensor_init(&slot->iio, sensor);
	h->temperature_cdeg = INT32_MAX;
	slot->due_us = UINT64_MAX;
	slot->backoff_us = BACKOFF_MIN_US;
	if (!si->sensors[sensor].enabled)
		return;
	h->state = SENSOR_SEARCHING;
	slot->due_us = now_us;
}

int source_iio_new(const struct config *config, const struct iio_roots *roots, uint64_t now_us,
		   struct source **ret)
{
	static const struct source_ops ops = {
		.read = on_read,
		.due_us = on_due_us,
		.set_batch = on_set_batch,
		.free = on_free,
	};
	struct source_iio *si = calloc(1, sizeof *si);

	if (!si)
		return -ENOMEM;
	si->source.ops = &ops;
	si->roots = roots ? *roots : (struct iio_roots){ "/sys", "/dev" };
	memcpy(si->sensors, config->sensor, sizeof si->sensors);
	si->rate_hz = config->rate_hz;
	si->samples = BATCH_DEFAULT;
	init_slot(si, SENSOR_UPPER, now_us);
	init_slot(si, SENSOR_LOWER, now_us);
	*ret = &si->source;
	return 0;
}
