/* SPDX-License-Identifier: MIT */
/*
 * Samples as plumbd reads them: its chip and its bus are left alone
 */
#define _GNU_SOURCE /* pipe2() */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "ctl.h"
#include "doctor-look.h"
#include "fixed.h"
#include "recording.h"

#define PATIENCE_US (13 * US_PER_SEC)

struct listener {
	int fd;
	struct doctor_samples *samples;
	struct doctor_meter meter[SENSOR_COUNT];
	bool metering;
	struct recording recording;
	char line[RECORDING_LINE_MAX];
	size_t held;
};

static uint64_t monotonic_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

static void take_line(struct listener *l, size_t len)
{
	struct recording_sample s;

	if (recording_parse(&l->recording, l->line, len, &s))
		return;
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (!l->metering)
			doctor_meter_init(&l->meter[i], l->recording.stream.accel_milli_lsb_per_g);
		if (s.accel_seen & 1u << i)
			doctor_meter_push(&l->meter[i], s.t_us, s.accel[i]);
	}
	l->metering = true;
}

/* Lines a byte at a time into the buffer; one too long is cut, and no sample then. */
static void take_bytes(struct listener *l, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n') {
			take_line(l, l->held);
			l->held = 0;
		} else if (l->held < sizeof(l->line)) {
			l->line[l->held++] = bytes[i];
		}
	}
}

/* Every sensor that is wanted has had its ten seconds. */
static bool is_done(const struct listener *l)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		if (l->samples[i].name[0] &&
		    doctor_meter_read(&l->meter[i]).span_us < DOCTOR_TAKE_US)
			return false;
	return true;
}

static void listen(struct listener *l)
{
	uint64_t end_us = monotonic_us() + PATIENCE_US, now_us;
	struct pollfd fd = { .fd = l->fd, .events = POLLIN };
	char bytes[4096];

	while (!is_done(l) && (now_us = monotonic_us()) < end_us) {
		int wait_ms = (int)((end_us - now_us) / 1000 + 1);
		ssize_t got;

		if (poll(&fd, 1, wait_ms) <= 0)
			continue;
		got = read(l->fd, bytes, sizeof(bytes));
		if (got <= 0)
			return;
		take_bytes(l, bytes, (size_t)got);
	}
}

/* Return: 0 with the reading end, -EACCES when refused, -EBUSY, another negative errno. */
static int begin(sd_bus *bus, int *ret_fd)
{
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int ends[2], r;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	r = sd_bus_call_method(bus, PLUMBD_NAME, PLUMBD_PATH, PLUMBD_INTERFACE, "Record", &error,
			       NULL, "h", ends[1]);
	close(ends[1]);
	if (r >= 0) {
		*ret_fd = ends[0];
		return 0;
	}
	close(ends[0]);
	if (sd_bus_error_has_name(&error, "org.plumbd.Error.Busy"))
		return -EBUSY;
	return sd_bus_error_has_name(&error, SD_BUS_ERROR_ACCESS_DENIED) ? -EACCES : r;
}

static void fill(struct doctor_samples *s, const struct doctor_meter *m, int error)
{
	if (!s->name[0])
		return;
	s->figures = doctor_meter_read(m);
	s->error = error ? error : s->figures.n < 2 ? -ENODATA : 0;
	s->take = s->error == -EACCES ? DOCTOR_TAKE_DENIED
		  : s->error          ? DOCTOR_TAKE_FAILED
				      : DOCTOR_TAKE_DONE;
}

void doctor_look_record(sd_bus *bus, struct doctor_samples samples[SENSOR_COUNT])
{
	struct listener l = { .samples = samples };
	int r;

	recording_init(&l.recording);
	r = begin(bus, &l.fd);
	if (r == 0) {
		listen(&l);
		close(l.fd);
	}
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		fill(&samples[i], &l.meter[i], r);
}
