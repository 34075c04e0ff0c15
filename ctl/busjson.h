/* SPDX-License-Identifier: MIT */
/*
 * busjson.h - whatever came over D-Bus, as JSON
 */
#pragma once

#include <systemd/sd-bus.h>

#include "json.h"

/**
 * busjson_value() - write the next complete value of a message
 *
 * Dictionaries with string keys become objects, other containers arrays;
 * variants become what they hold.  The int32 2147483647 becomes null: in
 * plumbd's interfaces it means "not known".
 *
 * Return: 1; 0 at the end of the message or container; a negative errno.
 */
int busjson_value(struct json *j, sd_bus_message *m);
