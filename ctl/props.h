/* SPDX-License-Identifier: MIT */
/*
 * props.h - a D-Bus dictionary a{sv} into a struct, by a table
 */
#pragma once

#include <stddef.h>
#include <systemd/sd-bus.h>

/* One entry; keys without a row are skipped. */
struct prop {
	const char *name;
	const char *type; /* D-Bus signature of the value */
	size_t offset;    /* of the member it goes to */
	size_t size;      /* of the member; a string is cut to fit */
	unsigned seen;    /* bits to set in ret_seen, 0 = nobody asks */
	/* for types that are not basic: read one value to @to.  0 or a negative errno */
	int (*read)(sd_bus_message *m, void *to);
};

#define PROP(type_name, key, signature, member)                                                    \
	.name = (key), .type = (signature), .offset = offsetof(type_name, member),                 \
	.size = sizeof(((type_name *)NULL)->member)

/**
 * props_read() - take in the dictionary the message stands before
 * @ret_seen: the .seen bits of the entries found; may be NULL
 *
 * Members whose key is absent are left as they are.
 *
 * Return: 0 or a negative errno; -ENXIO when a value has another type.
 */
int props_read(sd_bus_message *m, const struct prop *props, size_t n, void *base,
	       unsigned *ret_seen);
