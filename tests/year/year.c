/* SPDX-License-Identifier: MIT */
/*
 * year.c - a year of the daemon with its history, by seed, and the laws of laws.h
 *
 * usage: year [--from DATE] [--days N] [--state DIR] [SEED]
 *
 * Exits 1 when a law was broken, and says how to live that year again.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "calendar.h"
#include "fixed.h"
#include "year.h"

#define ZONE   "Europe/Berlin"
#define DB_MAX (UINT64_C(25) * 1000 * 1000)

static struct year year;

static double now_sec(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static uint64_t file_bytes(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* ---- figures ---- */

static void print_sitting(void)
{
	uint64_t cells_us[MINUTE_CELLS] = { 0 }, good_us = 0, bad_us = 0;
	unsigned slouches = 0, alerts = 0, recovered = 0, worn = 0;

	for (unsigned i = 0; i < year.days; i++) {
		const struct account *a = &year.account[i];
		uint64_t still_us = 0;

		for (unsigned k = 0; k < MINUTE_CELLS; k++) {
			cells_us[k] += a->us[k];
			if (k < MINUTE_MOVING)
				still_us += a->us[k];
		}
		worn += still_us > 0;
		slouches += a->slouches;
		alerts += a->alerts;
		recovered += a->recovered;
	}
	for (unsigned k = 0; k < MINUTE_MOVING; k += 2) {
		good_us += cells_us[k];
		bad_us += cells_us[k + 1];
	}
	printf("%u days worn: %.0f h good, %.0f h bad, %.0f h moving, %.0f h lying, %.0f h away\n",
	       worn, (double)good_us / 3.6e9, (double)bad_us / 3.6e9,
	       (double)cells_us[MINUTE_MOVING] / 3.6e9, (double)cells_us[MINUTE_LYING] / 3.6e9,
	       (double)cells_us[MINUTE_AWAY] / 3.6e9);
	printf("%u slouches, %u alerts in %u words, %u recovered; %u pauses, %u restarts, "
	       "%u of them in heat, %u times asleep\n",
	       slouches, alerts, year.figures.words, recovered, year.figures.pauses,
	       year.figures.restarts, year.figures.restarts_in_heat, year.figures.suspends);
}

static void print_care(void)
{
	const struct figures *f = &year.figures;

	printf("care: %u stretch, %u heat (%u too long, %u forgotten; refused %u too soon, "
	       "%u over the cap, %u running), %u massage, %u posture, %u professional; %u knots\n",
	       f->care[CARE_STRETCH], f->care[CARE_HEAT], f->too_long, f->forgotten,
	       f->refused_soon, f->refused_cap, f->refused_busy, f->care[CARE_MASSAGE],
	       f->care[CARE_POSTURE], f->care[CARE_PROFESSIONAL], f->knots);
}

static void print_truth(void)
{
	const struct figures *f = &year.figures;
	int64_t worst_us = 0;

	for (unsigned i = 0; i < MINUTE_CELLS; i++)
		worst_us = MAX(worst_us, llabs(year.sum_us[i]));
	printf("history against what was seen: worst %.3f s of a day, %.3f s over all of them; "
	       "longest hour %" PRIu64 " s\n",
	       (double)f->worst_sum_us / 1e6, (double)worst_us / 1e6, f->longest_hour_sec);
	printf("what was seen against the script: worst lag %.1f s sitting, %.1f walking, "
	       "%.1f lying, %.1f away, %.1f unplugged; worst %.0f s of a posture a day\n",
	       (double)f->lag_us[BODY_SIT] / 1e6, (double)f->lag_us[BODY_WALK] / 1e6,
	       (double)f->lag_us[BODY_LIE] / 1e6, (double)f->lag_us[BODY_OFF] / 1e6,
	       (double)f->lag_us[BODY_UNPLUG] / 1e6, (double)f->worst_script_us / 1e6);
	printf("%u times taken for worn on a table, for %.0f s in all\n", f->woken,
	       (double)f->woken_us / 1e6);
}

/* A year that was lived there already would be counted twice. */
static bool is_fresh(const char *state)
{
	char path[512];

	snprintf(path, sizeof path, "%s/history.db", state);
	if (access(path, F_OK) != 0)
		return true;
	fprintf(stderr, "year: %s is there already; name another folder, or remove it\n", path);
	return false;
}

/* The file is measured while it is there: with --state, or not at all. */
static void check_files(void)
{
	char path[512];
	uint64_t bytes;

	printf("written: %.0f kB a day for history, %.0f kB on the worst; %.0f kB for the coach; "
	       "%.0f kB in all on the worst\n",
	       (double)year.figures.history_bytes / 1e3 / year.days,
	       (double)year.figures.worst_history_bytes / 1e3,
	       (double)year.figures.care_bytes / 1e3 / year.days,
	       (double)year.figures.worst_bytes / 1e3);
	if (!year.state)
		return;
	snprintf(path, sizeof path, "%s/history.db", year.state);
	bytes = file_bytes(path);
	printf("history.db: %.2f MB\n", (double)bytes / 1e6);
	if (bytes == 0 || bytes > DB_MAX)
		year_broken(&year, "history.db has %" PRIu64 " bytes", bytes);
}

/* ---- options ---- */

static int usage(void)
{
	fprintf(stderr, "usage: year [--from DATE] [--days N] [--state DIR] [SEED]\n");
	return 2;
}

static bool parse_number(const char *text, unsigned long most, unsigned long *ret)
{
	char *end;

	*ret = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && *ret >= 1 && *ret <= most;
}

static bool parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, 'f' },
		{ "days", required_argument, NULL, 'd' },
		{ "state", required_argument, NULL, 's' },
		{ 0 },
	};
	unsigned long number;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'f' && calendar_parse(optarg, &year.first_date))
			continue;
		if (c == 'd' && parse_number(optarg, 4000, &number))
			year.days = (unsigned)number;
		else if (c == 's')
			year.state = optarg;
		else
			return false;
	}
	if (optind < argc && !parse_number(argv[optind], UINT32_MAX, &number))
		return false;
	year.seed = optind < argc ? number : 1;
	return optind + 1 >= argc;
}

int main(int argc, char **argv)
{
	double begin_sec = now_sec(CLOCK_PROCESS_CPUTIME_ID);
	bool lived;

	setenv("TZ", ZONE, 1);
	year.days = 365;
	year.first_date = calendar_day((int64_t)time(NULL), NULL) - 365;
	if (!parse_options(argc, argv))
		return usage();
	if (year.state && !is_fresh(year.state))
		return 2;
	year.account = calloc(year.days + 2, sizeof *year.account);
	if (!year.account)
		return EXIT_FAILURE;
	printf("seed %" PRIu64 ": %u days from %s, %s\n", year.seed, year.days,
	       calendar_text(year.first_date), ZONE);
	fflush(stdout);
	lived = year_live(&year);
	if (lived) {
		print_sitting();
		print_care();
		print_truth();
		check_files();
	}
	printf("%" PRIu64 " steps in %.1f s of processor time\n", year.figures.steps,
	       now_sec(CLOCK_PROCESS_CPUTIME_ID) - begin_sec);
	free(year.account);
	if (lived && year.broken == 0) {
		printf("no law was broken\n");
		return EXIT_SUCCESS;
	}
	printf("seed %" PRIu64 ": BROKEN %u times; again: year --from %s --days %u %" PRIu64 "\n",
	       year.seed, year.broken, calendar_text(year.first_date), year.days, year.seed);
	return EXIT_FAILURE;
}
