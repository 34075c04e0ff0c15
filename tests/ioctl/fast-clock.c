/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into plumbd: the clocks it reads and the timers it sets run by the
 * clock of fast-clock.h.  Nothing else is touched, and without the variable
 * nothing at all.
 */
#include "fast-clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define TIMERS_MAX 1024

static const struct fast_clock *fast;
static clockid_t clock_of_timer[TIMERS_MAX];

__attribute__((constructor)) static void find_clock(void)
{
	const char *path = getenv(FAST_CLOCK_ENV);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof *fast, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	fast = map == MAP_FAILED ? NULL : map;
}

static int64_t real_ns(clockid_t id)
{
	struct timespec t;

	syscall(SYS_clock_gettime, id, &t);
	return fast_clock_ns(&t);
}

static struct timespec to_timespec(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
	int r = (int)syscall(SYS_clock_gettime, id, ret);

	if (r < 0 || !fast || id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID)
		return r;
	*ret = to_timespec(fast_clock_ns(ret) + fast_clock_ahead_ns(fast, real_ns(CLOCK_BOOTTIME)));
	return 0;
}

int timerfd_create(clockid_t id, int flags)
{
	int fd = (int)syscall(SYS_timerfd_create, id, flags);

	if (fd >= 0 && fd < TIMERS_MAX)
		clock_of_timer[fd] = id;
	return fd;
}

/* The real time of an absolute time of ours; one that is past stays past, and never 0. */
static struct timespec real_time(clockid_t id, const struct timespec *when)
{
	int64_t now_ns = real_ns(id);
	int64_t wait_ns =
		fast_clock_ns(when) - now_ns - fast_clock_ahead_ns(fast, real_ns(CLOCK_BOOTTIME));

	return to_timespec(wait_ns <= 0 ? 1 : now_ns + wait_ns / fast->speed);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *wish, struct itimerspec *old)
{
	struct itimerspec real = *wish;

	if (fast && fd < TIMERS_MAX && (flags & TFD_TIMER_ABSTIME) &&
	    fast_clock_ns(&wish->it_value) != 0)
		real.it_value = real_time(clock_of_timer[fd], &wish->it_value);
	return (int)syscall(SYS_timerfd_settime, fd, flags, &real, old);
}
