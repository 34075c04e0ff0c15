/* SPDX-License-Identifier: MIT */
#include "date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define SEC_PER_DAY 86400

void date_to_str(int32_t day, char ret[DATE_MAX])
{
	time_t when = (time_t)day * SEC_PER_DAY;
	struct tm tm;

	ret[0] = '\0';
	if (gmtime_r(&when, &tm))
		snprintf(ret, DATE_MAX, "%04d-%02d-%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			 tm.tm_mday);
}

bool date_from_str(const char *word, int32_t *ret)
{
	struct tm tm = { 0 };
	char again[DATE_MAX];
	time_t when;

	if (strlen(word) != strlen("YYYY-MM-DD") ||
	    sscanf(word, "%4d-%2d-%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3 ||
	    tm.tm_year < 0)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	when = timegm(&tm);
	*ret = (int32_t)(when >= 0 ? when / SEC_PER_DAY
				   : -((SEC_PER_DAY - 1 - when) / SEC_PER_DAY));
	date_to_str(*ret, again);
	return strcmp(again, word) == 0;
}
