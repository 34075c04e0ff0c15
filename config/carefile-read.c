/* SPDX-License-Identifier: MIT */
#include "carefile.h"

#include <string.h>

#include "carefile-format.h"
#include "conffile.h"

static int read_place(const struct conffile *f, const config_setting_t *at, char *ret)
{
	const char *place = conffile_string(at);

	if (!place)
		return conffile_fail_type(f, at, "a string");
	if (!care_is_place(place))
		return conffile_fail(f, at, "\"%.40s\" is no place; 1 to %d bytes of text", place,
				     CARE_PLACE_MAX - 1);
	strcpy(ret, place);
	return 0;
}

/* Stores number @i of a field; the limits are those of the table, so that every cast fits. */
static void store(const struct carefile_field *field, unsigned i, double value, char *at)
{
	switch (field->type) {
	case CAREFILE_U8:
		((uint8_t *)at)[i] = (uint8_t)value;
		break;
	case CAREFILE_U32:
		((uint32_t *)at)[i] = (uint32_t)value;
		break;
	case CAREFILE_I32:
		((int32_t *)at)[i] = (int32_t)value;
		break;
	case CAREFILE_U64:
		((uint64_t *)at)[i] = (uint64_t)value;
		break;
	case CAREFILE_I64:
		((int64_t *)at)[i] = (int64_t)value;
		break;
	case CAREFILE_PLACE:
		break;
	}
}

static int read_numbers(const struct conffile *f, const config_setting_t *at,
			const struct carefile_field *field, char *ret)
{
	int r = 0;

	if (!config_setting_is_array(at) && !config_setting_is_list(at))
		return conffile_fail_type(f, at, "a list of numbers");
	if (config_setting_length(at) != (int)field->n)
		return conffile_fail(f, at, "has %d numbers, not %u", config_setting_length(at),
				     field->n);
	for (unsigned i = 0; r == 0 && i < field->n; i++) {
		double value = 0;

		r = conffile_whole(f, config_setting_get_elem(at, i), 0, field->max, &value);
		store(field, i, value, ret);
	}
	return r;
}

static int read_field(const struct conffile *f, const config_setting_t *at,
		      const struct carefile_field *field, char *ret)
{
	double value = 0;
	int r;

	if (field->type == CAREFILE_PLACE)
		return read_place(f, at, ret);
	if (field->n)
		return read_numbers(f, at, field, ret);
	r = conffile_whole(f, at, 0, field->max, &value);
	store(field, 0, value, ret);
	return r;
}

/* All of a table's fields, each once; other keys are the caller's to refuse. */
static int read_fields(const struct conffile *f, const config_setting_t *group,
		       const struct carefile_field *fields, void *ret)
{
	int r = 0;

	for (const struct carefile_field *field = fields; r == 0 && field->key; field++) {
		const config_setting_t *at = config_setting_get_member(group, field->key);

		r = at ? read_field(f, at, field, (char *)ret + field->offset)
		       : conffile_fail_missing(f, config_setting_is_root(group) ? NULL : group,
					       field->key);
	}
	return r;
}

static bool is_field(const struct carefile_field *fields, const char *name)
{
	while (fields->key && strcmp(fields->key, name) != 0)
		fields++;
	return fields->key != NULL;
}

static int read_entry(const struct conffile *f, const config_setting_t *group,
		      const struct carefile_field *fields, void *ret)
{
	if (!config_setting_is_group(group))
		return conffile_fail_type(f, group, "a group { }");
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *at = config_setting_get_elem(group, (unsigned)i);

		if (!is_field(fields, config_setting_name(at)))
			return conffile_fail(f, at, "no such key");
	}
	return read_fields(f, group, fields, ret);
}

/* The oldest come first; what is free stands before them. */
static int read_list(const struct conffile *f, const config_setting_t *root,
		     const struct carefile_list *list, struct care_memory *ret)
{
	const config_setting_t *at = config_setting_get_member(root, list->key);
	int r = 0;
	size_t n;

	if (!at)
		return conffile_fail_missing(f, NULL, list->key);
	if (!config_setting_is_list(at))
		return conffile_fail_type(f, at, "a list ( )");
	n = (size_t)config_setting_length(at);
	if (n > list->n)
		return conffile_fail(f, at, "%zu entries; %zu are possible", n, list->n);
	for (size_t i = 0; r == 0 && i < n; i++) {
		size_t to = list->offset + (list->n - n + i) * list->size;

		r = read_entry(f, config_setting_get_elem(at, (unsigned)i), list->fields,
			       (char *)ret + to);
	}
	return r;
}

static bool is_key(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(carefile_lists); i++) {
		if (strcmp(name, carefile_lists[i].key) == 0)
			return true;
	}
	return strcmp(name, CONFFILE_KEY_VERSION) == 0 || is_field(carefile_memory, name);
}

/* The version first: another one may have other keys. */
static int read_root(const struct conffile *f, const config_setting_t *root,
		     struct care_memory *ret)
{
	int r = conffile_version(f, root, CAREFILE_VERSION);

	for (int i = 0; r == 0 && i < config_setting_length(root); i++) {
		const config_setting_t *at = config_setting_get_elem(root, (unsigned)i);

		if (!is_key(config_setting_name(at)))
			r = conffile_fail(f, at, "no such key");
	}
	if (r == 0)
		r = read_fields(f, root, carefile_memory, ret);
	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(carefile_lists); i++)
		r = read_list(f, root, &carefile_lists[i], ret);
	return r;
}

int carefile_read(const char *path, struct care_memory *ret, struct config_error *ret_error)
{
	struct care_memory memory;
	struct conffile f;
	int r = conffile_open(&f, path, ret_error);

	memset(&memory, 0, sizeof(memory));
	if (r == 0) {
		r = read_root(&f, config_root_setting(&f.tree), &memory);
		conffile_close(&f);
	}
	if (r == 0)
		*ret = memory;
	return r == CONFIG_E_INVALID ? CAREFILE_E_DAMAGED : r;
}
