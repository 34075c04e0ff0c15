/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "choicefile.h"
#include "manager.h"

#define NOTICES_MAX 32
#define TWO         "profiles: { standing: { }; meeting: { posture: { slouch_deg = 14; }; }; };"

/* A manager without samples: profiles and their file are all there is to see. */
struct rig {
	char folder[64], config_path[96], poses_path[96], care_path[96], choice_path[96];
	struct clock clock;
	struct manager *manager;
	const struct control *control;
	struct source source;
	struct sink sink;
	struct view view; /* of the last notice or tick */
	unsigned n;
	struct {
		enum notice_kind kind;
		char text[512];
	} notice[NOTICES_MAX];
	char text[512];
};

static struct rig rig;

static void on_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	(void)s, (void)now_us;
	ret->news = SOURCE_NOTHING;
}

static uint64_t on_due_us(const struct source *s)
{
	(void)s;
	return UINT64_MAX;
}

static void on_set_batch(struct source *s, unsigned samples)
{
	(void)s, (void)samples;
}

static void on_source_free(struct source *s)
{
	(void)s;
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

	(void)ctx, (void)config, (void)now_us, (void)text, (void)size;
	rig.source = (struct source){ .ops = &ops };
	*ret = &rig.source;
	return 0;
}

static void on_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	(void)s;
	assert_true(rig.n < NOTICES_MAX);
	rig.notice[rig.n].kind = n->kind;
	snprintf(rig.notice[rig.n].text, sizeof(rig.notice[0].text), "%s", n->text ? n->text : "");
	rig.n++;
	rig.view = *v;
}

static void on_sink_tick(struct sink *s, const struct view *v)
{
	(void)s;
	rig.view = *v;
}

static void on_sink_free(struct sink *s)
{
	(void)s;
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int begin(void)
{
	static const struct sink_ops ops = {
		.notice = on_notice,
		.tick = on_sink_tick,
		.free = on_sink_free,
	};
	struct manager_setup setup = {
		.clock = &rig.clock,
		.config_path = rig.config_path,
		.poses_path = rig.poses_path,
		.care_path = rig.care_path,
		.choice_path = rig.choice_path,
		.make_source = make_source,
	};
	struct config_error error;
	struct config config;
	bool found;
	int r;

	rig.n = 0;
	config_defaults(&setup.base);
	assert_int_equal(manager_load_config(&setup, &config, &found, &error), 0);
	assert_int_equal(manager_new(&setup, &config, &rig.manager), 0);
	rig.control = manager_control(rig.manager);
	rig.sink.ops = &ops;
	manager_add_sink(rig.manager, &rig.sink);
	r = manager_start(rig.manager, rig.text, sizeof(rig.text));
	if (r == 0)
		manager_step(rig.manager, 1000000);
	return r;
}

/* The process ends, and another begins. */
static void restart(void)
{
	rig.manager = manager_free(rig.manager);
	assert_int_equal(begin(), 0);
}

static int choose(const char *name)
{
	rig.text[0] = '\0';
	return rig.control->set_profile(rig.control->ctx, name, rig.text, sizeof(rig.text));
}

static void reload(const char *config)
{
	write_file(rig.config_path, config);
	assert_int_equal(rig.control->reload(rig.control->ctx, rig.text, sizeof(rig.text)), 0);
}

static void expect(const char *profile, const char *choice)
{
	assert_string_equal(rig.view.profile, profile);
	assert_string_equal(rig.view.profile_choice, choice);
}

static unsigned count(enum notice_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rig.n; i++)
		n += rig.notice[i].kind == kind;
	return n;
}

static int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof(rig));
	strcpy(rig.folder, "/tmp/plumb-manager-profile-XXXXXX");
	if (!mkdtemp(rig.folder))
		return -1;
	snprintf(rig.config_path, sizeof(rig.config_path), "%s/plumbd.conf", rig.folder);
	snprintf(rig.poses_path, sizeof(rig.poses_path), "%s/poses.conf", rig.folder);
	snprintf(rig.care_path, sizeof(rig.care_path), "%s/care.conf", rig.folder);
	snprintf(rig.choice_path, sizeof(rig.choice_path), "%s/profile.conf", rig.folder);
	rig.clock = (struct clock){ .speed = 2, .real0_us = UINT64_C(1700049600000000) };
	write_file(rig.config_path, TWO);
	return begin();
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	rig.manager = manager_free(rig.manager);
	snprintf(command, sizeof(command), "rm -r %s", rig.folder);
	return system(command);
}

static void at_first_the_poses_choose_and_nothing_is_written(void **state)
{
	(void)state;
	expect("", "auto");
	assert_int_equal(access(rig.choice_path, F_OK), -1);
	assert_int_equal(rig.n, 0);
}

static void a_choice_is_shown_told_once_and_kept_over_a_restart(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	expect("meeting", "meeting");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	assert_int_equal(choose("meeting"), 0);
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	restart();
	expect("meeting", "meeting");
	assert_int_equal(rig.n, 0);
	assert_int_equal(choose("auto"), 0);
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	restart();
	expect("", "auto");
}

static void a_name_that_is_none_is_answered_with_those_there_are(void **state)
{
	(void)state;
	assert_int_equal(choose("meting"), CONTROL_E_INVALID);
	assert_string_equal(rig.text,
			    "no profile \"meting\" is in plumbd.conf: it has standing, meeting");
	assert_int_equal(choose(""), CONTROL_E_INVALID);
	reload("");
	assert_int_equal(choose("meeting"), CONTROL_E_INVALID);
	assert_string_equal(rig.text, "no profile \"meeting\" is in plumbd.conf: it has none");
	assert_int_equal(choose("auto"), 0);
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 0);
}

static void a_choice_that_cannot_be_saved_is_none(void **state)
{
	char blocked[128];

	(void)state;
	assert_int_equal(choose("standing"), 0);
	/* what statefile_write() begins with */
	snprintf(blocked, sizeof(blocked), "%s.new", rig.choice_path);
	assert_int_equal(mkdir(blocked, 0700), 0);
	assert_int_equal(choose("meeting"), -EISDIR);
	assert_non_null(strstr(rig.text, "the choice cannot be saved, the old one stands"));
	assert_non_null(strstr(rig.text, rig.choice_path));
	expect("standing", "standing");
	assert_int_equal(count(NOTICE_PROFILE_CHOSEN), 1);
	assert_int_equal(rmdir(blocked), 0);
}

static void a_choice_outlives_a_reload_that_moves_it(void **state)
{
	unsigned serial = rig.view.profiles_serial;

	(void)state;
	assert_int_equal(choose("meeting"), 0);
	reload("profiles: { meeting: { posture: { slouch_deg = 9; }; }; standing: { }; };");
	expect("meeting", "meeting");
	assert_int_equal(rig.view.profiles_serial, serial + 1);
	/* the same names are no news */
	reload("profiles: { meeting: { }; standing: { }; };");
	assert_int_equal(rig.view.profiles_serial, serial + 1);
	assert_int_equal(count(NOTICE_PROFILE_GONE), 0);
}

static void a_reload_that_drops_the_choice_says_so_once(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	reload("profiles: { standing: { }; };");
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 1);
	for (unsigned i = 0; i < rig.n; i++) {
		if (rig.notice[i].kind == NOTICE_PROFILE_GONE)
			assert_string_equal(rig.notice[i].text, "meeting");
	}
	reload(TWO);
	expect("", "auto");
	restart();
	expect("", "auto");
	assert_int_equal(rig.n, 0);
}

static void a_reload_that_is_refused_drops_nothing(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	write_file(rig.config_path, "profiles: { standing: { }; }; nonsense = 1;");
	assert_int_equal(rig.control->reload(rig.control->ctx, rig.text, sizeof(rig.text)),
			 CONTROL_E_INVALID);
	expect("meeting", "meeting");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 0);
}

static void a_choice_gone_at_the_start_is_told(void **state)
{
	(void)state;
	assert_int_equal(choose("meeting"), 0);
	write_file(rig.config_path, "");
	restart();
	expect("", "auto");
	assert_int_equal(count(NOTICE_PROFILE_GONE), 1);
	restart();
	assert_int_equal(rig.n, 0);
}

static void a_damaged_choice_is_set_aside_and_told(void **state)
{
	static const char *const bad[] = {
		"version = 1; profile = \"meet",
		"version = 1;\n",
		"version = 2; profile = \"meeting\";\n",
		"version = 1; profile = 7;\n",
		"version = 1; profile = \"Meeting\";\n",
		"version = 1; profile = \"meeting\"; more = 1;\n",
	};

	(void)state;
	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *kept;

		write_file(rig.choice_path, bad[i]);
		restart();
		expect("", "auto");
		assert_int_equal(count(NOTICE_PROFILE_DAMAGED), 1);
		kept = strstr(rig.notice[0].text, "was kept as ");
		assert_non_null(kept);
		kept += strlen("was kept as ");
		assert_non_null(strstr(kept, "profile.conf.damaged-"));
		assert_int_equal(unlink(kept), 0);
		assert_int_equal(access(rig.choice_path, F_OK), -1);
	}
}

static void a_choice_that_cannot_be_read_stops_the_start(void **state)
{
	(void)state;
	rig.manager = manager_free(rig.manager);
	assert_int_equal(mkdir(rig.choice_path, 0700), 0);
	assert_int_equal(begin(), -EISDIR);
	assert_non_null(strstr(rig.text, rig.choice_path));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(at_first_the_poses_choose_and_nothing_is_written),
		TEST(a_choice_is_shown_told_once_and_kept_over_a_restart),
		TEST(a_name_that_is_none_is_answered_with_those_there_are),
		TEST(a_choice_that_cannot_be_saved_is_none),
		TEST(a_choice_outlives_a_reload_that_moves_it),
		TEST(a_reload_that_drops_the_choice_says_so_once),
		TEST(a_reload_that_is_refused_drops_nothing),
		TEST(a_choice_gone_at_the_start_is_told),
		TEST(a_damaged_choice_is_set_aside_and_told),
		TEST(a_choice_that_cannot_be_read_stops_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
