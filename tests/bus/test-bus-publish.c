/* SPDX-License-Identifier: MIT */
#include "bus-rig.h"

/* "path: Interface: Name Name", one line a PropertiesChanged heard; other signals by their name */
static void heard(struct rig *r, char *ret, size_t size)
{
	char *at = ret;

	ret[0] = '\0';
#define ADD(...) at += snprintf(at, size - (size_t)(at - ret), __VA_ARGS__)
	for (unsigned i = 0; i < r->n_heard; i++) {
		sd_bus_message *m = r->heard[i];
		const char *interface, *name, *type;

		ADD("%s:", sd_bus_message_get_path(m) + strlen(RIG_PATH));
		if (!sd_bus_message_is_signal(m, "org.freedesktop.DBus.Properties",
					      "PropertiesChanged")) {
			ADD(" %s\n", sd_bus_message_get_member(m));
			continue;
		}
		assert_return_code(sd_bus_message_read(m, "s", &interface), 0);
		ADD(" %s:", interface + strlen("org.plumbd."));
		assert_return_code(sd_bus_message_enter_container(m, 'a', "{sv}"), 0);
		while (sd_bus_message_enter_container(m, 'e', "sv") > 0) {
			assert_return_code(sd_bus_message_read(m, "s", &name), 0);
			assert_return_code(sd_bus_message_peek_type(m, NULL, &type), 0);
			assert_return_code(sd_bus_message_skip(m, "v"), 0);
			assert_return_code(sd_bus_message_exit_container(m), 0);
			ADD(" %s", name);
		}
		ADD("\n");
	}
#undef ADD
	rig_forget_heard(r);
}

static void assert_heard(struct rig *r, const char *expected)
{
	char text[2048];

	heard(r, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void before_the_first_tick_all_is_unknown(void **state)
{
	struct rig *r = *state;

	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Version", PLUMBD_VERSION);
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Status", "starting");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Posture", "unknown");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Pose", "");
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "SinceUSec", "t", 0);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "FlexionCdeg", "i", 2147483647);
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "State", "absent");
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "Chip", "");
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "TemperatureCdeg", "i", 2147483647);
}

static void each_property_of_posture1_shows_the_view(void **state)
{
	struct rig *r = *state;

	r->view.alert_level = 2;
	r->view.paused_until_real_us = 1700002000000000;
	r->view.silence = ALERT_SILENT_HELD;
	r->view.activity = ACTIVITY_MOVING;
	rig_tick(r);
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Status", "watching");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Posture", "upright");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Pose", "upright");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Activity", "moving");
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "SinceUSec", "t", 1700000200000000);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "AlertLevel", "u", 2);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "PausedUntilUSec", "t", 1700002000000000);
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Silence", "paused");
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "FlexionCdeg", "i", 120);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "LateralCdeg", "i", (uint64_t)-40);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "CurvatureCdeg", "i", 2147483647);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "SlouchTodayUSec", "t", 1000000);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "UprightTodayUSec", "t", 59000000);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "SlouchesToday", "u", 3);
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "AlertsToday", "u", 1);
}

static void each_property_of_sensor1_shows_the_health(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "Chip", "MPU-6050");
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "Bus", "/dev/i2c-1");
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "Address", "y", 0x68);
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "State", "running");
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "RateMilliHz", "u", 50000);
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "Errors", "u", 7);
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "Recoveries", "u", 2);
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "Overflows", "u", 1);
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "TemperatureCdeg", "i", 3125);
	/* half a second before the tick's wall clock */
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "LastSampleUSec", "t", 1700000259500000);
	rig_assert_s(r, RIG_PATH "/sensors/lower", RIG_SENSOR, "State", "absent");
	rig_assert_number(r, RIG_PATH "/sensors/lower", RIG_SENSOR, "LastSampleUSec", "t", 0);
}

static void poses_are_shown_with_all_that_was_taught(void **state)
{
	struct rig *r = *state;
	const char *name, *posture;
	uint64_t when_usec;
	uint32_t grade;
	sd_bus_message *m;
	int good;

	rig_tick(r);
	m = rig_get(r, RIG_PATH, RIG_POSTURE, "Poses", "a(ssbtu)");
	assert_in_range(sd_bus_message_enter_container(m, 'a', "(ssbtu)"), 1, 1);
	assert_in_range(
		sd_bus_message_read(m, "(ssbtu)", &name, &posture, &good, &when_usec, &grade), 1,
		1);
	assert_string_equal(name, "upright");
	assert_string_equal(posture, "upright");
	assert_true(good);
	assert_true(when_usec == 1700000000000000);
	assert_int_equal(grade, 93);
	assert_in_range(
		sd_bus_message_read(m, "(ssbtu)", &name, &posture, &good, &when_usec, &grade), 1,
		1);
	assert_string_equal(name, "hunched");
	assert_string_equal(posture, "slouching");
	assert_false(good);
	assert_int_equal(grade, 71);
	assert_int_equal(sd_bus_message_at_end(m, false), true);
	sd_bus_message_unref(m);
}

static void the_first_tick_tells_all_there_is_and_the_next_nothing(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	assert_heard(r, ": Posture1: Status Posture Pose SinceUSec Poses\n"
			"/sensors/upper: Sensor1: Chip Bus Address State\n");
	rig_tick(r);
	assert_heard(r, "");
}

/* The heart of the matter: however much changes in a tick, one signal an interface. */
static void what_changes_in_a_tick_is_told_at_once_and_together(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	rig_forget_heard(r);
	r->view.status = STATUS_PAUSED;
	r->view.posture = POSTURE_SLOUCHING;
	strcpy(r->view.pose, "hunched");
	r->view.activity = ACTIVITY_MOVING;
	r->view.since_us = 259000000;
	r->view.since_real_us = 1700000259000000;
	r->view.alert_level = 1;
	r->view.paused_until_real_us = 1700001000000000;
	r->view.silence = ALERT_SILENT_HELD;
	r->view.poses_serial++;
	r->poses.n = 1;
	r->view.sensor[SENSOR_LOWER].state = SENSOR_SEARCHING;
	rig_tick(r);
	assert_heard(r, ": Posture1: Status Posture Pose Activity SinceUSec AlertLevel "
			"PausedUntilUSec Silence Poses\n"
			"/sensors/lower: Sensor1: State\n");
}

static void the_profile_in_force_and_the_one_chosen_are_news(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	rig_forget_heard(r);
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Profile", "");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "ProfileChoice", "auto");
	strcpy(r->view.profile, "standing");
	rig_tick(r);
	assert_heard(r, ": Posture1: Profile\n");
	strcpy(r->view.profile_choice, "standing");
	rig_tick(r);
	assert_heard(r, ": Posture1: ProfileChoice\n");
	r->view.profiles_serial++;
	rig_tick(r);
	assert_heard(r, ": Posture1: Profiles\n");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "Profile", "standing");
	rig_assert_s(r, RIG_PATH, RIG_POSTURE, "ProfileChoice", "standing");
	rig_tick(r);
	assert_heard(r, "");
}

static void the_profiles_are_those_of_the_configuration(void **state)
{
	struct rig *r = *state;
	const char *name;
	sd_bus_message *m;

	r->fake.config.profiles.n = 2;
	strcpy(r->fake.config.profile[0].name, "standing");
	strcpy(r->fake.config.profile[1].name, "meeting");
	m = rig_get(r, RIG_PATH, RIG_POSTURE, "Profiles", "as");
	assert_in_range(sd_bus_message_enter_container(m, 'a', "s"), 1, 1);
	assert_in_range(sd_bus_message_read(m, "s", &name), 1, 1);
	assert_string_equal(name, "standing");
	assert_in_range(sd_bus_message_read(m, "s", &name), 1, 1);
	assert_string_equal(name, "meeting");
	assert_int_equal(sd_bus_message_at_end(m, false), true);
	sd_bus_message_unref(m);
}

static void figures_that_move_with_every_sample_are_never_told(void **state)
{
	struct rig *r = *state;

	rig_tick(r);
	rig_forget_heard(r);
	r->view.now_us += 320000;
	r->view.real_us += 320000;
	r->view.flexion_cdeg += 10;
	r->view.lateral_cdeg += 10;
	r->view.curvature_cdeg = 5;
	r->view.slouch_today_us += 320000;
	r->view.upright_today_us += 320000;
	r->view.slouches_today++;
	r->view.alerts_today++;
	r->view.sensor[SENSOR_UPPER].errors++;
	r->view.sensor[SENSOR_UPPER].recoveries++;
	r->view.sensor[SENSOR_UPPER].overflows++;
	r->view.sensor[SENSOR_UPPER].rate_millihz++;
	r->view.sensor[SENSOR_UPPER].temperature_cdeg++;
	r->view.sensor[SENSOR_UPPER].last_sample_us += 320000;
	rig_tick(r);
	assert_heard(r, "");
	rig_assert_number(r, RIG_PATH, RIG_POSTURE, "FlexionCdeg", "i", 130);
	rig_assert_number(r, RIG_UPPER, RIG_SENSOR, "Errors", "u", 8);
}

static void a_pause_that_ends_is_news(void **state)
{
	struct rig *r = *state;

	r->view.paused_until_real_us = 1;
	rig_tick(r);
	rig_forget_heard(r);
	r->view.paused_until_real_us = 0;
	rig_tick(r);
	assert_heard(r, ": Posture1: PausedUntilUSec\n");
}

static void a_path_in_any_bytes_can_be_shown(void **state)
{
	struct rig *r = *state;

	strcpy(r->view.sensor[SENSOR_UPPER].bus, "/tmp/\xff\xfe\x01.csv");
	rig_tick(r);
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "Bus", "/tmp/?? .csv");
	rig_assert_s(r, RIG_UPPER, RIG_SENSOR, "State", "running");
}

static void slouched_says_when_how_much_and_what(void **state)
{
	struct rig *r = *state;
	struct wearer_event w = { .kind = WEARER_SLOUCHED, .t_us = 259900000, .level = 2 };
	char details[1024];
	uint64_t when_usec;
	uint32_t level;

	r->why = (struct explanation){
		.known = true,
		.level = 2,
		.posture = POSTURE_SLOUCHING,
		.pose = "hunched",
		.flexion_cdeg = 1736,
		.lateral_cdeg = ANGLE_UNKNOWN,
		.curvature_cdeg = ANGLE_UNKNOWN,
		.dwell_us = 130000000,
	};
	rig_event(r, &w);
	assert_int_equal(r->n_heard, 1);
	assert_true(sd_bus_message_is_signal(r->heard[0], RIG_POSTURE, "Slouched"));
	assert_return_code(sd_bus_message_read(r->heard[0], "tu", &when_usec, &level), 0);
	assert_true(when_usec == 1700000259900000);
	assert_int_equal(level, 2);
	rig_dict(r->heard[0], details, sizeof(details));
	assert_string_equal(details, "posture=s slouching\npose=s hunched\nflexion_cdeg=i 1736\n"
				     "dwell_usec=t 130000000\nlevel=u 2\n"
				     "sentence=s slouching for 2 min 10 s, 17.4 deg forward "
				     "(alert level 2)\n");
}

static void recovered_says_for_how_long_it_was(void **state)
{
	struct rig *r = *state;
	struct wearer_event w = { .kind = WEARER_RECOVERED,
				  .t_us = 260000000,
				  .slouched_us = 3900000000 };
	uint64_t when_usec, slouched_usec;
	char details[1024];

	r->why = (struct explanation){ .known = true, .posture = POSTURE_LEANING_LEFT };
	rig_event(r, &w);
	assert_int_equal(r->n_heard, 1);
	assert_true(sd_bus_message_is_signal(r->heard[0], RIG_POSTURE, "Recovered"));
	assert_return_code(sd_bus_message_read(r->heard[0], "tt", &when_usec, &slouched_usec), 0);
	assert_true(when_usec == 1700000260000000);
	assert_true(slouched_usec == 3900000000);
	rig_dict(r->heard[0], details, sizeof(details));
	assert_string_equal(details, "posture=s upright\npose=s upright\nactivity=s still\n"
				     "flexion_cdeg=i 120\nlateral_cdeg=i -40\n"
				     "sentence=s recovered after 1 h 5 min of leaning-left\n");
}

static void learning_tells_its_way_and_its_end(void **state)
{
	static const struct {
		struct wearer_event w;
		uint32_t percent;
		const char *hint;
	} rows[] = {
		{ { .kind = WEARER_LEARNING, .percent = 40 }, 40, "" },
		/* the window is full, but what it is worth is not known yet */
		{ { .kind = WEARER_LEARNING, .percent = 100 }, 99, "" },
		{ { .kind = WEARER_LEARNED, .pose = { .grade = 93 } }, 100, "learned, grade 93" },
		{ { .kind = WEARER_NOT_LEARNED, .result = CALIBRATE_NOT_STILL },
		  0,
		  "failed: not still: hold still and try again" },
		{ { .kind = WEARER_NOT_LEARNED, .result = CALIBRATE_NO_SENSOR },
		  0,
		  "failed: the sensor delivers nothing: see \"plumbctl doctor\", then try again" },
	};
	struct rig *r = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct wearer_event w = rows[i].w;
		const char *name, *hint;
		uint32_t percent;

		strcpy(w.pose.name, "typing");
		rig_event(r, &w);
		assert_int_equal(r->n_heard, 1);
		assert_true(sd_bus_message_is_signal(r->heard[0], RIG_POSTURE, "LearningProgress"));
		assert_return_code(sd_bus_message_read(r->heard[0], "sus", &name, &percent, &hint),
				   0);
		assert_string_equal(name, "typing");
		assert_int_equal(percent, rows[i].percent);
		assert_string_equal(hint, rows[i].hint);
		rig_forget_heard(r);
	}
}

/* It was still enough, but could not be kept: the reason stands in the place of success. */
static void what_kept_a_pose_from_being_learned_is_told(void **state)
{
	struct rig *r = *state;
	struct wearer_event w = {
		.kind = WEARER_NOT_LEARNED,
		.result = CALIBRATE_DONE,
		.pose = { .name = "typing" },
	};
	struct notice n = { .kind = NOTICE_WEARER, .wearer = &w, .text = "no space\xff left" };
	const char *name, *hint;
	uint32_t percent;

	r->sink->ops->notice(r->sink, &n, &r->view);
	rig_settle(r);
	assert_int_equal(r->n_heard, 1);
	assert_return_code(sd_bus_message_read(r->heard[0], "sus", &name, &percent, &hint), 0);
	assert_int_equal(percent, 0);
	assert_string_equal(hint, "failed: no space? left");
}

static void a_hint_on_the_way_is_told(void **state)
{
	struct rig *r = *state;
	struct wearer_event w = { .kind = WEARER_LEARNING,
				  .percent = 0,
				  .hint = CALIBRATE_HINT_HOLD_STILL,
				  .pose = { .name = "typing" } };
	const char *name, *hint;
	uint32_t percent;

	rig_event(r, &w);
	assert_return_code(sd_bus_message_read(r->heard[0], "sus", &name, &percent, &hint), 0);
	assert_string_equal(hint, calibrate_hint_to_str(CALIBRATE_HINT_HOLD_STILL));
	assert_true(strncmp(hint, "failed: ", 8) != 0);
}

static void notices_that_are_not_the_wearers_are_no_signals(void **state)
{
	struct rig *r = *state;

	for (int kind = NOTICE_STARTED; kind <= NOTICE_STOPPING; kind++) {
		struct notice n = { .kind = (enum notice_kind)kind, .text = "" };

		if (n.kind != NOTICE_WEARER)
			r->sink->ops->notice(r->sink, &n, &r->view);
	}
	rig_settle(r);
	assert_heard(r, "");
}

#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG_TEST(before_the_first_tick_all_is_unknown),
		RIG_TEST(each_property_of_posture1_shows_the_view),
		RIG_TEST(each_property_of_sensor1_shows_the_health),
		RIG_TEST(poses_are_shown_with_all_that_was_taught),
		RIG_TEST(the_first_tick_tells_all_there_is_and_the_next_nothing),
		RIG_TEST(what_changes_in_a_tick_is_told_at_once_and_together),
		RIG_TEST(the_profile_in_force_and_the_one_chosen_are_news),
		RIG_TEST(the_profiles_are_those_of_the_configuration),
		RIG_TEST(figures_that_move_with_every_sample_are_never_told),
		RIG_TEST(a_pause_that_ends_is_news),
		RIG_TEST(a_path_in_any_bytes_can_be_shown),
		RIG_TEST(slouched_says_when_how_much_and_what),
		RIG_TEST(recovered_says_for_how_long_it_was),
		RIG_TEST(learning_tells_its_way_and_its_end),
		RIG_TEST(what_kept_a_pose_from_being_learned_is_told),
		RIG_TEST(a_hint_on_the_way_is_told),
		RIG_TEST(notices_that_are_not_the_wearers_are_no_signals),
	};

	return cmocka_run_group_tests_name("bus-publish", tests, NULL, NULL);
}
