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

static int64_t real_sec(const struct manager *m)
{
	return (int64_t)(clock_real_us(m->setup.clock, m->now_us) / US_PER_SEC);
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
		alert_recall(&m->wearer.alert, &memory, m->now_us, real_sec(m));
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
	m->alert.dirty = m->alert.failed = r < 0;
	if (r < 0 && !failed) {
		snprintf(text, sizeof text, "%s: %s", m->setup.alert_path, strerror(-r));
		manager_notify(m, &(struct notice){ .kind = NOTICE_PAUSES_UNSAVED, .text = text });
	}
}

void manager_keep_alert(struct manager *m)
{
	uint64_t pause_us = m->alert.failed ? RETRY_US : SAVE_EVERY_US;
	struct alert_memory memory;

	if (!m->alert.dirty || (m->alert.tried && m->now_us - m->alert.tried_us < pause_us))
		return;
	alert_remember(&m->wearer.alert, m->now_us, real_sec(m), &memory);
	save(m, &memory);
}

void manager_end_alert(struct manager *m)
{
	struct alert_memory memory;

	alert_remember(&m->wearer.alert, m->now_us, real_sec(m), &memory);
	if (m->alert.loaded && (m->alert.dirty || memory.n_told > 0))
		save(m, &memory);
}
