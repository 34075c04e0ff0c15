/* SPDX-License-Identifier: MIT */
/*
 * What source-imu.c does about a sensor that fails: bear it, set it up again,
 * or give it up, and in each case say so once.
 */
#include "source-imu-inner.h"

#include <errno.h>

/* A name that belongs into the sentence about an error; NULL = none. */
static const char *named_with(const struct source_imu *si, const struct slot *slot, int error)
{
	if (error == IMU_E_NO_BLOB)
		return si->blob_path[0] ? si->blob_path : NULL;
	return imu_chip_other_scale(slot->imu.chip);
}

static struct trouble transfer_trouble(const struct source_imu *si, const struct slot *slot,
				       int error)
{
	return (struct trouble){
		.at = TROUBLE_TRANSFER,
		.error = error,
		.bus = si->ports->ops->name(si->ports, slot->search.home.bus),
		.address = slot->imu.address,
		.name = named_with(si, slot, error),
	};
}

/* News once, however often it fails before it delivers again. */
static void tell_lost(struct source_imu *si, enum sensor sensor, const struct trouble *why,
		      struct source_item *ret)
{
	struct sensor_health *h = health_of(si, sensor);
	struct slot *slot = &si->slot[sensor];

	h->last_error = why->error;
	trouble_write(why, h->trouble, sizeof h->trouble);
	if (!slot->told_lost) {
		slot->told_lost = true;
		ret->news = SOURCE_LOST;
	}
}

void give_up(struct source_imu *si, enum sensor sensor, const struct trouble *why, uint64_t now_us,
	     struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];

	health_of(si, sensor)->state = SENSOR_SEARCHING;
	slot->due_us = now_us + slot->backoff_us;
	slot->backoff_us = MIN(2 * slot->backoff_us, BACKOFF_MAX_US);
	if (si->ports->ops->rest && !has_place(health_of(si, other_than(sensor))))
		si->ports->ops->rest(si->ports);
	tell_lost(si, sensor, why, ret);
}

void lose(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
	  struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];
	struct trouble why = transfer_trouble(si, slot, error);

	slot->failures = 0;
	give_up(si, sensor, &why, now_us, ret);
}

void begin_start(struct source_imu *si, enum sensor sensor, uint64_t now_us)
{
	struct slot *slot = &si->slot[sensor];

	health_of(si, sensor)->state = SENSOR_STARTING;
	slot->failures = slot->overflows = 0;
	slot->set_up = false;
	slot->proof.n = 0;
	slot->due_us = now_us;
}

bool bear(struct source_imu *si, enum sensor sensor, int error)
{
	struct sensor_health *h = health_of(si, sensor);

	h->last_error = error;
	h->errors++;
	/* a timeout has taken a second, and everybody's */
	return error != -ETIMEDOUT && si->slot[sensor].failures++ < RETRIES;
}

void restart(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
	     struct source_item *ret)
{
	struct slot *slot = &si->slot[sensor];
	struct trouble why = transfer_trouble(si, slot, error);

	slot->doubted |= error != IMU_E_ASLEEP;
	if (slot->restarts++ < RETRIES) {
		begin_start(si, sensor, now_us);
		tell_lost(si, sensor, &why, ret);
	} else {
		lose(si, sensor, error, now_us, ret);
	}
}
