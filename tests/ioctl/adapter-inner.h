/* SPDX-License-Identifier: MIT */
/*
 * adapter-inner.h - between adapter.c and adapter-ioctl.c, for no one else
 */
#pragma once

#include <pthread.h>

#include "fixed.h" /* first: GLib makes way for its MIN and MAX, not the other way round */

#include <umockdev.h>

#include "adapter.h"
#include "sim/chip.h"

#define ADAPTER_READ_MAX 8192 /* as the kernel has it */
#define ADAPTER_PATH_MAX 256

struct adapter {
	UMockdevTestbed *testbed;
	UMockdevIoctlBase *handler;
	char node[32], file[ADAPTER_PATH_MAX], pulled[ADAPTER_PATH_MAX];
	bool plain;
	const struct imu_chip *row;
	const struct fast_clock *clock;
	pthread_mutex_t lock; /* the handler has a thread of its own; all below is shared */
	struct chip chip;
	int selected;
	uint64_t seen_us, chip_us; /* the chip's clock may be slower than time */
	struct injection what;
	bool armed, active;
	uint64_t begun_us; /* 0 = not yet */
	unsigned transfers;
};

/** adapter_select() - I2C_SLAVE: 0, or -EBUSY when a kernel driver owns the address */
int adapter_select(struct adapter *a, int address);

/**
 * adapter_transfer() - one transfer on the wire
 *
 * Return: 0, a negative errno, or -EMSGSIZE for a read that breaks off.
 */
int adapter_transfer(struct adapter *a, uint8_t address, bool write, uint8_t reg, uint8_t *buf,
		     size_t n);

/** adapter_on_ioctl() - answers what comes in at the node; of the type of "handle-ioctl" */
gboolean adapter_on_ioctl(UMockdevIoctlBase *base, UMockdevIoctlClient *client, gpointer userdata);
