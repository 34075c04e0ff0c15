/* SPDX-License-Identifier: MIT */
#include "carefile.h"

#include <inttypes.h>
#include <string.h>

#include "carefile-format.h"
#include "conffile.h"
#include "fixed.h"
#include "statefile.h"

#define DAY_MAX 2932896.0 /* of the year 9999 */
#define US_MAX  1e15      /* thirty years, which a double holds to the last digit */

/* clang-format off */
#define M(type, member, n, max) \
	CAREFILE_##type, offsetof(struct care_memory, member), n, max

const struct carefile_field carefile_memory[] = {
	{ "heat_begin",        M(I64, heat_begin_sec, 0, CONFFILE_SEC_MAX) },
	{ "heat_elapsed_us",   M(U64, heat_elapsed_us, 0, US_MAX) },
	{ "heat_saved",        M(I64, heat_saved_sec, 0, CONFFILE_SEC_MAX) },
	{ "heat_end",          M(I64, heat_end_sec, 0, CONFFILE_SEC_MAX) },
	{ "heat_day",          M(I32, heat_day, 0, DAY_MAX) },
	{ "heat_sessions",     M(U32, heat_sessions, 0, UINT32_MAX) },
	{ "massage_day",       M(I32, massage_day, 0, DAY_MAX) },
	{ "massage_told_day",  M(I32, massage_told_day, 0, DAY_MAX) },
	{ "stretch_day",       M(I32, stretch_day, 0, DAY_MAX) },
	{ "stretches",         M(U32, stretches, 0, UINT32_MAX) },
	{ "stretch_told",      M(I64, stretch_told_sec, 0, CONFFILE_SEC_MAX) },
	{ "exercise",          M(U32, exercise, 0, UINT32_MAX) },
	{ "posture_told_day",  M(I32, posture_told_day, 0, DAY_MAX) },
	{ "hint_day",          M(I32, hint_day, POSTURE_COUNT, DAY_MAX) },
	{ "hint",              M(U32, hint, POSTURE_COUNT, UINT32_MAX) },
	{ "professional_told_day", M(I32, professional_told_day, 0, DAY_MAX) },
	{ "professional_told", M(U32, professional_told, 0, UINT32_MAX) },
	{ "dismissed_until",   M(I64, dismissed_until_sec, CARE_COUNT, CONFFILE_SEC_MAX) },
	{ "row_day",           M(I32, row_day, 0, DAY_MAX) },
	{ "row_severity",      M(U8, row_severity, 0, CARE_SEVERITY_MAX) },
	{ NULL, 0, 0, 0, 0 },
};

#undef M
#define M(type, member, n, max) \
	CAREFILE_##type, offsetof(struct care_knot, member), n, max

static const struct carefile_field knot_fields[] = {
	{ "day",      M(I32, day, 0, DAY_MAX) },
	{ "since",    M(I32, since_day, 0, DAY_MAX) },
	{ "severity", M(U8, severity, 0, CARE_SEVERITY_MAX) },
	{ "place",    M(PLACE, place, 0, 0) },
	{ NULL, 0, 0, 0, 0 },
};

#undef M
#define M(type, member, n, max) \
	CAREFILE_##type, offsetof(struct care_day, member), n, max

static const struct carefile_field day_fields[] = {
	{ "day",      M(I32, day, 0, DAY_MAX) },
	{ "still_us", M(U64, still_us, 0, US_MAX) },
	{ "bad_us",   M(U64, bad_us, POSTURE_COUNT, US_MAX) },
	{ NULL, 0, 0, 0, 0 },
};

const struct carefile_list carefile_lists[2] = {
	{ "knots", offsetof(struct care_memory, knot), sizeof(struct care_knot), CARE_KNOT_MAX,
	  knot_fields },
	{ "days", offsetof(struct care_memory, day), sizeof(struct care_day), CARE_DAYS,
	  day_fields },
};
/* clang-format on */

/* Both begin with the day, 0 where nothing is. */
_Static_assert(offsetof(struct care_knot, day) == 0, "is_free() looks here");
_Static_assert(offsetof(struct care_day, day) == 0, "is_free() looks here");

static bool is_free(const void *entry)
{
	int32_t day;

	memcpy(&day, entry, sizeof(day));
	return day == 0;
}

static void append_value(struct statefile_text *t, const struct carefile_field *field,
			 const void *at)
{
	switch (field->type) {
	case CAREFILE_U8:
		statefile_append(t, "%u", *(const uint8_t *)at);
		break;
	case CAREFILE_U32:
		statefile_append(t, "%" PRIu32 "L", *(const uint32_t *)at);
		break;
	case CAREFILE_I32:
		statefile_append(t, "%" PRId32, *(const int32_t *)at);
		break;
	case CAREFILE_U64:
		statefile_append(t, "%" PRIu64 "L", MIN(*(const uint64_t *)at, (uint64_t)US_MAX));
		break;
	case CAREFILE_I64:
		statefile_append(t, "%" PRId64 "L", *(const int64_t *)at);
		break;
	case CAREFILE_PLACE:
		statefile_append_string(t, at);
		break;
	}
}

static size_t width(enum carefile_type type)
{
	return type == CAREFILE_U64 || type == CAREFILE_I64 ? 8 : type == CAREFILE_U8 ? 1 : 4;
}

static void append_fields(struct statefile_text *t, const struct carefile_field *fields,
			  const void *from, const char *end)
{
	for (const struct carefile_field *f = fields; f->key; f++) {
		const char *at = (const char *)from + f->offset;

		statefile_append(t, "%s = %s", f->key, f->n ? "[ " : "");
		for (unsigned i = 0; i < MAX(f->n, 1); i++) {
			statefile_append(t, "%s", i > 0 ? ", " : "");
			append_value(t, f, at + i * width(f->type));
		}
		statefile_append(t, "%s;%s", f->n ? " ]" : "", end);
	}
}

static void append_list(struct statefile_text *t, const struct carefile_list *list,
			const struct care_memory *memory)
{
	const char *comma = "";

	statefile_append(t, "%s = (", list->key);
	for (size_t i = 0; i < list->n; i++) {
		const char *entry = (const char *)memory + list->offset + i * list->size;

		if (is_free(entry))
			continue;
		statefile_append(t, "%s\n  { ", comma);
		append_fields(t, list->fields, entry, " ");
		statefile_append(t, "}");
		comma = ",";
	}
	statefile_append(t, "\n);\n");
}

int carefile_write(const char *path, const struct care_memory *memory)
{
	struct statefile_text t = { .len = 0 };

	statefile_append(&t, "# What plumbd's coach remembers.  See plumbctl care.\n");
	statefile_append(&t, "%s = %d;\n", CONFFILE_KEY_VERSION, CAREFILE_VERSION);
	append_fields(&t, carefile_memory, memory, "\n");
	for (size_t i = 0; i < ARRAY_SIZE(carefile_lists); i++)
		append_list(&t, &carefile_lists[i], memory);
	return statefile_write(path, t.buf, t.len);
}
