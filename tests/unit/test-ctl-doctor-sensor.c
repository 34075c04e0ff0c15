/* SPDX-License-Identifier: MIT */
#include "doctor-rig.h"

#define STATE(i, word) strcpy(f->daemon.sensor[i].state, word)
#define LOWER          f->setup.config.sensor[SENSOR_LOWER]
#define FIGURES        f->samples[0].figures
#define TAKE(how, err) f->samples[0].take = DOCTOR_TAKE_##how, f->samples[0].error = err

static void answers(struct doctor_facts *f, uint8_t address, const char *chip, uint8_t identity,
		    int error)
{
	struct scan_place *p = &f->scan.place[f->scan.n++];

	*p = (struct scan_place){
		.bus = "/dev/i2c-1", .address = address, .identity = identity, .error = error
	};
	p->chip = chip ? imu_chip_find(chip) : NULL;
	f->scan.chips += p->chip != NULL;
}

static void a_running_plumbd_tells_of_its_sensors(void **state)
{
	(void)state;
	OK(healthy, "sensor.found", "upper: plumbd reads the MPU-6050 at 0x68 on /dev/i2c-1");
	OK(healthy, "sensor.found", "the MPU-6500 at 0x68 on /dev/i2c-1; often sold as MPU-6050",
	   strcpy(f->daemon.sensor[0].chip, "MPU-6500"));
	OK(healthy, "sensor.found", "the sensor on a.csv", f->daemon.sensor[0].address = 0;
	   f->daemon.sensor[0].chip[0] = '\0'; strcpy(f->daemon.sensor[0].bus, "a.csv"));
	WARN(healthy, "sensor.found", "plumbctl status", "setting up", STATE(0, "starting"));
	FAIL(healthy, "sensor.found", "journalctl", "upper: plumbd does not find it",
	     STATE(0, "searching"));
	FAIL(healthy, "sensor.found", "journalctl", "lower: plumbd does not find it",
	     STATE(1, "searching"));
}

static void what_answers_is_named_as_what_it_is(void **state)
{
	(void)state;
	OK(stopped, "sensor.found", "MPU-6050 answers at 0x68 on /dev/i2c-1 (identity 0x68)");
	OK(silent, "sensor.found", "(identity 0x98); often sold as MPU-6050",
	   answers(f, 0x68, "ICM-20689", 0x98, 0));
	WARN(silent, "sensor.found", "detect", "is a real-time clock; connect a sensor's",
	     answers(f, 0x68, NULL, 0x24, IMU_E_CLOCK));
	WARN(silent, "sensor.found", "detect", "is not a chip plumbd knows",
	     answers(f, 0x6b, NULL, 5, IMU_E_NO_CHIP));
	FAIL(silent, "sensor.found", "detect", "/dev/i2c-1 is stuck: power-cycle",
	     answers(f, 0x68, NULL, 0, -ETIMEDOUT));
	FAIL(silent, "sensor.found", "detect", "0x69 on /dev/i2c-1: Resource temporarily",
	     answers(f, 0x69, NULL, 0, -EAGAIN));
	WARN(silent, "sensor.found", "detect", "/dev/i2c-1: Too many open files",
	     answers(f, 0, NULL, 0, -EMFILE));
}

static void silence_everywhere_is_a_failure_said_once(void **state)
{
	(void)state;
	FAIL(silent, "sensor.found", "detect", "no sensor answers on /dev/i2c-1: check");
	FAIL(silent, "sensor.found", "detect", "no sensor answers on any bus",
	     f->system.n_nodes = 2);
	NONE(silent, "sensor.found", f->scan.buses = 0);
	NONE(silent, "sensor.found", f->scan.denied = 1; answers(f, 0, NULL, 0, -EACCES));
	NONE(silent, "sensor.found", f->system.n_drivers = 1; answers(f, 0x68, NULL, 0, -EBUSY));
	FAIL(silent, "sensor.found", "detect", "no sensor answers",
	     answers(f, 0, NULL, 0, -EOPNOTSUPP));
}

static void the_configuration_is_held_against_what_is_there(void **state)
{
	(void)state;
	NONE(stopped, "sensor.expected");
	NONE(silent, "sensor.expected", LOWER.enabled = true);
	NONE(healthy, "sensor.expected", LOWER.enabled = true);
	NONE(stopped, "sensor.expected", strcpy(f->setup.config.bus, "/dev/i2c-1"));
	FAIL(stopped, "sensor.expected", "sudoedit", "on another bus",
	     strcpy(f->setup.config.bus, "/dev/i2c-3"));
	FAIL(stopped, "sensor.expected", "detect", "only one sensor answers", LOWER.enabled = true);
	NONE(stopped, "sensor.expected", LOWER.enabled = true;
	     answers(f, 0x69, "MPU-6050", 0x68, 0));
	FAIL(stopped, "sensor.expected", "sudoedit", "sensor.upper.address is 0x69",
	     f->setup.config.sensor[SENSOR_UPPER].address = 0x69);
	NONE(stopped, "sensor.expected", f->setup.config.sensor[SENSOR_UPPER].address = 0x68);
	NONE(stopped, "sensor.expected", LOWER.address = 0x6a);
}

static void samples_are_there_or_the_reason_is(void **state)
{
	(void)state;
	OK(healthy, "sensor.samples", "upper: 501 samples in 10.0 s");
	WARN(healthy, "sensor.samples", "sudo", "refuses them to user pi", TAKE(DENIED, -EACCES));
	WARN(healthy, "sensor.samples", "doctor", "somebody else is recording",
	     TAKE(FAILED, -EBUSY));
	FAIL(healthy, "sensor.samples", "detect", "no sample came", TAKE(FAILED, -ENODATA));
	FAIL(healthy, "sensor.samples", "detect", "all zeros", TAKE(FAILED, IMU_E_BAD_DATA));
	FAIL(healthy, "sensor.samples", "detect", "frozen", TAKE(FAILED, IMU_E_FROZEN));
	FAIL(healthy, "sensor.samples", "detect", "stuck", TAKE(FAILED, IMU_E_SATURATED));
	FAIL(healthy, "sensor.samples", "detect", "1 g", TAKE(FAILED, IMU_E_LEVEL));
	FAIL(healthy, "sensor.samples", "detect", "temperature", TAKE(FAILED, IMU_E_TEMPERATURE));
	FAIL(healthy, "sensor.samples", "detect", "15 %", TAKE(FAILED, IMU_E_RATE));
	FAIL(healthy, "sensor.samples", "detect", "bmi270_config", TAKE(FAILED, IMU_E_NO_BLOB));
	FAIL(healthy, "sensor.samples", "detect", "3.3 V", TAKE(FAILED, IMU_E_ASLEEP));
	FAIL(healthy, "sensor.samples", "detect", "identity", TAKE(FAILED, IMU_E_NO_CHIP));
	FAIL(healthy, "sensor.samples", "detect", "does not run", TAKE(FAILED, IMU_E_WAIT));
	FAIL(healthy, "sensor.samples", "detect", "Remote I/O", TAKE(FAILED, -EREMOTEIO));
	NONE(healthy, "sensor.samples", TAKE(NONE, 0));
	NONE(healthy, "sensor.gravity", TAKE(FAILED, -EREMOTEIO));
	NONE(healthy, "sensor.noise", TAKE(FAILED, -EREMOTEIO));
	NONE(healthy, "sensor.rate", TAKE(FAILED, -EREMOTEIO));
	NONE(healthy, "sensor.jitter", TAKE(FAILED, -EREMOTEIO));
	NONE(healthy, "sensor.temperature", TAKE(FAILED, -EREMOTEIO));
	OK(healthy, "sensor.gravity", "lower: |a| is 1.00 g", be_sampled(&f->samples[1], "lower"));
}

static void gravity_is_one_g_give_or_take(void **state)
{
	(void)state;
	OK(healthy, "sensor.gravity", "upper: |a| is 1.00 g", FIGURES.level_mg = 998);
	OK(healthy, "sensor.gravity", "0.80 g", FIGURES.level_mg = 800);
	OK(healthy, "sensor.gravity", "1.20 g", FIGURES.level_mg = 1200);
	WARN(healthy, "sensor.gravity", "doctor", "at rest", FIGURES.level_mg = 799);
	WARN(healthy, "sensor.gravity", "doctor", "at rest", FIGURES.level_mg = 1201);
	WARN(healthy, "sensor.gravity", "doctor", "0.70 g", FIGURES.level_mg = 700);
	WARN(healthy, "sensor.gravity", "doctor", "1.30 g", FIGURES.level_mg = 1300);
	FAIL(healthy, "sensor.gravity", "detect", "another chip", FIGURES.level_mg = 699);
	FAIL(healthy, "sensor.gravity", "detect", "another chip", FIGURES.level_mg = 1301);
}

static void noise_is_alive_and_quiet(void **state)
{
	(void)state;
	OK(healthy, "sensor.noise", "upper: noise is 2.1 2.2 3.3 mg rms");
	OK(healthy, "sensor.noise", "2.1 2.2 20.0", FIGURES.noise_ug[2] = 20000);
	WARN(healthy, "sensor.noise", "doctor", "supply", FIGURES.noise_ug[1] = 20001);
	OK(healthy, "sensor.noise", "0.0 0.0 0.0", FIGURES.noise_ug[0] = 1; FIGURES.noise_ug[1] = 0;
	   FIGURES.noise_ug[2] = 0);
	FAIL(healthy, "sensor.noise", "detect", "do not change at all",
	     memset(FIGURES.noise_ug, 0, sizeof(FIGURES.noise_ug)));
}

static void the_rate_is_that_of_the_data_sheet(void **state)
{
	(void)state;
	OK(healthy, "sensor.rate", "50.0 samples a second (50.0 nominal)");
	OK(healthy, "sensor.rate", "52.5 samples", FIGURES.rate_millihz = 52500);
	OK(healthy, "sensor.rate", "47.5 samples", FIGURES.rate_millihz = 47500);
	WARN(healthy, "sensor.rate", "status", "its clock is off", FIGURES.rate_millihz = 52550);
	WARN(healthy, "sensor.rate", "status", "instead of 50.0", FIGURES.rate_millihz = 47450);
	WARN(healthy, "sensor.rate", "status", "40.0 samples", FIGURES.rate_millihz = 40000);
	FAIL(healthy, "sensor.rate", "detect", "are lost", FIGURES.rate_millihz = 39949);
	FAIL(healthy, "sensor.rate", "detect", "are lost", FIGURES.rate_millihz = 60051);
}

static void samples_come_in_time(void **state)
{
	(void)state;
	OK(healthy, "sensor.jitter", "0.3 ms rms");
	OK(healthy, "sensor.jitter", "10.0 ms", FIGURES.jitter_us = 10000);
	WARN(healthy, "sensor.jitter", "top", "off their time", FIGURES.jitter_us = 10001);
	WARN(stopped, "sensor.jitter", "top", "overflowed 2 times", f->samples[0].overflows = 2);
}

static void the_temperature_is_that_of_a_body(void **state)
{
	(void)state;
	OK(healthy, "sensor.temperature", "upper: 31 C");
	NONE(healthy, "sensor.temperature", f->samples[0].temperature_cdeg = INT32_MAX);
	OK(healthy, "sensor.temperature", " 0 C", f->samples[0].temperature_cdeg = 0);
	WARN(healthy, "sensor.temperature", "status", "odd", f->samples[0].temperature_cdeg = -1);
	OK(healthy, "sensor.temperature", "60 C", f->samples[0].temperature_cdeg = 6000);
	WARN(healthy, "sensor.temperature", "status", "odd", f->samples[0].temperature_cdeg = 6001);
	WARN(healthy, "sensor.temperature", "status", "odd", f->samples[0].temperature_cdeg = 8500);
	FAIL(healthy, "sensor.temperature", "detect", "bears",
	     f->samples[0].temperature_cdeg = 8501);
	WARN(healthy, "sensor.temperature", "status", "odd",
	     f->samples[0].temperature_cdeg = -4000);
	FAIL(healthy, "sensor.temperature", "detect", "bears",
	     f->samples[0].temperature_cdeg = -4001);
}

static void the_counters_of_plumbd_are_read(void **state)
{
	(void)state;
	OK(healthy, "sensor.counters", "upper: never lost, no overflow, 0 transfers failed");
	OK(healthy, "sensor.counters", "10 transfers failed", f->daemon.sensor[0].errors = 10);
	WARN(healthy, "sensor.counters", "journalctl", "11 transfers failed",
	     f->daemon.sensor[0].errors = 11);
	WARN(healthy, "sensor.counters", "journalctl", "lost and found again 1 times",
	     f->daemon.sensor[0].recoveries = 1);
	WARN(healthy, "sensor.counters", "top", "overflowed 1 times",
	     f->daemon.sensor[0].overflows = 1);
	NONE(healthy, "sensor.counters", STATE(0, "searching"));
	NONE(stopped, "sensor.counters");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_running_plumbd_tells_of_its_sensors),
		cmocka_unit_test(what_answers_is_named_as_what_it_is),
		cmocka_unit_test(silence_everywhere_is_a_failure_said_once),
		cmocka_unit_test(the_configuration_is_held_against_what_is_there),
		cmocka_unit_test(samples_are_there_or_the_reason_is),
		cmocka_unit_test(gravity_is_one_g_give_or_take),
		cmocka_unit_test(noise_is_alive_and_quiet),
		cmocka_unit_test(the_rate_is_that_of_the_data_sheet),
		cmocka_unit_test(samples_come_in_time),
		cmocka_unit_test(the_temperature_is_that_of_a_body),
		cmocka_unit_test(the_counters_of_plumbd_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
