/* SPDX-License-Identifier: MIT */
/*
 * The kernel's side is played by the ioctl() below, which takes the place of
 * libc's for i2c-bus.c and for libi2c alike; the node is an ordinary file.
 */
#include <errno.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

#include "i2c-bus.h"

#define SMBUS_FUNCS (I2C_FUNC_SMBUS_READ_I2C_BLOCK | I2C_FUNC_SMBUS_WRITE_BYTE_DATA)

static struct kernel {
	unsigned long funcs;
	int funcs_error, slave_error, transfer_error; /* errnos */
	int taken;    /* an address a driver is bound to, -1 = none */
	int slave;    /* the address last chosen */
	int cut;      /* bytes a block read falls short */
	int messages; /* what I2C_RDWR returns */
	unsigned n_slave, n_rdwr, n_smbus;
	uint16_t address; /* of the last transfer */
	uint8_t reg, value;
	size_t length;
	uint8_t written[256]; /* the last block, .length of it */
} kernel;

static struct rig {
	char path[64];
	struct i2c_bus bus;
} rig;

static int fail_with(int error)
{
	errno = error;
	return -1;
}

static int answer_slave(unsigned long address)
{
	kernel.n_slave++;
	if ((int)address == kernel.taken)
		return fail_with(EBUSY);
	if (kernel.slave_error)
		return fail_with(kernel.slave_error);
	kernel.slave = (int)address;
	return 0;
}

static int answer_plain_write(const struct i2c_msg *msg)
{
	assert_int_equal(msg->flags, 0);
	kernel.address = msg->addr;
	kernel.reg = msg->buf[0];
	kernel.length = msg->len - 1u;
	memcpy(kernel.written, msg->buf + 1, kernel.length);
	if (kernel.transfer_error)
		return fail_with(kernel.transfer_error);
	return kernel.messages - 1;
}

static int answer_rdwr(const struct i2c_rdwr_ioctl_data *data)
{
	kernel.n_rdwr++;
	assert_true(kernel.funcs & I2C_FUNC_I2C);
	if (data->nmsgs == 1)
		return answer_plain_write(&data->msgs[0]);
	assert_int_equal(data->nmsgs, 2);
	assert_int_equal(data->msgs[0].len, 1);
	assert_int_equal(data->msgs[0].flags, 0);
	assert_int_equal(data->msgs[1].flags, I2C_M_RD);
	assert_int_equal(data->msgs[0].addr, data->msgs[1].addr);
	kernel.address = data->msgs[1].addr;
	kernel.reg = data->msgs[0].buf[0];
	kernel.length = data->msgs[1].len;
	if (kernel.transfer_error)
		return fail_with(kernel.transfer_error);
	for (unsigned i = 0; i < data->msgs[1].len; i++)
		data->msgs[1].buf[i] = (uint8_t)(kernel.reg + i);
	return kernel.messages;
}

static int answer_smbus(struct i2c_smbus_ioctl_data *data)
{
	kernel.n_smbus++;
	kernel.address = (uint16_t)kernel.slave;
	kernel.reg = data->command;
	if (kernel.transfer_error)
		return fail_with(kernel.transfer_error);
	if (data->read_write == I2C_SMBUS_WRITE && data->size == I2C_SMBUS_I2C_BLOCK_BROKEN) {
		kernel.length = data->data->block[0];
		memcpy(kernel.written, data->data->block + 1, kernel.length);
		return 0;
	}
	if (data->read_write == I2C_SMBUS_WRITE) {
		assert_int_equal(data->size, I2C_SMBUS_BYTE_DATA);
		kernel.value = data->data->byte;
		return 0;
	}
	/* The request of a whole block has a number of its own, and carries no length. */
	if (data->size == I2C_SMBUS_I2C_BLOCK_BROKEN)
		data->data->block[0] = I2C_SMBUS_BLOCK_MAX;
	else
		assert_int_equal(data->size, I2C_SMBUS_I2C_BLOCK_DATA);
	kernel.length = data->data->block[0];
	data->data->block[0] = (uint8_t)(data->data->block[0] - kernel.cut);
	for (unsigned i = 0; i < data->data->block[0]; i++)
		data->data->block[1 + i] = (uint8_t)(kernel.reg + i);
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	va_list args;
	void *arg;

	va_start(args, request);
	arg = va_arg(args, void *);
	va_end(args);
	assert_int_equal(fd, rig.bus.fd);
	switch (request) {
	case I2C_FUNCS:
		*(unsigned long *)arg = kernel.funcs;
		return kernel.funcs_error ? fail_with(kernel.funcs_error) : 0;
	case I2C_SLAVE:
		return answer_slave((unsigned long)arg);
	case I2C_RDWR:
		return answer_rdwr(arg);
	case I2C_SMBUS:
		return answer_smbus(arg);
	default:
		/* Above all not I2C_SLAVE_FORCE. */
		fail_msg("ioctl %#lx", request);
		return -1;
	}
}

static int set_up(void **state)
{
	int fd;

	(void)state;
	kernel = (struct kernel){
		.funcs = SMBUS_FUNCS,
		.taken = -1,
		.slave = -1,
		.messages = 2,
	};
	strcpy(rig.path, "/tmp/plumb-i2c-XXXXXX");
	fd = mkstemp(rig.path);
	i2c_bus_init(&rig.bus, rig.path);
	return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
	(void)state;
	i2c_bus_close(&rig.bus);
	return unlink(rig.path);
}

static void open_with(unsigned long funcs)
{
	kernel.funcs = funcs;
	assert_int_equal(i2c_bus_open(&rig.bus), 0);
}

static int read_from(uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	return rig.bus.io.read(rig.bus.io.ctx, address, reg, buf, n);
}

static int write_to(uint8_t address, uint8_t reg, uint8_t value)
{
	return rig.bus.io.write(rig.bus.io.ctx, address, reg, value);
}

static void assert_counts_up(const uint8_t *buf, size_t n, uint8_t first)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(buf[i], (uint8_t)(first + i));
}

static void what_an_adapter_can_do_bounds_a_read(void **state)
{
	(void)state;
	open_with(SMBUS_FUNCS);
	assert_int_equal(rig.bus.io.max_read, 32);
	i2c_bus_close(&rig.bus);
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(rig.bus.io.max_read, 512);
}

static void an_adapter_that_can_do_too_little_is_closed_again(void **state)
{
	static const unsigned long funcs[] = {
		0,
		I2C_FUNC_I2C,
		I2C_FUNC_SMBUS_READ_I2C_BLOCK,
		I2C_FUNC_SMBUS_WRITE_BYTE_DATA,
	};

	(void)state;
	for (size_t i = 0; i < sizeof funcs / sizeof funcs[0]; i++) {
		kernel.funcs = funcs[i];
		assert_int_equal(i2c_bus_open(&rig.bus), -EOPNOTSUPP);
		assert_int_equal(rig.bus.fd, -1);
	}
	kernel.funcs_error = ENOTTY;
	assert_int_equal(i2c_bus_open(&rig.bus), -ENOTTY);
	assert_int_equal(rig.bus.fd, -1);
}

static void a_node_that_is_not_there_says_so(void **state)
{
	struct i2c_bus bus;

	(void)state;
	i2c_bus_init(&bus, "/nowhere/i2c-1");
	assert_int_equal(i2c_bus_open(&bus), -ENOENT);
	i2c_bus_close(&bus);
}

static void opening_twice_is_opening_once(void **state)
{
	int fd;

	(void)state;
	open_with(SMBUS_FUNCS);
	fd = rig.bus.fd;
	assert_int_equal(i2c_bus_open(&rig.bus), 0);
	assert_int_equal(rig.bus.fd, fd);
}

static void over_smbus_a_block_of_the_chosen_address_is_read(void **state)
{
	uint8_t buf[32];

	(void)state;
	open_with(SMBUS_FUNCS);
	assert_int_equal(read_from(0x68, 0x3B, buf, 14), 0);
	assert_int_equal(kernel.address, 0x68);
	assert_int_equal(kernel.length, 14);
	assert_counts_up(buf, 14, 0x3B);
	assert_int_equal(read_from(0x68, 0x10, buf, 32), 0);
	assert_counts_up(buf, 32, 0x10);
	assert_int_equal(kernel.n_smbus, 2);
	assert_int_equal(kernel.n_rdwr, 0);
}

static void over_smbus_an_address_is_chosen_only_when_it_changes(void **state)
{
	uint8_t buf[2];

	(void)state;
	open_with(SMBUS_FUNCS);
	assert_int_equal(read_from(0x68, 0x75, buf, 1), 0);
	assert_int_equal(read_from(0x68, 0x75, buf, 1), 0);
	assert_int_equal(write_to(0x68, 0x6B, 1), 0);
	assert_int_equal(kernel.n_slave, 1);
	assert_int_equal(read_from(0x69, 0x75, buf, 1), 0);
	assert_int_equal(kernel.address, 0x69);
	assert_int_equal(write_to(0x68, 0x6B, 1), 0);
	assert_int_equal(kernel.address, 0x68);
	assert_int_equal(kernel.n_slave, 3);
}

static void a_short_block_is_an_error(void **state)
{
	uint8_t buf[14];

	(void)state;
	open_with(SMBUS_FUNCS);
	kernel.cut = 1;
	assert_int_equal(read_from(0x68, 0x3B, buf, sizeof buf), -EIO);
}

static void over_plain_i2c_a_long_read_is_one_transfer(void **state)
{
	uint8_t buf[512];

	(void)state;
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(read_from(0x69, 0x74, buf, sizeof buf), 0);
	assert_int_equal(kernel.n_rdwr, 1);
	assert_int_equal(kernel.n_smbus, 0);
	assert_int_equal(kernel.address, 0x69);
	assert_counts_up(buf, sizeof buf, 0x74);
}

static void over_plain_i2c_each_address_is_claimed_once(void **state)
{
	uint8_t buf[2];

	(void)state;
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(read_from(0x68, 0x72, buf, 2), 0);
		assert_int_equal(read_from(0x69, 0x72, buf, 2), 0);
	}
	assert_int_equal(kernel.n_slave, 2);
	assert_int_equal(kernel.n_rdwr, 10);
}

static void half_a_transfer_is_an_error(void **state)
{
	uint8_t buf[2];

	(void)state;
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	kernel.messages = 1;
	assert_int_equal(read_from(0x68, 0x72, buf, 2), -EIO);
}

static void a_read_longer_than_said_is_refused(void **state)
{
	uint8_t buf[513];

	(void)state;
	open_with(SMBUS_FUNCS);
	assert_int_equal(read_from(0x68, 0, buf, 33), -EINVAL);
	i2c_bus_close(&rig.bus);
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(read_from(0x68, 0, buf, 513), -EINVAL);
	assert_int_equal(kernel.n_slave + kernel.n_smbus + kernel.n_rdwr, 0);
}

static void a_register_is_written(void **state)
{
	(void)state;
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(write_to(0x68, 0x6B, 0x80), 0);
	assert_int_equal(kernel.address, 0x68);
	assert_int_equal(kernel.reg, 0x6B);
	assert_int_equal(kernel.value, 0x80);
}

static int write_block_to(uint8_t address, uint8_t reg, const uint8_t *buf, size_t n)
{
	return rig.bus.io.write_block(rig.bus.io.ctx, address, reg, buf, n);
}

static void a_block_is_written_in_one_transfer(void **state)
{
	static const struct {
		unsigned long funcs;
		size_t most;
	} rows[] = { { SMBUS_FUNCS, 32 }, { SMBUS_FUNCS | I2C_FUNC_I2C, 256 } };
	uint8_t buf[257];

	(void)state;
	for (size_t i = 0; i < sizeof buf; i++)
		buf[i] = (uint8_t)(3 * i);
	for (size_t i = 0; i < 2; i++) {
		kernel.n_rdwr = kernel.n_smbus = 0;
		open_with(rows[i].funcs);
		assert_int_equal(rig.bus.io.max_write, rows[i].most);
		assert_int_equal(write_block_to(0x68, 0x5E, buf, rows[i].most), 0);
		assert_int_equal(kernel.address, 0x68);
		assert_int_equal(kernel.reg, 0x5E);
		assert_int_equal(kernel.length, rows[i].most);
		assert_memory_equal(kernel.written, buf, rows[i].most);
		assert_int_equal(kernel.n_rdwr + kernel.n_smbus, 1);
		assert_int_equal(write_block_to(0x68, 0x5E, buf, rows[i].most + 1), -EINVAL);
		assert_int_equal(kernel.n_rdwr + kernel.n_smbus, 1);
		assert_int_equal(write_block_to(0x69, 0x5B, buf, 2), 0);
		assert_int_equal(kernel.address, 0x69);
		assert_int_equal(kernel.length, 2);
		i2c_bus_close(&rig.bus);
	}
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	kernel.messages = 1; /* none was sent */
	assert_int_equal(write_block_to(0x68, 0x5E, buf, 2), -EIO);
}

static void an_address_the_kernel_owns_sees_no_transfer(void **state)
{
	static const unsigned long funcs[] = { SMBUS_FUNCS, SMBUS_FUNCS | I2C_FUNC_I2C };
	uint8_t buf[2] = { 0 };

	(void)state;
	kernel.taken = 0x68;
	for (size_t i = 0; i < 2; i++) {
		open_with(funcs[i]);
		assert_int_equal(i2c_bus_claim(&rig.bus, 0x68), -EBUSY);
		assert_int_equal(read_from(0x68, 0x75, buf, 1), -EBUSY);
		assert_int_equal(write_to(0x68, 0x6B, 1), -EBUSY);
		assert_int_equal(write_block_to(0x68, 0x5E, buf, 2), -EBUSY);
		i2c_bus_close(&rig.bus);
	}
	assert_int_equal(kernel.n_smbus + kernel.n_rdwr, 0);
}

static void a_claim_is_lost_when_it_is_refused_later(void **state)
{
	static const unsigned long funcs[] = { SMBUS_FUNCS, SMBUS_FUNCS | I2C_FUNC_I2C };
	uint8_t buf[2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		open_with(funcs[i]);
		kernel.taken = -1;
		assert_int_equal(i2c_bus_claim(&rig.bus, 0x68), 0);
		kernel.taken = 0x68;
		assert_int_equal(i2c_bus_claim(&rig.bus, 0x68), -EBUSY);
		assert_int_equal(read_from(0x68, 0x75, buf, 1), -EBUSY);
		i2c_bus_close(&rig.bus);
	}
	assert_int_equal(kernel.n_smbus + kernel.n_rdwr, 0);
}

static void closing_forgets_every_claim(void **state)
{
	uint8_t buf[2];

	(void)state;
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(read_from(0x68, 0x75, buf, 1), 0);
	i2c_bus_close(&rig.bus);
	open_with(SMBUS_FUNCS | I2C_FUNC_I2C);
	assert_int_equal(read_from(0x68, 0x75, buf, 1), 0);
	assert_int_equal(kernel.n_slave, 2);
}

static void errors_come_up_untouched(void **state)
{
	static const int errors[] = { EREMOTEIO, ENXIO, EIO, ETIMEDOUT, EAGAIN };
	static const unsigned long funcs[] = { SMBUS_FUNCS, SMBUS_FUNCS | I2C_FUNC_I2C };
	uint8_t buf[2] = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * sizeof errors / sizeof errors[0]; i++) {
		open_with(funcs[i % 2]);
		kernel.transfer_error = errors[i / 2];
		assert_int_equal(read_from(0x68, 0x75, buf, 1), -errors[i / 2]);
		assert_int_equal(write_to(0x68, 0x6B, 1), -errors[i / 2]);
		assert_int_equal(write_block_to(0x68, 0x5E, buf, 2), -errors[i / 2]);
		i2c_bus_close(&rig.bus);
	}
	open_with(SMBUS_FUNCS);
	kernel.slave_error = EINVAL;
	assert_int_equal(i2c_bus_claim(&rig.bus, 0x68), -EINVAL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_an_adapter_can_do_bounds_a_read),
		TEST(an_adapter_that_can_do_too_little_is_closed_again),
		TEST(a_node_that_is_not_there_says_so),
		TEST(opening_twice_is_opening_once),
		TEST(over_smbus_a_block_of_the_chosen_address_is_read),
		TEST(over_smbus_an_address_is_chosen_only_when_it_changes),
		TEST(a_short_block_is_an_error),
		TEST(over_plain_i2c_a_long_read_is_one_transfer),
		TEST(over_plain_i2c_each_address_is_claimed_once),
		TEST(half_a_transfer_is_an_error),
		TEST(a_read_longer_than_said_is_refused),
		TEST(a_register_is_written),
		TEST(a_block_is_written_in_one_transfer),
		TEST(an_address_the_kernel_owns_sees_no_transfer),
		TEST(a_claim_is_lost_when_it_is_refused_later),
		TEST(closing_forgets_every_claim),
		TEST(errors_come_up_untouched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
