/* SPDX-License-Identifier: MIT */
/*
 * bus-care.c - org.plumbd.Care1: what the coach says, and what it is told
 */
#include <stddef.h>

#include "bus-internal.h"
#include "care-words.h"

static int get_kinds(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct bus_sink *b = userdata;
	int r;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	r = sd_bus_message_open_container(reply, 'a', "s");
	for (enum care_kind kind = 0; r >= 0 && kind < CARE_COUNT; kind++)
		if (b->care.due & 1u << kind)
			r = sd_bus_message_append(reply, "s", care_kind_to_str(kind));
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

static int on_start(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const struct control *c = ((struct bus_sink *)userdata)->control;

	return bus_ask(m, error, c->ctx, c->care_start);
}

static int on_done(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const struct control *c = ((struct bus_sink *)userdata)->control;

	return bus_ask(m, error, c->ctx, c->care_done);
}

static int on_dismiss(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	uint32_t seconds;
	const char *kind;
	int r;

	r = sd_bus_message_read(m, "su", &kind, &seconds);
	if (r < 0)
		return r;
	if (seconds < 1 || seconds > CARE_DISMISS_MAX_SEC)
		return sd_bus_error_setf(error, BUS_ERROR_INVALID,
					 "seconds: %u is out of range (1 .. %u): to hear no more of "
					 "it, see care in plumbd.conf",
					 seconds, (unsigned)CARE_DISMISS_MAX_SEC);
	r = b->control->care_dismiss(b->control->ctx, kind, seconds, text, sizeof(text));
	return bus_finish(m, error, r, text);
}

static int on_log_knot(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	uint32_t severity;
	const char *place;
	int r;

	r = sd_bus_message_read(m, "su", &place, &severity);
	if (r < 0)
		return r;
	r = b->control->care_log_knot(b->control->ctx, place, severity, text, sizeof(text));
	return bus_finish(m, error, r, text);
}

/* clang-format off */
#define GETTER_t NULL
#define GETTER_kinds get_kinds
#define OFFSET_t(member) offsetof(struct bus_sink, care.member)
#define OFFSET_kinds(member) 0

#define EMITS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, GETTER_##type, OFFSET_##type(member), \
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
#define READS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, GETTER_##type, OFFSET_##type(member), 0),

/* sd-bus is to ask no capability of the caller: the bus policy has decided before. */
#define OPEN SD_BUS_VTABLE_UNPRIVILEGED

static const sd_bus_vtable care_vtable[] = {
	SD_BUS_VTABLE_START(0),
	CARE_EMITS(EMITS)
	CARE_READS(READS)
	SD_BUS_METHOD_WITH_ARGS("Start",
				SD_BUS_ARGS("s", kind), SD_BUS_NO_RESULT, on_start, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Done",
				SD_BUS_ARGS("s", kind), SD_BUS_NO_RESULT, on_done, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Dismiss",
				SD_BUS_ARGS("s", kind, "u", seconds),
				SD_BUS_NO_RESULT, on_dismiss, OPEN),
	SD_BUS_METHOD_WITH_ARGS("LogKnot",
				SD_BUS_ARGS("s", place, "u", severity),
				SD_BUS_NO_RESULT, on_log_knot, OPEN),
	SD_BUS_SIGNAL_WITH_ARGS("CareDue",
				SD_BUS_ARGS("s", kind, "s", reason, "s", text), 0),
	SD_BUS_SIGNAL_WITH_ARGS("CareOver",
				SD_BUS_ARGS("s", kind, "s", reason), 0),
	SD_BUS_VTABLE_END,
};
/* clang-format on */

static const char *const names[] = { CARE_EMITS(PROPERTY_NAME) NULL };

_Static_assert(sizeof(names) / sizeof(names[0]) <= PROPERTY_EMITS_MAX + 1,
	       "rows for bus_emit_changed");

static unsigned compare(const struct care_shown *a, const struct care_shown *b)
{
	unsigned changed = 0, bit = 1;

	CARE_EMITS(PROPERTY_COMPARE)
	return changed;
}

void bus_care_publish(struct bus_sink *b, const struct view *v)
{
	struct care_shown next = {
		.due = v->care_due,
		.heat_remaining_usec = v->heat_left_us,
	};

	b->care_changed |= compare(&b->care, &next);
	b->care = next;
	bus_emit_changed(b, BUS_PATH, BUS_CARE, names, &b->care_changed);
}

void bus_signal_care(struct bus_sink *b, const struct care_event *e)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *m = NULL;
	const char *member = e->due ? "CareDue" : "CareOver";
	char text[CARE_WORDS_MAX];

	if (sd_bus_message_new_signal(b->bus, &m, BUS_PATH, BUS_CARE, member) < 0 ||
	    sd_bus_message_append(m, "ss", care_kind_to_str(e->kind),
				  care_reason_to_str(e->reason)) < 0)
		return;
	care_words(text, sizeof(text), e);
	if (!e->due || sd_bus_message_append(m, "s", text) >= 0)
		bus_send(b, m);
}

int bus_care_add(struct bus_sink *b)
{
	return sd_bus_add_object_vtable(b->bus, NULL, BUS_PATH, BUS_CARE, care_vtable, b);
}
