/* SPDX-License-Identifier: MIT */
#include "dates.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "fixed.h"

#define DAYS_TO_1970 719468 /* from 0000-03-01, with which a year of this reckoning begins */

/* Names are ours: the commands speak English whatever the locale. */
static const char *const months[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};
static const char *const months_short[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
};
static const char *const weekdays[] = {
	"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};
static const char *const weekdays_short[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

struct date {
	int year;
	unsigned month, day; /* from 1 */
};

/* A year that begins in March has its leap day last: then months begin where this line says. */
static int32_t month_start(int32_t month_from_march)
{
	return (153 * month_from_march + 2) / 5;
}

static int32_t from_date(struct date d)
{
	int32_t year = d.year - (d.month <= 2);
	int32_t month = (int32_t)(d.month + 9) % 12;

	return 365 * year + year / 4 - year / 100 + year / 400 + month_start(month) +
	       (int32_t)d.day - 1 - DAYS_TO_1970;
}

static struct date to_date(int32_t day)
{
	int32_t era_day = (day + DAYS_TO_1970) % 146097, era = (day + DAYS_TO_1970) / 146097;
	int32_t year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
	int32_t year_day = era_day - (365 * year + year / 4 - year / 100);
	int32_t month = (5 * year_day + 2) / 153;

	return (struct date){
		.year = era * 400 + year + (month >= 10),
		.month = (unsigned)((month + 2) % 12 + 1),
		.day = (unsigned)(year_day - month_start(month) + 1),
	};
}

bool dates_parse(const char *text, int32_t *ret_day)
{
	struct date d;
	char again[DATES_MAX];
	int32_t day;

	if (strlen(text) != strlen("2026-11-22") || strspn(text, "0123456789-") != strlen(text) ||
	    sscanf(text, "%4d-%2u-%2u", &d.year, &d.month, &d.day) != 3)
		return false;
	if (d.year < 1970 || d.month < 1 || d.month > 12)
		return false;
	day = from_date(d);
	if (strcmp(dates_iso(day, again), text)) /* the 30th of February is another day */
		return false;
	*ret_day = day;
	return true;
}

int32_t dates_today(uint64_t real_us)
{
	time_t t = (time_t)(real_us / US_PER_SEC);
	struct tm tm;

	if (!localtime_r(&t, &tm))
		return 0;
	return from_date((struct date){ .year = tm.tm_year + 1900,
					.month = (unsigned)tm.tm_mon + 1,
					.day = (unsigned)tm.tm_mday });
}

int64_t dates_start_sec(int32_t day)
{
	struct date d = to_date(day);
	struct tm tm = {
		.tm_year = d.year - 1900,
		.tm_mon = (int)d.month - 1,
		.tm_mday = (int)d.day,
		.tm_isdst = -1,
	};

	return mktime(&tm);
}

unsigned dates_weekday(int32_t day)
{
	return (unsigned)((day % 7 + 10) % 7); /* 1970-01-01 was a Thursday */
}

unsigned dates_day_of_month(int32_t day)
{
	return to_date(day).day;
}

const char *dates_iso(int32_t day, char buf[DATES_MAX])
{
	struct date d = to_date(day);

	snprintf(buf, DATES_MAX, "%04d-%02u-%02u", d.year, d.month, d.day);
	return buf;
}

const char *dates_short(int32_t day, char buf[DATES_MAX])
{
	struct date d = to_date(day);

	snprintf(buf, DATES_MAX, "%u %s", d.day, months_short[d.month - 1]);
	return buf;
}

const char *dates_month(int32_t day)
{
	return months_short[to_date(day).month - 1];
}

const char *dates_plain(int32_t day, char buf[DATES_MAX])
{
	struct date d = to_date(day);

	snprintf(buf, DATES_MAX, "%u %s %d", d.day, months[d.month - 1], d.year);
	return buf;
}

const char *dates_long(int32_t day, char buf[DATES_MAX])
{
	struct date d = to_date(day);

	snprintf(buf, DATES_MAX, "%s %u %s %d", weekdays[dates_weekday(day)], d.day,
		 months[d.month - 1], d.year);
	return buf;
}

const char *dates_weekday_short(int32_t day)
{
	return weekdays_short[dates_weekday(day)];
}
