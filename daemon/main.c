/* SPDX-License-Identifier: MIT */
/*
 * main.c - arguments, the parts put together, exit status
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <systemd/sd-event.h>

#include "bus.h"
#include "care-words.h"
#include "history.h"
#include "journal.h"
#include "manager.h"
#include "notify.h"
#include "sim/body.h"
#include "source-i2c.h"
#include "source-iio.h"
#include "source-replay.h"
#include "source-sim.h"

#define EXIT_USAGE  2
#define EXIT_CONFIG 78
#define GO_ON       (-1) /* of a step of the start: no exit status yet */

#define CONFIG_PATH "/etc/plumbd/plumbd.conf"
#define STATE_PATH  "/var/lib/plumbd"
#define SIM_PREFIX  "sim:"

/* The files of the state. */
struct paths {
	char poses[PATH_MAX], care[PATH_MAX], choice[PATH_MAX], alert[PATH_MAX], history[PATH_MAX];
};

struct args {
	const char *config; /* NULL = CONFIG_PATH, which may be missing */
	const char *state;
	const char *bus;
	const char *source; /* NULL = as the configuration says */
	uint32_t speed;
	bool check;
};

enum source_kind {
	SOURCE_I2C,
	SOURCE_IIO,
	SOURCE_SIM,
	SOURCE_FILE,
};

static const char help[] =
	"Usage: plumbd [OPTION]...\n"
	"Watch a back through a worn sensor and say on D-Bus when it slouches.\n"
	"\n"
	"  --config FILE    configuration (" CONFIG_PATH ")\n"
	"  --state DIR      poses, pauses, coach, history ($STATE_DIRECTORY, or " STATE_PATH ")\n"
	"  --bus BUS        system, session, a D-Bus address, or none (system)\n"
	"  --source SOURCE  i2c, iio, sim, sim:SCRIPT, or a recording (as the configuration says)\n"
	"  --speed N        time runs N times as fast; for sim and recordings\n"
	"  --check-config   read the configuration, say what is wrong with it, exit\n"
	"  --version        print the version, exit\n"
	"  --help           print this, exit\n"
	"\n"
	"See it work without a sensor: plumbd --source sim:demo --bus none --state /tmp/plumbd\n";

static int bad_usage(const char *what, const char *why)
{
	fprintf(stderr, "plumbd: %s: %s; see plumbd --help\n", what, why);
	return EXIT_USAGE;
}

static enum source_kind source_kind(const char *source, const char *configured)
{
	if (!source && strcmp(configured, "sim") != 0 && strcmp(configured, "iio") != 0)
		return SOURCE_I2C;
	if (!source)
		source = configured;
	if (strcmp(source, "i2c") == 0)
		return SOURCE_I2C;
	if (strcmp(source, "iio") == 0)
		return SOURCE_IIO;
	if (strcmp(source, "sim") == 0 || strncmp(source, SIM_PREFIX, strlen(SIM_PREFIX)) == 0)
		return SOURCE_SIM;
	return SOURCE_FILE;
}

static const char *sim_script(const char *source)
{
	bool named = source && strncmp(source, SIM_PREFIX, strlen(SIM_PREFIX)) == 0;

	return named ? source + strlen(SIM_PREFIX) : SOURCE_SIM_SCRIPT;
}

static int parse_speed(const char *text, uint32_t *ret)
{
	char *end;
	unsigned long speed = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || speed < 1 || speed > CLOCK_SPEED_MAX)
		return bad_usage(text, "--speed takes a whole number from 1 to 10000");
	*ret = (uint32_t)speed;
	return GO_ON;
}

/* What can be refused before the configuration is read. */
static int check_source(const struct args *args)
{
	enum source_kind kind = source_kind(args->source, "");

	if (args->source && (kind == SOURCE_I2C || kind == SOURCE_IIO) && args->speed != 1)
		return bad_usage("--speed", "real sensors have one speed");
	if (kind != SOURCE_SIM || body_script_find(sim_script(args->source)))
		return GO_ON;
	fprintf(stderr, "plumbd: no script \"%s\" is known, but", sim_script(args->source));
	for (size_t i = 0; body_script_at(i); i++)
		fprintf(stderr, " %s", body_script_at(i)->name);
	fprintf(stderr, "\n");
	return EXIT_USAGE;
}

static int say(const char *text)
{
	fputs(text, stdout);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int parse_args(int argc, char **argv, struct args *args)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "state", required_argument, NULL, 's' },
		{ "bus", required_argument, NULL, 'b' },
		{ "source", required_argument, NULL, 'i' },
		{ "speed", required_argument, NULL, 'n' },
		{ "check-config", no_argument, NULL, 'C' },
		{ "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option, status = GO_ON;

	while (status == GO_ON && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			args->config = optarg;
			break;
		case 's':
			args->state = optarg;
			break;
		case 'b':
			args->bus = optarg;
			break;
		case 'i':
			args->source = optarg;
			break;
		case 'n':
			status = parse_speed(optarg, &args->speed);
			break;
		case 'C':
			args->check = true;
			break;
		case 'V':
			return say("plumbd " PLUMBD_VERSION "\n");
		case 'h':
			return say(help);
		default:
			fprintf(stderr, "See plumbd --help.\n");
			return EXIT_USAGE;
		}
	}
	if (status == GO_ON && optind < argc)
		status = bad_usage(argv[optind], "not an option");
	return status == GO_ON ? check_source(args) : status;
}

static int make_source(void *ctx, const struct config *config, uint64_t now_us, struct source **ret,
		       char *text, size_t size)
{
	const struct args *args = ctx;
	enum source_kind kind = source_kind(args->source, config->bus);
	struct config local = *config;
	int r = -EINVAL;

	if ((kind == SOURCE_I2C || kind == SOURCE_IIO) && args->speed != 1) {
		snprintf(text, size,
			 "--speed needs sensor.bus = \"sim\", --source sim or a recording");
		return -EINVAL;
	}
	switch (kind) {
	case SOURCE_FILE:
		return source_replay_new(args->source, config, now_us, ret, text, size);
	case SOURCE_SIM:
		r = source_sim_new(sim_script(args->source), config, now_us, ret);
		break;
	case SOURCE_I2C:
		if (local.bus[0] != '/')
			strcpy(local.bus, "auto");
		r = source_i2c_new(&local, now_us, ret);
		break;
	case SOURCE_IIO:
		r = source_iio_new(config, NULL, now_us, ret);
		break;
	}
	if (r < 0)
		snprintf(text, size, "%s", strerror(-r));
	return r;
}

static int read_config(const struct manager_setup *setup, struct config *ret, bool *ret_found)
{
	struct config_error error = { "" };

	if (manager_load_config(setup, ret, ret_found, &error) == 0)
		return GO_ON;
	fprintf(stderr, "plumbd: %s\n", error.text);
	return EXIT_CONFIG;
}

static int check_config(const struct manager_setup *setup)
{
	struct config config;
	bool found;
	int status = read_config(setup, &config, &found);

	if (status != GO_ON)
		return status;
	printf("%s: %s\n", setup->config_path,
	       found ? "ok" : "not there; the built-in defaults are used");
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Before the bus, so that it outlives it. */
static int add_history(struct manager *m, const char *path, const struct config *config)
{
	struct history *history;
	int r;

	r = history_new(path, &config->history, manager_tell, m, &history);
	if (r < 0)
		return r;
	manager_add_sink(m, history_sink(history));
	manager_offer_history(m, history);
	return 0;
}

static int add_sinks(struct manager *m, sd_event *event, const struct config *config,
		     const struct paths *paths, const char *bus)
{
	struct sink *sink;
	int r;

	r = journal_sink_new(&sink);
	if (r < 0)
		return r;
	manager_add_sink(m, sink);
	r = notify_sink_new(&sink);
	if (r < 0)
		return r;
	manager_add_sink(m, sink);
	r = add_history(m, paths->history, config);
	if (r < 0)
		return r;
	if (strcmp(bus, "none") == 0)
		return 0;
	r = bus_sink_new(event, bus, manager_control(m), &sink);
	if (r < 0) {
		fprintf(stderr, "plumbd: --bus %s: %s\n", bus, bus_trouble(r));
		return r;
	}
	manager_add_sink(m, sink);
	return 0;
}

static int serve(struct manager *m, const struct manager_setup *setup, const struct config *config,
		 const struct paths *paths, const char *bus)
{
	char text[CONFIG_ERROR_MAX] = "";
	int r;

	if (add_sinks(m, setup->event, config, paths, bus) < 0)
		return EXIT_FAILURE;
	r = manager_start(m, text, sizeof text);
	if (r < 0) {
		fprintf(stderr, "plumbd: %s\n", text);
		return EXIT_FAILURE;
	}
	r = manager_run(m);
	if (r < 0)
		fprintf(stderr, "plumbd: the event loop failed: %s\n", strerror(-r));
	return r < 0 ? EXIT_FAILURE : r;
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	/* A reader that goes away and a limit on file sizes are errors of write(), no more. */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return -errno;
	return 0;
}

static int run(struct manager_setup *setup, const struct paths *paths, const char *bus)
{
	struct manager *m = NULL;
	struct config config;
	bool found;
	int r, status = read_config(setup, &config, &found);

	if (status != GO_ON)
		return status;
	if (!found)
		fprintf(stderr, "plumbd: no %s: using the built-in defaults\n", setup->config_path);
	r = block_signals();
	if (r >= 0)
		r = sd_event_new(&setup->event);
	if (r >= 0)
		r = sd_event_set_watchdog(setup->event, true);
	if (r >= 0)
		r = manager_new(setup, &config, &m);
	if (r >= 0)
		status = serve(m, setup, &config, paths, bus);
	else
		fprintf(stderr, "plumbd: cannot start: %s\n", strerror(-r));
	manager_free(m);
	sd_event_unref(setup->event);
	return r < 0 ? EXIT_FAILURE : status;
}

/* The first of $STATE_DIRECTORY, which systemd makes a list. */
static int state_paths(const char *state, struct paths *ret)
{
	size_t len;
	int n;

	if (!state)
		state = getenv("STATE_DIRECTORY");
	if (!state || !state[0])
		state = STATE_PATH;
	len = strcspn(state, ":");
	n = snprintf(ret->poses, PATH_MAX, "%.*s", (int)len, state);
	if (n < 0 || (size_t)n + sizeof "/profile.conf" > PATH_MAX)
		return bad_usage(state, "the path is too long");
	/* Where it cannot be made, saving a pose will fail and say so. */
	(void)mkdir(ret->poses, 0750);
	strcpy(ret->care, ret->poses);
	strcpy(ret->history, ret->poses);
	strcpy(ret->choice, ret->poses);
	strcpy(ret->alert, ret->poses);
	strcat(ret->poses, "/poses.conf");
	strcat(ret->care, "/care.conf");
	strcat(ret->history, "/history.db");
	strcat(ret->choice, "/profile.conf");
	strcat(ret->alert, "/alert.conf");
	return GO_ON;
}

int main(int argc, char **argv)
{
	struct args args = { .bus = "system", .speed = 1 };
	struct manager_setup setup = { .make_source = make_source, .ctx = &args };
	struct paths paths;
	struct clock clock;
	int status = parse_args(argc, argv, &args);

	if (status != GO_ON)
		return status;
	umask(0027);
	care_words_init();
	config_defaults(&setup.base);
	/* The recording says which sensors there are. */
	if (source_kind(args.source, "") == SOURCE_FILE)
		setup.base.sensor[SENSOR_LOWER].enabled = true;
	setup.config_path = args.config ? args.config : CONFIG_PATH;
	setup.config_optional = !args.config;
	if (args.check)
		return check_config(&setup);
	status = state_paths(args.state, &paths);
	if (status != GO_ON)
		return status;
	setup.poses_path = paths.poses;
	setup.care_path = paths.care;
	setup.choice_path = paths.choice;
	setup.alert_path = paths.alert;
	clock_init(&clock, args.speed);
	setup.clock = &clock;
	return run(&setup, &paths, args.bus);
}
