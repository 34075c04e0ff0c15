/* SPDX-License-Identifier: MIT */
/*
 * imu-wire.h - between the engine and the bus; for imu.c, imu-probe.c and imu-read.c alone
 */
#pragma once

#include "imu-chips.h"
#include "imu.h"

/** imu_with_rate() - a register's value with the code of the chosen rate in it */
static inline uint8_t imu_with_rate(const struct imu *imu, uint8_t value, uint8_t rate_mul)
{
	return (uint8_t)(value + rate_mul * imu->rate_code);
}

/** imu_reg_read() - one transfer; counts a failure.  0 or a negative errno */
static inline int imu_reg_read(struct imu *imu, uint8_t reg, uint8_t *buf, size_t n)
{
	int r = imu->bus->read(imu->bus->ctx, imu->address, reg, buf, n);

	if (r < 0)
		imu->counters.errors++;
	return r;
}

/** imu_step_write() - the write of a step, without its pause.  0 or a negative errno */
static inline int imu_step_write(struct imu *imu, const struct imu_step *s)
{
	int r = imu->bus->write(imu->bus->ctx, imu->address, s->reg,
				imu_with_rate(imu, s->value, s->rate_mul));

	if (r < 0)
		imu->counters.errors++;
	return r;
}

/**
 * imu_identify() - does this very chip sit there?
 *
 * Reads; but where its row knows how the chip reads astray, in a bank that hides
 * its identity, and all of that holds, it is written home first.
 *
 * Return: 0; IMU_E_NO_CHIP or IMU_E_CLOCK; a negative errno.
 */
int imu_identify(struct imu *imu);
