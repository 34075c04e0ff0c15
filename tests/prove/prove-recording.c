/* SPDX-License-Identifier: MIT */
/*
 * recording_parse() by induction over its lines: from every state that holds together, every line
 * of at most LINE_BYTES bytes leaves one that does, and reads nothing beyond the line.
 */
#include "prove.h"

/* text_copy() looks at the bits of a char, whatever its sign. */
#pragma CPROVER check push
#pragma CPROVER check disable "conversion"
#include "text.h"
#pragma CPROVER check pop

#include "recording.c"

#define NUMBER_BYTES 24
#define LINE_BYTES   8

static bool is_sound(const struct recording *r)
{
	bool ended = false;

	for (unsigned i = 0; i < RECORDING_LABEL_MAX; i++)
		ended |= r->label[i] == '\0';
	for (unsigned i = 0; i < RECORDING_COLUMNS_MAX; i++) {
		if (r->column[i] < COLUMN_SKIP || r->column[i] >= COLUMN_KINDS)
			return false;
	}
	return ended && r->n_columns <= RECORDING_COLUMNS_MAX && (r->started || !r->ready);
}

/* The two helpers of text.h, each alone. */
void a_comparison_reads_inside_both(void)
{
	char text[NUMBER_BYTES], word[NUMBER_BYTES];
	size_t len = (size_t)any_within(0, NUMBER_BYTES);

	word[any_within(0, NUMBER_BYTES - 1)] = '\0';
	(void)text_is(text + NUMBER_BYTES - len, len, word);
}

bool any_text_is(const char *text, size_t len, const char *word)
{
	(void)word;
	assert(__CPROVER_r_ok(text, len));
	return any_bool();
}

static bool is_terminated(const char *label)
{
	for (unsigned i = 0; i < RECORDING_LABEL_MAX; i++) {
		if (label[i] == '\0')
			return true;
	}
	return false;
}

void a_label_is_cut_inside_its_array(void)
{
	char label[RECORDING_LABEL_MAX];
	char text[RECORDING_LABEL_MAX + 8];
	size_t len = (size_t)any_within(0, RECORDING_LABEL_MAX + 8);

	text_copy(label, sizeof(label), text, len);
	assert(is_terminated(label));
}

void any_copy(char *to, size_t size, const char *text, size_t len)
{
	assert(size == RECORDING_LABEL_MAX && __CPROVER_w_ok(to, size));
	assert(__CPROVER_r_ok(text, len));
	to[any_within(0, RECORDING_LABEL_MAX - 1)] = '\0';
}

/*
 * The number parsers, each alone: the end of what was read, or NULL.
 */
static void assert_is_end(const char *end_of_number, const char *p, const char *end)
{
	assert(!end_of_number || (end_of_number > p && end_of_number <= end));
}

void a_u64_ends_inside_its_line(void)
{
	char bytes[NUMBER_BYTES];
	const char *end = bytes + NUMBER_BYTES;
	const char *p = bytes + any_within(0, NUMBER_BYTES);
	uint64_t value;

	assert_is_end(parse_u64(p, end, &value), p, end);
}

void an_int16_ends_inside_its_line(void)
{
	char bytes[NUMBER_BYTES];
	const char *end = bytes + NUMBER_BYTES;
	const char *p = bytes + any_within(0, NUMBER_BYTES - 1);
	int16_t value;

	assert_is_end(parse_int16(p, end, &value), p, end);
}

void a_fraction_ends_inside_its_line(void)
{
	char bytes[NUMBER_BYTES];
	const char *end = bytes + NUMBER_BYTES;
	const char *p = bytes + any_within(0, NUMBER_BYTES);
	uint64_t value;

	assert_is_end(parse_milli(p, end, &value), p, end);
}

/* What those proofs leave, for lines as a whole. */
static const char *any_end(const char *p, const char *end)
{
	int32_t length = any_within(0, LINE_BYTES);

	assume(length <= end - p);
	return length == 0 ? NULL : p + length;
}

const char *any_u64_at(const char *p, const char *end, uint64_t *ret)
{
	*ret = nondet_u64();
	return any_end(p, end);
}

const char *any_int16_at(const char *p, const char *end, int16_t *ret)
{
	assert(p < end);
	*ret = nondet_i16();
	return any_end(p, end);
}

int any_scale(uint32_t *to, bool milli, const char *p, const char *end, uint32_t min, uint32_t max)
{
	(void)milli;
	assert(p <= end);
	*to = nondet_u32();
	assume(*to >= min && *to <= max);
	return any_bool() ? -1 : RECORDING_E_KEY;
}

int any_column_of(const char *name, size_t len)
{
	assert(len <= LINE_BYTES && name);
	return any_within(COLUMN_SKIP, COLUMN_KINDS - 1);
}

struct recording nondet_recording(void);
struct recording_sample nondet_sample(void);

/* The line touches one end of its array or the other: a byte beyond it is out of bounds. */
static void parse_any_line(const struct recording *old)
{
	struct recording r = *old;
	struct recording_sample sample = nondet_sample();
	uint64_t t_us = sample.t_us;
	size_t len = nondet_u32();
	char bytes[LINE_BYTES];
	int result;

	assume(len <= LINE_BYTES);
	result = recording_parse(&r, bytes + (any_bool() ? 0 : LINE_BYTES - len), len, &sample);

	assert(is_sound(&r));
	assert(result >= -1 && result <= RECORDING_E_SHORT);
	assert(r.started >= old->started && r.ready >= old->ready);
	if (result == 0) {
		assert(old->ready && r.timed && r.last_us == sample.t_us);
		assert(!old->timed || sample.t_us > old->last_us);
		assert(sample.accel_seen < 1u << SENSOR_COUNT &&
		       sample.gyro_seen < 1u << SENSOR_COUNT);
		assert(is_terminated(sample.label));
	} else {
		assert(sample.t_us == t_us && r.last_us == old->last_us);
	}
	if (r.ready && !old->ready)
		assert(r.sensors != 0 && r.stream.rate_millihz != 0 &&
		       r.stream.accel_milli_lsb_per_g != 0 && (r.gyros & ~r.sensors) == 0);
}

void the_first_line_keeps_the_contract(void)
{
	struct recording r = nondet_recording();

	recording_init(&r);
	assert(is_sound(&r));
	parse_any_line(&r);
}

void a_header_line_keeps_the_contract(void)
{
	struct recording r = nondet_recording();

	r.started = true;
	r.ready = false;
	r.timed = any_bool();
	assume(is_sound(&r));
	parse_any_line(&r);
}

void a_row_keeps_the_contract(void)
{
	struct recording r = nondet_recording();

	r.started = true;
	r.ready = true;
	r.timed = any_bool();
	assume(is_sound(&r));
	parse_any_line(&r);
}
