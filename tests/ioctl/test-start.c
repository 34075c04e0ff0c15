/* SPDX-License-Identifier: MIT */
/*
 * What is wrong before plumbd begins: it says so in words, once, with the next
 * step, and finds the sensor when it is put right, without a restart.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "fixed.h"
#include "station.h"

#define SPEED   10
#define RATE_HZ 50
#define AT_ONCE 6
#define WAIT_S  60
#define STAY_S  5 /* so long, and told once all the same */

/* clang-format off */
#define GOES(effect)       { (effect), 0, 0, TRANSFER_IDENTITY }
#define FAILS(error, us)   { EFFECT_ALL_FAIL, (error), (us), TRANSFER_IDENTITY }

static const struct wrong {
	const char *name;
	struct injection what;
	const char *words;
} wrongs[] = {
	{ "no such node",      GOES(EFFECT_GONE),                "is not there: enable I2C" },
	{ "no permission",     GOES(EFFECT_DENIED),              "add user plumbd to group i2c" },
	{ "a kernel driver's", GOES(EFFECT_TAKEN),               "kernel driver" },
	{ "a stranger",        GOES(EFFECT_OTHER_CHIP),          "(identity 0xd0)" },
	{ "nothing answers",   FAILS(EREMOTEIO, 0),              "check wiring" },
	{ "nothing answers",   FAILS(ENXIO, 0),                  "check wiring" },
	{ "hung bus",          FAILS(ETIMEDOUT, US_PER_SEC),     "is stuck" },
	{ "arbitration lost",  FAILS(EAGAIN, 0),                 "arbitration lost" },
	{ "I/O error",         FAILS(EIO, 0),                    "shorten the wires" },
	{ "cannot do it",      FAILS(EOPNOTSUPP, 0),             "name another bus" },
};
/* clang-format on */

struct result {
	bool good;
	char why[320];
};

static struct result *results; /* two a row: MPU-6050 over plain I2C, LSM6DSOX over SMBus */

static bool is_told(struct station *s, void *arg)
{
	(void)arg;
	return strcmp(s->now.status, "sensor-lost") == 0 &&
	       station_lines(s, "sensor lost", NULL, 0) > 0;
}

static bool never(struct station *s, void *arg)
{
	(void)s, (void)arg;
	return false;
}

static bool is_watching(struct station *s, void *arg)
{
	(void)arg;
	return strcmp(s->now.status, "watching") == 0 && strcmp(s->now.posture, "upright") == 0;
}

static bool play(struct station *s, const struct wrong *w, struct result *r)
{
	char line[256] = "";

	if (!station_wait(s, is_told, NULL, WAIT_S))
		return snprintf(r->why, sizeof r->why, "not told"), false;
	(void)station_wait(s, never, NULL, STAY_S);
	if (station_lines(s, "sensor lost", line, sizeof line) != 1)
		return snprintf(r->why, sizeof r->why, "told more than once: %s", line), false;
	if (!strstr(line, w->words))
		return snprintf(r->why, sizeof r->why, "says: %s", line), false;
	(void)adapter_end(s->adapter);
	if (!station_wait(s, is_watching, NULL, WAIT_S))
		return snprintf(r->why, sizeof r->why, "not found when put right"), false;
	if (station_lines(s, "sensor found", NULL, 0) != 1)
		return snprintf(r->why, sizeof r->why, "its being found was not told once"), false;
	return true;
}

static void job(unsigned i)
{
	const struct wrong *w = &wrongs[i / 2];
	struct station s;

	station_open(&s, SPEED);
	station_plug(&s, i % 2 ? "LSM6DSOX" : "MPU-6050", i % 2 == 0);
	adapter_begin(s.adapter, &w->what);
	station_start(&s, "auto", RATE_HZ);
	station_join(&s);
	results[i].good = play(&s, w, &results[i]);
	if (station_stop(&s) != 0)
		results[i].good = false;
	station_close(&s);
}

int main(void)
{
	unsigned n = 2 * ARRAY_SIZE(wrongs), bad = 0;

	results = crew_share(n * sizeof *results);
	crew_run(n, AT_ONCE, job);
	for (unsigned i = 0; i < n; i++) {
		const struct result *r = &results[i];

		bad += !r->good;
		printf("%-7s %-18s %-10s %s%s\n", r->good ? "ok" : "FAILED", wrongs[i / 2].name,
		       i % 2 ? "SMBus" : "plain I2C", r->good ? wrongs[i / 2].words : r->why,
		       r->good ? " ..." : "");
	}
	printf("%u faults there from the start, %u failed\n", n, bad);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
