/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2() */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "carefile.h"
#include "manager.h"
#include "poses.h"

#define MS(n)       ((uint64_t)(n)*US_PER_MS)
#define SEC(n)      ((uint64_t)(n)*US_PER_SEC)
#define REAL0_SEC   1700000000 /* 22:13:20 UTC */
/* A period that times the rate is just past 64 bits. */
#define WRAPS_US    (UINT64_MAX / 50000 + 1)
#define NOTICES_MAX 256

struct fake_source {
	struct source source;
	struct source_item next;
	bool has_next;
	unsigned samples;
};

struct fake_sink {
	struct sink sink;
	unsigned n; /* notices */
	struct {
		enum notice_kind kind;
		enum sensor sensor;
		struct wearer_event event;
		enum status status;
		char text[512];
	} notice[NOTICES_MAX];
	unsigned ticks;
	struct view view; /* of the last tick */
	struct pose_set poses;
	bool *freed;
};

struct rig {
	char folder[64], config_path[128], poses_path[128], care_path[128], choice_path[128];
	char alert_path[128];
	sd_event *event;
	struct clock clock;
	struct manager *manager;
	const struct control *control;
	struct fake_source *source; /* the last one made */
	unsigned sources_made, sources_freed;
	int source_error;
	struct fake_sink *sink;
	bool sink_freed;
	uint64_t now_us;
	int16_t up_x, up_z; /* what the upper sensor feels */
	char text[512];
};

static struct rig rig;

static void on_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	struct fake_source *fake = (struct fake_source *)s;

	(void)now_us;
	*ret = fake->next;
	fake->has_next = false;
}

static uint64_t on_due_us(const struct source *s)
{
	return ((const struct fake_source *)s)->has_next ? 0 : UINT64_MAX;
}

static void on_set_batch(struct source *s, unsigned samples)
{
	((struct fake_source *)s)->samples = samples;
}

static void on_source_free(struct source *s)
{
	rig.sources_freed++;
	free(s);
}

static int make_source(void *ctx, const struct config *config, uint64_t now_us, struct source **ret,
		       char *text, size_t size)
{
	static const struct source_ops ops = {
		.read = on_read,
		.due_us = on_due_us,
		.set_batch = on_set_batch,
		.free = on_source_free,
	};
	struct fake_source *fake;

	assert_ptr_equal(ctx, &rig);
	(void)config;
	rig.now_us = MAX(rig.now_us, now_us);
	if (rig.source_error) {
		snprintf(text, size, "no such source");
		return rig.source_error;
	}
	fake = calloc(1, sizeof *fake);
	fake->source.ops = &ops;
	fake->source.health[SENSOR_UPPER].state = SENSOR_SEARCHING;
	rig.source = fake;
	rig.sources_made++;
	*ret = &fake->source;
	return 0;
}

static void on_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct fake_sink *fake = (struct fake_sink *)s;

	assert_true(fake->n < NOTICES_MAX);
	fake->notice[fake->n].kind = n->kind;
	fake->notice[fake->n].sensor = n->sensor;
	fake->notice[fake->n].status = v->status;
	if (n->kind == NOTICE_WEARER)
		fake->notice[fake->n].event = *n->wearer;
	if (n->text)
		snprintf(fake->notice[fake->n].text, sizeof fake->notice[0].text, "%s", n->text);
	fake->n++;
}

static void on_sink_tick(struct sink *s, const struct view *v)
{
	struct fake_sink *fake = (struct fake_sink *)s;

	fake->ticks++;
	fake->view = *v;
	fake->poses = *v->poses;
}

static void on_sink_free(struct sink *s)
{
	*((struct fake_sink *)s)->freed = true;
	free(s);
}

static struct fake_sink *make_sink(bool *freed)
{
	static const struct sink_ops ops = {
		.notice = on_notice,
		.tick = on_sink_tick,
		.free = on_sink_free,
	};
	struct fake_sink *fake = calloc(1, sizeof *fake);

	fake->sink.ops = &ops;
	fake->freed = freed;
	return fake;
}

static void write_config(const char *text)
{
	FILE *file = fopen(rig.config_path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof rig);
	setenv("TZ", "UTC0", 1);
	tzset();
	strcpy(rig.folder, "/tmp/plumb-manager-XXXXXX");
	if (!mkdtemp(rig.folder))
		return -1;
	snprintf(rig.config_path, sizeof rig.config_path, "%s/plumbd.conf", rig.folder);
	snprintf(rig.poses_path, sizeof rig.poses_path, "%s/poses.conf", rig.folder);
	snprintf(rig.care_path, sizeof rig.care_path, "%s/care.conf", rig.folder);
	snprintf(rig.choice_path, sizeof rig.choice_path, "%s/profile.conf", rig.folder);
	snprintf(rig.alert_path, sizeof rig.alert_path, "%s/alert.conf", rig.folder);
	if (sd_event_new(&rig.event) < 0)
		return -1;
	write_config("");
	/* Fast time: what happens between two steps happens at the time of the last. */
	rig.clock = (struct clock){ .speed = 2, .boot0_us = 0, .real0_us = SEC(REAL0_SEC) };
	rig.up_x = 16384;
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	rig.manager = manager_free(rig.manager);
	rig.event = sd_event_unref(rig.event);
	snprintf(command, sizeof command, "rm -r %s", rig.folder);
	return system(command);
}

static int begin(void)
{
	struct manager_setup setup = {
		.event = rig.event,
		.clock = &rig.clock,
		.config_path = rig.config_path,
		.poses_path = rig.poses_path,
		.care_path = rig.care_path,
		.choice_path = rig.choice_path,
		.alert_path = rig.alert_path,
		.make_source = make_source,
		.ctx = &rig,
	};
	struct config_error error;
	struct config config;
	bool found;
	int r;

	config_defaults(&setup.base);
	assert_int_equal(manager_load_config(&setup, &config, &found, &error), 0);
	assert_int_equal(manager_new(&setup, &config, &rig.manager), 0);
	rig.control = manager_control(rig.manager);
	rig.sink = make_sink(&rig.sink_freed);
	manager_add_sink(rig.manager, &rig.sink->sink);
	r = manager_start(rig.manager, rig.text, sizeof rig.text);
	/* The day's first minute, so that no test crosses midnight unasked. */
	rig.clock.real0_us = SEC(1700006400) - rig.now_us;
	return r;
}

static void step(enum source_news news, enum sensor sensor)
{
	rig.source->next.news = news;
	rig.source->next.sensor = sensor;
	rig.source->has_next = true;
	manager_step(rig.manager, rig.now_us);
}

static void find_sensor(void)
{
	rig.source->source.health[SENSOR_UPPER].state = SENSOR_RUNNING;
	rig.source->source.health[SENSOR_UPPER].rate_millihz = 50000;
	rig.source->next.stream = (struct stream){
		.rate_millihz = 50000,
		.accel_milli_lsb_per_g = 16384000,
		.gyro_milli_lsb_per_dps = 131000,
	};
	step(SOURCE_STREAM, SENSOR_UPPER);
}

static void lose_sensor(void)
{
	rig.source->source.health[SENSOR_UPPER].state = SENSOR_SEARCHING;
	step(SOURCE_LOST, SENSOR_UPPER);
}

/* A batch of 16: 0.32 s of sitting, a breath in it so that it is a living back. */
static void sit_a_tick(void)
{
	struct batch *b = &rig.source->next.batch;
	int16_t breath = (int16_t)(rig.now_us / MS(320) % 8 * 40);

	rig.now_us += MS(320);
	*b = (struct batch){ .sensor = SENSOR_UPPER, .n = 16, .t_us = rig.now_us };
	for (unsigned i = 0; i < 16; i++)
		b->accel[i] = (struct counts3){ rig.up_x, breath, rig.up_z };
	step(SOURCE_BATCH, SENSOR_UPPER);
}

static void sit(unsigned seconds)
{
	for (uint64_t end_us = rig.now_us + SEC(seconds); rig.now_us < end_us;)
		sit_a_tick();
}

/* Footfall: 0.3 g up and down around 1 g. */
static void walk(unsigned seconds)
{
	for (uint64_t end_us = rig.now_us + SEC(seconds); rig.now_us < end_us;) {
		struct batch *b = &rig.source->next.batch;

		rig.now_us += MS(320);
		*b = (struct batch){ .sensor = SENSOR_UPPER, .n = 16, .t_us = rig.now_us };
		for (unsigned i = 0; i < 16; i++)
			b->accel[i] = (struct counts3){ i % 2 ? 21000 : 11500, 0, 0 };
		step(SOURCE_BATCH, SENSOR_UPPER);
	}
}

static void sit_upright(void)
{
	rig.up_x = 16384;
	rig.up_z = 0;
}

/* 25 degrees forward: the front is -z, so up leans towards +z. */
static void sit_slouching(void)
{
	rig.up_x = 14849;
	rig.up_z = 6924;
}

static unsigned count(enum notice_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rig.sink->n; i++)
		n += rig.sink->notice[i].kind == kind;
	return n;
}

/* The last wearer's event of a kind, or NULL. */
static const struct wearer_event *last_event(enum wearer_event_kind kind)
{
	for (unsigned i = rig.sink->n; i-- > 0;) {
		if (rig.sink->notice[i].kind == NOTICE_WEARER &&
		    rig.sink->notice[i].event.kind == kind)
			return &rig.sink->notice[i].event;
	}
	return NULL;
}

static int learn(const char *name, const char *posture, unsigned seconds)
{
	return rig.control->learn(rig.control->ctx, name, posture, true, seconds, rig.text,
				  sizeof rig.text);
}

static void learn_upright(void)
{
	assert_int_equal(learn("upright", "upright", 2), 0);
	sit(8);
	assert_non_null(last_event(WEARER_LEARNED));
}

static void begin_watching(void)
{
	assert_int_equal(begin(), 0);
	find_sensor();
	sit(3);
	learn_upright();
}

static void expect_notice(unsigned i, enum notice_kind kind, enum status status)
{
	assert_true(i < rig.sink->n);
	assert_int_equal(rig.sink->notice[i].kind, kind);
	assert_int_equal(rig.sink->notice[i].status, status);
}

static void it_has_started_once_the_sensor_runs(void **state)
{
	(void)state;
	assert_int_equal(begin(), 0);
	step(SOURCE_NOTHING, SENSOR_UPPER);
	assert_int_equal(rig.sink->n, 0);
	assert_int_equal(rig.sink->view.status, STATUS_STARTING);
	find_sensor();
	assert_int_equal(rig.sink->n, 2);
	expect_notice(0, NOTICE_STARTED, STATUS_UNCALIBRATED);
	expect_notice(1, NOTICE_SENSOR_FOUND, STATUS_UNCALIBRATED);
}

static void it_has_started_once_the_first_search_was_in_vain(void **state)
{
	(void)state;
	assert_int_equal(begin(), 0);
	lose_sensor();
	assert_int_equal(rig.sink->n, 2);
	expect_notice(0, NOTICE_STARTED, STATUS_SENSOR_LOST);
	expect_notice(1, NOTICE_SENSOR_LOST, STATUS_SENSOR_LOST);
	find_sensor();
	lose_sensor();
	assert_int_equal(count(NOTICE_STARTED), 1);
}

static void news_of_the_lower_sensor_is_no_start(void **state)
{
	(void)state;
	assert_int_equal(begin(), 0);
	rig.source->next.stream = (struct stream){ 50000, 16384000, 131000 };
	step(SOURCE_STREAM, SENSOR_LOWER);
	assert_int_equal(count(NOTICE_STARTED), 0);
	assert_int_equal(rig.sink->notice[0].sensor, SENSOR_LOWER);
	assert_int_equal(rig.sink->view.status, STATUS_STARTING);
	/* Unless it is the only one there is, as in a recording. */
	rig.source->source.health[SENSOR_UPPER].state = SENSOR_ABSENT;
	step(SOURCE_STREAM, SENSOR_LOWER);
	assert_int_equal(count(NOTICE_STARTED), 1);
}

static void the_status_goes_from_uncalibrated_to_watching(void **state)
{
	(void)state;
	assert_int_equal(begin(), 0);
	find_sensor();
	sit(3);
	assert_int_equal(rig.sink->view.status, STATUS_UNCALIBRATED);
	assert_int_equal(learn("upright", "upright", 2), 0);
	assert_int_equal(rig.sink->view.status, STATUS_CALIBRATING);
	sit(8);
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
	assert_int_equal(rig.sink->view.posture, POSTURE_UPRIGHT);
	assert_string_equal(rig.sink->view.pose, "upright");
}

static void a_pause_shows_until_it_is_resumed(void **state)
{
	uint32_t cookie;

	(void)state;
	begin_watching();
	assert_int_equal(rig.control->pause(rig.control->ctx, 60, "call", &cookie), 0);
	assert_int_equal(rig.sink->view.status, STATUS_PAUSED);
	assert_int_equal(rig.sink->view.paused_until_real_us,
			 rig.clock.real0_us + rig.now_us + SEC(60));
	assert_int_equal(rig.control->resume(rig.control->ctx, cookie), 0);
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
	assert_int_equal(rig.sink->view.paused_until_real_us, 0);
	assert_int_equal(rig.control->resume(rig.control->ctx, cookie), CONTROL_E_NO_SUCH_HOLD);
}

static void a_pause_ends_itself(void **state)
{
	uint32_t cookie;

	(void)state;
	begin_watching();
	assert_int_equal(rig.control->pause(rig.control->ctx, 5, "call", &cookie), 0);
	sit(4);
	assert_int_equal(rig.sink->view.status, STATUS_PAUSED);
	sit(2);
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
}

static void only_so_many_pauses_fit(void **state)
{
	uint32_t cookie;

	(void)state;
	begin_watching();
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++)
		assert_int_equal(rig.control->pause(rig.control->ctx, 60, "", &cookie), 0);
	assert_int_equal(rig.control->pause(rig.control->ctx, 60, "", &cookie), CONTROL_E_FULL);
}

static void a_learned_pose_is_on_disk_before_it_is_told(void **state)
{
	struct config_error error;
	struct pose_set poses;
	unsigned serial;

	(void)state;
	assert_int_equal(begin(), 0);
	find_sensor();
	sit(3);
	serial = rig.sink->view.poses_serial;
	learn_upright();
	assert_int_equal(poses_read(rig.poses_path, &poses, &error), 0);
	assert_int_equal(poses.n, 1);
	assert_string_equal(poses.pose[0].name, "upright");
	assert_true(rig.sink->view.poses_serial > serial);
	assert_int_equal(rig.sink->poses.n, 1);
	assert_string_equal(last_event(WEARER_LEARNED)->pose.name, "upright");
}

static void poses_are_remembered_over_a_restart(void **state)
{
	(void)state;
	begin_watching();
	rig.manager = manager_free(rig.manager);
	assert_int_equal(begin(), 0);
	find_sensor();
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
	assert_int_equal(rig.sink->poses.n, 1);
	assert_true(rig.sink->view.poses_serial > 0);
}

/* A folder where the temporary file has to go: nothing can be saved. */
/* Of sitting, on the day that is written down. */
static uint64_t sat_on_disk_us(void)
{
	struct config_error error;
	struct care_memory memory;

	if (carefile_read(rig.care_path, &memory, &error) != 0)
		fail_msg("%s", error.text);
	return memory.day[CARE_DAYS - 1].still_us;
}

static void the_days_sitting_is_written_every_four_hours_and_at_the_end(void **state)
{
	uint64_t written_us;

	(void)state;
	write_config("care: { stretch = false; };");
	begin_watching();
	sit(60);
	written_us = sat_on_disk_us(); /* the day's first step */
	assert_true(written_us < SEC(10));
	/* a back as even as this one is soon taken for a chair's */
	sit(4 * 3600 - 100);
	assert_int_equal(sat_on_disk_us(), written_us);
	sit(60);
	written_us = sat_on_disk_us();
	assert_in_range(written_us, SEC(60), SEC(100));
	walk(10);
	sit(30);
	assert_int_equal(sat_on_disk_us(), written_us);
	rig.manager = manager_free(rig.manager);
	assert_in_range(sat_on_disk_us(), written_us + SEC(20), written_us + SEC(31));
}

static void block_saving(void)
{
	char path[160];

	snprintf(path, sizeof path, "%s.new", rig.poses_path);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void a_pose_that_cannot_be_saved_is_not_learned(void **state)
{
	const struct wearer_event *outcome;
	unsigned i;

	(void)state;
	assert_int_equal(begin(), 0);
	find_sensor();
	sit(3);
	block_saving();
	assert_int_equal(learn("upright", "upright", 2), 0);
	sit(8);
	assert_null(last_event(WEARER_LEARNED));
	outcome = last_event(WEARER_NOT_LEARNED);
	assert_non_null(outcome);
	assert_string_equal(outcome->pose.name, "upright");
	assert_int_equal(outcome->result, CALIBRATE_DONE);
	for (i = 0; rig.sink->notice[i].kind != NOTICE_POSES_UNSAVED; i++)
		;
	assert_non_null(strstr(rig.sink->notice[i].text, rig.poses_path));
	assert_non_null(strstr(rig.sink->notice[i + 1].text, "cannot be saved"));
	assert_int_equal(rig.sink->poses.n, 0);
	assert_int_equal(rig.sink->view.status, STATUS_UNCALIBRATED);
}

static void a_forgotten_pose_is_gone_from_disk(void **state)
{
	struct config_error error;
	struct pose_set poses;

	(void)state;
	begin_watching();
	assert_int_equal(
		rig.control->forget(rig.control->ctx, "upright", rig.text, sizeof rig.text), 0);
	assert_int_equal(rig.sink->view.status, STATUS_UNCALIBRATED);
	assert_int_equal(poses_read(rig.poses_path, &poses, &error), 0);
	assert_int_equal(poses.n, 0);
	assert_int_equal(
		rig.control->forget(rig.control->ctx, "upright", rig.text, sizeof rig.text),
		CONTROL_E_NO_SUCH_POSE);
	assert_string_equal(rig.text,
			    "no pose \"upright\" is taught: \"plumbctl poses\" lists them");
}

static void a_pose_that_cannot_be_forgotten_on_disk_stays(void **state)
{
	(void)state;
	begin_watching();
	block_saving();
	assert_true(rig.control->forget(rig.control->ctx, "upright", rig.text, sizeof rig.text) <
		    0);
	assert_non_null(strstr(rig.text, "cannot be saved"));
	assert_int_equal(count(NOTICE_POSES_UNSAVED), 1);
	assert_int_equal(rig.sink->poses.n, 1);
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
}

static void damaged_poses_are_set_aside_and_told(void **state)
{
	FILE *file = fopen(rig.poses_path, "w");

	(void)state;
	assert_non_null(file);
	fputs("poses = ( banana", file);
	fclose(file);
	assert_int_equal(begin(), 0);
	assert_int_equal(rig.sink->n, 1);
	assert_int_equal(rig.sink->notice[0].kind, NOTICE_POSES_DAMAGED);
	assert_non_null(strstr(rig.sink->notice[0].text, "the file was kept as "));
	assert_non_null(strstr(rig.sink->notice[0].text, ".damaged-"));
	assert_int_equal(access(rig.poses_path, F_OK), -1);
	find_sensor();
	assert_int_equal(rig.sink->view.status, STATUS_UNCALIBRATED);
}

static void poses_that_cannot_be_read_at_all_stop_the_start(void **state)
{
	(void)state;
	assert_int_equal(symlink(rig.poses_path, rig.poses_path), 0);
	assert_int_equal(begin(), -ELOOP);
	assert_non_null(strstr(rig.text, rig.poses_path));
	assert_int_equal(unlink(rig.poses_path), 0);
}

static void a_source_that_cannot_be_made_stops_the_start(void **state)
{
	(void)state;
	rig.source_error = -ENOENT;
	assert_int_equal(begin(), -ENOENT);
	assert_string_equal(rig.text, "no such source");
}

static void slouching_is_alerted_shown_and_acknowledged(void **state)
{
	uint64_t since_real_us;

	(void)state;
	begin_watching();
	assert_int_equal(rig.control->acknowledge(rig.control->ctx), CONTROL_E_NOTHING);
	sit_slouching();
	sit(20);
	assert_int_equal(rig.sink->view.posture, POSTURE_SLOUCHING);
	assert_null(last_event(WEARER_SLOUCHED));
	since_real_us = rig.sink->view.since_real_us;
	assert_in_range(since_real_us, rig.clock.real0_us + rig.now_us - SEC(21),
			rig.clock.real0_us + rig.now_us - SEC(15));
	sit(20);
	assert_non_null(last_event(WEARER_SLOUCHED));
	assert_int_equal(rig.sink->view.alert_level, 1);
	assert_int_equal(rig.sink->view.alerts_today, 1);
	assert_int_equal(rig.sink->view.slouches_today, 1);
	assert_in_range(rig.sink->view.slouch_today_us, SEC(30), SEC(41));
	assert_true(rig.sink->view.since_real_us == since_real_us);
	assert_in_range(rig.sink->view.flexion_cdeg, 2300, 2700);
	assert_true(rig.sink->view.why->known);
	assert_int_equal(rig.control->acknowledge(rig.control->ctx), 0);
	sit_upright();
	sit(20);
	assert_non_null(last_event(WEARER_RECOVERED));
}

static void a_stamp_follows_a_clock_that_is_set_but_not_its_trembling(void **state)
{
	uint64_t since_real_us;

	(void)state;
	begin_watching();
	since_real_us = rig.sink->view.since_real_us;
	rig.clock.real0_us += 900;
	sit_a_tick();
	assert_true(rig.sink->view.since_real_us == since_real_us);
	rig.clock.real0_us += SEC(40);
	sit_a_tick();
	assert_true(rig.sink->view.since_real_us == since_real_us + SEC(40) + 900);
}

static void a_lost_sensor_makes_everything_unknown(void **state)
{
	(void)state;
	begin_watching();
	assert_true(rig.sink->view.flexion_cdeg != ANGLE_UNKNOWN);
	assert_int_equal(learn("typing", "upright", 10), 0);
	lose_sensor();
	assert_int_equal(rig.sink->view.status, STATUS_SENSOR_LOST);
	assert_int_equal(rig.sink->view.flexion_cdeg, ANGLE_UNKNOWN);
	for (unsigned i = 0; i < 10; i++) {
		assert_int_equal(manager_due_us(rig.manager), rig.now_us + SEC(1));
		rig.now_us += SEC(1);
		manager_step(rig.manager, rig.now_us);
	}
	assert_int_equal(rig.sink->view.posture, POSTURE_UNKNOWN);
	assert_non_null(last_event(WEARER_NOT_LEARNED));
	assert_int_equal(last_event(WEARER_NOT_LEARNED)->result, CALIBRATE_NO_SENSOR);
	find_sensor();
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
	assert_true(manager_due_us(rig.manager) == UINT64_MAX);
}

static void a_sensor_being_set_up_again_shows_nothing(void **state)
{
	(void)state;
	begin_watching();
	assert_int_equal(rig.sink->view.posture, POSTURE_UPRIGHT);
	assert_true(rig.sink->view.flexion_cdeg != ANGLE_UNKNOWN);
	rig.source->source.health[SENSOR_UPPER].state = SENSOR_STARTING;
	manager_step(rig.manager, rig.now_us += SEC(1)); /* and it was not told as lost */
	assert_int_equal(rig.sink->view.posture, POSTURE_UNKNOWN);
	assert_int_equal(rig.sink->view.flexion_cdeg, ANGLE_UNKNOWN);
}

static void the_days_figures_end_with_the_day_even_without_a_sensor(void **state)
{
	(void)state;
	begin_watching();
	sit(5);
	assert_true(rig.sink->view.upright_today_us > 0);
	lose_sensor();
	rig.now_us += SEC(86400);
	manager_step(rig.manager, rig.now_us);
	assert_int_equal(rig.sink->view.upright_today_us, 0);
	assert_int_equal(rig.sink->view.slouch_today_us, 0);
}

static void learning_is_refused_with_a_reason(void **state)
{
	static const struct {
		const char *name, *posture;
		unsigned seconds;
		int code;
		const char *text;
	} rows[] = {
		{ "a b", "upright", 5, CONTROL_E_INVALID, "a pose's name has 1 to 31" },
		{ "a", "banana", 5, CONTROL_E_INVALID, "\"banana\" is no posture" },
		{ "a", "unknown", 5, CONTROL_E_INVALID, "\"unknown\" is no posture" },
		{ "a", "upright", 1, CONTROL_E_INVALID, "seconds must lie in 2 .. 60" },
		{ "a", "upright", 61, CONTROL_E_INVALID, "seconds must lie in 2 .. 60" },
	};

	(void)state;
	assert_int_equal(begin(), 0);
	assert_int_equal(learn("upright", "upright", 5), CONTROL_E_NO_SENSOR);
	assert_string_equal(rig.text, "the upper sensor delivers nothing yet");
	strcpy(rig.source->source.health[SENSOR_UPPER].trouble, "unplugged");
	assert_int_equal(learn("upright", "upright", 5), CONTROL_E_NO_SENSOR);
	assert_string_equal(rig.text, "unplugged");
	find_sensor();
	sit(3);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(learn(rows[i].name, rows[i].posture, rows[i].seconds),
				 rows[i].code);
		assert_non_null(strstr(rig.text, rows[i].text));
	}
	assert_int_equal(rig.control->learn_cancel(rig.control->ctx), CONTROL_E_NOTHING);
	walk(3);
	assert_int_equal(learn("upright", "upright", 5), CONTROL_E_NOT_STILL);
	assert_non_null(strstr(rig.text, "hold still"));
	sit(10);
	assert_int_equal(learn("upright", "upright", 5), 0);
	assert_int_equal(learn("upright", "upright", 5), CONTROL_E_BUSY);
	assert_int_equal(rig.control->learn_cancel(rig.control->ctx), 0);
	assert_int_equal(rig.sink->view.status, STATUS_UNCALIBRATED);
}

static void only_so_many_poses_fit(void **state)
{
	struct pose_set poses = { .n = POSE_MAX };

	(void)state;
	for (unsigned i = 0; i < POSE_MAX; i++) {
		struct pose *p = &poses.pose[i];

		snprintf(p->name, sizeof p->name, "pose-%u", i);
		p->posture = POSTURE_UPRIGHT;
		p->good = true;
		p->stance.sensors = SENSOR_BIT(SENSOR_UPPER);
		p->stance.up[SENSOR_UPPER].x_q14 = DIR_ONE_Q14;
	}
	assert_int_equal(poses_write(rig.poses_path, &poses), 0);
	assert_int_equal(begin(), 0);
	find_sensor();
	sit(3);
	assert_int_equal(learn("another", "upright", 5), CONTROL_E_FULL);
	assert_string_equal(rig.text, "16 poses are taught: forget one first");
}

static int reload(void)
{
	return rig.control->reload(rig.control->ctx, rig.text, sizeof rig.text);
}

static void a_reload_takes_new_limits_and_keeps_the_source(void **state)
{
	(void)state;
	begin_watching();
	write_config("alert: { levels_s = [ 5 ]; };");
	assert_int_equal(reload(), 0);
	assert_int_equal(count(NOTICE_RELOADING), 1);
	assert_int_equal(count(NOTICE_RELOADED), 1);
	assert_int_equal(rig.sources_made, 1);
	sit_slouching();
	sit(12);
	assert_non_null(last_event(WEARER_SLOUCHED));
	assert_int_equal(rig.sink->poses.n, 1);
}

static void a_refused_reload_changes_nothing_and_says_why(void **state)
{
	(void)state;
	begin_watching();
	write_config("alert: { levels_s = [ 5 ]; };\nsensor: { rate_hz = 5000; };");
	assert_int_equal(reload(), CONTROL_E_INVALID);
	assert_non_null(strstr(rig.text, "plumbd.conf:2: sensor.rate_hz"));
	assert_int_equal(count(NOTICE_RELOAD_FAILED), 1);
	assert_int_equal(count(NOTICE_RELOADED), 0);
	assert_string_equal(rig.sink->view.config_error, rig.text);
	sit_slouching();
	sit(12);
	assert_null(last_event(WEARER_SLOUCHED));
	write_config("");
	assert_int_equal(reload(), 0);
	assert_string_equal(rig.sink->view.config_error, "");
}

static void a_file_that_is_gone_is_refused_unless_it_may_be_missing(void **state)
{
	struct manager_setup setup = { .config_path = rig.config_path };
	struct config_error error;
	struct config config;
	bool found;

	(void)state;
	begin_watching();
	assert_int_equal(unlink(rig.config_path), 0);
	assert_int_equal(reload(), -ENOENT);
	assert_string_not_equal(rig.sink->view.config_error, "");
	config_defaults(&setup.base);
	setup.config_optional = true;
	assert_int_equal(manager_load_config(&setup, &config, &found, &error), 0);
	assert_false(found);
	assert_int_equal(config.rate_hz, setup.base.rate_hz);
}

static void another_sensor_setting_makes_another_source(void **state)
{
	static const char *const texts[] = {
		"sensor: { rate_hz = 100; };",
		"sensor: { bus = \"/dev/i2c-7\"; };",
		"sensor: { lower = { enabled = true; }; };",
		"sensor: { upper = { address = 0x69; }; };",
		"sensor: { upper = { chip = \"MPU-6050\"; }; };",
	};

	(void)state;
	begin_watching();
	for (unsigned i = 0; i < ARRAY_SIZE(texts); i++) {
		write_config(texts[i]);
		assert_int_equal(reload(), 0);
		assert_int_equal(rig.sources_made, i + 2);
		assert_int_equal(rig.sources_freed, i + 1);
	}
	/* The same once more is no other. */
	assert_int_equal(reload(), 0);
	assert_int_equal(rig.sources_made, ARRAY_SIZE(texts) + 1);
	assert_int_equal(rig.sink->view.status, STATUS_STARTING);
	assert_int_equal(rig.sink->view.flexion_cdeg, ANGLE_UNKNOWN);
	find_sensor();
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
	assert_int_equal(count(NOTICE_STARTED), 1);
}

static void a_source_that_cannot_be_made_leaves_the_old_one(void **state)
{
	(void)state;
	begin_watching();
	rig.source_error = -EINVAL;
	write_config("sensor: { rate_hz = 100; };");
	assert_int_equal(reload(), -EINVAL);
	assert_string_equal(rig.sink->view.config_error, "no such source");
	assert_int_equal(rig.sources_freed, 0);
	sit(2);
	assert_int_equal(rig.sink->view.status, STATUS_WATCHING);
}

static void who_watches_gets_smaller_batches(void **state)
{
	static const struct {
		uint64_t period_us;
		unsigned samples;
	} rows[] = {
		{ MS(100), 5 },  { MS(10), 1 },    { MS(319), 15 }, { MS(320), 16 },
		{ SEC(60), 16 }, { WRAPS_US, 16 }, { MS(200), 10 }, { 0, 16 },
	};

	(void)state;
	begin_watching();
	assert_int_equal(rig.source->samples, 16);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig.control->watch(rig.control->ctx, rows[i].period_us);
		assert_int_equal(rig.source->samples, rows[i].samples);
	}
}

static void a_new_source_is_told_who_watches(void **state)
{
	(void)state;
	begin_watching();
	rig.control->watch(rig.control->ctx, MS(100));
	write_config("sensor: { rate_hz = 100; };");
	assert_int_equal(reload(), 0);
	/* Its rate is not known yet: the configured one counts. */
	assert_int_equal(rig.source->samples, 10);
}

static void a_recording_gets_what_is_read_until_it_is_ended(void **state)
{
	char text[8192];
	ssize_t n;
	int fd[2];

	(void)state;
	assert_int_equal(begin(), 0);
	assert_int_equal(pipe2(fd, O_NONBLOCK), 0);
	assert_int_equal(rig.control->record(rig.control->ctx, dup(fd[1])), CONTROL_E_NO_SENSOR);
	find_sensor();
	assert_int_equal(rig.control->record(rig.control->ctx, fd[1]), 0);
	assert_int_equal(rig.control->record(rig.control->ctx, dup(fd[1])), CONTROL_E_BUSY);
	sit_a_tick();
	assert_int_equal(rig.control->record(rig.control->ctx, -1), 0);
	n = read(fd[0], text, sizeof text - 1);
	assert_true(n > 0);
	text[n] = '\0';
	assert_non_null(strstr(text, "# plumb-recording 1\n"));
	assert_non_null(strstr(text, ",16384,"));
	/* Every copy of the writing end is closed. */
	assert_int_equal(read(fd[0], text, sizeof text), 0);
	close(fd[0]);
}

static void a_recording_nobody_reads_ends_by_itself(void **state)
{
	int fd[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	begin_watching();
	assert_int_equal(pipe2(fd, O_NONBLOCK), 0);
	assert_int_equal(rig.control->record(rig.control->ctx, fd[1]), 0);
	close(fd[0]);
	sit_a_tick();
	assert_int_equal(pipe2(fd, O_NONBLOCK), 0);
	assert_int_equal(rig.control->record(rig.control->ctx, fd[1]), 0);
	close(fd[0]);
}

static void the_end_of_a_recording_is_told(void **state)
{
	(void)state;
	begin_watching();
	step(SOURCE_END, SENSOR_UPPER);
	assert_int_equal(count(NOTICE_ENDED), 1);
	assert_string_equal(rig.sink->notice[rig.sink->n - 1].text, "");
}

static void a_recording_that_broke_off_is_told_why(void **state)
{
	(void)state;
	begin_watching();
	strcpy(rig.source->source.health[SENSOR_UPPER].trouble, "file:7: banana");
	lose_sensor();
	step(SOURCE_END, SENSOR_UPPER);
	assert_int_equal(rig.sink->notice[rig.sink->n - 2].kind, NOTICE_SENSOR_LOST);
	assert_int_equal(rig.sink->notice[rig.sink->n - 1].kind, NOTICE_ENDED);
	assert_string_equal(rig.sink->notice[rig.sink->n - 1].text, "file:7: banana");
}

static void time_never_goes_back(void **state)
{
	uint64_t now_us;

	(void)state;
	begin_watching();
	now_us = rig.sink->view.now_us;
	manager_step(rig.manager, now_us - SEC(5));
	assert_true(rig.sink->view.now_us == now_us);
}

static void the_end_frees_sinks_and_source(void **state)
{
	bool other_freed = false;

	(void)state;
	assert_int_equal(begin(), 0);
	manager_add_sink(rig.manager, &make_sink(&other_freed)->sink);
	rig.manager = manager_free(rig.manager);
	assert_true(rig.sink_freed && other_freed);
	assert_int_equal(rig.sources_freed, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_has_started_once_the_sensor_runs),
		TEST(it_has_started_once_the_first_search_was_in_vain),
		TEST(news_of_the_lower_sensor_is_no_start),
		TEST(the_status_goes_from_uncalibrated_to_watching),
		TEST(a_pause_shows_until_it_is_resumed),
		TEST(a_pause_ends_itself),
		TEST(only_so_many_pauses_fit),
		TEST(a_learned_pose_is_on_disk_before_it_is_told),
		TEST(poses_are_remembered_over_a_restart),
		TEST(the_days_sitting_is_written_every_four_hours_and_at_the_end),
		TEST(a_pose_that_cannot_be_saved_is_not_learned),
		TEST(a_forgotten_pose_is_gone_from_disk),
		TEST(a_pose_that_cannot_be_forgotten_on_disk_stays),
		TEST(damaged_poses_are_set_aside_and_told),
		TEST(poses_that_cannot_be_read_at_all_stop_the_start),
		TEST(a_source_that_cannot_be_made_stops_the_start),
		TEST(slouching_is_alerted_shown_and_acknowledged),
		TEST(a_stamp_follows_a_clock_that_is_set_but_not_its_trembling),
		TEST(a_lost_sensor_makes_everything_unknown),
		TEST(a_sensor_being_set_up_again_shows_nothing),
		TEST(the_days_figures_end_with_the_day_even_without_a_sensor),
		TEST(learning_is_refused_with_a_reason),
		TEST(only_so_many_poses_fit),
		TEST(a_reload_takes_new_limits_and_keeps_the_source),
		TEST(a_refused_reload_changes_nothing_and_says_why),
		TEST(a_file_that_is_gone_is_refused_unless_it_may_be_missing),
		TEST(another_sensor_setting_makes_another_source),
		TEST(a_source_that_cannot_be_made_leaves_the_old_one),
		TEST(who_watches_gets_smaller_batches),
		TEST(a_new_source_is_told_who_watches),
		TEST(a_recording_gets_what_is_read_until_it_is_ended),
		TEST(a_recording_nobody_reads_ends_by_itself),
		TEST(the_end_of_a_recording_is_told),
		TEST(a_recording_that_broke_off_is_told_why),
		TEST(time_never_goes_back),
		TEST(the_end_frees_sinks_and_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
