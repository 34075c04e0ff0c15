/* SPDX-License-Identifier: MIT */
/*
 * schema-text.c - the value of a key as the file would write it
 */
#include "schema.h"

#include <stdarg.h>
#include <stdio.h>

struct text {
	char *at;
	size_t left;
};

static void add(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct text *t, const char *format, ...)
{
	va_list args;
	size_t n;

	va_start(args, format);
	n = (size_t)vsnprintf(t->at, t->left, format, args);
	va_end(args);
	n = MIN(n, t->left - 1);
	t->at += n;
	t->left -= n;
}

static void add_number(struct text *t, const struct schema_key *key, uint64_t value)
{
	char number[CONFFILE_NUMBER_MAX];

	add(t, "%s",
	    conffile_number_to_str((double)value / key->unit, key->kind == SCHEMA_ADDRESS, number));
}

/* An array holds whole numbers or none; a list in round brackets takes both. */
static void add_levels(struct text *t, const struct schema_key *key,
		       const struct alert_params *alert)
{
	bool whole = true;

	for (unsigned i = 0; i < alert->n_levels; i++)
		whole = whole && alert->levels_us[i] % key->unit == 0;
	for (unsigned i = 0; i < alert->n_levels; i++) {
		add(t, "%s", i > 0 ? ", " : whole ? "[ " : "( ");
		add_number(t, key, alert->levels_us[i]);
	}
	add(t, whole ? " ]" : " )");
}

/* "Mon-Fri", "Sat,Sun": days in a row as a row, two as two. */
static void add_days(struct text *t, unsigned days)
{
	static const char names[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	const char *comma = "";

	for (unsigned day = 0; day < 7; day++) {
		unsigned last = day;

		if (!(days & 1u << day))
			continue;
		while (last < 6 && days & 1u << (last + 1))
			last++;
		last = last > day + 1 ? last : day;
		add(t, last > day ? "%s%s-%s" : "%s%s", comma, names[day], names[last]);
		comma = ",";
		day = last;
	}
	if (days)
		add(t, " ");
}

static void add_quiet(struct text *t, const struct alert_params *alert)
{
	for (unsigned i = 0; i < alert->n_quiet; i++) {
		const struct quiet_span *q = &alert->quiet[i];

		add(t, "%s\"", i == 0 ? "[ " : ", ");
		add_days(t, q->days);
		add(t, "%02u:%02u-%02u:%02u\"", q->from_min / 60, q->from_min % 60, q->to_min / 60,
		    q->to_min % 60);
	}
	add(t, alert->n_quiet ? " ]" : "[ ]");
}

static void add_axis(struct text *t, const struct dir3 *axis)
{
	const int16_t along[] = { axis->x_q14, axis->y_q14, axis->z_q14 };

	for (unsigned i = 0; i < ARRAY_SIZE(along); i++) {
		if (along[i] != 0)
			add(t, "\"%c%c\"", along[i] < 0 ? '-' : '+', "xyz"[i]);
	}
	if (dir_is_zero(*axis))
		add(t, "\"auto\"");
}

void schema_value_to_str(const struct schema_key *key, const struct config *config, char *ret,
			 size_t size)
{
	const void *at = (const char *)config + key->offset;
	struct text t = { ret, size };

	ret[0] = '\0';
	switch (key->kind) {
	case SCHEMA_U32:
	case SCHEMA_ADDRESS:
		add_number(&t, key, *(const uint32_t *)at);
		break;
	case SCHEMA_U64:
		add_number(&t, key, *(const uint64_t *)at);
		break;
	case SCHEMA_BOOL:
		add(&t, "%s", *(const bool *)at ? "true" : "false");
		break;
	case SCHEMA_BUS:
	case SCHEMA_CHIP:
	case SCHEMA_PATH:
		add(&t, "\"%s\"", (const char *)at);
		break;
	case SCHEMA_AXIS:
		add_axis(&t, at);
		break;
	case SCHEMA_LEVELS:
		add_levels(&t, key, at);
		break;
	case SCHEMA_QUIET:
		add_quiet(&t, at);
		break;
	}
}
