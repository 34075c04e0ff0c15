/* SPDX-License-Identifier: MIT */
#include "tune-apply.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "amend.h"
#include "client.h"
#include "diff.h"
#include "term.h"

/* What config says of a failure, and the exit code it is. */
static int fail(const struct config_error *error, int r)
{
	if (r == -EACCES || r == -EPERM || r == -EROFS) {
		complain("%s: use sudo", error->text);
		return CTL_DENIED;
	}
	complain("%s", error->text);
	return r > 0 ? CTL_BAD_CONFIG : CTL_FAILED;
}

static char *difference(const char *path, const struct amend *a)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r;

	if (!out)
		return NULL;
	r = diff_print(out, path, path, a->old_text, a->new_text);
	if (fclose(out) == 0 && r == 0)
		return text;
	free(text);
	return NULL;
}

static bool ask(const char *path)
{
	char answer[16];

	printf("\nwrite this to %s? [y/N] ", path);
	fflush(stdout);
	if (!fgets(answer, sizeof(answer), stdin))
		return false;
	return !strcmp(answer, "y\n") || !strcmp(answer, "yes\n") || !strcmp(answer, "Y\n");
}

/* Return: whether to write. */
static bool is_wanted(const char *path, bool yes, bool people)
{
	if (yes)
		return true;
	if (!people || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		fflush(stdout);
		fprintf(stderr, "%s is not written: nobody can be asked; add --yes\n", path);
		return false;
	}
	if (ask(path))
		return true;
	puts("not written");
	return false;
}

/* plumbd's own answer, where it runs: the file is written in either case. */
static int reload(const struct ctl *ctl, bool people)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r;

	if (client_connect(ctl->bus, &bus)) {
		fprintf(stderr,
			"plumbd is not reached on the %s bus: it reads the file when it "
			"starts\n",
			ctl->bus);
		return CTL_DONE;
	}
	r = client_call(bus, "Reload", NULL, "");
	if (r == CTL_NO_DAEMON)
		return CTL_DONE;
	if (!r && people)
		puts("plumbd has read it");
	return r;
}

static int write_it(const struct ctl *ctl, const char *path, const struct amend *a, bool people)
{
	struct config_error error;
	int r = amend_write(path, a, &error);

	if (r != 0)
		return fail(&error, r);
	if (people)
		printf("written to %s\n", path);
	fflush(stdout);
	return reload(ctl, people);
}

static int show_and_write(const struct ctl *ctl, const char *path, const struct amend *a, bool yes,
			  struct json *j)
{
	char *diff = difference(path, a);
	bool wanted;

	if (!diff) {
		complain("%s: out of memory", path);
		return CTL_FAILED;
	}
	if (j)
		json_put_string(j, "diff", diff);
	else
		printf("\n%s", diff);
	free(diff);
	wanted = is_wanted(path, yes, !j);
	if (j)
		json_put_bool(j, "written", wanted);
	return wanted ? write_it(ctl, path, a, !j) : CTL_DONE;
}

int tune_apply(const struct ctl *ctl, const char *path, const struct tune *t,
	       const struct tune_choice *c, bool yes, struct json *j)
{
	struct confedit edits[TUNE_EDITS_MAX];
	unsigned n = tune_edits(t, c->row, edits);
	struct config_error error;
	struct amend a;
	int r = amend_make(path, edits, n, &a, &error);

	if (r != 0)
		return fail(&error, r);
	r = show_and_write(ctl, path, &a, yes, j);
	amend_free(&a);
	return r;
}
