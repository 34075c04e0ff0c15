/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include "recording-names.h"
#include "text.h"

const char *recording_strerror(enum recording_error error)
{
	switch (error) {
	case RECORDING_E_NOT_ONE:
		return "not a recording: its first line is not \"# plumb-recording 1\"";
	case RECORDING_E_KEY:
		return "rate_millihz, accel_lsb_per_g or gyro_lsb_per_dps is missing or "
		       "out of range";
	case RECORDING_E_COLUMNS:
		return "the columns need t_us and upper.ax, .ay, .az (or lower), each name once";
	case RECORDING_E_FIELD:
		return "a field is not a whole number";
	case RECORDING_E_TIME:
		return "t_us is empty or not later than in the row before";
	case RECORDING_E_SHORT:
		return "the row has fewer or more fields than the column line";
	}
	return "unknown error";
}

void recording_init(struct recording *r)
{
	memset(r, 0, sizeof(*r));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The parse_ functions read a number from @p on and return where it ends, or
 * NULL when there is none or it does not fit.
 */
static const char *parse_u64(const char *p, const char *end, uint64_t *ret)
{
	uint64_t value = 0;

	if (p == end || !is_digit(*p))
		return NULL;
	for (; p < end && is_digit(*p); p++) {
		unsigned digit = (unsigned)(*p - '0');

		if (value > UINT64_MAX / 10 || value * 10 > UINT64_MAX - digit)
			return NULL;
		value = value * 10 + digit;
	}
	*ret = value;
	return p;
}

/* Saturates, as a chip does at the end of its range. */
static inline const char *parse_int16(const char *p, const char *end, int16_t *ret)
{
	bool minus = *p == '-';
	const char *digits = p + minus;
	int32_t value = 0;

	for (p = digits; p < end && is_digit(*p); p++) {
		if (value <= INT16_MAX)
			value = value * 10 + (*p - '0');
	}
	*ret = sat16(minus ? -value : value);
	return p == digits ? NULL : p;
}

/* A decimal fraction times 1000, rounded to nearest: "16.4" is 16400. */
static const char *parse_milli(const char *p, const char *end, uint64_t *ret)
{
	uint64_t value;
	unsigned scale = 1000;

	p = parse_u64(p, end, &value);
	if (!p || value > UINT32_MAX)
		return NULL;
	value *= 1000;
	if (p < end && *p == '.') {
		if (++p == end || !is_digit(*p))
			return NULL;
		for (; p < end && is_digit(*p) && scale > 1; p++) {
			scale /= 10;
			value += (uint64_t)(*p - '0') * scale;
		}
		if (p < end && *p >= '5' && *p <= '9')
			value++;
		while (p < end && is_digit(*p))
			p++;
	}
	*ret = value;
	return p;
}

static int set_scale(uint32_t *to, bool milli, const char *p, const char *end, uint32_t min,
		     uint32_t max)
{
	uint64_t value = 0;

	p = milli ? parse_milli(p, end, &value) : parse_u64(p, end, &value);
	if (p != end || value < min || value > max)
		return RECORDING_E_KEY;
	*to = (uint32_t)value;
	return -1;
}

static const char *skip_spaces(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

/* "# key: value"; a '#' line without a colon, or of another key, is a comment. */
static int parse_key(struct recording *r, const char *p, const char *end)
{
	const char *key = skip_spaces(p + 1, end);
	size_t len = 0;

	while (key + len < end && key[len] != ':')
		len++;
	if (key + len == end)
		return -1;
	p = skip_spaces(key + len + 1, end);
	while (end > p && end[-1] == ' ')
		end--;

	if (text_is(key, len, key_rate))
		return set_scale(&r->stream.rate_millihz, false, p, end, 1000, 400000);
	if (text_is(key, len, key_accel))
		return set_scale(&r->stream.accel_milli_lsb_per_g, true, p, end, 64000, 32768000);
	if (text_is(key, len, key_gyro))
		return set_scale(&r->stream.gyro_milli_lsb_per_dps, true, p, end, 1000, 2000000);
	if (text_is(key, len, key_label))
		text_copy(r->label, sizeof(r->label), p, (size_t)(end - p));
	return -1;
}

static int column_of(const char *name, size_t len)
{
	for (int i = 0; i < COLUMN_KINDS; i++) {
		if (text_is(name, len, column_names[i]))
			return i;
	}
	return COLUMN_SKIP;
}

/* @found: bit 1 << column, of all there are */
static int accept_columns(struct recording *r, unsigned found)
{
	r->sensors = 0;
	r->gyros = 0;
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if ((found & ACCEL_MASK(i)) != ACCEL_MASK(i))
			continue;
		r->sensors |= 1u << i;
		if ((found & GYRO_MASK(i)) == GYRO_MASK(i))
			r->gyros |= 1u << i;
	}
	if (r->sensors == 0 || !(found & 1u << COLUMN_TIME))
		return RECORDING_E_COLUMNS;

	if (r->stream.rate_millihz == 0 || r->stream.accel_milli_lsb_per_g == 0)
		return RECORDING_E_KEY;
	if (r->gyros == 0)
		r->stream.gyro_milli_lsb_per_dps = 0;
	else if (r->stream.gyro_milli_lsb_per_dps == 0)
		return RECORDING_E_KEY;
	r->ready = true;
	return -1;
}

static int parse_columns(struct recording *r, const char *p, const char *end)
{
	unsigned found = 0;

	r->n_columns = 0;
	for (;; p++) {
		const char *name = p;
		int column;

		while (p < end && *p != ',')
			p++;
		column = column_of(name, (size_t)(p - name));
		if (r->n_columns == RECORDING_COLUMNS_MAX)
			return RECORDING_E_COLUMNS;
		r->column[r->n_columns++] = (int8_t)column;
		if (column != COLUMN_SKIP) {
			if (found & 1u << column)
				return RECORDING_E_COLUMNS;
			found |= 1u << column;
		}
		if (p == end)
			return accept_columns(r, found);
	}
}

/* A row as its fields come, before it is known to be whole. */
struct row {
	uint64_t t_us;
	unsigned seen; /* bit 1 << column */
	int16_t axis[COLUMN_AXES];
	const char *label;
	size_t label_len;
};

/* Returns the field's end.  @p < @end, and no ',' at @p: the field is not empty. */
static inline const char *parse_field(struct row *row, int column, const char *p, const char *end)
{
	const char *begin = p;

	if (column >= 0)
		row->seen |= 1u << column;
	if (column >= 0 && column < COLUMN_AXES)
		return parse_int16(p, end, &row->axis[column]);
	if (column == COLUMN_TIME)
		return parse_u64(p, end, &row->t_us);
	while (p < end && *p != ',')
		p++;
	if (column == COLUMN_LABEL) {
		row->label = begin;
		row->label_len = (size_t)(p - begin);
	}
	return p;
}

static struct counts3 counts_if(bool seen, const int16_t *axis)
{
	if (!seen)
		return (struct counts3){ 0 };
	return (struct counts3){ axis[0], axis[1], axis[2] };
}

static void fill_sample(const struct recording *r, const struct row *row,
			struct recording_sample *ret)
{
	ret->t_us = row->t_us;
	ret->accel_seen = 0;
	ret->gyro_seen = 0;
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		bool accel = (row->seen & ACCEL_MASK(i)) == ACCEL_MASK(i);
		bool gyro = (r->gyros & 1u << i) && (row->seen & GYRO_MASK(i)) == GYRO_MASK(i);

		ret->accel[i] = counts_if(accel, &row->axis[AXIS(i, 0)]);
		ret->gyro[i] = counts_if(gyro, &row->axis[AXIS(i, 3)]);
		ret->accel_seen |= (unsigned)accel << i;
		ret->gyro_seen |= (unsigned)gyro << i;
	}
	if (row->label)
		text_copy(ret->label, sizeof(ret->label), row->label, row->label_len);
	else
		memcpy(ret->label, r->label, sizeof(ret->label));
}

static int parse_row(struct recording *r, const char *p, const char *end,
		     struct recording_sample *ret)
{
	struct row row;

	row.seen = 0;
	row.label = NULL;
	for (unsigned i = 0; i < r->n_columns; i++) {
		if (i > 0 && p++ == end)
			return RECORDING_E_SHORT;
		if (p == end || *p == ',')
			continue;
		p = parse_field(&row, r->column[i], p, end);
		if (!p || (p != end && *p != ','))
			return RECORDING_E_FIELD;
	}
	if (p != end)
		return RECORDING_E_SHORT;
	if (!(row.seen & 1u << COLUMN_TIME) || (r->timed && row.t_us <= r->last_us))
		return RECORDING_E_TIME;

	r->timed = true;
	r->last_us = row.t_us;
	fill_sample(r, &row, ret);
	return 0;
}

int recording_parse(struct recording *r, const char *line, size_t len, struct recording_sample *ret)
{
	const char *end = line + len;

	if (end > line && end[-1] == '\n')
		end--;
	if (end > line && end[-1] == '\r')
		end--;

	if (!r->started) {
		if (!text_is(line, (size_t)(end - line), version_line))
			return RECORDING_E_NOT_ONE;
		r->started = true;
		return -1;
	}
	if (line == end)
		return -1;
	if (*line == '#')
		return r->ready ? -1 : parse_key(r, line, end);
	return r->ready ? parse_row(r, line, end, ret) : parse_columns(r, line, end);
}
