/* SPDX-License-Identifier: MIT */
#include "manager-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SAMPLES_MAX 16
#define MICRO_MILLI UINT64_C(1000000000) /* a period in us times a rate in mHz: this a sample */

/* Before anything is asked of the wearer, time goes on to now. */
static struct manager *at_now(void *ctx)
{
	struct manager *m = ctx;

	m->now_us = manager_now_us(m);
	return m;
}

/* The last tick's view is out of date. */
static int done(struct manager *m)
{
	manager_publish(m);
	return 0;
}

static int refuse_learning(const struct manager *m, int error, char *text, size_t size)
{
	const char *trouble = m->source->health[SENSOR_UPPER].trouble;

	switch (error) {
	case WEARER_E_BUSY:
		snprintf(text, size, "another pose is being learned: wait for it, or cancel it");
		return CONTROL_E_BUSY;
	case WEARER_E_NAME:
		snprintf(text, size,
			 "a pose's name has 1 to 31 of a-z, 0-9 and '-' and begins "
			 "with a letter");
		return CONTROL_E_INVALID;
	case WEARER_E_FULL:
		snprintf(text, size, "%u poses are taught: forget one first", POSE_MAX);
		return CONTROL_E_FULL;
	case WEARER_E_NO_SENSOR:
		snprintf(text, size, "%s",
			 trouble[0] ? trouble : "the upper sensor delivers nothing yet");
		return CONTROL_E_NO_SENSOR;
	default:
		snprintf(text, size, "seconds must lie in %u .. %u",
			 (unsigned)(CALIBRATE_MIN_US / US_PER_SEC),
			 (unsigned)(CALIBRATE_MAX_US / US_PER_SEC));
		return CONTROL_E_INVALID;
	}
}

static int on_learn(void *ctx, const char *name, const char *posture, bool good, uint32_t seconds,
		    char *text, size_t size)
{
	struct manager *m = at_now(ctx);
	enum posture word;
	int r;

	if (posture_from_str(posture, &word) != 0 || word == POSTURE_UNKNOWN) {
		snprintf(text, size, "\"%s\" is no posture a pose can have", posture);
		return CONTROL_E_INVALID;
	}
	if (m->wearer.posture.activity == ACTIVITY_MOVING) {
		snprintf(text, size, "you are moving: hold still in the pose, then ask again");
		return CONTROL_E_NOT_STILL;
	}
	r = wearer_learn(&m->wearer, name, word, good, seconds, m->now_us);
	return r == 0 ? done(m) : refuse_learning(m, r, text, size);
}

static int on_learn_cancel(void *ctx)
{
	struct manager *m = at_now(ctx);

	return wearer_learn_cancel(&m->wearer) == 0 ? done(m) : CONTROL_E_NOTHING;
}

static int on_forget(void *ctx, const char *name, char *text, size_t size)
{
	struct manager *m = at_now(ctx);
	int r;

	if (wearer_forget(&m->wearer, name) != 0) {
		snprintf(text, size, "no pose \"%s\" is taught: \"plumbctl poses\" lists them",
			 name);
		return CONTROL_E_NO_SUCH_POSE;
	}
	r = manager_save_poses(m, text, size);
	manager_publish(m);
	return r;
}

static int done_pause(struct manager *m)
{
	m->alert.dirty = true;
	manager_keep_alert(m);
	return done(m);
}

static int on_pause(void *ctx, uint32_t seconds, const char *reason, uint32_t *ret_cookie)
{
	struct manager *m = at_now(ctx);
	int r = alert_pause(&m->wearer.alert, m->now_us, seconds, reason, ret_cookie);

	return r == 0 ? done_pause(m) : CONTROL_E_FULL;
}

static int on_resume(void *ctx, uint32_t cookie)
{
	struct manager *m = at_now(ctx);

	return alert_resume(&m->wearer.alert, cookie) == 0 ? done_pause(m) : CONTROL_E_NO_SUCH_HOLD;
}

static unsigned on_holds(void *ctx, struct control_hold ret[ALERT_HOLD_MAX])
{
	struct manager *m = at_now(ctx);
	unsigned n = 0;

	(void)alert_holds(&m->wearer.alert, m->now_us); /* frees the ended ones */
	for (unsigned i = 0; i < ALERT_HOLD_MAX; i++) {
		const struct alert_hold *hold = &m->wearer.alert.hold[i];

		if (hold->cookie == 0)
			continue;
		ret[n].cookie = hold->cookie;
		ret[n].until_real_us = clock_real_us(m->setup.clock, hold->until_us);
		memcpy(ret[n++].reason, hold->reason, sizeof hold->reason);
	}
	return n;
}

static int on_acknowledge(void *ctx)
{
	struct manager *m = at_now(ctx);

	return alert_acknowledge(&m->wearer.alert) ? done(m) : CONTROL_E_NOTHING;
}

static bool sensors_differ(const struct config *a, const struct config *b)
{
	if (strcmp(a->bus, b->bus) != 0 || a->rate_hz != b->rate_hz ||
	    strcmp(a->bmi270_config, b->bmi270_config) != 0)
		return true;
	for (size_t i = 0; i < SENSOR_COUNT; i++) {
		const struct config_sensor *x = &a->sensor[i], *y = &b->sensor[i];

		if (x->enabled != y->enabled || x->address != y->address ||
		    strcmp(x->chip, y->chip) != 0)
			return true;
	}
	return false;
}

static int apply(struct manager *m, const struct config *config, struct config_error *error)
{
	struct source *source = NULL;
	int r;

	if (sensors_differ(config, &m->config)) {
		r = m->setup.make_source(m->setup.ctx, config, m->now_us, &source, error->text,
					 sizeof error->text);
		if (r < 0)
			return r;
	}
	manager_configure(m, config);
	if (source)
		manager_set_source(m, source);
	return 0;
}

int manager_reload(struct manager *m, char *text, size_t size)
{
	struct config_error error = { "" };
	struct config config;
	bool found;
	int r;

	manager_notify(m, &(struct notice){ .kind = NOTICE_RELOADING });
	/* The wearer may have travelled. */
	tzset();
	r = manager_load_config(&m->setup, &config, &found, &error);
	if (r == 0)
		r = apply(m, &config, &error);
	snprintf(m->view.config_error, sizeof m->view.config_error, "%s", r ? error.text : "");
	snprintf(text, size, "%s", m->view.config_error);
	manager_notify(m, &(struct notice){ .kind = r ? NOTICE_RELOAD_FAILED : NOTICE_RELOADED,
					    .config = &m->config });
	manager_publish(m);
	return r > 0 ? CONTROL_E_INVALID : r;
}

static int on_reload(void *ctx, char *text, size_t size)
{
	return manager_reload(at_now(ctx), text, size);
}

void manager_apply_watch(struct manager *m)
{
	uint32_t rate_millihz = m->source->health[SENSOR_UPPER].rate_millihz;
	uint64_t samples = SAMPLES_MAX;

	if (rate_millihz == 0)
		rate_millihz = m->config.rate_hz * 1000;
	if (m->watch_us > 0)
		samples = m->watch_us * rate_millihz / MICRO_MILLI;
	source_set_batch(m->source, (unsigned)MAX(1, MIN(samples, SAMPLES_MAX)));
}

static void on_watch(void *ctx, uint64_t period_us)
{
	struct manager *m = at_now(ctx);

	m->watch_us = MIN(period_us, US_PER_SEC);
	manager_apply_watch(m);
	manager_arm(m);
}

static int on_record(void *ctx, int fd)
{
	struct manager *m = at_now(ctx);

	if (fd < 0) {
		m->record = record_free(m->record);
		return 0;
	}
	if (m->record || m->streams == 0) {
		close(fd);
		return m->record ? CONTROL_E_BUSY : CONTROL_E_NO_SENSOR;
	}
	return record_new(fd, m->streams, m->stream, &m->record);
}

void manager_control_init(struct manager *m)
{
	m->control = (struct control){
		.ctx = m,
		.learn = on_learn,
		.learn_cancel = on_learn_cancel,
		.forget = on_forget,
		.pause = on_pause,
		.resume = on_resume,
		.holds = on_holds,
		.acknowledge = on_acknowledge,
		.care_start = manager_care_start,
		.care_done = manager_care_done,
		.care_dismiss = manager_care_dismiss,
		.care_log_knot = manager_care_log_knot,
		.set_profile = manager_set_profile,
		.config = manager_config,
		.reload = on_reload,
		.watch = on_watch,
		.record = on_record,
	};
}

const struct control *manager_control(struct manager *m)
{
	return &m->control;
}
