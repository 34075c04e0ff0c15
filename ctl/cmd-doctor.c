/* SPDX-License-Identifier: MIT */
/*
 * What is well and what is not; with a running plumbd and without
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "doctor-look.h"
#include "doctor.h"
#include "fixed.h"
#include "term.h"

int cmd_doctor(struct ctl *ctl, int argc, char **argv)
{
	static struct doctor_facts facts;
	static struct doctor_report report;
	struct doctor_paths paths = {
		.root = "",
		.config = "/etc/plumbd/plumbd.conf",
		.state = "/var/lib/plumbd",
	};
	const struct arg args[] = {
		{ .name = "config", .text = &paths.config },
		{ .name = "state", .text = &paths.state },
	};
	unsigned columns = 0, rows;
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	if (strcmp(ctl->bus, "system") && strcmp(ctl->bus, "session") && !strchr(ctl->bus, ':'))
		return ctl_usage(ctl, "--bus %s: not a D-Bus address, \"system\" or \"session\"",
				 ctl->bus);
	if (isatty(STDERR_FILENO))
		fputs("taking ten seconds of samples ...\n", stderr);
	doctor_look(&paths, ctl->bus, &facts);
	doctor_judge(&facts, &report);
	if (term_is_terminal())
		term_size(&columns, &rows);
	if (ctl->json)
		doctor_print_json(&report, stdout);
	else
		doctor_print(&report, stdout, columns);
	return report.count[DOCTOR_FAIL] ? CTL_FAILED : CTL_DONE;
}
