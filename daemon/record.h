/* SPDX-License-Identifier: MIT */
/*
 * record.h - what the sensors deliver, written as a recording into a pipe
 *
 * Never waits: while the reader is slow a few kilobytes are kept, then whole
 * rows are dropped, and a comment line in the recording says how many.
 */
#pragma once

#include "batch.h"

struct record;

/**
 * record_new() - begin a recording
 * @fd:      the writing end of a non-blocking pipe; taken over, also on error
 * @sensors: SENSOR_BIT()s of the columns it will have, at least one
 * @streams: of those sensors.  The header has room for one scale: the first
 *           sensor's; samples of another are converted to it
 *
 * Return: 0; -ENOMEM; the errno of the first write.
 */
int record_new(int fd, unsigned sensors, const struct stream streams[SENSOR_COUNT],
	       struct record **ret);

/** record_set_stream() - a sensor starts again with this scale */
void record_set_stream(struct record *r, enum sensor sensor, const struct stream *stream);

/**
 * record_push() - write a batch
 *
 * Samples of two sensors less than half a period apart share a row; a row
 * waits for the other sensor's sample, but not for long.  Batches of a sensor
 * without columns are skipped.
 *
 * Return: 0; -EPIPE when the reader went; another errno of write().  After an
 * error the recording is over.
 */
int record_push(struct record *r, const struct batch *b);

/** record_free() - write what is left as far as the pipe takes it, close.  NULL is fine; NULL */
struct record *record_free(struct record *r);
