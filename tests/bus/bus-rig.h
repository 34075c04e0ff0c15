/* SPDX-License-Identifier: MIT */
/*
 * bus-rig.h - a bus sink, its control faked, and a client, in one event loop
 *
 * Without a message bus: sink and client sit at the two ends of a socket pair.
 */
#pragma once

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <cmocka.h>

#include "bus.h"
#include "history.h"

#define RIG_PATH        "/org/plumbd/Posture1"
#define RIG_POSTURE     "org.plumbd.Posture1"
#define RIG_SENSOR      "org.plumbd.Sensor1"
#define RIG_CARE        "org.plumbd.Care1"
#define RIG_HISTORY     "org.plumbd.History1"
#define RIG_UPPER       RIG_PATH "/sensors/upper"
#define RIG_PATIENCE_US (10 * US_PER_SEC) /* without any news: the test has failed */

/* A control that notes what it was asked, and answers as it was told to. */
struct fake {
	char asked[512];
	int answer;
	const char *text; /* said on error; NULL = nothing */
	uint32_t cookie;
	unsigned n_holds;
	struct control_hold hold[ALERT_HOLD_MAX];
	struct config config; /* its profiles are shown */
	uint64_t watch_us;
	unsigned watch_told;
	int pipe;
};

struct rig {
	sd_event *event;
	sd_bus *server; /* NULL when there is a message bus between */
	sd_bus *client;
	const char *destination;
	struct sink *sink;
	struct fake fake;
	struct control control;
	struct sink *history; /* switched off until a test wants it */
	struct pose_set poses;
	struct explanation why;
	struct view view;
	sd_bus_message *heard[64]; /* signals the client got */
	unsigned n_heard;
};

__attribute__((format(printf, 2, 3))) static inline int fake_note(void *ctx, const char *format,
								  ...)
{
	struct fake *f = ctx;
	size_t used = strlen(f->asked);
	va_list args;

	va_start(args, format);
	vsnprintf(f->asked + used, sizeof(f->asked) - used, format, args);
	va_end(args);
	return f->answer;
}

static inline void fake_say(const struct fake *f, char *text, size_t size)
{
	if (f->answer != 0 && f->text)
		snprintf(text, size, "%s", f->text);
}

static inline int fake_learn(void *ctx, const char *name, const char *posture, bool good,
			     uint32_t seconds, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "learn %s %s %d %u;", name, posture, good, seconds);
}

static inline int fake_cancel(void *ctx)
{
	return fake_note(ctx, "cancel;");
}

static inline int fake_forget(void *ctx, const char *name, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "forget %s;", name);
}

static inline int fake_pause(void *ctx, uint32_t seconds, const char *reason, uint32_t *ret_cookie)
{
	struct fake *f = ctx;

	*ret_cookie = f->cookie;
	return fake_note(ctx, "pause %u %s;", seconds, reason);
}

static inline int fake_resume(void *ctx, uint32_t cookie)
{
	return fake_note(ctx, "resume %u;", cookie);
}

static inline unsigned fake_holds(void *ctx, struct control_hold ret[ALERT_HOLD_MAX])
{
	struct fake *f = ctx;

	for (unsigned i = 0; i < f->n_holds; i++)
		ret[i] = f->hold[i];
	return f->n_holds;
}

static inline int fake_care_start(void *ctx, const char *kind, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "start %s;", kind);
}

static inline int fake_care_done(void *ctx, const char *kind, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "done %s;", kind);
}

static inline int fake_care_dismiss(void *ctx, const char *kind, uint32_t seconds, char *text,
				    size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "dismiss %s %u;", kind, seconds);
}

static inline int fake_care_log_knot(void *ctx, const char *place, uint32_t severity, char *text,
				     size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "knot %s %u;", place, severity);
}

static inline int fake_set_profile(void *ctx, const char *name, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "profile %s;", name);
}

static inline const struct config *fake_config(void *ctx)
{
	return &((struct fake *)ctx)->config;
}

static inline int fake_acknowledge(void *ctx)
{
	return fake_note(ctx, "acknowledge;");
}

static inline int fake_reload(void *ctx, char *text, size_t size)
{
	fake_say(ctx, text, size);
	return fake_note(ctx, "reload;");
}

static inline void fake_watch(void *ctx, uint64_t period_us)
{
	struct fake *f = ctx;

	f->watch_us = period_us;
	f->watch_told++;
}

static inline int fake_record(void *ctx, int fd)
{
	struct fake *f = ctx;

	if (f->pipe >= 0)
		close(f->pipe);
	f->pipe = fd;
	return fake_note(ctx, fd < 0 ? "stop recording;" : "record;");
}

static inline void rig_forget_heard(struct rig *r)
{
	for (unsigned i = 0; i < r->n_heard; i++)
		sd_bus_message_unref(r->heard[i]);
	r->n_heard = 0;
}

static inline int rig_hear(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct rig *r = userdata;
	uint8_t type;

	(void)error;
	assert_return_code(sd_bus_message_get_type(m, &type), 0);
	if (type != SD_BUS_MESSAGE_SIGNAL)
		return 0;
	assert_in_range(r->n_heard, 0, ARRAY_SIZE(r->heard) - 1);
	r->heard[r->n_heard++] = sd_bus_message_ref(m);
	return 0;
}

/* An ordinary moment: upright, one sensor running, two poses taught. */
static inline void rig_moment(struct rig *r)
{
	r->poses = (struct pose_set){
		.n = 2,
		.pose = { { .name = "upright",
			    .posture = POSTURE_UPRIGHT,
			    .good = true,
			    .grade = 93,
			    .learned_sec = 1700000000 },
			  { .name = "hunched",
			    .posture = POSTURE_SLOUCHING,
			    .grade = 71,
			    .learned_sec = 1700000100 } },
	};
	r->why = (struct explanation){ 0 };
	r->view = (struct view){
		.status = STATUS_WATCHING,
		.posture = POSTURE_UPRIGHT,
		.pose = "upright",
		.activity = ACTIVITY_STILL,
		.since_real_us = 1700000200000000,
		.since_us = 200000000,
		.now_us = 260000000,
		.real_us = 1700000260000000,
		.flexion_cdeg = 120,
		.lateral_cdeg = -40,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.slouch_today_us = 1000000,
		.upright_today_us = 59000000,
		.slouches_today = 3,
		.alerts_today = 1,
		.profile_choice = "auto",
		.poses = &r->poses,
		.why = &r->why,
		.sensor = { [SENSOR_UPPER] = { .state = SENSOR_RUNNING,
					       .chip = "MPU-6050",
					       .bus = "/dev/i2c-1",
					       .address = 0x68,
					       .rate_millihz = 50000,
					       .errors = 7,
					       .recoveries = 2,
					       .overflows = 1,
					       .temperature_cdeg = 3125,
					       .last_sample_us = 259500000 },
			    [SENSOR_LOWER] = { .temperature_cdeg = INT32_MAX } },
	};
}

static inline void rig_tell(void *ctx, enum notice_kind kind, const char *text)
{
	(void)ctx;
	fail_msg("the history has trouble (%d): %s", kind, text);
}

/* The history, of a file that need not be there while it is switched off */
static inline void rig_keep_history(struct rig *r, const char *path, bool enabled)
{
	const struct history_params params = { .enabled = enabled, .keep_days = 400 };

	sink_free(r->history);
	assert_return_code(history_new(path, &params, rig_tell, NULL, &r->control.history), 0);
	r->history = history_sink(r->control.history);
}

static inline void rig_control(struct rig *r)
{
	r->fake = (struct fake){ .pipe = -1 };
	r->control = (struct control){
		.ctx = &r->fake,
		.learn = fake_learn,
		.learn_cancel = fake_cancel,
		.forget = fake_forget,
		.pause = fake_pause,
		.resume = fake_resume,
		.holds = fake_holds,
		.acknowledge = fake_acknowledge,
		.care_start = fake_care_start,
		.care_done = fake_care_done,
		.care_dismiss = fake_care_dismiss,
		.care_log_knot = fake_care_log_knot,
		.set_profile = fake_set_profile,
		.config = fake_config,
		.reload = fake_reload,
		.watch = fake_watch,
		.record = fake_record,
	};
	rig_keep_history(r, "/nowhere/history.db", false);
}

static inline sd_bus *rig_end(int fd, bool server)
{
	sd_id128_t id =
		SD_ID128_MAKE(01, 02, 03, 04, 05, 06, 07, 08, 09, 0a, 0b, 0c, 0d, 0e, 0f, 10);
	sd_bus *bus;

	assert_return_code(sd_bus_new(&bus), 0);
	assert_return_code(sd_bus_set_fd(bus, fd, fd), 0);
	if (server)
		assert_return_code(sd_bus_set_server(bus, true, id), 0);
	assert_return_code(sd_bus_start(bus), 0);
	return bus;
}

/* One round of the loop; fails when nothing at all happens any more. */
static inline void rig_step(struct rig *r)
{
	assert_in_range(sd_event_run(r->event, RIG_PATIENCE_US), 1, INT32_MAX);
}

static inline int rig_replied(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	sd_bus_message **reply = userdata;

	(void)error;
	*reply = sd_bus_message_ref(m);
	return 1;
}

/* Sends a call and runs the loop until its reply, good or bad, is there; the caller's to unref. */
static inline sd_bus_message *rig_call_message(struct rig *r, sd_bus *client, sd_bus_message *call)
{
	sd_bus_message *reply = NULL;
	sd_bus_slot *slot;

	assert_return_code(sd_bus_call_async(client, &slot, call, rig_replied, &reply, 0), 0);
	sd_bus_message_unref(call);
	while (!reply)
		rig_step(r);
	sd_bus_slot_unref(slot);
	return reply;
}

static inline sd_bus_message *rig_new_call(struct rig *r, sd_bus *client, const char *path,
					   const char *interface, const char *member)
{
	sd_bus_message *call;

	assert_return_code(sd_bus_message_new_method_call(client, &call, r->destination, path,
							  interface, member),
			   0);
	return call;
}

/* A call of Posture1 */
static inline sd_bus_message *rig_call(struct rig *r, const char *member, const char *types, ...)
{
	sd_bus_message *call = rig_new_call(r, r->client, RIG_PATH, RIG_POSTURE, member);
	va_list args;

	va_start(args, types);
	assert_return_code(sd_bus_message_appendv(call, types, args), 0);
	va_end(args);
	return rig_call_message(r, r->client, call);
}

/* The reply to a call that is expected to work, thrown away */
static inline void rig_ok(sd_bus_message *reply)
{
	const sd_bus_error *e = sd_bus_message_get_error(reply);

	if (e)
		fail_msg("%s: %s", e->name, e->message);
	sd_bus_message_unref(reply);
}

/* The reply to a call that is expected to fail: @name, and @words somewhere in its text */
static inline void rig_error(sd_bus_message *reply, const char *name, const char *words)
{
	const sd_bus_error *e = sd_bus_message_get_error(reply);

	assert_non_null(e);
	assert_string_equal(e->name, name);
	if (!strstr(e->message, words))
		fail_msg("\"%s\" does not say \"%s\"", e->message, words);
	sd_bus_message_unref(reply);
}

/* Everything sent before this has been heard after it: the two go the same way. */
static inline void rig_settle(struct rig *r)
{
	rig_ok(rig_call_message(
		r, r->client,
		rig_new_call(r, r->client, RIG_PATH, "org.freedesktop.DBus.Peer", "Ping")));
}

static inline void rig_tick(struct rig *r)
{
	r->sink->ops->tick(r->sink, &r->view);
	rig_settle(r);
}

static inline void rig_event(struct rig *r, const struct wearer_event *w)
{
	struct notice n = { .kind = NOTICE_WEARER, .wearer = w };

	r->sink->ops->notice(r->sink, &n, &r->view);
	rig_settle(r);
}

/* The value of a property as a message that stands before it; the caller's to unref. */
static inline sd_bus_message *rig_get(struct rig *r, const char *path, const char *interface,
				      const char *name, const char *type)
{
	sd_bus_message *call =
		rig_new_call(r, r->client, path, "org.freedesktop.DBus.Properties", "Get");
	sd_bus_message *reply;

	assert_return_code(sd_bus_message_append(call, "ss", interface, name), 0);
	reply = rig_call_message(r, r->client, call);
	if (sd_bus_message_is_method_error(reply, NULL))
		fail_msg("%s: %s", name, sd_bus_message_get_error(reply)->message);
	assert_in_range(sd_bus_message_enter_container(reply, 'v', type), 1, 1);
	return reply;
}

static inline void rig_assert_s(struct rig *r, const char *path, const char *interface,
				const char *name, const char *expected)
{
	sd_bus_message *m = rig_get(r, path, interface, name, "s");
	const char *value;

	assert_return_code(sd_bus_message_read(m, "s", &value), 0);
	assert_string_equal(value, expected);
	sd_bus_message_unref(m);
}

static inline void rig_assert_number(struct rig *r, const char *path, const char *interface,
				     const char *name, const char *type, uint64_t expected)
{
	sd_bus_message *m = rig_get(r, path, interface, name, type);
	uint64_t value = 0; /* little or big, compared through the type's own width */
	uint64_t want = 0;

	assert_return_code(sd_bus_message_read_basic(m, type[0], &value), 0);
	switch (type[0]) {
	case 'y':
		memcpy(&want, &(uint8_t){ (uint8_t)expected }, 1);
		break;
	case 't':
		want = expected;
		break;
	default:
		memcpy(&want, &(uint32_t){ (uint32_t)expected }, 4);
		break;
	}
	assert_true(value == want);
	sd_bus_message_unref(m);
}

/* An a{sv} as text: a key, its type and its value a line */
static inline void rig_dict(sd_bus_message *m, char *ret, size_t size)
{
	const char *key, *type, *s;
	char *at = ret;

	ret[0] = '\0';
	assert_return_code(sd_bus_message_enter_container(m, 'a', "{sv}"), 0);
	while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
		uint64_t t;
		uint32_t u;
		int32_t i;

		assert_return_code(sd_bus_message_read(m, "s", &key), 0);
		assert_return_code(sd_bus_message_peek_type(m, NULL, &type), 0);
		at += snprintf(at, size - (size_t)(at - ret), "%s=%s ", key, type);
		if (type[0] == 's' && sd_bus_message_read(m, "v", "s", &s) > 0)
			at += snprintf(at, size - (size_t)(at - ret), "%s\n", s);
		else if (type[0] == 't' && sd_bus_message_read(m, "v", "t", &t) > 0)
			at += snprintf(at, size - (size_t)(at - ret), "%" PRIu64 "\n", t);
		else if (type[0] == 'u' && sd_bus_message_read(m, "v", "u", &u) > 0)
			at += snprintf(at, size - (size_t)(at - ret), "%" PRIu32 "\n", u);
		else if (type[0] == 'i' && sd_bus_message_read(m, "v", "i", &i) > 0)
			at += snprintf(at, size - (size_t)(at - ret), "%" PRId32 "\n", i);
		else
			fail_msg("%s is of a type nobody expects: %s", key, type);
		assert_return_code(sd_bus_message_exit_container(m), 0);
	}
}

static inline int rig_setup(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	int fd[2];

	assert_non_null(r);
	rig_control(r);
	rig_moment(r);
	assert_return_code(sd_event_new(&r->event), 0);
	assert_return_code(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fd),
			   0);
	r->server = rig_end(fd[0], true);
	r->client = rig_end(fd[1], false);
	assert_return_code(bus_sink_new_on(r->event, r->server, &r->control, &r->sink), 0);
	assert_return_code(sd_bus_attach_event(r->client, r->event, 0), 0);
	assert_return_code(sd_bus_add_filter(r->client, NULL, rig_hear, r), 0);
	rig_settle(r);
	*state = r;
	return 0;
}

static inline int rig_teardown(void **state)
{
	struct rig *r = *state;

	rig_forget_heard(r);
	sd_bus_flush_close_unref(r->client);
	sink_free(r->sink);
	sink_free(r->history);
	sd_bus_unref(r->server);
	sd_event_unref(r->event);
	if (r->fake.pipe >= 0)
		close(r->fake.pipe);
	free(r);
	return 0;
}
