/* SPDX-License-Identifier: MIT */
/*
 * The journal sink, with a function of the test's own in sd_journal_sendv()'s
 * place (the linker prefers it to libsystemd's), and the catalog.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include <cmocka.h>

#include "journal.h"
#include "message-ids.h"

#define SEC(s) ((s)*US_PER_SEC)

static const char *const ids[] = { MESSAGE_IDS(MESSAGE_ID_ROW) };

static char entry[8192]; /* the last one sent, its fields a line each; "" = none */
static unsigned entries;
static int send_result;

int sd_journal_sendv(const struct iovec *field, int n)
{
	size_t used = 0;

	for (int i = 0; i < n; i++)
		used += (size_t)snprintf(entry + used, sizeof(entry) - used, "%.*s\n",
					 (int)field[i].iov_len, (const char *)field[i].iov_base);
	entries++;
	return send_result;
}

struct desk {
	struct sink *sink;
	struct view view;
	struct explanation why;
	struct pose_set poses;
	int real_stderr;
	FILE *file; /* stderr of the sink */
	int paper;  /* its descriptor */
};

/* stderr becomes what JOURNAL_STREAM names, which is how a service finds its own to be. */
static void pretend_systemd(struct desk *d)
{
	struct stat st;
	char stream[64];

	assert_return_code(fstat(d->paper, &st), errno);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	sink_free(d->sink);
	assert_int_equal(journal_sink_new(&d->sink), 0);
}

static int setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	unsetenv("JOURNAL_STREAM");
	unsetenv("NOTIFY_SOCKET");
	d->file = tmpfile();
	assert_non_null(d->file);
	d->paper = fileno(d->file);
	d->real_stderr = dup(STDERR_FILENO);
	assert_return_code(dup2(d->paper, STDERR_FILENO), errno);
	assert_int_equal(journal_sink_new(&d->sink), 0);
	d->view = (struct view){
		.status = STATUS_WATCHING,
		.posture = POSTURE_UPRIGHT,
		.now_us = SEC(1000),
		.flexion_cdeg = 120,
		.lateral_cdeg = -40,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.poses = &d->poses,
		.why = &d->why,
		.sensor = { [SENSOR_UPPER] = { .state = SENSOR_RUNNING,
					       .chip = "MPU-6050",
					       .bus = "/dev/i2c-1",
					       .address = 0x68,
					       .errors = 10 } },
	};
	entry[0] = '\0';
	entries = 0;
	send_result = 0;
	*state = d;
	return 0;
}

static int teardown(void **state)
{
	struct desk *d = *state;

	sink_free(d->sink);
	assert_return_code(dup2(d->real_stderr, STDERR_FILENO), errno);
	close(d->real_stderr);
	fclose(d->file);
	unsetenv("JOURNAL_STREAM");
	free(d);
	return 0;
}

static int setup_systemd(void **state)
{
	setup(state);
	pretend_systemd(*state);
	return 0;
}

static void notice(struct desk *d, struct notice n)
{
	d->sink->ops->notice(d->sink, &n, &d->view);
}

static void tick(struct desk *d)
{
	d->sink->ops->tick(d->sink, &d->view);
}

/* What was written on stderr since the last look */
static const char *written(struct desk *d)
{
	static char text[4096];
	ssize_t n;

	lseek(d->paper, 0, SEEK_SET);
	n = read(d->paper, text, sizeof(text) - 1);
	assert_return_code(n, errno);
	text[n] = '\0';
	assert_return_code(ftruncate(d->paper, 0), errno);
	lseek(d->paper, 0, SEEK_SET);
	return text;
}

/* The entry sent since the last look: exactly one, with this id, priority and these lines */
static void assert_entry(enum message message, int priority, const char *text, const char *fields)
{
	char expected[4096];

	snprintf(expected, sizeof(expected), "MESSAGE=%s\nMESSAGE_ID=%s\nPRIORITY=%d\n%s", text,
		 ids[message], priority, fields);
	assert_string_equal(entry, expected);
	assert_int_equal(entries, 1);
	entry[0] = '\0';
	entries = 0;
}

static void an_alert_is_a_notice_with_all_its_figures(void **state)
{
	struct desk *d = *state;
	struct wearer_event w = { .kind = WEARER_SLOUCHED, .level = 2 };

	d->why = (struct explanation){
		.known = true,
		.level = 2,
		.posture = POSTURE_SLOUCHING,
		.pose = "hunched",
		.flexion_cdeg = 1736,
		.lateral_cdeg = -15,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.dwell_us = SEC(130),
	};
	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
	assert_entry(MESSAGE_ALERT, 5, "slouching for 2 min 10 s, 17.4 deg forward (alert level 2)",
		     "PLUMBD_POSTURE=slouching\nPLUMBD_POSE=hunched\nPLUMBD_ALERT_LEVEL=2\n"
		     "PLUMBD_DWELL_USEC=130000000\nPLUMBD_FLEXION_CDEG=1736\n"
		     "PLUMBD_LATERAL_CDEG=-15\n");
	assert_string_equal(written(d), "");
}

static void a_recovery_is_a_notice(void **state)
{
	struct desk *d = *state;
	struct wearer_event w = { .kind = WEARER_RECOVERED, .slouched_us = SEC(95) };

	d->why.posture = POSTURE_LEANING_BACK;
	d->view.curvature_cdeg = 7;
	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
	assert_entry(MESSAGE_RECOVERED, 5, "recovered after 1 min 35 s of leaning-back",
		     "PLUMBD_POSTURE=upright\nPLUMBD_ACTIVITY=still\n"
		     "PLUMBD_SLOUCHED_USEC=95000000\nPLUMBD_FLEXION_CDEG=120\n"
		     "PLUMBD_LATERAL_CDEG=-40\nPLUMBD_CURVATURE_CDEG=7\n");
}

static void a_learned_pose_is_a_notice_and_the_way_there_is_not(void **state)
{
	struct desk *d = *state;
	struct wearer_event w = { .kind = WEARER_LEARNING, .percent = 40 };

	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
	w.kind = WEARER_NOT_LEARNED;
	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
	assert_int_equal(entries, 0);
	w = (struct wearer_event){
		.kind = WEARER_LEARNED,
		.pose = { .name = "typing", .posture = POSTURE_UPRIGHT, .grade = 88 }
	};
	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
	assert_entry(MESSAGE_POSE_LEARNED, 5, "pose \"typing\" learned, grade 88",
		     "PLUMBD_POSE=typing\nPLUMBD_POSTURE=upright\nPLUMBD_GRADE=88\n");
}

static void each_other_notice_has_its_id_priority_and_words(void **state)
{
	static const struct {
		enum notice_kind kind;
		enum message message;
		int priority;
		const char *text;
	} rows[] = {
		{ NOTICE_STARTED, MESSAGE_STARTED, 6, "plumbd " PLUMBD_VERSION " started" },
		{ NOTICE_STOPPING, MESSAGE_STOPPED, 6, "plumbd stopped" },
		{ NOTICE_RELOADED, MESSAGE_RELOADED, 5, "configuration read anew" },
		{ NOTICE_RELOAD_FAILED, MESSAGE_RELOAD_FAILED, 3,
		  "new configuration refused, the old one stands: plumbd.conf:3: no such key" },
		{ NOTICE_POSES_DAMAGED, MESSAGE_POSES_DAMAGED, 3,
		  "the taught poses cannot be read: because of it" },
		{ NOTICE_POSES_UNSAVED, MESSAGE_POSES_UNSAVED, 3,
		  "the poses cannot be saved, the old ones stand: because of it" },
		{ NOTICE_CARE_DAMAGED, MESSAGE_CARE_DAMAGED, 3,
		  "what the coach remembers cannot be read: because of it" },
		{ NOTICE_CARE_UNSAVED, MESSAGE_CARE_UNSAVED, 3,
		  "what the coach remembers cannot be saved: because of it" },
		{ NOTICE_PROFILE_DAMAGED, MESSAGE_PROFILE_DAMAGED, 3,
		  "the chosen profile cannot be read: because of it" },
		{ NOTICE_PAUSES_DAMAGED, MESSAGE_PAUSES_DAMAGED, 3,
		  "the pauses cannot be read: because of it" },
		{ NOTICE_PAUSES_UNSAVED, MESSAGE_PAUSES_UNSAVED, 3,
		  "pauses cannot be saved, and a restart does not know them: because of it" },
		{ NOTICE_HISTORY_DAMAGED, MESSAGE_HISTORY_DAMAGED, 3,
		  "the history cannot be read, another is begun: because of it" },
		{ NOTICE_HISTORY_UNSAVED, MESSAGE_HISTORY_UNSAVED, 3,
		  "the history cannot be written, the last day of it is kept in memory: "
		  "because of it" },
		{ NOTICE_ENDED, MESSAGE_RECORDING_ENDED, 3,
		  "the recording is over: because of it" },
	};
	struct desk *d = *state;

	strcpy(d->view.config_error, "plumbd.conf:3: no such key");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		notice(d, (struct notice){ .kind = rows[i].kind, .text = "because\nof it" });
		assert_entry(rows[i].message, rows[i].priority, rows[i].text, "");
	}
	notice(d, (struct notice){ .kind = NOTICE_RELOADING });
	notice(d, (struct notice){ .kind = NOTICE_KNOT });
	notice(d, (struct notice){ .kind = NOTICE_CARE_DONE });
	assert_int_equal(entries, 0);
	notice(d, (struct notice){ .kind = NOTICE_ENDED });
	assert_entry(MESSAGE_RECORDING_ENDED, 6, "the recording is over", "");
}

static void say_care(struct desk *d, struct care_event care)
{
	struct wearer_event w = { .kind = WEARER_CARE, .care = care };

	notice(d, (struct notice){ .kind = NOTICE_WEARER, .wearer = &w });
}

static void the_coach_is_a_notice_when_due_and_a_word_when_over(void **state)
{
	struct desk *d = *state;

	say_care(d, (struct care_event){ .kind = CARE_PROFESSIONAL,
					 .due = true,
					 .reason = CARE_SEVERE_KNOT,
					 .severity = 8,
					 .place = "R\xC3\xBC" "cken" });
	assert_entry(MESSAGE_CARE_DUE, 5,
		     "You logged 8 of 10 (R\xC3\xBC" "cken). It may be time to show it to a health "
		     "professional. This is a reminder, not a diagnosis.",
		     "PLUMBD_CARE_KIND=professional\nPLUMBD_CARE_REASON=severe\n");
	say_care(d, (struct care_event){ .kind = CARE_PROFESSIONAL, .reason = CARE_DONE });
	assert_entry(MESSAGE_CARE_OVER, 6, "Done, as you said.",
		     "PLUMBD_CARE_KIND=professional\nPLUMBD_CARE_REASON=done\n");
}

static void heat_that_goes_on_too_long_is_a_warning_once(void **state)
{
	struct care_event heat = { .kind = CARE_HEAT, .due = true, .reason = CARE_TOO_LONG,
				   .minutes = 20 };
	struct desk *d = *state;

	for (int session = 0; session < 2; session++) {
		heat.reason = CARE_TOO_LONG;
		say_care(d, heat);
		assert_entry(MESSAGE_CARE_DUE, 4,
			     "20 minutes of heat: take it off now, then say so with \"plumbctl care "
			     "done heat\".",
			     "PLUMBD_CARE_KIND=heat\nPLUMBD_CARE_REASON=too-long\n");
		say_care(d, heat);
		assert_int_equal(entries, 0);
		say_care(d, (struct care_event){ .kind = CARE_HEAT, .reason = CARE_DONE });
		assert_entry(MESSAGE_CARE_OVER, 6, "Done, as you said.",
			     "PLUMBD_CARE_KIND=heat\nPLUMBD_CARE_REASON=done\n");
	}
}

static void lose(struct desk *d, uint64_t now_us)
{
	d->view.now_us = now_us;
	d->view.sensor[SENSOR_UPPER].state = SENSOR_SEARCHING;
	d->view.sensor[SENSOR_UPPER].last_error = -EREMOTEIO;
	strcpy(d->view.sensor[SENSOR_UPPER].trouble, "remote I/O error: check the wiring");
	notice(d, (struct notice){ .kind = NOTICE_SENSOR_LOST, .sensor = SENSOR_UPPER });
}

static void find(struct desk *d, uint64_t now_us)
{
	d->view.now_us = now_us;
	d->view.sensor[SENSOR_UPPER].state = SENSOR_RUNNING;
	d->view.sensor[SENSOR_UPPER].trouble[0] = '\0';
	notice(d, (struct notice){ .kind = NOTICE_SENSOR_FOUND, .sensor = SENSOR_UPPER });
}

#define SENSOR_FIELDS                                                                              \
	"PLUMBD_SENSOR=upper\nPLUMBD_CHIP=MPU-6050\nPLUMBD_BUS=/dev/i2c-1\nPLUMBD_ADDRESS=0x68\n"

static void a_sensor_is_found_lost_once_and_found_again(void **state)
{
	struct desk *d = *state;

	find(d, SEC(1000));
	assert_entry(MESSAGE_SENSOR_FOUND, 5, "upper sensor found: MPU-6050 at 0x68 on /dev/i2c-1",
		     SENSOR_FIELDS);
	find(d, SEC(1010)); /* begins anew at the chip's true rate */
	assert_int_equal(entries, 0);
	lose(d, SEC(2000));
	assert_entry(MESSAGE_SENSOR_LOST, 4,
		     "upper sensor lost: remote I/O error: check the wiring",
		     SENSOR_FIELDS "PLUMBD_I2C_ERRNO=121\n");
	for (uint64_t s = 2001; s < 2130; s++) {
		lose(d, SEC(s)); /* said again and again, and looked at again and again */
		tick(d);
	}
	assert_int_equal(entries, 0);
	d->view.sensor[SENSOR_UPPER].errors = 13;
	find(d, SEC(2130));
	assert_entry(MESSAGE_SENSOR_FOUND, 5,
		     "upper sensor back after 2 min 10 s: MPU-6050 at 0x68 on /dev/i2c-1; "
		     "3 errors meanwhile",
		     SENSOR_FIELDS "PLUMBD_AWAY_USEC=130000000\nPLUMBD_ERRORS=3\n");
}

static void a_sensor_that_was_never_there_is_told_once_it_is_known_why(void **state)
{
	struct desk *d = *state;
	struct sensor_health *h = &d->view.sensor[SENSOR_UPPER];

	*h = (struct sensor_health){ .state = SENSOR_SEARCHING, .bus = "/dev/i2c-1" };
	tick(d);
	assert_int_equal(entries, 0);
	strcpy(h->trouble, "nothing answers at 0x68 or 0x69: check the wiring");
	h->last_error = 1; /* a code of the IMU's, no errno */
	for (uint64_t s = 1000; s < 1200; s++) {
		d->view.now_us = SEC(s);
		tick(d);
	}
	assert_entry(MESSAGE_SENSOR_LOST, 4,
		     "upper sensor lost: nothing answers at 0x68 or 0x69: check the wiring",
		     "PLUMBD_SENSOR=upper\nPLUMBD_CHIP=\nPLUMBD_BUS=/dev/i2c-1\n"
		     "PLUMBD_ADDRESS=0x00\n");
	find(d, SEC(1200));
	assert_entry(MESSAGE_SENSOR_FOUND, 5, "upper sensor found: samples on /dev/i2c-1",
		     "PLUMBD_SENSOR=upper\nPLUMBD_CHIP=\nPLUMBD_BUS=/dev/i2c-1\n"
		     "PLUMBD_ADDRESS=0x00\nPLUMBD_AWAY_USEC=200000000\nPLUMBD_ERRORS=0\n");
}

/* A loose contact: lost and found each second, for an hour. */
static void a_sensor_that_comes_and_goes_is_told_once_a_minute(void **state)
{
	struct desk *d = *state;

	find(d, SEC(1000));
	entries = 0;
	for (uint64_t s = 1001; s < 4601; s += 2) {
		lose(d, SEC(s));
		tick(d);
		find(d, SEC(s + 1));
		tick(d);
	}
	/* each minute's first loss and its return; the losses between them are counted */
	assert_in_range(entries, 116, 120);
	lose(d, SEC(5000));
	assert_non_null(strstr(entry, "wiring (and "));
	assert_non_null(strstr(entry, " times before, not told)"));
}

static void one_loss_that_was_not_told_is_counted_as_one(void **state)
{
	struct desk *d = *state;

	lose(d, SEC(1000));
	find(d, SEC(1001));
	lose(d, SEC(1010));
	find(d, SEC(1011));
	entries = 0;
	lose(d, SEC(1060));
	assert_entry(MESSAGE_SENSOR_LOST, 4,
		     "upper sensor lost: remote I/O error: check the wiring (and 1 time before, "
		     "not told)",
		     SENSOR_FIELDS "PLUMBD_I2C_ERRNO=121\n");
}

static void a_flapping_sensor_that_stays_away_is_told_after_all(void **state)
{
	struct desk *d = *state;

	lose(d, SEC(1000));
	find(d, SEC(1001));
	lose(d, SEC(1002));
	entries = 0;
	d->view.now_us = SEC(1060) - 1;
	tick(d);
	assert_int_equal(entries, 0);
	d->view.now_us = SEC(1060);
	tick(d);
	assert_entry(MESSAGE_SENSOR_LOST, 4,
		     "upper sensor lost: remote I/O error: check the wiring",
		     SENSOR_FIELDS "PLUMBD_I2C_ERRNO=121\n");
	d->view.now_us = SEC(2000);
	tick(d);
	assert_int_equal(entries, 0);
}

static void the_two_sensors_are_lost_apart(void **state)
{
	struct desk *d = *state;

	lose(d, SEC(1000));
	d->view.sensor[SENSOR_LOWER] = (struct sensor_health){ .state = SENSOR_SEARCHING };
	notice(d, (struct notice){ .kind = NOTICE_SENSOR_LOST, .sensor = SENSOR_LOWER });
	assert_int_equal(entries, 2);
	assert_int_equal(strncmp(entry, "MESSAGE=lower sensor lost: ", 27), 0);
}

static void a_profile_chosen_by_hand_is_a_notice_and_one_that_is_gone_a_warning(void **state)
{
	struct desk *d = *state;

	strcpy(d->view.profile_choice, "standing");
	notice(d, (struct notice){ .kind = NOTICE_PROFILE_CHOSEN });
	assert_entry(MESSAGE_PROFILE_CHOSEN, 5, "profile \"standing\" chosen",
		     "PLUMBD_PROFILE=standing\n");
	strcpy(d->view.profile_choice, "auto");
	notice(d, (struct notice){ .kind = NOTICE_PROFILE_CHOSEN });
	assert_entry(MESSAGE_PROFILE_CHOSEN, 5, "the profile is left to the poses",
		     "PLUMBD_PROFILE=auto\n");
	notice(d, (struct notice){ .kind = NOTICE_PROFILE_GONE, .text = "standing" });
	assert_entry(MESSAGE_PROFILE_GONE, 4,
		     "the chosen profile \"standing\" is not in plumbd.conf any more: it is left "
		     "to the poses",
		     "PLUMBD_PROFILE=standing\n");
}

/* Nor does a pose that brings another profile. */
static void an_ordinary_tick_leaves_no_trace(void **state)
{
	struct desk *d = *state;

	for (uint64_t s = 1000; s < 2000; s++) {
		d->view.now_us = SEC(s);
		d->view.posture = s % 2 ? POSTURE_UPRIGHT : POSTURE_SLOUCHING;
		strcpy(d->view.profile, s % 20 < 10 ? "standing" : "");
		tick(d);
	}
	assert_int_equal(entries, 0);
	assert_string_equal(written(d), "");
}

static void without_systemd_the_same_words_go_to_stderr(void **state)
{
	struct desk *d = *state;

	notice(d, (struct notice){ .kind = NOTICE_STARTED });
	assert_string_equal(written(d), "plumbd " PLUMBD_VERSION " started\n");
	lose(d, SEC(1000));
	assert_string_equal(written(d), "upper sensor lost: remote I/O error: check the wiring\n");
	assert_int_equal(entries, 0);
}

static void a_journal_stream_that_is_not_our_stderr_is_not_believed(void **state)
{
	struct desk *d = *state;

	setenv("JOURNAL_STREAM", "1:1", 1);
	sink_free(d->sink);
	assert_int_equal(journal_sink_new(&d->sink), 0);
	notice(d, (struct notice){ .kind = NOTICE_RELOADED });
	assert_int_equal(entries, 0);
	assert_string_equal(written(d), "configuration read anew\n");
}

static void what_journald_refuses_goes_to_stderr(void **state)
{
	struct desk *d = *state;

	send_result = -ENOBUFS;
	notice(d, (struct notice){ .kind = NOTICE_RELOADED });
	assert_string_equal(written(d), "configuration read anew\n");
}

static char *read_catalog(void)
{
	static char text[32768];
	FILE *f = fopen(SOURCE_DIR "/systemd/plumbd.catalog", "r");

	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

static void the_catalog_explains_each_id_and_no_other(void **state)
{
	char *catalog = read_catalog();
	unsigned n = 0;

	(void)state;
	for (size_t i = 0; i < MESSAGE_COUNT; i++) {
		char head[64];
		char *at, *body;

		snprintf(head, sizeof(head), "\n-- %s\nSubject: ", ids[i]);
		at = strstr(catalog, head);
		if (!at)
			fail_msg("no entry for %s", ids[i]);
		assert_null(strstr(at + 1, head));
		body = strstr(at, "\n\n");
		assert_non_null(body);
		assert_true(strspn(body, "\n") == 2 && body[2] != '-');
	}
	for (char *at = catalog; (at = strstr(at, "\n-- ")); at++)
		n++;
	assert_int_equal(n, MESSAGE_COUNT);
}

/* Fields the catalog asks for must be ones that are sent with that entry. */
static void the_catalog_asks_for_fields_that_are_sent(void **state)
{
	static const char *const sent[] = { "@PLUMBD_POSTURE@", "@PLUMBD_ALERT_LEVEL@",
					    "@PLUMBD_SENSOR@",  "@PLUMBD_CHIP@",
					    "@PLUMBD_BUS@",     "@PLUMBD_POSE@",
					    "@PLUMBD_GRADE@",   "@PLUMBD_CARE_KIND@",
					    "@PLUMBD_CARE_REASON@", "@PLUMBD_PROFILE@" };

	(void)state;
	for (char *at = read_catalog(); (at = strstr(at, "@PLUMBD_")); at++) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(sent); i++)
			known = known || strncmp(at, sent[i], strlen(sent[i])) == 0;
		if (!known)
			fail_msg("nobody sends %.30s", at);
	}
}

#define PLAIN(f)   cmocka_unit_test_setup_teardown(f, setup, teardown)
#define SYSTEMD(f) cmocka_unit_test_setup_teardown(f, setup_systemd, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SYSTEMD(an_alert_is_a_notice_with_all_its_figures),
		SYSTEMD(a_recovery_is_a_notice),
		SYSTEMD(a_learned_pose_is_a_notice_and_the_way_there_is_not),
		SYSTEMD(each_other_notice_has_its_id_priority_and_words),
		SYSTEMD(the_coach_is_a_notice_when_due_and_a_word_when_over),
		SYSTEMD(heat_that_goes_on_too_long_is_a_warning_once),
		SYSTEMD(a_sensor_is_found_lost_once_and_found_again),
		SYSTEMD(a_sensor_that_was_never_there_is_told_once_it_is_known_why),
		SYSTEMD(a_sensor_that_comes_and_goes_is_told_once_a_minute),
		SYSTEMD(one_loss_that_was_not_told_is_counted_as_one),
		SYSTEMD(a_flapping_sensor_that_stays_away_is_told_after_all),
		SYSTEMD(the_two_sensors_are_lost_apart),
		SYSTEMD(a_profile_chosen_by_hand_is_a_notice_and_one_that_is_gone_a_warning),
		SYSTEMD(an_ordinary_tick_leaves_no_trace),
		PLAIN(without_systemd_the_same_words_go_to_stderr),
		PLAIN(a_journal_stream_that_is_not_our_stderr_is_not_believed),
		SYSTEMD(what_journald_refuses_goes_to_stderr),
		cmocka_unit_test(the_catalog_explains_each_id_and_no_other),
		cmocka_unit_test(the_catalog_asks_for_fields_that_are_sent),
	};

	return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
