/* SPDX-License-Identifier: MIT */
/*
 * source-imu-inner.h - between source-imu.c and source-imu-loss.c, for no one else
 */
#pragma once

#include "search.h"
#include "source-imu.h"

#define BACKOFF_MIN_US (US_PER_SEC / 2)
#define BACKOFF_MAX_US (30 * US_PER_SEC)
#define RETRIES        3 /* of a failed transfer, and of a set-up */

/* One sensor. */
struct slot {
	struct search search;
	struct imu imu;
	unsigned failures;  /* transfers since a sample last came */
	unsigned overflows; /* likewise */
	unsigned restarts;  /* set up again without having been steady in between */
	bool doubted;       /* ... for data that were no good */
	bool told_lost;
	bool set_up;        /* while starting: all that is missing are samples */
	uint64_t proof_us;  /* ... from then on */
	struct batch proof; /* the first of them, to be delivered next; .n 0 = none */
	uint64_t due_us;    /* UINT64_MAX = never */
	uint64_t backoff_us;
	uint64_t running_us; /* since when; 0 = never ran */
	uint64_t read_us;    /* the last read */
};

struct source_imu {
	struct source source;
	struct ports *ports;
	uint32_t rate_hz;
	unsigned samples; /* a batch */
	char blob_path[CONFIG_PATH_MAX];
	uint8_t blob[IMU_BLOB_MAX]; /* both sensors' */
	struct slot slot[SENSOR_COUNT];
};

static inline struct sensor_health *health_of(struct source_imu *si, enum sensor sensor)
{
	return &si->source.health[sensor];
}

static inline enum sensor other_than(enum sensor sensor)
{
	return sensor == SENSOR_UPPER ? SENSOR_LOWER : SENSOR_UPPER;
}

static inline bool has_place(const struct sensor_health *h)
{
	return h->state == SENSOR_STARTING || h->state == SENSOR_RUNNING;
}

/** give_up() - not there: say why, and look again after a pause that doubles each time */
void give_up(struct source_imu *si, enum sensor sensor, const struct trouble *why, uint64_t now_us,
	     struct source_item *ret);

/** lose() - it fails, by a negative errno or an IMU_E_*: give it up, to be searched for anew */
void lose(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
	  struct source_item *ret);

/** bear() - count a failed transfer.  True when it is one more to bear with */
bool bear(struct source_imu *si, enum sensor sensor, int error);

/** begin_start() - what is at the slot's place is to be set up, from the reset on */
void begin_start(struct source_imu *si, enum sensor sensor, uint64_t now_us);

/** restart() - it answers and yet is no use as it is: set it up again, unless tried enough */
void restart(struct source_imu *si, enum sensor sensor, int error, uint64_t now_us,
	     struct source_item *ret);
