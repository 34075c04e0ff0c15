/* SPDX-License-Identifier: MIT */
/*
 * Pauses and the hour's budget, over a restart.
 */
#include "manager-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "alertfile.h"

/* Whoever pauses and resumes without end shall not wear out the SD card. */
#define SAVE_EVERY_US (5 * US_PER_SEC)
#define RETRY_US      (60 * US_PER_SEC)
#define CLOCK_SET_US  (60 * US_PER_SEC) /* what a clock that is only off does not gain soon */

static uint64_t real_now_us(const struct manager *m)
{
	return clock_real_us(m->setup.clock, m->now_us);
}

/* What the file says is what is. */
static void note_kept(struct manager *m)
{
	m->alert.n_holds = alert_holds(&m->wearer.alert, m->now_us);
	m->alert.ahead_us = real_now_us(m) - m->now_us;
	m->alert.dirty = false;
}

int manager_load_alert(struct manager *m, char *text, size_t size)
{
	struct config_error error = { "" };
	struct alert_memory memory;
	int r = alertfile_read(m->setup.alert_path, &memory, &error);

	if (r < 0 && r != -ENOENT) {
		snprintf(text, size, "%s", error.text);
		return r;
	}
	if (r == ALERTFILE_E_DAMAGED)
		manager_tell_damaged(m, NOTICE_PAUSES_DAMAGED, m->setup.alert_path, error.text,
				     "");
	if (r == 0)
		alert_recall(&m->wearer.alert, &memory, m->now_us, real_now_us(m));
	note_kept(m);
	m->alert.loaded = true;
	return 0;
}

static void save(struct manager *m, const struct alert_memory *memory)
{
	bool failed = m->alert.failed;
	char text[512];
	int r = alertfile_write(m->setup.alert_path, memory);

	m->alert.tried = true;
	m->alert.tried_us = m->now_us;
	m->alert.failed = r < 0;
	if (r == 0) {
		note_kept(m);
	} else if (!failed) {
		snprintf(text, sizeof text, "%s: %s", m->setup.alert_path, strerror(-r));
		manager_notify(m, &(struct notice){ .kind = NOTICE_PAUSES_UNSAVED, .text = text });
	}
}

static bool was_clock_set(const struct manager *m)
{
	uint64_t moved_us = real_now_us(m) - m->now_us - m->alert.ahead_us;

	return moved_us > CLOCK_SET_US && moved_us < -CLOCK_SET_US;
}

static bool is_time_to_save(struct manager *m)
{
	unsigned n = alert_holds(&m->wearer.alert, m->now_us);
	uint64_t since_us = m->now_us - m->alert.tried_us;

	if (n != m->alert.n_holds || (n > 0 && was_clock_set(m)))
		m->alert.dirty = true;
	if (!m->alert.dirty)
		return false;
	if (m->alert.failed)
		return since_us >= RETRY_US;
	return !m->alert.tried || n < m->alert.n_holds || since_us >= SAVE_EVERY_US;
}

void manager_keep_alert(struct manager *m)
{
	struct alert_memory memory;

	if (!is_time_to_save(m))
		return;
	alert_remember(&m->wearer.alert, m->now_us, real_now_us(m), &memory);
	save(m, &memory);
}

void manager_end_alert(struct manager *m)
{
	struct alert_memory memory;

	if (!m->alert.loaded)
		return;
	alert_remember(&m->wearer.alert, m->now_us, real_now_us(m), &memory);
	if (m->alert.dirty || memory.n_told > 0 || memory.n_hold > 0)
		save(m, &memory);
}
