/* SPDX-License-Identifier: MIT */
/*
 * history.c - what a day and a year of history cost: bytes written, bytes kept, time to answer
 *
 * usage: history FOLDER DAYS
 *
 * Lives so many days at a step a second, 16 hours worn of each, 8 hours on the table: a
 * slouch and an alert every ten minutes.  Prints, a line each:
 *   written  bytes handed to the kernel a day, the log and what goes home from it included
 *   kept     bytes of history.db and its log at the end
 *   days, hours   milliseconds of processor to read all of them
 *   open     milliseconds of processor to open it, which reads the whole of it
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "history.h"

#define DAY_SEC    86400
#define WORN_SEC   (16 * 3600)
#define SLOUCH_SEC 600
#define BEGIN_SEC  UINT64_C(1735689600) /* 2025-01-01 */

static void on_tell(void *ctx, enum notice_kind kind, const char *text)
{
	(void)ctx;
	fprintf(stderr, "history: trouble %d: %s\n", kind, text);
	exit(1);
}

static uint64_t written_bytes(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	uint64_t bytes = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "wchar: %" SCNu64, &bytes) == 1)
			break;
	if (f)
		fclose(f);
	return bytes;
}

static void alert(struct sink *s, struct view *v, struct explanation *why)
{
	const struct wearer_event e = { .kind = WEARER_SLOUCHED, .t_us = v->now_us, .level = 1 };

	*why = (struct explanation){ .known = true,
				     .cone = true,
				     .real_sec = (int64_t)(v->real_us / US_PER_SEC),
				     .level = 1,
				     .posture = POSTURE_SLOUCHING,
				     .reference = "upright",
				     .flexion_cdeg = 1740,
				     .lateral_cdeg = -120,
				     .curvature_cdeg = 300,
				     .distance_cdeg = 1741,
				     .other_cdeg = 1741,
				     .border_cdeg = 1000,
				     .dwell_us = 30 * US_PER_SEC,
				     .delay_us = 30 * US_PER_SEC,
				     .key = "posture.slouch_deg",
				     .key_value = 1000 };
	v->alert_level = 1;
	s->ops->notice(s, &(struct notice){ .kind = NOTICE_WEARER, .wearer = &e }, v);
}

static void recover(struct sink *s, struct view *v)
{
	const struct wearer_event e = { .kind = WEARER_RECOVERED,
					.t_us = v->now_us,
					.slouched_us = 60 * US_PER_SEC };

	v->alert_level = 0;
	s->ops->notice(s, &(struct notice){ .kind = NOTICE_WEARER, .wearer = &e }, v);
}

static void second(struct sink *s, struct view *v, struct explanation *why, unsigned sec)
{
	unsigned at = sec % SLOUCH_SEC;
	bool worn = sec < WORN_SEC;

	v->activity = !worn ? ACTIVITY_AWAY : at < 30 ? ACTIVITY_MOVING : ACTIVITY_STILL;
	v->posture = !worn ? POSTURE_UNKNOWN : at < 90 ? POSTURE_SLOUCHING : POSTURE_UPRIGHT;
	v->good = worn && at >= 90;
	v->now_us += US_PER_SEC;
	v->real_us += US_PER_SEC;
	v->step_us = v->now_us;
	if (worn && at == 60)
		alert(s, v, why);
	if (worn && at == 90)
		recover(s, v);
	s->ops->tick(s, v);
}

static off_t size_of(const char *path, const char *suffix)
{
	char name[512];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", path, suffix);
	return stat(name, &st) == 0 ? st.st_size : 0;
}

static int count(void *ctx, const struct history_sums *sums)
{
	unsigned *n = ctx;

	*n += sums->sec[0] > 0;
	return 0;
}

static double processor_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
	const struct history_params params = { .enabled = true, .keep_days = 3660 };
	struct explanation why = { .known = false };
	struct view v = { .now_us = US_PER_SEC, .real_us = BEGIN_SEC * US_PER_SEC, .why = &why };
	unsigned n_days, n = 0;
	struct history *h;
	uint64_t before;
	char path[256];
	double ms;

	if (argc != 3 || (n_days = (unsigned)atoi(argv[2])) == 0)
		return 2;
	setenv("TZ", "UTC0", 1);
	snprintf(path, sizeof(path), "%s/history.db", argv[1]);
	if (history_new(path, &params, on_tell, NULL, &h) < 0)
		return 1;
	before = written_bytes();
	for (unsigned day = 0; day < n_days; day++)
		for (unsigned sec = 0; sec < DAY_SEC; sec++)
			second(history_sink(h), &v, &why, sec);
	printf("written %" PRIu64 "\n", (written_bytes() - before) / n_days);
	printf("kept %lld\n", (long long)(size_of(path, "") + size_of(path, "-wal")));
	ms = processor_ms();
	if (history_days(h, 0, INT32_MAX, count, &n) != 0 || n < n_days)
		return 1;
	printf("days %.1f\n", processor_ms() - ms);
	ms = processor_ms();
	if (history_hours(h, 0, INT32_MAX / 24 - 1, count, &n) != 0)
		return 1;
	printf("hours %.1f\n", processor_ms() - ms);
	sink_free(history_sink(h));
	ms = processor_ms();
	if (history_new(path, &params, on_tell, NULL, &h) < 0)
		return 1;
	history_sink(h)->ops->tick(history_sink(h), &v);
	printf("open %.1f\n", processor_ms() - ms);
	sink_free(history_sink(h));
	return 0;
}
