/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "angle.h"

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

/*
 * Length of the UTF-8 character at @s, 0 when it is none: overlong forms,
 * surrogates and what lies above U+10FFFF are none (RFC 3629, section 4).
 */
static size_t utf8_length(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return n;
}

static void put_character(FILE *out, const unsigned char *s, size_t n)
{
	static const char plain[] = "\"\\\b\f\n\r\t";
	static const char letter[] = "\"\\bfnrt";
	const char *found = n == 1 ? strchr(plain, s[0]) : NULL;

	if (n == 0)
		fputs("\xef\xbf\xbd", out);
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
