/* SPDX-License-Identifier: MIT */
/*
 * What sits on the I2C buses; needs no daemon
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "ctl.h"
#include "fixed.h"
#include "i2c-bus.h"
#include "imu.h"
#include "json.h"

#define NOTE_MAX 96

struct finding {
	const char *bus;             /* borrowed */
	uint8_t address;             /* 0 = the bus itself */
	const struct imu_chip *chip; /* NULL = none that is known */
	bool answered;
	uint8_t identity; /* when it answered */
	char note[NOTE_MAX];
};

struct survey {
	bool as_json;
	struct json json;
	unsigned findings, chips, denied, buses;
};

static void print_json(struct json *j, const struct finding *f)
{
	json_begin_object(j);
	json_put_string(j, "bus", f->bus);
	if (f->address)
		json_put_uint(j, "address", f->address);
	if (f->chip)
		json_put_string(j, "chip", imu_chip_name(f->chip));
	if (f->answered)
		json_put_uint(j, "identity", f->identity);
	if (f->note[0])
		json_put_string(j, "note", f->note);
	json_end_object(j);
}

static void print_text(const struct finding *f)
{
	char address[8] = "-", identity[8] = "-";

	if (f->address)
		snprintf(address, sizeof(address), "0x%02x", f->address);
	if (f->answered)
		snprintf(identity, sizeof(identity), "0x%02x", f->identity);
	printf("%-14s %-8s %-12s %-9s %s\n", f->bus, address,
	       f->chip ? imu_chip_name(f->chip) : "-", identity, f->note);
}

static void tell(struct survey *s, const struct finding *f)
{
	s->chips += f->chip != NULL;
	if (s->as_json) {
		print_json(&s->json, f);
		return;
	}
	if (s->findings++ == 0)
		printf("%-14s %-8s %-12s %-9s %s\n", "BUS", "ADDRESS", "CHIP", "IDENTITY", "NOTE");
	print_text(f);
}

/* An address nobody sits at answers so, by adapter. */
static bool is_silence(int r)
{
	return r == -ENXIO || r == -EREMOTEIO || r == -ENODEV || r == -EIO;
}

static void note(struct finding *f, int r)
{
	if (r == IMU_E_NO_CHIP)
		snprintf(f->note, NOTE_MAX, "not a chip plumbd knows");
	else if (r == -EBUSY)
		snprintf(f->note, NOTE_MAX, "owned by a kernel driver: remove its overlay");
	else if (r == -ETIMEDOUT)
		snprintf(f->note, NOTE_MAX, "stuck: power-cycle the sensor, check SDA and SCL");
	else if (r == -EOPNOTSUPP)
		snprintf(f->note, NOTE_MAX, "this bus cannot read blocks");
	else if (r < 0)
		snprintf(f->note, NOTE_MAX, "%s", strerror(-r));
}

/* Return: false when the bus as a whole is in no state to go on. */
static bool look(struct survey *s, const struct i2c_bus *bus, uint8_t address)
{
	struct finding f = { .bus = bus->path, .address = address };
	int r = imu_probe(&bus->io, address, &f.chip, &f.identity);

	if (is_silence(r))
		return true;
	if (r)
		f.chip = NULL;
	f.answered = r >= 0;
	note(&f, r);
	tell(s, &f);
	return r != -ETIMEDOUT;
}

static void survey_bus(struct survey *s, const char *path)
{
	struct i2c_bus bus;
	const uint8_t *addresses;
	size_t n;
	int r;

	s->buses++;
	i2c_bus_init(&bus, path);
	r = i2c_bus_open(&bus);
	if (r < 0) {
		struct finding f = { .bus = path };

		s->denied += r == -EACCES || r == -EPERM;
		note(&f, r);
		tell(s, &f);
		return;
	}
	addresses = imu_addresses(&n);
	for (size_t i = 0; i < n && look(s, &bus, addresses[i]); i++)
		;
	i2c_bus_close(&bus);
}

/* No sensor: say what to do next. */
static int advise(const struct survey *s)
{
	if (s->buses == 0) {
		complain("there is no /dev/i2c-*: enable I2C (raspi-config, Interface Options) "
			 "and load its driver with \"sudo modprobe i2c-dev\"");
		return CTL_NO_SENSOR;
	}
	if (s->denied) {
		complain("no permission on %s: use sudo, or join its group with "
			 "\"sudo usermod -aG i2c $USER\" and log in anew",
			 s->denied == s->buses ? "the I2C buses" : "some I2C buses");
		return CTL_DENIED;
	}
	complain("no sensor answers: check wiring, 3.3 V and the address pin (docs/wiring.md)");
	return CTL_NO_SENSOR;
}

static void survey_all(struct survey *s)
{
	glob_t paths = { 0 };

	if (glob("/dev/i2c-*", 0, NULL, &paths) == 0)
		for (size_t i = 0; i < paths.gl_pathc; i++)
			survey_bus(s, paths.gl_pathv[i]);
	globfree(&paths);
}

int cmd_detect(struct ctl *ctl, int argc, char **argv)
{
	struct survey s = { 0 };
	const char *device = NULL;
	const struct arg args[] = { { .name = "i2c", .text = &device } };
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	s.as_json = ctl->json;
	json_init(&s.json, stdout);
	if (s.as_json)
		json_begin_array(&s.json);
	if (device)
		survey_bus(&s, device);
	else
		survey_all(&s);
	if (s.as_json) {
		json_end_array(&s.json);
		json_end_line(&s.json);
	}
	return s.chips ? CTL_DONE : advise(&s);
}
