/* SPDX-License-Identifier: MIT */
/*
 * Who sits at an address?  Found out by reading alone: what has not been
 * identified may be anything, and a write to anything may do anything.
 */
#include "imu-chips.h"
#include "imu-wire.h"
#include "imu.h"

/* Where real-time clocks sit, and the seven registers in which they all tell the time. */
#define CLOCK_ADDRESS 0x68
#define CLOCK_REGS    7

/* One place on the bus, and the identity register last read there. */
struct place {
	const struct imu_bus *bus;
	uint8_t address;
	int id_reg; /* -1 = none yet */
	uint8_t id;
	uint8_t told; /* the first one that tells anything; 0 = none did */
};

static int read_reg(const struct place *p, uint8_t reg, uint8_t *ret)
{
	return p->bus->read(p->bus->ctx, p->address, reg, ret, 1);
}

static int read_identity(struct place *p, uint8_t id_reg)
{
	int r = read_reg(p, id_reg, &p->id);

	p->id_reg = r < 0 ? -1 : id_reg;
	if (r == 0 && p->told == 0 && p->id != 0xFF)
		p->told = p->id;
	return r;
}

/* 0 when all hold; IMU_E_NO_CHIP at the first that does not */
static int hold(const struct place *p, const struct imu_checks *checks)
{
	for (uint8_t i = 0; i < checks->n; i++) {
		const struct imu_check *c = &checks->at[i];
		uint8_t value;
		int r = read_reg(p, c->reg, &value);

		if (r < 0)
			return r;
		if (((value & c->mask) == c->value) == c->differs)
			return IMU_E_NO_CHIP;
	}
	return 0;
}

/* two decimal digits, as clocks count */
static bool is_bcd(uint8_t v, uint8_t mask, uint8_t from, uint8_t to)
{
	int n = ((v & mask) >> 4) * 10 + (v & mask & 15);

	return (v & 15) <= 9 && n >= from && n <= to;
}

/*
 * DS1307 and DS3231: seconds (bit 7 stops it), minutes, hours (bit 6: of
 * twelve), weekday, date, month (bit 7: century), year.  No sensor has all of
 * these by chance: the date is where their registers are zero.
 */
static bool tells_time(const uint8_t v[CLOCK_REGS])
{
	bool of_twelve = (v[2] & 0x40) != 0;

	return is_bcd(v[0], 0x7F, 0, 59) && is_bcd(v[1], 0xFF, 0, 59) &&
	       (v[2] & 0x80) == 0 &&
	       (of_twelve ? is_bcd(v[2], 0x1F, 1, 12) : is_bcd(v[2], 0x3F, 0, 23)) && v[3] <= 7 &&
	       is_bcd(v[4], 0xFF, 1, 31) && (v[5] & 0x60) == 0 && is_bcd(v[5], 0x1F, 1, 12) &&
	       is_bcd(v[6], 0xFF, 0, 99);
}

/* 0 or IMU_E_CLOCK or an errno */
static int rule_out_clock(const struct place *p)
{
	uint8_t v[CLOCK_REGS];
	int r;

	if (p->address != CLOCK_ADDRESS)
		return 0;
	r = p->bus->read(p->bus->ctx, p->address, 0x00, v, sizeof(v));
	if (r < 0)
		return r;
	return tells_time(v) ? IMU_E_CLOCK : 0;
}

static bool may_sit_at(const struct imu_chip *chip, uint8_t address)
{
	return address == chip->family->address[0] || address == chip->family->address[1];
}

/* 0 when the identity is the chip's and its row's other registers agree */
static int matches(struct place *p, const struct imu_chip *chip)
{
	const struct imu_family *f = chip->family;
	int r = f->id_reg == p->id_reg ? 0 : read_identity(p, f->id_reg);

	if (r < 0)
		return r;
	return p->id == chip->id ? hold(p, &f->confirm) : IMU_E_NO_CHIP;
}

static int matches_astray(struct place *p, const struct imu_chip *chip)
{
	return chip->family->astray.n == 0 ? IMU_E_NO_CHIP : hold(p, &chip->family->astray);
}

/* the first row of the table of which that is true */
static int find(struct place *p, int (*is)(struct place *p, const struct imu_chip *chip),
		const struct imu_chip **ret)
{
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *chip = imu_chip_at(i);
		int r = may_sit_at(chip, p->address) ? is(p, chip) : IMU_E_NO_CHIP;

		if (r == 0)
			*ret = chip;
		if (r != IMU_E_NO_CHIP)
			return r;
	}
	return IMU_E_NO_CHIP;
}

int imu_probe(const struct imu_bus *bus, uint8_t address, const struct imu_chip **ret_chip,
	      uint8_t *ret_id)
{
	struct place p = { .bus = bus, .address = address, .id_reg = -1 };
	const struct imu_chip *chip = NULL;
	int r, clock = 0;

	r = find(&p, matches, &chip);
	if (p.id_reg >= 0 && r >= 0)
		clock = rule_out_clock(&p);
	if (clock != 0)
		r = clock;
	else if (r == IMU_E_NO_CHIP)
		r = find(&p, matches_astray, &chip);
	if (ret_id)
		*ret_id = r == 0 ? chip->id : p.told;
	if (r == 0)
		*ret_chip = chip;
	return r;
}

/* Astray by all its marks: home, and another look. */
static int come_home(struct imu *imu, struct place *p)
{
	const struct imu_family *f = imu->chip->family;
	int r = matches_astray(p, imu->chip);

	for (uint8_t i = 0; r == 0 && i < f->home.n; i++)
		r = imu_step_write(imu, &f->home.at[i]);
	p->id_reg = -1;
	return r == 0 ? matches(p, imu->chip) : r;
}

int imu_identify(struct imu *imu)
{
	struct place p = { .bus = imu->bus, .address = imu->address, .id_reg = -1 };
	int r = matches(&p, imu->chip);

	if (r == 0 || r == IMU_E_NO_CHIP) {
		int clock = rule_out_clock(&p);

		r = clock != 0 ? clock : r;
	}
	if (r == IMU_E_NO_CHIP)
		r = come_home(imu, &p);
	return r;
}
