/* SPDX-License-Identifier: MIT */
/*
 * lines.h - the lines of a file, a megabyte at a time
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lines {
	int fd;
	char *buf;
	size_t begin, end; /* of what is read and not yet given out */
	bool eof;
	unsigned number; /* of the last line given out, from 1 */
};

/** lines_open() - "-" is stdin.  0 or a negative errno; to be closed only after 0 */
int lines_open(struct lines *l, const char *path);
void lines_close(struct lines *l);

/**
 * lines_next() - the next line, without its '\n'
 * @ret: @ret_len bytes, valid until the next call; the last line may lack its end
 *
 * Return: 1 a line, 0 the end, -EMSGSIZE for a line longer than the buffer, or
 * another negative errno.
 */
int lines_next(struct lines *l, const char **ret, size_t *ret_len);
