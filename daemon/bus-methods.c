/* SPDX-License-Identifier: MIT */
/*
 * bus-methods.c - the calls of org.plumbd.Posture1
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "bus-internal.h"

#define REASON_MAX 256 /* bytes; far more than is kept, far less than a message may hold */

static bool name_fits(const char *name)
{
	return strlen(name) < POSE_NAME_MAX;
}

static int refuse_name(sd_bus_error *error)
{
	return bus_invalid(error,
			   "the pose name is too long: it may have 31 letters, digits and '-'");
}

static int refuse_posture(sd_bus_error *error)
{
	char words[BUS_TEXT_MAX] = "";

	for (unsigned i = POSTURE_UPRIGHT; i < POSTURE_COUNT; i++) {
		strcat(words, i == POSTURE_UPRIGHT ? "" : ", ");
		strcat(words, posture_to_str((enum posture)i));
	}
	return sd_bus_error_setf(error, BUS_ERROR_INVALID,
				 "that posture is not one a pose can have: say one of %s", words);
}

int on_learn_pose(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	const char *name, *word;
	char text[BUS_TEXT_MAX] = "";
	enum posture posture;
	uint32_t seconds;
	int good, r;

	r = sd_bus_message_read(m, "ssbu", &name, &word, &good, &seconds);
	if (r < 0)
		return r;
	if (!name_fits(name))
		return refuse_name(error);
	if (posture_from_str(word, &posture) != 0 || posture == POSTURE_UNKNOWN)
		return refuse_posture(error);
	r = b->control->learn(b->control->ctx, name, word, good, seconds, text, sizeof(text));
	if (r == 0)
		strcpy(b->learning, name);
	return bus_finish(m, error, r, text);
}

/* All who follow the progress must hear the end, also of what another has cancelled. */
int on_cancel_learning(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	int r;

	r = b->control->learn_cancel(b->control->ctx);
	if (r == 0) {
		bus_signal_learning(b, b->learning, 0, "failed: cancelled");
		b->learning[0] = '\0';
	}
	return bus_finish(m, error, r, text);
}

int on_forget_pose(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	const char *name;
	int r;

	r = sd_bus_message_read(m, "s", &name);
	if (r < 0)
		return r;
	if (!name_fits(name))
		return refuse_name(error);
	r = b->control->forget(b->control->ctx, name, text, sizeof(text));
	return bus_finish(m, error, r, text);
}

int on_pause(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	const uint32_t limit = (uint32_t)(ALERT_HOLD_LIMIT_US / US_PER_SEC);
	uint32_t seconds, cookie;
	const char *reason;
	int r;

	r = sd_bus_message_read(m, "us", &seconds, &reason);
	if (r < 0)
		return r;
	if (seconds < 1 || seconds > limit)
		return sd_bus_error_setf(error, BUS_ERROR_INVALID,
					 "seconds: %u is out of range (1 .. %u): every pause ends",
					 seconds, limit);
	if (strlen(reason) > REASON_MAX)
		return bus_invalid(error, "the reason is too long: say it in 256 bytes");
	r = b->control->pause(b->control->ctx, seconds, reason, &cookie);
	if (r != 0)
		return bus_fail(error, r, "");
	return sd_bus_reply_method_return(m, "u", cookie);
}

int on_resume(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	uint32_t cookie;
	int r;

	r = sd_bus_message_read(m, "u", &cookie);
	if (r < 0)
		return r;
	return bus_finish(m, error, b->control->resume(b->control->ctx, cookie), text);
}

int on_holds(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct control_hold hold[ALERT_HOLD_MAX];
	struct bus_sink *b = userdata;
	unsigned n = b->control->holds(b->control->ctx, hold);
	int r;

	(void)error;
	r = sd_bus_message_new_method_return(m, &reply);
	if (r >= 0)
		r = sd_bus_message_open_container(reply, 'a', "(uts)");
	for (unsigned i = 0; r >= 0 && i < n; i++)
		r = sd_bus_message_append(reply, "(uts)", hold[i].cookie, hold[i].until_real_us,
					  hold[i].reason);
	if (r >= 0)
		r = sd_bus_message_close_container(reply);
	return r < 0 ? r : sd_bus_send(b->bus, reply, NULL);
}

int on_acknowledge(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";

	return bus_finish(m, error, b->control->acknowledge(b->control->ctx), text);
}

int on_set_profile(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	const struct control *c = ((struct bus_sink *)userdata)->control;

	return bus_ask(m, error, c->ctx, c->set_profile);
}

int on_explain(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	struct bus_sink *b = userdata;
	int r;

	if (!b->why.known)
		return bus_invalid(error, "nothing was alerted yet");
	r = sd_bus_message_new_method_return(m, &reply);
	if (r < 0)
		return r;
	r = bus_append_why(reply, &b->why);
	if (r < 0)
		return r;
	return sd_bus_send(b->bus, reply, NULL);
}

static void recorder_left(struct bus_sink *b, struct peer *p)
{
	peer_drop(p);
	b->control->record(b->control->ctx, -1);
}

/* A copy of @fd to write a recording into, or a negative errno; -ENOTSUP: not such a pipe */
static int take_pipe(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	struct stat st;
	int copy;

	if (flags < 0 || fstat(fd, &st) < 0)
		return -errno;
	/* Anything but a pipe could block the writer, or not say when the reader is gone. */
	if (!S_ISFIFO(st.st_mode) || (flags & O_ACCMODE) == O_RDONLY)
		return -ENOTSUP;
	if (fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return -errno;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return copy < 0 ? -errno : copy;
}

int on_record(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	int fd, r;

	r = sd_bus_message_read(m, "h", &fd);
	if (r < 0)
		return r;
	fd = take_pipe(fd);
	if (fd == -ENOTSUP)
		return bus_invalid(error,
				   "a recording goes into a pipe: hand over its writing end");
	if (fd < 0)
		return fd;
	r = b->control->record(b->control->ctx, fd);
	if (r != 0)
		return bus_fail(error, r, "");
	r = peer_follow(&b->recorder, b, m, recorder_left);
	if (r < 0) {
		b->control->record(b->control->ctx, -1);
		return r;
	}
	return sd_bus_reply_method_return(m, NULL);
}

/* The file, not the caller, is what is invalid here; its error goes out as it came. */
int on_reload(sd_bus_message *m, void *userdata, sd_bus_error *error)
{
	struct bus_sink *b = userdata;
	char text[BUS_TEXT_MAX] = "";
	int r;

	r = b->control->reload(b->control->ctx, text, sizeof(text));
	if (r != 0 && text[0])
		return bus_invalid(error, text);
	return bus_finish(m, error, r, text);
}
