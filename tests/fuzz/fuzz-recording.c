/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a recording, line by line; and what was understood of it,
 * written and read again.
 */
#include <string.h>

#include "fuzz.h"
#include "gravity.h"
#include "recording-names.h"
#include "recording.h"
#include "text.h"

#define POISON  0xA5
#define ROW_MAX (RECORDING_COLUMNS_MAX + 32)

struct reader {
	struct recording r;
	struct recording again; /* reads what was written of .r */
	bool any;
	uint64_t last_us;
};

/* recording_parse() on a copy that ends where the line does, for the sanitizer to see.  @len > 0 */
static int parse(struct recording *r, const char *line, size_t len, struct recording_sample *ret)
{
	char *exact = malloc(len);
	int result;

	if (!exact)
		abort();
	memcpy(exact, line, len);
	result = recording_parse(r, exact, len, ret);
	free(exact);
	return result;
}

/* One text from a writer that counts on like snprintf(): at its full length, and cut. */
#define CHECK_LENGTH(write, buf)                                                                   \
	do {                                                                                       \
		char cut[sizeof(buf)];                                                             \
		int full = write(buf, sizeof(buf));                                                \
		size_t half = (size_t)full / 2;                                                    \
                                                                                                   \
		LAW(full > 0 && (size_t)full < sizeof(buf), "what is written fits a line");        \
		LAW(strlen(buf) == (size_t)full, "the length returned is the length written");     \
		LAW(buf[full - 1] == '\n', "what is written ends its line");                       \
		LAW(write(NULL, 0) == full, "the length does not depend on the buffer");           \
		LAW(write(cut, half + 1) == full, "the length does not depend on the buffer");     \
		LAW(strlen(cut) == half && memcmp(cut, buf, half) == 0,                            \
		    "a text cut short is the beginning of the whole one");                         \
	} while (0)

/* ---- the header ---- */

static void read_header_again(struct reader *rd)
{
	const struct stream *s = &rd->r.stream;
	const struct stream *t = &rd->again.stream;
	struct recording_sample sample;
	char text[RECORDING_LINE_MAX];

#define WRITE_HEADER(buf, size) recording_header(s, rd->r.sensors, buf, size)
	CHECK_LENGTH(WRITE_HEADER, text);
	recording_init(&rd->again);
	for (char *line = text, *end; *line; line = end) {
		end = strchr(line, '\n') + 1;
		LAW(parse(&rd->again, line, (size_t)(end - line), &sample) == -1,
		    "a header that was written can be read");
	}
	LAW(rd->again.ready, "a header that was written is whole");
	LAW(t->rate_millihz == s->rate_millihz &&
		    t->accel_milli_lsb_per_g == s->accel_milli_lsb_per_g &&
		    t->gyro_milli_lsb_per_dps == s->gyro_milli_lsb_per_dps,
	    "scales survive being written and read");
	LAW(rd->again.sensors == rd->r.sensors, "sensors survive being written and read");
}

static void check_header(struct reader *rd)
{
	const struct recording *r = &rd->r;
	struct gravity_coeffs coeffs;

	LAW(r->sensors != 0 && r->sensors < 1u << SENSOR_COUNT, "a header names a sensor");
	LAW((r->gyros & ~r->sensors) == 0, "a gyro belongs to a sensor that takes part");
	LAW((r->gyros != 0) == (r->stream.gyro_milli_lsb_per_dps != 0),
	    "there is a gyro scale exactly when there is a gyro");
	LAW(gravity_plan(&gravity_params_default, &r->stream, &coeffs) == 0,
	    "the filter takes every header that was read");
	read_header_again(rd);
}

/* ---- rows ---- */

static bool same_counts(const struct counts3 *a, const struct counts3 *b)
{
	return a->x == b->x && a->y == b->y && a->z == b->z;
}

static void read_sample_again(struct reader *rd, const struct recording_sample *s)
{
	struct recording_sample t;
	char text[RECORDING_LINE_MAX];

#define WRITE_LINE(buf, size) recording_line(s, &rd->r.stream, rd->r.sensors, buf, size)
	CHECK_LENGTH(WRITE_LINE, text);
	LAW(parse(&rd->again, text, strlen(text), &t) == 0, "a row that was written can be read");
	LAW(t.t_us == s->t_us, "time survives being written and read");
	LAW(t.accel_seen == s->accel_seen && t.gyro_seen == s->gyro_seen,
	    "what was seen survives being written and read");
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		LAW(same_counts(&t.accel[i], &s->accel[i]) && same_counts(&t.gyro[i], &s->gyro[i]),
		    "counts survive being written and read");
}

/* The label's field in a row that was read, or the file's label. */
static size_t written_label(const struct recording *r, const char *line, size_t len,
			    const char **ret)
{
	const char *end = line + len;

	for (unsigned i = 0; i < r->n_columns; i++) {
		const char *comma = memchr(line, ',', (size_t)(end - line));
		size_t n = (size_t)((comma ? comma : end) - line);

		if (r->column[i] == COLUMN_LABEL && n > 0) {
			*ret = line;
			return n;
		}
		line += n + 1;
	}
	*ret = r->label;
	return strlen(r->label);
}

static void check_label(const struct recording *r, const struct recording_sample *s,
			const char *line, size_t len)
{
	const char *written;
	size_t n = written_label(r, line, len, &written);
	size_t kept = text_len(s->label, sizeof(s->label));

	LAW(kept < sizeof(s->label), "a label ends in NUL");
	LAW(kept <= n && memcmp(s->label, written, kept) == 0, "a label is what the row says");
	LAW(kept == n || kept == 0 || ((unsigned char)written[kept] & 0xc0) != 0x80,
	    "a label is cut where a character ends");
}

static void check_sample(struct reader *rd, const struct recording_sample *s, const char *line,
			 size_t len)
{
	const struct recording *r = &rd->r;

	LAW(!rd->any || s->t_us > rd->last_us, "t_us rises");
	rd->any = true;
	rd->last_us = s->t_us;
	LAW((s->accel_seen & ~r->sensors) == 0, "only sensors of the header are seen");
	LAW((s->gyro_seen & ~r->gyros) == 0, "only gyros of the header are seen");
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		static const struct counts3 none;

		LAW(s->accel_seen & 1u << i || same_counts(&s->accel[i], &none),
		    "what was not seen is zero");
		LAW(s->gyro_seen & 1u << i || same_counts(&s->gyro[i], &none),
		    "what was not seen is zero");
	}
	check_label(r, s, line, len);
	read_sample_again(rd, s);
}

/* A row with nothing but the next microsecond in it, read by a copy of @r. */
static void check_goes_on(const struct recording *r)
{
	struct recording copy = *r;
	struct recording_sample s;
	char row[ROW_MAX];
	size_t n = 0;

	if (r->timed && r->last_us == UINT64_MAX)
		return;
	for (unsigned i = 0; i < r->n_columns; i++) {
		if (r->column[i] == COLUMN_TIME)
			n += (size_t)snprintf(row + n, sizeof(row) - n, "%llu",
					      (unsigned long long)(r->timed ? r->last_us + 1 : 0));
		row[n++] = ',';
	}
	LAW(recording_parse(&copy, row, n - 1, &s) == 0, "after a bad row the next may be read");
	LAW(s.accel_seen == 0 && s.gyro_seen == 0, "an empty field is no reading");
}

/* Without its end: "\n", "\r\n" or "\r". */
static size_t stripped(const char *line, size_t len)
{
	len -= len > 0 && line[len - 1] == '\n';
	return len - (len > 0 && line[len - 1] == '\r');
}

/* Returns false when the file is no good. */
static bool read_line(struct reader *rd, const char *line, size_t len)
{
	struct recording before;
	struct recording_sample sample, poison;
	int r;

	memcpy(&before, &rd->r, sizeof(before));
	memset(&poison, POISON, sizeof(poison));
	memset(&sample, POISON, sizeof(sample));
	r = parse(&rd->r, line, len, &sample);
	LAW(r >= -1 && r <= RECORDING_E_SHORT, "a line is a sample, not one, or an error known");
	if (r == 0) {
		LAW(before.ready, "no sample before the column line");
		check_sample(rd, &sample, line, stripped(line, len));
		return true;
	}
	LAW(memcmp(&sample, &poison, sizeof(sample)) == 0, "the sample is written only on success");
	if (r < 0) {
		if (rd->r.ready && !before.ready)
			check_header(rd);
		return true;
	}
	LAW(strcmp(recording_strerror((enum recording_error)r), "unknown error") != 0,
	    "every error has its sentence");
	if (!before.ready)
		return false;
	LAW(memcmp(&before, &rd->r, sizeof(before)) == 0, "a bad row leaves no trace");
	check_goes_on(&rd->r);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data;
	const char *end = line + size;
	struct reader rd = { .any = false };

	recording_init(&rd.r);
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t len = (size_t)((newline ? newline + 1 : end) - line);

		if (!read_line(&rd, line, len))
			break;
		line += len;
	}
	return 0;
}
