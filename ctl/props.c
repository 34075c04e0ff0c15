/* SPDX-License-Identifier: MIT */
#include "props.h"

#include <stdio.h>
#include <string.h>

static int read_value(const struct prop *p, sd_bus_message *m, void *base)
{
	void *to = (char *)base + p->offset;
	const char *word = "";
	int r;

	r = sd_bus_message_enter_container(m, 'v', p->type);
	if (r < 0)
		return r;
	if (p->read) {
		r = p->read(m, to);
	} else if (p->type[0] == 's') {
		r = sd_bus_message_read_basic(m, 's', &word);
		if (r >= 0)
			snprintf(to, p->size, "%s", word);
	} else {
		r = sd_bus_message_read_basic(m, p->type[0], to);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

/* One {sv}, entered. */
static int read_entry(const struct prop *props, size_t n, sd_bus_message *m, void *base,
		      unsigned *seen)
{
	const char *name;
	int r;

	r = sd_bus_message_read_basic(m, 's', &name);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(props[i].name, name)) {
			*seen |= props[i].seen;
			return read_value(&props[i], m, base);
		}
	}
	return sd_bus_message_skip(m, "v");
}

int props_read(sd_bus_message *m, const struct prop *props, size_t n, void *base,
	       unsigned *ret_seen)
{
	unsigned seen = 0;
	int r;

	r = sd_bus_message_enter_container(m, 'a', "{sv}");
	if (r < 0)
		return r;
	while ((r = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
		r = read_entry(props, n, m, base, &seen);
		if (r < 0)
			return r;
		r = sd_bus_message_exit_container(m);
		if (r < 0)
			return r;
	}
	if (r < 0)
		return r;
	if (ret_seen)
		*ret_seen = seen;
	r = sd_bus_message_exit_container(m);
	return r < 0 ? r : 0;
}
