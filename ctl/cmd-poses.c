/* SPDX-License-Identifier: MIT */
/*
 * The taught poses: poses, forget
 */
#include <stdio.h>

#include "client.h"
#include "ctl.h"
#include "human.h"
#include "json.h"
#include "state.h"

static void print_poses(const struct state_poses *poses)
{
	char learned[HUMAN_MAX];

	if (!poses->n) {
		puts("none taught; next: plumbctl learn");
		return;
	}
	printf("%-16s %-16s %-5s %5s  %s\n", "POSE", "POSTURE", "", "GRADE", "LEARNED");
	for (unsigned i = 0; i < poses->n; i++) {
		const struct state_pose *p = &poses->pose[i];

		printf("%-16s %-16s %-5s %5u  %s\n", p->name, p->posture, p->good ? "good" : "bad",
		       p->grade, human_time(p->learned_usec, learned));
	}
}

int cmd_poses(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	struct state state;
	struct json j;
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	if (!r)
		r = state_fetch(&state, bus);
	if (r)
		return r;
	if (!ctl->json) {
		print_poses(&state.poses);
		return CTL_DONE;
	}
	json_init(&j, stdout);
	state_json_poses(&state.poses, &j);
	json_end_line(&j);
	return CTL_DONE;
}

int cmd_forget(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 1, 1, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_call(bus, "ForgetPose", NULL, "s", argv[0]);
	if (r)
		return r;
	if (!ctl->json)
		printf("%s is forgotten\n", argv[0]);
	return CTL_DONE;
}
