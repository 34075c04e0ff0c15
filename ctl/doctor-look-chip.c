/* SPDX-License-Identifier: MIT */
/*
 * A sensor nobody runs: ten seconds of it, by the engine plumbd has
 */
#include <errno.h>

#include "doctor-look.h"
#include "fixed.h"
#include "imu-chips.h"

#define START_US  (5 * US_PER_SEC) /* no chip takes longer to set up */
#define BATCH     16
#define RETRIES   3 /* of a failed transfer, as plumbd has */
#define REPEATS   8 /* of a transfer that is timed */
#define SPEED_MIN 4 /* bytes that tell a speed */
#define BYTE_BITS 9 /* with its acknowledge */

/* The shortest time a read of n bytes has taken: pauses of the machine fall out.  0 = it failed. */
static uint64_t time_read(const struct imu_bus *io, uint8_t address, uint8_t reg, size_t n,
			  const struct doctor_time *time)
{
	uint64_t best_us = UINT64_MAX;
	uint8_t buf[256];

	for (unsigned i = 0; i < REPEATS; i++) {
		uint64_t begin_us = time->now_us(time->ctx), took_us;

		if (io->read(io->ctx, address, reg, buf, n) < 0)
			return 0;
		took_us = time->now_us(time->ctx) - begin_us;
		best_us = MIN(best_us, took_us);
	}
	return best_us;
}

/* The longest run of registers the row says may be read at any time. */
static struct imu_window longest(const struct imu_family *f)
{
	struct imu_window w = f->data;

	for (size_t i = 0; i < ARRAY_SIZE(f->health); i++)
		if (f->health[i].len > w.len)
			w = f->health[i];
	return w;
}

/* What many bytes take less what one takes: addresses and system calls fall out.  0 = unknown */
static uint32_t measure_khz(const struct imu_bus *io, uint8_t address, const struct imu_chip *chip,
			    const struct doctor_time *time)
{
	struct imu_window w = longest(chip->family);
	size_t n = MIN(w.len, io->max_read);
	uint64_t one_us, many_us;

	if (n < SPEED_MIN)
		return 0;
	one_us = time_read(io, address, w.reg, 1, time);
	many_us = time_read(io, address, w.reg, n, time);
	if (one_us == 0 || many_us <= one_us)
		return 0;
	return (uint32_t)((n - 1) * BYTE_BITS * 1000 / (many_us - one_us));
}

static int start(struct imu *imu, const struct doctor_time *time)
{
	uint64_t now_us = time->now_us(time->ctx), end_us = now_us + START_US, due_us;
	int r;

	while ((r = imu_start(imu, now_us, &due_us)) == IMU_E_WAIT && due_us < end_us) {
		time->sleep_until(time->ctx, due_us);
		now_us = time->now_us(time->ctx);
	}
	return r;
}

static void push(struct doctor_meter *m, const struct batch *b, uint64_t period_us)
{
	for (unsigned i = 0; i < b->n; i++) {
		uint64_t t_us = b->t_us - (b->n - 1 - i) * period_us;

		/* A chip slower than it says: its samples dated back would overlap. */
		doctor_meter_push(m, MAX(t_us, m->last_us), b->accel[i]);
	}
}

static int run(struct imu *imu, const struct doctor_time *time, struct doctor_meter *m)
{
	uint64_t period_us = 1000 * US_PER_SEC / imu->stream.rate_millihz;
	uint64_t due_us = time->now_us(time->ctx), end_us = due_us + DOCTOR_TAKE_US;
	unsigned failures = 0;
	struct batch batch;

	while (due_us <= end_us) {
		int r;

		due_us += imu_period_us(imu, BATCH);
		time->sleep_until(time->ctx, due_us);
		r = imu_read(imu, time->now_us(time->ctx), &batch);
		if (r == 0)
			push(m, &batch, period_us);
		else if (r > 0 && r != IMU_E_OVERFLOW && r != IMU_E_RETUNED)
			return r;
		else if (r < 0 && failures++ == RETRIES)
			return r;
		if (r >= 0)
			failures = 0;
	}
	return 0;
}

static int start_and_run(struct imu *imu, const struct doctor_time *time, struct doctor_meter *m)
{
	int r = start(imu, time);

	return r ? r : run(imu, time, m);
}

void doctor_look_chip(const struct imu_bus *io, uint8_t address, const struct imu_chip *chip,
		      unsigned rate_hz, const struct doctor_time *time, struct doctor_samples *ret)
{
	struct doctor_meter meter;
	struct imu imu;
	bool had_fifo;

	imu_init(&imu, io, address, chip, SENSOR_UPPER, rate_hz);
	ret->rate_millihz = imu.stream.rate_millihz; /* what it ought to be; the engine measures */
	had_fifo = imu.use_fifo;
	doctor_meter_init(&meter, imu.stream.accel_milli_lsb_per_g);
	ret->bus_khz = measure_khz(io, address, chip, time);
	ret->error = start_and_run(&imu, time, &meter);
	/* Its FIFO stayed empty: the engine goes by the registers now. */
	if (ret->error == IMU_E_BAD_DATA && had_fifo && !imu.use_fifo)
		ret->error = start_and_run(&imu, time, &meter);
	(void)imu_stop(&imu);
	ret->figures = doctor_meter_read(&meter);
	if (ret->error == 0 && ret->figures.n < 2)
		ret->error = -ENODATA;
	ret->take = ret->error ? DOCTOR_TAKE_FAILED : DOCTOR_TAKE_DONE;
	ret->overflows = imu.counters.overflows;
	ret->temperature_cdeg = imu.temperature_cdeg;
}
