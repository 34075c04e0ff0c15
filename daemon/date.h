/* SPDX-License-Identifier: MIT */
/*
 * date.h - local days as numbers and as "2026-01-31"
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DATE_MAX 40 /* bytes of any date with its NUL */

/** date_to_str() - @day: since 1970-01-01 */
void date_to_str(int32_t day, char ret[DATE_MAX]);

/** date_from_str() - false, with *ret anything, for what date_to_str() would not write */
bool date_from_str(const char *word, int32_t *ret);
