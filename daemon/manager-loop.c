/* SPDX-License-Identifier: MIT */
#include "manager-internal.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define TIMER_ACCURACY_US (2 * US_PER_MS)
#define STEPS_MAX         64                /* a wakeup, then whoever else is waiting has a turn */
#define STEPS_TIME_US     (100 * US_PER_MS) /* likewise: steps on a stuck bus take long */
#define TURN_US           (2 * US_PER_MS) /* behind: what the others get between two bursts */
#define GRACE_US          (500 * US_PER_MS)

static uint64_t real_time_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

void manager_arm(struct manager *m)
{
	uint64_t due_us = manager_due_us(m);

	/* Fails for no timer that exists. */
	if (m->timer)
		(void)sd_event_source_set_time(m->timer, clock_boot_us(m->setup.clock, due_us));
}

static int on_timer(sd_event_source *s, uint64_t usec, void *userdata)
{
	const struct clock *clock = ((struct manager *)userdata)->setup.clock;
	struct manager *m = userdata;
	uint64_t until_us = real_time_us() + STEPS_TIME_US;

	(void)usec;
	for (unsigned i = 0; i < STEPS_MAX && real_time_us() < until_us; i++) {
		uint64_t due_us = manager_due_us(m);

		if (due_us > clock_now_us(clock))
			break;
		manager_step(m, clock_tick_us(clock, due_us));
	}
	manager_arm(m);
	if (manager_due_us(m) <= clock_now_us(clock))
		(void)sd_event_source_set_time(s, real_time_us() + TURN_US);
	return sd_event_source_set_enabled(s, SD_EVENT_ONESHOT);
}

static int on_stop(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	struct manager *m = userdata;

	(void)si;
	manager_notify(m, &(struct notice){ .kind = NOTICE_STOPPING });
	return sd_event_exit(sd_event_source_get_event(s), EXIT_SUCCESS);
}

static int on_hangup(sd_event_source *s, const struct signalfd_siginfo *si, void *userdata)
{
	struct manager *m = userdata;
	char text[CONFIG_ERROR_MAX];

	(void)s;
	(void)si;
	m->now_us = manager_now_us(m);
	/* A refused configuration is told to the sinks; the old one stands. */
	(void)manager_reload(m, text, sizeof text);
	return 0;
}

static int on_grace(sd_event_source *s, uint64_t usec, void *userdata)
{
	struct manager *m = userdata;

	(void)usec;
	return sd_event_exit(sd_event_source_get_event(s), m->exit_status);
}

void manager_end(struct manager *m)
{
	int r;

	r = sd_event_add_time_relative(m->setup.event, &m->grace, CLOCK_MONOTONIC, GRACE_US, 0,
				       on_grace, m);
	if (r < 0)
		(void)sd_event_exit(m->setup.event, m->exit_status);
}

static int add_signal(struct manager *m, int sig, sd_event_signal_handler_t handler)
{
	sd_event_source *s = NULL;
	int r;

	r = sd_event_add_signal(m->setup.event, &s, sig, handler, m);
	if (r < 0)
		return r;
	r = sd_event_source_set_exit_on_failure(s, true);
	if (r >= 0)
		r = sd_event_source_set_floating(s, true);
	sd_event_source_unref(s);
	return r;
}

static int add_timer(struct manager *m)
{
	int r;

	r = sd_event_add_time(m->setup.event, &m->timer, CLOCK_BOOTTIME, 0, TIMER_ACCURACY_US,
			      on_timer, m);
	if (r < 0)
		return r;
	return sd_event_source_set_exit_on_failure(m->timer, true);
}

int manager_run(struct manager *m)
{
	int r;

	r = add_signal(m, SIGTERM, on_stop);
	if (r >= 0)
		r = add_signal(m, SIGINT, on_stop);
	if (r >= 0)
		r = add_signal(m, SIGHUP, on_hangup);
	if (r >= 0)
		r = add_timer(m);
	if (r < 0)
		return r;
	return sd_event_loop(m->setup.event);
}
