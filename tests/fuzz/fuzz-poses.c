/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as poses.conf: damaged, or poses that survive being written and read.
 */
#include "fuzz.h"
#include "poses.h"
#include "scratch.h"

#define POISON 0xA5

static void check_direction(struct dir3 up)
{
	int32_t square_q14 = dir_dot_q14(up, up);

	LAW(square_q14 > DIR_ONE_Q14 * 98 / 100 && square_q14 < DIR_ONE_Q14 * 103 / 100,
	    "a direction is of unit length within 1 %");
}

static void check_pose(const struct pose *p)
{
	LAW(memchr(p->name, '\0', sizeof(p->name)) && pose_name_valid(p->name),
	    "a pose has a legal name");
	LAW(p->posture > POSTURE_UNKNOWN && p->posture < POSTURE_COUNT, "a pose is of a posture");
	LAW(p->grade <= 100, "a grade is 0 to 100");
	LAW(p->spread_cdeg <= 180 * CDEG_PER_DEG, "a spread is at most 180 degrees");
	LAW(p->learned_sec >= 0, "a pose was learned after 1970");
	LAW(p->stance.sensors != 0 && p->stance.sensors < 1u << SENSOR_COUNT,
	    "a pose has a direction");
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (p->stance.sensors & SENSOR_BIT(s))
			check_direction(p->stance.up[s]);
	}
}

static void check_set(const struct pose_set *set)
{
	LAW(set->n <= POSE_MAX, "there are at most 16 poses");
	for (unsigned i = 0; i < set->n; i++) {
		check_pose(&set->pose[i]);
		LAW(pose_find(set, set->pose[i].name) == (int)i, "a pose's name is its own");
	}
}

static bool same_direction(struct dir3 a, struct dir3 b)
{
	return a.x_q14 == b.x_q14 && a.y_q14 == b.y_q14 && a.z_q14 == b.z_q14;
}

static bool same_pose(const struct pose *a, const struct pose *b)
{
	return strcmp(a->name, b->name) == 0 && a->posture == b->posture && a->good == b->good &&
	       a->stance.sensors == b->stance.sensors &&
	       same_direction(a->stance.up[SENSOR_UPPER], b->stance.up[SENSOR_UPPER]) &&
	       same_direction(a->stance.up[SENSOR_LOWER], b->stance.up[SENSOR_LOWER]) &&
	       a->spread_cdeg == b->spread_cdeg && a->grade == b->grade &&
	       a->learned_sec == b->learned_sec;
}

static void check_survives(const struct scratch *s, const struct pose_set *set)
{
	struct config_error error;
	struct pose_set again;

	LAW(poses_write(s->file, set) == 0, "poses that were read can be written");
	LAW(poses_read(s->file, &again, &error) == 0, "poses that were written can be read");
	LAW(again.n == set->n, "no pose is lost or made up");
	for (unsigned i = 0; i < set->n; i++)
		LAW(same_pose(&set->pose[i], &again.pose[i]), "a pose survives unchanged");
}

/* Whatever was taught, a back in exactly that pose can be compared with it. */
static void check_recognised(const struct pose_set *set)
{
	struct pose_match match = { .pose = -1 };
	struct pose_plan plan;
	struct config config;

	config_defaults(&config);
	pose_plan_make(&plan, set, &config.wearer.pose);
	LAW((plan.n > 0) == pose_has_good(set), "there is a reference when a good pose is taught");
	for (unsigned i = 0; i < plan.n; i++) {
		const struct stance *stance = &set->pose[plan.reference[i].pose].stance;

		pose_nearest(&plan, &config.wearer.pose, stance, &match);
		LAW(match.valid, "a back in a reference's own pose is compared with it");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pose_set set, poison;
	struct config_error error;
	struct scratch s;
	int r;

	scratch_open(&s, data, size);
	memset(&set, POISON, sizeof(set));
	memset(&poison, POISON, sizeof(poison));
	r = poses_read(s.file, &set, &error);
	LAW(r == 0 || r == POSES_E_DAMAGED, "a file that can be read holds poses or is damaged");
	if (r != 0) {
		scratch_check_error(&s, error.text);
		LAW(memcmp(&set, &poison, sizeof(set)) == 0, "no pose comes of a damaged file");
	} else {
		LAW(error.text[0] == '\0', "no error, no error text");
		check_set(&set);
		check_survives(&s, &set);
		check_recognised(&set);
	}
	scratch_close(&s);
	return 0;
}
