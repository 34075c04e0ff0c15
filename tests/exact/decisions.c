/* SPDX-License-Identifier: MIT */
/*
 * decisions.c - 64 bits for each part of one long stream of decisions
 *
 * usage: decisions [RECORDING...]
 *
 * Prints "NAME HASH" for each part, a "total" over them, and, when recordings
 * are given, "recordings" over all of these.  Every compiler, level of
 * optimisation and machine must print the same; builds.sh holds them together.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hash.h"
#include "parts.h"
#include "recording.h"

static void print_part(uint64_t *total, const char *name, uint64_t hash)
{
	printf("%s %016" PRIx64 "\n", name, hash);
	hash_text(total, name);
	hash_int(total, (int64_t)hash);
}

static void print_parts(void)
{
	uint64_t total = HASH_BEGIN;
	const char *name;

	for (size_t i = 0; (name = life_name(i)); i++)
		print_part(&total, name, life_hash(i));
	print_part(&total, "wild", wild_hash());
	print_part(&total, "text", text_hash());
	printf("total %016" PRIx64 "\n", total);
}

/* 0, or 1 with the reason on standard error. */
static int hash_recording(const char *path, uint64_t *total)
{
	FILE *file = fopen(path, "r");
	uint64_t hash;
	int r;

	if (!file) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return 1;
	}
	r = file_hash(file, &hash);
	fclose(file);
	if (r != 0) {
		fprintf(stderr, "%s:%" PRIu64 ": %s\n", path, hash,
			recording_strerror((enum recording_error)r));
		return 1;
	}
	hash_int(total, (int64_t)hash);
	return 0;
}

int main(int argc, char *argv[])
{
	uint64_t total = HASH_BEGIN;

	print_parts();
	for (int i = 1; i < argc; i++) {
		if (hash_recording(argv[i], &total) != 0)
			return 1;
	}
	if (argc > 1)
		printf("recordings %016" PRIx64 "\n", total);
	return 0;
}
