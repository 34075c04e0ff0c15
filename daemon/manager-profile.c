/* SPDX-License-Identifier: MIT */
/*
 * The profiles: which one is in force, and the choice by hand on disk.
 */
#include "manager-internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "choicefile.h"
#include "profiles.h"

static void tell(struct manager *m, enum notice_kind kind, const char *text)
{
	manager_notify(m, &(struct notice){ .kind = kind, .text = text });
}

/* ------------------------------------------------------------------- names */

const char *manager_profile_choice(const struct manager *m)
{
	int hand = m->wearer.profile.hand;

	return hand == PROFILE_BY_POSE ? PROFILES_AUTO : profiles_name(&m->config, hand);
}

/* As the configuration in force then has it: a later one may have other profiles. */
void manager_name_keys(struct manager *m)
{
	int profile = m->wearer.why.profile;

	m->why = m->wearer.why;
	profiles_key(&m->config, profile, m->wearer.why.key, m->why.key);
	profiles_key(&m->config, profile, m->wearer.why.delay_key, m->why.delay_key);
}

/* -------------------------------------------------------------- the choice */

/* What was chosen is not there any more: that it is gone is remembered too, or told again. */
static void give_up(struct manager *m, const char *name)
{
	(void)choicefile_write(m->setup.choice_path, PROFILES_AUTO);
	tell(m, NOTICE_PROFILE_GONE, name);
}

static void choose_again(struct manager *m, const char *name)
{
	int profile = profiles_find(&m->config, name);

	if (strcmp(name, PROFILES_AUTO) == 0)
		return;
	if (profile == PROFILE_NONE)
		give_up(m, name);
	else
		wearer_choose_profile(&m->wearer, profile);
}

int manager_load_profile(struct manager *m, char *text, size_t size)
{
	struct config_error error = { "" };
	char name[POSE_NAME_MAX];
	int r = choicefile_read(m->setup.choice_path, name, &error);

	wearer_set_profiles(&m->wearer, &m->config.profiles, PROFILE_NONE);
	if (r == 0)
		choose_again(m, name);
	if (r == CHOICEFILE_E_DAMAGED)
		manager_tell_damaged(m, NOTICE_PROFILE_DAMAGED, m->setup.choice_path, error.text,
				     "");
	if (r >= 0 || r == -ENOENT)
		return 0;
	snprintf(text, size, "%s", error.text);
	return r;
}

/* --------------------------------------------------------------- a reload */

/* The same profile by name; PROFILE_NONE where it is gone. */
static int moved(const struct config *from, const struct config *to, int profile)
{
	return profile < 0 ? profile : profiles_find(to, profiles_name(from, profile));
}

static bool same_names(const struct config *a, const struct config *b)
{
	bool same = a->profiles.n == b->profiles.n;

	for (unsigned i = 0; same && i < a->profiles.n; i++)
		same = strcmp(a->profile[i].name, b->profile[i].name) == 0;
	return same;
}

void manager_configure(struct manager *m, const struct config *config)
{
	const struct profile_choice *c = &m->wearer.profile;
	int hand = moved(&m->config, config, c->hand);
	int current = moved(&m->config, config, c->current);
	char chosen[POSE_NAME_MAX];

	snprintf(chosen, sizeof chosen, "%s", manager_profile_choice(m));
	if (!same_names(&m->config, config))
		m->profiles_serial++;
	m->config = *config;
	wearer_configure(&m->wearer, &config->wearer);
	wearer_set_profiles(&m->wearer, &config->profiles, current);
	if (hand >= 0)
		wearer_choose_profile(&m->wearer, hand);
	else if (hand == PROFILE_NONE)
		give_up(m, chosen);
}

/* ------------------------------------------------------------------- asked */

static int refuse_name(const struct manager *m, const char *name, char *text, size_t size)
{
	size_t len = (size_t)snprintf(text, size, "no profile \"%.40s\" is in plumbd.conf: ", name);

	if (m->config.profiles.n == 0)
		snprintf(text + len, size - len, "it has none");
	for (unsigned i = 0; i < m->config.profiles.n; i++) {
		len = strlen(text);
		snprintf(text + len, size - len, "%s%s", i == 0 ? "it has " : ", ",
			 m->config.profile[i].name);
	}
	return CONTROL_E_INVALID;
}

int manager_set_profile(void *ctx, const char *name, char *text, size_t size)
{
	struct manager *m = ctx;
	int hand = profiles_find(&m->config, name);
	int r;

	m->now_us = manager_now_us(m);
	if (strcmp(name, PROFILES_AUTO) == 0)
		hand = PROFILE_BY_POSE;
	if (hand == PROFILE_NONE)
		return refuse_name(m, name, text, size);
	if (hand == m->wearer.profile.hand)
		return 0;
	r = choicefile_write(m->setup.choice_path, name);
	if (r < 0) {
		snprintf(text, size, "the choice cannot be saved, the old one stands: %s: %s",
			 m->setup.choice_path, strerror(-r));
		return r;
	}
	wearer_choose_profile(&m->wearer, hand);
	tell(m, NOTICE_PROFILE_CHOSEN, NULL);
	manager_publish(m);
	return 0;
}

const struct config *manager_config(void *ctx)
{
	return &((struct manager *)ctx)->config;
}
