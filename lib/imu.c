/* SPDX-License-Identifier: MIT */
#include "fixed.h"
#include "imu-chips.h"
#include "imu-wire.h"
#include "imu.h"

/* A reset that has not ended after this many looks will not end. */
#define POLL_US  (10 * US_PER_MS)
#define POLL_MAX 20

int imu_probe(const struct imu_bus *bus, uint8_t address, const struct imu_chip **ret_chip,
	      uint8_t *ret_id)
{
	uint8_t id = 0;
	int id_reg = -1;

	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *chip = imu_chip_at(i);
		const struct imu_family *f = chip->family;

		if (address != f->address[0] && address != f->address[1])
			continue;
		if (f->id_reg != id_reg) {
			int r = bus->read(bus->ctx, address, f->id_reg, &id, 1);

			if (r < 0)
				return r;
			id_reg = f->id_reg;
		}
		if (ret_id)
			*ret_id = id;
		if (id == chip->id) {
			*ret_chip = chip;
			return 0;
		}
	}
	if (ret_id)
		*ret_id = id;
	return IMU_E_NO_CHIP;
}

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
}

/* Read again before every start and stop: the board may have been changed. */
static int check_identity(struct imu *imu)
{
	uint8_t id;
	int r = imu_reg_read(imu, imu->chip->family->id_reg, &id, 1);

	if (r < 0)
		return r;
	return id == imu->chip->id ? 0 : IMU_E_NO_CHIP;
}

static int start_begin(struct imu *imu, uint64_t now_us)
{
	int r = check_identity(imu);

	if (r != 0)
		return r;
	imu->phase = IMU_STARTING;
	imu->step = 0;
	imu->written = false;
	imu->polls = 0;
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

/* has the bit that ends a step cleared?  0 or IMU_E_WAIT or an error */
static int start_poll(struct imu *imu, const struct imu_step *s, uint64_t now_us)
{
	uint8_t value;
	int r;

	if (s->until_clear == 0)
		return 0;
	r = imu_reg_read(imu, s->reg, &value, 1);
	if (r < 0)
		return r;
	if ((value & s->until_clear) == 0)
		return 0;
	if (++imu->polls >= POLL_MAX)
		return IMU_E_BAD_DATA;
	imu->due_us = now_us + POLL_US;
	return IMU_E_WAIT;
}

static int start_go_on(struct imu *imu, uint64_t now_us)
{
	const struct imu_step *s;
	int r;

	while ((s = start_step(imu)) != NULL) {
		if (!imu->written) {
			r = imu_step_write(imu, s);
			if (r < 0)
				return r;
			imu->written = true;
			imu->due_us = now_us + s->wait_ms * US_PER_MS;
			if (s->wait_ms != 0)
				return IMU_E_WAIT;
		}
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
	imu->resync = false;
	imu->ragged = false;
	imu->stale_overrun = false;
	imu->data_us = now_us;
	imu->health_us = now_us; /* the first read proves the set-up */
	imu->half = (struct imu_half){ 0 };
	imu_watch_init(&imu->watch, &imu->stream);
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

	return n * 1000 * US_PER_SEC / imu->stream.rate_millihz;
}
