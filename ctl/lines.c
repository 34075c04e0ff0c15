/* SPDX-License-Identifier: MIT */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUF_SIZE ((size_t)1 << 20)

int lines_open(struct lines *l, const char *path)
{
	*l = (struct lines){ .fd = STDIN_FILENO };
	if (strcmp(path, "-")) {
		l->fd = open(path, O_RDONLY | O_CLOEXEC);
		if (l->fd < 0)
			return -errno;
	}
	l->buf = malloc(BUF_SIZE);
	if (!l->buf) {
		lines_close(l);
		return -ENOMEM;
	}
	return 0;
}

void lines_close(struct lines *l)
{
	free(l->buf);
	l->buf = NULL;
	if (l->fd != STDIN_FILENO)
		close(l->fd);
	l->fd = -1;
}

/* Moves what is left to the front and reads behind it. */
static int fill(struct lines *l)
{
	ssize_t got;

	memmove(l->buf, l->buf + l->begin, l->end - l->begin);
	l->end -= l->begin;
	l->begin = 0;
	if (l->end == BUF_SIZE)
		return -EMSGSIZE;
	got = read(l->fd, l->buf + l->end, BUF_SIZE - l->end);
	if (got < 0)
		return -errno;
	l->eof = got == 0;
	l->end += (size_t)got;
	return 0;
}

int lines_next(struct lines *l, const char **ret, size_t *ret_len)
{
	size_t searched = 0;

	for (;;) {
		char *line = l->buf + l->begin;
		size_t left = l->end - l->begin;
		char *end = memchr(line + searched, '\n', left - searched);
		int r;

		if (end || (l->eof && left)) {
			*ret = line;
			*ret_len = end ? (size_t)(end - line) : left;
			l->begin += *ret_len + (end != NULL);
			l->number++;
			return 1;
		}
		if (l->eof)
			return 0;
		searched = left;
		r = fill(l);
		if (r < 0)
			return r;
	}
}
