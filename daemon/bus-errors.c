/* SPDX-License-Identifier: MIT */
/*
 * bus-errors.c - errors by name, with words that say what to do next
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "bus-internal.h"
#include "words.h"

/* clang-format off */
static const struct {
	const char *name, *text;
} known[] = {
	[CONTROL_E_NO_SENSOR] = {
		BUS_ERROR_NO_SENSOR,
		"the upper sensor delivers nothing: see its Sensor1 object, or run "
		"\"plumbctl doctor\""},
	[CONTROL_E_NO_SUCH_POSE] = {
		BUS_ERROR_NO_SUCH_POSE,
		"no pose of that name is taught: \"plumbctl poses\" lists them"},
	[CONTROL_E_BUSY] = {
		BUS_ERROR_BUSY,
		"another one is under way: wait for its end, or cancel it"},
	[CONTROL_E_INVALID] = {
		BUS_ERROR_INVALID,
		"not possible so: a pose name is 1 to 31 of a-z, 0-9 and '-', a letter first; "
		"learning takes 2 to 60 seconds"},
	[CONTROL_E_NO_SUCH_HOLD] = {
		BUS_ERROR_INVALID,
		"no pause has that cookie: it has ended already; \"plumbctl pause\" lists them, "
		"Resume with 0 ends all"},
	[CONTROL_E_NOTHING] = {
		BUS_ERROR_INVALID,
		"no alert stands, or no pose is being learned: there is nothing to end"},
	[CONTROL_E_FULL] = {
		BUS_ERROR_BUSY,
		"no room for another: forget a pose, or end a pause, first"},
	[CONTROL_E_NOT_STILL] = {
		BUS_ERROR_NOT_STILL,
		"you are moving: hold still in the pose, then ask again"},
	[CONTROL_E_TOO_SOON] = {
		BUS_ERROR_TOO_SOON,
		"skin needs a rest after heat: ask again later"},
};

/* The errno behind each name, for sd-bus here and in its log. */
static const sd_bus_error_map error_map[] = {
	SD_BUS_ERROR_MAP(BUS_ERROR_NOT_STILL, EAGAIN),
	SD_BUS_ERROR_MAP(BUS_ERROR_NO_SENSOR, ENODEV),
	SD_BUS_ERROR_MAP(BUS_ERROR_NO_SUCH_POSE, ENOENT),
	SD_BUS_ERROR_MAP(BUS_ERROR_BUSY, EBUSY),
	SD_BUS_ERROR_MAP(BUS_ERROR_INVALID, EINVAL),
	SD_BUS_ERROR_MAP(BUS_ERROR_TOO_SOON, ETIME),
	SD_BUS_ERROR_MAP(BUS_ERROR_NO_HISTORY, ENODATA),
	SD_BUS_ERROR_MAP_END,
};
/* clang-format on */

int bus_errors_add(void)
{
	return sd_bus_error_add_map(error_map);
}

int bus_invalid(sd_bus_error *error, const char *text)
{
	char clean[BUS_TEXT_MAX];

	/* May quote a file in any bytes; D-Bus carries UTF-8 only. */
	snprintf(clean, sizeof(clean), "%s", text);
	words_clean(clean);
	return sd_bus_error_set(error, BUS_ERROR_INVALID, clean);
}

int bus_fail(sd_bus_error *error, int r, const char *text)
{
	char clean[BUS_TEXT_MAX];

	assert(r < (int)ARRAY_SIZE(known));
	if (r < 0 && !text[0])
		return sd_bus_error_set_errno(error, r);
	if (r > 0 && !text[0])
		text = known[r].text;
	snprintf(clean, sizeof(clean), "%s", text);
	words_clean(clean);
	/* AccessDenied would say that it is the caller who may not */
	if (r == -EACCES || r == -EPERM)
		return sd_bus_error_set(error, SD_BUS_ERROR_FAILED, clean);
	if (r < 0)
		return sd_bus_error_set_errnof(error, r, "%s", clean);
	return sd_bus_error_set(error, known[r].name, clean);
}

int bus_finish(sd_bus_message *m, sd_bus_error *error, int r, const char *text)
{
	return r == 0 ? sd_bus_reply_method_return(m, NULL) : bus_fail(error, r, text);
}

int bus_ask(sd_bus_message *m, sd_bus_error *error, void *ctx,
	    int (*control_does)(void *ctx, const char *word, char *text, size_t size))
{
	char text[BUS_TEXT_MAX] = "";
	const char *word;
	int r;

	r = sd_bus_message_read(m, "s", &word);
	if (r < 0)
		return r;
	r = control_does(ctx, word, text, sizeof(text));
	return bus_finish(m, error, r, text);
}
