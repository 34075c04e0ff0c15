/* SPDX-License-Identifier: MIT */
#include "iio-sensor.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define WATERMARK        16
#define RAW_MAX_MILLIHZ  25000
#define RATE_MIN_MILLIHZ 5000             /* a slower chip cannot be told from a frozen one */
#define RAW_COST_MAX_US  (10 * US_PER_MS) /* a quarter of the time between two polls */
#define RAW_TRIALS       3                /* the first also wakes the chip */
#define SILENT_US        US_PER_SEC
#define TEMP_US          (10 * US_PER_SEC)
#define RATE_MAX_MILLIHZ 400000              /* of a stream */
#define US_MILLIHZ       (US_PER_SEC * 1000) /* period in us = this / millihertz */

void iio_sensor_init(struct iio_sensor *s, enum sensor sensor)
{
	s->sensor = sensor;
	iio_device_init(&s->accel);
	iio_device_init(&s->gyro);
	s->temperature_cdeg = INT32_MAX;
}

/* ---- start ---- */

static int open_devices(struct iio_sensor *s, const struct iio_roots *roots,
			const struct iio_place *place, uint32_t wish_millihz)
{
	bool has_gyro = place->gyro[0] != '\0';
	bool has[IIO_KINDS] = { [IIO_ACCEL] = true };
	int r;

	s->split = has_gyro && strcmp(place->accel, place->gyro) != 0;
	has[IIO_GYRO] = has_gyro && !s->split;
	s->what = s->accel.what;
	r = iio_device_open(&s->accel, roots, place->accel, has, wish_millihz);
	if (r < 0 || !s->split)
		return r;
	has[IIO_ACCEL] = false;
	has[IIO_GYRO] = true;
	s->what = s->gyro.what;
	return iio_device_open(&s->gyro, roots, place->gyro, has, wish_millihz);
}

/* Both devices, or none: two halves at different paces would not pair. */
static bool start_buffers(struct iio_sensor *s, const struct iio_roots *roots)
{
	uint32_t rate_millihz = s->accel.rate_millihz;

	if (rate_millihz == 0 || rate_millihz > RATE_MAX_MILLIHZ ||
	    iio_device_start_buffer(&s->accel, roots, WATERMARK) < 0)
		return false;
	if (!s->split || iio_device_start_buffer(&s->gyro, roots, WATERMARK) == 0)
		return true;
	iio_buffer_stop(&s->accel.buffer);
	return false;
}

static uint64_t monotonic_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

static int read_raw(struct iio_sensor *s, struct iio_sample *ret)
{
	struct iio_sample gyro;
	int r;

	s->what = s->accel.what;
	r = iio_device_read_raw(&s->accel, ret);
	if (r < 0 || !s->split)
		return r;
	s->what = s->gyro.what;
	r = iio_device_read_raw(&s->gyro, &gyro);
	if (r == 0)
		memcpy(ret->raw[IIO_GYRO], gyro.raw[IIO_GYRO], sizeof gyro.raw[IIO_GYRO]);
	return r;
}

/*
 * Some drivers switch the chip on and off around each value and sleep until
 * it has settled (st_lsm6dsx: three to four periods, six times a sample).
 */
static int time_raw(struct iio_sensor *s)
{
	uint64_t least_us = UINT64_MAX;
	struct iio_sample sample;

	for (int i = 0; i < RAW_TRIALS; i++) {
		uint64_t begin_us = monotonic_us(), cost_us;
		int r = read_raw(s, &sample);

		if (r < 0)
			return r;
		cost_us = monotonic_us() - begin_us;
		least_us = MIN(least_us, cost_us);
	}
	return least_us <= RAW_COST_MAX_US ? 0 : -ETIME;
}

static int start_raw(struct iio_sensor *s)
{
	int r;

	s->what = s->accel.what;
	r = iio_device_start_raw(&s->accel);
	if (r == 0 && s->split) {
		s->what = s->gyro.what;
		r = iio_device_start_raw(&s->gyro);
	}
	return r < 0 ? r : time_raw(s);
}

static void init_stream(struct iio_sensor *s, unsigned rate_hz, uint64_t now_us)
{
	const struct iio_device *gyro = s->split ? &s->gyro : &s->accel;
	uint32_t rate_millihz = s->accel.rate_millihz;

	if (!s->buffered) {
		/* not faster than the chip: the same sample twice says nothing */
		rate_millihz = rate_millihz ? MIN(rate_millihz, rate_hz * 1000) : rate_hz * 1000;
		rate_millihz = MIN(rate_millihz, RAW_MAX_MILLIHZ);
	}
	s->stream = (struct stream){
		.rate_millihz = rate_millihz,
		.accel_milli_lsb_per_g = s->accel.axes[IIO_ACCEL].milli_lsb,
		.gyro_milli_lsb_per_dps = gyro->has[IIO_GYRO] ? gyro->axes[IIO_GYRO].milli_lsb : 0,
	};
	imu_watch_init(&s->watch, &s->stream, 0);
	s->queue[IIO_ACCEL].n = s->queue[IIO_GYRO].n = 0;
	s->settled = s->gap = false;
	s->stamp_us = 0;
	s->data_us = now_us;
	s->temp_us = now_us + TEMP_US;
}

int iio_sensor_start(struct iio_sensor *s, const struct iio_roots *roots,
		     const struct iio_place *place, unsigned rate_hz, bool may_buffer,
		     uint64_t now_us)
{
	int r;

	iio_sensor_stop(s);
	r = open_devices(s, roots, place, rate_hz * 1000);
	if (r == 0 && s->accel.rate_millihz && s->accel.rate_millihz < RATE_MIN_MILLIHZ) {
		s->what = "sampling_frequency";
		r = -ERANGE;
	}
	if (r == 0) {
		s->buffered = may_buffer && start_buffers(s, roots);
		if (!s->buffered)
			r = start_raw(s);
	}
	if (r < 0) {
		iio_sensor_stop(s);
		return r;
	}
	/* many drivers refuse it once the buffer runs; these say it only now */
	s->temperature_cdeg = iio_device_read_temperature(&s->accel);
	init_stream(s, rate_hz, now_us);
	return 0;
}

/* ---- read ---- */

static int fill(struct iio_device *d, struct iio_queue *q)
{
	int n = iio_buffer_read(&d->buffer, &q->at[q->n], IIO_QUEUE - q->n);

	if (n > 0)
		q->n += (size_t)n;
	return MIN(n, 0);
}

static void drop(struct iio_queue *q, size_t n)
{
	memmove(q->at, q->at + n, (q->n - n) * sizeof q->at[0]);
	q->n -= n;
}

static int fetch(struct iio_sensor *s)
{
	int r;

	if (!s->buffered) {
		r = read_raw(s, &s->queue[IIO_ACCEL].at[0]);
		s->queue[IIO_ACCEL].n = r == 0;
		return r;
	}
	s->what = s->accel.node;
	r = fill(&s->accel, &s->queue[IIO_ACCEL]);
	if (r < 0 || !s->split)
		return r;
	s->what = s->gyro.node;
	return fill(&s->gyro, &s->queue[IIO_GYRO]);
}

/*
 * The gyro's sample for the oldest of the accelerometer's: by their stamps the
 * last that is not younger; without stamps the two queues end at the same
 * moment, that of the read.  The last one stays, for want of a better: should
 * the gyro have stopped, the watch sees it repeat itself.
 */
static const int32_t *pair(struct iio_sensor *s, const struct iio_sample *accel)
{
	struct iio_queue *q = &s->queue[IIO_GYRO];
	size_t older = 0;

	if (!s->split || !s->buffered)
		return accel->raw[IIO_GYRO];
	if (s->accel.buffer.has_time && s->gyro.buffer.has_time) {
		while (older + 1 < q->n && q->at[older + 1].t_us <= accel->t_us)
			older++;
	} else if (q->n > s->queue[IIO_ACCEL].n) {
		older = q->n - s->queue[IIO_ACCEL].n;
	}
	drop(q, older);
	return q->at[0].raw[IIO_GYRO];
}

/* The kernel drops what its buffer cannot hold and says nothing: only the stamps do. */
static bool follows_a_gap(struct iio_sensor *s, const struct iio_sample *sample)
{
	uint64_t before_us = s->stamp_us;

	s->stamp_us = sample->t_us;
	return before_us != 0 && sample->t_us > before_us &&
	       sample->t_us - before_us > US_MILLIHZ * 5 / 2 / s->stream.rate_millihz;
}

static void deliver(struct iio_sensor *s, const struct iio_sample *sample, struct batch *b)
{
	const struct iio_device *gyro_device = s->split ? &s->gyro : &s->accel;
	struct counts3 accel, gyro = { 0 };

	accel = iio_axes_counts(&s->accel.axes[IIO_ACCEL], sample->raw[IIO_ACCEL]);
	if (s->stream.gyro_milli_lsb_per_dps)
		gyro = iio_axes_counts(&gyro_device->axes[IIO_GYRO], pair(s, sample));
	if (!s->settled) {
		s->settled = true;
		imu_watch_pass(&s->watch, accel);
		return;
	}
	if (!imu_watch_push(&s->watch, accel, gyro)) {
		s->gap = true;
		return;
	}
	b->accel[b->n] = accel;
	b->gyro[b->n] = gyro;
	b->n++;
}

/* Up to a batch of the queue; a gap begins a batch of its own. */
static void take(struct iio_sensor *s, uint64_t now_us, struct batch *b)
{
	struct iio_queue *q = &s->queue[IIO_ACCEL];
	uint64_t stay_us, stamp_us = 0;
	bool next_gap = false;

	while (q->n > 0 && b->n < BATCH_MAX) {
		if (follows_a_gap(s, &q->at[0])) {
			s->overflows++;
			next_gap = b->n > 0;
			s->gap |= b->n == 0;
		}
		if (next_gap)
			break;
		stamp_us = q->at[0].t_us;
		deliver(s, &q->at[0], b);
		drop(q, 1);
	}
	stay_us = q->n * US_MILLIHZ / s->stream.rate_millihz;
	b->t_us = now_us - MIN(stay_us, now_us);
	if (stamp_us != 0 && stamp_us <= now_us && now_us - stamp_us < stay_us + SILENT_US)
		b->t_us = stamp_us;
	if (b->n > 0) {
		b->gap = s->gap;
		s->gap = next_gap;
	}
}

static int verdict(const struct iio_sensor *s, uint64_t now_us)
{
	int r = imu_watch_fault(&s->watch);

	if (r != 0)
		return r;
	return now_us - s->data_us < SILENT_US ? 0 : IMU_E_ASLEEP;
}

int iio_sensor_read(struct iio_sensor *s, uint64_t now_us, struct batch *ret)
{
	struct batch b = { .sensor = s->sensor };
	int r = fetch(s);

	if (r < 0)
		return r;
	if (s->queue[IIO_ACCEL].n > 0)
		s->data_us = now_us;
	take(s, now_us, &b);
	r = verdict(s, now_us);
	if (r > 0)
		return r;
	if (now_us >= s->temp_us) {
		s->temperature_cdeg = iio_device_read_temperature(&s->accel);
		s->temp_us = now_us + TEMP_US;
	}
	b.t_us = MAX(b.t_us, s->last_us + 1);
	s->last_us = b.t_us;
	*ret = b;
	return 0;
}

uint64_t iio_sensor_period_us(const struct iio_sensor *s, unsigned samples)
{
	return (s->buffered ? samples : 1) * US_MILLIHZ / s->stream.rate_millihz;
}

void iio_sensor_stop(struct iio_sensor *s)
{
	iio_device_close(&s->accel);
	iio_device_close(&s->gyro);
	s->buffered = false;
}
