/* SPDX-License-Identifier: MIT */
/*
 * bus-posture.c - org.plumbd.Posture1: the vtable, and what of it changed
 */
#include <stddef.h>

#include "bus-internal.h"
#include "profiles.h"

static int get_poses(sd_bus *bus, const char *path, const char *interface, const char *property,
		     sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct bus_sink *b = userdata;
	int r;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	r = sd_bus_message_open_container(reply, 'a', "(ssbtu)");
	if (r < 0)
		return r;
	for (unsigned i = 0; i < b->poses.n; i++) {
		const struct pose *p = &b->poses.pose[i];

		r = sd_bus_message_append(reply, "(ssbtu)", p->name, posture_to_str(p->posture),
					  (int)p->good, (uint64_t)p->learned_sec * US_PER_SEC,
					  (uint32_t)p->grade);
		if (r < 0)
			return r;
	}
	return sd_bus_message_close_container(reply);
}

static int get_profiles(sd_bus *bus, const char *path, const char *interface, const char *property,
			sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	const struct bus_sink *b = userdata;
	const struct config *config = b->control->config(b->control->ctx);
	int r;

	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	r = sd_bus_message_open_container(reply, 'a', "s");
	for (unsigned i = 0; r >= 0 && i < config->profiles.n; i++)
		r = sd_bus_message_append(reply, "s", config->profile[i].name);
	return r < 0 ? r : sd_bus_message_close_container(reply);
}

/* sd-bus reads a plain value behind the offset, and calls the getter with what is behind it. */
/* clang-format off */
#define GETTER_s NULL
#define GETTER_t NULL
#define GETTER_u NULL
#define GETTER_i NULL
#define GETTER_poses get_poses
#define GETTER_profiles get_profiles
#define OFFSET_s(member) offsetof(struct bus_sink, shown.member)
#define OFFSET_t OFFSET_s
#define OFFSET_u OFFSET_s
#define OFFSET_i OFFSET_s
#define OFFSET_poses(member) 0
#define OFFSET_profiles(member) 0

#define EMITS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, GETTER_##type, OFFSET_##type(member), \
			SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
#define READS(type, Name, member) \
	SD_BUS_PROPERTY(#Name, SIGNATURE_##type, GETTER_##type, OFFSET_##type(member), 0),

/* sd-bus is to ask no capability of the caller: the bus policy has decided before. */
#define OPEN SD_BUS_VTABLE_UNPRIVILEGED

static const sd_bus_vtable posture_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_PROPERTY("Version", "s", NULL, offsetof(struct bus_sink, version),
			SD_BUS_VTABLE_PROPERTY_CONST),
	POSTURE_EMITS(EMITS)
	POSTURE_READS(READS)
	SD_BUS_METHOD_WITH_ARGS("LearnPose",
				SD_BUS_ARGS("s", name, "s", posture, "b", good, "u", seconds),
				SD_BUS_NO_RESULT, on_learn_pose, OPEN),
	SD_BUS_METHOD_WITH_ARGS("CancelLearning",
				SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_cancel_learning, OPEN),
	SD_BUS_METHOD_WITH_ARGS("ForgetPose",
				SD_BUS_ARGS("s", name), SD_BUS_NO_RESULT, on_forget_pose, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Pause",
				SD_BUS_ARGS("u", seconds, "s", reason),
				SD_BUS_RESULT("u", cookie), on_pause, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Resume",
				SD_BUS_ARGS("u", cookie), SD_BUS_NO_RESULT, on_resume, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Holds",
				SD_BUS_NO_ARGS, SD_BUS_RESULT("a(uts)", holds), on_holds, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Acknowledge",
				SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_acknowledge, OPEN),
	SD_BUS_METHOD_WITH_ARGS("SetProfile",
				SD_BUS_ARGS("s", name), SD_BUS_NO_RESULT, on_set_profile, OPEN),
	SD_BUS_METHOD_WITH_ARGS("ProfileSettings",
				SD_BUS_NO_ARGS, SD_BUS_RESULT("a(sasa{ss})", profiles),
				on_profile_settings, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Explain",
				SD_BUS_NO_ARGS, SD_BUS_RESULT("a{sv}", why), on_explain, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Watch",
				SD_BUS_ARGS("u", period_ms), SD_BUS_NO_RESULT, on_watch, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Unwatch",
				SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_unwatch, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Record",
				SD_BUS_ARGS("h", pipe), SD_BUS_NO_RESULT, on_record, OPEN),
	SD_BUS_METHOD_WITH_ARGS("Reload",
				SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, on_reload, OPEN),
	SD_BUS_SIGNAL_WITH_ARGS("Slouched",
				SD_BUS_ARGS("t", when_usec, "u", level, "a{sv}", details), 0),
	SD_BUS_SIGNAL_WITH_ARGS("Recovered",
				SD_BUS_ARGS("t", when_usec, "t", slouched_usec,
					    "a{sv}", details), 0),
	SD_BUS_SIGNAL_WITH_ARGS("LearningProgress",
				SD_BUS_ARGS("s", name, "u", percent, "s", hint), 0),
	SD_BUS_SIGNAL_WITH_ARGS("Angles",
				SD_BUS_ARGS("t", when_usec, "i", flexion_cdeg,
					    "i", lateral_cdeg, "i", curvature_cdeg), 0),
	SD_BUS_VTABLE_END,
};
/* clang-format on */

static const char *const names[] = { POSTURE_EMITS(PROPERTY_NAME) NULL };

_Static_assert(sizeof(names) / sizeof(names[0]) <= PROPERTY_EMITS_MAX + 1,
	       "rows for bus_emit_changed");

/* Fills @s from a view; @poses stands for the poses themselves. */
static void show(struct posture_shown *s, uint32_t poses, const struct view *v)
{
	*s = (struct posture_shown){
		.status = status_to_str(v->status),
		.posture = posture_to_str(v->posture),
		.pose = s->pose_name,
		.activity = activity_to_str(v->activity),
		.since_usec = v->since_real_us,
		.alert_level = v->alert_level,
		.paused_until_usec = v->paused_until_real_us,
		.silence = alert_silence_to_str(v->silence),
		.poses = poses,
		.profile = s->profile_name,
		.profile_choice = s->choice_name,
		.profiles = v->profiles_serial,
		.flexion_cdeg = v->flexion_cdeg,
		.lateral_cdeg = v->lateral_cdeg,
		.curvature_cdeg = v->curvature_cdeg,
		.slouch_today_usec = v->slouch_today_us,
		.upright_today_usec = v->upright_today_us,
		.slouches_today = v->slouches_today,
		.alerts_today = v->alerts_today,
	};
	memcpy(s->pose_name, v->pose, sizeof(s->pose_name));
	memcpy(s->profile_name, v->profile, sizeof(s->profile_name));
	memcpy(s->choice_name, v->profile_choice, sizeof(s->choice_name));
}

static unsigned compare(const struct posture_shown *a, const struct posture_shown *b)
{
	unsigned changed = 0, bit = 1;

	POSTURE_EMITS(PROPERTY_COMPARE)
	return changed;
}

void bus_posture_publish(struct bus_sink *b, const struct view *v)
{
	/* 0 stands for "never shown", so the first poses are news whatever their serial. */
	uint32_t poses = v->poses_serial + 1;
	struct posture_shown next;

	if (poses != b->shown.poses)
		b->poses = *v->poses;
	show(&next, poses, v);
	b->changed |= compare(&b->shown, &next);
	b->shown = next;
	/* its own, not those of next */
	b->shown.pose = b->shown.pose_name;
	b->shown.profile = b->shown.profile_name;
	b->shown.profile_choice = b->shown.choice_name;
	bus_emit_changed(b, BUS_PATH, BUS_POSTURE, names, &b->changed);
}

int bus_posture_add(struct bus_sink *b)
{
	static const struct view nothing = {
		.profile_choice = PROFILES_AUTO,
		.flexion_cdeg = ANGLE_UNKNOWN,
		.lateral_cdeg = ANGLE_UNKNOWN,
		.curvature_cdeg = ANGLE_UNKNOWN,
	};

	show(&b->shown, 0, &nothing);
	return sd_bus_add_object_vtable(b->bus, NULL, BUS_PATH, BUS_POSTURE, posture_vtable, b);
}
