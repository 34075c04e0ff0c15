/* SPDX-License-Identifier: MIT */
#include "crew.h"

#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void *crew_share(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		err(1, "mmap");
	return p;
}

static void begin(unsigned i, void (*job)(unsigned i))
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	job(i);
	fflush(stdout);
	_exit(0);
}

unsigned crew_run(unsigned n, unsigned at_once, void (*job)(unsigned i))
{
	unsigned begun = 0, running = 0, failed = 0;

	while (begun < n || running > 0) {
		int status;

		if (begun < n && running < at_once) {
			begin(begun++, job);
			running++;
			continue;
		}
		if (wait(&status) < 0)
			err(1, "wait");
		running--;
		failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	}
	return failed;
}
