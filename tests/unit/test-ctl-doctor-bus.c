/* SPDX-License-Identifier: MIT */
#include "doctor-rig.h"

#define NO_NODES  f->system.n_nodes = 0, f->scan.buses = 0
#define BUS(word) strcpy(f->setup.config.bus, word)

static void a_driver(struct doctor_facts *f, const char *name, const char *iio)
{
	struct doctor_driver *d = &f->system.driver[f->system.n_drivers++];

	d->bus = 1;
	d->address = 0x68;
	strcpy(d->name, name);
	strcpy(d->iio, iio);
}

static void a_healthy_machine_has_nothing_but_ok(void **state)
{
	(void)state;
	healthy();
	doctor_judge(&facts, &report);
	for (unsigned i = 0; i < report.n; i++)
		assert_string_equal(doctor_level_to_str(report.finding[i].level), "ok");
	assert_int_equal(report.count[DOCTOR_OK], report.n);
	assert_true(report.n >= 18);
}

static void missing_nodes_name_the_step_that_is_missing(void **state)
{
	(void)state;
	OK(healthy, "i2c.nodes", "1 I2C bus: /dev/i2c-1");
	OK(healthy, "i2c.nodes", "2 I2C buses: /dev/i2c-1, /dev/i2c-20", f->system.n_nodes = 2;
	   strcpy(f->system.node[1].path, "/dev/i2c-20"));
	FAIL(silent, "i2c.nodes", "modprobe i2c-dev", "not loaded", NO_NODES;
	     f->system.i2c_dev = false);
	FAIL(silent, "i2c.nodes", "udevadm", "udev made none", NO_NODES);
	FAIL(silent, "i2c.nodes", "raspi-config", "I2C is off in /boot/firmware", NO_NODES;
	     f->system.adapters = 0; f->system.boot_on = false);
	FAIL(silent, "i2c.nodes", "reboot", "not yet in the kernel", NO_NODES;
	     f->system.adapters = 0);
	FAIL(silent, "i2c.nodes", "/sys/bus/i2c/devices", "has no I2C adapter", NO_NODES;
	     f->system.adapters = 0; f->system.boot[0] = '\0');
	OK(silent, "i2c.nodes", "none is needed", NO_NODES; BUS("iio"));
	OK(silent, "i2c.nodes", "none is needed", NO_NODES; BUS("sim"));
	OK(healthy, "i2c.nodes", "none is needed", NO_NODES);
}

static void config_txt_counts_on_a_pi_whose_sensor_is_missing(void **state)
{
	(void)state;
	OK(healthy, "i2c.boot", "on in /boot/firmware/config.txt");
	NONE(healthy, "i2c.boot", f->system.boot[0] = '\0');
	NONE(silent, "i2c.boot", NO_NODES);
	FAIL(silent, "i2c.boot", "raspi-config", "pins 3 and 5", f->system.boot_on = false);
	OK(stopped, "i2c.boot", "not needed", f->system.boot_on = false);
	OK(healthy, "i2c.boot", "not needed", f->system.boot_on = false);
	OK(silent, "i2c.boot", "not needed", f->system.boot_on = false; BUS("iio"));
}

static void who_may_open_a_node_is_told(void **state)
{
	(void)state;
	OK(healthy, "i2c.access", "user pi may use it");
	OK(healthy, "i2c.access", "all of them", f->system.n_nodes = 2;
	   f->system.node[1] = f->system.node[0]);
	WARN(healthy, "i2c.access", "sudo plumbctl doctor", "/dev/i2c-1 (its group is i2c)",
	     f->system.node[0].may = false);
	WARN(healthy, "i2c.access", "sudo", "(its group is nobody's)",
	     f->system.node[0].may = false;
	     f->system.node[0].group[0] = '\0');
	NONE(silent, "i2c.access", NO_NODES);
}

static void the_service_reaches_a_bus_through_group_i2c(void **state)
{
	(void)state;
	OK(stopped, "i2c.access-daemon", "through group i2c");
	OK(stopped, "i2c.access-daemon", "through", f->system.plumbd_in_i2c = false);
	OK(stopped, "i2c.access-daemon", "through", f->service.grants_i2c = false);
	FAIL(stopped, "i2c.access-daemon", "usermod -aG i2c plumbd", "not in group i2c",
	     f->system.plumbd_in_i2c = false;
	     f->service.grants_i2c = false);
	WARN(stopped, "i2c.access-daemon", "sysusers", "no user plumbd",
	     f->system.has_plumbd = false);
	FAIL(stopped, "i2c.access-daemon", "i2c-tools", "not open to group i2c",
	     strcpy(f->system.node[0].group, "root"));
	FAIL(stopped, "i2c.access-daemon", "i2c-tools", "not open to group i2c",
	     f->system.node[0].group_may = false);
	NONE(healthy, "i2c.access-daemon", f->system.node[0].group_may = false);
	NONE(silent, "i2c.access-daemon", NO_NODES);
	NONE(stopped, "i2c.access-daemon", BUS("iio"));
	NONE(stopped, "i2c.access-daemon", f->daemon.running = true);
}

static void a_kernel_driver_is_a_conflict_or_the_source(void **state)
{
	(void)state;
	OK(healthy, "i2c.driver", "no kernel driver");
	NONE(silent, "i2c.driver", NO_NODES);
	FAIL(silent, "i2c.driver", "sudoedit", "set sensor.bus = \"iio\", or remove its overlay",
	     a_driver(f, "inv-mpu6050-i2c", "iio:device0"));
	WARN(stopped, "i2c.driver", "detect", "plumbd cannot use that chip",
	     a_driver(f, "inv-mpu6050-i2c", "iio:device0"));
	WARN(healthy, "i2c.driver", "detect", "plumbd cannot use that chip",
	     a_driver(f, "inv-mpu6050-i2c", "iio:device0"));
	OK(silent, "i2c.driver", "serves 0x68 on /dev/i2c-1 as iio:device0", BUS("iio");
	   a_driver(f, "inv-mpu6050-i2c", "iio:device0"));
	WARN(silent, "i2c.driver", "detect", "belongs to kernel driver rtc-ds1307",
	     a_driver(f, "rtc-ds1307", ""));
}

static void iio_is_looked_for_where_it_is_wanted(void **state)
{
	(void)state;
	NONE(healthy, "i2c.iio", f->system.iio_accels = 1);
	OK(healthy, "i2c.iio", "1 accelerometer as", BUS("iio"); f->system.iio_accels = 1);
	OK(healthy, "i2c.iio", "2 accelerometers", BUS("iio"); f->system.iio_accels = 2);
	FAIL(healthy, "i2c.iio", "/sys/bus/iio", "no accelerometer", BUS("iio"));
}

static void bus_speed_is_rounded_to_what_people_set(void **state)
{
	(void)state;
	OK(healthy, "i2c.speed", "not measured: plumbd uses the bus");
	NONE(healthy, "i2c.speed", f->scan.n_spared = 0);
	OK(stopped, "i2c.speed", "about 100 kHz");
	OK(stopped, "i2c.speed", "about 100 kHz", f->samples[0].bus_khz = 70);
	OK(stopped, "i2c.speed", "about 69 kHz", f->samples[0].bus_khz = 69);
	OK(stopped, "i2c.speed", "about 400 kHz", f->samples[0].bus_khz = 480);
	OK(stopped, "i2c.speed", "about 481 kHz", f->samples[0].bus_khz = 481);
	OK(stopped, "i2c.speed", "about 50 kHz", f->samples[0].bus_khz = 45);
	WARN(stopped, "i2c.speed", "grep", "about 50 kHz only", f->samples[0].bus_khz = 44);
	WARN(stopped, "i2c.speed", "grep", "about 10 kHz only", f->samples[0].bus_khz = 9);
	NONE(stopped, "i2c.speed", f->samples[0].bus_khz = 0);
}

static void findings_print_as_json_and_for_people(void **state)
{
	char text[4096] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	memset(&report, 0, sizeof(report));
	report.group = "I2C";
	report.id = "i2c.nodes";
	doctor_ok(&report, "one \"bus\"");
	report.group = "Sensors";
	report.id = "sensor.found";
	doctor_fail(&report, "plumbctl detect", "a sentence that is longer than the line is wide");
	doctor_print_json(&report, out);
	doctor_print(&report, out, 40);
	fclose(out);
	assert_string_equal(
		text, "{\"findings\":[{\"id\":\"i2c.nodes\",\"level\":\"ok\",\"text\":\"one "
		      "\\\"bus\\\"\",\"next\":null},{\"id\":\"sensor.found\",\"level\":\"fail\","
		      "\"text\":\"a sentence that is longer than the line is wide\",\"next\":"
		      "\"plumbctl detect\"}]}\n"
		      "I2C\n"
		      "  ok    one \"bus\"\n"
		      "\n"
		      "Sensors\n"
		      "  fail  a sentence that is longer than\n"
		      "        the line is wide\n"
		      "        next: plumbctl detect\n"
		      "\n"
		      "1 ok, 0 to look at, 1 failed\n");
}

/* Scripts rely on the ids. */
static void no_two_checks_share_an_id_and_groups_stand_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < doctor_checks_count; i++) {
		for (size_t k = i + 1; k < doctor_checks_count; k++) {
			assert_string_not_equal(doctor_checks[i].id, doctor_checks[k].id);
			if (!strcmp(doctor_checks[i].group, doctor_checks[k].group))
				assert_string_equal(doctor_checks[i].group,
						    doctor_checks[k - 1].group);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_healthy_machine_has_nothing_but_ok),
		cmocka_unit_test(missing_nodes_name_the_step_that_is_missing),
		cmocka_unit_test(config_txt_counts_on_a_pi_whose_sensor_is_missing),
		cmocka_unit_test(who_may_open_a_node_is_told),
		cmocka_unit_test(the_service_reaches_a_bus_through_group_i2c),
		cmocka_unit_test(a_kernel_driver_is_a_conflict_or_the_source),
		cmocka_unit_test(iio_is_looked_for_where_it_is_wanted),
		cmocka_unit_test(bus_speed_is_rounded_to_what_people_set),
		cmocka_unit_test(findings_print_as_json_and_for_people),
		cmocka_unit_test(no_two_checks_share_an_id_and_groups_stand_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
