/* SPDX-License-Identifier: MIT */
/*
 * control.h - what the outside may ask of the manager
 *
 * The bus calls these; the manager fills them in.  Each returns 0, a positive
 * CONTROL_E_* (which has a D-Bus name), or a negative errno.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "alert.h"
#include "config.h"

#define CONTROL_E_NO_SENSOR 1	  /* org.plumbd.Error.NoSensor */
#define CONTROL_E_NO_SUCH_POSE 2  /* org.plumbd.Error.NoSuchPose */
#define CONTROL_E_BUSY 3	  /* org.plumbd.Error.Busy */
#define CONTROL_E_INVALID 4	  /* org.plumbd.Error.Invalid */
#define CONTROL_E_NO_SUCH_HOLD 5  /* org.plumbd.Error.Invalid */
#define CONTROL_E_NOTHING 6	  /* org.plumbd.Error.Invalid: no alert, nothing learned */
#define CONTROL_E_FULL 7	  /* org.plumbd.Error.Busy: no room for another hold or pose */
#define CONTROL_E_NOT_STILL 8	  /* org.plumbd.Error.NotStill: learning asked for while moving */
#define CONTROL_E_TOO_SOON 9	  /* org.plumbd.Error.TooSoon: heat, within its gap or over its cap */

/* A pause that stands. */
struct control_hold {
	uint32_t cookie;
	uint64_t until_real_us; /* CLOCK_REALTIME */
	char reason[ALERT_REASON_MAX];
};

struct history;

struct control {
	void *ctx;
	/* text, when given, takes one sentence for the caller on error */
	int (*learn)(void *ctx, const char *name, const char *posture, bool good, uint32_t seconds,
		     char *text, size_t size);
	int (*learn_cancel)(void *ctx);
	int (*forget)(void *ctx, const char *name, char *text, size_t size);
	int (*pause)(void *ctx, uint32_t seconds, const char *reason, uint32_t *ret_cookie);
	int (*resume)(void *ctx, uint32_t cookie);
	/* the pauses that stand; returns how many */
	unsigned (*holds)(void *ctx, struct control_hold ret[ALERT_HOLD_MAX]);
	int (*acknowledge)(void *ctx);
	/* @kind: as care_kind_to_str() */
	int (*care_start)(void *ctx, const char *kind, char *text, size_t size);
	int (*care_done)(void *ctx, const char *kind, char *text, size_t size);
	int (*care_dismiss)(void *ctx, const char *kind, uint32_t seconds, char *text, size_t size);
	int (*care_log_knot)(void *ctx, const char *place, uint32_t severity, char *text,
			     size_t size);
	/* @name: of a profile, or "auto" to leave it to the poses */
	int (*set_profile)(void *ctx, const char *name, char *text, size_t size);
	/* what is in force; borrowed until the manager is called again */
	const struct config *(*config)(void *ctx);
	int (*reload)(void *ctx, char *text, size_t size);
	/* somebody wants angles this often; 0 = nobody does */
	void (*watch)(void *ctx, uint64_t period_us);
	/* write a recording to @fd (taken over, also on error) until it fails or fd -1 comes */
	int (*record)(void *ctx, int fd);
	/* what was, for the bus to read; borrowed */
	struct history *history;
};
