/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recording.h"

#define BUF_SIZE  16384
#define ROW_MAX   256 /* time, twelve counts, separators; a header too, and a comment before it */
#define QUEUE_MAX (2 * BATCH_MAX)

struct sample {
	uint64_t t_us;
	struct counts3 accel, gyro;
	bool has_gyro;
};

/* Samples of one sensor waiting for a row, oldest first. */
struct queue {
	unsigned first, n;
	struct sample at[QUEUE_MAX];
};

struct record {
	int fd;
	unsigned sensors;
	struct stream stream;             /* the header's scale */
	struct stream from[SENSOR_COUNT]; /* what comes in */
	struct queue queue[SENSOR_COUNT];
	uint64_t last_us[SENSOR_COUNT]; /* last sample of each; 0 = none */
	uint64_t row_us;                /* last row */
	uint64_t dropped;               /* rows, since the reader was last told */
	size_t len; /* of .buf, whole lines but for the first, half written one */
	char buf[BUF_SIZE];
};

static uint64_t period_us(const struct stream *stream)
{
	return US_PER_SEC * 1000 / stream->rate_millihz;
}

static int flush(struct record *r)
{
	size_t done = 0;
	ssize_t n;

	while (done < r->len) {
		n = write(r->fd, r->buf + done, r->len - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN)
			break;
		else if (errno != EINTR)
			return -errno;
	}
	memmove(r->buf, r->buf + done, r->len - done);
	r->len -= done;
	return 0;
}

static const struct sample *head(const struct record *r, enum sensor sensor)
{
	const struct queue *q = &r->queue[sensor];

	return q->n ? &q->at[q->first] : NULL;
}

static void put_line(struct record *r, const struct recording_sample *row)
{
	int n;

	if (BUF_SIZE - r->len < ROW_MAX) {
		r->dropped++;
		return;
	}
	if (r->dropped) {
		n = snprintf(r->buf + r->len, BUF_SIZE - r->len, "# rows dropped: %" PRIu64 "\n",
			     r->dropped);
		r->len += (size_t)n;
		r->dropped = 0;
	}
	n = recording_line(row, &r->stream, r->sensors, r->buf + r->len, BUF_SIZE - r->len);
	assert(n > 0 && (size_t)n < BUF_SIZE - r->len);
	r->len += (size_t)n;
}

static void take_into(struct record *r, enum sensor sensor, struct recording_sample *row)
{
	struct queue *q = &r->queue[sensor];
	const struct sample *s = head(r, sensor);

	row->accel[sensor] = s->accel;
	row->gyro[sensor] = s->gyro;
	row->accel_seen |= 1u << sensor;
	row->gyro_seen |= s->has_gyro ? 1u << sensor : 0;
	q->first = (q->first + 1) % QUEUE_MAX;
	q->n--;
}

/* The earliest sample waiting, and the other sensor's where it is of the same instant. */
static void put_row(struct record *r)
{
	const struct sample *upper = head(r, SENSOR_UPPER), *lower = head(r, SENSOR_LOWER);
	uint64_t reach_us = period_us(&r->stream) / 2;
	struct recording_sample row = { 0 };
	uint64_t upper_us = upper ? upper->t_us : UINT64_MAX;
	uint64_t lower_us = lower ? lower->t_us : UINT64_MAX;

	row.t_us = MAX(MIN(upper_us, lower_us), r->row_us + 1);
	if (upper && (!lower || upper_us <= lower_us || upper_us - lower_us <= reach_us))
		take_into(r, SENSOR_UPPER, &row);
	if (lower && (!upper || lower_us <= upper_us || lower_us - upper_us <= reach_us))
		take_into(r, SENSOR_LOWER, &row);
	r->row_us = row.t_us;
	put_line(r, &row);
}

/* A row can be made when every sensor has a sample waiting, or one has waited long enough. */
static bool is_ready(const struct record *r)
{
	bool all = true;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (r->queue[i].n == QUEUE_MAX)
			return true;
		if (r->sensors & 1u << i)
			all = all && r->queue[i].n > 0;
	}
	return all;
}

static struct counts3 rescale(struct counts3 c, uint32_t from, uint32_t to)
{
	if (from == to)
		return c;
	return (struct counts3){
		.x = sat16(div_round((int64_t)c.x * to, from)),
		.y = sat16(div_round((int64_t)c.y * to, from)),
		.z = sat16(div_round((int64_t)c.z * to, from)),
	};
}

static void enqueue(struct record *r, enum sensor sensor, const struct batch *b, unsigned i,
		    uint64_t t_us)
{
	const struct stream *from = &r->from[sensor];
	struct queue *q = &r->queue[sensor];
	struct sample *s = &q->at[(q->first + q->n++) % QUEUE_MAX];

	*s = (struct sample){ .t_us = t_us };
	s->accel =
		rescale(b->accel[i], from->accel_milli_lsb_per_g, r->stream.accel_milli_lsb_per_g);
	s->has_gyro = from->gyro_milli_lsb_per_dps && r->stream.gyro_milli_lsb_per_dps;
	if (s->has_gyro)
		s->gyro = rescale(b->gyro[i], from->gyro_milli_lsb_per_dps,
				  r->stream.gyro_milli_lsb_per_dps);
}

/*
 * Only the last sample of a batch has a time.  The others lie evenly between
 * it and the last of the batch before, unless something was lost in between.
 */
static uint64_t spacing_us(const struct record *r, const struct batch *b)
{
	uint64_t period = period_us(&r->from[b->sensor]);
	uint64_t since = b->t_us - MIN(r->last_us[b->sensor], b->t_us);

	if (b->gap || since < b->n * period * 3 / 4 || since > b->n * period * 5 / 4)
		return period;
	return since / b->n;
}

int record_push(struct record *r, const struct batch *b)
{
	uint64_t spacing;

	if (b->n == 0 || !(r->sensors & 1u << b->sensor))
		return 0;
	spacing = spacing_us(r, b);
	for (unsigned i = 0; i < b->n; i++) {
		enqueue(r, b->sensor, b, i, b->t_us - (b->n - 1 - i) * spacing);
		while (is_ready(r))
			put_row(r);
	}
	r->last_us[b->sensor] = b->t_us;
	return flush(r);
}

void record_set_stream(struct record *r, enum sensor sensor, const struct stream *stream)
{
	r->from[sensor] = *stream;
	r->last_us[sensor] = 0;
}

static void set_header_scale(struct record *r)
{
	bool first = true;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (!(r->sensors & 1u << i))
			continue;
		if (first)
			r->stream = r->from[i];
		else if (r->stream.gyro_milli_lsb_per_dps == 0)
			r->stream.gyro_milli_lsb_per_dps = r->from[i].gyro_milli_lsb_per_dps;
		first = false;
	}
}

int record_new(int fd, unsigned sensors, const struct stream streams[SENSOR_COUNT],
	       struct record **ret)
{
	struct record *r = calloc(1, sizeof *r);
	int err;

	assert(sensors != 0);
	if (!r) {
		close(fd);
		return -ENOMEM;
	}
	r->fd = fd;
	r->sensors = sensors;
	memcpy(r->from, streams, sizeof r->from);
	set_header_scale(r);
	r->len = (size_t)recording_header(&r->stream, sensors, r->buf, BUF_SIZE);
	assert(r->len < BUF_SIZE);
	err = flush(r);
	if (err < 0) {
		record_free(r);
		return err;
	}
	*ret = r;
	return 0;
}

struct record *record_free(struct record *r)
{
	if (!r)
		return NULL;
	while (r->queue[SENSOR_UPPER].n > 0 || r->queue[SENSOR_LOWER].n > 0)
		put_row(r);
	/* A reader that went has no use for the rest. */
	(void)flush(r);
	close(r->fd);
	free(r);
	return NULL;
}
