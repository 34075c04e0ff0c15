/* SPDX-License-Identifier: MIT */
/*
 * orders.h - settings that must agree with one another; for config.c and profiles-read.c
 */
#pragma once

#include "conffile.h"

/**
 * orders_check() - the thresholds of posture are in order
 * @group:  where they may stand in the file: its root, or a profile
 * @config: all of them, with what @group leaves out
 *
 * Return: 0; CONFIG_E_INVALID with the reason in @f's error, at a key of @group.
 */
int orders_check(const struct conffile *f, config_setting_t *group, const struct config *config);

/** orders_hold() - whether they are, without a file to say where not */
bool orders_hold(const struct config *config);
