/* SPDX-License-Identifier: MIT */
/*
 * The poses as a list: names, adding, dropping.
 */
#include "pose.h"

#include "text.h"

bool pose_name_valid(const char *name)
{
	size_t n = 0;

	for (; name[n] != '\0'; n++) {
		bool letter = name[n] >= 'a' && name[n] <= 'z';
		bool digit = name[n] >= '0' && name[n] <= '9';

		if (n == POSE_NAME_MAX - 1 || (n == 0 && !letter))
			return false;
		if (!letter && !digit && name[n] != '-')
			return false;
	}
	return n > 0;
}

int pose_find(const struct pose_set *set, const char *name)
{
	size_t len = text_len(name, POSE_NAME_MAX);

	for (unsigned i = 0; i < set->n; i++) {
		if (text_is(name, len, set->pose[i].name))
			return (int)i;
	}
	return -1;
}

int pose_put(struct pose_set *set, const struct pose *pose)
{
	int i;

	if (!pose_name_valid(pose->name))
		return POSE_E_NAME;
	i = pose_find(set, pose->name);
	if (i < 0) {
		if (set->n == POSE_MAX)
			return POSE_E_FULL;
		i = (int)set->n++;
	}
	set->pose[i] = *pose;
	return 0;
}

int pose_drop(struct pose_set *set, const char *name)
{
	int i = pose_find(set, name);

	if (i < 0)
		return POSE_E_NO_SUCH;
	set->n--;
	memmove(&set->pose[i], &set->pose[i + 1], (set->n - (unsigned)i) * sizeof set->pose[0]);
	return 0;
}

bool pose_has_good(const struct pose_set *set)
{
	for (unsigned i = 0; i < set->n; i++) {
		if (set->pose[i].good)
			return true;
	}
	return false;
}
