/* SPDX-License-Identifier: MIT */
/*
 * Every chip of the table, over plain I2C and over SMBus alone: an unmodified
 * plumbd finds it on a /dev/i2c-N, names it, and says a posture.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "fixed.h"
#include "station.h"

#define AT_ONCE    4
#define RATE_HZ    50
#define VERDICT_US (3 * US_PER_SEC)
#define TRIES      3 /* a busy machine may be late once */
#define WAIT_S     20

struct result {
	bool tried, found;
	char chip[32];
	uint64_t verdict_us;
	unsigned transfers;
	char trouble[256];
};

static struct result *results; /* two a chip: plain, SMBus */

static bool has_verdict(struct station *s, void *arg)
{
	(void)arg;
	return strcmp(s->now.posture, "upright") == 0;
}

/* Of several that no register tells apart the table's first gives the name, unless configured. */
static bool is_first(const struct imu_chip *chip)
{
	size_t i = 0;

	while (!adapter_looks_like(imu_chip_at(i), chip))
		i++;
	return imu_chip_at(i) == chip;
}

static void try_chip(struct result *r, const struct imu_chip *chip, bool plain)
{
	struct station s;
	uint64_t begin_us;

	station_open(&s, 1);
	station_plug(&s, imu_chip_name(chip), plain);
	begin_us = adapter_now_us(s.adapter);
	station_start(&s, is_first(chip) ? "auto" : imu_chip_name(chip), RATE_HZ);
	station_join(&s);
	r->found = station_wait(&s, has_verdict, NULL, WAIT_S) &&
		   strcmp(s.now.chip, imu_chip_name(chip)) == 0;
	r->verdict_us = adapter_now_us(s.adapter) - begin_us;
	r->transfers = adapter_transfers(s.adapter);
	snprintf(r->chip, sizeof r->chip, "%s", s.now.chip);
	station_lines(&s, "sensor lost", r->trouble, sizeof r->trouble);
	if (station_stop(&s) != 0)
		snprintf(r->trouble, sizeof r->trouble, "plumbd did not end well");
	station_close(&s);
}

static bool is_good(const struct result *r)
{
	return r->found && !r->trouble[0] && r->verdict_us <= VERDICT_US;
}

static void job(unsigned i)
{
	struct result *r = &results[i];

	for (unsigned n = 0; n < TRIES && !is_good(r); n++) {
		*r = (struct result){ .tried = true };
		try_chip(r, imu_chip_at(i / 2), i % 2 == 0);
	}
}

int main(void)
{
	unsigned n = 2 * (unsigned)imu_chip_count();
	unsigned bad = 0;

	results = crew_share(n * sizeof *results);
	crew_run(n, AT_ONCE, job); /* one that did not return has no good result */
	printf("%-20s %-6s %-20s %12s %10s\n", "chip", "bus", "named", "verdict", "transfers");
	for (unsigned i = 0; i < n; i++) {
		const struct result *r = &results[i];

		printf("%-20s %-6s %-20s %9.2f s %10u%s%s\n", imu_chip_name(imu_chip_at(i / 2)),
		       i % 2 ? "smbus" : "plain", r->chip, (double)r->verdict_us / 1e6,
		       r->transfers, is_good(r) ? "" : "  FAILED ", r->trouble);
		bad += !is_good(r);
	}
	printf("%u chips, each on plain I2C and on SMBus: %u of %u good\n", n / 2, n - bad, n);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
