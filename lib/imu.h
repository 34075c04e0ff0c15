/* SPDX-License-Identifier: MIT */
/*
 * imu.h - one engine for every chip, over a bus of three functions
 *
 * A chip is a row of imu-chips-*.c; the engine has no chip's name in it.  It
 * never waits: where a data sheet asks for a pause it says when to call again,
 * so a starting or failing sensor cannot hold the caller up.  Each call makes
 * a bounded number of transfers and stops at the first that fails.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch.h"
#include "imu-pace.h"
#include "imu-watch.h"

/*
 * Where registers live.  Each function returns 0 or a negative errno, which
 * the engine hands up untouched.
 */
struct imu_bus {
	/* read @n bytes from @reg on (a burst); all or an error.  n <= max_read */
	int (*read)(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n);
	/* write one register */
	int (*write)(void *ctx, uint8_t address, uint8_t reg, uint8_t value);
	size_t max_read; /* at least 32, SMBus; BATCH_MAX x 16 or more over plain I2C */
	void *ctx;
	/* write @n bytes from @reg on; n <= max_write.  Only a chip with an upload needs it */
	int (*write_block)(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf, size_t n);
	size_t max_write; /* at least 32 */
};

#define IMU_BLOB_MAX 8192 /* bytes of the longest file a chip may want */

/* A row of the chip table; imu-chips.h. */
struct imu_chip;

#define IMU_E_NO_CHIP 1	    /* something answers, but it is no chip we know */
#define IMU_E_WAIT 2	    /* nothing wrong; call again at *ret_due_us */
#define IMU_E_OVERFLOW 3    /* the FIFO overflowed and was emptied; samples were lost */
#define IMU_E_RETUNED 4	    /* .stream has the chip's true rate now; read on */
#define IMU_E_CLOCK 5	    /* a real-time clock (DS1307, DS3231) answers in a sensor's place */
#define IMU_E_NO_BLOB 6	    /* the chip wants its maker's file, and has none or refuses it */
/* After these imu_start() again. */
#define IMU_E_ASLEEP 7	    /* the chip forgot its set-up (brown-out) */
#define IMU_E_BAD_DATA 8    /* all zeros or all ones, silence, or a reset that never ends */
#define IMU_E_FROZEN 9	    /* the same sample for a second */
#define IMU_E_SATURATED 10  /* an axis at its end for a second */
#define IMU_E_LEVEL 11	    /* at rest it does not feel 1 g: another chip's ranges, or broken */
#define IMU_E_TEMPERATURE 12 /* not -40 .. 85 C, what any chip is good for */
#define IMU_E_RATE 13	    /* more than 15 % too fast or too slow */

/** imu_chip_count(), imu_chip_at() - walk the table */
size_t imu_chip_count(void);
const struct imu_chip *imu_chip_at(size_t i);

/** imu_chip_name() - "MPU-6050", "LSM6DSOX" ...; static */
const char *imu_chip_name(const struct imu_chip *chip);

/** imu_chip_is_twin() - true when no register tells the two apart; a chip is its own twin */
bool imu_chip_is_twin(const struct imu_chip *a, const struct imu_chip *b);

/** imu_chip_other_scale() - the name of its twin with another scale, NULL when it has none */
const char *imu_chip_other_scale(const struct imu_chip *chip);

/** imu_chip_wants_blob() - must struct imu's .blob be set before imu_start()? */
bool imu_chip_wants_blob(const struct imu_chip *chip);

/** imu_chip_find() - by name, case and '-' ignored; NULL when unknown */
const struct imu_chip *imu_chip_find(const char *name);

/** imu_addresses() - every address a known chip can sit at, probe order; *ret_n of them */
const uint8_t *imu_addresses(size_t *ret_n);

/** imu_address_pin_is_high() - does a chip at this address have its address pin high? */
bool imu_address_pin_is_high(uint8_t address);

/**
 * imu_probe() - what sits at an address
 * @ret_id: may be NULL; the identity of what was found, else the first one read
 *          that is neither 0x00 nor 0xFF; 0 when none is
 *
 * Reads only; nothing is written to a device that has not said what it is.
 * An address where no chip of the table can sit is not even read.  An identity
 * is believed when the registers its row names agree, and when no real-time
 * clock ticks there.  Of twins (LSM6DSO, LSM6DSOX and LSM6DSO32) the first of
 * the table is reported.
 *
 * Return: 0 with *ret_chip; IMU_E_NO_CHIP or IMU_E_CLOCK; a negative errno when
 * nothing answers.
 */
int imu_probe(const struct imu_bus *bus, uint8_t address, const struct imu_chip **ret_chip,
	      uint8_t *ret_id);

/* A FIFO of tagged records delivers accel and gyro one after the other. */
struct imu_half {
	bool has_accel, has_gyro;
	uint8_t slot;
	struct counts3 accel, gyro;
};

struct imu_counters {
	uint32_t errors;	/* failed transfers */
	uint32_t overflows;
	uint32_t bad_data;
};

/* Where the engine stands. */
enum imu_phase {
	IMU_IDLE,     /* imu_start() begins at the reset */
	IMU_STARTING,
	IMU_RUNNING,
	IMU_FAULT,    /* a transfer failed: imu_read() may be tried again, imu_start() resets */
};

/*
 * One sensor on one bus.  Plain memory, owned by the caller; .bus, .chip and
 * .blob are borrowed and must outlive it.
 */
struct imu {
	const struct imu_bus *bus;
	const struct imu_chip *chip;
	uint8_t address;
	enum sensor sensor;
	/* the chip's nearest rate not below the wish, until it is known better; its scales */
	struct stream stream;
	uint32_t rate_millihz;	/* as measured over 10 s and more; 0 = not yet */
	struct imu_counters counters;
	int32_t temperature_cdeg; /* INT32_MAX until read */
	bool use_fifo;		/* may be cleared before imu_start(); so does one that stays empty */
	const uint8_t *blob;	/* the maker's file, where the chip wants one; set by the caller */
	size_t blob_n;
	/* the engine's own */
	enum imu_phase phase;
	uint8_t rate_code;
	uint8_t step;		/* of the start list, then of the FIFO's */
	bool written;		/* .step is written and waits for its bits to clear */
	uint8_t polls;
	size_t sent;		/* of .blob, since the reset */
	uint8_t drop;		/* start-up samples still to be thrown away */
	bool gap;		/* the next batch follows a loss */
	bool filled;		/* the FIFO has held something since the start */
	bool resync;		/* a FIFO read was cut short: empty it before the next */
	bool ragged;		/* the level was no whole number of samples */
	bool stale_overrun;	/* the overrun flag may be from before the FIFO was emptied */
	uint64_t due_us;
	uint64_t last_us;	/* time of the last batch */
	uint64_t data_us;	/* when a sample last came in */
	uint64_t health_us;	/* when to look at configuration and temperature again */
	struct imu_half half;
	struct imu_watch watch;
	struct imu_pace pace;
};

/**
 * imu_init() - bind a chip that was probed (or named) to its place
 * @rate_hz: wished for, 10 .. 200; the chip's nearest rate not below it is used
 *
 * Uses the FIFO where the chip has one.  No transfer is made.
 */
void imu_init(struct imu *imu, const struct imu_bus *bus, uint8_t address,
	      const struct imu_chip *chip, enum sensor sensor, unsigned rate_hz);

/**
 * imu_start() - reset and set up; each call goes on to the next pause
 *
 * The first call after imu_init(), imu_stop() or a failure begins at the
 * reset, with a look at the identity before anything is written; it is looked
 * at again at the end, because the pauses are long enough to change a chip.  A
 * call before the time it asked for makes no transfer.  The blob goes in over
 * many calls, about 128 bytes each.
 *
 * Return: 0 running; IMU_E_WAIT with *ret_due_us, the time to call again;
 * IMU_E_NO_CHIP or IMU_E_CLOCK when the identity changed; IMU_E_NO_BLOB;
 * IMU_E_BAD_DATA when the reset never ends; a negative errno.
 */
int imu_start(struct imu *imu, uint64_t now_us, uint64_t *ret_due_us);

/**
 * imu_read() - fetch what the chip has gathered
 * @now_us: CLOCK_BOOTTIME now; stamps the last sample
 * @ret:    written only on success; n may be 0
 *
 * By FIFO in one count and as few data transfers as bus->max_read allows;
 * without FIFO one burst, one sample.  More than BATCH_MAX samples: the oldest
 * come first, dated back by those that stay for the next call.  Once a second
 * it also reads the chip's power and configuration registers and its
 * temperature.
 *
 * Where there is a FIFO the chip's rate is measured on the way.  Once it is
 * known for 10 s and .stream is more than 2 % off, .stream takes it over: a
 * stream is fixed while it runs, so it ends there and another begins.
 *
 * Return: 0; IMU_E_OVERFLOW (recovered, the next batch carries .gap);
 * IMU_E_RETUNED (.stream is new, nothing was read, the next batch carries
 * .gap); IMU_E_ASLEEP and what follows it in the list above, silence for a
 * second as IMU_E_BAD_DATA: imu_start() again, without the FIFO if it was
 * silent from the start; a negative errno, after which imu_read() may be tried
 * again: it loses samples at most, never their order.
 *
 * How soon a fault is seen, at 50 Hz in batches of 16: zeros after 4 samples,
 * a lost set-up, a temperature and the ends of a range within 1.4 s, frozen and
 * silent within 1.4 s, a rate 20 % off within 2 s, 16 % within 75 s.
 */
int imu_read(struct imu *imu, uint64_t now_us, struct batch *ret);

/** imu_period_us() - between two imu_read(): @samples (1 ..) by FIFO, else one; as measured */
uint64_t imu_period_us(const struct imu *imu, unsigned samples);

/**
 * imu_stop() - put the chip to sleep, after a look at its identity
 *
 * Return: 0; IMU_E_NO_CHIP when another sits there by now, which is left alone;
 * a negative errno.  Both may be ignored.
 */
int imu_stop(struct imu *imu);
