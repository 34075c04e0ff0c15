/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "calendar.h"
#include "fixed.h"
#include "laws.h"
#include "manager-internal.h"

#define BYTES_MAX    (UINT64_C(1000) * 1000) /* for history, a day */
#define BROKEN_SHOWN 20
#define CELL_US      (400 * US_PER_MS) /* a tenth of a breath */

static const char config_text[] =
	"sensor: { rate_hz = 10; };\n"
	"alert: { max_per_hour = 12; quiet = [ \"22:00-07:00\", \"Mon-Fri 12:30-13:15\" ]; };\n";

void year_broken(struct year *y, const char *format, ...)
{
	uint64_t real_us = year_real_us(y, y->life.now_us);
	uint16_t minute;
	int32_t day = calendar_day((int64_t)(real_us / US_PER_SEC), &minute);
	va_list ap;

	if (y->broken++ >= BROKEN_SHOWN)
		return;
	printf("BROKEN seed %" PRIu64 ", %s %02u:%02u:%02u: ", y->seed, calendar_text(day),
	       minute / 60u, minute % 60u, (unsigned)(real_us / US_PER_SEC % 60));
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
}

int32_t year_local_day(const struct year *y, uint64_t t_us)
{
	return calendar_day((int64_t)(year_real_us(y, t_us) / US_PER_SEC), NULL);
}

struct account *year_account(struct year *y, int32_t day)
{
	return &y->account[MIN((unsigned)(day - y->first_date), y->days + 1)];
}

/* What this process has handed to the kernel: the files of plumbd are all it writes. */
static uint64_t written_bytes(void)
{
	FILE *f = fopen("/proc/self/io", "r");
	uint64_t bytes = 0;
	char line[64];

	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "wchar: %" SCNu64, &bytes) == 1)
			break;
	}
	if (f)
		fclose(f);
	return bytes;
}

/* A file that was written is another one; it is looked at when it may have been. */
static void watch_care_file(struct year *y)
{
	struct stat st;

	if (y->life.manager->care.tried_us == y->care_tried_us)
		return;
	y->care_tried_us = y->life.manager->care.tried_us;
	if (stat(y->life.care, &st) != 0 || st.st_ino == y->care_inode)
		return;
	y->care_inode = st.st_ino;
	y->care_bytes += (uint64_t)st.st_size;
}

/* All that is not the coach's is history's; the poses are written once. */
static void note_bytes(struct year *y)
{
	struct figures *f = &y->figures;
	uint64_t bytes = written_bytes(), now = bytes - y->bytes;
	uint64_t history = now - MIN(now, y->care_bytes);

	if (history > BYTES_MAX)
		year_broken(y, "history wrote %" PRIu64 " kB on this day", history / 1000);
	f->history_bytes += history;
	f->care_bytes += now - history;
	f->worst_history_bytes = MAX(f->worst_history_bytes, history);
	f->worst_bytes = MAX(f->worst_bytes, now);
	y->bytes = bytes;
	y->care_bytes = 0;
}

static void note_edge(void *ctx, uint64_t t_us)
{
	struct year *y = ctx;

	y->witness.running_us = MAX(y->witness.running_us, y->life.begin_us + t_us);
	for (size_t i = 0; i < y->today.faults.n; i++) {
		const struct fault *f = &y->today.faults.fault[i];

		if (f->kind != FAULT_STANDSTILL || f->begin_us != t_us)
			continue;
		y->witness.running_us = y->life.begin_us + f->end_us;
		y->figures.suspends++;
	}
}

static bool begin(struct year *y)
{
	char text[CONFIG_ERROR_MAX] = "";
	struct life_setup setup = {
		.day = &y->today.day,
		.faults = &y->today.faults,
		.sensors = 1,
		.chip = "LSM6DSOX",
		.config = config_text,
		.state = y->state,
		.real_us = (uint64_t)calendar_begin_sec(y->first_date, DAY_HOUR) * US_PER_SEC,
		.history = true,
		.sink = &y->witness.sink,
		.at_edge = note_edge,
		.ctx = y,
	};

	chance_init(&y->chance, ~y->seed);
	plan_init(&y->plan, y->seed, y->first_date);
	plan_next(&y->plan, y->first_date, &y->today);
	witness_init(&y->witness);
	if (life_begin(&y->life, &setup, text, sizeof text)) {
		y->life.chips.worn[SENSOR_UPPER].cell_us = CELL_US;
		return true;
	}
	printf("seed %" PRIu64 ": %s\n", y->seed, text);
	return false;
}

/* A script that is over is followed by the next day's; nobody wears it then. */
static bool live_day(struct year *y)
{
	struct life *l = &y->life;
	uint64_t end_us = l->begin_us + y->today.day.length_us;

	while (life_due_us(l) < end_us) {
		if (!life_step(l)) {
			year_broken(y, "nothing is due ever again, or too much at once");
			return false;
		}
		watch_care_file(y);
		if (l->stepped && wearer_due_us(y) <= l->now_us && !wearer_act(y))
			return false;
	}
	return true;
}

static void next_day(struct year *y)
{
	uint64_t end_us = y->life.begin_us + y->today.day.length_us;

	plan_next(&y->plan, y->today.date + 1, &y->today);
	y->next_deed = 0;
	life_begin_day(&y->life, end_us);
}

bool year_live(struct year *y)
{
	bool alive = begin(y);

	y->bytes = written_bytes();
	for (unsigned i = 0; alive && i < y->days; i++) {
		alive = live_day(y);
		laws_sums(y, y->today.date);
		note_bytes(y);
		if (alive)
			next_day(y);
		fflush(stdout);
	}
	life_end(&y->life);
	witness_free(&y->witness);
	return alive;
}
