/* SPDX-License-Identifier: MIT */
/*
 * trouble.h - why a sensor is not there, in one sentence with the next step
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What was being tried. */
enum trouble_at {
	TROUBLE_NONE,
	TROUBLE_LIST,       /* looking which buses there are */
	TROUBLE_OPEN,       /* opening one */
	TROUBLE_CLAIM,      /* asking the kernel for an address on it */
	TROUBLE_CLAIM_IIO,  /* likewise: a driver has it that offers it through IIO */
	TROUBLE_TRANSFER,   /* talking to what sits there */
	TROUBLE_OTHER_CHIP, /* there is a chip, but not the one the configuration names */
};

struct trouble {
	enum trouble_at at;
	int error;        /* negative errno or positive IMU_E_* */
	const char *bus;  /* borrowed; NULL = on every bus looked at */
	uint8_t address;  /* 0 = at every address looked at */
	uint8_t identity; /* for IMU_E_NO_CHIP */
	/*
	 * Borrowed.  What is there, another chip or the driver; for IMU_E_LEVEL the
	 * chip it may be, for IMU_E_NO_BLOB the file the configuration names; or NULL.
	 */
	const char *name;
};

/**
 * trouble_weight() - which of two troubles says more
 *
 * A search meets many: silence at an address nobody sits at says little, an
 * address the kernel has taken says all.  0 for TROUBLE_NONE.
 */
unsigned trouble_weight(const struct trouble *t);

/** trouble_note() - keep the weightier in @worst; the same silence in two places becomes one */
void trouble_note(struct trouble *worst, const struct trouble *t);

/** trouble_write() - the sentence, no final stop; "" for TROUBLE_NONE.  Cut to @size */
void trouble_write(const struct trouble *t, char *buf, size_t size);
