/* SPDX-License-Identifier: MIT */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapter-inner.h"
#include "imu-chips.h"

#define STRANGER  0xD0 /* an identity no chip of the table has */
#define NO_NUMBER (-1)
#define NODE_MODE (S_IRUSR | S_IWUSR)

#define BREATH_US   4000000
#define BREATH_MDPS 1000  /* to and fro between +-1 degree */
#define BREATH_UG   17452 /* the sine of one degree */

uint64_t adapter_now_us(const struct adapter *a)
{
	struct timespec t;
	int64_t boot_ns;

	clock_gettime(CLOCK_BOOTTIME, &t);
	boot_ns = fast_clock_ns(&t);
	return (uint64_t)(boot_ns + fast_clock_ahead_ns(a->clock, boot_ns)) / 1000;
}

/* Worn upright, head up along x, by somebody who breathes: nobody would be away. */
static void stand(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	const struct adapter *a = ctx;
	int32_t half_us = BREATH_US / 2;
	int32_t phase_us = (int32_t)(t_us % BREATH_US);
	bool in = phase_us < half_us;
	int32_t from_middle_us = (in ? phase_us : BREATH_US - phase_us) - half_us / 2;

	accel_ug[0] = 1000000;
	accel_ug[1] = a->active && a->what.effect == EFFECT_SATURATED ? 100000000 : 0;
	accel_ug[2] = (int32_t)((int64_t)BREATH_UG * from_middle_us / (half_us / 2));
	gyro_mdps[0] = gyro_mdps[2] = 0;
	gyro_mdps[1] = in ? BREATH_MDPS : -BREATH_MDPS;
}

/* ---- faults ---- */

static bool is(const struct adapter *a, enum effect effect)
{
	return a->active && a->what.effect == effect;
}

static void pass_time(struct adapter *a)
{
	uint64_t now_us = adapter_now_us(a);
	uint64_t delta_us = now_us - a->seen_us;

	a->seen_us = now_us;
	a->chip_us += is(a, EFFECT_SLOW_CLOCK) ? delta_us * 2 / 3 : delta_us;
	chip_run(&a->chip, a->chip_us);
}

static void pull(struct adapter *a)
{
	if (rename(a->file, a->pulled) < 0)
		err(1, "%s", a->file);
}

static void plug(struct adapter *a, mode_t mode)
{
	if (rename(a->pulled, a->file) < 0 || chmod(a->file, mode) < 0)
		err(1, "%s", a->file);
}

static void begin(struct adapter *a)
{
	enum effect effect = a->what.effect;

	a->armed = false;
	a->active = true;
	a->begun_us = adapter_now_us(a);
	if (effect == EFFECT_GONE || effect == EFFECT_DENIED)
		pull(a);
	if (effect == EFFECT_DENIED)
		plug(a, 0);
	if (effect == EFFECT_BROWN_OUT)
		chip_power_cycle(&a->chip, a->chip_us);
	if (effect == EFFECT_FROZEN)
		a->chip.faults |= CHIP_FAULT_FROZEN;
	if (effect == EFFECT_ZERO_DATA)
		a->chip.faults |= CHIP_FAULT_ZEROS;
}

static void undo(struct adapter *a)
{
	enum effect effect = a->what.effect;
	bool unplugged = effect == EFFECT_ALL_FAIL && a->what.error == EREMOTEIO;

	a->chip.faults = 0;
	if (effect == EFFECT_GONE)
		plug(a, NODE_MODE);
	if (effect == EFFECT_DENIED && chmod(a->file, NODE_MODE) < 0)
		err(1, "%s", a->file);
	if (unplugged || effect == EFFECT_TAKEN || effect == EFFECT_OTHER_CHIP)
		chip_power_cycle(&a->chip, a->chip_us);
}

/* What the wire says instead of the chip: 0 = nothing, else a negative errno. */
static int wire_error(const struct adapter *a, enum transfer kind, bool first, bool write)
{
	bool same_kind = kind == a->what.at;

	if (is(a, EFFECT_ONE_FAILS))
		return first ? -a->what.error : 0;
	if (is(a, EFFECT_KIND_FAILS))
		return same_kind ? -a->what.error : 0;
	if (is(a, EFFECT_ALL_FAIL))
		return -a->what.error;
	if (is(a, EFFECT_GONE) || is(a, EFFECT_DENIED))
		return -ENODEV;
	if (is(a, EFFECT_TAKEN))
		return -ENXIO;
	if (is(a, EFFECT_ONE_SHORT))
		return first ? -EMSGSIZE : 0;
	if (is(a, EFFECT_KIND_SHORT))
		return same_kind && !write ? -EMSGSIZE : 0;
	return 0;
}

/* ---- transfers ---- */

static bool within(struct imu_window w, uint8_t reg)
{
	return reg >= w.reg && reg < w.reg + w.len;
}

static enum transfer kind_of(const struct adapter *a, bool write, uint8_t reg, size_t n)
{
	const struct imu_family *f = a->row->family;
	const struct imu_fifo *fifo = a->row->fifo;

	if (write)
		return TRANSFER_INIT;
	if (reg == f->id_reg && n == 1)
		return TRANSFER_IDENTITY;
	if (fifo && reg == fifo->head.reg && n == fifo->head.len)
		return TRANSFER_COUNT;
	if (fifo ? reg == fifo->port : reg == f->data.reg)
		return TRANSFER_DATA;
	for (size_t i = 0; n > 1 && i < ARRAY_SIZE(f->health); i++) {
		if (within(f->health[i], reg))
			return TRANSFER_STATUS;
	}
	return TRANSFER_INIT; /* is the reset over? */
}

static bool triggers(const struct adapter *a, enum transfer kind, bool write)
{
	bool only_reads = a->what.effect == EFFECT_ONE_SHORT ||
			  a->what.effect == EFFECT_KIND_SHORT || a->what.effect == EFFECT_KIND_ONES;

	return a->armed && kind == a->what.at && !(write && only_reads);
}

static int wire(struct adapter *a, enum transfer kind, bool write, uint8_t reg, uint8_t *buf,
		size_t n)
{
	int r;

	if (is(a, EFFECT_OTHER_CHIP)) {
		if (!write)
			memset(buf, reg == a->row->family->id_reg ? STRANGER : 0, n);
		return 0;
	}
	if (write)
		return n == 1 ? chip_write(&a->chip, reg, *buf) :
				chip_write_block(&a->chip, reg, buf, n);
	r = chip_read(&a->chip, reg, buf, n);
	if (r == 0 && is(a, EFFECT_WIRE_ZEROS))
		memset(buf, 0, n);
	if (r == 0 && (is(a, EFFECT_WIRE_ONES) || (is(a, EFFECT_KIND_ONES) && kind == a->what.at)))
		memset(buf, 0xFF, n);
	return r;
}

int adapter_transfer(struct adapter *a, uint8_t address, bool write, uint8_t reg, uint8_t *buf,
		     size_t n)
{
	enum transfer kind = kind_of(a, write, reg, n);
	uint32_t delay_us;
	bool first;
	int r;

	pthread_mutex_lock(&a->lock);
	a->transfers++;
	pass_time(a);
	first = triggers(a, kind, write);
	if (first)
		begin(a);
	r = wire_error(a, kind, first, write);
	delay_us = r < 0 ? a->what.delay_us : 0;
	if (r == 0)
		r = address == a->chip.address ? wire(a, kind, write, reg, buf, n) : -EREMOTEIO;
	pthread_mutex_unlock(&a->lock);
	if (delay_us != 0)
		usleep(delay_us / (uint32_t)a->clock->speed);
	return r;
}

int adapter_select(struct adapter *a, int address)
{
	bool taken;

	pthread_mutex_lock(&a->lock);
	taken = is(a, EFFECT_TAKEN) && address == a->chip.address;
	pthread_mutex_unlock(&a->lock);
	if (taken)
		return -EBUSY;
	a->selected = address;
	return 0;
}

/* ---- what the test does to it ---- */

static void add_node(struct adapter *a)
{
	const char *name = strrchr(a->node, '/') + 1;
	char *root, device[128];

	a->testbed = umockdev_testbed_new();
	snprintf(device, sizeof device,
		 "P: /devices/platform/%s\nN: %s\nE: DEVNAME=%s\nE: SUBSYSTEM=i2c-dev\n\n", name,
		 name, a->node);
	if (!umockdev_testbed_add_from_string(a->testbed, device, NULL) ||
	    !umockdev_testbed_attach_ioctl(a->testbed, a->node, a->handler, NULL))
		errx(1, "umockdev takes no %s", a->node);
	root = umockdev_testbed_get_root_dir(a->testbed);
	snprintf(a->file, sizeof a->file, "%s%s", root, a->node);
	snprintf(a->pulled, sizeof a->pulled, "%s/pulled", root);
	g_free(root);
}

struct adapter *adapter_new(const char *node, const char *chip, bool plain,
			    const struct fast_clock *clock)
{
	struct adapter *a = calloc(1, sizeof *a);

	if (!a)
		err(1, "adapter");
	snprintf(a->node, sizeof a->node, "%s", node);
	a->plain = plain;
	a->row = imu_chip_find(chip);
	a->clock = clock;
	a->selected = NO_NUMBER;
	pthread_mutex_init(&a->lock, NULL);
	a->seen_us = a->chip_us = adapter_now_us(a);
	if (!a->row ||
	    chip_init(&a->chip, chip, a->row->family->address[0], a->chip_us, stand, a, 1))
		errx(1, "no simulated %s", chip);
	a->handler = umockdev_ioctl_base_new();
	g_signal_connect(a->handler, "handle-ioctl", G_CALLBACK(adapter_on_ioctl), a);
	add_node(a);
	return a;
}

static void set(struct adapter *a, const struct injection *what)
{
	a->what = *what;
	a->begun_us = 0;
}

void adapter_arm(struct adapter *a, const struct injection *what)
{
	pthread_mutex_lock(&a->lock);
	pass_time(a);
	set(a, what);
	a->armed = true;
	if (what->at == TRANSFER_IDENTITY || what->at == TRANSFER_INIT)
		chip_power_cycle(&a->chip, a->chip_us); /* so that it is set up again */
	pthread_mutex_unlock(&a->lock);
}

void adapter_begin(struct adapter *a, const struct injection *what)
{
	pthread_mutex_lock(&a->lock);
	pass_time(a);
	set(a, what);
	begin(a);
	pthread_mutex_unlock(&a->lock);
}

uint64_t adapter_end(struct adapter *a)
{
	uint64_t ended_us = 0;

	pthread_mutex_lock(&a->lock);
	pass_time(a);
	if (a->active) {
		undo(a);
		ended_us = a->seen_us;
	}
	a->armed = a->active = false;
	pthread_mutex_unlock(&a->lock);
	return ended_us;
}

void adapter_free(struct adapter *a)
{
	umockdev_testbed_detach_ioctl(a->testbed, a->node, NULL);
	g_object_unref(a->testbed);
	g_object_unref(a->handler);
	pthread_mutex_destroy(&a->lock);
	free(a);
}

uint64_t adapter_begun_us(struct adapter *a)
{
	uint64_t begun_us;

	pthread_mutex_lock(&a->lock);
	begun_us = a->begun_us;
	pthread_mutex_unlock(&a->lock);
	return begun_us;
}

unsigned adapter_transfers(struct adapter *a)
{
	unsigned n;

	pthread_mutex_lock(&a->lock);
	n = a->transfers;
	pthread_mutex_unlock(&a->lock);
	return n;
}

bool adapter_looks_like(const struct imu_chip *a, const struct imu_chip *b)
{
	return a->id == b->id && a->family->id_reg == b->family->id_reg &&
	       a->family->address[0] == b->family->address[0];
}
