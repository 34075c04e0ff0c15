/* SPDX-License-Identifier: MIT */
#include "busjson.h"

#include <errno.h>

#include "angle.h"

union basic {
	const char *s;
	uint8_t y;
	int b; /* as sd-bus reads a boolean */
	int16_t n;
	uint16_t q;
	int32_t i;
	uint32_t u;
	int64_t x;
	uint64_t t;
	double d;
};

static void write_basic(struct json *j, char type, const union basic *v)
{
	switch (type) {
	case 'b':
		json_bool(j, v->b);
		break;
	case 'y':
		json_uint(j, v->y);
		break;
	case 'n':
		json_int(j, v->n);
		break;
	case 'q':
		json_uint(j, v->q);
		break;
	case 'i':
		if (v->i == ANGLE_UNKNOWN)
			json_null(j);
		else
			json_int(j, v->i);
		break;
	case 'u':
		json_uint(j, v->u);
		break;
	case 'x':
		json_int(j, v->x);
		break;
	case 't':
		json_uint(j, v->t);
		break;
	default: /* strings, paths, signatures */
		json_string(j, v->s);
	}
}

static int read_basic(struct json *j, sd_bus_message *m, char type)
{
	union basic v;
	int r;

	if (type == 'd' || type == 'h')
		return -EOPNOTSUPP; /* plumbd sends neither */
	r = sd_bus_message_read_basic(m, type, &v);
	if (r > 0)
		write_basic(j, type, &v);
	return r;
}

/* The values up to the end of the container entered. */
static int read_values(struct json *j, sd_bus_message *m)
{
	int r;

	do
		r = busjson_value(j, m);
	while (r > 0);
	return r;
}

static int read_dictionary(struct json *j, sd_bus_message *m, const char *contents)
{
	int r;

	json_begin_object(j);
	while ((r = sd_bus_message_enter_container(m, 'e', contents)) > 0) {
		const char *key;

		r = sd_bus_message_read_basic(m, 's', &key);
		if (r < 0)
			return r;
		json_key(j, key);
		r = read_values(j, m);
		if (r < 0)
			return r;
		r = sd_bus_message_exit_container(m);
		if (r < 0)
			return r;
	}
	json_end_object(j);
	return r;
}

static int read_container(struct json *j, sd_bus_message *m, char type, const char *contents)
{
	bool dictionary = type == 'a' && contents[0] == '{' && contents[1] == 's';
	char entry[256];
	int r;

	r = sd_bus_message_enter_container(m, type, contents);
	if (r < 0)
		return r;
	if (dictionary) {
		/* "{sv}" holds entries of "sv" */
		int n = snprintf(entry, sizeof(entry), "%s", contents + 1);

		entry[n - 1] = '\0';
		r = read_dictionary(j, m, entry);
	} else if (type == 'v') {
		r = read_values(j, m);
	} else {
		json_begin_array(j);
		r = read_values(j, m);
		json_end_array(j);
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

int busjson_value(struct json *j, sd_bus_message *m)
{
	const char *contents;
	char type;
	int r;

	r = sd_bus_message_peek_type(m, &type, &contents);
	if (r <= 0)
		return r;
	if (!contents)
		return read_basic(j, m, type);
	r = read_container(j, m, type, contents);
	return r < 0 ? r : 1;
}
