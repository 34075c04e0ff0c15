/* SPDX-License-Identifier: MIT */
/*
 * make-report: the page of a made-up history on stdout, for a browser to judge
 *
 * make-report empty|day|gap|young|weeks|year|always|hostile
 */
#include <stdio.h>
#include <string.h>

#include "past.h"
#include "report.h"

#define TODAY 20780 /* 2026-11-23, a Monday */

struct sort {
	const char *name;
	int32_t days, shown;
	struct past past;
};

static const struct sort sorts[] = {
	{ "day", 1, 56, { .hour_from = 9, .hour_to = 17, .share = 0.3 } },
	{ "young", 4, 56, { .hour_from = 9, .hour_to = 17, .share = 0.3 } },
	{ "weeks",
	  70,
	  56,
	  { .hour_from = 8, .hour_to = 18, .share = 0.25, .slope_per_day = -0.003 } },
	{ "gap",
	  70,
	  56,
	  { .hour_from = 8,
	    .hour_to = 18,
	    .share = 0.3,
	    .gap_from = TODAY - 40,
	    .gap_to = TODAY - 15 } },
	{ "year",
	  366,
	  365,
	  { .hour_from = 7, .hour_to = 19, .share = 0.2, .slope_per_day = -0.0008 } },
	{ "always", 366, 365, { .hour_from = 0, .hour_to = 24, .share = 0.4 } },
	{ "hostile", 20, 56, { .hour_from = 9, .hour_to = 17, .share = 0.3 } },
};

/* Everything a person can type, or a broken daemon send. */
static void spoil(struct history *h, struct state_poses *poses)
{
	static const char *const texts[] = {
		"<script>document.title=\"taken\"</script> 4",
		"\"><img src=x onerror=alert(1)> 4",
		"]]>&amp;' onload='x 4",
		"\xff\xfe\x01\x1b[31m 4",
		"\u202e\uffff neck 4",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		snprintf(h->care[i].detail, sizeof(h->care[i].detail), "%s", texts[i]);
		snprintf(h->care[i].reason, sizeof(h->care[i].reason), "%s", texts[i]);
		snprintf(h->care[i].kind, sizeof(h->care[i].kind), "%s", texts[i]);
		snprintf(h->care[i].what, sizeof(h->care[i].what), "%s", texts[i]);
		snprintf(poses->pose[i].name, sizeof(poses->pose[i].name), "%s", texts[i]);
		snprintf(poses->pose[i].posture, sizeof(poses->pose[i].posture), "%s", texts[i]);
	}
	poses->n = ARRAY_SIZE(texts);
}

static void write_sort(const struct sort *s)
{
	struct past past = s->past;
	struct history h = { 0 };
	static struct state_poses poses = {
		.n = 3,
		.pose = { { "upright", "upright", true, 0, 93 },
			  { "slouching", "slouching", false, 0, 81 },
			  { "standing", "upright", true, 0, 77 } },
	};
	struct report report = { &h, &poses, TODAY - s->shown + 1, TODAY };

	for (unsigned i = 0; i < poses.n; i++)
		poses.pose[i].learned_usec =
			(uint64_t)dates_start_sec(TODAY - 1 - 110 * (int32_t)i) * US_PER_SEC;
	past.today = TODAY;
	past.from = TODAY - s->days + 1;
	past.seed = 1;
	h = past_make(past);
	if (!strcmp(s->name, "hostile"))
		spoil(&h, &poses);
	report_write(&report, stdout);
	history_clear(&h);
}

int main(int argc, char **argv)
{
	static const struct history none;
	static const struct state_poses untaught;
	const struct report empty = { &none, &untaught, TODAY - 55, TODAY };

	if (argc == 2 && !strcmp(argv[1], "empty")) {
		report_write(&empty, stdout);
		return 0;
	}
	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(sorts); i++) {
		if (!strcmp(argv[1], sorts[i].name)) {
			write_sort(&sorts[i]);
			return 0;
		}
	}
	fprintf(stderr, "usage: make-report empty|day|young|weeks|gap|year|always|hostile\n");
	return 2;
}
