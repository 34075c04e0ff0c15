/* SPDX-License-Identifier: MIT */
/*
 * calendar.h - local days, by the C library's zone; days are numbered since 1970-01-01
 *
 * A day of the wearer's begins at four in the morning, when nobody wears it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DAY_HOUR 4 /* local, at which a day of the wearer's begins */

/** calendar_parse() - "2026-03-20".  False when it is no date */
bool calendar_parse(const char *text, int32_t *ret_day);

/** calendar_begin_sec() - when @hour o'clock of a local day is, since 1970, UTC */
int64_t calendar_begin_sec(int32_t day, int hour);

/** calendar_day() - the local day of a time; *ret_min its local minute, if not NULL */
int32_t calendar_day(int64_t real_sec, uint16_t *ret_min);

/** calendar_weekday() - 0 is Monday */
unsigned calendar_weekday(int32_t day);

/** calendar_is_shift() - the day has not 24 hours */
bool calendar_is_shift(int32_t day);

/** calendar_text() - "2026-03-20", in a buffer that the next call overwrites */
const char *calendar_text(int32_t day);
