/* SPDX-License-Identifier: MIT */
/*
 * human.h - durations, times and angles as people write and read them
 */
#pragma once

#include <stdint.h>
#include <stddef.h>

#define HUMAN_MAX 48 /* room for whatever these functions write */

#define HUMAN_E_FORMAT 1
#define HUMAN_E_RANGE  2

/**
 * human_parse_duration() - "90", "90s", "30m", "2h", "1h30m", "1d" into seconds
 * @limit: the most there may be
 *
 * Units fall from d over h and m to s; a number without unit is seconds and
 * stands alone.
 *
 * Return: 0; HUMAN_E_FORMAT; HUMAN_E_RANGE for 0 or more than @limit.
 */
int human_parse_duration(const char *text, uint32_t limit, uint32_t *ret_seconds);

/** human_duration() - "45 s", "2 min 10 s", "3 h 12 min", "2 d 4 h"; rounded down.  Returns buf */
const char *human_duration(uint64_t us, char buf[HUMAN_MAX]);

/** human_clock() - local "14:32:10" of a CLOCK_REALTIME.  Returns buf */
const char *human_clock(uint64_t real_us, char buf[HUMAN_MAX]);

/** human_time() - human_clock(), with the date before it when that is not today.  Returns buf */
const char *human_time(uint64_t real_us, char buf[HUMAN_MAX]);

/** human_date_minute() - local "2026-11-22 14:32", whatever today is.  Returns buf */
const char *human_date_minute(uint64_t real_us, char buf[HUMAN_MAX]);

/**
 * human_angle() - "17.4 deg forward", rounded to a tenth; "not known" for ANGLE_UNKNOWN
 * @plus, @minus: the words for either direction, NULL = none; left out at 0.0
 *
 * The degree sign is used where the locale has it.  Returns buf.
 */
const char *human_angle(int32_t cdeg, const char *plus, const char *minus, char buf[HUMAN_MAX]);

/** human_flexion(), human_lateral(), human_curvature() - human_angle() with their words */
const char *human_flexion(int32_t cdeg, char buf[HUMAN_MAX]);
const char *human_lateral(int32_t cdeg, char buf[HUMAN_MAX]);
const char *human_curvature(int32_t cdeg, char buf[HUMAN_MAX]);

/** human_rate() - "50 Hz", "12.5 Hz".  Returns buf */
const char *human_rate(uint32_t millihz, char buf[HUMAN_MAX]);

/**
 * human_silence() - why no alert speaks, of a word of property Silence
 *
 * Return: "silent in quiet hours" and the like; NULL where nothing keeps it from speaking, for a
 * pause, which is told with its end, and for a word that is not known.
 */
const char *human_silence(const char *word);

/** real_now_us() - CLOCK_REALTIME */
uint64_t real_now_us(void);
