/* SPDX-License-Identifier: MIT */
/*
 * The whole mind against a life without sense: sensors of any scale that feel
 * anything, gaps, jumps of time, and everything that can be asked of it in any
 * order.  wearer-laws.h holds what must be true of it all the same.
 *
 * The input is the time since boot, then calls, each a letter and its
 * arguments (fuzz.h); the tables below say what a digit stands for:
 *
 *	b UP HOW N TIMES STEP  batches of the upper sensor   l, B  of the lower, of both
 *	m SENSOR N SAMPLES     a batch of samples out of the input, 12 bytes each
 *	g a gap in the next batch   i TIMES STEP  idle   t STEP  time passes
 *	s SENSOR RATE ACCEL GYRO  a stream   c and 8 more  configure   S SET  poses
 *	L NAME POSTURE GOOD SECONDS  learn   C cancel   F NAME  forget
 *	P SECONDS pause   R 0 resume all, R 1 the last   A acknowledge   d DAYS HOUR  the calendar
 *	T a copy of the wearer lives on beside it, and must do the same
 */
#include <string.h>

#include "fuzz.h"
#include "wearer-life.h"

#define PUSHES_MAX 1500 /* of an input, so that none takes long */
#define MS(n)      ((n)*US_PER_MS)
#define SEC(n)     ((n)*US_PER_SEC)
#define HOUR(n)    ((n)*3600 * US_PER_SEC)

/* clang-format off */
static const char *const names[] = {
	"upright", "slouching", "a", "b", "c", "d", "e", "f", "g", "h", "Bad", "",
};

/* Where up may be, in percent of the sensor's axes; by the default mount the front is -z. */
static const int16_t ups[16][3] = {
	{ 0, 100, 0 },  { 0, 90, 44 },   { 0, 97, 26 },  { 0, 90, -44 },
	{ 40, 92, 0 },  { -40, 92, 0 },  { 0, 0, 100 },  { 0, 0, -100 },
	{ 100, 0, 0 },  { 0, -100, 0 },  { 0, 98, 17 },  { 3, 99, 10 },
	{ 50, 70, 50 }, { -58, 58, 58 }, { 20, 60, -77 }, { 0, 64, 77 },
};

static const uint64_t steps_us[16] = {
	0, /* as the rate says */
	1, MS(1), MS(100), MS(320), MS(999), SEC(1), SEC(1) + 1, MS(1900),
	SEC(2), SEC(2) + 1, SEC(5), SEC(61), HOUR(1), HOUR(8), HOUR(24 * 8),
};
static const unsigned sizes[] = { 16, 1, 2, 4, 8, 10, 12, 20, 24, 25, 26, 28, 30, 31, 32, 0 };
static const unsigned many[] = { 1, 2, 3, 4, 5, 8, 10, 16, 20, 32, 50, 64, 100, 150, 200, 400 };

static const uint32_t rates[] = {
	50000, 1000, 5000, 10000, 12500, 25000, 52000, 100000, 104000, 200000, 208000, 400000,
};
static const uint32_t accels[] = {
	16384000, 64000, 256000, 1000000, 2048000, 8192000, 16393443, 32768000,
};
static const uint32_t gyros[] = { 131000, 0, 1000, 16400, 114286, 2000000 };

/* Every combination of these is one that config_load() would take. */
static const struct pose_params cones[] = {
	{ 1000, 2000, 1500, 800, 150, 3, { 0, 0, -DIR_ONE_Q14 }, { 0, 0, 0 } },
	{ 300, 300, 300, 200, 0, 5, { 0, 0, -DIR_ONE_Q14 }, { 0, DIR_ONE_Q14, 0 } },
	{ 3900, 3900, 3900, 3000, 1000, 1, { DIR_ONE_Q14, 0, 0 }, { 0, 0, 0 } },
	{ 1000, 2000, 1500, 800, 150, 3, { 0, DIR_ONE_Q14, 0 }, { 0, 0, DIR_ONE_Q14 } },
};
static const uint32_t settles_us[] = { SEC(1), 0, MS(100), SEC(5), SEC(60) };
static const uint64_t releases_us[] = { SEC(3), 0, SEC(1), SEC(10), SEC(60), SEC(600) };
static const uint64_t bases_us[] = { SEC(2), SEC(1), SEC(5), SEC(30), HOUR(1) };
static const uint64_t repeats_us[] = { SEC(5), 0, SEC(1), SEC(300) };
static const uint32_t budgets[] = { 30, 0, 1, 3, 60 };
static const uint64_t gentles_us[] = { 0, SEC(60), HOUR(1) };
static const struct quiet_span quiets[] = { { 720, 780, 0x15 }, { 22 * 60, 7 * 60, 0 }, { 0, 0, 0 } };

static const struct {
	const char *name;
	enum posture posture;
	bool good;
	int16_t up[3];
} taught[] = {
	{ "upright", POSTURE_UPRIGHT, true, { 0, 100, 0 } },
	{ "slouching", POSTURE_SLOUCHING, false, { 0, 90, 44 } },
	{ "a", POSTURE_LEANING_FORWARD, false, { 0, 90, -44 } },
	{ "b", POSTURE_LEANING_FORWARD, true, { 0, 95, -30 } },
	{ "c", POSTURE_LEANING_LEFT, false, { -40, 92, 0 } },
	{ "d", POSTURE_UPRIGHT, true, { 3, 99, 10 } },
	{ "e", POSTURE_LEANING_BACK, true, { 0, 98, 17 } },
	{ "f", POSTURE_UPRIGHT, true, { 0, 0, -100 } },
	{ "g", POSTURE_UPRIGHT, false, { 0, -100, 0 } },
	{ "h", POSTURE_LEANING_RIGHT, false, { 40, 92, 0 } },
};

/* Which sensors know the poses, and which of the above these are. */
static const struct {
	unsigned sensors;
	const char *taught;
} sets[] = {
	{ 1, "0" }, { 1, "01" }, { 1, "012" }, { 1, "0134" }, { 1, "" }, { 1, "1" },
	{ 3, "0" }, { 3, "01" }, { 3, "05134" }, { 3, "0123456789" }, { 2, "0" }, { 2, "01" },
	{ 1, "0567" }, { 1, "8" }, { 1, "36" }, { 1, "0123456789" },
};
/* clang-format on */

static uint64_t step_us(const struct life *life, unsigned step, unsigned n)
{
	uint64_t rate = life->stream[SENSOR_UPPER].rate_millihz;

	return step == 0 ? MAX(n * 1000 * US_PER_SEC / rate, 1) : steps_us[step];
}

static enum sensor draw_sensor(struct draw *d)
{
	return draw_index(d, 2) ? SENSOR_LOWER : SENSOR_UPPER;
}

static void call_batches(struct life *life, struct draw *d, bool upper, bool lower)
{
	const int16_t *up = DRAW_FROM(d, ups);
	unsigned how = draw_index(d, 16);
	unsigned n = DRAW_FROM(d, sizes);
	unsigned times = DRAW_FROM(d, many);
	unsigned step = draw_index(d, ARRAY_SIZE(steps_us));

	for (; times > 0 && life->pushes < PUSHES_MAX; times--) {
		life->now_us += step_us(life, step, n);
		if (lower)
			life_feel(life, SENSOR_LOWER, up, how, n);
		if (upper)
			life_feel(life, SENSOR_UPPER, up, how, n);
	}
}

static void call_samples(struct life *life, struct draw *d)
{
	struct batch b = { .sensor = draw_sensor(d), .n = draw_byte(d) % (BATCH_MAX + 1) };

	for (unsigned i = 0; i < b.n; i++) {
		int16_t v[6];

		for (unsigned j = 0; j < ARRAY_SIZE(v); j++)
			v[j] = draw_int16(d);
		b.accel[i] = (struct counts3){ v[0], v[1], v[2] };
		b.gyro[i] = (struct counts3){ v[3], v[4], v[5] };
	}
	life->now_us += step_us(life, 0, b.n);
	b.t_us = life->now_us;
	life_push(life, &b);
}

static void call_idle(struct life *life, struct draw *d)
{
	unsigned times = draw_index(d, 16) + 1;
	uint64_t us = MAX(DRAW_FROM(d, steps_us), 1);

	for (; times > 0; times--) {
		life->now_us += us;
		life_idle(life);
	}
}

static void call_stream(struct life *life, struct draw *d)
{
	enum sensor sensor = draw_sensor(d);
	struct stream s;

	s.rate_millihz = DRAW_FROM(d, rates);
	s.accel_milli_lsb_per_g = DRAW_FROM(d, accels);
	s.gyro_milli_lsb_per_dps = DRAW_FROM(d, gyros);
	life_set_stream(life, sensor, &s);
}

static struct wearer_params draw_params(struct draw *d)
{
	struct wearer_params p;
	uint64_t base_us;
	uint8_t byte;

	memset(&p, 0, sizeof(p));
	p.pose = DRAW_FROM(d, cones);
	p.posture.settle_us = DRAW_FROM(d, settles_us);
	p.lying_cdeg = draw_index(d, 2) ? 4000 : 6000;
	p.alert.release_us = DRAW_FROM(d, releases_us);
	base_us = DRAW_FROM(d, bases_us);
	byte = draw_byte(d);
	p.alert.n_levels = byte % ALERT_LEVEL_MAX + 1;
	p.alert.max_per_hour = budgets[byte / ALERT_LEVEL_MAX % ARRAY_SIZE(budgets)];
	p.alert.gentle_after_us = gentles_us[byte / ALERT_LEVEL_MAX % ARRAY_SIZE(gentles_us)];
	for (unsigned i = 0; i < p.alert.n_levels; i++)
		p.alert.levels_us[i] = base_us * (i + 1);
	p.alert.repeat_us = DRAW_FROM(d, repeats_us);
	p.alert.n_quiet = draw_index(d, ARRAY_SIZE(quiets) + 1);
	memcpy(p.alert.quiet, quiets, p.alert.n_quiet * sizeof(quiets[0]));
	return p;
}

static void call_configure(struct life *life, struct draw *d)
{
	struct wearer_params params = draw_params(d);

	life_configure(life, &params);
}

static void add_pose(struct pose_set *set, unsigned which, unsigned sensors)
{
	struct pose p = { .posture = taught[which].posture, .good = taught[which].good };

	strcpy(p.name, taught[which].name);
	for (enum sensor s = SENSOR_UPPER; s < SENSOR_COUNT; s++) {
		if (sensors & SENSOR_BIT(s))
			p.stance.up[s] = dir_from(taught[which].up[0], taught[which].up[1],
						  taught[which].up[2]);
	}
	p.stance.sensors = sensors;
	LAW(pose_put(set, &p) == 0, "a pose with a name and a place can be taught");
}

static void call_poses(struct life *life, struct draw *d)
{
	unsigned which = draw_index(d, ARRAY_SIZE(sets));
	struct pose_set set = { .n = 0 };

	for (const char *digit = sets[which].taught; *digit; digit++)
		add_pose(&set, (unsigned)(*digit - '0'), sets[which].sensors);
	life_set_poses(life, &set);
}

static void call_learn(struct life *life, struct draw *d)
{
	static const unsigned lengths_s[] = { 2, 3, 10, 60, 0, 61 };
	const char *name = DRAW_FROM(d, names);
	enum posture posture = (enum posture)draw_index(d, POSTURE_COUNT + 1);
	bool good = draw_index(d, 2);

	life_learn(life, name, posture, good, DRAW_FROM(d, lengths_s));
}

static void call_calendar(struct life *life, struct draw *d)
{
	life->wall.local_day += (int32_t)draw_index(d, 16) - 1;
	life->wall.local_min = (uint16_t)(draw_index(d, 16) * 95);
}

static void step(struct life *life, struct draw *d)
{
	static const uint64_t pauses_s[] = { 10, 0, 1, 60, 3600, UINT64_MAX };

	switch (draw_byte(d)) {
	case 'b':
		return call_batches(life, d, true, false);
	case 'l':
		return call_batches(life, d, false, true);
	case 'B':
		return call_batches(life, d, true, true);
	case 'm':
		return call_samples(life, d);
	case 'g':
		life->gap = true;
		return;
	case 'i':
		return call_idle(life, d);
	case 't':
		life->now_us += DRAW_FROM(d, steps_us);
		return;
	case 's':
		return call_stream(life, d);
	case 'c':
		return call_configure(life, d);
	case 'S':
		return call_poses(life, d);
	case 'L':
		return call_learn(life, d);
	case 'C':
		return life_cancel(life);
	case 'F':
		return life_forget(life, DRAW_FROM(d, names));
	case 'P':
		return life_pause(life, DRAW_FROM(d, pauses_s));
	case 'R':
		return life_resume(life, draw_index(d, 2) ? life->cookie : 0);
	case 'A':
		return life_acknowledge(life);
	case 'd':
		return call_calendar(life, d);
	case 'T':
		return life_copy(life);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t boots_us[] = { SEC(1000), 1, SEC(1), UINT64_C(1) << 40,
					     UINT64_C(1) << 53 };
	static const uint8_t usual[8] = "00000000";
	static struct life life;
	struct draw d = { data, data + size };
	struct draw usual_draw = { usual, usual + sizeof(usual) };
	struct wearer_params params = draw_params(&usual_draw);

	life_init(&life, &params, DRAW_FROM(&d, boots_us));
	while (!draw_is_over(&d) && life.pushes < PUSHES_MAX)
		step(&life, &d);
	life_end(&life);
	return 0;
}
