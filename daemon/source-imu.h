/* SPDX-License-Identifier: MIT */
/*
 * source-imu.h - up to two chips over whatever buses there are
 *
 * Looks for them, sets them up, reads them, retries, and looks for them again
 * when they are gone.  The same for real chips (source-i2c.c) and simulated
 * ones (source-sim.c): the two differ in the ports below this.
 */
#pragma once

#include "config.h"
#include "ports.h"
#include "source.h"

/**
 * source_imu_new() - a source over these buses; makes no transfer yet
 * @ports:  taken over, also on error
 * @config: rate, and per sensor whether it is there, its address and chip; copied
 * @now_us: the first search is due at once
 *
 * Which is which: a sensor with an address of its own is looked for there
 * alone.  Where only one has, the other is looked for everywhere else.  Where
 * neither has, the upper sensor is the one whose address pin is low (0x68,
 * 0x6a ...), the lower one the one whose pin is high (0x69, 0x6b ...).
 *
 * SOURCE_LOST is also said once when the first search for a sensor found
 * nothing.  It comes once, with the first reason, however often the sensor
 * fails from then until SOURCE_STREAM; that comes when samples do, and after
 * data that were no good when they have been good for a while.
 *
 * Return: 0; -ENOMEM.
 */
int source_imu_new(struct ports *ports, const struct config *config, uint64_t now_us,
		   struct source **ret);
