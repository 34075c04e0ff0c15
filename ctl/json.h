/* SPDX-License-Identifier: MIT */
/*
 * json.h - JSON onto a stream, one value after the other
 *
 * The writer puts the commas and escapes; the caller keeps begin and end, key
 * and value in order (assert).  Everything stands on one line.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH_MAX 16

struct json {
	FILE *out; /* borrowed */
	unsigned depth;
	unsigned filled; /* bit d: the container at depth d holds something already */
	bool keyed;      /* a key was written, its value comes next */
};

/** json_init() - @out is borrowed */
void json_init(struct json *j, FILE *out);

void json_begin_object(struct json *j);
void json_end_object(struct json *j);
void json_begin_array(struct json *j);
void json_end_array(struct json *j);

/** json_key() - the name of the value that follows */
void json_key(struct json *j, const char *key);

/** json_string() - what is not UTF-8 becomes U+FFFD, byte by byte */
void json_string(struct json *j, const char *text);
void json_int(struct json *j, int64_t value);
void json_uint(struct json *j, uint64_t value);
void json_bool(struct json *j, bool value);
void json_null(struct json *j);

/** json_end_line() - '\n' after a whole value */
void json_end_line(struct json *j);

/* The same, each with its key. */
void json_put_string(struct json *j, const char *key, const char *text);
void json_put_int(struct json *j, const char *key, int64_t value);
void json_put_uint(struct json *j, const char *key, uint64_t value);
void json_put_bool(struct json *j, const char *key, bool value);

/** json_put_angle() - null for ANGLE_UNKNOWN */
void json_put_angle(struct json *j, const char *key, int32_t cdeg);
