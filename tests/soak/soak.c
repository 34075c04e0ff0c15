/* SPDX-License-Identifier: MIT */
/*
 * soak.c - a day with a fault a minute, held against the same day without
 *
 * usage: soak [--hours H] [--sensors N] [--chip NAME] [--seeds N] [SEED...]
 *
 * Runs the seeds given, or 1 .. N.  Exits 1 when a law of laws.h or watch.h was
 * broken, and says how to see that day again.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "laws.h"

#define FAULTS_FROM_US (60 * US_PER_SEC) /* the pose was learned */
#define COMPARED_LEAST 4                 /* words an hour: fewer would prove nothing */

struct options {
	unsigned long hours, sensors, seeds;
	const char *chip;
};

/* What a seed needs; too large for a stack. */
static struct day day;
static struct faults faults, no_faults;
static struct run clean, faulty;

static double now_sec(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void print_figures(const struct options *o, const struct comparison *c, double took_sec)
{
	printf("seed %-4" PRIu64 " %zu faults, %u losses, %4.1f %% without a sensor, "
	       "back at most %4.1f s after a fault\n",
	       day.seed, faults.n, faulty.losses,
	       (double)faulty.down_us * 100 / (double)day.length_us,
	       (double)faulty.worst_recovery_us / 1e6);
	printf("          %zu alerts and recoveries clean, %zu with faults; %u that no fault "
	       "touched, the same to %3.0f ms\n",
	       clean.n, faulty.n, c->compared, (double)c->worst_us / 1e3);
	printf("          heap %zu and %zu, files %u and %u; %lu steps clean, %lu with "
	       "faults; %lu h in %.1f s\n",
	       faulty.heap[0], faulty.heap[1], faulty.files[0], faulty.files[1], clean.steps,
	       faulty.steps, 2 * o->hours, took_sec);
}

/* Laws broken; a day that cannot begin is one. */
static unsigned soak(const struct options *o, uint64_t seed)
{
	struct run_setup clean_setup = { &day, &no_faults, (unsigned)o->sensors, o->chip, "clean" };
	struct run_setup setup = { &day, &faults, (unsigned)o->sensors, o->chip, "faults" };
	struct comparison c;
	double begin_sec = now_sec();

	desk_make(&day, seed, o->hours * 3600 * US_PER_SEC);
	faults_make(&faults, seed, (unsigned)o->sensors, FAULTS_FROM_US, day.length_us);
	if (!run_day(&clean_setup, &clean) || !run_day(&setup, &faulty))
		return 1;
	laws_alone(&clean_setup, &clean);
	laws_alone(&setup, &faulty);
	laws_compare(&clean, &setup, &faulty, &c);
	if (c.compared < COMPARED_LEAST * o->hours)
		run_broken(&faulty, &setup, day.length_us, "only %u words to compare", c.compared);
	print_figures(o, &c, now_sec() - begin_sec);
	return clean.broken + faulty.broken;
}

static unsigned soak_seed(const struct options *o, uint64_t seed)
{
	unsigned broken = soak(o, seed);

	if (broken > 0)
		printf("seed %-4" PRIu64 " BROKEN %u times; again: soak --hours %lu --sensors %lu "
		       "--chip %s %" PRIu64 "\n",
		       seed, broken, o->hours, o->sensors, o->chip, seed);
	fflush(stdout);
	return broken;
}

static unsigned long parse_number(const char *text, unsigned long most)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || n < 1 || n > most) {
		fprintf(stderr, "soak: \"%s\" is not a number from 1 to %lu\n", text, most);
		exit(2);
	}
	return n;
}

static void parse_options(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
		{ "hours", required_argument, NULL, 'h' },
		{ "sensors", required_argument, NULL, 's' },
		{ "chip", required_argument, NULL, 'c' },
		{ "seeds", required_argument, NULL, 'n' },
		{ 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'h':
			o->hours = parse_number(optarg, 24);
			break;
		case 's':
			o->sensors = parse_number(optarg, SENSOR_COUNT);
			break;
		case 'c':
			o->chip = optarg;
			break;
		case 'n':
			o->seeds = parse_number(optarg, 1000000);
			break;
		default:
			fprintf(stderr, "usage: soak [--hours H] [--sensors N] [--chip NAME] "
					"[--seeds N] [SEED...]\n");
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct options o = { .hours = 24, .sensors = 1, .seeds = 1, .chip = "MPU-6050" };
	unsigned broken = 0;

	setenv("TZ", "UTC0", 1);
	parse_options(argc, argv, &o);
	printf("%lu h, %lu x %s, a fault a minute\n", o.hours, o.sensors, o.chip);
	if (optind == argc) {
		for (uint64_t seed = 1; seed <= o.seeds; seed++)
			broken += soak_seed(&o, seed);
	}
	for (int i = optind; i < argc; i++)
		broken += soak_seed(&o, parse_number(argv[i], UINT32_MAX));
	printf("%s\n", broken ? "laws were broken, see above" : "no law was broken");
	return broken ? EXIT_FAILURE : EXIT_SUCCESS;
}
