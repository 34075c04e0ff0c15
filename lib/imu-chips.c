/* SPDX-License-Identifier: MIT */
/*
 * The chip table as a whole: its parts in probe order, names, addresses.
 */
#include "fixed.h"
#include "imu-chips.h"
#include "imu.h"

/*
 * Families come in the order their identity registers may safely be read, and
 * of two chips that share an identity and a map the first gives the name.  0x75
 * goes before 0x00: on an MPU 0x00 holds trim, which may look like anything.
 */
static const struct {
	const struct imu_chip *at;
	size_t n;
} parts[] = {
	IMU_LIST(imu_chips_mpu), IMU_LIST(imu_chips_icm), IMU_LIST(imu_chips_bosch),
	IMU_LIST(imu_chips_lsm), IMU_LIST(imu_chips_accel),
};

static const uint8_t addresses[] = { 0x68, 0x69, 0x6A, 0x6B, 0x18, 0x19, 0x1C, 0x1D, 0x53 };

size_t imu_chip_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		n += parts[i].n;
	return n;
}

const struct imu_chip *imu_chip_at(size_t i)
{
	for (size_t part = 0; part < ARRAY_SIZE(parts); part++) {
		if (i < parts[part].n)
			return &parts[part].at[i];
		i -= parts[part].n;
	}
	return NULL;
}

const char *imu_chip_name(const struct imu_chip *chip)
{
	return chip->name;
}

/* the next letter that counts, lower case; 0 at the end */
static char next_letter(const char **s)
{
	char c = **s;

	while (c == '-')
		c = *++*s;
	if (c == '\0')
		return c;
	++*s;
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool same_name(const char *a, const char *b)
{
	char x, y;

	do {
		x = next_letter(&a);
		y = next_letter(&b);
	} while (x == y && x != '\0');
	return x == y;
}

const struct imu_chip *imu_chip_find(const char *name)
{
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *chip = imu_chip_at(i);

		if (same_name(chip->name, name))
			return chip;
	}
	return NULL;
}

const uint8_t *imu_addresses(size_t *ret_n)
{
	*ret_n = ARRAY_SIZE(addresses);
	return addresses;
}

bool imu_address_pin_is_high(uint8_t address)
{
	for (size_t i = 0; i < imu_chip_count(); i++) {
		if (imu_chip_at(i)->family->address[1] == address)
			return true;
	}
	return false;
}

bool imu_chip_wants_blob(const struct imu_chip *chip)
{
	return chip->family->upload != NULL;
}

bool imu_chip_is_twin(const struct imu_chip *a, const struct imu_chip *b)
{
	return a->id == b->id && a->family->id_reg == b->family->id_reg &&
	       a->family->address[0] == b->family->address[0];
}

const char *imu_chip_other_scale(const struct imu_chip *chip)
{
	for (size_t i = 0; i < imu_chip_count(); i++) {
		const struct imu_chip *other = imu_chip_at(i);

		if (imu_chip_is_twin(chip, other) &&
		    chip->family->accel_milli_lsb_per_g != other->family->accel_milli_lsb_per_g)
			return other->name;
	}
	return NULL;
}
