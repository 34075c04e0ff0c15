/* SPDX-License-Identifier: MIT */
/*
 * bus-properties.h - every D-Bus property, written once
 *
 * A row is P(type, Name, member).  Each list is expanded four times: into the
 * members of a struct, the rows of a vtable, a table of names, and the
 * comparison of two snapshots.  A name or type that differs between them, or a
 * change signal for a property that does not exist, cannot be written.
 *
 * type is a D-Bus type letter, or `poses`, `kinds` or `profiles` for those that need a getter.
 * There is no `b`: sd-bus reads an int there, which a C bool is not.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* clang-format off */
#define POSTURE_EMITS(P)                             \
	P(s, Status, status)                         \
	P(s, Posture, posture)                       \
	P(s, Pose, pose)                             \
	P(s, Activity, activity)                     \
	P(t, SinceUSec, since_usec)                  \
	P(u, AlertLevel, alert_level)                \
	P(t, PausedUntilUSec, paused_until_usec)     \
	P(s, Silence, silence)                       \
	P(poses, Poses, poses)                       \
	P(s, Profile, profile)                       \
	P(s, ProfileChoice, profile_choice)          \
	P(profiles, Profiles, profiles)

/* These move with every sample: read when wanted, never announced. */
#define POSTURE_READS(P)                             \
	P(i, FlexionCdeg, flexion_cdeg)              \
	P(i, LateralCdeg, lateral_cdeg)              \
	P(i, CurvatureCdeg, curvature_cdeg)          \
	P(t, SlouchTodayUSec, slouch_today_usec)     \
	P(t, UprightTodayUSec, upright_today_usec)   \
	P(u, SlouchesToday, slouches_today)          \
	P(u, AlertsToday, alerts_today)

#define SENSOR_EMITS(P)                              \
	P(s, Chip, chip)                             \
	P(s, Bus, bus)                               \
	P(y, Address, address)                       \
	P(s, State, state)

#define SENSOR_READS(P)                              \
	P(u, RateMilliHz, rate_millihz)              \
	P(u, Errors, errors)                         \
	P(u, Recoveries, recoveries)                 \
	P(u, Overflows, overflows)                   \
	P(i, TemperatureCdeg, temperature_cdeg)      \
	P(t, LastSampleUSec, last_sample_usec)

#define CARE_EMITS(P)                                \
	P(kinds, Due, due)

#define CARE_READS(P)                                \
	P(t, HeatRemainingUSec, heat_remaining_usec)

#define PROPERTY_EMITS_MAX 12 /* rows of the longest list of changes */

/* What sd-bus reads behind an offset, by type letter. */
#define CTYPE_s     const char *
#define CTYPE_t     uint64_t
#define CTYPE_u     uint32_t
#define CTYPE_i     int32_t
#define CTYPE_y     uint8_t
#define CTYPE_poses uint32_t	/* a serial; the poses are beside it */
#define CTYPE_kinds uint32_t	/* a bit each */
#define CTYPE_profiles uint32_t	/* a serial; control knows them */

#define SIGNATURE_s     "s"
#define SIGNATURE_t     "t"
#define SIGNATURE_u     "u"
#define SIGNATURE_i     "i"
#define SIGNATURE_y     "y"
#define SIGNATURE_poses "a(ssbtu)"
#define SIGNATURE_kinds "as"
#define SIGNATURE_profiles "as"
/* clang-format on */

#define PROPERTY_MEMBER(type, Name, member) CTYPE_##type member;
#define PROPERTY_NAME(type, Name, member) #Name,

/* Sets one bit of `changed` a row; wants `a`, `b` and `bit` around it. */
#define PROPERTY_COMPARE(type, Name, member)                                                       \
	if (differs_##type(a->member, b->member))                                                  \
		changed |= bit;                                                                    \
	bit <<= 1;

static inline bool differs_s(const char *a, const char *b)
{
	return strcmp(a, b) != 0;
}

static inline bool differs_t(uint64_t a, uint64_t b)
{
	return a != b;
}

static inline bool differs_u(uint32_t a, uint32_t b)
{
	return a != b;
}

static inline bool differs_y(uint8_t a, uint8_t b)
{
	return a != b;
}

static inline bool differs_kinds(uint32_t a, uint32_t b)
{
	return a != b;
}

static inline bool differs_profiles(uint32_t a, uint32_t b)
{
	return a != b;
}

static inline bool differs_poses(uint32_t a, uint32_t b)
{
	return a != b;
}
