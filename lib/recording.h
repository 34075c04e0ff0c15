/* SPDX-License-Identifier: MIT */
/*
 * recording.h - one line of a recording <-> one sample
 *
 * Text, a header of '#' lines, one line of column names, one line a sample.
 * Unknown '#' keys and unknown columns are skipped; an empty field is "no
 * reading".  docs/recording.md has the format.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"

#define RECORDING_COLUMNS_MAX 48
#define RECORDING_LABEL_MAX   32
#define RECORDING_LINE_MAX    1024

enum recording_error {
	RECORDING_E_NOT_ONE = 1, /* the first line is not "# plumb-recording 1" */
	RECORDING_E_KEY,     /* a '#' key with a bad value, or one the columns need is missing */
	RECORDING_E_COLUMNS, /* no t_us, no whole accelerometer, a name twice, or too many */
	RECORDING_E_FIELD,   /* not a whole number, or t_us outside uint64 */
	RECORDING_E_TIME,    /* t_us empty, or not rising */
	RECORDING_E_SHORT,   /* fewer fields than columns, or more */
};

/** recording_strerror() - one sentence, static, no final stop */
const char *recording_strerror(enum recording_error error);

/*
 * One row.  A sensor without a whole reading (all three axes) has its bit clear
 * and zeros in its place.  Counts outside int16 are saturated, as a chip does at
 * the end of its range: recordings in mg and mdps have them in every fast turn.
 */
struct recording_sample {
	uint64_t t_us;
	unsigned accel_seen, gyro_seen; /* bit 1 << SENSOR_x */
	struct counts3 accel[SENSOR_COUNT];
	struct counts3 gyro[SENSOR_COUNT];
	char label[RECORDING_LABEL_MAX]; /* of this row's column, else of the file; "" = none */
};

/* What the header said; the parser's state between lines. */
struct recording {
	struct stream stream; /* gyro scale 0 when no column holds one */
	char label[RECORDING_LABEL_MAX];
	unsigned n_columns;
	int8_t column[RECORDING_COLUMNS_MAX]; /* what each column is */
	unsigned sensors; /* bit 1 << SENSOR_x: sensors with a whole accelerometer */
	unsigned gyros;   /* those of .sensors with a whole gyro as well */
	bool started;     /* the version line was seen */
	bool ready;       /* the column line was seen */
	bool timed;       /* a sample was seen */
	uint64_t last_us;
};

/** recording_init() - before the first line */
void recording_init(struct recording *r);

/**
 * recording_parse() - take in one line
 * @line: @len bytes, no NUL needed; "\n", "\r\n" or "\r" at the end is skipped
 * @ret:  written only when a sample was read
 *
 * Once the column line was read, @r->stream, .sensors and .gyros are complete.
 * '#' lines after it are comments.  Labels are cut to fit at a UTF-8 boundary.
 *
 * Return: 0 a sample was read; -1 the line was header, comment or empty; a
 * positive recording_error.  After an error of a row the next may be read;
 * after any other the file is no good.
 */
int recording_parse(struct recording *r, const char *line, size_t len,
		    struct recording_sample *ret);

/**
 * recording_header() - the lines that begin a recording, the column line last
 * @stream:  gyro scale 0 = no gyro columns
 * @sensors: bit 1 << SENSOR_x, at least one
 * @buf, @size: where to; always ends in NUL
 *
 * Return: the length needed, as snprintf() does.
 */
int recording_header(const struct stream *stream, unsigned sensors, char *buf, size_t size);

/**
 * recording_line() - one sample with its '\n', columns as recording_header() names them
 *
 * What the sample has not seen becomes empty fields; its label is not written.
 * @buf, @size and the result are those of recording_header().
 */
int recording_line(const struct recording_sample *s, const struct stream *stream, unsigned sensors,
		   char *buf, size_t size);
