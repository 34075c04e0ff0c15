/* SPDX-License-Identifier: MIT */
/*
 * manager-rig.h - a manager without samples: the files it keeps, the clock it lives by, and all
 * that it says
 */
#pragma once

#include <setjmp.h>
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

#include "manager.h"

#define SEC(n)      ((uint64_t)(n)*US_PER_SEC)
#define NOON_SEC    INT64_C(1700049600) /* 2023-11-15 12:00:00 UTC */
#define NOTICES_MAX 64

struct rig {
	char folder[64], config_path[96], poses_path[96], care_path[96], choice_path[96];
	char alert_path[96];
	struct clock clock;
	struct manager *manager;
	const struct control *control;
	struct source source;
	struct sink sink;
	uint64_t now_us, real_us; /* the daemon's time, and the wall's at that moment */
	struct view view;         /* of the last notice or tick */
	unsigned n;               /* since begin() */
	struct {
		enum notice_kind kind;
		char text[512];
		bool is_care;
		struct care_event care; /* of a coach's word, a knot, or what was done unasked */
	} notice[NOTICES_MAX];
	char text[512]; /* of the last error, or notice that has one */
};

static struct rig rig;

static inline void rig_read(struct source *s, uint64_t now_us, struct source_item *ret)
{
	(void)s, (void)now_us;
	ret->news = SOURCE_NOTHING;
}

static inline uint64_t rig_due_us(const struct source *s)
{
	(void)s;
	return UINT64_MAX;
}

static inline void rig_set_batch(struct source *s, unsigned samples)
{
	(void)s, (void)samples;
}

static inline void rig_free_source(struct source *s)
{
	(void)s;
}

static inline int rig_make_source(void *ctx, const struct config *config, uint64_t now_us,
				  struct source **ret, char *text, size_t size)
{
	static const struct source_ops ops = {
		.read = rig_read,
		.due_us = rig_due_us,
		.set_batch = rig_set_batch,
		.free = rig_free_source,
	};

	(void)ctx, (void)config, (void)text, (void)size;
	rig.now_us = now_us;
	rig.clock.real0_us = rig.real_us - now_us;
	rig.source = (struct source){ .ops = &ops };
	*ret = &rig.source;
	return 0;
}

static inline void rig_hear(struct sink *s, const struct notice *n, const struct view *v)
{
	bool is_word = n->kind == NOTICE_WEARER && n->wearer->kind == WEARER_CARE;
	const struct care_event *care = is_word ? &n->wearer->care : n->care;

	(void)s;
	assert_true(rig.n < NOTICES_MAX);
	rig.notice[rig.n].kind = n->kind;
	rig.notice[rig.n].is_care = care != NULL;
	if (care)
		rig.notice[rig.n].care = *care;
	snprintf(rig.notice[rig.n].text, sizeof(rig.notice[0].text), "%s", n->text ? n->text : "");
	if (n->text)
		snprintf(rig.text, sizeof(rig.text), "%s", n->text);
	rig.n++;
	rig.view = *v;
}

static inline void rig_tick(struct sink *s, const struct view *v)
{
	(void)s;
	rig.view = *v;
}

static inline void rig_free_sink(struct sink *s)
{
	(void)s;
}

/** begin() - a process begins; what manager_start() returns */
static inline int begin(void)
{
	static const struct sink_ops ops = {
		.notice = rig_hear,
		.tick = rig_tick,
		.free = rig_free_sink,
	};
	struct manager_setup setup = {
		.clock = &rig.clock,
		.config_path = rig.config_path,
		.config_optional = true,
		.poses_path = rig.poses_path,
		.care_path = rig.care_path,
		.choice_path = rig.choice_path,
		.alert_path = rig.alert_path,
		.make_source = rig_make_source,
	};
	struct config_error error;
	struct config config;
	bool found;

	rig.n = 0;
	config_defaults(&setup.base);
	assert_int_equal(manager_load_config(&setup, &config, &found, &error), 0);
	assert_int_equal(manager_new(&setup, &config, &rig.manager), 0);
	rig.control = manager_control(rig.manager);
	rig.sink.ops = &ops;
	manager_add_sink(rig.manager, &rig.sink);
	return manager_start(rig.manager, rig.text, sizeof(rig.text));
}

static inline void pass(uint64_t us)
{
	rig.now_us += us;
	rig.real_us += us;
	manager_step(rig.manager, rig.now_us);
}

static inline void end(void)
{
	rig.manager = manager_free(rig.manager);
}

/** restart() - the process ends in good order, and another begins after so long */
static inline void restart(uint64_t away_us)
{
	end();
	rig.real_us += away_us;
	assert_int_equal(begin(), 0);
}

static inline unsigned count(enum notice_kind kind)
{
	unsigned n = 0;

	for (unsigned i = 0; i < rig.n; i++)
		n += rig.notice[i].kind == kind;
	return n;
}

static inline void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/** set_up_folder() - paths, clock and time zone; nothing runs yet */
static inline int set_up_folder(void)
{
	memset(&rig, 0, sizeof(rig));
	setenv("TZ", "UTC0", 1);
	tzset();
	strcpy(rig.folder, "/tmp/plumb-manager-XXXXXX");
	if (!mkdtemp(rig.folder))
		return -1;
	snprintf(rig.config_path, sizeof(rig.config_path), "%s/plumbd.conf", rig.folder);
	snprintf(rig.poses_path, sizeof(rig.poses_path), "%s/poses.conf", rig.folder);
	snprintf(rig.care_path, sizeof(rig.care_path), "%s/care.conf", rig.folder);
	snprintf(rig.choice_path, sizeof(rig.choice_path), "%s/profile.conf", rig.folder);
	snprintf(rig.alert_path, sizeof(rig.alert_path), "%s/alert.conf", rig.folder);
	/* Fast time: what happens between two steps happens at the time of the last. */
	rig.clock = (struct clock){ .speed = 2 };
	rig.real_us = SEC(NOON_SEC);
	return 0;
}

static inline int tear_down(void **state)
{
	char command[128];

	(void)state;
	end();
	snprintf(command, sizeof(command), "rm -r %s", rig.folder);
	return system(command);
}

#define ASSERT_SAYS(words)                                                                         \
	do {                                                                                       \
		if (!strstr(rig.text, words))                                                      \
			fail_msg("\"%s\" does not say \"%s\"", rig.text, words);                   \
	} while (0)
