/* SPDX-License-Identifier: MIT */
/*
 * No wearer: scales and limits from one end of their ranges to the other, and
 * samples that saturate, jump, stand still or are noise.  Here int64 sums are
 * at their largest, roots and divisions at their edges, and every clip clips.
 *
 * One random number a statement: C leaves the order within one open.
 */
#include "parts.h"

#include <string.h>

#include "hash.h"

#define ROUNDS  48
#define BATCHES 50 /* a round */
#define BOOT_US UINT64_C(7000000)

/* low .. high */
static uint32_t between(uint64_t *noise, uint32_t low, uint32_t high)
{
	return low + (uint32_t)(((uint64_t)noise_next(noise) * ((uint64_t)high - low + 1)) >> 32);
}

static struct stream any_stream(uint64_t *noise)
{
	static const uint32_t rates[] = { 1000, 12500, 50000, 95238, 104000, 400000 };
	static const uint32_t accels[] = { 64000, 256000, 1000000, 2048000, 16384000, 32768000 };
	static const uint32_t gyros[] = { 0, 1000, 14286, 16400, 131000, 2000000 };
	struct stream s;

	s.rate_millihz = rates[between(noise, 0, ARRAY_SIZE(rates) - 1)];
	s.accel_milli_lsb_per_g = accels[between(noise, 0, ARRAY_SIZE(accels) - 1)];
	s.gyro_milli_lsb_per_dps = gyros[between(noise, 0, ARRAY_SIZE(gyros) - 1)];
	return s;
}

static struct wearer_params any_params(uint64_t *noise)
{
	struct wearer_params p = exact_params;

	p.pose.release_cdeg = between(noise, 100, 900);
	p.pose.slouch_cdeg = between(noise, 1000, 4000);
	p.pose.recline_cdeg = between(noise, 1000, 4000);
	p.pose.lateral_cdeg = between(noise, 1000, 4000);
	p.pose.margin_cdeg = between(noise, 0, 300);
	p.pose.sensitivity = between(noise, 1, 5);
	p.posture.settle_us = between(noise, 0, 2000000);
	p.lying_cdeg = between(noise, 4500, 8900);
	if (between(noise, 0, 1))
		p.pose.mount_up = (struct dir3){ 0, DIR_ONE_Q14, 0 };
	return p;
}

static struct dir3 any_dir(uint64_t *noise, int32_t limit)
{
	int32_t x = (1 << 20) + noise_within(noise, limit);
	int32_t y = noise_within(noise, limit);
	int32_t z = noise_within(noise, limit);

	return dir_from(x, y, z);
}

/* Poses around +X, some of them far from it, seen by one sensor or both. */
static struct pose_set any_poses(uint64_t *noise)
{
	struct pose_set set = { 0 };

	for (unsigned n = between(noise, 0, 6); n > 0; n--) {
		int32_t limit = between(noise, 0, 2) ? 1 << 19 : 1 << 22;
		enum posture posture = (enum posture)between(noise, 1, POSTURE_COUNT - 1);
		const char *word = posture_to_str(posture);
		struct pose pose = { .posture = posture };

		memcpy(pose.name, word, strlen(word));
		pose.good = n == 1 || between(noise, 0, 1);
		pose.stance.sensors = between(noise, 1, 3);
		pose.stance.up[SENSOR_UPPER] = any_dir(noise, limit);
		pose.stance.up[SENSOR_LOWER] = any_dir(noise, limit);
		pose_put(&set, &pose);
	}
	return set;
}

/* What the samples of one batch are like. */
struct kind {
	struct counts3 about;
	int32_t accel_noise, gyro_noise; /* counts */
};

/* Mostly near a gravity that wanders, so that something is recognised at all. */
static struct kind any_kind(uint64_t *noise, const struct stream *s)
{
	int32_t one_g = (int32_t)MIN(s->accel_milli_lsb_per_g / 1000, UINT32_C(32767));

	switch (between(noise, 0, 7)) {
	case 0: /* a chip gone mad */
		return (struct kind){ { 0, 0, 0 }, 65536, 65536 };
	case 1: /* stuck at the end of its range */
		return (struct kind){ { INT16_MAX, INT16_MIN, INT16_MAX }, 0, 0 };
	case 2: /* nothing at all */
		return (struct kind){ { 0, 0, 0 }, 0, 0 };
	case 3: /* leaning, shaken */
		return (struct kind){ { (int16_t)(one_g * 4 / 5), 0, (int16_t)(one_g * 3 / 5) },
				      one_g / 2 + 1, 4000 };
	case 4: /* leaning, at rest */
		return (struct kind){ { (int16_t)(one_g * 4 / 5), 0, (int16_t)(one_g * 3 / 5) },
				      one_g / 300 + 1, 3 };
	default: /* upright, at rest */
		return (struct kind){ { (int16_t)one_g, 0, 0 }, one_g / 300 + 1, 3 };
	}
}

static int16_t near(uint64_t *noise, int16_t about, int32_t limit)
{
	return sat16(about + noise_within(noise, limit));
}

static void fill(uint64_t *noise, const struct kind *kind, struct batch *b)
{
	for (unsigned i = 0; i < b->n; i++) {
		b->accel[i].x = near(noise, kind->about.x, kind->accel_noise);
		b->accel[i].y = near(noise, kind->about.y, kind->accel_noise);
		b->accel[i].z = near(noise, kind->about.z, kind->accel_noise);
		b->gyro[i].x = near(noise, 20, kind->gyro_noise);
		b->gyro[i].y = near(noise, -7, kind->gyro_noise);
		b->gyro[i].z = near(noise, 0, kind->gyro_noise);
	}
}

static void ask_something(struct wearer *w, uint64_t *noise, uint64_t now_us, uint64_t *hash)
{
	struct wearer_params params = any_params(noise);
	enum posture posture = (enum posture)between(noise, 0, POSTURE_COUNT - 1);
	const char *word = posture_to_str(posture);
	bool good = between(noise, 0, 1);
	unsigned seconds;

	switch (between(noise, 0, 31)) {
	case 0:
		hash_int(hash, wearer_forget(w, word));
		break;
	case 1:
		hash_int(hash, wearer_learn_cancel(w));
		break;
	case 2:
		wearer_configure(w, &params);
		break;
	case 3:
	case 4:
	case 5:
		seconds = between(noise, 1, 4);
		hash_int(hash, wearer_learn(w, word, posture, good, seconds, now_us));
		break;
	case 6:
		hash_int(hash, alert_acknowledge(&w->alert));
		break;
	}
}

static uint64_t time_of(uint64_t *noise, const struct batch *b, const struct stream *s)
{
	uint64_t usual_us = b->n * (UINT64_C(1000000000) / s->rate_millihz);

	return usual_us + 1 + (between(noise, 0, 15) ? 0 : between(noise, 0, 3000000));
}

static void live(struct wearer *w, uint64_t *noise, uint64_t *hash)
{
	struct stream stream = any_stream(noise);
	uint64_t now_us = BOOT_US;
	struct kind kind = { 0 };

	wearer_set_stream(w, SENSOR_UPPER, &stream);
	wearer_set_stream(w, SENSOR_LOWER, &stream);
	for (unsigned i = 0; i < BATCHES; i++) {
		struct wall wall = exact_wall(now_us);
		struct wearer_events events;
		struct batch b = { 0 };
		struct verdict v;

		b.sensor = between(noise, 0, 3) ? SENSOR_UPPER : SENSOR_LOWER;
		b.n = between(noise, 0, BATCH_MAX);
		b.gap = between(noise, 0, 39) == 0;
		if (i % 10 == 0)
			kind = any_kind(noise, &stream);
		fill(noise, &kind, &b);
		now_us += time_of(noise, &b, &stream);
		b.t_us = now_us;
		v = wearer_push(w, &b, &wall, &events);
		hash_said(hash, w, &v, &events);
		ask_something(w, noise, now_us, hash);
	}
}

uint64_t wild_hash(void)
{
	static struct wearer w;
	uint64_t hash = HASH_BEGIN, noise = 42;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct wearer_params params = any_params(&noise);
		struct pose_set poses = any_poses(&noise);

		wearer_init(&w, &params);
		wearer_set_poses(&w, &poses);
		live(&w, &noise, &hash);
		hash_wearer(&hash, &w);
	}
	return hash;
}
