/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/body.h"
#include "source-sim.h"

#define SEC(n)   ((uint64_t)(n)*US_PER_SEC)
#define BEGIN_US SEC(1000)

struct rig {
	struct config config;
	struct source *source;
	unsigned streams[SENSOR_COUNT], losses[SENSOR_COUNT], samples[SENSOR_COUNT];
	uint64_t lost_us, found_us; /* of the upper sensor, the last */
};

static struct rig rig;

static int set_up(void **state)
{
	(void)state;
	rig = (struct rig){ 0 };
	config_defaults(&rig.config);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	source_free(rig.source);
	return 0;
}

static void play_until(uint64_t end_us)
{
	struct source_item item;
	uint64_t due_us;

	while ((due_us = source_due_us(rig.source)) <= end_us) {
		source_read(rig.source, due_us, &item);
		switch (item.news) {
		case SOURCE_STREAM:
			rig.streams[item.sensor]++;
			rig.found_us = item.sensor == SENSOR_UPPER ? due_us : rig.found_us;
			break;
		case SOURCE_LOST:
			rig.losses[item.sensor]++;
			rig.lost_us = item.sensor == SENSOR_UPPER ? due_us : rig.lost_us;
			break;
		case SOURCE_BATCH:
			rig.samples[item.sensor] += item.batch.n;
			break;
		case SOURCE_NOTHING:
		case SOURCE_END:
			break;
		}
	}
}

static void one_chip_is_worn_as_configured(void **state)
{
	(void)state;
	assert_int_equal(source_sim_new("still", &rig.config, BEGIN_US, &rig.source), 0);
	play_until(BEGIN_US + SEC(10));
	assert_int_equal(rig.streams[SENSOR_UPPER], 1);
	assert_int_equal(rig.losses[SENSOR_UPPER], 0);
	assert_in_range(rig.samples[SENSOR_UPPER], 450, 500);
	assert_int_equal(rig.samples[SENSOR_LOWER], 0);
	assert_string_equal(rig.source->health[SENSOR_UPPER].bus, "sim");
	assert_string_equal(rig.source->health[SENSOR_UPPER].chip, "MPU-6050");
	assert_int_equal(rig.source->health[SENSOR_UPPER].address, 0x68);
	assert_int_equal(rig.source->health[SENSOR_LOWER].state, SENSOR_ABSENT);
}

static void two_chips_are_worn_when_configured(void **state)
{
	(void)state;
	rig.config.sensor[SENSOR_LOWER].enabled = true;
	assert_int_equal(source_sim_new("still", &rig.config, BEGIN_US, &rig.source), 0);
	play_until(BEGIN_US + SEC(10));
	assert_in_range(rig.samples[SENSOR_LOWER], 450, 500);
	assert_int_equal(rig.source->health[SENSOR_LOWER].address, 0x69);
}

/* The first time the script pulls the plug, and when it puts it back. */
static void find_unplug(uint64_t *ret_from_us, uint64_t *ret_to_us)
{
	const struct body_script *script = body_script_find("unplug");
	uint64_t t_us = 0;

	for (size_t i = 0; i < script->n; i++) {
		*ret_from_us = t_us;
		t_us += script->steps[i].for_ms * US_PER_MS;
		*ret_to_us = t_us;
		if (script->steps[i].act == BODY_UNPLUG)
			return;
	}
	fail_msg("the script never unplugs");
}

static void an_unplugged_chip_is_lost_and_found_again(void **state)
{
	uint64_t from_us = 0, to_us = 0;

	(void)state;
	find_unplug(&from_us, &to_us);
	assert_int_equal(source_sim_new("unplug", &rig.config, BEGIN_US, &rig.source), 0);
	play_until(BEGIN_US + from_us);
	assert_int_equal(rig.losses[SENSOR_UPPER], 0);
	play_until(BEGIN_US + to_us - 1);
	assert_int_equal(rig.losses[SENSOR_UPPER], 1);
	assert_in_range(rig.lost_us, BEGIN_US + from_us, BEGIN_US + from_us + SEC(2));
	assert_int_equal(rig.streams[SENSOR_UPPER], 1);
	play_until(BEGIN_US + to_us + SEC(32));
	assert_int_equal(rig.streams[SENSOR_UPPER], 2);
	assert_true(rig.found_us > BEGIN_US + to_us);
	assert_int_equal(rig.source->health[SENSOR_UPPER].recoveries, 1);
}

static void an_unknown_script_is_refused(void **state)
{
	(void)state;
	assert_int_equal(source_sim_new("banana", &rig.config, BEGIN_US, &rig.source), -ENOENT);
	assert_null(rig.source);
}

static void the_default_script_is_known(void **state)
{
	(void)state;
	assert_non_null(body_script_find(SOURCE_SIM_SCRIPT));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_chip_is_worn_as_configured),
		TEST(two_chips_are_worn_when_configured),
		TEST(an_unplugged_chip_is_lost_and_found_again),
		TEST(an_unknown_script_is_refused),
		TEST(the_default_script_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
