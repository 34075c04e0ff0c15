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

#define TUNE_HELP                                                                                  \
	"Runs the daemon's own code over recordings once for every setting of a grid around\n"     \
	"the present one: alerts and repeats an hour of sitting, minutes of slouch, minutes\n"     \
	"of it that were told, and where the recordings carry labels what was missed and\n"        \
	"what was told in error.  Suggests a change only where there is cause for one.\n"          \
	"\n"                                                                                       \
	"  --config FILE           the present setting (/etc/plumbd/plumbd.conf)\n"                \
	"  --poses FILE            poses as plumbd keeps them (/var/lib/plumbd/poses.conf)\n"      \
	"  --learn POSE=RECORDING  as of analyze, in the place of those\n"                         \
	"  --learn-seconds S       how much of it, 2 to 60 (10)\n"                                 \
	"  --history               instead of recordings, the slouches a running plumbd kept:\n"   \
	"                          exact for another delay, an estimate for a larger\n"            \
	"                          slouch_deg; of a smaller one or of another sensitivity\n"       \
	"                          a history knows nothing\n"                                      \
	"  --days N                so many of its days, the last being today (28)\n"               \
	"  --apply                 write what is suggested, after showing and asking\n"            \
	"  --yes                   without asking\n"

#define CARE_HELP                                                                                  \
	"KIND is stretch, heat, massage, posture or professional.\n"                               \
	"\n"                                                                                       \
	"  status                   what is due, and what is left of heat\n"                       \
	"  start heat               begin a session: told at 15 minutes, to end at 20\n"           \
	"  done KIND                it was done; heat: it was taken off\n"                         \
	"  dismiss KIND [DURATION]  no word of it for so long, at most 30 days (2h)\n"             \
	"  log-knot PLACE SEVERITY  a knot, where and how bad: 0 (gone) to 10\n"                   \
	"  exercises                every stretch plumbd knows, with its source\n"                 \
	"\n"                                                                                       \
	"Reminders, no diagnosis.  plumbd-care(7) says when not to wait but to get help.\n"

#define DOCTOR_HELP                                                                                \
	"Looks at buses, permissions, sensors, service, configuration and poses, and takes\n"      \
	"ten seconds of samples: from plumbd when it runs, whose bus is left alone, else\n"        \
	"from the sensor itself.  Each finding is ok, warn or fail, with what to type next.\n"     \
	"Exits 0 when nothing failed.\n"                                                           \
	"\n"                                                                                       \
	"  --config FILE  the configuration (/etc/plumbd/plumbd.conf)\n"                           \
	"  --state DIR    where plumbd keeps the poses (/var/lib/plumbd)\n"

#define STATS_HELP                                                                                 \
	"Today, this week against the last, a bar for each of the last days (for each week\n"      \
	"when they are many), and whether it gets better: the trend of eight weeks, with how\n"    \
	"sure it is.\n"                                                                            \
	"\n"                                                                                       \
	"  --days N  how many days to list, 1 to 3660 (14)\n"

#define REPORT_HELP                                                                                \
	"One page to keep, print or show: hours, days, slouches, trend, care and poses, as\n"      \
	"charts and tables.  It is whole in itself, loads nothing, and is written whole or\n"      \
	"not at all.\n"                                                                            \
	"\n"                                                                                       \
	"  --html FILE  where to; \"-\" is stdout\n"                                               \
	"  --days N     how many days it tells of, 1 to 3660 (56)\n"                               \
	"  --force      overwrite FILE\n"

#define WHY_HELP                                                                                   \
	"The pose, the angle, the border that was crossed, for how long, and the key that set\n"   \
	"it.\n"                                                                                    \
	"\n"                                                                                       \
	"  --list    a paragraph for each alert of the last days, from history\n"                  \
	"  --days N  how many days, 1 to 3660 (7)\n"

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
	{ "profile", "[NAME | auto]", "list the profiles, or choose one",
	  "A profile is a named set of settings in plumbd.conf.  One that is chosen stays in\n"
	  "force until \"auto\": then the good pose you hold for ten seconds chooses.\n",
	  cmd_profile },
	{ "pause", "[DURATION [REASON]]", "no alerts for a while, or list the pauses",
	  "DURATION is like 90s, 30m, 2h, 1h30m; at most 7 days.  Posture is still counted.\n",
	  cmd_pause },
	{ "resume", "[COOKIE]", "end one pause, or all", "", cmd_resume },
	{ "ack", "", "silence the alert that stands", "", cmd_ack },
	{ "care",
	  "[status | start heat | done KIND | dismiss KIND [DURATION] |\n"
	  "                log-knot PLACE SEVERITY | exercises]",
	  "the coach: what is due, what was done", CARE_HELP, cmd_care },
	{ "stats", "[--days N]", "how you sat: today, this week, lately", STATS_HELP, cmd_stats },
	{ "report", "--html FILE [--days N] [--force]", "the last weeks as a page to show",
	  REPORT_HELP, cmd_report },
	{ "why", "[--list [--days N]]", "explain the last alert, or those of the last days",
	  WHY_HELP, cmd_why },
	{ "record", "FILE [--seconds N] [--force]", "write what the sensors feel to a file",
	  "Until Ctrl-C, or for N seconds.  FILE may be \"-\" for stdout.\n"
	  "\n"
	  "  --seconds N  stop after so long\n"
	  "  --force      overwrite FILE\n",
	  cmd_record },
	{ "doctor", "[--config FILE] [--state DIR]", "what is well, what is not, and what to type",
	  DOCTOR_HELP, cmd_doctor },
	{ "detect", "[--i2c DEVICE]", "look for sensors on the I2C buses",
	  "Only reads.  Without --i2c it looks on every /dev/i2c-*.\n", cmd_detect },
	{ "analyze",
	  "[--config FILE] [--poses FILE] [--learn POSE=RECORDING]...\n"
	  "                [--learn-seconds S] [--format text|csv|json] RECORDING...",
	  "run plumbd's mind over recordings", ANALYZE_HELP, cmd_analyze },
	{ "tune",
	  "[--config FILE] [--poses FILE] [--learn POSE=RECORDING]...\n"
	  "             [--learn-seconds S] [--history [--days N]] [--apply [--yes]] [RECORDING]...",
	  "what other settings would have said, and which to take", TUNE_HELP, cmd_tune },
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
