/* SPDX-License-Identifier: MIT */
/*
 * Ten seconds of samples, judged
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "fixed.h"

/* The engine gives a sensor up beyond the outer ones (imu-watch.h). */
#define GRAVITY_LOW_MG  800
#define GRAVITY_HIGH_MG 1200
#define GRAVITY_MIN_MG  700
#define GRAVITY_MAX_MG  1300

/*
 * The worst of our chips, the ADXL345, has about 4 mg behind a 20 Hz filter;
 * walking has some 50 from step to step.
 */
#define NOISE_LOUD_UG 20000

#define RATE_ODD_PERMILLE 50 /* chips without a crystal are off by some per cent */
#define RATE_BAD_PERMILLE 200

#define FIGURE_MAX 16 /* room for tenths() */

#define NEXT_LOOK "plumbctl detect"

static const char *failure(int error)
{
	switch (error) {
	case IMU_E_NO_CHIP:
		return "it changed its identity: check the address pin";
	case IMU_E_ASLEEP:
		return "it lost its set-up on the way: check its 3.3 V supply";
	case IMU_E_NO_BLOB:
		return "it wants Bosch's file, which plumbd loads: set sensor.bmi270_config";
	case IMU_E_BAD_DATA:
		return "its data are all zeros, or none come: power-cycle it, or replace it";
	case IMU_E_FROZEN:
		return "its data are frozen: power-cycle it, or replace it";
	case IMU_E_SATURATED:
		return "one of its axes is stuck at its end: power-cycle it, or replace it";
	case IMU_E_LEVEL:
		return "it does not feel 1 g at rest: it is another chip, or broken";
	case IMU_E_TEMPERATURE:
		return "its temperature cannot be true: check its 3.3 V supply, or replace it";
	case IMU_E_RATE:
		return "it samples more than 15 % too fast or too slow: replace it";
	case -ENODATA:
		return "no sample came";
	case -EBUSY:
		return "somebody else is recording";
	default:
		return error < 0 ? strerror(-error) : "it does not run";
	}
}

void doctor_taken(const struct doctor_facts *f, struct doctor_report *r)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct doctor_samples *s = &f->samples[i];
		uint64_t span_ds = s->figures.span_us / (US_PER_SEC / 10);

		switch (s->take) {
		case DOCTOR_TAKE_NONE:
			break;
		case DOCTOR_TAKE_DENIED:
			doctor_warn(r, "sudo plumbctl doctor",
				    "%s: no samples taken, plumbd refuses them to user %s", s->name,
				    f->system.user);
			break;
		case DOCTOR_TAKE_FAILED:
			if (s->error == -EBUSY)
				doctor_warn(r, "plumbctl doctor", "%s: no samples taken, %s",
					    s->name, failure(s->error));
			else
				doctor_fail(r, NEXT_LOOK, "%s: taking samples failed, %s", s->name,
					    failure(s->error));
			break;
		case DOCTOR_TAKE_DONE:
			doctor_ok(r, "%s: %u samples in %u.%u s", s->name, s->figures.n,
				  (unsigned)(span_ds / 10), (unsigned)(span_ds % 10));
			break;
		}
	}
}

/* The next sensor that has figures to judge; NULL after the last. */
static const struct doctor_samples *next_taken(const struct doctor_facts *f, unsigned *i)
{
	while (*i < SENSOR_COUNT) {
		const struct doctor_samples *s = &f->samples[(*i)++];

		if (s->take == DOCTOR_TAKE_DONE)
			return s;
	}
	return NULL;
}

void doctor_gravity(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_samples *s;

	for (unsigned i = 0; (s = next_taken(f, &i));) {
		uint32_t mg = s->figures.level_mg, hundredths = (mg + 5) / 10;

		if (mg < GRAVITY_MIN_MG || mg > GRAVITY_MAX_MG)
			doctor_fail(r, NEXT_LOOK,
				    "%s: |a| is %u.%02u g, not 1: another chip than it says (an "
				    "LSM6DSO32 reads half), or a broken one",
				    s->name, hundredths / 100, hundredths % 100);
		else if (mg < GRAVITY_LOW_MG || mg > GRAVITY_HIGH_MG)
			doctor_warn(r, "plumbctl doctor",
				    "%s: |a| is %u.%02u g, not 1: look again with the sensor at "
				    "rest",
				    s->name, hundredths / 100, hundredths % 100);
		else
			doctor_ok(r, "%s: |a| is %u.%02u g", s->name, hundredths / 100,
				  hundredths % 100);
	}
}

/* Thousandths as "2.1", cut: of mg from ug, of ms from us, of Hz from mHz.  Returns buf */
static const char *tenths(uint32_t thousandths, char buf[FIGURE_MAX])
{
	snprintf(buf, FIGURE_MAX, "%u.%u", thousandths / 1000, thousandths % 1000 / 100);
	return buf;
}

/* Some chips round one quiet axis to nothing, but never all three. */
void doctor_noise(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_samples *s;

	for (unsigned i = 0; (s = next_taken(f, &i));) {
		const uint32_t *ug = s->figures.noise_ug;
		uint32_t most = MAX(ug[0], MAX(ug[1], ug[2]));
		char x[FIGURE_MAX], y[FIGURE_MAX], z[FIGURE_MAX];

		tenths(ug[0], x);
		tenths(ug[1], y);
		tenths(ug[2], z);
		if (most == 0)
			doctor_fail(r, NEXT_LOOK,
				    "%s: the samples do not change at all: power-cycle the sensor, "
				    "or replace it",
				    s->name);
		else if (most > NOISE_LOUD_UG)
			doctor_warn(r, "plumbctl doctor",
				    "%s: noise is %s %s %s mg rms: look again with the sensor at "
				    "rest, then check its supply",
				    s->name, x, y, z);
		else
			doctor_ok(r, "%s: noise is %s %s %s mg rms (x y z)", s->name, x, y, z);
	}
}

void doctor_rate(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_samples *s;

	for (unsigned i = 0; (s = next_taken(f, &i));) {
		int64_t measured = s->figures.rate_millihz, nominal = s->rate_millihz;
		int64_t off_permille = nominal ? llabs(measured - nominal) * 1000 / nominal : 0;
		char is[FIGURE_MAX], want[FIGURE_MAX];

		tenths(s->figures.rate_millihz, is);
		tenths(s->rate_millihz, want);
		if (off_permille > RATE_BAD_PERMILLE)
			doctor_fail(r, NEXT_LOOK,
				    "%s: %s samples a second, not %s: samples are lost, or it is "
				    "another chip than it says",
				    s->name, is, want);
		else if (off_permille > RATE_ODD_PERMILLE)
			doctor_warn(r, "plumbctl status",
				    "%s: %s samples a second instead of %s: its clock is off, or "
				    "samples are lost",
				    s->name, is, want);
		else
			doctor_ok(r, "%s: %s samples a second (%s nominal)", s->name, is, want);
	}
}

void doctor_jitter(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_samples *s;

	for (unsigned i = 0; (s = next_taken(f, &i));) {
		uint32_t us = s->figures.jitter_us;
		uint64_t period_us = s->rate_millihz ? 1000 * US_PER_SEC / s->rate_millihz : 0;
		char ms[FIGURE_MAX];

		tenths(us, ms);
		if (s->overflows)
			doctor_warn(r, "top",
				    "%s: its FIFO overflowed %u times: the machine is too busy",
				    s->name, s->overflows);
		if (us > period_us / 2)
			doctor_warn(r, "top",
				    "%s: samples come %s ms rms off their time: the machine is too "
				    "busy, or the bus fails",
				    s->name, ms);
		else
			doctor_ok(r, "%s: jitter is %s ms rms", s->name, ms);
	}
}
