/* SPDX-License-Identifier: MIT */
/*
 * Our interfaces as a client sees them, word for word.  After a wanted change:
 * UPDATE_GOLDEN=1 test-bus-introspect, and look at the diff.
 */
#include "bus-rig.h"

/* One interface of ours at @path; what sd-bus adds around it is not our business. */
static char *introspect(struct rig *r, const char *path, const char *interface)
{
	sd_bus_message *reply =
		rig_call_message(r, r->client,
				 rig_new_call(r, r->client, path,
					      "org.freedesktop.DBus.Introspectable", "Introspect"));
	const char *xml, *from, *to;
	char head[96], *copy;

	assert_return_code(sd_bus_message_read(reply, "s", &xml), 0);
	snprintf(head, sizeof(head), " <interface name=\"%s\"", interface);
	from = strstr(xml, head);
	assert_non_null(from);
	to = strstr(from, " </interface>\n");
	assert_non_null(to);
	copy = strndup(from, (size_t)(to - from) + strlen(" </interface>\n"));
	assert_non_null(copy);
	sd_bus_message_unref(reply);
	return copy;
}

static void assert_golden(const char *xml, const char *file)
{
	char path[512], golden[16384];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/bus/%s", SOURCE_DIR, file);
	if (getenv("UPDATE_GOLDEN")) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(xml, f);
		fclose(f);
	}
	f = fopen(path, "r");
	assert_non_null(f);
	n = fread(golden, 1, sizeof(golden) - 1, f);
	fclose(f);
	golden[n] = '\0';
	assert_string_equal(xml, golden);
}

static void posture1_is_what_it_was(void **state)
{
	char *xml = introspect(*state, RIG_PATH, RIG_POSTURE);

	assert_golden(xml, "golden-posture1.xml");
	free(xml);
}

static void care1_is_what_it_was(void **state)
{
	char *xml = introspect(*state, RIG_PATH, RIG_CARE);

	assert_golden(xml, "golden-care1.xml");
	free(xml);
}

static void history1_is_what_it_was(void **state)
{
	char *xml = introspect(*state, RIG_PATH, RIG_HISTORY);

	assert_golden(xml, "golden-history1.xml");
	free(xml);
}

static void sensor1_is_what_it_was(void **state)
{
	char *xml = introspect(*state, RIG_UPPER, RIG_SENSOR);

	assert_golden(xml, "golden-sensor1.xml");
	free(xml);
}

static void both_sensors_are_the_same_kind_of_object(void **state)
{
	char *upper = introspect(*state, RIG_UPPER, RIG_SENSOR);
	char *lower = introspect(*state, RIG_PATH "/sensors/lower", RIG_SENSOR);

	assert_string_equal(upper, lower);
	free(upper);
	free(lower);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(posture1_is_what_it_was, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(care1_is_what_it_was, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(history1_is_what_it_was, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(sensor1_is_what_it_was, rig_setup, rig_teardown),
		cmocka_unit_test_setup_teardown(both_sensors_are_the_same_kind_of_object, rig_setup,
						rig_teardown),
	};

	return cmocka_run_group_tests_name("bus-introspect", tests, NULL, NULL);
}
