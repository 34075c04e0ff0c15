/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <assert.h>

#include "recording-names.h"
#include "text.h"

/* Text that may be longer than its buffer: counts on, like snprintf(). */
struct out {
	char *buf;
	size_t size, len;
};

static void put_char(struct out *o, char c)
{
	if (o->len < o->size)
		o->buf[o->len] = c;
	o->len++;
}

static void put_text(struct out *o, const char *text)
{
	size_t len = text_len(text, RECORDING_LINE_MAX);

	for (size_t i = 0; i < len; i++)
		put_char(o, text[i]);
}

static void put_u64(struct out *o, uint64_t value)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	while (n > 0)
		put_char(o, digits[--n]);
}

static void put_int16(struct out *o, int16_t value)
{
	if (value < 0)
		put_char(o, '-');
	put_u64(o, (uint64_t)(value < 0 ? -(int32_t)value : value));
}

/* The shortest decimal fraction: 16400 is "16.4". */
static void put_milli(struct out *o, uint32_t milli)
{
	put_u64(o, milli / 1000);
	milli %= 1000;
	if (milli != 0)
		put_char(o, '.');
	for (; milli != 0; milli = milli % 100 * 10)
		put_char(o, (char)('0' + milli / 100));
}

static void put_key(struct out *o, const char *key)
{
	put_text(o, "# ");
	put_text(o, key);
	put_text(o, ": ");
}

static int finish(struct out *o)
{
	if (o->size > 0)
		o->buf[MIN(o->len, o->size - 1)] = '\0';
	return (int)o->len;
}

int recording_header(const struct stream *stream, unsigned sensors, char *buf, size_t size)
{
	struct out o = { .buf = buf, .size = size };
	bool gyro = stream->gyro_milli_lsb_per_dps != 0;

	assert(sensors != 0);
	put_text(&o, version_line);
	put_char(&o, '\n');
	put_key(&o, key_rate);
	put_u64(&o, stream->rate_millihz);
	put_char(&o, '\n');
	put_key(&o, key_accel);
	put_milli(&o, stream->accel_milli_lsb_per_g);
	put_char(&o, '\n');
	if (gyro) {
		put_key(&o, key_gyro);
		put_milli(&o, stream->gyro_milli_lsb_per_dps);
		put_char(&o, '\n');
	}
	put_text(&o, column_names[COLUMN_TIME]);
	for (unsigned i = 0; i < SENSOR_COUNT * (unsigned)AXES; i++) {
		if (!(sensors & 1u << i / AXES) || (i % AXES >= 3 && !gyro))
			continue;
		put_char(&o, ',');
		put_text(&o, column_names[i]);
	}
	put_char(&o, '\n');
	return finish(&o);
}

static void put_counts(struct out *o, bool seen, struct counts3 c)
{
	const int16_t axis[] = { c.x, c.y, c.z };

	for (unsigned i = 0; i < ARRAY_SIZE(axis); i++) {
		put_char(o, ',');
		if (seen)
			put_int16(o, axis[i]);
	}
}

int recording_line(const struct recording_sample *s, const struct stream *stream, unsigned sensors,
		   char *buf, size_t size)
{
	struct out o = { .buf = buf, .size = size };

	put_u64(&o, s->t_us);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (!(sensors & 1u << i))
			continue;
		put_counts(&o, s->accel_seen & 1u << i, s->accel[i]);
		if (stream->gyro_milli_lsb_per_dps != 0)
			put_counts(&o, s->gyro_seen & 1u << i, s->gyro[i]);
	}
	put_char(&o, '\n');
	return finish(&o);
}
