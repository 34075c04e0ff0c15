/* SPDX-License-Identifier: MIT */
/*
 * dates.h - days of the local calendar as whole numbers
 *
 * A day is counted from 1970-01-01 = 0 in the calendar of the wall clock, so
 * days differ by 1 whatever a change of summer time does to their hours.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define DATES_MAX 48 /* room for whatever these functions write */

/** dates_parse() - "2026-11-22", a day that exists, nothing after it.  False: it is none */
bool dates_parse(const char *text, int32_t *ret_day);

/** dates_today() - the local day of a CLOCK_REALTIME */
int32_t dates_today(uint64_t real_us);

/** dates_start_sec() - CLOCK_REALTIME of the day's first moment in the local zone */
int64_t dates_start_sec(int32_t day);

/** dates_weekday() - 0 = Monday .. 6 = Sunday */
unsigned dates_weekday(int32_t day);

/** dates_day_of_month() - 1 .. 31 */
unsigned dates_day_of_month(int32_t day);

/** dates_iso() - "2026-11-22", as D-Bus takes it.  Returns buf */
const char *dates_iso(int32_t day, char buf[DATES_MAX]);

/** dates_short() - "22 Nov".  Returns buf */
const char *dates_short(int32_t day, char buf[DATES_MAX]);

/** dates_month() - "Nov".  Static */
const char *dates_month(int32_t day);

/** dates_long() - "Sunday 22 November 2026".  Returns buf */
const char *dates_long(int32_t day, char buf[DATES_MAX]);

/** dates_plain() - "22 November 2026".  Returns buf */
const char *dates_plain(int32_t day, char buf[DATES_MAX]);

/** dates_weekday_short() - "Sun".  Static */
const char *dates_weekday_short(int32_t day);
