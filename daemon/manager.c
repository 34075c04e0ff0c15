/* SPDX-License-Identifier: MIT */
#include "manager-internal.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_US  US_PER_SEC
#define TEXT_MAX 512

uint64_t manager_now_us(const struct manager *m)
{
	return MAX(m->now_us, clock_tick_us(m->setup.clock, m->now_us));
}

void manager_notify(struct manager *m, const struct notice *n)
{
	manager_view_fill(m);
	for (unsigned i = 0; i < m->n_sinks; i++)
		m->sinks[i]->ops->notice(m->sinks[i], n, &m->view);
}

void manager_tell(void *m, enum notice_kind kind, const char *text)
{
	manager_notify(m, &(struct notice){ .kind = kind, .text = text });
}

void manager_publish(struct manager *m)
{
	manager_view_fill(m);
	for (unsigned i = 0; i < m->n_sinks; i++)
		m->sinks[i]->ops->tick(m->sinks[i], &m->view);
	manager_arm(m);
}

static void notify_sensor(struct manager *m, enum notice_kind kind, enum sensor sensor)
{
	manager_notify(m, &(struct notice){ .kind = kind, .sensor = sensor });
}

static void forget_angles(struct manager *m)
{
	m->verdict.flexion_cdeg = ANGLE_UNKNOWN;
	m->verdict.lateral_cdeg = ANGLE_UNKNOWN;
	m->verdict.curvature_cdeg = ANGLE_UNKNOWN;
}

/*
 * A pose that could not be saved was not learned: whoever waits for the
 * outcome is told so in the place of success, with the reason.
 */
static void notify_learned(struct manager *m, const struct wearer_event *event)
{
	struct wearer_event outcome = *event;
	char text[TEXT_MAX];
	struct notice n = { .kind = NOTICE_WEARER, .wearer = &outcome };

	if (manager_save_poses(m, text, sizeof text) < 0) {
		outcome.kind = WEARER_NOT_LEARNED;
		outcome.result = CALIBRATE_DONE;
		n.text = text;
	}
	manager_notify(m, &n);
}

static void handle_events(struct manager *m, const struct wearer_events *events)
{
	for (unsigned i = 0; i < events->n; i++) {
		const struct wearer_event *event = &events->event[i];

		if (event->kind == WEARER_SLOUCHED)
			manager_name_keys(m);
		if (event->kind == WEARER_LEARNED)
			notify_learned(m, event);
		else
			manager_notify(m,
				       &(struct notice){ .kind = NOTICE_WEARER, .wearer = event });
	}
}

static void handle_batch(struct manager *m, const struct batch *batch)
{
	struct wearer_events events;
	struct verdict verdict;
	struct wall wall;

	clock_wall(m->setup.clock, batch->t_us, &wall);
	verdict = wearer_push(&m->wearer, batch, &wall, &events);
	if (verdict.decided)
		m->verdict = verdict;
	if (m->record && record_push(m->record, batch) < 0)
		m->record = record_free(m->record);
	handle_events(m, &events);
}

static void handle_stream(struct manager *m, const struct source_item *item)
{
	m->stream[item->sensor] = item->stream;
	m->streams |= SENSOR_BIT(item->sensor);
	wearer_set_stream(&m->wearer, item->sensor, &item->stream);
	if (m->record)
		record_set_stream(m->record, item->sensor, &item->stream);
	notify_sensor(m, NOTICE_SENSOR_FOUND, item->sensor);
}

static void handle_lost(struct manager *m, enum sensor sensor)
{
	if (sensor == SENSOR_UPPER)
		forget_angles(m);
	notify_sensor(m, NOTICE_SENSOR_LOST, sensor);
}

static void handle_end(struct manager *m)
{
	const char *trouble = m->source->health[SENSOR_UPPER].trouble;

	m->exit_status = trouble[0] ? EXIT_FAILURE : EXIT_SUCCESS;
	manager_notify(
		m, &(struct notice){ .kind = NOTICE_ENDED, .text = trouble[0] ? trouble : NULL });
	manager_end(m);
}

/* Whatever it says: once the source has news of the upper sensor, the daemon is up. */
static void note_attempt(struct manager *m, const struct source_item *item)
{
	bool lower_only = m->source->health[SENSOR_UPPER].state == SENSOR_ABSENT;

	if (item->news == SOURCE_NOTHING || (item->sensor != SENSOR_UPPER && !lower_only))
		return;
	m->attempted = true;
	if (m->started)
		return;
	m->started = true;
	manager_notify(m, &(struct notice){ .kind = NOTICE_STARTED });
}

static void handle_item(struct manager *m, const struct source_item *item)
{
	note_attempt(m, item);
	switch (item->news) {
	case SOURCE_NOTHING:
		break;
	case SOURCE_STREAM:
		handle_stream(m, item);
		break;
	case SOURCE_BATCH:
		handle_batch(m, &item->batch);
		break;
	case SOURCE_LOST:
		handle_lost(m, item->sensor);
		break;
	case SOURCE_END:
		handle_end(m);
		break;
	}
}

static bool is_idle(const struct manager *m)
{
	enum sensor_state state = m->source->health[SENSOR_UPPER].state;

	return m->attempted && (state == SENSOR_SEARCHING || state == SENSOR_STARTING);
}

static void pass_time(struct manager *m)
{
	struct wearer_events events;
	struct wall wall;

	if (!is_idle(m) || m->now_us < m->idle_us)
		return;
	m->idle_us = m->now_us + IDLE_US;
	clock_wall(m->setup.clock, m->now_us, &wall);
	wearer_idle(&m->wearer, m->now_us, &wall, &events);
	forget_angles(m);
	handle_events(m, &events);
}

uint64_t manager_due_us(const struct manager *m)
{
	uint64_t due_us = source_due_us(m->source);

	return is_idle(m) ? MIN(due_us, m->idle_us) : due_us;
}

void manager_step(struct manager *m, uint64_t now_us)
{
	struct source_item item;

	m->now_us = MAX(m->now_us, now_us);
	if (source_due_us(m->source) <= m->now_us) {
		source_read(m->source, m->now_us, &item);
		handle_item(m, &item);
	}
	pass_time(m);
	manager_keep_care(m);
	manager_keep_alert(m);
	manager_publish(m);
}

void manager_set_source(struct manager *m, struct source *source)
{
	source_free(m->source);
	m->source = source;
	m->streams = 0;
	m->attempted = false;
	forget_angles(m);
	manager_apply_watch(m);
}

void manager_add_sink(struct manager *m, struct sink *sink)
{
	assert(m->n_sinks < MANAGER_SINKS_MAX);
	m->sinks[m->n_sinks++] = sink;
}

void manager_offer_history(struct manager *m, struct history *history)
{
	m->control.history = history;
}

int manager_load_config(const struct manager_setup *setup, struct config *ret, bool *ret_found,
			struct config_error *ret_error)
{
	struct config config = setup->base;
	int r = config_load(setup->config_path, &config, ret_error);

	*ret_found = r != -ENOENT;
	if (r == -ENOENT && setup->config_optional)
		r = 0;
	if (r == 0)
		*ret = config;
	return r;
}

int manager_start(struct manager *m, char *text, size_t size)
{
	struct source *source;
	int r;

	r = m->setup.make_source(m->setup.ctx, &m->config, m->now_us, &source, text, size);
	if (r < 0)
		return r;
	manager_set_source(m, source);
	r = manager_load_poses(m, text, size);
	if (r >= 0)
		r = manager_load_care(m, text, size);
	if (r >= 0)
		r = manager_load_alert(m, text, size);
	return r < 0 ? r : manager_load_profile(m, text, size);
}

int manager_new(const struct manager_setup *setup, const struct config *config,
		struct manager **ret)
{
	struct manager *m = calloc(1, sizeof *m);

	if (!m)
		return -ENOMEM;
	m->setup = *setup;
	m->config = *config;
	m->begin_us = m->now_us = clock_now_us(setup->clock);
	wearer_init(&m->wearer, &config->wearer);
	manager_control_init(m);
	*ret = m;
	return 0;
}

struct manager *manager_free(struct manager *m)
{
	if (!m)
		return NULL;
	manager_end_care(m);
	manager_end_alert(m);
	m->record = record_free(m->record);
	while (m->n_sinks > 0)
		sink_free(m->sinks[--m->n_sinks]);
	source_free(m->source);
	sd_event_source_disable_unref(m->grace);
	sd_event_source_disable_unref(m->timer);
	free(m);
	return NULL;
}
