/* SPDX-License-Identifier: MIT */
/*
 * Weeks of sitting as one page in a file
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "ctl.h"
#include "dates.h"
#include "fixed.h"
#include "human.h"
#include "report.h"
#include "trend.h"
#include "wholefile.h"

#define DAYS_USUAL 56
#define DAYS_MAX   3660

struct page_text {
	char *text;
	size_t size;
};

static void free_text(struct page_text *t)
{
	free(t->text);
}

static int complain_write(const char *path, int r)
{
	if (r == -EEXIST)
		complain("%s is there already: name another file, or overwrite it with --force",
			 path);
	else
		complain("cannot write %s: %s", strcmp(path, "-") ? path : "to stdout",
			 strerror(-r));
	return CTL_FAILED;
}

static int compose(const struct report *report, struct page_text *ret)
{
	FILE *out = open_memstream(&ret->text, &ret->size);
	bool failed;

	if (!out)
		return -errno;
	report_write(report, out);
	failed = ferror(out);
	return fclose(out) || failed ? -ENOMEM : 0;
}

/* Everything the page tells of, from its first day on. */
static int fetch(struct history *h, struct state *state, const struct ctl *ctl, int32_t from,
		 int32_t today)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r;

	r = client_open(ctl->bus, &bus);
	if (!r)
		r = state_fetch(state, bus);
	/* The trend and last week look back this far whatever was asked for. */
	if (!r)
		r = history_fetch_days(h, bus, MIN(from, today - TREND_DAYS + 1), today);
	if (!r)
		r = history_fetch_hours(h, bus, from, today);
	if (!r)
		r = history_fetch_care(h, bus, from, today);
	return r;
}

static int make_report(const struct ctl *ctl, const char *path, int32_t days, bool force)
{
	cleanup(history_clear) struct history history = { 0 };
	cleanup(free_text) struct page_text page = { 0 };
	int32_t today = dates_today(real_now_us());
	struct state state;
	struct report report = {
		.history = &history,
		.poses = &state.poses,
		.from = today - days + 1,
		.today = today,
	};
	int r;

	r = fetch(&history, &state, ctl, report.from, today);
	if (r)
		return r;
	r = compose(&report, &page);
	if (r == 0)
		r = wholefile_write(path, page.text, page.size, force);
	if (r < 0)
		return complain_write(path, r);
	if (strcmp(path, "-"))
		fprintf(stderr, "%s: %zu kB; open it in a browser\n", path,
			(page.size + 999) / 1000);
	return CTL_DONE;
}

int cmd_report(struct ctl *ctl, int argc, char **argv)
{
	uint32_t days = DAYS_USUAL;
	const char *path = NULL;
	bool force = false;
	const struct arg args[] = {
		{ .name = "html", .text = &path },
		{ .name = "days", .number = &days, .min = 1, .max = DAYS_MAX },
		{ .name = "force", .flag = &force },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	if (!path || !path[0])
		return ctl_usage(ctl, "report: say where to: --html FILE, or --html - for stdout");
	return make_report(ctl, path, (int32_t)days, force);
}
