/* SPDX-License-Identifier: MIT */
/*
 * Wearers of the body simulator, each with a chip of another kind: rate,
 * scales, noise, bias and batch.  What is asked of the mind on the way, and
 * when, stands in a table beside the script.
 */
#include "parts.h"

#include "hash.h"
#include "sim/body.h"

#define UPPER SENSOR_BIT(SENSOR_UPPER)
#define BOTH (UPPER | SENSOR_BIT(SENSOR_LOWER))
#define SEC(n) ((n) * US_PER_SEC)
#define BOOT_US SEC(5000)

enum ask {
	ASK_NOTHING, /* ends a list */
	ASK_LEARN,   /* .posture, in .n seconds, under its own word */
	ASK_CANCEL,
	ASK_FORGET,  /* .posture's word */
	ASK_PAUSE,   /* for .n seconds */
	ASK_RESUME,
	ASK_ACKNOWLEDGE,
	ASK_GAP,     /* the next batch of each sensor follows lost samples */
	ASK_SILENCE, /* for .n seconds no sensor answers */
	ASK_STRICT,  /* sensitivity .n, and where up is by the mount */
};

struct request {
	uint32_t at_s;
	enum ask ask;
	enum posture posture;
	unsigned n;
};

struct life {
	const char *name;
	const char *script;	/* of the body's own; NULL = six postures, below */
	uint32_t for_s;
	unsigned sensors;
	unsigned batch_n;
	struct stream stream;
	int32_t noise_ug, noise_mdps, bias_mdps;
	struct request request[10];
};

#define SIT(s, ramp_ms, flexion, lateral, lower, truth)                                            \
	{ (s) * 1000u, ramp_ms, BODY_SIT, flexion, lateral, lower, truth }

/* Each posture once to be taught, then once to be recognised. */
static const struct body_step six_steps[] = {
	SIT(16, 0, 0, 0, 0, POSTURE_UPRIGHT),
	SIT(14, 2000, 2300, 0, 400, POSTURE_SLOUCHING),
	SIT(14, 2000, 1600, 100, 1500, POSTURE_LEANING_FORWARD),
	SIT(14, 2000, -1900, 0, -1500, POSTURE_LEANING_BACK),
	SIT(14, 2000, 100, -1800, 0, POSTURE_LEANING_LEFT),
	SIT(14, 2000, 100, 1800, 0, POSTURE_LEANING_RIGHT),
	SIT(20, 2000, 100, 0, 50, POSTURE_UPRIGHT),
	SIT(40, 5000, 2100, -100, 300, POSTURE_SLOUCHING),
	SIT(15, 2000, -1700, 0, -1400, POSTURE_LEANING_BACK),
	SIT(10, 2000, 0, 0, 0, POSTURE_UPRIGHT),
	SIT(30, 9000, 1500, 0, 1300, POSTURE_LEANING_FORWARD),
	SIT(30, 2000, 0, 1600, 100, POSTURE_LEANING_RIGHT),
	{ 15000, 1000, BODY_WALK, 0, 0, 0, POSTURE_UNKNOWN },
	SIT(15, 1000, 0, -2000, 0, POSTURE_LEANING_LEFT),
};

static const struct body_script six = { "six", six_steps, ARRAY_SIZE(six_steps), false };

static const struct life lives[] = {
	{
		.name = "demo-50Hz", .script = "demo", .for_s = 470, .sensors = UPPER,
		.batch_n = 16, .stream = { 50000, 16384000, 131000 },
		.noise_ug = 4000, .noise_mdps = 100, .bias_mdps = 800,
		.request = {
			{ 4, ASK_LEARN, POSTURE_UPRIGHT, 10 },
			{ 95, ASK_PAUSE, POSTURE_UNKNOWN, 8 },
			{ 130, ASK_ACKNOWLEDGE, POSTURE_UNKNOWN, 0 },
			{ 180, ASK_GAP, POSTURE_UNKNOWN, 0 },
		},
	},
	{
		.name = "demo-12Hz-two-sensors", .script = "demo", .for_s = 380, .sensors = BOTH,
		.batch_n = 4, .stream = { 12500, 1000000, 1000000 },
		.noise_ug = 2000, .noise_mdps = 60, .bias_mdps = -1900,
		.request = {
			{ 8, ASK_LEARN, POSTURE_UPRIGHT, 8 },
			{ 40, ASK_LEARN, POSTURE_SLOUCHING, 6 },
			{ 84, ASK_STRICT, POSTURE_UNKNOWN, 5 },
			{ 150, ASK_SILENCE, POSTURE_UNKNOWN, 1 },
			{ 190, ASK_FORGET, POSTURE_SLOUCHING, 0 },
		},
	},
	{
		.name = "day-2Hz", .script = "day", .for_s = 5505, .sensors = UPPER,
		.batch_n = 1, .stream = { 2500, 4096000, 32800 },
		.noise_ug = 3000, .noise_mdps = 150, .bias_mdps = 300,
		.request = {
			{ 60, ASK_LEARN, POSTURE_UPRIGHT, 10 },
			{ 1360, ASK_PAUSE, POSTURE_UNKNOWN, 600 },
			{ 1400, ASK_RESUME, POSTURE_UNKNOWN, 0 },
		},
	},
	{
		.name = "demo-400Hz-16g", .script = "demo", .for_s = 65, .sensors = UPPER,
		.batch_n = 32, .stream = { 400000, 2048000, 16400 },
		.noise_ug = 6000, .noise_mdps = 200, .bias_mdps = 3000,
		.request = {
			{ 3, ASK_LEARN, POSTURE_UPRIGHT, 5 },
			{ 45, ASK_GAP, POSTURE_UNKNOWN, 0 },
		},
	},
	{
		.name = "slouch-no-gyro", .script = "slouch", .for_s = 240, .sensors = BOTH,
		.batch_n = 7, .stream = { 26000, 16393443, 0 },
		.noise_ug = 2500,
		.request = {
			{ 2, ASK_LEARN, POSTURE_LEANING_BACK, 30 },
			{ 9, ASK_CANCEL, POSTURE_UNKNOWN, 0 },
			{ 20, ASK_LEARN, POSTURE_UPRIGHT, 10 },
			{ 45, ASK_SILENCE, POSTURE_UNKNOWN, 12 },
		},
	},
	{
		.name = "unplug-104Hz", .script = "unplug", .for_s = 90, .sensors = UPPER,
		.batch_n = 10, .stream = { 104000, 8192000, 65500 },
		.noise_ug = 3000, .noise_mdps = 120, .bias_mdps = -500,
		.request = {
			{ 6, ASK_LEARN, POSTURE_UPRIGHT, 10 },
			{ 36, ASK_LEARN, POSTURE_SLOUCHING, 10 },
		},
	},
	{
		.name = "six-50Hz-two-sensors", .for_s = 265, .sensors = BOTH,
		.batch_n = 16, .stream = { 47619, 2048000, 16400 },
		.noise_ug = 3000, .noise_mdps = 120, .bias_mdps = 1200,
		.request = {
			{ 5, ASK_LEARN, POSTURE_UPRIGHT, 8 },
			{ 20, ASK_LEARN, POSTURE_SLOUCHING, 8 },
			{ 34, ASK_LEARN, POSTURE_LEANING_FORWARD, 8 },
			{ 48, ASK_LEARN, POSTURE_LEANING_BACK, 8 },
			{ 62, ASK_LEARN, POSTURE_LEANING_LEFT, 8 },
			{ 76, ASK_LEARN, POSTURE_LEANING_RIGHT, 8 },
			{ 175, ASK_FORGET, POSTURE_LEANING_FORWARD, 0 },
			{ 190, ASK_STRICT, POSTURE_UNKNOWN, 1 },
		},
	},
};

const struct wearer_params exact_params = {
	.pose = {
		.slouch_cdeg = 1200, .recline_cdeg = 2000, .lateral_cdeg = 1500,
		.release_cdeg = 800, .margin_cdeg = 150, .sensitivity = 3,
		.mount_forward = { 0, 0, -DIR_ONE_Q14 },
	},
	.posture = { .settle_us = SEC(1) },
	.alert = {
		.n_levels = 3, .levels_us = { SEC(8), SEC(15), SEC(22) }, .repeat_us = SEC(9),
		.release_us = SEC(3), .n_quiet = 1, .quiet = { { 10, 12, 0 } },
		.max_per_hour = 20, .gentle_after_us = SEC(60), .buzz_us = SEC(2),
	},
	.care = {
		.enabled = { [CARE_STRETCH] = true, [CARE_MASSAGE] = true, [CARE_POSTURE] = true },
		.stretch_slouch_us = SEC(20), .stretch_sit_us = SEC(50), .stretch_gap_us = SEC(30),
		.stretch_per_day = 5, .massage_days = 1, .posture_days = 1,
		.posture_day_us = SEC(40),
	},
	.lying_cdeg = 6000,
};

struct wall exact_wall(uint64_t t_us)
{
	uint64_t begun_sec = (24 * 60 - 2) * 60; /* two minutes to midnight */
	uint64_t local_sec = begun_sec + t_us / US_PER_SEC;

	return (struct wall){
		.real_sec = INT64_C(1700000000) + (int64_t)(t_us / US_PER_SEC),
		.local_day = (int32_t)(19675 + local_sec / 86400),
		.local_min = (uint16_t)(local_sec / 60 % 1440),
	};
}

const char *life_name(size_t i)
{
	return i < ARRAY_SIZE(lives) ? lives[i].name : NULL;
}

struct living {
	const struct life *life;
	struct body body;
	struct wearer w;
	const struct request *next; /* not yet made */
	uint64_t silent_until_us;
	uint64_t idle_us; /* told last that time passes */
	unsigned gap;	  /* SENSOR_BIT()s of the sensors whose next batch follows one */
	uint64_t noise;
	uint64_t hash;
};

static void make_request(struct living *l, const struct request *r, uint64_t t_us)
{
	const char *word = posture_to_str(r->posture);
	struct wearer_params params = exact_params;
	uint32_t cookie = 0;
	int result = 0;

	switch (r->ask) {
	case ASK_NOTHING:
		return;
	case ASK_LEARN:
		result = wearer_learn(&l->w, word, r->posture, r->posture == POSTURE_UPRIGHT, r->n,
				      BOOT_US + t_us);
		break;
	case ASK_CANCEL:
		result = wearer_learn_cancel(&l->w);
		break;
	case ASK_FORGET:
		result = wearer_forget(&l->w, word);
		break;
	case ASK_PAUSE:
		result = alert_pause(&l->w.alert, BOOT_US + t_us, r->n, "a call", &cookie);
		break;
	case ASK_RESUME:
		result = alert_resume(&l->w.alert, 0);
		break;
	case ASK_ACKNOWLEDGE:
		result = alert_acknowledge(&l->w.alert);
		break;
	case ASK_GAP:
		l->gap = BOTH;
		break;
	case ASK_SILENCE:
		l->silent_until_us = t_us + SEC(r->n);
		break;
	case ASK_STRICT:
		params.pose.sensitivity = r->n;
		params.pose.mount_up = (struct dir3){ DIR_ONE_Q14, 0, 0 };
		wearer_configure(&l->w, &params);
		break;
	}
	hash_int(&l->hash, result);
	hash_int(&l->hash, cookie);
}

static int16_t accel_counts(struct living *l, int32_t ug)
{
	int64_t noisy_ug = ug + noise_within(&l->noise, l->life->noise_ug);

	return sat16(div_round(noisy_ug * l->life->stream.accel_milli_lsb_per_g,
			       INT64_C(1000000000)));
}

static int16_t gyro_counts(struct living *l, int32_t mdps)
{
	int64_t noisy_mdps =
		mdps + l->life->bias_mdps + noise_within(&l->noise, l->life->noise_mdps);

	return sat16(div_round(noisy_mdps * l->life->stream.gyro_milli_lsb_per_dps, 1000000));
}

static struct batch feel(struct living *l, enum sensor sensor, uint64_t first, uint64_t period_us)
{
	struct batch b = { .sensor = sensor, .n = l->life->batch_n };

	for (unsigned i = 0; i < b.n; i++) {
		struct body_feel f;

		b.t_us = (first + i) * period_us;
		body_feel(&l->body, sensor, b.t_us, &f);
		b.accel[i].x = accel_counts(l, f.accel_ug[0]);
		b.accel[i].y = accel_counts(l, f.accel_ug[1]);
		b.accel[i].z = accel_counts(l, f.accel_ug[2]);
		b.gyro[i].x = gyro_counts(l, f.gyro_mdps[0]);
		b.gyro[i].y = gyro_counts(l, f.gyro_mdps[1]);
		b.gyro[i].z = gyro_counts(l, f.gyro_mdps[2]);
	}
	b.t_us += BOOT_US;
	b.gap = (l->gap & SENSOR_BIT(sensor)) != 0;
	l->gap &= ~SENSOR_BIT(sensor);
	return b;
}

static bool is_silent(const struct living *l, uint64_t t_us)
{
	return t_us < l->silent_until_us || body_step_at(&l->body, t_us)->act == BODY_UNPLUG;
}

/* No sensor answers: once a second the mind hears that time passes. */
static void idle(struct living *l, uint64_t t_us)
{
	struct wearer_events events;
	struct wall wall = exact_wall(t_us);

	l->gap = BOTH;
	if (t_us - l->idle_us < US_PER_SEC)
		return;
	l->idle_us = t_us;
	wearer_idle(&l->w, BOOT_US + t_us, &wall, &events);
	hash_said(&l->hash, &l->w, NULL, &events);
}

/* One batch of each sensor, the lower one first, since the upper one's decides. */
static void tick(struct living *l, uint64_t first, uint64_t period_us)
{
	uint64_t t_us = first * period_us;
	struct wall wall = exact_wall(t_us);

	while (l->next->ask != ASK_NOTHING && l->next->at_s * US_PER_SEC <= t_us)
		make_request(l, l->next++, t_us);
	if (is_silent(l, t_us)) {
		idle(l, t_us);
		return;
	}
	for (unsigned s = SENSOR_COUNT; s-- > 0;) {
		struct wearer_events events;
		struct verdict v;
		struct batch b;

		if (!(l->life->sensors & SENSOR_BIT(s)))
			continue;
		b = feel(l, (enum sensor)s, first, period_us);
		v = wearer_push(&l->w, &b, &wall, &events);
		hash_said(&l->hash, &l->w, &v, &events);
	}
}

uint64_t life_hash(size_t i)
{
	const struct life *life = &lives[i];
	const struct body_script *script = life->script ? body_script_find(life->script) : &six;
	uint64_t period_us = UINT64_C(1000000000) / life->stream.rate_millihz;
	uint64_t end = SEC(life->for_s) / period_us;
	static struct living l;

	l = (struct living){ .life = life, .next = life->request, .noise = i + 1,
			     .hash = HASH_BEGIN };
	body_init(&l.body, script, i + 1);
	wearer_init(&l.w, &exact_params);
	for (unsigned s = 0; s < SENSOR_COUNT; s++) {
		if (life->sensors & SENSOR_BIT(s))
			wearer_set_stream(&l.w, (enum sensor)s, &life->stream);
	}
	for (uint64_t first = 0; first + life->batch_n <= end; first += life->batch_n)
		tick(&l, first, period_us);
	hash_wearer(&l.hash, &l.w);
	return l.hash;
}
