/* SPDX-License-Identifier: MIT */
/*
 * Gathering, over a made-up tree of files
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "doctor-look.h"
#include "poses.h"

static char root[64];
static struct doctor_paths paths;
static struct doctor_system found;

/* A file below the root, with the folders it needs. */
static void put(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void bind_driver(const char *device, const char *driver)
{
	char path[256], target[256];

	snprintf(path, sizeof(path), "/sys/bus/i2c/devices/%s/name", device);
	put(path, "x\n");
	snprintf(path, sizeof(path), "%s/sys/bus/i2c/devices/%s/driver", root, device);
	snprintf(target, sizeof(target), "../../../../bus/i2c/drivers/%s", driver);
	assert_int_equal(symlink(target, path), 0);
}

static void look(void)
{
	doctor_look_system(&paths, &found);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(root, "/tmp/plumb-doctor-XXXXXX");
	paths = (struct doctor_paths){ .root = root, .config = "", .state = root };
	return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

static void an_empty_machine_has_nothing(void **state)
{
	(void)state;
	look();
	assert_int_equal(found.n_nodes, 0);
	assert_int_equal(found.adapters, 0);
	assert_int_equal(found.n_drivers, 0);
	assert_int_equal(found.iio_accels, 0);
	assert_int_equal(found.plumbd_pid, 0);
	assert_false(found.i2c_dev || found.has_plumbd || found.in_plumbd || found.plumbd_in_i2c);
	assert_string_equal(found.boot, "");
	assert_string_equal(found.policy, "");
	assert_string_equal(found.policy_astray, "");
	assert_true(found.user[0] >= '0' && found.user[0] <= '9');
}

static void nodes_come_by_number_with_who_may_open_them(void **state)
{
	char path[128];

	(void)state;
	put("/dev/i2c-10", "");
	put("/dev/i2c-2", "");
	put("/dev/i2", "");
	put("/sys/class/i2c-dev/i2c-2/name", "");
	put("/sys/bus/i2c/devices/i2c-2/name", "");
	snprintf(path, sizeof(path), "%s/dev/i2c-2", root);
	assert_int_equal(chmod(path, 0660), 0);
	snprintf(path, sizeof(path), "%s/dev/i2c-10", root);
	assert_int_equal(chmod(path, 0640), 0);
	look();
	assert_int_equal(found.n_nodes, 2);
	assert_string_equal(found.node[0].path, "/dev/i2c-2");
	assert_string_equal(found.node[1].path, "/dev/i2c-10");
	assert_true(found.node[0].group_may);
	assert_false(found.node[1].group_may);
	assert_true(found.node[0].may);
	assert_true(found.i2c_dev);
	assert_int_equal(found.adapters, 1);
	doctor_look_node(&paths, "/dev/i2c-10", &found);
	doctor_look_node(&paths, "/dev/not-there", &found);
	assert_int_equal(found.n_nodes, 2);
	put("/dev/my-sensor", "");
	doctor_look_node(&paths, "/dev/my-sensor", &found);
	assert_int_equal(found.n_nodes, 3);
	assert_string_equal(found.node[2].path, "/dev/my-sensor");
}

static void drivers_are_seen_at_sensors_addresses_alone(void **state)
{
	(void)state;
	bind_driver("1-0068", "inv-mpu6050-i2c");
	put("/sys/bus/i2c/devices/1-0068/iio:device0/name", "mpu6050\n");
	bind_driver("3-0069", "rtc-ds1307");
	bind_driver("1-0050", "at24");
	put("/sys/bus/i2c/devices/1-006a/name", "no driver here\n");
	put("/sys/bus/iio/devices/iio:device0/in_accel_x_raw", "1\n");
	put("/sys/bus/iio/devices/iio:device1/in_temp_raw", "1\n");
	look();
	assert_int_equal(found.n_drivers, 2);
	assert_int_equal(found.driver[0].bus, 1);
	assert_int_equal(found.driver[0].address, 0x68);
	assert_string_equal(found.driver[0].name, "inv-mpu6050-i2c");
	assert_string_equal(found.driver[0].iio, "iio:device0");
	assert_int_equal(found.driver[1].bus, 3);
	assert_int_equal(found.driver[1].address, 0x69);
	assert_string_equal(found.driver[1].name, "rtc-ds1307");
	assert_string_equal(found.driver[1].iio, "");
	assert_int_equal(found.iio_accels, 1);
}

static void config_txt_is_read_as_the_firmware_reads_it(void **state)
{
	static const struct {
		const char *text;
		bool on;
	} rows[] = {
		{ "dtparam=i2c_arm=on\n", true },
		{ "# a Pi\n[all]\n  dtparam=i2c_arm=on,i2c_arm_baudrate=400000\r\n", true },
		{ "dtparam=audio=on,i2c1=on\n", true },
		{ "dtparam=i2c=on", true },
		{ "dtparam=i2c_arm\n", true },
		{ "#dtparam=i2c_arm=on\n", false },
		{ "dtparam=i2c_arm=off\n", false },
		{ "dtparam=i2c_arm=on\ndtparam=i2c_arm=off\n", false },
		{ "dtparam=i2c_vc=on\n", false },
		{ "dtoverlay=i2c_arm=on\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put("/boot/config.txt", rows[i].text);
		look();
		assert_string_equal(found.boot, "/boot/config.txt");
		if (found.boot_on != rows[i].on)
			fail_msg("row %zu: %s", i, rows[i].text);
	}
	put("/boot/firmware/config.txt", "dtparam=i2c_arm=on\n");
	look();
	assert_string_equal(found.boot, "/boot/firmware/config.txt");
	assert_true(found.boot_on);
}

static void users_and_groups_are_read_from_etc(void **state)
{
	char text[256];

	(void)state;
	snprintf(text, sizeof(text), "pi:x:%u:100::/:/bin/sh\nplumbd:x:990:990::/:/bin/false\n",
		 (unsigned)getuid());
	put("/etc/passwd", text);
	put("/etc/group", "i2c:x:70001:plumbd\nplumbd:x:70002:pi\n");
	look();
	assert_string_equal(found.user, "pi");
	assert_true(found.has_plumbd);
	assert_int_equal(found.plumbd_uid, 990);
	assert_true(found.plumbd_in_i2c);
	assert_true(found.joined_plumbd);
	assert_false(found.in_plumbd);
	assert_int_equal(found.is_root, geteuid() == 0);

	snprintf(text, sizeof(text), "i2c:x:70001:pi\nplumbd:x:%u:\n", (unsigned)getegid());
	put("/etc/group", text);
	look();
	assert_false(found.plumbd_in_i2c);
	assert_false(found.joined_plumbd);
	assert_true(found.in_plumbd);
}

static void a_process_named_plumbd_is_noticed(void **state)
{
	(void)state;
	put("/proc/12/comm", "plumbctl\n");
	put("/proc/self/comm", "plumbd\n");
	look();
	assert_int_equal(found.plumbd_pid, 0);
	put("/proc/4711/comm", "plumbd\n");
	look();
	assert_int_equal(found.plumbd_pid, 4711);
}

static void the_policy_is_found_where_a_bus_looks_or_astray(void **state)
{
	(void)state;
	put("/usr/local/share/dbus-1/system.d/org.plumbd.Posture1.conf", "");
	look();
	assert_string_equal(found.policy, "");
	assert_string_equal(found.policy_astray,
			    "/usr/local/share/dbus-1/system.d/org.plumbd.Posture1.conf");
	put("/usr/share/dbus-1/system.d/org.plumbd.Posture1.conf", "");
	look();
	assert_string_equal(found.policy, "/usr/share/dbus-1/system.d/org.plumbd.Posture1.conf");
	put("/etc/dbus-1/system.d/org.plumbd.Posture1.conf", "");
	look();
	assert_string_equal(found.policy, "/etc/dbus-1/system.d/org.plumbd.Posture1.conf");
}

static void files_and_folder_of_plumbd_are_looked_at(void **state)
{
	struct doctor_setup s;
	char config[96];

	(void)state;
	snprintf(config, sizeof(config), "%s/plumbd.conf", root);
	paths.config = config;
	doctor_look_setup(&paths, &s);
	assert_false(s.config_found);
	assert_int_equal(s.config_result, 0);
	assert_int_equal(s.config.rate_hz, 50);
	assert_int_equal(s.poses_result, -ENOENT);
	assert_int_equal(s.state_error, 0);
	assert_int_equal(s.state_uid, getuid());
	assert_true(s.state_may);
	assert_false(s.state_read_only);
	assert_true(s.state_free_kib > 0);
	assert_true(s.real_us > 0);

	put("/plumbd.conf", "sensor: { rate_hz = 100; };\n");
	put("/poses.conf", "version = 2;\n");
	doctor_look_setup(&paths, &s);
	assert_true(s.config_found);
	assert_int_equal(s.config.rate_hz, 100);
	assert_int_equal(s.poses_result, POSES_E_DAMAGED);
	assert_non_null(strstr(s.poses_error.text, "poses.conf"));

	put("/plumbd.conf", "sensor: {\n rate = 100; };\n");
	paths.state = "/tmp/plumb-doctor/is/not/there";
	doctor_look_setup(&paths, &s);
	assert_true(s.config_found);
	assert_int_equal(s.config_result, CONFIG_E_INVALID);
	assert_non_null(strstr(s.config_error.text, "plumbd.conf:2: "));
	assert_int_equal(s.config.rate_hz, 50);
	assert_int_equal(s.state_error, -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_machine_has_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nodes_come_by_number_with_who_may_open_them, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(drivers_are_seen_at_sensors_addresses_alone, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(config_txt_is_read_as_the_firmware_reads_it, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(users_and_groups_are_read_from_etc, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_process_named_plumbd_is_noticed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(the_policy_is_found_where_a_bus_looks_or_astray,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(files_and_folder_of_plumbd_are_looked_at, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
