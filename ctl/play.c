/* SPDX-License-Identifier: MIT */
#include "play.h"

#include <string.h>

#include "ctl.h"
#include "gather.h"
#include "lines.h"

struct player {
	const char *path;
	struct lines lines;
	struct recording recording;
	struct gather gather;
	struct wearer *wearer;
	unsigned n_wearers;
	unsigned sensors;
	const struct play_ops *ops;
	void *ctx;
	bool streaming;
	struct played played;
};

/* Returns false when the listener has had enough. */
static bool push_one(struct player *p, struct wearer *w, const struct batch *b)
{
	const struct wall wall = { .real_sec = (int64_t)(b->t_us / US_PER_SEC) };
	struct wearer_events events;
	struct verdict v = wearer_push(w, b, &wall, &events);

	for (unsigned i = 0; p->ops->event && i < events.n; i++)
		p->ops->event(p->ctx, w, &events.event[i]);
	return p->ops->verdict(p->ctx, w, &v);
}

static bool push(struct player *p, const struct batch *b)
{
	bool more = true;

	for (unsigned i = 0; b->n && more && i < p->n_wearers; i++)
		more = push_one(p, &p->wearer[i], b);
	return more;
}

/* The lower sensor first: the upper one's batch decides, on the freshest of both. */
static bool push_gathered(struct player *p)
{
	bool more =
		push(p, &p->gather.batch[SENSOR_LOWER]) && push(p, &p->gather.batch[SENSOR_UPPER]);

	gather_empty(&p->gather);
	return more;
}

static void begin_streams(struct player *p)
{
	gather_init(&p->gather, &p->recording, p->sensors);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct stream stream = p->recording.stream;

		if (!(p->gather.sensors & 1u << i))
			continue;
		if (!(p->gather.gyros & 1u << i))
			stream.gyro_milli_lsb_per_dps = 0;
		for (unsigned w = 0; w < p->n_wearers; w++)
			wearer_set_stream(&p->wearer[w], (enum sensor)i, &stream);
	}
	memcpy(p->played.label, p->recording.label, sizeof(p->played.label));
	p->streaming = true;
}

static bool take_row(struct player *p, const struct recording_sample *s)
{
	bool more = true;

	if (!p->streaming)
		begin_streams(p);
	if (p->played.samples++ == 0)
		p->played.first_us = s->t_us;
	p->played.last_us = s->t_us;
	if (!gather_fits(&p->gather, s))
		more = push_gathered(p);
	if (p->ops->row)
		p->ops->row(p->ctx, s);
	gather_add(&p->gather, s);
	return more;
}

static int fail(const struct player *p, const char *reason)
{
	complain("%s:%u: %s", p->path, p->lines.number, reason);
	return CTL_FAILED;
}

static int finish(struct player *p)
{
	if (p->played.samples == 0)
		return fail(p, p->recording.started ? "the recording ends before its first sample"
						    : recording_strerror(RECORDING_E_NOT_ONE));
	push_gathered(p);
	return 0;
}

static int play_lines(struct player *p)
{
	struct recording_sample sample;
	const char *line;
	size_t len;
	int r;

	while ((r = lines_next(&p->lines, &line, &len)) > 0) {
		r = recording_parse(&p->recording, line, len, &sample);
		if (r > 0)
			return fail(p, recording_strerror((enum recording_error)r));
		if (r == 0 && !take_row(p, &sample))
			return 0;
	}
	return r < 0 ? fail(p, strerror(-r)) : finish(p);
}

int play(const char *path, struct wearer *w, unsigned n, unsigned sensors,
	 const struct play_ops *ops, void *ctx, struct played *ret)
{
	struct player p = {
		.path = path,
		.wearer = w,
		.n_wearers = n,
		.sensors = sensors,
		.ops = ops,
		.ctx = ctx,
	};
	int r;

	r = lines_open(&p.lines, path);
	if (r < 0) {
		complain("cannot read %s: %s", path, strerror(-r));
		return CTL_FAILED;
	}
	recording_init(&p.recording);
	r = play_lines(&p);
	lines_close(&p.lines);
	*ret = p.played;
	return r;
}
