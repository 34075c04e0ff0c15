/* SPDX-License-Identifier: MIT */
/*
 * Callers that watch, record, leave, flood and never read.  One client plays
 * them all, and the bus's news of their leaving: without a bus between, the
 * sender of a message is what its sender says.
 */
#include <unistd.h>

#include "bus-rig.h"

#define BUSY    "org.plumbd.Error.Busy"
#define MANY    1000 /* messages: several times what the socket and the queue hold together */
#define INVALID "org.plumbd.Error.Invalid"

static void be(struct rig *r, unsigned who)
{
	char name[16];

	snprintf(name, sizeof(name), ":1.%u", who);
	assert_return_code(sd_bus_set_sender(r->client, name), 0);
}

/* What a bus says when a client has gone. */
static void leave(struct rig *r, unsigned who)
{
	sd_bus_message *m;
	char name[16];

	snprintf(name, sizeof(name), ":1.%u", who);
	assert_return_code(sd_bus_set_sender(r->client, "org.freedesktop.DBus"), 0);
	assert_return_code(sd_bus_message_new_signal(r->client, &m, "/org/freedesktop/DBus",
						     "org.freedesktop.DBus", "NameOwnerChanged"),
			   0);
	assert_return_code(sd_bus_message_append(m, "sss", name, name, ""), 0);
	assert_return_code(sd_bus_send(r->client, m, NULL), 0);
	sd_bus_message_unref(m);
	rig_settle(r);
}

/* Ticks at @now_us; how many Angles that brought, and to whom in turn */
static unsigned angles_at(struct rig *r, uint64_t now_us, char *ret_whom)
{
	unsigned n = 0;

	r->view.now_us = now_us;
	rig_tick(r);
	ret_whom[0] = '\0';
	for (unsigned i = 0; i < r->n_heard; i++) {
		const char *whom = sd_bus_message_get_destination(r->heard[i]);

		if (!sd_bus_message_is_signal(r->heard[i], RIG_POSTURE, "Angles"))
			continue;
		n++;
		strcat(ret_whom, whom ? whom : "all");
	}
	rig_forget_heard(r);
	return n;
}

static void angles_carry_the_time_and_three_angles(void **state)
{
	struct rig *r = *state;
	int32_t flexion_cdeg, lateral_cdeg, curvature_cdeg;
	uint64_t when_usec;
	sd_bus_message *m;

	rig_ok(rig_call(r, "Watch", "u", 100));
	rig_tick(r);
	m = r->heard[r->n_heard - 1];
	assert_true(sd_bus_message_is_signal(m, RIG_POSTURE, "Angles"));
	assert_return_code(sd_bus_message_read(m, "tiii", &when_usec, &flexion_cdeg, &lateral_cdeg,
					       &curvature_cdeg),
			   0);
	assert_true(when_usec == 1700000260000000);
	assert_int_equal(flexion_cdeg, 120);
	assert_int_equal(lateral_cdeg, -40);
	assert_int_equal(curvature_cdeg, INT32_MAX);
}

static void angles_come_when_the_period_has_passed(void **state)
{
	/* from the first tick on: when, and whether Angles are due then */
	static const struct {
		uint64_t after_us;
		unsigned n;
	} rows[] = {
		{ 0, 1 },       { 320000, 0 },  { 640000, 0 },  { 960000, 1 }, /* 40 ms early is in
										  time */
		{ 1280000, 0 }, { 1600000, 0 }, { 1920000, 1 }, { 2240000, 0 }, { 2874999, 0 },
		{ 2875000, 1 },                 /* due at 3 s, but for an eighth */
		{ 9000000, 1 }, { 9320000, 0 }, /* arrears are not made up for */
		{ 9874999, 0 }, { 9875000, 1 },
	};
	struct rig *r = *state;
	char whom[64];

	be(r, 5);
	rig_ok(rig_call(r, "Watch", "u", 1000));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned n = angles_at(r, 260000000 + rows[i].after_us, whom);

		if (n != rows[i].n)
			fail_msg("row %zu: %u", i, n);
		assert_string_equal(whom, n ? ":1.5" : "");
	}
}

static void nobody_is_told_angles_unasked(void **state)
{
	struct rig *r = *state;
	char whom[64];

	assert_int_equal(angles_at(r, 260000000, whom), 0);
	assert_int_equal(r->fake.watch_told, 0);
}

static void a_period_below_100_ms_is_refused(void **state)
{
	struct rig *r = *state;

	rig_error(rig_call(r, "Watch", "u", 99), INVALID, "100");
	rig_error(rig_call(r, "Watch", "u", 0), INVALID, "100");
	assert_int_equal(r->fake.watch_told, 0);
	rig_ok(rig_call(r, "Watch", "u", 100));
	assert_true(r->fake.watch_us == 100000);
}

static void control_hears_of_the_shortest_period_when_it_changes(void **state)
{
	struct rig *r = *state;

	be(r, 1);
	rig_ok(rig_call(r, "Watch", "u", 1000));
	assert_true(r->fake.watch_us == 1000000);
	be(r, 2);
	rig_ok(rig_call(r, "Watch", "u", 2000));
	assert_int_equal(r->fake.watch_told, 1);
	be(r, 3);
	rig_ok(rig_call(r, "Watch", "u", 500));
	assert_true(r->fake.watch_us == 500000);
	rig_ok(rig_call(r, "Unwatch", ""));
	assert_true(r->fake.watch_us == 1000000);
	be(r, 1);
	rig_ok(rig_call(r, "Unwatch", ""));
	assert_true(r->fake.watch_us == 2000000);
	be(r, 2);
	rig_ok(rig_call(r, "Unwatch", ""));
	assert_true(r->fake.watch_us == 0);
	assert_int_equal(r->fake.watch_told, 5);
}

static void watching_again_changes_the_period(void **state)
{
	struct rig *r = *state;
	char whom[64];

	be(r, 1);
	rig_ok(rig_call(r, "Watch", "u", 1000));
	rig_ok(rig_call(r, "Watch", "u", 4000000000));
	assert_true(r->fake.watch_us == 4000000000000);
	assert_int_equal(angles_at(r, 260000000, whom), 1);
}

static void unwatching_without_watching_is_fine(void **state)
{
	struct rig *r = *state;

	rig_ok(rig_call(r, "Unwatch", ""));
	assert_int_equal(r->fake.watch_told, 0);
}

static void sixteen_may_watch_and_no_more(void **state)
{
	struct rig *r = *state;
	char whom[256];

	for (unsigned i = 0; i < 16; i++) {
		be(r, i);
		rig_ok(rig_call(r, "Watch", "u", 100));
	}
	be(r, 16);
	rig_error(rig_call(r, "Watch", "u", 100), BUSY, "16");
	be(r, 15);
	rig_ok(rig_call(r, "Watch", "u", 200)); /* one of the sixteen */
	assert_int_equal(angles_at(r, 260000000, whom), 16);
	leave(r, 3);
	be(r, 16);
	rig_ok(rig_call(r, "Watch", "u", 100));
}

static void a_watcher_that_leaves_is_forgotten(void **state)
{
	struct rig *r = *state;
	char whom[64];

	be(r, 1);
	rig_ok(rig_call(r, "Watch", "u", 100));
	be(r, 11);
	rig_ok(rig_call(r, "Watch", "u", 300));
	leave(r, 1);
	assert_true(r->fake.watch_us == 300000);
	assert_int_equal(angles_at(r, 260000000, whom), 1);
	assert_string_equal(whom, ":1.11");
	leave(r, 2); /* somebody else's leaving is nothing to us */
	assert_int_equal(angles_at(r, 270000000, whom), 1);
	leave(r, 11);
	assert_true(r->fake.watch_us == 0);
	assert_int_equal(angles_at(r, 280000000, whom), 0);
}

static void a_caller_with_an_endless_name_is_not_followed(void **state)
{
	struct rig *r = *state;
	char name[80] = ":1.";

	memset(name + 3, 'x', 70);
	assert_return_code(sd_bus_set_sender(r->client, name), 0);
	rig_error(rig_call(r, "Watch", "u", 100), "System.Error.ENAMETOOLONG", "too long");
	assert_int_equal(r->fake.watch_told, 0);
}

static void record(struct rig *r, unsigned who)
{
	int fd[2];

	be(r, who);
	assert_return_code(pipe(fd), errno);
	rig_ok(rig_call(r, "Record", "h", fd[1]));
	close(fd[0]);
	close(fd[1]);
}

static void a_recording_ends_when_its_caller_leaves(void **state)
{
	struct rig *r = *state;

	record(r, 1);
	leave(r, 2);
	assert_string_equal(r->fake.asked, "record;");
	leave(r, 1);
	assert_string_equal(r->fake.asked, "record;stop recording;");
}

/* The first has closed its pipe, which control knows and the bus does not. */
static void a_new_recording_is_not_ended_by_the_last_ones_caller(void **state)
{
	struct rig *r = *state;

	record(r, 1);
	record(r, 2);
	leave(r, 1);
	assert_string_equal(r->fake.asked, "record;record;");
	leave(r, 2);
	assert_string_equal(r->fake.asked, "record;record;stop recording;");
}

static void a_refused_recording_leaves_the_running_one_alone(void **state)
{
	struct rig *r = *state;
	int fd[2];

	record(r, 1);
	be(r, 2);
	assert_return_code(pipe(fd), errno);
	r->fake.answer = CONTROL_E_BUSY;
	rig_error(rig_call(r, "Record", "h", fd[1]), BUSY, "wait");
	close(fd[0]);
	close(fd[1]);
	r->fake.asked[0] = '\0';
	leave(r, 1);
	assert_string_equal(r->fake.asked, "stop recording;");
}

static uint64_t queued(const struct rig *r)
{
	uint64_t n;

	assert_return_code(sd_bus_get_n_queued_write(r->server, &n), 0);
	return n;
}

static int on_tick(sd_event_source *s, void *userdata)
{
	bool *ticked = userdata;

	(void)s;
	*ticked = true;
	return 0;
}

static void the_tick_goes_before_the_flood(void **state)
{
	struct rig *r = *state;
	sd_event_source *tick;
	bool ticked = false;

	for (unsigned i = 0; i < 100; i++) {
		sd_bus_message *m =
			rig_new_call(r, r->client, RIG_PATH, RIG_POSTURE, "Acknowledge");

		assert_return_code(sd_bus_send(r->client, m, NULL), 0);
		sd_bus_message_unref(m);
	}
	for (unsigned i = 0; i < 3; i++)
		rig_step(r); /* the flood is being served */
	assert_return_code(sd_event_add_defer(r->event, &tick, on_tick, &ticked), 0);
	rig_step(r);
	assert_true(ticked);
	sd_event_source_unref(tick);
}

/* From here on the client sends, but neither reads nor is in the loop. */
static void go_deaf(struct rig *r)
{
	int small = 4096; /* sd-bus asks for 8 MiB, which takes long to fill */

	assert_return_code(
		setsockopt(sd_bus_get_fd(r->server), SOL_SOCKET, SO_SNDBUF, &small, sizeof(small)),
		errno);
	assert_return_code(sd_bus_detach_event(r->client), 0);
}

static void serve(struct rig *r)
{
	while (sd_event_run(r->event, 0) > 0)
		;
}

static void a_client_that_never_reads_does_not_make_us_grow(void **state)
{
	struct rig *r = *state;

	rig_ok(rig_call(r, "Watch", "u", 100));
	go_deaf(r);
	for (unsigned i = 0; i < MANY; i++) {
		r->view.now_us += 1000000;
		r->view.posture = i % 2 ? POSTURE_UPRIGHT : POSTURE_SLOUCHING;
		r->sink->ops->tick(r->sink, &r->view);
		serve(r);
	}
	assert_in_range(queued(r), 100, 130);
}

static void calls_of_a_client_that_never_reads_do_not_either(void **state)
{
	struct rig *r = *state;

	go_deaf(r);
	for (unsigned i = 0; i < MANY; i++) {
		sd_bus_message *m = rig_new_call(r, r->client, RIG_PATH, RIG_POSTURE, "Explain");
		uint64_t cookie; /* asked for, or sd-bus would tell the callee to spare the reply */

		assert_return_code(sd_bus_send(r->client, m, &cookie), 0);
		sd_bus_message_unref(m);
		serve(r);
	}
	assert_in_range(queued(r), 100, 130);
}

static void what_changed_meanwhile_is_told_when_it_reads_again(void **state)
{
	struct rig *r = *state;
	const char *name, *status;
	unsigned i;
	int n;

	go_deaf(r);
	for (i = 0; queued(r) < 128; i++) {
		r->view.posture = i % 2 ? POSTURE_UPRIGHT : POSTURE_SLOUCHING;
		r->sink->ops->tick(r->sink, &r->view);
		serve(r);
	}
	r->view.status = STATUS_PAUSED;
	r->sink->ops->tick(r->sink, &r->view);
	serve(r);
	assert_int_equal(queued(r), 128);
	do { /* it reads again */
		n = sd_bus_process(r->client, NULL);
		assert_return_code(n, 0);
		rig_forget_heard(r);
		serve(r);
	} while (n > 0 || queued(r) > 0);
	assert_return_code(sd_bus_attach_event(r->client, r->event, 0), 0);
	rig_settle(r);
	rig_forget_heard(r);
	rig_tick(r); /* nothing new, but for what is still to be told */
	assert_int_equal(r->n_heard, 1);
	assert_return_code(sd_bus_message_skip(r->heard[0], "s"), 0);
	assert_return_code(sd_bus_message_enter_container(r->heard[0], 'a', "{sv}"), 0);
	assert_return_code(sd_bus_message_read(r->heard[0], "{sv}", &name, "s", &status), 0);
	assert_string_equal(name, "Status");
	assert_string_equal(status, "paused");
}

static void without_a_bus_the_loop_ends_in_failure(void **state)
{
	struct rig *r = *state;
	int code = 0;

	sd_bus_close(r->client);
	for (unsigned i = 0; i < 100 && sd_event_get_state(r->event) != SD_EVENT_FINISHED; i++)
		assert_return_code(sd_event_run(r->event, 0), 0);
	assert_int_equal(sd_event_get_state(r->event), SD_EVENT_FINISHED);
	assert_return_code(sd_event_get_exit_code(r->event, &code), 0);
	assert_int_equal(code, EXIT_FAILURE);
}

#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(angles_carry_the_time_and_three_angles),
		RIG_TEST(angles_come_when_the_period_has_passed),
		RIG_TEST(nobody_is_told_angles_unasked),
		RIG_TEST(a_period_below_100_ms_is_refused),
		RIG_TEST(control_hears_of_the_shortest_period_when_it_changes),
		RIG_TEST(watching_again_changes_the_period),
		RIG_TEST(unwatching_without_watching_is_fine),
		RIG_TEST(sixteen_may_watch_and_no_more),
		RIG_TEST(a_watcher_that_leaves_is_forgotten),
		RIG_TEST(a_caller_with_an_endless_name_is_not_followed),
		RIG_TEST(a_recording_ends_when_its_caller_leaves),
		RIG_TEST(a_new_recording_is_not_ended_by_the_last_ones_caller),
		RIG_TEST(a_refused_recording_leaves_the_running_one_alone),
		RIG_TEST(the_tick_goes_before_the_flood),
		RIG_TEST(a_client_that_never_reads_does_not_make_us_grow),
		RIG_TEST(calls_of_a_client_that_never_reads_do_not_either),
		RIG_TEST(what_changed_meanwhile_is_told_when_it_reads_again),
		RIG_TEST(without_a_bus_the_loop_ends_in_failure),
	};

	return cmocka_run_group_tests_name("bus-watch", tests, NULL, NULL);
}
