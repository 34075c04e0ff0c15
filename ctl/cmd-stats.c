/* SPDX-License-Identifier: MIT */
/*
 * How one sat: today, this week, lately
 */
#include <stdio.h>

#include "client.h"
#include "ctl.h"
#include "dates.h"
#include "fixed.h"
#include "human.h"
#include "json.h"
#include "stats.h"
#include "term.h"

#define DAYS_USUAL 14
#define DAYS_MAX   3660

static void show(const struct ctl *ctl, const struct history *h, int32_t from, int32_t today)
{
	struct stats stats = stats_of(h, from, today);
	struct stats_screen screen = { .utf8 = term_utf8(), .colour = term_is_terminal() };
	unsigned rows;
	struct json j;

	if (ctl->json) {
		json_init(&j, stdout);
		stats_json(&stats, h, &j);
		json_end_line(&j);
		return;
	}
	term_size(&screen.columns, &rows);
	stats_print(&stats, h, &screen, stdout);
}

int cmd_stats(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	cleanup(history_clear) struct history history = { 0 };
	uint32_t days = DAYS_USUAL;
	const struct arg args[] = {
		{ .name = "days", .number = &days, .min = 1, .max = DAYS_MAX },
	};
	int32_t today, from;
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
	today = dates_today(real_now_us());
	from = today - (int32_t)days + 1;
	/* The trend and last week look back this far whatever was asked for. */
	r = history_fetch_days(&history, bus, MIN(from, today - TREND_DAYS + 1), today);
	if (r)
		return r;
	show(ctl, &history, from, today);
	return CTL_DONE;
}
