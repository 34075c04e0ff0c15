/* SPDX-License-Identifier: MIT */
/*
 * What a client sees of plumbd: the half of station.h that talks to it.
 */
#include "station.h"

#include <err.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME   "org.plumbd.Posture1"
#define OBJECT "/org/plumbd/Posture1"
#define UPPER  OBJECT "/sensors/upper"
#define SENSOR "org.plumbd.Sensor1"

/* Only these two were ever true: who wears the chip stands upright. */
static void judge_posture(struct station *s, const char *posture)
{
	if (!s->strange[0] && strcmp(posture, "upright") != 0 && strcmp(posture, "unknown") != 0)
		snprintf(s->strange, sizeof s->strange, "%s", posture);
}

/* Every property one may want, by name. */
static int take_property(struct station *s, const char *name, sd_bus_message *m)
{
	struct look *n = &s->now;
	const struct {
		const char *name, *type;
		void *at;
		size_t size; /* of a string */
	} wanted[] = {
		{ "Status", "s", n->status, sizeof n->status },
		{ "Posture", "s", n->posture, sizeof n->posture },
		{ "SinceUSec", "t", &n->since_us, 0 },
		{ "AlertLevel", "u", &n->alert_level, 0 },
		{ "State", "s", n->state, sizeof n->state },
		{ "Chip", "s", n->chip, sizeof n->chip },
		{ "Errors", "u", &n->errors, 0 },
		{ "Recoveries", "u", &n->recoveries, 0 },
		{ "Overflows", "u", &n->overflows, 0 },
		{ "LastSampleUSec", "t", &n->last_sample_us, 0 },
	};
	const char *text;
	int r;

	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		if (strcmp(wanted[i].name, name) != 0)
			continue;
		if (wanted[i].size == 0)
			return sd_bus_message_read(m, "v", wanted[i].type, wanted[i].at);
		r = sd_bus_message_read(m, "v", "s", &text);
		if (r >= 0)
			snprintf(wanted[i].at, wanted[i].size, "%s", text);
		return r;
	}
	return sd_bus_message_skip(m, "v");
}

static int take_properties(struct station *s, sd_bus_message *m)
{
	const char *name;
	int r = sd_bus_message_enter_container(m, 'a', "{sv}");

	while (r >= 0 && (r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		r = sd_bus_message_read(m, "s", &name);
		if (r >= 0)
			r = take_property(s, name, m);
		if (r >= 0)
			r = sd_bus_message_exit_container(m);
	}
	judge_posture(s, s->now.posture[0] ? s->now.posture : "unknown");
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int on_changed(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	(void)error;
	if (sd_bus_message_skip(m, "s") >= 0)
		(void)take_properties(userdata, m);
	return 0;
}

static bool ask(struct station *s, const char *object, const char *interface)
{
	uint64_t before_us = fast_clock_world_us();
	sd_bus_message *question = NULL, *reply = NULL;
	int r;

	r = sd_bus_message_new_method_call(s->bus, &question, NAME, object,
					   "org.freedesktop.DBus.Properties", "GetAll");
	if (r >= 0)
		r = sd_bus_message_append(question, "s", interface);
	if (r >= 0)
		r = sd_bus_call(s->bus, question, STATION_PATIENCE_US, NULL, &reply);
	if (r >= 0)
		r = take_properties(s, reply);
	sd_bus_message_unref(question);
	sd_bus_message_unref(reply);
	s->asked++;
	if (fast_clock_world_us() - before_us > s->slowest_us)
		s->slowest_us = fast_clock_world_us() - before_us;
	return r >= 0;
}

bool station_look(struct station *s)
{
	bool answered;

	/* what it said by itself came before */
	while (sd_bus_process(s->bus, NULL) > 0)
		continue;
	answered = ask(s, OBJECT, NAME) && ask(s, UPPER, SENSOR);
	while (sd_bus_process(s->bus, NULL) > 0)
		continue;
	return answered;
}

bool station_wait(struct station *s, bool (*condition)(struct station *, void *), void *arg,
		  unsigned seconds)
{
	uint64_t end_us = adapter_now_us(s->adapter) + seconds * 1000000ull;

	while (station_look(s)) {
		if (condition(s, arg))
			return true;
		if (adapter_now_us(s->adapter) > end_us)
			return false;
		usleep(STATION_LOOK_US);
	}
	return false;
}

void station_join(struct station *s)
{
	uint64_t end_us = fast_clock_world_us() + STATION_PATIENCE_US;

	sd_bus_match_signal(s->bus, &s->slots[0], NAME, NULL, "org.freedesktop.DBus.Properties",
			    "PropertiesChanged", on_changed, s);
	while (!station_look(s)) {
		if (waitpid(s->plumbd_pid, NULL, WNOHANG) != 0 || fast_clock_world_us() > end_us)
			errx(1, "no plumbd on the bus");
		usleep(STATION_LOOK_US);
	}
	s->slowest_us = 0;
}
