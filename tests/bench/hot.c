/* SPDX-License-Identifier: MIT */
/*
 * hot.c - the hot path and the whole decision, N batches of one sensor, for counting instructions
 *
 * usage: hot samples			batches to count on, to standard output
 *	  hot gravity|wearer N		N batches, from standard input round and round
 *	  hot ruler N			N rounds of four instructions, to check the counting
 *	  hot size			bytes: filter state, its coefficients, the whole mind
 *	  hot day			a day's recording of one sensor, to standard output
 *
 * Counting two runs of different length and taking the difference leaves out
 * everything but the batches: start-up, reading, printing.  The samples come
 * from a file because under an emulator that writes down each instruction
 * making them would take minutes; so every machine counts on the same ones.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"
#include "sim/body.h"
#include "wearer.h"

#define BATCH 16
#define KEPT 256 /* batches made once and used round and round: 80 s of sitting */

static const struct stream stream = {
	.rate_millihz = 50000,
	.accel_milli_lsb_per_g = 16384000,
	.gyro_milli_lsb_per_dps = 131000,
};

static struct batch kept[KEPT];

/* -16 .. 15 counts */
static int hiss(uint32_t *noise)
{
	*noise = *noise * 1664525 + 1013904223;
	return (int)(*noise >> 27) - 16;
}

/* A wearer upright with the breath and sway of the model, and a chip's noise of a few counts. */
static void make_samples(void)
{
	struct body body;
	uint32_t noise = 1;

	body_init(&body, body_script_find("still"), 1);
	for (unsigned i = 0; i < KEPT * BATCH; i++) {
		struct batch *b = &kept[i / BATCH];
		struct body_feel feel;
		int16_t v[6];

		body_feel(&body, SENSOR_UPPER, i * UINT64_C(20000), &feel);
		for (unsigned j = 0; j < 3; j++) {
			v[j] = (int16_t)(feel.accel_ug[j] / 61 + hiss(&noise));
			v[3 + j] = (int16_t)(feel.gyro_mdps[j] * 131 / 1000 + hiss(&noise));
		}
		b->accel[i % BATCH] = (struct counts3){ v[0], v[1], v[2] };
		b->gyro[i % BATCH] = (struct counts3){ v[3], v[4], v[5] };
	}
}

static int write_samples(void)
{
	bool ok = true;

	make_samples();
	for (unsigned i = 0; i < KEPT; i++)
		ok = ok && fwrite(kept[i].accel, sizeof(struct counts3), BATCH, stdout) == BATCH &&
		     fwrite(kept[i].gyro, sizeof(struct counts3), BATCH, stdout) == BATCH;
	return ok ? 0 : 1;
}

static void read_samples(void)
{
	for (unsigned i = 0; i < KEPT; i++) {
		struct batch *b = &kept[i];

		if (fread(b->accel, sizeof(struct counts3), BATCH, stdin) != BATCH ||
		    fread(b->gyro, sizeof(struct counts3), BATCH, stdin) != BATCH) {
			fputs("hot: no samples on standard input; see: hot samples\n", stderr);
			exit(1);
		}
		b->n = BATCH;
	}
}

static struct wearer_params params(void)
{
	return (struct wearer_params){
		.pose = { .slouch_cdeg = 1000, .recline_cdeg = 2000, .lateral_cdeg = 1500,
			  .release_cdeg = 800, .margin_cdeg = 150, .sensitivity = 3,
			  .mount_forward = { 0, 0, -DIR_ONE_Q14 } },
		.posture = { .settle_us = US_PER_SEC },
		.alert = { .n_levels = 1, .levels_us = { 30 * US_PER_SEC },
			   .release_us = 3 * US_PER_SEC },
		.lying_cdeg = 6000,
	};
}

static int run_gravity(unsigned batches)
{
	static struct gravity g;
	struct gravity_coeffs c;

	read_samples();
	if (gravity_plan(&gravity_params_default, &stream, &c) != 0)
		abort();
	gravity_init(&g);
	for (unsigned i = 0; i < batches; i++)
		gravity_push(&g, &c, kept[i % KEPT].accel, kept[i % KEPT].gyro, BATCH);
	printf("%d %d %d\n", g.v.x_q22, g.v.y_q22, g.v.z_q22);
	return 0;
}

static int run_wearer(unsigned batches)
{
	static struct wearer w;
	static struct pose_set poses = { .n = 1, .pose = { {
		.name = "upright", .posture = POSTURE_UPRIGHT, .good = true,
		.stance = { .sensors = SENSOR_BIT(SENSOR_UPPER), .up = { { DIR_ONE_Q14, 0, 0 } } },
	} } };
	struct wearer_params p = params();
	struct wall wall = { 0 };
	struct wearer_events events;
	struct verdict v = { 0 };

	read_samples();
	wearer_init(&w, &p);
	wearer_set_stream(&w, SENSOR_UPPER, &stream);
	wearer_set_poses(&w, &poses);
	for (unsigned i = 0; i < batches; i++) {
		kept[i % KEPT].t_us = (i + 1) * UINT64_C(320000);
		v = wearer_push(&w, &kept[i % KEPT], &wall, &events);
	}
	printf("%s %d cdeg\n", posture_to_str(v.posture), v.flexion_cdeg);
	return 0;
}

/* Four instructions a round, on every machine: what is not counted as 4 is not counted right. */
static int run_ruler(unsigned rounds)
{
#if defined(__x86_64__)
	__asm__ volatile("1: nop; nop; dec %0; jnz 1b" : "+r"(rounds) : : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("1: nop; nop; subs %w0, %w0, #1; b.ne 1b" : "+r"(rounds) : : "cc");
#elif defined(__arm__)
	__asm__ volatile("1: nop; nop; subs %0, %0, #1; bne 1b" : "+r"(rounds) : : "cc");
#endif
	return (int)rounds;
}

static int write_size(void)
{
	printf("%zu %zu %zu\n", sizeof(struct gravity), sizeof(struct gravity_coeffs),
	       sizeof(struct wearer));
	return 0;
}

static int write_day(void)
{
	char text[RECORDING_LINE_MAX];

	make_samples();
	recording_header(&stream, SENSOR_BIT(SENSOR_UPPER), text, sizeof text);
	fputs(text, stdout);
	for (unsigned i = 0; i < 24 * 3600 * 50; i++) {
		const struct batch *b = &kept[i / BATCH % KEPT];
		struct recording_sample s = {
			.t_us = i * UINT64_C(20000),
			.accel_seen = SENSOR_BIT(SENSOR_UPPER),
			.gyro_seen = SENSOR_BIT(SENSOR_UPPER),
			.accel = { b->accel[i % BATCH] },
			.gyro = { b->gyro[i % BATCH] },
		};

		recording_line(&s, &stream, SENSOR_BIT(SENSOR_UPPER), text, sizeof text);
		fputs(text, stdout);
	}
	return 0;
}

int main(int argc, char *argv[])
{
	const char *mode = argc > 1 ? argv[1] : "";
	unsigned n = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;

	if (argc == 2 && strcmp(mode, "samples") == 0)
		return write_samples();
	if (argc == 2 && strcmp(mode, "size") == 0)
		return write_size();
	if (argc == 2 && strcmp(mode, "day") == 0)
		return write_day();
	if (argc == 3 && strcmp(mode, "gravity") == 0)
		return run_gravity(n);
	if (argc == 3 && strcmp(mode, "wearer") == 0)
		return run_wearer(n);
	if (argc == 3 && strcmp(mode, "ruler") == 0)
		return run_ruler(n);
	return 2;
}
