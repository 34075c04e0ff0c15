/* SPDX-License-Identifier: MIT */
#include "profiles.h"

#include <stdio.h>
#include <string.h>

#include "schema.h"

int profiles_find(const struct config *config, const char *name)
{
	for (unsigned i = 0; i < config->profiles.n; i++) {
		if (strcmp(config->profile[i].name, name) == 0)
			return (int)i;
	}
	return PROFILE_NONE;
}

const char *profiles_name(const struct config *config, int profile)
{
	return profile == PROFILE_NONE ? "" : config->profile[profile].name;
}

void profiles_key(const struct config *config, int profile, const char *path,
		  char ret[PROFILES_KEY_MAX])
{
	const struct schema_key *key = schema_find(path);

	if (profile != PROFILE_NONE && key && config->profile[profile].keys & schema_bit(key))
		snprintf(ret, PROFILES_KEY_MAX, "profiles.%s.%s", config->profile[profile].name,
			 path);
	else
		snprintf(ret, PROFILES_KEY_MAX, "%s", path);
}

const char *profiles_setting(const struct config *config, int profile, size_t *i,
			     char ret_text[PROFILES_TEXT_MAX])
{
	const struct config_profile *p = &config->profile[profile];

	while (*i < schema_count) {
		const struct schema_key *key = &schema_keys[(*i)++];
		struct config set;

		if (!(p->keys & schema_bit(key)))
			continue;
		set.wearer = config->profiles.params[profile];
		schema_value_to_str(key, &set, ret_text, PROFILES_TEXT_MAX);
		return key->path;
	}
	return NULL;
}
