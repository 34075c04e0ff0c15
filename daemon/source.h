/* SPDX-License-Identifier: MIT */
/*
 * source.h - where samples come from
 *
 * A source looks for its sensors, sets them up, reads them and finds them
 * again when they go away.  It never blocks for longer than one bus transfer
 * a call, and never fails as a whole: a sensor that is not there is news.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"

enum sensor_state {
	SENSOR_ABSENT,	  /* not configured */
	SENSOR_SEARCHING, /* nothing found yet, or lost; trying again with back-off */
	SENSOR_STARTING,  /* found, being set up (again); until samples come */
	SENSOR_RUNNING,
};

/** sensor_state_to_str() - "absent", "searching", "starting", "running"; static */
const char *sensor_state_to_str(enum sensor_state state);

/* What Sensor1 and the journal show of one sensor. */
struct sensor_health {
	enum sensor_state state;
	char chip[32];		/* "" until known */
	char bus[64];		/* "/dev/i2c-1", "sim", or the recording's path */
	uint8_t address;	/* 0 = none */
	uint32_t rate_millihz;
	uint32_t errors, recoveries, overflows;
	int32_t temperature_cdeg; /* INT32_MAX = not known */
	uint64_t last_sample_us;  /* the daemon's time; 0 = none */
	int last_error;		/* negative errno or positive IMU_E_*; 0 = none */
	char trouble[160];	/* what is wrong and what to do, one sentence; "" = nothing */
};

enum source_news {
	SOURCE_NOTHING, /* nothing was due, or one step of a search was made */
	SOURCE_STREAM,	/* .sensor starts (again) with .stream; batches follow */
	SOURCE_BATCH,	/* .batch */
	SOURCE_LOST,	/* .sensor delivers nothing of use (any more); its health says why */
	SOURCE_END,	/* a recording is over, or broke off: then SOURCE_LOST came before */
};

struct source_item {
	enum source_news news;
	enum sensor sensor;
	struct stream stream;
	struct batch batch;
};

struct source {
	const struct source_ops *ops;
	struct sensor_health health[SENSOR_COUNT]; /* kept true by the source, read by all */
};

struct source_ops {
	/*
	 * Do the one most pressing thing due at now_us; at most a few bus
	 * transfers.  Called again at once while due_us() is not in the future.
	 */
	void (*read)(struct source *s, uint64_t now_us, struct source_item *ret);
	/* when read() next wants to be called, the daemon's time; UINT64_MAX = never */
	uint64_t (*due_us)(const struct source *s);
	/* samples a batch should hold, 1 .. 16: fewer while somebody watches */
	void (*set_batch)(struct source *s, unsigned samples);
	void (*free)(struct source *s);
};

static inline void source_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	s->ops->read(s, now_us, ret);
}

static inline uint64_t source_due_us(const struct source *s)
{
	return s->ops->due_us(s);
}

static inline void source_set_batch(struct source *s, unsigned samples)
{
	s->ops->set_batch(s, samples);
}

/** source_free() - stop the sensors, close, free.  NULL is fine.  Returns NULL */
static inline struct source *source_free(struct source *s)
{
	if (s)
		s->ops->free(s);
	return NULL;
}
