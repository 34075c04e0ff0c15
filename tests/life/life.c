/* SPDX-License-Identifier: MIT */
#include "life.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "manager-internal.h"
#include "source-imu.h"

#define BEGIN_US (1000 * US_PER_SEC) /* the daemon's time when it all begins */

/* ---- begin and end ---- */

static int make_source(void *ctx, const struct config *config, uint64_t now_us, struct source **ret,
		       char *text, size_t size)
{
	struct life *l = ctx;
	const struct life_setup *s = &l->setup;
	int r = 0;

	if (!l->has_chips)
		r = chips_init(&l->chips, s->chip, s->sensors, s->day, s->faults, l->begin_us);
	if (r != 0) {
		snprintf(text, size, "there is no simulated chip \"%s\"", s->chip);
		return -EINVAL;
	}
	l->has_chips = true;
	return source_imu_new(&l->chips.ports, config, now_us, ret);
}

static bool make_folder(struct life *l)
{
	if (l->setup.state) {
		snprintf(l->folder, sizeof l->folder, "%s", l->setup.state);
		return mkdir(l->folder, 0755) == 0 || errno == EEXIST;
	}
	snprintf(l->folder, sizeof l->folder, "/tmp/plumb-life-XXXXXX");
	return mkdtemp(l->folder) != NULL;
}

static bool write_config(struct life *l)
{
	FILE *f;

	if (!make_folder(l))
		return false;
	snprintf(l->config, sizeof l->config, "%s/plumbd.conf", l->folder);
	snprintf(l->poses, sizeof l->poses, "%s/poses.conf", l->folder);
	snprintf(l->care, sizeof l->care, "%s/care.conf", l->folder);
	snprintf(l->choice, sizeof l->choice, "%s/profile.conf", l->folder);
	snprintf(l->alert, sizeof l->alert, "%s/alert.conf", l->folder);
	snprintf(l->db, sizeof l->db, "%s/history.db", l->folder);
	f = fopen(l->config, "w");
	if (!f)
		return false;
	fputs(l->setup.config, f);
	return fclose(f) == 0;
}

static int add_history(struct life *l, const struct config *config)
{
	int r;

	if (!l->setup.history)
		return 0;
	r = history_new(l->db, &config->history, manager_tell, l->manager, &l->history);
	if (r == 0)
		manager_add_sink(l->manager, history_sink(l->history));
	return r;
}

/*
 * With a speed other than 1 the manager never asks what time it is, but for the
 * moment it is made: that is put right.
 */
static int start(struct life *l, char *text, size_t size)
{
	struct manager_setup setup = {
		.clock = &l->clock,
		.config_path = l->config,
		.poses_path = l->poses,
		.care_path = l->care,
		.choice_path = l->choice,
		.alert_path = l->alert,
		.make_source = make_source,
		.ctx = l,
	};
	struct config_error error;
	struct config config;
	bool found;
	int r;

	config_defaults(&setup.base);
	r = manager_load_config(&setup, &config, &found, &error);
	snprintf(text, size, "%s", error.text);
	if (r == 0)
		r = manager_new(&setup, &config, &l->manager);
	if (r != 0)
		return r;
	l->manager->begin_us = l->manager->now_us = l->now_us;
	r = add_history(l, &config);
	if (r != 0)
		return r;
	manager_add_sink(l->manager, l->setup.sink);
	return manager_start(l->manager, text, size);
}

bool life_begin(struct life *l, const struct life_setup *setup, char *text, size_t size)
{
	*l = (struct life){ .setup = *setup, .now_us = BEGIN_US, .begin_us = BEGIN_US };
	l->clock = (struct clock){ .speed = 2, .real0_us = setup->real_us - BEGIN_US };
	snprintf(text, size, "cannot write to %s", setup->state ? setup->state : "/tmp");
	if (!write_config(l) || start(l, text, size) != 0)
		return false;
	l->edge_us = faults_next_edge(setup->faults, 0);
	return true;
}

static void stop(struct life *l)
{
	l->manager = manager_free(l->manager);
	l->history = NULL;
}

bool life_restart(struct life *l, uint64_t again_us, char *text, size_t size)
{
	stop(l);
	l->now_us = MAX(l->now_us, again_us);
	l->at_once = 0;
	return start(l, text, size) == 0;
}

void life_end(struct life *l)
{
	stop(l);
	if (l->setup.state)
		return;
	remove(l->poses);
	remove(l->care);
	remove(l->choice);
	remove(l->alert);
	remove(l->db);
	remove(l->config);
	remove(l->folder);
}

/* ---- time ---- */

void life_begin_day(struct life *l, uint64_t begin_us)
{
	l->begin_us = begin_us;
	l->edge_us = faults_next_edge(l->setup.faults, 0);
	chips_begin_day(&l->chips, l->setup.day, begin_us);
}

/* Faults begin or end, and after a standstill it is later. */
static void reach(struct life *l)
{
	const struct faults *faults = l->setup.faults;
	uint64_t edge_us = l->edge_us;

	l->now_us = MAX(l->now_us, l->begin_us + edge_us);
	chips_at_edge(&l->chips, edge_us);
	if (l->setup.at_edge)
		l->setup.at_edge(l->setup.ctx, edge_us);
	for (size_t i = 0; i < faults->n && faults->fault[i].begin_us <= edge_us; i++) {
		const struct fault *f = &faults->fault[i];

		if (f->kind == FAULT_STANDSTILL && f->begin_us == edge_us)
			l->now_us = MAX(l->now_us, l->begin_us + f->end_us);
	}
	l->edge_us = faults_next_edge(faults, edge_us);
}

static uint64_t edge_at_us(const struct life *l)
{
	return l->edge_us == UINT64_MAX ? UINT64_MAX : l->begin_us + l->edge_us;
}

uint64_t life_due_us(const struct life *l)
{
	return MIN(MAX(manager_due_us(l->manager), l->now_us), MAX(edge_at_us(l), l->now_us));
}

bool life_step(struct life *l)
{
	uint64_t due_us = manager_due_us(l->manager);

	l->stepped = edge_at_us(l) == UINT64_MAX || edge_at_us(l) > MAX(due_us, l->now_us);
	if (!l->stepped) {
		reach(l);
		return true;
	}
	if (due_us == UINT64_MAX)
		return false;
	l->at_once = due_us > l->now_us ? 0 : l->at_once + 1;
	l->now_us = MAX(l->now_us, due_us);
	manager_step(l->manager, l->now_us);
	l->now_us += chips_wasted_us(&l->chips);
	return l->at_once < LIFE_AT_ONCE_MAX;
}
