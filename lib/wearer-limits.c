/* SPDX-License-Identifier: MIT */
/*
 * Which limits are in force: the usual ones, or a profile's.
 */
#include <assert.h>

#include "text.h"
#include "wearer-inner.h"

/* What was matched stays: poses and mount are those of all profiles. */
static void enforce(struct wearer *w)
{
	int current = w->profile.current;

	assert(current < (int)w->profiles.n);
	w->params = *(current == PROFILE_NONE ? &w->usual : &w->profiles.params[current]);
	w->lying_cos_q14 = angle_cos_q14((int32_t)w->params.lying_cdeg);
}

void wearer_configure(struct wearer *w, const struct wearer_params *params)
{
	w->usual = *params;
	enforce(w);
	wearer_plan(w);
}

void wearer_set_profiles(struct wearer *w, const struct wearer_profiles *profiles, int current)
{
	assert(profiles->n <= PROFILE_MAX && profiles->n_poses <= POSE_MAX);
	w->profiles = *profiles;
	profile_init(&w->profile, current);
	enforce(w);
}

static int profile_of(const struct wearer_profiles *profiles, const struct pose *pose)
{
	size_t len = text_len(pose->name, sizeof pose->name);

	for (unsigned i = 0; i < profiles->n_poses; i++) {
		if (text_is(pose->name, len, profiles->pose[i].name))
			return profiles->pose[i].profile;
	}
	return PROFILE_NONE;
}

/* What the pose that counts asks for; a good posture by cone alone is nobody's. */
static int asked(const struct wearer *w)
{
	int pose = w->posture.pose;

	if (!w->posture.good || pose < 0 || (unsigned)pose >= w->poses.n)
		return PROFILE_NONE;
	return profile_of(&w->profiles, &w->poses.pose[pose]);
}

void wearer_choose_profile(struct wearer *w, int profile)
{
	profile_choose(&w->profile, profile, asked(w));
	enforce(w);
}

void wearer_follow_pose(struct wearer *w, uint64_t now_us)
{
	if (profile_step(&w->profile, &w->posture, asked(w), now_us))
		enforce(w);
}
