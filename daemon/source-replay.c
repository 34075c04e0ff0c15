/* SPDX-License-Identifier: MIT */
#include "source-replay.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"

#define GAP_SAMPLES     4
#define SAMPLES_DEFAULT 16
#define PATH_SHOWN_MAX  60

struct source_replay {
	struct source source;
	FILE *file;
	char *path;
	unsigned line;
	struct recording recording;
	unsigned sensors;  /* SENSOR_BIT()s of those delivered */
	unsigned samples;  /* a batch */
	uint64_t begin_us; /* the daemon's time of the first sample, .first_us in the file */
	uint64_t first_us;
	bool timed;                  /* .first_us is known */
	struct recording_sample row; /* read, and kept for the next batch */
	bool row_kept;
	unsigned untold;                  /* sensors whose stream has not been told */
	struct batch batch[SENSOR_COUNT]; /* gathered, not yet delivered */
	uint64_t seen_us[SENSOR_COUNT];   /* the last sample of each; 0 = none */
	uint64_t batch_us;                /* when the gathered batches are due */
	bool at_end;                      /* nothing is left to gather */
	bool told_broken;
	bool over; /* all has been told */
};

static struct source_replay *source_replay(struct source *s)
{
	return (struct source_replay *)s;
}

/* The end of a long path is what tells files apart. */
static const char *shown_path(const struct source_replay *sr)
{
	size_t len = strlen(sr->path);

	return len > PATH_SHOWN_MAX ? sr->path + len - PATH_SHOWN_MAX : sr->path;
}

/* Break off; the file is not to be trusted from here on. */
static void fail(struct source_replay *sr, int error, const char *reason)
{
	struct sensor_health *h = &sr->source.health[SENSOR_UPPER];

	h->last_error = error;
	snprintf(h->trouble, sizeof h->trouble, "%s:%u: %s", shown_path(sr), sr->line, reason);
	sr->at_end = true;
}

/* One line's length with its end, 0 at the end of the file or of our patience. */
static size_t read_line(struct source_replay *sr, char *line, size_t size)
{
	size_t len;

	sr->line++;
	if (!fgets(line, (int)size, sr->file)) {
		if (ferror(sr->file))
			fail(sr, -errno, strerror(errno));
		sr->at_end = true;
		return 0;
	}
	len = strlen(line);
	if (len > 0 && (line[len - 1] == '\n' || feof(sr->file)))
		return len;
	fail(sr, -EBADMSG, "the line is too long, or no text");
	return 0;
}

/* True with sr->row; false at the end. */
static bool read_row(struct source_replay *sr)
{
	char line[RECORDING_LINE_MAX + 2];
	size_t len;
	int r;

	while (!sr->at_end) {
		len = read_line(sr, line, sizeof line);
		if (len == 0)
			break;
		r = recording_parse(&sr->recording, line, len, &sr->row);
		if (r == 0)
			return true;
		if (r > 0)
			fail(sr, -EBADMSG, recording_strerror((enum recording_error)r));
	}
	return false;
}

static uint64_t period_us(const struct source_replay *sr)
{
	return US_PER_SEC * 1000 / sr->recording.stream.rate_millihz;
}

static bool row_has(const struct source_replay *sr, enum sensor sensor)
{
	unsigned bit = 1u << sensor;

	if (!(sr->sensors & sr->row.accel_seen & bit))
		return false;
	return !(sr->recording.gyros & bit) || (sr->row.gyro_seen & bit);
}

static bool row_is_after_gap(const struct source_replay *sr, enum sensor sensor)
{
	return sr->seen_us[sensor] != 0 &&
	       sr->row.t_us - sr->seen_us[sensor] > GAP_SAMPLES * period_us(sr);
}

/* False when the row has to wait for the next batch. */
static bool row_fits(const struct source_replay *sr)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (!row_has(sr, i) || sr->batch[i].n == 0)
			continue;
		if (sr->batch[i].n >= sr->samples || row_is_after_gap(sr, i))
			return false;
	}
	return true;
}

static uint64_t row_time_us(struct source_replay *sr)
{
	if (!sr->timed)
		sr->first_us = sr->row.t_us;
	sr->timed = true;
	return sr->begin_us + (sr->row.t_us - sr->first_us);
}

static void take_row(struct source_replay *sr)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct batch *b = &sr->batch[i];

		if (!row_has(sr, i))
			continue;
		if (b->n == 0)
			b->gap = row_is_after_gap(sr, i);
		b->accel[b->n] = sr->row.accel[i];
		b->gyro[b->n] = sr->row.gyro[i];
		b->n++;
		b->t_us = sr->batch_us = row_time_us(sr);
		sr->seen_us[i] = sr->row.t_us;
	}
}

/* Read on until a batch is full, a gap comes or the file ends. */
static void gather(struct source_replay *sr)
{
	while (sr->row_kept || read_row(sr)) {
		sr->row_kept = !row_fits(sr);
		if (sr->row_kept)
			return;
		take_row(sr);
	}
}

static void tell_stream(struct source_replay *sr, struct source_item *ret)
{
	ret->sensor = sr->untold & 1u << SENSOR_UPPER ? SENSOR_UPPER : SENSOR_LOWER;
	ret->news = SOURCE_STREAM;
	ret->stream = sr->recording.stream;
	if (!(sr->recording.gyros & 1u << ret->sensor))
		ret->stream.gyro_milli_lsb_per_dps = 0;
	sr->untold &= ~(1u << ret->sensor);
	sr->source.health[ret->sensor].state = SENSOR_RUNNING;
}

static bool deliver(struct source_replay *sr, enum sensor sensor, struct source_item *ret)
{
	if (sr->batch[sensor].n == 0)
		return false;
	ret->news = SOURCE_BATCH;
	ret->sensor = sensor;
	ret->batch = sr->batch[sensor];
	sr->source.health[sensor].last_sample_us = ret->batch.t_us;
	sr->batch[sensor].n = 0;
	return true;
}

/* A file that broke off is a sensor lost, for good. */
static void tell_end(struct source_replay *sr, struct source_item *ret)
{
	struct sensor_health *h = &sr->source.health[SENSOR_UPPER];

	if (h->trouble[0] && !sr->told_broken) {
		sr->told_broken = true;
		h->state = SENSOR_SEARCHING;
		ret->news = SOURCE_LOST;
		return;
	}
	sr->over = true;
	ret->news = SOURCE_END;
}

static bool is_empty(const struct source_replay *sr)
{
	return sr->batch[SENSOR_UPPER].n == 0 && sr->batch[SENSOR_LOWER].n == 0;
}

static uint64_t on_due_us(const struct source *s)
{
	const struct source_replay *sr = (const struct source_replay *)s;

	if (sr->over)
		return UINT64_MAX;
	return sr->untold ? sr->begin_us : sr->batch_us;
}

static void on_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	struct source_replay *sr = source_replay(s);

	ret->news = SOURCE_NOTHING;
	ret->sensor = SENSOR_UPPER;
	if (on_due_us(s) > now_us)
		return;
	if (sr->untold) {
		tell_stream(sr, ret);
	} else if (deliver(sr, SENSOR_LOWER, ret) || deliver(sr, SENSOR_UPPER, ret)) {
		/* the lower one first: the upper one's batch brings the decision */
		if (is_empty(sr))
			gather(sr);
	} else {
		tell_end(sr, ret);
	}
}

static void on_set_batch(struct source *s, unsigned samples)
{
	source_replay(s)->samples = samples;
}

static void on_free(struct source *s)
{
	struct source_replay *sr = source_replay(s);

	if (sr->file)
		fclose(sr->file);
	free(sr->path);
	free(sr);
}

static void init_health(struct source_replay *sr)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct sensor_health *h = &sr->source.health[i];

		h->temperature_cdeg = INT32_MAX;
		if (!(sr->sensors & 1u << i))
			continue;
		h->state = SENSOR_STARTING;
		h->rate_millihz = sr->recording.stream.rate_millihz;
		snprintf(h->chip, sizeof h->chip, "recording");
		snprintf(h->bus, sizeof h->bus, "%s", shown_path(sr));
	}
}

/* The header and the first batch. */
static int begin(struct source_replay *sr, const struct config *config, char *text, size_t size)
{
	const struct sensor_health *h = &sr->source.health[SENSOR_UPPER];

	sr->row_kept = read_row(sr);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (config->sensor[i].enabled)
			sr->sensors |= sr->recording.sensors & 1u << i;
	}
	if (sr->row_kept)
		gather(sr);
	if (h->trouble[0])
		snprintf(text, size, "%s", h->trouble);
	else if (is_empty(sr))
		snprintf(text, size, "%s: holds no sample of a configured sensor", shown_path(sr));
	else
		return 0;
	return h->last_error ? h->last_error : -EBADMSG;
}

int source_replay_new(const char *path, const struct config *config, uint64_t now_us,
		      struct source **ret, char *text, size_t size)
{
	static const struct source_ops ops = {
		.read = on_read,
		.due_us = on_due_us,
		.set_batch = on_set_batch,
		.free = on_free,
	};
	struct source_replay *sr = calloc(1, sizeof *sr);
	int r = -ENOMEM;

	if (!sr)
		goto out;
	sr->source.ops = &ops;
	sr->samples = SAMPLES_DEFAULT;
	sr->begin_us = sr->batch_us = now_us;
	sr->batch[SENSOR_LOWER].sensor = SENSOR_LOWER;
	recording_init(&sr->recording);
	sr->path = strdup(path);
	if (!sr->path)
		goto out;
	sr->file = fopen(path, "re");
	r = sr->file ? begin(sr, config, text, size) : -errno;
	if (r < 0)
		goto out;
	sr->untold = sr->sensors;
	init_health(sr);
	*ret = &sr->source;
	return 0;
out:
	if (!sr || !sr->file)
		snprintf(text, size, "%s: %s", path, strerror(-r));
	if (sr)
		on_free(&sr->source);
	return r;
}
