/* SPDX-License-Identifier: MIT */
#include "orders.h"

#include <stdio.h>

#include "schema.h"

#define NAME_MAX_LEN 128

/*
 * The first must stay below the second, or what the second guards is never
 * reached: a slouch would not end, lying down would count as slouching.
 */
static const struct {
	const char *low, *high;
} orders[] = {
	{ "posture.margin_deg", "posture.release_deg" },
	{ "posture.release_deg", "posture.slouch_deg" },
	{ "posture.release_deg", "posture.recline_deg" },
	{ "posture.release_deg", "posture.lateral_deg" },
	{ "posture.slouch_deg", "posture.lying_deg" },
	{ "posture.recline_deg", "posture.lying_deg" },
	{ "posture.lateral_deg", "posture.lying_deg" },
};

/* The value as the file would write it; all keys in orders[] are SCHEMA_U32. */
static double value_of(const struct config *config, const char *path)
{
	const struct schema_key *key = schema_find(path);

	return *(const uint32_t *)((const char *)config + key->offset) / (double)key->unit;
}

/* The whole name of a key: where it stands, or as the usual one where it is left out. */
static void name_of(const config_setting_t *at, const char *path, char ret[NAME_MAX_LEN])
{
	if (at)
		conffile_key(at, ret, NAME_MAX_LEN);
	else
		snprintf(ret, NAME_MAX_LEN, "%s", path);
}

static int check_order(const struct conffile *f, config_setting_t *group,
		       const struct config *config, const char *low, const char *high)
{
	double low_value = value_of(config, low), high_value = value_of(config, high);
	const config_setting_t *low_at = config_setting_lookup(group, low);
	const config_setting_t *high_at = config_setting_lookup(group, high);
	char a[CONFFILE_NUMBER_MAX], b[CONFFILE_NUMBER_MAX], other[NAME_MAX_LEN];

	if (low_value < high_value)
		return 0;
	conffile_number_to_str(low_value, false, a);
	conffile_number_to_str(high_value, false, b);
	if (low_at) {
		name_of(high_at, high, other);
		return conffile_fail(f, low_at, "%s must be less than %s, which is %s", a, other,
				     b);
	}
	name_of(low_at, low, other);
	return conffile_fail(f, high_at, "%s must be more than %s, which is %s", b, other, a);
}

int orders_check(const struct conffile *f, config_setting_t *group, const struct config *config)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_SIZE(orders); i++)
		r = check_order(f, group, config, orders[i].low, orders[i].high);
	return r;
}

bool orders_hold(const struct config *config)
{
	for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
		if (value_of(config, orders[i].low) >= value_of(config, orders[i].high))
			return false;
	}
	return true;
}
