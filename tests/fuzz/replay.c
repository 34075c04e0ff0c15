/* SPDX-License-Identifier: MIT */
/*
 * replay.c - a fuzzer without libFuzzer: every file of the folders named is one input
 *
 * So the corpus, and with it every case that ever broke something, is part of
 * the tests, with any compiler.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX (1 << 20)

static void die(const char *path)
{
	fprintf(stderr, "%s: %s\n", path, strerror(errno));
	exit(EXIT_FAILURE);
}

static void replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(INPUT_MAX);
	size_t size;

	if (!f || !data)
		die(path);
	size = fread(data, 1, INPUT_MAX, f);
	if (ferror(f))
		die(path);
	fclose(f);
	/* said before, for the case that does not come back */
	fprintf(stderr, "%s\n", path);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

static int is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_case, alphasort);

	if (n < 0)
		die(folder);
	for (int i = 0; i < n; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		replay_file(path);
		free(entries[i]);
	}
	free(entries);
	return n;
}

int main(int argc, char **argv)
{
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += replay_folder(argv[i]);
	if (n == 0) {
		fprintf(stderr, "usage: %s FOLDER...: there is no case to replay\n", argv[0]);
		return EXIT_FAILURE;
	}
	printf("%d cases\n", n);
	return EXIT_SUCCESS;
}
