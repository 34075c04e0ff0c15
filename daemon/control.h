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

#define CONTROL_E_NO_SENSOR 1	  /* org.plumbd.Error.NoSensor */
#define CONTROL_E_NO_SUCH_POSE 2  /* org.plumbd.Error.NoSuchPose */
#define CONTROL_E_BUSY 3	  /* org.plumbd.Error.Busy */
#define CONTROL_E_INVALID 4	  /* org.plumbd.Error.Invalid */
#define CONTROL_E_NO_SUCH_HOLD 5  /* org.plumbd.Error.Invalid */
#define CONTROL_E_NOTHING 6	  /* org.plumbd.Error.Invalid: no alert, nothing learned */
#define CONTROL_E_FULL 7	  /* org.plumbd.Error.Busy: no room for another hold or pose */
#define CONTROL_E_NOT_STILL 8	  /* org.plumbd.Error.NotStill: learning asked for while moving */

struct control {
	void *ctx;
	/* text, when given, takes one sentence for the caller on error */
	int (*learn)(void *ctx, const char *name, const char *posture, bool good, uint32_t seconds,
		     char *text, size_t size);
	int (*learn_cancel)(void *ctx);
	int (*forget)(void *ctx, const char *name, char *text, size_t size);
	int (*pause)(void *ctx, uint32_t seconds, const char *reason, uint32_t *ret_cookie);
	int (*resume)(void *ctx, uint32_t cookie);
	int (*acknowledge)(void *ctx);
	int (*reload)(void *ctx, char *text, size_t size);
	/* somebody wants angles this often; 0 = nobody does */
	void (*watch)(void *ctx, uint64_t period_us);
	/* write a recording to @fd (taken over, also on error) until it fails or fd -1 comes */
	int (*record)(void *ctx, int fd);
};
