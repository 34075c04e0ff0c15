/* SPDX-License-Identifier: MIT */
#include "human.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "angle.h"
#include "term.h"

int human_parse_duration(const char *text, uint32_t limit, uint32_t *ret_seconds)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = { { 'd', 86400 }, { 'h', 3600 }, { 'm', 60 }, { 's', 1 } };
	uint64_t total = 0;
	size_t next = 0; /* units before this one were used, or left out */

	do {
		size_t unit = next;
		uint64_t value = 0;

		if (*text < '0' || *text > '9')
			return HUMAN_E_FORMAT;
		for (; *text >= '0' && *text <= '9'; text++)
			value = MIN(value * 10 + (uint64_t)(*text - '0'), UINT64_C(1) + limit);
		if (!*text && next == 0)
			unit = ARRAY_SIZE(units) - 1;
		else
			while (unit < ARRAY_SIZE(units) && units[unit].letter != *text)
				unit++;
		if (unit == ARRAY_SIZE(units))
			return HUMAN_E_FORMAT;
		total += value * units[unit].seconds;
		next = unit + 1;
	} while (*text && *++text);
	if (total == 0 || total > limit)
		return HUMAN_E_RANGE;
	*ret_seconds = (uint32_t)total;
	return 0;
}

const char *human_duration(uint64_t us, char buf[HUMAN_MAX])
{
	uint64_t s = us / US_PER_SEC;

	if (s < 60)
		snprintf(buf, HUMAN_MAX, "%u s", (unsigned)s);
	else if (s < 3600)
		snprintf(buf, HUMAN_MAX, "%u min %u s", (unsigned)(s / 60), (unsigned)(s % 60));
	else if (s < 86400)
		snprintf(buf, HUMAN_MAX, "%u h %u min", (unsigned)(s / 3600),
			 (unsigned)(s / 60 % 60));
	else
		snprintf(buf, HUMAN_MAX, "%llu d %u h", (unsigned long long)(s / 86400),
			 (unsigned)(s / 3600 % 24));
	return buf;
}

static const char *local_time(uint64_t real_us, const char *format, char buf[HUMAN_MAX])
{
	time_t t = (time_t)(real_us / US_PER_SEC);
	struct tm tm;

	if (!localtime_r(&t, &tm) || !strftime(buf, HUMAN_MAX, format, &tm))
		buf[0] = '\0';
	return buf;
}

const char *human_clock(uint64_t real_us, char buf[HUMAN_MAX])
{
	return local_time(real_us, "%H:%M:%S", buf);
}

const char *human_time(uint64_t real_us, char buf[HUMAN_MAX])
{
	char today[HUMAN_MAX], day[HUMAN_MAX];

	local_time(real_now_us(), "%F", today);
	local_time(real_us, "%F", day);
	return local_time(real_us, strcmp(day, today) ? "%F %H:%M:%S" : "%H:%M:%S", buf);
}

const char *human_date_minute(uint64_t real_us, char buf[HUMAN_MAX])
{
	return local_time(real_us, "%F %H:%M", buf);
}

const char *human_angle(int32_t cdeg, const char *plus, const char *minus, char buf[HUMAN_MAX])
{
	int64_t tenths = div_round(cdeg, 10);
	unsigned size = (unsigned)llabs(tenths);
	const char *word = tenths > 0 ? plus : tenths < 0 ? minus : NULL;

	if (cdeg == ANGLE_UNKNOWN)
		snprintf(buf, HUMAN_MAX, "not known");
	else
		snprintf(buf, HUMAN_MAX, "%u.%u%s%s%s", size / 10, size % 10,
			 term_utf8() ? "\u00b0" : " deg", word ? " " : "", word ? word : "");
	return buf;
}

const char *human_flexion(int32_t cdeg, char buf[HUMAN_MAX])
{
	return human_angle(cdeg, "forward", "back", buf);
}

const char *human_lateral(int32_t cdeg, char buf[HUMAN_MAX])
{
	return human_angle(cdeg, "right", "left", buf);
}

const char *human_curvature(int32_t cdeg, char buf[HUMAN_MAX])
{
	return human_angle(cdeg, "rounder", "flatter", buf);
}

const char *human_rate(uint32_t millihz, char buf[HUMAN_MAX])
{
	unsigned tenths = (unsigned)div_round(millihz, 100);

	if (tenths % 10)
		snprintf(buf, HUMAN_MAX, "%u.%u Hz", tenths / 10, tenths % 10);
	else
		snprintf(buf, HUMAN_MAX, "%u Hz", tenths / 10);
	return buf;
}

const char *human_silence(const char *word)
{
	static const char *const words[][2] = {
		{ "quiet-hours", "silent in quiet hours" },
		{ "acknowledged", "silent until you sit well again" },
		{ "hour-full", "silent: the words of this hour are said (alert.max_per_hour)" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], word) == 0)
			return words[i][1];
	}
	return NULL;
}

uint64_t real_now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}
