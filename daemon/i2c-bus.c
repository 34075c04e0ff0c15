/* SPDX-License-Identifier: MIT */
#include "i2c-bus.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <i2c/smbus.h>

#include "batch.h"

#define FUNCS_NEEDED (I2C_FUNC_SMBUS_READ_I2C_BLOCK | I2C_FUNC_SMBUS_WRITE_BYTE_DATA)

/* One batch of the longest record any chip's FIFO holds, in one transfer. */
#define PLAIN_READ_MAX ((size_t)BATCH_MAX * 16)

/* Of a maker's file, in one transfer: 23 ms at 100 kHz. */
#define PLAIN_WRITE_MAX 256

static bool is_claimed(const struct i2c_bus *bus, uint8_t address)
{
	return bus->claimed[address / 8] & (1u << address % 8);
}

int i2c_bus_claim(struct i2c_bus *bus, uint8_t address)
{
	bus->selected = -1;
	bus->claimed[address / 8] &= (uint8_t)(0xFFu ^ 1u << address % 8);
	if (ioctl(bus->fd, I2C_SLAVE, (unsigned long)address) < 0)
		return -errno;
	bus->selected = address;
	bus->claimed[address / 8] |= (uint8_t)(1u << address % 8);
	return 0;
}

static int read_plain(struct i2c_bus *bus, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct i2c_msg msgs[] = {
		{ .addr = address, .len = 1, .buf = &reg },
		{ .addr = address, .flags = I2C_M_RD, .len = (uint16_t)n, .buf = buf },
	};
	struct i2c_rdwr_ioctl_data transfer = { .msgs = msgs, .nmsgs = 2 };
	int done = ioctl(bus->fd, I2C_RDWR, &transfer);

	if (done < 0)
		return -errno;
	return done == 2 ? 0 : -EIO;
}

static int read_block(struct i2c_bus *bus, uint8_t reg, uint8_t *buf, size_t n)
{
	/* The kernel may hand back a whole block whatever was asked for. */
	uint8_t block[I2C_SMBUS_BLOCK_MAX];
	int got = i2c_smbus_read_i2c_block_data(bus->fd, reg, (uint8_t)n, block);

	if (got < 0)
		return got;
	if ((size_t)got != n)
		return -EIO;
	memcpy(buf, block, n);
	return 0;
}

static int on_read(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct i2c_bus *bus = ctx;
	int r;

	if (n > bus->io.max_read)
		return -EINVAL;
	/* Plain I2C carries the address in the transfer: two sensors need no switching. */
	if (bus->plain ? !is_claimed(bus, address) : bus->selected != address) {
		r = i2c_bus_claim(bus, address);
		if (r < 0)
			return r;
	}
	return bus->plain ? read_plain(bus, address, reg, buf, n) : read_block(bus, reg, buf, n);
}

static int on_write(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct i2c_bus *bus = ctx;
	int r;

	if (bus->selected != address) {
		r = i2c_bus_claim(bus, address);
		if (r < 0)
			return r;
	}
	return i2c_smbus_write_byte_data(bus->fd, reg, value);
}

static int write_plain(struct i2c_bus *bus, uint8_t address, uint8_t reg, const uint8_t *buf,
		       size_t n)
{
	uint8_t bytes[1 + PLAIN_WRITE_MAX];
	struct i2c_msg msg = { .addr = address, .len = (uint16_t)(1 + n), .buf = bytes };
	struct i2c_rdwr_ioctl_data transfer = { .msgs = &msg, .nmsgs = 1 };
	int done;

	bytes[0] = reg;
	memcpy(bytes + 1, buf, n);
	done = ioctl(bus->fd, I2C_RDWR, &transfer);
	if (done < 0)
		return -errno;
	return done == 1 ? 0 : -EIO;
}

static int on_write_block(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf, size_t n)
{
	struct i2c_bus *bus = ctx;
	int r;

	if (n > bus->io.max_write)
		return -EINVAL;
	if (bus->selected != address) {
		r = i2c_bus_claim(bus, address);
		if (r < 0)
			return r;
	}
	return bus->plain ? write_plain(bus, address, reg, buf, n) :
			    i2c_smbus_write_i2c_block_data(bus->fd, reg, (uint8_t)n, buf);
}

void i2c_bus_init(struct i2c_bus *bus, const char *path)
{
	*bus = (struct i2c_bus){ .fd = -1, .selected = -1 };
	snprintf(bus->path, sizeof bus->path, "%s", path);
	bus->io = (struct imu_bus){
		.read = on_read,
		.write = on_write,
		.max_read = I2C_SMBUS_BLOCK_MAX,
		.ctx = bus,
		.write_block = on_write_block,
		.max_write = I2C_SMBUS_BLOCK_MAX,
	};
}

static int ask_functions(struct i2c_bus *bus)
{
	unsigned long funcs = 0;

	if (ioctl(bus->fd, I2C_FUNCS, &funcs) < 0)
		return -errno;
	if ((funcs & FUNCS_NEEDED) != FUNCS_NEEDED)
		return -EOPNOTSUPP;
	bus->plain = funcs & I2C_FUNC_I2C;
	bus->io.max_read = bus->plain ? PLAIN_READ_MAX : I2C_SMBUS_BLOCK_MAX;
	bus->io.max_write = bus->plain ? PLAIN_WRITE_MAX : I2C_SMBUS_BLOCK_MAX;
	return 0;
}

int i2c_bus_open(struct i2c_bus *bus)
{
	int r;

	if (bus->fd >= 0)
		return 0;
	bus->fd = open(bus->path, O_RDWR | O_CLOEXEC);
	if (bus->fd < 0)
		return -errno;
	r = ask_functions(bus);
	if (r < 0)
		i2c_bus_close(bus);
	return r;
}

void i2c_bus_close(struct i2c_bus *bus)
{
	if (bus->fd >= 0)
		close(bus->fd);
	bus->fd = -1;
	bus->selected = -1;
	memset(bus->claimed, 0, sizeof bus->claimed);
}
