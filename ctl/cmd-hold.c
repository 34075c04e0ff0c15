/* SPDX-License-Identifier: MIT */
/*
 * Holding alerts back: pause, resume, ack
 */
#include <stdio.h>

#include "alert.h"
#include "client.h"
#include "ctl.h"
#include "holds.h"
#include "human.h"
#include "json.h"

static void print_pause(const struct ctl *ctl, uint32_t cookie, uint64_t until_us)
{
	char until[HUMAN_MAX];
	struct json j;

	if (!ctl->json) {
		printf("paused until %s; to end it earlier: plumbctl resume %u\n",
		       human_time(until_us, until), cookie);
		return;
	}
	json_init(&j, stdout);
	json_begin_object(&j);
	json_put_uint(&j, "cookie", cookie);
	json_put_uint(&j, "until_usec", until_us);
	json_end_object(&j);
	json_end_line(&j);
}

static void print_pauses(const struct holds *holds)
{
	char until[HUMAN_MAX];

	if (!holds->n)
		puts("no pause stands");
	for (unsigned i = 0; i < holds->n; i++)
		printf("until %s%s%s; to end it earlier: plumbctl resume %u\n",
		       human_time(holds->hold[i].until_usec, until),
		       holds->hold[i].reason[0] ? ", " : "", holds->hold[i].reason,
		       holds->hold[i].cookie);
}

static int list_pauses(const struct ctl *ctl)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct holds holds;
	struct json j;
	int r;

	r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_call(bus, "Holds", &reply, "");
	if (r)
		return r;
	r = holds_read(&holds, reply);
	if (r < 0)
		return client_explain("Holds", NULL, r);
	if (!ctl->json) {
		print_pauses(&holds);
		return CTL_DONE;
	}
	json_init(&j, stdout);
	holds_json(&holds, &j);
	json_end_line(&j);
	return CTL_DONE;
}

int cmd_pause(struct ctl *ctl, int argc, char **argv)
{
	const uint32_t limit = (uint32_t)(ALERT_HOLD_LIMIT_US / US_PER_SEC);
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	uint32_t seconds, cookie;
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 2, &n, &r))
		return r;
	if (n == 0)
		return list_pauses(ctl);
	r = human_parse_duration(argv[0], limit, &seconds);
	if (r == HUMAN_E_RANGE)
		return ctl_usage(ctl, "pause: \"%s\" is not between 1 second and 7 days", argv[0]);
	if (r)
		return ctl_usage(ctl,
				 "pause: \"%s\" is no duration: write it like 90s, 30m or 1h30m",
				 argv[0]);
	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
	r = client_call(bus, "Pause", &reply, "us", seconds, n > 1 ? argv[1] : "");
	if (r)
		return r;
	r = sd_bus_message_read(reply, "u", &cookie);
	if (r < 0)
		return client_explain("Pause", NULL, r);
	print_pause(ctl, cookie, real_now_us() + seconds * UINT64_C(1000000));
	return CTL_DONE;
}

/* A call without reply, and a word on how it went. */
static int call(const struct ctl *ctl, const char *member, uint32_t *cookie, const char *done)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r;

	r = client_open(ctl->bus, &bus);
	if (r)
		return r;
	r = cookie ? client_call(bus, member, NULL, "u", *cookie)
		   : client_call(bus, member, NULL, "");
	if (r)
		return r;
	if (!ctl->json)
		puts(done);
	return CTL_DONE;
}

int cmd_resume(struct ctl *ctl, int argc, char **argv)
{
	uint32_t cookie = 0; /* all */
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 1, &n, &r))
		return r;
	if (n && !args_number(argv[0], 0, UINT32_MAX, &cookie))
		return ctl_usage(ctl, "resume: \"%s\" is no cookie of \"plumbctl pause\"", argv[0]);
	return call(ctl, "Resume", &cookie, cookie ? "that pause is over" : "all pauses are over");
}

int cmd_ack(struct ctl *ctl, int argc, char **argv)
{
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	return call(ctl, "Acknowledge", NULL, "silent until you sit well again");
}
