/* SPDX-License-Identifier: MIT */
/*
 * Which sensors there are, and how they have been doing
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"

#define COOL_CDEG 0
#define WARM_CDEG 6000
#define COLD_CDEG (-4000) /* the chips are made for -40 .. 85 C */
#define HOT_CDEG  8500

#define ERRORS_MANY 10 /* failed transfers that a cable is forgiven */

#define NEXT_LOOK    "plumbctl detect"
#define NEXT_CONFIG  "sudoedit /etc/plumbd/plumbd.conf"
#define NEXT_JOURNAL "journalctl -u plumbd -n 20"

static void judge_running(const struct state_sensor *s, enum sensor sensor, struct doctor_report *r)
{
	const char *name = sensor_to_str(sensor), *note = scan_clone_note(s->chip);
	char at[STATE_WORD_MAX] = "";

	if (s->address)
		snprintf(at, sizeof(at), "at 0x%02x ", s->address);
	if (strcmp(s->state, "running") == 0)
		doctor_ok(r, "%s: plumbd reads the %s %son %s%s%s", name,
			  s->chip[0] ? s->chip : "sensor", at, s->bus, note ? "; " : "",
			  note ? note : "");
	else if (strcmp(s->state, "starting") == 0)
		doctor_warn(r, "plumbctl status", "%s: plumbd is setting up the %s %son %s", name,
			    s->chip, at, s->bus);
	else
		doctor_fail(r, NEXT_JOURNAL, "%s: plumbd does not find it, and keeps looking",
			    name);
}

static void judge_place(const struct scan_place *p, struct doctor_report *r)
{
	char note[SCAN_NOTE_MAX];

	scan_note(p, note);
	if (p->chip)
		doctor_ok(r, "%s answers at 0x%02x on %s (identity 0x%02x)%s%s",
			  imu_chip_name(p->chip), p->address, p->bus, p->identity,
			  note[0] ? "; " : "", note);
	else if (p->error == IMU_E_NO_CHIP || p->error == IMU_E_CLOCK)
		doctor_warn(r, NEXT_LOOK, "what answers at 0x%02x on %s (identity 0x%02x) is %s",
			    p->address, p->bus, p->identity, note);
	else if (p->error == -ETIMEDOUT)
		doctor_fail(r, NEXT_LOOK, "%s is %s", p->bus, note);
	else if (p->address)
		doctor_fail(r, NEXT_LOOK, "0x%02x on %s: %s", p->address, p->bus, note);
	else
		doctor_warn(r, NEXT_LOOK, "%s: %s", p->bus, note);
}

/* Told by another check already, or no matter at all: a screen's bus. */
static bool is_known(const struct scan_place *p)
{
	if (p->address)
		return p->error == -EBUSY;
	return p->error == -EACCES || p->error == -EPERM || p->error == -EOPNOTSUPP;
}

void doctor_found(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct scan *s = &f->scan;
	unsigned told = r->n;

	for (unsigned i = 0; f->daemon.answers && i < SENSOR_COUNT; i++) {
		const char *state = f->daemon.sensor[i].state;

		if (state[0] && strcmp(state, "absent"))
			judge_running(&f->daemon.sensor[i], (enum sensor)i, r);
	}
	for (unsigned i = 0; i < s->n; i++)
		if (!is_known(&s->place[i]))
			judge_place(&s->place[i], r);
	if (r->n == told && s->buses && !s->denied && f->system.n_drivers == 0)
		doctor_fail(r, NEXT_LOOK,
			    "no sensor answers on %s: check wiring, 3.3 V and the address pin "
			    "(docs/wiring.md)",
			    f->system.n_nodes == 1 ? f->system.node[0].path : "any bus");
}

static const struct scan_place *chip_on(const struct scan *s, const char *bus)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->place[i].chip && strcmp(s->place[i].bus, bus) == 0)
			return &s->place[i];
	return NULL;
}

static const struct scan_place *chip_at(const struct scan *s, uint32_t address)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->place[i].chip && s->place[i].address == address)
			return &s->place[i];
	return NULL;
}

static void judge_address(const struct doctor_facts *f, enum sensor sensor, struct doctor_report *r)
{
	const struct config_sensor *want = &f->setup.config.sensor[sensor];
	const char *name = sensor_to_str(sensor);

	if (want->enabled && want->address && !chip_at(&f->scan, want->address))
		doctor_fail(r, NEXT_CONFIG,
			    "sensor.%s.address is 0x%02x, where no sensor answers: 0 looks for it",
			    name, want->address);
}

/* Against the configuration; a running plumbd says itself what it misses. */
void doctor_expected(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct config *c = &f->setup.config;

	if (f->daemon.running || f->scan.chips == 0)
		return;
	if (c->bus[0] == '/' && !chip_on(&f->scan, c->bus))
		doctor_fail(r, NEXT_CONFIG,
			    "sensor.bus is %s, but the sensor is on another bus: \"auto\" looks "
			    "on all",
			    c->bus);
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		judge_address(f, (enum sensor)i, r);
	if (c->sensor[SENSOR_LOWER].enabled && f->scan.chips < SENSOR_COUNT)
		doctor_fail(r, NEXT_LOOK,
			    "sensor.lower.enabled is true, but only one sensor answers: check "
			    "the other's wiring and address pin");
}

static void judge_temperature(const char *name, int32_t cdeg, struct doctor_report *r)
{
	int deg = cdeg / 100;

	if (cdeg < COLD_CDEG || cdeg > HOT_CDEG)
		doctor_fail(r, NEXT_LOOK, "%s: %d C is more than a sensor bears, or nonsense", name,
			    deg);
	else if (cdeg < COOL_CDEG || cdeg > WARM_CDEG)
		doctor_warn(r, "plumbctl status", "%s: %d C is odd for a thing that is worn", name,
			    deg);
	else
		doctor_ok(r, "%s: %d C", name, deg);
}

void doctor_temperature(const struct doctor_facts *f, struct doctor_report *r)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct doctor_samples *s = &f->samples[i];

		if (s->take == DOCTOR_TAKE_DONE && s->temperature_cdeg != INT32_MAX)
			judge_temperature(s->name, s->temperature_cdeg, r);
	}
}

void doctor_counters(const struct doctor_facts *f, struct doctor_report *r)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct state_sensor *s = &f->daemon.sensor[i];
		const char *name = sensor_to_str((enum sensor)i);

		if (!doctor_sensor_runs(&f->daemon, i))
			continue;
		if (s->recoveries)
			doctor_warn(r, NEXT_JOURNAL,
				    "%s: lost and found again %u times since plumbd started: a "
				    "loose contact, or its supply",
				    name, s->recoveries);
		if (s->overflows)
			doctor_warn(r, "top",
				    "%s: its FIFO overflowed %u times: the machine was too busy",
				    name, s->overflows);
		if (s->errors > ERRORS_MANY)
			doctor_warn(r, NEXT_JOURNAL,
				    "%s: %u transfers failed since plumbd started: shorten the "
				    "wires or slow the bus down",
				    name, s->errors);
		if (!s->recoveries && !s->overflows && s->errors <= ERRORS_MANY)
			doctor_ok(r, "%s: never lost, no overflow, %u transfers failed", name,
				  s->errors);
	}
}
