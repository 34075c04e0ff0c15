/* SPDX-License-Identifier: MIT */
/*
 * ctl.h - what the commands of plumbctl share
 *
 * A command prints its data on stdout, everything else on stderr, and returns
 * the process's exit code.  Helpers that can fail return 0 or the exit code,
 * after having said why on stderr.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "args.h"

#define cleanup(f) __attribute__((cleanup(f)))

/* Exit codes; scripts rely on them. */
enum ctl_exit {
	CTL_DONE = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_NO_DAEMON = 3,
	CTL_DENIED = 4,
	CTL_NO_SENSOR = 69, /* EX_UNAVAILABLE */
	CTL_BAD_CONFIG = 78 /* EX_CONFIG */
};

struct ctl;

typedef int ctl_run_fn(struct ctl *ctl, int argc, char **argv);

struct ctl_command {
	const char *name;
	const char *usage;   /* what follows the name: "POSE" */
	const char *summary; /* a line for the list of commands */
	const char *help; /* the rest of "COMMAND --help", each line ended; "" = nothing to add */
	ctl_run_fn *run;  /* argv[0] is the first word after the command's name */
};

struct ctl {
	const char *bus; /* "system", "session" or a D-Bus address */
	bool json;
	const struct ctl_command *command;
};

/** complain() - one line on stderr, beginning "plumbctl: " */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * ctl_args() - read a command's own options and the common ones
 * @args, @n_args: the command's own; --bus, --json and --help are added
 * @min, @max:     how many operands the command takes; max < 0 = any number
 * @ret_n:         operands found; they stand at the front of argv
 * @ret_exit:      when false is returned: the exit code to leave with
 *
 * Return: false when the command is to end here: help was asked for and given,
 * or the usage was bad and has been complained about.
 */
bool ctl_args(struct ctl *ctl, int argc, char **argv, const struct arg *args, size_t n_args,
	      int min, int max, int *ret_n, int *ret_exit);

/** ctl_usage() - complain about the usage of the running command.  Returns CTL_USAGE */
int ctl_usage(const struct ctl *ctl, const char *format, ...) __attribute__((format(printf, 2, 3)));

ctl_run_fn cmd_status, cmd_monitor, cmd_watch;
ctl_run_fn cmd_learn, cmd_forget, cmd_poses, cmd_profile;
ctl_run_fn cmd_pause, cmd_resume, cmd_ack;
ctl_run_fn cmd_care;
ctl_run_fn cmd_stats, cmd_report;
ctl_run_fn cmd_why, cmd_record, cmd_detect, cmd_doctor, cmd_analyze, cmd_tune;
