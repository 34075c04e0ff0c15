/* SPDX-License-Identifier: MIT */
/*
 * The sink on a real message bus: a dbus-daemon of the test's own, which
 * refuses what the system bus refuses and holds our policy and activation file.
 */
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bus-rig.h"

#define NOBODY 65534
#define FLOOD  2000

struct bus_rig {
	struct rig rig; /* first: the tests are handed this one */
	char folder[64];
	char address[512];
	pid_t dbus;
};

/* The rules of Debian's system.conf that matter here. */
static const char config[] =
	"<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN'\n"
	" 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>\n"
	"<busconfig>\n"
	" <type>system</type>\n"
	" <listen>unix:path=%1$s/socket</listen>\n"
	" <auth>EXTERNAL</auth>\n"
	" <servicedir>%1$s</servicedir>\n"
	" <policy context='default'>\n"
	"  <allow user='*'/>\n"
	"  <deny own='*'/>\n"
	"  <deny send_type='method_call'/>\n"
	"  <allow send_type='signal'/>\n"
	"  <allow send_requested_reply='true' send_type='method_return'/>\n"
	"  <allow send_requested_reply='true' send_type='error'/>\n"
	"  <allow receive_type='method_call'/>\n"
	"  <allow receive_type='method_return'/>\n"
	"  <allow receive_type='error'/>\n"
	"  <allow receive_type='signal'/>\n"
	"  <allow send_destination='org.freedesktop.DBus'/>\n"
	" </policy>\n"
	" <limit name='max_replies_per_connection'>100000</limit>\n"
	" %3$s\n"
	" <include>%2$s/systemd/org.plumbd.Posture1.conf</include>\n"
	"</busconfig>\n";

/* A test that is not run by root stands in for root. */
static const char stand_in[] = "<policy user='%u'><allow own='org.plumbd.Posture1'/>"
			       "<allow send_destination='org.plumbd.Posture1'/></policy>";

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_return_code(fclose(f), errno);
}

static void copy_file(const char *folder, const char *from, const char *name)
{
	char path[512], text[4096];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s/%s", SOURCE_DIR, from, name);
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	write_file(folder, name, text);
}

static void exec_dbus(const char *folder, int address_fd)
{
	char file[128], address[64];

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(file, sizeof(file), "%s/bus.log", folder);
	if (!freopen(file, "w", stderr))
		_exit(126);
	snprintf(file, sizeof(file), "--config-file=%s/bus.conf", folder);
	snprintf(address, sizeof(address), "--print-address=%d", address_fd);
	execlp("dbus-daemon", "dbus-daemon", "--nofork", "--nopidfile", file, address, NULL);
	perror("dbus-daemon");
	_exit(127);
}

/* Returns once it listens: it prints its address then.  If it never does, bus.log says why. */
static void start_dbus(struct bus_rig *b)
{
	char text[4096], policy[256] = "";
	ssize_t n;
	int fd[2];

	strcpy(b->folder, "/tmp/test-bus-XXXXXX");
	assert_non_null(mkdtemp(b->folder));
	assert_return_code(chmod(b->folder, 0755), errno);
	if (geteuid() != 0)
		snprintf(policy, sizeof(policy), stand_in, geteuid());
	snprintf(text, sizeof(text), config, b->folder, SOURCE_DIR, policy);
	write_file(b->folder, "bus.conf", text);
	copy_file(b->folder, "systemd", "org.plumbd.Posture1.service");
	assert_return_code(pipe(fd), errno);
	b->dbus = fork();
	assert_return_code(b->dbus, errno);
	if (b->dbus == 0)
		exec_dbus(b->folder, fd[1]);
	close(fd[1]);
	n = read(fd[0], b->address, sizeof(b->address) - 1);
	close(fd[0]);
	assert_in_range(n, 1, sizeof(b->address) - 1);
	b->address[strcspn(b->address, "\n")] = '\0';
}

static sd_bus *connect_client(struct bus_rig *b)
{
	sd_bus *bus;

	assert_return_code(sd_bus_new(&bus), 0);
	assert_return_code(sd_bus_set_address(bus, b->address), 0);
	assert_return_code(sd_bus_set_bus_client(bus, true), 0);
	assert_return_code(sd_bus_start(bus), 0);
	return bus;
}

static sd_bus *connect_in_loop(struct bus_rig *b)
{
	sd_bus *bus = connect_client(b);

	assert_return_code(sd_bus_attach_event(bus, b->rig.event, 0), 0);
	return bus;
}

static int setup(void **state)
{
	struct bus_rig *b = calloc(1, sizeof(*b));
	struct rig *r = &b->rig;

	assert_non_null(b);
	start_dbus(b);
	rig_control(r);
	rig_moment(r);
	r->destination = "org.plumbd.Posture1";
	assert_return_code(sd_event_new(&r->event), 0);
	assert_return_code(bus_sink_new(r->event, b->address, &r->control, &r->sink), 0);
	r->client = connect_in_loop(b);
	assert_return_code(sd_bus_add_match(r->client, NULL,
					    "type='signal',sender='org.plumbd.Posture1'", rig_hear,
					    r),
			   0);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	char path[128];
	static const char *const files[] = { "bus.conf", "bus.log", "socket",
					     "org.plumbd.Posture1.service" };

	rig_forget_heard(r);
	sd_bus_flush_close_unref(r->client);
	sink_free(r->sink);
	sink_free(r->history);
	sd_event_unref(r->event);
	kill(b->dbus, SIGTERM);
	waitpid(b->dbus, NULL, 0);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "%s/%s", b->folder, files[i]);
		unlink(path);
	}
	assert_return_code(rmdir(b->folder), errno);
	free(b);
	return 0;
}

static void the_name_is_owned_and_its_objects_are_there(void **state)
{
	struct rig *r = *state;

	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Status", "starting");
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "State", "absent");
}

static void a_second_instance_is_refused(void **state)
{
	struct bus_rig *b = *state;
	struct sink *second = NULL;
	int r;

	r = bus_sink_new(b->rig.event, b->address, &b->rig.control, &second);
	assert_int_equal(r, -EEXIST);
	assert_null(second);
	assert_non_null(strstr(bus_trouble(r), "another plumbd"));
	rig_settle(&b->rig); /* the first is none the worse for it */
}

static void the_name_is_free_again_when_the_sink_is_freed(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;

	r->sink = sink_free(r->sink);
	/* The bus may see the end of the old connection a moment after the new one. */
	for (int tries = 0; tries < 100 && !r->sink; tries++)
		(void)bus_sink_new(r->event, b->address, &r->control, &r->sink);
	assert_non_null(r->sink);
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Status", "starting");
}

static void a_change_reaches_those_who_listen(void **state)
{
	struct rig *r = *state;

	rig_settle(r); /* the match stands */
	rig_tick(r);
	assert_int_equal(r->n_heard, 2); /* Posture1, and the upper sensor */
	rig_tick(r);
	assert_int_equal(r->n_heard, 2);
}

static int count(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	unsigned *n = userdata;

	(void)error;
	*n += sd_bus_message_is_signal(m, RIG_POSTURE, "Angles") > 0;
	return 0;
}

static void angles_go_to_the_watcher_alone(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	sd_bus *other = connect_in_loop(b);
	unsigned n = 0;

	assert_return_code(sd_bus_add_filter(other, NULL, count, &n), 0);
	rig_ok(rig_call_message(r, other,
				rig_new_call(r, other, RIG_PATH, RIG_POSTURE, "Unwatch")));
	rig_ok(rig_call(r, "Watch", "u", 100));
	rig_tick(r);
	assert_int_equal(r->n_heard, 3); /* two changes, and Angles */
	rig_ok(rig_call_message(r, other,
				rig_new_call(r, other, RIG_PATH, RIG_POSTURE, "Unwatch")));
	assert_int_equal(n, 0);
	sd_bus_flush_close_unref(other);
}

static void a_watcher_that_leaves_the_bus_is_forgotten(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	sd_bus *other = connect_in_loop(b);
	sd_bus_message *call = rig_new_call(r, other, RIG_PATH, RIG_POSTURE, "Watch");

	assert_return_code(sd_bus_message_append(call, "u", 200), 0);
	rig_ok(rig_call_message(r, other, call));
	assert_true(r->fake.watch_us == 200000);
	rig_settle(r); /* it is followed, and stays */
	assert_true(r->fake.watch_us == 200000);
	sd_bus_flush_close_unref(other);
	while (r->fake.watch_us != 0)
		rig_step(r);
}

/* Gone before its call is even looked at: no change of owner comes any more. */
static void a_watcher_that_left_before_it_was_heard_is_forgotten(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	sd_bus *other = connect_client(b);
	sd_bus_message *call;

	call = rig_new_call(r, other, RIG_PATH, RIG_POSTURE, "Watch");
	assert_return_code(sd_bus_message_append(call, "u", 200), 0);
	assert_return_code(sd_bus_send(other, call, NULL), 0);
	sd_bus_message_unref(call);
	sd_bus_flush_close_unref(other); /* our loop has not run meanwhile */
	while (r->fake.watch_told < 2)
		rig_step(r);
	assert_true(r->fake.watch_us == 0);
}

static void a_recording_ends_when_its_caller_leaves_the_bus(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	sd_bus *other = connect_in_loop(b);
	sd_bus_message *call = rig_new_call(r, other, RIG_PATH, RIG_POSTURE, "Record");
	int fd[2];

	assert_return_code(pipe(fd), errno);
	assert_return_code(sd_bus_message_append(call, "h", fd[1]), 0);
	rig_ok(rig_call_message(r, other, call));
	close(fd[0]);
	close(fd[1]);
	assert_string_equal(r->fake.asked, "record;");
	sd_bus_flush_close_unref(other);
	while (!strstr(r->fake.asked, "stop recording;"))
		rig_step(r);
}

static int on_reply(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	unsigned *replies = userdata;

	(void)m, (void)error;
	(*replies)++;
	return 0;
}

static void a_flood_of_calls_is_answered_and_ticks_go_on(void **state)
{
	struct rig *r = *state;
	unsigned replies = 0, ticks = 0;

	for (unsigned i = 0; i < FLOOD; i++) {
		sd_bus_message *m =
			rig_new_call(r, r->client, RIG_PATH, "org.freedesktop.DBus.Peer", "Ping");

		assert_return_code(sd_bus_call_async(r->client, NULL, m, on_reply, &replies, 0), 0);
		sd_bus_message_unref(m);
	}
	while (replies < FLOOD) {
		r->sink->ops->tick(r->sink, &r->view);
		rig_step(r);
		ticks++;
	}
	assert_int_equal(replies, FLOOD);
	assert_in_range(ticks, FLOOD, 10 * FLOOD); /* one message a step: nobody waits for long */
}

/* All of it may be asked, and is switched off; forgetting may not. */
static int try_history_as_nobody(sd_bus *bus)
{
	static const struct {
		const char *member, *types;
	} open[] = {
		{ "Days", "" },	    { "DayDetails", "ss" }, { "Hours", "ss" }, { "Minutes", "xx" },
		{ "Spells", "xx" }, { "Alerts", "xx" },	    { "Care", "xx" },
	};
	sd_bus_error e = SD_BUS_ERROR_NULL;

	for (size_t i = 0; i < ARRAY_SIZE(open); i++) {
		int r;

		if (open[i].types[0] == 's')
			r = sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_HISTORY,
					       open[i].member, &e, NULL, "ss", "2025-01-01",
					       "2025-12-31");
		else
			r = sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_HISTORY,
					       open[i].member, &e, NULL, open[i].types, INT64_C(0),
					       INT64_C(9));
		if (r >= 0 || !sd_bus_error_has_name(&e, "org.plumbd.Error.NoHistory"))
			return 7;
		sd_bus_error_free(&e);
	}
	if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_HISTORY, "Forget", &e,
			       NULL, "x", INT64_C(0)) >= 0 ||
	    !sd_bus_error_has_name(&e, SD_BUS_ERROR_ACCESS_DENIED))
		return 8;
	sd_bus_error_free(&e);
	return 0;
}

/* In a child without rights: 0 when it may read, listen and watch, and do nothing else */
static int try_as_nobody(struct bus_rig *b)
{
	static const char *const denied[] = { "CancelLearning", "Acknowledge", "SetProfile",
					      "Reload" };
	static const char *const care_denied[] = { "Start", "Done", "Dismiss", "LogKnot" };
	sd_bus_error e = SD_BUS_ERROR_NULL;
	sd_bus *bus = connect_client(b);
	char *status = NULL;

	if (sd_bus_get_property_string(bus, "org.plumbd.Posture1", RIG_PATH, RIG_POSTURE, "Status",
				       NULL, &status) < 0)
		return 1;
	if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_POSTURE, "Watch", NULL,
			       NULL, "u", 100) < 0)
		return 2;
	for (size_t i = 0; i < ARRAY_SIZE(denied); i++) {
		if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_POSTURE, denied[i],
				       &e, NULL, "") >= 0 ||
		    !sd_bus_error_has_name(&e, SD_BUS_ERROR_ACCESS_DENIED))
			return 3;
		sd_bus_error_free(&e);
	}
	if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_POSTURE, "Holds", NULL,
			       NULL, "") < 0)
		return 5;
	if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_POSTURE,
			       "ProfileSettings", NULL, NULL, "") < 0)
		return 7;
	for (size_t i = 0; i < ARRAY_SIZE(care_denied); i++) {
		if (sd_bus_call_method(bus, "org.plumbd.Posture1", RIG_PATH, RIG_CARE,
				       care_denied[i], &e, NULL, "") >= 0 ||
		    !sd_bus_error_has_name(&e, SD_BUS_ERROR_ACCESS_DENIED))
			return 6;
		sd_bus_error_free(&e);
	}
	if (sd_bus_request_name(bus, "org.plumbd.Posture1", SD_BUS_NAME_QUEUE) != -EACCES)
		return 4;
	return try_history_as_nobody(bus);
}

static int on_end(sd_event_source *s, int fd, uint32_t revents, void *userdata)
{
	bool *ended = userdata;

	(void)s, (void)fd, (void)revents;
	*ended = true;
	return 0;
}

static void who_has_no_rights_may_look_and_not_touch(void **state)
{
	struct bus_rig *b = *state;
	struct rig *r = &b->rig;
	sd_event_source *end;
	bool ended = false;
	int fd[2], status;
	pid_t child;

	if (geteuid() != 0)
		skip(); /* cannot become somebody else */
	assert_return_code(pipe(fd), errno);
	child = fork();
	assert_return_code(child, errno);
	if (child == 0) {
		if (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
			_exit(99);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(try_as_nobody(b));
	}
	close(fd[1]); /* the child's copy closes when it ends */
	assert_return_code(sd_event_add_io(r->event, &end, fd[0], EPOLLIN, on_end, &ended), 0);
	while (!ended)
		rig_step(r);
	sd_event_source_unref(end);
	close(fd[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_string_equal(r->fake.asked, "");
}

static void the_bus_could_start_us(void **state)
{
	struct bus_rig *b = *state;
	sd_bus *bus = connect_client(b);
	char **names = NULL;
	bool found = false;

	assert_return_code(sd_bus_list_names(bus, NULL, &names), 0);
	for (char **n = names; *n; n++) {
		found = found || strcmp(*n, "org.plumbd.Posture1") == 0;
		free(*n);
	}
	free(names);
	assert_true(found);
	sd_bus_flush_close_unref(bus);
}

static void what_is_no_bus_is_refused_with_advice(void **state)
{
	struct rig *r = *state;
	struct sink *sink = NULL;
	int error;

	error = bus_sink_new(r->event, "unix:path=/nonexistent/socket", &r->control, &sink);
	assert_int_equal(error, -ENOENT);
	assert_non_null(strstr(bus_trouble(error), "start dbus"));
	error = bus_sink_new(r->event, "unix:", &r->control, &sink);
	assert_int_equal(error, -EINVAL);
	assert_non_null(strstr(bus_trouble(error), "--bus"));
	assert_non_null(strstr(bus_trouble(-EACCES), "/usr/share/dbus-1/system.d"));
	assert_non_null(strstr(bus_trouble(-EPERM), "not /usr/local"));
	assert_non_null(strstr(bus_trouble(-ENOMEDIUM), "dbus-run-session"));
	assert_string_equal(bus_trouble(-EIO), strerror(EIO));
	assert_null(sink);
}

#define BUS_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BUS_TEST(the_name_is_owned_and_its_objects_are_there),
		BUS_TEST(a_second_instance_is_refused),
		BUS_TEST(the_name_is_free_again_when_the_sink_is_freed),
		BUS_TEST(a_change_reaches_those_who_listen),
		BUS_TEST(angles_go_to_the_watcher_alone),
		BUS_TEST(a_watcher_that_leaves_the_bus_is_forgotten),
		BUS_TEST(a_watcher_that_left_before_it_was_heard_is_forgotten),
		BUS_TEST(a_recording_ends_when_its_caller_leaves_the_bus),
		BUS_TEST(a_flood_of_calls_is_answered_and_ticks_go_on),
		BUS_TEST(who_has_no_rights_may_look_and_not_touch),
		BUS_TEST(the_bus_could_start_us),
		BUS_TEST(what_is_no_bus_is_refused_with_advice),
	};

	return cmocka_run_group_tests_name("bus-daemon", tests, NULL, NULL);
}
