/* SPDX-License-Identifier: MIT */
/*
 * The running chip: imu_read() of imu.h, from the inside out - samples, the
 * FIFO they come from, the health of the chip, and at the end the read itself.
 */
#include "fixed.h"
#include "imu-chips.h"
#include "imu-wire.h"
#include "imu.h"

#define HEALTH_US     US_PER_SEC
#define SILENT_US     US_PER_SEC /* no sample for so long: the chip has stopped */
#define SPARE_SAMPLES 3          /* may come in between the reading of level and data */
#define OFF_PERCENT   2          /* so much the stream's rate may differ from the chip's */
#define COLDEST_CDEG  (-4000)
#define HOTTEST_CDEG  8500

static uint16_t get16(const struct imu *imu, const uint8_t *p)
{
	if (imu->chip->family->big_endian)
		return (uint16_t)(p[0] << 8 | p[1]);
	return (uint16_t)(p[1] << 8 | p[0]);
}

static struct counts3 get_counts(const struct imu *imu, const uint8_t *p)
{
	return (struct counts3){
		.x = (int16_t)get16(imu, p),
		.y = (int16_t)get16(imu, p + 2),
		.z = (int16_t)get16(imu, p + 4),
	};
}

/* ---- samples ---- */

static void take_sample(struct imu *imu, uint64_t now_us, struct batch *b, struct counts3 accel,
			struct counts3 gyro)
{
	imu->data_us = now_us;
	if (imu->drop > 0) {
		imu->drop--;
		imu_watch_pass(&imu->watch, accel);
		return;
	}
	if (!imu_watch_push(&imu->watch, accel, gyro)) {
		imu->gap = true;
		return;
	}
	b->accel[b->n] = accel;
	b->gyro[b->n] = gyro;
	b->n++;
}

static void take_plain(struct imu *imu, uint64_t now_us, struct batch *b, const uint8_t *rec,
		       uint8_t accel_off, uint8_t gyro_off)
{
	struct counts3 gyro = { 0 };

	if (imu->stream.gyro_milli_lsb_per_dps != 0)
		gyro = get_counts(imu, rec + gyro_off);
	take_sample(imu, now_us, b, get_counts(imu, rec + accel_off), gyro);
}

/*
 * A sample is whole when both its records have come, in whichever order and
 * in whichever call.  A record of another time slot means that the partner of
 * the one at hand was lost; it is let go, and the stream stays paired.
 */
static void take_tagged(struct imu *imu, uint64_t now_us, struct batch *b, const uint8_t *rec)
{
	const struct imu_fifo *f = imu->chip->fifo;
	uint8_t tag = (uint8_t)(rec[0] >> f->tag_shift);
	struct imu_half *h = &imu->half;

	if (tag != f->tag_accel && tag != f->tag_gyro)
		return;
	if ((rec[0] & f->slot_mask) != h->slot)
		*h = (struct imu_half){ .slot = rec[0] & f->slot_mask };
	if (tag == f->tag_accel) {
		h->accel = get_counts(imu, rec + 1);
		h->has_accel = true;
	} else {
		h->gyro = get_counts(imu, rec + 1);
		h->has_gyro = true;
	}
	if (!h->has_accel || !h->has_gyro)
		return;
	take_sample(imu, now_us, b, h->accel, h->gyro);
	h->has_accel = h->has_gyro = false;
}

static void take_fifo(struct imu *imu, uint64_t now_us, struct batch *b, const uint8_t *buf,
		      size_t n)
{
	const struct imu_fifo *f = imu->chip->fifo;
	size_t record = f->kind == IMU_FIFO_TAGGED ? f->unit : f->sample;

	for (const uint8_t *rec = buf; rec + record <= buf + n; rec += record) {
		if (f->kind == IMU_FIFO_TAGGED)
			take_tagged(imu, now_us, b, rec);
		else if ((rec[0] & f->void_mask) == 0)
			take_plain(imu, now_us, b, rec, f->accel_off, f->gyro_off);
	}
}

/* ---- FIFO ---- */

/* Empty and on again: the cure of an overflow and of a read that was cut short. */
static int fifo_restart(struct imu *imu, uint64_t now_us)
{
	const struct imu_steps *on = &imu->chip->fifo->on;

	imu->resync = true;
	imu->gap = true;
	for (uint8_t i = 0; i < on->n; i++) {
		int r = imu_step_write(imu, &on->at[i]);

		if (r < 0)
			return r;
	}
	imu->resync = false;
	imu->ragged = false;
	imu->stale_overrun = true;
	imu->data_us = now_us;
	imu->half = (struct imu_half){ 0 };
	imu_pace_begin(&imu->pace);
	return 0;
}

static int overflow(struct imu *imu, uint64_t now_us)
{
	int r;

	imu->counters.overflows++;
	r = fifo_restart(imu, now_us);
	return r < 0 ? r : IMU_E_OVERFLOW;
}

/* is the overrun flag among these registers, and set? */
static bool overran(const struct imu *imu, struct imu_window w, const uint8_t *buf)
{
	const struct imu_fifo *f = imu->chip->fifo;

	if (!imu->use_fifo || f->overrun_reg < w.reg || f->overrun_reg >= w.reg + w.len)
		return false;
	return (buf[f->overrun_reg - w.reg] & f->overrun_mask) != 0;
}

static size_t fifo_level(const struct imu *imu, const uint8_t *head)
{
	const struct imu_fifo *f = imu->chip->fifo;
	const uint8_t *p = head + f->level_off;
	unsigned level = f->level_bytes == 1 ? *p : get16(imu, p);

	return (size_t)(level & f->level_mask) * f->level_unit;
}

/* The port does not count on: every transfer names it again, none splits a unit. */
static int fifo_fetch(struct imu *imu, uint8_t *buf, size_t n)
{
	const struct imu_fifo *f = imu->chip->fifo;
	size_t most =
		f->burst_max != 0 ? MIN(f->burst_max, imu->bus->max_read) : imu->bus->max_read;

	most -= most % f->unit;
	for (size_t got = 0; got < n;) {
		size_t chunk = MIN(most, n - got);
		int r = imu_reg_read(imu, f->port, buf + got, chunk);

		if (r < 0) {
			imu->resync = true; /* who knows how many bytes have left it */
			return r;
		}
		got += chunk;
	}
	return 0;
}

static int read_fifo(struct imu *imu, uint64_t now_us, struct batch *b)
{
	const struct imu_fifo *f = imu->chip->fifo;
	uint8_t buf[BATCH_MAX * IMU_SAMPLE_MAX];
	uint64_t stay_us;
	size_t level, n;
	bool in_pace;
	int r;

	r = imu_reg_read(imu, f->head.reg, buf, f->head.len);
	if (r < 0)
		return r;
	level = fifo_level(imu, buf);
	imu->filled |= level > 0;
	if (overran(imu, f->head, buf) || (f->phase_off != 0 && buf[f->phase_off] != 0) ||
	    level + SPARE_SAMPLES * f->sample > imu->chip->fifo_bytes)
		return overflow(imu, now_us);
	if (f->kind == IMU_FIFO_PLAIN && level % f->sample != 0) {
		/* seen once, a sample is just being written; twice, the phase is lost */
		if (imu->ragged)
			return overflow(imu, now_us);
		imu->ragged = true;
		return 0;
	}
	imu->ragged = false;
	n = MIN(level, (size_t)BATCH_MAX * f->sample);
	r = fifo_fetch(imu, buf, n);
	if (r < 0)
		return r;
	take_fifo(imu, now_us, b, buf, n);
	in_pace = imu_pace_push(&imu->pace, now_us, (unsigned)(level / f->sample),
				(unsigned)(n / f->sample));
	imu->rate_millihz = imu->pace.millihz;
	stay_us = imu_period_us(imu, (unsigned)((level - n) / f->sample));
	b->t_us = now_us - MIN(stay_us, now_us); /* a level may lie, and date back to before boot */
	return in_pace ? 0 : IMU_E_RATE;
}

static int read_registers(struct imu *imu, uint64_t now_us, struct batch *b)
{
	const struct imu_family *f = imu->chip->family;
	uint8_t buf[IMU_SAMPLE_MAX];
	int r = imu_reg_read(imu, f->data.reg, buf, f->data.len);

	if (r < 0)
		return r;
	take_plain(imu, now_us, b, buf, f->accel_off, f->gyro_off);
	return 0;
}

/* ---- health ---- */

static bool checks_hold(const struct imu *imu, const struct imu_checks *checks, struct imu_window w,
			const uint8_t *buf)
{
	for (uint8_t i = 0; i < checks->n; i++) {
		const struct imu_check *c = &checks->at[i];

		if (c->reg < w.reg || c->reg >= w.reg + w.len)
			continue;
		if ((buf[c->reg - w.reg] & c->mask) !=
		    (imu_with_rate(imu, c->value, c->rate_mul) & c->mask))
			return false;
	}
	return true;
}

/* false when no chip lives at it */
static bool take_temperature(struct imu *imu, struct imu_window w, const uint8_t *buf)
{
	const struct imu_temp *t = &imu->chip->temp;
	uint8_t reg = imu->chip->family->temp_reg;
	int16_t raw;

	if (t->milli_lsb_per_deg == 0 || reg < w.reg || reg + 1 >= w.reg + w.len)
		return true;
	raw = (int16_t)get16(imu, buf + reg - w.reg);
	imu->temperature_cdeg = INT32_MAX;
	if (raw == INT16_MIN) /* "not valid", not a temperature */
		return true;
	imu->temperature_cdeg =
		t->offset_cdeg + (int32_t)div_round((int64_t)raw * 100000, t->milli_lsb_per_deg);
	return t->guess || (imu->temperature_cdeg >= COLDEST_CDEG &&
			    imu->temperature_cdeg <= HOTTEST_CDEG);
}

static int look_at(struct imu *imu, uint64_t now_us, struct imu_window w)
{
	uint8_t buf[IMU_WINDOW_MAX];

	for (size_t got = 0; got < w.len;) {
		size_t chunk = MIN(imu->bus->max_read, w.len - got);
		int r = imu_reg_read(imu, (uint8_t)(w.reg + got), buf + got, chunk);

		if (r < 0)
			return r;
		got += chunk;
	}
	if (!checks_hold(imu, &imu->chip->family->checks, w, buf) ||
	    (imu->use_fifo && !checks_hold(imu, &imu->chip->fifo->checks, w, buf)))
		return IMU_E_ASLEEP;
	if (!take_temperature(imu, w, buf))
		return IMU_E_TEMPERATURE;
	/* a restart empties the FIFO, but a flag that clears on reading stays */
	if (!overran(imu, w, buf) || imu->stale_overrun)
		return 0;
	return overflow(imu, now_us);
}

static int check_health(struct imu *imu, uint64_t now_us)
{
	for (size_t i = 0; i < ARRAY_SIZE(imu->chip->family->health); i++) {
		struct imu_window w = imu->chip->family->health[i];
		int r = w.len == 0 ? 0 : look_at(imu, now_us, w);

		if (r != 0)
			return r;
	}
	imu->stale_overrun = false;
	imu->health_us = now_us + HEALTH_US;
	return 0;
}

/* ---- the read ---- */

/* The true rate is known, and not the stream's: the stream ends here, with nothing read. */
static bool retune(struct imu *imu)
{
	uint32_t is = imu->rate_millihz, was = imu->stream.rate_millihz;

	if (is == 0 || (is > was ? is - was : was - is) <= was / 100 * OFF_PERCENT)
		return false;
	imu->stream.rate_millihz = is;
	imu->gap = true;
	return true;
}

/* Before the data are blamed: a chip that has lost its set-up explains them all. */
static int explain(struct imu *imu, uint64_t now_us, int fault)
{
	int r = check_health(imu, now_us);

	return r == 0 || r == IMU_E_OVERFLOW ? fault : r;
}

static int fetch(struct imu *imu, uint64_t now_us, struct batch *b)
{
	bool silent;
	int r = 0;

	if (imu->resync)
		r = fifo_restart(imu, now_us);
	if (r == 0 && now_us >= imu->health_us)
		r = check_health(imu, now_us);
	if (r == 0)
		r = imu->use_fifo ? read_fifo(imu, now_us, b) : read_registers(imu, now_us, b);
	if (r == 0)
		r = imu_watch_fault(&imu->watch);
	silent = r == 0 && now_us - imu->data_us >= SILENT_US;
	if (silent)
		r = IMU_E_BAD_DATA;
	if (r >= IMU_E_BAD_DATA && r != IMU_E_TEMPERATURE)
		r = explain(imu, now_us, r);
	/* Some clones have no FIFO behind its registers: not one byte since the start. */
	if (silent && !imu->filled && r == IMU_E_BAD_DATA)
		imu->use_fifo = false;
	return r;
}

int imu_read(struct imu *imu, uint64_t now_us, struct batch *ret)
{
	struct batch b = { .sensor = imu->sensor, .t_us = now_us };
	int r;

	if (imu->phase != IMU_RUNNING && imu->phase != IMU_FAULT)
		return IMU_E_ASLEEP;
	if (retune(imu))
		return IMU_E_RETUNED;
	r = fetch(imu, now_us, &b);
	if (r < 0) {
		imu->phase = IMU_FAULT;
		imu->health_us = now_us; /* it may have lost its power */
		return r;
	}
	imu->phase = r >= IMU_E_ASLEEP ? IMU_IDLE : IMU_RUNNING;
	imu->counters.bad_data += r > IMU_E_ASLEEP;
	if (r != 0)
		return r;
	b.t_us = MAX(b.t_us, imu->last_us + 1);
	imu->last_us = b.t_us;
	if (b.n > 0) {
		b.gap = imu->gap;
		imu->gap = false;
	}
	*ret = b;
	return 0;
}
