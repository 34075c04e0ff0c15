/* SPDX-License-Identifier: MIT */
#include "source-imu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search.h"

#define BACKOFF_MIN_US (US_PER_SEC / 2)
#define BACKOFF_MAX_US (30 * US_PER_SEC)
#define RETRIES        3 /* of a failed transfer, and of a set-up */
#define START_RETRY_US (100 * US_PER_MS)
#define STEADY_US      (60 * US_PER_SEC) /* whoever ran this long has put its past behind it */
#define BATCH_DEFAULT  16

/* One sensor. */
struct slot {
	struct search search;
	struct imu imu;
	unsigned failures; /* transfers in a row */
	unsigned restarts; /* set up again without having been steady in between */
	bool told_lost;
	uint64_t due_us; /* UINT64_MAX = never */
	uint64_t backoff_us;
	uint64_t running_us; /* since when; 0 = never ran */
	uint64_t read_us;    /* the last read */
};

struct source_imu {
	struct source source;
	struct ports *ports;
	uint32_t rate_hz;
	unsigned samples; /* a batch */
	struct slot slot[SENSOR_COUNT];
};

static struct source_imu *source_imu(struct source *s)
{
	return (struct source_imu *)s;
}

static struct sensor_health *health_of(struct source_imu *si, enum sensor sensor)
{
	return &si->source.health[sensor];
}

static enum sensor other_than(enum sensor sensor)
{
	return sensor == SENSOR_UPPER ? SENSOR_LOWER : SENSOR_UPPER;
}

static bool has_place(const struct sensor_health *h)
{
	return h->state == SENSOR_STARTING || h->state == SENSOR_RUNNING;
}

static struct trouble transfer_trouble(const struct source_imu *si, const struct slot *slot,
				       int error)
{
	return (struct trouble){
		.at = TROUBLE_TRANSFER,
		.error = error,
		.bus = si->ports->ops->name(si->ports, slot->search.home.bus),
		.address = slot->imu.address,
	};
}

/* Not there: say why, and when to look again. */
static void give_up(struct source_imu *si, enum sensor sensor, const struct trouble *why,
		    uint64_t now_us, struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	h->state = SENSOR_SEARCHING;
	h->last_error = why->error;
	trouble_write(why, h->trouble, sizeof h->trouble);
	slot->due_us = now_us + slot->backoff_us;
	slot->backoff_us = MIN(2 * slot->backoff_us, BACKOFF_MAX_US);
	if (!slot->told_lost) {
		slot->told_lost = true;
		ret->news = SOURCE_LOST;
	}
}

static void lose(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
		 struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];
	struct trouble why = transfer_trouble(si, slot, error);

	slot->failures = 0;
	give_up(si, sensor, &why, now_us, ret);
}

static void begin_start(struct source_imu *si, enum sensor sensor, uint64_t now_us)
{
	health_of(si, sensor)->state = SENSOR_STARTING;
	si->slot[sensor].failures = 0;
	si->slot[sensor].due_us = now_us;
}

static void take_place(struct source_imu *si, enum sensor sensor, const struct found *f,
		       uint64_t now_us)
{
	struct sensor_health *h = health_of(si, sensor);

	imu_init(&si->slot[sensor].imu, f->io, f->place.address, f->chip, sensor, si->rate_hz);
	snprintf(h->chip, sizeof h->chip, "%s", imu_chip_name(f->chip));
	snprintf(h->bus, sizeof h->bus, "%s", si->ports->ops->name(si->ports, f->place.bus));
	h->address = f->place.address;
	h->rate_millihz = si->slot[sensor].imu.stream.rate_millihz;
	begin_start(si, sensor, now_us);
}

static void step_search(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			struct source_item *ret)
{
	enum sensor other = other_than(sensor);
	size_t in_use = SEARCH_NO_BUS;
	struct slot *slot = &si->slot[sensor];
	struct found f;

	if (has_place(health_of(si, other)))
		in_use = si->slot[other].search.home.bus;
	switch (search_step(&slot->search, in_use, &f)) {
	case 0:
		take_place(si, sensor, &f, now_us);
		break;
	case SEARCH_E_NOTHING:
		give_up(si, sensor, &slot->search.worst, now_us, ret);
		break;
	}
}

/* Where two sensors run at about one pace, the second moves its tick to the first's: one wakeup. */
static void fall_in_step(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			 uint64_t period_us)
{
	enum sensor other = other_than(sensor);
	const struct slot *mate = &si->slot[other];
	uint64_t wait_us;

	if (health_of(si, other)->state != SENSOR_RUNNING || mate->due_us <= now_us)
		return;
	wait_us = mate->due_us - now_us;
	if (wait_us <= period_us / 2 && imu_period_us(&mate->imu, si->samples) > period_us / 2)
		wait_us += period_us;
	if (wait_us > period_us / 2 && wait_us <= period_us * 3 / 2)
		si->slot[sensor].due_us = now_us + wait_us;
}

/*
 * When to read next: one period after it was due, not after it happened, so
 * that the ticks do not drift.
 */
static void schedule(struct source_imu *si, enum sensor sensor, uint64_t now_us)
{
	struct slot *slot = &si->slot[sensor];
	uint64_t period_us = imu_period_us(&slot->imu, si->samples);
	uint64_t late_us = now_us > slot->due_us ? now_us - slot->due_us : 0;

	slot->read_us = now_us;
	slot->due_us = now_us + period_us - late_us % period_us;
	fall_in_step(si, sensor, now_us, period_us);
}

static void set_running(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	if (slot->running_us != 0)
		h->recoveries++;
	h->state = SENSOR_RUNNING;
	h->last_error = 0;
	h->trouble[0] = '\0';
	slot->told_lost = false;
	slot->failures = 0;
	slot->running_us = slot->due_us = now_us;
	schedule(si, sensor, now_us);
	ret->news = SOURCE_STREAM;
	ret->stream = slot->imu.stream;
}

/* True when the failure is one more to bear with. */
static bool bear(struct source_imu *si, enum sensor sensor, int error)
{
	struct sensor_health *h = health_of(si, sensor);

	h->last_error = error;
	h->errors++;
	return si->slot[sensor].failures++ < RETRIES;
}

static void step_start(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];
	int r = imu_start(&slot->imu, now_us, &slot->due_us);

	if (r == 0)
		set_running(si, sensor, now_us, ret);
	else if (r < 0 && bear(si, sensor, r))
		slot->due_us = now_us + START_RETRY_US;
	else if (r != IMU_E_WAIT)
		lose(si, sensor, r, now_us, ret);
}

/* It answers and yet is no use as it is: set it up again, unless that has been tried enough. */
static void restart(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
		    struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];

	health_of(si, sensor)->last_error = error;
	if (slot->restarts++ < RETRIES)
		begin_start(si, sensor, now_us);
	else
		lose(si, sensor, error, now_us, ret);
}

static void take_batch(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	slot->failures = 0;
	h->temperature_cdeg = slot->imu.temperature_cdeg;
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

static void step_read(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		      struct source_item *ret)
{
	int r = imu_read(&si->slot[sensor].imu, now_us, &ret->batch);

	schedule(si, sensor, now_us);
	if (r == 0) {
		take_batch(si, sensor, now_us, ret);
	} else if (r == IMU_E_OVERFLOW) {
		health_of(si, sensor)->overflows++;
	} else if (r > 0) {
		restart(si, sensor, r, now_us, ret);
	} else if (!bear(si, sensor, r)) {
		lose(si, sensor, r, now_us, ret);
	}
}

static enum sensor most_pressing(const struct source_imu *si)
{
	return si->slot[SENSOR_LOWER].due_us < si->slot[SENSOR_UPPER].due_us ? SENSOR_LOWER
									     : SENSOR_UPPER;
}

static void on_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	struct source_imu *si = source_imu(s);
	enum sensor sensor = most_pressing(si);

	ret->news = SOURCE_NOTHING;
	ret->sensor = sensor;
	if (si->slot[sensor].due_us > now_us)
		return;
	if (si->ports->ops->tick)
		si->ports->ops->tick(si->ports, now_us);
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
	const struct source_imu *si = (const struct source_imu *)s;

	return si->slot[most_pressing(si)].due_us;
}

static void on_set_batch(struct source *s, unsigned samples)
{
	struct source_imu *si = source_imu(s);

	si->samples = samples;
	for (size_t i = 0; i < SENSOR_COUNT; i++) {
		struct slot *slot = &si->slot[i];

		if (s->health[i].state == SENSOR_RUNNING)
			slot->due_us = MIN(slot->due_us,
					   slot->read_us + imu_period_us(&slot->imu, samples));
	}
}

static void on_free(struct source *s)
{
	struct source_imu *si = source_imu(s);

	for (size_t i = 0; i < SENSOR_COUNT; i++) {
		if (has_place(&s->health[i]))
			imu_stop(&si->slot[i].imu);
	}
	si->ports->ops->free(si->ports);
	free(si);
}

static void init_slot(struct source_imu *si, const struct config *config, enum sensor sensor,
		      uint64_t now_us)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	h->temperature_cdeg = INT32_MAX;
	slot->due_us = UINT64_MAX;
	slot->backoff_us = BACKOFF_MIN_US;
	if (!config->sensor[sensor].enabled)
		return;
	h->state = SENSOR_SEARCHING;
	slot->due_us = now_us;
	search_init(&slot->search, si->ports, config->sensor, sensor);
}

int source_imu_new(struct ports *ports, const struct config *config, uint64_t now_us,
		   struct source **ret)
{
	static const struct source_ops ops = {
		.read = on_read,
		.due_us = on_due_us,
		.set_batch = on_set_batch,
		.free = on_free,
	};
	struct source_imu *si = calloc(1, sizeof *si);

	if (!si) {
		ports->ops->free(ports);
		return -ENOMEM;
	}
	si->source.ops = &ops;
	si->ports = ports;
	si->rate_hz = config->rate_hz;
	si->samples = BATCH_DEFAULT;
	init_slot(si, config, SENSOR_UPPER, now_us);
	init_slot(si, config, SENSOR_LOWER, now_us);
	*ret = &si->source;
	return 0;
}
