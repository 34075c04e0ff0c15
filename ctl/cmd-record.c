/* SPDX-License-Identifier: MIT */
/*
 * A recording from plumbd into a file: it writes into our pipe, whole lines go on
 */
#define _GNU_SOURCE /* pipe2() */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "recording.h"

#define CHUNK_MAX 65536

struct recorder {
	int pipe_fd, out_fd, signal_fd;
	uint64_t end_us; /* CLOCK_MONOTONIC; 0 = until told */
	char chunk[CHUNK_MAX];
	size_t held; /* bytes of .chunk that are no whole line yet */
	struct recording recording;
	uint64_t samples, first_us, last_us;
};

static uint64_t monotonic_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * US_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

static int write_all(int fd, const char *data, size_t n)
{
	while (n) {
		ssize_t done = write(fd, data, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		n -= (size_t)done;
	}
	return 0;
}

static void count_line(struct recorder *r, const char *line, size_t len)
{
	struct recording_sample sample;

	if (recording_parse(&r->recording, line, len, &sample))
		return;
	if (r->samples++ == 0)
		r->first_us = sample.t_us;
	r->last_us = sample.t_us;
}

/* Passes on what is whole: a recording that is cut short still ends with a line. */
static int pass_on(struct recorder *r, size_t got)
{
	size_t begin = 0, end = r->held + got;
	char *newline;
	int e;

	while ((newline = memchr(r->chunk + begin, '\n', end - begin))) {
		size_t next = (size_t)(newline - r->chunk) + 1;

		count_line(r, r->chunk + begin, next - begin);
		begin = next;
	}
	if (begin == 0 && end == CHUNK_MAX)
		return -EMSGSIZE;
	e = write_all(r->out_fd, r->chunk, begin);
	if (e < 0)
		return e == -EPIPE ? -EIO : e; /* -EPIPE is plumbd's end */
	memmove(r->chunk, r->chunk + begin, end - begin);
	r->held = end - begin;
	return 0;
}

/* Return: 1 go on, 0 the end that was asked for, negative errno; -EPIPE: plumbd ended it. */
static int step(struct recorder *r)
{
	struct pollfd fds[] = {
		{ .fd = r->pipe_fd, .events = POLLIN },
		{ .fd = r->signal_fd, .events = POLLIN },
	};
	int timeout_ms = -1;
	ssize_t got;
	int e;

	if (r->end_us) {
		uint64_t now_us = monotonic_us();

		if (now_us >= r->end_us)
			return 0;
		timeout_ms = (int)((r->end_us - now_us) / 1000 + 1);
	}
	if (poll(fds, ARRAY_SIZE(fds), timeout_ms) < 0)
		return -errno;
	if (fds[1].revents)
		return 0;
	if (!fds[0].revents)
		return 1;
	got = read(r->pipe_fd, r->chunk + r->held, CHUNK_MAX - r->held);
	if (got <= 0)
		return got < 0 ? -errno : -EPIPE;
	e = pass_on(r, (size_t)got);
	return e < 0 ? e : 1;
}

/* The reading end of a pipe plumbd writes to. */
static int begin(struct recorder *r, sd_bus *bus)
{
	int ends[2], e;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return client_explain("making a pipe", NULL, -errno);
	r->pipe_fd = ends[0];
	e = client_call(bus, "Record", NULL, "h", ends[1]);
	close(ends[1]);
	return e;
}

static int open_output(struct recorder *r, const char *path, bool force)
{
	r->out_fd = STDOUT_FILENO;
	if (!strcmp(path, "-"))
		return 0;
	r->out_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
	if (r->out_fd >= 0)
		return 0;
	if (errno == EEXIST)
		complain("%s is there already: name another file, or overwrite it with --force",
			 path);
	else
		complain("cannot write %s: %m", path);
	return CTL_FAILED;
}

static int take_signals(struct recorder *r)
{
	sigset_t ends;

	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	r->signal_fd = signalfd(-1, &ends, SFD_CLOEXEC);
	return r->signal_fd < 0 ? -errno : 0;
}

static int report(const struct recorder *r, const char *path, int error)
{
	uint64_t span_us = r->samples ? r->last_us - r->first_us : 0;

	if (error == -EPIPE) {
		complain("plumbd ended the recording: see \"plumbctl status\"");
	} else if (error < 0) {
		complain("recording to %s stopped: %s", path, strerror(-error));
		return CTL_FAILED;
	}
	if (r->samples == 0) {
		complain("no sample came: see \"plumbctl status\"");
		return CTL_NO_SENSOR;
	}
	fprintf(stderr, "%s: %" PRIu64 " samples, %" PRIu64 ".%" PRIu64 " s\n", path, r->samples,
		span_us / US_PER_SEC, span_us / (US_PER_SEC / 10) % 10);
	return error ? CTL_FAILED : CTL_DONE;
}

static int record(struct recorder *r, sd_bus *bus, const char *path, uint32_t seconds, bool force)
{
	int e;

	if (!force && strcmp(path, "-") && !access(path, F_OK))
		return open_output(r, path, force); /* says so before the daemon is bothered */
	e = take_signals(r);
	if (e < 0)
		return client_explain("waiting for signals", NULL, e);
	e = begin(r, bus);
	if (e)
		return e;
	e = open_output(r, path, force);
	if (e)
		return e;
	recording_init(&r->recording);
	if (seconds)
		r->end_us = monotonic_us() + seconds * US_PER_SEC;
	do
		e = step(r);
	while (e > 0);
	if (r->out_fd != STDOUT_FILENO && close(r->out_fd) < 0 && e == 0)
		e = -errno;
	return report(r, path, e);
}

int cmd_record(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	static struct recorder recorder;
	uint32_t seconds = 0;
	bool force = false;
	const struct arg args[] = {
		{ .name = "seconds", .number = &seconds, .min = 1, .max = 7 * 86400 },
		{ .name = "force", .flag = &force },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 1, 1, &n, &r))
		return r;
	r = client_open(ctl->bus, &bus);
	return r ? r : record(&recorder, bus, argv[0], seconds, force);
}
