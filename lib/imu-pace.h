/* SPDX-License-Identifier: MIT */
/*
 * imu-pace.h - how fast does the chip really go?
 *
 * A chip's own oscillator may be several per cent off.  The FIFO counts its
 * samples, the caller's clock the time: over seconds their quotient is a check,
 * over many seconds a measurement.  It is told after ten seconds, finer after a
 * minute, and then again only when it has moved by half a per cent; within half a
 * per cent of the nominal rate it is that.  Whoever shows it need not show noise,
 * and whoever reads at it keeps an even pace.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define IMU_PACE_MARKS 8

struct imu_pace_mark {
	uint64_t t_us;
	uint64_t samples;
};

/* .millihz and .nominal_millihz outlive imu_pace_begin(). */
struct imu_pace {
	uint32_t nominal_millihz;
	uint32_t millihz; /* measured; 0 = not yet */
	bool is_fine;	  /* over a whole minute */
	uint64_t taken;	  /* samples fetched since the beginning */
	struct imu_pace_mark mark[IMU_PACE_MARKS];
	unsigned n_marks;	    /* made so far; the oldest are overwritten */
	struct imu_pace_mark since; /* the measurement begins here */
	struct imu_pace_mark fresh; /* the last look that found something new */
	int64_t off_millihz;	    /* from nominal, at the look before */
	int out;		    /* looks on end that found it too fast, or (< 0) too slow */
};

/** imu_pace_init() - nothing known; nominal 10000 .. 225000 */
void imu_pace_init(struct imu_pace *p, uint32_t nominal_millihz);

/** imu_pace_begin() - count anew: the chip was started, or its FIFO emptied */
void imu_pace_begin(struct imu_pace *p);

/**
 * imu_pace_push() - a look at the FIFO
 * @level: samples in it at @now_us
 * @taken: of these, how many are fetched now
 *
 * Return: false when twice on end the last second's samples were more than
 * 15 % (and 2, for a level and a time that do not fall together) too many, or
 * twice too few; or when the measurement is 15 % off, where 2 samples are
 * nothing.  One look may come late, and shows in both directions.  After a look
 * that finds nothing new all begins anew: silence is not a pace.
 */
bool imu_pace_push(struct imu_pace *p, uint64_t now_us, unsigned level, unsigned taken);
