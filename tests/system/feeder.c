/* SPDX-License-Identifier: MIT */
/*
 * feeder.c - plays a recording into the registers of an MPU-6050 behind i2c-stub
 *
 * usage: feeder BUS ADDRESS RECORDING
 *
 * A stub is memory, so the feeder does what the chip would: the identity, one
 * block write a sample, a reset bit that clears itself.  It opens the node as
 * plumbd does, but with force: a driver of the kernel may be bound to the stub.
 *
 * Standard input takes one command a line:
 *	loop FROM_MS TO_MS	play this part, over and over
 *	once FROM_MS TO_MS	play this part, then go on with the last loop
 *	back FROM_MS TO_MS	the same, backwards in time
 *	freeze			write nothing until the next command
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/i2c-dev.h>
#include <linux/i2c.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "recording.h"

#define SAMPLES_MAX 16384
#define REG_DATA    0x3B /* accel, temperature, gyro: 14 bytes, big endian */
#define REG_POWER   0x6B
#define REG_ID	    0x75
#define ID_MPU6050  0x68
#define RESET	    0x80
#define ASLEEP	    0x40

struct part {
	size_t from, to; /* samples; to is not played */
	int step;	 /* 1, or -1: backwards */
};

static struct recording_sample samples[SAMPLES_MAX];
static size_t n_samples;
static uint64_t period_us;

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "feeder: %s: %s\n", what, why);
	return 1;
}

static int load(const char *path)
{
	char line[RECORDING_LINE_MAX];
	struct recording r;
	FILE *f = fopen(path, "r");

	if (!f)
		return fail(path, strerror(errno));
	recording_init(&r);
	while (n_samples < SAMPLES_MAX && fgets(line, sizeof(line), f)) {
		int e = recording_parse(&r, line, strlen(line), &samples[n_samples]);

		if (e > 0)
			return fail(path, recording_strerror((enum recording_error)e));
		n_samples += e == 0;
	}
	fclose(f);
	if (n_samples == 0)
		return fail(path, "no sample in it");
	period_us = UINT64_C(1000000000) / r.stream.rate_millihz;
	return 0;
}

static int transfer(int fd, uint8_t rw, uint8_t reg, uint32_t size, union i2c_smbus_data *data)
{
	struct i2c_smbus_ioctl_data args = {
		.read_write = rw,
		.command = reg,
		.size = size,
		.data = data,
	};

	return ioctl(fd, I2C_SMBUS, &args);
}

static int put(int fd, uint8_t reg, uint8_t value)
{
	union i2c_smbus_data data = { .byte = value };

	return transfer(fd, I2C_SMBUS_WRITE, reg, I2C_SMBUS_BYTE_DATA, &data);
}

static void put16(uint8_t *to, int value)
{
	to[0] = (uint8_t)((unsigned)value >> 8 & 0xFF);
	to[1] = (uint8_t)((unsigned)value & 0xFF);
}

/* @sign: backwards in time everything turns the other way */
static int put_sample(int fd, const struct recording_sample *s, int sign)
{
	const struct counts3 *a = &s->accel[SENSOR_UPPER], *g = &s->gyro[SENSOR_UPPER];
	union i2c_smbus_data data = { 0 };
	uint8_t *at = &data.block[1];

	data.block[0] = 14;
	put16(at, a->x);
	put16(at + 2, a->y);
	put16(at + 4, a->z);
	put16(at + 6, -2210); /* 30 degrees: 36.53 + -2210 / 340 */
	put16(at + 8, sign * g->x);
	put16(at + 10, sign * g->y);
	put16(at + 12, sign * g->z);
	return transfer(fd, I2C_SMBUS_WRITE, REG_DATA, I2C_SMBUS_I2C_BLOCK_DATA, &data);
}

static int end_reset(int fd)
{
	union i2c_smbus_data data;

	if (transfer(fd, I2C_SMBUS_READ, REG_POWER, I2C_SMBUS_BYTE_DATA, &data) < 0)
		return -1;
	return data.byte & RESET ? put(fd, REG_POWER, ASLEEP) : 0;
}

static bool parse_part(const char *text, struct part *ret)
{
	unsigned long from_ms, to_ms;

	if (sscanf(text, "%*s %lu %lu", &from_ms, &to_ms) != 2)
		return false;
	ret->from = from_ms * 1000 / period_us;
	ret->to = to_ms * 1000 / period_us;
	ret->step = strncmp(text, "back", 4) == 0 ? -1 : 1;
	if (ret->to > n_samples)
		ret->to = n_samples;
	return ret->from < ret->to;
}

struct player {
	struct part loop, now;
	size_t i; /* samples of .now that were played */
	bool frozen;
};

static void command(struct player *p, const char *text)
{
	struct part part;

	p->frozen = strncmp(text, "freeze", 6) == 0;
	if (p->frozen || !parse_part(text, &part))
		return;
	p->now = part;
	p->i = 0;
	if (strncmp(text, "loop", 4) == 0)
		p->loop = part;
}

static int play_one(struct player *p, int fd)
{
	size_t at = p->now.step > 0 ? p->now.from + p->i : p->now.to - 1 - p->i;
	int r = put_sample(fd, &samples[at], p->now.step);

	if (++p->i == p->now.to - p->now.from) {
		p->now = p->loop;
		p->i = 0;
	}
	return r;
}

static int play(int fd)
{
	struct player p = { .loop = { 0, n_samples, 1 }, .now = { 0, n_samples, 1 } };
	struct itimerspec every = {
		.it_value.tv_nsec = 1,
		.it_interval.tv_nsec = (long)period_us * 1000,
	};
	struct pollfd fds[] = {
		{ .fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	char text[128];
	uint64_t ticks;

	if (fds[0].fd < 0 || timerfd_settime(fds[0].fd, 0, &every, NULL) < 0)
		return fail("timer", strerror(errno));
	while (poll(fds, 2, -1) >= 0) {
		if (fds[1].revents) {
			if (!fgets(text, sizeof(text), stdin))
				return 0;
			command(&p, text);
		}
		if (!(fds[0].revents & POLLIN) || read(fds[0].fd, &ticks, sizeof(ticks)) < 0)
			continue;
		if (end_reset(fd) < 0 || (!p.frozen && play_one(&p, fd) < 0))
			return fail("write", strerror(errno));
	}
	return fail("poll", strerror(errno));
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 4)
		return fail("usage", "feeder BUS ADDRESS RECORDING");
	if (load(argv[3]) != 0)
		return 1;
	fd = open(argv[1], O_RDWR | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, I2C_SLAVE_FORCE, strtoul(argv[2], NULL, 0)) < 0)
		return fail(argv[1], strerror(errno));
	/* One line a poll: what stdio holds back would not wake it. */
	setvbuf(stdin, NULL, _IONBF, 0);
	if (put(fd, REG_ID, ID_MPU6050) < 0)
		return fail(argv[1], strerror(errno));
	return play(fd);
}
