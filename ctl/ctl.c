/* SPDX-License-Identifier: MIT */
#include "ctl.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fixed.h"

#define OWN_ARGS_MAX 8 /* options one command may have of its own */

static void complain_list(const char *format, va_list list)
{
	fflush(stdout);
	fputs("plumbctl: ", stderr);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
}

void complain(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	complain_list(format, list);
	va_end(list);
}

int ctl_usage(const struct ctl *ctl, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	complain_list(format, list);
	va_end(list);
	if (ctl->command)
		fprintf(stderr, "usage: plumbctl %s%s%s\n", ctl->command->name,
			ctl->command->usage[0] ? " " : "", ctl->command->usage);
	else
		fprintf(stderr, "see \"plumbctl --help\"\n");
	return CTL_USAGE;
}

static void print_command_help(const struct ctl_command *c)
{
	printf("usage: plumbctl %s%s%s\n\nplumbctl %s: %s\n", c->name, c->usage[0] ? " " : "",
	       c->usage, c->name, c->summary);
	if (c->help[0])
		printf("\n%s", c->help);
}

bool ctl_args(struct ctl *ctl, int argc, char **argv, const struct arg *args, size_t n_args,
	      int min, int max, int *ret_n, int *ret_exit)
{
	bool help = false;
	const struct arg common[] = {
		{ .name = "bus", .text = &ctl->bus },
		{ .name = "json", .flag = &ctl->json },
		{ .name = "help", .flag = &help },
	};
	struct arg all[ARRAY_SIZE(common) + OWN_ARGS_MAX];
	char error[ARGS_ERROR_MAX];

	assert(n_args <= OWN_ARGS_MAX);
	memcpy(all, common, sizeof(common));
	if (n_args)
		memcpy(all + ARRAY_SIZE(common), args, n_args * sizeof(*args));
	*ret_exit = CTL_DONE;
	if (args_parse(argc, argv, all, ARRAY_SIZE(common) + n_args, ARGS_MIXED, ret_n, error))
		*ret_exit = ctl_usage(ctl, "%s: %s", ctl->command->name, error);
	else if (help)
		print_command_help(ctl->command);
	else if (*ret_n < min)
		*ret_exit = ctl_usage(ctl, "%s: something is missing", ctl->command->name);
	else if (max >= 0 && *ret_n > max)
		*ret_exit = ctl_usage(ctl, "%s: \"%s\" is too much", ctl->command->name, argv[max]);
	else
		return true;
	return false;
}
