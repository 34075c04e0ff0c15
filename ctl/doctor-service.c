/* SPDX-License-Identifier: MIT */
/*
 * plumbd as a process, a unit and a name on the bus
 */
#include <errno.h>
#include <string.h>

#include "doctor.h"

#define NEXT_START   "sudo systemctl start plumbd"
#define NEXT_JOURNAL "journalctl -u plumbd -n 20"
#define NEXT_INSTALL "sudo make install"

static void judge_absent(const struct doctor_facts *f, struct doctor_report *r)
{
	if (f->system.plumbd_pid)
		doctor_warn(r, "plumbctl --bus session doctor",
			    "a plumbd runs (process %u), but not on this bus: its sensors are left "
			    "alone",
			    f->system.plumbd_pid);
	else if (f->daemon.error)
		doctor_warn(r, "systemctl status dbus",
			    "plumbd does not run, and the message bus cannot be reached: %s",
			    strerror(-f->daemon.error));
	else
		doctor_warn(r, f->service.error ? "plumbd --help" : NEXT_START,
			    "plumbd is not running: nothing watches your back");
}

void doctor_process(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_daemon *d = &f->daemon;

	if (!d->running)
		judge_absent(f, r);
	else if (!d->answers)
		doctor_fail(r, NEXT_JOURNAL, "plumbd is on the bus but does not answer");
	else if (strcmp(d->state.version, PLUMBD_VERSION))
		doctor_warn(r, "sudo systemctl restart plumbd",
			    "plumbd %s runs, but plumbctl is %s: restart it", d->state.version,
			    PLUMBD_VERSION);
	else
		doctor_ok(r, "plumbd %s runs: %s", d->state.version, d->state.status);
}

/* Loaded, and not running. */
static void judge_stopped(const struct doctor_service *s, struct doctor_report *r)
{
	if (strcmp(s->active, "failed") == 0 && s->exit_status == 78)
		doctor_fail(r, "plumbd --check-config",
			    "plumbd.service failed: its configuration is refused");
	else if (strcmp(s->active, "failed") == 0)
		doctor_fail(r, NEXT_JOURNAL, "plumbd.service failed (%s, exit status %d)",
			    s->result, s->exit_status);
	else if (strcmp(s->sub, "auto-restart") == 0)
		doctor_fail(r, NEXT_JOURNAL, "plumbd.service keeps failing and being restarted");
	else
		doctor_warn(r, NEXT_START, "plumbd.service is %s", s->active);
}

void doctor_unit(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_service *s = &f->service;

	if (s->error == -ENOENT)
		doctor_warn(r, "plumbd --help",
			    "systemd is not there: plumbd must be started by hand");
	else if (s->error)
		doctor_warn(r, "systemctl status plumbd", "systemd does not say: %s",
			    strerror(-s->error));
	else if (strcmp(s->load, "not-found") == 0)
		doctor_warn(r, NEXT_INSTALL, "plumbd.service is not installed");
	else if (strcmp(s->load, "masked") == 0)
		doctor_fail(r, "sudo systemctl unmask plumbd", "plumbd.service is masked");
	else if (strcmp(s->load, "loaded"))
		doctor_fail(r, "systemctl status plumbd", "plumbd.service does not load (%s)",
			    s->load);
	else if (strcmp(s->active, "active"))
		judge_stopped(s, r);
	else if (strcmp(s->enabled, "enabled"))
		doctor_warn(r, "sudo systemctl enable plumbd",
			    "plumbd.service is active, but %s: it will not start with the machine",
			    s->enabled[0] ? s->enabled : "not enabled");
	else
		doctor_ok(r, "plumbd.service is active and starts with the machine");
}

void doctor_policy(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;

	if (!f->daemon.system_bus)
		return;
	if (s->policy[0])
		doctor_ok(r, "the bus policy is %s; plumbd %s", s->policy,
			  f->daemon.running       ? "owns its name"
			  : f->daemon.activatable ? "is started when called"
						  : "is not started when called");
	else if (s->policy_astray[0])
		doctor_fail(r, NEXT_INSTALL,
			    "the bus policy is %s, where the bus does not look: it belongs in "
			    "/usr/share/dbus-1/system.d",
			    s->policy_astray);
	else
		doctor_warn(
			r, NEXT_INSTALL,
			"there is no bus policy: plumbd may not own its name on the system bus");
}

void doctor_permission(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;

	if (!f->daemon.system_bus)
		return;
	if (s->is_root || s->in_plumbd)
		doctor_ok(r, "user %s may teach, pause and record", s->user);
	else if (s->joined_plumbd)
		doctor_warn(r, "newgrp plumbd",
			    "user %s joined group plumbd after this log-in: log in anew to teach, "
			    "pause and record",
			    s->user);
	else
		doctor_warn(r, "sudo usermod -aG plumbd $USER",
			    "user %s may look, but not teach, pause or record: that takes group "
			    "plumbd, or sudo",
			    s->user);
}
