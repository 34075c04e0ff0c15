/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/chip.h"
#include "source-imu.h"

#define MS(n)     ((uint64_t)(n)*US_PER_MS)
#define SEC(n)    ((uint64_t)(n)*US_PER_SEC)
#define BEGIN_US  SEC(1000)
#define TICK_US   MS(320) /* 16 samples at 50 Hz */
#define LOG_MAX   64
#define ASLEEP    0x40 /* of the MPU-6050's power register */
#define POWER_REG 0x6B
#define FIFO_PORT 0x74
#define FIFO_LEVEL_REG 0x72

/* Two buses with room for two chips each, and all that can go wrong with them. */
struct rig {
	struct ports ports;
	struct rig_bus {
		struct chip chip[2];
		struct chip_bus cb;
		struct imu_bus chips_io, io;
		int open_error;
		uint8_t fails_at; /* reads of this register; 0 = of none */
		unsigned opened_again;
		bool taken[128]; /* by a kernel driver */
	} bus[2];
	int n_buses; /* or a negative errno */
	struct {
		size_t bus;
		uint8_t address;
		uint64_t at_us;
	} claim[512];
	unsigned n_claims;
	uint64_t now_us;
	struct source *source;
	struct {
		enum source_news news;
		enum sensor sensor;
		uint64_t at_us;
	} log[LOG_MAX]; /* all news but batches */
	unsigned n_log;
	unsigned batches[SENSOR_COUNT];
	struct batch last[SENSOR_COUNT];
	unsigned rests;
	bool freed;
};

static struct rig rig;
static int (*chip_bus_read)(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n);

static void sit_still(void *ctx, uint64_t t_us, int32_t accel_ug[3], int32_t gyro_mdps[3])
{
	(void)ctx;
	(void)t_us;
	accel_ug[0] = 1000000;
	accel_ug[1] = accel_ug[2] = 0;
	memset(gyro_mdps, 0, 3 * sizeof *gyro_mdps);
}

static void on_tick(struct ports *p, uint64_t now_us)
{
	(void)p;
	rig.now_us = now_us;
	rig.bus[0].cb.now_us = rig.bus[1].cb.now_us = now_us;
}

static int on_list(struct ports *p)
{
	(void)p;
	return rig.n_buses;
}

static const char *on_name(const struct ports *p, size_t bus)
{
	(void)p;
	return bus ? "/dev/i2c-1" : "/dev/i2c-0";
}

static int on_open(struct ports *p, size_t bus, bool again, const struct imu_bus **ret)
{
	(void)p;
	rig.bus[bus].opened_again += again;
	*ret = &rig.bus[bus].io;
	return rig.bus[bus].open_error;
}

static void on_rest(struct ports *p)
{
	(void)p;
	rig.rests++;
}

static int on_claim(struct ports *p, size_t bus, uint8_t address)
{
	(void)p;
	assert_true(rig.n_claims < ARRAY_SIZE(rig.claim));
	rig.claim[rig.n_claims].bus = bus;
	rig.claim[rig.n_claims].address = address;
	rig.claim[rig.n_claims++].at_us = rig.now_us;
	return rig.bus[bus].taken[address] ? -EBUSY : 0;
}

static bool on_owner(struct ports *p, size_t bus, uint8_t address, char *ret_driver, size_t size)
{
	(void)p;
	(void)bus;
	snprintf(ret_driver, size, "driver-of-%02x", address);
	return address == 0x69;
}

/* A bus of chips, where one register may have its moods. */
static int read_moody(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	struct rig_bus *b = ctx;

	if (b->fails_at && reg == b->fails_at)
		return -EIO;
	return b->chips_io.read(b->chips_io.ctx, address, reg, buf, n);
}

static int write_through(void *ctx, uint8_t address, uint8_t reg, uint8_t value)
{
	struct rig_bus *b = ctx;

	return b->chips_io.write(b->chips_io.ctx, address, reg, value);
}

static int write_block_through(void *ctx, uint8_t address, uint8_t reg, const uint8_t *buf,
			       size_t n)
{
	struct rig_bus *b = ctx;

	return b->chips_io.write_block(b->chips_io.ctx, address, reg, buf, n);
}

static void on_free(struct ports *p)
{
	(void)p;
	rig.freed = true;
}

static struct chip *put_chip(size_t bus, const char *name, uint8_t address)
{
	struct rig_bus *b = &rig.bus[bus];
	struct chip *c = &b->chip[b->cb.n++];

	assert_int_equal(chip_init(c, name, address, BEGIN_US, sit_still, NULL, address), 0);
	return c;
}

static int set_up(void **state)
{
	static const struct ports_ops ops = {
		.tick = on_tick,
		.list = on_list,
		.name = on_name,
		.open = on_open,
		.rest = on_rest,
		.claim = on_claim,
		.owner = on_owner,
		.free = on_free,
	};

	(void)state;
	memset(&rig, 0, sizeof rig);
	rig.ports.ops = &ops;
	rig.n_buses = 1;
	rig.now_us = BEGIN_US;
	for (size_t i = 0; i < 2; i++) {
		struct rig_bus *b = &rig.bus[i];

		chip_bus_init(&b->cb, b->chip, 0, 512, &b->chips_io);
		b->io = b->chips_io;
		b->io.read = read_moody;
		b->io.write = write_through;
		b->io.write_block = write_block_through;
		b->io.ctx = b;
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rig.source = source_free(rig.source);
	return 0;
}

/* Looks for the upper sensor, and with @lower for both; 0 = wherever they are. */
static void begin(bool lower, uint8_t upper_address, uint8_t lower_address)
{
	struct config config = { .bus = "auto", .rate_hz = 50 };

	config.sensor[SENSOR_UPPER] = (struct config_sensor){ true, upper_address, "auto" };
	config.sensor[SENSOR_LOWER] = (struct config_sensor){ lower, lower_address, "auto" };
	assert_int_equal(source_imu_new(&rig.ports, &config, BEGIN_US, &rig.source), 0);
}

static void read_once(uint64_t now_us)
{
	struct source_item item;

	source_read(rig.source, now_us, &item);
	switch (item.news) {
	case SOURCE_NOTHING:
		return;
	case SOURCE_BATCH:
		rig.batches[item.sensor]++;
		rig.last[item.sensor] = item.batch;
		return;
	case SOURCE_STREAM:
	case SOURCE_LOST:
	case SOURCE_END:
		break;
	}
	if (rig.n_log == LOG_MAX)
		fail_msg("too much news");
	rig.log[rig.n_log].news = item.news;
	rig.log[rig.n_log].sensor = item.sensor;
	rig.log[rig.n_log++].at_us = now_us;
}

/* Reads whatever is due, when it is due, up to a time. */
static void play_until(uint64_t end_us)
{
	while (source_due_us(rig.source) <= end_us)
		read_once(source_due_us(rig.source));
}

static void play_until_news(unsigned n)
{
	while (rig.n_log < n)
		read_once(source_due_us(rig.source));
}

static const struct sensor_health *health(enum sensor sensor)
{
	return &rig.source->health[sensor];
}

static void assert_news(unsigned i, enum source_news news, enum sensor sensor)
{
	assert_true(i < rig.n_log);
	assert_int_equal(rig.log[i].news, news);
	assert_int_equal(rig.log[i].sensor, sensor);
}

static void a_sensor_is_found_set_up_and_read(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x69);
	begin(false, 0, 0);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_ABSENT);
	play_until(BEGIN_US + SEC(4));
	assert_int_equal(rig.n_log, 1);
	assert_news(0, SOURCE_STREAM, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	assert_string_equal(health(SENSOR_UPPER)->chip, "MPU-6050");
	assert_string_equal(health(SENSOR_UPPER)->bus, "/dev/i2c-0");
	assert_int_equal(health(SENSOR_UPPER)->address, 0x69);
	assert_int_equal(health(SENSOR_UPPER)->rate_millihz, 50000);
	assert_int_equal(health(SENSOR_UPPER)->errors, 0);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 0);
	assert_int_equal(health(SENSOR_UPPER)->temperature_cdeg,
			 rig.bus[0].chip[0].temperature_cdeg);
	assert_int_equal(health(SENSOR_UPPER)->last_sample_us, rig.last[SENSOR_UPPER].t_us);
	assert_in_range(rig.batches[SENSOR_UPPER], 10, 12);
	assert_in_range(rig.last[SENSOR_UPPER].n, 15, 17);
}

static void the_search_makes_few_transfers_a_call(void **state)
{
	struct chip *chip = put_chip(0, "LSM6DSOX", 0x6B);
	unsigned calls = 0, before;

	(void)state;
	begin(false, 0, 0);
	while (health(SENSOR_UPPER)->state == SENSOR_SEARCHING) {
		before = chip->transfers;
		read_once(BEGIN_US);
		assert_in_range(chip->transfers - before, 0, 2);
		assert_in_range(rig.n_claims, 0, ++calls);
	}
	assert_true(calls > 1);
}

static void with_both_unaddressed_the_pin_tells_which_is_which(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x69);
	put_chip(0, "MPU-6050", 0x68);
	begin(true, 0, 0);
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(health(SENSOR_UPPER)->address, 0x68);
	assert_int_equal(health(SENSOR_LOWER)->address, 0x69);
	assert_true(rig.batches[SENSOR_UPPER] > 0 && rig.batches[SENSOR_LOWER] > 0);
}

static void a_lone_lower_sensor_is_never_taken_for_the_upper(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x69);
	begin(true, 0, 0);
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_RUNNING);
	assert_int_equal(rig.batches[SENSOR_UPPER], 0);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "no sensor answers on /dev/i2c-0 (error 121): check wiring, 3.3 V and "
			    "the address pin");
}

static void what_one_has_by_address_the_other_leaves_alone(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	put_chip(0, "MPU-6050", 0x69);
	begin(true, 0x69, 0);
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(health(SENSOR_UPPER)->address, 0x69);
	assert_int_equal(health(SENSOR_LOWER)->address, 0x68);
}

static void an_address_of_its_own_is_the_only_one_looked_at(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0x69, 0);
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	for (unsigned i = 0; i < rig.n_claims; i++)
		assert_int_equal(rig.claim[i].address, 0x69);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "no sensor answers at 0x69 on /dev/i2c-0 (error 121): check wiring, "
			    "3.3 V and the address pin");
}

static void every_bus_is_searched(void **state)
{
	(void)state;
	rig.n_buses = 2;
	put_chip(1, "ICM-20602", 0x69);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	assert_string_equal(health(SENSOR_UPPER)->bus, "/dev/i2c-1");
	assert_string_equal(health(SENSOR_UPPER)->chip, "ICM-20602");
}

static void two_sensors_share_their_wakeups(void **state)
{
	struct chip *lower;
	uint64_t due_us;

	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	lower = put_chip(0, "MPU-6050", 0x69);
	lower->faults = CHIP_FAULT_NACK;
	begin(true, 0, 0);
	play_until(BEGIN_US + MS(700));
	lower->faults = 0;
	play_until(BEGIN_US + SEC(10));
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_RUNNING);
	due_us = source_due_us(rig.source);
	read_once(due_us);
	assert_int_equal(source_due_us(rig.source), due_us);
	read_once(due_us);
	assert_int_equal(source_due_us(rig.source), due_us + TICK_US);
}

static void a_watched_source_makes_smaller_batches_at_once(void **state)
{
	uint64_t due_us;

	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	due_us = source_due_us(rig.source);
	source_set_batch(rig.source, 4);
	assert_int_equal(source_due_us(rig.source), due_us - TICK_US * 3 / 4);
	play_until(BEGIN_US + SEC(4));
	assert_in_range(rig.last[SENSOR_UPPER].n, 3, 5);
	source_set_batch(rig.source, 16);
	play_until(BEGIN_US + SEC(6));
	assert_in_range(rig.last[SENSOR_UPPER].n, 15, 17);
}

static void late_ticks_keep_the_grid_and_missed_ones_are_dropped(void **state)
{
	uint64_t due_us;

	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	due_us = source_due_us(rig.source);
	read_once(due_us + MS(50));
	assert_int_equal(source_due_us(rig.source), due_us + TICK_US);
	read_once(due_us + TICK_US + MS(700));
	assert_int_equal(source_due_us(rig.source), due_us + 4 * TICK_US);
}

static void nothing_is_read_before_it_is_due(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);
	unsigned before;

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	before = chip->transfers;
	read_once(source_due_us(rig.source) - 1);
	assert_int_equal(chip->transfers, before);
}

static void a_search_in_vain_backs_off_to_half_a_minute(void **state)
{
	static const uint64_t pause_ms[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	uint64_t round_us = BEGIN_US;

	(void)state;
	begin(false, 0x68, 0);
	for (size_t i = 0; i < ARRAY_SIZE(pause_ms); i++) {
		assert_int_equal(source_due_us(rig.source), round_us);
		read_once(round_us);
		round_us += MS(pause_ms[i]);
	}
	/* Told once. */
	assert_int_equal(rig.n_log, 1);
	assert_news(0, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -EREMOTEIO);
}

static void three_failed_transfers_are_borne(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);
	unsigned before;

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	before = rig.batches[SENSOR_UPPER];
	chip->faults = CHIP_FAULT_NACK;
	for (unsigned i = 0; i < 3; i++)
		read_once(source_due_us(rig.source));
	assert_int_equal(health(SENSOR_UPPER)->errors, 3);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -EREMOTEIO);
	chip->faults = 0;
	play_until(rig.now_us + SEC(1));
	assert_true(rig.batches[SENSOR_UPPER] > before);
	assert_int_equal(rig.n_log, 1);
	assert_int_equal(health(SENSOR_UPPER)->last_error, 0);
}

static void the_fourth_failed_transfer_loses_the_sensor(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip->faults = CHIP_FAULT_NACK;
	for (unsigned i = 0; i < 4; i++)
		read_once(source_due_us(rig.source));
	assert_int_equal(rig.n_log, 2);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_int_equal(source_due_us(rig.source), rig.now_us + MS(500));
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "no sensor answers at 0x68 on /dev/i2c-0 (error 121): check wiring, "
			    "3.3 V and the address pin");
}

static void a_lost_sensor_is_first_looked_for_where_it_was(void **state)
{
	struct chip *chip;
	unsigned before;

	(void)state;
	rig.n_buses = 2;
	chip = put_chip(1, "MPU-6050", 0x69);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip->faults = CHIP_FAULT_NACK;
	play_until_news(2);
	before = rig.n_claims;
	chip_power_cycle(chip, rig.now_us);
	chip->faults = 0;
	play_until_news(3);
	assert_news(2, SOURCE_STREAM, SENSOR_UPPER);
	assert_int_equal(rig.n_claims, before + 1);
	assert_int_equal(rig.claim[before].bus, 1);
	assert_int_equal(rig.claim[before].address, 0x69);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 1);
	assert_string_equal(health(SENSOR_UPPER)->trouble, "");
}

static void a_lost_sensor_is_found_at_another_place_too(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x69);

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip->faults = CHIP_FAULT_NACK;
	play_until_news(2);
	put_chip(0, "LSM6DS3", 0x6A);
	play_until_news(3);
	assert_int_equal(health(SENSOR_UPPER)->address, 0x6A);
	assert_string_equal(health(SENSOR_UPPER)->chip, "LSM6DS3");
}

static void who_ran_long_is_looked_for_soon_and_who_did_not_later(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0, 0);
	for (unsigned i = 0; i < 3; i++) {
		play_until(rig.now_us + SEC(2));
		chip->faults = CHIP_FAULT_NACK;
		play_until_news(2 * i + 2);
		assert_int_equal(source_due_us(rig.source), rig.now_us + (MS(500) << i));
		chip->faults = 0;
		play_until_news(2 * i + 3);
	}
	play_until(rig.now_us + SEC(62));
	chip->faults = CHIP_FAULT_NACK;
	play_until_news(8);
	assert_int_equal(source_due_us(rig.source), rig.now_us + MS(500));
}

static void a_stuck_bus_is_left_at_its_first_address(void **state)
{
	(void)state;
	rig.n_buses = 2;
	put_chip(0, "MPU-6050", 0x68)->faults = CHIP_FAULT_STUCK_BUS;
	begin(false, 0, 0);
	play_until_news(1);
	for (unsigned i = 1; i < rig.n_claims; i++)
		assert_int_equal(rig.claim[i].bus, 1);
	assert_int_equal(rig.claim[0].bus, 0);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "/dev/i2c-0 is stuck (error 110"));
}

static void a_bus_that_gets_stuck_is_not_tried_again_at_once(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);
	unsigned before;

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip->faults = CHIP_FAULT_STUCK_BUS;
	before = chip->transfers;
	play_until_news(2);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(chip->transfers, before + 1);
	assert_int_equal(health(SENSOR_UPPER)->errors, 1);
	assert_int_equal(source_due_us(rig.source), rig.log[1].at_us + MS(500));
}

static void a_bus_is_opened_anew_each_round_unless_the_other_sensor_is_on_it(void **state)
{
	unsigned before;

	(void)state;
	begin(true, 0x68, 0x69);
	play_until(BEGIN_US);
	assert_int_equal(rig.bus[0].opened_again, 2);
	put_chip(0, "MPU-6050", 0x68);
	play_until(BEGIN_US + MS(1400));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	before = rig.bus[0].opened_again;
	play_until(BEGIN_US + SEC(10));
	assert_int_equal(rig.bus[0].opened_again, before);
}

static void buses_are_let_go_of_once_no_sensor_is_on_them(void **state)
{
	struct chip *upper, *lower;

	(void)state;
	upper = put_chip(0, "MPU-6050", 0x68);
	lower = put_chip(0, "MPU-6050", 0x69);
	begin(true, 0, 0);
	play_until(BEGIN_US + SEC(5));
	upper->faults = CHIP_FAULT_NACK;
	play_until(BEGIN_US + SEC(15));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_int_equal(rig.rests, 0);
	lower->faults = CHIP_FAULT_NACK;
	play_until(BEGIN_US + SEC(25));
	assert_true(rig.rests > 0);
	upper->faults = lower->faults = 0;
	play_until(BEGIN_US + SEC(90));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	assert_int_equal(health(SENSOR_LOWER)->state, SENSOR_RUNNING);
}

static void a_brown_out_is_healed_at_once_and_told_once(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip_power_cycle(chip, rig.now_us);
	play_until_news(2);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_STARTING);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "lost its set-up"));
	play_until(rig.now_us + MS(700));
	assert_int_equal(rig.n_log, 3);
	assert_news(2, SOURCE_STREAM, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 1);
	assert_string_equal(health(SENSOR_UPPER)->trouble, "");
	assert_true(rig.last[SENSOR_UPPER].t_us > rig.now_us - SEC(1));
	assert_true(rig.last[SENSOR_UPPER].gap);
}

static void brown_outs_are_borne_when_rare_and_not_when_frequent(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	for (unsigned i = 0; i < 6; i++) {
		chip_power_cycle(chip, rig.now_us);
		play_until(rig.now_us + SEC(70));
	}
	assert_int_equal(rig.n_log, 13);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 6);
	for (unsigned i = 0; i < 3; i++) {
		chip_power_cycle(chip, rig.now_us);
		play_until_news(rig.n_log + 1);
		assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_STARTING);
		play_until_news(rig.n_log + 1);
	}
	chip_power_cycle(chip, rig.now_us);
	play_until_news(rig.n_log + 1);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
}

/* It answers and lets itself be set up, but what it delivers is no good: nothing of it is. */
static void data_that_stay_bad_are_told_once_and_not_believed(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);
	unsigned batches;

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	chip->faults = CHIP_FAULT_FROZEN;
	play_until_news(2);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_FROZEN);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "same sample over and over"));
	batches = rig.batches[SENSOR_UPPER];
	while (health(SENSOR_UPPER)->state != SENSOR_SEARCHING)
		read_once(source_due_us(rig.source));
	play_until(rig.now_us + SEC(120));
	assert_int_equal(rig.n_log, 2);
	assert_int_equal(rig.batches[SENSOR_UPPER], batches);
	chip->faults = 0;
	play_until_news(3);
	assert_news(2, SOURCE_STREAM, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 1);
	play_until(rig.now_us);
	assert_int_equal(rig.batches[SENSOR_UPPER], batches + 1);
	assert_true(rig.last[SENSOR_UPPER].gap);
}

/* The FIFO's port alone does not answer: it is set up time and again, and never runs. */
static void a_sensor_that_only_takes_its_set_up_is_not_back(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	rig.bus[0].fails_at = FIFO_PORT;
	play_until_news(2);
	play_until(rig.now_us + SEC(120));
	assert_int_equal(rig.n_log, 2);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_not_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	rig.bus[0].fails_at = 0;
	play_until(rig.now_us + SEC(32));
	assert_int_equal(rig.n_log, 3);
	assert_news(2, SOURCE_STREAM, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 1);
}

/* As a count that reads all ones: each read looks like an overflow, and there is never a sample. */
static void a_fifo_that_does_nothing_but_overflow_is_lost(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	for (unsigned i = 0; i < 3; i++) {
		read_once(rig.now_us + SEC(10));
		assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	}
	assert_int_equal(rig.n_log, 1);
	read_once(rig.now_us + SEC(10));
	assert_int_equal(health(SENSOR_UPPER)->overflows, 4);
	assert_news(1, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_BAD_DATA);
}

static void overflows_with_samples_in_between_lose_nothing(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	for (unsigned i = 0; i < 8; i++) {
		read_once(rig.now_us + SEC(10));
		play_until(rig.now_us + MS(500));
	}
	assert_int_equal(health(SENSOR_UPPER)->overflows, 8);
	assert_int_equal(rig.n_log, 1);
}

static int read_without_fifo(void *ctx, uint8_t address, uint8_t reg, uint8_t *buf, size_t n)
{
	int r = chip_bus_read(ctx, address, reg, buf, n);

	if (reg == FIFO_LEVEL_REG)
		memset(buf, 0, n);
	return r;
}

static void a_chip_whose_fifo_stays_empty_is_read_by_its_registers(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	chip_bus_read = rig.bus[0].io.read;
	rig.bus[0].io.read = read_without_fifo;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(10));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	for (unsigned i = 0; i < rig.n_log; i++)
		assert_int_equal(rig.log[i].news, SOURCE_STREAM);
	/* a sample a batch, 50 a second, after the second it was waited for */
	assert_in_range(rig.batches[SENSOR_UPPER], 400, 450);
	assert_int_equal(rig.last[SENSOR_UPPER].n, 1);
}

static void an_overflow_is_counted_and_leaves_a_gap(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	read_once(rig.now_us + SEC(10));
	assert_int_equal(health(SENSOR_UPPER)->overflows, 1);
	rig.batches[SENSOR_UPPER] = 0;
	while (rig.batches[SENSOR_UPPER] == 0)
		read_once(source_due_us(rig.source));
	assert_true(rig.last[SENSOR_UPPER].gap);
	assert_int_equal(rig.n_log, 1);
}

static void a_set_up_that_fails_is_tried_again_then_given_up(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0x68, 0);
	read_once(BEGIN_US);
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_STARTING);
	chip->faults = CHIP_FAULT_ARBITRATION;
	for (unsigned i = 0; i < 3; i++) {
		read_once(BEGIN_US + MS(100) * i);
		assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_STARTING);
	}
	read_once(BEGIN_US + MS(300));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_SEARCHING);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -EAGAIN);
	assert_int_equal(rig.n_log, 1);
	assert_news(0, SOURCE_LOST, SENSOR_UPPER);
	chip->faults = 0;
	play_until_news(2);
	assert_news(1, SOURCE_STREAM, SENSOR_UPPER);
	/* It never ran before, so nothing recovered. */
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 0);
}

static void no_bus_at_all_is_said_so(void **state)
{
	(void)state;
	rig.n_buses = 0;
	begin(false, 0, 0);
	play_until_news(1);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -ENOENT);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "no /dev/i2c-* node"));
	rig.n_buses = 1;
	put_chip(0, "MPU-6050", 0x68);
	play_until_news(2);
	assert_news(1, SOURCE_STREAM, SENSOR_UPPER);
}

static void a_bus_that_may_not_be_opened_is_named(void **state)
{
	(void)state;
	rig.n_buses = 2;
	rig.bus[1].open_error = -EACCES;
	begin(false, 0, 0);
	play_until_news(1);
	assert_int_equal(health(SENSOR_UPPER)->last_error, -EACCES);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "permission denied on /dev/i2c-1: add user plumbd to group i2c");
}

static void an_address_the_kernel_owns_is_not_touched(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	rig.bus[0].taken[0x68] = true;
	begin(false, 0, 0);
	play_until_news(1);
	assert_int_equal(chip->transfers, 0);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "0x68 on /dev/i2c-0 is owned by a kernel driver (driver-of-68): remove "
			    "its overlay");
}

static void an_address_that_iio_offers_is_the_one_told(void **state)
{
	(void)state;
	rig.bus[0].taken[0x68] = rig.bus[0].taken[0x69] = rig.bus[0].taken[0x6A] = true;
	begin(false, 0, 0);
	play_until_news(1);
	assert_string_equal(health(SENSOR_UPPER)->trouble,
			    "0x69 on /dev/i2c-0 is owned by a kernel driver (driver-of-69): set "
			    "sensor.bus = \"iio\", or remove its overlay");
}

/* BMI270: deaf until its maker's file is in it; the file may come later */
static void a_chip_without_its_file_says_what_it_wants_and_takes_it_when_it_comes(void **state)
{
	struct config config = { .bus = "auto", .rate_hz = 50 };
	char path[] = "/tmp/plumb-blob-XXXXXX";
	int fd = mkstemp(path);

	(void)state;
	put_chip(0, "BMI270", 0x68);
	config.sensor[SENSOR_UPPER] = (struct config_sensor){ true, 0, "auto" };
	strcpy(config.bmi270_config, path);
	assert_int_equal(source_imu_new(&rig.ports, &config, BEGIN_US, &rig.source), 0);
	play_until_news(1);
	assert_news(0, SOURCE_LOST, SENSOR_UPPER);
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_NO_BLOB);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, path));
	assert_int_equal(ftruncate(fd, 8192), 0);
	play_until_news(2);
	assert_news(1, SOURCE_STREAM, SENSOR_UPPER);
	play_until(rig.now_us + SEC(3));
	assert_int_equal(health(SENSOR_UPPER)->state, SENSOR_RUNNING);
	assert_true(rig.batches[SENSOR_UPPER] > 5);
	close(fd);
	unlink(path);
}

/* the oscillator is 4 % fast: first the nominal rate, then a stream of the true one */
static void the_true_rate_is_told_and_becomes_the_streams(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	chip->drift_permille = 40;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(9));
	assert_int_equal(rig.n_log, 1);
	assert_int_equal(health(SENSOR_UPPER)->rate_millihz, 50000);
	play_until(BEGIN_US + SEC(90));
	assert_int_equal(rig.n_log, 2);
	assert_news(1, SOURCE_STREAM, SENSOR_UPPER);
	assert_in_range(health(SENSOR_UPPER)->rate_millihz, 51900, 52100);
	assert_int_equal(health(SENSOR_UPPER)->recoveries, 0);
	assert_int_equal(health(SENSOR_UPPER)->overflows, 0);
	assert_in_range(rig.last[SENSOR_UPPER].n, 15, 17);
}

/* an ADXL345's low address is odd */
static void which_sensor_is_which_is_told_by_the_pin_not_the_number(void **state)
{
	(void)state;
	put_chip(0, "ADXL345", 0x53);
	put_chip(0, "ADXL345", 0x1D);
	begin(true, 0, 0);
	play_until(BEGIN_US + SEC(4));
	assert_int_equal(health(SENSOR_UPPER)->address, 0x53);
	assert_int_equal(health(SENSOR_LOWER)->address, 0x1D);
}

static void a_twin_is_what_the_configuration_says(void **state)
{
	struct config config = { .bus = "auto", .rate_hz = 50 };

	(void)state;
	put_chip(0, "LSM6DSO32", 0x6A);
	config.sensor[SENSOR_UPPER] = (struct config_sensor){ true, 0, "LSM6DSO32" };
	assert_int_equal(source_imu_new(&rig.ports, &config, BEGIN_US, &rig.source), 0);
	play_until(BEGIN_US + SEC(4));
	assert_string_equal(health(SENSOR_UPPER)->chip, "LSM6DSO32");
	assert_int_equal(rig.n_log, 1);
	assert_in_range(rig.last[SENSOR_UPPER].accel[0].x, 8150, 8250);
}

static void a_twin_that_is_not_named_is_named_by_the_trouble(void **state)
{
	(void)state;
	put_chip(0, "LSM6DSO32", 0x6A);
	begin(false, 0, 0);
	while (rig.n_log == 0 || rig.log[rig.n_log - 1].news != SOURCE_LOST)
		read_once(source_due_us(rig.source));
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_LEVEL);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "LSM6DSO32"));
}

static void a_stranger_is_told_by_its_identity(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	chip->faults = CHIP_FAULT_WRONG_ID;
	chip->wrong_id = 0x42;
	begin(false, 0x68, 0);
	play_until_news(1);
	assert_int_equal(health(SENSOR_UPPER)->last_error, IMU_E_NO_CHIP);
	assert_int_equal(chip->lost_writes, 0);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "no sensor plumbd knows"));
}

/* Looks everywhere for an upper sensor of one kind. */
static void begin_with_chip(const char *chip)
{
	struct config config = { .bus = "auto", .rate_hz = 50 };

	config.sensor[SENSOR_UPPER].enabled = true;
	strcpy(config.sensor[SENSOR_UPPER].chip, chip);
	assert_int_equal(source_imu_new(&rig.ports, &config, BEGIN_US, &rig.source), 0);
}

static void another_chip_than_the_configured_is_refused(void **state)
{
	(void)state;
	put_chip(0, "MPU-6050", 0x68);
	begin_with_chip("LSM6DS3");
	play_until_news(1);
	assert_news(0, SOURCE_LOST, SENSOR_UPPER);
	assert_non_null(strstr(health(SENSOR_UPPER)->trouble, "is a MPU-6050"));
	put_chip(0, "LSM6DS3", 0x6A);
	play_until_news(2);
	assert_news(1, SOURCE_STREAM, SENSOR_UPPER);
	assert_string_equal(health(SENSOR_UPPER)->chip, "LSM6DS3");
}

static void twins_are_taken_for_what_the_configuration_says(void **state)
{
	(void)state;
	put_chip(0, "LSM6DSO", 0x6A);
	begin_with_chip("LSM6DSOX");
	play_until_news(1);
	assert_news(0, SOURCE_STREAM, SENSOR_UPPER);
	assert_string_equal(health(SENSOR_UPPER)->chip, "LSM6DSOX");
}

static void the_end_puts_the_sensors_to_sleep(void **state)
{
	struct chip *chip = put_chip(0, "MPU-6050", 0x68);

	(void)state;
	begin(false, 0, 0);
	play_until(BEGIN_US + SEC(2));
	assert_int_equal(chip->reg[POWER_REG] & ASLEEP, 0);
	rig.source = source_free(rig.source);
	assert_int_equal(chip->reg[POWER_REG] & ASLEEP, ASLEEP);
	assert_true(rig.freed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sensor_is_found_set_up_and_read),
		TEST(the_search_makes_few_transfers_a_call),
		TEST(with_both_unaddressed_the_pin_tells_which_is_which),
		TEST(twins_are_taken_for_what_the_configuration_says),
		TEST(a_lone_lower_sensor_is_never_taken_for_the_upper),
		TEST(what_one_has_by_address_the_other_leaves_alone),
		TEST(an_address_of_its_own_is_the_only_one_looked_at),
		TEST(every_bus_is_searched),
		TEST(two_sensors_share_their_wakeups),
		TEST(a_watched_source_makes_smaller_batches_at_once),
		TEST(late_ticks_keep_the_grid_and_missed_ones_are_dropped),
		TEST(nothing_is_read_before_it_is_due),
		TEST(a_search_in_vain_backs_off_to_half_a_minute),
		TEST(three_failed_transfers_are_borne),
		TEST(the_fourth_failed_transfer_loses_the_sensor),
		TEST(a_lost_sensor_is_first_looked_for_where_it_was),
		TEST(a_lost_sensor_is_found_at_another_place_too),
		TEST(who_ran_long_is_looked_for_soon_and_who_did_not_later),
		TEST(a_stuck_bus_is_left_at_its_first_address),
		TEST(a_bus_that_gets_stuck_is_not_tried_again_at_once),
		TEST(a_bus_is_opened_anew_each_round_unless_the_other_sensor_is_on_it),
		TEST(buses_are_let_go_of_once_no_sensor_is_on_them),
		TEST(a_brown_out_is_healed_at_once_and_told_once),
		TEST(brown_outs_are_borne_when_rare_and_not_when_frequent),
		TEST(data_that_stay_bad_are_told_once_and_not_believed),
		TEST(a_sensor_that_only_takes_its_set_up_is_not_back),
		TEST(a_fifo_that_does_nothing_but_overflow_is_lost),
		TEST(overflows_with_samples_in_between_lose_nothing),
		TEST(a_chip_whose_fifo_stays_empty_is_read_by_its_registers),
		TEST(an_overflow_is_counted_and_leaves_a_gap),
		TEST(a_set_up_that_fails_is_tried_again_then_given_up),
		TEST(no_bus_at_all_is_said_so),
		TEST(a_bus_that_may_not_be_opened_is_named),
		TEST(an_address_the_kernel_owns_is_not_touched),
		TEST(an_address_that_iio_offers_is_the_one_told),
		TEST(a_chip_without_its_file_says_what_it_wants_and_takes_it_when_it_comes),
		TEST(the_true_rate_is_told_and_becomes_the_streams),
		TEST(which_sensor_is_which_is_told_by_the_pin_not_the_number),
		TEST(a_twin_is_what_the_configuration_says),
		TEST(a_twin_that_is_not_named_is_named_by_the_trouble),
		TEST(a_stranger_is_told_by_its_identity),
		TEST(another_chip_than_the_configured_is_refused),
		TEST(the_end_puts_the_sensors_to_sleep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
