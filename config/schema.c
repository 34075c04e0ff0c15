/* SPDX-License-Identifier: MIT */
#include "schema.h"

#include <string.h>

#include "alert.h"

#define NAME_LEN_MAX 64 /* of a name in the table; no need to be exact */

/* clang-format off */
#define AT(kind_, member)     .kind = SCHEMA_##kind_, .offset = offsetof(struct config, member)
#define UPPER                 sensor[SENSOR_UPPER]
#define LOWER                 sensor[SENSOR_LOWER]

/* The limits, both allowed, and the default: as the file has them. */
#define RANGE(unit_, from, to) \
	.unit = (unit_), .min = (uint64_t)((from) * (unit_)), .max = (uint64_t)((to) * (unit_))
#define NUMBER(unit_, from, to, usual) \
	RANGE(unit_, from, to), .def.number = (uint64_t)((usual) * (unit_))
#define INT(from, to, usual)  NUMBER(1, from, to, usual)
#define DEG(from, to, usual)  NUMBER(CDEG_PER_DEG, from, to, usual)
#define SEC(from, to, usual)  NUMBER(US_PER_SEC, from, to, usual)
#define MINUTES(from, to, usual) \
	NUMBER(60 * US_PER_SEC, from, to, usual)
#define SECS(from, to, usual) RANGE(US_PER_SEC, from, to), .def.levels_us = (usual)
#define WORD(usual)           .def.word = (usual)
#define OR_0                  .none_ok = true
#define ON                    .def.number = true
#define CARE                  wearer.care

static const uint64_t levels_us[] = { 30 * US_PER_SEC, 120 * US_PER_SEC, 300 * US_PER_SEC, 0 };

const struct schema_key schema_keys[] = {
	{ "sensor.bus",           AT(BUS, bus),                         WORD("auto") },
	{ "sensor.rate_hz",       AT(U32, rate_hz),                     INT(10, 200, 50) },
	{ "sensor.bmi270_config", AT(PATH, bmi270_config),              WORD("") },
	{ "sensor.upper.address", AT(ADDRESS, UPPER.address),           INT(0x08, 0x77, 0), OR_0 },
	{ "sensor.upper.chip",    AT(CHIP, UPPER.chip),                 WORD("auto") },
	{ "sensor.lower.enabled", AT(BOOL, LOWER.enabled) },
	{ "sensor.lower.address", AT(ADDRESS, LOWER.address),           INT(0x08, 0x77, 0), OR_0 },
	{ "sensor.lower.chip",    AT(CHIP, LOWER.chip),                 WORD("auto") },
	{ "mount.up",             AT(AXIS, wearer.pose.mount_up),       WORD("auto"), OR_0 },
	{ "mount.forward",        AT(AXIS, wearer.pose.mount_forward),  WORD("-z") },
	{ "posture.slouch_deg",   AT(U32, wearer.pose.slouch_cdeg),     DEG(3, 60, 10) },
	{ "posture.recline_deg",  AT(U32, wearer.pose.recline_cdeg),    DEG(3, 60, 20) },
	{ "posture.lateral_deg",  AT(U32, wearer.pose.lateral_cdeg),    DEG(3, 60, 15) },
	{ "posture.release_deg",  AT(U32, wearer.pose.release_cdeg),    DEG(2, 50, 8) },
	{ "posture.margin_deg",   AT(U32, wearer.pose.margin_cdeg),     DEG(0, 10, 1.5) },
	{ "posture.sensitivity",  AT(U32, wearer.pose.sensitivity),     INT(1, 5, 3) },
	{ "posture.lying_deg",    AT(U32, wearer.lying_cdeg),           DEG(40, 90, 60) },
	{ "posture.settle_s",     AT(U32, wearer.posture.settle_us),    SEC(0, 60, 1) },
	{ "alert.release_s",      AT(U64, wearer.alert.release_us),     SEC(0, 600, 3) },
	{ "alert.levels_s",       AT(LEVELS, wearer.alert),             SECS(1, 86400, levels_us) },
	{ "alert.repeat_s",       AT(U64, wearer.alert.repeat_us),      SEC(1, 86400, 300), OR_0 },
	{ "alert.max_per_hour",   AT(U32, wearer.alert.max_per_hour),   INT(0, 60, 30) },
	{ "alert.gentle_after_s", AT(U64, wearer.alert.gentle_after_us), SEC(60, 86400, 0), OR_0 },
	{ "alert.buzz_s",         AT(U64, wearer.alert.buzz_us),        SEC(0, 10, 2) },
	{ "alert.quiet",          AT(QUIET, wearer.alert) },

	{ "care.stretch",            AT(BOOL, CARE.enabled[CARE_STRETCH]),      ON },
	{ "care.stretch_slouch_min", AT(U64, CARE.stretch_slouch_us),           MINUTES(1, 600, 20) },
	{ "care.stretch_sit_min",    AT(U64, CARE.stretch_sit_us),              MINUTES(5, 600, 50) },
	{ "care.stretch_gap_min",    AT(U64, CARE.stretch_gap_us),              MINUTES(1, 600, 30) },
	{ "care.stretch_per_day",    AT(U32, CARE.stretch_per_day),             INT(1, 48, 8) },
	{ "care.heat",               AT(BOOL, CARE.enabled[CARE_HEAT]),         ON },
	{ "care.heat_gap_min",       AT(U64, CARE.heat_gap_us),                 MINUTES(30, 1440, 60) },
	{ "care.heat_per_day",       AT(U32, CARE.heat_per_day),                INT(1, 8, 3) },
	{ "care.massage",            AT(BOOL, CARE.enabled[CARE_MASSAGE]),      ON },
	{ "care.massage_days",       AT(U32, CARE.massage_days),                INT(1, 60, 3) },
	{ "care.massage_bad_percent", AT(U32, CARE.massage_bad_percent),        INT(0, 100, 40) },
	{ "care.posture",            AT(BOOL, CARE.enabled[CARE_POSTURE]),      ON },
	{ "care.posture_days",       AT(U32, CARE.posture_days),                INT(1, 7, 3) },
	{ "care.posture_day_min",    AT(U64, CARE.posture_day_us),              MINUTES(1, 600, 30) },
	{ "care.professional",       AT(BOOL, CARE.enabled[CARE_PROFESSIONAL]), ON },
	{ "care.professional_weeks", AT(U32, CARE.professional_weeks),          INT(1, 26, 4) },

	{ "history.enabled",      AT(BOOL, history.enabled),            ON },
	{ "history.keep_days",    AT(U32, history.keep_days),           INT(1, 3660, 400) },
};
/* clang-format on */

const size_t schema_count = ARRAY_SIZE(schema_keys);

_Static_assert(ARRAY_SIZE(schema_keys) <= 64, "a bit for each row");

uint64_t schema_bit(const struct schema_key *key)
{
	return UINT64_C(1) << (key - schema_keys);
}

const struct schema_key *schema_find(const char *path)
{
	for (size_t i = 0; i < schema_count; i++) {
		if (strcmp(schema_keys[i].path, path) == 0)
			return &schema_keys[i];
	}
	return NULL;
}

bool schema_is_group(const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < schema_count; i++) {
		if (strncmp(schema_keys[i].path, path, n) == 0 && schema_keys[i].path[n] == '.')
			return true;
	}
	return false;
}

/* A piece of a path. */
struct name {
	const char *p;
	size_t n;
};

/* Levenshtein: letters to insert, delete or replace; b.n <= NAME_LEN_MAX */
static unsigned edits(struct name a, struct name b)
{
	unsigned row[NAME_LEN_MAX + 1];

	for (size_t j = 0; j <= b.n; j++)
		row[j] = (unsigned)j;
	for (size_t i = 0; i < a.n; i++) {
		unsigned diagonal = row[0]++;

		for (size_t j = 1; j <= b.n; j++) {
			unsigned replaced = diagonal + (a.p[i] != b.p[j - 1]);

			diagonal = row[j];
			row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
		}
	}
	return row[b.n];
}

/* "sensor.upper.chip" -> group "sensor.upper", last name "chip" */
static void split(struct name path, struct name *ret_group, struct name *ret_last)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '.')
		n--;
	*ret_group = (struct name){ path.p, n > 0 ? n - 1 : 0 };
	*ret_last = (struct name){ path.p + n, path.n - n };
}

/* How far @known is from what was written; another group altogether costs 2. */
static unsigned cost(struct name written, struct name known)
{
	struct name group, last, known_group, known_last;
	unsigned c;

	split(written, &group, &last);
	split(known, &known_group, &known_last);
	c = MIN(edits(group, known_group), 2);
	if (known_last.n > last.n && memcmp(known_last.p, last.p, last.n) == 0 &&
	    known_last.p[last.n] == '_')
		return c + 1; /* only the unit is missing */
	return c + edits(last, known_last);
}

/* The nearest so far, and what it cost. */
struct nearest {
	char *name;
	size_t size;
	unsigned cost;
};

static void consider(struct nearest *best, struct name written, struct name known)
{
	unsigned c = cost(written, known);

	if (c >= best->cost || known.n >= best->size)
		return;
	best->cost = c;
	memcpy(best->name, known.p, known.n);
	best->name[known.n] = '\0';
}

void schema_nearest(const char *path, char *ret, size_t size)
{
	struct name written = { path, strlen(path) };
	struct name group, last;
	struct nearest best = { ret, size, 0 };

	split(written, &group, &last);
	best.cost =
		(unsigned)(last.n / 3 + 2); /* must be under it: one letter in three may be wrong */
	ret[0] = '\0';
	for (size_t i = 0; i < schema_count; i++) {
		const char *key = schema_keys[i].path;

		/* the groups the key is in, then the key */
		for (size_t n = 1; key[n - 1]; n++) {
			if (key[n] == '.' || key[n] == '\0')
				consider(&best, written, (struct name){ key, n });
		}
	}
	consider(&best, written, (struct name){ CONFIG_KEY_PROFILES, strlen(CONFIG_KEY_PROFILES) });
}
