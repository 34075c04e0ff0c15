/* SPDX-License-Identifier: MIT */
#include "fixed.h"
#include "imu-chips.h"
#include "imu-wire.h"
#include "imu.h"

/* A reset that has not ended after this many looks will not end. */
#define POLL_US  (10 * US_PER_MS)
#define POLL_MAX 20

/* The blob goes in by pieces: so much a call, and after each a moment for others. */
#define UPLOAD_BYTES 128
#define UPLOAD_US    US_PER_MS

void imu_init(struct imu *imu, const struct imu_bus *bus, uint8_t address,
	      const struct imu_chip *chip, enum sensor sensor, unsigned rate_hz)
{
	const struct imu_family *f = chip->family;
	size_t i = 0;

	while (i + 1 < f->n_rates && f->rates[i].millihz < rate_hz * 1000)
		i++;
	*imu = (struct imu){
		.bus = bus,
		.chip = chip,
		.address = address,
		.sensor = sensor,
		.stream = { .rate_millihz = f->rates[i].millihz,
			    .accel_milli_lsb_per_g = f->accel_milli_lsb_per_g,
			    .gyro_milli_lsb_per_dps = f->gyro_milli_lsb_per_dps },
		.temperature_cdeg = INT32_MAX,
		.use_fifo = chip->fifo != NULL,
		.phase = IMU_IDLE,
		.rate_code = f->rates[i].code,
	};
	imu_pace_init(&imu->pace, f->rates[i].millihz);
}

/* Asked around every start and before a stop: the board may have been changed. */
static int check_identity(struct imu *imu)
{
	int r = imu_identify(imu);

	if (r < 0)
		imu->counters.errors++;
	return r;
}

static bool has_blob(const struct imu *imu)
{
	const struct imu_upload *u = imu->chip->family->upload;

	return !u || (imu->blob && (imu->blob_n == u->size[0] || imu->blob_n == u->size[1]));
}

static int start_begin(struct imu *imu, uint64_t now_us)
{
	int r = check_identity(imu);

	if (r == 0 && !has_blob(imu))
		r = IMU_E_NO_BLOB;
	if (r != 0)
		return r;
	imu->phase = IMU_STARTING;
	imu->step = 0;
	imu->written = false;
	imu->polls = 0;
	imu->sent = 0;
	imu->due_us = now_us;
	return 0;
}

/* the step to be made, from the chip's list or after it the FIFO's; NULL = all are */
static const struct imu_step *start_step(const struct imu *imu)
{
	const struct imu_steps *list = &imu->chip->start;
	uint8_t i = imu->step;

	if (i >= list->n && imu->use_fifo) {
		i = (uint8_t)(i - list->n);
		list = &imu->chip->fifo->on;
	}
	return i < list->n ? &list->at[i] : NULL;
}

/* has what ends a step come true?  0 or IMU_E_WAIT or an error */
static int start_poll(struct imu *imu, const struct imu_step *s, uint64_t now_us)
{
	uint8_t value;
	int r;

	if (s->until.mask == 0)
		return 0;
	r = imu_reg_read(imu, s->until.reg, &value, 1);
	if (r < 0)
		return r;
	if ((value & s->until.mask) == s->until.value)
		return 0;
	if (++imu->polls >= POLL_MAX)
		return imu->sent != 0 ? IMU_E_NO_BLOB : IMU_E_BAD_DATA;
	imu->due_us = now_us + POLL_US;
	return IMU_E_WAIT;
}

static int write_block(struct imu *imu, uint8_t reg, const uint8_t *buf, size_t n)
{
	int r = imu->bus->write_block(imu->bus->ctx, imu->address, reg, buf, n);

	if (r < 0)
		imu->counters.errors++;
	return r;
}

static int upload_piece(struct imu *imu, size_t n)
{
	const struct imu_upload *u = imu->chip->family->upload;
	size_t word = imu->sent / 2;
	const uint8_t index[2] = { word & 15, (uint8_t)(word >> 4) };
	int r = write_block(imu, u->index_reg, index, sizeof(index));

	if (r == 0)
		r = write_block(imu, u->port, imu->blob + imu->sent, n);
	if (r == 0)
		imu->sent += n;
	return r;
}

/* the next few pieces; 0 when all is in, IMU_E_WAIT while there is more */
static int upload(struct imu *imu, uint64_t now_us)
{
	size_t end = imu->sent + UPLOAD_BYTES;

	while (imu->sent < MIN(end, imu->blob_n)) {
		size_t n = MIN(imu->bus->max_write & ~(size_t)1, imu->blob_n - imu->sent);
		int r = upload_piece(imu, n);

		if (r < 0)
			return r;
	}
	if (imu->sent == imu->blob_n)
		return 0;
	imu->due_us = now_us + UPLOAD_US;
	return IMU_E_WAIT;
}

/* 0 once it is made; IMU_E_WAIT while it is not, or its pause has begun */
static int start_make(struct imu *imu, const struct imu_step *s, uint64_t now_us)
{
	int r;

	if (s->flags & IMU_STEP_UPLOAD) {
		r = upload(imu, now_us);
		imu->written = r == 0;
		return r;
	}
	r = imu_step_write(imu, s);
	if (r < 0 && !(s->flags & IMU_STEP_MAY_FAIL))
		return r;
	imu->written = true;
	imu->due_us = now_us + s->wait_ms * US_PER_MS;
	return s->wait_ms != 0 ? IMU_E_WAIT : 0;
}

static int start_go_on(struct imu *imu, uint64_t now_us)
{
	const struct imu_step *s;
	int r;

	while ((s = start_step(imu)) != NULL) {
		r = imu->written ? 0 : start_make(imu, s, now_us);
		if (r == 0)
			r = start_poll(imu, s, now_us);
		if (r != 0)
			return r;
		imu->step++;
		imu->written = false;
	}
	return 0;
}

static void start_done(struct imu *imu, uint64_t now_us)
{
	imu->phase = IMU_RUNNING;
	imu->drop = imu->chip->family->drop;
	imu->gap = true;
	imu->filled = false;
	imu->resync = false;
	imu->ragged = false;
	imu->stale_overrun = false;
	imu->data_us = now_us;
	imu->health_us = now_us; /* the first read proves the set-up */
	imu->half = (struct imu_half){ 0 };
	imu_watch_init(&imu->watch, &imu->stream, imu->chip->family->accel_rail);
	imu_pace_begin(&imu->pace);
}

int imu_start(struct imu *imu, uint64_t now_us, uint64_t *ret_due_us)
{
	int r = 0;

	if (imu->phase == IMU_RUNNING)
		return 0;
	if (imu->phase != IMU_STARTING)
		r = start_begin(imu, now_us);
	if (r == 0)
		r = now_us < imu->due_us ? IMU_E_WAIT : start_go_on(imu, now_us);
	if (r == 0)
		r = check_identity(imu);
	if (r == 0)
		start_done(imu, now_us);
	else if (r == IMU_E_WAIT)
		*ret_due_us = imu->due_us;
	else
		imu->phase = IMU_IDLE;
	return r;
}

int imu_stop(struct imu *imu)
{
	const struct imu_steps *stop = &imu->chip->family->stop;
	int r = check_identity(imu);

	imu->phase = IMU_IDLE;
	for (uint8_t i = 0; r == 0 && i < stop->n; i++)
		r = imu_step_write(imu, &stop->at[i]);
	return r;
}

uint64_t imu_period_us(const struct imu *imu, unsigned samples)
{
	uint64_t n = imu->use_fifo ? samples : 1;
	uint32_t millihz = imu->rate_millihz != 0 ? imu->rate_millihz : imu->stream.rate_millihz;

	return n * 1000 * US_PER_SEC / millihz;
}
