/* SPDX-License-Identifier: MIT */
/*
 * Recordings: lines as they should be and as they should not, the same with
 * bytes changed, samples written as lines; and whole files through the mind.
 */
#include "parts.h"

#include <string.h>

#include "hash.h"
#include "recording.h"

#define MUTANTS     400 /* of each text */
#define BATCH       16
#define GAP_PERIODS 4
#define LEARN_S     10

#define HEAD "# plumb-recording 1\n# rate_millihz: 50000\n# accel_lsb_per_g: 16384\n"
#define COLUMNS "t_us,upper.ax,upper.ay,upper.az,upper.gx,upper.gy,upper.gz"

/* clang-format off */
static const char *const texts[] = {
	HEAD "# gyro_lsb_per_dps: 131\n# label: slouching\n" COLUMNS "\n"
	"20000,15980,-210,3602,-12,4,31\n40000,15976,-204,3611,-10,4,30\n",
	HEAD "# gyro_lsb_per_dps: 32.8\r\n" COLUMNS ",label\r\n0,1,2,3,,,,typing\r\n\r\n"
	"# half an hour of nothing\r\n5,,,,4,5,6,\r\n",
	"# plumb-recording 1\n# rate_millihz: 1000\n# accel_lsb_per_g: 0999.9996\n"
	"truth.x,lower.az,,label,lower.ax,t_us,lower.ay\n0.5,99999,x,typ\xc3\xb6ng,-99999,9,+0\n",
	HEAD COLUMNS "\n",
	HEAD "t_us,upper.ax,upper.ay\n",
	HEAD "t_us,upper.ax,upper.ay,upper.az\n"
	"18446744073709551615,0,0,0\n18446744073709551616,0,0,0\n"
	"7,1,2,3\n7,1,2\n8,1,2,3,4\n8,1,2,x\n8,-00032768,32767,-0\n",
	"# plumb-recording 2\n",
};
/* clang-format on */

static void hash_sample(uint64_t *h, const struct recording_sample *s)
{
	hash_int(h, (int64_t)s->t_us);
	hash_int(h, s->accel_seen);
	hash_int(h, s->gyro_seen);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		hash_int(h, s->accel[i].x);
		hash_int(h, s->accel[i].y);
		hash_int(h, s->accel[i].z);
		hash_int(h, s->gyro[i].x);
		hash_int(h, s->gyro[i].y);
		hash_int(h, s->gyro[i].z);
	}
	hash_text(h, s->label);
}

static void hash_written(uint64_t *h, const struct recording *r, const struct recording_sample *s)
{
	char line[RECORDING_LINE_MAX];

	hash_int(h, recording_header(&r->stream, r->sensors, line, sizeof(line)));
	hash_text(h, line);
	hash_int(h, recording_line(s, &r->stream, r->sensors, line, sizeof(line)));
	hash_text(h, line);
}

static void hash_parsed(uint64_t *h, const char *text, size_t len)
{
	struct recording r;

	recording_init(&r);
	while (len > 0) {
		const char *end = memchr(text, '\n', len);
		size_t line = end ? (size_t)(end - text) + 1 : len;
		struct recording_sample s;
		int result = recording_parse(&r, text, line, &s);

		hash_int(h, result);
		if (result == 0) {
			hash_sample(h, &s);
			hash_written(h, &r, &s);
		}
		text += line;
		len -= line;
	}
	hash_int(h, r.n_columns);
	hash_int(h, r.stream.rate_millihz);
	hash_int(h, r.stream.accel_milli_lsb_per_g);
	hash_int(h, r.stream.gyro_milli_lsb_per_dps);
	hash_text(h, r.label);
}

/* A byte or two become others: most of them one that means something in a recording. */
static void mutate(uint64_t *noise, char *text, size_t len)
{
	static const char telling[] = ",,\n\r# :.-+0987x\xc3\xff";

	for (unsigned i = noise_next(noise) % 2 + 1; i > 0; i--) {
		char byte = telling[noise_next(noise) % sizeof(telling)];

		text[noise_next(noise) % len] = byte;
	}
}

uint64_t text_hash(void)
{
	uint64_t hash = HASH_BEGIN, noise = 4711;

	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		size_t len = strlen(texts[i]);

		hash_parsed(&hash, texts[i], len);
		for (unsigned j = 0; j < MUTANTS; j++) {
			char copy[512];

			memcpy(copy, texts[i], len);
			mutate(&noise, copy, len);
			hash_parsed(&hash, copy, len);
		}
	}
	return hash;
}

/* ------------------------------------------------------------- a whole file */

struct reader {
	struct recording recording;
	struct wearer w;
	struct batch batch[SENSOR_COUNT];
	uint64_t seen_us[SENSOR_COUNT]; /* the last sample of each */
	bool streaming, asked;
	uint64_t hash;
};

static void begin(struct reader *r)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct stream stream = r->recording.stream;

		r->batch[i] = (struct batch){ .sensor = (enum sensor)i };
		if (!(r->recording.sensors & SENSOR_BIT(i)))
			continue;
		if (!(r->recording.gyros & SENSOR_BIT(i)))
			stream.gyro_milli_lsb_per_dps = 0;
		wearer_set_stream(&r->w, (enum sensor)i, &stream);
	}
	r->streaming = true;
}

static void push(struct reader *r, struct batch *b)
{
	struct wall wall = exact_wall(b->t_us);
	struct wearer_events events;
	struct verdict v;

	if (b->n == 0)
		return;
	v = wearer_push(&r->w, b, &wall, &events);
	hash_said(&r->hash, &r->w, &v, &events);
	if (!r->asked && b->sensor == SENSOR_UPPER) {
		r->asked = true;
		hash_int(&r->hash, wearer_learn(&r->w, "upright", POSTURE_UPRIGHT, true, LEARN_S,
						b->t_us));
	}
	*b = (struct batch){ .sensor = b->sensor };
}

/* The lower sensor's batches first: the upper's decide, on the freshest of both. */
static void push_all(struct reader *r)
{
	for (unsigned i = SENSOR_COUNT; i-- > 0;)
		push(r, &r->batch[i]);
}

static void add(struct reader *r, const struct recording_sample *s)
{
	uint64_t gap_us = GAP_PERIODS * UINT64_C(1000000000) / r->recording.stream.rate_millihz;
	uint64_t t_us = s->t_us + 1; /* a boot begins after 0 */

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct batch *b = &r->batch[i];
		bool gap = r->seen_us[i] != 0 && t_us - r->seen_us[i] > gap_us;

		if (!(r->recording.sensors & s->accel_seen & SENSOR_BIT(i)))
			continue;
		if (b->n == BATCH || (b->n > 0 && gap))
			push_all(r);
		if (b->n == 0)
			b->gap = gap;
		b->accel[b->n] = s->accel[i];
		b->gyro[b->n++] = s->gyro[i];
		b->t_us = r->seen_us[i] = t_us;
	}
}

int file_hash(FILE *file, uint64_t *ret)
{
	static struct reader r;
	char line[RECORDING_LINE_MAX];
	struct recording_sample s;

	r = (struct reader){ .hash = HASH_BEGIN };
	recording_init(&r.recording);
	wearer_init(&r.w, &exact_params);
	for (uint64_t number = 1; fgets(line, sizeof(line), file); number++) {
		int result = recording_parse(&r.recording, line, strlen(line), &s);

		if (result > 0) {
			*ret = number;
			return result;
		}
		if (result < 0)
			continue;
		if (!r.streaming)
			begin(&r);
		hash_sample(&r.hash, &s);
		add(&r, &s);
	}
	if (r.streaming)
		push_all(&r);
	hash_wearer(&r.hash, &r.w);
	*ret = r.hash;
	return 0;
}
