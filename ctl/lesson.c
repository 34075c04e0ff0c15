/* SPDX-License-Identifier: MIT */
#include "lesson.h"

#include "pose.h"

int lesson_make(const char *name, const char *word, bool good, bool bad, struct lesson *ret)
{
	enum posture posture = bad ? POSTURE_SLOUCHING : POSTURE_UPRIGHT;

	if (!pose_name_valid(name))
		return LESSON_E_NAME;
	if (posture_from_str(word ? word : name, &posture) && word)
		return LESSON_E_POSTURE;
	if (posture == POSTURE_UNKNOWN)
		return word ? LESSON_E_POSTURE : LESSON_E_NAME;
	*ret = (struct lesson){
		.name = name,
		.posture = posture,
		.good = good || (!bad && posture == POSTURE_UPRIGHT),
	};
	return 0;
}
