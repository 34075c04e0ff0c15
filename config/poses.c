/* SPDX-License-Identifier: MIT */
#include "poses.h"

#include <assert.h>
#include <inttypes.h>

#include "conffile.h"
#include "poses-format.h"
#include "statefile.h"

static void append_pose(struct statefile_text *t, const struct pose *pose)
{
	statefile_append(t, "  {\n    name = \"%s\"; posture = \"%s\"; good = %s;\n", pose->name,
			 posture_to_str(pose->posture), pose->good ? "true" : "false");
	statefile_append(t, "    learned = %" PRId64 "L; grade = %u; spread_cdeg = %u;\n",
			 pose->learned_sec, pose->grade, pose->spread_cdeg);
	for (enum sensor s = 0; s < SENSOR_COUNT; s++) {
		const struct dir3 *up = &pose->stance.up[s];

		if (pose->stance.sensors & SENSOR_BIT(s))
			statefile_append(t, "    %s = [ %d, %d, %d ];\n", sensor_to_str(s),
					 up->x_q14, up->y_q14, up->z_q14);
	}
	statefile_append(t, "  }");
}

static void format_poses(struct statefile_text *t, const struct pose_set *poses)
{
	assert(poses->n <= POSE_MAX);
	t->len = 0;
	statefile_append(
		t, "# The poses plumbd was taught.  Change them with plumbctl learn and forget.\n");
	statefile_append(t, "%s = %d;\n%s = (", CONFFILE_KEY_VERSION, POSES_VERSION,
			 POSES_KEY_LIST);
	for (unsigned i = 0; i < poses->n; i++) {
		statefile_append(t, "%s\n", i > 0 ? "," : "");
		append_pose(t, &poses->pose[i]);
	}
	statefile_append(t, "\n);\n");
}

int poses_write(const char *path, const struct pose_set *poses)
{
	struct statefile_text t;

	format_poses(&t, poses);
	return statefile_write(path, t.buf, t.len);
}
