/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "angle.h"
#include "utf8.h"

void json_init(struct json *j, FILE *out)
{
	*j = (struct json){ .out = out };
}

/* Before every value and every key: the comma, unless a key has just been written. */
static void separate(struct json *j)
{
	unsigned bit = 1u << j->depth;

	if (!j->keyed && (j->filled & bit))
		fputc(',', j->out);
	j->filled |= bit;
	j->keyed = false;
}

static void begin(struct json *j, char bracket)
{
	separate(j);
	fputc(bracket, j->out);
	assert(j->depth + 1 < JSON_DEPTH_MAX);
	j->depth++;
	j->filled &= ~(1u << j->depth);
}

static void end(struct json *j, char bracket)
{
	assert(j->depth > 0 && !j->keyed);
	j->depth--;
	fputc(bracket, j->out);
}

void json_begin_object(struct json *j)
{
	begin(j, '{');
}

void json_end_object(struct json *j)
{
	end(j, '}');
}

void json_begin_array(struct json *j)
{
	begin(j, '[');
}

void json_end_array(struct json *j)
{
	end(j, ']');
}

static void put_character(FILE *out, const unsigned char *s, size_t n)
{
	static const char plain[] = "\"\\\b\f\n\r\t";
	static const char letter[] = "\"\\bfnrt";
	const char *found = n == 1 ? strchr(plain, s[0]) : NULL;

	if (n == 0)
		fputs(UTF8_REPLACEMENT, out);
	else if (found)
		fprintf(out, "\\%c", letter[found - plain]);
	else if (s[0] < 0x20 || s[0] == 0x7f)
		fprintf(out, "\\u%04x", s[0]);
	else
		fwrite(s, 1, n, out);
}

static void quote(FILE *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	fputc('"', out);
	while (*s) {
		size_t n = utf8_length(s);

		put_character(out, s, n);
		s += n ? n : 1;
	}
	fputc('"', out);
}

void json_key(struct json *j, const char *key)
{
	separate(j);
	quote(j->out, key);
	fputc(':', j->out);
	j->keyed = true;
}

void json_string(struct json *j, const char *text)
{
	separate(j);
	quote(j->out, text);
}

void json_int(struct json *j, int64_t value)
{
	separate(j);
	fprintf(j->out, "%" PRId64, value);
}

void json_uint(struct json *j, uint64_t value)
{
	separate(j);
	fprintf(j->out, "%" PRIu64, value);
}

void json_bool(struct json *j, bool value)
{
	separate(j);
	fputs(value ? "true" : "false", j->out);
}

void json_null(struct json *j)
{
	separate(j);
	fputs("null", j->out);
}

void json_end_line(struct json *j)
{
	assert(j->depth == 0);
	fputc('\n', j->out);
	j->filled = 0;
}

void json_put_string(struct json *j, const char *key, const char *text)
{
	json_key(j, key);
	json_string(j, text);
}

void json_put_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

void json_put_uint(struct json *j, const char *key, uint64_t value)
{
	json_key(j, key);
	json_uint(j, value);
}

void json_put_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}

void json_put_angle(struct json *j, const char *key, int32_t cdeg)
{
	json_key(j, key);
	if (cdeg == ANGLE_UNKNOWN)
		json_null(j);
	else
		json_int(j, cdeg);
}
