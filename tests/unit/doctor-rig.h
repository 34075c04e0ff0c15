/* SPDX-License-Identifier: MIT */
/*
 * doctor-rig.h - a healthy Raspberry Pi for the checks of plumbctl doctor, to be made ill
 */
#pragma once

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "doctor.h"
#include "fixed.h"

#define NOW_SEC   INT64_C(1800000000)
#define DAY_SEC   86400
#define PLUMBD_ID 990

static struct doctor_facts facts;
static struct doctor_report report;

static inline void be_sampled(struct doctor_samples *s, const char *name)
{
	*s = (struct doctor_samples){
		.take = DOCTOR_TAKE_DONE,
		.rate_millihz = 50000,
		.figures = { .n = 501,
			     .span_us = 10 * US_PER_SEC,
			     .rate_millihz = 50000,
			     .jitter_us = 300,
			     .level_mg = 1000,
			     .noise_ug = { 2100, 2200, 3300 } },
		.temperature_cdeg = 3100,
	};
	snprintf(s->name, sizeof(s->name), "%s", name);
}

/* plumbd runs as a service with one sensor, and was taught yesterday. */
static inline struct doctor_facts *healthy(void)
{
	struct doctor_facts *f = &facts;
	struct state_pose pose = { .name = "upright",
				   .posture = "upright",
				   .good = true,
				   .learned_usec = (uint64_t)(NOW_SEC - DAY_SEC) * US_PER_SEC,
				   .grade = 93 };

	memset(f, 0, sizeof(*f));
	f->system = (struct doctor_system){
		.adapters = 1,
		.i2c_dev = true,
		.n_nodes = 1,
		.node[0] = { .path = "/dev/i2c-1", .group = "i2c", .group_may = true, .may = true },
		.boot = "/boot/firmware/config.txt",
		.boot_on = true,
		.user = "pi",
		.has_plumbd = true,
		.plumbd_uid = PLUMBD_ID,
		.plumbd_in_i2c = true,
		.in_plumbd = true,
		.policy = "/usr/share/dbus-1/system.d/org.plumbd.Posture1.conf",
	};
	f->daemon = (struct doctor_daemon){
		.system_bus = true,
		.running = true,
		.activatable = true,
		.uid = PLUMBD_ID,
		.answers = true,
		.state = { .version = PLUMBD_VERSION, .status = "watching" },
		.sensor[0] = { .chip = "MPU-6050",
			       .bus = "/dev/i2c-1",
			       .state = "running",
			       .address = 0x68,
			       .rate_millihz = 50000 },
		.sensor[1] = { .state = "absent" },
	};
	f->daemon.state.poses.n = 1;
	f->daemon.state.poses.pose[0] = pose;
	f->service = (struct doctor_service){ .load = "loaded",
					      .active = "active",
					      .sub = "running",
					      .enabled = "enabled",
					      .result = "success",
					      .grants_i2c = true };
	config_defaults(&f->setup.config);
	f->setup.config_path = "/etc/plumbd/plumbd.conf";
	f->setup.state_path = "/var/lib/plumbd";
	f->setup.config_found = true;
	f->setup.poses_result = -ENOENT;
	f->setup.state_uid = PLUMBD_ID;
	f->setup.state_free_kib = 1000000;
	f->setup.real_us = (uint64_t)NOW_SEC * US_PER_SEC;
	f->setup.clock_synced = true;
	f->scan.buses = 1;
	f->scan.n_spared = 1;
	be_sampled(&f->samples[0], "upper");
	return f;
}

/* Nobody runs, and the sensor was found and driven by doctor itself. */
static inline struct doctor_facts *stopped(void)
{
	struct doctor_facts *f = healthy();

	memset(&f->daemon, 0, sizeof(f->daemon));
	f->daemon.system_bus = true;
	strcpy(f->service.active, "inactive");
	strcpy(f->service.sub, "dead");
	f->scan = (struct scan){ .buses = 1, .n = 1, .chips = 1 };
	f->scan.place[0] = (struct scan_place){ .bus = "/dev/i2c-1",
						.address = 0x68,
						.chip = imu_chip_find("MPU-6050"),
						.identity = 0x68 };
	f->samples[0].bus_khz = 96;
	return f;
}

/* Nothing answers, either. */
static inline struct doctor_facts *silent(void)
{
	struct doctor_facts *f = stopped();

	f->scan.n = f->scan.chips = 0;
	memset(f->samples, 0, sizeof(f->samples));
	return f;
}

static inline const struct doctor_finding *find(const char *id, const char *text)
{
	for (unsigned i = 0; i < report.n; i++)
		if (!strcmp(report.finding[i].id, id) && strstr(report.finding[i].text, text))
			return &report.finding[i];
	return NULL;
}

static inline void judge_and_expect(int line, const char *id, enum doctor_level level,
				    const char *next, const char *text)
{
	const struct doctor_finding *f;

	doctor_judge(&facts, &report);
	f = find(id, text);
	if (!f || f->level != level || !strstr(f->next, next)) {
		doctor_print(&report, stdout, 0);
		fail_msg("line %d: no %s \"%s\" from %s with next \"%s\"", line,
			 doctor_level_to_str(level), text, id, next);
	}
}

static inline void judge_and_expect_none(int line, const char *id)
{
	doctor_judge(&facts, &report);
	if (find(id, ""))
		fail_msg("line %d: %s says \"%s\"", line, id, find(id, "")->text);
}

/*
 * From a state of health, with what the statements after it do to f, this is
 * found: OK(healthy, ID, TEXT), WARN or FAIL(healthy, ID, NEXT, TEXT), and
 * NONE(healthy, ID) for nothing at all.
 */
#define CASE(from, call, ...)                                                                      \
	do {                                                                                       \
		struct doctor_facts *f = from();                                                   \
		(void)f;                                                                           \
		__VA_ARGS__;                                                                       \
		call;                                                                              \
	} while (0)
#define OK(from, id, text, ...)                                                                    \
	CASE(from, judge_and_expect(__LINE__, id, DOCTOR_OK, "", text), __VA_ARGS__)
#define WARN(from, id, next, text, ...)                                                            \
	CASE(from, judge_and_expect(__LINE__, id, DOCTOR_WARN, next, text), __VA_ARGS__)
#define FAIL(from, id, next, text, ...)                                                            \
	CASE(from, judge_and_expect(__LINE__, id, DOCTOR_FAIL, next, text), __VA_ARGS__)
#define NONE(from, id, ...) CASE(from, judge_and_expect_none(__LINE__, id), __VA_ARGS__)
