/* SPDX-License-Identifier: MIT */
#include "args.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixed.h"

#define WORD_MAX 32 /* longer words are never near anything */

/* Three rows of the table of all prefixes' distances are enough for swaps. */
static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(b);
	size_t row[3][WORD_MAX + 1];
	size_t *before = row[0], *above = row[1], *here = row[2], *spare;

	for (size_t j = 0; j <= n; j++)
		above[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		here[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t replace = above[j - 1] + (a[i - 1] != b[j - 1]);

			here[j] = MIN(replace, MIN(above[j], here[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				here[j] = MIN(here[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[n];
}

const char *args_nearest(const char *word, const char *const *words, size_t n, size_t stride)
{
	const char *best = NULL;
	size_t best_distance = SIZE_MAX;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		const char *known =
			*(const char *const *)(const void *)((const char *)words + i * stride);
		size_t d;

		if (strlen(known) > WORD_MAX)
			continue;
		d = distance(word, known);
		if (d < best_distance && d <= MAX(strlen(known) / 3, 1u)) {
			best = known;
			best_distance = d;
		}
	}
	return best;
}

bool args_number(const char *word, uint32_t min, uint32_t max, uint32_t *ret)
{
	unsigned long long number;

	if (!word[0] || word[strspn(word, "0123456789")])
		return false;
	errno = 0;
	number = strtoull(word, NULL, 10);
	if (errno || number < min || number > max)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static const struct arg *find(const struct arg *args, size_t n_args, const char *name, size_t len)
{
	for (size_t i = 0; i < n_args; i++)
		if (strlen(args[i].name) == len && !memcmp(args[i].name, name, len))
			return &args[i];
	return NULL;
}

static int unknown_option(const char *word, const struct arg *args, size_t n_args,
			  char ret_error[ARGS_ERROR_MAX])
{
	const char *name = word + strspn(word, "-");
	const char *near = args_nearest(name, &args->name, n_args, sizeof(*args));

	if (near)
		snprintf(ret_error, ARGS_ERROR_MAX,
			 "unknown option \"%.64s\": did you mean \"--%s\"?", word, near);
	else
		snprintf(ret_error, ARGS_ERROR_MAX, "unknown option \"%.64s\"", word);
	return ARGS_E_USAGE;
}

static int take_value(const struct arg *arg, const char *value, char ret_error[ARGS_ERROR_MAX])
{
	if (!value) {
		snprintf(ret_error, ARGS_ERROR_MAX, "--%s needs a value", arg->name);
		return ARGS_E_USAGE;
	}
	if (arg->number) {
		if (args_number(value, arg->min, arg->max, arg->number))
			return 0;
		snprintf(ret_error, ARGS_ERROR_MAX,
			 "--%s takes a number from %u to %u, not \"%.64s\"", arg->name, arg->min,
			 arg->max, value);
		return ARGS_E_USAGE;
	}
	if (arg->text) {
		*arg->text = value;
		return 0;
	}
	if (arg->list->n == ARGS_LIST_MAX) {
		snprintf(ret_error, ARGS_ERROR_MAX, "--%s is given more than %d times", arg->name,
			 ARGS_LIST_MAX);
		return ARGS_E_USAGE;
	}
	arg->list->value[arg->list->n++] = value;
	return 0;
}

/* @i: of the option's word; moved on when the next word is its value */
static int take_option(int argc, char **argv, int *i, const struct arg *args, size_t n_args,
		       char ret_error[ARGS_ERROR_MAX])
{
	const char *word = strcmp(argv[*i], "-h") ? argv[*i] : "--help";
	const char *equals = strchr(word, '=');
	const char *value = equals ? equals + 1 : NULL;
	const struct arg *arg = NULL;

	if (!strncmp(word, "--", 2))
		arg = find(args, n_args, word + 2,
			   (equals ? (size_t)(equals - word) : strlen(word)) - 2);
	if (!arg)
		return unknown_option(word, args, n_args, ret_error);
	if (!arg->flag && !value && *i + 1 < argc)
		value = argv[++*i];
	if (!arg->flag)
		return take_value(arg, value, ret_error);
	if (equals) {
		snprintf(ret_error, ARGS_ERROR_MAX, "--%s takes no value", arg->name);
		return ARGS_E_USAGE;
	}
	*arg->flag = true;
	return 0;
}

int args_parse(int argc, char **argv, const struct arg *args, size_t n_args, enum args_mode mode,
	       int *ret_n, char ret_error[ARGS_ERROR_MAX])
{
	bool ended = false;
	int n = 0;

	for (int i = 0; i < argc; i++) {
		int r;

		if (ended || argv[i][0] != '-' || !argv[i][1]) {
			argv[n++] = argv[i];
			ended = ended || mode == ARGS_LEADING;
			continue;
		}
		if (!strcmp(argv[i], "--")) {
			ended = true;
			continue;
		}
		r = take_option(argc, argv, &i, args, n_args, ret_error);
		if (r)
			return r;
	}
	*ret_n = n;
	return 0;
}
