/* SPDX-License-Identifier: MIT */
#include "source-imu-inner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob.h"

#define START_RETRY_US (100 * US_PER_MS)
#define STEADY_US      (60 * US_PER_SEC) /* whoever ran this long has put its past behind it */
#define BATCH_DEFAULT  16

/* Data that were frozen or impossible are believed again once they were not for so long. */
#define PROOF_US (3 * US_PER_SEC / 2)

static struct source_imu *source_imu(struct source *s)
{
	return (struct source_imu *)s;
}

/* Read anew each time: whoever was told that the file is missing may have put it there. */
static void lend_blob(struct source_imu *si, struct imu *imu)
{
	if (!imu_chip_wants_blob(imu->chip))
		return;
	imu->blob = si->blob;
	if (blob_read(si->blob_path, si->blob, sizeof si->blob, &imu->blob_n) < 0)
		imu->blob = NULL;
}

static void take_place(struct source_imu *si, enum sensor sensor, const struct found *f,
		       uint64_t now_us)
{
	struct sensor_health *h = health_of(si, sensor);

	imu_init(&si->slot[sensor].imu, f->io, f->place.address, f->chip, sensor, si->rate_hz);
	lend_blob(si, &si->slot[sensor].imu);
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

/* Registers that take a set-up prove little: only samples make it run. */
static void begin_proof(struct source_imu *si, enum sensor sensor, uint64_t now_us)
{
	struct slot *slot = &si->slot[sensor];

	slot->set_up = true;
	slot->proof_us = slot->doubted ? now_us + PROOF_US : now_us;
	slot->failures = 0;
	slot->due_us = now_us;
	schedule(si, sensor, now_us);
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
	slot->running_us = slot->due_us = now_us;
	slot->proof = ret->batch;
	slot->proof.gap = true;
	ret->news = SOURCE_STREAM;
	ret->stream = slot->imu.stream;
}

static void step_start(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];
	int r = imu_start(&slot->imu, now_us, &slot->due_us);

	if (r == 0)
		begin_proof(si, sensor, now_us);
	else if (r < 0 && bear(si, sensor, r))
		slot->due_us = now_us + START_RETRY_US;
	else if (r != IMU_E_WAIT)
		lose(si, sensor, r, now_us, ret);
}

/* One overflow costs samples; a FIFO that does nothing else is broken. */
static void take_overflow(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			  struct source_item *ret)
{
	health_of(si, sensor)->overflows++;
	if (si->slot[sensor].overflows++ >= RETRIES)
		restart(si, sensor, IMU_E_BAD_DATA, now_us, ret);
}

/* The chip's true rate is known: another stream begins, and what has gathered is read at once. */
static void take_stream(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];

	slot->due_us = now_us;
	if (health_of(si, sensor)->state != SENSOR_RUNNING)
		return; /* it is told with its first batch */
	ret->news = SOURCE_STREAM;
	ret->stream = slot->imu.stream;
}

static void take_batch(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		       struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	h->temperature_cdeg = slot->imu.temperature_cdeg;
	if (slot->imu.rate_millihz != 0)
		h->rate_millihz = slot->imu.rate_millihz;
	if (ret->batch.n == 0)
		return; /* emptied after a failure: what comes next will tell */
	slot->failures = slot->overflows = 0;
	if (h->state == SENSOR_STARTING) {
		if (now_us >= slot->proof_us)
			set_running(si, sensor, now_us, ret);
		return;
	}
	h->last_sample_us = ret->batch.t_us;
	h->last_error = 0;
	if (now_us - slot->running_us > STEADY_US) {
		slot->restarts = 0;
		slot->doubted = false;
		slot->backoff_us = BACKOFF_MIN_US;
	}
	ret->news = SOURCE_BATCH;
}

static void step_read(struct source_imu *si, enum sensor sensor, uint64_t now_us,
		      struct source_item *ret)
{
	struct imu *imu = &si->slot[sensor].imu;
	bool had_fifo = imu->use_fifo;
	int r = imu_read(imu, now_us, &ret->batch);

	schedule(si, sensor, now_us);
	if (r == 0) {
		take_batch(si, sensor, now_us, ret);
	} else if (r == IMU_E_OVERFLOW) {
		take_overflow(si, sensor, now_us, ret);
	} else if (r == IMU_E_RETUNED) {
		take_stream(si, sensor, now_us, ret);
	} else if (had_fifo && !imu->use_fifo) {
		begin_start(si, sensor, now_us); /* no fault: from now on by its registers */
	} else if (r > 0) {
		restart(si, sensor, r, now_us, ret);
	} else if (!bear(si, sensor, r)) {
		lose(si, sensor, r, now_us, ret);
	}
}

/* The batch that made it run was held back until it was known to. */
static void deliver_proof(struct source_imu *si, enum sensor sensor, uint64_t now_us,
			  struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];

	ret->batch = slot->proof;
	slot->proof.n = 0;
	schedule(si, sensor, now_us);
	take_batch(si, sensor, now_us, ret);
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
		if (si->slot[sensor].set_up)
			step_read(si, sensor, now_us, ret);
		else
			step_start(si, sensor, now_us, ret);
		break;
	case SENSOR_RUNNING:
		if (si->slot[sensor].proof.n > 0)
			deliver_proof(si, sensor, now_us, ret);
		else
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
	memcpy(si->blob_path, config->bmi270_config, sizeof si->blob_path);
	si->samples = BATCH_DEFAULT;
	init_slot(si, config, SENSOR_UPPER, now_us);
	init_slot(si, config, SENSOR_LOWER, now_us);
	*ret = &si->source;
	return 0;
}
