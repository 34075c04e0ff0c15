/* SPDX-License-Identifier: MIT */
/*
 * The notify sink with a real datagram socket in systemd's place.
 */
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
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "notify.h"

#define SEC(s) ((s)*US_PER_SEC)

struct manager { /* the service manager's end, and what it is told about */
	int fd;
	struct sockaddr_un at;
	struct sink *sink;
	struct view view;
	struct explanation why;
	struct pose_set poses;
};

static int setup(void **state)
{
	struct manager *m = calloc(1, sizeof(*m));
	socklen_t size = offsetof(struct sockaddr_un, sun_path);

	assert_non_null(m);
	m->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	assert_return_code(m->fd, errno);
	/* An abstract address of the kernel's choice: no file, no clash. */
	m->at.sun_family = AF_UNIX;
	assert_return_code(bind(m->fd, (struct sockaddr *)&m->at, sizeof(sa_family_t)), errno);
	size = sizeof(m->at);
	assert_return_code(getsockname(m->fd, (struct sockaddr *)&m->at, &size), errno);
	m->at.sun_path[0] = '@';
	setenv("NOTIFY_SOCKET", m->at.sun_path, 1);
	assert_int_equal(notify_sink_new(&m->sink), 0);
	m->view = (struct view){
		.status = STATUS_WATCHING,
		.posture = POSTURE_SLOUCHING,
		.since_us = SEC(100),
		.now_us = SEC(230),
		.flexion_cdeg = 1736,
		.slouches_today = 3,
		.poses = &m->poses,
		.why = &m->why,
		.sensor = { [SENSOR_UPPER] = { .state = SENSOR_RUNNING } },
	};
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct manager *m = *state;

	sink_free(m->sink);
	unsetenv("NOTIFY_SOCKET");
	close(m->fd);
	free(m);
	return 0;
}

static void tick(struct manager *m, uint64_t now_us)
{
	m->view.now_us = now_us;
	m->sink->ops->tick(m->sink, &m->view);
}

static void note(struct manager *m, enum notice_kind kind)
{
	struct notice n = { .kind = kind, .text = "text" };

	m->sink->ops->notice(m->sink, &n, &m->view);
}

static void wearer(struct manager *m, struct wearer_event w)
{
	struct notice n = { .kind = NOTICE_WEARER, .wearer = &w };

	m->sink->ops->notice(m->sink, &n, &m->view);
}

/* The next datagram, or "" when there is none */
static const char *told(struct manager *m)
{
	static char text[2048];
	ssize_t n = recv(m->fd, text, sizeof(text) - 1, MSG_DONTWAIT);

	if (n < 0)
		assert_int_equal(errno, EAGAIN);
	text[n < 0 ? 0 : n] = '\0';
	return text;
}

static void ready_is_told_once_started_with_a_status(void **state)
{
	struct manager *m = *state;

	note(m, NOTICE_STARTED);
	assert_string_equal(told(m), "READY=1\nSTATUS=slouching for 2 min 10 s, 17.4 deg forward; "
				     "3 slouches today");
	assert_string_equal(told(m), "");
}

static void status_counts_on_at_most_every_ten_seconds(void **state)
{
	struct manager *m = *state;

	tick(m, SEC(230));
	assert_string_equal(told(m), "STATUS=slouching for 2 min 10 s, 17.4 deg forward; "
				     "3 slouches today");
	tick(m, SEC(230) + 1);
	tick(m, SEC(240) - 1);
	assert_string_equal(told(m), "");
	tick(m, SEC(240));
	assert_string_equal(told(m), "STATUS=slouching for 2 min 20 s, 17.4 deg forward; "
				     "3 slouches today");
	assert_string_equal(told(m), "");
}

static void status_whose_words_stay_is_not_told_again(void **state)
{
	struct manager *m = *state;

	m->view.activity = ACTIVITY_AWAY;
	tick(m, SEC(230));
	assert_string_equal(told(m), "STATUS=not worn; 3 slouches today");
	for (uint64_t s = 231; s < 3600; s++) {
		tick(m, SEC(s));
		assert_string_equal(told(m), "");
	}
}

static void what_the_wearer_does_is_told_at_once(void **state)
{
	struct manager *m = *state;

	tick(m, SEC(230));
	told(m);
	m->view.posture = POSTURE_UPRIGHT;
	m->view.since_us = SEC(230);
	tick(m, SEC(231));
	assert_string_equal(told(m), "STATUS=upright for 1 s; 3 slouches today");
	m->view.activity = ACTIVITY_MOVING;
	tick(m, SEC(232));
	assert_string_equal(told(m), "STATUS=moving; 3 slouches today");
	m->view.status = STATUS_UNCALIBRATED;
	tick(m, SEC(233));
	assert_string_equal(told(m), "STATUS=not taught yet: run \"plumbctl learn\"");
	m->view.status = STATUS_WATCHING;
	m->view.sensor[SENSOR_LOWER].state = SENSOR_SEARCHING;
	tick(m, SEC(234));
	assert_string_equal(told(m), "STATUS=moving; 3 slouches today; lower sensor lost");
	assert_string_equal(told(m), "");
}

static void alerts_and_recoveries_go_out_as_variables(void **state)
{
	struct manager *m = *state;

	m->why.posture = POSTURE_LEANING_BACK;
	wearer(m, (struct wearer_event){ .kind = WEARER_SLOUCHED, .level = 2 });
	assert_string_equal(told(m), "X_PLUMBD_POSTURE=leaning-back\nX_PLUMBD_ALERT=2");
	m->view.posture = POSTURE_UPRIGHT;
	wearer(m, (struct wearer_event){ .kind = WEARER_RECOVERED });
	assert_string_equal(told(m), "X_PLUMBD_POSTURE=upright\nX_PLUMBD_ALERT=0");
	wearer(m, (struct wearer_event){ .kind = WEARER_LEARNING });
	wearer(m, (struct wearer_event){ .kind = WEARER_LEARNED });
	wearer(m, (struct wearer_event){ .kind = WEARER_NOT_LEARNED });
	assert_string_equal(told(m), "");
}

static uint64_t monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * US_PER_SEC + (uint64_t)now.tv_nsec / 1000;
}

static void a_reload_is_told_with_its_time_and_its_end(void **state)
{
	struct manager *m = *state;
	uint64_t before_us = monotonic_us();
	uint64_t us = 0;
	int end = 0;

	note(m, NOTICE_RELOADING);
	sscanf(told(m),
	       "RELOADING=1\nMONOTONIC_USEC=%" SCNu64 "\nSTATUS=reading the configuration "
	       "anew%n",
	       &us, &end);
	assert_true(end > 0);
	assert_true(us >= before_us && us <= monotonic_us());
	note(m, NOTICE_RELOADED);
	assert_int_equal(strncmp(told(m), "READY=1\nSTATUS=slouching", 24), 0);
	assert_string_equal(told(m), "");
}

static void a_refused_reload_is_ready_with_the_reason(void **state)
{
	struct manager *m = *state;

	m->view.activity = ACTIVITY_MOVING;
	strcpy(m->view.config_error, "plumbd.conf:3: no such key");
	note(m, NOTICE_RELOAD_FAILED);
	assert_string_equal(told(m), "READY=1\nSTATUS=moving; 3 slouches today; new configuration "
				     "refused, the old one stands: plumbd.conf:3: no such key");
}

static void stopping_is_the_last_word(void **state)
{
	struct manager *m = *state;

	tick(m, SEC(230));
	told(m);
	note(m, NOTICE_STOPPING);
	assert_string_equal(told(m), "STOPPING=1\nSTATUS=stopping");
	m->view.posture = POSTURE_UPRIGHT;
	tick(m, SEC(250));
	assert_string_equal(told(m), "");
}

static void notices_for_others_are_not_told(void **state)
{
	struct manager *m = *state;

	note(m, NOTICE_SENSOR_LOST);
	note(m, NOTICE_SENSOR_FOUND);
	note(m, NOTICE_POSES_DAMAGED);
	note(m, NOTICE_POSES_UNSAVED);
	note(m, NOTICE_CARE_DAMAGED);
	note(m, NOTICE_CARE_UNSAVED);
	note(m, NOTICE_PAUSES_DAMAGED);
	note(m, NOTICE_PAUSES_UNSAVED);
	note(m, NOTICE_CARE_DONE);
	note(m, NOTICE_KNOT);
	note(m, NOTICE_HISTORY_DAMAGED);
	note(m, NOTICE_HISTORY_UNSAVED);
	note(m, NOTICE_ENDED);
	assert_string_equal(told(m), "");
}

static void heat_that_begins_and_ends_is_told_at_once(void **state)
{
	struct manager *m = *state;

	m->view.activity = ACTIVITY_AWAY;
	tick(m, SEC(230));
	told(m);
	m->view.care_due = 1u << CARE_HEAT | 1u << CARE_STRETCH;
	m->view.heat_left_us = SEC(1200);
	tick(m, SEC(231));
	assert_string_equal(told(m), "STATUS=not worn; 3 slouches today; heat, to end within 20 min");
	m->view.care_due = 1u << CARE_STRETCH;
	tick(m, SEC(232));
	assert_string_equal(told(m), "STATUS=not worn; 3 slouches today");
}

static void what_did_not_arrive_is_told_again(void **state)
{
	struct manager *m = *state;

	m->view.activity = ACTIVITY_AWAY;
	setenv("NOTIFY_SOCKET", "/nonexistent", 1);
	tick(m, SEC(230));
	setenv("NOTIFY_SOCKET", m->at.sun_path, 1);
	tick(m, SEC(231));
	assert_string_equal(told(m), "");
	tick(m, SEC(240));
	assert_string_equal(told(m), "STATUS=not worn; 3 slouches today");
}

/* With the variable gone at the start, its coming back changes nothing: it was read once. */
static void without_a_manager_nothing_is_told(void **state)
{
	struct manager *m = *state;

	sink_free(m->sink);
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(notify_sink_new(&m->sink), 0);
	setenv("NOTIFY_SOCKET", m->at.sun_path, 1);
	note(m, NOTICE_STARTED);
	tick(m, SEC(230));
	wearer(m, (struct wearer_event){ .kind = WEARER_RECOVERED });
	note(m, NOTICE_RELOADING);
	note(m, NOTICE_STOPPING);
	assert_string_equal(told(m), "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(ready_is_told_once_started_with_a_status),
		TEST(status_counts_on_at_most_every_ten_seconds),
		TEST(status_whose_words_stay_is_not_told_again),
		TEST(what_the_wearer_does_is_told_at_once),
		TEST(alerts_and_recoveries_go_out_as_variables),
		TEST(a_reload_is_told_with_its_time_and_its_end),
		TEST(a_refused_reload_is_ready_with_the_reason),
		TEST(stopping_is_the_last_word),
		TEST(notices_for_others_are_not_told),
		TEST(heat_that_begins_and_ends_is_told_at_once),
		TEST(what_did_not_arrive_is_told_again),
		TEST(without_a_manager_nothing_is_told),
	};

	return cmocka_run_group_tests_name("notify", tests, NULL, NULL);
}
