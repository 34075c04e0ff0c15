/* SPDX-License-Identifier: MIT */
#include "search.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

bool search_may_sit_at(const struct config_sensor *sensors, enum sensor sensor, uint8_t address)
{
	enum sensor other = sensor == SENSOR_UPPER ? SENSOR_LOWER : SENSOR_UPPER;

	if (sensors[sensor].address)
		return address == sensors[sensor].address;
	if (!sensors[other].enabled)
		return true;
	if (sensors[other].address)
		return address != sensors[other].address;
	return imu_address_pin_is_high(address) == (sensor == SENSOR_LOWER);
}

void search_init(struct search *s, struct ports *ports, const struct config_sensor *sensors,
		 enum sensor sensor)
{
	size_t n;
	const uint8_t *known = imu_addresses(&n);

	*s = (struct search){ .ports = ports, .home.bus = SEARCH_NO_BUS };
	s->chip = imu_chip_find(sensors[sensor].chip);
	if (sensors[sensor].address) {
		s->address[s->n_addresses++] = (uint8_t)sensors[sensor].address;
		return;
	}
	assert(n <= SEARCH_ADDRESSES_MAX);
	for (size_t i = 0; i < n; i++) {
		if (search_may_sit_at(sensors, sensor, known[i]))
			s->address[s->n_addresses++] = known[i];
	}
}

static void note(struct search *s, enum trouble_at at, int error, size_t bus, uint8_t address)
{
	struct trouble t = {
		.at = at,
		.error = error,
		.bus = at == TROUBLE_LIST ? NULL : s->ports->ops->name(s->ports, bus),
		.address = address,
	};

	trouble_note(&s->worst, &t);
}

static void note_claim(struct search *s, int error, struct place at)
{
	const struct ports_ops *ops = s->ports->ops;
	char driver[sizeof s->driver] = "";
	struct trouble t = {
		.at = TROUBLE_CLAIM,
		.error = error,
		.bus = ops->name(s->ports, at.bus),
		.address = at.address,
	};

	if (error == -EBUSY && ops->owner &&
	    ops->owner(s->ports, at.bus, at.address, driver, sizeof driver))
		t.at = TROUBLE_CLAIM_IIO;
	if (trouble_weight(&t) <= trouble_weight(&s->worst))
		return;
	memcpy(s->driver, driver, sizeof driver);
	t.name = s->driver[0] ? s->driver : NULL;
	trouble_note(&s->worst, &t);
}

/* True too for twins that no register tells apart: then the configuration knows better. */
static bool is_wanted(const struct search *s, const struct imu_chip *chip)
{
	return !s->chip || imu_chip_is_twin(s->chip, chip);
}

static int probe(struct search *s, const struct imu_bus *io, struct place at, struct found *ret)
{
	struct trouble t = {
		.at = TROUBLE_TRANSFER,
		.bus = s->ports->ops->name(s->ports, at.bus),
		.address = at.address,
	};
	const struct imu_chip *chip;
	int r;

	r = imu_probe(io, at.address, &chip, &t.identity);
	if (r == 0 && !is_wanted(s, chip)) {
		t.at = TROUBLE_OTHER_CHIP;
		t.name = imu_chip_name(chip);
		r = IMU_E_NO_CHIP;
	}
	if (r) {
		t.error = r;
		trouble_note(&s->worst, &t);
		return r;
	}
	*ret = (struct found){ .io = io, .place = at, .chip = s->chip ? s->chip : chip };
	return 0;
}

/* 0 found; > 0 not here; < 0 not on this bus. */
static int look(struct search *s, struct place at, bool again, struct found *ret)
{
	const struct ports_ops *ops = s->ports->ops;
	const struct imu_bus *io;
	int r;

	r = ops->open(s->ports, at.bus, again, &io);
	if (r < 0) {
		note(s, TROUBLE_OPEN, r, at.bus, 0);
		return r;
	}
	r = ops->claim(s->ports, at.bus, at.address);
	if (r < 0) {
		note_claim(s, r, at);
		return SEARCH_E_MORE;
	}
	r = probe(s, io, at, ret);
	if (r == -ETIMEDOUT || r == -EBUSY)
		return r;
	return r ? SEARCH_E_MORE : 0;
}

static int found(struct search *s, const struct found *f)
{
	s->walking = false;
	s->home = f->place;
	return 0;
}

static int nothing(struct search *s)
{
	s->walking = false;
	return SEARCH_E_NOTHING;
}

static int begin_round(struct search *s)
{
	int n = s->ports->ops->list(s->ports);

	s->worst = (struct trouble){ 0 };
	if (n <= 0) {
		note(s, TROUBLE_LIST, n < 0 ? n : -ENOENT, 0, 0);
		return nothing(s);
	}
	s->n_buses = (size_t)n;
	s->at_bus = s->at_address = 0;
	s->visited_home = s->home.bus >= s->n_buses;
	s->walking = true;
	return 0;
}

int search_step(struct search *s, size_t in_use, struct found *ret)
{
	struct place at;
	int r;

	if (!s->walking && begin_round(s) != 0)
		return SEARCH_E_NOTHING;
	if (!s->visited_home) {
		s->visited_home = true;
		r = look(s, s->home, s->home.bus != in_use, ret);
		return r == 0 ? found(s, ret) : SEARCH_E_MORE;
	}
	at = (struct place){ s->at_bus, s->address[s->at_address] };
	r = look(s, at, s->at_address == 0 && at.bus != in_use, ret);
	if (r == 0)
		return found(s, ret);
	if (r < 0 || ++s->at_address == s->n_addresses) {
		s->at_address = 0;
		s->at_bus++;
	}
	return s->at_bus < s->n_buses ? SEARCH_E_MORE : nothing(s);
}
