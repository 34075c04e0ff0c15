/* SPDX-License-Identifier: MIT */
/*
 * The fault matrix: an unmodified plumbd over real ioctls, every fault at
 * every kind of transfer, for both families, with plain I2C and without.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "crew.h"
#include "faults.h"
#include "fixed.h"

#define SPEED      10
#define RATE_HZ    50
#define FAULTS_MAX 32
#define PARTS      3 /* stations that share the faults of one set-up */
#define TRIES      2 /* time runs ten times as fast here: a busy machine may spoil one */
#ifdef __SANITIZE_ADDRESS__
#define GROWTH_KIB UINT32_MAX /* keeps what was freed; it looks for leaks itself, at the end */
#else
#define GROWTH_KIB 64 /* a page here and there, not a page a case */
#endif

static const struct setup {
	const char *chip;
	bool plain;
} setups[] = {
	{ "MPU-6050", true },
	{ "MPU-6050", false },
	{ "LSM6DSOX", true },
	{ "LSM6DSOX", false },
};

#define SETUPS   ARRAY_SIZE(setups)
#define STATIONS (SETUPS * PARTS)

struct report {
	unsigned first_kib, last_kib, asked, again;
	uint64_t slowest_us;
	bool ended_well;
	struct outage outage;
};

static struct {
	struct outcome outcome[SETUPS][FAULTS_MAX][TRANSFERS];
	struct report report[STATIONS];
} * shared;

static const char *bus_of(const struct setup *setup)
{
	return setup->plain ? "plain I2C" : "SMBus";
}

static void run_cases(struct station *s, unsigned setup, unsigned part, struct report *report)
{
	const struct fault *f;

	for (unsigned n = part; (f = fault_at(n)); n += PARTS) {
		for (enum transfer kind = 0; kind < TRANSFERS; kind++) {
			struct outcome *o = &shared->outcome[setup][n][kind];

			for (unsigned i = 0; i < TRIES && !o->good; i++) {
				report->again += i > 0;
				fault_run(s, f, kind, o);
			}
			report->last_kib = station_private_kib(s);
			if (!report->first_kib)
				report->first_kib = report->last_kib;
		}
	}
}

static void job(unsigned i)
{
	const struct setup *setup = &setups[i / PARTS];
	struct report *report = &shared->report[i];
	struct station s;

	station_open(&s, SPEED);
	station_plug(&s, setup->chip, setup->plain);
	station_start(&s, "auto", RATE_HZ);
	station_join(&s);
	run_cases(&s, i / PARTS, i % PARTS, report);
	if (i % PARTS == PARTS - 1)
		fault_run_outage(&s, &report->outage);
	report->asked = s.asked;
	report->slowest_us = s.slowest_us;
	report->ended_well = station_stop(&s) == 0;
	station_close(&s);
}

/* ---- what came of it ---- */

static unsigned tell_failures(void)
{
	const struct fault *f;
	unsigned failed = 0;

	for (unsigned i = 0; i < SETUPS; i++) {
		for (unsigned n = 0; (f = fault_at(n)); n++) {
			for (enum transfer kind = 0; kind < TRANSFERS; kind++) {
				const struct outcome *o = &shared->outcome[i][n][kind];

				if (o->good)
					continue;
				failed++;
				printf("FAILED  %s on %s: %s at %s: %s\n", setups[i].chip,
				       bus_of(&setups[i]), f->name, transfer_to_str(kind),
				       o->done ? o->why : "not run");
			}
		}
	}
	return failed;
}

static void print_row(unsigned n, const struct fault *f)
{
	uint64_t detected_us = 0, back_us = 0;

	printf("%-26s", f->name);
	for (enum transfer kind = 0; kind < TRANSFERS; kind++) {
		unsigned good = 0;

		for (unsigned i = 0; i < SETUPS; i++) {
			const struct outcome *o = &shared->outcome[i][n][kind];

			good += o->good;
			detected_us = MAX(detected_us, o->detected_us);
			back_us = MAX(back_us, o->back_us);
		}
		printf("%6u/%zu", good, SETUPS);
	}
	printf("%9.1f s%7.1f s\n", (double)detected_us / 1e6, (double)back_us / 1e6);
}

static unsigned print_matrix(void)
{
	const struct fault *f;
	unsigned n;

	printf("good of %zu: MPU-6050 and LSM6DSOX, each on plain I2C and on SMBus alone; seconds "
	       "are plumbd's, the worst\n%-26s",
	       SETUPS, "");
	for (enum transfer kind = 0; kind < TRANSFERS; kind++)
		printf("%8s", transfer_to_str(kind));
	printf("%11s%9s\n", "noticed", "back");
	for (n = 0; (f = fault_at(n)); n++)
		print_row(n, f);
	return n * TRANSFERS * (unsigned)SETUPS;
}

static unsigned print_outages(void)
{
	unsigned failed = 0;

	for (unsigned i = 0; i < SETUPS; i++) {
		const struct outage *o = &shared->report[i * PARTS + PARTS - 1].outage;

		printf("%s hung for %" PRIu64 " s on %s: %u transfers, the longest pause %.1f s, "
		       "back %.1f s after its end%s%s\n",
		       setups[i].chip, o->lasted_us / US_PER_SEC, bus_of(&setups[i]), o->transfers,
		       (double)o->pause_us / 1e6, (double)o->back_us / 1e6,
		       o->good ? "" : "  FAILED: ", o->why);
		failed += !o->good;
	}
	return failed;
}

static unsigned print_reports(void)
{
	unsigned asked = 0, most_kib = 0, failed = 0;
	uint64_t slowest_us = 0;

	printf("private memory, first and last case, KiB:");
	for (unsigned i = 0; i < STATIONS; i++) {
		const struct report *r = &shared->report[i];

		printf(" %u-%u", r->first_kib, r->last_kib);
		most_kib = MAX(most_kib, r->last_kib - MIN(r->first_kib, r->last_kib));
		asked += r->asked;
		slowest_us = MAX(slowest_us, r->slowest_us);
		failed += !r->ended_well;
	}
	printf("; it grew by at most %u\n", most_kib);
	printf("D-Bus asked %u times, always answered, at the latest after %.0f ms\n", asked,
	       (double)slowest_us / 1e3);
	return failed + (most_kib > GROWTH_KIB);
}

int main(void)
{
	unsigned failed, cases, again = 0;

	shared = crew_share(sizeof *shared);
	failed = crew_run(STATIONS, STATIONS, job);
	failed += tell_failures();
	cases = print_matrix();
	failed += print_outages() + print_reports();
	for (unsigned i = 0; i < STATIONS; i++)
		again += shared->report[i].again;
	printf("%u fault cases, each told once and got over; %u played again, %u failed\n", cases,
	       again, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
