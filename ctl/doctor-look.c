/* SPDX-License-Identifier: MIT */
#include "doctor-look.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client.h"
#include "ctl.h"
#include "fixed.h"

static uint64_t now_us(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

static void sleep_until(void *ctx, uint64_t t_us)
{
	const struct timespec ts = {
		.tv_sec = (time_t)(t_us / US_PER_SEC),
		.tv_nsec = (long)(t_us % US_PER_SEC * 1000),
	};

	(void)ctx;
	while (clock_nanosleep(CLOCK_BOOTTIME, TIMER_ABSTIME, &ts, NULL) == EINTR)
		;
}

/* One after the other: two at once would each disturb the other's timing. */
static void drive_place(const struct doctor_facts *f, const struct scan_place *p,
			struct doctor_samples *s)
{
	static const struct doctor_time time = { .now_us = now_us, .sleep_until = sleep_until };
	struct i2c_bus bus;

	snprintf(s->name, sizeof(s->name), "%s at 0x%02x", imu_chip_name(p->chip), p->address);
	i2c_bus_init(&bus, p->bus);
	s->error = i2c_bus_open(&bus);
	if (s->error == 0)
		s->error = i2c_bus_claim(&bus, p->address);
	if (s->error == 0)
		doctor_look_chip(&bus.io, p->address, p->chip, f->setup.config.rate_hz, &time, s);
	else
		s->take = DOCTOR_TAKE_FAILED;
	i2c_bus_close(&bus);
}

static void drive_chips(struct doctor_facts *f)
{
	unsigned n = 0;

	for (unsigned i = 0; i < f->scan.n && n < SENSOR_COUNT; i++)
		if (f->scan.place[i].chip)
			drive_place(f, &f->scan.place[i], &f->samples[n++]);
}

static void listen_to_daemon(sd_bus *bus, struct doctor_facts *f)
{
	bool wanted = false;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		struct doctor_samples *s = &f->samples[i];

		if (!doctor_sensor_runs(&f->daemon, i))
			continue;
		wanted = true;
		snprintf(s->name, sizeof(s->name), "%s", sensor_to_str((enum sensor)i));
		s->rate_millihz = f->daemon.sensor[i].rate_millihz;
		s->temperature_cdeg = f->daemon.sensor[i].temperature_cdeg;
	}
	if (wanted)
		doctor_look_record(bus, f->samples);
}

static bool is_in_use(const struct state_sensor *s)
{
	return s->address && (!strcmp(s->state, "running") || !strcmp(s->state, "starting"));
}

/* What plumbd reads is not touched, not even for its identity. */
static void scan_buses(struct doctor_facts *f)
{
	scan_init(&f->scan);
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct state_sensor *s = &f->daemon.sensor[i];

		if (f->daemon.answers && is_in_use(s))
			scan_spare(&f->scan, s->bus, s->address);
	}
	for (unsigned i = 0; i < f->system.n_nodes; i++)
		scan_node(&f->scan, f->system.node[i].path);
}

void doctor_look(const struct doctor_paths *paths, const char *where, struct doctor_facts *ret)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;

	memset(ret, 0, sizeof(*ret));
	doctor_look_system(paths, &ret->system);
	doctor_look_setup(paths, &ret->setup);
	/* A bus may be named by a link of one's own. */
	if (ret->setup.config.bus[0] == '/')
		doctor_look_node(paths, ret->setup.config.bus, &ret->system);
	ret->daemon.system_bus = strcmp(where, "system") == 0;
	ret->daemon.error = client_connect(where, &bus);
	if (bus)
		doctor_look_daemon(bus, &ret->daemon);
	doctor_look_service(&ret->service);
	/* A plumbd that cannot be asked may be reading any sensor: then all are its. */
	if (ret->daemon.answers || (!ret->daemon.running && !ret->system.plumbd_pid))
		scan_buses(ret);
	if (ret->daemon.answers)
		listen_to_daemon(bus, ret);
	else if (!ret->daemon.running && !ret->system.plumbd_pid)
		drive_chips(ret);
}
