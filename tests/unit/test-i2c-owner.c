/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "i2c-owner.h"
#include "iio-rig.h"

static int set_up(void **state)
{
	(void)state;
	tree_make();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tree_drop();
	return 0;
}

static void the_owner_of_an_address_is_named(void **state)
{
	char driver[32], path[RIG_PATH_MAX];

	(void)state;
	assert_false(i2c_owner(tree.sysfs, "/dev/i2c-1", 0x68, driver, sizeof driver));
	assert_string_equal(driver, "");
	snprintf(path, sizeof path, "%s/bus/i2c/devices/1-0068", tree.sysfs);
	tree_run("mkdir -p %s && ln -s ../../drivers/inv-mpu6050-i2c %s/driver", path, path);
	assert_false(i2c_owner(tree.sysfs, "/dev/i2c-1", 0x68, driver, sizeof driver));
	assert_string_equal(driver, "inv-mpu6050-i2c");
	tree_run("mkdir %s/iio:device0%s", path, "");
	assert_true(i2c_owner(tree.sysfs, "/dev/i2c-1", 0x68, driver, sizeof driver));
	assert_false(i2c_owner(tree.sysfs, "/dev/i2c-2", 0x68, driver, sizeof driver));
	assert_string_equal(driver, "");
	assert_false(i2c_owner(tree.sysfs, "/dev/i2c-1x", 0x68, driver, sizeof driver));
	assert_true(i2c_owner(tree.sysfs, "/dev/i2c-1", 0x68, driver, 4));
	assert_string_equal(driver, "inv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_owner_of_an_address_is_named, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
