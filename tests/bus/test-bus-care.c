/* SPDX-License-Identifier: MIT */
/*
 * org.plumbd.Care1, and the pauses that stand.
 */
#include "bus-rig.h"

#define ERROR(name) "org.plumbd.Error." name

/* A call of Care1 */
static sd_bus_message *call(struct rig *r, const char *member, const char *types, ...)
{
	sd_bus_message *m = rig_new_call(r, r->client, RIG_PATH, RIG_CARE, member);
	va_list args;

	va_start(args, types);
	assert_return_code(sd_bus_message_appendv(m, types, args), 0);
	va_end(args);
	return rig_call_message(r, r->client, m);
}

/* The one signal heard since the last; stays valid until the next is asked for. */
static sd_bus_message *heard(struct rig *r, const char *interface, const char *member)
{
	assert_int_equal(r->n_heard, 1);
	assert_true(sd_bus_message_is_signal(r->heard[0], interface, member) > 0);
	assert_string_equal(sd_bus_message_get_path(r->heard[0]), RIG_PATH);
	return r->heard[0];
}

static void every_method_asks_control_for_what_was_said(void **state)
{
	struct rig *r = *state;

	rig_ok(call(r, "Start", "s", "heat"));
	rig_ok(call(r, "Done", "s", "stretch"));
	rig_ok(call(r, "Dismiss", "su", "massage", 1));
	rig_ok(call(r, "Dismiss", "su", "massage", 30 * 24 * 3600));
	rig_ok(call(r, "LogKnot", "su", "left shoulder", 4));
	assert_string_equal(r->fake.asked, "start heat;done stretch;dismiss massage 1;"
					   "dismiss massage 2592000;knot left shoulder 4;");
}

static void what_control_refuses_has_its_name_and_words(void **state)
{
	static const struct {
		int code;
		const char *name;
	} rows[] = {
		{ CONTROL_E_TOO_SOON, ERROR("TooSoon") },
		{ CONTROL_E_BUSY, ERROR("Busy") },
		{ CONTROL_E_INVALID, ERROR("Invalid") },
	};
	struct rig *r = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		r->fake.answer = rows[i].code;
		r->fake.text = "the next session may begin at 18:05:00";
		rig_error(call(r, "Start", "s", "heat"), rows[i].name, r->fake.text);
		rig_error(call(r, "Done", "s", "heat"), rows[i].name, r->fake.text);
		rig_error(call(r, "Dismiss", "su", "heat", 9), rows[i].name, r->fake.text);
		rig_error(call(r, "LogKnot", "su", "neck", 9), rows[i].name, r->fake.text);
		r->fake.asked[0] = '\0';
	}
	r->fake.answer = CONTROL_E_TOO_SOON;
	r->fake.text = NULL;
	rig_error(call(r, "Start", "s", "heat"), ERROR("TooSoon"), "skin needs a rest");
}

static void a_dismissal_ends_within_thirty_days(void **state)
{
	struct rig *r = *state;

	rig_error(call(r, "Dismiss", "su", "stretch", 0), ERROR("Invalid"), "1 .. 2592000");
	rig_error(call(r, "Dismiss", "su", "stretch", 2592001), ERROR("Invalid"), "2592001");
	assert_string_equal(r->fake.asked, "");
}

static void what_is_due_is_shown_and_its_change_told(void **state)
{
	struct rig *r = *state;
	sd_bus_message *m;
	char **due = NULL;

	m = rig_get(r, RIG_PATH, RIG_CARE, "Due", "as");
	assert_return_code(sd_bus_message_read_strv(m, &due), 0);
	assert_true(!due || !due[0]);
	free(due);
	sd_bus_message_unref(m);
	rig_tick(r);
	rig_forget_heard(r);

	r->view.care_due = 1u << CARE_STRETCH | 1u << CARE_PROFESSIONAL;
	rig_tick(r);
	m = heard(r, "org.freedesktop.DBus.Properties", "PropertiesChanged");
	assert_return_code(sd_bus_message_skip(m, "s"), 0);
	assert_in_range(sd_bus_message_enter_container(m, 'a', "{sv}"), 1, 1);
	assert_in_range(sd_bus_message_enter_container(m, 'e', "sv"), 1, 1);
	assert_return_code(sd_bus_message_skip(m, "s"), 0);
	assert_in_range(sd_bus_message_enter_container(m, 'v', "as"), 1, 1);
	assert_return_code(sd_bus_message_read_strv(m, &due), 0);
	assert_string_equal(due[0], "stretch");
	assert_string_equal(due[1], "professional");
	assert_null(due[2]);
	free(due[0]);
	free(due[1]);
	free(due);
	rig_forget_heard(r);
	rig_tick(r);
	assert_int_equal(r->n_heard, 0);
}

static void what_is_left_of_heat_is_read_and_never_announced(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	rig_forget_heard(r);
	rig_assert_number(r, RIG_PATH, RIG_CARE, "HeatRemainingUSec", "t", 0);
	r->view.heat_left_us = 299000000;
	rig_tick(r);
	assert_int_equal(r->n_heard, 0);
	rig_assert_number(r, RIG_PATH, RIG_CARE, "HeatRemainingUSec", "t", 299000000);
}

static void a_reminder_is_a_signal_with_kind_reason_and_text(void **state)
{
	const struct wearer_event due = {
		.kind = WEARER_CARE,
		.care = { .kind = CARE_MASSAGE,
			  .due = true,
			  .reason = CARE_INTERVAL,
			  .days = 4,
			  .place = "R\xC3\xBC"
				   "cken" },
	};
	const char *kind, *reason, *text;
	struct rig *r = *state;

	rig_event(r, &due);
	assert_return_code(
		sd_bus_message_read(heard(r, RIG_CARE, "CareDue"), "sss", &kind, &reason, &text),
		0);
	assert_string_equal(kind, "massage");
	assert_string_equal(reason, "interval");
	assert_non_null(strstr(text, "4 days ago. You logged a knot lately: R\xC3\xBC"
				     "cken."));
}

static void its_end_is_a_signal_with_kind_and_reason(void **state)
{
	const struct wearer_event over = {
		.kind = WEARER_CARE,
		.care = { .kind = CARE_STRETCH, .reason = CARE_MOVED },
	};
	const char *kind, *reason;
	struct rig *r = *state;

	rig_event(r, &over);
	assert_return_code(
		sd_bus_message_read(heard(r, RIG_CARE, "CareOver"), "ss", &kind, &reason), 0);
	assert_string_equal(kind, "stretch");
	assert_string_equal(reason, "moved");
}

static void the_pauses_that_stand_are_listed(void **state)
{
	struct rig *r = *state;
	const char *reason;
	uint64_t until_usec;
	uint32_t cookie;
	sd_bus_message *m;

	m = rig_call(r, "Holds", "");
	assert_in_range(sd_bus_message_enter_container(m, 'a', "(uts)"), 1, 1);
	assert_int_equal(sd_bus_message_at_end(m, false), 1);
	sd_bus_message_unref(m);

	r->fake.n_holds = 2;
	r->fake.hold[0] = (struct control_hold){ 7, 1700000300000000, "call" };
	r->fake.hold[1] = (struct control_hold){ 9, 1700000400000000, "" };
	m = rig_call(r, "Holds", "");
	assert_in_range(sd_bus_message_enter_container(m, 'a', "(uts)"), 1, 1);
	assert_in_range(sd_bus_message_read(m, "(uts)", &cookie, &until_usec, &reason), 1, 1);
	assert_int_equal(cookie, 7);
	assert_true(until_usec == 1700000300000000);
	assert_string_equal(reason, "call");
	assert_in_range(sd_bus_message_read(m, "(uts)", &cookie, &until_usec, &reason), 1, 1);
	assert_int_equal(cookie, 9);
	assert_string_equal(reason, "");
	assert_int_equal(sd_bus_message_at_end(m, false), 1);
	sd_bus_message_unref(m);
}

#define RIGGED(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIGGED(every_method_asks_control_for_what_was_said),
		RIGGED(what_control_refuses_has_its_name_and_words),
		RIGGED(a_dismissal_ends_within_thirty_days),
		RIGGED(what_is_due_is_shown_and_its_change_told),
		RIGGED(what_is_left_of_heat_is_read_and_never_announced),
		RIGGED(a_reminder_is_a_signal_with_kind_reason_and_text),
		RIGGED(its_end_is_a_signal_with_kind_and_reason),
		RIGGED(the_pauses_that_stand_are_listed),
	};

	return cmocka_run_group_tests_name("bus-care", tests, NULL, NULL);
}
