/* SPDX-License-Identifier: MIT */
/*
 * scratch.h - a folder for one input, gone after it
 *
 * In memory where there is /dev/shm: what writes state waits for the disk.
 */
#pragma once

#include <string.h>
#include <unistd.h>

#include "fuzz.h"

struct scratch {
	char folder[32];
	char file[64]; /* holds the input */
};

static inline void scratch_die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static inline void scratch_open(struct scratch *s, const uint8_t *data, size_t size)
{
	FILE *f;

	strcpy(s->folder,
	       access("/dev/shm", W_OK) == 0 ? "/dev/shm/fuzz-XXXXXX" : "/tmp/fuzz-XXXXXX");
	if (!mkdtemp(s->folder))
		scratch_die(s->folder);
	snprintf(s->file, sizeof(s->file), "%s/input.conf", s->folder);
	f = fopen(s->file, "wb");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		scratch_die(s->file);
}

/* Fails when more than the input's file is left in the folder. */
static inline void scratch_close(const struct scratch *s)
{
	unlink(s->file);
	LAW(rmdir(s->folder) == 0, "no file is left behind");
}

/* What the two readers of files promise of their error texts. */
static inline void scratch_check_error(const struct scratch *s, const char *text)
{
	LAW(strncmp(text, s->folder, strlen(s->folder)) == 0, "an error names the file");
	LAW(strstr(text, ": "), "an error gives a reason");
	for (const char *p = text; *p; p++)
		LAW(*p >= ' ' && *p <= '~', "an error is one printable line");
}
