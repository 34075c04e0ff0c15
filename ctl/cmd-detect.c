/* SPDX-License-Identifier: MIT */
/*
 * What sits on the I2C buses; needs no daemon
 */
#include <stdio.h>

#include "ctl.h"
#include "fixed.h"
#include "json.h"
#include "scan.h"

static void print_json(const struct scan *s)
{
	char note[SCAN_NOTE_MAX];
	struct json j;

	json_init(&j, stdout);
	json_begin_array(&j);
	for (unsigned i = 0; i < s->n; i++) {
		const struct scan_place *p = &s->place[i];

		json_begin_object(&j);
		json_put_string(&j, "bus", p->bus);
		if (p->address)
			json_put_uint(&j, "address", p->address);
		if (p->chip)
			json_put_string(&j, "chip", imu_chip_name(p->chip));
		if (p->error >= 0)
			json_put_uint(&j, "identity", p->identity);
		if (scan_note(p, note)[0])
			json_put_string(&j, "note", note);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_line(&j);
}

static void print_text(const struct scan *s)
{
	char note[SCAN_NOTE_MAX];

	if (s->n)
		printf("%-14s %-8s %-12s %-9s %s\n", "BUS", "ADDRESS", "CHIP", "IDENTITY", "NOTE");
	for (unsigned i = 0; i < s->n; i++) {
		const struct scan_place *p = &s->place[i];
		char address[8] = "-", identity[8] = "-";

		if (p->address)
			snprintf(address, sizeof(address), "0x%02x", p->address);
		if (p->error >= 0)
			snprintf(identity, sizeof(identity), "0x%02x", p->identity);
		printf("%-14s %-8s %-12s %-9s %s\n", p->bus, address,
		       p->chip ? imu_chip_name(p->chip) : "-", identity, scan_note(p, note));
	}
}

/* No sensor: say what to do next. */
static int advise(const struct scan *s)
{
	if (s->buses == 0) {
		complain("there is no /dev/i2c-*: \"plumbctl doctor\" says why");
		return CTL_NO_SENSOR;
	}
	if (s->denied) {
		complain("no permission on %s: use sudo, or join its group with "
			 "\"sudo usermod -aG i2c $USER\" and log in anew",
			 s->denied == s->buses ? "the I2C buses" : "some I2C buses");
		return CTL_DENIED;
	}
	complain("no sensor answers: check wiring, 3.3 V and the address pin (docs/wiring.md); "
		 "\"plumbctl doctor\" looks further");
	return CTL_NO_SENSOR;
}

int cmd_detect(struct ctl *ctl, int argc, char **argv)
{
	static struct scan scan;
	const char *device = NULL;
	const struct arg args[] = { { .name = "i2c", .text = &device } };
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, 0, &n, &r))
		return r;
	scan_init(&scan);
	if (device)
		scan_node(&scan, device);
	else
		scan_all(&scan);
	if (ctl->json)
		print_json(&scan);
	else
		print_text(&scan);
	return scan.chips ? CTL_DONE : advise(&scan);
}
