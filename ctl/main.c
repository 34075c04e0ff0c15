/* SPDX-License-Identifier: MIT */
/*
 * plumbctl: ask plumbd, teach it, watch it; and run its mind over recordings
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "fixed.h"

#define LEARN_HELP                                                                                 \
	"Teaches plumbd how you sit in a pose.  On a terminal it guides you; without POSE\n"       \
	"it goes through upright, then slouching.\n"                                               \
	"\n"                                                                                       \
	"POSE is a name: lower case letters, digits and '-'.  A name that is a posture\n"          \
	"(upright, slouching, leaning-forward, leaning-back, leaning-left, leaning-right)\n"       \
	"means it; any other name is a good, upright pose unless told otherwise.\n"                \
	"\n"                                                                                       \
	"  --seconds N     how long to hold still, 2 to 60 (10)\n"                                 \
	"  --posture WORD  the posture it stands for\n"                                            \
	"  --good, --bad   whether to sit so is fine (upright is good, all else bad)\n"

#define ANALYZE_HELP                                                                               \
	"Runs the daemon's own code over recordings, without a daemon.\n"                          \
	"\n"                                                                                       \
	"  --config FILE           limits as in plumbd.conf (the defaults)\n"                      \
	"  --poses FILE            poses as plumbd keeps them, /var/lib/plumbd/poses.conf\n"       \
	"  --learn POSE=RECORDING  teach a pose, named by its posture, from the beginning\n"       \
	"                          of a recording; may be repeated\n"                              \
	"  --learn-seconds S       how much of it, 2 to 60 (10)\n"                                 \
	"  --format text|csv|json  a summary a recording, or a line a decision (text)\n"           \
	"\n"                                                                                       \
	"A recording knows no time of day: quiet hours do not count.  RECORDING may be \"-\".\n"

static const struct ctl_command commands[] = {
	{ "status", "", "how you sit, and what plumbd knows", "", cmd_status },
	{ "monitor", "", "print every event as it happens",
	  "One line an event; with --json one JSON object a line.  When plumbd leaves,\n"
	  "it waits for its return.\n",
	  cmd_monitor },
	{ "watch", "", "a live gauge of your back",
	  "Redraws in place on a terminal; elsewhere one line a second and at each change.\n",
	  cmd_watch },
	{ "learn", "[POSE]... [--seconds N] [--posture WORD] [--good|--bad]",
	  "teach a pose: upright, slouching ...", LEARN_HELP, cmd_learn },
	{ "forget", "POSE", "forget a pose", "", cmd_forget },
	{ "poses", "", "list the taught poses", "", cmd_poses },
	{ "pause", "DURATION [REASON]", "no alerts for a while",
	  "DURATION is like 90s, 30m, 2h, 1h30m; at most 7 days.  Posture is still counted.\n",
	  cmd_pause },
	{ "resume", "[COOKIE]", "end one pause, or all", "", cmd_resume },
	{ "ack", "", "silence the alert that stands", "", cmd_ack },
	{ "why", "", "explain the last alert", "", cmd_why },
	{ "record", "FILE [--seconds N] [--force]", "write what the sensors feel to a file",
	  "Until Ctrl-C, or for N seconds.  FILE may be \"-\" for stdout.\n"
	  "\n"
	  "  --seconds N  stop after so long\n"
	  "  --force      overwrite FILE\n",
	  cmd_record },
	{ "detect", "[--i2c DEVICE]", "look for sensors on the I2C buses",
	  "Only reads.  Without --i2c it looks on every /dev/i2c-*.\n", cmd_detect },
	{ "analyze",
	  "[--config FILE] [--poses FILE] [--learn POSE=RECORDING]...\n"
	  "                [--learn-seconds S] [--format text|csv|json] RECORDING...",
	  "run plumbd's mind over recordings", ANALYZE_HELP, cmd_analyze },
};

static void print_help(void)
{
	puts("usage: plumbctl [--bus system|session|ADDRESS] [--json] COMMAND ...\n"
	     "\n"
	     "Talks to plumbd, the posture daemon.\n");
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-8s  %s\n", commands[i].name, commands[i].summary);
	puts("\n"
	     "  --bus      which D-Bus plumbd is on (system)\n"
	     "  --json     print data as JSON\n"
	     "  --help     also after a command, with more about it\n"
	     "  --version\n"
	     "\n"
	     "exits 0 done, 1 failed, 2 bad usage, 3 plumbd is not running, 4 not permitted,\n"
	     "69 no sensor, 78 bad configuration");
}

static int run_command(struct ctl *ctl, int argc, char **argv)
{
	const char *near;

	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(commands[i].name, argv[0])) {
			ctl->command = &commands[i];
			return ctl->command->run(ctl, argc - 1, argv + 1);
		}
	}
	near = args_nearest(argv[0], &commands->name, ARRAY_SIZE(commands), sizeof(commands[0]));
	if (near)
		return ctl_usage(ctl, "unknown command \"%s\": did you mean \"%s\"?", argv[0],
				 near);
	return ctl_usage(ctl, "unknown command \"%s\"", argv[0]);
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .bus = "system" };
	bool help = false, version = false;
	const struct arg args[] = {
		{ .name = "bus", .text = &ctl.bus },
		{ .name = "json", .flag = &ctl.json },
		{ .name = "help", .flag = &help },
		{ .name = "version", .flag = &version },
	};
	char error[ARGS_ERROR_MAX];
	int n, r = CTL_DONE;

	/* Only characters: numbers in files are read the same everywhere. */
	setlocale(LC_CTYPE, "");
	if (args_parse(argc - 1, argv + 1, args, ARRAY_SIZE(args), ARGS_LEADING, &n, error))
		return ctl_usage(&ctl, "%s", error);
	if (version)
		puts("plumbctl " PLUMBD_VERSION);
	else if (help)
		print_help();
	else if (n == 0)
		r = ctl_usage(&ctl, "no command given");
	else
		r = run_command(&ctl, n, argv + 1);
	if (fflush(stdout) || ferror(stdout)) {
		complain("cannot write to stdout: %m");
		return r ? r : CTL_FAILED;
	}
	return r;
}
