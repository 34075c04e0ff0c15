/* SPDX-License-Identifier: MIT */
/*
 * source-i2c.h - sensors on the machine's I2C buses
 */
#pragma once

#include "config.h"
#include "source.h"

/**
 * source_i2c_new() - look for the sensors of @config on config->bus
 *
 * "auto" means every /dev/i2c-*, looked for anew with each search, lowest
 * number first.  Opens nothing yet.
 *
 * Return: 0; -ENOMEM.
 */
int source_i2c_new(const struct config *config, uint64_t now_us, struct source **ret);
