/* SPDX-License-Identifier: MIT */
#include "doctor.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "fixed.h"

/* clang-format off */
const struct doctor_check doctor_checks[] = {
	{ "I2C",	"i2c.nodes",		doctor_nodes },
	{ "I2C",	"i2c.boot",		doctor_boot },
	{ "I2C",	"i2c.access",		doctor_access },
	{ "I2C",	"i2c.access-daemon",	doctor_access_daemon },
	{ "I2C",	"i2c.driver",		doctor_driver },
	{ "I2C",	"i2c.iio",		doctor_iio },
	{ "I2C",	"i2c.speed",		doctor_speed },
	{ "Sensors",	"sensor.found",		doctor_found },
	{ "Sensors",	"sensor.expected",	doctor_expected },
	{ "Sensors",	"sensor.samples",	doctor_taken },
	{ "Sensors",	"sensor.gravity",	doctor_gravity },
	{ "Sensors",	"sensor.noise",		doctor_noise },
	{ "Sensors",	"sensor.rate",		doctor_rate },
	{ "Sensors",	"sensor.jitter",	doctor_jitter },
	{ "Sensors",	"sensor.temperature",	doctor_temperature },
	{ "Sensors",	"sensor.counters",	doctor_counters },
	{ "Service",	"service.process",	doctor_process },
	{ "Service",	"service.unit",		doctor_unit },
	{ "Service",	"bus.policy",		doctor_policy },
	{ "Service",	"bus.permission",	doctor_permission },
	{ "Settings",	"config.file",		doctor_config },
	{ "Settings",	"state.folder",		doctor_state },
	{ "Settings",	"poses.taught",		doctor_poses },
	{ "Settings",	"poses.age",		doctor_age },
	{ "Settings",	"clock.sane",		doctor_clock },
};
/* clang-format on */

const size_t doctor_checks_count = ARRAY_SIZE(doctor_checks);

const char *doctor_level_to_str(enum doctor_level level)
{
	static const char *const words[] = {
		[DOCTOR_OK] = "ok",
		[DOCTOR_WARN] = "warn",
		[DOCTOR_FAIL] = "fail",
	};

	return words[level];
}

static void add(struct doctor_report *r, enum doctor_level level, const char *next,
		const char *format, va_list list)
{
	struct doctor_finding *f;

	assert((level == DOCTOR_OK) == (next[0] == '\0'));
	r->count[level]++;
	if (r->n == DOCTOR_FINDINGS_MAX)
		return;
	f = &r->finding[r->n++];
	f->group = r->group;
	f->id = r->id;
	f->level = level;
	vsnprintf(f->text, sizeof(f->text), format, list);
	snprintf(f->next, sizeof(f->next), "%s", next);
}

void doctor_ok(struct doctor_report *r, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	add(r, DOCTOR_OK, "", format, list);
	va_end(list);
}

void doctor_warn(struct doctor_report *r, const char *next, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	add(r, DOCTOR_WARN, next, format, list);
	va_end(list);
}

void doctor_fail(struct doctor_report *r, const char *next, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	add(r, DOCTOR_FAIL, next, format, list);
	va_end(list);
}

void doctor_judge(const struct doctor_facts *f, struct doctor_report *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < doctor_checks_count; i++) {
		ret->group = doctor_checks[i].group;
		ret->id = doctor_checks[i].id;
		doctor_checks[i].judge(f, ret);
	}
}
