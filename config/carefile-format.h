/* SPDX-License-Identifier: MIT */
/*
 * carefile-format.h - what carefile.c writes and carefile-read.c reads; for these two
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CAREFILE_VERSION 1

enum carefile_type {
	CAREFILE_U8,
	CAREFILE_U32,
	CAREFILE_I32,
	CAREFILE_U64,
	CAREFILE_I64,
	CAREFILE_PLACE, /* char[CARE_PLACE_MAX] */
};

struct carefile_field {
	const char *key; /* NULL ends a table */
	enum carefile_type type;
	size_t offset; /* in its struct */
	unsigned n;    /* numbers in a list; 0 = one, and no list */
	double max;    /* from 0 on */
};

struct carefile_list {
	const char *key;
	size_t offset, size, n; /* of the array in struct care_memory */
	const struct carefile_field *fields;
};

extern const struct carefile_field carefile_memory[];
extern const struct carefile_list carefile_lists[2];
