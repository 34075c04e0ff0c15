/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* strptime() */

#include "calendar.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SEC_PER_DAY 86400

static struct tm date_of(int32_t day)
{
	time_t t = (time_t)day * SEC_PER_DAY;
	struct tm tm;

	gmtime_r(&t, &tm);
	return tm;
}

bool calendar_parse(const char *text, int32_t *ret_day)
{
	struct tm tm = { 0 };
	const char *end = strptime(text, "%Y-%m-%d", &tm);

	if (!end || *end)
		return false;
	*ret_day = (int32_t)(timegm(&tm) / SEC_PER_DAY);
	return true;
}

int64_t calendar_begin_sec(int32_t day, int hour)
{
	struct tm tm = date_of(day);

	tm.tm_hour = hour;
	tm.tm_isdst = -1;
	return mktime(&tm);
}

int32_t calendar_day(int64_t real_sec, uint16_t *ret_min)
{
	time_t t = (time_t)real_sec;
	struct tm tm;

	localtime_r(&t, &tm);
	if (ret_min)
		*ret_min = (uint16_t)(tm.tm_hour * 60 + tm.tm_min);
	return (int32_t)(timegm(&tm) / SEC_PER_DAY);
}

unsigned calendar_weekday(int32_t day)
{
	return (unsigned)(date_of(day).tm_wday + 6) % 7;
}

bool calendar_is_shift(int32_t day)
{
	return calendar_begin_sec(day + 1, 0) - calendar_begin_sec(day, 0) != SEC_PER_DAY;
}

const char *calendar_text(int32_t day)
{
	static char text[32];
	struct tm tm = date_of(day);

	strftime(text, sizeof text, "%Y-%m-%d", &tm);
	return text;
}
