/* SPDX-License-Identifier: MIT */
/*
 * adapter.h - a /dev/i2c-N with one simulated chip behind it
 *
 * The node lives in a umockdev test bed; every ioctl on it ends up here and
 * is answered from the register-level simulator, as the kernel would answer.
 * A fault is armed for one kind of transfer, begins with the first such, and
 * stays until it is ended.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "fast-clock.h"
#include "imu.h"

/* What a transfer is for. */
enum transfer {
	TRANSFER_IDENTITY,
	TRANSFER_INIT,
	TRANSFER_COUNT,
	TRANSFER_DATA,
	TRANSFER_STATUS,
	TRANSFERS
};

enum effect {
	EFFECT_ONE_FAILS,  /* the first such transfer fails with .error */
	EFFECT_KIND_FAILS, /* every transfer of the kind does */
	EFFECT_ALL_FAIL,   /* every transfer does; with EREMOTEIO the chip is without power, too */
	EFFECT_ONE_SHORT,  /* the first such read breaks off */
	EFFECT_KIND_SHORT, /* every read of the kind does */
	EFFECT_GONE,       /* the adapter is pulled: ENODEV, and no node */
	EFFECT_DENIED,     /* ... and plugged in again, the node nobody's */
	EFFECT_TAKEN,      /* the chip goes, and comes back as a kernel driver's: EBUSY */
	EFFECT_OTHER_CHIP, /* another chip is put in its place */
	EFFECT_BROWN_OUT,  /* the chip loses its power for a moment */
	EFFECT_FROZEN,     /* one sample for ever */
	EFFECT_ZERO_DATA,  /* samples are zero */
	EFFECT_KIND_ONES,  /* every read of the kind gives 0xff */
	EFFECT_WIRE_ZEROS, /* all that is read is zero */
	EFFECT_WIRE_ONES,  /* all that is read is 0xff */
	EFFECT_SATURATED,  /* one axis at its end */
	EFFECT_SLOW_CLOCK, /* the chip's clock loses a third */
};

struct injection {
	enum effect effect;
	int error;         /* errno, positive; of the effects that fail */
	uint32_t delay_us; /* what each failing transfer takes, the daemon's time */
	enum transfer at;
};

struct adapter;

/**
 * adapter_new() - plug in an adapter
 * @node:  "/dev/i2c-97"
 * @chip:  a name of the chip table
 * @plain: with I2C_FUNC_I2C; else SMBus alone
 *
 * The program must run under umockdev-wrapper.  Dies on failure.
 */
struct adapter *adapter_new(const char *node, const char *chip, bool plain,
			    const struct fast_clock *clock);

/** adapter_free() - pull it out for good; nobody may have it open */
void adapter_free(struct adapter *a);

/** adapter_arm() - a fault, from the next transfer of its kind on; which is made to happen */
void adapter_arm(struct adapter *a, const struct injection *what);

/** adapter_begin() - a fault, from now on */
void adapter_begin(struct adapter *a, const struct injection *what);

/** adapter_end() - all is well again from here on: the time, or 0 when it had not begun */
uint64_t adapter_end(struct adapter *a);

/** adapter_begun_us() - when the fault began; 0 = not yet */
uint64_t adapter_begun_us(struct adapter *a);

/** adapter_transfers() - how many there were */
unsigned adapter_transfers(struct adapter *a);

/** adapter_now_us() - CLOCK_BOOTTIME as plumbd sees it */
uint64_t adapter_now_us(const struct adapter *a);

/** adapter_looks_like() - whether two rows answer alike: same address, same identity */
bool adapter_looks_like(const struct imu_chip *a, const struct imu_chip *b);
