/* SPDX-License-Identifier: MIT */
/*
 * source-iio-rig.h - the IIO source over iio-rig.h's devices, in a time of its own
 *
 * Included by one test at a time, which is linked with --wrap for the calls below.
 */
#pragma once

#include <errno.h>
#include <time.h>

#include "iio-rig.h"
#include "imu.h"
#include "source-iio.h"

#define MS(n)    ((uint64_t)(n)*US_PER_MS)
#define SEC(n)   ((uint64_t)(n)*US_PER_SEC)
#define BEGIN_US SEC(1000)
#define DEVICE   "iio:device0"
#define PARENT   "i2c-1/1-0068"
#define LOG_MAX  64

static struct {
	struct source *source;
	uint64_t now_us;
	struct {
		enum source_news news;
		enum sensor sensor;
		uint64_t at_us;
		struct stream stream;
	} log[LOG_MAX]; /* all news but batches */
	unsigned n_log;
	unsigned batches[SENSOR_COUNT], samples[SENSOR_COUNT], gaps;
	struct batch last[SENSOR_COUNT];
	bool frozen;       /* raw values stay as they are */
	int pen;           /* fills the buffer; -1 = there is none, or nobody does */
	int gyro_pen;      /* of a split device */
	uint64_t drawn_us; /* up to when it has been filled */
	/* what the wrapped calls do */
	int pread_error, read_error, write_error;
	const char *write_fails; /* the attribute that does; the end of its path */
	uint64_t pread_us;       /* what a transfer costs */
	unsigned preads;
	uint64_t spent_us;
} rig;

ssize_t __real_pread64(int fd, void *buf, size_t n, off_t at);
ssize_t __wrap_pread64(int fd, void *buf, size_t n, off_t at);
ssize_t __real_read(int fd, void *buf, size_t n);
ssize_t __wrap_read(int fd, void *buf, size_t n);
ssize_t __real_write(int fd, const void *buf, size_t n);
ssize_t __wrap_write(int fd, const void *buf, size_t n);
int __wrap_clock_gettime(clockid_t clock, struct timespec *ret);
int __wrap___clock_gettime64(clockid_t clock, struct timespec *ret);

ssize_t __wrap_pread64(int fd, void *buf, size_t n, off_t at)
{
	rig.preads++;
	rig.spent_us += rig.pread_us;
	if (rig.pread_error) {
		errno = -rig.pread_error;
		return -1;
	}
	return __real_pread64(fd, buf, n, at);
}

static inline bool ends_like(int fd, const char *end)
{
	char link[32], path[RIG_PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof path);
	return n >= (ssize_t)strlen(end) && memcmp(path + n - strlen(end), end, strlen(end)) == 0;
}

ssize_t __wrap_read(int fd, void *buf, size_t n)
{
	if (rig.read_error && ends_like(fd, "/dev/" DEVICE)) {
		errno = -rig.read_error;
		return -1;
	}
	return __real_read(fd, buf, n);
}

ssize_t __wrap_write(int fd, const void *buf, size_t n)
{
	if (rig.write_error && ends_like(fd, rig.write_fails)) {
		errno = -rig.write_error;
		return -1;
	}
	return __real_write(fd, buf, n);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret)
{
	(void)clock;
	ret->tv_sec = (time_t)(rig.spent_us / US_PER_SEC);
	ret->tv_nsec = (long)(rig.spent_us % US_PER_SEC * 1000);
	return 0;
}

/* The same by the name it has on 32-bit machines, where time has 64 bits all the same. */
int __wrap___clock_gettime64(clockid_t clock, struct timespec *ret)
{
	return __wrap_clock_gettime(clock, ret);
}

static inline int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof rig);
	rig.pen = rig.gyro_pen = -1;
	rig.now_us = rig.drawn_us = BEGIN_US;
	tree_make();
	return 0;
}

static inline int tear_down(void **state)
{
	(void)state;
	rig.source = source_free(rig.source);
	if (rig.pen >= 0)
		close(rig.pen);
	if (rig.gyro_pen >= 0)
		close(rig.gyro_pen);
	tree_drop();
	return 0;
}

static inline void begin(bool lower)
{
	struct config config = { .bus = "iio", .rate_hz = 50 };

	config.sensor[SENSOR_UPPER] = (struct config_sensor){ true, 0, "auto" };
	config.sensor[SENSOR_LOWER] = (struct config_sensor){ lower, 0, "auto" };
	assert_int_equal(source_iio_new(&config, &tree.roots, BEGIN_US, &rig.source), 0);
}

static inline const struct sensor_health *health(enum sensor sensor)
{
	return &rig.source->health[sensor];
}

/* A living chip's values never repeat for long. */
static inline void stir(const char *device)
{
	char text[16];

	snprintf(text, sizeof text, "%d", 16384 + (int)(rig.now_us / MS(40) % 5));
	put(device, "in_accel_x_raw", text);
	snprintf(text, sizeof text, "%d", (int)(rig.now_us / MS(40) % 7));
	put(device, "in_anglvel_z_raw", text);
}

static inline void put16(uint8_t *p, int value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static inline void put_stamp(uint8_t *p, uint64_t t_us)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(t_us * 1000 >> 8 * i);
}

/* A frame of put_mpu6050_buffer(): the sample's number is in accel y and gyro z. */
static inline void draw(uint64_t t_us, unsigned number)
{
	uint8_t frame[24] = { 0 };

	put16(frame, 16384);
	put16(frame + 2, (int)number);
	put16(frame + 10, (int)number);
	put_stamp(frame + 16, t_us);
	assert_int_equal(write(rig.pen, frame, sizeof frame), sizeof frame);
}

/* Fills the buffer up to a time, a sample every 20 ms. */
static inline void draw_until(uint64_t t_us)
{
	for (; rig.pen >= 0 && rig.drawn_us + MS(20) <= t_us; rig.drawn_us += MS(20))
		draw(rig.drawn_us + MS(20), (unsigned)(rig.drawn_us / MS(20) % 1000));
}

static inline void take_news(const struct source_item *item)
{
	if (rig.n_log == LOG_MAX)
		fail_msg("too much news");
	rig.log[rig.n_log].news = item->news;
	rig.log[rig.n_log].sensor = item->sensor;
	rig.log[rig.n_log].stream = item->stream;
	rig.log[rig.n_log++].at_us = rig.now_us;
}

static inline void read_at(uint64_t now_us)
{
	struct source_item item;

	rig.now_us = now_us;
	for (int i = 0; i < SENSOR_COUNT && !rig.frozen; i++) {
		if (health((enum sensor)i)->state == SENSOR_RUNNING)
			stir(health((enum sensor)i)->bus);
	}
	draw_until(rig.now_us);
	source_read(rig.source, rig.now_us, &item);
	switch (item.news) {
	case SOURCE_NOTHING:
		break;
	case SOURCE_BATCH:
		rig.batches[item.sensor]++;
		rig.samples[item.sensor] += item.batch.n;
		rig.gaps += item.batch.gap;
		rig.last[item.sensor] = item.batch;
		break;
	case SOURCE_STREAM:
	case SOURCE_LOST:
	case SOURCE_END:
		take_news(&item);
		break;
	}
}

static inline void read_once(void)
{
	read_at(source_due_us(rig.source));
}

static inline void play_until(uint64_t end_us)
{
	while (source_due_us(rig.source) <= end_us)
		read_once();
}

static inline void play_until_news(unsigned n)
{
	for (unsigned i = 0; rig.n_log < n; i++) {
		if (i > 100000)
			fail_msg("no news");
		read_once();
	}
}

static inline void assert_news(unsigned i, enum source_news news)
{
	assert_true(i < rig.n_log);
	assert_int_equal(rig.log[i].news, news);
}

static inline void assert_accel(enum sensor sensor, int x, int y, int z)
{
	struct counts3 a = rig.last[sensor].accel[rig.last[sensor].n - 1];

	assert_in_range(a.x, x, x + 4);
	assert_int_equal(a.y, y);
	assert_int_equal(a.z, z);
}
