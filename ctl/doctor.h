/* SPDX-License-Identifier: MIT */
/*
 * doctor.h - what is well, what is not, and what to type next
 *
 * Gather, judge, print: doctor-look.h fills struct doctor_facts, each check of
 * the table in doctor.c turns facts into findings and touches nothing else,
 * doctor_print() shows them.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "doctor-facts.h"

#define DOCTOR_FINDINGS_MAX 96
#define DOCTOR_TEXT_MAX     384
#define DOCTOR_NEXT_MAX     160

enum doctor_level {
	DOCTOR_OK,
	DOCTOR_WARN, /* works, but worth a look */
	DOCTOR_FAIL, /* plumbd cannot do its work */
};

#define DOCTOR_LEVELS 3

/** doctor_level_to_str() - "ok", "warn" or "fail"; static */
const char *doctor_level_to_str(enum doctor_level level);

struct doctor_finding {
	const char *group, *id; /* of the check; static */
	enum doctor_level level;
	char text[DOCTOR_TEXT_MAX]; /* one sentence, no final stop */
	char next[DOCTOR_NEXT_MAX]; /* the command to type; "" when all is well */
};

struct doctor_report {
	unsigned n;
	unsigned count[DOCTOR_LEVELS];
	struct doctor_finding finding[DOCTOR_FINDINGS_MAX];
	/* of the check that runs */
	const char *group, *id;
};

/* A check says nothing, one thing, or one thing a bus, address or sensor.  No I/O, no clock. */
typedef void doctor_check_fn(const struct doctor_facts *f, struct doctor_report *r);

struct doctor_check {
	const char *group; /* the heading; checks of a group stand together */
	const char *id;    /* scripts rely on it */
	doctor_check_fn *judge;
};

extern const struct doctor_check doctor_checks[];
extern const size_t doctor_checks_count;

/* doctor-bus.c */
doctor_check_fn doctor_nodes, doctor_boot, doctor_access, doctor_access_daemon, doctor_driver,
	doctor_iio, doctor_speed;
/* doctor-sensor.c */
doctor_check_fn doctor_found, doctor_expected, doctor_counters, doctor_temperature;
/* doctor-samples.c */
doctor_check_fn doctor_taken, doctor_gravity, doctor_noise, doctor_rate, doctor_jitter;
/* doctor-service.c */
doctor_check_fn doctor_process, doctor_unit, doctor_policy, doctor_permission;
/* doctor-setup.c */
doctor_check_fn doctor_config, doctor_state, doctor_poses, doctor_age, doctor_clock;

/** doctor_judge() - run every check over the facts; @ret is begun anew */
void doctor_judge(const struct doctor_facts *f, struct doctor_report *ret);

/*
 * What a check reports with.  @next: the command to type, which a finding that
 * is not well must have (assert).
 */
void doctor_ok(struct doctor_report *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void doctor_warn(struct doctor_report *r, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void doctor_fail(struct doctor_report *r, const char *next, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * doctor_print() - the findings for people, group by group, and their sum
 * @columns: to break lines at; 0 = never
 */
void doctor_print(const struct doctor_report *r, FILE *out, unsigned columns);

/** doctor_print_json() - {"findings":[{"id","level","text","next"}]}; next is null when well */
void doctor_print_json(const struct doctor_report *r, FILE *out);
