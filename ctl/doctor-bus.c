/* SPDX-License-Identifier: MIT */
/*
 * The way to a sensor: nodes, permissions, who else sits on it
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"

#define SLOW_KHZ 45 /* below: a batch of samples hardly fits; 50 kHz is for long wires */

#define NEXT_TURN_ON "sudo raspi-config nonint do_i2c 0"

/* plumbd reads its samples, wherever they come from. */
static bool sensor_runs(const struct doctor_daemon *d)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++)
		if (doctor_sensor_runs(d, i))
			return true;
	return false;
}

static bool wants_i2c(const struct doctor_facts *f)
{
	const char *bus = f->setup.config.bus;

	return strcmp(bus, "iio") && strcmp(bus, "sim");
}

static void no_adapter(const struct doctor_system *s, struct doctor_report *r)
{
	if (!s->boot[0])
		doctor_fail(r, "ls /sys/bus/i2c/devices",
			    "this machine has no I2C adapter: enable one, or plug in a USB one");
	else if (s->boot_on)
		doctor_fail(r, "sudo reboot",
			    "I2C is on in %s but not yet in the kernel: restart the machine",
			    s->boot);
	else
		doctor_fail(r, NEXT_TURN_ON, "I2C is off in %s (no dtparam=i2c_arm=on)", s->boot);
}

void doctor_nodes(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;
	char list[DOCTOR_TEXT_MAX / 2] = "";
	size_t used = 0;

	for (unsigned i = 0; i < s->n_nodes && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
					 s->node[i].path);
	if (s->n_nodes)
		doctor_ok(r, "%u I2C %s: %s", s->n_nodes, s->n_nodes == 1 ? "bus" : "buses", list);
	else if (sensor_runs(&f->daemon) || !wants_i2c(f))
		doctor_ok(r, "no /dev/i2c-*, and none is needed");
	else if (s->adapters == 0)
		no_adapter(s, r);
	else if (!s->i2c_dev)
		doctor_fail(r, "sudo modprobe i2c-dev",
			    "there is no /dev/i2c-*: the kernel's i2c-dev is not loaded");
	else
		doctor_fail(r, "sudo udevadm trigger --subsystem-match=i2c-dev",
			    "there is no /dev/i2c-*, though i2c-dev is loaded: udev made none");
}

/* Nodes there are, but on a Pi they may be those of the screen. */
void doctor_boot(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;

	if (!s->boot[0] || s->n_nodes == 0)
		return;
	if (s->boot_on)
		doctor_ok(r, "I2C is on in %s", s->boot);
	else if (sensor_runs(&f->daemon) || f->scan.chips || !wants_i2c(f))
		doctor_ok(r, "I2C is off in %s, and not needed there", s->boot);
	else
		doctor_fail(r, NEXT_TURN_ON,
			    "I2C is off in %s: the buses there are do not reach pins 3 and 5",
			    s->boot);
}

void doctor_access(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;
	const struct doctor_node *closed = NULL;

	for (unsigned i = 0; i < s->n_nodes; i++)
		if (!s->node[i].may && !closed)
			closed = &s->node[i];
	if (closed)
		doctor_warn(r, "sudo plumbctl doctor",
			    "user %s may not open %s (its group is %s): what answers there is not "
			    "looked at",
			    s->user, closed->path, closed->group[0] ? closed->group : "nobody's");
	else if (s->n_nodes)
		doctor_ok(r, "user %s may use %s", s->user, s->n_nodes == 1 ? "it" : "all of them");
}

/* The unit lends its process group i2c; without systemd user plumbd must have it. */
void doctor_access_daemon(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;

	if (s->n_nodes == 0 || !wants_i2c(f) || sensor_runs(&f->daemon) ||
	    (f->daemon.running && f->daemon.uid == 0))
		return;
	for (unsigned i = 0; i < s->n_nodes; i++) {
		const struct doctor_node *n = &s->node[i];

		if (strcmp(n->group, "i2c") == 0 && n->group_may)
			continue;
		doctor_fail(r, "sudo apt install i2c-tools",
			    "%s is not open to group i2c: the udev rule of i2c-tools is missing",
			    n->path);
		return;
	}
	if (!s->has_plumbd)
		doctor_warn(r, "sudo systemd-sysusers plumbd.conf",
			    "there is no user plumbd for the service to run as");
	else if (s->plumbd_in_i2c || f->service.grants_i2c)
		doctor_ok(r, "plumbd may use %s through group i2c",
			  s->n_nodes == 1 ? "it" : "them");
	else
		doctor_fail(r, "sudo usermod -aG i2c plumbd", "user plumbd is not in group i2c");
}

static void judge_iio_driver(const struct doctor_facts *f, const struct doctor_driver *d,
			     struct doctor_report *r)
{
	if (strcmp(f->setup.config.bus, "iio") == 0)
		doctor_ok(r, "kernel driver %s serves 0x%02x on /dev/i2c-%u as %s", d->name,
			  d->address, d->bus, d->iio);
	else if (sensor_runs(&f->daemon) || f->scan.chips)
		doctor_warn(r, "plumbctl detect",
			    "kernel driver %s owns 0x%02x on /dev/i2c-%u (%s): plumbd cannot use "
			    "that chip",
			    d->name, d->address, d->bus, d->iio);
	else
		doctor_fail(r, "sudoedit /etc/plumbd/plumbd.conf",
			    "kernel driver %s owns 0x%02x on /dev/i2c-%u as %s: set sensor.bus = "
			    "\"iio\", or remove its overlay",
			    d->name, d->address, d->bus, d->iio);
}

void doctor_driver(const struct doctor_facts *f, struct doctor_report *r)
{
	const struct doctor_system *s = &f->system;

	for (unsigned i = 0; i < s->n_drivers; i++) {
		const struct doctor_driver *d = &s->driver[i];

		if (d->iio[0])
			judge_iio_driver(f, d, r);
		else
			doctor_warn(r, "plumbctl detect",
				    "0x%02x on /dev/i2c-%u belongs to kernel driver %s: a sensor "
				    "there needs its address pin the other way",
				    d->address, d->bus, d->name);
	}
	if (s->n_drivers == 0 && s->n_nodes)
		doctor_ok(r, "no kernel driver sits on a sensor's address");
}

void doctor_iio(const struct doctor_facts *f, struct doctor_report *r)
{
	unsigned n = f->system.iio_accels;

	if (strcmp(f->setup.config.bus, "iio"))
		return;
	if (n)
		doctor_ok(r, "the kernel has %u accelerometer%s as IIO", n, n == 1 ? "" : "s");
	else
		doctor_fail(r, "ls /sys/bus/iio/devices",
			    "sensor.bus is \"iio\", but the kernel has no accelerometer: add its "
			    "overlay, or set \"auto\"");
}

static unsigned round_khz(uint32_t khz)
{
	static const unsigned usual[] = { 10, 50, 100, 400, 1000 };

	/* The processor's pauses make it look slower, by a tenth or two. */
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (khz * 10 >= usual[i] * 7 && khz * 10 <= usual[i] * 12)
			return usual[i];
	return khz;
}

void doctor_speed(const struct doctor_facts *f, struct doctor_report *r)
{
	if (f->daemon.running && f->scan.n_spared)
		doctor_ok(r, "bus speed is not measured: plumbd uses the bus");
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		const struct doctor_samples *s = &f->samples[i];

		if (s->bus_khz == 0)
			continue;
		if (s->bus_khz < SLOW_KHZ)
			doctor_warn(r, "grep baudrate /boot/firmware/config.txt",
				    "the bus of the %s runs at about %u kHz only", s->name,
				    round_khz(s->bus_khz));
		else
			doctor_ok(r, "the bus of the %s runs at about %u kHz", s->name,
				  round_khz(s->bus_khz));
	}
}
