/* SPDX-License-Identifier: MIT */
/*
 * args.h - words of a command line into typed options and operands
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARGS_LIST_MAX  32
#define ARGS_ERROR_MAX 256
#define ARGS_E_USAGE   1

/* An option that may be given several times. */
struct arg_list {
	unsigned n;
	const char *value[ARGS_LIST_MAX];
};

/* One option; exactly one of the pointers says what it takes and where it goes. */
struct arg {
	const char *name; /* without "--" */
	bool *flag;       /* takes no value */
	const char **text;
	uint32_t *number; /* from .min to .max */
	struct arg_list *list;
	uint32_t min, max;
};

enum args_mode {
	ARGS_MIXED,   /* options anywhere; "--" ends them */
	ARGS_LEADING, /* options end at the first operand, which keeps all that follows */
};

/**
 * args_parse() - read options, move operands to the front of @argv
 * @ret_n:     operands, now argv[0 .. n-1]
 * @ret_error: one sentence without final stop, on error
 *
 * Takes --name VALUE, --name=VALUE, and -h for --help.  A lone "-" is an
 * operand.  What options point at is written as they are read.
 *
 * Return: 0 or ARGS_E_USAGE.
 */
int args_parse(int argc, char **argv, const struct arg *args, size_t n_args, enum args_mode mode,
	       int *ret_n, char ret_error[ARGS_ERROR_MAX]);

/** args_number() - digits only, @min .. @max.  True with *ret */
bool args_number(const char *word, uint32_t min, uint32_t max, uint32_t *ret);

/**
 * args_nearest() - the known word that was probably meant
 * @words, @n: to choose from; @stride bytes from one pointer to the next, so
 *             that a column of a table can be searched
 *
 * Nearest by insertions, deletions, replacements and swaps of neighbours.
 *
 * Return: the word, or NULL when none is within a third of its length (and 1).
 */
const char *args_nearest(const char *word, const char *const *words, size_t n, size_t stride);
