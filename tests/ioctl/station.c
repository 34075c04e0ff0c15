/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* nftw() */
#include "station.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/capability.h>

#include "poses.h"

#define NODE "/dev/i2c-97" /* no machine that runs tests has so many */

static char scratch[64]; /* the folder of the one station this process is; "" = none */

static const char *in_folder(const struct station *s, char *ret, size_t size, const char *name)
{
	snprintf(ret, size, "%s/%s", s->folder, name);
	return ret;
}

static void write_file(const struct station *s, const char *name, const char *text)
{
	char path[96];
	FILE *f = fopen(in_folder(s, path, sizeof path, name), "w");

	if (!f || fputs(text, f) < 0 || fclose(f) < 0)
		err(1, "%s", path);
}

/* ---- processes ---- */

/* Root may open what is nobody's; the daemon it stands for may not. */
static void be_no_superman(void)
{
	(void)prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE);
	(void)prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH);
}

static pid_t spawn(const char *const argv[], const char *log)
{
	pid_t parent = getpid();
	pid_t pid = fork();
	int fd;

	if (pid < 0)
		err(1, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	be_no_superman();
	fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd >= 0)
		dup2(fd, STDERR_FILENO);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void start_bus(struct station *s)
{
	char config[96], text[512], option[128];
	const char *const argv[] = { "dbus-daemon", option, "--nofork", NULL };

	snprintf(text, sizeof text,
		 "<busconfig><type>session</type><listen>%s</listen><auth>EXTERNAL</auth>"
		 "<policy context=\"default\"><allow send_destination=\"*\"/>"
		 "<allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>\n",
		 s->bus_address);
	write_file(s, "bus.conf", text);
	snprintf(option, sizeof option, "--config-file=%s",
		 in_folder(s, config, sizeof config, "bus.conf"));
	s->bus_pid = spawn(argv, "/dev/null");
}

static int connect_bus(struct station *s)
{
	int r = sd_bus_new(&s->bus);

	if (r >= 0)
		r = sd_bus_set_address(s->bus, s->bus_address);
	if (r >= 0)
		r = sd_bus_set_bus_client(s->bus, true);
	if (r >= 0)
		r = sd_bus_start(s->bus);
	if (r >= 0)
		r = sd_bus_get_unique_name(s->bus, &(const char *){ NULL });
	if (r < 0)
		s->bus = sd_bus_unref(s->bus);
	return r;
}

static void make_clock(struct station *s, unsigned speed)
{
	struct timespec t;
	char path[96];
	int fd = open(in_folder(s, path, sizeof path, "clock"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, sizeof *s->clock) < 0)
		err(1, "%s", path);
	s->clock = mmap(NULL, sizeof *s->clock, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (s->clock == MAP_FAILED)
		err(1, "mmap");
	close(fd);
	clock_gettime(CLOCK_BOOTTIME, &t);
	s->clock->base_ns = fast_clock_ns(&t);
	s->clock->speed = speed;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *where)
{
	(void)st, (void)flag, (void)where;
	return remove(path);
}

/* Also when something in between ended the station early. */
static void sweep(void)
{
	if (scratch[0])
		nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	scratch[0] = '\0';
}

void station_open(struct station *s, unsigned speed)
{
	uint64_t end_us = fast_clock_world_us() + STATION_PATIENCE_US;

	*s = (struct station){ .folder = "/tmp/plumb-ioctl-XXXXXX" };
	if (!mkdtemp(s->folder))
		err(1, "%s", s->folder);
	strcpy(scratch, s->folder);
	atexit(sweep);
	snprintf(s->bus_address, sizeof s->bus_address, "unix:path=%s/bus", s->folder);
	in_folder(s, s->log, sizeof s->log, "log");
	make_clock(s, speed);
	start_bus(s);
	while (connect_bus(s) < 0) {
		if (fast_clock_world_us() > end_us)
			errx(1, "no message bus: is dbus-daemon installed?");
		usleep(STATION_LOOK_US);
	}
}

void station_plug(struct station *s, const char *chip, bool plain)
{
	s->adapter = adapter_new(NODE, chip, plain, s->clock);
}

static void set_environment(const struct station *s)
{
	char preload[512], clock[96];

	snprintf(preload, sizeof preload, "%s:%s", getenv("LD_PRELOAD"), getenv("FAST_CLOCK"));
	setenv("LD_PRELOAD", preload, 1);
	setenv(FAST_CLOCK_ENV, in_folder(s, clock, sizeof clock, "clock"), 1);
	unsetenv("NOTIFY_SOCKET");
	unsetenv("JOURNAL_STREAM");
	unsetenv("WATCHDOG_USEC");
}

/* Upright is as the statue behind the adapter stands. */
static void teach(const struct station *s)
{
	static const struct pose_set poses = {
		.n = 1,
		.pose[0] = {
			.name = "upright",
			.posture = POSTURE_UPRIGHT,
			.good = true,
			.stance = { .sensors = SENSOR_BIT(SENSOR_UPPER),
				    .up[SENSOR_UPPER] = { .x_q14 = 16384 } },
			.grade = 100,
			.learned_sec = 1700000000,
		},
	};
	char path[96];
	int r = poses_write(in_folder(s, path, sizeof path, "poses.conf"), &poses);

	if (r < 0)
		errx(1, "%s: %s", path, strerror(-r));
}

/* What a BMI270 wants; its simulator takes any file of the right length. */
static void give_file(const struct station *s)
{
	char path[96];

	write_file(s, "bmi270.fw", "");
	if (truncate(in_folder(s, path, sizeof path, "bmi270.fw"), 8192) < 0)
		err(1, "%s", path);
}

void station_start(struct station *s, const char *chip, unsigned rate_hz)
{
	char text[320], config[96];
	char *preload = strdup(getenv("LD_PRELOAD"));
	const char *const argv[] = { getenv("PLUMBD"), "--bus",    s->bus_address, "--state",
				     s->folder,        "--config", config,         NULL };

	snprintf(text, sizeof text,
		 "sensor: { bus = \"" NODE "\"; rate_hz = %u; upper = { chip = \"%s\"; };\n"
		 "  bmi270_config = \"%s/bmi270.fw\"; };\n"
		 /* its cache fills as the minutes go by, and would hide what a fault leaks */
		 "history: { enabled = false; };\n",
		 rate_hz, chip, s->folder);
	write_file(s, "plumbd.conf", text);
	give_file(s);
	teach(s);
	in_folder(s, config, sizeof config, "plumbd.conf");
	set_environment(s);
	s->plumbd_pid = spawn(argv, s->log);
	setenv("LD_PRELOAD", preload, 1);
	unsetenv(FAST_CLOCK_ENV);
	free(preload);
}

int station_stop(struct station *s)
{
	int status;

	kill(s->plumbd_pid, SIGTERM);
	if (waitpid(s->plumbd_pid, &status, 0) < 0)
		err(1, "plumbd");
	s->plumbd_pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void station_close(struct station *s)
{
	sd_bus_slot_unref(s->slots[0]);
	sd_bus_slot_unref(s->slots[1]);
	sd_bus_close_unref(s->bus);
	if (s->plumbd_pid)
		kill(s->plumbd_pid, SIGKILL);
	kill(s->bus_pid, SIGKILL);
	while (wait(NULL) > 0)
		continue;
	if (s->adapter)
		adapter_free(s->adapter);
	munmap(s->clock, sizeof *s->clock);
	sweep();
}

/* ---- and the rest of it ---- */

void station_jump(struct station *s, unsigned seconds)
{
	atomic_fetch_add(&s->clock->jumped_ns, (int64_t)seconds * 1000000000);
}

uint64_t station_real_us(const struct station *s)
{
	struct timespec boot, real;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	clock_gettime(CLOCK_REALTIME, &real);
	return (uint64_t)(fast_clock_ns(&real) +
			  fast_clock_ahead_ns(s->clock, fast_clock_ns(&boot))) /
	       1000;
}

unsigned station_lines(const struct station *s, const char *part, char *ret, size_t size)
{
	FILE *f = fopen(s->log, "r");
	char line[1024];
	unsigned n = 0;

	while (f && fgets(line, sizeof line, f)) {
		if (!strstr(line, part))
			continue;
		line[strcspn(line, "\n")] = '\0';
		if (ret)
			snprintf(ret, size, "%s", line);
		n++;
	}
	if (f)
		fclose(f);
	return n;
}

unsigned station_private_kib(const struct station *s)
{
	char path[64], line[128];
	unsigned kib = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)s->plumbd_pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		(void)sscanf(line, "Private_Dirty: %u", &kib);
	if (f)
		fclose(f);
	return kib;
}
